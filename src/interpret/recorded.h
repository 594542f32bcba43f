/* recorded.h - what a saved report has said, in its own words, back in memory
 *
 * The record is the truth and interpret() reads it with today's knowledge; this is for who wants to
 * see what was said then. */
#ifndef SMTPSCOPE_INTERPRET_RECORDED_H
#define SMTPSCOPE_INTERPRET_RECORDED_H

#include "interpret/finding.h"

/* From the text of a report, `len` bytes, whose record is `r`: findings, verdict, what goes to the
 * network admin, the way of sending, logins, the message, the settings that work; no wants. Nothing
 * in it is trusted: text is harmless, words are known ones, what is named is there. What a report
 * does not say of a way or a login, `k` does; it and `r` must outlive the result, which ends with
 * interpretation_free(). NULL: one line in `fault`, a buffer of `room` bytes. */
struct interpretation *recorded_read(const struct record *r, const struct knowledge *k,
				     const char *json, size_t len, char *fault, size_t room);

#endif

/* words.h - how a record's facts are called for people; reports say them, and read them back */
#ifndef SMTPSCOPE_RECORD_WORDS_H
#define SMTPSCOPE_RECORD_WORDS_H

#include "record/record.h"

/* By their enums, NULL at the end. */
extern const char *const outcome_words[];
extern const char *const dns_status_words[];
extern const char *const address_source_words[];
extern const char *const tcp_class_words[];
extern const char *const failure_words[];

/* Of the stage proxy, whose words stand alone: "proxy closed". */
extern const char *const proxy_failure_words[];

/* The phrase for a note of a stage; the note itself where it is none of ours. And back: NULL where
 * no note is called so. */
const char *note_in_words(const char *note);
const char *note_of_words(const char *phrase);

/* Why a stage failed: "timed out", "535", "cert expired"; "" where it did not. */
const char *failure_in_words(struct arena *a, const struct stage *st);

#endif

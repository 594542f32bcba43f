/* clocks.h - inside this room: what a session shows of the time, against this machine's clock */
#ifndef SMTPSCOPE_INTERPRET_CLOCKS_H
#define SMTPSCOPE_INTERPRET_CLOCKS_H

#include "record/record.h"

#define CLOCK_SKEW_MS INT64_C(300000) /* less is nobody's fault */

/* When that stage of the record ended, by this machine's clock. */
int64_t stage_wall_ms(const struct record *r, const struct stage *st);

/* By how many milliseconds the clock in the session's greeting is ahead of this machine's; false
 * where it tells no time. It is anybody's word. */
bool greeting_ahead(const struct record *r, const struct session *s, int64_t *ms);

/* An OCSP response is signed, and by an authority that is trusted: the true time is at least so far
 * ahead. False: there is none. */
bool proof_ahead(const struct record *r, const struct session *s, int64_t *ms);

/* Whose date is best: a proof that this machine's clock is behind, then a greeting. 0: nobody
 * tells, or there is no session (NULL). */
int64_t session_ahead(const struct record *r, const struct session *s);

/* The judged facts of the session's TLS, or NULL. */
const struct tls_facts *judged_tls(const struct session *s);
bool staple_out_of_date(const struct staple *s);
int64_t staple_latest(const struct staple *s);

#endif

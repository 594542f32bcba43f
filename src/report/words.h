/* words.h - how the enums of the program are called in front of people */
#ifndef SMTPSCOPE_REPORT_WORDS_H
#define SMTPSCOPE_REPORT_WORDS_H

#include "record/words.h"
#include "report/page.h"

extern const char *const owner_words[], *const verdict_words[], *const tls_mode_words[];

enum { STATUSES = VERDICT_UNTESTED + 1 };

/* As statuses are shown where there are many. */
extern const enum verdict_status worst_first[STATUSES];

/* What follows the owner where there is room: "network administrator (firewall, routing)". */
extern const char *const owner_hints[];

/* Who must act on `f`: the provider of a way is not that of mail. */
const char *owner_of(const struct finding *f);

/* Whose host or domain it is, "Google Workspace"; NULL: not known. */
const char *words_of_provider(const struct record *r, const struct interpretation *i,
			      const struct knowledge *k);

/* "2026-11-21 08:15:00", in UTC */
const char *second_words(struct arena *a, int64_t wall_ms);

/* "2026-11-21 08:15:00 UTC"; 0: "at an unknown time" */
const char *utc_words(struct arena *a, int64_t wall_ms);

/* "192.0.2.1 port 587, STARTTLS (retry mss)" */
const char *session_title(struct arena *a, const struct session *s);

enum mark severity_mark(enum severity s);
enum mark verdict_mark(enum verdict_status s);

#endif

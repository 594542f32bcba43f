/* attempts.h - logins of the last hour that may count as failed, as one text; no I/O
 *
 * Nobody learns from the text who logged in where: identity and host are one keyed hash. */
#ifndef SMTPSCOPE_RUN_ATTEMPTS_H
#define SMTPSCOPE_RUN_ATTEMPTS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Microsoft and Active Directory lock accounts after ten or less, some servers after three: after
 * two the third is for who knows what may come of it. */
enum { ATTEMPTS_ALLOWED = 2, ATTEMPTS_AGE_MS = 60 * 60 * 1000 };

/* Bounds of the text and of what is kept of it; the oldest make room. */
enum { ATTEMPTS_MAX = 1000, ATTEMPTS_TEXT_MAX = 128 * 1024 };

enum { ATTEMPT_KEY = 32, ATTEMPT_ID = 8, ATTEMPT_WHO = 32 };

struct login_attempt {
	int64_t at; /* date */
	unsigned char id[ATTEMPT_ID];
	unsigned char who[ATTEMPT_WHO];
};

struct attempts {
	unsigned char key[ATTEMPT_KEY];
	size_t n;
	struct login_attempt entries[ATTEMPTS_MAX];
};

/* Nothing is remembered, under a key of its own. */
void attempts_new(struct attempts *a);

enum attempts_state {
	ATTEMPTS_SOUND,
	ATTEMPTS_DAMAGED, /* what could be read is there; may be written anew */
	ATTEMPTS_FOREIGN, /* another program's, or of a later version: not to be touched */
};

/* `a` is usable whatever comes of it. */
enum attempts_state attempts_read(struct attempts *a, const char *text, size_t n);
void attempts_write(const struct attempts *a, struct buf *out);

/* What is older than an hour is forgotten. A clock that was set back leaves entries of the future:
 * they are of now, so that none lives longer than an hour. True: something has changed. */
bool attempts_prune(struct attempts *a, int64_t now);

/* Letters without case: a guess in capitals counts against the same account. */
void attempts_hash(const struct attempts *a, const char *identity, const char *host,
		   unsigned char who[ATTEMPT_WHO]);

struct attempts_seen {
	int n;
	int64_t last; /* date of the last, 0: none */
	int64_t free; /* from when on less than ATTEMPTS_ALLOWED are left; 0: they are now */
};
struct attempts_seen attempts_of(const struct attempts *a, const unsigned char who[ATTEMPT_WHO]);

/* A login that begins; until it is settled it counts as one that failed. */
void attempts_add(struct attempts *a, const struct login_attempt *new);

/* How it ended. A failure stays, also where a success of another run has swept it away; what the
 * server did not judge never was; a success shows that nothing is locked. */
enum attempt_end { ATTEMPT_FAILED, ATTEMPT_NOT_JUDGED, ATTEMPT_PASSED };
void attempts_settle(struct attempts *a, const struct login_attempt *of, enum attempt_end end);

#endif

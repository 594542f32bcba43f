/* verdict.h - inside this room: what one session comes to */
#ifndef SMTPSCOPE_INTERPRET_VERDICT_H
#define SMTPSCOPE_INTERPRET_VERDICT_H

#include "interpret/diagnose.h"

enum session_state {
	SESSION_WORKS,	  /* all that was wanted passed */
	SESSION_FAULT,	  /* cause_of() tells */
	SESSION_LIMITED,  /* the server limited us, or we were interrupted */
	SESSION_UNTESTED, /* never begun, or given up by our own manners */
};

enum session_state session_state(const struct diagnosis *d, const struct session *s);

/* Login and envelope are tried once a run: failed there is failed for all. The session where it
 * failed, or NULL. */
const struct session *once_failed(const struct diagnosis *d);

bool need_met(const struct diagnosis *d, const struct need *n);
bool target_met(const struct diagnosis *d);

/* The target still lacks what that port would give. */
bool port_unmet(const struct diagnosis *d, int port);

/* A follow-up that would settle what `s` left open. */
struct want *want(struct diagnosis *d, enum want_kind kind, const struct session *s);
void want_traces(struct diagnosis *d); /* want_trace.c */
void want_hellos(struct diagnosis *d); /* want_hellos.c */
void want_ssl3(struct diagnosis *d);

/* The endpoints that work, into the verdict. */
void list_works(struct diagnosis *d);

/* not_tested.c: phrases for what a reader may believe was tested and was not */
void list_not_tested(struct diagnosis *d);

/* Worst first, consequences after their causes, good news last. */
void findings_sort(struct list *findings);

/* `f`, which is one of them, comes first. */
void findings_begin_with(struct list *findings, const struct finding *f);

#endif

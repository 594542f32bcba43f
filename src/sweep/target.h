/* target.h - one line of a sweep's list: what to check, and how that differs from what the command
 * line says of all */
#ifndef SMTPSCOPE_SWEEP_TARGET_H
#define SMTPSCOPE_SWEEP_TARGET_H

#include "plan/plan.h"

struct sweep_target {
	const char *input;  /* TARGET as it stands there */
	const char *key;    /* TARGET and what was said with it, in one form: "mail.example.org
			       port=587 tls=starttls"; what is the same has the same key */
	const char *tag;    /* for the summary, or NULL; no part of the key */
	unsigned long line; /* of the list, from 1 */
	int mx;		    /* the domain's exchangers, as --mx: 1 yes, 0 no, -1 as for all */
	struct list ports;  /* of struct need (mode is ignored), as plan_options.ports */
	int tls_mode;	    /* enum tls_mode, or -1: by port */
	bool own_ports;	    /* the line or TARGET names ports: those for all do not count */
	bool own_tls;	    /* ... a way into TLS */
	const char *address, *sni, *ehlo; /* NULL: as for all */
	struct target read;		  /* `input` with those options */
};

/* The same with all that it points to in `a`. */
struct sweep_target sweep_target_copy(struct arena *a, const struct sweep_target *t);

/* Lays what the line says over what is said of all; `s` may be NULL where it says nothing of SNI
 * and EHLO. */
void sweep_target_apply(const struct sweep_target *t, struct plan_options *o, struct settings *s);

#endif

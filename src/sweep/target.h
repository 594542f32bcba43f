/* target.h - one line of a sweep's list: what to check, and how that differs from what the command
 * line says of all */
#ifndef SMTPSCOPE_SWEEP_TARGET_H
#define SMTPSCOPE_SWEEP_TARGET_H

#include "base/list.h"

#include <stdbool.h>

struct sweep_target {
	const char *input;  /* TARGET as it stands there */
	const char *key;    /* TARGET and what was said with it, in one form: "mail.example.org
			       port=587 tls=starttls"; what is the same has the same key */
	const char *tag;    /* for the summary, or NULL; no part of the key */
	unsigned long line; /* of the list, from 1 */
	bool mx;	    /* the domain's exchangers, as --mx */
	struct list ports;  /* of struct need (mode is ignored), as plan_options.ports */
	int tls_mode;	    /* -1: as for all; else enum tls_mode */
	const char *address, *sni, *ehlo; /* NULL: as for all */
};

#endif

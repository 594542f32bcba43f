/* secret.h - a password or token in memory of its own */
#ifndef SMTPSCOPE_BASE_SECRET_H
#define SMTPSCOPE_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes are from mem_alloc(). Never copied into a record. An engine that was given it has
 * overwritten and freed it (p is NULL then) as soon as the one login is over, or with the engine. */
struct secret {
	char *p;
	size_t n;
	bool token;
};

void secret_wipe(struct secret *s); /* overwrites and frees; takes NULL, and twice */

#endif

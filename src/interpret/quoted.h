/* quoted.h - where in a text a reply begins: by its code, its enhanced code and what stands around
 *
 * Texts are full of numbers. One is a reply only where its form or its neighbours say so. */
#ifndef SMTPSCOPE_INTERPRET_QUOTED_H
#define SMTPSCOPE_INTERPRET_QUOTED_H

#include <stdbool.h>
#include <stddef.h>

struct quoted {
	const char *at;	  /* the code, or the enhanced code where it has none */
	const char *text; /* behind code and what separates: enhanced code, or words */
	int code;	  /* 0: swallowed */
	bool more;	  /* "550-": another line follows */
};

/* The reply that begins at `p`, which stands in `text`. `at_start`: nothing but a prompt or the
 * beginning of a log line stands before. */
bool quoted_at(const char *text, const char *p, bool at_start, struct quoted *q);

/* The length of the enhanced code at `p`, whatever stands behind it; 0: there is none. */
size_t quoted_enhanced(const char *p);

/* The last reply that begins behind the first byte of `text`; false where there is none. */
bool quoted_innermost(const char *text, struct quoted *q);

#endif

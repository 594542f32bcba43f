/* needs.h - what a text must hold for a pattern to match, so that most patterns are never compiled
 *
 * A pattern needs one of a few literals: `relay(?:ing)? denied|not allowed` needs " denied" or
 * "not allowed". A haystack knows the groups of three letters of a text, and so whether a literal
 * may be in it, in a few steps. */
#ifndef SMTPSCOPE_KNOW_NEEDS_H
#define SMTPSCOPE_KNOW_NEEDS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { HAYSTACK_BITS = 1 << 16 };

struct haystack {
	const char *text;
	size_t len;
	bool any; /* it holds letters whose small form has another length: everything may match */
	uint64_t grams[HAYSTACK_BITS / 64];
};

/* The literals in small letters, a line each; NULL where none can be named. */
const char *needs_of(struct arena *a, const char *pattern);

/* `text` must outlive the haystack. */
void haystack_make(struct haystack *h, const char *text, size_t len);

/* False only where a pattern with these needs cannot match. */
bool needs_met(const char *needs, const struct haystack *h);

#endif

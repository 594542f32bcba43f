/* names.h - counts names, the frequent ones exactly enough, in bounded memory */
#ifndef SMTPSCOPE_LOG_NAMES_H
#define SMTPSCOPE_LOG_NAMES_H

#include "base/text.h"

#include <stdint.h>

struct names;

enum { NAMES_MAX = 128, NAME_SIZE = 96 }; /* longer names are cut */

struct names *names_free(struct names *n); /* takes NULL, returns NULL */

/* One more of `name`; `*n` may be NULL: it is made. Case does not count. */
void names_add(struct names **n, struct bytes name);

struct name_count {
	struct item item;
	const char *name; /* in small letters */
	uint64_t count;	  /* so often at least */
};

/* The `most` frequent, of struct name_count in `a`, the most frequent first; `*more`: how many
 * names there are beside, NAMES_MAX: so many or more. */
struct list names_top(const struct names *n, struct arena *a, size_t most, size_t *more);

#endif

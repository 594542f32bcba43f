/* seen.h - which keys were there already: 16 bytes for each, whatever its length */
#ifndef SMTPSCOPE_SWEEP_SEEN_H
#define SMTPSCOPE_SWEEP_SEEN_H

#include <stdbool.h>
#include <stddef.h>

struct seen; /* of one thread at a time, even to look something up */

struct seen *seen_new(void);
struct seen *seen_free(struct seen *s); /* takes NULL */

/* True: it is new, and is known from now on. Two keys count as one only where 128 bits of a hash
 * collide. */
bool seen_add(struct seen *s, const char *key);
bool seen_has(const struct seen *s, const char *key);
size_t seen_count(const struct seen *s);

#endif

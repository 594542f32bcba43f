/* sources.h - inside this room: references that say for which keys beside them they vouch */
#ifndef SMTPSCOPE_KNOW_SOURCES_H
#define SMTPSCOPE_KNOW_SOURCES_H

#include "know/schema.h"

extern const struct schema sources_schema; /* struct profile_reference */

/* `sourced` (ends with NULL) are keys that state facts without naming a source of their own.
 * Complains of each that the mapping `n` has and none of its `references` is for, and of what these
 * are for and need no source; `id` names the mapping. */
void sources_check(struct reader *r, const struct ynode *n, const char *id,
		   const struct list *references, const char *const *sourced);

#endif

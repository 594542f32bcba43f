/* slots.h - a place for each key, whatever the caller keeps there */
#ifndef SMTPSCOPE_REPORT_SLOTS_H
#define SMTPSCOPE_REPORT_SLOTS_H

#include "base/arena.h"

struct slots;

struct slots *slots_new(struct arena *a);
void slots_free(struct slots *s); /* before the arena */

/* The place of that key, which must outlive it; NULL stands there when it is new. */
void **slots_at(struct slots *s, const char *key);

#endif

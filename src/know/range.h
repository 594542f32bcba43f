/* range.h - ranges of addresses as firewalls take them: "192.0.2.0/24", "2001:db8::/32" */
#ifndef SMTPSCOPE_KNOW_RANGE_H
#define SMTPSCOPE_KNOW_RANGE_H

#include "base/arena.h"

#include <stdbool.h>

/* A text_check of schema.h. */
const char *range_fault(struct arena *a, const char *text);

/* Whether `address` (numeric) is in `range`; false where either is none. */
bool range_has(const char *range, const char *address);

#endif

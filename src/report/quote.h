/* quote.h - values of others in files and code of mail programs, so that none can break out
 *
 * A language that cannot carry a value as it is gets none: half a value would be a wrong one. */
#ifndef SMTPSCOPE_REPORT_QUOTE_H
#define SMTPSCOPE_REPORT_QUOTE_H

#include "base/arena.h"
#include "know/snippet.h"

/* `value` as that language writes it, its quotes included; NULL, with *why in words that follow
 * "it holds", where it cannot. */
const char *quote_value(struct arena *a, enum quoting q, const char *value, const char **why);

#endif

/* explain_only.h - --only and --top: which of what was found is shown */
#ifndef SMTPSCOPE_CLI_EXPLAIN_ONLY_H
#define SMTPSCOPE_CLI_EXPLAIN_ONLY_H

#include "cli/cli.h"
#include "interpret/explain.h"

/* What is wrong with the ids of --only; NULL: nothing. */
const char *only_unknown(struct arena *a, const struct cli_options *o, const struct knowledge *k);

/* Those of `explained` whose finding was asked for, the first `most` of them (0: all); it is taken
 * apart. */
struct list explained_wanted(struct list *explained, const struct cli_options *o, int most);

/* The same with the number of --top. */
struct list explained_only(struct list *explained, const struct cli_options *o);

#endif

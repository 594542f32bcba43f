/* explain_only.h - --only and --top: which of what was found is shown */
#ifndef SMTPSCOPE_CLI_EXPLAIN_ONLY_H
#define SMTPSCOPE_CLI_EXPLAIN_ONLY_H

#include "cli/cli.h"
#include "input/gather.h"
#include "interpret/explain.h"

/* What is wrong with the ids of --only; NULL: nothing. */
const char *only_unknown(struct arena *a, const struct cli_options *o, const struct knowledge *k);

/* Those of `explained` whose finding was asked for; it is taken apart. */
struct list explained_wanted(struct list *explained, const struct cli_options *o);

/* The same, up to the number of --top; `left_out` is how many more there are. */
struct list explained_only(struct list *explained, const struct cli_options *o, size_t *left_out);

/* Something was found, or logs were read that tell of no trouble, which is an answer, too. */
bool explained_answers(const struct cli_options *o, const struct list *explained,
		       const struct gathered *read);

#endif

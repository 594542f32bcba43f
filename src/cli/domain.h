/* domain.h - the command "domain": is this domain set up to send and to receive? */
#ifndef SMTPSCOPE_CLI_DOMAIN_H
#define SMTPSCOPE_CLI_DOMAIN_H

#include "cli/cli.h"
#include "know/knowledge.h"
#include "plan/plan.h"
#include "record/redact.h"

const char *domain_take(struct cli_options *o, struct arena *a, int n, char **words);
int domain_command(struct arena *a, struct cli_options *o, const char *line);

/* ---- its parts ---- */

/* Those of the command line and of --file, each once, in their order (struct string_item). 0; -1
 * with one line in *fault. Lines that hold none are complained of and counted. */
int domain_names(struct arena *a, const struct cli_options *o, struct list *names, int *skipped,
		 const char **fault);

/* A run of its own. `hiding`: NULL, or what is done to its record. */
struct domain_work {
	const struct cli_options *options;
	const char *line; /* the command line */
	const struct knowledge *know;
	const struct redact_rules *hiding;
};

/* A record that asks about that domain, and its target. */
struct record *domain_record(const struct domain_work *w, const char *name, struct target *t);

/* All of them, some at a time, told one after the other: the exit status. */
int domain_many(struct arena *a, const struct domain_work *w, const struct list *names);

#endif

/* hiding.h - what --redact names hides, and the key of its pseudonyms
 *
 * The key is made once and stays in the state folder, readable by this user only: reports of one
 * machine compare. With --redact-key it is made of a file that others may have, too. */
#ifndef SMTPSCOPE_CLI_HIDING_H
#define SMTPSCOPE_CLI_HIDING_H

#include "cli/cli.h"
#include "know/knowledge.h"
#include "record/redact.h"

/* 1 with *rules filled, which point to `k`; 0: names stay; -1 with one line in *fault: the file of
 * --redact-key cannot be used. Where the state folder cannot be had, the key is for this run only,
 * and a warning says so. */
int hiding_begin(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		 struct redact_rules *rules, const char **fault);

#endif

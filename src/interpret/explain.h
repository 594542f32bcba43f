/* explain.h - items of a paste + knowledge -> findings; no I/O, no clock, no globals */
#ifndef SMTPSCOPE_INTERPRET_EXPLAIN_H
#define SMTPSCOPE_INTERPRET_EXPLAIN_H

#include "interpret/finding.h"
#include "interpret/paste.h"

struct log_group;
struct way; /* know/way.h */

/* It owns nothing: `of`, `record` and `seen` live as long as what they were read with, `verdict`,
 * `reply` and the findings are in the arena that it was made in, or part of the knowledge. */
struct explanation {
	struct item item;
	const struct paste_item *of;
	struct reply reply;    /* what was explained: that of the item, or one inside it */
	const char *provider;  /* profile id, NULL: unknown */
	int stage;	       /* enum stage_id, -1: unknown */
	struct list findings;  /* of struct finding, best first; never empty */
	const struct way *way; /* of sending, that this tells of; or NULL */
	uint64_t more;	       /* others of the same finding, that are only counted */
	/* of transcripts; NULL: of no dialogue */
	const struct verdict *verdict; /* as a live check would give */
	const struct record *record;   /* of what was seen */
	const char *form;	       /* the program that printed it: "swaks", "curl -v" */
	const struct log_group *seen;  /* of a log, for many lines (log/summary.h); or NULL */
};

/* What somebody knows beside the paste. */
struct explain_context {
	const char *provider; /* profile id or NULL */
	int stage;	      /* enum stage_id, -1: unknown */
	const char *command;  /* NULL: unknown */
};

/* What can be said of the items (of struct paste_item), of struct explanation in `a`, the most
 * telling first: items that nothing fits have none. It points into items and knowledge. */
struct list explain_items(struct arena *a, const struct knowledge *k, const struct list *items,
			  const struct explain_context *context);

/* What it comes to: the root cause of a dialogue, else its best finding. */
const struct finding *explanation_finding(const struct explanation *x);

/* The higher, the more it tells and the worse it is. */
int explanation_weight(const struct knowledge *k, const struct explanation *x);

#endif

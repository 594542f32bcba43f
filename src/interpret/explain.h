/* explain.h - items of a paste + knowledge -> findings; no I/O, no clock, no globals */
#ifndef SMTPSCOPE_INTERPRET_EXPLAIN_H
#define SMTPSCOPE_INTERPRET_EXPLAIN_H

#include "interpret/finding.h"
#include "interpret/paste.h"

struct explanation {
	struct item item;
	const struct paste_item *of;
	struct reply reply;   /* what was explained: that of the item, or one inside it */
	const char *provider; /* profile id, NULL: unknown */
	int stage;	      /* enum stage_id, -1: unknown */
	struct list findings; /* of struct finding, best first; never empty */
	/* of transcripts; NULL: of no dialogue */
	const struct verdict *verdict; /* as a live check would give */
	const struct record *record;   /* of what was seen */
	const char *form;	       /* the program that printed it: "swaks", "curl -v" */
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

#endif

/* trace_ids.h - by what a provider finds this very connection in its own logs */
#ifndef SMTPSCOPE_INTERPRET_TRACE_IDS_H
#define SMTPSCOPE_INTERPRET_TRACE_IDS_H

#include "know/knowledge.h"
#include "record/record.h"

struct trace_id {
	struct item item;
	const char *what; /* in words: "server, time and connection at Microsoft" */
	const char *id;	  /* harmless text, as the server wrote it */
	const struct session *session;
	int stage; /* enum stage_id: whose reply named it */
};

/* Adds those of all replies, each id once, in the order in which they came. */
void trace_ids(struct arena *a, const struct record *r, const struct knowledge *k,
	       struct list *out);

#endif

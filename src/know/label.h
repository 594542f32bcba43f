/* label.h - what replies call things by: a message that was taken, a block list, the connection
 * (data/labels) */
#ifndef SMTPSCOPE_KNOW_LABEL_H
#define SMTPSCOPE_KNOW_LABEL_H

#include "know/knowledge.h"

enum label_kind {
	LABEL_MESSAGE,	  /* the server's own id of a message that it accepted */
	LABEL_BLOCK_LIST, /* the list that a refusal names */
	LABEL_CONNECTION, /* by what a provider finds the connection in its own logs */
};
extern const char *const label_kind_names[]; /* "message", "block-list", "connection" */

struct label {
	struct item item;
	const char *id, *title; /* "postfix", "Postfix" */
	enum label_kind kind;
	const struct regex *text;	  /* matches the label alone: what leads to it ends in \K */
	struct list references;		  /* of struct reference */
	struct list samples, not_samples; /* of struct sample; not embedded */
	const char *file;		  /* NULL: embedded */
	int line, column;
};

/* The first of that kind that is named in `text`, and what it is called there, as bytes of `text`;
 * NULL: none is. */
const struct label *label_in(const struct knowledge *k, enum label_kind kind, struct bytes text,
			     struct bytes *name);

#endif

/* taglist.h - "v=DMARC1; p=none": the tag lists that DKIM, DMARC, MTA-STS, TLS-RPT and BIMI share
 *
 * RFC 6376 section 3.2. Only the form: what tags mean, which must come first and what two of one
 * name are worth is each policy's own. */
#ifndef SMTPSCOPE_DOMAIN_TAGLIST_H
#define SMTPSCOPE_DOMAIN_TAGLIST_H

#include "base/text.h"

enum { TAGS_MAX = 64 };

struct tag {
	struct item item;
	struct bytes name, value; /* without blanks around them */
	size_t at, value_at;	  /* where each begins, in bytes from 0 */
};

struct taglist {
	struct list tags;  /* of struct tag, in their order; those before the fault */
	const char *fault; /* one line (static), NULL: it is a list of tags */
	size_t fault_at;
	const struct tag *twice; /* the second of a name that was there before, or NULL */
};

void taglist_read(struct arena *a, struct bytes text, struct taglist *out);

/* The first of that name (letters' case counts, as the RFC says), or NULL. */
const struct tag *taglist_find(const struct taglist *l, const char *name);

#endif

/* view.h - what is known of the DNS, to those who read a zone; what they miss is what is asked next
 *
 * Whoever needs an answer asks the view, takes NULL for "not known yet" and goes on with what does
 * not hang on it. All that was missed is asked at once, and everybody looks anew whenever answers
 * have come: so a zone is read in as many round trips as its longest chain of dependent questions
 * has, and the same code reads a saved record, where nothing is missing.
 *
 * It lives in the arena of the study; pointers that it gives live as long as the record. */
#ifndef SMTPSCOPE_DOMAIN_VIEW_H
#define SMTPSCOPE_DOMAIN_VIEW_H

#include "record/record.h"

/* A zone does not decide how much we ask for it. */
enum { VIEW_QUESTIONS_MAX = 600 };

struct view_question {
	struct item item;
	const char *name, *type;
	const struct dns_query *query; /* NULL: it is missing */
};

/* A document to fetch by HTTPS. */
struct view_document {
	struct item item;
	const char *url;
	struct list addresses; /* of struct string_item: of its host, from the DNS */
};

struct view {
	struct arena *arena;
	const struct record *record;
	struct list asked;     /* of struct view_question, in the order of asking, each once */
	struct list documents; /* of struct view_document: that are missing */
	size_t missing;	       /* questions without an answer yet */
	bool full;	       /* there were more questions than we ask */
	struct table *index;
};

/* The record need not be complete; `domain` of it must be there. */
struct view *view_new(struct arena *a, const struct record *r);
void view_end(struct view *v); /* the index only: all else is the arena's */

/* The answer, or NULL: not known yet. Names are the same without a final dot and whatever the case
 * of their letters. Beyond VIEW_QUESTIONS_MAX questions view_not_asked is the answer. */
const struct dns_query *view_ask(struct view *v, const char *name, const char *type);
extern const struct dns_query view_not_asked; /* DNS_OTHER, rcode -1 */

/* What came of that URL, or NULL: not known yet. */
const struct policy_fetch *view_fetch(struct view *v, const char *url,
				      const struct list *addresses);

/* An answer that says that there is nothing: the name, or its data. */
bool view_is_absent(const struct dns_query *q);
/* An answer from which nothing follows: a time-out, SERVFAIL, more records than are kept. */
bool view_is_unknown(const struct dns_query *q);

/* The data of its records of the type asked for, without aliases: of struct bytes_item, in `a`. */
void view_data(struct arena *a, const struct dns_query *q, struct list *out);

#endif

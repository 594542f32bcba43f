/* spf.h - who may send for the domain (RFC 7208)
 *
 * The tree of all records that the domain's own leads to, whoever sends, with what each part of it
 * costs; and, where a client's address was given, what a receiver would say to its mail. */
#ifndef SMTPSCOPE_DOMAIN_SPF_H
#define SMTPSCOPE_DOMAIN_SPF_H

#include "domain/spf_check.h"
#include "domain/spf_record.h"
#include "domain/view.h"
#include "record/shape.h"

struct study;

enum {
	SPF_LOOKUPS_MAX = 10,	 /* RFC 7208 section 4.6.4 */
	SPF_VOIDS_MAX = 2,	 /* the same */
	SPF_MX_MAX = 10,	 /* names of one "mx"; the same */
	SPF_TREE_MAX = 60,	 /* terms that ask the DNS, which the tree follows */
	SPF_DEPTH_MAX = 20,	 /* records below each other */
	SPF_QUESTIONS_MAX = 240, /* of the tree */
};

/* A TXT record beside it that was meant to be SPF and is none. */
struct spf_almost {
	struct item item;
	struct bytes text;
	const char *what;  /* is wrong with it, one line */
	const char *meant; /* the record, NULL: not known */
};

struct spf_study {
	struct spf_record *record; /* the domain's own; never NULL */
	struct list almost;	   /* of struct spf_almost */
	bool by_sender;	 /* something in the tree depends on the sender: it may permit more */
	bool left_out;	 /* there is more in the tree than was followed */
	bool unanswered; /* something in the tree could not be asked: costs are at least these */
	struct spf_check *check; /* of --ip; NULL: not asked for */
};

void spf_read(struct study *s, struct view *v);

/* The tree as JSON: a record, its terms, and in each include the record below it. */
extern const struct shape spf_study_shape;

#endif

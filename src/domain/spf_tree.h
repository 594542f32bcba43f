/* spf_tree.h - all records that an SPF record leads to, whoever sends */
#ifndef SMTPSCOPE_DOMAIN_SPF_TREE_H
#define SMTPSCOPE_DOMAIN_SPF_TREE_H

#include "domain/study.h"

/* Fills s->spf.record and what is known of all of it. Level by level, so that what is too much is
 * cut off at the bottom. */
void spf_tree_read(struct study *s, struct view *v);

/* Calls `each` for every term that a receiver may come to, those of records below behind it. */
void spf_tree_each(const struct spf_record *r,
		   void (*each)(const struct spf_record *r, const struct spf_term *t, void *arg),
		   void *arg);

#endif

/* policy_txt.h - the one TXT record under a name of its own by which a domain announces a policy
 * ("_mta-sts", "_smtp._tls"; RFC 8461 section 3.1, RFC 8460 section 3)
 *
 * Only what all of them share: which records are meant, that there must be exactly one, and that it
 * is a list of tags that begins with its version. */
#ifndef SMTPSCOPE_DOMAIN_POLICY_TXT_H
#define SMTPSCOPE_DOMAIN_POLICY_TXT_H

#include "domain/taglist.h"
#include "domain/view.h"
#include "record/shape.h"

enum policy_txt_state {
	POLICY_TXT_PENDING, /* not known yet */
	POLICY_TXT_UNKNOWN, /* the question failed: nothing follows */
	POLICY_TXT_ABSENT,
	POLICY_TXT_DANGLING, /* an alias, and nothing where it leads */
	POLICY_TXT_SEVERAL,  /* senders take none of them */
	POLICY_TXT_BROKEN,   /* one, and it cannot be read: `fault` */
	POLICY_TXT_THERE,
};
extern const char *const policy_txt_state_names[];

struct policy_txt {
	enum policy_txt_state state;
	const char *name;	       /* "_mta-sts.example.org" */
	const struct dns_query *query; /* NULL: not known yet */
	const char *alias;	       /* where a CNAME leads, or NULL */
	struct list records; /* of struct bytes_item: those that are meant, well-formed or not */
	struct taglist tags; /* of the one there is */
	const char *fault;   /* one line in words; NULL: none found so far */
	int fault_at;	     /* bytes from its beginning, from 0 */
};

/* `version`: "STSv1". Records whose version is written in another case are meant, too. */
void policy_txt_read(struct view *v, const char *name, const char *version, struct policy_txt *out);

/* A fault that only the policy's own reader knows; the first stands. */
void policy_txt_spoil(struct policy_txt *p, const char *fault, size_t at);

/* The record that is meant, or {0}. */
struct bytes policy_txt_record(const struct policy_txt *p);

extern const struct shape policy_txt_shape; /* of struct policy_txt */

#endif

/* spf_checker.h - inside this room: a check under way (spf_check.c) and its mechanisms
 * (spf_match.c)
 */
#ifndef SMTPSCOPE_DOMAIN_SPF_CHECKER_H
#define SMTPSCOPE_DOMAIN_SPF_CHECKER_H

#include "domain/spf_check.h"
#include "domain/spf_macro.h"

/* What came of a mechanism. */
enum spf_match {
	SPF_NO_MATCH,
	SPF_MATCH,
	SPF_WAIT, /* answers are missing */
	SPF_TEMP,
	SPF_PERM,
};

/* Of a record: a result, or this while answers are missing. */
enum { SPF_PENDING = -1 };

struct spf_checker {
	struct arena *arena;
	struct view *view;
	struct spf_check *out;
	struct spf_macros macros;	   /* `domain` is that of the record at hand */
	bool included;			   /* whose explanations are not asked for */
	const struct spf_record *explains; /* it gave the fail, or NULL */
};

/* Says why there is no other result, and gives `what`. The first that is said stands: what goes
 * wrong inside an include is why all of it does. */
enum spf_match spf_trouble(struct spf_checker *c, enum spf_match what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* One lookup more: SPF_MATCH, or SPF_PERM where it is one too many. */
enum spf_match spf_charge(struct spf_checker *c);

/* The macros of such a text can be replaced now; false: answers are missing. */
bool spf_prepare_macros(struct spf_checker *c, struct bytes text);

/* SPF_MATCH: *target is the name that the term is about, or NULL where there can be none; else
 * SPF_WAIT. */
enum spf_match spf_find_target(struct spf_checker *c, const struct spf_term *t,
			       const char **target);

/* Of a sound mechanism; `path` gets the steps below an include that decide. */
enum spf_match spf_match_term(struct spf_checker *c, const struct spf_term *t, struct list *path);

/* spf_check.c: the result of a domain's record, or SPF_PENDING. */
int spf_check_domain(struct spf_checker *c, const char *domain, struct list *path);

#endif

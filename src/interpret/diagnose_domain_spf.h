/* diagnose_domain_spf.h - inside this room: what the parts of the diagnosis of SPF share */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_SPF_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_SPF_H

#include "interpret/diagnose_domain.h"
#include "interpret/spf_draft.h"

enum { SPF_MENDED_MAX = 16 };

/* What is found in the domain's own record is mended by one record, which all these findings
 * show. */
struct spf_case {
	struct diagnosis *d;
	const struct study *s;
	const struct spf_record *root;
	struct spf_draft draft;
	struct finding *mended[SPF_MENDED_MAX];
	size_t n;
};

struct place spf_at(const struct spf_case *x, const char *host, const char *why);
void spf_mends(struct spf_case *x, struct finding *f); /* the draft mends it */

/* Evidence: a record as it stands there, its beginning where it is long; a term with its cost. */
void show_spf_record(const struct place *at, struct finding *f, const struct spf_record *r);
const char *spf_shown(const struct place *at, struct bytes text);

/* What is to stand in place of the domain's record, as far as its faults have a sure cure. */
struct spf_draft spf_mended(struct arena *a, const struct spf_record *root);

/* The parts, in this order: the domain's own record; what it leads to and costs; the provider that
 * it forgets. */
void diagnose_spf_record(struct spf_case *x);
void diagnose_spf_tree(struct spf_case *x);
void diagnose_spf_provider(struct spf_case *x);

/* What is certainly of no use: nothing is there, or it leads in a circle. */
bool spf_is_useless(const struct spf_term *t);

#endif

#include "domain/study.h"

/* Each reads what those before it have found. */
static void (*const parts[])(struct study *s, struct view *v) = {
	mx_read,      spf_read,	 dkim_read, dmarc_read,	    mta_sts_read,
	tls_rpt_read, dane_read, bimi_read, discovery_read, refusal_read,
};

struct study *study_domain(struct arena *a, struct view *v, const struct record *r,
			   const struct knowledge *k)
{
	struct study *s = ARENA_NEW(a, struct study);

	s->arena = a;
	s->record = r;
	s->know = k;
	s->domain = r->domain->name;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](s, v);
	s->complete = v->missing == 0 && v->documents.n == 0;
	s->full = v->full;
	return s;
}

const struct study *study_of_record(struct arena *a, const struct record *r,
				    const struct knowledge *k)
{
	struct view *v = view_new(a, r);
	const struct study *s = study_domain(a, v, r, k);

	view_end(v);
	return s;
}

#include "run/issuers.h"

/* Interpretations point into the record and do not change it; the engine fills it. */
static struct session *of_record(struct record *r, const struct session *wanted)
{
	LIST_EACH (struct session, s, &r->sessions)
		if (s == wanted)
			return s;
	return NULL;
}

void followup_issuers(struct record *r, const struct run *run, const struct list *wants,
		      struct list *jobs)
{
	if (!run->options->fetch_aia)
		return;
	LIST_EACH (const struct want, w, wants) {
		struct issuer_job *job;

		if (w->kind != WANT_ISSUER)
			continue;
		job = ARENA_NEW(r->arena, struct issuer_job);
		job->session = of_record(r, w->session);
		list_append(jobs, job);
	}
}

#include "report/monitor.h"

#include "interpret/facts.h"

static int64_t expiry_of(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);
	const struct certificate *c = st == NULL || st->tls == NULL ? NULL : first_to_end(st->tls);

	return c == NULL ? 0 : c->not_after;
}

int64_t earliest_expiry(const struct record *r)
{
	int64_t earliest = 0;

	LIST_EACH (const struct session, s, &r->sessions) {
		int64_t ends = is_primary(s) ? expiry_of(s) : 0;

		if (ends != 0 && (earliest == 0 || ends < earliest))
			earliest = ends;
	}
	return earliest;
}

bool stage_was_run(const struct stage *st)
{
	return st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL;
}

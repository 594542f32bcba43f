#include "record/record.h"

#include <string.h>

const struct cert_days cert_days_default = {.warn = 14};

struct record *record_new(void)
{
	struct arena *a = arena_new();
	struct record *r = ARENA_NEW(a, struct record);

	r->arena = a;
	r->cert_days = cert_days_default; /* also of a report that does not say */
	return r;
}

struct record *record_free(struct record *r)
{
	if (r != NULL)
		arena_free(r->arena);
	return NULL;
}

struct stage *session_stage(const struct session *s, enum stage_id id)
{
	LIST_EACH (struct stage, st, &s->stages) {
		if (st->id == id)
			return st;
	}
	return NULL;
}

bool session_passed(const struct session *s, enum stage_id id)
{
	const struct stage *st = session_stage(s, id);

	return st != NULL && st->outcome == OUTCOME_PASS;
}

struct stage *session_failed(const struct session *s)
{
	LIST_EACH (struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_FAIL)
			return st;
	}
	return NULL;
}

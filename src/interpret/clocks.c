#include "interpret/clocks.h"

#include "interpret/bannerdate.h"

#include <string.h>

int64_t stage_wall_ms(const struct record *r, const struct stage *st)
{
	return r->started + (int64_t)(st->at_ms + st->ms);
}

bool greeting_ahead(const struct record *r, const struct session *s, int64_t *ms)
{
	const struct stage *st = session_stage(s, STAGE_BANNER);
	int64_t theirs;

	if (st == NULL || st->reply.code / 100 != 2 || !banner_date(st->reply.text, &theirs))
		return false;
	*ms = theirs - stage_wall_ms(r, st);
	return true;
}

const struct tls_facts *judged_tls(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);

	return st != NULL && st->tls != NULL && st->tls->judged ? st->tls : NULL;
}

bool staple_out_of_date(const struct staple *s)
{
	return s != NULL && s->fault != NULL && strcmp(s->fault, "out-of-date") == 0;
}

int64_t staple_latest(const struct staple *s)
{
	return s->produced > s->this_update ? s->produced : s->this_update;
}

/* The server cannot have made it. */
static bool is_proof(const struct tls_facts *f)
{
	return f != NULL && f->trusted && f->staple != NULL &&
	       (f->staple->status != STAPLE_INVALID || staple_out_of_date(f->staple));
}

bool proof_ahead(const struct record *r, const struct session *s, int64_t *ms)
{
	const struct tls_facts *f = judged_tls(s);

	if (!is_proof(f))
		return false;
	*ms = staple_latest(f->staple) - stage_wall_ms(r, session_stage(s, STAGE_TLS));
	return true;
}

int64_t session_ahead(const struct record *r, const struct session *s)
{
	int64_t ms;

	if (s == NULL)
		return 0;
	if (proof_ahead(r, s, &ms) && ms > CLOCK_SKEW_MS)
		return ms;
	return greeting_ahead(r, s, &ms) ? ms : 0;
}

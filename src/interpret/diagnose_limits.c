/* What kept us from testing: the user, the clock, this system, the server's patience with us. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"

#include <string.h>

/* The server did answer this address before, and now it does not even connect. */
static bool shut_out(const struct record *r, const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP);

	if (is_primary(s) || s->purpose == SESSION_CONTROL || !failed_with(tcp, FAILURE_NET))
		return false;
	LIST_EACH (struct session, o, &r->sessions)
		if (is_primary(o) && heard_from(o) && same_endpoint(o, s))
			return true;
	return false;
}

/* One lost connection may be chance. */
static void diagnose_ban(struct diagnosis *d)
{
	const struct session *last = NULL;
	struct finding *f;
	struct place at;
	int shut = 0;

	LIST_EACH (struct session, s, &d->record->sessions)
		if (shut_out(d->record, s)) {
			last = s;
			shut++;
		}
	if (shut < 2 || record_is_proxied(d->record)) /* it is the proxy that did not connect */
		return;
	at = (struct place){.d = d, .session = last, .stage = session_stage(last, STAGE_TCP)};
	f = found(&at, "tester-banned", ONCE);
	show(&at, f, "network", "%s answered at first; %d later connections failed",
	     place_name(&at), shut);
}

/* Follow-ups that the server put off: a remark, never a verdict. */
static void diagnose_put_off(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *tls = session_stage(s, STAGE_TLS);
		const struct stage *failed = fatal_stage(s);
		struct place at = {.d = d, .session = s, .stage = tls};
		struct finding *f;

		if (is_primary(s) || tls == NULL || tls->outcome != OUTCOME_NOT_TESTED ||
		    tls->note == NULL || strcmp(tls->note, "server-limited") != 0)
			continue;
		f = found(&at, "server-limited-us", ONCE);
		if (failed != NULL)
			show_reply(&at, f, &failed->reply);
	}
}

void diagnose_limits(struct diagnosis *d)
{
	struct place at = {.d = d};

	if (d->record->interrupted)
		found(&at, "interrupted", ONCE);
	diagnose_ban(d);
	diagnose_put_off(d);
}

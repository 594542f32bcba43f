#include "run/traces.h"

#include "interpret/facts.h"

#include <string.h>

enum {
	HTTPS = 443,
	CONTROLS_MAX = 4,
	NAMED_PER_FAMILY = 4, /* traces that the user asked for */
};

/* ---- controls ---- */

static void add_control(struct record *r, struct trace_job *job, const char *host,
			const char *address, int port)
{
	struct control *c;

	if (job->controls.n == CONTROLS_MAX || is_ipv6(address) != is_ipv6(job->address))
		return;
	LIST_EACH (const struct control, known, &job->controls)
		if (known->port == port && strcmp(known->address, address) == 0)
			return;
	c = ARENA_NEW(r->arena, struct control);
	c->host = host;
	c->address = address;
	c->port = port;
	list_append(&job->controls, c);
}

/* Another port of the same address proves most; of those, one that is open. Then what the user
 * named for it. A web server's port may be closed or filtered: the routers before it answer all the
 * same.
 */
static void add_controls(struct record *r, struct trace_job *job)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (is_primary(s) && session_open(s) && s->port != job->port &&
		    strcmp(s->address, job->address) == 0)
			add_control(r, job, s->host, s->address, s->port);
	LIST_EACH (const struct session, s, &r->sessions)
		if (s->purpose == SESSION_CONTROL && s->changed == NULL && session_open(s))
			add_control(r, job, s->host, s->address, s->port);
	if (job->port != HTTPS)
		add_control(r, job, job->host, job->address, HTTPS);
}

static bool silent(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return failed_with(st, FAILURE_NET) && st->tcp != NULL && st->tcp->class == TCP_TIMEOUT;
}

static void add_job(struct record *r, const struct session *s, struct list *jobs)
{
	struct trace_job *job = ARENA_NEW(r->arena, struct trace_job);

	job->host = s->host;
	job->address = s->address;
	job->port = s->port;
	job->open = !silent(s); /* who answers is asked hop by hop, and once */
	add_controls(r, job);
	list_append(jobs, job);
}

/* ---- asked for ---- */

/* Before, or in these jobs; and how many of its family there are. */
static bool known(const struct record *r, const struct list *jobs, const struct session *s, int *n)
{
	bool found = false;

	LIST_EACH (const struct trace, t, &r->traces)
		if (t->role == TRACE_SUBJECT && is_ipv6(t->address) == is_ipv6(s->address)) {
			found |= trace_stands_for(t->address, t->port, s);
			(*n)++;
		}
	LIST_EACH (const struct trace_job, job, jobs)
		if (is_ipv6(job->address) == is_ipv6(s->address)) {
			found |= trace_stands_for(job->address, job->port, s);
			(*n)++;
		}
	return found;
}

static bool tried(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return is_primary(s) && st != NULL &&
	       (st->outcome == OUTCOME_PASS || failed_with(st, FAILURE_NET));
}

/* Of a family the first that fails, else the first: one of several ports is enough, unless each was
 * named. */
static const struct session *next_asked(const struct record *r, const struct list *jobs, bool ipv6,
					bool failed)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		int n = 0;

		if (tried(s) && is_ipv6(s->address) == ipv6 && needs_port(r, s->port) &&
		    session_open(s) != failed && !known(r, jobs, s, &n) &&
		    n < (r->needs_all ? NAMED_PER_FAMILY : 1))
			return s;
	}
	return NULL;
}

static void add_asked(struct record *r, struct list *jobs)
{
	static const bool both[] = {true, false};

	for (int ipv6 = 0; ipv6 <= 1; ipv6++)
		for (size_t i = 0; i < 2; i++) {
			const struct session *s;

			while ((s = next_asked(r, jobs, ipv6 != 0, both[i])) != NULL)
				add_job(r, s, jobs);
		}
}

void followup_traces(struct record *r, const struct run *run, const struct list *wants,
		     struct list *jobs)
{
	if (run->options->trace && r->proxy == NULL)
		add_asked(r, jobs);
	LIST_EACH (const struct want, w, wants) {
		int n = 0;

		if (w->kind == WANT_TRACE && !known(r, jobs, w->session, &n))
			add_job(r, w->session, jobs);
	}
}

#include "run/suites.h"

#include "net/suites.h"

#include <string.h>

/* The search in one version. */
struct hunt {
	struct item item;
	enum tls_version version;
	uint16_t offer[SUITES_MAX]; /* next */
	size_t n;
	uint16_t found[SUITES_MAX];
	size_t found_n;
	enum { HUNT_SUITES, HUNT_ORDER, HUNT_OVER } state;
};

static bool same_way(const struct session *a, const struct session *b)
{
	return same_endpoint(a, b) && a->mode == b->mode;
}

static bool accepts(const struct record *r, const struct session *at, enum tls_version v)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *tls = session_stage(s, STAGE_TLS);
		const char *version = tls != NULL && tls->tls != NULL ? tls->tls->version : NULL;
		bool counts = s->purpose == SESSION_PRIMARY || s->purpose == SESSION_TLS_VERSION;

		if (counts && same_way(s, at) && version != NULL &&
		    strcmp(version, tls_version_names[v]) == 0)
			return true;
	}
	return false;
}

static struct list begin(struct record *r, const struct session *at)
{
	struct list hunts = {0};

	for (enum tls_version v = TLS_1_3; v >= SSL_3_0; v--) {
		struct hunt *h;

		if (!accepts(r, at, v))
			continue;
		h = ARENA_NEW(r->arena, struct hunt);
		h->version = v;
		h->n = suites_of(v, h->offer);
		list_append(&hunts, h);
	}
	return hunts;
}

static void ask(struct record *r, const struct hunt *h, const struct session *at,
		struct list *endpoints)
{
	struct endpoint *e = ARENA_NEW(r->arena, struct endpoint);

	e->host = at->host;
	e->address = at->address;
	e->port = at->port;
	e->mode = at->mode;
	e->offered = true;
	e->purpose = SESSION_TLS_SUITES;
	e->changed = tls_version_names[h->version];
	e->only = h->version;
	e->by_hand = true;
	e->suites = h->offer;
	e->suites_n = h->n;
	list_append(endpoints, e);
}

static void ask_order(struct hunt *h)
{
	if (h->found_n < 2) {
		h->state = HUNT_OVER;
		return;
	}
	h->state = HUNT_ORDER;
	h->offer[0] = h->found[1];
	h->offer[1] = h->found[0];
	h->n = 2;
}

static void found(struct hunt *h, int code)
{
	size_t kept = 0;

	h->found[h->found_n++] = (uint16_t)code;
	for (size_t i = 0; i < h->n; i++)
		if (h->offer[i] != code)
			h->offer[kept++] = h->offer[i];
	h->n = kept;
	if (h->n == 0)
		ask_order(h);
}

/* Only a server's word ends the list; a connection that was not made, or ended otherwise, leaves it
 * open, and so the order, too. */
static void take(struct hunt *h, const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	if (h->state == HUNT_ORDER || tls == NULL)
		h->state = HUNT_OVER;
	else if (tls->outcome == OUTCOME_PASS)
		found(h, suite_code(tls->tls->cipher));
	else if (tls->outcome == OUTCOME_FAIL)
		ask_order(h);
	else
		h->state = HUNT_OVER;
}

static struct hunt *hunt_of(const struct list *hunts, const struct session *s)
{
	LIST_EACH (struct hunt, h, hunts) {
		if (strcmp(tls_version_names[h->version], s->changed) == 0)
			return h;
	}
	return NULL;
}

/* The sessions behind the first `before`: one for each question. */
static void take_answers(struct record *r, size_t before, const struct list *hunts)
{
	size_t i = 0;

	LIST_EACH (const struct session, s, &r->sessions) {
		if (i++ >= before && s->purpose == SESSION_TLS_SUITES)
			take(hunt_of(hunts, s), s);
	}
}

static bool is_over(const struct list *hunts)
{
	LIST_EACH (const struct hunt, h, hunts) {
		if (h->state != HUNT_OVER)
			return false;
	}
	return true;
}

static void find_at(struct engine *e, struct record *r, const struct session *at)
{
	struct list hunts = begin(r, at);

	while (!is_over(&hunts) && !r->interrupted) {
		struct list endpoints = {0};
		size_t before = r->sessions.n;

		LIST_EACH (const struct hunt, h, &hunts) {
			if (h->state != HUNT_OVER)
				ask(r, h, at, &endpoints);
		}
		engine_probe(e, &endpoints);
		if (r->sessions.n == before)
			return; /* no proxy to go through any more */
		take_answers(r, before, &hunts);
	}
}

static bool asked_before(const struct record *r, const struct session *at)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s == at)
			return false;
		if (s->purpose == SESSION_TLS_VERSION && same_way(s, at))
			return true;
	}
	return false;
}

/* One endpoint after the other: where the connections end early, one is complete and not all half.
 */
bool find_suites(struct engine *e, const struct run *run, struct record *r)
{
	size_t before = r->sessions.n, i = 0;

	if (run->options->tls_versions != VERSIONS_ALL)
		return false;
	LIST_EACH (const struct session, s, &r->sessions) {
		if (i++ >= before)
			break;
		if (s->purpose == SESSION_TLS_VERSION && !asked_before(r, s))
			find_at(e, r, s);
	}
	return r->sessions.n > before;
}

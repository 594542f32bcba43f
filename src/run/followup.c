#include "run/followup.h"

#include "interpret/tls_picture.h"

#include <string.h>

static struct endpoint *endpoint_of(struct record *r, const struct session *s,
				    enum session_purpose purpose, struct list *endpoints)
{
	struct endpoint *e = ARENA_NEW(r->arena, struct endpoint);

	e->host = s->host;
	e->address = s->address;
	e->port = s->port;
	e->mode = s->mode;
	e->offered = true;
	e->purpose = purpose;
	return list_append(endpoints, e);
}

/* What the library will not offer is offered by hand. */
static void offer_version(struct record *r, const struct session *s, enum tls_version v,
			  struct list *endpoints)
{
	const struct tls_setup only = {.min = v, .max = v};
	struct endpoint *e = endpoint_of(r, s, SESSION_TLS_VERSION, endpoints);

	e->only = v;
	e->by_hand = tls_forbidden(&only) != NULL;
	e->changed = tls_version_names[v];
}

/* One connection for each version of which the first session left open whether it is accepted
 * (DESIGN section 3). SSL 3.0 is a question of its own, but for who asked for all. */
static void tls_versions(struct record *r, const struct run *run, const struct session *s,
			 struct list *endpoints)
{
	const struct tls_picture *known = tls_picture_of(r->arena, r, s);
	const enum tls_version first =
		run->options->tls_versions == VERSIONS_ALL ? SSL_3_0 : TLS_1_0;

	if (run->options->tls_versions == VERSIONS_NONE)
		return;
	for (int i = 0; i < TLS_VERSIONS_SEEN; i++) {
		int v = name_find(tls_version_names, tls_versions_seen[i]);

		if (v >= (int)first && known->versions[i].answer == VERSION_UNTESTED)
			offer_version(r, s, (enum tls_version)v, endpoints);
	}
}

static void more_versions(struct record *r, const struct run *run, const struct session *s,
			  struct list *endpoints)
{
	if (run->options->tls_versions == VERSIONS_ALL)
		tls_versions(r, run, s, endpoints);
}

static void ssl3(struct record *r, const struct run *run, const struct session *s,
		 struct list *endpoints)
{
	if (run->options->tls_versions != VERSIONS_NONE)
		offer_version(r, s, SSL_3_0, endpoints);
}

/* Every version with all its suites: what does who refused us want? */
static void hellos(struct record *r, const struct run *run, const struct session *s,
		   struct list *endpoints)
{
	if (run->options->tls_versions == VERSIONS_NONE)
		return;
	for (enum tls_version v = TLS_1_3; v >= SSL_3_0; v--) {
		offer_version(r, s, v, endpoints);
		((struct endpoint *)endpoints->last)->by_hand = true;
	}
}

static void other_mode(struct record *r, const struct run *run, const struct session *s,
		       struct list *endpoints)
{
	struct endpoint *e;

	(void)run;
	e = endpoint_of(r, s, SESSION_RETRY, endpoints);
	e->mode = s->mode == TLS_MODE_IMPLICIT ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
	e->changed = "tls-mode";
}

/* The address literal is the one other name that is true everywhere (RFC 5321 section 4.1.4). */
static void other_name(struct record *r, const struct run *run, const struct session *s,
		       struct list *endpoints)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP), *ehlo = session_stage(s, STAGE_EHLO);
	const char *source = tcp != NULL && tcp->tcp != NULL ? tcp->tcp->source : NULL;
	struct endpoint *e;

	(void)run;
	if (source == NULL || ehlo == NULL || ehlo->ehlo == NULL || ehlo->ehlo->name == NULL ||
	    ehlo->ehlo->name[0] == '[')
		return;
	e = endpoint_of(r, s, SESSION_RETRY, endpoints);
	e->ehlo = arena_printf(r->arena, strchr(source, ':') ? "[IPv6:%s]" : "[%s]", source);
	e->changed = "ehlo-name";
}

static void starttls_anyway(struct record *r, const struct run *run, const struct session *s,
			    struct list *endpoints)
{
	struct endpoint *e;

	(void)run;
	e = endpoint_of(r, s, SESSION_RETRY, endpoints);
	e->starttls_anyway = true;
	e->changed = "starttls";
}

static void with_name(struct record *r, const struct want *w, struct list *endpoints)
{
	struct endpoint *e = endpoint_of(r, w->session, SESSION_RETRY, endpoints);

	e->sni = arena_str(r->arena, w->name);
	e->changed = "sni";
}

static void without_name(struct record *r, const struct run *run, const struct session *s,
			 struct list *endpoints)
{
	struct endpoint *e;

	if (run->options->tls_versions != VERSIONS_ALL)
		return; /* a connection more for what only old devices meet */
	e = endpoint_of(r, s, SESSION_RETRY, endpoints);
	e->sni = "";
	e->changed = "no-sni";
}

static void injection(struct record *r, const struct run *run, const struct session *s,
		      struct list *endpoints)
{
	struct endpoint *e;

	if (!run->options->test_injection)
		return;
	e = endpoint_of(r, s, SESSION_RETRY, endpoints);
	e->injection = true;
	e->changed = "injection";
}

/* Where nobody can listen: IANA has never assigned it, and it lies below all ports that systems
 * pick for themselves. Not 1, where traps against scanners sit; not 0, which firewalls drop. */
enum { CLOSED_PORT = 4 };

static void closed_port(struct record *r, const struct run *run, const struct session *s,
			struct list *endpoints)
{
	struct endpoint *e;

	(void)run;
	e = endpoint_of(r, s, SESSION_CONTROL, endpoints);
	e->port = CLOSED_PORT;
	e->mode = TLS_MODE_NONE;
	e->connect_only = true;
	e->changed = "closed-port";
}

/* Who fell silent once is not waited for as long again. */
enum { RETRY_PATIENCE_MS = 10 * 1000, SMALL_MSS = 1200, NOOP_MAX = 4096 };

static struct endpoint *once_more(struct record *r, const struct session *s, const char *changed,
				  struct list *endpoints)
{
	struct endpoint *e = endpoint_of(r, s, SESSION_RETRY, endpoints);

	e->changed = changed;
	e->patience_ms = RETRY_PATIENCE_MS;
	return e;
}

/* Of a line of ours that was lost, its length: a login is not said again. */
static size_t lost_line(const struct session *s)
{
	const struct stage *st = session_failed(s);

	if (st == NULL || st->stall == NULL || st->id == STAGE_TLS)
		return 0;
	return st->stall->pending < NOOP_MAX ? st->stall->pending : NOOP_MAX;
}

static void small_segments(struct record *r, const struct run *run, const struct session *s,
			   struct list *endpoints)
{
	struct endpoint *e = once_more(r, s, "mss", endpoints);

	(void)run;
	e->mss = SMALL_MSS;
	e->noop = lost_line(s);
}

static void again(struct record *r, const struct run *run, const struct session *s,
		  struct list *endpoints)
{
	(void)run;
	once_more(r, s, "again", endpoints);
}

/* Who asks a silent server again waits again. */
static bool is_of_silence(enum want_kind kind)
{
	return kind == WANT_CLOSED_PORT || kind == WANT_SMALL_SEGMENTS || kind == WANT_AGAIN;
}

void followup_endpoints(struct record *r, const struct run *run, const struct list *wants,
			struct list *endpoints)
{
	static void (*const settle[])(struct record *, const struct run *, const struct session *,
				      struct list *) = {
		[WANT_TLS_VERSIONS] = tls_versions,
		[WANT_MORE_VERSIONS] = more_versions,
		[WANT_SSL3] = ssl3,
		[WANT_HELLOS] = hellos,
		[WANT_OTHER_MODE] = other_mode,
		[WANT_OTHER_NAME] = other_name,
		[WANT_STARTTLS] = starttls_anyway,
		[WANT_CLOSED_PORT] = closed_port,
		[WANT_SMALL_SEGMENTS] = small_segments,
		[WANT_AGAIN] = again,
		[WANT_NO_SNI] = without_name,
		[WANT_INJECTION] = injection,
	};

	LIST_EACH (struct want, w, wants) {
		if (run->among_many && is_of_silence(w->kind))
			continue;
		if (w->kind < sizeof(settle) / sizeof(settle[0]) && settle[w->kind] != NULL)
			settle[w->kind](r, run, w->session, endpoints);
		else if (w->kind == WANT_SNI)
			with_name(r, w, endpoints);
	}
}

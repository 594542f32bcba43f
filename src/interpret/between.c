/* Boxes that answer for the server. No single session shows them: it takes a port where nobody can
 * listen, a stranger who says the same, or a way that is too short. */
#include "interpret/between.h"

#include "interpret/facts.h"
#include "interpret/path.h"
#include "smtp/address.h"

#include <string.h>

/* ---- somebody answers for every port ---- */

/* The control that went to a port where nobody can listen, if it found somebody. */
static const struct session *closed_port_open(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (s->purpose == SESSION_CONTROL && s->changed != NULL &&
		    strcmp(s->changed, "closed-port") == 0 && session_open(s))
			return s;
	return NULL;
}

static const struct stage *wordless_stage(const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	return s->mode == TLS_MODE_IMPLICIT && tls != NULL && tls->outcome == OUTCOME_FAIL
		       ? tls
		       : session_stage(s, STAGE_BANNER);
}

/* What came in place of SMTP. */
static struct bytes first_words(const struct session *s)
{
	const struct stage *st = wordless_stage(s);

	if (st == NULL)
		return (struct bytes){0};
	return st->tls != NULL ? st->tls->plaintext : st->detail;
}

/* What other addresses of the run met in the same way has the same reason. */
static bool same_end(const struct record *r, const struct session *s, const char *address)
{
	if (strcmp(s->address, address) == 0)
		return true;
	LIST_EACH (const struct session, o, &r->sessions)
		if (is_primary(o) && strcmp(o->address, address) == 0 && smtp_missing(o) &&
		    o->port == s->port && wordless_stage(o)->failure == wordless_stage(s)->failure)
			return true;
	return false;
}

/* FTP and news servers begin with a number, too. */
static struct bytes greeting_in_full(const struct diagnosis *d, const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);

	if (banner == NULL || banner->reply.code == 0)
		return (struct bytes){0};
	return bytes_str(d->arena, arena_printf(d->arena, "%d %s", banner->reply.code,
						text_safe(d->arena, banner->reply.text)));
}

const struct box *spoken_protocol(const struct diagnosis *d, const struct session *s)
{
	struct bytes greeting = greeting_in_full(d, s);
	const struct box *b = box_of_greeting(d->know, greeting.n > 0 ? greeting : first_words(s));

	return b != NULL && b->kind == BOX_PROTOCOL ? b : NULL;
}

static double rtt_of(const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP);

	return tcp == NULL || tcp->tcp == NULL ? 0 : tcp->tcp->rtt_ms;
}

/* Less than any cable takes there and back beyond this room. */
static const double AT_HAND_MS = 0.5;

static bool at_hand(const struct session *s, const struct session *control)
{
	return rtt_of(s) > 0 && rtt_of(s) < AT_HAND_MS && rtt_of(control) > 0 &&
	       rtt_of(control) < AT_HAND_MS;
}

static void show_any_port(const struct place *at, struct finding *f, const struct session *control)
{
	const struct place there = {.d = at->d, .session = control};

	show(at, f, "network", "%s: connected, and no mail server spoke", place_name(at));
	show(at, f, "network", "%s: connected as well, where nobody can listen",
	     place_name(&there));
	if (rtt_of(at->session) > 0 && rtt_of(control) > 0)
		show(at, f, "note", "answered after %.2f ms and %.2f ms", rtt_of(at->session),
		     rtt_of(control));
}

static struct finding *answered_by_proxy(const struct place *at)
{
	const struct session *control = closed_port_open(at->d->record);
	struct finding *f;

	if (control == NULL || !same_end(at->d->record, at->session, control->address))
		return NULL;
	if (!record_is_proxied(at->d->record) && at_hand(at->session, control))
		f = found_case(at, "net-answered-by-proxy", "at-hand", ONCE);
	else
		f = found(at, "net-answered-by-proxy", ONCE);
	show_any_port(at, f, control);
	return f;
}

/* ---- a portal ---- */

static const struct certificate *leaf_of(const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	return tls == NULL || tls->tls == NULL ? NULL : (const void *)tls->tls->chain.first;
}

/* None that was judged is for whom we meant. */
static bool foreign_certificate(const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	return tls == NULL || tls->tls == NULL || !tls->tls->judged || !tls->tls->name_ok;
}

static bool speaks_http(const struct diagnosis *d, const struct session *s)
{
	const struct box *b = spoken_protocol(d, s);

	return b != NULL && strcmp(b->id, "http") == 0;
}

/* RFC 6585 section 6: 511; before it there were only redirections. */
static bool sends_elsewhere(struct bytes words)
{
	return bytes_begins(words, "HTTP/") &&
	       (bytes_has(words, " 511 ") || bytes_has(words, " 302 ") ||
		bytes_has(words, " 303 ") || bytes_has(words, " 307 "));
}

/* A host that has nothing to do with the target answers in the same words. */
static const struct session *echo_of(const struct diagnosis *d, const struct session *s)
{
	struct bytes words = first_words(s);

	LIST_EACH (const struct session, o, &d->record->sessions)
		if (o->purpose == SESSION_CONTROL && hosts_unrelated(o->host, s->host) &&
		    words.n > 0 && bytes_same(first_words(o), words))
			return o;
	return NULL;
}

static bool is_portal(const struct diagnosis *d, const struct session *s)
{
	return smtp_missing(s) && speaks_http(d, s) &&
	       (closed_port_open(d->record) != NULL || echo_of(d, s) != NULL ||
		sends_elsewhere(first_words(s)));
}

static struct finding *captive_portal(const struct place *at)
{
	const struct session *control = closed_port_open(at->d->record);
	const struct session *echo = echo_of(at->d, at->session);
	struct finding *f;

	if (!is_portal(at->d, at->session))
		return NULL;
	f = found(at, "net-captive-portal", ONCE);
	show_bytes(at, f, "banner", first_words(at->session));
	if (control != NULL)
		show_any_port(at, f, control);
	if (echo != NULL)
		show(at, f, "network", "%s says the same", echo->host);
	return f;
}

/* Where TLS is due at once a portal shows the certificate of its own page. */
static struct finding *certificate_of_portal(const struct place *at)
{
	const struct certificate *c = leaf_of(at->session);
	struct finding *f;

	if (c == NULL || session_passed(at->session, STAGE_BANNER) ||
	    !foreign_certificate(at->session))
		return NULL;
	LIST_EACH (const struct session, s, &at->d->record->sessions)
		if (is_primary(s) && is_portal(at->d, s)) {
			f = found(at, "net-captive-portal", ONCE);
			show(at, f, "certificate", "%s: %s", place_name(at),
			     c->subject != NULL ? c->subject : "no subject");
			return f;
		}
	return NULL;
}

/* ---- another server ---- */

static const char *greeting_name(const struct diagnosis *d, const struct session *s)
{
	return text_safe(d->arena, greeting_host(s));
}

static bool foreign_greeting(const struct diagnosis *d, const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);
	const struct regex *expected = d->provider->banner;

	if (greeting_host(s).n == 0)
		return false;
	if (expected != NULL &&
	    knowledge_match(d->know, expected, banner->reply.text.p, banner->reply.text.n))
		return false;
	return hosts_unrelated(greeting_name(d, s), s->host);
}

static bool same_machine(const struct session *a, const struct session *b)
{
	const struct certificate *x = leaf_of(a), *y = leaf_of(b);

	if (x != NULL && y != NULL && x->sha256 != NULL && y->sha256 != NULL)
		return strcmp(x->sha256, y->sha256) == 0;
	return greeting_host(a).n > 0 && bytes_same(greeting_host(a), greeting_host(b));
}

/* Somebody unrelated, at another address, who turns out to be the same machine. Two domains of one
 * hoster share an address as well. */
static const struct session *double_of(const struct diagnosis *d, const struct session *s)
{
	LIST_EACH (const struct session, o, &d->record->sessions)
		if (o->purpose == SESSION_CONTROL && hosts_unrelated(o->host, s->host) &&
		    strcmp(o->address, s->address) != 0 && same_machine(s, o) &&
		    hosts_unrelated(greeting_name(d, o), o->host))
			return o;
	return NULL;
}

/* ---- a way that is too short ---- */

/* Ratio and distance: a tenth of a millisecond against a half says nothing; nor do some against one
 * where we looked at the clock ourselves, since TLS on another port may have kept us from it. */
static const double SHORTER = 4, FAR_MS = 5, FAR_BY_CLOCK_MS = 30;

/* There and back, also to a port whose host refused; 0: not known. The kernel measures answered
 * connections only. */
static double distance(const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP);

	if (tcp == NULL || tcp->tcp == NULL)
		return 0;
	if (tcp->tcp->class == TCP_OPEN)
		return tcp->tcp->rtt_ms;
	return tcp->tcp->class == TCP_REFUSED && tcp->tcp->icmp_origin == NULL &&
			       tcp->tcp->retransmits == 0 && tcp->ms >= FAR_BY_CLOCK_MS
		       ? tcp->ms
		       : 0;
}

/* Another port of the same address that is much farther away. With a proxy all are as far as that.
 */
static const struct session *farther(const struct diagnosis *d, const struct session *s)
{
	if (record_is_proxied(d->record))
		return NULL;
	LIST_EACH (const struct session, o, &d->record->sessions)
		if (o->port != s->port && strcmp(o->address, s->address) == 0 && distance(s) > 0 &&
		    distance(o) >= FAR_MS && distance(o) >= distance(s) * SHORTER)
			return o;
	return NULL;
}

/* The trace to that port, if it shows that whoever takes its connections is not the server. */
static bool posed(const struct diagnosis *d, const struct session *s, struct path *p)
{
	LIST_EACH (const struct trace, t, &d->record->traces) {
		if (t->port != s->port || strcmp(t->address, s->address) != 0)
			continue;
		path_read(d->record, t, p);
		if (path_posed(p))
			return true;
	}
	return false;
}

static bool too_near(const struct diagnosis *d, const struct session *s)
{
	struct path p;

	return farther(d, s) != NULL || posed(d, s, &p);
}

static void show_distance(const struct place *at, struct finding *f)
{
	const struct session *far = farther(at->d, at->session);
	struct path p;

	if (far != NULL)
		show(at, f, "note",
		     "%s answered after %.1f ms, port %d of the same address after %.1f ms: "
		     "something nearer may have answered",
		     place_name(at), distance(at->session), far->port, distance(far));
	if (posed(at->d, at->session, &p))
		show(at, f, "note", "%s is %d hops away, another port of the same address %d",
		     place_name(at), p.end->ttl, p.distance);
}

static void show_stranger(const struct place *at, struct finding *f)
{
	const struct certificate *c = leaf_of(at->session);

	show_reply(at, f, &session_stage(at->session, STAGE_BANNER)->reply);
	if (c != NULL && c->subject != NULL)
		show(at, f, "certificate", "%s: %s", place_name(at), c->subject);
}

/* Greeting and certificate are not the target's, and something else of the run says that this is
 * no shared hosting. */
static struct finding *redirected(const struct place *at)
{
	const struct session *twin = double_of(at->d, at->session);
	struct finding *f;

	if (!foreign_greeting(at->d, at->session) || !foreign_certificate(at->session))
		return NULL;
	/* whoever asks for an address has no name that greeting and certificate could lack */
	if (twin == NULL &&
	    (address_family(at->session->host) != 0 || !too_near(at->d, at->session)))
		return NULL;
	f = found_case(at, "net-redirected", twin != NULL ? "same-server" : "too-near", PER_PORT);
	show_stranger(at, f);
	if (twin != NULL)
		show(at, f, "network", "%s at %s is the same server", twin->host, twin->address);
	show_distance(at, f);
	return f;
}

/* ---- which it is ---- */

/* TLS that is due at once, or a proxy that waits for words, explains silence already. */
static bool explained(const struct finding *cause)
{
	return strncmp(cause->id, "mode-", strlen("mode-")) == 0 ||
	       strcmp(cause->id, "banner-after-client") == 0;
}

static struct finding *found_between(const struct place *at)
{
	struct finding *f;

	f = certificate_of_portal(at);
	if (f != NULL || !smtp_missing(at->session))
		return f != NULL ? f : redirected(at);
	f = captive_portal(at);
	return f != NULL ? f : answered_by_proxy(at);
}

void explain_between(struct diagnosis *d, const struct session *s)
{
	const struct place at = {.d = d, .session = s, .stage = fatal_stage(s)};
	struct finding *cause = cause_of(d, s), *f;

	if (explained(cause) || !session_open(s))
		return;
	f = found_between(&at);
	if (f != NULL)
		blame_instead(&at, f);
	else if (!smtp_missing(s) && too_near(d, s))
		show_distance(&at, cause);
}

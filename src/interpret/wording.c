#include "interpret/wording.h"

#include "base/clock.h"
#include "interpret/facts.h"
#include "interpret/placeholder.h"
#include "smtp/address.h"
#include "smtp/caps.h"

#include <inttypes.h>
#include <string.h>

enum { LISTED_MAX = 6 }; /* names of a certificate that a sentence can carry */

static const struct stage *stage_at(const struct wording *w, enum stage_id id)
{
	return w->session == NULL ? NULL : session_stage(w->session, id);
}

static const struct tls_facts *tls_of(const struct wording *w)
{
	const struct stage *st = stage_at(w, STAGE_TLS);

	return st == NULL ? NULL : st->tls;
}

static const struct certificate *leaf_of(const struct wording *w)
{
	const struct tls_facts *f = tls_of(w);

	return f == NULL ? NULL : (const struct certificate *)(void *)f->chain.first;
}

static const struct certificate *first_to_end_of(const struct wording *w)
{
	const struct tls_facts *f = tls_of(w);

	return f == NULL ? NULL : first_to_end(f);
}

static const struct tcp_facts *tcp_of(const struct wording *w)
{
	const struct stage *st = stage_at(w, STAGE_TCP);

	return st == NULL ? NULL : st->tcp;
}

static const struct auth_facts *auth_of(const struct wording *w)
{
	const struct stage *st = stage_at(w, STAGE_AUTH);

	return st == NULL ? NULL : st->auth;
}

/* The list that counts: after TLS if there was one. */
static const struct ehlo_facts *ehlo_of(const struct wording *w)
{
	const struct stage *st = stage_at(w, STAGE_EHLO_AGAIN);

	if (st == NULL || st->outcome != OUTCOME_PASS)
		st = stage_at(w, STAGE_EHLO);
	return st == NULL ? NULL : st->ehlo;
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%" PRId64, n);
}

static const char *date(struct arena *a, int64_t ms)
{
	char text[CLOCK_TEXT_SIZE];

	return arena_copy(a, clock_text(ms, text), strlen("2026-11-21"));
}

/* "one, two, three and 4 more" */
const char *wording_joined(struct arena *a, const struct list *bytes)
{
	struct buf out = {0};
	const char *s;
	size_t n = 0;

	LIST_EACH (struct bytes_item, it, bytes) {
		if (++n > LISTED_MAX) {
			buf_printf(&out, " and %zu more", bytes->n - LISTED_MAX);
			break;
		}
		buf_printf(&out, "%s%s", n == 1 ? "" : ", ", text_safe(a, it->b));
	}
	s = n == 0 ? NULL : arena_copy(a, out.p, out.n);
	buf_free(&out);
	return s;
}

/* ---- the values, by the names of placeholder_names ---- */

static const char *address(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->session == NULL ? w->address : w->session->address;
}

static const char *capabilities(struct arena *a, const struct wording *w)
{
	const struct ehlo_facts *f = ehlo_of(w);

	return f == NULL ? NULL : wording_joined(a, &f->capabilities);
}

static const char *days(struct arena *a, const struct wording *w)
{
	const struct certificate *c = first_to_end_of(w);
	int64_t left = c == NULL ? 0 : c->not_after - w->record->started;

	left = (left < 0 ? -left : left) / 86400000;
	return c == NULL ? NULL : arena_printf(a, "%" PRId64 " day%s", left, left == 1 ? "" : "s");
}

static const char *ehlo(struct arena *a, const struct wording *w)
{
	const struct ehlo_facts *f = ehlo_of(w);

	(void)a;
	return f == NULL ? NULL : f->name;
}

static const char *errno_name(struct arena *a, const struct wording *w)
{
	const struct tcp_facts *f = tcp_of(w);

	(void)a;
	return f == NULL ? NULL : f->errno_name;
}

static const char *family(struct arena *a, const struct wording *w)
{
	const char *s = address(a, w);

	return s == NULL ? NULL : is_ipv6(s) ? "IPv6" : "IPv4";
}

static const char *from(struct arena *a, const struct wording *w)
{
	const struct stage *st = stage_at(w, STAGE_ENVELOPE);

	(void)a;
	return st == NULL || st->envelope == NULL ? w->from : st->envelope->from;
}

static const char *host(struct arena *a, const struct wording *w)
{
	(void)a;
	if (w->session != NULL && w->session->host != NULL)
		return w->session->host;
	return w->host != NULL ? w->host : w->record->host;
}

static const char *domain(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->record->domain == NULL ? NULL : w->record->domain->name;
}

static const char *issuer(struct arena *a, const struct wording *w)
{
	const struct certificate *c = leaf_of(w);

	(void)a;
	return c == NULL ? NULL : c->issuer;
}

static const char *mechanism(struct arena *a, const struct wording *w)
{
	const struct auth_facts *f = auth_of(w);

	(void)a;
	return f == NULL ? NULL : f->mechanism;
}

static const char *mechanisms(struct arena *a, const struct wording *w)
{
	const struct ehlo_facts *f = ehlo_of(w);
	struct list names = {0}, as_bytes = {0};

	if (f == NULL)
		return NULL;
	caps_mechanisms(a, &f->capabilities, &names);
	if (names.n == 0)
		return "none";
	LIST_EACH (struct string_item, it, &names)
		list_add_bytes(&as_bytes, a, bytes_str(a, it->s));
	return wording_joined(a, &as_bytes);
}

static const char *name(struct arena *a, const struct wording *w)
{
	return w->query != NULL ? w->query->name : host(a, w);
}

static const char *names(struct arena *a, const struct wording *w)
{
	const struct certificate *c = leaf_of(w);

	return c == NULL ? NULL : wording_joined(a, &c->names);
}

static const char *not_after(struct arena *a, const struct wording *w)
{
	const struct certificate *c = first_to_end_of(w);

	return c == NULL ? NULL : date(a, c->not_after);
}

/* Of the certificates in use the one whose time begins last. */
static const char *not_before(struct arena *a, const struct wording *w)
{
	const struct tls_facts *f = tls_of(w);
	const struct certificate *last = f == NULL ? NULL : last_to_begin(f);

	return last == NULL ? NULL : date(a, last->not_before);
}

static const char *offered_versions(struct arena *a, const struct wording *w)
{
	const struct tls_facts *f = tls_of(w);

	(void)a;
	return f == NULL ? NULL : f->offered;
}

static int port_meant(const struct wording *w)
{
	return w->session != NULL ? w->session->port : w->port;
}

static const char *port(struct arena *a, const struct wording *w)
{
	int port = port_meant(w);

	return port == 0 ? NULL : number(a, port);
}

/* That of the session, or the one that is meant; of the whole target all that answered. */
static const char *ports(struct arena *a, const struct wording *w)
{
	struct list open = {0};
	int last = 0;

	if (port_meant(w) != 0)
		return port(a, w);
	LIST_EACH (struct session, s, &w->record->sessions) {
		if (s->purpose != SESSION_PRIMARY || s->port == last || !session_open(s))
			continue;
		last = s->port;
		list_add_bytes(&open, a, bytes_str(a, number(a, last)));
	}
	return wording_joined(a, &open);
}

static const char *provider(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->provider == NULL || w->record->provider == NULL ? NULL : w->provider->title;
}

static const char *proxy(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->record->proxy;
}

static const char *seconds(struct arena *a, const struct wording *w)
{
	if (w->stage == NULL || w->stage->ms <= 0) /* a transcript has no times */
		return NULL;
	return number(a, (int64_t)(w->stage->ms / 1000 + 0.5));
}

static const char *store(struct arena *a, const struct wording *w)
{
	const struct tls_facts *f = tls_of(w);

	(void)a;
	return f == NULL ? NULL : f->trust_store;
}

static const char *subject(struct arena *a, const struct wording *w)
{
	const struct certificate *c = leaf_of(w);

	(void)a;
	return c == NULL ? NULL : c->subject;
}

static const char *in_mode(struct arena *a, int port, enum tls_mode mode)
{
	static const char *const modes[] = {
		[TLS_MODE_STARTTLS] = "with STARTTLS",
		[TLS_MODE_IMPLICIT] = "with implicit TLS",
		[TLS_MODE_NONE] = "without TLS",
	};

	return arena_printf(a, "port %d %s", port, modes[mode]);
}

/* The provider's ports for mail from users; 25 is for servers. */
static const char *offers(struct arena *a, const struct wording *w, int but_for)
{
	const char *all = NULL;

	if (w->provider == NULL || w->provider->purpose != PURPOSE_SUBMISSION)
		return NULL;
	LIST_EACH (struct offer, o, &w->provider->offers)
		if (o->port != 25 && o->port != but_for)
			all = arena_printf(a, "%s%s%s", all == NULL ? "" : all,
					   all == NULL ? "" : " or ", in_mode(a, o->port, o->mode));
	return all;
}

static const char *submission(struct arena *a, const struct wording *w)
{
	return offers(a, w, 0);
}

/* A port of the same server, not this one, that was seen to take logins; NULL: none was. */
static const char *seen_login(struct arena *a, const struct wording *w)
{
	LIST_EACH (struct session, s, &w->record->sessions) {
		const struct list *caps = final_capabilities(s);

		if (is_primary(s) && s->port != w->session->port && caps != NULL &&
		    caps_has(caps, "AUTH") && agreed_version(s) != NULL)
			return in_mode(a, s->port, s->mode);
	}
	return NULL;
}

/* Where to go if not here: as seen, else as the profile says. */
static const char *elsewhere(struct arena *a, const struct wording *w)
{
	const char *seen = w->session == NULL ? NULL : seen_login(a, w);

	return seen != NULL ? seen : offers(a, w, w->session == NULL ? 0 : w->session->port);
}

static const char *suggestion(struct arena *a, const struct wording *w)
{
	return w->record->input == NULL ? NULL
					: host_meant(a, text_unescape(a, w->record->input).p);
}

static const char *use(struct arena *a, const struct wording *w)
{
	const struct not_offered *n = NULL;

	(void)a;
	if (w->provider != NULL)
		n = provider_not_offered(w->provider, port_meant(w));
	return n == NULL ? NULL : n->why;
}

static const char *user(struct arena *a, const struct wording *w)
{
	const struct auth_facts *f = auth_of(w);

	(void)a;
	return f != NULL && f->user != NULL ? f->user : w->record->user;
}

static const char *version(struct arena *a, const struct wording *w)
{
	const struct tls_facts *f = tls_of(w);

	(void)a;
	if (w->version != NULL)
		return w->version;
	return f == NULL ? NULL : f->version;
}

static const char *way(struct arena *a, const struct wording *w)
{
	(void)a;
	if (w->way_title != NULL)
		return w->way_title;
	return w->way == NULL ? NULL : w->way->title;
}

static const char *other_ways(struct arena *a, const struct wording *w)
{
	return w->way == NULL || w->know == NULL ? NULL : way_instead(a, w->know, w->way, false, 2);
}

static const char *login_ways(struct arena *a, const struct wording *w)
{
	return w->way == NULL || w->know == NULL ? NULL : way_instead(a, w->know, w->way, true, 2);
}

static const char *why(struct arena *a, const struct wording *w)
{
	if (w->why != NULL)
		return w->why;
	if (w->stage != NULL && w->stage->detail.n > 0)
		return text_safe(a, w->stage->detail);
	return errno_name(a, w);
}

/* With what a sentence still reads well where nothing is known. */
static const struct placeholder placeholders[] = {
	{"address", address, "the server's address"},
	{"box", wording_box, "an unknown product"},
	{"broken", wording_broken, "one of its addresses"},
	{"capabilities", capabilities, "nothing"},
	{"days", days, "a few days"},
	{"dig_at", wording_dig_at, "@RESOLVER"},
	{"domain", domain, "the domain"},
	{"ehlo", ehlo, "the client's name"},
	{"elsewhere", elsewhere, "the provider's port for sending, 587 or 465"},
	{"errno", errno_name, "no error number"},
	{"family", family, "one address family"},
	{"from", from, "the sender's address"},
	{"host", host, "the server"},
	{"host_port", wording_host_port, "HOST:PORT"},
	{"issuer", issuer, "its issuer"},
	{"last_hop", wording_last_hop, "one hop"},
	{"login_ways", login_ways, "client submission with a login"},
	{"mailbox", user, "the mailbox"},
	{"mechanism", mechanism, "the mechanism"},
	{"mechanisms", mechanisms, "other mechanisms"},
	{"name", name, "the name"},
	{"names", names, "other names"},
	{"next_hop", wording_next_hop, "the next one"},
	{"not_after", not_after, "its last day"},
	{"not_before", not_before, "its first day"},
	{"offender", wording_offender, "a router on the way"},
	{"offered_versions", offered_versions, "this machine's versions"},
	{"option", wording_option, "-4"},
	{"other_option", wording_other_option, "-6"},
	{"other_ways", other_ways, "another way of sending"},
	{"place", wording_place, "on the way"},
	{"port", port, "PORT"},
	{"ports", ports, "the ports asked for"},
	{"provider", provider, "the provider"},
	{"proxy", proxy, "the proxy"},
	{"resolver", wording_resolver, "the resolver"},
	{"seconds", seconds, "some"},
	{"store", store, "this machine's trust store"},
	{"subject", subject, "the server's certificate"},
	{"submission", submission, "port 587 with STARTTLS or port 465 with implicit TLS"},
	{"suggestion", suggestion, "the bare host name, such as smtp.example.com,"},
	{"use", use, "See the provider's documentation for the ports it offers."},
	{"user", user, "the user"},
	{"version", version, "an old version"},
	{"way", way, "this way of sending"},
	{"why", why, "a fault in it"},
};

const struct placeholder *placeholder_find(const char *word, size_t n)
{
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++)
		if (strlen(placeholders[i].name) == n && memcmp(placeholders[i].name, word, n) == 0)
			return &placeholders[i];
	return wording_token(word, n);
}

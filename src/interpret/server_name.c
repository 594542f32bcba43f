/* Servers of many names choose the certificate by the one that the client sends. What comes without
 * it is not what they are known by: seen in two handshakes side by side, or said by the certificate
 * itself. */
#include "interpret/server_name.h"

#include "base/netaddr.h"
#include "interpret/certificate.h"
#include "interpret/facts.h"
#include "know/box.h"

#include <string.h>

enum { NAME_MAX_LENGTH = 253 /* RFC 1035 section 2.3.4 */ };

static const struct tls_facts *handshake(const struct session *s)
{
	const struct stage *tls = s == NULL ? NULL : session_stage(s, STAGE_TLS);

	return tls == NULL ? NULL : tls->tls;
}

static const struct certificate *leaf(const struct tls_facts *t)
{
	return (const void *)t->chain.first;
}

/* ---- what to ask ---- */

/* On any of its ports: those of implicit TLS greet only behind the handshake. */
static const char *name_in_greeting(const struct diagnosis *d, const struct session *s)
{
	LIST_EACH (const struct session, o, &d->record->sessions) {
		struct bytes name = greeting_host(o);
		const char *text = name.n == 0 || name.n > NAME_MAX_LENGTH
					   ? NULL
					   : arena_copy(d->arena, name.p, name.n);

		if (text != NULL && strcmp(o->address, s->address) == 0 &&
		    address_family(text) == 0)
			return text;
	}
	return NULL;
}

const char *name_to_send(const struct diagnosis *d, const struct session *s)
{
	const struct tls_facts *t = handshake(s);
	bool refused;

	if (t == NULL || t->sni != NULL)
		return NULL;
	refused = alert_is(t, ALERT_UNRECOGNISED_NAME);
	if (address_family(s->host) == 0)
		return refused || t->judged ? s->host : NULL;
	return refused || (t->judged && !t->name_ok) ? name_in_greeting(d, s) : NULL;
}

bool has_named_server(const struct session *s)
{
	const struct tls_facts *t = handshake(s);

	return t != NULL && t->sni != NULL && t->judged;
}

/* ---- what the answers say ---- */

static bool other_certificate(const struct tls_facts *a, const struct tls_facts *b)
{
	return leaf(a) != NULL && leaf(b) != NULL && !same_certificate(leaf(a), leaf(b));
}

/* The certificate itself says that a name was missing. */
static const struct box *stopgap(const struct place *at, const struct tls_facts *t)
{
	const struct certificate *c = leaf(t);
	const struct box *b =
		c == NULL || c->issuer == NULL ? NULL : box_of_issuer(at->d->know, c->issuer);

	return b != NULL && b->kind == BOX_STOPGAP ? b : NULL;
}

static const char *subject(const struct tls_facts *t)
{
	return leaf(t) != NULL ? subject_of(leaf(t)) : "no certificate";
}

static void show_handshake(const struct place *at, struct finding *f, const struct tls_facts *t)
{
	const char *with = t->sni == NULL ? "without a server name"
					  : arena_printf(at->d->arena, "with the name %s", t->sni);

	if (t->alert != NULL && t->version == NULL)
		show(at, f, "tls", "%s, %s: alert %d (%s)", place_name(at), with, t->alert_number,
		     t->alert);
	else if (t->version == NULL)
		show(at, f, "tls", "%s, %s: no handshake%s%s", place_name(at), with,
		     t->error != NULL ? ": " : "", t->error != NULL ? t->error : "");
	else
		show(at, f, "certificate", "%s, %s: %s%s", place_name(at), with, subject(t),
		     t->judged && !t->name_ok ? " (its names do not fit)" : "");
}

/* What was found in the certificate that came for want of a name follows from that. */
static void subordinate(const struct place *at, struct finding *cause)
{
	LIST_EACH (struct finding, f, &at->d->out->findings)
		if (f != cause && f->session == at->session && f->root == NULL &&
		    strncmp(f->id, "cert-", strlen("cert-")) == 0)
			f->root = cause;
}

static struct finding *name_needed(const struct place *at, const struct tls_facts *t,
				   const struct tls_facts *named)
{
	bool by_address = address_family(at->session->host) != 0;
	struct finding *f = by_address ? found_case(at, "tls-sni-needed", "address", PER_PORT)
				       : found(at, "tls-sni-needed", PER_PORT);

	show_handshake(at, f, t);
	if (named != NULL)
		show_handshake(at, f, named);
	return f;
}

/* The first handshake sent no name. */
static void diagnose_nameless(const struct place *at, const struct tls_facts *t)
{
	const struct tls_facts *named = handshake(followed_up(at->d->record, at->session, "sni"));
	bool proved = named != NULL && named->judged && named->name_ok &&
		      (t->version == NULL || (other_certificate(t, named) && !tls_acceptable(t)));
	struct finding *f;

	if (!proved && stopgap(at, t) == NULL)
		return;
	f = name_needed(at, t, proved ? named : NULL);
	f->certainty = CERTAINTY_CERTAIN;
	if (at->stage->outcome == OUTCOME_FAIL && cause_of(at->d, at->session) != NULL)
		blame_instead(at, f);
	subordinate(at, f);
}

/* The first one did; what do those get who do not? */
static void diagnose_named(const struct place *at, const struct tls_facts *t)
{
	const struct tls_facts *bare = handshake(followed_up(at->d->record, at->session, "no-sni"));
	struct finding *f;

	if (bare == NULL || !tls_acceptable(t) || tls_acceptable(bare))
		return;
	if (bare->version == NULL && bare->alert != NULL)
		f = found_case(at, "tls-sni-differs", "refused", PER_PORT);
	else if (bare->judged && other_certificate(t, bare))
		f = found(at, "tls-sni-differs", PER_PORT);
	else
		return;
	show_handshake(at, f, t);
	show_handshake(at, f, bare);
}

void diagnose_server_name(const struct place *at)
{
	const struct tls_facts *t = at->stage->tls;

	if (t == NULL)
		return;
	if (t->sni == NULL)
		diagnose_nameless(at, t);
	else
		diagnose_named(at, t);
}

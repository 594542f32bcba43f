/* What programs say about TLS, in the words of their libraries. */
#include "transcript/talk.h"

#include <string.h>

/* ---- agreed ---- */

/* "TLSv1.3", "TLS1.3", "TLSv1/SSLv3", "1.2" */
static const char *version_of(struct talk *t, struct bytes said)
{
	static const char *const versions[] = {"1.3", "1.2", "1.1", "1.0"};

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (bytes_has(said, versions[i]))
			return arena_printf(t->arena, "TLS%s", versions[i]);
	if (bytes_has(said, "TLSv1") || bytes_is(said, "TLS1"))
		return "TLS1.0";
	if (bytes_has(said, "SSL"))
		return "SSL3.0";
	return NULL;
}

static const char *safe(struct talk *t, struct bytes b)
{
	return b.n == 0 ? NULL : text_safe(t->arena, bytes_copy(t->arena, b.p, b.n));
}

void tls_agreed(struct talk *t, const struct event *e)
{
	struct stage *st = talk_enter(t, STAGE_TLS);

	if (t->mode == MODE_UNKNOWN)
		t->mode = t->stages[STAGE_STARTTLS] != NULL ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
	if (st->outcome == OUTCOME_NOT_TESTED)
		st->outcome = OUTCOME_PASS;
	if (st->tls->version == NULL)
		st->tls->version = version_of(t, e->version);
	if (st->tls->cipher == NULL)
		st->tls->cipher = safe(t, e->cipher);
	t->tls = true;
	talk_enter(t, STAGE_TCP)->outcome = OUTCOME_PASS;
}

/* ---- failed ---- */

/* Alerts of the server, as OpenSSL, GnuTLS and others write them; the IANA registry's numbers. */
static const struct {
	const char *words, *name;
	int number;
} alerts[] = {
	{"handshake failure", "Handshake failed", 40},
	{"alert: handshake failed", "Handshake failed", 40},
	{"handshake_failure", "Handshake failed", 40},
	{"alert protocol version", "Error in protocol version", 70},
	{"alert: error in protocol version", "Error in protocol version", 70},
	{"protocol_version", "Error in protocol version", 70},
	{"unrecognized name", "The server name sent was not recognized", 112},
	{"unrecognized_name", "The server name sent was not recognized", 112},
	{"server name sent was not recognized", "The server name sent was not recognized", 112},
	{"alert internal error", "Internal error", 80},
	{"alert: internal error", "Internal error", 80},
	{"alert insufficient security", "Insufficient security", 71},
};

static void find_alert(struct tls_facts *f, struct bytes words)
{
	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++)
		if (bytes_has(words, alerts[i].words)) {
			f->alert = alerts[i].name;
			f->alert_number = alerts[i].number;
			return;
		}
}

/* Bytes of the server where its part of the handshake was due come as EVENT_SERVER. */
void tls_failed(struct talk *t, const struct event *e)
{
	struct stage *st = talk_enter(t, STAGE_TLS);

	if (st->outcome == OUTCOME_FAIL)
		return;
	talk_fail(t, STAGE_TLS, FAILURE_TLS, e->kind == EVENT_SERVER ? (struct bytes){0} : e->text);
	if (e->kind == EVENT_SERVER)
		st->tls->plaintext = bytes_copy(t->arena, e->text.p, e->text.n);
	else
		find_alert(st->tls, e->text);
}

/* ---- the certificate ---- */

static void add_name(struct talk *t, struct certificate *c, struct bytes name)
{
	enum { NAMES_MAX = 100 };
	struct bytes bare = line_behind(name, "DNS:");

	if (bare.p != NULL)
		name = bare;
	if (name.n > 0 && c->names.n < NAMES_MAX)
		list_add_bytes(&c->names, t->arena, bytes_copy(t->arena, name.p, name.n));
}

static void add_names(struct talk *t, struct certificate *c, struct bytes names)
{
	const char *end;

	if (names.n == 0)
		return;
	end = names.p + names.n;
	for (char *p = names.p; p < end;) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		size_t n = (size_t)((comma == NULL ? end : comma) - p);

		add_name(t, c, piece_trimmed((struct bytes){p, n}));
		p += n + 1;
	}
}

void tls_certificate(struct talk *t, const struct event *e)
{
	enum { CHAIN_MAX = 16 };
	struct tls_facts *f = talk_enter(t, STAGE_TLS)->tls;
	struct certificate *c;

	if (f->chain.n == CHAIN_MAX)
		return;
	c = ARENA_NEW(t->arena, struct certificate);
	c->subject = safe(t, e->subject);
	c->issuer = safe(t, e->issuer);
	c->not_before = e->not_before;
	c->not_after = e->not_after;
	c->self_signed =
		c->subject != NULL && c->issuer != NULL && strcmp(c->subject, c->issuer) == 0;
	add_names(t, c, e->names);
	list_append(&f->chain, c);
}

static void keep_faults(struct tls_facts *f, unsigned faults)
{
	f->judged = true;
	f->anchors = 1; /* the program had some: else its words would say so */
	f->name_ok = !(faults & CERT_NAME);
	f->trusted = !(faults & (CERT_TRUST | CERT_SELF | CERT_CHAIN));
	f->chain_complete = !(faults & CERT_CHAIN);
	f->expired = faults & CERT_EXPIRED;
	f->not_yet_valid = faults & CERT_EARLY;
}

/* Only the server's own one can be meant; many programs do not show it. */
static void self_signed(struct talk *t, struct tls_facts *f)
{
	struct certificate *c = (void *)f->chain.first;

	if (c == NULL) {
		c = list_append(&f->chain, ARENA_NEW(t->arena, struct certificate));
		c->subject = c->issuer = "(not shown)";
	}
	c->self_signed = true;
}

void tls_judged(struct talk *t, const struct event *e)
{
	struct stage *st = talk_enter(t, STAGE_TLS);

	if (e->kind == EVENT_VERIFIED || e->faults != 0)
		keep_faults(st->tls, e->faults);
	if (e->faults & CERT_SELF)
		self_signed(t, st->tls);
	if (e->kind == EVENT_NOT_VERIFIED && st->outcome != OUTCOME_FAIL)
		talk_fail(t, STAGE_TLS, FAILURE_CERTIFICATE, e->text);
}

void tls_accepted(struct talk *t)
{
	struct stage *st = t->stages[STAGE_TLS];

	if (!t->tls || st == NULL || st->failure != FAILURE_CERTIFICATE)
		return;
	st->outcome = OUTCOME_PASS;
	st->failure = FAILURE_NONE;
}

/* stage_hello.c - in place of a handshake: a hello made by hand, the server's answer, good-bye
 *
 * Nothing is agreed on, so nothing is asked in what would be the channel. */
#include "base/memory.h"
#include "base/random.h"
#include "net/hello.h"
#include "probe/talk.h"

#include <stdlib.h>
#include <string.h>

static enum verdict hello_enter(struct probe *p)
{
	uint16_t all[SUITES_MAX];
	struct hello_offer offer = {.version = p->ep->only, .suites = p->ep->suites};
	struct buf out = {0};

	offer.n = p->ep->suites_n;
	if (offer.suites == NULL) {
		offer.n = suites_of(offer.version, all);
		offer.suites = all;
	}
	if (offer.version != SSL_3_0)
		offer.sni = probe_sni(p);
	random_bytes(offer.random, sizeof(offer.random));
	random_bytes(offer.session, sizeof(offer.session));
	random_bytes(offer.share, sizeof(offer.share));
	hello_write(&out, &offer);
	conn_write(p->conn, out.p, out.n, false);
	buf_free(&out);
	p->hello = mem_alloc(sizeof(*p->hello));
	hello_begin(p->hello);
	return STAGE_WAIT;
}

/* ---- facts ---- */

static bool was_offered(const struct probe *p, uint16_t suite)
{
	uint16_t all[SUITES_MAX];
	const uint16_t *offered = p->ep->suites;
	size_t n = p->ep->suites_n;

	if (offered == NULL) {
		n = suites_of(p->ep->only, all);
		offered = all;
	}
	for (size_t i = 0; i < n; i++)
		if (offered[i] == suite)
			return true;
	return false;
}

/* "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" -> "ECDHE-RSA"; NULL in TLS 1.3 */
static const char *key_exchange(struct arena *a, const char *suite)
{
	const char *with = strstr(suite, "_WITH_");
	char *name;

	if (with == NULL)
		return NULL;
	name = arena_copy(a, suite + 4, (size_t)(with - suite) - 4);
	for (char *c = name; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	return name;
}

static void see_agreed(struct tls_facts *f, struct arena *a, const struct hello_answer *h)
{
	f->version = tls_version_names[h->version];
	f->cipher = suite_name(h->suite);
	f->key_exchange = key_exchange(a, f->cipher);
	f->group = hello_group_name(h->group);
	f->peer_signature = hello_signature_name(h->signature);
	f->dh_bits = h->dh_bits;
	f->extended_master_secret = h->extended_master_secret;
	f->safe_renegotiation = h->safe_renegotiation;
	f->tickets = h->tickets;
	if (h->compression != 0)
		f->compression = h->compression == 1 ? "DEFLATE" : "unknown";
}

/* What GnuTLS would have called it. */
static const char *disagreement(const struct probe *p)
{
	const struct hello_answer *h = &p->hello->answer;

	if (h->version == TLS_ANY)
		return p->hello->step == HELLO_BROKEN ? "GNUTLS_E_UNEXPECTED_PACKET_LENGTH" : NULL;
	if (h->version != p->ep->only)
		return "GNUTLS_E_UNSUPPORTED_VERSION_PACKET";
	return was_offered(p, h->suite) ? NULL : "GNUTLS_E_UNKNOWN_CIPHER_SUITE";
}

static void see_facts(struct probe *p)
{
	struct arena *a = p->common->record->arena;
	const struct hello_answer *h = &p->hello->answer;
	struct tls_facts *f = PROBE_NEW(p, struct tls_facts);

	p->now->tls = f;
	f->by_hand = true;
	f->offered = tls_version_names[p->ep->only];
	f->sni = p->ep->only != SSL_3_0 ? probe_sni(p) : NULL;
	f->error = disagreement(p);
	if (h->last >= 0)
		f->last_in = tls_message_name(h->last);
	if (h->alert >= 0) {
		f->alert = tls_alert_name(a, h->alert);
		f->alert_number = h->alert;
	}
	if (p->hello->step == HELLO_PLAIN)
		f->plaintext = bytes_copy(a, p->hello->first, p->hello->first_n);
	if (h->version != TLS_ANY && f->error == NULL && f->alert == NULL)
		see_agreed(f, a, h);
}

/* ---- the end ---- */

static enum verdict accepted(struct probe *p)
{
	struct arena *a = p->common->record->arena;
	const struct tls_facts *f = p->now->tls;
	struct buf bye = {0};

	transcript_add(
		p, false,
		bytes_str(a, arena_printf(a, "=== %s %s (hello only)", f->version, f->cipher)));
	hello_farewell(&bye, p->ep->only);
	conn_write(p->conn, bye.p, bye.n, false);
	buf_free(&bye);
	return STAGE_NEXT;
}

/* A ServerHello is an answer, whatever became of what was due behind it. */
static enum verdict settle(struct probe *p, enum failure otherwise)
{
	see_facts(p);
	if (p->now->tls->version != NULL)
		return accepted(p);
	if (p->hello->step == HELLO_WAIT && p->now->tls->error == NULL)
		return probe_fail(p, otherwise);
	return probe_fail(p, FAILURE_TLS);
}

static enum verdict hello_input(struct probe *p)
{
	struct buf *in = conn_in(p->conn);

	hello_read(p->hello, in->p, in->n);
	buf_clear(in);
	if (p->hello->step != HELLO_WAIT)
		return settle(p, FAILURE_TLS);
	switch (conn_state(p->conn)) {
	case CONN_ENDED:
		return settle(p, FAILURE_CLOSED);
	case CONN_BROKEN:
		return settle(p, FAILURE_RESET);
	default:
		return STAGE_WAIT;
	}
}

static enum verdict hello_late(struct probe *p)
{
	return settle(p, FAILURE_TIMEOUT);
}

static void hello_leave(struct probe *p)
{
	if (p->now->tls == NULL)
		see_facts(p); /* interrupted */
	free(p->hello);
	p->hello = NULL;
}

const struct stage_kind stage_hello = {
	.id = STAGE_TLS,
	.budget = budget_reply,
	.enter = hello_enter,
	.input = hello_input,
	.late = hello_late,
	.leave = hello_leave,
};

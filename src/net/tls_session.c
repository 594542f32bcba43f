#include "net/tls_session.h"

#include "base/memory.h"
#include "base/netaddr.h"
#include "net/certificate.h"
#include "net/client_cert.h"
#include "net/known.h"
#include "net/tls_offer.h"
#include "net/tls_stray.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

struct tls_session {
	gnutls_session_t gnutls; /* NULL: could not be made */
	struct buf in, *out;	 /* records */
	size_t taken;		 /* bytes of `in` that the library has */
	bool ended;
	int end_error;
	bool done; /* the handshake */
	int error; /* of GnuTLS; 0: none */
	bool alerted;
	gnutls_alert_description_t alert;
	char *sni;
	struct known *known;
	const char *offered;
	struct tls_stray stray; /* of what came before the handshake was done */
};

/* ---- the filter's two ends ---- */

/* Leaves them in the buffer: to move the rest for each of thousands of small records takes long. */
static size_t take(struct tls_session *s, void *dst, size_t len)
{
	size_t n = tls_unread(s) < len ? tls_unread(s) : len;

	memcpy(dst, s->in.p + s->taken, n);
	s->taken += n;
	if (tls_unread(s) == 0) {
		buf_free(&s->in);
		s->taken = 0;
	}
	return n;
}

static ssize_t pull(gnutls_transport_ptr_t ptr, void *dst, size_t len)
{
	struct tls_session *s = ptr;

	if (tls_unread(s) > 0)
		return (ssize_t)take(s, dst, len);
	if (s->ended && s->end_error == 0)
		return 0;
	gnutls_transport_set_errno(s->gnutls, s->ended ? s->end_error : EAGAIN);
	return -1;
}

static ssize_t push(gnutls_transport_ptr_t ptr, const void *src, size_t len)
{
	struct tls_session *s = ptr;

	buf_add(s->out, src, len);
	return (ssize_t)len;
}

void tls_feed(struct tls_session *s, const void *data, size_t len)
{
	if (len == 0)
		return;
	if (!s->done)
		tls_stray_feed(&s->stray, data, len);
	if (s->error != 0)
		return;
	buf_take(&s->in, NULL, s->taken);
	s->taken = 0;
	buf_add(&s->in, data, len);
}

void tls_end(struct tls_session *s, int error)
{
	s->ended = true;
	s->end_error = error;
}

size_t tls_unread(const struct tls_session *s)
{
	return s->in.n - s->taken;
}

/* ---- life ---- */

/* One for all sessions and threads: it holds nothing, since the chain is judged afterwards. */
static gnutls_certificate_credentials_t credentials;

static void make_credentials(void)
{
	gnutls_certificate_allocate_credentials(&credentials);
}

static bool is_literal(const char *name)
{
	return address_family(name) != 0;
}

/* Before each message from the peer. Those named here are the first that make us use its key, which
 * takes as long as the key is: no deadline can end a call of the library. */
static int on_message(gnutls_session_t g, unsigned type, unsigned when, unsigned incoming,
		      const gnutls_datum_t *message)
{
	bool uses_key = type == GNUTLS_HANDSHAKE_SERVER_KEY_EXCHANGE ||
			type == GNUTLS_HANDSHAKE_SERVER_HELLO_DONE ||
			type == GNUTLS_HANDSHAKE_CERTIFICATE_VERIFY;
	const struct tls_session *s = gnutls_transport_get_ptr(g);
	const gnutls_datum_t *sent;
	unsigned n = 0;

	(void)when;
	(void)message;
	sent = incoming && uses_key ? gnutls_certificate_get_peers(g, &n) : NULL;
	if (sent == NULL || n == 0 ||
	    known_affordable(s->known, (struct tls_der){sent->data, sent->size}))
		return 0;
	return GNUTLS_E_CERTIFICATE_ERROR;
}

/* Ours is shown whatever authorities the server names: it may know the certificate itself. */
static unsigned flags(const struct client_cert *certificate)
{
	return GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL |
	       (certificate != NULL ? GNUTLS_FORCE_CLIENT_CERT : 0);
}

static int prepare(struct tls_session *s, const struct tls_offer *offer,
		   const struct client_cert *certificate)
{
	static uv_once_t once = UV_ONCE_INIT;
	int rc = offer->priority == NULL ? GNUTLS_E_NO_PRIORITIES_WERE_SET : 0;

	if (rc >= 0)
		rc = gnutls_init(&s->gnutls, flags(certificate));
	if (rc < 0)
		return rc;
	uv_once(&once, make_credentials);
	gnutls_transport_set_ptr(s->gnutls, s);
	gnutls_transport_set_pull_function(s->gnutls, pull);
	gnutls_transport_set_push_function(s->gnutls, push);
	gnutls_handshake_set_hook_function(s->gnutls, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE,
					   on_message);
	/* deadlines are the engine's */
	gnutls_handshake_set_timeout(s->gnutls, GNUTLS_INDEFINITE_TIMEOUT);
	rc = gnutls_priority_set(s->gnutls, offer->priority);
	if (rc >= 0)
		rc = gnutls_credentials_set(
			s->gnutls, GNUTLS_CRD_CERTIFICATE,
			certificate != NULL ? client_cert_credentials(certificate) : credentials);
	if (rc >= 0 && s->sni != NULL)
		rc = gnutls_server_name_set(s->gnutls, GNUTLS_NAME_DNS, s->sni, strlen(s->sni));
	return rc;
}

struct tls_session *tls_open(const struct tls_setup *setup, struct buf *out)
{
	const struct tls_offer *offer = tls_offer(setup);
	struct tls_session *s = mem_alloc(sizeof(*s));
	int rc;

	s->out = out;
	s->offered = offer->priority != NULL ? offer->versions : NULL;
	if (setup->sni != NULL && !is_literal(setup->sni)) /* RFC 6066: names only */
		s->sni = mem_str(setup->sni);
	s->known = setup->known;
	rc = prepare(s, offer, setup->certificate);
	if (rc < 0)
		s->error = rc;
	return s;
}

struct tls_session *tls_close(struct tls_session *s)
{
	if (s == NULL)
		return NULL;
	if (s->gnutls != NULL)
		gnutls_deinit(s->gnutls);
	buf_free(&s->in);
	free(s->sni);
	free(s);
	return NULL;
}

/* ---- work ---- */

static void note_alert(struct tls_session *s, int rc)
{
	if (rc != GNUTLS_E_FATAL_ALERT_RECEIVED && rc != GNUTLS_E_WARNING_ALERT_RECEIVED)
		return;
	s->alerted = true;
	s->alert = gnutls_alert_get(s->gnutls);
}

/* Tells a peer that is still there why we go: the log of a server should name the cause. */
static void send_alert(struct tls_session *s, int rc)
{
	if (!s->stray.astray && !s->ended && rc != GNUTLS_E_FATAL_ALERT_RECEIVED)
		gnutls_alert_send_appropriate(s->gnutls, rc);
}

enum tls_step tls_handshake(struct tls_session *s)
{
	size_t before;
	int rc;

	if (s->error != 0)
		return TLS_BROKEN;
	do {
		before = tls_unread(s);
		rc = gnutls_handshake(s->gnutls);
		note_alert(s, rc);
	} while (rc == GNUTLS_E_AGAIN
			 ? tls_unread(s) != before /* a part of a message of many records */
			 : rc < 0 && !gnutls_error_is_fatal(rc));
	if (rc == GNUTLS_E_AGAIN)
		return TLS_WAIT;
	if (rc >= 0) {
		s->done = true;
		return TLS_DONE;
	}
	s->error = rc;
	send_alert(s, rc);
	return TLS_BROKEN;
}

enum tls_step tls_receive(struct tls_session *s, struct buf *in, size_t max)
{
	char plain[16 * 1024]; /* one record */
	ssize_t n;

	if (s->error != 0)
		return TLS_BROKEN;
	while (in->n < max) {
		size_t before = tls_unread(s);

		n = gnutls_record_recv(s->gnutls, plain, sizeof(plain));
		note_alert(s, (int)n);
		if (n > 0)
			buf_add(in, plain, (size_t)n);
		else if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
			return TLS_ENDED;
		else if (n == GNUTLS_E_AGAIN && tls_unread(s) == before)
			return TLS_WAIT; /* else that was a session ticket, and more may follow */
		else if (gnutls_error_is_fatal((int)n)) {
			s->error = (int)n;
			return TLS_BROKEN;
		}
	}
	return TLS_WAIT;
}

int tls_send(struct tls_session *s, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (s->error == 0 && len > 0) {
		n = gnutls_record_send(s->gnutls, p, len);
		if (n >= 0) {
			p += n;
			len -= (size_t)n;
		} else {
			s->error = (int)n; /* push() takes everything: no reason to wait */
		}
	}
	return s->error == 0 ? 0 : -1;
}

void tls_bye(struct tls_session *s)
{
	if (s->done && s->error == 0)
		gnutls_bye(s->gnutls, GNUTLS_SHUT_WR);
}

const char *tls_error(const struct tls_session *s)
{
	return s->error != 0 ? gnutls_strerror_name(s->error) : NULL;
}

/* GNUTLS_E_INTERNAL_ERROR is not among them: a peer that sends warnings without end brings it
 * about. */
bool tls_fault_is_local(const struct tls_session *s)
{
	static const int ours[] = {GNUTLS_E_MEMORY_ERROR, GNUTLS_E_RANDOM_FAILED,
				   GNUTLS_E_RANDOM_DEVICE_ERROR, GNUTLS_E_LIB_IN_ERROR_STATE,
				   GNUTLS_E_SELF_TEST_ERROR};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (s->error == ours[i])
			return true;
	return false;
}

/* ---- facts ---- */

static const gnutls_datum_t *all_sent(const struct tls_session *s, unsigned *n)
{
	const gnutls_datum_t *sent = NULL;

	*n = 0;
	if (s->gnutls != NULL)
		sent = gnutls_certificate_get_peers(s->gnutls, n);
	if (sent == NULL)
		*n = 0;
	return sent;
}

/* 0: no more than we look at. */
static int chain_total(const struct tls_session *s)
{
	unsigned n;

	all_sent(s, &n);
	return n > TLS_CHAIN_MAX ? (int)n : 0;
}

unsigned tls_session_chain(const struct tls_session *s, struct tls_der der[TLS_CHAIN_MAX])
{
	unsigned n;
	const gnutls_datum_t *sent = all_sent(s, &n);

	if (n > TLS_CHAIN_MAX)
		n = TLS_CHAIN_MAX;
	for (unsigned i = 0; i < n; i++)
		der[i] = (struct tls_der){sent[i].data, sent[i].size};
	return n;
}

/* The library asks for one (status_request, RFC 6066 section 8) in every hello. */
struct tls_der tls_session_staple(const struct tls_session *s)
{
	gnutls_datum_t d;

	if (s->gnutls == NULL || gnutls_ocsp_status_request_get2(s->gnutls, 0, &d) < 0)
		return (struct tls_der){0};
	return (struct tls_der){d.data, d.size};
}

/* "GNUTLS_A_PROTOCOL_VERSION" in the words of RFC 8446 section 6: "protocol_version". */
const char *tls_alert_name(struct arena *a, int alert)
{
	const char *name = gnutls_alert_get_strname((gnutls_alert_description_t)alert);
	char *text;

	if (name == NULL)
		return "unknown";
	text = arena_str(a, strncmp(name, "GNUTLS_A_", 9) == 0 ? name + 9 : name);
	for (char *p = text; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return text;
}

const char *tls_message_name(int type)
{
	return gnutls_handshake_description_get_name((gnutls_handshake_description_t)type);
}

static const char *last_message(const struct tls_session *s)
{
	gnutls_handshake_description_t last = gnutls_handshake_get_last_in(s->gnutls);

	return (int)last < 0 ? NULL : tls_message_name((int)last);
}

bool tls_session_tickets(const struct tls_session *s)
{
	return s->done && (gnutls_session_get_flags(s->gnutls) & GNUTLS_SFLAGS_SESSION_TICKET) != 0;
}

/* Two sessions with different servers can share all that tls-unique is made of, unless the master
 * secret goes by the whole handshake (RFC 7627 section 1): then who stands between would pass. */
static gnutls_channel_binding_t binding_kind(const struct tls_session *s)
{
	if (gnutls_protocol_get_version(s->gnutls) >= GNUTLS_TLS1_3)
		return GNUTLS_CB_TLS_EXPORTER; /* RFC 9266 */
	return GNUTLS_CB_TLS_UNIQUE;	       /* RFC 5929 */
}

const char *tls_session_binding_name(const struct tls_session *s)
{
	if (!s->done || (binding_kind(s) == GNUTLS_CB_TLS_UNIQUE &&
			 gnutls_session_ext_master_secret_status(s->gnutls) == 0))
		return NULL;
	return binding_kind(s) == GNUTLS_CB_TLS_EXPORTER ? "tls-exporter" : "tls-unique";
}

bool tls_session_binding(const struct tls_session *s, struct arena *a, struct bytes *bytes)
{
	gnutls_datum_t d = {NULL, 0};

	if (tls_session_binding_name(s) == NULL)
		return false;
	if (bytes == NULL)
		return true;
	if (gnutls_session_channel_binding(s->gnutls, binding_kind(s), &d) < 0)
		return false;
	*bytes = bytes_copy(a, d.data, d.size);
	gnutls_free(d.data);
	return true;
}

/* "ECDHE-RSA". In TLS 1.3 a suite does not say whose signature it is, and the library says RSA. */
static const char *exchange_name(struct arena *a, gnutls_session_t g)
{
	const char *name = gnutls_kx_get_name(gnutls_kx_get(g));

	if (name == NULL || gnutls_protocol_get_version(g) < GNUTLS_TLS1_3)
		return name;
	return arena_copy(a, name, strcspn(name, "-"));
}

static void agreed_facts(const struct tls_session *s, struct arena *a, struct tls_facts *f)
{
	gnutls_session_t g = s->gnutls;
	int bits = gnutls_dh_get_prime_bits(g);

	f->version = gnutls_protocol_get_name(gnutls_protocol_get_version(g));
	f->cipher = gnutls_ciphersuite_get(g);
	f->key_exchange = exchange_name(a, g);
	f->group = gnutls_group_get_name(gnutls_group_get(g));
	f->peer_signature =
		gnutls_sign_get_name((gnutls_sign_algorithm_t)gnutls_sign_algorithm_get(g));
	f->dh_bits = bits > 0 ? bits : 0;
	f->extended_master_secret = gnutls_session_ext_master_secret_status(g) != 0;
	f->safe_renegotiation = gnutls_safe_renegotiation_status(g) != 0;
	f->tickets = tls_session_tickets(s);
}

/* Subject of the certificate that we have shown. */
static const char *shown_certificate(const struct tls_session *s, struct arena *a)
{
	const gnutls_datum_t *ours =
		s->gnutls != NULL && s->done ? gnutls_certificate_get_ours(s->gnutls) : NULL;

	if (ours == NULL || ours->size == 0)
		return NULL;
	return certificate_read(a, (struct tls_der){ours->data, ours->size})->subject;
}

void tls_session_facts(struct tls_session *s, struct arena *a, struct tls_facts *f)
{
	struct tls_der der[TLS_CHAIN_MAX];
	unsigned n = tls_session_chain(s, der);

	*f = (struct tls_facts){
		.offered = s->offered,
		.sni = arena_str(a, s->sni),
		.error = tls_error(s),
		.alert = s->alerted ? tls_alert_name(a, (int)s->alert) : NULL,
		.alert_number = s->alerted ? (int)s->alert : 0,
		.last_in = s->gnutls != NULL ? last_message(s) : NULL,
	};
	if (s->done)
		agreed_facts(s, a, f);
	else if (s->stray.astray)
		f->plaintext = bytes_copy(a, s->stray.bytes, s->stray.n);
	f->asked_for_certificate =
		s->gnutls != NULL && gnutls_certificate_client_get_request_status(s->gnutls) != 0;
	if (f->asked_for_certificate)
		f->client_certificate = shown_certificate(s, a);
	for (unsigned i = 0; i < n; i++)
		list_append(&f->chain, known_read(s->known, a, der[i]));
	f->chain_total = chain_total(s);
}

void tls_session_late_alert(const struct tls_session *s, struct arena *a, struct tls_facts *f)
{
	if (!s->alerted || f->alert != NULL)
		return;
	f->alert = tls_alert_name(a, (int)s->alert);
	f->alert_number = (int)s->alert;
}

const char *tls_library_version(void)
{
	return gnutls_check_version(NULL);
}

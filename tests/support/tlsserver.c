#include "tlsserver.h"

#include "base/buf.h"
#include "certmaker.h"
#include "fakeuv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY = 24 };

enum authority { ROOT, MIDDLE, OLD_MIDDLE, STRANGER, SHIELD, AUTHORITIES, ITSELF = AUTHORITIES };

/* ---- certificates ---- */

static const struct {
	const char *cn;
	enum authority issuer;
	int from, to; /* days */
} authorities[AUTHORITIES] = {
	[ROOT] = {"Test root", ITSELF, -400, 3000},
	[MIDDLE] = {"Test intermediate", ROOT, -400, 3000},
	[OLD_MIDDLE] = {"Test intermediate of last year", ROOT, -400, -10},
	[STRANGER] = {"An authority that nobody knows", ITSELF, -400, 3000},
	[SHIELD] = {"Avast Web/Mail Shield Root", ITSELF, -400, 3000},
};

static const struct {
	bool other_name;
	enum authority issuer;
	int from, to; /* days */
	int rsa_bits;
	bool alone; /* without the issuer's */
	bool good;
} kinds[SERVES_KINDS] = {
	[SERVES_GOOD] = {.issuer = MIDDLE, .from = -30, .to = 90, .good = true},
	[SERVES_EXPIRED] = {.issuer = MIDDLE, .from = -90, .to = -3},
	[SERVES_WRONG_NAME] = {.other_name = true, .issuer = MIDDLE, .from = -30, .to = 90},
	[SERVES_SELF_SIGNED] = {.issuer = ITSELF, .from = -30, .to = 90, .alone = true},
	[SERVES_UNTRUSTED] = {.issuer = STRANGER, .from = -30, .to = 90, .alone = true},
	[SERVES_INCOMPLETE] = {.issuer = MIDDLE, .from = -30, .to = 90, .alone = true},
	[SERVES_WEAK] = {.issuer = MIDDLE, .from = -30, .to = 90, .rsa_bits = 1024, .good = true},
	[SERVES_NOT_YET_VALID] = {.issuer = MIDDLE, .from = 3, .to = 90},
	[SERVES_EXPIRING] = {.issuer = MIDDLE, .from = -30, .to = 5, .good = true},
	[SERVES_INTERCEPTED] = {.issuer = SHIELD, .from = -30, .to = 90},
	[SERVES_OLD_CHAIN] = {.issuer = OLD_MIDDLE, .from = -30, .to = 90},
	[SERVES_RSA] = {.issuer = MIDDLE, .from = -30, .to = 90, .rsa_bits = 2048, .good = true},
};

static struct identity issuers[AUTHORITIES];
static gnutls_certificate_credentials_t credentials[SERVES_KINDS];
static gnutls_datum_t ticket_key;
static unsigned char keys[SERVES_KINDS][32]; /* SHA-256 of the public keys */
static char ca_file[64];

static void must(int rc)
{
	if (rc < 0)
		fake_panic("TLS server: %s", gnutls_strerror(rc));
}

static void remove_ca(void)
{
	unlink(ca_file);
}

static void make_authorities(void)
{
	const struct identity *root = &issuers[ROOT];

	for (int i = 0; i < AUTHORITIES; i++)
		issuers[i] = cert_make(
			&(struct cert_spec){.cn = authorities[i].cn,
					    .ca = true,
					    .from_hours = authorities[i].from * DAY,
					    .to_hours = authorities[i].to * DAY,
					    .issuer = authorities[i].issuer == ITSELF
							      ? NULL
							      : &issuers[authorities[i].issuer]});
	cert_write_pem(ca_file, &root, 1);
	atexit(remove_ca);
}

/* GnuTLS takes a certificate that was made and not read for its own issuer, and cuts the chain. */
static gnutls_x509_crt_t read_again(const struct identity *id)
{
	gnutls_x509_crt_t crt;

	must(gnutls_x509_crt_init(&crt));
	must(gnutls_x509_crt_import(crt, &id->der, GNUTLS_X509_FMT_DER));
	return crt;
}

static void give_credentials(int kind, const struct identity *id)
{
	const struct identity *issuer = kinds[kind].alone ? NULL : &issuers[kinds[kind].issuer];
	gnutls_x509_crt_t chain[2] = {read_again(id)};
	int n = 1;

	if (issuer != NULL)
		chain[n++] = read_again(issuer);
	must(gnutls_certificate_allocate_credentials(&credentials[kind]));
	must(gnutls_certificate_set_x509_key(credentials[kind], chain, n, id->key));
	while (n > 0)
		gnutls_x509_crt_deinit(chain[--n]);
}

static void make_kind(int kind)
{
	struct cert_spec spec = {
		.cn = "mail.example.org",
		.dns = {"mail.example.org", "smtp.office365.com", "smtp.gmail.com",
			"mx.example.org"},
		.ip = "192.0.2.25",
		.from_hours = kinds[kind].from * DAY,
		.to_hours = kinds[kind].to * DAY,
		.rsa_bits = kinds[kind].rsa_bits,
		.aia = kinds[kind].issuer == MIDDLE ? "http://ca.example/middle.crt" : NULL,
		.issuer = kinds[kind].issuer == ITSELF ? NULL : &issuers[kinds[kind].issuer],
	};
	size_t n = sizeof(keys[kind]);
	struct identity id;

	if (kinds[kind].other_name) {
		spec.cn = spec.dns[0] = "www.elsewhere.example";
		spec.dns[1] = spec.ip = NULL;
	}
	id = cert_make(&spec);
	give_credentials(kind, &id);
	must(gnutls_x509_crt_get_key_id(id.crt, GNUTLS_KEYID_USE_SHA256, keys[kind], &n));
	cert_free(&id);
}

const char *tls_server_ca(void)
{
	if (ca_file[0] != '\0')
		return ca_file;
	make_authorities();
	for (int i = 0; i < SERVES_KINDS; i++)
		make_kind(i);
	for (int i = 0; i < AUTHORITIES; i++)
		cert_free(&issuers[i]);
	must(gnutls_session_ticket_key_generate(&ticket_key));
	return ca_file;
}

void tls_server_key(enum tls_server_certificate c, unsigned char digest[32])
{
	tls_server_ca(); /* which makes them all */
	memcpy(digest, keys[c], sizeof(keys[c]));
}

bool tls_server_is_good(enum tls_server_certificate c)
{
	return kinds[c].good;
}

/* ---- sessions ---- */

static const struct {
	const char *priority;
	bool tickets, asks_certificate;
} manners[TLS_SERVER_MANNERS] = {
	{"NORMAL", false, false},
	{"NORMAL:-VERS-ALL:+VERS-TLS1.2", false, false},
	{"NORMAL:-VERS-ALL:+VERS-TLS1.0", false, false},
	{"NORMAL:-VERS-ALL:+VERS-TLS1.1", false, false},
	{"NORMAL:-GROUP-ALL:+GROUP-SECP521R1", false, false}, /* asks for another ClientHello */
	{"NORMAL", true, false},
	{"NORMAL", false, true},
	{"NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", true, false},
	{"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC", false, true},
};

struct tls_server {
	gnutls_session_t session;
	struct buf in;
	void (*send)(void *arg, const void *data, size_t n);
	void *arg;
	bool done, failed;
};

static ssize_t pull(gnutls_transport_ptr_t ptr, void *data, size_t n)
{
	struct tls_server *s = ptr;

	if (s->in.n > 0)
		return (ssize_t)buf_take(&s->in, data, n);
	gnutls_transport_set_errno(s->session, EAGAIN);
	return -1;
}

static ssize_t push(gnutls_transport_ptr_t ptr, const void *data, size_t n)
{
	struct tls_server *s = ptr;

	s->send(s->arg, data, n);
	return (ssize_t)n;
}

struct tls_server *tls_server_new(enum tls_server_certificate c, int manner,
				  void (*send)(void *arg, const void *data, size_t n), void *arg)
{
	struct tls_server *s = calloc(1, sizeof(*s));

	tls_server_ca();
	s->send = send;
	s->arg = arg;
	must(gnutls_init(&s->session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL));
	must(gnutls_priority_set_direct(s->session, manners[manner].priority, NULL));
	must(gnutls_credentials_set(s->session, GNUTLS_CRD_CERTIFICATE, credentials[c]));
	if (manners[manner].tickets)
		must(gnutls_session_ticket_enable_server(s->session, &ticket_key));
	if (manners[manner].asks_certificate)
		gnutls_certificate_server_set_request(s->session, GNUTLS_CERT_REQUEST);
	gnutls_handshake_set_timeout(s->session, GNUTLS_INDEFINITE_TIMEOUT);
	gnutls_transport_set_ptr(s->session, s);
	gnutls_transport_set_pull_function(s->session, pull);
	gnutls_transport_set_push_function(s->session, push);
	return s;
}

void tls_server_free(struct tls_server *s)
{
	if (s == NULL)
		return;
	gnutls_deinit(s->session);
	buf_free(&s->in);
	free(s);
}

void tls_server_feed(struct tls_server *s, const void *data, size_t n)
{
	buf_add(&s->in, data, n);
}

int tls_server_handshake(struct tls_server *s)
{
	size_t before;
	int rc;

	if (s->failed)
		return -1;
	do {
		before = s->in.n;
		rc = gnutls_handshake(s->session);
	} while (rc < 0 && !gnutls_error_is_fatal(rc) && s->in.n != before);
	if (rc < 0 && !gnutls_error_is_fatal(rc))
		return 0;
	s->done = rc >= 0;
	s->failed = rc < 0;
	if (s->failed)
		gnutls_alert_send_appropriate(s->session, rc);
	return s->done ? 1 : -1;
}

size_t tls_server_read(struct tls_server *s, char *data, size_t room)
{
	ssize_t n = 0;

	if (s->done && !s->failed)
		n = gnutls_record_recv(s->session, data, room);
	s->failed |= n < 0 && gnutls_error_is_fatal((int)n);
	return n > 0 ? (size_t)n : 0;
}

void tls_server_write(struct tls_server *s, const void *data, size_t n)
{
	const char *p = data;
	ssize_t done = 1;

	for (; s->done && !s->failed && n > 0 && done > 0; p += done, n -= (size_t)done) {
		done = gnutls_record_send(s->session, p, n);
		if (done < 0)
			s->failed = true;
	}
}

void tls_server_alert(struct tls_server *s, int description)
{
	gnutls_alert_send(s->session, GNUTLS_AL_FATAL, (gnutls_alert_description_t)description);
}

void tls_server_bye(struct tls_server *s)
{
	if (s->done && !s->failed)
		gnutls_bye(s->session, GNUTLS_SHUT_WR);
}

void tls_server_renew(struct tls_server *s)
{
	if (!s->done || s->failed)
		return;
	if (gnutls_protocol_get_version(s->session) == GNUTLS_TLS1_3)
		gnutls_session_key_update(s->session, GNUTLS_KU_PEER);
	else
		gnutls_rehandshake(s->session);
}

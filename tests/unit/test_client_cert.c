/* Our side of a TLS session: the certificate that we show, and the bytes that a login is tied to.
 */
#include "unit.h"

#include "../support/certmaker.h"
#include "base/buf.h"
#include "net/client_cert.h"
#include "net/tls_session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct identity root, ours, other;

static int make_all(void **state)
{
	(void)state;
	root = cert_make(&(struct cert_spec){.cn = "Root", .ca = true});
	ours = cert_make(&(struct cert_spec){.cn = "printer", .issuer = &root});
	other = cert_make(&(struct cert_spec){.cn = "mail.example.org", .issuer = &root});
	return 0;
}

static int free_all(void **state)
{
	(void)state;
	cert_free(&root);
	cert_free(&ours);
	cert_free(&other);
	return 0;
}

/* ---- files ---- */

static const char *file_of(struct arena *a, const struct identity *crt, const struct identity *key,
			   const char *passphrase)
{
	char path[] = "/tmp/test_client_cert.XXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");
	gnutls_datum_t pem = {NULL, 0};

	if (crt != NULL) {
		gnutls_x509_crt_export2(crt->crt, GNUTLS_X509_FMT_PEM, &pem);
		fwrite(pem.data, 1, pem.size, f);
		gnutls_free(pem.data);
	}
	if (key != NULL) {
		gnutls_x509_privkey_export2_pkcs8(
			key->key, GNUTLS_X509_FMT_PEM, passphrase,
			passphrase != NULL ? GNUTLS_PKCS_PBES2_AES_128 : GNUTLS_PKCS_PLAIN, &pem);
		fwrite(pem.data, 1, pem.size, f);
		gnutls_free(pem.data);
	}
	fclose(f);
	return arena_str(a, path);
}

static void refused(struct arena *a, const char *cert, const char *key, const char *words)
{
	const char *fault = NULL;

	assert_null(client_cert_load(a, cert, key, &fault));
	assert_non_null(fault);
	if (strstr(fault, words) == NULL)
		fail_msg("%s: does not say %s", fault, words);
}

static void what_cannot_be_used_is_told_in_one_line(void **state)
{
	struct arena *a = *state;
	const char *both = file_of(a, &ours, &ours, NULL), *cert = file_of(a, &ours, NULL, NULL);
	const char *encrypted = file_of(a, NULL, &ours, "x"),
		   *foreign = file_of(a, NULL, &other, NULL);
	const char *key = file_of(a, NULL, &ours, NULL), *fault;

	refused(a, "/nonexistent/c.pem", NULL, "--client-cert /nonexistent/c.pem: No such file");
	refused(a, cert, "/nonexistent/k.pem", "--client-key /nonexistent/k.pem: No such file");
	refused(a, cert, NULL, "--client-key FILE");
	refused(a, cert, encrypted, "is encrypted");
	refused(a, cert, foreign, "is not that of the certificate");
	refused(a, key, key, "no certificate in PEM form");
	refused(a, "/dev/zero", NULL, "too large");
	client_cert_free(client_cert_load(a, both, NULL, &fault));
	assert_null(fault);
	client_cert_free(client_cert_load(a, cert, key, &fault));
	assert_null(fault);
	unlink(both);
	unlink(cert);
	unlink(encrypted);
	unlink(foreign);
	unlink(key);
}

/* ---- sessions ---- */

struct server {
	gnutls_session_t gnutls;
	gnutls_certificate_credentials_t cred;
	struct buf in;
	struct tls_session *client;
};

static ssize_t pull(gnutls_transport_ptr_t ptr, void *dst, size_t len)
{
	struct server *s = ptr;

	if (s->in.n == 0) {
		gnutls_transport_set_errno(s->gnutls, EAGAIN);
		return -1;
	}
	return (ssize_t)buf_take(&s->in, dst, len);
}

static ssize_t push(gnutls_transport_ptr_t ptr, const void *src, size_t len)
{
	struct server *s = ptr;

	tls_feed(s->client, src, len);
	return (ssize_t)len;
}

static void server_new(struct server *s, const char *priority, bool asks)
{
	gnutls_init(&s->gnutls, GNUTLS_SERVER | GNUTLS_NONBLOCK);
	gnutls_certificate_allocate_credentials(&s->cred);
	gnutls_certificate_set_x509_key(s->cred, &other.crt, 1, other.key);
	gnutls_credentials_set(s->gnutls, GNUTLS_CRD_CERTIFICATE, s->cred);
	assert_int_equal(gnutls_priority_set_direct(s->gnutls, priority, NULL), 0);
	if (asks)
		gnutls_certificate_server_set_request(s->gnutls, GNUTLS_CERT_REQUEST);
	gnutls_transport_set_ptr(s->gnutls, s);
	gnutls_transport_set_pull_function(s->gnutls, pull);
	gnutls_transport_set_push_function(s->gnutls, push);
}

static void shake_hands(struct server *s, const char *priority, bool asks,
			const struct client_cert *certificate)
{
	const struct tls_setup setup = {.certificate = certificate};
	struct buf out = {0};
	enum tls_step step = TLS_WAIT;
	int rc = GNUTLS_E_AGAIN;

	server_new(s, priority, asks);
	s->client = tls_open(&setup, &out);
	for (int i = 0; i < 20; i++) {
		if (step != TLS_DONE)
			step = tls_handshake(s->client);
		if (out.n > 0)
			buf_add(&s->in, out.p, out.n);
		buf_clear(&out);
		if (rc != 0)
			rc = gnutls_handshake(s->gnutls);
	}
	assert_int_equal(rc, 0);
	assert_int_equal(step, TLS_DONE);
	buf_free(&out);
}

static void server_free(struct server *s)
{
	tls_close(s->client);
	gnutls_deinit(s->gnutls);
	gnutls_certificate_free_credentials(s->cred);
	buf_free(&s->in);
}

/* "-": not asked; "none": asked, and there was none */
static const char *shown(struct arena *a, const char *priority, bool asks,
			 const struct client_cert *certificate)
{
	struct server s = {0};
	struct tls_facts f;
	unsigned n = 0;

	shake_hands(&s, priority, asks, certificate);
	tls_session_facts(s.client, a, &f);
	gnutls_certificate_get_peers(s.gnutls, &n);
	assert_int_equal(f.asked_for_certificate, asks);
	assert_int_equal(f.client_certificate != NULL, n > 0); /* both sides say the same */
	server_free(&s);
	return f.client_certificate != NULL ? f.client_certificate : asks ? "none" : "-";
}

static void ours_is_shown_where_it_is_asked_for(void **state)
{
	static const char *const versions[] = {"NORMAL:-VERS-ALL:+VERS-TLS1.3",
					       "NORMAL:-VERS-ALL:+VERS-TLS1.2"};
	const char *path = file_of(*state, &ours, &ours, NULL), *fault;
	struct client_cert *c = client_cert_load(*state, path, NULL, &fault);

	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(shown(*state, versions[i], true, c), "CN=printer");
		assert_string_equal(shown(*state, versions[i], false, c), "-");
		assert_string_equal(shown(*state, versions[i], true, NULL), "none");
	}
	client_cert_free(c);
	unlink(path);
}

static void bound(struct arena *a, const char *priority, const char *name,
		  gnutls_channel_binding_t kind)
{
	struct server s = {0};
	struct bytes bytes = {0};
	gnutls_datum_t theirs;

	shake_hands(&s, priority, false, NULL);
	assert_string_equal(tls_session_binding_name(s.client), name);
	assert_true(tls_session_binding(s.client, a, NULL));
	assert_true(tls_session_binding(s.client, a, &bytes));
	assert_int_equal(gnutls_session_channel_binding(s.gnutls, kind, &theirs), 0);
	assert_int_equal(bytes.n, theirs.size);
	assert_memory_equal(bytes.p, theirs.data, theirs.size);
	gnutls_free(theirs.data);
	server_free(&s);
}

static void both_sides_have_the_same_bytes(void **state)
{
	bound(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.3", "tls-exporter", GNUTLS_CB_TLS_EXPORTER);
	bound(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.2", "tls-unique", GNUTLS_CB_TLS_UNIQUE);
}

/* RFC 7627 section 1: bytes that somebody else's connection may have, too. */
static void without_extended_master_secret_there_are_none(void **state)
{
	struct server s = {0};
	struct bytes bytes = {0};

	shake_hands(&s, "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH", false, NULL);
	assert_null(tls_session_binding_name(s.client));
	assert_false(tls_session_binding(s.client, *state, &bytes));
	server_free(&s);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(what_cannot_be_used_is_told_in_one_line),
	UNIT_TEST(ours_is_shown_where_it_is_asked_for),
	UNIT_TEST(both_sides_have_the_same_bytes),
	UNIT_TEST(without_extended_master_secret_there_are_none),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_all, free_all);
}

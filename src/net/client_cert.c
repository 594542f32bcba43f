#include "net/client_cert.h"

#include "base/memory.h"
#include "base/small_file.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A chain of a few certificates and a key. */
enum { FILE_MAX = 1024 * 1024 };

struct client_cert {
	gnutls_certificate_credentials_t credentials;
};

static const char *shown(struct arena *a, const char *path)
{
	return text_safe(a, bytes_str(a, path));
}

/* NULL, or what is wrong. */
static const char *read_file(struct arena *a, const char *option, const char *path, struct buf *out)
{
	int error = small_file_read(path, FILE_MAX, out);

	if (error == EFBIG)
		return arena_printf(a, "%s %s: too large for a certificate: is it the right file?",
				    option, shown(a, path));
	return error == 0 ? NULL
			  : arena_printf(a, "%s %s: %s", option, shown(a, path), strerror(error));
}

static bool has(const struct buf *pem, const char *words)
{
	return pem->n > 0 && memmem(pem->p, pem->n, words, strlen(words)) != NULL;
}

static const char *why_not(struct arena *a, int rc, const char *cert_file, const char *key_file,
			   const struct buf *cert, const struct buf *key)
{
	if (has(key, "ENCRYPTED"))
		return arena_printf(a,
				    "the key in %s is encrypted: write one without a passphrase "
				    "(openssl pkey -in FILE -out NEW) that only you can read",
				    shown(a, key_file));
	if (!has(cert, "CERTIFICATE-----"))
		return arena_printf(a, "--client-cert %s: holds no certificate in PEM form",
				    shown(a, cert_file));
	if (!has(key, "PRIVATE KEY-----"))
		return arena_printf(a,
				    "%s holds no private key in PEM form: name the file of the "
				    "certificate's key with --client-key FILE",
				    shown(a, key_file));
	if (rc == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
		return arena_printf(a, "the key in %s is not that of the certificate in %s",
				    shown(a, key_file), shown(a, cert_file));
	return arena_printf(a, "--client-cert %s: %s", shown(a, cert_file), gnutls_strerror(rc));
}

static struct client_cert *load(struct arena *a, const char *cert_file, const char *key_file,
				const struct buf *cert, const struct buf *key, const char **fault)
{
	const gnutls_datum_t cert_pem = {(unsigned char *)cert->p, (unsigned)cert->n};
	const gnutls_datum_t key_pem = {(unsigned char *)key->p, (unsigned)key->n};
	struct client_cert *c = mem_alloc(sizeof(*c));
	int rc = gnutls_certificate_allocate_credentials(&c->credentials);

	if (rc >= 0)
		rc = gnutls_certificate_set_x509_key_mem2(c->credentials, &cert_pem, &key_pem,
							  GNUTLS_X509_FMT_PEM, NULL, 0);
	if (rc >= 0)
		return c;
	*fault = why_not(a, rc, cert_file, key_file, cert, key);
	return client_cert_free(c);
}

struct client_cert *client_cert_load(struct arena *a, const char *cert_file, const char *key_file,
				     const char **fault)
{
	struct buf cert = {.secret = true}, key = {.secret = true}; /* a key may be in both */
	struct client_cert *c = NULL;

	if (key_file == NULL)
		key_file = cert_file;
	*fault = read_file(a, "--client-cert", cert_file, &cert);
	if (*fault == NULL)
		*fault = read_file(a, "--client-key", key_file, &key);
	if (*fault == NULL)
		c = load(a, cert_file, key_file, &cert, &key, fault);
	buf_free(&cert);
	buf_free(&key);
	return c;
}

struct client_cert *client_cert_free(struct client_cert *c)
{
	if (c == NULL)
		return NULL;
	if (c->credentials != NULL)
		gnutls_certificate_free_credentials(c->credentials);
	free(c);
	return NULL;
}

gnutls_certificate_credentials_t client_cert_credentials(const struct client_cert *c)
{
	return c->credentials;
}

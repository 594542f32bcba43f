#include "config.h"

#include "http/http.h"

#ifdef HAVE_CURL

#include "http/told.h"

#include <gnutls/x509.h>
#include <string.h>

enum { PEER_MAX = 64 * 1024 }; /* PEM of a certificate that is looked into */

const char *told_text(struct arena *a, const char *s)
{
	return s == NULL || *s == '\0' ? NULL : text_safe(a, bytes_str(a, s));
}

/* ---- why it ended ---- */

static const struct {
	CURLcode code;
	enum http_trouble trouble;
	const char *fault; /* NULL: what the library said */
} troubles[] = {
	{CURLE_OK, HTTP_NO_TROUBLE, NULL},
	{CURLE_OPERATION_TIMEDOUT, HTTP_SILENT, "no answer in time"},
	{CURLE_COULDNT_CONNECT, HTTP_UNREACHED, "its host cannot be connected to"},
	{CURLE_INTERFACE_FAILED, HTTP_OWN, NULL},
#if LIBCURL_VERSION_NUM >= 0x074900
	{CURLE_PROXY, HTTP_UNREACHED, NULL},
#endif
	{CURLE_SSL_CONNECT_ERROR, HTTP_NO_TLS, NULL},
	{CURLE_PEER_FAILED_VERIFICATION, HTTP_NO_TLS, NULL},
	{CURLE_SSL_CACERT_BADFILE, HTTP_OWN, NULL},
	{CURLE_SSL_CERTPROBLEM, HTTP_NO_TLS, NULL},
	{CURLE_SSL_CIPHER, HTTP_NO_TLS, NULL},
	{CURLE_SSL_ISSUER_ERROR, HTTP_NO_TLS, NULL},
	{CURLE_FAILED_INIT, HTTP_OWN, NULL},
};

enum { TROUBLES = sizeof(troubles) / sizeof(troubles[0]) };

enum http_trouble told_trouble(CURLcode code)
{
	for (size_t i = 0; i < TROUBLES; i++)
		if (troubles[i].code == code)
			return troubles[i].trouble;
	return HTTP_CUT;
}

const char *told_fault(CURLcode code)
{
	for (size_t i = 0; i < TROUBLES; i++)
		if (troubles[i].code == code)
			return troubles[i].fault;
	return NULL;
}

/* ---- one fact ---- */

/* Of a request that is over. */
struct told {
	const struct libcurl *lib;
	CURL *easy;
	struct arena *arena;
};

static const char *text(const struct told *t, CURLINFO what)
{
	char *s = NULL;

	return t->lib->getinfo(t->easy, what, &s) == CURLE_OK ? told_text(t->arena, s) : NULL;
}

static long number(const struct told *t, CURLINFO what)
{
	long n = 0;

	return t->lib->getinfo(t->easy, what, &n) == CURLE_OK ? n : 0;
}

/* Whether that moment came. */
static bool passed(const struct told *t, CURLINFO when)
{
	double seconds = 0;

	return t->lib->getinfo(t->easy, when, &seconds) == CURLE_OK && seconds > 0;
}

/* ---- the server's certificate ---- */

/* {0}: it is none, or larger than any that is looked into. */
static struct bytes pem_to_der(struct arena *a, const char *pem)
{
	const gnutls_datum_t in = {(unsigned char *)(uintptr_t)pem, (unsigned)strlen(pem)};
	struct bytes der = {0};
	gnutls_datum_t got;

	if (in.size > PEER_MAX ||
	    gnutls_pem_base64_decode2("CERTIFICATE", &in, &got) != GNUTLS_E_SUCCESS)
		return der;
	der = bytes_copy(a, got.data, got.size);
	gnutls_free(got.data);
	return der;
}

/* "Cert:-----BEGIN CERTIFICATE-----" */
static struct bytes peer(const struct told *t)
{
	static const char label[] = "Cert:";
	struct curl_certinfo *certs = NULL;

	if (t->lib->getinfo(t->easy, CURLINFO_CERTINFO, &certs) != CURLE_OK || certs == NULL ||
	    certs->num_of_certs == 0)
		return (struct bytes){0};
	for (const struct curl_slist *it = certs->certinfo[0]; it != NULL; it = it->next)
		if (strncmp(it->data, label, strlen(label)) == 0)
			return pem_to_der(t->arena, it->data + strlen(label));
	return (struct bytes){0};
}

/* ---- all of it ---- */

/* What a proxy has against a tunnel. */
static void tell_proxy(const struct told *t, struct http_result *r)
{
	long code = number(t, CURLINFO_HTTP_CONNECTCODE);

	if (r->fault == NULL || code < 300)
		return;
	r->code = (int)code;
	r->trouble = HTTP_UNREACHED;
	r->error = 0;
	r->fault = arena_printf(t->arena, "the proxy answers with HTTP status %ld", code);
}

void told_of(const struct libcurl *lib, CURL *easy, struct arena *a, struct http_result *r)
{
	const struct told t = {lib, easy, a};

	r->code = (int)number(&t, CURLINFO_RESPONSE_CODE);
	r->address = text(&t, CURLINFO_PRIMARY_IP);
	r->location = text(&t, CURLINFO_REDIRECT_URL);
	r->type = text(&t, CURLINFO_CONTENT_TYPE);
	r->asks_basic = (number(&t, CURLINFO_HTTPAUTH_AVAIL) & (long)CURLAUTH_BASIC) != 0;
	r->secured = passed(&t, CURLINFO_APPCONNECT_TIME);
	r->error = (int)number(&t, CURLINFO_OS_ERRNO);
	if (r->trouble == HTTP_NO_TLS)
		r->peer = peer(&t);
	tell_proxy(&t, r);
}

#endif

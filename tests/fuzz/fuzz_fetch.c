/* What a stranger's certificate makes us fetch: a URL that was taken leads where it seems to, and
 * nowhere within; of an answer only certificates are left.
 *
 * Input: which of them ('u': URL, 'a': address, 'c': answer; then the answer follows a certificate
 * in DER behind its length in two bytes), then its bytes. */
#include "fuzz.h"

#include "base/netaddr.h"
#include "http/stranger.h"
#include "http/url.h"
#include "net/certificate.h"
#include "net/issuer.h"

#include <stdlib.h>
#include <string.h>

/* ---- URLs ---- */

/* No other reader may take it for an address, or find another host in it. */
static void check_host(const char *host)
{
	const char *last = strrchr(host, '.');
	size_t n;

	CLAIM(is_harmless_line(host) && strpbrk(host, "@/?#\\[] %") == NULL);
	if (address_family(host) != 0)
		return;
	CLAIM(strchr(host, ':') == NULL);
	last = last == NULL ? host : last + 1;
	n = strlen(last);
	CLAIM(n > 0 && strspn(last, "0123456789") < n);
	CLAIM(strncmp(last, "0x", 2) != 0 || strspn(last + 2, "0123456789abcdef") < n - 2);
}

static void check_url(struct arena *a, const char *s)
{
	struct http_url u, again;
	const char *fault, *url;

	if (http_url_read(a, s, &u, &fault) != 0) {
		CLAIM(fault != NULL && is_harmless_line(fault));
		return;
	}
	CLAIM(fault == NULL && u.port >= 1 && u.port <= 65535);
	check_host(u.host);
	CLAIM(u.path[0] == '/' && is_harmless_line(u.path) && strpbrk(u.path, " #\\\"") == NULL);
	url = http_url_write(a, &u);
	CLAIM(http_url_read(a, url, &again, &fault) == 0 || strlen(url) > HTTP_URL_MAX);
	if (strlen(url) > HTTP_URL_MAX)
		return;
	CLAIM(again.tls == u.tls && again.port == u.port);
	CLAIM(strcmp(again.host, u.host) == 0 && strcmp(again.path, u.path) == 0);
	CLAIM(stranger_url_fault(&u) != NULL || (!u.tls && u.port == 80));
}

static void url(struct arena *a, struct input in)
{
	char *s = input_line(&in);

	check_url(a, s);
	free(s);
}

/* ---- addresses ---- */

static void check_address(const char *s)
{
	const char *outside = stranger_address_fault(s, false);
	const char *inside = stranger_address_fault(s, true);

	CLAIM(outside != NULL || inside == NULL);
	CLAIM(address_family(s) != 0 || inside != NULL);
	CLAIM(!loopback_address(s) || inside != NULL);
	CLAIM(!private_address(s) || outside != NULL);
	CLAIM(stranger_inside(s) == (outside != NULL && inside == NULL));
}

static void address(struct input in)
{
	char *s = input_line(&in);

	check_address(s);
	free(s);
}

/* ---- answers ---- */

static struct tls_der subject_of(struct input *in)
{
	struct tls_der der;
	size_t size = (size_t)input_byte(in) << 8;

	size += input_byte(in);
	size = size < in->n ? size : in->n;
	der = (struct tls_der){in->p, (unsigned)size};
	*in = (struct input){in->p + size, in->n - size};
	return der;
}

static bool is_one_of(const struct issuers *all, const struct tls_der *der)
{
	return der >= all->der && der < all->der + all->n;
}

static void answer(struct arena *a, struct input in)
{
	struct tls_der subject = subject_of(&in), end;
	struct issuers got;
	const struct tls_der *issuer;

	issuers_read(a, (struct bytes){(char *)in.p, in.n}, &got);
	CLAIM((got.form != NULL) == (got.n > 0) && got.n <= ISSUERS_MAX);
	for (unsigned i = 0; i < got.n; i++) {
		CLAIM(got.der[i].size > 0 && got.der[i].size <= in.n);
		CLAIM(certificate_read(a, got.der[i])->signature != NULL ||
		      certificate_read(a, got.der[i])->sha256 != NULL);
	}
	issuer = issuers_find(&got, subject);
	CLAIM(issuer == NULL || is_one_of(&got, issuer));
	if (got.n == 0)
		return;
	end = issuer_path_end(got.der, got.n);
	for (unsigned i = 0; i < got.n; i++)
		if (end.data == got.der[i].data)
			return;
	CLAIM(!"the end of a path is on it");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();

	switch (input_byte(&in)) {
	case 'u':
		url(a, in);
		break;
	case 'a':
		address(in);
		break;
	case 'c':
		answer(a, in);
		break;
	default:
		break;
	}
	arena_free(a);
	return 0;
}

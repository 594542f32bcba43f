#include "config.h"

#include "net/anchors.h"

#include "base/buf.h"
#include "base/memory.h"
#include "net/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The store of a system has a quarter of a megabyte. */
enum { STORE_MAX = 8 * 1024 * 1024, STORE_CHUNK = 256 * 1024 };

struct anchor {
	size_t at, size; /* in `der` */
	bool listed;
	gnutls_x509_crt_t crt; /* NULL: not listed, or no certificate; belongs to the list */
};

struct anchors {
	struct buf der;	  /* of all anchors, one behind the other */
	struct buf items; /* of struct anchor */
	int count;	  /* negative: the store could not be read */
	gnutls_x509_trust_list_t list;
};

/* ---- reading ---- */

/* A pipe that nobody writes to is empty: to wait for a writer could take for ever. */
static int open_store(const char *file)
{
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0)
		fcntl(fd, F_SETFL, 0);
	return fd;
}

/* All of `fd`, or the first STORE_MAX bytes. -1: cannot be read. */
static int read_store(int fd, struct buf *pem)
{
	ssize_t n = 1;

	while (n != 0 && pem->n < STORE_MAX) {
		n = read(fd, buf_reserve(pem, STORE_CHUNK), STORE_CHUNK);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			pem->n += (size_t)n;
	}
	return 0;
}

static bool has_prefix(const char *p, const char *stop, const char *prefix)
{
	return (size_t)(stop - p) >= strlen(prefix) && memcmp(p, prefix, strlen(prefix)) == 0;
}

static void add_anchor(struct anchors *s, const unsigned char *der, size_t size)
{
	buf_add(&s->items, &(struct anchor){.at = s->der.n, .size = size}, sizeof(struct anchor));
	buf_add(&s->der, der, size);
	s->count++;
}

/* One PEM block of any kind; only certificates are kept. */
static void add_block(struct anchors *s, const char *block, size_t size)
{
	static const char *const titles[] = {"-----BEGIN CERTIFICATE-----",
					     "-----BEGIN X509 CERTIFICATE-----"};
	gnutls_datum_t pem = {(unsigned char *)block, (unsigned)size}, der;

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		if (!has_prefix(block, block + size, titles[i]) ||
		    gnutls_pem_base64_decode2(NULL, &pem, &der) < 0)
			continue;
		add_anchor(s, der.data, der.size);
		gnutls_free(der.data);
	}
}

/* Where the block ends that begins at `p`: behind its last line, or where another begins. */
static const char *block_end(const char *p, const char *stop)
{
	const char *line = p;

	while ((line = memchr(line, '\n', (size_t)(stop - line))) != NULL) {
		line++;
		if (has_prefix(line, stop, "-----BEGIN "))
			return line;
		if (has_prefix(line, stop, "-----END ")) {
			line = memchr(line, '\n', (size_t)(stop - line));
			return line == NULL ? stop : line;
		}
	}
	return stop;
}

static void add_blocks(struct anchors *s, const struct buf *pem)
{
	static const char begin[] = "-----BEGIN ";
	const char *p = pem->p, *stop = p + pem->n, *end;

	while (p != NULL && (p = memmem(p, (size_t)(stop - p), begin, strlen(begin))) != NULL) {
		end = block_end(p, stop);
		add_block(s, p, (size_t)(end - p));
		p = end;
	}
}

/* A store that is there but empty has no anchors; only one that cannot be read is a fault. */
static bool read_file(struct anchors *s, const char *file)
{
	struct buf pem = {0};
	int fd = open_store(file);

	if (fd < 0)
		return false;
	if (read_store(fd, &pem) == 0)
		add_blocks(s, &pem);
	close(fd);
	buf_free(&pem);
	return true;
}

/* Where GnuTLS keeps the store elsewhere (PKCS #11, a folder), it hands out all of it, parsed. */
static void read_system(struct anchors *s)
{
	int n;

	if (read_file(s, TRUST_STORE) && s->count > 0)
		return;
	n = gnutls_x509_trust_list_add_system_trust(s->list, 0, 0);
	s->count = n < 0 ? 0 : n;
}

struct anchors *anchors_read(const char *file)
{
	struct anchors *s = mem_alloc(sizeof(*s));

	gnutls_x509_trust_list_init(&s->list, 1021);
	if (file == NULL)
		read_system(s);
	else if (!read_file(s, file))
		s->count = GNUTLS_E_FILE_ERROR;
	return s;
}

struct anchors *anchors_of(struct tls_der only)
{
	struct anchors *s = mem_alloc(sizeof(*s));

	gnutls_x509_trust_list_init(&s->list, 1);
	add_anchor(s, only.data, only.size);
	return s;
}

struct anchors *anchors_free(struct anchors *s)
{
	if (s == NULL)
		return NULL;
	gnutls_x509_trust_list_deinit(s->list, 1);
	buf_free(&s->der);
	buf_free(&s->items);
	free(s);
	return NULL;
}

int anchors_count(const struct anchors *s)
{
	return s->count;
}

/* ---- choosing ---- */

static void list_anchor(struct anchors *s, struct anchor *it)
{
	const struct tls_der der = {(unsigned char *)s->der.p + it->at, (unsigned)it->size};
	gnutls_x509_crt_t crt = certificate_import(der);

	it->listed = true;
	if (crt != NULL && gnutls_x509_trust_list_add_cas(s->list, &crt, 1, 0) == 1)
		it->crt = crt;
	else
		certificate_release(crt);
}

/* All anchors that hold the name: most as their subject, and the others do no harm. */
static void list_named(struct anchors *s, const gnutls_datum_t *name)
{
	struct anchor *all = (struct anchor *)(void *)s->items.p;

	for (size_t i = 0; i < s->items.n / sizeof(*all); i++)
		if (!all[i].listed &&
		    memmem(s->der.p + all[i].at, all[i].size, name->data, name->size) != NULL)
			list_anchor(s, &all[i]);
}

typedef int name_getter(gnutls_x509_crt_t crt, gnutls_datum_t *name);

static void list_for(struct anchors *s, gnutls_x509_crt_t crt, name_getter *get)
{
	gnutls_datum_t name;

	if (get(crt, &name) < 0)
		return;
	list_named(s, &name);
	gnutls_free(name.data);
}

gnutls_x509_trust_list_t anchors_for(struct anchors *s, gnutls_x509_crt_t *chain, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		list_for(s, chain[i], gnutls_x509_crt_get_raw_issuer_dn);
		list_for(s, chain[i], gnutls_x509_crt_get_raw_dn);
	}
	return s->list;
}

gnutls_x509_trust_list_t anchors_list(const struct anchors *s)
{
	return s->list;
}

/* ---- asking ---- */

static size_t count(const struct anchors *s)
{
	return s->items.n / sizeof(struct anchor);
}

static const struct anchor *nth(const struct anchors *s, size_t n)
{
	return (const struct anchor *)(const void *)s->items.p + n;
}

static bool in_time(gnutls_x509_crt_t crt, int64_t now)
{
	return gnutls_x509_crt_get_activation_time(crt) <= now / 1000 &&
	       gnutls_x509_crt_get_expiration_time(crt) >= now / 1000;
}

/* Authorities renew their certificates, and make new keys for old names. */
static bool better(gnutls_x509_crt_t crt, gnutls_x509_crt_t one, gnutls_x509_crt_t than,
		   int64_t now)
{
	bool signed_one = certificate_signed_by(crt, one);

	if (signed_one != certificate_signed_by(crt, than))
		return signed_one;
	return in_time(one, now) && !in_time(than, now);
}

/* Of a store that the library reads by itself. */
static gnutls_x509_crt_t issuer_of_the_list(const struct anchors *s, gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_t issuer;

	return gnutls_x509_trust_list_get_issuer(s->list, crt, &issuer, 0) >= 0 ? issuer : NULL;
}

gnutls_x509_crt_t anchors_issuer(const struct anchors *s, gnutls_x509_crt_t crt, int64_t now)
{
	enum { SAME_NAME_MAX = 4 };
	gnutls_x509_crt_t best = NULL;
	unsigned found = 0;

	if (s->items.n == 0)
		return issuer_of_the_list(s, crt);
	for (size_t i = 0; i < count(s) && found < SAME_NAME_MAX; i++) {
		gnutls_x509_crt_t one = nth(s, i)->crt;

		if (one == NULL || !gnutls_x509_crt_check_issuer(crt, one))
			continue;
		if (best == NULL || better(crt, one, best, now))
			best = one;
		found++;
	}
	return best;
}

bool anchors_named(const struct anchors *s, gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_t issuer;
	gnutls_datum_t name;
	bool found;

	if (gnutls_x509_crt_get_raw_issuer_dn(crt, &name) < 0)
		return false;
	found = gnutls_x509_trust_list_get_issuer_by_dn(s->list, &name, &issuer, 0) >= 0;
	if (found)
		gnutls_x509_crt_deinit(issuer); /* a copy */
	gnutls_free(name.data);
	return found;
}

bool anchors_has(const struct anchors *s, struct tls_der der)
{
	for (size_t i = 0; i < count(s); i++)
		if (nth(s, i)->size == der.size &&
		    memcmp(s->der.p + nth(s, i)->at, der.data, der.size) == 0)
			return true;
	return false;
}

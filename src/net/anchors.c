#include "config.h"

#include "net/anchors.h"

#include "base/buf.h"
#include "base/memory.h"

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
		buf_add(&s->items, &(struct anchor){.at = s->der.n, .size = der.size},
			sizeof(struct anchor));
		buf_add(&s->der, der.data, der.size);
		gnutls_free(der.data);
		s->count++;
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
	gnutls_datum_t der = {(unsigned char *)s->der.p + it->at, (unsigned)it->size};
	gnutls_x509_crt_t crt;

	it->listed = true;
	if (gnutls_x509_crt_init(&crt) < 0)
		return;
	if (gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) < 0 ||
	    gnutls_x509_trust_list_add_cas(s->list, &crt, 1, 0) != 1)
		gnutls_x509_crt_deinit(crt);
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

#include "net/trust.h"

#include "base/buf.h"
#include "base/memory.h"

#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST_SIZE = 32, CACHE_SLOTS = 256 };

/* The store of a system has a quarter of a megabyte. */
enum { STORE_MAX = 8 * 1024 * 1024, STORE_CHUNK = 256 * 1024 };

/* Verdicts by digest of the chain; one slot for each value of a digest's first byte. */
struct cache {
	uv_mutex_t lock;
	struct {
		bool used, trusted;
		unsigned char digest[DIGEST_SIZE];
	} slots[CACHE_SLOTS];
};

struct trust {
	uv_work_t work;
	gnutls_x509_trust_list_t list;
	struct cache *cache; /* all that changes once it is ready */
	char *file;	     /* NULL: the system's store */
	int anchors;
	bool ready;
	trust_fn *fn; /* NULL: freed while loading */
	void *arg;
};

/* ---- loading ---- */

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

	while (n > 0 && pem->n < STORE_MAX) {
		n = read(fd, buf_reserve(pem, STORE_CHUNK), STORE_CHUNK);
		if (n > 0)
			pem->n += (size_t)n;
	}
	return n < 0 ? -1 : 0;
}

/* A store that is there but empty has no anchors; only one that cannot be read is a fault. */
static int load_file(gnutls_x509_trust_list_t list, const char *file)
{
	int fd = open_store(file), n = GNUTLS_E_FILE_ERROR;
	struct buf pem = {0};
	gnutls_datum_t d;

	if (fd < 0)
		return n;
	if (read_store(fd, &pem) == 0) {
		d = (gnutls_datum_t){(unsigned char *)pem.p, (unsigned)pem.n};
		n = gnutls_x509_trust_list_add_trust_mem(list, &d, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
		n = n < 0 ? 0 : n;
	}
	close(fd);
	buf_free(&pem);
	return n;
}

static int load_system(gnutls_x509_trust_list_t list)
{
	int n = gnutls_x509_trust_list_add_system_trust(list, 0, 0);

	return n < 0 ? 0 : n;
}

static void load(uv_work_t *work) /* on the thread pool */
{
	struct trust *t = work->data;

	t->anchors = t->file != NULL ? load_file(t->list, t->file) : load_system(t->list);
}

static void destroy(struct trust *t)
{
	gnutls_x509_trust_list_deinit(t->list, 1);
	uv_mutex_destroy(&t->cache->lock);
	free(t->cache);
	free(t->file);
	free(t);
}

static void on_loaded(uv_work_t *work, int status)
{
	struct trust *t = work->data;

	(void)status; /* cancelled by trust_free() only */
	t->ready = true;
	if (t->fn == NULL)
		destroy(t);
	else
		t->fn(t->arg);
}

struct trust *trust_load(uv_loop_t *loop, const char *ca_file, trust_fn *fn, void *arg)
{
	struct trust *t = mem_alloc(sizeof(*t));

	t->file = mem_str(ca_file);
	t->fn = fn;
	t->arg = arg;
	t->work.data = t;
	t->cache = mem_alloc(sizeof(*t->cache));
	uv_mutex_init(&t->cache->lock);
	gnutls_x509_trust_list_init(&t->list, 1021);
	uv_queue_work(loop, &t->work, load, on_loaded);
	return t;
}

struct trust *trust_free(struct trust *t)
{
	if (t == NULL)
		return NULL;
	if (t->ready) {
		destroy(t);
	} else {
		t->fn = NULL;
		uv_cancel((uv_req_t *)&t->work);
	}
	return NULL;
}

bool trust_ready(const struct trust *t)
{
	return t->ready;
}

const char *trust_name(const struct trust *t)
{
	return t->file != NULL ? t->file : "system";
}

int trust_anchors(const struct trust *t)
{
	return t->anchors;
}

/* ---- verdicts ---- */

static bool verify(const struct trust *t, gnutls_x509_crt_t *chain, unsigned n)
{
	/* dates and strength are judged apart: they must not hide who signed */
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
			       GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS |
			       GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	gnutls_typed_vdata_st purpose = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER,
	};
	unsigned status = 0;

	return gnutls_x509_trust_list_verify_crt2(t->list, chain, n, &purpose, 1, flags, &status,
						  NULL) >= 0 &&
	       status == 0;
}

static bool digest_chain(const struct tls_der *der, unsigned n, unsigned char out[DIGEST_SIZE])
{
	gnutls_hash_hd_t hash;

	if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0)
		return false;
	for (unsigned i = 0; i < n; i++) {
		gnutls_hash(hash, &der[i].size, sizeof(der[i].size));
		gnutls_hash(hash, der[i].data, der[i].size);
	}
	gnutls_hash_deinit(hash, out);
	return true;
}

static bool cache_find(struct cache *c, const unsigned char *digest, bool *trusted)
{
	bool known;

	uv_mutex_lock(&c->lock);
	known = c->slots[*digest].used &&
		memcmp(c->slots[*digest].digest, digest, DIGEST_SIZE) == 0;
	*trusted = known && c->slots[*digest].trusted;
	uv_mutex_unlock(&c->lock);
	return known;
}

static void cache_keep(struct cache *c, const unsigned char *digest, bool trusted)
{
	uv_mutex_lock(&c->lock);
	memcpy(c->slots[*digest].digest, digest, DIGEST_SIZE);
	c->slots[*digest].trusted = trusted;
	c->slots[*digest].used = true;
	uv_mutex_unlock(&c->lock);
}

bool trust_verify(const struct trust *t, gnutls_x509_crt_t *chain, unsigned n,
		  const struct tls_der *der, unsigned der_n)
{
	unsigned char digest[DIGEST_SIZE];
	bool trusted;

	if (!digest_chain(der, der_n, digest))
		return verify(t, chain, n);
	if (!cache_find(t->cache, digest, &trusted)) {
		trusted = verify(t, chain, n);
		cache_keep(t->cache, digest, trusted);
	}
	return trusted;
}

bool trust_has_issuer(const struct trust *t, gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_t issuer;

	return gnutls_x509_trust_list_get_issuer(t->list, crt, &issuer, 0) >= 0;
}

#include "net/trust.h"

#include "base/memory.h"
#include "net/anchors.h"
#include "net/loop.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_SIZE = 32, CACHE_SLOTS = 256 };

/* All that changes once the store is ready. Verdicts by digest of the chain; one slot for each
 * value of a digest's first byte. */
struct shared {
	uv_mutex_t lock;
	struct anchors *anchors;
	struct {
		bool used, trusted;
		unsigned char digest[DIGEST_SIZE];
	} slots[CACHE_SLOTS];
};

/* Loaded by one thread of its own: libuv's pool is four, and ends the program without them. */
struct trust {
	uv_thread_t thread;
	uv_async_t loaded;
	struct shared *shared;
	char *file; /* NULL: the system's store */
	int count;  /* of anchors */
	bool threaded, ready;
	trust_fn *fn; /* NULL: freed while loading */
	void *arg;
};

/* ---- loading ---- */

static void load(void *arg) /* on a thread */
{
	struct trust *t = arg;

	t->shared->anchors = anchors_read(t->file);
	t->count = anchors_count(t->shared->anchors);
	uv_async_send(&t->loaded);
}

static void destroy(struct trust *t)
{
	anchors_free(t->shared->anchors);
	uv_mutex_destroy(&t->shared->lock);
	free(t->shared);
	free(t->file);
	free(t);
}

static void on_closed(uv_handle_t *handle)
{
	struct trust *t = handle->data;

	t->ready = true;
	if (t->fn == NULL)
		destroy(t);
	else
		t->fn(t->arg);
}

static void on_loaded(uv_async_t *handle)
{
	struct trust *t = handle->data;

	if (t->threaded)
		uv_thread_join(&t->thread);
	uv_close((uv_handle_t *)handle, on_closed);
}

struct trust *trust_load(uv_loop_t *loop, const char *ca_file, trust_fn *fn, void *arg)
{
	struct trust *t = mem_alloc(sizeof(*t));

	t->file = mem_str(ca_file);
	t->fn = fn;
	t->arg = arg;
	loop_need(uv_async_init(loop, &t->loaded, on_loaded), "event loop");
	t->loaded.data = t;
	t->shared = mem_alloc(sizeof(*t->shared));
	uv_mutex_init(&t->shared->lock);
	t->threaded = uv_thread_create(&t->thread, load, t) == 0;
	if (!t->threaded)
		load(t); /* others have to wait, then */
	return t;
}

struct trust *trust_free(struct trust *t)
{
	if (t == NULL)
		return NULL;
	if (t->ready)
		destroy(t);
	else
		t->fn = NULL;
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
	return t->count;
}

/* ---- verdicts ---- */

static bool verify(struct anchors *anchors, gnutls_x509_crt_t *chain, unsigned n)
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

	return gnutls_x509_trust_list_verify_crt2(anchors_for(anchors, chain, n), chain, n,
						  &purpose, 1, flags, &status, NULL) >= 0 &&
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

static bool is_known(const struct shared *s, const unsigned char *digest)
{
	return s->slots[*digest].used && memcmp(s->slots[*digest].digest, digest, DIGEST_SIZE) == 0;
}

static void keep(struct shared *s, const unsigned char *digest, bool trusted)
{
	memcpy(s->slots[*digest].digest, digest, DIGEST_SIZE);
	s->slots[*digest].trusted = trusted;
	s->slots[*digest].used = true;
}

bool trust_verify(const struct trust *t, gnutls_x509_crt_t *chain, unsigned n,
		  const struct tls_der *der, unsigned der_n)
{
	unsigned char digest[DIGEST_SIZE];
	struct shared *s = t->shared;
	bool digested = digest_chain(der, der_n, digest), trusted;

	uv_mutex_lock(&s->lock);
	if (digested && is_known(s, digest)) {
		trusted = s->slots[*digest].trusted;
	} else {
		trusted = verify(s->anchors, chain, n);
		if (digested)
			keep(s, digest, trusted);
	}
	uv_mutex_unlock(&s->lock);
	return trusted;
}

static bool find_issuer(const struct trust *t, gnutls_x509_crt_t crt, gnutls_x509_crt_t *issuer,
			unsigned flags)
{
	bool found;

	uv_mutex_lock(&t->shared->lock);
	found = gnutls_x509_trust_list_get_issuer(anchors_list(t->shared->anchors), crt, issuer,
						  flags) >= 0;
	uv_mutex_unlock(&t->shared->lock);
	return found;
}

bool trust_has_issuer(const struct trust *t, gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_t issuer;

	return find_issuer(t, crt, &issuer, 0);
}

gnutls_x509_crt_t trust_issuer(const struct trust *t, gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_t issuer;

	return find_issuer(t, crt, &issuer, GNUTLS_TL_GET_COPY) ? issuer : NULL;
}

/* zst.c - Zstandard (RFC 8878), by libzstd, which is opened when the first such file comes */
#include "config.h"

#include "input/decoder.h"

#include "base/memory.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static bool is_zst(const unsigned char *p, size_t n)
{
	static const unsigned char magic[] = {0x28, 0xb5, 0x2f, 0xfd};
	static const unsigned char skipped[] = {0x2a, 0x4d, 0x18}; /* behind 0x50 to 0x5f */

	if (n < sizeof(magic))
		return false;
	return memcmp(p, magic, sizeof(magic)) == 0 ||
	       (p[0] >> 4 == 5 && memcmp(p + 1, skipped, sizeof(skipped)) == 0);
}

#ifdef HAVE_ZSTD
#include <zstd.h>

/* A frame asks for a window; beyond 16 MB ("zstd --ultra", "--long") nobody packs logs. */
enum { WINDOW_LOG_MAX = 24 };

static struct {
	ZSTD_DStream *(*create)(void);
	size_t (*release)(ZSTD_DStream *);
	size_t (*set)(ZSTD_DCtx *, ZSTD_dParameter, int);
	size_t (*decompress)(ZSTD_DStream *, ZSTD_outBuffer *, ZSTD_inBuffer *);
	unsigned (*is_error)(size_t);
	const char *(*error)(size_t);
} lib;

/* Stays open until the end of the program. */
static bool open_library(void)
{
	static const struct {
		const char *name;
		void *at;
	} wanted[] = {
		{"ZSTD_createDStream", &lib.create},  {"ZSTD_freeDStream", &lib.release},
		{"ZSTD_DCtx_setParameter", &lib.set}, {"ZSTD_decompressStream", &lib.decompress},
		{"ZSTD_isError", &lib.is_error},      {"ZSTD_getErrorName", &lib.error},
	};
	void *handle = lib.create != NULL ? NULL : dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL);

	if (lib.create != NULL)
		return true;
	for (size_t i = 0; handle != NULL && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		void *symbol = dlsym(handle, wanted[i].name);

		if (symbol == NULL) {
			lib.create = NULL;
			return false;
		}
		memcpy(wanted[i].at, &symbol, sizeof(symbol));
	}
	return handle != NULL;
}

struct zst {
	struct decoder decoder;
	ZSTD_DStream *stream;
	bool between; /* no frame is open */
};

static const char *why(size_t rc)
{
	if (strstr(lib.error(rc), "too much memory") != NULL)
		return "its zstd frame asks for more than 16 MB of memory: zstd -dc --long=31 FILE "
		       "| smtpscope explain -";
	return "the compressed data is damaged: only what came before it was read; see zstd -t";
}

static enum decoded step(struct decoder *d, struct undecoded *in, void *out, size_t *n,
			 const char **fault)
{
	struct zst *z = (struct zst *)(void *)d;
	ZSTD_inBuffer from = {in->p, in->n, 0};
	ZSTD_outBuffer to = {out, *n, 0};
	size_t rc;

	if (in->n == 0 && in->last && z->between) {
		*n = 0;
		return DECODED_END;
	}
	rc = lib.decompress(z->stream, &to, &from);
	*n = to.pos;
	in->p += from.pos;
	in->n -= from.pos;
	z->between = rc == 0;
	if (lib.is_error(rc))
		*fault = why(rc);
	else if (*n == 0 && from.pos == 0 && in->last && !z->between)
		*fault = "the compressed data ends too early: only what came before was read";
	return *fault != NULL ? DECODED_FAULT : DECODED_MORE;
}

static void close_zst(struct decoder *d)
{
	struct zst *z = (struct zst *)(void *)d;

	lib.release(z->stream);
	free(z);
}

struct decoder *zst_decoder(const unsigned char *p, size_t n, const char **fault)
{
	struct zst *z;

	if (!is_zst(p, n))
		return NULL;
	if (!open_library()) {
		*fault = "is compressed with zstd, and libzstd is not here: install libzstd1";
		return NULL;
	}
	z = mem_alloc(sizeof(*z));
	z->decoder = (struct decoder){step, close_zst};
	z->stream = lib.create();
	if (z->stream == NULL)
		mem_used_up();
	lib.set(z->stream, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	return &z->decoder;
}

#else

struct decoder *zst_decoder(const unsigned char *p, size_t n, const char **fault)
{
	if (is_zst(p, n))
		*fault = "is compressed with zstd: zstd -dc FILE | smtpscope explain -";
	return NULL;
}

#endif

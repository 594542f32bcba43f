/* gz.c - gzip (RFC 1952), by zlib */
#include "input/decoder.h"

#include "base/memory.h"

#include <stdlib.h>
#include <zlib.h>

struct gz {
	struct decoder decoder;
	z_stream z;
	enum { BETWEEN, IN_MEMBER, BEHIND } at;
};

static const unsigned char magic[] = {0x1f, 0x8b};

static bool begins_member(const unsigned char *p, size_t n)
{
	return n >= 2 && p[0] == magic[0] && p[1] == magic[1];
}

/* What stands behind a member: another one (logrotate and cat put them together), zeros that fill a
 * block of a tape, or what is no longer gzip. */
static enum decoded between(struct gz *g, struct undecoded *in, const char **fault)
{
	if (begins_member(in->p, in->n) && g->at == BETWEEN) {
		inflateReset(&g->z);
		g->at = IN_MEMBER;
		return DECODED_MORE;
	}
	if (in->n == 1 && in->p[0] == magic[0] && !in->last && g->at == BETWEEN)
		return DECODED_MORE; /* the other half of the magic has not come */
	for (; in->n > 0 && *in->p == 0; in->p++, in->n--)
		g->at = BEHIND;
	if (in->n > 0) {
		*fault = "what follows the end of the compressed data is not gzip and was not read";
		return DECODED_FAULT;
	}
	return in->last ? DECODED_END : DECODED_MORE;
}

static const char *why(int rc)
{
	return rc == Z_NEED_DICT ? "the compressed data needs a dictionary: decompress it first"
				 : "the compressed data is damaged: only what came before it was "
				   "read; see gzip -t";
}

static enum decoded inflate_some(struct gz *g, struct undecoded *in, void *out, size_t *n,
				 const char **fault)
{
	size_t room = *n;
	int rc;

	g->z.next_in = (unsigned char *)in->p;
	g->z.avail_in = (uInt)in->n;
	g->z.next_out = out;
	g->z.avail_out = (uInt)room;
	rc = inflate(&g->z, Z_NO_FLUSH);
	*n = room - g->z.avail_out;
	in->p += in->n - g->z.avail_in;
	in->n = g->z.avail_in;
	if (rc == Z_STREAM_END)
		g->at = BETWEEN;
	else if (rc != Z_OK && rc != Z_BUF_ERROR)
		*fault = why(rc);
	else if (*n == 0 && in->last)
		*fault = "the compressed data ends too early: only what came before was read";
	return *fault != NULL ? DECODED_FAULT : DECODED_MORE;
}

static enum decoded step(struct decoder *d, struct undecoded *in, void *out, size_t *n,
			 const char **fault)
{
	struct gz *g = (struct gz *)(void *)d;

	if (g->at == IN_MEMBER)
		return inflate_some(g, in, out, n, fault);
	*n = 0;
	return between(g, in, fault);
}

static void close_gz(struct decoder *d)
{
	struct gz *g = (struct gz *)(void *)d;

	inflateEnd(&g->z);
	free(g);
}

struct decoder *gz_decoder(const unsigned char *p, size_t n)
{
	enum { GZIP_ONLY = 16 };
	struct gz *g;

	if (!begins_member(p, n))
		return NULL;
	g = mem_alloc(sizeof(*g));
	g->decoder = (struct decoder){step, close_gz};
	if (inflateInit2(&g->z, MAX_WBITS + GZIP_ONLY) != Z_OK)
		mem_used_up();
	return &g->decoder;
}

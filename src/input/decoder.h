/* decoder.h - inside this room: what takes compression off, between the bytes of a file and
 * source.c */
#ifndef SMTPSCOPE_INPUT_DECODER_H
#define SMTPSCOPE_INPUT_DECODER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* What has come of the file and was not decoded yet. */
struct undecoded {
	const unsigned char *p;
	size_t n;
	bool last; /* nothing follows it */
};

enum decoded {
	DECODED_MORE,  /* all of `in` was taken, or all of the room was used */
	DECODED_END,   /* that was all */
	DECODED_FAULT, /* *fault says what, without the name of the file; what was written is good
			*/
};

struct decoder {
	/* Takes from `in` and writes at most *n bytes to `out`; *n becomes what was written. */
	enum decoded (*step)(struct decoder *d, struct undecoded *in, void *out, size_t *n,
			     const char **fault);
	void (*close)(struct decoder *d);
};

/* The decoder for what begins with these bytes. NULL where they are plain, or with *fault where
 * they are not and cannot be decoded here. */
struct decoder *gz_decoder(const unsigned char *p, size_t n);
struct decoder *zst_decoder(const unsigned char *p, size_t n, const char **fault);

#endif

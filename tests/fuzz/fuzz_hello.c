/* Answers to a hello by hand: they read the same in pieces as at once, nothing of what comes makes
 * the reader go on for ever, a version and a suite come from a ServerHello only.
 *
 * Input: how large the pieces are, then what the server sends. */
#include "fuzz.h"

#include "net/hello.h"

#include <string.h>

static void in_pieces(struct hello_reader *r, struct input in, size_t size)
{
	hello_begin(r);
	while (in.n > 0) {
		size_t n = in.n < size ? in.n : size;

		hello_read(r, in.p, n);
		in.p += n;
		in.n -= n;
	}
}

static void claim_answer(const struct hello_reader *r)
{
	const struct hello_answer *a = &r->answer;

	CLAIM(a->version <= TLS_1_3);
	CLAIM(a->dh_bits >= 0 && a->dh_bits <= 8 * HELLO_MESSAGE_MAX);
	CLAIM(a->alert >= -1 && a->alert <= 255);
	CLAIM((r->step == HELLO_ALERTED) == (a->alert >= 0));
	CLAIM(r->step != HELLO_DONE || a->version != TLS_ANY);
	CLAIM(r->step != HELLO_PLAIN || (a->version == TLS_ANY && r->first_n > 0));
	CLAIM(!a->retry || a->version == TLS_1_3);
	CLAIM(a->version != TLS_ANY || (a->suite == 0 && a->group == 0 && a->dh_bits == 0));
	CLAIM(r->total <= HELLO_BYTES_MAX + 65536);
	CLAIM(r->message_n <= HELLO_MESSAGE_MAX && r->first_n <= HELLO_FIRST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hello_reader whole, parts;
	struct input in = {data, size};
	size_t pieces = input_byte(&in) + 1u;

	in_pieces(&whole, in, in.n + 1);
	in_pieces(&parts, in, pieces);
	claim_answer(&whole);
	CLAIM(whole.step == parts.step);
	CLAIM(memcmp(&whole.answer, &parts.answer, sizeof(whole.answer)) == 0);
	CLAIM(whole.step != HELLO_PLAIN || memcmp(whole.first, parts.first, parts.first_n) == 0);
	return 0;
}

/* Literals in a text are found where strstr() over all of them finds them, and a log cut into
 * blocks anywhere has the same groups as in one piece.
 *
 * Input: how many literals, a line each; how large the blocks are; the text. */
#include "fuzz.h"

#include "../support/describe_log.h"
#include "log/scan.h"

#include <stdlib.h>
#include <string.h>

enum { LITERALS = 6 };

/* ---- scan ---- */

/* Where the first of them ends; 0: nowhere. */
static size_t slowly(char *const *literals, size_t n, const char *text, size_t len)
{
	size_t first = 0;

	for (size_t i = 0; i < n; i++) {
		const char *at = memmem(text, len, literals[i], strlen(literals[i]));
		size_t end = at == NULL ? 0 : (size_t)(at - text) + strlen(literals[i]);

		if (end > 0 && (first == 0 || end < first))
			first = end;
	}
	return first;
}

static void finds_what_strstr_finds(char *const *literals, size_t n, const char *text, size_t len)
{
	struct scan *s = scan_new((const char *const *)literals);

	for (size_t from = 0; from <= len;) {
		const char *found = scan_find(s, text + from, text + len);
		size_t end = slowly(literals, n, text + from, len - from);

		CLAIM((found == NULL) == (end == 0));
		if (found == NULL)
			break;
		CLAIM(found == text + from + end);
		from += end;
	}
	scan_free(s);
}

/* ---- blocks ---- */

static void means_the_same_in_blocks(struct bytes text, unsigned workers, size_t block)
{
	struct buf whole = {0}, cut = {0};

	if (log_form_of(text) == NULL)
		return;
	describe_log_text(&whole, fuzz_knowledge(), text, 1, text.n + 1);
	describe_log_text(&cut, fuzz_knowledge(), text, workers, block);
	CLAIM(whole.n == cut.n && memcmp(whole.p, cut.p, whole.n) == 0);
	buf_free(&whole);
	buf_free(&cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	size_t n = input_byte(&in) % LITERALS, block = 1 + input_byte(&in), len, used = 0;
	unsigned workers = 1 + input_byte(&in) % 3;
	char *literals[LITERALS + 1] = {NULL}, *text;

	for (size_t i = 0; i < n; i++) {
		literals[used] = input_line(&in);
		if (strlen(literals[used]) >= SCAN_SHORTEST)
			used++;
		else
			free(literals[used]);
		literals[used] = NULL;
	}
	text = input_rest(&in, &len);
	if (used > 0)
		finds_what_strstr_finds(literals, used, text, len);
	means_the_same_in_blocks((struct bytes){text, len}, workers, block * 16);
	for (size_t i = 0; i < used; i++)
		free(literals[i]);
	free(text);
	return 0;
}

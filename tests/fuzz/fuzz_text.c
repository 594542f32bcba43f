/* Bytes of strangers: what is shown is harmless, and what is written reads back to the same bytes.
 *
 * Input: any bytes. */
#include "fuzz.h"

#include "record/jsonw.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static bool is(struct bytes b, const char *p, size_t n)
{
	return b.n == n && (n == 0 || memcmp(b.p, p, n) == 0);
}

static void escaped_form(struct arena *a, const char *p, size_t n)
{
	struct buf out = {0};

	text_escape(&out, p, n);
	CLAIM(out.n == 0 || strlen(out.p) == out.n);
	CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINE));
	CLAIM(is(text_unescape(a, out.n == 0 ? "" : out.p), p, n));
	buf_free(&out);
}

static void safe_form(struct arena *a, const char *p, size_t n)
{
	const char *safe = text_safe(a, (struct bytes){(char *)p, n});
	size_t columns = text_columns(safe);

	CLAIM(is_harmless(safe, strlen(safe), NEUTRAL_LINE));
	CLAIM(strcmp(text_safe(a, bytes_str(a, safe)), safe) == 0);
	CLAIM(columns <= 2 * strlen(safe) && (*safe == '\0' || columns > 0 || n > 0));
}

/* One string in an array, as a reader of JSON gets it. */
static void json_form(struct arena *a, const char *p, size_t n)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out};
	const char *text = arena_copy(a, p, n);
	json_t *json;

	jsonw_begin_array(&w);
	jsonw_bytes(&w, (struct bytes){(char *)p, n});
	jsonw_text(&w, text);
	jsonw_end_array(&w);
	CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINE));
	json = json_loadb(out.p, out.n, 0, NULL);
	CLAIM(json_array_size(json) == 2);
	CLAIM(is(text_unescape(a, json_string_value(json_array_get(json, 0))), p, n));
	if (strcmp(text_safe(a, bytes_str(a, text)), text) == 0)
		CLAIM(strcmp(json_string_value(json_array_get(json, 1)), text) == 0);
	json_decref(json);
	buf_free(&out);
}

/* What was never escaped, a hand-written report say, reads to something that reads back. */
static void unescaped_form(struct arena *a, const char *p, size_t n)
{
	struct bytes b = text_unescape(a, arena_copy(a, p, n));

	CLAIM(b.n <= n);
	escaped_form(a, b.p, b.n);
}

static void words(struct arena *a, const char *p, size_t n)
{
	static const char *const known[] = {"certificate", NULL, "starttls", "port", ""};
	const char *s = arena_copy(a, p, n), *near = text_nearest(s, known, 5);

	for (size_t i = 0; i < 5; i++)
		if (known[i] != NULL && text_casecmp(s, known[i]) == 0)
			CLAIM(near == known[i]);
	CLAIM(text_has_suffix(s, s));
	CLAIM(bytes_has((struct bytes){(char *)p, n}, ""));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	size_t n;
	char *p = input_rest(&in, &n);

	escaped_form(a, p, n);
	safe_form(a, p, n);
	json_form(a, p, n);
	unescaped_form(a, p, n);
	words(a, p, n);
	free(p);
	arena_free(a);
	return 0;
}

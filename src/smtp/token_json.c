#include "smtp/token_json.h"

#include "base/memory.h"

#include <stdbool.h>

/* Behind the string that begins at p[i]. */
static size_t behind_string(const char *p, size_t n, size_t i)
{
	for (i++; i < n && p[i] != '"'; i++)
		i += p[i] == '\\';
	return i;
}

/* The library goes as deep as it is led, and keeps as much as there is. */
static bool is_modest(const char *p, size_t n)
{
	int depth = 0, values = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '"') {
			i = behind_string(p, n, i);
			continue;
		}
		depth += (p[i] == '{' || p[i] == '[') - (p[i] == '}' || p[i] == ']');
		values += p[i] == '{' || p[i] == '[' || p[i] == ',';
		if (depth > TOKEN_JSON_DEPTH || values > TOKEN_JSON_VALUES)
			return false;
	}
	return true;
}

/* Without a place for its error, which would quote the token. A claim that is there twice makes it
 * no JWT (RFC 7519, 4). */
static json_t *loaded(const char *text, size_t n)
{
	const bool before = mem_wipes_freed;
	json_t *json;

	mem_wipes_freed = true;
	json = json_loadb(text, n,
			  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL |
				  JSON_ALLOW_NUL,
			  NULL);
	mem_wipes_freed = before;
	mem_wipe_stack();
	return json;
}

json_t *token_json(const char *text, size_t n, const char **fault)
{
	const bool modest = n <= TOKEN_TEXT_MAX && is_modest(text, n);
	json_t *json = modest ? loaded(text, n) : NULL;

	if (json_is_object(json))
		return json;
	*fault = !modest ? "size" : json == NULL ? "json" : "object";
	token_json_free(json);
	return NULL;
}

void token_json_free(json_t *json)
{
	const bool before = mem_wipes_freed;

	mem_wipes_freed = true;
	json_decref(json);
	mem_wipes_freed = before;
}

/* ---- texts ---- */

/* As much of it as is shown, in whole characters. */
static size_t shown_length(const char *s, size_t n)
{
	if (n <= TOKEN_JSON_TEXT)
		return n;
	for (n = TOKEN_JSON_TEXT; n > TOKEN_JSON_TEXT - 4 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

const char *token_json_shown(struct arena *a, const char *s, size_t n)
{
	size_t length = shown_length(s, n);
	const char *safe = text_safe(a, (struct bytes){(char *)s, length});

	return length < n ? arena_printf(a, "%s...", safe) : safe;
}

const char *token_json_text(struct arena *a, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	size_t n = json_string_length(value);

	return n == 0 ? NULL : token_json_shown(a, json_string_value(value), n);
}

/* What people keep a token in: a line end, quotes, HTTP's header, a token service's answer. */
#include "smtp/token_within.h"

#include "smtp/token_json.h"

#include <string.h>
#include <strings.h>

static struct bytes past(struct bytes b, size_t n)
{
	return (struct bytes){b.p + n, b.n - n};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

static struct bytes trimmed(struct bytes b)
{
	while (b.n > 0 && is_blank(b.p[0]))
		b = past(b, 1);
	while (b.n > 0 && is_blank(b.p[b.n - 1]))
		b.n--;
	return b;
}

static bool is_quoted(struct bytes b)
{
	return b.n > 1 && strchr("\"'`", b.p[0]) != NULL && b.p[0] == b.p[b.n - 1];
}

/* Blanks, a byte order mark and one pair of quotes. */
static struct bytes bare(struct bytes b)
{
	b = trimmed(b);
	if (b.n >= 3 && memcmp(b.p, "\xef\xbb\xbf", 3) == 0)
		b = trimmed(past(b, 3));
	if (is_quoted(b))
		b = trimmed((struct bytes){b.p + 1, b.n - 2});
	return b;
}

/* `word`, and blanks behind it, are gone; false: it does not stand there. */
static bool drop(struct bytes *b, const char *word)
{
	size_t n = strlen(word);

	if (b->n < n || strncasecmp(b->p, word, n) != 0)
		return false;
	*b = trimmed(past(*b, n));
	return true;
}

/* "Authorization: Bearer x" of HTTP, "auth=Bearer x" of RFC 7628 */
static bool drop_scheme(struct bytes *b)
{
	struct bytes rest = *b;

	drop(&rest, "authorization:");
	drop(&rest, "auth=");
	if (!drop(&rest, "bearer ") && !drop(&rest, "bearer\t"))
		return false;
	*b = bare(rest);
	return true;
}

/* ---- answers ---- */

/* RFC 6749, 5.1, and what `az account get-access-token` prints. */
static const char *value_of(const json_t *answer, size_t *n)
{
	static const char *const names[] = {"access_token", "accessToken"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const json_t *value = json_object_get(answer, names[i]);

		*n = json_string_length(value);
		if (*n > 0)
			return json_string_value(value);
	}
	return NULL;
}

/* Between its quotes, as it was sent; {0}: it was written with escapes. */
static struct bytes where(struct bytes text, const char *value, size_t n)
{
	for (struct bytes rest = text; rest.n > n;) {
		char *at = memmem(rest.p, rest.n, value, n);

		if (at == NULL)
			break;
		if (at > text.p && at[-1] == '"' && at + n < text.p + text.n && at[n] == '"')
			return (struct bytes){at, n};
		rest = past(rest, (size_t)(at - rest.p) + 1);
	}
	return (struct bytes){0};
}

static void look_into(struct bytes answer, struct token_place *place)
{
	const char *value;
	size_t n;

	place->wrapped = "json";
	place->answer = token_json(answer.p, answer.n, &place->fault);
	if (place->answer == NULL)
		return;
	value = value_of(place->answer, &n);
	if (value == NULL) {
		place->fault = "absent";
		return;
	}
	place->token = (struct bytes){(char *)value, n};
	place->sent = where(answer, value, n);
}

struct token_place token_place(const char *text, size_t n)
{
	struct token_place place = {0};
	struct bytes b = bare((struct bytes){(char *)text, n});

	if (b.n > 0 && b.p[0] == '{') {
		look_into(b, &place);
		return place;
	}
	if (drop_scheme(&b))
		place.wrapped = "bearer";
	place.token = place.sent = b;
	return place;
}

void token_place_free(struct token_place *place)
{
	token_json_free(place->answer);
	*place = (struct token_place){0};
}

struct bytes token_within(const char *text, size_t n)
{
	struct token_place place = token_place(text, n);
	struct bytes sent = place.sent;

	token_place_free(&place);
	return sent;
}

/* wording_fill.c - values or neutral phrases into the braces of a text */
#include "interpret/placeholder.h"

#include <string.h>

static void add_value(struct buf *out, struct arena *a, const char *value)
{
	const char *s = text_safe(a, bytes_str(a, value));
	size_t n = strlen(s);

	if (n <= WORDING_VALUE_MAX) {
		buf_str(out, s);
		return;
	}
	for (n = WORDING_VALUE_MAX; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--; /* not in the middle of a character */
	buf_add(out, s, n);
	buf_str(out, "...");
}

/* A command takes a word where a sentence takes a phrase: "-Identity ", "Get-CASMailbox ", "dig ".
 */
static bool in_command(const struct buf *out)
{
	static const char *const programs[] = {"dig", "delv", "host", "getent", "+cd", "smtpscope"};
	struct bytes word = {out->p, out->n};

	if (word.n < 2 || word.p[--word.n] != ' ')
		return false;
	while (word.n > 0 && word.p[word.n - 1] != ' ')
		word.n--;
	word = (struct bytes){out->p + word.n, out->n - 1 - word.n};
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (bytes_is(word, programs[i]))
			return true;
	return word.n > 1 && (word.p[0] == '-' || (word.p[0] >= 'A' && word.p[0] <= 'Z' &&
						   memchr(word.p, '-', word.n) != NULL));
}

/* "The domain {name} has", "the EHLO name {ehlo} is": what it is stands there already. */
static bool is_told(const struct buf *out)
{
	static const char *const nouns[] = {" name ", " domain "};

	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		size_t n = strlen(nouns[i]);

		if (out->n >= n && memcmp(out->p + out->n - n, nouns[i], n) == 0)
			return true;
	}
	return false;
}

static void add_neutral(struct buf *out, const struct placeholder *ph)
{
	if (is_told(out)) {
		out->n--;
		return;
	}
	if (!in_command(out)) {
		buf_str(out, ph->neutral);
		return;
	}
	for (const char *p = ph->name; *p != '\0'; p++)
		buf_char(out, *p == '_' ? '-' : (char)(*p - 'a' + 'A'));
}

/* ---- in commands ---- */

/* What PowerShell takes for quotes, too: U+2018 to U+201E. */
static bool has_curly_quote(const char *s)
{
	for (; (s = strstr(s, "\xe2\x80")) != NULL; s++)
		if ((unsigned char)s[2] >= 0x98 && (unsigned char)s[2] <= 0x9e)
			return true;
	return false;
}

/* Reports set the commands of a sentence apart where these stand. */
static bool would_be_torn(const char *s)
{
	static const char *const joints[] = {"; ", ": ", ", ", " #", "  "};

	for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++)
		if (strstr(s, joints[i]) != NULL)
			return true;
	return false;
}

/* `value` as one word for sh, PowerShell and cmd alike, since nobody knows where advice is pasted,
 * and names come from records of others; NULL: it cannot be that, or it would be an option. */
static const char *as_word(struct arena *a, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "@._:+/=-[]%,";

	if (*value == '-' || *value == '\0')
		return NULL;
	if (value[strspn(value, plain)] == '\0')
		return value;
	if (strlen(value) > WORDING_VALUE_MAX - strlen("''") || has_curly_quote(value) ||
	    would_be_torn(value))
		return NULL;
	if (strpbrk(value, "\"$`\\!%") == NULL)
		return arena_printf(a, "\"%s\"", value);
	return strpbrk(value, "'\"&|<>^%") == NULL ? arena_printf(a, "'%s'", value) : NULL;
}

/* Placeholders that stand in commands, too, for one word. */
static bool is_word(const struct placeholder *ph)
{
	static const char *const names[] = {"address", "from",	     "host",  "host_port",
					    "mailbox", "name",	     "proxy", "offender",
					    "store",   "token_user", "user",  NULL};

	return name_find(names, ph->name) >= 0;
}

static const char *value_of(struct arena *a, const struct wording *w, const struct placeholder *ph,
			    bool advice)
{
	const char *value = ph->value(a, w);

	if (value == NULL || !advice || !is_word(ph))
		return value;
	return as_word(a, text_safe(a, bytes_str(a, value)));
}

/* ---- whole texts ---- */

static const char *fill(struct arena *a, const struct wording *w, const char *text, bool advice)
{
	struct buf out = {0};
	const char *filled;

	if (text == NULL)
		return NULL;
	for (const char *p = text; *p != '\0';) {
		size_t n = placeholder_length(p);
		const struct placeholder *ph = n == 0 ? NULL : placeholder_find(p + 1, n - 2);
		const char *value = ph == NULL ? NULL : value_of(a, w, ph, advice);

		if (ph == NULL) {
			buf_char(&out, *p++);
			continue;
		}
		if (value == NULL)
			add_neutral(&out, ph);
		else
			add_value(&out, a, value);
		p += n;
	}
	filled = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return filled;
}

const char *wording_fill(struct arena *a, const struct wording *w, const char *text)
{
	return fill(a, w, text, false);
}

/* Where a probe knows of no other port, the advice to use one is void. */
static bool is_void(struct arena *a, const struct wording *w, const char *text)
{
	static const char other_port[] = "{elsewhere}";
	const struct placeholder *ph =
		placeholder_find(other_port + 1, strlen(other_port) - strlen("{}"));

	return w->session != NULL && w->provider != NULL && strstr(text, other_port) != NULL &&
	       ph->value(a, w) == NULL;
}

struct list wording_fill_all(struct arena *a, const struct wording *w, const struct list *texts)
{
	struct list filled = {0};

	LIST_EACH (const struct string_item, it, texts)
		if (!is_void(a, w, it->s))
			list_add_string(&filled, a, fill(a, w, it->s, true));
	return filled;
}

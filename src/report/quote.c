#include "report/quote.h"

#include "base/text.h"

#include <string.h>

enum { VALUE_LENGTH_MAX = 4096 };

static const struct language {
	const char *mark;    /* what encloses a value; "": nothing does */
	const char *escaped; /* characters that another must stand before ... */
	const char *escape;  /* ... this one, or "": the character itself, doubled */
	const char *cannot;  /* characters that it cannot carry at all */
	bool trimmed;	     /* blanks at the ends of a value get lost */
	bool hex;	     /* all but letters, digits and the like are written \xNN */
} languages[QUOTE_COUNT] = {
	[QUOTE_PLAIN] = {.mark = "", .escaped = "", .cannot = ""},
	/* postconf(5): "$$" is a dollar sign */
	[QUOTE_POSTFIX] = {.mark = "", .escaped = "$", .escape = "", .cannot = "", .trimmed = true},
	/* user:password, cut at the first colon */
	[QUOTE_POSTFIX_MAP] = {.mark = "", .escaped = "", .cannot = ":", .trimmed = true},
	/* Its string expansion knows more special characters than anybody can list. */
	[QUOTE_EXIM] = {.mark = "", .escaped = "", .cannot = "", .hex = true},
	/* After the expansion "^" is NUL there, "^^" is "^". */
	[QUOTE_EXIM_PLAINTEXT] =
		{.mark = "", .escaped = "^", .escape = "", .cannot = "", .hex = true},
	/* The first and the last quote are taken off, all between stays as it is. */
	[QUOTE_MSMTP] = {.mark = "\"", .escaped = "", .cannot = ""},
	[QUOTE_PHP] = {.mark = "'", .escaped = "'\\", .escape = "\\", .cannot = ""},
	[QUOTE_CSHARP] = {.mark = "\"", .escaped = "\"\\", .escape = "\\", .cannot = ""},
	[QUOTE_JAVASCRIPT] = {.mark = "'", .escaped = "'\\", .escape = "\\", .cannot = ""},
	[QUOTE_PYTHON] = {.mark = "\"", .escaped = "\"\\", .escape = "\\", .cannot = ""},
};

/* What no language of them gets: line ends, other control characters, what turns the direction of
 * writing round, bytes that are no UTF-8. */
static bool is_readable(const char *s, size_t n)
{
	size_t step;

	for (; n > 0; s += step, n -= step)
		if ((step = text_printable(s, n)) == 0)
			return false;
	return true;
}

static bool has_outer_blanks(const char *s, size_t n)
{
	return s[0] == ' ' || s[n - 1] == ' ';
}

static const char *fault_of(struct arena *a, const struct language *l, const char *s)
{
	size_t n = strlen(s), at = strcspn(s, l->cannot);

	if (n == 0)
		return "nothing";
	if (n > VALUE_LENGTH_MAX)
		return "more than 4096 bytes";
	if (!is_readable(s, n))
		return "a character that cannot be shown";
	if (l->trimmed && has_outer_blanks(s, n))
		return "a blank at an end";
	return s[at] == '\0' ? NULL : arena_printf(a, "\"%c\"", s[at]);
}

static bool is_tame(char c)
{
	return strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@+=/-", c) !=
	       NULL;
}

static void add_char(struct buf *out, const struct language *l, char c)
{
	if (strchr(l->escaped, c) != NULL)
		buf_printf(out, "%s%c", *l->escape != '\0' ? l->escape : (char[]){c, '\0'}, c);
	else if (l->hex && !is_tame(c))
		buf_printf(out, "\\x%02x", (unsigned char)c);
	else
		buf_char(out, c);
}

const char *quote_value(struct arena *a, enum quoting q, const char *value, const char **why)
{
	const struct language *l = &languages[q];
	struct buf out = {0};
	const char *quoted;

	*why = fault_of(a, l, value);
	if (*why != NULL)
		return NULL;
	buf_str(&out, l->mark);
	for (const char *s = value; *s != '\0'; s++)
		add_char(&out, l, *s);
	buf_str(&out, l->mark);
	quoted = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return quoted;
}

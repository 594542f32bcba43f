/* Rule 1 of the replies' reference: texts are compared without what differs from one session to
 * the next. */
#include "interpret/match.h"

#include <string.h>

enum { NORMALISED_MAX = 4096 }; /* no diagnosis stands further back in a reply */

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Blanks squeezed, lines joined; a NUL would end the text for those who print it. */
static char *squeezed(struct arena *a, struct bytes b)
{
	size_t n = b.n < NORMALISED_MAX ? b.n : NORMALISED_MAX, to = 0;
	char *out = arena_copy(a, b.p, b.p == NULL ? 0 : n);

	for (size_t i = 0; b.p != NULL && i < n; i++) {
		char c = is_blank(out[i]) || out[i] == '\0' ? ' ' : out[i];

		if (c != ' ' || (to > 0 && out[to - 1] != ' '))
			out[to++] = c;
	}
	if (to > 0 && out[to - 1] == ' ')
		to--;
	out[to] = '\0';
	return out;
}

static void cut(char *from, const char *to)
{
	memmove(from, to, strlen(to) + 1);
}

/* "[AM0PR0.eurprd.prod.outlook.com 2026-11-21T08:15:00.1Z 08DD]": Microsoft, on most replies. */
static void cut_server_brackets(char *s)
{
	static const char mark[] = ".prod.outlook.com";
	char *open, *close;

	for (char *at = s; (open = strchr(at, '[')) != NULL;) {
		close = strchr(open, ']');
		if (close == NULL)
			return;
		if (!bytes_has((struct bytes){open, (size_t)(close - open)}, mark)) {
			at = open + 1;
			continue;
		}
		at = open > s && open[-1] == ' ' ? open - 1 : open;
		cut(at, close + 1);
	}
}

/* "a640c23a62f3a-aa57c963d1esm1 - gsmtp": Google, at the end. */
static void cut_google_session(char *s)
{
	static const char mark[] = " - gsmtp";
	char *end;

	if (!text_has_suffix(s, mark))
		return;
	end = s + strlen(s) - (sizeof(mark) - 1);
	*end = '\0';
	end = strrchr(s, ' ');
	if (end != NULL && strpbrk(end, "0123456789") != NULL)
		*end = '\0';
}

char *match_normalise(struct arena *a, const struct reply *r)
{
	char *s = squeezed(a, r->text);

	cut_server_brackets(s);
	cut_google_session(s);
	return s;
}

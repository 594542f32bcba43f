#include "bounce/cutwords.h"

#include "bounce/template.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { TRIES_MAX = 64, WORD_MIN = 6, WORD_MAX = 40, COLUMNS_MIN = 40 };

static bool letter(char c)
{
	return isalpha((unsigned char)c);
}

/* It stands in a pattern; `whole`: no letters around it. */
static bool stands_in(const char *pattern, const char *word, bool whole)
{
	size_t n = strlen(word);

	for (const char *p = pattern; (p = strcasestr(p, word)) != NULL; p++)
		if (!whole || ((p == pattern || !letter(p[-1])) && !letter(p[n])))
			return true;
	return false;
}

static bool is_known(const struct knowledge *k, const char *word, bool whole)
{
	LIST_EACH (const struct entry, e, knowledge_entries(k)) {
		if (e->when.text != NULL && stands_in(e->when.text->source, word, whole))
			return true;
		if (e->client.text != NULL && stands_in(e->client.text->source, word, whole))
			return true;
	}
	return false;
}

/* `n` letters before `end` and `m` behind it. */
static bool is_cut_word(const struct knowledge *k, const char *end, size_t n, size_t m)
{
	char left[WORD_MAX + 1] = "", right[WORD_MAX + 1] = "", whole[2 * WORD_MAX + 1];

	memcpy(left, end - n, n);
	memcpy(right, end + 1, m);
	stpcpy(stpcpy(whole, left), right);
	return is_known(k, whole, false) && !(is_known(k, left, true) && is_known(k, right, true));
}

/* Letters up to a line end and on directly behind it. */
static bool may_be_cut(const char *text, const char *end, size_t *n, size_t *m)
{
	const char *line = memrchr(text, '\n', (size_t)(end - text));

	*n = *m = 0;
	while (*n < (size_t)(end - text) && letter(end[-1 - (ptrdiff_t)*n]))
		++*n;
	while (letter(end[1 + *m]))
		++*m;
	return *n > 0 && *m > 0 && *n <= WORD_MAX && *m <= WORD_MAX && *n + *m >= WORD_MIN &&
	       end - (line == NULL ? text : line) >= COLUMNS_MIN;
}

void cutwords_mend(const struct knowledge *k, char *text)
{
	int tries = 0;
	size_t n, m;

	for (char *end = text; tries < TRIES_MAX && (end = strchr(end, '\n')) != NULL; end++)
		if (may_be_cut(text, end, &n, &m)) {
			tries++;
			if (is_cut_word(k, end, n, m))
				*end = WRAP;
		}
}

/* The first form: TARGET, then words key=value, each of which may have its value in quotation
 * marks; a word that begins with "#" is a comment, and all behind it. */
#include "sweep/list_row.h"

#include "base/piece.h"

static const char BLANKS[] = " \t\r\v\f";

void list_row_add(struct list_row *row, struct arena *a, struct bytes name, struct bytes value)
{
	struct list_pair *it = ARENA_NEW(a, struct list_pair);

	it->name = arena_copy(a, name.p, name.n);
	it->value = arena_copy(a, value.p, value.n);
	list_append(&row->pairs, it);
}

static bool is_blank(char c)
{
	return c != '\0' && strchr(BLANKS, c) != NULL;
}

static void skip_blanks(struct bytes *rest)
{
	*rest = piece_from(*rest, piece_while(*rest, BLANKS).n);
}

/* A word; blanks within quotation marks are a part of it. */
static struct bytes take_word(struct bytes *rest)
{
	struct bytes word;
	bool quoted = false;
	size_t n = 0;

	for (; n < rest->n && (quoted || !is_blank(rest->p[n])); n++)
		quoted ^= rest->p[n] == '"';
	word = piece_first(*rest, n);
	*rest = piece_from(*rest, n);
	return word;
}

/* A mailbox may have quotation marks, and they are its own; those of a value that begins with one
 * are taken away, and two within it are one. False: it does not end. */
static bool unquote(struct arena *a, struct bytes *value)
{
	struct bytes inner = piece_from(*value, 1);
	char *to;
	size_t n = 0;

	if (value->n == 0 || value->p[0] != '"')
		return true;
	to = arena_alloc(a, value->n);
	for (size_t i = 0; i < inner.n; i++) {
		if (inner.p[i] == '"' && i + 1 == inner.n) {
			*value = (struct bytes){to, n};
			return true;
		}
		if (inner.p[i] == '"' && inner.p[++i] != '"')
			return false;
		to[n++] = inner.p[i];
	}
	return false;
}

static const char *take_pair(struct arena *a, struct bytes word, int which, struct list_row *row)
{
	struct bytes name = piece_until(word, "="), value = piece_behind(word, "=");

	if (name.n == word.n || name.n == 0) /* it may be a password: it is not shown */
		return arena_printf(a,
				    "word %d is no key=value: one TARGET a line, then words as in "
				    "port=587",
				    which);
	if (!unquote(a, &value))
		return arena_printf(a,
				    "word %d: its quotation marks do not fit: write key=\"two "
				    "words\"",
				    which);
	list_row_add(row, a, name, value);
	return NULL;
}

const char *list_words_read(struct arena *a, struct bytes line, struct list_row *row)
{
	const char *fault = NULL;
	int which = 1;

	for (skip_blanks(&line); fault == NULL && line.n > 0 && line.p[0] != '#'; which++) {
		struct bytes word = take_word(&line);

		if (which == 1)
			list_row_add(row, a, piece_of("target"), word);
		else
			fault = take_pair(a, word, which, row);
		skip_blanks(&line);
	}
	return fault;
}

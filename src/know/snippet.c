#include "know/snippet.h"

#include "know/entry.h"
#include "know/words.h"

#include <string.h>

const char *const quoting_names[] = {"plain",	       "postfix", "postfix-map", "exim",
				     "exim-plaintext", "msmtp",	  "php",	 "csharp",
				     "javascript",     "python",  NULL};
const char *const snippet_words[] = {"starttls", "implicit", "login", "untested", "open", "token",
				     "ca",	 "sender",   "ehlo",  "address",  NULL};
const char *const snippet_values[] = {"host",	   "port",   "user", "from",
				      "mechanism", "cafile", "ehlo", NULL};

/* ---- templates ---- */

bool snippet_next_line(const char **at, struct snippet_line *line)
{
	const char *s = *at, *end;
	size_t n = strcspn(s, "\n");

	if (*s == '\0')
		return false;
	*at = s + n + (s[n] == '\n');
	*line = (struct snippet_line){.text = s, .text_n = n};
	if (*s != '?' || (end = memchr(s + 1, '?', n - 1)) == NULL)
		return true;
	line->words = s + 1;
	line->words_n = (size_t)(end - line->words);
	end += end[1] == ' ' ? 2 : 1;
	line->text = end;
	line->text_n = n - (size_t)(end - s);
	return true;
}

/* "a|!b": one of them holds. */
static bool either(const char *s, size_t n,
		   bool (*holds)(const void *arg, const char *word, size_t n), const void *arg)
{
	for (;;) {
		const char *bar = memchr(s, '|', n);
		size_t length = bar == NULL ? n : (size_t)(bar - s);
		bool negated = length > 0 && *s == '!';

		if (holds(arg, s + negated, length - negated) != negated)
			return true;
		if (bar == NULL)
			return false;
		n -= length + 1;
		s = bar + 1;
	}
}

bool snippet_condition(const struct snippet_line *line,
		       bool (*holds)(const void *arg, const char *word, size_t n), const void *arg)
{
	const char *s = line->words;
	size_t left = line->words_n;

	while (left > 0) {
		const char *blank = memchr(s, ' ', left);
		size_t n = blank == NULL ? left : (size_t)(blank - s);

		if (!either(s, n, holds, arg))
			return false;
		left -= n + (blank != NULL);
		s += n + (blank != NULL);
	}
	return true;
}

int snippet_value_at(const char *text, size_t length)
{
	for (int i = 0; i < VALUE_COUNT; i++)
		if (strlen(snippet_values[i]) == length - 2 &&
		    memcmp(snippet_values[i], text + 1, length - 2) == 0)
			return i;
	return -1;
}

/* ---- are they sound? ---- */

/* Mechanisms are names in capitals; nobody knows all of them. */
static bool is_mechanism(const char *word, size_t n)
{
	return n > 1 && strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") >= n;
}

static const char *unknown_word(struct arena *a, const struct snippet_line *line)
{
	const char *s = line->words, *end = s + line->words_n;

	if (s == end)
		return "";
	while (s < end) {
		size_t n;

		s += *s == '!';
		n = strcspn(s, " |?");
		if (!is_mechanism(s, n) && name_find(snippet_words, arena_copy(a, s, n)) < 0)
			return arena_copy(a, s, n < 40 ? n : 40);
		s += n + 1;
	}
	return NULL;
}

static const char *line_fault(struct arena *a, const struct snippet_line *line)
{
	const char *end = line->text + line->text_n;
	const char *word = line->words == NULL ? NULL : unknown_word(a, line);
	size_t n;

	if (word != NULL)
		return arena_printf(a, "unknown condition \"%s\"", word);
	for (const char *s = line->text; s<end; s += n> 0 ? n : 1) {
		n = placeholder_length(s);
		if (n > 0 && snippet_value_at(s, n) < 0)
			return arena_printf(a, "unknown placeholder %s",
					    arena_copy(a, s, n < 40 ? n : 40));
	}
	return NULL;
}

const char *template_fault(struct arena *a, const char *text)
{
	struct snippet_line line;
	const char *why = NULL;

	while (why == NULL && snippet_next_line(&text, &line))
		why = line_fault(a, &line);
	return why;
}

static const char *mechanism_fault(struct arena *a, const char *text)
{
	(void)a;
	return is_mechanism(text, strlen(text)) ? NULL
						: "a mechanism is written in capitals: PLAIN";
}

static const struct member part_members[] = {
	{"file", true, MEMBER(snippet_part, file), read_text},
	{"quote", true, MEMBER(snippet_part, quote), read_enum, .names = quoting_names},
	{"comment", false, MEMBER(snippet_part, comment), read_text},
	{"first", false, MEMBER(snippet_part, first), read_text},
	{"text", true, MEMBER(snippet_part, text), read_text, .check = template_fault},
	{0},
};
static const struct schema part_schema = SCHEMA("a part", snippet_part, part_members);

static const struct member snippet_members[] = {
	{"id", true, MEMBER(snippet, id), read_text, .check = id_fault},
	{"title", true, MEMBER(snippet, title), read_text},
	{"mechanisms", true, MEMBER(snippet, mechanisms), read_texts, .check = mechanism_fault},
	{"tls_modes", false, MEMBER(snippet, tls_modes), read_enum_set, .names = tls_mode_names},
	{"cannot", false, MEMBER(snippet, cannot), read_text, .check = fix_fault},
	{"parts", true, MEMBER(snippet, parts), read_objects, .schema = &part_schema},
	{"references", true, MEMBER(snippet, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema snippet_schema = SCHEMA("a snippet", snippet, snippet_members);

/* A comment ends where its line does, whatever a value would like: none is put into one. */
static bool values_in_comments(const struct snippet_part *p)
{
	const char *at = p->text;
	struct snippet_line line;

	while (p->comment != NULL && snippet_next_line(&at, &line)) {
		const char *s = line.text, *end = s + line.text_n;

		s += strspn(s, " \t");
		if (strncmp(s, p->comment, strlen(p->comment)) != 0)
			continue;
		for (; s < end; s++)
			if (placeholder_length(s) > 0)
				return true;
	}
	return false;
}

struct snippet *snippet_read(struct reader *r, const struct ynode *n)
{
	struct snippet *s = ARENA_NEW(r->arena, struct snippet);

	if (!schema_read(r, &snippet_schema, n, s))
		return NULL;
	LIST_EACH (const struct snippet_part, p, &s->parts)
		if (values_in_comments(p)) {
			fault_add(r->faults, n->line, n->column,
				  "%s: a comment of %s holds a placeholder", s->id, p->file);
			return NULL;
		}
	return s;
}

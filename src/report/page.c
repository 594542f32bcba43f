#include "report/page.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *text, *colour;
} marks[] = {
	[MARK_OK] = {"[ OK ]", "\033[32m"},   [MARK_FAIL] = {"[FAIL]", "\033[31m"},
	[MARK_WARN] = {"[WARN]", "\033[33m"}, [MARK_SKIP] = {"[SKIP]", "\033[36m"},
	[MARK_NONE] = {"[ -- ]", "\033[2m"},
};

static const char BOLD[] = "\033[1m";

static const char *dressed(const struct page *p, const char *sequence, const char *s)
{
	return p->options->colour ? arena_printf(p->arena, "%s%s\033[0m", sequence, s) : s;
}

const char *page_mark(const struct page *p, enum mark m)
{
	return page_coloured(p, m, marks[m].text);
}

const char *page_coloured(const struct page *p, enum mark m, const char *text)
{
	return dressed(p, marks[m].colour, text);
}

enum { UTF8_MAX = 4 };

/* Bytes of the UTF-8 character at s; text here is valid UTF-8 of ours or made harmless. */
static size_t character(const char *s)
{
	size_t n = 1;

	while (n < UTF8_MAX && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static size_t character_columns(const char *s)
{
	char one[UTF8_MAX + 1] = "";

	memcpy(one, s, character(s));
	return text_columns(one);
}

/* How many bytes of `s` fit into `room` columns: up to a double blank where there is one (a command
 * and a remark on it), else up to a blank, but always some: a word that is longer than the line is
 * broken, a path or a list of names between two of them. */
static size_t fitting(const char *s, size_t room)
{
	size_t n = 0, columns = 0, blank = 0, wide = 0, joint = 0;

	while (s[n] != '\0' && (columns += character_columns(s + n)) <= room) {
		n += character(s + n);
		if (strchr("/.:,", s[n - 1]) != NULL)
			joint = n;
		if (s[n] == ' ' && s[n - 1] != ' ')
			blank = n;
		if (s[n] == ' ' && s[n + 1] == ' ')
			wide = n;
	}
	if (s[n] == '\0')
		return n;
	if (wide > 0)
		return wide;
	if (s[n] == ' ' && s[n - 1] != ' ')
		return n;
	if (blank > 0)
		return blank;
	if (joint > room / 2)
		return joint;
	return n > 0 ? n : character(s);
}

/* "-connect", "+short", "@192.0.2.1", "|", "$false": what words of a sentence do not look like. */
static bool is_of_command(const char *word)
{
	return (strchr("-+", *word) != NULL && isalpha((unsigned char)word[1])) ||
	       (*word == '@' && isalnum((unsigned char)word[1])) ||
	       (*word == '|' && word[1] == ' ') ||
	       (*word == '$' && isalpha((unsigned char)word[1]));
}

/* Between two commands. */
static bool is_and(const char *word)
{
	return strncmp(word, "and ", strlen("and ")) == 0;
}

/* A program, "openssl", or "Get-CASMailbox". */
static bool is_program(const char *word)
{
	size_t n = strcspn(word, " ");

	return (islower((unsigned char)*word) && !is_and(word)) ||
	       (isupper((unsigned char)*word) && memchr(word, '-', n) != NULL);
}

size_t page_command(const char *s)
{
	enum { NEAR = 4 }; /* words; a sentence may have an option further on */
	size_t end = 0, at = strcspn(s, " "), words = 1;

	if (!is_program(s))
		return 0;
	while (s[at] == ' ' && s[at + 1] != ' ' && strchr(":;,", s[at - 1]) == NULL) {
		const char *word = s + at + 1;
		size_t n = strcspn(word, " ");

		at += 1 + n;
		if (++words > NEAR && end == 0)
			return 0;
		if (end > 0 && is_and(word))
			return end;
		if (!is_of_command(word))
			continue;
		end = at;
		if (*word != '@' && s[at] == ' ' && s[at + 1] != ' ' &&
		    strchr(":;,", s[at - 1]) == NULL)
			end += 1 + strcspn(s + at + 1, " ");
	}
	return end;
}

/* Where to end a line instead of at `n`: before a command that has room on the next one, so that it
 * can be copied whole. */
static size_t before_command(const char *s, size_t n, size_t room)
{
	for (size_t i = 2; i < n && s[n] != '\0'; i++) {
		size_t length =
			s[i - 1] == ' ' && strchr(":;", s[i - 2]) != NULL ? page_command(s + i) : 0;

		if (i + length > n && length <= room)
			return i;
	}
	return n;
}

/* Each line in the colour or weight of `sequence`, NULL: none. */
static void wrap(const struct page *p, const char *sequence, const char *text, size_t indent)
{
	enum { LEAST = 10 };
	size_t width = (size_t)p->options->columns;
	size_t room = width > indent + LEAST ? width - indent : LEAST;

	for (bool first = true; *text != '\0'; first = false) {
		size_t n = before_command(text, fitting(text, room), room);
		size_t shown = n;
		const char *line;

		while (shown > 0 && text[shown - 1] == ' ')
			shown--;
		line = arena_copy(p->arena, text, shown);
		buf_printf(p->out, "%*s%s\n", first ? 0 : (int)indent, "",
			   sequence != NULL ? dressed(p, sequence, line) : line);
		text += n;
		text += strspn(text, " ");
	}
}

void page_title(const struct page *p, const char *text)
{
	if (p->form != NULL)
		p->form->section(p->form, text);
	else
		wrap(p, BOLD, text, 0);
}

void page_section(const struct page *p, const char *title)
{
	if (p->form == NULL)
		buf_char(p->out, '\n');
	page_title(p, title);
}

static void join(struct buf *all, const char *s)
{
	if (all->n > 0)
		buf_str(all, ", ");
	buf_str(all, s);
}

static const char *kept(const struct page *p, struct buf *all)
{
	const char *text = arena_copy(p->arena, all->p, all->n);

	buf_free(all);
	return text;
}

const char *page_joined(const struct page *p, const struct list *strings)
{
	struct buf all = {0};

	LIST_EACH (const struct string_item, it, strings)
		join(&all, it->s);
	return kept(p, &all);
}

const char *page_joined_bytes(const struct page *p, const struct list *bytes)
{
	struct buf all = {0};

	LIST_EACH (const struct bytes_item, it, bytes)
		join(&all, text_safe(p->arena, it->b));
	return kept(p, &all);
}

void page_paragraph(const struct page *p, int indent, const char *text)
{
	if (p->form != NULL) {
		p->form->paragraph(p->form, text);
		return;
	}
	buf_printf(p->out, "%*s", indent, "");
	wrap(p, NULL, text, (size_t)indent);
}

void page_line(const struct page *p, const char *text)
{
	if (p->form != NULL)
		p->form->line(p->form, text);
	else
		buf_printf(p->out, "%s\n", text);
}

/* `columns`: of the label, which may be coloured. */
static void labelled(const struct page *p, int indent, const char *label, size_t columns, int body,
		     const char *text)
{
	size_t used = (size_t)indent + columns;

	buf_printf(p->out, "%*s%s", indent, "", label);
	if (*text == '\0') {
		buf_char(p->out, '\n');
		return;
	}
	if (used + 1 > (size_t)body)
		buf_printf(p->out, "\n%*s", body, "");
	else
		buf_printf(p->out, "%*s", (int)((size_t)body - used), "");
	wrap(p, NULL, text, (size_t)body);
}

void page_labelled(const struct page *p, int indent, const char *label, int body, const char *text)
{
	if (p->form != NULL)
		p->form->row(p->form, indent, label, text);
	else
		labelled(p, indent, label, text_columns(label), body, text);
}

void page_headline(const struct page *p, enum mark m, const char *label, const char *text)
{
	size_t columns = text_columns(label);

	labelled(p, 0, page_coloured(p, m, label), columns, (int)columns + 1, text);
}

void page_marked(const struct page *p, enum mark m, const char *text)
{
	if (p->form != NULL)
		p->form->marked(p->form, m, text);
	else
		page_headline(p, m, marks[m].text, text);
}

const char *page_shortened(const struct page *p, const char *s, size_t columns)
{
	size_t n = 0, used = 0;

	while (s[n] != '\0' && (used += character_columns(s + n)) <= columns)
		n += character(s + n);
	return s[n] == '\0' ? s : arena_printf(p->arena, "%.*s...", (int)n, s);
}

const char *page_fitted(const struct page *p, const char *s, int columns)
{
	enum { DOTS = 3 };

	return (int)text_columns(s) <= columns ? s : page_shortened(p, s, (size_t)(columns - DOTS));
}

const char *page_padded(const struct page *p, const char *s, int columns)
{
	const char *cut = page_fitted(p, s, columns);

	return arena_printf(p->arena, "%s%*s", cut, columns - (int)text_columns(cut), "");
}

void page_marked_row(const struct page *p, int indent, const char *label, int at, enum mark m,
		     const char *text)
{
	size_t end = (size_t)at + strlen(marks[m].text);
	const char *left =
		arena_printf(p->arena, "%s%s", page_padded(p, label, at - indent), page_mark(p, m));

	labelled(p, indent, left, end - (size_t)indent, (int)end + 1, text);
}

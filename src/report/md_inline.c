/* md_inline.c - words of running text: as they are where they mean nothing to Markdown, else as
 * code
 *
 * A backslash would do for CommonMark, but what GitHub, GitLab and Jira make of "@team", "#12" or
 * "www.example.org" they make after it was taken away; in code they look for nothing. */
#include "report/md_inline.h"

#include "report/md_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { TEXT_MAX = 1500 }; /* bytes: a screen */

void md_ascii(struct buf *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] >= ' ' && p[i] < 0x7f)
			buf_char(out, p[i]);
		else
			buf_printf(out, "\\x%02x", (unsigned char)p[i]);
}

size_t md_fence_length(const char *text, size_t least)
{
	size_t longest = 0;

	for (size_t run; *text != '\0'; text += run > 0 ? run : 1) {
		run = strspn(text, "`");
		longest = run > longest ? run : longest;
	}
	return longest < least ? least : longest + 1;
}

/* ---- what means something ---- */

/* A commit, to those who look for one: "1dfd8c8f". */
static bool is_hex(const char *word, size_t n)
{
	enum { LEAST = 7 };
	bool letter = false, digit = false;

	for (size_t i = 0; i < n; i++) {
		if (!isxdigit((unsigned char)word[i]))
			return false;
		digit |= isdigit((unsigned char)word[i]) != 0;
		letter |= isalpha((unsigned char)word[i]) != 0;
	}
	return n >= LEAST && letter && digit;
}

/* A ticket, to those who look for one: "GH-12". */
static bool is_ticket(const char *word, size_t n)
{
	size_t name = 0, digits = 0;

	while (name < n && isupper((unsigned char)word[name]))
		name++;
	if (name == 0 || name == n || word[name] != '-')
		return false;
	while (name + 1 + digits < n && isdigit((unsigned char)word[name + 1 + digits]))
		digits++;
	return digits > 0 && name + 1 + digits == n;
}

static bool holds(const char *word, size_t n, const char *part)
{
	size_t length = strlen(part);

	for (size_t i = 0; i + length <= n; i++)
		if (strncasecmp(word + i, part, length) == 0)
			return true;
	return false;
}

/* A smiling face, to those who look for one: ":smile:", whose last colon may stand behind the word;
 * a time is none. */
static bool is_picture(const char *word, size_t n)
{
	if (n > 0 && *word == ':')
		return true;
	for (size_t i = 0, letters = 0, colons = 0; i < n; i++) {
		letters += colons > 0 && isalpha((unsigned char)word[i]);
		if (word[i] == ':' && colons++ > 0 && letters > 0)
			return true;
	}
	return false;
}

static bool is_plain(const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)word[i]) && strchr(".,;:()'\"/=+?->", word[i]) == NULL)
			return false;
	return !holds(word, n, "://") && !holds(word, n, "www.") && !is_hex(word, n) &&
	       !is_ticket(word, n) && !is_picture(word, n);
}

/* ---- lines ---- */

struct line {
	struct buf *out;
	size_t width, indent, used;
	bool begun; /* something stands in it that a blank must keep apart */
	bool joins; /* it ends in code that goes on with the next word */
};

static void next_line(struct line *l)
{
	buf_printf(l->out, "\n%*s", (int)l->indent, "");
	l->used = l->indent;
	l->begun = l->joins = false;
}

/* What would begin a list or a quotation, or underline a heading: "-", "1.", ">", "===". */
static void begin_line(struct line *l, struct buf *piece)
{
	size_t digits = strspn(piece->p, "0123456789"), at;

	if (piece->n == strspn(piece->p, "-+=:") || *piece->p == '>')
		at = 0;
	else if (digits > 0 && piece->n == digits + 1 && strchr(".)", piece->p[digits]) != NULL)
		at = digits;
	else
		return;
	buf_add(l->out, piece->p, at);
	buf_char(l->out, '\\');
	buf_take(piece, NULL, at);
	l->used += at + 1;
}

static void add_piece(struct line *l, struct buf *piece)
{
	if (l->begun && l->used + 1 + piece->n > l->width)
		next_line(l);
	if (l->begun) {
		buf_char(l->out, ' ');
		l->used++;
	} else {
		begin_line(l, piece);
	}
	buf_add(l->out, piece->p, piece->n);
	l->used += piece->n;
	l->begun = true;
	buf_clear(piece);
}

/* Blanks keep backticks at the ends of the code apart from those around it. */
static void code(struct buf *piece, const char *text)
{
	size_t fence = md_fence_length(text, 1);
	const char *apart = fence > 1 ? " " : "";

	for (size_t i = 0; i < fence; i++)
		buf_char(piece, '`');
	buf_printf(piece, "%s%s%s", apart, text, apart);
	for (size_t i = 0; i < fence; i++)
		buf_char(piece, '`');
}

/* What fits into a line of its own, so that it stays below 80 columns even if all are backticks. */
static void add_long(struct line *l, const char *text, size_t n, bool plain)
{
	enum { ROOM = 60, MOST_CODE = 20 };
	struct buf piece = {0}, part = {0};

	for (size_t at = 0, length; at < n; at += length) {
		length = n - at < ROOM ? n - at : ROOM;
		if (!plain && memchr(text + at, '`', length) != NULL && length > MOST_CODE)
			length = MOST_CODE;
		buf_clear(&part);
		buf_add(&part, text + at, length);
		if (plain)
			buf_add(&piece, part.p, part.n);
		else
			code(&piece, part.p);
		add_piece(l, &piece);
	}
	buf_free(&part);
	buf_free(&piece);
}

/* ---- words ---- */

struct word {
	const char *p;
	size_t before, core, after; /* bytes: "(" "bob@example.org" ")," */
};

static struct word word_at(const char *p)
{
	size_t n = strcspn(p, " ");
	struct word w = {.p = p, .before = strspn(p, "(\"'")};

	w.core = n - w.before;
	while (w.core > 0 && strchr(".,;:!?)\"'", p[w.before + w.core - 1]) != NULL) {
		w.core--;
		w.after++;
	}
	return w;
}

/* With the marks around it, which stay outside of code. */
static void dressed(struct buf *piece, const struct word *w, const char *core, bool plain)
{
	buf_add(piece, w->p, w->before);
	if (plain)
		buf_str(piece, core);
	else
		code(piece, core);
	buf_add(piece, w->p + w->before + w->core, w->after);
}

/* "`a`" and "b" become "`a b`": a path or a list with blanks in it is copied whole. */
static bool join(struct line *l, const struct word *w, const char *core, size_t n)
{
	size_t more = 1 + n + w->after;

	if (!l->joins || w->before > 0 || strchr(core, '`') != NULL || l->used + more > l->width)
		return false;
	l->out->n--;
	buf_printf(l->out, " %s`", core);
	buf_add(l->out, w->p + w->core, w->after);
	l->used += more;
	l->joins = w->after == 0;
	return true;
}

static void add_word(struct line *l, const struct word *w)
{
	struct buf core = {0}, piece = {0};
	bool plain;

	buf_str(&core, "");
	md_ascii(&core, w->p + w->before, w->core);
	plain = is_plain(core.p, core.n);
	if (!plain && join(l, w, core.p, core.n)) {
		buf_free(&core);
		return;
	}
	dressed(&piece, w, core.p, plain);
	if (l->width < l->indent + piece.n + 1) /* a backslash may come to it */
		add_long(l, core.p, core.n, plain);
	else
		add_piece(l, &piece);
	l->joins = !plain && w->after == 0 && strchr(core.p, '`') == NULL;
	buf_free(&core);
	buf_free(&piece);
}

static void add_words(struct line *l, const char *text)
{
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		struct word w = word_at(text);

		add_word(l, &w);
		text += w.before + w.core + w.after;
	}
}

void md_wrapped(struct buf *out, const char *text, size_t used, size_t indent)
{
	struct line l = {.out = out,
			 .width = MD_COLUMNS,
			 .indent = indent,
			 .used = used,
			 .begun = used > indent};
	struct buf cut = {0};

	buf_add(&cut, text, strnlen(text, TEXT_MAX));
	if (strlen(text) > TEXT_MAX)
		buf_str(&cut, " ...");
	if (cut.n > 0)
		add_words(&l, cut.p);
	buf_free(&cut);
}

/* ---- cells ---- */

/* `n` bytes of `text`. */
static void cell(struct buf *out, const char *text, size_t n)
{
	struct line l = {.out = out, .width = SIZE_MAX};
	struct buf words = {0};

	for (size_t i = 0; i < n; i++)
		if (text[i] == '|')
			buf_str(&words, "\\x7c");
		else
			buf_char(&words, text[i]);
	if (text[n] != '\0')
		buf_str(&words, "...");
	if (words.n > 0)
		add_words(&l, words.p);
	buf_free(&words);
}

const char *md_cell(struct arena *a, const char *text, size_t columns)
{
	enum { LESS = 4 };
	struct buf out = {0};
	const char *shown;

	for (size_t n = strnlen(text, columns);; n = n > LESS ? n - LESS : 0) {
		buf_clear(&out);
		cell(&out, text, n);
		if (out.n <= columns || n == 0)
			break;
	}
	shown = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return shown;
}

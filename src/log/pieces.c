/* The literal parts of a pattern are what is left without classes, groups, gaps and characters that
 * may be absent, cut into words. Where the pattern has a blank or the like beside one, a word of a
 * text has to begin or to end there: "mail server" does not look into "mail.example.org". Short
 * ones
 * ("no", "is") count only as whole labels: they are in every second name. */
#include "log/pieces.h"

#include "base/memory.h"
#include "know/hint.h"
#include "know/provider.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 4, PIECE_MAX = 32, SLOTS = 1 << 14 };

struct piece {
	struct piece *next;
	size_t n;
	bool begins, ends; /* a word, wherever a pattern has it */
	char text[PIECE_MAX];
};

/* By their first LONG characters; what is shorter by all it has. */
struct pieces {
	struct arena *arena;
	struct piece *slots[SLOTS];
};

bool pieces_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (unsigned char)c >= 0x80;
}

bool pieces_is_joint(char c)
{
	return c == '.' || c == '-' || c == '_' || c == '@' || c == '+';
}

static bool is_of_word(char c)
{
	return pieces_is_letter(c) || pieces_is_joint(c);
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static unsigned slot_of(const char *text, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n && i < LONG; i++)
		h = (h ^ (unsigned char)small(text[i])) * 16777619u;
	return (h ^ h >> 15) % SLOTS;
}

static bool same(const char *small_text, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (small_text[i] != small(text[i]))
			return false;
	return true;
}

static struct piece *piece_of(const struct pieces *p, const char *text, size_t n)
{
	for (struct piece *it = p->slots[slot_of(text, n)]; it != NULL; it = it->next)
		if (it->n == n && same(it->text, text, n))
			return it;
	return NULL;
}

/* ---- taking patterns apart ---- */

enum { DEPTH_MAX = 20 };

struct run {
	char text[128];
	size_t n;
	bool begins;		/* behind a blank */
	bool before[DEPTH_MAX]; /* the same of the groups around, where each opens */
	int depth;
};

static void add(struct pieces *p, const struct run *r, size_t n, bool ends)
{
	struct piece *it;

	if (n < 2)
		return;
	ends = ends && n <= PIECE_MAX;
	n = n < PIECE_MAX ? n : PIECE_MAX;
	it = piece_of(p, r->text, n);
	if (it == NULL) {
		it = ARENA_NEW(p->arena, struct piece);
		it->n = n;
		it->begins = it->ends = true;
		for (size_t i = 0; i < n; i++)
			it->text[i] = small(r->text[i]);
		it->next = p->slots[slot_of(r->text, n)];
		p->slots[slot_of(r->text, n)] = it;
	}
	it->begins = it->begins && r->begins;
	it->ends = it->ends && ends;
}

/* `bound`: by a character that stands between words, as in the text. */
static void end_run(struct pieces *p, struct run *r, bool bound)
{
	add(p, r, r->n, bound);
	r->n = 0;
	r->begins = bound;
}

static void add_character(struct pieces *p, struct run *r, char c)
{
	if (!is_of_word(c)) {
		end_run(p, r, true);
		return;
	}
	if (r->n == sizeof(r->text))
		end_run(p, r, false);
	r->text[r->n++] = c;
}

/* The last character may be absent, or come more than once: with it and without. */
static void end_run_optionally(struct pieces *p, struct run *r)
{
	if (r->n > 0)
		add(p, r, r->n - 1, false);
	end_run(p, r, false);
}

static const char *skip_class(const char *s)
{
	s += s[1] == '^' ? 2 : 1;
	for (s += *s == ']'; *s != '\0' && *s != ']'; s++)
		if (s[0] == '\\' && s[1] != '\0')
			s++;
	return s;
}

/* "(?:", "(?<=", "(?i:": what stands between the bracket and what it holds. */
static const char *skip_group_head(const char *s)
{
	return s[1] != '?' ? s : s + 1 + strcspn(s + 1, ":=!)");
}

/* Something that is no literal; `s` is at its last character then. */
static const char *skip_construct(const char *s)
{
	switch (*s) {
	case '[':
		return skip_class(s);
	case '(':
		return skip_group_head(s);
	case '{':
		return s + strcspn(s, "}");
	case '\\':
		return s + (s[1] != '\0');
	default:
		return s;
	}
}

/* A character that stands between words in any text that matches. */
static bool separates(const char *s)
{
	bool escaped = *s == '\\' && s[1] != '\0';
	char c = escaped ? s[1] : *s, quantifier = c == '\0' ? '\0' : s[escaped ? 2 : 1];

	if (c == '\0' || is_of_word(c) || (!escaped && strchr("\\[](){}|.^$?*+", c) != NULL))
		return false;
	return quantifier != '?' && quantifier != '*' && quantifier != '{';
}

/* Behind the alternative that ends at `s` and the groups that it ends. */
static bool is_separated_ahead(const char *s)
{
	int depth = 0;

	for (; *s != '\0'; s++) {
		if (depth == 0 && *s != '|' && *s != ')')
			return separates(s);
		if (*s == ')' && depth == 0 && s[1] != '\0' && strchr("?*+{", s[1]) != NULL)
			return false;
		if (*s == '|' && depth == 0) /* on to where its group closes */
			depth = 1;
		else if (*s == '(')
			depth++;
		else if (*s == ')' && depth > 0 && --depth == 0)
			s--;
		else if (*s == '[' || *s == '\\')
			s = skip_construct(s);
		if (*s == '\0')
			break;
	}
	return false;
}

/* At one of "(|)". */
static const char *take_group(struct pieces *p, struct run *r, const char *s)
{
	bool before = r->n == 0 && r->begins;

	end_run(p, r, *s != '(' && is_separated_ahead(s));
	r->begins = false;
	if (*s == '(' && r->depth < DEPTH_MAX)
		r->before[r->depth] = before;
	if (*s == '(')
		r->depth++;
	if (*s == ')' && r->depth > 0)
		r->depth--;
	if (*s != ')' && r->depth > 0 && r->depth <= DEPTH_MAX)
		r->begins = r->before[r->depth - 1];
	return skip_construct(s);
}

static void add_pattern(struct pieces *p, const struct regex *x)
{
	struct run r = {.n = 0};

	for (const char *s = x == NULL ? "" : x->source; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0' && !pieces_is_letter(s[1])) {
			add_character(p, &r, *++s);
		} else if (strchr("?*+{", *s) != NULL) {
			end_run_optionally(p, &r);
			s = skip_construct(s);
		} else if (strchr("(|)", *s) != NULL) {
			s = take_group(p, &r, s);
		} else if (strchr("\\[.^$", *s) != NULL) {
			end_run(p, &r, false);
			s = skip_construct(s);
		} else {
			add_character(p, &r, *s);
		}
		if (*s == '\0')
			break;
	}
	end_run(p, &r, false);
}

static void add_words(struct pieces *p, const char *text)
{
	struct run r = {.n = 0};

	for (; *text != '\0'; text++)
		add_character(p, &r, *text);
	end_run(p, &r, false);
}

struct pieces *pieces_new(const struct knowledge *k)
{
	struct pieces *p = mem_alloc(sizeof(*p));

	p->arena = arena_new();
	LIST_EACH (const struct entry, e, knowledge_entries(k)) {
		add_pattern(p, e->when.text);
		add_pattern(p, e->client.text);
	}
	LIST_EACH (const struct provider, it, knowledge_providers(k)) {
		add_pattern(p, it->banner);
		add_pattern(p, it->reply);
		add_pattern(p, it->suffix);
	}
	LIST_EACH (const struct hint, h, knowledge_hints(k))
		LIST_EACH (const struct string_item, it, &h->words)
			add_words(p, it->s);
	return p;
}

struct pieces *pieces_free(struct pieces *p)
{
	if (p != NULL) {
		arena_free(p->arena);
		free(p);
	}
	return NULL;
}

/* ---- looking for them ---- */

/* With nothing but joints beside it. */
static bool is_label(const char *word, size_t n, size_t from, size_t to)
{
	return (from == 0 || pieces_is_joint(word[from - 1])) &&
	       (to == n || pieces_is_joint(word[to]));
}

static bool may_be_found(const struct piece *it, const char *word, size_t n, size_t at)
{
	if ((it->begins && at > 0) || (it->ends && at + it->n < n))
		return false;
	return it->n >= LONG || is_label(word, n, at, at + it->n);
}

static const struct piece *longest(const struct piece *it, const char *word, size_t n, size_t at,
				   size_t exactly)
{
	const struct piece *best = NULL;

	for (; it != NULL; it = it->next)
		if (it->n <= n - at && (exactly == 0 || it->n == exactly) &&
		    (best == NULL || it->n > best->n) && same(it->text, word + at, it->n) &&
		    may_be_found(it, word, n, at))
			best = it;
	return best;
}

size_t pieces_at(const struct pieces *p, const char *word, size_t n, size_t at)
{
	const struct piece *best = NULL;

	if (n - at >= LONG)
		best = longest(p->slots[slot_of(word + at, LONG)], word, n, at, 0);
	for (size_t few = LONG - 1; best == NULL && few >= 2; few--)
		if (few <= n - at && is_label(word, n, at, at + few))
			best = longest(p->slots[slot_of(word + at, few)], word, n, at, few);
	return best == NULL ? 0 : best->n;
}

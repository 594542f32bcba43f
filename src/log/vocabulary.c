/* The literal parts of a pattern are what is left without classes, groups, gaps and characters that
 * may be absent, cut into words. Where the pattern has a blank or the like beside one, a word of a
 * text has to begin or to end there: "mail server" does not look into "mail.example.org". Short
 * ones
 * ("no", "is") count only as whole labels: they are in every second name. */
#include "log/vocabulary.h"

#include "base/memory.h"
#include "know/hint.h"
#include "know/needs.h"
#include "know/provider.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 4, PIECE_MAX = 32, SLOTS = 1 << 14 };

/* A pattern that has a piece. */
struct holder {
	struct holder *next;
	unsigned pattern;  /* VOCABULARY_PATTERNS: something that is always looked for */
	bool begins, ends; /* a word, wherever the pattern has it */
};

struct piece {
	struct piece *next;
	struct holder *holders;
	size_t n;
	char text[PIECE_MAX];
};

/* By their first LONG characters; what is shorter by all it has. */
struct vocabulary {
	struct arena *arena;
	struct piece *slots[SLOTS];
	const struct regex *patterns[VOCABULARY_PATTERNS];
	unsigned n;
};

bool word_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (unsigned char)c >= 0x80;
}

bool word_is_joint(char c)
{
	return c == '.' || c == '-' || c == '_' || c == '@' || c == '+';
}

static bool is_of_word(char c)
{
	return word_is_letter(c) || word_is_joint(c);
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

static struct piece *piece_of(const struct vocabulary *p, const char *text, size_t n)
{
	for (struct piece *it = p->slots[slot_of(text, n)]; it != NULL; it = it->next)
		if (it->n == n && same(it->text, text, n))
			return it;
	return NULL;
}

/* ---- taking patterns apart ---- */

/* A literal that is being read. */
struct run {
	char text[128];
	size_t n;
	bool begins; /* behind a blank */
};

enum { DEPTH_MAX = 20 };

struct reading {
	unsigned pattern; /* VOCABULARY_PATTERNS: none */
	struct run run;
	struct run before[DEPTH_MAX]; /* what each of the groups around follows */
	int depth;
};

static struct piece *piece_made(struct vocabulary *p, const char *text, size_t n)
{
	struct piece *it = ARENA_NEW(p->arena, struct piece);

	it->n = n;
	for (size_t i = 0; i < n; i++)
		it->text[i] = small(text[i]);
	it->next = p->slots[slot_of(text, n)];
	p->slots[slot_of(text, n)] = it;
	return it;
}

static struct holder *holder_of(struct vocabulary *p, struct piece *it, unsigned pattern)
{
	struct holder *h;

	for (h = it->holders; h != NULL; h = h->next)
		if (h->pattern == pattern)
			return h;
	h = ARENA_NEW(p->arena, struct holder);
	*h = (struct holder){it->holders, pattern, true, true};
	it->holders = h;
	return h;
}

static void add(struct vocabulary *p, const struct reading *in, size_t n, bool ends)
{
	const struct run *r = &in->run;
	struct piece *it;
	struct holder *h;

	if (n < 2)
		return;
	ends = ends && n <= PIECE_MAX;
	n = n < PIECE_MAX ? n : PIECE_MAX;
	it = piece_of(p, r->text, n);
	if (it == NULL)
		it = piece_made(p, r->text, n);
	h = holder_of(p, it, in->pattern);
	h->begins = h->begins && r->begins;
	h->ends = h->ends && ends;
}

/* `bound`: by a character that stands between words, as in the text. */
static void end_run(struct vocabulary *p, struct reading *in, bool bound)
{
	add(p, in, in->run.n, bound);
	in->run.n = 0;
	in->run.begins = bound;
}

static void add_character(struct vocabulary *p, struct reading *in, char c)
{
	if (!is_of_word(c)) {
		end_run(p, in, true);
		return;
	}
	if (in->run.n == sizeof(in->run.text))
		end_run(p, in, false);
	in->run.text[in->run.n++] = c;
}

/* The last character may be absent, or come more than once: with it and without. */
static void end_run_optionally(struct vocabulary *p, struct reading *in)
{
	if (in->run.n > 0)
		add(p, in, in->run.n - 1, false);
	end_run(p, in, false);
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

/* A class of nothing but what stands between words: "[ :]". */
static bool is_separating_class(const char *s)
{
	const char *end = skip_class(s);

	if (*s != '[' || s[1] == '^' || *end == '\0' || strchr("?*{", end[1]) != NULL)
		return false;
	for (s++; s < end; s++)
		if (is_of_word(*s) || *s == '\\' || *s == '[')
			return false;
	return true;
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

/* At one of "(|)". What stands before a group stands before each of its alternatives:
 * "spamhaus\.(?:org|com)" does not look for "com". */
static const char *take_group(struct vocabulary *p, struct reading *in, const char *s)
{
	struct run before = in->run;

	end_run(p, in, *s != '(' && is_separated_ahead(s));
	in->run.begins = false;
	if (*s == ')' && in->depth > 0)
		in->depth--;
	if (*s == '(' && in->depth++ < DEPTH_MAX)
		in->before[in->depth - 1] = before;
	if (*s != ')' && in->depth > 0 && in->depth <= DEPTH_MAX)
		in->run = in->before[in->depth - 1];
	return skip_construct(s);
}

static void add_pattern(struct vocabulary *p, const struct regex *x)
{
	struct reading in = {.pattern = p->n};

	if (x == NULL)
		return;
	if (p->n < VOCABULARY_PATTERNS)
		p->patterns[p->n++] = x;
	for (const char *s = x->source; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0' && !word_is_letter(s[1])) {
			add_character(p, &in, *++s);
		} else if (strchr("?*+{", *s) != NULL) {
			end_run_optionally(p, &in);
			s = skip_construct(s);
		} else if (strchr("(|)", *s) != NULL) {
			s = take_group(p, &in, s);
		} else if (strchr("\\[.^$", *s) != NULL) {
			end_run(p, &in, is_separating_class(s));
			s = skip_construct(s);
		} else {
			add_character(p, &in, *s);
		}
		if (*s == '\0')
			break;
	}
	end_run(p, &in, false);
}

static void add_words(struct vocabulary *p, const char *text)
{
	struct reading in = {.pattern = VOCABULARY_PATTERNS};

	for (; *text != '\0'; text++)
		add_character(p, &in, *text);
	end_run(p, &in, false);
}

struct vocabulary *vocabulary_new(const struct knowledge *k)
{
	struct vocabulary *p = mem_alloc(sizeof(*p));

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

struct vocabulary *vocabulary_free(struct vocabulary *p)
{
	if (p != NULL) {
		arena_free(p->arena);
		free(p);
	}
	return NULL;
}

/* ---- looking for them ---- */

void vocabulary_relevant(const struct vocabulary *p, const char *text, size_t n, struct relevant *r)
{
	struct haystack in;

	memset(r, 0, sizeof(*r));
	haystack_make(&in, text, n);
	for (unsigned i = 0; i < p->n; i++)
		if (needs_met(p->patterns[i]->needs, &in))
			r->bits[i / 64] |= (uint64_t)1 << i % 64;
}

/* With nothing but joints beside it. */
static bool is_label(const char *word, size_t n, size_t from, size_t to)
{
	return (from == 0 || word_is_joint(word[from - 1])) && (to == n || word_is_joint(word[to]));
}

/* What is looked for: `exactly` so long; 0: LONG or longer. */
struct wanted {
	const struct relevant *relevant;
	const char *word;
	size_t n, at, exactly;
};

static bool is_relevant(const struct relevant *r, unsigned pattern)
{
	return r == NULL || pattern == VOCABULARY_PATTERNS ||
	       (r->bits[pattern / 64] >> pattern % 64 & 1) != 0;
}

static bool may_be_found(const struct piece *it, const struct wanted *w)
{
	for (const struct holder *h = it->holders; h != NULL; h = h->next)
		if ((!h->begins || w->at == 0) && (!h->ends || w->at + it->n == w->n) &&
		    is_relevant(w->relevant, h->pattern))
			return true;
	return false;
}

static size_t longest(const struct piece *it, const struct wanted *w)
{
	size_t best = 0;

	for (; it != NULL; it = it->next)
		if (it->n <= w->n - w->at && it->n > best &&
		    (w->exactly == 0 || it->n == w->exactly) &&
		    same(it->text, w->word + w->at, it->n) && may_be_found(it, w))
			best = it->n;
	return best;
}

size_t vocabulary_at(const struct vocabulary *p, const struct relevant *r, const char *word,
		     size_t n, size_t at)
{
	struct wanted w = {r, word, n, at, 0};
	size_t best = 0;

	if (n - at >= LONG)
		best = longest(p->slots[slot_of(word + at, LONG)], &w);
	for (w.exactly = LONG - 1; best == 0 && w.exactly >= 2; w.exactly--)
		if (w.exactly <= n - at && is_label(word, n, at, at + w.exactly))
			best = longest(p->slots[slot_of(word + at, w.exactly)], &w);
	return best;
}

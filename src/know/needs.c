#include "know/needs.h"

#include "base/buf.h"

#include <string.h>

enum { LEAST = 3, LITERALS_MAX = 64, DEPTH_MAX = 20 };

/* Literals of which a text must hold one. */
struct need {
	struct buf lines; /* each with its line feed; empty: nothing is known */
	size_t count;
	size_t shortest;
};

struct source {
	const char *p;
	int depth;
	bool strange; /* a construct that this file does not know */
};

static struct need alternatives(struct source *s);

static void need_free(struct need *n)
{
	buf_free(&n->lines);
	*n = (struct need){0};
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Long literals are rare in texts, and few are asked quickly. */
static bool is_better(const struct need *x, const struct need *y)
{
	if (x->count == 0 || y->count == 0)
		return x->count > 0;
	if (x->shortest != y->shortest)
		return x->shortest > y->shortest;
	return x->count < y->count;
}

static void keep_better(struct need *best, struct need *other)
{
	if (is_better(other, best)) {
		need_free(best);
		*best = *other;
		*other = (struct need){0};
	}
	need_free(other);
}

/* ---- a sequence ---- */

struct run {
	char text[64];
	size_t n;
};

/* The literal so far becomes a candidate. */
static void end_run(struct run *r, struct need *best)
{
	struct need literal = {.count = 1, .shortest = r->n};

	if (r->n >= LEAST) {
		buf_add(&literal.lines, r->text, r->n);
		buf_char(&literal.lines, '\n');
		keep_better(best, &literal);
	}
	r->n = 0;
}

/* Behind the quantifier at s->p; `least`: how often what stands before it must be there. */
static bool quantified(struct source *s, int *least)
{
	char c = *s->p;

	*least = 1;
	if (c != '?' && c != '*' && c != '+' && c != '{')
		return false;
	if (c == '{' && (s->p[1] < '0' || s->p[1] > '9'))
		return false; /* a brace */
	*least = c == '+' ? 1 : c == '{' && s->p[1] != '0' ? 1 : 0;
	if (c == '{')
		while (*s->p != '\0' && *s->p != '}')
			s->p++;
	if (*s->p != '\0')
		s->p++;
	if (*s->p == '?' || *s->p == '+') /* lazy, possessive */
		s->p++;
	return true;
}

static void take_character(struct source *s, struct run *r, struct need *best, char c)
{
	int least;
	bool many = quantified(s, &least);

	if (r->n == sizeof(r->text) || (many && least == 0) || (unsigned char)c >= 0x80)
		end_run(r, best);
	if ((!many || least > 0) && (unsigned char)c < 0x80 && c != '\n')
		r->text[r->n++] = small(c);
	if (many)
		end_run(r, best);
}

/* Something that is no literal. */
static void take_gap(struct source *s, struct run *r, struct need *best)
{
	int least;

	quantified(s, &least);
	end_run(r, best);
}

static void skip_class(struct source *s)
{
	s->p++;
	if (*s->p == '^')
		s->p++;
	if (*s->p == ']')
		s->p++;
	while (*s->p != '\0' && *s->p != ']') {
		if (s->p[0] == '[' && s->p[1] == ':') /* "[:alpha:]" */
			s->strange = true;
		if (*s->p == '\\' && s->p[1] != '\0')
			s->p++;
		s->p++;
	}
	if (*s->p != '\0')
		s->p++;
}

/* A group: it is needed where it may not be left out, unless it only looks around. */
static void take_group(struct source *s, struct run *r, struct need *best)
{
	bool around = false;
	struct need inside;
	int least;

	end_run(r, best);
	s->p++;
	if (*s->p == '*') { /* "(*VERB)" */
		s->strange = true;
		return;
	}
	if (*s->p == '?') {
		around = s->p[1] == '=' || s->p[1] == '!' ||
			 (s->p[1] == '<' && (s->p[2] == '=' || s->p[2] == '!'));
		if (!around && s->p[1] != ':') {
			s->strange = true;
			return;
		}
		s->p += s->p[1] == '<' ? 3 : 2;
	}
	inside = alternatives(s);
	if (*s->p == ')')
		s->p++;
	quantified(s, &least);
	if (around || least == 0)
		need_free(&inside);
	keep_better(best, &inside);
}

static void take_escape(struct source *s, struct run *r, struct need *best)
{
	char c = s->p[1];

	if (c == '\0' || strchr("QEkgGKNpPXRxcou0123456789aefnrtvh", c) != NULL) {
		s->strange = true;
		s->p += c == '\0' ? 1 : 2;
		return;
	}
	s->p += 2;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) /* \d, \b */
		take_gap(s, r, best);
	else
		take_character(s, r, best, c);
}

static struct need sequence(struct source *s)
{
	struct need best = {0};
	struct run r = {.n = 0};

	while (*s->p != '\0' && *s->p != '|' && *s->p != ')' && !s->strange) {
		switch (*s->p) {
		case '(':
			take_group(s, &r, &best);
			break;
		case '[':
			skip_class(s);
			take_gap(s, &r, &best);
			break;
		case '\\':
			take_escape(s, &r, &best);
			break;
		case '.':
		case '^':
		case '$':
			s->p++;
			take_gap(s, &r, &best);
			break;
		default:
			s->p++;
			take_character(s, &r, &best, s->p[-1]);
		}
	}
	end_run(&r, &best);
	return best;
}

/* ---- alternatives ---- */

static void add_alternative(struct need *all, struct need *one)
{
	buf_add(&all->lines, one->lines.p, one->lines.n);
	all->count += one->count;
	if (one->shortest < all->shortest || all->shortest == 0)
		all->shortest = one->shortest;
	need_free(one);
}

/* Each of them needs something, or nothing is needed. */
static struct need alternatives(struct source *s)
{
	struct need all = {0};
	bool known = true;

	if (++s->depth > DEPTH_MAX)
		s->strange = true;
	for (;;) {
		struct need one = sequence(s);

		known = known && one.count > 0 && all.count + one.count <= LITERALS_MAX;
		if (known)
			add_alternative(&all, &one);
		need_free(&one);
		if (*s->p != '|' || s->strange)
			break;
		s->p++;
	}
	s->depth--;
	if (!known || s->strange)
		need_free(&all);
	return all;
}

const char *needs_of(struct arena *a, const char *pattern)
{
	struct source s = {.p = pattern};
	struct need all = alternatives(&s);
	const char *lines = NULL;

	if (all.count > 0 && !s.strange && *s.p == '\0')
		lines = arena_copy(a, all.lines.p, all.lines.n - 1);
	need_free(&all);
	return lines;
}

/* ---- texts ---- */

static unsigned gram(const char *p)
{
	unsigned h = (unsigned char)p[0] * 2654435761u;

	h = (h ^ (unsigned char)p[1]) * 2246822519u;
	h = (h ^ (unsigned char)p[2]) * 3266489917u;
	return (h >> 16) % HAYSTACK_BITS;
}

/* K and s have relatives beyond ASCII that a caseless pattern takes for them. */
static bool has_relatives(const char *text, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if ((text[i] == '\xc5' && text[i + 1] == '\xbf') ||
		    (text[i] == '\xe2' && text[i + 1] == '\x84'))
			return true;
	return false;
}

void haystack_make(struct haystack *h, const char *text, size_t len)
{
	char last[LEAST];

	memset(h->grams, 0, sizeof(h->grams));
	h->text = text;
	h->len = len;
	h->any = has_relatives(text, len);
	for (size_t i = 0; i + LEAST <= len; i++) {
		for (size_t k = 0; k < LEAST; k++)
			last[k] = small(text[i + k]);
		h->grams[gram(last) / 64] |= (uint64_t)1 << gram(last) % 64;
	}
}

/* All its groups of three are in the text. */
static bool may_hold(const struct haystack *h, const char *literal, size_t n)
{
	for (size_t i = 0; i + LEAST <= n; i++) {
		unsigned g = gram(literal + i);

		if ((h->grams[g / 64] >> g % 64 & 1) == 0)
			return false;
	}
	return true;
}

bool needs_met(const char *needs, const struct haystack *h)
{
	if (needs == NULL || h->any)
		return true;
	for (;; needs++) {
		size_t n = (size_t)(strchrnul(needs, '\n') - needs);

		if (may_hold(h, needs, n))
			return true;
		needs += n;
		if (*needs == '\0')
			return false;
	}
}

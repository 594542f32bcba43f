#include "domain/spf_record.h"

#include "base/netaddr.h"
#include "base/piece.h"
#include "domain/spf_macro.h"
#include "domain/spf_meant.h"
#include "record/record.h"

#include <ctype.h>
#include <stdlib.h>

const char *const spf_kind_names[] = {"all",	  "include", "a",      "mx",	   "ptr",
				      "ip4",	  "ip6",     "exists", "redirect", "exp",
				      "modifier", "unknown", NULL};
const char *const spf_result_names[] = {"none",	    "neutral",	 "pass",      "fail",
					"softfail", "temperror", "permerror", NULL};
const char *const spf_answer_names[] = {"nothing-to-ask", "waiting",	  "answered",
					"void",		  "unanswered",	  "by-sender",
					"no-name",	  "not-followed", NULL};
const char *const spf_state_names[] = {"not-known-yet", "found",    "no-such-name",
				       "no-record",	"several",  "no-answer",
				       "loop",		"too-deep", NULL};

static const char version[] = "v=spf1";

bool spf_is_record(struct bytes text)
{
	size_t n = sizeof(version) - 1;

	return bytes_begins(text, version) && (text.n == n || text.p[n] == ' ');
}

static void fault(struct spf_term *t, size_t at, const char *words)
{
	if (t->fault != NULL)
		return;
	t->fault = words;
	t->fault_at = (int)at;
}

/* ---- what stands behind a mechanism's name ---- */

/* A number of bits, "0" or without a 0 in front. */
static void read_bits(struct spf_term *t, struct bytes digits, size_t at, int most, int *bits)
{
	char *end;
	long value;

	if (digits.n == 0 || digits.n > 3 || !isdigit((unsigned char)digits.p[0])) {
		fault(t, at, "a prefix length that is no number");
		return;
	}
	value = strtol(digits.p, &end, 10);
	if (end != digits.p + digits.n || (digits.p[0] == '0' && digits.n > 1))
		fault(t, at, "a prefix length that is no number");
	else if (value > most)
		fault(t, at,
		      most == 32 ? "a prefix longer than the 32 bits of IPv4"
				 : "a prefix longer than the 128 bits of IPv6");
	else
		*bits = (int)value;
}

/* Where the digits at the end of `b` begin, if `slashes` stand in front of them; else its end. */
static size_t prefix_begin(struct bytes b, const char *slashes)
{
	size_t n = strlen(slashes), i = b.n;

	while (i > 0 && isdigit((unsigned char)b.p[i - 1]))
		i--;
	return i < b.n && i >= n && memcmp(b.p + i - n, slashes, n) == 0 ? i - n : b.n;
}

/* Takes "/24//64", or part of it, from the end of `b`. */
static void take_prefixes(struct spf_term *t, struct bytes *b, size_t at)
{
	size_t six = prefix_begin(*b, "//"), four;

	if (six < b->n)
		read_bits(t, piece_from(*b, six + 2), at + six + 2, 128, &t->prefix6);
	b->n = six;
	four = prefix_begin(*b, "/");
	if (four < b->n)
		read_bits(t, piece_from(*b, four + 1), at + four + 1, 32, &t->prefix4);
	b->n = four;
}

static void read_domain(struct spf_term *t, struct bytes text, size_t at)
{
	size_t where = 0;
	const char *words = spf_domain_fault(text, &where);

	t->domain = text;
	if (words != NULL)
		fault(t, at + where, words);
}

static void read_nothing(struct arena *a, struct spf_term *t, struct bytes rest, size_t at)
{
	(void)a;
	if (rest.n > 0)
		fault(t, at, "\"all\" takes nothing behind it");
}

static void read_needed_domain(struct arena *a, struct spf_term *t, struct bytes rest, size_t at)
{
	(void)a;
	if (rest.n == 0 || rest.p[0] != ':')
		fault(t, at, "a domain is missing");
	else
		read_domain(t, piece_from(rest, 1), at + 1);
}

static void read_optional_domain(struct arena *a, struct spf_term *t, struct bytes rest, size_t at)
{
	if (rest.n > 0)
		read_needed_domain(a, t, rest, at);
}

static void read_domain_and_prefixes(struct arena *a, struct spf_term *t, struct bytes rest,
				     size_t at)
{
	bool named = rest.n > 0 && rest.p[0] == ':';

	(void)a;
	take_prefixes(t, &rest, at);
	if (named)
		read_domain(t, piece_from(rest, 1), at + 1);
	else if (rest.n > 0)
		fault(t, at, "a prefix length that is no number");
}

static void read_address(struct arena *a, struct spf_term *t, struct bytes rest, size_t at)
{
	int family = t->kind == SPF_IP4 ? 4 : 6, *bits = family == 4 ? &t->prefix4 : &t->prefix6;
	struct bytes address = piece_until(piece_from(rest, 1), "/");
	char *text = arena_copy(a, address.n > 0 ? address.p : "", address.n);

	if (rest.n < 2 || rest.p[0] != ':')
		fault(t, at, "an address is missing");
	else if (address_family(text) != family || strchr(text, '%') != NULL)
		fault(t, at + 1, family == 4 ? "no IPv4 address" : "no IPv6 address");
	else
		t->address = text;
	if (1 + address.n < rest.n)
		read_bits(t, piece_from(rest, address.n + 2), at + address.n + 2,
			  family == 4 ? 32 : 128, bits);
}

/* ---- modifiers ---- */

static void read_modifier_domain(struct arena *a, struct spf_term *t, struct bytes rest, size_t at)
{
	(void)a;
	read_domain(t, rest, at);
}

static void read_any_text(struct arena *a, struct spf_term *t, struct bytes rest, size_t at)
{
	size_t where = 0;
	const char *words = spf_text_fault(rest, false, &where);

	(void)a;
	if (words != NULL)
		fault(t, at + where, words);
}

/* ---- terms ---- */

struct word {
	const char *name;
	enum spf_kind kind;
	/* What stands behind the name (of a modifier, behind "="), from byte `at` on. */
	void (*read)(struct arena *a, struct spf_term *t, struct bytes rest, size_t at);
};

static const struct word mechanisms[] = {
	{"all", SPF_ALL, read_nothing},
	{"include", SPF_INCLUDE, read_needed_domain},
	{"a", SPF_A, read_domain_and_prefixes},
	{"mx", SPF_MX, read_domain_and_prefixes},
	{"ptr", SPF_PTR, read_optional_domain},
	{"ip4", SPF_IP4, read_address},
	{"ip6", SPF_IP6, read_address},
	{"exists", SPF_EXISTS, read_needed_domain},
	{NULL, SPF_NO_TERM, NULL},
};

static const struct word modifiers[] = {
	{"redirect", SPF_REDIRECT, read_modifier_domain},
	{"exp", SPF_EXP, read_modifier_domain},
	{NULL, SPF_MODIFIER, read_any_text},
};

/* The word, or the last one. */
static const struct word *word_of(const struct word *words, struct bytes name)
{
	while (words->name != NULL && !bytes_is(name, words->name))
		words++;
	return words;
}

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.';
}

static const struct {
	char mark;
	enum spf_result gives;
} qualifiers[] = {
	{'+', SPF_PASS},
	{'-', SPF_FAIL},
	{'~', SPF_SOFTFAIL},
	{'?', SPF_NEUTRAL},
};

/* How many bytes the qualifier is: none is "+". */
static size_t take_qualifier(struct spf_term *t)
{
	t->qualifier = SPF_PASS;
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++)
		if (t->text.p[0] == qualifiers[i].mark) {
			t->qualifier = qualifiers[i].gives;
			return 1;
		}
	return 0;
}

/* How many bytes of a name there are. */
static size_t name_length(struct bytes b)
{
	size_t n = 0;

	while (n < b.n && is_name_byte(b.p[n]))
		n++;
	return n;
}

static void read_mechanism(struct arena *a, struct spf_term *t, size_t marks, struct bytes name)
{
	const struct word *w = word_of(mechanisms, name);
	size_t end = marks + name.n;

	t->kind = w->kind;
	if (w->kind == SPF_NO_TERM)
		fault(t, (size_t)t->at + marks, "no mechanism that SPF knows");
	else if (end < t->text.n && strchr(":/", t->text.p[end]) == NULL)
		fault(t, (size_t)t->at + end, "what no mechanism has behind its name");
	else
		w->read(a, t, piece_from(t->text, end), (size_t)t->at + end);
}

static void read_modifier(struct arena *a, struct spf_term *t, size_t marks, struct bytes name)
{
	const struct word *w = word_of(modifiers, name);
	size_t end = marks + name.n + 1;

	t->kind = w->kind;
	if (marks > 0)
		fault(t, (size_t)t->at, "a sign in front of a modifier");
	else if (!isalpha((unsigned char)name.p[0]))
		fault(t, (size_t)t->at, "a modifier that begins with no letter");
	w->read(a, t, piece_from(t->text, end), (size_t)t->at + end);
}

/* Tabs, quotes of word processors and the like are told before what follows from them. */
static void find_strange_byte(struct spf_term *t)
{
	size_t at;
	const char *words = spf_strange_byte(t->text, &at);

	if (words != NULL)
		fault(t, (size_t)t->at + at, words);
}

struct spf_term *spf_term_read(struct arena *a, struct bytes text, size_t at)
{
	struct spf_term *t = ARENA_NEW(a, struct spf_term);
	struct bytes name;
	size_t marks;

	t->text = bytes_copy(a, text.p, text.n);
	t->at = (int)at;
	marks = take_qualifier(t);
	name = piece_from(t->text, marks);
	t->prefix4 = t->prefix6 = -1;
	name.n = name_length(name);
	find_strange_byte(t);
	if (name.n > 0 && marks + name.n < t->text.n && t->text.p[marks + name.n] == '=')
		read_modifier(a, t, marks, name);
	else
		read_mechanism(a, t, marks, name);
	return t;
}

/* ---- the record ---- */

static void take_first(const struct spf_term **place, struct spf_term *t)
{
	if (*place == NULL)
		*place = t;
	else if (t->kind != SPF_ALL)
		fault(t, (size_t)t->at, "a modifier that stands there a second time");
}

static void note(struct spf_record *r, struct spf_term *t)
{
	if (t->kind == SPF_ALL)
		take_first(&r->all, t);
	else if (t->kind == SPF_REDIRECT)
		take_first(&r->redirect, t);
	else if (t->kind == SPF_EXP)
		take_first(&r->exp, t);
	t->ignored = r->all != NULL && r->all != t && spf_is_mechanism(t);
	LIST_EACH (const struct spf_term, before, &r->terms)
		t->repeated |= before != t && bytes_alike(before->text, t->text);
}

/* "include: example.org": a blank too many has made two of it. */
static void find_torn(struct arena *a, struct spf_term *t, struct spf_term *next)
{
	const char *whole;

	if (t->fault == NULL || next == NULL || next->fault == NULL ||
	    strchr(":=", t->text.p[t->text.n - 1]) == NULL)
		return;
	whole = arena_printf(a, "%s%s", t->text.p, next->text.p);
	if (strlen(whole) != t->text.n + next->text.n ||
	    spf_term_read(a, piece_of(whole), 0)->fault != NULL)
		return;
	t->meant = whole;
	next->meant = "";
}

/* "all" decides wherever it stands (section 6.1). */
static void finish(struct arena *a, struct spf_record *r)
{
	LIST_EACH (struct spf_term, t, &r->terms) {
		t->ignored |= t->kind == SPF_REDIRECT && r->all != NULL;
		spf_term_meant(a, t);
		if (t->fault != NULL && r->faulty == NULL)
			r->faulty = t;
	}
	LIST_EACH (struct spf_term, t, &r->terms)
		find_torn(a, t, (struct spf_term *)(void *)t->item.next);
}

void spf_record_read(struct arena *a, struct bytes text, struct spf_record *out)
{
	size_t at = sizeof(version) - 1;

	while (at < text.n) {
		const char *blank = memchr(text.p + at, ' ', text.n - at);
		size_t end = blank == NULL ? text.n : (size_t)(blank - text.p);

		out->left_out = out->terms.n == SPF_TERMS_MAX && end > at;
		if (out->left_out)
			break;
		if (end > at) {
			struct bytes term = {text.p + at, end - at};

			note(out, list_append(&out->terms, spf_term_read(a, term, at)));
		}
		at = end + 1;
	}
	finish(a, out);
}

bool spf_is_mechanism(const struct spf_term *t)
{
	return t->kind <= SPF_EXISTS || t->kind == SPF_NO_TERM;
}

bool spf_counts(const struct spf_term *t)
{
	static const bool counts[SPF_NO_TERM + 1] = {
		[SPF_INCLUDE] = true, [SPF_A] = true,	   [SPF_MX] = true,
		[SPF_PTR] = true,     [SPF_EXISTS] = true, [SPF_REDIRECT] = true,
	};

	return counts[t->kind];
}

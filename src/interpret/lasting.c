#include "interpret/lasting.h"

#include "base/clock.h"
#include "interpret/match.h"

#include <ctype.h>
#include <string.h>

/* A run of letters, digits and what joins them in ids. */
struct word {
	const char *p;
	size_t n;
};

struct masking {
	const struct record *record;
	bool pool; /* a provider's many machines */
	struct buf out;
	bool after; /* a mask was written last, and nothing but separators since */
};

static bool is_joint(char c)
{
	return c != '\0' && strchr("-_+/", c) != NULL;
}

static bool is_of_word(char c)
{
	return isalnum((unsigned char)c) || is_joint(c);
}

static struct word word_at(const char *p)
{
	struct word w = {p, 0};

	while (is_of_word(p[w.n]))
		w.n++;
	return w;
}

static struct word next_word(struct word w)
{
	const char *p = w.p + w.n;

	while (*p != '\0' && !is_of_word(*p))
		p++;
	return word_at(p);
}

/* ---- dates ---- */

static size_t digits(struct word w)
{
	size_t n = 0;

	while (n < w.n && isdigit((unsigned char)w.p[n]))
		n++;
	return n;
}

static bool is_number(struct word w)
{
	return w.n > 0 && digits(w) == w.n;
}

static bool is_month(struct word w)
{
	return w.n == 3 && clock_month(w.p) != 0;
}

static bool is_weekday(struct word w)
{
	static const char days[] = "MonTueWedThuFriSatSun";

	for (size_t i = 0; w.n == 3 && days[i] != '\0'; i += 3)
		if (memcmp(w.p, days + i, 3) == 0)
			return true;
	return false;
}

/* "08:15" */
static bool is_time(struct word w)
{
	return is_number(w) && w.n <= 2 && w.p[w.n] == ':' &&
	       isdigit((unsigned char)w.p[w.n + 1]) && isdigit((unsigned char)w.p[w.n + 2]);
}

/* "+0100" */
static bool is_zone(struct word w)
{
	return w.n == 5 && (*w.p == '+' || *w.p == '-') &&
	       is_number((struct word){w.p + 1, w.n - 1});
}

/* "2026-11-21T08", "21/11/2026", "21-Nov-2026" */
static bool is_joined_date(struct word w)
{
	size_t joints = 0;

	for (size_t i = 0; i < w.n; i++)
		joints += is_joint(w.p[i]) ? 1 : 0;
	return joints == 2 && w.n >= strlen("1-1-2026") && w.n <= strlen("2026-11-21T08") &&
	       isdigit((unsigned char)w.p[0]) && isdigit((unsigned char)w.p[w.n - 1]);
}

static bool is_of_date(struct word w)
{
	return is_month(w) || is_weekday(w) || is_time(w) || is_zone(w) || is_joined_date(w) ||
	       (is_number(w) && w.n <= 2 && is_month(next_word(w)));
}

/* ---- ids ---- */

struct make {
	size_t changes; /* from letter to digit and back */
	bool upper, lower, digit;
};

static struct make make_of(struct word w)
{
	struct make m = {0};
	int last = 0;

	for (size_t i = 0; i < w.n; i++) {
		unsigned char c = (unsigned char)w.p[i];
		int kind = isdigit(c) ? 1 : isalpha(c) ? 2 : last;

		m.changes += last != 0 && kind != last ? 1 : 0;
		m.upper = m.upper || isupper(c);
		m.lower = m.lower || islower(c);
		m.digit = m.digit || isdigit(c);
		last = kind;
	}
	return m;
}

/* Letters and digits in disorder, all kinds of characters, or a number that counts seconds. Names
 * have their digits at one place or two: "mx1", "geopod-ismtpd-3". */
static bool is_id(struct word w)
{
	enum { SHORT = 6, MIDDLE = 8, LONG = 10, COUNTER = 9 };
	struct make m = make_of(w);

	return (w.n >= SHORT && m.changes >= 4) || (w.n >= MIDDLE && m.changes >= 3) ||
	       (w.n >= LONG && m.upper && m.lower && m.digit) || (is_number(w) && w.n >= COUNTER);
}

/* What goes on behind a mask: a day, a year, a fraction of a second, the rest of an id. */
static bool goes_on(struct word w)
{
	return is_number(w) || (digits(w) == w.n - 1 && w.p[w.n - 1] == 'Z');
}

/* ---- addresses of ours ---- */

/* What brackets, blanks and commas leave together. */
static size_t bare_length(const char *p)
{
	size_t n = strcspn(p, " \t()[]<>,;\"'=");

	while (n > 0 && p[n - 1] == '.')
		n--;
	return n;
}

static bool is_same(const char *own, const char *p, size_t n)
{
	return own != NULL && strlen(own) == n && strncmp(own, p, n) == 0;
}

static bool is_in(const struct list *strings, const char *p, size_t n)
{
	LIST_EACH (const struct string_item, it, strings)
		if (is_same(it->s, p, n))
			return true;
	return false;
}

/* How many bytes at `p`, where a word begins, are an address or name of ours; 0: none. */
static size_t own_name(const struct record *r, const char *p)
{
	static const char tag[] = "IPv6:"; /* RFC 5321 section 4.1.3 */
	size_t before = strncmp(p, tag, strlen(tag)) == 0 ? strlen(tag) : 0;
	size_t n = bare_length(p + before);
	bool own =
		n > 0 && (is_in(&r->egress, p + before, n) || is_in(&r->sources, p + before, n) ||
			  is_same(r->hostname, p + before, n));

	return own ? before + n : 0;
}

/* ---- all words ---- */

static void write_mask(struct masking *m)
{
	if (!m->after)
		buf_char(&m->out, '#');
	m->after = true;
}

/* Numbers of many machines count them. */
static void write_word(struct masking *m, struct word w)
{
	for (size_t i = 0; i < w.n; i++) {
		bool number = m->pool && isdigit((unsigned char)w.p[i]);

		if (!number)
			buf_char(&m->out, w.p[i]);
		else if (i == 0 || !isdigit((unsigned char)w.p[i - 1]))
			buf_char(&m->out, '#');
	}
	m->after = false;
}

static bool varies(const struct masking *m, struct word w)
{
	return is_of_date(w) || is_id(w) || (m->after && goes_on(w));
}

static const char *take_word(struct masking *m, const char *p)
{
	size_t own = own_name(m->record, p);
	struct word w = word_at(p);

	if (own > 0)
		write_mask(m);
	else if (varies(m, w))
		write_mask(m);
	else
		write_word(m, w);
	return p + (own > 0 ? own : w.n);
}

/* Whatever separates the parts of what is masked is masked with them. */
static void write_separator(struct masking *m, char c)
{
	if (!m->after)
		buf_char(&m->out, c);
}

const char *lasting_words(struct arena *a, const struct knowledge *k, const struct record *r,
			  const struct reply *reply)
{
	struct masking m = {.record = r};
	const char *text;

	m.pool = r->provider != NULL && strcmp(r->provider, "generic") != 0;
	for (const char *p = match_normalise(a, k, reply); *p != '\0';) {
		if (is_of_word(*p))
			p = take_word(&m, p);
		else
			write_separator(&m, *p++);
	}
	text = arena_copy(a, m.out.p, m.out.n);
	buf_free(&m.out);
	return text;
}

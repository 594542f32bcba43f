#include "log/template.h"

#include "base/memory.h"
#include "know/provider.h"
#include "log/summary.h"

#include <stdlib.h>
#include <string.h>

enum { HOST_MAX = 255, HOSTS = 1 << 10 };

/* ---- whose hosts they are ---- */

struct known_host {
	size_t n;
	unsigned whose;
	char name[HOST_MAX + 1];
};

struct template_hosts {
	const struct knowledge *know;
	struct known_host at[HOSTS];
};

struct template_hosts *template_hosts_new(const struct knowledge *k)
{
	struct template_hosts *h = mem_alloc(sizeof(*h));

	h->know = k;
	return h;
}

struct template_hosts *template_hosts_free(struct template_hosts *h)
{
	free(h);
	return NULL;
}

/* The number of a provider, from 1; 0: nobody's. */
static unsigned number_of(const struct knowledge *k, const struct provider *p)
{
	unsigned n = 1;

	LIST_EACH (const struct provider, other, knowledge_providers(k)) {
		if (other == p)
			return n;
		n++;
	}
	return 0;
}

/* A name says it as a host of a provider or as the MX of its customers. */
static unsigned look_up(const struct knowledge *k, const char *name)
{
	const struct provider *host = provider_by_host(k, name), *mx = provider_by_mx(k, name);

	return number_of(k, host) << 12 | number_of(k, mx);
}

static unsigned whose(struct template_hosts *hosts, const char *name, size_t n)
{
	struct known_host *h;
	uint32_t sum = 2166136261u;

	n = n < HOST_MAX ? n : HOST_MAX;
	for (size_t i = 0; i < n; i++)
		sum = (sum ^ (unsigned char)name[i]) * 16777619u;
	h = &hosts->at[(sum ^ sum >> 13) % HOSTS];
	if (h->n != n || memcmp(h->name, name, n) != 0) {
		memcpy(h->name, name, n);
		h->name[n] = '\0';
		h->n = n;
		h->whose = look_up(hosts->know, h->name);
	}
	return h->whose;
}

/* ---- characters ---- */

enum { LETTER = 1, DIGIT = 2, JOINT = 4 }; /* 0: stands between words */

static unsigned class_of(char c)
{
	if (c >= '0' && c <= '9')
		return DIGIT;
	return word_is_letter(c) ? LETTER : word_is_joint(c) ? JOINT : 0;
}

static bool is_host_character(char c)
{
	return (class_of(c) & (LETTER | DIGIT)) != 0 ? (unsigned char)c < 0x80
						     : c == '.' || c == '-';
}

/* ---- words ---- */

enum kind {
	KIND_WORD = 0, /* stays as it is */
	KIND_MAILBOX = 'm',
	KIND_HOST = 'h',
	KIND_IP = 'i',
	KIND_IPV6 = '6',
	KIND_NUMBER = 'n',
	KIND_ID = 'x',
};

struct shape {
	size_t letters, digits, dots, ats, others, changes;
	size_t longest; /* run of digits */
};

static struct shape shape_of(const char *p, size_t n)
{
	struct shape s = {0};
	unsigned last = 0;
	size_t run = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned c = class_of(p[i]);

		s.letters += c == LETTER;
		s.digits += c == DIGIT;
		s.dots += p[i] == '.';
		s.ats += p[i] == '@';
		s.others += c == JOINT && p[i] != '.' && p[i] != '@';
		s.changes += c != last;
		run = c == DIGIT ? run + 1 : 0;
		s.longest = run > s.longest ? run : s.longest;
		last = c;
	}
	return s;
}

/* "S3140", "AADSTS50126": letters, then a number. */
static bool is_code(const struct shape *s, const char *p)
{
	return s->changes == 2 && class_of(*p) == LETTER && s->digits <= 6;
}

static enum kind kind_of(const char *p, size_t n)
{
	enum { ID_LEAST = 10, NUMBER_LEAST = 7 };
	struct shape s = shape_of(p, n);

	if (s.ats > 0 && n > 2)
		return KIND_MAILBOX;
	if (s.letters == 0 && s.dots == 3 && s.others == 0 && s.longest <= 3)
		return KIND_IP;
	if (s.letters > 0 && s.dots > 0)
		return KIND_HOST;
	if (s.letters == 0)
		return s.longest >= NUMBER_LEAST ? KIND_NUMBER : KIND_WORD;
	return n >= ID_LEAST && s.digits > 0 && !is_code(&s, p) ? KIND_ID : KIND_WORD;
}

/* ---- writing ---- */

struct writer {
	const struct vocabulary *vocabulary;
	const struct relevant *relevant;
	struct template_hosts *hosts;
	struct template *out;
	bool full;
};

static void put(struct writer *w, const char *p, size_t n)
{
	if (n == 0)
		return;
	if (n > TEMPLATE_MAX - w->out->n) {
		w->full = true;
		return;
	}
	memcpy(w->out->text + w->out->n, p, n);
	w->out->n += n;
}

static void put_char(struct writer *w, char c)
{
	put(w, &c, 1);
}

static void put_number(struct writer *w, int64_t n)
{
	put(w, (const char *)&n, sizeof(n));
}

/* Labels that the knowledge may look for, or into, stay whole. Nobody looks for a number in the
 * middle of an address. */
static void put_labels(struct writer *w, enum kind kind, const char *p, size_t n)
{
	size_t last = kind == KIND_IP || kind == KIND_IPV6 ? 1 : n;

	for (size_t at = 0, from, to; at < last; at = to) {
		size_t found = vocabulary_at(w->vocabulary, w->relevant, p, n, at);

		to = at + 1;
		if (found == 0)
			continue;
		for (from = at; from > 0 && !word_is_joint(p[from - 1]);)
			from--;
		for (to = at + found; to < n && !word_is_joint(p[to]);)
			to++;
		put_char(w, '\2');
		put(w, p + from, to - from);
	}
}

/* Whose hosts are named in the word: a mailbox's domain is no host. */
static void put_hosts(struct writer *w, const char *p, size_t n)
{
	for (size_t at = 0, end; at < n; at = end + 1) {
		unsigned found;

		for (end = at; end < n && is_host_character(p[end]);)
			end++;
		if (end - at <= 3 || memchr(p + at, '.', end - at) == NULL ||
		    (at > 0 && p[at - 1] == '@'))
			continue;
		found = whose(w->hosts, p + at, end - at);
		if (found != 0) {
			put_char(w, '\3');
			put_number(w, found);
		}
	}
}

/* A mark instead of the word. Patterns have gaps of so and so many characters: about how long it
 * was stays, too. */
static void put_mark(struct writer *w, enum kind kind, const char *p, size_t n)
{
	enum { STEP = 24, LENGTHS = 5 };
	size_t length = n / STEP < LENGTHS ? n / STEP : LENGTHS;

	put_char(w, '\1');
	put_char(w, (char)kind);
	put_char(w, (char)('0' + length));
	put_labels(w, kind, p, n);
	if (kind == KIND_HOST || kind == KIND_MAILBOX)
		put_hosts(w, p, n);
}

static void put_word(struct writer *w, const char *p, size_t n)
{
	size_t bare = n;
	enum kind kind;

	while (bare > 0 && class_of(p[bare - 1]) == JOINT) /* "unknown." */
		bare--;
	kind = kind_of(p, bare);
	if (kind == KIND_WORD) {
		put(w, p, n);
		return;
	}
	put_mark(w, kind, p, bare);
	put(w, p + bare, n - bare);
}

/* "2001:db8::25"; a reply is no address: "554:5.7.1:". */
static size_t ipv6_at(const char *p, size_t n)
{
	static const char digits[] = "0123456789abcdefABCDEF:";
	size_t colons = 0, end = 0;
	bool gap = false;

	for (; end < n && p[end] != '\0' && strchr(digits, p[end]) != NULL; end++) {
		colons += p[end] == ':';
		gap = gap || (end > 0 && p[end] == ':' && p[end - 1] == ':');
	}
	if (end < n && class_of(p[end]) != 0)
		return 0;
	return colons > 3 || (gap && end > 3) ? end : 0;
}

/* "2026-11-20T10" and what belongs to it: ":01:02.345Z". */
static size_t rest_of_time(const char *p, size_t word, size_t n)
{
	size_t end = word;

	if (word < 13 || p[word - 3] != 'T' || p[word - 6] != '-')
		return word;
	while (end < n && p[end] != '\0' && strchr("0123456789:.Z", p[end]) != NULL)
		end++;
	return end;
}

/* "287 seconds": how long to wait differs each time. */
static bool is_delay(const char *p, size_t word, size_t n)
{
	static const char *const units[] = {" sec", " min"};

	for (size_t i = 0; i < word; i++)
		if (class_of(p[i]) != DIGIT)
			return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (n - word >= 4 && memcmp(p + word, units[i], 4) == 0)
			return true;
	return false;
}

static void put_words(struct writer *w, struct bytes text)
{
	for (size_t at = 0, n; at < text.n && !w->full; at += n) {
		const char *p = text.p + at;

		n = ipv6_at(p, text.n - at);
		if (n > 0) {
			put_mark(w, KIND_IPV6, p, n);
			continue;
		}
		while (at + n < text.n && class_of(p[n]) != 0)
			n++;
		if (n == 0) {
			put_char(w, *p);
			n = 1;
			continue;
		}
		if (is_delay(p, n, text.n - at))
			put(w, "\1s", 2);
		else
			put_word(w, p, n);
		n = rest_of_time(p, n, text.n - at);
	}
}

static bool is_inside(struct bytes part, struct bytes all)
{
	return part.n > 0 && part.p >= all.p && part.p + part.n <= all.p + all.n;
}

/* The reply with what stands around it. */
static void put_said(struct writer *w, const struct log_event *e)
{
	const char *end = e->words.p + e->words.n;

	if (!is_inside(e->said, e->words)) {
		put_words(w, e->words);
		put_char(w, '\4');
		put_words(w, e->said);
		return;
	}
	put_words(w, (struct bytes){e->words.p, (size_t)(e->said.p - e->words.p)});
	put_char(w, '\4');
	put_words(w, e->said);
	put_char(w, '\5');
	put_words(w,
		  (struct bytes){e->said.p + e->said.n, (size_t)(end - (e->said.p + e->said.n))});
}

bool template_of(const struct vocabulary *v, const struct relevant *r, struct template_hosts *hosts,
		 const struct log_event *e, struct template *t)
{
	struct writer w = {.vocabulary = v, .relevant = r, .hosts = hosts, .out = t};

	t->n = 0;
	if (r != NULL)
		put(&w, (const char *)r, sizeof(*r));
	put_number(&w, (int64_t)(intptr_t)e->kind);
	put_number(&w, (int64_t)(intptr_t)e->command);
	put_number(&w, ((e->stage + 1) * LOG_FATES + (int)e->fate) * 2 + e->incoming);
	put(&w, e->dsn.p, e->dsn.n);
	put_char(&w, '\6');
	if (e->peer.n > 0)
		put_mark(&w, KIND_HOST, e->peer.p, e->peer.n);
	put_char(&w, '\7');
	put_said(&w, e);
	return !w.full;
}

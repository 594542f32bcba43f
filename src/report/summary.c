#include "report/summary_parts.h"

#include "base/memory.h"
#include "interpret/general.h"

#include <stdlib.h>
#include <string.h>

enum {
	NAME_MAX_BYTES = 400, /* a host's name has 253; what is longer is cut */
	TROUBLES = 50,	      /* findings that are told apart within one tag */
};

_Static_assert((int)SUMMARY_MEMBERS <= (int)FIRSTS_MAX && (int)SUMMARY_ENDS <= (int)FIRSTS_MAX,
	       "no more are kept");

/* ---- what is counted, as items of tallies ---- */

static void cause_merge(void *into, const void *from)
{
	struct cause *all = into;
	const struct cause *c = from;

	all->n += c->n;
}

static void cause_release(void *item)
{
	struct cause *c = item;

	free(c->finding);
	free(c->of_case);
	free(c->summary);
	firsts_free(&c->members);
}

static const struct tally_kind causes_kind = {sizeof(struct cause), cause_merge, cause_release};

static void trouble_merge(void *into, const void *from)
{
	((struct trouble *)into)->n += ((const struct trouble *)from)->n;
}

static const struct tally_kind troubles_kind = {sizeof(struct trouble), trouble_merge, NULL};

/* Who has no room is counted; what was wrong with them is told by cause. */
static void party_merge(void *into, const void *from)
{
	struct party *all = into;
	const struct party *p = from;

	for (int i = 0; i < STATUSES; i++)
		all->of[i] += p->of[i];
}

static void party_release(void *item)
{
	struct party *p = item;

	p->trouble = tally_free(p->trouble);
}

static const struct tally_kind parties_kind = {sizeof(struct party), party_merge, party_release};

struct summary *summary_new(const struct knowledge *k, struct cert_days days)
{
	struct summary *s = mem_alloc(sizeof(*s));

	s->know = k;
	s->days = days;
	s->causes = tally_new(&causes_kind, SUMMARY_NAMES);
	s->tags = tally_new(&parties_kind, SUMMARY_NAMES);
	s->providers = tally_new(&parties_kind, SUMMARY_NAMES);
	return s;
}

struct summary *summary_free(struct summary *s)
{
	if (s == NULL)
		return NULL;
	tally_free(s->causes);
	tally_free(s->tags);
	tally_free(s->providers);
	firsts_free(&s->next_ends);
	buf_free(&s->name);
	free(s);
	return NULL;
}

/* ---- a result ---- */

/* At most so much of it, in whole characters. */
static void add_name(struct buf *out, const char *text)
{
	size_t n = strnlen(text, NAME_MAX_BYTES);

	if (n == NAME_MAX_BYTES)
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	buf_add(out, text, n);
}

/* Until the next call. */
static const char *name_of(struct summary *s, const char *text)
{
	buf_clear(&s->name);
	add_name(&s->name, text == NULL ? "" : text);
	return s->name.p;
}

static char *copy_of(struct summary *s, const char *text)
{
	return text == NULL ? NULL : mem_str(name_of(s, text));
}

/* "0 net-connect-timeout case 2": where there are too many, those of failures stay. */
static const char *name_of_cause(struct summary *s, const struct brief *b)
{
	static const char ranks[STATUSES] = {[VERDICT_FAILED] = '0',
					     [VERDICT_UNTESTED] = '1',
					     [VERDICT_DEGRADED] = '2',
					     [VERDICT_OK] = '3'};

	buf_clear(&s->name);
	buf_char(&s->name, ranks[b->status]);
	buf_char(&s->name, ' ');
	add_name(&s->name, b->finding);
	buf_char(&s->name, ' ');
	add_name(&s->name, b->of_case == NULL ? "" : b->of_case);
	buf_char(&s->name, ' ');
	buf_char(&s->name, (char)('0' + b->owner));
	return s->name.p;
}

static void first_of_cause(struct summary *s, struct cause *c, const struct brief *b)
{
	c->status = b->status;
	c->owner = b->owner;
	c->certainty = b->certainty;
	c->finding = copy_of(s, b->finding);
	c->of_case = copy_of(s, b->of_case);
	c->port_least = c->port_most = b->port;
	c->tcp = true;
	c->summary = copy_of(s, b->summary);
}

static void one_of_cause(struct cause *c, const struct brief *b)
{
	if (c->n > 0) {
		free(c->summary);
		c->summary = NULL;
	}
	c->n++;
	if (b->certainty < c->certainty)
		c->certainty = b->certainty;
	if (b->port < c->port_least)
		c->port_least = b->port;
	if (b->port > c->port_most)
		c->port_most = b->port;
	c->tcp = c->tcp && b->stage == STAGE_TCP;
}

static void add_cause(struct summary *s, const struct brief *b)
{
	struct cause *c = tally_at(s->causes, name_of_cause(s, b));

	if (c->item.name == NULL) {
		c->n++;
		return;
	}
	if (c->n == 0)
		first_of_cause(s, c, b);
	one_of_cause(c, b);
	firsts_add(&c->members, 0, name_of(s, brief_name(b)));
}

static void add_party(struct summary *s, struct tally *parties, const char *name,
		      const struct brief *b)
{
	struct party *p = tally_at(parties, name_of(s, name));
	struct trouble *t;

	p->of[b->status]++;
	if (b->status == VERDICT_OK || p->item.name == NULL)
		return;
	if (p->trouble == NULL)
		p->trouble = tally_new(&troubles_kind, TROUBLES);
	t = tally_at(p->trouble, name_of(s, b->finding));
	t->n++;
}

static enum cert_end cert_end_of(const struct summary *s, const struct brief *b)
{
	const int64_t day = 86400 * 1000, left = b->certificate_end - b->started;

	if (b->certificate_end == 0 || b->started == 0)
		return CERT_UNSEEN;
	if (left < 0)
		return CERT_ENDED;
	if (left < s->days.critical * day)
		return CERT_CRITICAL;
	if (left < s->days.warn * day)
		return CERT_WARN;
	return left < SOON_DAYS * day ? CERT_SOON : CERT_LATER;
}

static void add_end(struct summary *s, const struct brief *b)
{
	enum cert_end end = cert_end_of(s, b);

	s->ends[end]++;
	if (end != CERT_ENDED && end != CERT_UNSEEN)
		firsts_add(&s->next_ends, b->certificate_end, name_of(s, brief_name(b)));
}

static void add_times(struct summary *s, const struct brief *b)
{
	durations_add(&s->durations, b->duration_ms);
	s->late += b->lag_ms > 0;
	if (b->lag_ms > s->late_worst)
		s->late_worst = b->lag_ms;
}

void summary_add_short(struct summary *s, const struct brief *b)
{
	s->of[b->status]++;
	add_cause(s, b);
	add_party(s, s->tags, b->tag, b);
	add_party(s, s->providers, b->provider, b);
	add_end(s, b);
	add_times(s, b);
}

void summary_add(struct summary *s, const struct record *r, const struct interpretation *i)
{
	const struct brief b = brief_of(r, i);

	summary_add_short(s, &b);
}

bool summary_add_brief(struct summary *s, const char *line, size_t n)
{
	struct arena *a = arena_new();
	const char *fault;
	struct brief b;
	bool is_one = brief_claims(line, n) && brief_read(a, line, n, &b, &fault) == 0;

	if (is_one)
		summary_add_short(s, &b);
	arena_free(a);
	return is_one;
}

void summary_add_unread(struct summary *s)
{
	s->unread++;
}

void summary_add_older(struct summary *s, unsigned long n)
{
	s->older += n;
}

struct summary_counts summary_counts(const struct summary *s)
{
	struct summary_counts c = {.unread = s->unread};

	for (int i = 0; i < STATUSES; i++) {
		c.of[i] = s->of[i];
		c.all += s->of[i];
	}
	return c;
}

/* ---- in the order in which they are told ---- */

static int by_badness(const void *a, const void *b)
{
	const struct cause *x = *(const struct cause *const *)a;
	const struct cause *y = *(const struct cause *const *)b;
	char rank = *x->item.name, other = *y->item.name;

	if (rank != other)
		return rank < other ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->item.name, y->item.name);
}

const struct cause **summary_causes(const struct summary *s, struct arena *a, size_t *n)
{
	void *const *items = tally_items(s->causes, n);
	const struct cause **all = arena_alloc(a, (*n + 1) * sizeof(*all));

	for (size_t i = 0; i < *n; i++)
		all[i] = items[i];
	qsort(all, *n, sizeof(*all), by_badness);
	return all;
}

static int by_failures(const void *a, const void *b)
{
	const struct party *x = *(const struct party *const *)a;
	const struct party *y = *(const struct party *const *)b;

	for (int i = 0; i < STATUSES; i++) {
		enum verdict_status of = worst_first[i];

		if (x->of[of] != y->of[of])
			return x->of[of] > y->of[of] ? -1 : 1;
	}
	return strcmp(x->item.name, y->item.name);
}

const struct party **summary_parties(const struct tally *t, struct arena *a, size_t *n)
{
	void *const *items = tally_items(t, n);
	const struct party **all = arena_alloc(a, (*n + 1) * sizeof(*all));

	for (size_t i = 0; i < *n; i++)
		all[i] = items[i];
	qsort(all, *n, sizeof(*all), by_failures);
	if (tally_others(t) != NULL)
		all[(*n)++] = tally_others(t);
	return all;
}

bool summary_has_names(const struct tally *t)
{
	size_t n;
	void *const *items = tally_items(t, &n);

	return n > 1 || (n == 1 && *((const struct party *)items[0])->item.name != '\0');
}

uint64_t party_count(const struct party *p)
{
	uint64_t n = 0;

	for (int i = 0; i < STATUSES; i++)
		n += p->of[i];
	return n;
}

const struct trouble *party_trouble(const struct party *p)
{
	const struct trouble *most = NULL;
	size_t n = 0;
	void *const *items = p->trouble == NULL ? NULL : tally_items(p->trouble, &n);

	for (size_t i = 0; i < n; i++) {
		const struct trouble *t = items[i];

		if (most == NULL || t->n > most->n)
			most = t;
	}
	return most;
}

struct finding cause_words(const struct summary *s, struct arena *a, const struct cause *c)
{
	int port = c->port_least == c->port_most ? c->port_least : 0;
	const struct finding *known = finding_in_general(a, s->know, c->finding, c->of_case, port);
	struct finding f = known == NULL ? (struct finding){.id = c->finding} : *known;

	f.owner = c->owner;
	f.certainty = c->certainty;
	f.stage = c->tcp ? STAGE_TCP : -1;
	if (c->summary != NULL)
		f.title = c->summary;
	return f;
}

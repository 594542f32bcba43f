/* Which difference explains which: weights, and the order in which they are told */
#include "interpret/compare_parts.h"
#include "record/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is expected ---- */

/* A provider's names lead to other machines each time. */
static bool is_pool(const struct comparing *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *provider = c->records[i].record->provider;

		if (provider == NULL || strcmp(provider, "generic") == 0)
			return false;
	}
	return true;
}

static bool is_of_addresses(const struct difference *d)
{
	return d->kind == DIFFERS_ADDRESSES ||
	       (d->kind == DIFFERS_DNS && d->name != NULL &&
		(text_has_suffix(d->name, " A") || text_has_suffix(d->name, " AAAA")));
}

static bool is_status(const char *text)
{
	for (size_t i = 0; dns_status_words[i] != NULL; i++)
		if (strcmp(dns_status_words[i], text) == 0)
			return true;
	return false;
}

/* "192.0.2.1, 192.0.2.2", not "no such name". */
static bool all_resolved(const struct comparing *c, const struct difference *d)
{
	for (size_t i = 0; i < c->n; i++)
		if (d->values[i].seen == SEEN_VALUE && is_status(d->values[i].text))
			return false;
	return true;
}

/* Sites have addresses, name servers and distances of their own. */
static bool is_of_site(enum difference_kind kind)
{
	return kind == DIFFERS_SOURCE || kind == DIFFERS_EGRESS || kind == DIFFERS_RESOLVERS ||
	       kind == DIFFERS_PATH || kind == DIFFERS_TIME;
}

static unsigned outcomes(void)
{
	unsigned bits = 0;

	for (int k = 0; k < DIFFERENCE_KINDS; k++)
		bits |= compare_kind((enum difference_kind)k)->outcome ? 1u << k : 0;
	return bits;
}

static bool is_expected(const struct comparing *c, const struct difference *d)
{
	if (is_of_addresses(d))
		return is_pool(c) && all_resolved(c, d);
	return c->out->mode == COMPARE_SITES && is_of_site(d->kind) &&
	       (c->differs & outcomes()) == 0;
}

/* ---- what follows from something else ---- */

static bool also_differs(const struct found_difference *f, enum difference_kind kind)
{
	return f->place != NULL && (f->place->differs & (1u << kind)) != 0;
}

static bool is_effect(const struct comparing *c, const struct found_difference *f)
{
	switch (f->d.kind) {
	case DIFFERS_DNS:
		return !c->one_target;
	case DIFFERS_ADDRESSES:
		return !c->one_target || (c->differs & (1u << DIFFERS_DNS)) != 0;
	case DIFFERS_REACH:
	case DIFFERS_SERVICE: /* of a server that is another one */
		return f->place->shown.address == NULL && c->one_target && !is_pool(c) &&
		       (c->differs & (1u << DIFFERS_DNS)) != 0;
	case DIFFERS_PATH:
		return (c->differs & (1u << DIFFERS_REACH)) != 0;
	case DIFFERS_TRUST:
		return also_differs(f, DIFFERS_CERTIFICATE) || also_differs(f, DIFFERS_SERVICE);
	case DIFFERS_CHAIN:
		return also_differs(f, DIFFERS_CERTIFICATE);
	case DIFFERS_CIPHER:
		return also_differs(f, DIFFERS_TLS_VERSION);
	case DIFFERS_FINDING:
		return c->explained;
	default:
		return false;
	}
}

/* ---- what something hangs on ---- */

static bool of_failed_stage(const struct found_difference *f)
{
	int stage = compare_kind(f->d.kind)->stage;

	if (f->place == NULL || !also_differs(f, DIFFERS_SERVICE))
		return false;
	if (f->d.kind == DIFFERS_EHLO && f->d.name != NULL && strcmp(f->d.name, "STARTTLS") == 0)
		stage = STAGE_STARTTLS;
	return stage >= 0 && (f->place->failed & (1u << stage)) != 0;
}

static bool servers_are_others(const struct comparing *c)
{
	for (size_t i = 0; i < c->place_count; i++) {
		const struct place *p = &c->places[i];

		if (p->shown.address == NULL &&
		    (p->differs & (1u << DIFFERS_REACH | 1u << DIFFERS_SERVICE)) != 0)
			return true;
	}
	return false;
}

static bool is_cause(const struct comparing *c, const struct found_difference *f)
{
	if (f->d.kind == DIFFERS_DNS)
		return servers_are_others(c);
	return f->d.kind == DIFFERS_FINDING || of_failed_stage(f);
}

static enum difference_weight weight_of(const struct comparing *c, const struct found_difference *f)
{
	if (is_expected(c, &f->d))
		return WEIGHT_SLIGHT;
	if (is_effect(c, f))
		return WEIGHT_EFFECT;
	return is_cause(c, f) ? WEIGHT_CAUSE : f->d.weight;
}

/* ---- where a verdict was found ---- */

static bool verdicts_differ(const struct comparing *c)
{
	const struct verdict *first = &c->records[0].interpretation->verdict;

	for (size_t i = 1; i < c->n; i++) {
		const struct verdict *v = &c->records[i].interpretation->verdict;

		if (v->status != first->status || strcmp(v->finding->id, first->finding->id) != 0)
			return true;
	}
	return false;
}

static bool is_where(const struct finding *f, const struct found_difference *found)
{
	const struct compared_place *p = found->place != NULL ? &found->place->shown : NULL;

	if (found->d.kind == DIFFERS_TARGET)
		return true;
	if (p != NULL)
		return f->port == p->port && (f->address == NULL || p->address == NULL ||
					      strcmp(f->address, p->address) == 0);
	if (found->d.kind == DIFFERS_LOGIN)
		return f->stage == STAGE_AUTH;
	if (found->d.kind == DIFFERS_ENVELOPE)
		return f->stage == STAGE_ENVELOPE || f->stage == STAGE_MESSAGE;
	return found->d.kind == DIFFERS_DNS && f->stage < 0;
}

static bool is_at_verdict(const struct comparing *c, const struct found_difference *found)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct verdict *v = &c->records[i].interpretation->verdict;

		if (v->status != VERDICT_OK && is_where(v->finding, found))
			return true;
	}
	return false;
}

/* ---- which sites it tells apart ---- */

static bool verdict_good(const struct compared *r)
{
	enum verdict_status status = r->interpretation->verdict.status;

	return status == VERDICT_OK || status == VERDICT_DEGRADED;
}

/* By the verdicts, or where those are the same by the first endpoint that some sites reach. */
static bool *good_records(struct comparing *c)
{
	bool *good = arena_alloc(c->arena, c->n * sizeof(good[0]));
	size_t count = 0;

	for (size_t i = 0; i < c->n; i++)
		count += (good[i] = verdict_good(&c->records[i])) ? 1 : 0;
	if (count > 0 && count < c->n)
		return good;
	for (size_t p = 0; p < c->place_count; p++) {
		if ((c->places[p].differs & outcomes()) == 0)
			continue;
		for (size_t i = 0; i < c->n; i++)
			good[i] = c->places[p].outcomes[i].good;
		break;
	}
	return good;
}

/* Of all pairs of sites of which both were seen: how many are alike by this where they are alike by
 * what works, and differ where they differ. */
static int tells_apart(const struct comparing *c, const struct difference *d, const bool *good)
{
	int pairs = 0, right = 0;
	bool crossed = false;

	for (size_t i = 0; i < c->n; i++)
		for (size_t k = i + 1; k < c->n; k++) {
			if (d->values[i].alike < 0 || d->values[k].alike < 0)
				continue;
			crossed = crossed || good[i] != good[k];
			right += (good[i] == good[k]) == (d->values[i].alike == d->values[k].alike)
					 ? 1
					 : 0;
			pairs++;
		}
	return crossed ? 100 * right / pairs : 0;
}

/* ---- the same at several places ---- */

static int compare_values(const struct comparing *c, const struct difference *a,
			  const struct difference *b)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct seen_value *x = &a->values[i], *y = &b->values[i];
		int order = x->seen != y->seen	   ? (int)x->seen - (int)y->seen
			    : x->alike != y->alike ? x->alike - y->alike
						   : strcmp(x->text, y->text);

		if (order != 0)
			return order;
	}
	return 0;
}

/* qsort() hands no context over: the differences carry it. */
struct ordered {
	struct found_difference *f;
	const struct comparing *c;
};

static int by_content(const struct ordered *x, const struct ordered *y)
{
	const struct difference *a = &x->f->d, *b = &y->f->d;
	int order =
		a->kind != b->kind ? (int)a->kind - (int)b->kind : (int)a->weight - (int)b->weight;

	if (order == 0)
		order = strcmp(a->name != NULL ? a->name : "", b->name != NULL ? b->name : "");
	return order != 0 ? order : compare_values(x->c, a, b);
}

static int numbers(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int to_merge(const void *left, const void *right)
{
	const struct ordered *x = left, *y = right;
	int order = by_content(x, y);

	return order != 0 ? order : numbers(x->f->number, y->f->number);
}

static int to_tell(const void *left, const void *right)
{
	const struct ordered *x = left, *y = right;
	const struct difference *a = &x->f->d, *b = &y->f->d;

	if (a->weight != b->weight)
		return (int)a->weight - (int)b->weight;
	if (a->at_verdict != b->at_verdict)
		return a->at_verdict ? -1 : 1;
	if (a->tells_apart != b->tells_apart)
		return b->tells_apart - a->tells_apart;
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	return numbers(x->f->number, y->f->number);
}

static void join(struct difference *to, struct difference *from)
{
	to->at_verdict = to->at_verdict || from->at_verdict;
	for (struct item *it = from->places.first, *next; it != NULL; it = next) {
		next = it->next;
		list_append(&to->places, it);
	}
}

/* How many are left. */
static size_t merge(struct ordered *all, size_t n)
{
	size_t kept = 0;

	qsort(all, n, sizeof(all[0]), to_merge);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && by_content(&all[kept - 1], &all[i]) == 0)
			join(&all[kept - 1].f->d, &all[i].f->d);
		else
			all[kept++] = all[i];
	}
	return kept;
}

/* ---- the whole ---- */

static void weigh(struct comparing *c, struct found_difference *f, const bool *good, bool verdicts)
{
	f->d.weight = weight_of(c, f);
	f->d.at_verdict = verdicts && is_at_verdict(c, f);
	f->d.tells_apart = good != NULL ? tells_apart(c, &f->d, good) : 0;
}

/* Findings come last: whether anything explains them has to be known. */
static void weigh_all(struct comparing *c)
{
	const struct list *found = &c->out->differences;
	const bool *good = c->out->mode == COMPARE_SITES ? good_records(c) : NULL;
	bool verdicts = verdicts_differ(c);

	c->out->differ = verdicts;
	LIST_EACH (struct found_difference, f, found) {
		if (f->d.kind == DIFFERS_FINDING)
			continue;
		weigh(c, f, good, verdicts);
		c->explained = c->explained || f->d.weight < WEIGHT_EFFECT;
	}
	LIST_EACH (struct found_difference, f, found) {
		if (f->d.kind == DIFFERS_FINDING)
			weigh(c, f, good, verdicts);
		c->out->differ = c->out->differ || f->d.weight < WEIGHT_SLIGHT;
	}
}

void compare_weigh(struct comparing *c)
{
	struct list *found = &c->out->differences;
	struct ordered *all = arena_alloc(c->arena, (found->n + 1) * sizeof(all[0]));
	size_t n = 0;

	weigh_all(c);
	LIST_EACH (struct found_difference, f, found)
		all[n++] = (struct ordered){f, c};
	n = merge(all, n);
	qsort(all, n, sizeof(all[0]), to_tell);
	*found = (struct list){0};
	for (size_t i = 0; i < n; i++)
		list_append(found, all[i].f);
}

#include "domain/dmarc.h"

#include "domain/orgdomain.h"
#include "domain/study.h"

#include <string.h>

enum {
	SHORTCUT_LABELS = 7, /* RFC 9989 section 4.10: longer names go on with so many */
	RECORDS_KEPT = 4     /* of one name; a second one makes all of them void already */
};

const char *const dmarc_outcome_names[] = {"no-policy", "not-known", "passes", "fails", NULL};

/* ---- names ---- */

static int labels(const char *name)
{
	int n = 1;

	for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
		n++;
	return n;
}

static const char *last_labels(const char *name, int n)
{
	for (int have = labels(name); have > n; have--)
		name = strchr(name, '.') + 1;
	return name;
}

static bool is_at_or_below(const char *name, const char *top)
{
	size_t n = strlen(name), m = strlen(top);

	return n >= m && text_casecmp(name + n - m, top) == 0 && (n == m || name[n - m - 1] == '.');
}

/* ---- what stands at one name ---- */

static const char *alias_of(const struct dns_query *q)
{
	const struct dns_answer *target = NULL;

	LIST_EACH (const struct dns_answer, answer, &q->answers)
		if (strcmp(answer->type, "CNAME") == 0)
			target = answer;
	return target == NULL ? NULL : target->data.p;
}

static void sort_out(struct arena *a, struct dmarc_place *p, struct bytes text)
{
	enum dmarc_kind kind = dmarc_kind(text);
	struct list *to = kind == DMARC_POLICY ? &p->records : &p->misspelt;

	if (kind == DMARC_OTHER)
		p->others++;
	else if (to->n < RECORDS_KEPT)
		list_append(to, dmarc_record_read(a, text));
}

static void read_answer(struct arena *a, struct dmarc_place *p)
{
	struct list data = {0};

	p->unknown = p->query == NULL || view_is_unknown(p->query);
	if (p->query == NULL)
		return;
	p->alias = alias_of(p->query);
	view_data(a, p->query, &data);
	LIST_EACH (const struct bytes_item, it, &data)
		sort_out(a, p, it->b);
	if (p->records.n == 1 && !p->unknown) /* there may be a second that was cut off */
		p->record = (const struct dmarc_record *)(void *)p->records.first;
}

static struct dmarc_place *look_at(struct study *s, struct view *v, const char *domain)
{
	struct dmarc_place *p = ARENA_NEW(s->arena, struct dmarc_place);

	p->domain = domain;
	p->name = arena_printf(s->arena, "_dmarc.%s", domain);
	p->query = view_ask(v, p->name, "TXT");
	read_answer(s->arena, p);
	return list_append(&s->dmarc.places, p);
}

static struct dmarc_place *place_at(const struct study *s, const char *domain)
{
	LIST_EACH (struct dmarc_place, p, &s->dmarc.places)
		if (text_casecmp(p->domain, domain) == 0)
			return p;
	return NULL;
}

/* The domain and those above it, up to the last label; and whose domain it is by the list, which a
 * long name may jump over. */
static void look_everywhere(struct study *s, struct view *v)
{
	int left = labels(s->domain) - 1;
	const char *organisation = orgdomain(s->domain);

	look_at(s, v, s->domain);
	for (left = left > SHORTCUT_LABELS ? SHORTCUT_LABELS : left; left > 0; left--)
		look_at(s, v, last_labels(s->domain, left));
	if (place_at(s, organisation) == NULL)
		look_at(s, v, organisation);
}

/* ---- by the public suffix list: RFC 7489 section 6.6.3 ---- */

/* Names that are not there are nobody's subdomains. */
static bool domain_exists(const struct study *s)
{
	return s->mx.query == NULL || s->mx.query->status != DNS_NXDOMAIN;
}

static void take_policies(const struct study *s, struct dmarc_way *way,
			  const struct dmarc_place *organisation)
{
	if (way->at == NULL)
		return;
	way->own = way->at == place_at(s, s->domain)
			   ? dmarc_policy_own(way->at->record)
			   : dmarc_policy_below(way->at->record, domain_exists(s));
	if (organisation != NULL && organisation->record != NULL)
		way->below = dmarc_policy_below(organisation->record, true);
}

static void go_by_list(struct study *s, struct dmarc_way *way)
{
	const struct dmarc_place *own = place_at(s, s->domain), *top;

	way->organisation = orgdomain(s->domain);
	top = place_at(s, way->organisation);
	way->known = !own->unknown && (own->records.n > 0 || !top->unknown);
	if (own->record != NULL)
		way->at = own;
	else if (own->records.n == 0 && top->record != NULL)
		way->at = top;
	take_policies(s, way, top);
}

/* ---- by the tree: RFC 9989 section 4.10 ---- */

struct walk {
	const struct dmarc_place *own, *top, *suffix; /* NULL: none */
	bool known;
};

/* The places in the order of the walk; it ends where one says what it is. */
static struct walk walk(const struct study *s)
{
	struct walk w = {.known = true};

	LIST_EACH (const struct dmarc_place, p, &s->dmarc.places) {
		bool start = p == (const void *)s->dmarc.places.first;

		if (!start && labels(p->domain) > SHORTCUT_LABELS)
			continue; /* the list's, not the walk's */
		w.known = w.known && !p->unknown;
		if (p->record == NULL)
			continue;
		if (start)
			w.own = p;
		if (p->record->psd == 'y' && !start)
			w.suffix = p;
		else
			w.top = p;
		if (p->record->psd != 'u')
			break;
	}
	return w;
}

static const char *organisation_of(const struct study *s, const struct walk *w)
{
	if (w->suffix != NULL)
		return last_labels(s->domain, labels(w->suffix->domain) + 1);
	return w->top != NULL ? w->top->domain : s->domain;
}

/* RFC 9989 section 4.7: one level below what is asked for. */
static enum dmarc_policy in_test(enum dmarc_policy p, const struct dmarc_record *r)
{
	return r->testing && p > DMARC_NONE ? p - 1 : p;
}

static void go_by_walk(struct study *s, struct dmarc_way *way)
{
	struct walk w = walk(s);
	const struct dmarc_place *top;

	way->known = w.known;
	way->organisation = organisation_of(s, &w);
	top = place_at(s, way->organisation);
	if (top == NULL || top->record == NULL)
		top = w.suffix;
	way->at = w.own != NULL ? w.own : top;
	take_policies(s, way, top);
	if (way->at != NULL)
		way->own = in_test(way->own, way->at->record);
	if (top != NULL)
		way->below = in_test(way->below, top->record);
}

/* ---- what is in force ---- */

static void conclude(struct dmarc_study *d)
{
	const struct dmarc_way *way = d->by_walk.at != NULL ? &d->by_walk : &d->by_list;

	d->known = d->by_list.known && d->by_walk.known;
	d->at = way->at;
	d->record = way->at == NULL ? NULL : way->at->record;
	d->policy = way->own;
	d->differ = d->known && d->at != NULL &&
		    (d->by_list.at != d->by_walk.at ||
		     text_casecmp(d->by_list.organisation, d->by_walk.organisation) != 0);
}

/* ---- a policy that stands where nobody looks for it ---- */

const struct dmarc_record *dmarc_in_answer(struct arena *a, const struct dns_query *q)
{
	struct list data = {0};

	if (q == NULL)
		return NULL;
	view_data(a, q, &data);
	LIST_EACH (const struct bytes_item, it, &data)
		if (dmarc_kind(it->b) == DMARC_POLICY)
			return dmarc_record_read(a, it->b);
	return NULL;
}

static void look_elsewhere(struct study *s, struct view *v)
{
	const char *const names[] = {s->domain,
				     arena_printf(s->arena, "_dmarc.%s.%s", s->domain, s->domain)};
	const struct dmarc_place *own = place_at(s, s->domain);
	struct dmarc_study *d = &s->dmarc;

	if (!d->known || d->at != NULL || own->records.n > 0 || own->misspelt.n > 0)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct dns_query *q =
			strlen(names[i]) > DMARC_NAME_MAX ? NULL : view_ask(v, names[i], "TXT");

		if (d->stray == NULL && (d->stray = dmarc_in_answer(s->arena, q)) != NULL)
			d->stray_name = names[i];
	}
}

void dmarc_read(struct study *s, struct view *v)
{
	struct dmarc_study *d = &s->dmarc;

	look_everywhere(s, v);
	d->query = place_at(s, s->domain)->query;
	go_by_list(s, &d->by_list);
	go_by_walk(s, &d->by_walk);
	conclude(d);
	look_elsewhere(s, v);
	dmarc_reports_read(s, v);
	if (d->policy >= DMARC_QUARANTINE)
		d->keys = view_ask(v, arena_printf(s->arena, "_domainkey.%s", s->domain), "TXT");
}

/* ---- alignment: RFC 9989 section 4.4 ---- */

/* Where the walk has found a smaller or another realm than the list has, only what is within both
 * is the same organisation's to everybody. */
static bool within_walk(const struct study *s, const char *identifier, const char *from)
{
	const struct dmarc_way *way = &s->dmarc.by_walk;

	if (!way->known || way->at == NULL || !is_at_or_below(from, way->organisation))
		return true;
	return is_at_or_below(identifier, way->organisation);
}

bool dmarc_aligned(const struct study *s, const char *identifier_domain, const char *from_domain,
		   bool strict)
{
	if (text_casecmp(identifier_domain, from_domain) == 0)
		return true;
	return !strict && orgdomain_same(identifier_domain, from_domain) &&
	       within_walk(s, identifier_domain, from_domain);
}

enum dmarc_outcome dmarc_would_pass(const struct study *s, const char *spf_domain,
				    const char *const *dkim_domains)
{
	const struct dmarc_record *r = s->dmarc.record;

	if (r == NULL || s->dmarc.policy == DMARC_UNSET)
		return s->dmarc.known ? DMARC_NO_POLICY : DMARC_NOT_KNOWN;
	if (spf_domain != NULL && dmarc_aligned(s, spf_domain, s->domain, r->strict_spf))
		return DMARC_PASSES;
	for (size_t i = 0; dkim_domains != NULL && dkim_domains[i] != NULL; i++)
		if (dmarc_aligned(s, dkim_domains[i], s->domain, r->strict_dkim))
			return DMARC_PASSES;
	return DMARC_FAILS;
}

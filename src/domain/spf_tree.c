#include "domain/spf_tree.h"

#include "domain/spf_ask.h"
#include "domain/spf_macro.h"

#include <string.h>

struct tree {
	struct arena *arena;
	struct view *view;
	struct spf_study *out;
	const char *domain;
	struct list records; /* of struct spf_record: known or to be read, level by level */
	int terms, questions;
};

/* ---- questions ---- */

static const struct dns_query *ask(struct tree *t, const char *name, const char *type)
{
	if (t->questions++ >= SPF_QUESTIONS_MAX) {
		t->out->left_out = true;
		return &view_not_asked;
	}
	return view_ask(t->view, name, type);
}

static enum spf_answer answer_of(const struct dns_query *q)
{
	if (q == NULL)
		return SPF_WAITING;
	if (q == &view_not_asked)
		return SPF_NOT_FOLLOWED;
	if (view_is_absent(q))
		return SPF_VOID;
	return view_is_unknown(q) ? SPF_UNANSWERED : SPF_ANSWERED;
}

/* What two answers say together: first what is there, then what may be. */
static enum spf_answer either(enum spf_answer x, enum spf_answer y)
{
	static const enum spf_answer order[] = {SPF_ANSWERED, SPF_WAITING, SPF_UNANSWERED,
						SPF_NOT_FOLLOWED};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (x == order[i] || y == order[i])
			return order[i];
	return SPF_VOID;
}

/* ---- addresses ---- */

static void add_addresses(struct tree *t, struct spf_host *h, const struct dns_query *q)
{
	struct list data = {0};

	if (q == NULL || q == &view_not_asked)
		return;
	view_data(t->arena, q, &data);
	LIST_EACH (const struct bytes_item, it, &data)
		list_add_string(&h->addresses, t->arena, it->b.p);
}

static void add_host(struct tree *t, struct spf_term *term, const char *name)
{
	struct spf_host *h = ARENA_NEW(t->arena, struct spf_host);

	h->name = name;
	h->a = ask(t, name, "A");
	h->aaaa = ask(t, name, "AAAA");
	add_addresses(t, h, h->a);
	add_addresses(t, h, h->aaaa);
	list_append(&term->hosts, h);
}

/* A term without an address for one family is a void lookup for its senders. */
static void count_voids(struct spf_term *term)
{
	enum spf_answer four = SPF_VOID, six = SPF_VOID;

	LIST_EACH (const struct spf_host, h, &term->hosts) {
		four = either(four, answer_of(h->a));
		six = either(six, answer_of(h->aaaa));
	}
	term->answer = either(four, six);
	term->own.voids4 = four == SPF_VOID;
	term->own.voids6 = six == SPF_VOID;
}

/* ---- terms ---- */

static void follow_a(struct tree *t, struct spf_term *term, struct spf_record *r)
{
	(void)r;
	add_host(t, term, term->target);
	count_voids(term);
}

static void follow_mx(struct tree *t, struct spf_term *term, struct spf_record *r)
{
	const struct dns_query *q = ask(t, term->target, "MX");
	struct list names = {0};
	size_t n;

	(void)r;
	term->answer = answer_of(q);
	term->own.voids4 = term->own.voids6 = term->answer == SPF_VOID;
	if (term->answer != SPF_ANSWERED)
		return;
	n = spf_names(t->arena, q, SPF_MX_MAX, &names);
	term->left_out = n > SPF_MX_MAX ? n - SPF_MX_MAX : 0;
	LIST_EACH (const struct string_item, it, &names)
		add_host(t, term, it->s);
	if (names.n > 0)
		count_voids(term);
}

static void follow_exists(struct tree *t, struct spf_term *term, struct spf_record *r)
{
	(void)r;
	term->answer = answer_of(ask(t, term->target, "A"));
	term->own.voids4 = term->own.voids6 = term->answer == SPF_VOID;
}

/* Its questions are of the sender's address. */
static void follow_ptr(struct tree *t, struct spf_term *term, struct spf_record *r)
{
	(void)r;
	t->out->by_sender = true;
	term->answer = SPF_BY_SENDER;
}

static struct spf_record *add_record(struct tree *t, struct spf_record *parent, const char *name)
{
	struct spf_record *r = ARENA_NEW(t->arena, struct spf_record);

	r->name = name;
	r->parent = parent;
	r->depth = parent == NULL ? 0 : parent->depth + 1;
	return list_append(&t->records, r);
}

static void follow_record(struct tree *t, struct spf_term *term, struct spf_record *r)
{
	term->record = add_record(t, r, term->target);
}

static void (*const followers[])(struct tree *t, struct spf_term *term, struct spf_record *r) = {
	[SPF_INCLUDE] = follow_record, [SPF_A] = follow_a,	     [SPF_MX] = follow_mx,
	[SPF_PTR] = follow_ptr,	       [SPF_EXISTS] = follow_exists, [SPF_REDIRECT] = follow_record,
};

/* %{d} and, of the domain's own mail, %{o} are the same whoever sends. */
static const char *target_of(struct tree *t, const struct spf_term *term,
			     const struct spf_record *r)
{
	const struct spf_macros known = {
		.local = "", .sender_domain = t->domain, .domain = r->name};

	return term->domain.n == 0 ? r->name : spf_expand_name(t->arena, term->domain, &known);
}

static void follow(struct tree *t, struct spf_term *term, struct spf_record *r)
{
	if (term->fault != NULL || term->ignored || !spf_counts(term))
		return;
	term->own.lookups = 1;
	if (t->terms++ >= SPF_TREE_MAX) {
		term->answer = SPF_NOT_FOLLOWED;
		t->out->left_out = true;
	} else if (spf_text_uses(term->domain, "slipvh")) {
		term->answer = SPF_BY_SENDER;
		t->out->by_sender = true;
	} else if ((term->target = target_of(t, term, r)) == NULL) {
		term->answer = SPF_NO_NAME;
	} else {
		followers[term->kind](t, term, r);
	}
}

/* ---- records ---- */

static bool take_loop(struct spf_record *r)
{
	for (const struct spf_record *up = r->parent; up != NULL; up = up->parent)
		if (text_casecmp(up->name, r->name) == 0) {
			r->state = SPF_LOOP;
			r->text = up->text;
			return true;
		}
	return false;
}

static void read_record(struct tree *t, struct spf_record *r)
{
	if (take_loop(r))
		return;
	if (r->depth > SPF_DEPTH_MAX || t->questions++ >= SPF_QUESTIONS_MAX) {
		r->state = SPF_TOO_DEEP;
		t->out->left_out = true;
		return;
	}
	spf_ask_record(t->arena, t->view, r);
	t->out->left_out |= r->left_out;
	LIST_EACH (struct spf_term, term, &r->terms)
		follow(t, term, r);
}

/* ---- what it costs ---- */

static void add_cost(struct spf_cost *to, const struct spf_cost *more)
{
	to->lookups += more->lookups;
	to->voids4 += more->voids4;
	to->voids6 += more->voids6;
}

/* The answer of an include is its record. */
static enum spf_answer answer_by_record(const struct spf_record *r)
{
	if (r->state == SPF_TOO_DEEP)
		return SPF_NOT_FOLLOWED;
	return r->state == SPF_LOOP ? SPF_ANSWERED : answer_of(r->query);
}

/* Goes down no more than SPF_DEPTH_MAX times. */
static void sum_up(struct tree *t, struct spf_record *r)
{
	LIST_EACH (struct spf_term, term, &r->terms) {
		if (term->record != NULL) {
			sum_up(t, term->record);
			term->answer = answer_by_record(term->record);
			term->own.voids4 = term->own.voids6 = term->answer == SPF_VOID;
			term->cost = term->record->cost;
		}
		t->out->unanswered |= term->answer == SPF_UNANSWERED;
		add_cost(&term->cost, &term->own);
		add_cost(&r->cost, &term->cost);
	}
}

void spf_tree_read(struct study *s, struct view *v)
{
	struct tree t = {.arena = s->arena, .view = v, .out = &s->spf, .domain = s->domain};

	s->spf.record = add_record(&t, NULL, s->domain);
	LIST_EACH (struct spf_record, r, &t.records)
		read_record(&t, r);
	sum_up(&t, s->spf.record);
}

void spf_tree_each(const struct spf_record *r,
		   void (*each)(const struct spf_record *r, const struct spf_term *t, void *arg),
		   void *arg)
{
	LIST_EACH (const struct spf_term, term, &r->terms) {
		if (term->ignored)
			continue;
		each(r, term, arg);
		if (term->record != NULL)
			spf_tree_each(term->record, each, arg);
	}
}

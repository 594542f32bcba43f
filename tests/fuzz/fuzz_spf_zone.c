/* Zones of strangers: reading one ends, within bounds; what is said of a sender does not depend on
 * the order in which answers come, and silence never lets one pass.
 *
 * Input: lines "NAME TYPE DATA", where NAME is "@" (example.org) or stands in front of it, and DATA
 * "!" is SERVFAIL, "=" NODATA; the sender is bob@example.org from 192.0.2.1. */
#include "fuzz.h"

#include "domain/spf_tree.h"
#include "domain/study.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 64, ROUNDS_MAX = 700 };

struct zone_line {
	struct item item;
	const char *name, *type, *data;
};

struct zone {
	struct arena *arena;
	struct list lines; /* of struct zone_line */
	bool silent;	   /* but for the domain's own record nothing is answered */
	bool one_by_one;   /* answers come so, not all at once */
	bool names;	   /* the names of the client were asked for, which need not be there */
};

static void take_line(struct zone *z, char *line)
{
	struct zone_line *l = ARENA_NEW(z->arena, struct zone_line);
	char *rest = NULL, *name = strtok_r(line, " ", &rest), *type = strtok_r(NULL, " ", &rest);

	if (type == NULL || rest == NULL)
		return;
	l->name = strcmp(name, "@") == 0 ? "example.org"
					 : arena_printf(z->arena, "%s.example.org", name);
	l->type = arena_str(z->arena, type);
	l->data = arena_str(z->arena, rest);
	list_append(&z->lines, l);
}

/* ---- the resolver ---- */

static void add_answer(struct record *r, struct dns_query *q, const struct zone_line *l)
{
	struct dns_answer *answer = ARENA_NEW(r->arena, struct dns_answer);

	answer->name = q->name;
	answer->type = q->type;
	answer->data = bytes_str(r->arena, l->data);
	list_append(&q->answers, answer);
}

static void answer(struct zone *z, struct record *r, const struct view_question *wanted)
{
	struct dns_query *q = ARENA_NEW(r->arena, struct dns_query);

	q->name = arena_str(r->arena, wanted->name);
	q->type = wanted->type;
	q->status = DNS_NXDOMAIN;
	z->names |= strcmp(q->type, "PTR") == 0;
	LIST_EACH (const struct zone_line, l, &z->lines) {
		if (text_casecmp(l->name, q->name) != 0)
			continue;
		if (q->status == DNS_NXDOMAIN)
			q->status = DNS_NODATA;
		if (strcmp(l->type, q->type) != 0)
			continue;
		if (strcmp(l->data, "!") == 0)
			q->status = DNS_SERVFAIL;
		else if (strcmp(l->data, "=") != 0 && q->status != DNS_SERVFAIL)
			add_answer(r, q, l);
	}
	if (q->answers.n > 0 && q->status == DNS_NODATA)
		q->status = DNS_OK;
	if (z->silent && (strcmp(q->type, "TXT") != 0 || strcmp(q->name, "example.org") != 0))
		q->status = DNS_TIMEOUT;
	list_append(&r->queries, q);
}

/* ---- reading ---- */

static struct study *study_in(struct arena *a, struct record *r, struct view *v)
{
	struct study *s = ARENA_NEW(a, struct study);

	s->arena = a;
	s->record = r;
	s->domain = r->domain->name;
	spf_read(s, v);
	return s;
}

static void term_is_bounded(const struct spf_record *r, const struct spf_term *t, void *arg)
{
	(void)arg;
	CLAIM(r->depth <= SPF_DEPTH_MAX + 1);
	CLAIM(t->own.lookups <= 1 && t->own.voids4 <= 1 && t->own.voids6 <= 1);
	CLAIM(t->cost.lookups >= t->own.lookups);
	CLAIM(t->hosts.n <= SPF_MX_MAX);
	CLAIM(t->answer != SPF_WAITING);
}

/* Whoever passes does so by a term that says so. */
static void check_is_sound(const struct spf_check *c)
{
	const struct spf_step *last = (const void *)c->path.last;

	CLAIM(!c->pending);
	CLAIM(c->lookups <= SPF_LOOKUPS_MAX + 1 && c->voids <= SPF_VOIDS_MAX + 1);
	CLAIM(c->path.n <= SPF_LOOKUPS_MAX + 2);
	CLAIM(c->result != SPF_PASS || (last != NULL && last->term != NULL));
	CLAIM(c->result != SPF_TEMPERROR || c->why != NULL);
	CLAIM(c->result != SPF_PERMERROR || c->why != NULL);
	CLAIM(c->explanation == NULL || *c->explanation == '\0' ||
	      is_harmless_line(c->explanation));
}

static struct record *new_record(void)
{
	struct record *r = record_new();

	r->domain = ARENA_NEW(r->arena, struct domain_facts);
	r->domain->name = "example.org";
	r->domain->ip = "192.0.2.1";
	r->domain->from = "bob";
	return r;
}

static bool ask_more(struct zone *z, struct record *r)
{
	struct arena *a = arena_new();
	struct view *v = view_new(a, r);
	bool more;

	study_in(a, r, v);
	more = v->missing > 0;
	CLAIM(v->asked.n <= VIEW_QUESTIONS_MAX);
	LIST_EACH (const struct view_question, q, &v->asked) {
		if (q->query != NULL)
			continue;
		answer(z, r, q);
		if (z->one_by_one)
			break;
	}
	view_end(v);
	arena_free(a);
	return more;
}

static enum spf_result result_of(struct zone *z, const char **way)
{
	struct record *r = new_record();
	struct arena *a = arena_new();
	struct study *s;
	struct view *v;
	enum spf_result result;
	int rounds = 0;

	while (ask_more(z, r))
		CLAIM(++rounds <= (z->one_by_one ? ROUNDS_MAX : SPF_DEPTH_MAX + 5));
	v = view_new(a, r);
	s = study_in(a, r, v);
	spf_tree_each(s->spf.record, term_is_bounded, NULL);
	check_is_sound(s->spf.check);
	result = s->spf.check->result;
	*way = "";
	LIST_EACH (const struct spf_step, step, &s->spf.check->path)
		*way = arena_printf(z->arena, "%s %s %s", *way, step->domain,
				    step->term == NULL ? "" : step->term);
	view_end(v);
	arena_free(a);
	record_free(r);
	return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct zone z = {.arena = arena_new()};
	enum spf_result result, slowly;
	const char *way, *other;

	while (in.n > 0 && z.lines.n < LINES_MAX) {
		char *line = input_line(&in);

		take_line(&z, line);
		free(line);
	}
	result = result_of(&z, &way);
	z.one_by_one = true;
	slowly = result_of(&z, &other);
	CLAIM(result == slowly && strcmp(way, other) == 0);
	z.one_by_one = false;
	z.silent = true;
	slowly = result_of(&z, &other);
	CLAIM(slowly != SPF_PASS || result == SPF_PASS || z.names);
	arena_free(z.arena);
	return 0;
}

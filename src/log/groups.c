#include "log/groups.h"

#include "base/memory.h"
#include "interpret/match.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct group {
	const struct entry *entry;
	struct log_group out; /* but for its names */
	struct names *next_hops, *clients, *domains;
	struct log_sample *sample;
	bool told;
};

/* One for each finding there is, at most. */
struct groups {
	struct log_count *count;
	struct arena *arena; /* riddles */
	struct group *at;
	size_t n;
};

struct groups *groups_new(const struct knowledge *k, struct log_count *count)
{
	struct groups *g = mem_alloc(sizeof(*g));

	g->count = count;
	g->arena = arena_new();
	g->at = mem_alloc(knowledge_entries(k)->n * sizeof(g->at[0]));
	return g;
}

struct groups *groups_free(struct groups *g)
{
	for (size_t i = 0; g != NULL && i < g->n; i++) {
		names_free(g->at[i].next_hops);
		names_free(g->at[i].clients);
		names_free(g->at[i].domains);
		log_sample_free(g->at[i].sample);
	}
	if (g != NULL) {
		arena_free(g->arena);
		free(g->at);
		free(g);
	}
	return NULL;
}

/* ---- counting ---- */

static struct group *group_of(struct groups *g, const struct entry *finding)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->at[i].entry == finding)
			return &g->at[i];
	g->at[g->n].entry = finding;
	g->at[g->n].out.first = g->at[g->n].out.last = LOG_NO_TIME;
	return &g->at[g->n++];
}

static void add_riddle(struct groups *g, const struct log_hit *h, const char *file, int64_t line)
{
	struct log_riddle *r;

	g->count->not_understood++;
	if (h->sample == NULL || g->count->riddles.n == LOG_NOT_UNDERSTOOD_SHOWN)
		return;
	r = ARENA_NEW(g->arena, struct log_riddle);
	r->file = arena_str(g->arena, file);
	r->line = line;
	r->text = bytes_copy(g->arena, h->sample->line.p, h->sample->line.n);
	list_append(&g->count->riddles, r);
}

static void note_time(struct log_group *o, int64_t time)
{
	if (time == LOG_NO_TIME)
		return;
	o->first = o->first == LOG_NO_TIME || time < o->first ? time : o->first;
	o->last = o->last == LOG_NO_TIME || time > o->last ? time : o->last;
}

static void take_sample(struct group *g, struct log_hit *h, const char *file, int64_t line)
{
	struct paste_item *of;

	if (g->sample != NULL || h->sample == NULL)
		return;
	g->sample = h->sample;
	h->sample = NULL;
	g->out.sample = g->sample->line;
	of = ARENA_NEW(g->sample->arena, struct paste_item);
	*of = *g->sample->explained->of;
	of->line = line < INT_MAX ? (int)line : INT_MAX;
	of->file = arena_str(g->sample->arena, file);
	g->sample->explained->of = of;
}

static void add_event(struct group *g, const struct log_hit *h)
{
	const struct bytes peer = {(char *)h->peer, h->peer_n};
	const struct bytes domain = {(char *)h->domain, h->domain_n};

	g->out.count++;
	g->out.fates[h->fate]++;
	note_time(&g->out, h->time);
	names_add(h->incoming ? &g->clients : &g->next_hops, peer);
	names_add(&g->domains, domain);
}

void groups_add(struct groups *g, struct log_hit *h, const char *file, int64_t line)
{
	struct group *group;

	g->count->trouble++;
	if (h->finding == NULL) {
		add_riddle(g, h, file, line);
	} else {
		group = group_of(g, h->finding);
		take_sample(group, h, file, line);
		add_event(group, h);
	}
	h->sample = log_sample_free(h->sample);
}

/* ---- what is to be fixed first ---- */

/* What was given up is lost; what was not let in may be as it should. */
static const int weights[LOG_FATES] = {
	[LOG_BOUNCED] = 3, [LOG_DEFERRED] = 2, [LOG_NOTED] = 1, [LOG_REJECTED] = 1};

/* What became of most of its mail: lines beside that, such as warnings, do not make it weigh less
 * or more. */
static enum log_fate main_fate(const struct group *g)
{
	enum log_fate most = LOG_NOTED;

	for (int i = 0; i < LOG_FATES; i++)
		if (i != LOG_NOTED && g->out.fates[i] > 0 &&
		    (most == LOG_NOTED || g->out.fates[i] > g->out.fates[most] ||
		     (g->out.fates[i] == g->out.fates[most] && weights[i] > weights[most])))
			most = (enum log_fate)i;
	return most;
}

#define ORDER(x, y) (((x) < (y)) - ((x) > (y)))

static int by_urgency(const void *px, const void *py)
{
	const struct group *x = *(const struct group *const *)px;
	const struct group *y = *(const struct group *const *)py;
	const enum log_fate fx = main_fate(x), fy = main_fate(y);
	int order = ORDER((int)x->entry->severity, (int)y->entry->severity);

	if (order == 0)
		order = ORDER(weights[fx], weights[fy]);
	if (order == 0)
		order = ORDER(x->out.fates[fx], y->out.fates[fy]);
	if (order == 0)
		order = ORDER(x->out.count, y->out.count);
	if (order == 0)
		order = ORDER(x->out.last, y->out.last);
	return order != 0 ? order : strcmp(x->entry->id, y->entry->id);
}

static struct log_names top_of(const struct names *n, struct arena *a)
{
	enum { MOST = 10 };
	struct log_names out;

	out.top = names_top(n, a, MOST, &out.more);
	return out;
}

static struct explanation *explanation_of(struct group *g, struct arena *a)
{
	struct explanation *x = ARENA_NEW(a, struct explanation);
	struct log_group *seen = ARENA_NEW(a, struct log_group);

	*seen = g->out;
	seen->next_hops = top_of(g->next_hops, a);
	seen->clients = top_of(g->clients, a);
	seen->recipient_domains = top_of(g->domains, a);
	*x = *g->sample->explained;
	x->seen = seen;
	return x;
}

struct list groups_explained(struct groups *g, struct arena *a, bool fresh)
{
	struct group **order = mem_alloc((g->n + 1) * sizeof(struct group *));
	struct list out = {0};
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		if (!fresh || !g->at[i].told)
			order[n++] = &g->at[i];
	qsort(order, n, sizeof(order[0]), by_urgency);
	for (size_t i = 0; i < n; i++) {
		order[i]->told = true;
		list_append(&out, explanation_of(order[i], a));
	}
	free(order);
	return out;
}

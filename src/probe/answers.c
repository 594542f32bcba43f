/* A question that is under way and an answer that is remembered are one thing in two states. Who
 * asked is told from a timer in either, from a copy that was made when the answer was there: what a
 * resolver_fn does to the memory touches nobody's answer. */
#include "probe/answers.h"

#include "base/clock.h"
#include "base/memory.h"
#include "net/loop.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum {
	KEPT_MS = 5 * 60 * 1000, /* a sweep must see what is changed while it runs */
	ABSENT_MS = 60 * 1000,
	SIZE_MAX_KEPT = 4096, /* bytes; who fills packets with records is asked again */
};

struct asking {
	struct item item;
	struct answers *of;
	resolver_fn *fn; /* NULL: dropped; arena and query may be gone */
	void *arg;
	struct arena *arena;
	const char *name; /* as this caller writes it */
	double since;
	struct dns_query *query; /* NULL: to come */
};

struct answer {
	TAILQ_ENTRY(answer) link;
	struct answers *of;
	struct arena *arena; /* of all below */
	const char *name, *type;
	bool queued;		       /* has not been asked yet */
	struct ticket *ticket;	       /* NULL: answered, or queued */
	const struct dns_query *query; /* NULL: under way */
	double since, until;	       /* it is known; before that since: it is asked */
	struct list waiting;	       /* of struct asking */
};

TAILQ_HEAD(answer_list, answer);

struct answers {
	struct resolver *resolver;
	size_t most, at_once;
	void *tree; /* of all answers, by question; none where most is 0 */
	struct answer_list queued, asked, known; /* queued, known: the oldest first */
	struct list told;			 /* of struct asking, whose answers are there */
	struct timer *tell;
	size_t under_way;
	struct answers_counts counts;
};

/* ---- the memory ---- */

static int by_question(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;
	int order = text_casecmp(x->name, y->name);

	return order != 0 ? order : strcmp(x->type, y->type);
}

static struct answer *find(struct answers *m, const char *name, const char *type)
{
	const struct answer wanted = {.name = name, .type = type};
	struct answer **at = tfind(&wanted, &m->tree, by_question);

	return at != NULL ? *at : NULL;
}

static struct answer_list *list_of(const struct answer *e)
{
	struct answers *m = e->of;

	return e->queued ? &m->queued : e->query != NULL ? &m->known : &m->asked;
}

static void forget(struct answer *e)
{
	struct answers *m = e->of;

	if (m->most > 0)
		tdelete(e, &m->tree, by_question);
	TAILQ_REMOVE(list_of(e), e, link);
	m->counts.kept -= e->query != NULL;
	m->counts.queued -= e->queued;
	ticket_drop(e->ticket);
	arena_free(e->arena);
	free(e);
}

static size_t size_of(const struct dns_query *q)
{
	size_t n = 0;

	LIST_EACH (const struct dns_answer, answer, &q->answers)
		n += sizeof(*answer) + strlen(answer->name) + answer->data.n;
	return n;
}

/* How long an answer counts, ms; 0: it does not. */
static double lifetime(const struct dns_query *q)
{
	double ms = q->status == DNS_OK ? KEPT_MS : ABSENT_MS;

	if (q->status != DNS_OK && q->status != DNS_NODATA && q->status != DNS_NXDOMAIN)
		return 0;
	LIST_EACH (const struct dns_answer, answer, &q->answers)
		if (answer->ttl * 1e3 < ms)
			ms = answer->ttl * 1e3;
	return size_of(q) > SIZE_MAX_KEPT ? 0 : ms;
}

/* ---- copies ---- */

/* `asked`: when the question went out, of one that is not remembered. */
static struct dns_query *copy_for(const struct asking *q, const struct answer *e, bool remembered,
				  double asked)
{
	double now = clock_mono_ms();
	uint32_t age = remembered ? (uint32_t)((now - e->since) / 1e3) : 0;
	struct dns_query *copy = ARENA_NEW(q->arena, struct dns_query);

	*copy = *e->query;
	copy->name = q->name;
	copy->type = arena_str(q->arena, e->type);
	copy->server = arena_str(q->arena, copy->server);
	copy->ms = remembered ? 0 : now - (q->since > asked ? q->since : asked);
	copy->remembered = remembered;
	copy->answers = (struct list){0};
	LIST_EACH (const struct dns_answer, answer, &e->query->answers) {
		struct dns_answer *own = ARENA_NEW(q->arena, struct dns_answer);

		own->name = arena_str(q->arena, answer->name);
		own->type = arena_str(q->arena, answer->type);
		own->data = bytes_copy(q->arena, answer->data.p, answer->data.n);
		own->ttl = answer->ttl > age ? answer->ttl - age : 0;
		list_append(&copy->answers, own);
	}
	return copy;
}

static void tell_later(struct asking *q, const struct answer *e, bool remembered, double asked)
{
	struct answers *m = q->of;

	if (q->fn != NULL)
		q->query = copy_for(q, e, remembered, asked);
	if (m->told.n == 0)
		timer_start(m->tell, 0);
	list_append(&m->told, q);
}

static void tell_all(void *arg)
{
	struct answers *m = arg;
	struct list told = m->told;

	m->told = (struct list){0}; /* who is told may ask again */
	for (struct item *it = told.first, *next; it != NULL; it = next) {
		struct asking *q = (struct asking *)it;

		next = it->next;
		if (q->fn != NULL)
			q->fn(q->arg, q->query);
		free(q);
	}
}

/* ---- asking ---- */

static void move_waiting(struct answer *e, double asked)
{
	for (struct item *it = e->waiting.first, *next; it != NULL; it = next) {
		next = it->next;
		tell_later((struct asking *)it, e, false, asked);
	}
	e->waiting = (struct list){0};
}

static bool has_room(const struct answers *m)
{
	return m->at_once == 0 || m->under_way < m->at_once;
}

static void send_question(struct answer *e);

static void send_queued(struct answers *m)
{
	struct answer *e;

	while (has_room(m) && (e = TAILQ_FIRST(&m->queued)) != NULL) {
		TAILQ_REMOVE(&m->queued, e, link);
		m->counts.queued--;
		e->queued = false;
		TAILQ_INSERT_TAIL(&m->asked, e, link);
		send_question(e);
	}
}

static void on_answer(void *arg, struct dns_query *query)
{
	struct answer *e = arg;
	struct answers *m = e->of;
	double asked = e->since;

	m->under_way--;
	e->ticket = NULL;
	e->query = query;
	e->since = clock_mono_ms();
	e->until = e->since + lifetime(query);
	TAILQ_REMOVE(&m->asked, e, link);
	TAILQ_INSERT_TAIL(&m->known, e, link);
	m->counts.kept++;
	move_waiting(e, asked);
	if (e->until <= e->since || m->most == 0)
		forget(e);
	else if (m->counts.kept > m->most)
		forget(TAILQ_FIRST(&m->known));
	send_queued(m);
}

static void send_question(struct answer *e)
{
	struct answers *m = e->of;

	m->under_way++;
	m->counts.asked++;
	e->since = clock_mono_ms();
	e->ticket = resolver_ask(m->resolver, e->arena, e->name, e->type, on_answer, e);
}

static struct answer *ask(struct answers *m, const char *name, const char *type)
{
	struct answer *e = mem_alloc(sizeof(*e));

	e->of = m;
	e->arena = arena_new();
	e->name = arena_str(e->arena, name);
	e->type = arena_str(e->arena, type);
	e->queued = !has_room(m);
	TAILQ_INSERT_TAIL(list_of(e), e, link);
	m->counts.queued += e->queued;
	if (m->most > 0 && tsearch(e, &m->tree, by_question) == NULL)
		mem_used_up();
	if (!e->queued)
		send_question(e);
	return e;
}

struct asking *answers_ask(struct answers *m, struct arena *a, const char *name, const char *type,
			   resolver_fn *fn, void *arg)
{
	struct asking *q = mem_alloc(sizeof(*q));
	struct answer *e = m->most > 0 ? find(m, name, type) : NULL;

	q->of = m;
	q->fn = fn;
	q->arg = arg;
	q->arena = a;
	q->name = arena_str(a, name);
	q->since = clock_mono_ms();
	if (e != NULL && e->query != NULL && e->until <= q->since) {
		forget(e);
		e = NULL;
	}
	m->counts.joined += e != NULL && e->query == NULL;
	m->counts.remembered += e != NULL && e->query != NULL;
	if (e == NULL)
		e = ask(m, name, type);
	if (e->query == NULL)
		list_append(&e->waiting, q);
	else
		tell_later(q, e, true, 0);
	return q;
}

void asking_drop(struct asking *q)
{
	if (q != NULL)
		q->fn = NULL;
}

/* ---- life ---- */

struct answers *answers_new(uv_loop_t *loop, struct resolver *r, size_t most, size_t at_once)
{
	struct answers *m = mem_alloc(sizeof(*m));

	m->resolver = r;
	m->most = most;
	m->at_once = at_once;
	m->tell = timer_new(loop, tell_all, m);
	TAILQ_INIT(&m->queued);
	TAILQ_INIT(&m->asked);
	TAILQ_INIT(&m->known);
	return m;
}

static void askings_free(struct list *l)
{
	for (struct item *it = l->first, *next; it != NULL; it = next) {
		next = it->next;
		free(it);
	}
}

struct answers *answers_free(struct answers *m)
{
	struct answer *e;

	if (m == NULL)
		return NULL;
	while ((e = TAILQ_FIRST(&m->queued)) != NULL || (e = TAILQ_FIRST(&m->asked)) != NULL) {
		askings_free(&e->waiting);
		forget(e);
	}
	while ((e = TAILQ_FIRST(&m->known)) != NULL)
		forget(e);
	askings_free(&m->told);
	timer_free(m->tell);
	free(m);
	return NULL;
}

struct answers_counts answers_counts(const struct answers *m)
{
	return m->counts;
}

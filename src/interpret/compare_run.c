/* What one record shows that belongs to no endpoint: the target, the names, the way out, the login.
 */
#include "interpret/compare_parts.h"
#include "interpret/facts.h"
#include "interpret/path.h"
#include "record/words.h"

#include <string.h>

/* One record, being looked at. */
struct look {
	struct comparing *c;
	size_t record;
	const struct record *r;
};

static void sight(const struct look *l, enum difference_kind kind, const char *name,
		  const char *value, const char *text)
{
	compare_sight(l->c, l->record, NULL, kind, name, value, text);
}

static void look_at_each(const struct look *l, enum difference_kind kind,
			 const struct list *strings)
{
	LIST_EACH (const struct string_item, it, strings)
		sight(l, kind, NULL, it->s, NULL);
}

/* ---- names ---- */

/* Names of routers and of ourselves are no part of the target. */
static bool is_of_target(const struct dns_query *q)
{
	return strcmp(q->type, "PTR") != 0;
}

/* The target's own name is called by no name: in another record it may have another. */
static const char *name_of_query(const struct look *l, const struct dns_query *q)
{
	bool own =
		!l->c->one_target && l->r->host != NULL && text_casecmp(q->name, l->r->host) == 0;

	return own ? arena_printf(l->c->arena, "its %s", q->type)
		   : arena_printf(l->c->arena, "%s %s", q->name, q->type);
}

static void look_at_query(const struct look *l, const struct dns_query *q)
{
	const char **data = arena_alloc(l->c->arena, (q->answers.n + 1) * sizeof(data[0]));
	const char *name = name_of_query(l, q);
	size_t n = 0;

	LIST_EACH (const struct dns_answer, it, &q->answers)
		if (strcmp(it->type, q->type) == 0)
			data[n++] = text_safe(l->c->arena, it->data);
	if (q->status != DNS_OK || n == 0)
		sight(l, DIFFERS_DNS, name, dns_status_words[q->status], NULL);
	else
		sight(l, DIFFERS_DNS, name, compare_sorted(l->c->arena, data, n, ", "), NULL);
}

static const char *address_words(const struct look *l, const struct address *it)
{
	return it->source == ADDRESS_DNS ? it->address
					 : arena_printf(l->c->arena, "%s (%s)", it->address,
							address_source_words[it->source]);
}

static void look_at_addresses(const struct look *l)
{
	const struct list *all = &l->r->addresses;
	const char **texts = arena_alloc(l->c->arena, (all->n + 1) * sizeof(texts[0]));
	size_t n = 0;

	LIST_EACH (const struct address, it, all)
		texts[n++] = address_words(l, it);
	sight(l, DIFFERS_ADDRESSES, NULL, compare_sorted(l->c->arena, texts, n, ", "), NULL);
}

/* ---- the way ---- */

static const char *path_words(const struct look *l, const struct path *p)
{
	static const char *const words[] = {
		[PATH_OPEN] = "open",
		[PATH_REFUSED] = "refused",
		[PATH_REFUSED_NEARER] = "refused before the server",
		[PATH_ANSWERED] = "refused on the way",
		[PATH_HERE] = "not leaving this machine",
		[PATH_CUT] = "cut",
		[PATH_SAME_END] = "silent as other ports",
		[PATH_UNKNOWN] = "silent",
	};
	struct arena *a = l->c->arena;
	const char *place = path_place(a, p);

	if (p->shape == PATH_OPEN)
		return arena_printf(a, "open, %zu hops", p->subject->hops.n);
	if (place == NULL)
		place = arena_printf(a, "behind %s", hop_words(a, p->last));
	return arena_printf(a, "%s %s", words[p->shape], place);
}

static void look_at_trace(const struct look *l, const struct trace *t)
{
	struct path p;

	if (t->role != TRACE_SUBJECT)
		return;
	path_read(l->r, t, &p);
	sight(l, DIFFERS_PATH, arena_printf(l->c->arena, "to port %d of %s", t->port, t->address),
	      path_words(l, &p), NULL);
}

/* ---- the login and the envelope ---- */

static void look_at_failed_login(const struct look *l, const struct stage *st, const char *name)
{
	const char *why = failure_in_words(l->c->arena, st);

	if (st->failure == FAILURE_REPLY && st->reply.code != 0)
		sight(l, DIFFERS_LOGIN, name, compare_reply_value(l->c, l->record, &st->reply),
		      arena_printf(l->c->arena, "refused: %s",
				   compare_reply_words(l->c->arena, &st->reply)));
	else if (st->failure != FAILURE_INTERRUPTED)
		sight(l, DIFFERS_LOGIN, name, why, NULL);
}

/* With --auth all each mechanism has a session of its own, which is called by it. */
static void look_at_login(const struct look *l, const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_AUTH);
	const char *name = s->purpose == SESSION_AUTH ? s->changed : NULL;

	if (st == NULL || (!is_primary(s) && name == NULL))
		return;
	if (st->outcome == OUTCOME_PASS)
		sight(l, DIFFERS_LOGIN, name, "works", NULL);
	else if (st->outcome == OUTCOME_FAIL)
		look_at_failed_login(l, st, name);
	else
		return;
	if (name == NULL && st->auth != NULL)
		sight(l, DIFFERS_MECHANISM, NULL, st->auth->mechanism, NULL);
}

static void look_at_answer(const struct look *l, const char *command, const struct reply *r)
{
	if (r->code != 0)
		sight(l, DIFFERS_ENVELOPE, command,
		      r->code / 100 == 2 ? "taken" : compare_reply_value(l->c, l->record, r),
		      r->code / 100 == 2 ? "taken" : compare_reply_words(l->c->arena, r));
}

static void look_at_envelope(const struct look *l, const struct session *s)
{
	const struct stage *st = is_primary(s) ? session_stage(s, STAGE_ENVELOPE) : NULL;
	const struct stage *message = is_primary(s) ? session_stage(s, STAGE_MESSAGE) : NULL;

	if (message != NULL)
		look_at_answer(l, "the message", &message->reply);
	if (st == NULL || st->envelope == NULL)
		return;
	look_at_answer(l, "MAIL", &st->envelope->mail);
	LIST_EACH (const struct recipient, it, &st->envelope->recipients)
		look_at_answer(l,
			       arena_printf(l->c->arena, "RCPT of %s",
					    it->address != NULL ? it->address : "nobody"),
			       &it->reply);
}

/* ---- what it means ---- */

static void look_at_finding(const struct look *l, const struct finding *f)
{
	if (f->root == NULL && f->severity >= SEVERITY_WARNING)
		sight(l, DIFFERS_FINDING, f->id, severity_names[f->severity], f->title);
}

/* ---- the whole ---- */

static void look_at_target(const struct look *l)
{
	const struct record *r = l->r;

	sight(l, DIFFERS_TARGET, NULL, record_target(r), NULL);
	sight(l, DIFFERS_USER, NULL, r->user, NULL);
	sight(l, DIFFERS_PROXY, NULL, r->proxy, NULL);
	sight(l, DIFFERS_KNOWLEDGE, NULL, r->knowledge, NULL);
	sight(l, DIFFERS_TOOL, NULL, r->version, NULL);
	look_at_each(l, DIFFERS_RESOLVERS, &r->resolvers);
	look_at_each(l, DIFFERS_EGRESS, &r->egress);
	look_at_each(l, DIFFERS_SOURCE, &r->sources);
}

void compare_run(struct comparing *c, size_t record)
{
	const struct look l = {c, record, c->records[record].record};

	look_at_target(&l);
	LIST_EACH (const struct dns_query, q, &l.r->queries)
		if (is_of_target(q))
			look_at_query(&l, q);
	look_at_addresses(&l);
	LIST_EACH (const struct trace, t, &l.r->traces)
		look_at_trace(&l, t);
	LIST_EACH (const struct session, s, &l.r->sessions) {
		look_at_login(&l, s);
		look_at_envelope(&l, s);
	}
	LIST_EACH (const struct finding, f, &c->records[record].interpretation->findings)
		look_at_finding(&l, f);
}

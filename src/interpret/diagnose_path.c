/* Where on the way a connection is stopped: traces of this run name the place, and often another
 * cause than silence or a refusal alone would. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/path.h"
#include "interpret/reach.h"

#include <string.h>

static const char *const zone_words[] = {
	[ZONE_OWN] = "your own network",
	[ZONE_CARRIER] = "a carrier's network",
	[ZONE_DESTINATION] = "the destination's network",
};

/* ---- evidence ---- */

static const char *named(const struct place *at, const struct hop *h)
{
	const char *name = h == NULL ? NULL : hop_name(at->d->arena, at->d->record, h);
	const char *words = hop_words(at->d->arena, h);

	return name == NULL ? words : arena_printf(at->d->arena, "%s, %s", words, name);
}

static const char *trace_name(const struct place *at, const struct trace *t)
{
	return arena_printf(at->d->arena, "%s port %d", t->address, t->port);
}

static void show_subject(const struct place *at, struct finding *f, const struct path *p)
{
	const char *name = trace_name(at, p->subject);

	if (p->end != NULL && hop_is_end(p->end))
		show(at, f, "network", "%s: %s at hop %d", name, hop_answer_names[p->end->answer],
		     p->end->ttl);
	else if (p->end != NULL && p->end->answer == HOP_LOCAL)
		show(at, f, "network", "%s: no packet leaves this machine", name);
	else if (p->end != NULL)
		show(at, f, "network", "%s: %s, says %s", name, hop_answer_names[p->end->answer],
		     named(at, path_answerer(p)));
	else if (p->last != NULL)
		show(at, f, "network", "%s: %s is the last that answers", name, named(at, p->last));
	else
		show(at, f, "network", "%s: not even the first hop answers", name);
}

static const char *distance(const struct place *at, const struct path *p)
{
	return p->distance == 0
		       ? ""
		       : arena_printf(at->d->arena, ", the server is at hop %d", p->distance);
}

static void show_control(const struct place *at, struct finding *f, const struct path *p)
{
	const char *name = p->control == NULL ? NULL : trace_name(at, p->control);

	if (p->shape == PATH_SAME_END)
		show(at, f, "network", "%s ends at the same place: it is not this port alone",
		     name);
	else if (p->next != NULL && hop_is_end(p->next))
		show(at, f, "network", "%s: the server answers at hop %d", name, p->next->ttl);
	else if (p->next != NULL)
		show(at, f, "network", "%s: %s answers, too%s", name, named(at, p->next),
		     distance(at, p));
	else if (p->distance > 0)
		show(at, f, "network", "%s: the server is at hop %d", name, p->distance);
}

/* What the facts leave open, said where it matters. */
static void show_doubt(const struct place *at, struct finding *f, const struct path *p)
{
	bool cut = p->shape == PATH_CUT && p->certainty < CERTAINTY_LIKELY;

	if (cut && strcmp(p->control->address, p->subject->address) == 0)
		show(at, f, "note", "one router more is no proof: it may limit its answers");
	else if (cut)
		show(at, f, "note", "%s is another host: it may lie on another way",
		     p->control->address);
	else if (p->shape == PATH_CUT && p->next != NULL && hop_is_end(p->next))
		show(at, f, "note",
		     "answers of the server that get lost on their way look the same");
	else if (p->shape == PATH_UNKNOWN && p->last != NULL)
		show(at, f, "note",
		     "routers that answer nobody look the same: no culprit is named");
	else if (p->shape == PATH_HERE && p->end != NULL && p->end->answer == HOP_REFUSED)
		show(at, f, "note",
		     "a first router that refuses by itself looks the same: try from another "
		     "machine beside this one");
	else if (p->shape == PATH_REFUSED && p->distance == p->end->ttl)
		show(at, f, "note",
		     "that is where the server is; a filter right before it looks the same");
}

/* "hop 2 is in a carrier's network, the server in the destination's network ..." */
static void show_zones(const struct place *at, struct finding *f, const struct path *p)
{
	enum path_zone of_last = path_zone(p, p->last);
	enum path_zone of_next = p->next == NULL ? of_last : path_zone(p, p->next);

	if (p->shape != PATH_CUT && p->shape != PATH_REFUSED_NEARER)
		return;
	if (p->last == NULL || of_last == of_next)
		show(at, f, "note", "that is in %s, as far as addresses tell", zone_words[of_next]);
	else
		show(at, f, "note", "that is between %s and %s, as far as addresses tell",
		     zone_words[of_last], zone_words[of_next]);
}

static void show_lost_here(const struct place *at, struct finding *f, const struct path *p)
{
	if (p->shape == PATH_HERE && p->lost_here > 0)
		show(at, f, "network",
		     "the system failed to send %d packets (TCPRetransFail): a rule here drops "
		     "them",
		     p->lost_here);
}

static void show_path(const struct place *at, struct finding *f, const struct path *p)
{
	show_subject(at, f, p);
	show_control(at, f, p);
	show_lost_here(at, f, p);
	show_zones(at, f, p);
	show_doubt(at, f, p);
}

/* ---- another cause ---- */

/* What the place makes of a failure, and which causes knew less. */
static const struct meaning {
	enum path_shape shape;
	enum hop_answer answer; /* of PATH_ANSWERED */
	const char *id;
	const char *instead_of[5];
} meanings[] = {
	{PATH_HERE,
	 HOP_SILENT,
	 "net-local-block",
	 {"net-connect-timeout", "net-outbound-blocked", "net-connect-refused",
	  "net-refused-too-soon"}},
	{PATH_CUT, HOP_SILENT, "net-path-blocked-at", {"net-connect-timeout"}},
	{PATH_REFUSED_NEARER,
	 HOP_SILENT,
	 "net-refused-on-the-way",
	 {"net-connect-refused", "net-refused-too-soon"}},
	{PATH_ANSWERED, HOP_PROHIBITED, "net-prohibited", {"net-connect-timeout"}},
	{PATH_ANSWERED, HOP_UNREACHABLE, "net-unreachable", {"net-connect-timeout"}},
};

static bool knew_less(const struct meaning *m, const char *id)
{
	for (size_t i = 0; m->instead_of[i] != NULL; i++)
		if (strcmp(m->instead_of[i], id) == 0)
			return true;
	return false;
}

static const struct meaning *meaning_of(const struct path *p, const struct finding *cause)
{
	if (p->certainty < CERTAINTY_LIKELY)
		return NULL;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].shape == p->shape &&
		    (p->shape != PATH_ANSWERED || meanings[i].answer == p->end->answer) &&
		    knew_less(&meanings[i], cause->id))
			return &meanings[i];
	return NULL;
}

/* Addresses beside the one that was traced fail for the same reason: one trace stands for all of a
 * family. */
static void blame_for_all(const struct place *at, struct finding *f, const char *before)
{
	LIST_EACH (struct session, s, &at->d->record->sessions) {
		const struct place its = {
			.d = at->d, .session = s, .stage = session_stage(s, STAGE_TCP)};
		const struct finding *cause = cause_of(at->d, s);

		if (cause == NULL || strcmp(cause->id, before) != 0 || !is_primary(s) ||
		    s->port != at->session->port || strcmp(s->host, at->session->host) != 0 ||
		    is_ipv6(s->address) != is_ipv6(at->session->address))
			continue;
		blame_instead(&its, f);
		if (s != at->session)
			show(&its, f, "note", "also at %s", place_name(&its));
	}
}

void drop_advice(struct finding *f, const char *words)
{
	struct list rest = {0};
	struct item *next;

	for (struct item *it = f->fixes.first; it != NULL; it = next) {
		next = it->next;
		if (strstr(((struct string_item *)(void *)it)->s, words) == NULL)
			list_append(&rest, it);
	}
	f->fixes = rest;
}

/* What takes some packets of everybody takes those of a trace as well, and blames the place where
 * it is for no rule at all. */
static bool may_be_chance(const struct place *at, const struct path *p)
{
	return (p->shape == PATH_CUT || (p->shape == PATH_HERE && p->lost_here == 0)) &&
	       silence_may_be_loss(at->d->record, at->session);
}

static void explain_failure(const struct place *at, const struct path *p)
{
	struct finding *cause = cause_of(at->d, at->session), *f;
	const struct meaning *m =
		cause == NULL || may_be_chance(at, p) ? NULL : meaning_of(p, cause);

	if (cause == NULL)
		return;
	if (m == NULL) {
		show_path(at, cause, p);
		drop_advice(cause, "smtpscope path "); /* it was done */
		return;
	}
	f = found(at, m->id, PER_SESSION);
	f->certainty = p->certainty;
	f->owner = path_owner(p);
	show_path(at, f, p);
	blame_for_all(at, f, cause->id);
}

static const struct session *session_of(const struct record *r, const struct trace *t)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (is_primary(s) && s->port == t->port && strcmp(s->address, t->address) == 0)
			return s;
	return NULL;
}

void diagnose_path(struct diagnosis *d)
{
	LIST_EACH (const struct trace, t, &d->record->traces) {
		const struct session *s =
			t->role == TRACE_SUBJECT ? session_of(d->record, t) : NULL;
		const struct place at = {.d = d,
					 .session = s,
					 .stage = s == NULL ? NULL : session_stage(s, STAGE_TCP)};
		struct path p;

		if (s == NULL || at.stage == NULL)
			continue;
		path_read(d->record, t, &p);
		explain_failure(&at, &p);
	}
}

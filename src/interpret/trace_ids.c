#include "interpret/trace_ids.h"

#include "interpret/service_ids.h"
#include "know/label.h"

#include <string.h>

enum { IDS_MAX = 100 };

struct search {
	struct arena *arena;
	const struct knowledge *know;
	struct list *out;
	const struct session *session;
	int stage;
};

static bool is_known(const struct list *ids, const char *id)
{
	LIST_EACH (const struct trace_id, t, ids)
		if (strcmp(t->id, id) == 0)
			return true;
	return false;
}

static void add(const struct search *s, const char *what, const char *id)
{
	struct trace_id *t;

	if (id == NULL || is_known(s->out, id) || s->out->n == IDS_MAX)
		return;
	t = ARENA_NEW(s->arena, struct trace_id);
	t->what = what;
	t->id = id;
	t->session = s->session;
	t->stage = s->stage;
	list_append(s->out, t);
}

static const struct label *label_of(const struct search *s, enum label_kind kind, struct bytes text,
				    const char **id)
{
	struct bytes name;
	const struct label *l = label_in(s->know, kind, text, &name);

	if (l != NULL)
		*id = text_safe(s->arena, name);
	return l;
}

/* Those of the sign-in, which a mail server hands on. */
static void in_answer_of_service(const struct search *s, struct bytes text)
{
	struct service_ids ids = service_ids_in(s->arena, text);

	add(s, "sign-in at Microsoft Entra: correlation id", ids.correlation);
	add(s, "sign-in at Microsoft Entra: trace id", ids.trace);
}

static void in_text(const struct search *s, struct bytes text)
{
	const char *id;
	const struct label *l = label_of(s, LABEL_CONNECTION, text, &id);

	if (l != NULL)
		add(s, l->title, id);
	in_answer_of_service(s, text);
}

/* A message that was taken has an id of its own. */
static void in_end_of_message(const struct search *s, struct bytes text)
{
	const char *id;
	const struct label *l = label_of(s, LABEL_MESSAGE, text, &id);

	if (l != NULL)
		add(s, arena_printf(s->arena, "the message, as %s calls it", l->title), id);
}

static void in_stage(const struct search *s, const struct stage *st)
{
	if (st->auth != NULL)
		in_answer_of_service(s, st->auth->challenge);
	if (st->envelope != NULL) {
		in_text(s, st->envelope->mail.text);
		LIST_EACH (const struct recipient, to, &st->envelope->recipients)
			in_text(s, to->reply.text);
	}
	if (st->message != NULL) {
		in_text(s, st->message->data.text);
		if (st->outcome == OUTCOME_PASS)
			in_end_of_message(s, st->reply.text);
	}
	in_text(s, st->reply.text);
}

void trace_ids(struct arena *a, const struct record *r, const struct knowledge *k, struct list *out)
{
	struct search s = {.arena = a, .know = k, .out = out};

	LIST_EACH (const struct session, it, &r->sessions) {
		s.session = it;
		LIST_EACH (const struct stage, st, &it->stages) {
			s.stage = (int)st->id;
			in_stage(&s, st);
		}
	}
}

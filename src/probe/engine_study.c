/* engine_study.c - the engine's questions that follow from each other's answers */
#include "probe/engine_parts.h"

void engine_begin_study(struct engine *e, engine_look_fn *look, void *arg)
{
	e->look = look;
	e->looker = arg;
	e->began_study = false;
	e->lookup.each = true;
	engine_begin(e, ENGINE_STUDYING);
}

void engine_ask_more(struct engine *e, const char *name, const char *type)
{
	lookup_ask(&e->lookup, name, type);
}

void engine_fetch(struct engine *e, const char *url, const struct list *addresses)
{
	if (e->documents == NULL)
		e->documents = documents_new(&e->common);
	documents_fetch(e->documents, url, addresses);
}

/* What came in one turn of the loop is looked at once. */
void engine_look_at_answers(struct engine *e)
{
	size_t came = lookup_take(&e->lookup) + !e->began_study;

	if (e->documents != NULL)
		came += documents_take(e->documents);
	e->began_study = true;
	if (came > 0 && !e->stopped)
		e->look(e->looker);
}

bool engine_study_over(const struct engine *e)
{
	return e->stopped || (e->lookup.open == 0 && e->lookup.asked.n == 0 &&
			      (e->documents == NULL || documents_open(e->documents) == 0));
}

void engine_end_study(struct engine *e)
{
	e->lookup.each = false;
	lookup_end(&e->lookup);
	if (e->documents != NULL)
		documents_give_up(e->documents);
	e->documents = documents_free(e->documents);
}

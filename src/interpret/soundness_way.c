/* Ways of sending: each is found by its samples, says nothing twice and does not contradict itself.
 */
#include "interpret/soundness_way.h"

#include "interpret/way.h"
#include "interpret/way_sample.h"
#include "know/yamldoc.h"

#include <string.h>

struct way_check {
	const struct knowledge *know;
	struct faults faults;
};

static void complain(struct way_check *c, const struct way *w, const char *text)
{
	c->faults.file = w->file;
	fault_add(&c->faults, w->line, w->column, "%s: %s", w->id, text);
}

static bool leads_to(const struct way_found *f, const struct way *w)
{
	return f != NULL && (f->way == w || f->rival == w);
}

static const char *stray(struct way_check *c, const struct way *w, const char *line)
{
	struct arena *a = arena_new();
	const char *fault;
	struct record *r = way_sample_record(c->know, line, &fault);
	const struct way_found *f = r == NULL ? NULL : way_of_record(a, r, c->know);

	if (r != NULL && !leads_to(f, w))
		fault = arena_printf(c->faults.arena, "this sample goes to %s",
				     f == NULL ? "nothing" : f->way->id);
	record_free(r);
	arena_free(a);
	return fault;
}

static void check_samples(struct way_check *c, const struct way *w)
{
	LIST_EACH (const struct sample, s, &w->samples) {
		const char *fault = stray(c, w, s->text.s);

		if (fault == NULL)
			continue;
		c->faults.file = w->file;
		fault_add(&c->faults, s->line, s->column, "%s: %s", w->id, fault);
	}
}

static bool needs_login(const struct way *w)
{
	LIST_EACH (const struct way_need, n, &w->needs)
		if (n->shown == 1u << WAY_SIGN_LOGIN)
			return true;
	return false;
}

static void check_login(struct way_check *c, const struct way *w)
{
	if (w->login == WAY_LOGIN_NEEDED && !needs_login(w))
		complain(c, w, "\"login\" is needed, and no need is shown by \"login\"");
	if (w->login == WAY_LOGIN_NEVER && needs_login(w))
		complain(c, w, "\"login\" is never, and a need is shown by \"login\"");
}

static void check_links(struct way_check *c, const struct way *w)
{
	if (list_has_string(&w->instead, w->id))
		complain(c, w, "\"instead\" leads to the way itself");
	LIST_EACH (const struct way_rival, r, &w->beside)
		if (strcmp(r->way, w->id) == 0)
			complain(c, w, "\"beside\" leads to the way itself");
}

/* Said once of two: of the later one. */
static void check_neighbours(struct way_check *c, const struct way *w)
{
	LIST_EACH (const struct way, other, knowledge_ways(c->know)) {
		if (other == w)
			return;
		if (text_casecmp(other->title, w->title) == 0)
			complain(c, w,
				 arena_printf(c->faults.arena, "the same title as that of %s",
					      other->id));
	}
}

size_t soundness_of_ways(const struct knowledge *k, struct list *faults, struct arena *a)
{
	struct way_check c = {.know = k, .faults = {.list = faults, .arena = a}};
	size_t samples = 0;

	LIST_EACH (const struct way, w, knowledge_ways(k)) {
		if (w->file == NULL)
			continue;
		check_samples(&c, w);
		check_login(&c, w);
		check_links(&c, w);
		check_neighbours(&c, w);
		samples += w->samples.n;
	}
	return samples;
}

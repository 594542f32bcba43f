#include "interpret/cases.h"

#include <string.h>

static const struct entry_case *case_find(const struct entry *e, const char *name)
{
	if (e != NULL)
		LIST_EACH (const struct entry_case, c, &e->cases)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}

bool entry_has_case(const struct entry *e, const char *name)
{
	return case_find(e, name) != NULL;
}

const char *case_title(struct arena *a, const struct entry *e, const char *name,
		       const struct wording *w)
{
	const struct entry_case *c = case_find(e, name);

	return c == NULL || c->title == NULL ? NULL : wording_fill(a, w, c->title);
}

static void take(struct arena *a, struct finding *f, const struct entry_case *c,
		 const struct wording *w)
{
	f->certainty = c->certainty;
	f->owner = c->owner;
	if (c->title != NULL)
		f->title = wording_fill(a, w, c->title);
	if (c->meaning != NULL)
		f->meaning = wording_fill(a, w, c->meaning);
	if (c->causes.n > 0)
		f->causes = wording_fill_all(a, w, &c->causes);
	if (c->fixes.n > 0)
		f->fixes = wording_fill_all(a, w, &c->fixes);
}

void finding_take_case(struct arena *a, struct finding *f, const struct entry *e, const char *name,
		       const struct wording *w)
{
	const struct entry_case *c = case_find(e, name);

	f->of_case = name;
	if (c != NULL)
		take(a, f, c, w);
}

const char *interception_case(const struct box *b)
{
	return b->kind == BOX_ANTIVIRUS ? "antivirus" : "gateway";
}

static void put_first(struct arena *a, struct list *texts, const char *text)
{
	struct list all = {0};

	list_add_string(&all, a, text);
	LIST_EACH (const struct string_item, it, texts)
		list_add_string(&all, a, it->s);
	*texts = all;
}

void finding_take_box(struct arena *a, struct finding *f, const struct box *b)
{
	if (b->fix != NULL && !list_has_string(&f->fixes, b->fix))
		put_first(a, &f->fixes, b->fix);
	f->references = b->references;
}

#include "domain/bimi.h"

#include "domain/study.h"
#include "domain/taglist.h"
#include "record/shape.h"

static bool is_meant(struct bytes text)
{
	return bytes_begins(text, "v=BIMI1") || bytes_begins(text, "v = BIMI1");
}

static void note_fault(struct bimi_study *b, const char *fault, size_t at)
{
	if (b->fault != NULL)
		return;
	b->fault = fault;
	b->fault_at = (int)at;
}

/* The value, harmless; NULL: absent or empty. */
static const char *value_of(struct arena *a, const struct tag *t)
{
	return t == NULL || t->value.n == 0 ? NULL : text_safe(a, t->value);
}

static void check_url(struct bimi_study *b, const struct tag *t, const char *fault)
{
	if (t != NULL && t->value.n > 0 && !bytes_begins(t->value, "https://"))
		note_fault(b, fault, t->value_at);
}

static void read_tags(struct arena *a, struct bimi_study *b, const struct taglist *l)
{
	const struct tag *v = taglist_find(l, "v"), *logo = taglist_find(l, "l"),
			 *evidence = taglist_find(l, "a");

	b->logo = value_of(a, logo);
	b->evidence = value_of(a, evidence);
	b->declined = logo != NULL && b->logo == NULL && b->evidence == NULL;
	if (l->fault != NULL)
		note_fault(b, l->fault, l->fault_at);
	if (v == NULL || !bytes_same(v->value, bytes_str(a, "BIMI1")))
		note_fault(b, "the version is not \"BIMI1\"", v == NULL ? 0 : v->value_at);
	if (l->twice != NULL)
		note_fault(b, "a tag stands there twice", l->twice->at);
	if (logo == NULL)
		note_fault(b, "no tag l=, so there is no logo", 0);
	check_url(b, logo, "the logo is not fetched by https");
	check_url(b, evidence, "the certificate of the mark is not fetched by https");
}

void bimi_read(struct study *s, struct view *v)
{
	struct bimi_study *b = &s->bimi;
	struct list texts = {0};

	b->query = view_ask(v, arena_printf(s->arena, "default._bimi.%s", s->domain), "TXT");
	if (b->query == NULL)
		return;
	view_data(s->arena, b->query, &texts);
	LIST_EACH (const struct bytes_item, it, &texts) {
		struct taglist l;

		if (!is_meant(it->b) || b->records++ > 0)
			continue;
		b->text = text_safe(s->arena, it->b);
		taglist_read(s->arena, it->b, &l);
		read_tags(s->arena, b, &l);
	}
}

#define AT(member) offsetof(struct bimi_study, member)
static const struct field fields[] = {
	{.name = "record", .kind = FIELD_TEXT, .offset = AT(text)},
	{.name = "logo", .kind = FIELD_TEXT, .offset = AT(logo)},
	{.name = "evidence", .kind = FIELD_TEXT, .offset = AT(evidence)},
	{.name = "declined", .kind = FIELD_BOOL, .offset = AT(declined), .optional = true},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "fault_at", .kind = FIELD_INT, .offset = AT(fault_at), .optional = true},
};
#undef AT
const struct shape bimi_study_shape = SHAPE(struct bimi_study, fields);

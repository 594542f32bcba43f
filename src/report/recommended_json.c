#include "interpret/finding_shapes.h"
#include "report/finding_json.h"
#include "report/recommended.h"
#include "report/snippet_text.h"

static void part(struct jsonw *w, const struct part_text *p)
{
	jsonw_begin_object(w);
	text_json(w, "file", p->file);
	text_json(w, "text", p->text);
	jsonw_end_object(w);
}

static void program(struct jsonw *w, const char *id, const struct snippet_text *t)
{
	jsonw_begin_object(w);
	text_json(w, "program", id);
	if (t->fault != NULL) {
		text_json(w, "fault", t->fault);
	} else {
		jsonw_key(w, "parts");
		jsonw_begin_array(w);
		LIST_EACH (const struct part_text, p, &t->parts)
			part(w, p);
		jsonw_end_array(w);
	}
	jsonw_end_object(w);
}

static void programs(struct jsonw *w, const struct record *r, const struct interpretation *i,
		     const struct knowledge *k, const struct list *ids)
{
	struct arena *a = arena_new();

	jsonw_key(w, "settings");
	jsonw_begin_array(w);
	LIST_EACH (const struct string_item, it, ids) {
		struct snippet_text t;

		snippet_fill(a, k, snippet_find(k, it->s), r, i, &t);
		program(w, it->s, &t);
	}
	jsonw_end_array(w);
	arena_free(a);
}

void recommended_json(struct jsonw *w, const struct record *r, const struct interpretation *i,
		      const struct knowledge *k, const struct report_options *o)
{
	if (i->recommended.n > 0) {
		jsonw_key(w, "recommended");
		shape_write(w, &recommended_shape, i->recommended.first);
	}
	if (o->snippets.n > 0)
		programs(w, r, i, k, &o->snippets);
}

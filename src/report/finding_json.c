#include "report/finding_json.h"

#include "interpret/finding_shapes.h"

void strings_json(struct jsonw *w, const char *key, const struct list *l)
{
	jsonw_key(w, key);
	jsonw_begin_array(w);
	LIST_EACH (const struct string_item, it, l) {
		jsonw_text(w, it->s);
	}
	jsonw_end_array(w);
}

void text_json(struct jsonw *w, const char *key, const char *s)
{
	jsonw_key(w, key);
	jsonw_text(w, s);
}

void number_json(struct jsonw *w, const char *key, int64_t n)
{
	jsonw_key(w, key);
	jsonw_int(w, n);
}

void known_json(struct jsonw *w, const char *key, const char *s)
{
	if (s != NULL)
		text_json(w, key, s);
}

void finding_json(struct jsonw *w, const struct finding *f)
{
	shape_write(w, &finding_shape, f);
}

void verdict_json(struct jsonw *w, const struct verdict *v)
{
	jsonw_key(w, "verdict");
	shape_write(w, &verdict_shape, v);
}

void verdict_short_json(struct jsonw *w, const struct verdict *v)
{
	jsonw_key(w, "verdict");
	jsonw_begin_object(w);
	text_json(w, "status", verdict_status_names[v->status]);
	text_json(w, "finding", v->finding->id);
	text_json(w, "summary", v->summary);
	jsonw_end_object(w);
}

/* way_json.c - the member "way": which way of sending this is, and what it needs */
#include "report/way.h"

#include "interpret/way.h"
#include "report/finding_json.h"

static void name(struct jsonw *w, const struct way *way)
{
	text_json(w, "id", way->id);
	text_json(w, "title", way->title);
}

void way_name_json(struct jsonw *w, const struct way *way)
{
	jsonw_key(w, "way");
	jsonw_begin_object(w);
	name(w, way);
	jsonw_end_object(w);
}

static void rival(struct jsonw *w, const struct way_found *f)
{
	if (f->rival == NULL)
		return;
	jsonw_key(w, "or");
	jsonw_begin_object(w);
	name(w, f->rival);
	text_json(w, "tells", f->tells);
	jsonw_end_object(w);
}

static void why(struct jsonw *w, const struct way_found *f)
{
	jsonw_key(w, "why");
	jsonw_begin_array(w);
	LIST_EACH (const struct bytes_item, it, &f->why)
		jsonw_bytes(w, it->b);
	jsonw_end_array(w);
}

static void needs(struct jsonw *w, const struct way_found *f)
{
	jsonw_key(w, "needs");
	jsonw_begin_array(w);
	LIST_EACH (const struct way_need_seen, n, &f->needs) {
		jsonw_begin_object(w);
		text_json(w, "text", n->need->text);
		text_json(w, "state", way_state_names[n->state]);
		if (n->evidence.n > 0) {
			jsonw_key(w, "evidence");
			jsonw_bytes(w, n->evidence);
		}
		if (n->fix != NULL)
			text_json(w, "fix", n->fix);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void cannot(struct jsonw *w, const struct way *way)
{
	jsonw_key(w, "cannot");
	jsonw_begin_array(w);
	LIST_EACH (const struct fact, it, &way->cannot)
		jsonw_text(w, it->text);
	jsonw_end_array(w);
}

void way_json(struct jsonw *w, const struct way_found *f)
{
	if (f == NULL)
		return;
	jsonw_key(w, "way");
	jsonw_begin_object(w);
	name(w, f->way);
	text_json(w, "certainty", certainty_names[f->certainty]);
	rival(w, f);
	why(w, f);
	needs(w, f);
	cannot(w, f->way);
	strings_json(w, "instead", &f->way->instead);
	jsonw_end_object(w);
}

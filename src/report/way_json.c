/* way_json.c - the member "way": which way of sending this is, and what it needs */
#include "report/way.h"

#include "interpret/finding_shapes.h"
#include "interpret/way.h"
#include "report/finding_json.h"

void way_name_json(struct jsonw *w, const struct way *way)
{
	jsonw_key(w, "way");
	shape_write(w, &way_name_shape, way);
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
	shape_write_fields(w, &way_found_shape, f);
	cannot(w, f->way);
	strings_json(w, "instead", &f->way->instead);
	jsonw_end_object(w);
}

/* token_document.c - smtpscope.token/1 (DESIGN section 6; data/token.schema.json) */
#include "record/shapes.h"
#include "report/finding_json.h"
#include "report/token.h"

static const struct field fields[] = {
	{.name = "tool", .kind = FIELD_GROUP, .shape = &tool_shape},
	{.name = "run", .kind = FIELD_GROUP, .shape = &run_shape},
};
static const struct shape head_shape = SHAPE(struct record, fields);

static void part(struct jsonw *w, const char *key, const struct shape *shape, const void *object)
{
	if (object == NULL)
		return;
	jsonw_key(w, key);
	shape_write(w, shape, object);
}

void token_document(struct buf *out, const struct record *r, const struct interpretation *i)
{
	struct jsonw w = {.out = out, .pretty = true};

	jsonw_begin_object(&w);
	text_json(&w, "schema", "smtpscope.token/1");
	shape_write_fields(&w, &head_shape, r);
	part(&w, "token", &token_shape, r->token);
	part(&w, "request", &token_asked_shape, r->asked);
	jsonw_key(&w, "findings");
	jsonw_begin_array(&w);
	LIST_EACH (const struct finding, f, &i->findings)
		finding_json(&w, f);
	jsonw_end_array(&w);
	verdict_json(&w, &i->verdict);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

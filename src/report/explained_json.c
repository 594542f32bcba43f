/* explained_json.c - smtpscope.explain/1 (DESIGN section 6; data/explain.schema.json) */
#include "report/explained.h"
#include "report/finding_json.h"

static void reply(struct jsonw *w, const struct reply *r)
{
	jsonw_key(w, "reply");
	jsonw_begin_object(w);
	if (r->code != 0) {
		jsonw_key(w, "code");
		jsonw_int(w, r->code);
	}
	if (r->enhanced != NULL)
		text_json(w, "enhanced", r->enhanced);
	jsonw_key(w, "text");
	jsonw_bytes(w, r->text);
	jsonw_end_object(w);
}

static void explanation(struct jsonw *w, const struct explanation *x)
{
	const struct reply *r = &x->reply;

	jsonw_begin_object(w);
	jsonw_key(w, "input");
	jsonw_bytes(w, x->of->input);
	jsonw_key(w, "line");
	jsonw_int(w, x->of->line);
	if (r->code != 0 || r->enhanced != NULL)
		reply(w, r);
	if (x->provider != NULL)
		text_json(w, "provider", x->provider);
	if (x->stage >= 0)
		text_json(w, "stage", stage_names[x->stage]);
	jsonw_key(w, "findings");
	jsonw_begin_array(w);
	LIST_EACH (const struct finding, f, &x->findings) {
		finding_json(w, f);
	}
	jsonw_end_array(w);
	jsonw_end_object(w);
}

void explained_json(struct buf *out, const struct list *explained)
{
	struct jsonw w = {.out = out, .pretty = true};

	jsonw_begin_object(&w);
	text_json(&w, "schema", "smtpscope.explain/1");
	jsonw_key(&w, "items");
	jsonw_begin_array(&w);
	LIST_EACH (const struct explanation, x, explained) {
		explanation(&w, x);
	}
	jsonw_end_array(&w);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

#include "report/finding_json.h"

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

void known_json(struct jsonw *w, const char *key, const char *s)
{
	if (s != NULL)
		text_json(w, key, s);
}

static void evidence(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "evidence");
	jsonw_begin_array(w);
	LIST_EACH (const struct evidence, e, &f->evidence) {
		jsonw_begin_object(w);
		text_json(w, "kind", e->kind);
		jsonw_key(w, "text");
		jsonw_bytes(w, e->text);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void references(struct jsonw *w, const struct list *l)
{
	jsonw_key(w, "references");
	jsonw_begin_array(w);
	LIST_EACH (const struct reference, r, l) {
		jsonw_begin_object(w);
		text_json(w, "source", r->source);
		if (r->as_of != NULL)
			text_json(w, "as_of", r->as_of);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

/* Only where a setting of theirs mends it. */
static void settings(struct jsonw *w, const struct finding *f)
{
	if (f->settings.n == 0)
		return;
	jsonw_key(w, "settings");
	jsonw_begin_array(w);
	LIST_EACH (const struct program_setting, s, &f->settings) {
		jsonw_begin_object(w);
		text_json(w, "program", s->program);
		text_json(w, "setting", s->setting);
		references(w, s->references);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

/* Only what is known: a DNS finding has no session, a finding about the target no stage. */
static void where(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "where");
	jsonw_begin_object(w);
	if (f->session_index >= 0) {
		jsonw_key(w, "session");
		jsonw_int(w, f->session_index);
	}
	if (f->address != NULL)
		text_json(w, "address", f->address);
	if (f->port != 0) {
		jsonw_key(w, "port");
		jsonw_int(w, f->port);
	}
	if (f->stage >= 0)
		text_json(w, "stage", stage_names[f->stage]);
	jsonw_end_object(w);
}

void finding_json(struct jsonw *w, const struct finding *f)
{
	jsonw_begin_object(w);
	text_json(w, "id", f->id);
	if (f->of_case != NULL)
		text_json(w, "case", f->of_case);
	text_json(w, "severity", severity_names[f->severity]);
	text_json(w, "certainty", certainty_names[f->certainty]);
	text_json(w, "owner", owner_names[f->owner]);
	text_json(w, "title", f->title);
	text_json(w, "meaning", f->meaning);
	strings_json(w, "causes", &f->causes);
	strings_json(w, "fixes", &f->fixes);
	settings(w, f);
	evidence(w, f);
	references(w, &f->references);
	strings_json(w, "also", &f->also);
	where(w, f);
	if (f->root != NULL)
		text_json(w, "consequence_of", f->root->id);
	jsonw_end_object(w);
}

static void works(struct jsonw *w, const struct verdict *v)
{
	jsonw_key(w, "works");
	jsonw_begin_array(w);
	LIST_EACH (const struct works, it, &v->works) {
		jsonw_begin_object(w);
		text_json(w, "address", it->address);
		jsonw_key(w, "port");
		jsonw_int(w, it->port);
		text_json(w, "tls_mode", tls_mode_names[it->mode]);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

void verdict_json(struct jsonw *w, const struct verdict *v)
{
	jsonw_key(w, "verdict");
	jsonw_begin_object(w);
	text_json(w, "status", verdict_status_names[v->status]);
	text_json(w, "finding", v->finding->id);
	text_json(w, "summary", v->summary);
	works(w, v);
	strings_json(w, "not_tested", &v->not_tested);
	jsonw_end_object(w);
}

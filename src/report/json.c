/* json.c - the report as one JSON document (DESIGN section 6; data/report.schema.json) */
#include "record/record_json.h"
#include "report/report.h"

static void strings(struct jsonw *w, const char *key, const struct list *l)
{
	jsonw_key(w, key);
	jsonw_begin_array(w);
	LIST_EACH (const struct string_item, it, l) {
		jsonw_text(w, it->s);
	}
	jsonw_end_array(w);
}

static void text(struct jsonw *w, const char *key, const char *s)
{
	jsonw_key(w, key);
	jsonw_text(w, s);
}

static void evidence(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "evidence");
	jsonw_begin_array(w);
	LIST_EACH (const struct evidence, e, &f->evidence) {
		jsonw_begin_object(w);
		text(w, "kind", e->kind);
		jsonw_key(w, "text");
		jsonw_bytes(w, e->text);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void references(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "references");
	jsonw_begin_array(w);
	LIST_EACH (const struct reference, r, &f->references) {
		jsonw_begin_object(w);
		text(w, "source", r->source);
		if (r->as_of != NULL)
			text(w, "as_of", r->as_of);
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
		text(w, "address", f->address);
	if (f->port != 0) {
		jsonw_key(w, "port");
		jsonw_int(w, f->port);
	}
	if (f->stage >= 0)
		text(w, "stage", stage_names[f->stage]);
	jsonw_end_object(w);
}

static void finding(struct jsonw *w, const struct finding *f)
{
	jsonw_begin_object(w);
	text(w, "id", f->id);
	text(w, "severity", severity_names[f->severity]);
	text(w, "certainty", certainty_names[f->certainty]);
	text(w, "owner", owner_names[f->owner]);
	text(w, "title", f->title);
	text(w, "meaning", f->meaning);
	strings(w, "causes", &f->causes);
	strings(w, "fixes", &f->fixes);
	evidence(w, f);
	references(w, f);
	strings(w, "also", &f->also);
	where(w, f);
	if (f->root != NULL)
		text(w, "consequence_of", f->root->id);
	jsonw_end_object(w);
}

static void works(struct jsonw *w, const struct verdict *v)
{
	jsonw_key(w, "works");
	jsonw_begin_array(w);
	LIST_EACH (const struct works, it, &v->works) {
		jsonw_begin_object(w);
		text(w, "address", it->address);
		jsonw_key(w, "port");
		jsonw_int(w, it->port);
		text(w, "tls_mode", tls_mode_names[it->mode]);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void verdict(struct jsonw *w, const struct verdict *v)
{
	jsonw_key(w, "verdict");
	jsonw_begin_object(w);
	text(w, "status", verdict_status_names[v->status]);
	text(w, "finding", v->finding->id);
	text(w, "summary", v->summary);
	works(w, v);
	strings(w, "not_tested", &v->not_tested);
	jsonw_end_object(w);
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct jsonw w = {.out = out, .pretty = true};

	(void)k;
	(void)o;
	jsonw_begin_object(&w);
	record_write(&w, r);
	jsonw_key(&w, "findings");
	jsonw_begin_array(&w);
	LIST_EACH (const struct finding, f, &i->findings) {
		finding(&w, f);
	}
	jsonw_end_array(&w);
	verdict(&w, &i->verdict);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

const struct reporter reporter_json = {.name = "json", .write = write};

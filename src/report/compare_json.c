/* compare_json.c - a comparison as one JSON document (data/compare.schema.json) */
#include "report/compare.h"

#include "report/finding_json.h"

static void flag_json(struct jsonw *w, const char *key, bool is)
{
	jsonw_key(w, key);
	jsonw_bool(w, is);
}

static void place(struct jsonw *w, const struct compared_place *p)
{
	jsonw_begin_object(w);
	known_json(w, "host", p->host);
	known_json(w, "address", p->address);
	number_json(w, "port", p->port);
	text_json(w, "tls_mode", tls_mode_names[p->mode]);
	jsonw_end_object(w);
}

/* ---- the records ---- */

static void record(struct jsonw *w, const struct compared *c)
{
	const struct record *r = c->record;

	jsonw_begin_object(w);
	text_json(w, "label", c->label);
	text_json(w, "file", c->file);
	known_json(w, "run", r->id);
	jsonw_key(w, "started");
	jsonw_date(w, r->started);
	known_json(w, "hostname", r->hostname);
	strings_json(w, "egress", &r->egress);
	known_json(w, "host", r->host);
	known_json(w, "version", r->version);
	known_json(w, "knowledge", r->knowledge);
	verdict_short_json(w, &c->interpretation->verdict);
	jsonw_end_object(w);
}

/* ---- endpoints ---- */

static void outcome(struct jsonw *w, const struct endpoint_outcome *o)
{
	jsonw_begin_object(w);
	flag_json(w, "tried", o->words != NULL);
	if (o->words != NULL) {
		text_json(w, "outcome", o->words);
		flag_json(w, "good", o->good);
	}
	jsonw_end_object(w);
}

static void endpoint(struct jsonw *w, const struct comparison *c, const struct endpoint_row *row)
{
	jsonw_begin_object(w);
	jsonw_key(w, "place");
	place(w, &row->place);
	jsonw_key(w, "records");
	jsonw_begin_array(w);
	for (size_t i = 0; i < c->n; i++)
		outcome(w, &row->outcomes[i]);
	jsonw_end_array(w);
	jsonw_end_object(w);
}

/* ---- differences ---- */

static void value(struct jsonw *w, const struct seen_value *v)
{
	static const char *const names[] = {"not-seen", "absent", "value"};

	jsonw_begin_object(w);
	text_json(w, "seen", names[v->seen]);
	if (v->seen == SEEN_VALUE)
		text_json(w, "text", v->text);
	if (v->alike >= 0)
		number_json(w, "alike", v->alike);
	jsonw_end_object(w);
}

static void difference(struct jsonw *w, const struct comparison *c, const struct difference *d)
{
	jsonw_begin_object(w);
	text_json(w, "kind", difference_kind_name(d->kind));
	text_json(w, "weight", difference_weight_names[d->weight]);
	known_json(w, "name", d->name);
	text_json(w, "what", d->what);
	if (c->mode == COMPARE_SITES)
		number_json(w, "explains_percent", d->tells_apart);
	jsonw_key(w, "places");
	jsonw_begin_array(w);
	LIST_EACH (const struct compared_place, p, &d->places)
		place(w, p);
	jsonw_end_array(w);
	jsonw_key(w, "records");
	jsonw_begin_array(w);
	for (size_t i = 0; i < c->n; i++)
		value(w, &d->values[i]);
	jsonw_end_array(w);
	jsonw_end_object(w);
}

/* ---- the whole ---- */

static void lists(struct jsonw *w, const struct comparison *c)
{
	jsonw_key(w, "records");
	jsonw_begin_array(w);
	for (size_t i = 0; i < c->n; i++)
		record(w, &c->records[i]);
	jsonw_end_array(w);
	jsonw_key(w, "endpoints");
	jsonw_begin_array(w);
	LIST_EACH (const struct endpoint_row, row, &c->endpoints)
		endpoint(w, c, row);
	jsonw_end_array(w);
	jsonw_key(w, "differences");
	jsonw_begin_array(w);
	LIST_EACH (const struct difference, d, &c->differences)
		difference(w, c, d);
	jsonw_end_array(w);
}

void compare_json(struct buf *out, const struct comparison *c, const struct report_options *o)
{
	struct jsonw w = {.out = out, .pretty = true};

	(void)o;
	jsonw_begin_object(&w);
	text_json(&w, "schema", "smtpscope.compare/1");
	text_json(&w, "mode", compare_mode_names[c->mode]);
	text_json(&w, "result", c->differ ? "differs" : "same");
	text_json(&w, "sentence", c->sentence);
	strings_json(&w, "notes", &c->notes);
	lists(&w, c);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

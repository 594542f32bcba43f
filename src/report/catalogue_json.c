#include "report/catalogue.h"
#include "report/finding_json.h"

static void some_strings(struct jsonw *w, const char *key, const struct list *l)
{
	if (l->n > 0)
		strings_json(w, key, l);
}

static void references(struct jsonw *w, const struct entry *e)
{
	jsonw_key(w, "references");
	jsonw_begin_array(w);
	LIST_EACH (const struct reference, r, &e->references) {
		jsonw_begin_object(w);
		text_json(w, "source", r->source);
		text_json(w, "as_of", r->as_of);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void stages(struct jsonw *w, unsigned set)
{
	jsonw_key(w, "stage");
	jsonw_begin_array(w);
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (set & (1U << stage))
			jsonw_text(w, stage_names[stage]);
	jsonw_end_array(w);
}

/* The keys are those of the files: what is shown can be copied there. */
static void when(struct jsonw *w, const struct when *when)
{
	jsonw_key(w, "when");
	jsonw_begin_object(w);
	if (when->stages != 0)
		stages(w, when->stages);
	some_strings(w, "command", &when->commands);
	some_strings(w, "code", &when->codes);
	some_strings(w, "enhanced", &when->enhanced);
	if (when->text != NULL)
		text_json(w, "text", when->text->source);
	some_strings(w, "provider", &when->providers);
	jsonw_end_object(w);
}

static void client(struct jsonw *w, const struct client *client)
{
	jsonw_key(w, "client");
	jsonw_begin_object(w);
	text_json(w, "text", client->text->source);
	jsonw_end_object(w);
}

static void cases(struct jsonw *w, const struct list *cases)
{
	jsonw_key(w, "cases");
	jsonw_begin_array(w);
	LIST_EACH (const struct entry_case, c, cases) {
		jsonw_begin_object(w);
		text_json(w, "name", c->name);
		text_json(w, "certainty", certainty_names[c->certainty]);
		text_json(w, "owner", owner_names[c->owner]);
		if (c->title != NULL)
			text_json(w, "title", c->title);
		if (c->meaning != NULL)
			text_json(w, "meaning", c->meaning);
		some_strings(w, "causes", &c->causes);
		some_strings(w, "fixes", &c->fixes);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void the_rest(struct jsonw *w, const struct entry *e)
{
	text_json(w, "meaning", e->meaning);
	some_strings(w, "causes", &e->causes);
	some_strings(w, "fixes", &e->fixes);
	references(w, e);
	some_strings(w, "also", &e->also);
	if (entry_has_when(e))
		when(w, &e->when);
	if (e->client.text != NULL)
		client(w, &e->client);
	if (e->cases.n > 0)
		cases(w, &e->cases);
	some_strings(w, "samples", &e->samples);
	some_strings(w, "not", &e->not_samples);
	if (e->file != NULL) {
		text_json(w, "file", e->file);
		jsonw_key(w, "line");
		jsonw_int(w, e->line);
	}
}

static void entry(struct jsonw *w, const struct entry *e, bool whole)
{
	jsonw_begin_object(w);
	text_json(w, "id", e->id);
	text_json(w, "severity", severity_names[e->severity]);
	text_json(w, "certainty", certainty_names[e->certainty]);
	text_json(w, "owner", owner_names[e->owner]);
	text_json(w, "title", e->title);
	if (whole)
		the_rest(w, e);
	jsonw_end_object(w);
}

static void head(struct jsonw *w, const struct knowledge *k)
{
	jsonw_begin_object(w);
	text_json(w, "schema", "smtpscope.catalogue/1");
	text_json(w, "knowledge", knowledge_date(k));
}

void catalogue_json(struct buf *out, const struct knowledge *k, const struct entry *const *entries,
		    size_t n, bool whole)
{
	struct jsonw w = {.out = out, .pretty = true};

	head(&w, k);
	jsonw_key(&w, "entries");
	jsonw_begin_array(&w);
	for (size_t i = 0; i < n; i++)
		entry(&w, entries[i], whole);
	jsonw_end_array(&w);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

void catalogue_check_json(struct buf *out, const struct knowledge *k,
			  const struct catalogue_check *c)
{
	struct jsonw w = {.out = out, .pretty = true};

	head(&w, k);
	text_json(&w, "directory", c->dir);
	jsonw_key(&w, "files");
	jsonw_int(&w, (int64_t)c->files);
	jsonw_key(&w, "checked");
	jsonw_int(&w, (int64_t)c->entries);
	jsonw_key(&w, "samples");
	jsonw_int(&w, (int64_t)c->samples);
	strings_json(&w, "faults", c->faults);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

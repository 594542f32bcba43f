/* profiles_json.c - profiles as JSON, written by the tables that they are read with: a key of a
 * profile has the same name in both (data/providers.schema.json) */
#include "report/profiles.h"

#include "know/entry.h"
#include "know/way.h"
#include "record/jsonw.h"

/* What stands at `at`; nothing is written where nothing is there. */
typedef void value_writer(struct jsonw *w, const struct member *m, const void *at);

static void members(struct jsonw *w, const struct schema *s, const void *object);

static void write_text(struct jsonw *w, const struct member *m, const void *at)
{
	const char *text = *(const char *const *)at;

	if (text == NULL)
		return;
	jsonw_key(w, m->name);
	jsonw_text(w, text);
}

static void write_texts(struct jsonw *w, const struct member *m, const void *at)
{
	const struct list *texts = at;

	if (texts->n == 0)
		return;
	jsonw_key(w, m->name);
	jsonw_begin_array(w);
	LIST_EACH (const struct string_item, it, texts)
		jsonw_text(w, it->s);
	jsonw_end_array(w);
}

static void write_name(struct jsonw *w, const struct member *m, const void *at)
{
	jsonw_key(w, m->name);
	jsonw_text(w, m->names[*(const int *)at]);
}

static void write_number(struct jsonw *w, const struct member *m, const void *at)
{
	jsonw_key(w, m->name);
	jsonw_int(w, *(const int *)at);
}

static void write_pattern(struct jsonw *w, const struct member *m, const void *at)
{
	const struct regex *x = *(const struct regex *const *)at;

	if (x == NULL)
		return;
	jsonw_key(w, m->name);
	jsonw_text(w, x->source);
}

static void objects(struct jsonw *w, const struct schema *s, const struct list *l)
{
	jsonw_begin_array(w);
	LIST_EACH (const struct item, it, l) {
		jsonw_begin_object(w);
		members(w, s, it);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void write_objects(struct jsonw *w, const struct member *m, const void *at)
{
	const struct list *l = at;

	if (l->n == 0)
		return;
	jsonw_key(w, m->name);
	objects(w, m->schema, l);
}

/* What profiles and networks are made of. */
static const struct {
	member_reader *read;
	value_writer *write;
} writers[] = {
	{read_text, write_text},       {read_texts, write_texts}, {read_links, write_texts},
	{read_enum, write_name},       {read_port, write_number}, {read_pattern, write_pattern},
	{read_objects, write_objects},
};

static void members(struct jsonw *w, const struct schema *s, const void *object)
{
	for (const struct member *m = s->members; m->name != NULL; m++)
		for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
			if (writers[i].read == m->read)
				writers[i].write(w, m, (const char *)object + m->offset);
}

static void ways(struct jsonw *w, const struct knowledge *k, const struct provider *p)
{
	struct arena *a = arena_new();
	struct list all = ways_of_provider(a, k, p);

	if (all.n > 0) {
		jsonw_key(w, "ways");
		jsonw_begin_array(w);
		LIST_EACH (const struct way_item, it, &all) {
			jsonw_begin_object(w);
			jsonw_key(w, "id");
			jsonw_text(w, it->way->id);
			jsonw_key(w, "title");
			jsonw_text(w, it->way->title);
			jsonw_key(w, "meaning");
			jsonw_text(w, it->way->meaning);
			jsonw_end_object(w);
		}
		jsonw_end_array(w);
	}
	arena_free(a);
}

/* The grant, and whom it asks. */
static void grant(struct jsonw *w, struct arena *a, const struct token_service *t,
		  const struct service_grant *g)
{
	jsonw_begin_object(w);
	members(w, &service_grant_schema, g);
	jsonw_key(w, "authority");
	jsonw_text(w, service_authority(a, t, g->grant));
	jsonw_end_object(w);
}

static void tokens(struct jsonw *w, const struct knowledge *k, const struct provider *p)
{
	const struct token_service *t = token_service_find(k, p->id);
	struct arena *a = arena_new();

	if (t != NULL) {
		jsonw_key(w, "token_service");
		jsonw_text(w, t->id);
	}
	if (t != NULL && t->grants.n > 0) {
		jsonw_key(w, "oauth");
		jsonw_begin_array(w);
		LIST_EACH (const struct service_grant, g, &t->grants)
			if (service_grant_is_told(t, g))
				grant(w, a, t, g);
		jsonw_end_array(w);
	}
	if (t != NULL && t->refusals.n > 0) {
		jsonw_key(w, "oauth_refused");
		objects(w, &service_refusal_schema, &t->refusals);
	}
	arena_free(a);
}

static void profiles_with_ways(struct jsonw *w, const struct knowledge *k, const struct list *l)
{
	jsonw_begin_array(w);
	LIST_EACH (const struct provider, p, l) {
		jsonw_begin_object(w);
		members(w, &provider_schema, p);
		tokens(w, k, p);
		ways(w, k, p);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void document(struct buf *out, const struct knowledge *k, const struct list *profiles,
		     const struct list *networks)
{
	struct jsonw w = {.out = out, .pretty = true};

	jsonw_begin_object(&w);
	jsonw_key(&w, "schema");
	jsonw_text(&w, "smtpscope.providers/1");
	jsonw_key(&w, "profiles");
	profiles_with_ways(&w, k, profiles);
	jsonw_key(&w, "networks");
	objects(&w, &network_schema, networks);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

void profiles_json(struct buf *out, const struct knowledge *k)
{
	document(out, k, knowledge_providers(k), knowledge_networks(k));
}

/* Copies: what is in the knowledge is linked there. */
void profile_json(struct buf *out, const struct provider *p, const struct network *net,
		  const struct knowledge *k)
{
	struct provider profile;
	struct network network;
	struct list profiles = {0}, networks = {0};

	if (p != NULL) {
		profile = *p;
		list_append(&profiles, &profile);
	}
	if (net != NULL) {
		network = *net;
		list_append(&networks, &network);
	}
	document(out, k, &profiles, &networks);
}

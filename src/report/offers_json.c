/* How one can log in to each endpoint, as JSON (the member "offers"). Who can with a password is
 * the rule, and not listed. */
#include "interpret/offers.h"
#include "report/finding_json.h"
#include "report/offers.h"

static void oddities(struct jsonw *w, const struct offers *o)
{
	jsonw_key(w, "odd");
	jsonw_begin_array(w);
	for (int i = 0; i < ODDITIES; i++)
		if (offers_are(o, (enum oddity)i))
			jsonw_text(w, oddity_names[i]);
	jsonw_end_array(w);
}

static void client(struct jsonw *w, const struct login_seen *l)
{
	jsonw_begin_object(w);
	text_json(w, "id", l->client->id);
	jsonw_key(w, "can");
	jsonw_bool(w, l->answer == LOGIN_OTHERWISE);
	known_json(w, "mechanism", l->with == NULL ? NULL : l->with->name);
	known_json(w, "why", l->why);
	jsonw_end_object(w);
}

static void clients(struct jsonw *w, const struct list *all)
{
	jsonw_key(w, "no_password");
	jsonw_begin_array(w);
	LIST_EACH (const struct login_seen, l, all)
		if (l->answer != LOGIN_CAN)
			client(w, l);
	jsonw_end_array(w);
}

static void offers(struct jsonw *w, struct arena *a, const struct knowledge *k,
		   const struct offers *o)
{
	const struct list seen = logins_of(a, k, o);
	const struct auth_facts *f = o->auth;

	jsonw_begin_object(w);
	known_json(w, "host", o->session->host);
	text_json(w, "address", o->session->address);
	jsonw_key(w, "port");
	jsonw_int(w, o->session->port);
	text_json(w, "tls_mode", tls_mode_names[o->session->mode]);
	if (o->clear_seen)
		strings_json(w, "before_tls", &o->clear);
	if (o->tls_seen)
		strings_json(w, "inside_tls", &o->tls);
	oddities(w, o);
	known_json(w, "with", o->with);
	strings_json(w, "able", &o->able);
	if (f != NULL && f->chosen != NULL) {
		known_json(w, "mechanism", f->mechanism);
		text_json(w, "chosen", f->chosen);
	}
	clients(w, &seen);
	jsonw_end_object(w);
}

void offers_json(struct jsonw *w, const struct record *r, const struct knowledge *k)
{
	struct arena *a = arena_new();
	struct list all = {0};

	LIST_EACH (const struct session, s, &r->sessions) {
		struct offers *o = s->purpose == SESSION_PRIMARY ? offers_of(a, k, r, s) : NULL;

		if (o != NULL)
			list_append(&all, o);
	}
	if (all.n > 0) {
		jsonw_key(w, "offers");
		jsonw_begin_array(w);
		LIST_EACH (const struct offers, o, &all) {
			offers(w, a, k, o);
		}
		jsonw_end_array(w);
	}
	arena_free(a);
}

/* How one can log in to an endpoint, and who can, for -v. */
#include "report/details.h"

#include "interpret/offers.h"

enum { LABEL = 2, BODY = 14 };

static void line(const struct page *p, const char *label, const char *text)
{
	if (text != NULL)
		page_labelled(p, LABEL, label, BODY, text);
}

static const char *names(const struct page *p, const struct list *l)
{
	return l->n == 0 ? "none" : page_joined(p, l);
}

static void oddities(const struct page *p, const struct offers *o)
{
	const char *label = "odd";

	for (int i = 0; i < ODDITIES; i++) {
		if (!offers_are(o, (enum oddity)i))
			continue;
		line(p, label, oddity_words[i]);
		label = "";
	}
}

/* "PLAIN, LOGIN, with a password" */
static const char *able(const struct page *p, const struct offers *o)
{
	const char *what = o->able.n == 0 ? "nothing of it" : page_joined(p, &o->able);

	return o->with == NULL ? what : arena_printf(p->arena, "%s, with a %s", what, o->with);
}

static const char *chosen(const struct page *p, const struct offers *o)
{
	const struct auth_facts *f = o->auth;

	if (f == NULL || f->mechanism == NULL || f->chosen == NULL)
		return NULL;
	return arena_printf(p->arena, "%s: %s", f->mechanism, chosen_in_words(f->chosen));
}

static void clients_with(const struct page *p, const struct list *clients, enum login_answer answer,
			 const char *label, const char *how)
{
	const char *all = logins_with(p->arena, clients, answer);

	if (all != NULL)
		line(p, label, arena_printf(p->arena, "log in%s: %s", how, all));
}

/* What the owners of those can do who cannot log in. */
static void remedies(const struct page *p, const struct list *clients)
{
	LIST_EACH (const struct login_seen, l, clients)
		if (l->answer == LOGIN_CANNOT && l->client->fix != NULL)
			line(p, "remedy",
			     arena_printf(p->arena, "%s: %s", l->client->title, l->client->fix));
}

static const char *place(const struct page *p, const struct offers *o)
{
	return arena_printf(p->arena, "%s port %d", o->session->address, o->session->port);
}

/* Who offers the same, word for word, and was not asked to log in. */
static void same_elsewhere(const struct page *p, const struct list *all, const struct offers *o)
{
	struct list places = {0};

	LIST_EACH (const struct offers, other, all)
		if (other != o && other->same_as == o)
			list_add_string(&places, p->arena, place(p, other));
	if (places.n > 0)
		line(p, "the same", arena_printf(p->arena, "at %s", page_joined(p, &places)));
}

static void who_can(const struct page *p, const struct knowledge *k, const struct offers *o)
{
	const struct list clients = logins_of(p->arena, k, o);

	if (p->options->verbosity > 1)
		clients_with(p, &clients, LOGIN_CAN, "can", "");
	clients_with(p, &clients, LOGIN_OTHERWISE, "can", " without a password");
	clients_with(p, &clients, LOGIN_CANNOT, "cannot", "");
	if (p->options->verbosity > 1)
		remedies(p, &clients);
}

static void logins(const struct page *p, const struct knowledge *k, const struct list *all,
		   const struct offers *o)
{
	page_section(p, arena_printf(p->arena, "Login at %s", place(p, o)));
	if (o->clear_seen)
		line(p, "before TLS", names(p, &o->clear));
	if (o->tls_seen)
		line(p, "inside TLS", names(p, &o->tls));
	same_elsewhere(p, all, o);
	oddities(p, o);
	if (offers_final(o)->n == 0)
		return;
	line(p, "we can do", able(p, o));
	line(p, "chosen", chosen(p, o));
	who_can(p, k, o);
}

/* Two names of one address are one endpoint. */
static bool is_first(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct session, o, &r->sessions)
		if (o->purpose == SESSION_PRIMARY && same_endpoint(o, s))
			return o == s;
	return false;
}

void details_logins(const struct page *p, const struct record *r, const struct knowledge *k)
{
	struct list all = {0};

	LIST_EACH (const struct session, s, &r->sessions) {
		struct offers *o = is_first(r, s) ? offers_of(p->arena, k, r, s) : NULL;

		if (o == NULL || (o->clear.n + o->tls.n == 0 && o->oddities == 0))
			continue;
		o->same_as = offers_find_same(&all, o);
		list_append(&all, o);
	}
	LIST_EACH (const struct offers, o, &all)
		if (o->same_as == NULL)
			logins(p, k, &all, o);
}

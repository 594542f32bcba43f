/* Which mail programs can log in to what an endpoint offers. */
#include "interpret/finding.h"
#include "interpret/offers.h"

#include <string.h>

/* ---- one of them ---- */

/* Whether it would show what it has on that channel. */
static bool dares(const struct login_client *c, const struct mechanism *m, const struct offers *o)
{
	return o->tls_seen || c->in_clear == CLIENT_IN_CLEAR_MAY ||
	       m->in_clear != IN_CLEAR_READABLE;
}

static const char *setting_for(const struct login_client *c, const char *mechanism)
{
	LIST_EACH (const struct login_setting, s, &c->settings)
		if (list_has_string(&s->mechanisms, mechanism))
			return s->says;
	return NULL;
}

static const char *knows(struct arena *a, const struct login_client *c)
{
	const char *all = NULL;

	LIST_EACH (const struct string_item, it, &c->mechanisms)
		all = all == NULL ? arena_printf(a, "knows %s", it->s)
				  : arena_printf(a, "%s, %s", all, it->s);
	return all;
}

/* Of what it knows the first that is offered and wants a password, else whatever else is. */
static struct login_seen *meet(struct arena *a, const struct knowledge *k, const struct offers *o,
			       const struct login_client *c)
{
	struct login_seen *l = ARENA_NEW(a, struct login_seen);
	bool shy = false;

	l->client = c;
	LIST_EACH (const struct string_item, it, &c->mechanisms) {
		const struct mechanism *m =
			list_has_string(offers_final(o), it->s) ? mechanism_find(k, it->s) : NULL;

		if (m == NULL || (l->with != NULL && m->needs != NEEDS_PASSWORD))
			continue;
		if (!dares(c, m, o)) {
			shy = true;
			continue;
		}
		l->with = m;
		if (m->needs == NEEDS_PASSWORD)
			break;
	}
	if (l->with == NULL) {
		l->answer = LOGIN_CANNOT;
		l->why = shy ? "shows no password without TLS" : knows(a, c);
		return l;
	}
	l->answer = l->with->needs == NEEDS_PASSWORD ? LOGIN_CAN : LOGIN_OTHERWISE;
	l->setting = setting_for(c, l->with->name);
	return l;
}

struct list logins_of(struct arena *a, const struct knowledge *k, const struct offers *o)
{
	struct list all = {0};

	if (offers_final(o)->n == 0)
		return all;
	LIST_EACH (const struct login_client, c, knowledge_logins(k))
		list_append(&all, meet(a, k, o, c));
	return all;
}

/* ---- in words ---- */

static const char *group_of(const struct login_seen *l)
{
	return l->answer == LOGIN_CANNOT ? l->why : l->with->name;
}

static bool first_of_its_group(const struct list *clients, const struct login_seen *l)
{
	LIST_EACH (const struct login_seen, other, clients)
		if (other->answer == l->answer && strcmp(group_of(other), group_of(l)) == 0)
			return other == l;
	return false;
}

static const char *titles_of_group(struct arena *a, const struct list *clients,
				   const struct login_seen *l)
{
	const char *all = NULL;

	LIST_EACH (const struct login_seen, other, clients)
		if (other->answer == l->answer && strcmp(group_of(other), group_of(l)) == 0)
			all = all == NULL ? other->client->title
					  : arena_printf(a, "%s, %s", all, other->client->title);
	return all;
}

const char *logins_with(struct arena *a, const struct list *clients, enum login_answer answer)
{
	const char *all = NULL;

	LIST_EACH (const struct login_seen, l, clients) {
		const char *group;

		if (l->answer != answer || !first_of_its_group(clients, l))
			continue;
		group = answer == LOGIN_CANNOT
				? arena_printf(a, "%s (%s)", titles_of_group(a, clients, l),
					       group_of(l))
				: arena_printf(a, "%s: %s", group_of(l),
					       titles_of_group(a, clients, l));
		all = all == NULL ? group : arena_printf(a, "%s; %s", all, group);
	}
	return all;
}

struct list login_settings(struct arena *a, const struct knowledge *k, const struct offers *o)
{
	struct list all = {0}, clients = logins_of(a, k, o);

	LIST_EACH (const struct login_seen, l, &clients) {
		struct program_setting *p;

		if (l->answer == LOGIN_CANNOT || l->setting == NULL)
			continue;
		p = ARENA_NEW(a, struct program_setting);
		p->program = l->client->title;
		p->setting = l->setting;
		p->references = l->client->references;
		list_append(&all, p);
	}
	return all;
}

/* Mechanisms, and the clients that log in with them, as their files hold them. */
#include "know/entry.h"
#include "know/words.h"

#include <string.h>

const char *const mechanism_needs_names[] = {"password",    "token",   "ticket",
					     "certificate", "nothing", NULL};
const char *const mechanism_shows_names[] = {"secret", "proof", "nothing", NULL};
const char *const mechanism_in_clear_names[] = {"readable", "guessable", "safe", NULL};
const char *const mechanism_status_names[] = {"unknown", "common", "limited", "obsolete", NULL};
const char *const client_chooses_names[] = {"unknown", "first", "named", NULL};
const char *const client_in_clear_names[] = {"may", "never", NULL};

/* RFC 4422 section 3.1 */
static const char *mechanism_name_fault(struct arena *a, const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	(void)a;
	return n == 0 || n > 20 || text[n] != '\0'
		       ? "a mechanism has capitals, digits, dashes and underscores, 20 at the most"
		       : NULL;
}

static const struct member mechanism_members[] = {
	{"id", true, MEMBER(mechanism, id), read_text, .check = id_fault},
	{"name", true, MEMBER(mechanism, name), read_text, .check = mechanism_name_fault},
	{"title", true, MEMBER(mechanism, title), read_text},
	{"needs", true, MEMBER(mechanism, needs), read_enum, .names = mechanism_needs_names},
	{"shows", true, MEMBER(mechanism, shows), read_enum, .names = mechanism_shows_names},
	{"in_clear", true, MEMBER(mechanism, in_clear), read_enum,
	 .names = mechanism_in_clear_names},
	{"status", false, MEMBER(mechanism, status), read_enum, .names = mechanism_status_names},
	{"keeps", false, MEMBER(mechanism, keeps), read_text},
	{"retired", false, MEMBER(mechanism, retired), read_text},
	{"references", true, MEMBER(mechanism, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema mechanism_schema = SCHEMA("a mechanism", mechanism, mechanism_members);

struct mechanism *mechanism_read(struct reader *r, const struct ynode *n)
{
	struct mechanism *m = ARENA_NEW(r->arena, struct mechanism);

	return schema_read(r, &mechanism_schema, n, m) ? m : NULL;
}

static const struct member login_setting_members[] = {
	{"mechanisms", true, MEMBER(login_setting, mechanisms), read_links,
	 .check = mechanism_name_fault, .link = LINK_MECHANISM},
	{"says", true, MEMBER(login_setting, says), read_text},
	{0},
};
static const struct schema login_setting_schema =
	SCHEMA("a setting", login_setting, login_setting_members);

static const struct member login_client_members[] = {
	{"id", true, MEMBER(login_client, id), read_text, .check = id_fault},
	{"title", true, MEMBER(login_client, title), read_text},
	{"mechanisms", true, MEMBER(login_client, mechanisms), read_links,
	 .check = mechanism_name_fault, .link = LINK_MECHANISM},
	{"chooses", false, MEMBER(login_client, chooses), read_enum, .names = client_chooses_names},
	{"in_clear", false, MEMBER(login_client, in_clear), read_enum,
	 .names = client_in_clear_names},
	{"settings", false, MEMBER(login_client, settings), read_objects,
	 .schema = &login_setting_schema},
	{"missing", false, MEMBER(login_client, missing), read_text},
	{"fix", false, MEMBER(login_client, fix), read_text, .check = fix_fault},
	{"references", true, MEMBER(login_client, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema login_client_schema = SCHEMA("a client", login_client, login_client_members);

/* The first that stands twice in the list, or NULL. */
static const char *twice(const struct list *names)
{
	LIST_EACH (const struct string_item, it, names)
		LIST_EACH (const struct string_item, before, names) {
			if (before == it)
				break;
			if (strcmp(before->s, it->s) == 0)
				return it->s;
		}
	return NULL;
}

/* A setting for a mechanism that it cannot do, or NULL. */
static const char *beyond_it(const struct login_client *c)
{
	LIST_EACH (const struct login_setting, s, &c->settings)
		LIST_EACH (const struct string_item, it, &s->mechanisms)
			if (!list_has_string(&c->mechanisms, it->s))
				return it->s;
	return NULL;
}

struct login_client *login_client_read(struct reader *r, const struct ynode *n)
{
	struct login_client *c = ARENA_NEW(r->arena, struct login_client);
	const char *wrong;

	if (!schema_read(r, &login_client_schema, n, c))
		return NULL;
	if ((wrong = twice(&c->mechanisms)) != NULL)
		fault_add(r->faults, n->line, n->column, "%s: %s stands twice in \"mechanisms\"",
			  c->id, wrong);
	else if ((wrong = beyond_it(c)) != NULL)
		fault_add(r->faults, n->line, n->column,
			  "%s: a setting for %s, which is not one of its \"mechanisms\"", c->id,
			  wrong);
	return wrong == NULL ? c : NULL;
}

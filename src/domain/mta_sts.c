#include "domain/mta_sts.h"

#include "domain/study.h"

#include <ctype.h>
#include <string.h>

enum { ID_MAX = 32 };

/* ---- the record ---- */

static bool is_id(struct bytes value)
{
	for (size_t i = 0; i < value.n; i++)
		if (!isalnum((unsigned char)value.p[i]))
			return false;
	return value.n > 0 && value.n <= ID_MAX;
}

static void read_id(struct arena *a, struct mta_sts_study *m)
{
	const struct tag *id = taglist_find(&m->txt.tags, "id");

	if (m->txt.state != POLICY_TXT_THERE)
		return;
	if (id == NULL)
		policy_txt_spoil(&m->txt, "it has no id", policy_txt_record(&m->txt).n);
	else if (!is_id(id->value))
		policy_txt_spoil(&m->txt, "an id is 1 to 32 letters and digits", id->value_at);
	else
		m->id = arena_copy(a, id->value.p, id->value.n);
}

/* ---- the document ---- */

static void fetch(struct study *s, struct view *v, struct mta_sts_study *m)
{
	m->look = host_look(v, m->host);
	if (m->look.a == NULL || m->look.aaaa == NULL)
		return;
	if (m->look.addresses.n > 0)
		m->fetch = view_fetch(v, m->url, &m->look.addresses);
	if (m->fetch != NULL && m->fetch->trouble == NULL && m->fetch->code == 200)
		m->policy = sts_policy_read(s->arena, m->fetch->body);
}

/* ---- who is meant ---- */

/* The first that stands for the host; all of them are counted. */
static const char *pattern_of(const struct sts_policy *p, const char *host)
{
	const char *first = NULL;

	LIST_EACH (struct sts_pattern, pattern, &p->patterns) {
		if (!sts_pattern_covers(pattern, host))
			continue;
		pattern->matches++;
		if (first == NULL)
			first = pattern->text;
	}
	return first;
}

static void compare(const struct study *s, struct mta_sts_study *m)
{
	if (m->policy == NULL || m->policy->fault != NULL || m->policy->mode == STS_NONE ||
	    s->mx.null_mx)
		return;
	LIST_EACH (const struct mx_host, mx, &s->mx.hosts) {
		struct sts_host *host;

		if (mx->fate >= HOST_LITERAL || mx->again)
			continue;
		host = list_append(&m->hosts, ARENA_NEW(s->arena, struct sts_host));
		host->name = mx->name;
		host->pattern = pattern_of(m->policy, mx->name);
		host->covered = host->pattern != NULL;
		m->uncovered += !host->covered;
	}
}

/* The document is asked for whether it is announced or not: one that nobody looks for is a fault,
 * too, and whoever waits for the record first waits longer. */
void mta_sts_read(struct study *s, struct view *v)
{
	struct mta_sts_study *m = &s->mta_sts;

	policy_txt_read(v, arena_printf(s->arena, "_mta-sts.%s", s->domain), "STSv1", &m->txt);
	read_id(s->arena, m);
	m->host = arena_printf(s->arena, "mta-sts.%s", s->domain);
	m->url = arena_printf(s->arena, "https://%s/.well-known/mta-sts.txt", m->host);
	fetch(s, v, m);
	compare(s, m);
}

const struct sts_policy *mta_sts_in_force(const struct mta_sts_study *m)
{
	return m->txt.state == POLICY_TXT_THERE && m->policy != NULL && m->policy->fault == NULL
		       ? m->policy
		       : NULL;
}

/* ---- in the report ---- */

#define AT(member) offsetof(struct sts_pattern, member)
static const struct field pattern_fields[] = {
	{.name = "mx", .kind = FIELD_TEXT, .offset = AT(text), .holds = HOLDS_HOST},
	{.name = "matches", .kind = FIELD_INT, .offset = AT(matches)},
};
#undef AT
static const struct shape pattern_shape = SHAPE(struct sts_pattern, pattern_fields);

#define AT(member) offsetof(struct sts_policy, member)
static const struct field policy_fields[] = {
	{.name = "mode", .kind = FIELD_ENUM, .offset = AT(mode), .names = sts_mode_names},
	{.name = "max_age", .kind = FIELD_INT, .offset = AT(max_age)},
	{.name = "patterns", .kind = FIELD_LIST, .offset = AT(patterns), .shape = &pattern_shape},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "fault_line", .kind = FIELD_INT, .optional = true, .offset = AT(fault_line)},
};
#undef AT
static const struct shape policy_shape = SHAPE(struct sts_policy, policy_fields);

#define AT(member) offsetof(struct sts_host, member)
static const struct field host_fields[] = {
	{.name = "host", .kind = FIELD_TEXT, .offset = AT(name), .holds = HOLDS_HOST},
	{.name = "covered", .kind = FIELD_BOOL, .offset = AT(covered)},
};
#undef AT
static const struct shape host_shape = SHAPE(struct sts_host, host_fields);

#define AT(member) offsetof(struct mta_sts_study, member)
static const struct field policy_group_fields[] = {
	{.kind = FIELD_POINTER, .offset = AT(policy), .shape = &policy_shape},
};
static const struct shape policy_group_shape = SHAPE(struct mta_sts_study, policy_group_fields);

static const struct field fields[] = {
	{.name = "txt", .kind = FIELD_OBJECT, .offset = AT(txt), .shape = &policy_txt_shape},
	{.name = "id", .kind = FIELD_TEXT, .offset = AT(id), .holds = HOLDS_WORD},
	{.name = "url", .kind = FIELD_TEXT, .offset = AT(url)},
	{.name = "addresses",
	 .kind = FIELD_STRINGS,
	 .offset = AT(look.addresses),
	 .holds = HOLDS_HOST},
	{.name = "policy", .kind = FIELD_GROUP, .shape = &policy_group_shape, .optional = true},
	{.name = "hosts",
	 .kind = FIELD_LIST,
	 .offset = AT(hosts),
	 .shape = &host_shape,
	 .optional = true},
};
#undef AT
const struct shape mta_sts_study_shape = SHAPE(struct mta_sts_study, fields);

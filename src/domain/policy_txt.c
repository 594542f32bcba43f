#include "domain/policy_txt.h"

#include <stdlib.h>
#include <string.h>

const char *const policy_txt_state_names[] = {"pending", "unknown", "absent", "dangling",
					      "several", "broken",  "there",  NULL};

/* ---- which records are meant ---- */

static size_t blanks(struct bytes b, size_t at)
{
	while (at < b.n && (b.p[at] == ' ' || b.p[at] == '\t'))
		at++;
	return at;
}

/* Where the value of the version begins; 0: it begins with something else. Whoever types quotes
 * into a web panel has them in the record. */
static size_t version_at(struct bytes b)
{
	size_t at = blanks(b, 0);

	if (at < b.n && b.p[at] == '"')
		at = blanks(b, at + 1);
	if (at == b.n || (b.p[at] != 'v' && b.p[at] != 'V'))
		return 0;
	at = blanks(b, at + 1);
	return at < b.n && b.p[at] == '=' ? blanks(b, at + 1) : 0;
}

/* "v=STS...", whatever the number. */
static bool is_meant(struct bytes b, const char *version)
{
	size_t at = version_at(b), n = strlen(version) - strlen("v1");

	return at > 0 && b.n - at >= n && strncasecmp(b.p + at, version, n) == 0;
}

/* Senders pass over all that does not begin so (RFC 8461 section 3.1, RFC 8460 section 3). */
static bool is_taken(struct bytes b, const char *version)
{
	size_t n = strlen("v=") + strlen(version), end;

	if (b.n < n || memcmp(b.p, "v=", 2) != 0 || memcmp(b.p + 2, version, n - 2) != 0)
		return false;
	end = blanks(b, n);
	return end == b.n || b.p[end] == ';';
}

static int by_text(const void *x, const void *y)
{
	const struct bytes *a = x, *b = y;
	int order = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

	return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

/* Name servers turn the order of records, and what is drawn from several must not turn with it. */
static void put_in_order(struct arena *a, struct list *records)
{
	struct bytes *all = arena_alloc(a, (records->n + 1) * sizeof(*all));
	size_t n = 0;

	LIST_EACH (const struct bytes_item, it, records)
		all[n++] = it->b;
	qsort(all, n, sizeof(*all), by_text);
	n = 0;
	LIST_EACH (struct bytes_item, it, records)
		it->b = all[n++];
}

static void sort_out(struct arena *a, const struct list *data, const char *version,
		     struct policy_txt *out)
{
	struct list taken = {0};

	LIST_EACH (const struct bytes_item, it, data) {
		if (is_taken(it->b, version))
			list_add_bytes(&taken, a, it->b);
		else if (is_meant(it->b, version))
			list_add_bytes(&out->records, a, it->b);
	}
	if (taken.n > 0)
		out->records = taken;
	put_in_order(a, &out->records);
}

/* ---- what it comes to ---- */

static const char *alias_of(const struct dns_query *q)
{
	const char *last = NULL;

	LIST_EACH (const struct dns_answer, answer, &q->answers)
		if (strcmp(answer->type, "CNAME") == 0)
			last = answer->data.p;
	return last;
}

static enum policy_txt_state state_of(const struct policy_txt *p)
{
	if (p->records.n > 1)
		return POLICY_TXT_SEVERAL;
	if (p->records.n == 1)
		return POLICY_TXT_THERE;
	if (view_is_unknown(p->query))
		return POLICY_TXT_UNKNOWN;
	return p->alias != NULL && view_is_absent(p->query) ? POLICY_TXT_DANGLING
							    : POLICY_TXT_ABSENT;
}

static void read_tags(struct arena *a, const char *version, struct policy_txt *p)
{
	const struct bytes text = policy_txt_record(p);

	taglist_read(a, text, &p->tags);
	if (!is_taken(text, version))
		policy_txt_spoil(p, arena_printf(a, "it must begin with \"v=%s;\"", version), 0);
	if (p->tags.fault != NULL)
		policy_txt_spoil(p, p->tags.fault, p->tags.fault_at);
}

void policy_txt_read(struct view *v, const char *name, const char *version, struct policy_txt *out)
{
	struct list data = {0};

	*out = (struct policy_txt){.name = name, .query = view_ask(v, name, "TXT")};
	if (out->query == NULL)
		return;
	out->alias = alias_of(out->query);
	view_data(v->arena, out->query, &data);
	sort_out(v->arena, &data, version, out);
	out->state = state_of(out);
	if (out->state == POLICY_TXT_THERE)
		read_tags(v->arena, version, out);
}

void policy_txt_spoil(struct policy_txt *p, const char *fault, size_t at)
{
	if (p->state != POLICY_TXT_THERE)
		return;
	p->state = POLICY_TXT_BROKEN;
	p->fault = fault;
	p->fault_at = (int)at;
}

struct bytes policy_txt_record(const struct policy_txt *p)
{
	const struct bytes_item *first = (const void *)p->records.first;

	return first == NULL ? (struct bytes){0} : first->b;
}

#define AT(member) offsetof(struct policy_txt, member)
static const struct field fields[] = {
	{.name = "state", .kind = FIELD_ENUM, .offset = AT(state), .names = policy_txt_state_names},
	{.name = "name", .kind = FIELD_TEXT, .offset = AT(name), .holds = HOLDS_HOST},
	{.name = "alias", .kind = FIELD_TEXT, .offset = AT(alias), .holds = HOLDS_HOST},
	{.name = "records", .kind = FIELD_BYTESES, .offset = AT(records)},
	{.name = "fault", .kind = FIELD_TEXT, .offset = AT(fault)},
	{.name = "fault_at", .kind = FIELD_INT, .optional = true, .offset = AT(fault_at)},
};
#undef AT
const struct shape policy_txt_shape = SHAPE(struct policy_txt, fields);

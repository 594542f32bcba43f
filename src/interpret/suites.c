#include "interpret/suites.h"

#include <string.h>

static struct suites *suites_of(struct arena *a, struct list *all, const struct session *s)
{
	struct suites *new;

	LIST_EACH (struct suites, u, all) {
		if (strcmp(u->version, s->changed) == 0 && same_endpoint(u->session, s))
			return u;
	}
	new = ARENA_NEW(a, struct suites);
	new->session = s;
	new->version = s->changed;
	return list_append(all, new);
}

/* What is known already was offered again for one reason: the first two, the other way round. */
static enum suite_order order_of(const struct suites *u, const char *again)
{
	const struct string_item *first = (const void *)u->names.first;

	return strcmp(first->s, again) == 0 ? ORDER_SERVER : ORDER_CLIENT;
}

static void add(struct arena *a, struct suites *u, const struct stage *tls)
{
	const struct tls_facts *t = tls->tls;

	if (tls->outcome == OUTCOME_FAIL) {
		u->complete |= u->names.n > 0;
	} else if (tls->outcome != OUTCOME_PASS || t == NULL || t->cipher == NULL) {
		u->note = tls->note;
	} else if (list_has_string(&u->names, t->cipher)) {
		u->order = order_of(u, t->cipher);
		u->complete = true;
	} else {
		list_add_string(&u->names, a, t->cipher);
	}
	if (t != NULL && t->compression != NULL)
		u->compression = t->compression;
}

struct list suites_accepted(struct arena *a, const struct record *r)
{
	struct list all = {0};

	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *tls = session_stage(s, STAGE_TLS);

		if (s->purpose == SESSION_TLS_SUITES && s->changed != NULL && tls != NULL)
			add(a, suites_of(a, &all, s), tls);
	}
	return all;
}

enum suite_fault suite_fault(const char *name)
{
	static const struct {
		const char *part;
		enum suite_fault fault;
	} parts[] = {
		{"_WITH_NULL", SUITE_BROKEN},  {"_EXPORT", SUITE_BROKEN},
		{"_RC4_", SUITE_BROKEN},       {"_RC2_", SUITE_BROKEN},
		{"_WITH_DES_", SUITE_BROKEN},  {"TLS_SHA", SUITE_BROKEN}, /* RFC 9150 */
		{"_3DES_", SUITE_SMALL_BLOCK}, {"_IDEA_", SUITE_SMALL_BLOCK},
		{"_anon_", SUITE_ANONYMOUS},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(name, parts[i].part) != NULL)
			return parts[i].fault;
	return SUITE_GOOD;
}

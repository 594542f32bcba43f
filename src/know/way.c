#include "know/way.h"

#include <string.h>

const struct way *way_by_id(const struct knowledge *k, const char *id)
{
	LIST_EACH (const struct way, w, knowledge_ways(k))
		if (strcmp(w->id, id) == 0)
			return w;
	return NULL;
}

/* A picture that wants more than the profile may be of a stranger to it, too. */
static bool names(const struct way_match *m, const struct provider *p)
{
	return list_has_string(&m->providers, p->id) &&
	       (m->with & 1u << WAY_SIGN_FOREIGN_SENDER) == 0;
}

static bool is_of_kind(const struct way_match *m, const struct provider *p)
{
	return p->purpose == PURPOSE_SUBMISSION && (m->kinds & 1u << p->kind) != 0;
}

static bool any_match(const struct way *w, const struct provider *p,
		      bool (*holds)(const struct way_match *m, const struct provider *p))
{
	LIST_EACH (const struct way_match, m, &w->match)
		if (holds(m, p))
			return true;
	return false;
}

static struct list ways_with(struct arena *a, const struct knowledge *k, const struct provider *p,
			     bool (*holds)(const struct way_match *m, const struct provider *p))
{
	struct list ways = {0};

	LIST_EACH (const struct way, w, knowledge_ways(k))
		if (any_match(w, p, holds)) {
			struct way_item *it = ARENA_NEW(a, struct way_item);

			it->way = w;
			list_append(&ways, it);
		}
	return ways;
}

struct list ways_of_provider(struct arena *a, const struct knowledge *k, const struct provider *p)
{
	struct list ways = ways_with(a, k, p, names);

	return ways.n > 0 ? ways : ways_with(a, k, p, is_of_kind);
}

const char *way_instead(struct arena *a, const struct knowledge *k, const struct way *w, bool login,
			int most)
{
	const char *all = NULL;

	LIST_EACH (const struct string_item, it, &w->instead) {
		const struct way *other = way_by_id(k, it->s);

		if (other == NULL || (login && other->login == WAY_LOGIN_NEVER))
			continue;
		if (most-- == 0)
			break;
		all = all == NULL ? other->title : arena_printf(a, "%s or %s", all, other->title);
	}
	return all;
}

/* Pictures with more than the reply are of sessions: what else they want, nobody has seen. */
static bool tells_of(const struct way_match *m, const char *id, const char *provider)
{
	if (!list_has_string(&m->replies, id))
		return false;
	return m->providers.n == 0 ||
	       (provider != NULL && list_has_string(&m->providers, provider));
}

static bool way_tells_of(const struct way *w, const char *id, const char *provider)
{
	LIST_EACH (const struct way_match, m, &w->match)
		if (tells_of(m, id, provider))
			return true;
	return false;
}

const struct way *way_of_finding(const struct knowledge *k, const char *id, const char *provider)
{
	const struct way *found = NULL;

	LIST_EACH (const struct way, w, knowledge_ways(k)) {
		if (!way_tells_of(w, id, provider))
			continue;
		if (found != NULL)
			return NULL;
		found = w;
	}
	return found;
}

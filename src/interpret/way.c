#include "interpret/way.h"

#include "interpret/facts.h"
#include "interpret/way_sight.h"
#include "interpret/wording.h"
#include "smtp/caps.h"

#include <stdlib.h>
#include <string.h>

const char *const way_state_names[] = {"not-seen", "met", "not-met", NULL};

/* ---- one picture ---- */

/* A picture under comparison: what was seen of it so far. */
struct look {
	const struct way_sight *sight;
	const struct way *way;
	const struct way_match *match;
	struct list *why; /* of struct bytes_item; NULL: it is not asked for */
};

static bool because(const struct look *l, struct bytes why)
{
	if (l->why != NULL)
		list_add_bytes(l->why, l->sight->arena, why);
	return true;
}

static bool because_of(const struct look *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static bool because_of(const struct look *l, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (l->why == NULL)
		return true;
	va_start(ap, fmt);
	text = arena_vprintf(l->sight->arena, fmt, ap);
	va_end(ap);
	return because(l, (struct bytes){text, strlen(text)});
}

static bool reply_fits(const struct look *l)
{
	const struct way_reply *said;

	if (l->match->replies.n == 0)
		return true;
	said = way_refusal(l->sight, &l->match->replies, false);
	return said != NULL && because(l, way_reply_words(l->sight->arena, said->reply));
}

static bool provider_fits(const struct look *l)
{
	const struct way_sight *s = l->sight;
	const struct list *ids = &l->match->providers;

	if (ids->n == 0)
		return true;
	if (s->profile != NULL)
		return list_has_string(ids, s->profile->id) &&
		       because_of(l, "host %s: %s", s->session->host, s->profile->title);
	return s->speaker != NULL && list_has_string(ids, s->speaker->id) &&
	       because_of(l, "the server greets as %s", s->speaker->title);
}

static bool kind_fits(const struct look *l)
{
	const struct provider *p = l->sight->profile;

	if (l->match->kinds == 0)
		return true;
	return p != NULL && (l->match->kinds & (1u << p->kind)) != 0 &&
	       because_of(l, "host %s: %s", l->sight->session->host, p->title);
}

static bool host_fits(const struct look *l)
{
	const char *host = l->sight->session->host;

	if (l->match->host == NULL)
		return true;
	return knowledge_match(l->sight->know, l->match->host, host, strlen(host)) &&
	       because_of(l, "host %s", host);
}

static bool port_fits(const struct look *l)
{
	if (l->match->ports.n == 0)
		return true;
	LIST_EACH (const struct string_item, it, &l->match->ports)
		if (atoi(it->s) == l->sight->session->port)
			return because_of(l, "port %d", l->sight->session->port);
	return false;
}

static bool target_fits(const struct look *l)
{
	bool domain = way_targets_domain(l->sight);

	if (l->match->target == TARGETED_DOMAIN)
		return domain && because_of(l, "%s is an MX of %s", l->sight->session->host,
					    l->sight->record->host);
	return l->match->target == TARGETED_EITHER || !domain;
}

static bool network_fits(const struct look *l)
{
	const struct way_sight *s = l->sight;

	if (l->match->network == NETWORK_EITHER)
		return true;
	if (l->match->network == NETWORK_PUBLIC)
		return s->has_address && !s->is_private;
	return s->is_private && because_of(l, "%s is a private address", s->session->address);
}

static bool capabilities_fit(const struct look *l)
{
	const struct list *caps;

	if (l->match->capabilities.n == 0)
		return true;
	caps = final_capabilities(l->sight->session);
	LIST_EACH (const struct string_item, it, &l->match->capabilities)
		if (caps != NULL && caps_has(caps, it->s))
			return because_of(l, "the server offers %s", it->s);
	return false;
}

static bool signs_are(const struct look *l, unsigned signs, enum way_state state)
{
	for (int sign = WAY_SIGN_NONE + 1; sign < WAY_SIGN_COUNT; sign++) {
		struct way_seen seen;

		if ((signs & (1u << sign)) == 0)
			continue;
		seen = way_sign_seen(l->sight, l->way, (enum way_sign)sign);
		if (seen.state != state)
			return false;
		because(l, seen.evidence);
	}
	return true;
}

static bool signs_fit(const struct look *l)
{
	return signs_are(l, l->match->with, WAY_MET) &&
	       signs_are(l, l->match->without, WAY_NOT_MET);
}

static bool fits(const struct look *l)
{
	static bool (*const conditions[])(const struct look *l) = {
		port_fits,    target_fits,	provider_fits, kind_fits, host_fits,
		network_fits, capabilities_fit, reply_fits,    signs_fit,
	};

	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (!conditions[i](l))
			return false;
	return true;
}

/* ---- the best picture of all ---- */

struct choice {
	const struct way *way;
	const struct way_match *match;
	struct list why;
};

/* A reply names the way, a profile or a host name its provider; the rest is only looks. */
static int speciality(const struct way_match *m)
{
	if (m->replies.n > 0)
		return 3;
	if (m->providers.n > 0 || m->host != NULL)
		return 2;
	return m->kinds != 0 || m->capabilities.n > 0 || m->network != NETWORK_EITHER ||
	       m->target == TARGETED_DOMAIN;
}

static int worth(const struct way_match *m)
{
	return speciality(m) * 4 + (int)m->certainty;
}

/* The best picture of `w`, if it is better than what is in `best`. Nearly none fits: why it does is
 * written down for those only. */
static void look_at(const struct way_sight *s, const struct way *w, struct choice *best)
{
	LIST_EACH (const struct way_match, m, &w->match) {
		struct look l = {.sight = s, .way = w, .match = m};

		if ((best->match != NULL && worth(m) <= worth(best->match)) || !fits(&l))
			continue;
		*best = (struct choice){.way = w, .match = m};
		l.why = &best->why;
		fits(&l);
	}
}

/* Nothing but names and numbers: who answers there is shown by the certificate alone. */
static bool is_by_name(const struct way_match *m)
{
	return m->with == 0 && m->without == 0 && m->replies.n == 0 && m->target != TARGETED_DOMAIN;
}

static enum certainty certainty_of(const struct way_sight *s, const struct choice *c)
{
	if (is_by_name(c->match) && c->match->certainty == CERTAINTY_CERTAIN &&
	    way_sign_seen(s, c->way, WAY_SIGN_VERIFIED).state != WAY_MET)
		return CERTAINTY_LIKELY;
	return c->match->certainty;
}

/* Another way over the same host and port that fits no worse. */
static void find_rival(const struct way_sight *s, const struct choice *c, struct way_found *f)
{
	LIST_EACH (const struct way_rival, r, &c->way->beside) {
		const struct way *other = way_by_id(s->know, r->way);
		struct choice its = {0};

		if (other == NULL || f->certainty != CERTAINTY_POSSIBLE)
			continue;
		look_at(s, other, &its);
		if (its.match == NULL || its.match->certainty < CERTAINTY_POSSIBLE)
			continue;
		f->rival = other;
		f->title = arena_printf(s->arena, "%s or %s", f->title, other->title);
		f->tells = r->tells;
		return;
	}
}

/* ---- its needs ---- */

/* Any of those signs; `refuted`: all of them were seen not to be so. */
static struct way_seen any_sign(const struct way_sight *s, const struct way *w, unsigned signs,
				bool refuted)
{
	struct way_seen none = {0}, first_not = {0};
	bool open = signs == 0;

	for (int sign = WAY_SIGN_NONE + 1; sign < WAY_SIGN_COUNT; sign++) {
		struct way_seen seen;

		if ((signs & (1u << sign)) == 0)
			continue;
		seen = way_sign_seen(s, w, (enum way_sign)sign);
		if (seen.state == WAY_MET)
			return seen;
		if (seen.state == WAY_NOT_MET && first_not.state == WAY_NOT_SEEN)
			first_not = seen;
		open |= seen.state == WAY_NOT_SEEN;
	}
	return open || !refuted ? none : first_not;
}

static bool names_reply(const struct way *w, const struct way_reply *said)
{
	LIST_EACH (const struct way_need, n, &w->needs)
		if (list_has_string(&n->missing, said->entry->id))
			return true;
	return false;
}

/* The refusal that says that the need is not met: by its own entry, or by what that is more special
 * than, unless another need knows the entry itself. */
static const struct way_reply *refuted_by(const struct way_sight *s, const struct way *w,
					  const struct way_need *n)
{
	const struct way_reply *exact = way_refusal(s, &n->missing, false);
	const struct way_reply *wide = way_refusal(s, &n->missing, true);

	if (exact != NULL || wide == NULL)
		return exact;
	return names_reply(w, wide) ? NULL : wide;
}

static struct way_seen state_of(const struct way_sight *s, const struct way *w,
				const struct way_need *n)
{
	const struct way_reply *said = refuted_by(s, w, n);
	struct way_seen seen = any_sign(s, w, n->shown & (1u << WAY_SIGN_LOGIN), false);

	if (seen.state == WAY_MET)
		return seen; /* a login that the server took, whatever it says of it later */
	if (said != NULL)
		return (struct way_seen){WAY_NOT_MET, way_reply_words(s->arena, said->reply)};
	seen = any_sign(s, w, n->shown, true);
	return seen.state != WAY_NOT_SEEN ? seen : any_sign(s, w, n->implied, false);
}

static void list_needs(const struct way_sight *s, struct way_found *f)
{
	const struct wording w = {.record = s->record,
				  .provider = s->profile,
				  .session = s->session,
				  .know = s->know,
				  .way = f->way};

	LIST_EACH (const struct way_need, n, &f->way->needs) {
		struct way_need_seen *seen = ARENA_NEW(s->arena, struct way_need_seen);
		struct way_seen state = state_of(s, f->way, n);

		seen->text = n->text;
		seen->state = state.state;
		if (state.evidence.n > 0)
			seen->evidence = state.evidence;
		if (state.state == WAY_NOT_MET)
			seen->fix = wording_fill(s->arena, &w, n->fix);
		list_append(&f->needs, seen);
	}
}

/* ---- all together ---- */

const struct way_found *way_of_record(struct arena *a, const struct record *r,
				      const struct knowledge *k)
{
	struct choice best = {0};
	struct way_sight s;
	struct way_found *f;

	if (!way_sight_take(a, r, k, &s))
		return NULL;
	LIST_EACH (const struct way, w, knowledge_ways(k))
		look_at(&s, w, &best);
	if (best.way == NULL)
		return NULL;
	f = ARENA_NEW(a, struct way_found);
	f->way = best.way;
	f->title = best.way->title;
	f->certainty = certainty_of(&s, &best);
	f->why = best.why;
	f->session = s.session;
	find_rival(&s, &best, f);
	list_needs(&s, f);
	return f;
}

bool way_takes_no_login(const struct way_found *f)
{
	if (f == NULL || f->way->login != WAY_LOGIN_NEVER)
		return false;
	return f->rival == NULL ? f->certainty > CERTAINTY_POSSIBLE
				: f->rival->login == WAY_LOGIN_NEVER;
}

const struct way_need_seen *way_unmet(const struct way_found *f)
{
	LIST_EACH (const struct way_need_seen, n, &f->needs)
		if (n->state == WAY_NOT_MET)
			return n;
	return NULL;
}

/* What the domain's SPF record leads to: is it there, what does it cost, whom does it let in? */
#include "interpret/diagnose_domain_spf.h"

#include "domain/spf_tree.h"

#include <string.h>

enum { WIDE_IPV4 = 8, WIDE_IPV6 = 16, COSTS_SHOWN_MAX = 20 };

/* ---- broken on the way ---- */

static const struct {
	enum spf_state state;
	const char *of_case, *why;
} broken[] = {
	{SPF_NO_SUCH_NAME, NULL, "does not exist"},
	{SPF_NO_RECORD, NULL, "has no SPF record"},
	{SPF_SEVERAL, "record", "has several SPF records"},
};

static const char *why_broken(const struct spf_record *r, const char **of_case)
{
	*of_case = r->faulty != NULL ? "record" : NULL;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (r->state == broken[i].state) {
			*of_case = broken[i].of_case;
			return broken[i].why;
		}
	return r->faulty != NULL ? "has a faulty SPF record" : NULL;
}

static void show_term(const struct place *at, struct finding *f, const struct spf_record *r,
		      const struct spf_term *t)
{
	show(at, f, "dns", "%s: %s", r->name, spf_shown(at, t->text));
}

static void look_for_broken(struct spf_case *x, const struct spf_record *r,
			    const struct spf_term *t)
{
	const char *of_case, *why = why_broken(t->record, &of_case);
	struct place at = spf_at(x, t->record->name, why);
	struct finding *f;

	if (why == NULL)
		return;
	f = found_case(&at, "spf-include-broken", of_case, PER_NAME);
	show_term(&at, f, r, t);
	show_spf_record(&at, f, t->record);
	if (t->record->faulty != NULL)
		show(&at, f, "note", "\"%s\": %s at character %d",
		     spf_shown(&at, t->record->faulty->text), t->record->faulty->fault,
		     t->record->faulty->fault_at + 1);
	if (r == x->root && spf_is_useless(t))
		spf_mends(x, f);
}

static void look_for_loop(struct spf_case *x, const struct spf_record *r, const struct spf_term *t)
{
	struct place at = spf_at(x, t->record->name, NULL);
	struct finding *f;

	if (t->record->state != SPF_LOOP)
		return;
	f = found(&at, "spf-include-loop", PER_NAME);
	show_term(&at, f, r, t);
	if (r == x->root)
		spf_mends(x, f);
}

static void look_for_silence(struct spf_case *x, const struct spf_record *r,
			     const struct spf_term *t)
{
	struct place at = spf_at(x, t->target, "no answer");

	if (t->answer != SPF_UNANSWERED)
		return;
	show_term(&at, found(&at, "spf-lookup-failed", PER_NAME), r, t);
}

static void look_for_hosts(struct spf_case *x, const struct spf_record *r, const struct spf_term *t)
{
	struct place at = spf_at(x, t->target, NULL);

	if (t->left_out == 0)
		return;
	at.why = arena_printf(x->d->arena, "%zu", t->left_out + SPF_MX_MAX);
	show_term(&at, found(&at, "spf-too-many-mx", PER_NAME), r, t);
}

/* "include:a..example.org" */
static void look_for_no_name(struct spf_case *x, const struct spf_record *r,
			     const struct spf_term *t)
{
	struct place at = spf_at(x, NULL, "is no name");
	struct finding *f;

	if (t->answer != SPF_NO_NAME || (t->kind != SPF_INCLUDE && t->kind != SPF_REDIRECT))
		return;
	at.host = text_safe(x->d->arena, t->domain);
	f = found(&at, "spf-include-broken", PER_NAME);
	show_term(&at, f, r, t);
	if (r == x->root)
		spf_mends(x, f);
}

static void look_at_term(const struct spf_record *r, const struct spf_term *t, void *arg)
{
	struct spf_case *x = arg;

	if (t->record != NULL) {
		look_for_broken(x, r, t);
		look_for_loop(x, r, t);
	}
	look_for_no_name(x, r, t);
	look_for_silence(x, r, t);
	look_for_hosts(x, r, t);
}

/* ---- who is let in ---- */

static bool is_too_wide(const struct spf_term *t)
{
	bool four = t->kind == SPF_IP4 || t->hosts.n > 0,
	     six = t->kind == SPF_IP6 || t->hosts.n > 0;

	return t->kind == SPF_ALL || (four && t->prefix4 >= 0 && t->prefix4 < WIDE_IPV4) ||
	       (six && t->prefix6 >= 0 && t->prefix6 < WIDE_IPV6);
}

/* The term, in `r` or in what it passes on to, that lets too many pass; *where is its record. What
 * is refused in front of it does not matter: that is somebody's list of few. */
static const struct spf_term *widest(const struct spf_record *r, const struct spf_record **where)
{
	LIST_EACH (const struct spf_term, t, &r->terms) {
		const struct spf_term *below;

		if (t->ignored || t->fault != NULL || t->qualifier != SPF_PASS)
			continue;
		*where = r;
		if (is_too_wide(t))
			return t;
		below = t->record == NULL ? NULL : widest(t->record, where);
		if (below != NULL)
			return below;
	}
	return NULL;
}

static void diagnose_wide(struct spf_case *x)
{
	const struct spf_record *where;
	const struct spf_term *t = widest(x->root, &where);
	const struct place at = spf_at(x, x->s->domain, NULL);
	struct finding *f;

	if (t == NULL)
		return;
	f = found(&at, "spf-allows-everybody", ONCE);
	show_spf_record(&at, f, where);
	show(&at, f, "note", "too wide: %s", spf_shown(&at, t->text));
	if (t == x->root->all)
		spf_mends(x, f);
}

/* ---- what it costs ---- */

static const char *cost_of(const struct place *at, const struct spf_term *t)
{
	if (spf_is_useless(t))
		return ", which finds nothing";
	if (t->repeated)
		return ", which stands there before";
	return t->cost.lookups > 1
		       ? arena_printf(at->d->arena, ", %d of them below it", t->cost.lookups - 1)
		       : "";
}

static void show_costs(const struct place *at, struct finding *f, const struct spf_record *r)
{
	int shown = 0;

	show_spf_record(at, f, r);
	LIST_EACH (const struct spf_term, t, &r->terms)
		if (t->cost.lookups > 0 && shown++ < COSTS_SHOWN_MAX)
			show(at, f, "dns", "%s: %d lookup%s%s", spf_shown(at, t->text),
			     t->cost.lookups, t->cost.lookups == 1 ? "" : "s", cost_of(at, t));
}

static void show_costliest(const struct place *at, struct finding *f, const struct spf_record *r)
{
	const struct spf_term *most = NULL;

	LIST_EACH (const struct spf_term, t, &r->terms)
		if (most == NULL || t->cost.lookups > most->cost.lookups)
			most = t;
	if (most != NULL && most->cost.lookups > 1)
		show(at, f, "note", "most lookups are spent in %s", spf_shown(at, most->text));
}

static void diagnose_lookups(struct spf_case *x)
{
	const struct study *s = x->s;
	struct place at = spf_at(x, s->domain, NULL);
	struct finding *f;

	if (x->root->cost.lookups <= SPF_LOOKUPS_MAX)
		return;
	at.why = arena_printf(x->d->arena, "%s%d",
			      s->spf.left_out || s->spf.unanswered ? "more than " : "",
			      x->root->cost.lookups - (s->spf.left_out || s->spf.unanswered));
	f = found(&at, "spf-too-many-lookups", ONCE);
	show_costs(&at, f, x->root);
	if (x->draft.lookups <= SPF_LOOKUPS_MAX)
		spf_mends(x, f);
	else
		show_costliest(&at, f, x->root);
}

/* Some sender of the domain has an IPv6 address. */
static void look_for_ipv6(const struct spf_record *r, const struct spf_term *t, void *arg)
{
	bool *six = arg;

	(void)r;
	*six |= t->kind == SPF_IP6 && t->qualifier == SPF_PASS;
}

/* A finding, and where it is put down. */
struct seen {
	struct place at;
	struct finding *f;
};

static void show_void(const struct spf_record *r, const struct spf_term *t, void *arg)
{
	const struct seen *seen = arg;

	if (t->own.voids4 + t->own.voids6 > 0)
		show(&seen->at, seen->f, "dns", "%s: %s finds nothing%s", r->name,
		     spf_shown(&seen->at, t->text), t->own.voids4 == 0 ? " for IPv6" : "");
}

static bool has_useless(const struct spf_record *r)
{
	LIST_EACH (const struct spf_term, t, &r->terms)
		if (t->own.voids4 > 0 && spf_is_useless(t))
			return true;
	return false;
}

static void diagnose_voids(struct spf_case *x)
{
	const struct spf_cost *c = &x->root->cost;
	bool four = c->voids4 > SPF_VOIDS_MAX, six = false;
	struct seen seen = {.at = spf_at(x, x->s->domain, NULL)};

	spf_tree_each(x->root, look_for_ipv6, &six);
	if (!four && (!six || c->voids6 <= SPF_VOIDS_MAX))
		return;
	seen.at.why = arena_printf(x->d->arena, "%d", four ? c->voids4 : c->voids6);
	seen.f = four ? found(&seen.at, "spf-too-many-void-lookups", ONCE)
		      : found_case(&seen.at, "spf-too-many-void-lookups", "ipv6", ONCE);
	spf_tree_each(x->root, show_void, &seen);
	if (has_useless(x->root))
		spf_mends(x, seen.f);
}

void diagnose_spf_tree(struct spf_case *x)
{
	if (x->root->state != SPF_FOUND)
		return;
	spf_tree_each(x->root, look_at_term, x);
	diagnose_wide(x);
	diagnose_lookups(x);
	diagnose_voids(x);
}

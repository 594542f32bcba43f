/* What receivers say to mail from the address of --ip, by which part of the record, and what would
 * let it pass. */
#include "interpret/diagnose_domain_spf.h"

#include "base/netaddr.h"

#include <string.h>

static const struct {
	const char *id, *of_case;
} by_result[] = {
	[SPF_NONE] = {"spf-sender-neutral", "none"},
	[SPF_NEUTRAL] = {"spf-sender-neutral", NULL},
	[SPF_PASS] = {"spf-sender-passes", NULL},
	[SPF_FAIL] = {"spf-sender-fails", NULL},
	[SPF_SOFTFAIL] = {"spf-sender-softfails", NULL},
	[SPF_TEMPERROR] = {"spf-sender-unjudged", NULL},
	[SPF_PERMERROR] = {"spf-sender-fails", "broken"},
};

static struct finding *found_result(const struct place *at, enum spf_result result)
{
	const char *of_case = by_result[result].of_case;

	return of_case == NULL ? found(at, by_result[result].id, ONCE)
			       : found_case(at, by_result[result].id, of_case, ONCE);
}

static void show_way(const struct place *at, struct finding *f, const struct spf_check *c)
{
	struct buf way = {0};

	LIST_EACH (const struct spf_step, step, &c->path)
		buf_printf(&way, "%s%s: %s", way.n > 0 ? " -> " : "", step->domain,
			   step->term != NULL ? spf_shown(at, (struct bytes){(char *)step->term,
									     strlen(step->term)})
					      : "no mechanism matches");
	show(at, f, "dns", "%s from %s: %s%s%s", c->sender, c->ip, spf_result_names[c->result],
	     way.n > 0 ? ", by " : "", way.n > 0 ? way.p : "");
	if (c->why != NULL)
		show(at, f, "note", "%s", c->why);
	if (c->explanation != NULL)
		show(at, f, "note", "the domain lets receivers say: %s", c->explanation);
	buf_free(&way);
}

/* Only of the domain's own record, and where one more mechanism is what it lacks. */
static void publish_client(struct spf_case *x, const struct place *at, struct finding *f)
{
	const struct spf_check *c = x->s->spf.check;
	const char *at_sign = strrchr(c->sender, '@');
	const char *more = arena_printf(x->d->arena, "ip%d:%s", address_family(c->ip), c->ip);
	bool refused =
		c->result == SPF_FAIL || c->result == SPF_SOFTFAIL || c->result == SPF_NEUTRAL;

	if (refused && x->root->state == SPF_FOUND && text_casecmp(at_sign + 1, x->s->domain) == 0)
		publish(at, f, PUBLISH_REPLACE, x->s->domain, "TXT",
			spf_draft_text(&x->draft, more),
			"only if that address is a server of yours that sends this domain's mail");
}

void diagnose_spf_check(struct spf_case *x)
{
	const struct spf_check *c = x->s->spf.check;
	struct place at = spf_at(x, x->s->domain, NULL);
	struct finding *f;

	if (c == NULL || c->pending)
		return;
	at.address = c->ip;
	at.why = c->why != NULL ? c->why : spf_result_names[c->result];
	f = found_result(&at, c->result);
	show_way(&at, f, c);
	publish_client(x, &at, f);
}

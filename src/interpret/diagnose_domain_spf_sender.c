/* What receivers say to mail from one address, by which part of the record, and what would let it
 * pass. */
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

static void show_way(const struct place *at, struct finding *f, const struct spf_check *c)
{
	struct buf way = {0};

	LIST_EACH (const struct spf_step, step, &c->path)
		buf_printf(&way, "%s%s: %s", way.n > 0 ? " -> " : "", step->domain,
			   step->term != NULL ? spf_shown(at, (struct bytes){(char *)step->term,
									     strlen(step->term)})
					      : "no mechanism matches");
	show(at, f, "dns", "%s from %s: %s%s%s",
	     text_safe(at->d->arena, bytes_str(at->d->arena, c->sender)), c->ip,
	     spf_result_names[c->result], way.n > 0 ? ", by " : "", way.n > 0 ? way.p : "");
	if (c->why != NULL)
		show(at, f, "note", "%s", c->why);
	if (c->explanation != NULL)
		show(at, f, "note", "the domain lets receivers say: %s", c->explanation);
	buf_free(&way);
}

static const char *domain_of(const struct spf_check *c)
{
	return strrchr(c->sender, '@') + 1;
}

static bool is_refused(enum spf_result result)
{
	return result == SPF_FAIL || result == SPF_SOFTFAIL || result == SPF_NEUTRAL;
}

/* Of the domain's own record, where one more mechanism is what it lacks. */
static void publish_client(const struct place *at, struct finding *f, const struct study *s,
			   const struct spf_check *c)
{
	struct arena *a = at->d->arena;
	const char *more = arena_printf(a, "ip%d:%s", address_family(c->ip), c->ip);
	struct spf_draft draft;

	if (!is_refused(c->result) || s->spf.record->state != SPF_FOUND ||
	    text_casecmp(domain_of(c), s->domain) != 0)
		return;
	draft = spf_mended(a, s->spf.record);
	publish(at, f, PUBLISH_REPLACE, s->domain, "TXT", spf_draft_text(&draft, more),
		"only if that address is a server of yours that sends this domain's mail");
}

/* What is wrong with the domain's own record is told already. NULL: nothing that explains it. */
static const struct finding *cause_in_record(const struct diagnosis *d, const struct study *s,
					     const struct spf_check *c)
{
	bool broken = c->result == SPF_PERMERROR, open = c->result == SPF_TEMPERROR;

	if ((!broken && !open) || text_casecmp(domain_of(c), s->domain) != 0)
		return NULL;
	LIST_EACH (const struct finding, f, &d->out->findings) {
		bool of_spf =
			strncmp(f->id, "spf-", 4) == 0 && strncmp(f->id, "spf-sender-", 11) != 0;

		if (of_spf && (broken ? f->severity == SEVERITY_ERROR
				      : strcmp(f->id, "spf-lookup-failed") == 0))
			return f;
	}
	return NULL;
}

void diagnose_spf_sender(struct diagnosis *d, const struct study *s, const struct spf_check *check)
{
	struct place at = {.d = d};
	struct finding *f;

	if (check->pending)
		return;
	at.host = text_safe(d->arena, bytes_str(d->arena, domain_of(check)));
	at.query = s->spf.record->query;
	at.address = check->ip;
	at.why = check->why;
	f = found_case(&at, by_result[check->result].id, by_result[check->result].of_case, ONCE);
	f->root = cause_in_record(d, s, check);
	show_way(&at, f, check);
	publish_client(&at, f, s, check);
}

/* DANE: what the zone's TLSA records are worth before anybody connects. What they say of the
 * certificates is found where a session of --probe has seen these (diagnose_dane.c). */
#include "interpret/dane.h"
#include "interpret/diagnose_domain.h"
#include "record/words.h"

enum { SHOWN_MAX = 8 };

static const char to_fill[] =
	"write 3 1 1 and the SHA-256 digest of the server's public key, which --probe shows";

static bool is_own(const struct place *at, const struct dane_host *h)
{
	return host_is_below(h->host->name, at->d->out->study->domain);
}

/* Who edits the zone of the host: not always whoever edits the domain's. */
static void give_owner(const struct place *at, struct finding *f, const struct dane_host *h)
{
	f->owner = is_own(at, h) ? OWNER_DOMAIN_ADMIN : OWNER_PROVIDER;
}

static void show_records(const struct place *at, struct finding *f, const struct dane_host *h)
{
	int n = 0;

	LIST_EACH (const struct dane_record, record, &h->records)
		if (n++ < SHOWN_MAX)
			show(at, f, "dns", "%s TLSA %s%s%s", h->name, record->text,
			     record->why != NULL ? ": " : "",
			     record->why != NULL ? dane_reason(record->why) : "");
}

static void publish_fitting(const struct place *at, struct finding *f, const struct dane_host *h,
			    enum publish_action action)
{
	if (h->fitting.n == 0)
		publish(at, f, action, h->name, "TLSA", NULL, to_fill);
	LIST_EACH (const struct string_item, it, &h->fitting)
		publish(at, f, action, h->name, "TLSA", it->s, dane_caution);
}

/* ---- one host ---- */

static void unusable(const struct place *at, const struct dane_host *h)
{
	struct finding *f;

	if (h->judged)
		return;
	f = found_case(at, "dane-unusable", "records", PER_NAME);
	f->severity = SEVERITY_WARNING;
	give_owner(at, f, h);
	show_records(at, f, h);
	publish_fitting(at, f, h, PUBLISH_REPLACE);
}

/* Of another's zone nobody here can do anything, and mail goes on as if there were no records. */
static void unsigned_zone(const struct place *at, const struct dane_host *h)
{
	struct finding *f = found(at, "dane-unsigned", PER_NAME);

	give_owner(at, f, h);
	if (!is_own(at, h))
		f->severity = SEVERITY_NOTICE;
	show_records(at, f, h);
	show(at, f, "dns", "%s TLSA: the answer is not signed", h->name);
}

static void unsigned_way(const struct place *at, const struct dane_host *h)
{
	struct finding *f = found(at, "dane-domain-unsigned", ONCE);

	show_records(at, f, h);
	show(at, f, "dns", "%s: the answer is not signed", h->gap != NULL ? h->gap : "MX");
}

static void unjudged(const struct place *at, const struct dane_host *h)
{
	show_records(at, found(at, "dane-unjudged", ONCE), h);
}

static void lookup_failed(const struct place *at, const struct dane_host *h)
{
	struct finding *f;

	if (h->judged)
		return;
	f = found(at, "dane-lookup-failed", PER_NAME);
	give_owner(at, f, h);
	if (!dns_fails_everybody(h->query->status))
		f->severity = SEVERITY_WARNING;
	show(at, f, "dns", "%s TLSA: %s, while the addresses of %s are signed", h->name,
	     no_answer(h->query), h->host->name);
}

static void (*const by_standing[])(const struct place *at, const struct dane_host *h) = {
	[DANE_UNUSABLE] = unusable,	      [DANE_UNSIGNED] = unsigned_zone,
	[DANE_WAY_UNSIGNED] = unsigned_way,   [DANE_UNJUDGED] = unjudged,
	[DANE_LOOKUP_FAILED] = lookup_failed, [DANE_LOOKUP_HARMLESS] = NULL,
};

/* ---- some with, some without ---- */

static const struct dane_host *first_of(const struct study *s, enum dane_standing standing)
{
	LIST_EACH (const struct dane_host, h, &s->dane.hosts)
		if (h->standing == standing)
			return h;
	return NULL;
}

static void diagnose_gap(struct diagnosis *d, const struct study *s)
{
	const struct dane_host *with = first_of(s, DANE_IN_FORCE),
			       *without = first_of(s, DANE_ABSENT);
	struct finding *f;
	struct place at = {.d = d};

	if (with == NULL || without == NULL)
		return;
	at.host = without->host->name;
	f = found(&at, "dane-partial", ONCE);
	show_records(&at, f, with);
	LIST_EACH (const struct dane_host, h, &s->dane.hosts) {
		if (h->standing != DANE_ABSENT)
			continue;
		show(&at, f, "dns", "%s TLSA: %s", h->name, dns_status_words[h->query->status]);
		publish_fitting(&at, f, h, PUBLISH_ADD);
	}
}

void diagnose_domain_dane(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct dane_host, h, &s->dane.hosts) {
		const struct place at = {.d = d, .host = h->host->name};

		if (by_standing[h->standing] != NULL)
			by_standing[h->standing](&at, h);
	}
	diagnose_gap(d, s);
}

/* MTA-STS: senders look for the TXT record, fetch the policy by HTTPS, and then deliver only to the
 * hosts that it lists. Each of the three can be at fault. */
#include "base/clock.h"
#include "interpret/announced.h"
#include "interpret/diagnose_domain.h"
#include "record/words.h"

#include <ctype.h>
#include <string.h>

enum {
	LINE_SHOWN = 80,
	ID_DIGITS = 14,
	DAY = 24 * 60 * 60,
	USUAL_MAX_AGE = 7 * DAY, /* "in the range of weeks" (RFC 8461 section 3.2) */
	HOSTS_SHOWN = 8,
};

static const struct mta_sts_study *sts(const struct place *at)
{
	return &at->d->out->study->mta_sts;
}

static bool announced(const struct mta_sts_study *m)
{
	return m->txt.state >= POLICY_TXT_DANGLING;
}

static bool usable(const struct mta_sts_study *m)
{
	return m->policy != NULL && m->policy->fault == NULL;
}

/* ---- what to publish ---- */

/* The time of the check: greater than any id that was made the same way before. */
static const char *new_id(const struct place *at)
{
	char text[CLOCK_TEXT_SIZE], id[ID_DIGITS + 1] = {0};
	size_t n = 0;

	clock_text(at->d->record->started, text);
	for (const char *p = text; *p != '\0' && n < ID_DIGITS; p++)
		if (isdigit((unsigned char)*p))
			id[n++] = *p;
	return arena_str(at->d->arena, id);
}

static void publish_txt(const struct place *at, struct finding *f, enum publish_action action,
			const char *note)
{
	publish(at, f, action, sts(at)->txt.name, "TXT",
		arena_printf(at->d->arena, "v=STSv1; id=%s", new_id(at)), note);
}

/* The pattern that stands for each host of today, the host itself where none does. */
static struct list patterns(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);
	struct list names = {0};

	LIST_EACH (const struct sts_host, h, &m->hosts) {
		const char *name = h->covered ? h->pattern : h->name;

		if (!list_has_string(&names, name))
			list_add_string(&names, at->d->arena, name);
	}
	if (m->hosts.n > 0)
		return names;
	LIST_EACH (const struct mx_host, mx, &at->d->out->study->mx.hosts)
		if (mx->fate < HOST_LITERAL && !mx->again)
			list_add_string(&names, at->d->arena, mx->name);
	return names;
}

/* A policy that cannot be read protects nobody today: to begin with it is being tested, unless it
 * says itself that it is to be enforced. */
static void publish_policy(const struct place *at, struct finding *f, int max_age)
{
	const struct mta_sts_study *m = sts(at);
	bool enforce = m->policy != NULL && m->policy->mode == STS_ENFORCE;
	const struct list names = patterns(at);
	struct buf text = {0};

	buf_printf(&text, "version: STSv1\nmode: %s\n", enforce ? "enforce" : "testing");
	LIST_EACH (const struct string_item, it, &names)
		buf_printf(&text, "mx: %s\n", it->s);
	buf_printf(&text, "max_age: %d\n", max_age);
	publish(at, f, m->policy == NULL ? PUBLISH_ADD : PUBLISH_REPLACE, m->url, PUBLISH_FILE,
		text.p, NULL);
	buf_free(&text);
	publish_txt(at, f, PUBLISH_REPLACE, NULL);
}

static int max_age(const struct mta_sts_study *m)
{
	return usable(m) && m->policy->max_age >= DAY ? m->policy->max_age : USUAL_MAX_AGE;
}

/* ---- the record ---- */

static const struct {
	enum policy_txt_state state;
	const char *name; /* of the case */
	const char *note; /* of the record to publish */
} record_faults[] = {
	{POLICY_TXT_BROKEN, "syntax", NULL},
	{POLICY_TXT_SEVERAL, "several", NULL},
	{POLICY_TXT_DANGLING, "alias", "the policy must be on a server of your own then"},
};

static void diagnose_record(const struct place *at)
{
	const struct policy_txt *txt = &sts(at)->txt;
	struct place with = *at;

	with.why = txt->alias;
	for (size_t i = 0; i < sizeof(record_faults) / sizeof(record_faults[0]); i++) {
		struct finding *f;

		if (record_faults[i].state != txt->state)
			continue;
		f = found_case(&with, "mta-sts-record-invalid", record_faults[i].name, ONCE);
		show_announcement(at, f, txt);
		publish_txt(at, f, instead_of_alias(at, f, txt), record_faults[i].note);
	}
}

/* ---- the web server ---- */

static void show_fetch(const struct place *at, struct finding *f)
{
	const struct policy_fetch *fetch = sts(at)->fetch;
	const char *where = "";

	if (fetch == NULL)
		return;
	if (fetch->address != NULL)
		where = arena_printf(at->d->arena, " (%s)", fetch->address);
	if (fetch->code > 0)
		show(at, f, "network", "%s%s: HTTP status %d%s%s", fetch->url, where, fetch->code,
		     fetch->location != NULL ? ", to " : "",
		     fetch->location != NULL ? fetch->location : "");
	if (fetch->fault != NULL)
		show(at, f, fetch->certificate != NULL ? "certificate" : "network", "%s%s: %s",
		     fetch->url, where, fetch->fault);
}

static void show_addresses(const struct place *at, struct finding *f)
{
	const struct mta_sts_study *m = sts(at);

	show(at, f, "dns", "%s A: %s", m->host, no_answer(m->look.a));
	show(at, f, "dns", "%s AAAA: %s", m->host, no_answer(m->look.aaaa));
}

/* Of the words for what kept a whole answer from coming: the case that tells it. */
static const struct {
	const char *trouble, *certificate, *name;
} troubles[] = {
	{"unreached", NULL, "unreached"},
	{"silent", NULL, "silent"},
	{"too-long", NULL, "too-long"},
	{"tls", "expired", "certificate-expired"},
	{"tls", "name", "certificate-name"},
	{"tls", "not-yet-valid", "certificate-not-yet-valid"},
	{"tls", "untrusted", "certificate-untrusted"},
	{"tls", NULL, "no-tls"},
	{"cut", NULL, "cut"},
};

static const char *case_of_trouble(const struct policy_fetch *fetch)
{
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++)
		if (text_same(troubles[i].trouble, fetch->trouble) &&
		    text_same(troubles[i].certificate, fetch->certificate))
			return troubles[i].name;
	return NULL;
}

static struct finding *broken(const struct place *at, const char *name)
{
	struct finding *f = found_case(at, "mta-sts-broken", name, ONCE);

	show_announcement(at, f, &sts(at)->txt);
	show_fetch(at, f);
	return f;
}

static void diagnose_status(const struct place *at, const struct policy_fetch *fetch)
{
	struct place with = *at;
	struct finding *f;

	with.why = arena_printf(at->d->arena, "%d", fetch->code);
	f = broken(&with, fetch->code / 100 == 3 ? "redirect" : "status");
	if (fetch->code == 404 || fetch->code == 410)
		publish_policy(at, f, USUAL_MAX_AGE);
}

static void diagnose_fetch(const struct place *at)
{
	const struct policy_fetch *fetch = sts(at)->fetch;
	const char *name = fetch->trouble == NULL ? NULL : case_of_trouble(fetch);

	if (name != NULL)
		broken(at, name);
	else if (fetch->trouble == NULL && fetch->code != 200)
		diagnose_status(at, fetch);
}

static void diagnose_host(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);
	struct finding *f;

	if (m->look.fate < HOST_NO_ADDRESS || m->look.a == NULL || m->look.aaaa == NULL)
		return;
	f = broken(at, "no-host");
	show_addresses(at, f);
	publish(at, f, PUBLISH_ADD, m->host, "A", NULL,
		"put in the address of the web server that has the policy");
}

/* ---- the document ---- */

static void show_line(const struct place *at, struct finding *f)
{
	const struct mta_sts_study *m = sts(at);
	struct bytes rest = m->fetch->body;
	int line = 1;

	for (size_t i = 0; i < rest.n && line < m->policy->fault_line; i++)
		if (rest.p[i] == '\n' && ++line == m->policy->fault_line)
			rest = (struct bytes){rest.p + i + 1, rest.n - i - 1};
	if (m->policy->fault_line == 0 || line != m->policy->fault_line)
		return;
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] == '\r' || rest.p[i] == '\n' || i == LINE_SHOWN)
			rest.n = i;
	show(at, f, "note", "line %d of the policy: %s", line, text_safe(at->d->arena, rest));
}

static void diagnose_syntax(const struct place *at)
{
	const struct sts_policy *p = sts(at)->policy;
	struct finding *f;

	if (p == NULL || p->fault == NULL)
		return;
	f = broken(at, "syntax");
	show_line(at, f);
	show(at, f, "note", "%s", p->fault);
	publish_policy(at, f, USUAL_MAX_AGE);
}

static bool is_plain_text(const char *type)
{
	size_t n = strlen("text/plain");

	return type != NULL && strncasecmp(type, "text/plain", n) == 0 &&
	       (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

static void diagnose_type(const struct place *at)
{
	const struct policy_fetch *fetch = sts(at)->fetch;

	if (is_plain_text(fetch->type))
		return;
	show(at, found(at, "mta-sts-media-type", ONCE), "network", "%s: Content-Type: %s",
	     fetch->url, fetch->type != NULL ? fetch->type : "none");
}

/* ---- what it says ---- */

static void show_policy(const struct place *at, struct finding *f)
{
	const struct sts_policy *p = sts(at)->policy;
	struct buf list = {0};
	int n = 0;

	LIST_EACH (const struct sts_pattern, pattern, &p->patterns)
		if (n++ < HOSTS_SHOWN)
			buf_printf(&list, "%s%s", n > 1 ? ", " : "", pattern->text);
	show(at, f, "note", "the policy: mode %s, mx %s%s, max_age %d", sts_mode_names[p->mode],
	     list.n > 0 ? list.p : "none", n > HOSTS_SHOWN ? ", ..." : "", p->max_age);
	buf_free(&list);
}

/* Senders pass over what is not listed: mail waits only where nothing is left. */
static void diagnose_uncovered(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);
	struct place with = *at;
	struct finding *f;

	if (m->uncovered == 0)
		return;
	LIST_EACH (const struct sts_host, h, &m->hosts)
		if (!h->covered && with.why == NULL)
			with.why = h->name;
	f = found_case(&with, "mta-sts-mismatch",
		       m->uncovered < m->hosts.n ? "some-not-listed" : "none-listed", ONCE);
	f->severity = m->policy->mode == STS_ENFORCE && m->uncovered == m->hosts.n
			      ? SEVERITY_ERROR
			      : SEVERITY_WARNING;
	show_policy(at, f);
	LIST_EACH (const struct sts_host, h, &m->hosts)
		show(at, f, "dns", "MX %s: %s", h->name, h->covered ? "listed" : "not listed");
	publish_policy(at, f, max_age(m));
}

static void diagnose_unused(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);
	int n = 0;

	if (m->uncovered > 0 || m->hosts.n == 0)
		return;
	LIST_EACH (const struct sts_pattern, p, &m->policy->patterns)
		if (p->matches == 0 && n++ < HOSTS_SHOWN)
			show(at, found(at, "mta-sts-unused-pattern", ONCE), "note",
			     "line %d of the policy: mx: %s", p->line, p->text);
}

static void diagnose_age(const struct place *at)
{
	const struct sts_policy *p = sts(at)->policy;
	struct place with = *at;
	struct finding *f;

	if (p->mode == STS_NONE || p->max_age >= DAY)
		return;
	with.why = arena_printf(at->d->arena, "%d", p->max_age);
	f = found(&with, "mta-sts-short-life", ONCE);
	show_policy(at, f);
	publish_policy(at, f, USUAL_MAX_AGE);
}

static void diagnose_unannounced(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);
	struct finding *f;

	if (m->txt.state != POLICY_TXT_ABSENT || !usable(m) || m->policy->mode == STS_NONE)
		return;
	f = found(at, "mta-sts-unannounced", ONCE);
	show(at, f, "dns", "%s TXT: %s", m->txt.name,
	     view_is_absent(m->txt.query) ? dns_status_words[m->txt.query->status]
					  : "nothing of MTA-STS");
	show_policy(at, f);
	publish_txt(at, f, PUBLISH_ADD, NULL);
}

/* ---- what is not known ---- */

static const char *unknown(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);
	const struct policy_fetch *fetch = m->fetch;

	if (m->txt.state == POLICY_TXT_UNKNOWN)
		return arena_printf(at->d->arena, "%s TXT: %s", m->txt.name,
				    no_answer(m->txt.query));
	if (!announced(m))
		return NULL;
	if (fetch != NULL && fetch->trouble != NULL && strcmp(fetch->trouble, "own") == 0)
		return fetch->fault != NULL ? fetch->fault : "this machine could not ask";
	return m->look.addresses.n == 0 && m->look.fate == HOST_UNKNOWN && m->look.a != NULL &&
			       m->look.aaaa != NULL
		       ? arena_printf(at->d->arena, "%s A: %s, AAAA: %s", m->host,
				      no_answer(m->look.a), no_answer(m->look.aaaa))
		       : NULL;
}

/* Where nothing at all is known of the zone, that is said of the zone. */
static void diagnose_unknown(const struct place *at)
{
	const char *why = unknown(at);

	if (why != NULL && at->d->out->study->mx.state != MX_UNKNOWN)
		show(at, found(at, "mta-sts-unknown", ONCE), "dns", "%s", why);
}

/* ---- all of it ---- */

static void diagnose_document(const struct place *at)
{
	const struct mta_sts_study *m = sts(at);

	diagnose_host(at);
	if (m->fetch != NULL)
		diagnose_fetch(at);
	diagnose_syntax(at);
	if (!usable(m))
		return;
	diagnose_type(at);
	diagnose_uncovered(at);
	diagnose_unused(at);
	diagnose_age(at);
}

void diagnose_domain_mta_sts(struct diagnosis *d, const struct study *s)
{
	const struct place at = {.d = d, .host = s->mta_sts.host};

	diagnose_record(&at);
	if (announced(&s->mta_sts))
		diagnose_document(&at);
	diagnose_unannounced(&at);
	diagnose_unknown(&at);
}

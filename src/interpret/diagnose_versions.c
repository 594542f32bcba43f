/* Versions of TLS: which of the two sides is too old, what else is accepted, and whom it concerns.
 */
#include "interpret/clients.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"

#include <string.h>

static struct tls_picture *picture(const struct place *at)
{
	return tls_picture_of(at->d->arena, at->d->record, at->session);
}

static const struct tls_facts *facts(const struct place *at)
{
	return at->stage->tls;
}

/* ---- evidence ---- */

/* "TLS1.2, TLS1.3": those that were refused in the same way as the first that stands there. */
static const char *refused_alike(struct arena *a, const struct tls_picture *p, int first)
{
	const char *all = p->versions[first].name;

	for (int i = first + 1; i < TLS_VERSIONS_SEEN; i++)
		if (p->versions[i].answer == VERSION_REFUSED &&
		    strcmp(p->versions[i].how, p->versions[first].how) == 0)
			all = arena_printf(a, "%s, %s", all, p->versions[i].name);
	return all;
}

static bool shown_before(const struct tls_picture *p, int i)
{
	for (int k = 0; k < i; k++)
		if (p->versions[k].answer == VERSION_REFUSED &&
		    strcmp(p->versions[k].how, p->versions[i].how) == 0)
			return true;
	return false;
}

/* The one that was agreed on stands there already. */
static void show_versions(const struct place *at, struct finding *f, const struct tls_picture *p)
{
	struct arena *a = at->d->arena;
	const char *spoken = versions_with(a, p, VERSION_ACCEPTED);

	if (spoken != NULL && !(newest_spoken(p) == oldest_spoken(p) && newest_spoken(p)->agreed))
		show(at, f, "tls", "%s: speaks %s", place_name(at), spoken);
	for (int i = 0; i < TLS_VERSIONS_SEEN; i++)
		if (p->versions[i].answer == VERSION_REFUSED && !shown_before(p, i))
			show(at, f, "tls", "%s refused: %s", refused_alike(a, p, i),
			     p->versions[i].how);
}

void show_clients(const struct place *at, struct finding *f)
{
	struct arena *a = at->d->arena;
	struct list clients = clients_of(a, at->d->know, at->d->record, picture(at));
	const char *cannot = clients_with(a, &clients, CLIENT_CANNOT);

	if (cannot != NULL)
		show(at, f, "note", "cannot connect: %s", cannot);
}

/* Whoever switches old versions off had better know whom that locks out. */
static void show_dependents(const struct place *at, struct finding *f)
{
	struct arena *a = at->d->arena;
	struct list clients = clients_of(a, at->d->know, at->d->record, picture(at));
	const char *all = NULL;

	LIST_EACH (const struct client_seen, c, &clients)
		if (c->answer != CLIENT_CANNOT && version_is_old(c->client->newest))
			all = all == NULL ? c->client->title
					  : arena_printf(a, "%s, %s", all, c->client->title);
	if (all != NULL)
		show(at, f, "note", "would be locked out without them: %s", all);
}

static void show_policies(const struct place *at, struct finding *f, const char *version)
{
	struct arena *a = at->d->arena;
	const struct knowledge *k = at->d->know;
	const char *provider = at->d->record->provider;
	const char *forbid = policies_against(a, k, provider, version, POLICY_FORBIDS);
	const char *advise = policies_against(a, k, provider, version, POLICY_ADVISES);

	if (forbid != NULL)
		show(at, f, "note", "%s is forbidden by %s", version, forbid);
	if (advise != NULL)
		show(at, f, "note", "%s is advised against by %s", version, advise);
}

/* ---- why it failed ---- */

static struct finding *client_too_old(const struct place *at, const struct tls_picture *p)
{
	struct place where = *at;
	struct finding *f;

	where.version = oldest_spoken(p)->name;
	f = found_case(&where, "tls-client-too-old", "shown", PER_PORT);
	show_versions(at, f, p);
	return f;
}

static struct finding *server_too_old(const struct place *at, const struct tls_picture *p)
{
	struct place where = *at;
	const char *newest = newest_spoken(p) != NULL ? newest_spoken(p)->name : NULL;
	struct finding *f;

	where.version = newest;
	f = newest != NULL ? found(&where, "tls-version-too-old", PER_PORT)
			   : found_case(&where, "tls-version-too-old", "none", PER_PORT);
	show_versions(at, f, p);
	if (newest == NULL)
		return f; /* nobody can, whatever he is */
	show_clients(at, f);
	if (version_is_old(newest))
		show_policies(at, f, newest);
	return f;
}

/* By the words of the server alone: nobody has asked for each version. */
static struct finding *said_so(const struct place *at, const struct tls_picture *p)
{
	const char *newest = newest_offered(facts(at));

	if (p->probed || !refused_by_version(facts(at)))
		return NULL; /* each version was refused; handshake_failure has other causes */
	if (facts(at)->alert != NULL && newest != NULL && strcmp(newest, "TLS1.3") < 0)
		return found(at, "tls-client-too-old", PER_PORT);
	return server_too_old(at, p);
}

struct finding *found_version_fault(const struct place *at)
{
	const struct tls_picture *p;
	const char *oldest, *newest;

	if (!refused_for_version(at->session))
		return NULL;
	p = picture(at);
	oldest = oldest_offered(at->d->arena, facts(at));
	newest = newest_offered(facts(at));
	if (newest_spoken(p) == NULL || oldest == NULL)
		return said_so(at, p);
	if (strcmp(oldest_spoken(p)->name, newest) > 0)
		return client_too_old(at, p);
	if (strcmp(newest_spoken(p)->name, oldest) < 0)
		return server_too_old(at, p);
	return NULL; /* a version that it speaks was on offer */
}

/* In the words of net/tls_offer.c. */
struct finding *found_forbidden(const struct place *at)
{
	static const char policy[] = "the system's policy";
	struct bytes why = at->stage->detail;
	struct place where = *at;
	struct finding *f;

	if (at->stage->id != STAGE_TLS || !failed_with(at->stage, FAILURE_LOCAL) ||
	    why.n < sizeof(policy) - 1 || memcmp(why.p, policy, sizeof(policy) - 1) != 0)
		return NULL;
	where.why = text_safe(at->d->arena, why);
	f = found_case(&where, "local-error", "tls-policy", ONCE);
	show_bytes(at, f, "tls", why);
	return f;
}

/* ---- what was agreed ---- */

/* Nothing went wrong after the handshake: some servers do it in any version, and then say no. */
static bool went_on(const struct place *at)
{
	const struct stage *fatal = fatal_stage(at->session);

	return fatal == NULL || fatal == at->stage;
}

static void diagnose_agreed(const struct place *at, const struct tls_picture *p)
{
	const struct tls_facts *t = facts(at);
	const char *newest = newest_offered(t);
	bool ours = version_is_old(newest), servers;
	struct finding *f;

	servers = newest_spoken(p) != NULL && version_is_old(newest_spoken(p)->name) &&
		  (!ours || p->probed);
	if (servers)
		f = found(at, "tls-version-too-old", PER_PORT);
	else if (ours && went_on(at))
		f = found_case(at, "tls-client-too-old", "works", PER_PORT);
	else
		return;
	show(at, f, "tls", "%s: %s, %s", place_name(at), t->version,
	     t->cipher != NULL ? t->cipher : "cipher unknown");
	show_versions(at, f, p);
	if (servers)
		show_clients(at, f);
	show_policies(at, f, t->version);
	f->severity = SEVERITY_WARNING; /* it works so far */
}

/* ---- what is accepted besides ---- */

static const char *old_ones(struct arena *a, const struct tls_picture *p)
{
	const char *all = NULL;

	for (int i = 0; i < TLS_VERSIONS_SEEN; i++) {
		const struct version_seen *v = &p->versions[i];

		if (v->answer == VERSION_ACCEPTED && version_is_old(v->name))
			all = all == NULL ? v->name : arena_printf(a, "%s, %s", all, v->name);
	}
	return all;
}

/* A server that does no better is "too old", not tolerant. SSL 3.0 can be read by others. */
static void diagnose_tolerance(const struct place *at, const struct tls_picture *p)
{
	struct place where = *at;
	struct finding *f;

	where.version = old_ones(at->d->arena, p);
	if (where.version == NULL || version_is_old(newest_spoken(p)->name))
		return;
	if (p->versions[0].answer == VERSION_ACCEPTED) {
		f = found_case(&where, "tls-legacy-versions", "ssl", ONCE);
		f->severity = SEVERITY_WARNING;
	} else {
		f = found(&where, "tls-legacy-versions", ONCE);
	}
	show(at, f, "tls", "%s accepts %s", place_name(at), where.version);
	show_versions(at, f, p);
	show_dependents(at, f);
	show_policies(at, f, oldest_spoken(p)->name);
}

/* ---- extensions ---- */

static void diagnose_renegotiation(const struct place *at)
{
	const struct tls_facts *t = facts(at);
	struct finding *f;

	if (t->key_exchange == NULL || t->safe_renegotiation || strcmp(t->version, "TLS1.3") >= 0)
		return; /* nobody told, or nothing is missing */
	f = found(at, "tls-no-secure-renegotiation", PER_PORT);
	f->severity = SEVERITY_WARNING; /* to us it does not matter */
	show(at, f, "tls", "%s: %s without secure renegotiation", place_name(at), t->version);
	show_clients(at, f);
}

void diagnose_versions(const struct place *at)
{
	const struct tls_picture *p;

	if (at->stage->outcome == OUTCOME_NOT_REACHED || facts(at) == NULL ||
	    facts(at)->version == NULL)
		return;
	p = picture(at);
	diagnose_agreed(at, p);
	diagnose_tolerance(at, p);
	diagnose_renegotiation(at);
}

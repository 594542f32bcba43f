/* A certificate names the place where its issuer's is to be had. That the issuer is missing is
 * likely then; that the chain stands with it is proved only by having it. */
#include "interpret/incomplete_chain.h"

#include "interpret/certificate.h"
#include "interpret/verdict.h"
#include "interpret/facts.h"

#include "base/clock.h"

#include <string.h>

/* Without a trust store every chain ends nowhere. */
static bool incomplete(const struct tls_facts *t)
{
	return t->judged && !t->trusted && !t->chain_complete && t->anchors > 0;
}

/* The member of the chain whose issuer is missing, as far as its place tells; NULL: none names it.
 */
static const struct certificate *last_link(const struct tls_facts *t)
{
	const struct certificate *last = NULL;

	LIST_EACH (const struct certificate, c, &t->chain)
		if (!c->unused && !c->self_signed && c->aia != NULL)
			last = c;
	return last;
}

/* ---- what was fetched ---- */

static const char *known(const char *s)
{
	return s != NULL ? s : "no subject";
}

/* All that the server should have sent, "CN=one, CN=two"; NULL: there is no path with them. */
static const char *missing_links(const struct place *at)
{
	const char *all = NULL;

	LIST_EACH (const struct chain_link, link, &at->stage->tls->verified)
		if (link->from == LINK_FETCHED)
			all = arena_printf(at->d->arena, "%s%s%s", all != NULL ? all : "",
					   all != NULL ? ", " : "", known(link->subject));
	return all;
}

/* With an issuer whose own time is over the server would fare no better. */
static bool outlived(const struct place *at, const struct chain_link *link)
{
	return link->from == LINK_FETCHED && link->not_after != 0 &&
	       link->not_after < at->d->record->started;
}

static const struct chain_link *outlived_link(const struct place *at)
{
	LIST_EACH (const struct chain_link, link, &at->stage->tls->verified)
		if (outlived(at, link))
			return link;
	return NULL;
}

/* All that was asked for came, and the last of it has no issuer that we know. */
static bool leads_nowhere(const struct tls_facts *t)
{
	LIST_EACH (const struct fetched, f, &t->fetched)
		if (f->fault != NULL)
			return false;
	return t->fetched.n > 0 && t->verified.n == 0;
}

/* ---- evidence ---- */

static void show_fetched(const struct place *at, struct finding *f, const struct fetched *it)
{
	bool odd = it->form != NULL && strcmp(it->form, "PEM") == 0;

	if (it->fault != NULL)
		show(at, f, "note", "%s: %s", it->url, it->fault);
	else
		show(at, f, "certificate", "%s: %s%s", it->url, known(it->subject),
		     odd ? " (as PEM, where RFC 5280 wants DER)" : "");
}

static void show_evidence(const struct place *at, struct finding *f)
{
	const struct tls_facts *t = at->stage->tls;
	const struct certificate *last = last_link(t);
	const struct chain_link *late = outlived_link(at);
	char text[CLOCK_TEXT_SIZE];

	show_leaf(at, f);
	LIST_EACH (const struct fetched, it, &t->fetched)
		show_fetched(at, f, it);
	if (t->fetched.n == 0 && last != NULL)
		show(at, f, "note", "%s says that its issuer is at %s%s", subject_of(last),
		     last->aia, record_is_proxied(at->d->record) ? "" : "; --fetch-aia asks there");
	if (late != NULL)
		show(at, f, "note", "%s expired on %.10s", known(late->subject),
		     clock_text(late->not_after, text));
}

/* ---- */

static struct finding *raised(const struct place *at)
{
	const struct tls_facts *t = at->stage->tls;
	const char *missing = missing_links(at);
	struct place with = *at;

	if (leads_nowhere(t))
		return found_case(at, "cert-untrusted", "fetched", PER_PORT);
	if (missing == NULL || outlived_link(at) != NULL)
		return found(at, "cert-incomplete-chain", PER_PORT);
	with.why = missing;
	return found_case(&with, "cert-incomplete-chain", "proved", PER_PORT);
}

struct finding *found_incomplete(const struct place *at)
{
	struct finding *f;

	if (!incomplete(at->stage->tls))
		return NULL;
	f = raised(at);
	show_evidence(at, f);
	return f;
}

/* Of a proxy we know nothing that would let us check where a stranger sends us. */
void want_issuers(struct diagnosis *d)
{
	if (record_is_proxied(d->record))
		return;
	LIST_EACH (const struct session, s, &d->record->sessions) {
		const struct stage *st = session_stage(s, STAGE_TLS);

		if (is_primary(s) && st != NULL && st->tls != NULL && incomplete(st->tls) &&
		    st->tls->fetched.n == 0 && last_link(st->tls) != NULL)
			want(d, WANT_ISSUER, s);
	}
}

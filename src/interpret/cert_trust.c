/* Trust: who issued it, whether he may, and whether this machine knows him. */
#include "interpret/certificate.h"
#include "interpret/incomplete_chain.h"
#include "interpret/interception.h"

#include <string.h>

static const char *fault(const struct place *at)
{
	const char *word = at->stage->tls->trust_fault;

	return word != NULL ? word : "";
}

static bool fault_is(const struct place *at, const char *word)
{
	return strcmp(fault(at), word) == 0;
}

/* ---- one of these, the most telling first ---- */

static bool store_is_named(const struct place *at)
{
	const char *store = at->stage->tls->trust_store;

	return store != NULL && strcmp(store, "system") != 0;
}

static struct finding *no_trust_store(const struct place *at)
{
	if (at->stage->tls->anchors > 0)
		return NULL;
	return store_is_named(at) ? found_case(at, "cert-no-trust-store", "ca-file", PER_PORT)
				  : found(at, "cert-no-trust-store", PER_PORT);
}

static struct finding *broken(const struct place *at)
{
	if (!fault_is(at, "signature") && !fault_is(at, "unreadable"))
		return NULL;
	return found_case(at, "cert-broken", fault(at), PER_PORT);
}

/* An authority that is known goes beyond what it was given. */
static struct finding *beyond_rights(const struct place *at)
{
	static const char *const words[] = {"issuer-not-ca", "issuer-key-usage", "path-length",
					    "constraints",   "purpose",		 "critical"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (fault_is(at, words[i]))
			return found_case(at, "cert-constraints", words[i], PER_PORT);
	return NULL;
}

static struct finding *self_signed(const struct place *at)
{
	const struct certificate *c = leaf_of(at);

	return c != NULL && c->self_signed ? found(at, "cert-self-signed", PER_PORT) : NULL;
}

/* ---- why the issuer is unknown ---- */

/* A root goes with the chain only where somebody was to install it. */
static const struct certificate *root_sent(const struct place *at)
{
	LIST_EACH (const struct certificate, c, &at->stage->tls->chain)
		if (c->self_signed && !c->unused && c != leaf_of(at))
			return c;
	return NULL;
}

static struct finding *untrusted(const struct place *at)
{
	const struct certificate *sent = root_sent(at);
	struct place with = *at;

	if (fault_is(at, "other-key") || fault_is(at, "too-long"))
		return found_case(at, "cert-untrusted", fault(at), PER_PORT);
	if (sent != NULL) {
		with.why = short_name(at, subject_of(sent));
		return found_case(&with, "cert-untrusted", "private-root", PER_PORT);
	}
	if (store_is_named(at))
		return found_case(at, "cert-untrusted", "ca-file", PER_PORT);
	return found(at, "cert-untrusted", PER_PORT);
}

/* Records of old and transcripts have no word for it. */
static bool issuer_unknown(const struct place *at)
{
	return *fault(at) == '\0' || fault_is(at, "unknown-issuer");
}

/* What shows evidence of its own. */
static struct finding *found_elsewhere(const struct place *at)
{
	struct finding *f = at->stage->tls->anchors > 0 ? found_interception(at) : NULL;

	if (f == NULL && issuer_unknown(at) && leaf_of(at) != NULL && !leaf_of(at)->self_signed)
		f = found_incomplete(at);
	return f;
}

struct finding *found_distrust(const struct place *at)
{
	static struct finding *(*const reasons[])(const struct place *at) = {
		no_trust_store, broken, beyond_rights, self_signed, untrusted};
	struct finding *f;

	if (at->stage->tls->trusted)
		return NULL;
	f = found_elsewhere(at);
	if (f != NULL)
		return f;
	for (size_t i = 0; f == NULL; i++)
		f = reasons[i](at);
	show_store(at, f);
	return f;
}

/* ---- order ---- */

void found_wrong_order(const struct place *at)
{
	struct finding *f;

	if (!at->stage->tls->wrong_order)
		return;
	f = found(at, "cert-wrong-order", PER_PORT);
	LIST_EACH (const struct certificate, c, &at->stage->tls->chain)
		show(at, f, "certificate", "%s: %s, issued by %s", place_name(at), subject_of(c),
		     c->issuer != NULL ? c->issuer : "nobody");
}

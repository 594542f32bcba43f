/* STARTTLS: absent, taken away, refused, or answered and then nothing. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "smtp/caps.h"

static bool not_offered(const struct place *at)
{
	return failed_with(at->stage, FAILURE_NOT_OFFERED);
}

static bool starred_greeting(const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);

	return banner != NULL && bytes_has(banner->reply.text, "*****");
}

static bool masked_list(const struct session *s)
{
	const struct list *caps = first_capabilities(s);

	return caps != NULL && caps_masked(caps);
}

/* Its profile says that the provider offers STARTTLS on this port. */
static bool promised(const struct place *at)
{
	const struct offer *o = provider_offer(at->d->provider, at->session->port);

	return at->d->provider != provider_generic(at->d->know) && o != NULL &&
	       o->mode == TLS_MODE_STARTTLS;
}

/* Another address of the same host and port offers it. */
static bool offered_elsewhere(const struct place *at)
{
	LIST_EACH (struct session, s, &at->d->record->sessions)
		if (is_primary(s) && s->port == at->session->port &&
		    text_casecmp(s->host, at->session->host) == 0 &&
		    session_passed(s, STAGE_STARTTLS))
			return true;
	return false;
}

/* A firewall rewrites this session, and its marks are there to be seen. */
static bool inspected(const struct place *at)
{
	return not_offered(at) && (masked_list(at->session) || starred_greeting(at->session));
}

static bool stripped(const struct place *at)
{
	return not_offered(at) && promised(at);
}

static void show_list(const struct place *at, struct finding *f)
{
	const struct stage *ehlo = session_stage(at->session, STAGE_EHLO);

	if (ehlo != NULL)
		show_reply(at, f, &ehlo->reply);
	if (offered_elsewhere(at))
		show(at, f, "note", "other addresses of %s offer STARTTLS on port %d",
		     at->session->host, at->session->port);
}

static void show_stripped(const struct place *at, struct finding *f)
{
	if (f->certainty == CERTAINTY_CERTAIN)
		f->certainty = CERTAINTY_LIKELY; /* it may also be the wrong host */
	show_list(at, f);
}

/* The product is the cause; that STARTTLS is gone follows from it. */
static void diagnose_inspection(const struct place *at)
{
	struct finding *cause = found(at, "middlebox-cisco-esmtp", ONCE);
	struct finding *f = found(at, "starttls-stripped", PER_PORT);

	show_list(at, cause);
	show_list(at, f);
	blame(at, cause);
	f->certainty = CERTAINTY_CERTAIN;
	f->root = cause;
}

static bool nothing_came(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TIMEOUT);
}

static bool cut_off(const struct place *at)
{
	return stage_cut(at->stage);
}

static void show_end(const struct place *at, struct finding *f)
{
	show(at, f, "network", "%s: %s%s after STARTTLS", place_name(at),
	     cut_off(at) ? "connection closed" : "no answer", time_taken(at, " "));
}

static const struct rule causes[] = {
	{stripped, "starttls-stripped", PER_PORT, show_stripped},
	{not_offered, "starttls-not-offered", PER_PORT, show_list},
	{nothing_came, "starttls-timeout", PER_PORT, show_end},
	{cut_off, "starttls-closed", PER_PORT, show_end},
	{NULL, NULL, ONCE, NULL},
};

static bool injected(const struct place *at)
{
	return at->stage->starttls != NULL && at->stage->starttls->injected.n > 0;
}

static void show_injected(const struct place *at, struct finding *f)
{
	show_bytes(at, f, "reply", at->stage->starttls->injected);
	show(at, f, "note", "%s sent this in clear text after its 220", place_name(at));
}

static const struct rule remarks[] = {
	{injected, "starttls-injection", PER_PORT, show_injected},
	{NULL, NULL, ONCE, NULL},
};

void diagnose_starttls(const struct place *at)
{
	every_rule(at, remarks);
	if (failed_with(at->stage, FAILURE_REPLY))
		blame(at, found_reply(at, &at->stage->reply, "STARTTLS", "starttls-refused"));
	else if (inspected(at))
		diagnose_inspection(at);
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, first_rule(at, causes));
}

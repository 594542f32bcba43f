/* A list without STARTTLS says little by itself. The server may know no TLS, have it on another
 * port, have lost it on one of several machines or be unable to do it; or somebody on the way takes
 * the word out. What the run saw elsewhere tells. */
#include "interpret/starttls_absent.h"

#include "interpret/dane.h"
#include "interpret/facts.h"
#include "interpret/sts.h"

#include <string.h>

/* ---- STARTTLS said all the same ---- */

static const struct stage *answer_of(const struct place *at)
{
	const struct session *retry = retry_of(at->d->record, at->session, "starttls");

	return retry == NULL ? NULL : session_stage(retry, STAGE_STARTTLS);
}

static bool taken(const struct place *at)
{
	const struct stage *answer = answer_of(at);

	return answer != NULL && answer->reply.code == 220;
}

static bool refused_with(const struct place *at, int first_digit)
{
	const struct stage *answer = answer_of(at);

	return failed_with(answer, FAILURE_REPLY) && answer->reply.code != 421 &&
	       answer->reply.code / 100 == first_digit;
}

/* 451, 454: the server knows TLS and says itself that it is out of order. */
static bool out_of_order(const struct place *at)
{
	return refused_with(at, 4);
}

static bool unknown_to_the_server(const struct place *at)
{
	return refused_with(at, 5);
}

static void show_answer(const struct place *at, struct finding *f)
{
	const struct stage *answer = answer_of(at);

	if (answer == NULL || answer->reply.code == 0)
		return;
	show(at, f, "note", "%s: STARTTLS said although it is not offered, answered with %d",
	     place_name(at), answer->reply.code);
	show_reply(at, f, &answer->reply);
}

/* ---- offered elsewhere ---- */

static bool does_tls(const struct session *s)
{
	return session_passed(s, STAGE_STARTTLS) || agreed_version(s) != NULL;
}

/* Another address of the same host and port offers it. */
static const struct session *other_address(const struct place *at)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions)
		if (is_primary(s) && s->port == at->session->port &&
		    text_casecmp(s->host, at->session->host) == 0 &&
		    session_passed(s, STAGE_STARTTLS))
			return s;
	return NULL;
}

static bool offered_at_another_address(const struct place *at)
{
	return other_address(at) != NULL;
}

/* Each says its own name. */
static bool another_machine_offers(const struct place *at)
{
	const struct session *other = other_address(at);
	struct bytes here, there;

	if (other == NULL)
		return false;
	here = greeting_host(at->session);
	there = greeting_host(other);
	return here.n > 0 && there.n > 0 && !bytes_same(here, there);
}

static const struct session *other_port(const struct place *at)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions)
		if (is_primary(s) && s->port != at->session->port && does_tls(s) &&
		    strcmp(s->address, at->session->address) == 0)
			return s;
	return NULL;
}

static bool offered_at_another_port(const struct place *at)
{
	return other_port(at) != NULL;
}

static void show_where(const struct place *at, struct finding *f, const struct session *s)
{
	const struct place there = {.d = at->d, .session = s};
	const char *name = text_safe(at->d->arena, greeting_host(s));

	show(at, f, "note", "%s does TLS%s%s", place_name(&there),
	     *name == '\0' ? "" : " and calls itself ", name);
}

static void show_elsewhere(const struct place *at, struct finding *f)
{
	if (other_address(at) != NULL)
		show_where(at, f, other_address(at));
	if (other_port(at) != NULL)
		show_where(at, f, other_port(at));
}

/* ---- promised ---- */

/* Its profile says that the provider offers STARTTLS on this port. */
static bool promised(const struct place *at)
{
	const struct offer *o = provider_offer(at->d->provider, at->session->port);

	return at->d->provider != provider_generic(at->d->know) && o != NULL &&
	       o->mode == TLS_MODE_STARTTLS;
}

/* TLSA records in signed DNS say that there is TLS (RFC 7672 section 2.2). */
static bool promised_by_dane(const struct place *at)
{
	return dane_promise(at->d->record, at->session) != NULL;
}

static bool promised_by_sts(const struct place *at)
{
	return sts_demands(at->d, at->session);
}

/* ---- which it is ---- */

/* What the bytes show comes before what somebody promised, and that before what may be as it is
 * meant to be. */
static const struct {
	bool (*holds)(const struct place *at);
	const char *id, *name;
} absences[] = {
	{taken, "starttls-stripped", "hidden"},
	{out_of_order, "starttls-refused", "not-listed"},
	{another_machine_offers, "starttls-not-offered", "one-node"},
	{offered_at_another_address, "starttls-stripped", "one-address"},
	{promised_by_dane, "dane-starttls-missing", NULL},
	{promised_by_sts, "mta-sts-mismatch", "no-starttls"},
	{promised, "starttls-stripped", "promised"},
	{offered_at_another_port, "starttls-not-offered", "one-port"},
	{unknown_to_the_server, "starttls-not-offered", "absent"},
};

static struct finding *found_by_case(const struct place *at)
{
	for (size_t i = 0; i < sizeof(absences) / sizeof(absences[0]); i++)
		if (absences[i].holds(at))
			return found_case(at, absences[i].id, absences[i].name, PER_PORT);
	return found(at, "starttls-not-offered", PER_PORT);
}

/* Whatever took the word away: senders keep mail back that would go out in clear otherwise. */
static void weigh(const struct place *at, struct finding *f)
{
	if (sts_demands(at->d, at->session) && dane_promise(at->d->record, at->session) == NULL)
		sts_weigh(at, f);
}

struct finding *found_absent(const struct place *at)
{
	const struct stage *ehlo = session_stage(at->session, STAGE_EHLO);
	struct finding *f = found_by_case(at);

	weigh(at, f);
	if (ehlo != NULL)
		show_reply(at, f, &ehlo->reply);
	show_answer(at, f);
	show_elsewhere(at, f);
	show_promise(at, f);
	show_sts(at, f);
	return f;
}

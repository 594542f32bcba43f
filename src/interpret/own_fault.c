/* A login that we broke off ourselves: what the server sent in it, or what we have, would not do.
 */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "sasl/sasl.h"

#include <string.h>

/* RFC 7677 section 4 */
enum { ITERATIONS_LEAST = 4096 };

static bool is(const char *word, const char *other)
{
	return word != NULL && strcmp(word, other) == 0;
}

static bool with_ticket(const struct auth_facts *f)
{
	const struct sasl_mechanism *m = f->mechanism != NULL ? sasl_find(f->mechanism) : NULL;

	return m != NULL && m->takes == SASL_TICKET;
}

/* Words of auth_facts.own_fault; a case of NULL: the entry itself. */
static const struct {
	const char *fault, *id, *name;
} meanings[] = {
	{"server-signature", "auth-server-not-proved", NULL},
	{"server-unproved", "auth-server-not-proved", "unproved"},
	{"too-early", "auth-exchange-broken", "too-early"},
	{"no-ticket", "auth-no-ticket", NULL},
	{"kerberos", "auth-no-ticket", "server"},
	{"iterations", "auth-exchange-broken", "iterations"},
	{"too-slow", "auth-exchange-broken", "slow"},
	{"no-binding", "auth-exchange-broken", "no-binding"},
	{"identity", "auth-exchange-broken", "identity"},
	{"library", "auth-exchange-broken", "library"},
	{"challenge", "auth-exchange-broken", NULL},
};

enum { MEANINGS = sizeof(meanings) / sizeof(meanings[0]) };

/* The last, where a transcript has another word. */
static size_t meaning_of(const struct auth_facts *f)
{
	size_t i = 0;

	while (i < MEANINGS - 1 && !is(f->own_fault, meanings[i].fault))
		i++;
	return i;
}

static struct finding *found_meaning(const struct place *at, const struct auth_facts *f)
{
	size_t i = meaning_of(f);

	if (is(f->own_fault, "too-slow") && with_ticket(f))
		return found_case(at, "auth-no-ticket", "slow", PER_PORT);
	if (meanings[i].name != NULL)
		return found_case(at, meanings[i].id, meanings[i].name, PER_PORT);
	return found(at, meanings[i].id, PER_PORT);
}

struct finding *found_own_fault(const struct place *at)
{
	const struct auth_facts *f = at->stage->auth;
	struct finding *found;

	if (f == NULL || f->own_fault == NULL)
		return NULL;
	found = found_meaning(at, f);
	show(at, found, "note", "%s: AUTH %s broken off by this program: %s", place_name(at),
	     f->mechanism != NULL ? f->mechanism : "", f->own_fault);
	if (f->iterations > 0)
		show(at, found, "note", "the server asks for %d iterations", f->iterations);
	if (at->stage->reply.code != 0)
		show_reply(at, found, &at->stage->reply);
	return found;
}

/* RFC 5802 section 7: the server sees that TLS ends elsewhere than with us. */
struct finding *found_other_channel(const struct place *at)
{
	const struct auth_facts *f = at->stage->auth;
	struct finding *found;

	if (f == NULL || f->channel_binding == NULL ||
	    !bytes_begins(f->challenge, "e=channel-bindings-dont-match"))
		return NULL;
	found = found_case(at, "auth-server-not-proved", "other-channel", PER_PORT);
	show(at, found, "note", "%s: AUTH %s, bound to %s", place_name(at), f->mechanism,
	     f->channel_binding);
	show_bytes(at, found, "reply", f->challenge);
	show_reply(at, found, &at->stage->reply);
	return found;
}

void diagnose_iterations(const struct place *at)
{
	const struct auth_facts *f = at->stage->auth;
	struct finding *found_few;

	if (f == NULL || f->iterations < 1 || f->iterations >= ITERATIONS_LEAST)
		return;
	found_few = found(at, "auth-few-iterations", PER_HOST);
	show(at, found_few, "note", "%s: AUTH %s with %d iterations", place_name(at),
	     f->mechanism != NULL ? f->mechanism : "", f->iterations);
}

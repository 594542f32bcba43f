/* Behind the 220 of STARTTLS, or behind the first words of TLS, somebody speaks in clear: the
 * server that has no TLS to go on with, somebody who slips words in, or a box that starts anew. */
#include "interpret/plain_handshake.h"

#include "interpret/facts.h"
#include "know/box.h"
#include "smtp/reply.h"

#include <string.h>

enum { SHOWN_MAX = 240, LOOKED_AT = 32, TEXT_MIN = 4 };

static struct bytes words(const struct place *at)
{
	const struct tls_facts *t = at->stage->tls;

	return t == NULL ? (struct bytes){0} : t->plaintext;
}

/* Noise, and records of no kind that there is, say nothing to anybody. */
static bool is_text(struct bytes b)
{
	size_t n = b.n < LOOKED_AT ? b.n : LOOKED_AT;

	for (size_t i = 0; i < n; i++)
		if ((b.p[i] < ' ' || b.p[i] > '~') && memchr("\t\r\n", b.p[i], 3) == NULL)
			return false;
	return n >= TEXT_MIN;
}

static bool half_way(const struct place *at)
{
	return at->stage->tls->last_in != NULL;
}

static void show_words(const struct place *at, struct finding *f)
{
	struct bytes first = words(at);

	if (first.n > SHOWN_MAX)
		first.n = SHOWN_MAX;
	show_bytes(at, f, "banner", first);
}

static void show_moment(const struct place *at, struct finding *f)
{
	show(at, f, "tls", "%s: clear text %s", place_name(at),
	     half_way(at)
		     ? arena_printf(at->d->arena, "after the server's %s", at->stage->tls->last_in)
		     : "where the server's part of the handshake was due");
}

/* "454 4.7.0 TLS not available" after a 220: the refusal that should have come in its place. */
static struct finding *found_refusal(const struct place *at, const struct reply *reply)
{
	struct place starttls = *at;

	starttls.stage = session_stage(at->session, STAGE_STARTTLS);
	return found_reply(&starttls, reply, "STARTTLS", "starttls-refused");
}

static struct finding *found_protocol(const struct place *at)
{
	const struct box *b = box_of_greeting(at->d->know, words(at));
	struct place with = *at;

	if (b == NULL || b->kind != BOX_PROTOCOL)
		return found(at, "tls-plain-text", PER_PORT);
	with.box = b->title;
	return found_case(&with, "tls-plain-text", "protocol", PER_PORT);
}

/* Of what came only the beginning is kept: a reply need not be whole. */
static bool is_reply(const struct place *at, struct reply *reply)
{
	struct bytes first = words(at);

	return smtp_like(first) &&
	       reply_read(at->d->arena, arena_copy(at->d->arena, first.p, first.n), reply);
}

/* "500 Command unrecognized": our hello was read as one. */
static bool unknown_command(const struct reply *reply)
{
	return reply->code >= 500 && reply->code <= 504;
}

/* What follows is the rest of it, from wherever a segment happened to begin. */
static bool began_behind_the_220(const struct place *at)
{
	const struct stage *st = session_stage(at->session, STAGE_STARTTLS);

	return st != NULL && st->starttls != NULL && st->starttls->injected.n > 0;
}

struct finding *found_plain_handshake(const struct place *at)
{
	bool after_starttls = at->session->mode == TLS_MODE_STARTTLS;
	struct finding *f, *refusal = NULL;
	struct reply reply;

	if (!is_text(words(at)) || !(after_starttls || half_way(at)))
		return NULL;
	if (!half_way(at) && began_behind_the_220(at))
		f = found_case(at, "starttls-injection", "reply", PER_PORT);
	else if (half_way(at) || !is_reply(at, &reply))
		f = found_protocol(at);
	else if (unknown_command(&reply))
		f = found_case(at, "tls-plain-text", "commands", PER_PORT);
	else if (reply.code >= 400)
		f = refusal = found_refusal(at, &reply);
	else if (reply.code == 220)
		f = found_case(at, "tls-plain-text", "greeting", PER_PORT);
	else
		f = found_case(at, "starttls-injection", "reply", PER_PORT);
	if (refusal == NULL) /* that one shows the reply already */
		show_words(at, f);
	show_moment(at, f);
	return f;
}

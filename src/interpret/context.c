/* What one session says about another: the run as a whole beats the single line. */
#include "interpret/context.h"
#include "interpret/facts.h"

#include <string.h>

/* ---- words explain silence ---- */

/* A server that refuses us with words on one port and drops us without a word on another does both
 * for one reason; so does one whose TLS it says itself is out of order. */
static const struct {
	enum stage_id refused_at; /* with a reply */
	const char *silence;	  /* what the other session ended in */
	const char *words;	  /* how that is called in the evidence */
} explained[] = {
	{STAGE_BANNER, "banner-closed", "hung up without a word"},
	{STAGE_BANNER, "net-reset", "was reset without a word"},
	{STAGE_BANNER, "tls-handshake-closed", "hung up without a word"},
	{STAGE_STARTTLS, "starttls-closed", "hung up when TLS was to start"},
	{STAGE_STARTTLS, "tls-handshake-closed", "hung up in the TLS handshake"},
	{STAGE_STARTTLS, "tls-handshake-refused", "refused the TLS handshake"},
};

static const struct finding *cause_if_refused_at(const struct diagnosis *d, const struct session *s,
						 enum stage_id id)
{
	const struct stage *st = fatal_stage(s);

	return is_primary(s) && st != NULL && st->id == id && failed_with(st, FAILURE_REPLY)
		       ? cause_of(d, s)
		       : NULL;
}

/* What the server said to another session of ours from the same address, or NULL. */
static struct finding *explanation(const struct diagnosis *d, const struct session *s,
				   const char **words)
{
	const struct finding *silence = cause_of(d, s);

	for (size_t i = 0; i < sizeof(explained) / sizeof(explained[0]); i++) {
		*words = explained[i].words;
		LIST_EACH (struct session, o, &d->record->sessions)
			if (o != s && strcmp(silence->id, explained[i].silence) == 0 &&
			    strcmp(o->address, s->address) == 0 &&
			    cause_if_refused_at(d, o, explained[i].refused_at) != NULL)
				return cause_of(d, o);
	}
	return NULL;
}

static void explain_silence(struct diagnosis *d, const struct session *s)
{
	struct place at = {.d = d, .session = s};
	const char *words;
	struct finding *f = explanation(d, s, &words);

	if (f == NULL)
		return;
	show(&at, f, "note", "%s %s", place_name(&at), words);
	blame_instead(&at, f);
}

/* ---- who has not logged in may not send ---- */

/* RFC 4954 section 6 keeps 530 for it; others say it with words that the catalogue knows. */
static bool asks_for_login(const struct finding *f, const struct stage *st)
{
	return st->reply.code == 530 || strcmp(f->id, "auth-required-530") == 0 ||
	       strcmp(f->id, "relay-denied") == 0 || list_has_string(&f->also, "auth-required-530");
}

static struct finding *failed_login(const struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *st = fatal_stage(s);

		if (is_primary(s) && st != NULL && st->id == STAGE_AUTH)
			return cause_of(d, s);
	}
	return NULL;
}

static void explain_sender(struct diagnosis *d, const struct session *s)
{
	const struct stage *st = fatal_stage(s);
	struct place at = {.d = d, .session = s, .stage = st};
	struct finding *login = failed_login(d);

	if (login != NULL && st->id == STAGE_ENVELOPE && asks_for_login(cause_of(d, s), st))
		blame_instead(&at, login);
}

void diagnose_context(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (!is_primary(s) || cause_of(d, s) == NULL || fatal_stage(s) == NULL)
			continue;
		explain_silence(d, s);
		explain_sender(d, s);
	}
}

/* ---- one cause on several ports ---- */

static void join(struct diagnosis *d, struct finding *cause, struct finding *f)
{
	struct place at = {.d = d};

	f->root = cause;
	if (f->session != NULL)
		show(&at, cause, "note", "also at %s port %d", f->address, f->port);
}

/* What is said of another port in the same words is the same; of the root cause, what has its id.
 */
static bool same_cause(const struct finding *root, const struct finding *cause,
		       const struct finding *f)
{
	return strcmp(f->id, cause->id) == 0 &&
	       (cause == root || strcmp(f->title, cause->title) == 0);
}

void join_same_causes(struct diagnosis *d, const struct finding *root)
{
	LIST_EACH (struct finding, cause, &d->out->findings) {
		if (cause->root != NULL)
			continue;
		for (struct item *it = cause->item.next; it != NULL; it = it->next) {
			struct finding *f = (struct finding *)(void *)it;

			if (f->root == NULL && same_cause(root, cause, f))
				join(d, cause, f);
		}
	}
}

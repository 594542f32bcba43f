/* What one session says about another: the run as a whole beats the single line. */
#include "interpret/context.h"
#include "interpret/between.h"
#include "interpret/facts.h"
#include "base/netaddr.h"

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

/* ---- an address that was made up ---- */

static struct finding *raised(const struct diagnosis *d, const char *id)
{
	LIST_EACH (struct finding, f, &d->out->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static bool from_hosts_file(const struct record *r, const char *address)
{
	LIST_EACH (struct address, a, &r->addresses)
		if (a->source == ADDRESS_HOSTS && strcmp(a->address, address) == 0)
			return true;
	return false;
}

/* What may be the address's fault; that this machine is offline or blocks a port is not. */
static bool about_the_address(const struct finding *f)
{
	static const char *const ids[] = {"net-connect-timeout", "net-connect-refused",
					  "net-refused-local", "net-unreachable", "net-no-route"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strcmp(f->id, ids[i]) == 0)
			return true;
	return false;
}

/* A provider that the whole Internet uses has no private address; a company's server may. */
static const char *why_wrong(const struct diagnosis *d, const char *address)
{
	if (from_hosts_file(d->record, address))
		return "dns-hosts-override";
	if (private_address(address) && d->provider != provider_generic(d->know))
		return "dns-private-address";
	return NULL;
}

/* No connection to an address that this network alone believes in. */
static void explain_address(struct diagnosis *d, const struct session *s)
{
	struct place at = {.d = d, .session = s};
	const char *id = about_the_address(cause_of(d, s)) ? why_wrong(d, s->address) : NULL;
	struct finding *f = id == NULL ? NULL : raised(d, id);

	if (f == NULL)
		return;
	f->certainty = CERTAINTY_LIKELY;
	show(&at, f, "network", "%s: no connection", place_name(&at));
	blame_instead(&at, f);
}

/* ---- a secret withheld from a certificate ---- */

/* --insecure goes on after a bad certificate, the secret does not: it is the certificate's fault.
 */
static void explain_withheld(struct diagnosis *d, const struct session *s)
{
	const struct stage *st = fatal_stage(s);
	struct place at = {.d = d, .session = s, .stage = st};

	if (st->auth == NULL || st->auth->withheld != WITHHELD_UNVERIFIED)
		return;
	LIST_EACH (struct finding, f, &d->out->findings)
		if (f->session == s && f->stage == STAGE_TLS && f->root == NULL &&
		    f->severity == SEVERITY_ERROR) {
			blame_instead(&at, f);
			return;
		}
}

void diagnose_context(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (!is_primary(s) || cause_of(d, s) == NULL || fatal_stage(s) == NULL)
			continue;
		explain_address(d, s);
		explain_between(d, s);
		explain_silence(d, s);
		explain_withheld(d, s);
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

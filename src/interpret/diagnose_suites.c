/* Cipher suites: those that a server should not accept, and what it wants that refused us. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/suites.h"

#include <string.h>

/* Shorter numbers no client of today takes, this one included. */
enum { DH_BITS_TAKEN = 1024 };

static bool same_way(const struct session *a, const struct session *b)
{
	return same_endpoint(a, b) && a->mode == b->mode;
}

/* What the server agreed on in `s`, if that says anything of the endpoint of `at`. */
static const struct tls_facts *answer(const struct place *at, const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	if (!same_way(s, at->session) || s->purpose == SESSION_CONTROL || tls == NULL ||
	    tls->tls == NULL || tls->tls->version == NULL || tls->tls->cipher == NULL)
		return NULL;
	return tls->tls;
}

/* ---- accepted, although it should not be ---- */

static void show_accepted(const struct place *at, struct finding *f, const struct tls_facts *t)
{
	show(at, f, "tls", "%s accepts %s in %s", place_name(at), t->cipher, t->version);
}

/* Each kind is a case of its own: what follows from it differs. */
static struct finding *found_weak(const struct place *at, enum suite_fault fault)
{
	static const char *const cases[] = {
		[SUITE_ANONYMOUS] = "anonymous",
		[SUITE_SMALL_BLOCK] = "small-block",
	};
	struct finding *f;

	if (fault == SUITE_BROKEN)
		return found(at, "tls-weak-suites", PER_PORT);
	f = found_case(at, "tls-weak-suites", cases[fault], PER_PORT);
	f->severity = SEVERITY_NOTICE; /* nobody is made to use them */
	return f;
}

static void diagnose_compression(const struct place *at, const struct tls_facts *t)
{
	if (t->compression != NULL)
		show(at, found(at, "tls-compression", PER_PORT), "tls", "%s: %s with %s in %s",
		     place_name(at), t->compression, t->cipher, t->version);
}

void diagnose_suites(const struct place *at)
{
	if (agreed_version(at->session) == NULL)
		return;
	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct tls_facts *t = answer(at, s);
		enum suite_fault fault = t == NULL ? SUITE_GOOD : suite_fault(t->cipher);

		if (fault != SUITE_GOOD)
			show_accepted(at, found_weak(at, fault), t);
		if (t != NULL)
			diagnose_compression(at, t);
	}
}

/* ---- what it wants that refused us ---- */

struct wanted {
	int asked, refused, accepted; /* hellos; `refused`: by an alert or the end */
	bool old_only, broken_only, anonymous_only;
	const char *newest; /* version that it accepts */
	int dh_bits;	    /* the smallest */
};

static void see_accepted(struct wanted *w, const struct tls_facts *t)
{
	enum suite_fault fault = suite_fault(t->cipher);

	w->accepted++;
	w->old_only &= strcmp(t->version, "TLS1.2") < 0;
	w->broken_only &= fault == SUITE_BROKEN;
	w->anonymous_only &= strstr(t->cipher, "_anon_") != NULL;
	if (w->newest == NULL || strcmp(t->version, w->newest) > 0)
		w->newest = t->version;
	if (t->dh_bits > 0 && (w->dh_bits == 0 || t->dh_bits < w->dh_bits))
		w->dh_bits = t->dh_bits;
}

static struct wanted wanted_by(const struct place *at)
{
	struct wanted w = {.old_only = true, .broken_only = true, .anonymous_only = true};

	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct stage *tls = session_stage(s, STAGE_TLS);

		if (s->purpose != SESSION_TLS_VERSION || !same_way(s, at->session) || tls == NULL ||
		    tls->tls == NULL || !tls->tls->by_hand)
			continue;
		w.asked++;
		if (tls->outcome == OUTCOME_PASS && tls->tls->cipher != NULL)
			see_accepted(&w, tls->tls);
		else if (failed_with(tls, FAILURE_TLS) || stage_cut(tls))
			w.refused++;
	}
	return w;
}

void show_wanted(const struct place *at, struct finding *f)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct tls_facts *t = answer(at, s);

		if (t == NULL || !t->by_hand || s->purpose != SESSION_TLS_VERSION)
			continue;
		if (t->dh_bits > 0)
			show(at, f, "tls",
			     "asked by hand, it takes %s in %s, Diffie-Hellman with %d bits",
			     t->cipher, t->version, t->dh_bits);
		else
			show(at, f, "tls", "asked by hand, it takes %s in %s", t->cipher,
			     t->version);
	}
}

/* The narrowest that holds: who has no certificate has no suites that need one; who speaks nothing
 * new has its old suites for that reason. */
struct finding *found_wanted(const struct place *at)
{
	struct wanted w = wanted_by(at);
	struct place where = *at;
	struct finding *f = NULL;

	where.version = w.newest;
	if (w.asked == 0)
		return NULL;
	if (w.accepted == 0 && w.refused == w.asked)
		f = found_case(&where, "tls-handshake-refused", "everything", PER_PORT);
	else if (w.accepted > 0 && w.anonymous_only)
		f = found_case(&where, "tls-handshake-refused", "anonymous", PER_PORT);
	else if (w.accepted > 0 && w.old_only)
		f = found_case(&where, "tls-version-too-old", "named", PER_PORT);
	else if (w.accepted > 0 && w.broken_only)
		f = found_case(&where, "tls-weak-suites", "only", PER_PORT);
	else if (w.dh_bits > 0 && w.dh_bits < DH_BITS_TAKEN)
		f = found_case(&where, "tls-weak-key", "refused", PER_PORT);
	return f;
}

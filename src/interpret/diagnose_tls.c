/* The handshake: who refused whom, and what was agreed on that should not be. */
#include "interpret/between.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/plain_handshake.h"
#include "interpret/stall.h"
#include "smtp/reply.h"

#include <string.h>

enum { DH_BITS_MIN = 2048, PLAINTEXT_SHOWN_MAX = 120 };

static const struct tls_facts no_facts;

static const struct tls_facts *facts(const struct place *at)
{
	return at->stage->tls != NULL ? at->stage->tls : &no_facts;
}

/* ---- why it failed ---- */

/* The other TLS mode met a greeting on the same port. */
static bool greeted_in_clear(const struct place *at)
{
	const struct session *retry = retry_of(at->d->record, at->session, "tls-mode");

	return retry != NULL && session_passed(retry, STAGE_BANNER);
}

static bool clear_text_port(const struct place *at)
{
	return at->session->mode == TLS_MODE_IMPLICIT &&
	       (smtp_like(facts(at)->plaintext) || greeted_in_clear(at));
}

/* Some servers turn a client away before they begin TLS: that says nothing about the mode. Of what
 * they said only the beginning is kept. */
static bool turned_away_in_clear(const struct place *at, struct reply *reply)
{
	struct bytes first = facts(at)->plaintext;
	struct arena *a = at->d->arena;

	return at->session->mode == TLS_MODE_IMPLICIT && !greeted_in_clear(at) &&
	       smtp_like(first) && first.p[0] >= '4' &&
	       reply_read(a, arena_copy(a, first.p, first.n), reply);
}

static bool other_protocol(const struct place *at)
{
	return at->session->mode == TLS_MODE_IMPLICIT && facts(at)->plaintext.n > 0;
}

/* What another program offered is not known: then the alert means what it is called. */
static bool no_server_name(const struct place *at)
{
	return facts(at)->sni == NULL && facts(at)->offered != NULL &&
	       alert_is(facts(at), ALERT_UNRECOGNISED_NAME);
}

static bool unknown_server_name(const struct place *at)
{
	return alert_is(facts(at), ALERT_UNRECOGNISED_NAME);
}

static bool certificate_wanted(const struct place *at)
{
	return client_certificate_wanted(at->session);
}

bool refused_after_handshake(const struct place *at)
{
	return stage_cut(at->stage) && client_certificate_wanted(at->session);
}

void show_late_alert(const struct place *at, struct finding *f)
{
	const struct tls_facts *t = session_stage(at->session, STAGE_TLS)->tls;

	show(at, f, "tls", "%s: after the handshake alert %d (%s) from the server", place_name(at),
	     t->alert_number, t->alert);
}

static bool weak_key_refused(const struct place *at)
{
	return tls_error_is(facts(at), "GNUTLS_E_DH_PRIME_UNACCEPTABLE") ||
	       tls_error_is(facts(at), "GNUTLS_E_INSUFFICIENT_SECURITY") ||
	       tls_error_is(facts(at), "GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM");
}

/* GnuTLS looks before it verifies anything: the certificate forbids what the key was to do. */
static bool key_misused(const struct place *at)
{
	return tls_error_is(facts(at), "GNUTLS_E_KEY_USAGE_VIOLATION");
}

static bool cut_off(const struct place *at)
{
	return stage_cut(at->stage) || tls_error_is(facts(at), "GNUTLS_E_PREMATURE_TERMINATION");
}

/* "220 Go ahead" and good-bye: the server has no certificate to begin with. */
static bool cut_before_answer(const struct place *at)
{
	return cut_off(at) && at->session->mode == TLS_MODE_STARTTLS && facts(at)->last_in == NULL;
}

static bool stalled(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TIMEOUT);
}

static bool refused(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TLS);
}

/* Nobody refused anything: what the server sent makes no sense to us, and we broke off. */
static bool broken(const struct place *at)
{
	static const char *const disagreements[] = {
		"GNUTLS_E_UNKNOWN_CIPHER_SUITE",  "GNUTLS_E_NO_CIPHER_SUITES",
		"GNUTLS_E_NO_COMMON_KEY_SHARE",	  "GNUTLS_E_ECC_NO_SUPPORTED_CURVES",
		"GNUTLS_E_ECC_UNSUPPORTED_CURVE",
	};

	if (!refused(at) || facts(at)->alert != NULL || facts(at)->error == NULL)
		return false;
	for (size_t i = 0; i < sizeof(disagreements) / sizeof(disagreements[0]); i++)
		if (tls_error_is(facts(at), disagreements[i]))
			return false;
	return true;
}

static void show_handshake(const struct place *at, struct finding *f)
{
	const struct tls_facts *t = facts(at);

	show(at, f, "tls", "%s: offered %s; last message from the server: %s", place_name(at),
	     t->offered != NULL ? t->offered : "the defaults",
	     t->last_in != NULL ? t->last_in : "none");
	if (t->alert != NULL)
		show(at, f, "tls", "alert %d (%s) from the server", t->alert_number, t->alert);
	if (t->error != NULL)
		show(at, f, "tls", "%s", t->error);
	if (t->plaintext.n > 0 && t->last_in == NULL)
		show_bytes(at, f, "banner", t->plaintext);
	show_wanted(at, f);
	show_stall(at, f);
}

static struct finding *with_handshake(const struct place *at, struct finding *f)
{
	show_handshake(at, f);
	return f;
}

static void show_clear_text(const struct place *at, struct finding *f)
{
	struct bytes first = facts(at)->plaintext;

	if (first.n > PLAINTEXT_SHOWN_MAX)
		first.n = PLAINTEXT_SHOWN_MAX;
	show_bytes(at, f, "banner", first);
	show(at, f, "tls", "%s: clear text where the server's part of the handshake was due",
	     place_name(at));
}

static void show_stranger(const struct place *at, struct finding *f)
{
	const struct box *b = spoken_protocol(at->d, at->session);

	if (b != NULL)
		show(at, f, "network", "%s speaks %s", place_name(at), b->title);
	show_clear_text(at, f);
}

static const struct rule causes[] = {
	{clear_text_port, "mode-implicit-on-starttls-port", PER_PORT, show_clear_text},
	{other_protocol, "banner-not-smtp", PER_PORT, show_stranger},
	{no_server_name, "tls-sni-needed", PER_PORT, show_handshake},
	{unknown_server_name, "tls-name-unknown", PER_PORT, show_handshake},
	{certificate_wanted, "tls-client-certificate", PER_PORT, show_handshake},
	{weak_key_refused, "tls-weak-key", PER_PORT, show_handshake},
	{key_misused, "cert-wrong-usage", PER_PORT, show_handshake},
	{cut_before_answer, "starttls-closed", PER_PORT, show_handshake},
	{cut_off, "tls-handshake-closed", PER_PORT, show_handshake},
	{stalled, "tls-handshake-stalled", PER_PORT, show_handshake},
	{broken, "tls-handshake-broken", PER_PORT, show_handshake},
	{refused, "tls-handshake-refused", PER_PORT, show_handshake},
	{NULL, NULL, ONCE, NULL},
};

/* ---- what was agreed ---- */

static bool agreed_on_weak(const struct place *at)
{
	return facts(at)->version != NULL && facts(at)->dh_bits > 0 &&
	       facts(at)->dh_bits < DH_BITS_MIN;
}

static void show_agreed(const struct place *at, struct finding *f)
{
	const struct tls_facts *t = facts(at);

	show(at, f, "tls", "%s: %s, %s", place_name(at), t->version,
	     t->cipher != NULL ? t->cipher : "cipher unknown");
	if (t->dh_bits > 0)
		show(at, f, "tls", "Diffie-Hellman with %d bits", t->dh_bits);
	show_clients(at, f);
	f->severity = SEVERITY_WARNING; /* it works so far */
}

static const struct rule remarks[] = {
	{agreed_on_weak, "tls-weak-key", PER_PORT, show_agreed},
	{NULL, NULL, ONCE, NULL},
};

/* Of a transcript: nothing is known of the handshake but what the program says of it. */
static bool words_only(const struct place *at)
{
	const struct tls_facts *t = facts(at);

	return at->stage->detail.n > 0 && t->error == NULL && t->alert == NULL &&
	       t->plaintext.n == 0 && !t->judged &&
	       (refused(at) || failed_with(at->stage, FAILURE_CERTIFICATE));
}

/* What libraries say of clear text in a handshake is the wrong mode only where TLS came first. */
static struct finding *found_by_words(const struct place *at)
{
	const char *id = id_of_words(at, at->stage->detail);

	if (id == NULL)
		id = refused(at) ? "tls-handshake-refused" : "cert-untrusted";
	if (session_passed(at->session, STAGE_STARTTLS) &&
	    strcmp(id, "mode-implicit-on-starttls-port") == 0)
		id = "tls-handshake-broken";
	return found_in_words(at, at->stage->detail, id);
}

static bool in_certificate(const struct place *at)
{
	return facts(at)->last_in != NULL && strcmp(facts(at)->last_in, "CERTIFICATE") == 0;
}

/* Errors and alerts that have a cause of their own: a case of the finding that they are. */
static struct finding *found_named(const struct place *at)
{
	static const struct {
		const char *error, *of_case; /* GnuTLS's name, at the server's certificate */
	} named[] = {
		{"GNUTLS_E_NO_CERTIFICATE_FOUND", "no-certificate"},
		{"GNUTLS_E_HANDSHAKE_TOO_LARGE", "too-large"},
		{"GNUTLS_E_CERTIFICATE_ERROR", "unreadable"},
	};

	if (alert_is(facts(at), ALERT_INTERNAL_ERROR) && refused(at))
		return found_case(at, "tls-handshake-refused", "server-error", PER_PORT);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (in_certificate(at) && tls_error_is(facts(at), named[i].error))
			return found_case(at, "tls-handshake-broken", named[i].of_case, PER_PORT);
	return NULL;
}

void diagnose_tls(const struct place *at)
{
	struct finding *plain;
	struct reply reply;
	struct finding *f;

	every_rule(at, remarks);
	diagnose_versions(at);
	diagnose_suites(at);
	if (words_only(at))
		blame(at, found_by_words(at));
	if (at->stage->outcome != OUTCOME_FAIL || at->stage->failure == FAILURE_CERTIFICATE ||
	    cause_of(at->d, at->session) != NULL)
		return;
	plain = found_plain_handshake(at);
	if (plain != NULL)
		blame(at, plain);
	else if (turned_away_in_clear(at, &reply))
		blame(at, found_reply(at, &reply, NULL, "banner-rejected"));
	else if ((f = found_version_fault(at)) != NULL || (f = found_wanted(at)) != NULL ||
		 (f = found_named(at)) != NULL)
		blame(at, with_handshake(at, f));
	else
		blame(at, first_rule(at, causes));
}

/* What is known of an endpoint's TLS, version by version, and whom it means what. */
#include "unit.h"

#include "interpret/clients.h"
#include "interpret/interpret.h"
#include "../support/make_record.h"

#include <stdlib.h>
#include <string.h>

static struct knowledge *knowledge;

static int begin(void **state)
{
	struct story *t = story_new();

	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	*state = t;
	return 0;
}

static int end(void **state)
{
	story_free(*state);
	return 0;
}

static const struct session *first(const struct story *t)
{
	return (const void *)t->r->sessions.first;
}

static struct tls_picture *picture(const struct story *t)
{
	return tls_picture_of(t->r->arena, t->r, first(t));
}

/* The first session agrees on that. */
static struct tls_facts *agrees(struct story *t, const char *version, const char *cipher)
{
	struct tls_facts *f;

	story_passes_all(t);
	f = story_tls(t);
	f->version = version;
	f->cipher = cipher;
	f->key_exchange = "ECDHE-RSA";
	f->safe_renegotiation = true;
	return f;
}

static struct tls_facts *accepts(struct story *t, const char *version)
{
	story_follow_up(t, SESSION_TLS_VERSION, version);
	story_passes(t, STAGE_TLS);
	story_tls(t)->version = version;
	story_tls(t)->cipher = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
	return story_tls(t);
}

static struct stage *refuses(struct story *t, const char *version, enum failure how)
{
	story_follow_up(t, SESSION_TLS_VERSION, version);
	story_fails(t, STAGE_TLS, how);
	return t->st;
}

static void refuses_with_alert(struct story *t, const char *version)
{
	struct tls_facts *f = refuses(t, version, FAILURE_TLS)->tls;

	f->alert = "protocol_version";
	f->alert_number = 70;
}

static const struct version_seen *version(const struct tls_picture *p, const char *name)
{
	for (int i = 0; i < TLS_VERSIONS_SEEN; i++)
		if (strcmp(p->versions[i].name, name) == 0)
			return &p->versions[i];
	fail_msg("no version %s", name);
	return NULL;
}

/* ---- versions ---- */

static void a_picture_of_all_versions(void **state)
{
	struct story *t = *state;
	const struct tls_picture *p;

	agrees(t, "TLS1.3", "TLS_AES_256_GCM_SHA384");
	accepts(t, "TLS1.2");
	refuses_with_alert(t, "TLS1.1");
	refuses(t, "TLS1.0", FAILURE_CLOSED);
	p = picture(t);
	assert_true(p->probed);
	assert_true(version(p, "TLS1.3")->agreed);
	assert_false(version(p, "TLS1.2")->agreed);
	assert_int_equal(version(p, "TLS1.2")->answer, VERSION_ACCEPTED);
	assert_string_equal(version(p, "TLS1.1")->how, "alert 70 (protocol_version)");
	assert_string_equal(version(p, "TLS1.0")->how, "closed the connection");
	assert_int_equal(version(p, "SSL3.0")->answer, VERSION_UNTESTED);
	assert_string_equal(versions_with(t->r->arena, p, VERSION_ACCEPTED), "TLS1.2, TLS1.3");
	assert_string_equal(versions_with(t->r->arena, p, VERSION_REFUSED), "TLS1.0, TLS1.1");
	assert_string_equal(newest_spoken(p)->name, "TLS1.3");
	assert_string_equal(oldest_spoken(p)->name, "TLS1.2");
}

static void what_is_no_refusal_leaves_a_version_open(void **state)
{
	struct story *t = *state;
	const struct tls_picture *p;

	agrees(t, "TLS1.3", "TLS_AES_256_GCM_SHA384");
	refuses(t, "TLS1.0", FAILURE_TIMEOUT);
	refuses(t, "TLS1.1", FAILURE_LOCAL);
	story_detail(t, "the system's policy in /etc/gnutls/config forbids TLS1.1");
	refuses(t, "TLS1.2", FAILURE_TLS)->outcome = OUTCOME_NOT_TESTED;
	t->st->note = "server-limited";
	p = picture(t);
	for (int i = 0; i < TLS_VERSIONS_SEEN - 1; i++)
		assert_int_equal(p->versions[i].answer, VERSION_UNTESTED);
	assert_string_equal(version(p, "TLS1.0")->how, "no answer");
	assert_string_equal(version(p, "TLS1.1")->how,
			    "the system's policy in /etc/gnutls/config forbids TLS1.1");
	assert_string_equal(version(p, "TLS1.2")->how, "server-limited");
}

static void a_refusal_of_versions_is_one_of_all_on_offer(void **state)
{
	struct story *t = *state;
	struct tls_facts *f = (story_fails(t, STAGE_TLS, FAILURE_TLS), t->st->tls);
	const struct tls_picture *p;

	f->offered = "TLS1.2-TLS1.3";
	f->alert = "protocol_version";
	f->alert_number = 70;
	p = picture(t);
	assert_string_equal(versions_with(t->r->arena, p, VERSION_REFUSED), "TLS1.2, TLS1.3");
	assert_null(newest_spoken(p));
	assert_true(refused_for_version(first(t)));
	f->alert = "handshake_failure";
	f->alert_number = 40;
	p = picture(t);
	assert_null(versions_with(t->r->arena, p, VERSION_REFUSED));
	assert_true(refused_for_version(first(t)));
	f->alert = "unrecognized_name";
	f->alert_number = 112;
	assert_false(refused_for_version(first(t)));
}

/* Of a saved report that somebody has edited, or of a program's transcript. */
static void contradictions_are_borne(void **state)
{
	struct story *t = *state;
	struct tls_facts *f = (story_fails(t, STAGE_TLS, FAILURE_TLS), t->st->tls);

	f->version = "TLS1.2";
	f->offered = "TLS1.2-TLS1.3";
	f->alert = "protocol_version";
	f->alert_number = 70;
	assert_int_equal(version(picture(t), "TLS1.2")->answer, VERSION_ACCEPTED);
	assert_int_equal(version(picture(t), "TLS1.3")->answer, VERSION_UNTESTED);
	f->version = "TLS9";
	f->cipher = NULL;
	interpretation_free(interpret(t->r, knowledge));
	f->version = NULL;
	f->offered = "-";
	interpretation_free(interpret(t->r, knowledge));
	f->offered = NULL;
	interpretation_free(interpret(t->r, knowledge));
}

static void other_endpoints_do_not_count(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.3", "TLS_AES_256_GCM_SHA384");
	story_session(t, "192.0.2.2", 587);
	accepts(t, "TLS1.0");
	story_session(t, "192.0.2.1", 465);
	accepts(t, "TLS1.1");
	assert_string_equal(versions_with(t->r->arena, picture(t), VERSION_ACCEPTED), "TLS1.3");
	assert_false(picture(t)->probed);
}

static void what_was_accepted_once_is_spoken(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
	refuses_with_alert(t, "TLS1.2");
	story_follow_up(t, SESSION_TLS_SUITES, "TLS1.1"); /* the end of a search */
	story_fails(t, STAGE_TLS, FAILURE_TLS);
	t->st->tls->alert = "handshake_failure";
	t->st->tls->alert_number = 40;
	assert_int_equal(version(picture(t), "TLS1.2")->answer, VERSION_ACCEPTED);
	assert_int_equal(version(picture(t), "TLS1.1")->answer, VERSION_UNTESTED);
}

/* ---- clients ---- */

static const struct client_seen *client(struct story *t, const char *id)
{
	struct list all = clients_of(t->r->arena, knowledge, t->r, picture(t));

	LIST_EACH (const struct client_seen, c, &all)
		if (strcmp(c->client->id, id) == 0)
			return c;
	fail_msg("no client %s", id);
	return NULL;
}

static void check_client(struct story *t, const char *id, enum client_answer answer,
			 const char *why)
{
	const struct client_seen *c = client(t, id);

	print_message("  %s\n", id);
	assert_int_equal(c->answer, answer);
	if (why == NULL)
		assert_null(c->why);
	else
		assert_string_equal(c->why, why);
}

static void modern_server(struct story *t)
{
	agrees(t, "TLS1.3", "TLS_AES_256_GCM_SHA384");
	accepts(t, "TLS1.2");
	refuses_with_alert(t, "TLS1.1");
	refuses_with_alert(t, "TLS1.0");
}

static void old_clients_cannot_connect_to_a_modern_server(void **state)
{
	struct story *t = *state;

	modern_server(t);
	check_client(t, "windows-7", CLIENT_CANNOT, "TLS1.0 at best");
	check_client(t, "java-8", CLIENT_CAN, NULL);
	check_client(t, "python-2.7.8", CLIENT_CAN, NULL); /* it takes what its OpenSSL has */
	check_client(t, "rhel-8", CLIENT_CAN, NULL);
	check_client(t, "openssl-3", CLIENT_CAN, NULL);
}

static void strict_clients_cannot_connect_to_an_old_server(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.0", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA")->dh_bits = 2048;
	refuses_with_alert(t, "TLS1.1");
	refuses_with_alert(t, "TLS1.2");
	refuses_with_alert(t, "TLS1.3");
	check_client(t, "windows-7", CLIENT_CAN, NULL);
	check_client(t, "rhel-8", CLIENT_CANNOT, "TLS1.2 at least");
	check_client(t, "java-7", CLIENT_CANNOT, "Diffie-Hellman with 2048 bits");
}

static void versions_that_nobody_tested_are_open(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.3", "TLS_AES_256_GCM_SHA384");
	check_client(t, "windows-7", CLIENT_UNKNOWN, "its versions were not tested");
	check_client(t, "rhel-8", CLIENT_CAN, NULL);
}

static void short_primes_keep_strict_clients_out(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.2", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384")->dh_bits = 1024;
	check_client(t, "ubuntu-20.04", CLIENT_CANNOT, "Diffie-Hellman with 1024 bits");
	story_tls(t)->dh_bits = 2048;
	check_client(t, "ubuntu-20.04", CLIENT_CAN, NULL);
}

static void openssl_3_wants_secure_renegotiation(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")->safe_renegotiation = false;
	check_client(t, "openssl-3", CLIENT_CANNOT, "no secure renegotiation");
	check_client(t, "rhel-8", CLIENT_CAN, NULL);
	story_tls(t)->key_exchange = NULL; /* nobody told */
	check_client(t, "openssl-3", CLIENT_CAN, NULL);
}

static struct tls_facts *suite(struct story *t, const char *version, const char *cipher)
{
	story_follow_up(t, SESSION_TLS_SUITES, version);
	story_passes(t, STAGE_TLS);
	story_tls(t)->version = version;
	story_tls(t)->cipher = cipher;
	return story_tls(t);
}

static void no_more_suites(struct story *t, const char *version)
{
	story_follow_up(t, SESSION_TLS_SUITES, version);
	story_fails(t, STAGE_TLS, FAILURE_TLS);
	t->st->tls->alert = "handshake_failure";
	t->st->tls->alert_number = 40;
}

static void key_exchange_decides_where_the_suites_are_known(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	check_client(t, "ricoh-16s-17s", CLIENT_UNKNOWN,
		     "the server's cipher suites: --tls-versions all");
	suite(t, "TLS1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
	check_client(t, "ricoh-16s-17s", CLIENT_UNKNOWN,
		     "the server's cipher suites: --tls-versions all");
	no_more_suites(t, "TLS1.2");
	check_client(t, "ricoh-16s-17s", CLIENT_CANNOT, "no cipher suite in common");
	suite(t, "TLS1.2", "TLS_RSA_WITH_AES_128_CBC_SHA");
	check_client(t, "ricoh-16s-17s", CLIENT_CAN, NULL);
}

static void ciphers_decide_as_well(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.0", "TLS_RSA_WITH_AES_128_CBC_SHA");
	check_client(t, "windows-xp", CLIENT_UNKNOWN,
		     "the server's cipher suites: --tls-versions all");
	suite(t, "TLS1.0", "TLS_RSA_WITH_AES_128_CBC_SHA");
	no_more_suites(t, "TLS1.0");
	check_client(t, "windows-xp", CLIENT_CANNOT, "no cipher suite in common");
	suite(t, "TLS1.0", "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
	check_client(t, "windows-xp", CLIENT_CAN, NULL);
}

static void a_server_that_wants_a_name(void **state)
{
	struct story *t = *state;

	agrees(t, "TLS1.0", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
	check_client(t, "android-2", CLIENT_CAN, NULL);
	story_follow_up(t, SESSION_RETRY, "no-sni");
	story_fails(t, STAGE_TLS, FAILURE_TLS);
	t->st->tls->sni = NULL;
	t->st->tls->alert = "unrecognized_name";
	t->st->tls->alert_number = 112;
	check_client(t, "android-2", CLIENT_CANNOT, "refused without a server name");
	check_client(t, "android-4", CLIENT_CAN, NULL);
}

static void clients_are_named_by_their_reasons(void **state)
{
	struct story *t = *state;
	struct list all;
	const char *cannot;

	modern_server(t);
	all = clients_of(t->r->arena, knowledge, t->r, picture(t));
	cannot = clients_with(t->r->arena, &all, CLIENT_CANNOT);
	assert_non_null(strstr(cannot, "Windows XP and Server 2003, Windows 7"));
	assert_non_null(strstr(cannot, "(TLS1.0 at best)"));
	assert_null(strstr(cannot, "RHEL"));
	assert_non_null(strstr(clients_with(t->r->arena, &all, CLIENT_CAN), "RHEL 8"));
}

/* ---- policies ---- */

static void policies_are_against_old_versions(void **state)
{
	struct arena *a = ((struct story *)*state)->r->arena;
	const char *forbid = policies_against(a, knowledge, NULL, "TLS1.1", POLICY_FORBIDS);

	assert_non_null(strstr(forbid, "RFC 8996 (2021-03)"));
	assert_null(strstr(forbid, "NIST")); /* should not be used, but citizens may be served */
	assert_non_null(strstr(policies_against(a, knowledge, NULL, "TLS1.1", POLICY_ADVISES),
			       "NIST SP 800-52r2 (US federal agencies, 2019-08)"));
	assert_null(strstr(forbid, "PCI DSS"));
	assert_null(strstr(forbid, "Microsoft"));
	assert_non_null(
		strstr(policies_against(a, knowledge, "microsoft365", "TLS1.0", POLICY_FORBIDS),
		       "Microsoft 365"));
	assert_non_null(
		strstr(policies_against(a, knowledge, NULL, "SSL3.0", POLICY_FORBIDS), "RFC 7568"));
	assert_null(policies_against(a, knowledge, NULL, "TLS1.2", POLICY_FORBIDS));
	assert_null(policies_against(a, knowledge, NULL, "TLS1.3", POLICY_ADVISES));
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	STORY(a_picture_of_all_versions),
	STORY(what_is_no_refusal_leaves_a_version_open),
	STORY(a_refusal_of_versions_is_one_of_all_on_offer),
	STORY(contradictions_are_borne),
	STORY(other_endpoints_do_not_count),
	STORY(what_was_accepted_once_is_spoken),
	STORY(old_clients_cannot_connect_to_a_modern_server),
	STORY(strict_clients_cannot_connect_to_an_old_server),
	STORY(versions_that_nobody_tested_are_open),
	STORY(short_primes_keep_strict_clients_out),
	STORY(openssl_3_wants_secure_renegotiation),
	STORY(key_exchange_decides_where_the_suites_are_known),
	STORY(ciphers_decide_as_well),
	STORY(a_server_that_wants_a_name),
	STORY(clients_are_named_by_their_reasons),
	STORY(policies_are_against_old_versions),
};

int main(void)
{
	int failed;

	knowledge = knowledge_load(NULL, NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_free(knowledge);
	return failed;
}

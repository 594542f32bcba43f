/* Cipher suites: what was accepted and in whose order, what it means, and what a server wants that
 * refused us. */
#include "unit.h"
#include "told.h"

#include "interpret/suites.h"

#include <string.h>

static const struct finding *find(const struct told *told, const char *id, const char *of_case)
{
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0 &&
		    (of_case == NULL ? f->of_case == NULL
				     : f->of_case != NULL && strcmp(f->of_case, of_case) == 0))
			return f;
	return NULL;
}

static const struct finding *verdict(struct told *told)
{
	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (struct finding, f, &told->i->findings)
		print_message("  %s %s (%s)\n", severity_names[f->severity], f->id,
			      f->of_case != NULL ? f->of_case : "-");
	return told->i->verdict.finding;
}

static bool shows(const struct finding *f, const char *part)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return true;
	return false;
}

static const struct want *wants(const struct told *told, enum want_kind kind)
{
	LIST_EACH (struct want, w, &told->i->wants)
		if (w->kind == kind)
			return w;
	return NULL;
}

/* A server that works: "TLS1.3" and a good suite. */
static void healthy(struct told *told)
{
	story_target(told->t, "mail.example.org", NULL);
	story_session(told->t, "192.0.2.1", 587);
	story_passes_all(told->t);
	told->t->s->purpose = SESSION_PRIMARY;
}

static struct tls_facts *accepts(struct told *told, const char *version, const char *suite)
{
	struct tls_facts *f;

	story_follow_up(told->t, SESSION_TLS_SUITES, version);
	f = story_passes(told->t, STAGE_TLS)->tls;
	f->by_hand = true;
	f->version = version;
	f->cipher = suite;
	return f;
}

static void refuses(struct told *told, const char *version)
{
	story_follow_up(told->t, SESSION_TLS_SUITES, version);
	story_fails(told->t, STAGE_TLS, FAILURE_TLS)->tls->alert = "handshake_failure";
}

static const char *const good = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
			 *const plain = "TLS_RSA_WITH_AES_128_CBC_SHA";

/* ---- what was accepted ---- */

static const struct suites *the_one(const struct told *told)
{
	struct list all = suites_accepted(told->t->r->arena, told->t->r);

	assert_int_equal(all.n, 1);
	return (const struct suites *)all.first;
}

static void suites_stand_in_the_order_in_which_they_were_chosen(void **state)
{
	struct told *told = *state;
	const struct suites *s;

	healthy(told);
	accepts(told, "TLS1.2", good);
	accepts(told, "TLS1.2", plain);
	s = the_one(told);
	assert_false(s->complete);
	assert_int_equal(s->order, ORDER_UNKNOWN);
	refuses(told, "TLS1.2");
	s = the_one(told);
	assert_true(s->complete);
	assert_int_equal(s->order, ORDER_UNKNOWN);
	assert_int_equal(s->names.n, 2);
	assert_string_equal(((const struct string_item *)s->names.first)->s, good);
}

static void whose_order_it_is_shows_when_it_is_turned_round(void **state)
{
	struct told *told = *state;

	healthy(told);
	accepts(told, "TLS1.2", good);
	accepts(told, "TLS1.2", plain);
	refuses(told, "TLS1.2");
	accepts(told, "TLS1.2", good)->compression = NULL;
	assert_int_equal(the_one(told)->order, ORDER_SERVER);
	session_stage(told->t->s, STAGE_TLS)->tls->cipher = plain;
	assert_int_equal(the_one(told)->order, ORDER_CLIENT);
	assert_int_equal(the_one(told)->names.n, 2);
}

static void each_version_has_its_own(void **state)
{
	struct told *told = *state;
	struct list all;

	healthy(told);
	accepts(told, "TLS1.2", good);
	accepts(told, "TLS1.0", plain);
	refuses(told, "TLS1.2");
	all = suites_accepted(told->t->r->arena, told->t->r);
	assert_int_equal(all.n, 2);
	assert_true(((const struct suites *)all.first)->complete);
	assert_false(((const struct suites *)all.last)->complete);
}

static void what_the_budget_left_out_is_not_tested(void **state)
{
	struct told *told = *state;
	struct stage *tls;

	healthy(told);
	accepts(told, "TLS1.2", good);
	story_follow_up(told->t, SESSION_TLS_SUITES, "TLS1.2");
	tls = story_passes(told->t, STAGE_TLS);
	tls->outcome = OUTCOME_NOT_TESTED;
	tls->note = "connection-budget";
	tls->tls = NULL;
	verdict(told);
	assert_true(list_has_string(&told->i->verdict.not_tested,
				    "further cipher suites of TLS1.2 (enough connections to that "
				    "address; --max-connections allows more)"));
	tls->outcome = OUTCOME_FAIL;
	verdict(told);
	LIST_EACH (struct string_item, it, &told->i->verdict.not_tested)
		assert_null(strstr(it->s, "cipher suites"));
}

/* ---- what it means ---- */

static void faults_of_suites_are_told_apart(void **state)
{
	static const struct {
		const char *name;
		enum suite_fault fault;
	} suites[] = {
		{"TLS_RSA_WITH_NULL_SHA256", SUITE_BROKEN},
		{"TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", SUITE_BROKEN},
		{"TLS_ECDHE_RSA_WITH_RC4_128_SHA", SUITE_BROKEN},
		{"TLS_RSA_WITH_DES_CBC_SHA", SUITE_BROKEN},
		{"TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", SUITE_BROKEN},
		{"TLS_SHA256_SHA256", SUITE_BROKEN},
		{"TLS_DH_anon_WITH_AES_128_CBC_SHA", SUITE_ANONYMOUS},
		{"TLS_RSA_WITH_3DES_EDE_CBC_SHA", SUITE_SMALL_BLOCK},
		{"TLS_RSA_WITH_IDEA_CBC_SHA", SUITE_SMALL_BLOCK},
		{"TLS_RSA_WITH_SEED_CBC_SHA", SUITE_GOOD},
		{"TLS_AES_128_GCM_SHA256", SUITE_GOOD},
		{"TLS_DHE_DSS_WITH_AES_256_CBC_SHA", SUITE_GOOD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		print_message("  %s\n", suites[i].name);
		assert_int_equal(suite_fault(suites[i].name), suites[i].fault);
	}
}

static void each_kind_has_its_weight(void **state)
{
	struct told *told = *state;

	healthy(told);
	accepts(told, "TLS1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA");
	accepts(told, "TLS1.0", "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
	verdict(told);
	assert_int_equal(told->i->verdict.status, VERDICT_OK);
	assert_int_equal(find(told, "tls-weak-suites", "anonymous")->severity, SEVERITY_NOTICE);
	assert_int_equal(find(told, "tls-weak-suites", "small-block")->severity, SEVERITY_NOTICE);
	assert_null(find(told, "tls-weak-suites", NULL));
	accepts(told, "TLS1.0", "TLS_RSA_WITH_RC4_128_SHA");
	verdict(told);
	assert_int_equal(told->i->verdict.status, VERDICT_DEGRADED);
	assert_true(
		shows(find(told, "tls-weak-suites", NULL), "TLS_RSA_WITH_RC4_128_SHA in TLS1.0"));
}

static void suites_of_another_port_are_another_s(void **state)
{
	struct told *told = *state;

	healthy(told);
	accepts(told, "TLS1.2", "TLS_RSA_WITH_RC4_128_SHA");
	told->t->s->port = 465;
	verdict(told);
	assert_null(find(told, "tls-weak-suites", NULL));
}

/* ---- what it wants ---- */

static struct tls_facts *refused(struct told *told, int alert, const char *error)
{
	struct tls_facts *f;

	story_target(told->t, "mail.example.org", NULL);
	story_names_port(told->t, 465);
	story_session(told->t, "192.0.2.1", 465);
	f = story_fails(told->t, STAGE_TLS, FAILURE_TLS)->tls;
	f->version = f->cipher = NULL;
	f->offered = "TLS1.0-TLS1.3";
	f->error = error;
	f->alert = alert > 0 ? "an alert" : NULL;
	f->alert_number = alert;
	return f;
}

static void only_what_another_hello_can_get_past_is_asked(void **state)
{
	static const struct {
		int alert;
		const char *error;
		bool asks;
	} cases[] = {
		{40, "GNUTLS_E_FATAL_ALERT_RECEIVED", true},
		{70, "GNUTLS_E_FATAL_ALERT_RECEIVED", true},
		{71, "GNUTLS_E_FATAL_ALERT_RECEIVED", true},
		{112, "GNUTLS_E_FATAL_ALERT_RECEIVED", false},
		{116, "GNUTLS_E_FATAL_ALERT_RECEIVED", false},
		{80, "GNUTLS_E_FATAL_ALERT_RECEIVED", false},
		{0, "GNUTLS_E_UNSUPPORTED_VERSION_PACKET", true},
		{0, "GNUTLS_E_DH_PRIME_UNACCEPTABLE", true},
		{0, "GNUTLS_E_UNEXPECTED_PACKET_LENGTH", false},
		{0, NULL, false},
	};
	struct told *told = *state;
	struct tls_facts *f = refused(told, 0, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %d %s\n", cases[i].alert, cases[i].error);
		f->alert = cases[i].alert > 0 ? "an alert" : NULL;
		f->alert_number = cases[i].alert;
		f->error = cases[i].error;
		verdict(told);
		assert_int_equal(wants(told, WANT_HELLOS) != NULL, cases[i].asks);
	}
}

static struct tls_facts *by_hand(struct told *told, const char *version, const char *suite)
{
	struct tls_facts *f;

	story_follow_up(told->t, SESSION_TLS_VERSION, version);
	if (suite != NULL) {
		f = story_passes(told->t, STAGE_TLS)->tls;
	} else {
		f = story_fails(told->t, STAGE_TLS, FAILURE_TLS)->tls;
		f->alert = "handshake_failure";
		f->alert_number = 40;
	}
	f->by_hand = true;
	f->version = suite != NULL ? version : NULL;
	f->cipher = suite;
	return f;
}

static void check(struct told *told, const char *id, const char *of_case)
{
	const struct finding *f = verdict(told);

	assert_string_equal(f->id, id);
	assert_string_equal(f->of_case == NULL ? "" : f->of_case, of_case == NULL ? "" : of_case);
	assert_int_equal(f->owner, OWNER_SERVER_ADMIN);
	assert_null(wants(told, WANT_HELLOS)); /* once is enough */
}

static void all_refused_is_a_server_without_a_certificate(void **state)
{
	struct told *told = *state;

	refused(told, 40, "GNUTLS_E_FATAL_ALERT_RECEIVED");
	by_hand(told, "TLS1.2", NULL);
	by_hand(told, "TLS1.0", NULL);
	check(told, "tls-handshake-refused", "everything");
}

/* The budget ended before the last could be asked: not all is known. */
static void not_all_were_asked_is_not_all_refused(void **state)
{
	struct told *told = *state;

	refused(told, 40, "GNUTLS_E_FATAL_ALERT_RECEIVED");
	by_hand(told, "TLS1.2", NULL);
	by_hand(told, "TLS1.0", NULL);
	session_stage(told->t->s, STAGE_TLS)->outcome = OUTCOME_NOT_TESTED;
	session_stage(told->t->s, STAGE_TLS)->failure = FAILURE_NONE;
	check(told, "tls-handshake-refused", NULL);
}

static void what_is_taken_names_the_fault(void **state)
{
	static const struct {
		const char *version, *suite;
		int dh_bits;
		const char *id, *of_case, *shown;
	} cases[] = {
		{"TLS1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA", 0, "tls-handshake-refused",
		 "anonymous", "anon"},
		{"TLS1.0", "TLS_RSA_WITH_RC4_128_SHA", 0, "tls-version-too-old", "named", "RC4"},
		{"TLS1.2", "TLS_RSA_WITH_RC4_128_SHA", 0, "tls-weak-suites", "only", "RC4"},
		{"TLS1.2", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", 512, "tls-weak-key", "refused",
		 "512 bits"},
		{"TLS1.2", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", 1024, "tls-handshake-refused", NULL,
		 "alert 40"},
		{"TLS1.2", "TLS_RSA_WITH_AES_128_CBC_SHA", 0, "tls-handshake-refused", NULL,
		 "alert 40"},
	};
	struct told *told = *state;
	struct tls_facts *f;

	refused(told, 40, "GNUTLS_E_FATAL_ALERT_RECEIVED");
	by_hand(told, "SSL3.0", NULL);
	f = by_hand(told, "TLS1.2", plain);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s %s\n", cases[i].version, cases[i].suite);
		told->t->s->changed = f->version = cases[i].version;
		f->cipher = cases[i].suite;
		f->dh_bits = cases[i].dh_bits;
		check(told, cases[i].id, cases[i].of_case);
		assert_true(shows(told->i->verdict.finding, cases[i].shown));
	}
}

static void one_good_version_beside_an_old_one_is_no_old_server(void **state)
{
	struct told *told = *state;

	refused(told, 40, "GNUTLS_E_FATAL_ALERT_RECEIVED");
	by_hand(told, "TLS1.0", "TLS_RSA_WITH_RC4_128_SHA");
	by_hand(told, "TLS1.2", plain);
	check(told, "tls-handshake-refused", NULL);
}

/* ---- SSL 3.0 ---- */

static void ssl3_is_asked_where_tls10_is_taken(void **state)
{
	struct told *told = *state;
	const struct session *first;

	healthy(told);
	first = told->t->s;
	verdict(told);
	assert_null(wants(told, WANT_SSL3));
	story_follow_up(told->t, SESSION_TLS_VERSION, "TLS1.1");
	story_passes(told->t, STAGE_TLS)->tls->version = "TLS1.1";
	verdict(told);
	assert_null(wants(told, WANT_SSL3));
	story_follow_up(told->t, SESSION_TLS_VERSION, "TLS1.0");
	story_passes(told->t, STAGE_TLS)->tls->version = "TLS1.0";
	verdict(told);
	assert_non_null(wants(told, WANT_SSL3));
	assert_ptr_equal(wants(told, WANT_SSL3)->session, first);
	by_hand(told, "SSL3.0", NULL);
	verdict(told);
	assert_null(wants(told, WANT_SSL3));
	assert_null(find(told, "tls-weak-suites", NULL));
}

static const struct CMUnitTest tests[] = {
	STORY(suites_stand_in_the_order_in_which_they_were_chosen),
	STORY(whose_order_it_is_shows_when_it_is_turned_round),
	STORY(each_version_has_its_own),
	STORY(what_the_budget_left_out_is_not_tested),
	STORY(faults_of_suites_are_told_apart),
	STORY(each_kind_has_its_weight),
	STORY(suites_of_another_port_are_another_s),
	STORY(only_what_another_hello_can_get_past_is_asked),
	STORY(all_refused_is_a_server_without_a_certificate),
	STORY(not_all_were_asked_is_not_all_refused),
	STORY(what_is_taken_names_the_fault),
	STORY(one_good_version_beside_an_old_one_is_no_old_server),
	STORY(ssl3_is_asked_where_tls10_is_taken),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

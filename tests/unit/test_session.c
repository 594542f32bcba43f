/* Whole checks in scripted time: who waits how long for what. Half a minute costs nothing here.
 *
 * The language of inputs is that of tests/support/session.h. */
#include "unit.h"

#include "../support/fakeuv.h"
#include "../support/session.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct session_test));
	return 0;
}

static int teardown(void **state)
{
	session_free(*state);
	free(*state);
	return 0;
}

#define SESSION_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static struct session_test *check(void **state, const char *input)
{
	struct session_test *t = *state;

	session_free(t);
	session_run(t, input, strlen(input));
	session_check(t);
	assert_non_null(t->interpretation);
	return t;
}

static const struct stage *stage(const struct session_test *t, enum stage_id id)
{
	const struct session *s = (const struct session *)(void *)t->record->sessions.first;

	assert_non_null(s);
	assert_non_null(session_stage(s, id));
	return session_stage(s, id);
}

static bool has_finding(const struct session_test *t, const char *id)
{
	LIST_EACH (const struct finding, f, &t->interpretation->findings) {
		if (strcmp(f->id, id) == 0)
			return true;
	}
	return false;
}

#define assert_verdict(t, name)                                                                    \
	assert_string_equal((t)->interpretation->verdict.finding->id, (name))
#define assert_failure(st, f) assert_string_equal(failure_names[(st)->failure], failure_names[(f)])
#define assert_ms(st, n)      assert_int_equal((st)->ms, (n))

/* ---- greeting ---- */

static void greeting_after_29_seconds_is_waited_for(void **state)
{
	struct session_test *t = check(state, "5v\nw7S");

	assert_ms(stage(t, STAGE_BANNER), 29000);
	assert_int_equal(stage(t, STAGE_BANNER)->outcome, OUTCOME_PASS);
	assert_true(has_finding(t, "banner-late"));
}

static void greeting_after_31_seconds_is_none(void **state)
{
	struct session_test *t = check(state, "5v\nw8w2S");

	assert_verdict(t, "banner-timeout");
	assert_failure(stage(t, STAGE_BANNER), FAILURE_TIMEOUT);
	assert_ms(stage(t, STAGE_BANNER), 31000);
	assert_false(stage(t, STAGE_BANNER)->banner->after_client);
}

static void greeting_upon_our_quit_is_told_apart(void **state)
{
	struct session_test *t = check(state, "5v\nw7w4w3S");

	assert_verdict(t, "banner-after-client");
	assert_true(stage(t, STAGE_BANNER)->banner->after_client);
	assert_ms(stage(t, STAGE_BANNER), 30500);
}

static void bytes_that_trickle_in_do_not_prolong_the_wait(void **state)
{
	struct session_test *t = check(state, "5v\nb2S");

	assert_failure(stage(t, STAGE_BANNER), FAILURE_TIMEOUT);
	assert_ms(stage(t, STAGE_BANNER), 30000);
	assert_in_range(stage(t, STAGE_BANNER)->detail.n, 29, 30);
}

/* ---- connecting ---- */

static void connection_is_waited_for_five_seconds(void **state)
{
	struct session_test *t = check(state, "5v\nC3");

	assert_verdict(t, "net-connect-timeout");
	assert_ms(stage(t, STAGE_TCP), 5000);
	assert_int_equal(stage(t, STAGE_TCP)->tcp->retransmits, 2);
}

static int count(const struct session_test *t, const char *changed, bool open)
{
	int n = 0;

	LIST_EACH (const struct session, s, &t->record->sessions)
		n += s->purpose == SESSION_CONTROL && session_passed(s, STAGE_TCP) == open &&
		     strcmp(s->changed != NULL ? s->changed : "", changed) == 0;
	return n;
}

static void control_that_answered_is_asked_again_while_others_are_silent(void **state)
{
	struct session_test *t = check(state, "5vK0\nC3|S");
	double last = 0;

	assert_int_equal(count(t, "", true), 1);
	assert_int_equal(count(t, "again", true), 5);
	LIST_EACH (const struct session, s, &t->record->sessions) {
		const struct stage *tcp = session_stage(s, STAGE_TCP);

		if (s->changed == NULL)
			continue;
		assert_int_equal(tcp->at_ms - last, 500);
		assert_int_equal(s->stages.n, 1);
		last = tcp->at_ms;
	}
	assert_ms(stage(t, STAGE_TCP), 5000); /* nobody waits longer for that */
	assert_int_equal(stage(t, STAGE_TCP)->tcp->retransmits, 2);
}

static void controls_are_not_asked_again_where_everybody_answers(void **state)
{
	struct session_test *t = check(state, "5vK0K2\nS");

	assert_verdict(t, "submission-ready-no-login");
	assert_int_equal(count(t, "", true), 2);
	assert_int_equal(count(t, "again", true), 0);
}

static void silent_control_neither_decides_nor_is_asked_again(void **state)
{
	struct session_test *t = check(state, "5vK0\nS|C3");

	assert_verdict(t, "submission-ready-no-login");
	assert_int_equal(count(t, "", false), 1);
	assert_int_equal(count(t, "again", true) + count(t, "again", false), 0);
}

/* Its greeting and certificate are what the target's are compared with. */
static void control_on_a_mail_port_greets_and_starts_tls(void **state)
{
	struct session_test *t = check(state, "5vpfK1\nS");
	const struct session *s = (const struct session *)(void *)t->record->sessions.last;

	assert_string_equal(s->host, "198.51.100.7");
	assert_true(session_passed(s, STAGE_BANNER));
	assert_non_null(session_stage(s, STAGE_TLS)->tls);
	assert_int_equal(session_stage(s, STAGE_TLS)->tls->chain.n > 0, 1);
	assert_null(session_stage(s, STAGE_AUTH));
	assert_null(session_stage(s, STAGE_ENVELOPE));
}

static void port_that_is_not_offered_gets_less(void **state)
{
	struct session_test *t = check(state, "h1v\nS|C3|S");
	int seen = 0;

	LIST_EACH (const struct session, s, &t->record->sessions) {
		if (s->port == 465) {
			assert_false(s->offered);
			assert_ms(session_stage(s, STAGE_TCP), 1500);
			seen++;
		}
	}
	assert_int_equal(seen, 1);
	assert_int_equal(t->interpretation->verdict.status, VERDICT_OK);
}

/* ---- each reply ---- */

/* A server that falls silent in the middle: half a minute, and the stage is to blame. */
static void each_stage_has_half_a_minute(void **state)
{
	static const struct {
		const char *input;
		enum stage_id id;
		const char *finding;
	} table[] = {
		{"5v\ns?", STAGE_EHLO, "ehlo-timeout"},
		{"5v\nss?", STAGE_STARTTLS, "starttls-timeout"},
		{"5v\nsss", STAGE_TLS, "tls-handshake-stalled"},
		{"4v\nw9", STAGE_TLS, "tls-handshake-stalled"},
		{"5v\nssss?", STAGE_EHLO_AGAIN, "ehlo-timeout"},
		{"5pv\nsssss?", STAGE_AUTH, "auth-timeout"},
		{"5pfv\nssssss?", STAGE_ENVELOPE, "envelope-timeout"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct session_test *t = check(state, table[i].input);

		assert_verdict(t, table[i].finding);
		assert_failure(stage(t, table[i].id), FAILURE_TIMEOUT);
		assert_ms(stage(t, table[i].id), 30000);
	}
}

static void each_command_begins_the_wait_anew(void **state)
{
	struct session_test *t =
		check(state, "5pfv\nssssss?w6w6w5w5\"250 ok\n\"?w6w6w5w5\"250 ok\n\"S");

	assert_int_equal(stage(t, STAGE_ENVELOPE)->outcome, OUTCOME_PASS);
	assert_ms(stage(t, STAGE_ENVELOPE), 10 + 26000 + 10 + 26000 + 10);
}

static void quit_is_waited_for_three_seconds(void **state)
{
	struct session_test *t = check(state, "5pv\nssssss?");

	assert_verdict(t, "submission-ready");
	assert_ms(stage(t, STAGE_QUIT), 3000);
	assert_int_equal(stage(t, STAGE_QUIT)->outcome, OUTCOME_PASS);
}

/* ---- STARTTLS ---- */

static void words_between_the_220_and_tls_are_seen(void **state)
{
	struct session_test *t = check(state, "5v\nss?\"220 go\n\"w0\"250 injected\n\"TS");

	assert_true(has_finding(t, "starttls-injection"));
	assert_ms(stage(t, STAGE_STARTTLS), 15);
}

/* ---- the whole ---- */

static void whole_check_ends_when_its_time_is_up(void **state)
{
	struct session_test *t = check(state, "5T1v\ns?");

	assert_int_equal(t->took_ms, 10000);
	assert_failure(stage(t, STAGE_EHLO), FAILURE_INTERRUPTED);
	assert_string_equal(stage(t, STAGE_EHLO)->note, "total-timeout");
	assert_int_equal(t->interpretation->verdict.status, VERDICT_UNTESTED);
}

static void follow_ups_share_the_time_of_the_whole(void **state)
{
	struct session_test *t = check(state, "5T1\nS|?");

	assert_int_equal(t->took_ms, 10000);
	assert_verdict(t, "submission-ready-no-login");
	assert_true(t->record->sessions.n > 1);
}

static void user_need_not_wait(void **state)
{
	struct session_test *t = check(state, "5v\ns?w3i");

	assert_verdict(t, "interrupted");
	assert_int_equal(t->took_ms, 520);
	assert_true(t->record->interrupted);
}

/* ---- DNS ---- */

static void resolver_is_asked_twice(void **state)
{
	struct session_test *t = check(state, "5dv\n@t\n");

	assert_verdict(t, "dns-timeout");
	assert_int_equal(t->took_ms, 2000 + 4000);
}

static void slow_answer_is_taken(void **state)
{
	struct session_test *t = check(state, "5dv\n@w\nS");

	assert_verdict(t, "submission-ready-no-login");
	assert_in_range(t->took_ms, 3000, 3500);
}

/* ---- DANE ---- */

static size_t tlsa_questions(const struct session_test *t)
{
	size_t n = 0;

	LIST_EACH (const struct dns_query, q, &t->record->queries)
		n += strcmp(q->type, "TLSA") == 0;
	return n;
}

static const struct dane_facts *dane(const struct session_test *t)
{
	return stage(t, STAGE_TLS)->tls->dane;
}

/* Addresses that are signed: A, then AAAA, of which there is none. */
static void signed_names_are_asked_for_tlsa(void **state)
{
	struct session_test *t = check(state, "5dav\n@AzA\nS");

	assert_int_equal(tlsa_questions(t), 1);
	assert_non_null(dane(t));
	assert_int_equal(dane(t)->state, DANE_SECURE);
	assert_true(dane_authenticates(dane(t)));
	assert_verdict(t, "submission-ready-no-login");
}

static void each_port_is_asked_for_once(void **state)
{
	struct session_test *t = check(state, "542da\n@AzA\nS");

	assert_int_equal(tlsa_questions(t), 3);
}

static void unsigned_names_cost_no_question(void **state)
{
	struct session_test *t = check(state, "5dav\n@a\nS");

	assert_int_equal(tlsa_questions(t), 0);
	assert_null(dane(t));
}

static void who_may_not_be_believed_is_not_asked(void **state)
{
	struct session_test *t = check(state, "5dv\n@A\nS");

	assert_false(t->record->resolver_trusted);
	assert_int_equal(tlsa_questions(t), 0);
	assert_null(dane(t));
}

static void nothing_is_asked_where_no_tls_is_wanted(void **state)
{
	struct session_test *t = check(state, "5davo2\n@A\nS");

	assert_int_equal(tlsa_questions(t), 0);
	t = check(state, "5davu0\n@A\nS");
	assert_int_equal(tlsa_questions(t), 0);
}

static void unsigned_exchangers_are_not_asked_for_tlsa(void **state)
{
	struct session_test *t = check(state, "Mdav\n@aAzA\nS");

	assert_int_equal(tlsa_questions(t), 0);
	assert_non_null(dane(t));
	assert_string_equal(dane(t)->unsigned_at, "example.org MX");
}

/* Both names are asked; TLS asks for the one that has records. */
static void records_of_an_alias_are_those_of_its_target_or_its_own(void **state)
{
	struct session_test *t = check(state, "Mdav\n@ACzAz\nS");

	assert_int_equal(tlsa_questions(t), 2);
	assert_string_equal(dane(t)->name, "_25._tcp.other.example.org");
	assert_string_equal(stage(t, STAGE_TLS)->tls->sni, "other.example.org");
	t = check(state, "Mdav\n@ACzzW\nS");
	assert_string_equal(dane(t)->name, "_25._tcp.mail.example.org");
	assert_string_equal(stage(t, STAGE_TLS)->tls->sni, "mail.example.org");
	/* what fails is no reason to look elsewhere */
	t = check(state, "Mdav\n@ACzsA\nS");
	assert_int_equal(dane(t)->state, DANE_BOGUS);
	t = check(state, "5dav\n@CzA\nS");
	assert_string_equal(stage(t, STAGE_TLS)->tls->sni, "mail.example.org");
}

/* The answer is on its way while the session begins. */
static void handshake_waits_for_tlsa(void **state)
{
	struct session_test *t = check(state, "5dav\n@AzW\nS");
	const struct stage *tls = stage(t, STAGE_TLS);

	assert_true(dane_authenticates(dane(t)));
	assert_in_range(tls->at_ms + tls->ms, 3000, 3100);
	assert_in_range(t->took_ms, 3000, 3500);
}

static void tlsa_that_never_comes_is_a_fact(void **state)
{
	struct session_test *t = check(state, "Mdav\n@AAzt\nS");

	assert_int_equal(dane(t)->state, DANE_BOGUS);
	assert_int_equal(stage(t, STAGE_TLS)->outcome, OUTCOME_PASS);
	assert_in_range(t->took_ms, 6000, 6500);
	assert_verdict(t, "dane-lookup-failed");
}

static void between_servers_another_key_stops_the_session(void **state)
{
	struct session_test *t = check(state, "Mdav\n@AAzD\nS");

	assert_failure(stage(t, STAGE_TLS), FAILURE_CERTIFICATE);
	assert_verdict(t, "dane-mismatch");
	/* mail programs go on, and a secret goes by what they go by */
	t = check(state, "5davp\n@AzD\nS");
	assert_int_equal(dane_count(dane(t), TLSA_DIFFERS), 1);
	assert_int_equal(stage(t, STAGE_AUTH)->outcome, OUTCOME_PASS);
}

/* c3: signed by itself; the record is of another certificate. */
static void no_secret_goes_by_a_record_that_does_not_match(void **state)
{
	struct session_test *t = check(state, "5davp\n@AzA\nc3S");

	assert_failure(stage(t, STAGE_AUTH), FAILURE_WITHHELD);
	t = check(state, "Mdavp\n@AAzA\nc3S");
	assert_verdict(t, "dane-mismatch");
}

/* c1: expired; the record is of its key: mail servers take it, and tell it nothing. */
static void no_secret_goes_by_a_record_alone(void **state)
{
	struct session_test *t = check(state, "Mdavp\n@AAzE\nc1S");

	assert_true(dane_authenticates(dane(t)));
	assert_int_equal(stage(t, STAGE_TLS)->outcome, OUTCOME_PASS);
	assert_failure(stage(t, STAGE_AUTH), FAILURE_WITHHELD);
}

static void promise_of_tls_is_waited_for(void **state)
{
	struct session_test *t = check(state, "Mdav\n@AAzW\ns?l4S|s?l4?\"502 5.5.1 Unknown\n\"S");

	assert_in_range(t->took_ms, 3000, 3500);
	assert_verdict(t, "dane-starttls-missing");
	/* it is there, and something hides it: no more forgiven than if it were not */
	t = check(state, "Mdav\n@AAzW\ns?l4S");
	assert_verdict(t, "starttls-stripped");
	assert_int_equal(t->interpretation->verdict.status, VERDICT_FAILED);
}

/* ---- our own trust store ---- */

static void handshake_waits_for_the_trust_store(void **state)
{
	struct session_test *t = check(state, "4L1v\nS");

	assert_verdict(t, "submission-ready-no-login");
	t = check(state, "4L2v\nS");
	assert_verdict(t, "local-error");
	assert_failure(stage(t, STAGE_TLS), FAILURE_LOCAL);
	assert_ms(stage(t, STAGE_TLS), 30000);
}

/* ---- cost ---- */

static void silence_costs_nothing(void **state)
{
	unsigned at_once;

	check(state, "5v\ns?F");
	at_once = fake_turns();
	check(state, "5v\ns?w7F");
	assert_in_range(fake_turns(), 1, at_once + 5);
}

static void same_input_gives_the_same_run(void **state)
{
	struct session_test *t = check(state, "5pf\nS");
	unsigned turns = fake_turns();
	uint64_t took = t->took_ms;

	t = check(state, "5pf\nS");
	assert_int_equal(fake_turns(), turns);
	assert_int_equal(t->took_ms, took);
}

/* ---- the seeds of the fuzzer ---- */

static char *corpus_folder(void)
{
	static char path[4096];
	const char *srcdir = getenv("srcdir");

	snprintf(path, sizeof(path), "%s/tests/fuzz/session.corpus",
		 srcdir != NULL ? srcdir : "..");
	return path;
}

static size_t read_input(const char *name, char *input, size_t room)
{
	char path[8192];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", corpus_folder(), name);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(input, 1, room, f);
	fclose(f);
	return n;
}

/* A seed is called by the finding that its verdict rests on: "banner-closed--half-a-line". */
static bool is_seed(const struct session_test *t, const char *name, char *id, size_t room)
{
	snprintf(id, room, "%s", name);
	if (strstr(id, "--") != NULL)
		*strstr(id, "--") = '\0';
	return knowledge_entry(t->knowledge, id) != NULL;
}

static void seeds_end_as_their_names_say(void **state)
{
	struct session_test *t = check(state, "");
	DIR *d = opendir(corpus_folder());
	static char input[1 << 16];
	struct dirent *e;
	char id[256];
	int seeds = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (!is_seed(t, e->d_name, id, sizeof(id)))
			continue;
		session_free(t);
		session_run(t, input, read_input(e->d_name, input, sizeof(input)));
		assert_non_null(t->interpretation);
		if (strcmp(t->interpretation->verdict.finding->id, id) != 0)
			fail_msg("%s ends in %s", e->d_name,
				 t->interpretation->verdict.finding->id);
		seeds++;
	}
	closedir(d);
	assert_true(seeds >= 40);
}

static const struct CMUnitTest tests[] = {
	SESSION_TEST(greeting_after_29_seconds_is_waited_for),
	SESSION_TEST(greeting_after_31_seconds_is_none),
	SESSION_TEST(greeting_upon_our_quit_is_told_apart),
	SESSION_TEST(bytes_that_trickle_in_do_not_prolong_the_wait),
	SESSION_TEST(connection_is_waited_for_five_seconds),
	SESSION_TEST(control_that_answered_is_asked_again_while_others_are_silent),
	SESSION_TEST(controls_are_not_asked_again_where_everybody_answers),
	SESSION_TEST(silent_control_neither_decides_nor_is_asked_again),
	SESSION_TEST(control_on_a_mail_port_greets_and_starts_tls),
	SESSION_TEST(port_that_is_not_offered_gets_less),
	SESSION_TEST(each_stage_has_half_a_minute),
	SESSION_TEST(each_command_begins_the_wait_anew),
	SESSION_TEST(quit_is_waited_for_three_seconds),
	SESSION_TEST(words_between_the_220_and_tls_are_seen),
	SESSION_TEST(whole_check_ends_when_its_time_is_up),
	SESSION_TEST(follow_ups_share_the_time_of_the_whole),
	SESSION_TEST(user_need_not_wait),
	SESSION_TEST(resolver_is_asked_twice),
	SESSION_TEST(slow_answer_is_taken),
	SESSION_TEST(signed_names_are_asked_for_tlsa),
	SESSION_TEST(each_port_is_asked_for_once),
	SESSION_TEST(unsigned_names_cost_no_question),
	SESSION_TEST(who_may_not_be_believed_is_not_asked),
	SESSION_TEST(nothing_is_asked_where_no_tls_is_wanted),
	SESSION_TEST(unsigned_exchangers_are_not_asked_for_tlsa),
	SESSION_TEST(records_of_an_alias_are_those_of_its_target_or_its_own),
	SESSION_TEST(handshake_waits_for_tlsa),
	SESSION_TEST(tlsa_that_never_comes_is_a_fact),
	SESSION_TEST(between_servers_another_key_stops_the_session),
	SESSION_TEST(no_secret_goes_by_a_record_that_does_not_match),
	SESSION_TEST(no_secret_goes_by_a_record_alone),
	SESSION_TEST(promise_of_tls_is_waited_for),
	SESSION_TEST(handshake_waits_for_the_trust_store),
	SESSION_TEST(silence_costs_nothing),
	SESSION_TEST(same_input_gives_the_same_run),
	SESSION_TEST(seeds_end_as_their_names_say),
};

UNIT_MAIN(tests)

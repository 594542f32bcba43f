#include "probe/ehloname.h"
#include "probe/login.h"
#include "probe/note.h"
#include "probe/schedule.h"
#include "probe/stage.h"
#include "unit.h"

static void schedule_lets_three_at_once_and_eight_in_all(void **state)
{
	struct schedule s = {.arena = *state, .in_all = MAX_CONNECTIONS_DEFAULT};

	for (int i = 0; i < 3; i++)
		assert_int_equal(schedule_ask(&s, "192.0.2.1"), SLOT_NOW);
	assert_int_equal(schedule_ask(&s, "192.0.2.1"), SLOT_LATER);
	assert_int_equal(schedule_ask(&s, "192.0.2.2"), SLOT_NOW);
	for (int i = 0; i < 5; i++) {
		schedule_give_back(&s, "192.0.2.1");
		assert_int_equal(schedule_ask(&s, "192.0.2.1"), SLOT_NOW);
	}
	assert_int_equal(schedule_ask(&s, "192.0.2.1"), SLOT_NEVER);
}

static void schedule_counts_what_a_proxy_takes(void **state)
{
	struct schedule s = {.arena = *state, .in_all = 1, .at_once = PROXY_AT_ONCE};
	char host[] = "a.example.org";

	for (int i = 0; i < PROXY_AT_ONCE; i++, host[0]++)
		assert_int_equal(schedule_ask(&s, host), SLOT_NOW);
	assert_int_equal(schedule_ask(&s, host), SLOT_LATER);
	schedule_give_back(&s, "a.example.org");
	assert_int_equal(schedule_ask(&s, host), SLOT_NOW);
	assert_int_equal(schedule_ask(&s, "z.example.org"), SLOT_LATER);
}

static const struct settings no_wishes;

static void walk_through_a_proxy_has_its_stage_behind_tcp(void **state)
{
	struct endpoint ep = {.mode = TLS_MODE_IMPLICIT};
	const struct settings direct = {0}, proxied = {.proxy.url.kind = PROXY_SOCKS5};
	const struct step *walk = walk_for(*state, &ep, STAGE_QUIT, &proxied);

	assert_int_equal(walk[0].kind->id, STAGE_TCP);
	assert_int_equal(walk[1].kind->id, STAGE_PROXY);
	assert_int_equal(walk[2].kind->id, STAGE_TLS);
	assert_int_equal(walk_find(walk, STAGE_QUIT)->kind->id, STAGE_QUIT);
	assert_null(walk_find(walk, STAGE_QUIT)[1].kind);
	walk = walk_for(*state, &ep, STAGE_TCP, &proxied);
	assert_int_equal(walk[1].kind->id, STAGE_PROXY);
	assert_null(walk[2].kind);
	assert_int_equal(walk_for(*state, &ep, STAGE_QUIT, &direct)[1].kind->id, STAGE_TLS);
}

/* Only a session that may log in gets one, whatever it is for. */
static void walk_with_a_message_has_it_behind_the_envelope(void **state)
{
	const struct settings send = {.send = true, .proxy.url.kind = PROXY_SOCKS5};
	struct endpoint ep = {.mode = TLS_MODE_STARTTLS, .login = true};
	const struct step *walk = walk_for(*state, &ep, STAGE_QUIT, &send);

	assert_int_equal(walk_find(walk, STAGE_ENVELOPE)[1].kind->id, STAGE_MESSAGE);
	assert_int_equal(walk_find(walk, STAGE_MESSAGE)[1].kind->id, STAGE_QUIT);
	assert_int_equal(walk[1].kind->id, STAGE_PROXY);
	assert_null(walk_find(walk_for(*state, &ep, STAGE_TCP, &send), STAGE_MESSAGE)->kind);
	ep.purpose = SESSION_RETRY;
	assert_null(walk_find(walk_for(*state, &ep, STAGE_QUIT, &send), STAGE_MESSAGE)->kind);
	ep.purpose = SESSION_PRIMARY;
	ep.login = false;
	assert_null(walk_find(walk_for(*state, &ep, STAGE_QUIT, &send), STAGE_MESSAGE)->kind);
}

static void login_goes_to_the_first_that_asks_among_equals(void **state)
{
	struct login l = {0};
	struct candidate submission = {0}, submissions = {0};

	(void)state;
	login_join(&l, &submission, 587);
	login_join(&l, &submissions, 465);
	assert_int_equal(login_turn(&l, &submissions, 0), TURN_NOW);
	login_take(&l, &submissions);
	assert_true(login_held_by(&l, &submissions));
	assert_int_equal(login_turn(&l, &submission, 0), TURN_NEVER);
}

static void login_on_25_waits_for_submission_ports(void **state)
{
	struct login l = {0};
	struct candidate relay = {0}, submission = {0}, submissions = {0};

	(void)state;
	login_join(&l, &relay, 25);
	login_join(&l, &submission, 587);
	login_join(&l, &submissions, 465);
	assert_int_equal(login_turn(&l, &relay, 0), TURN_LATER);
	login_settle(&submission);
	assert_int_equal(login_turn(&l, &relay, 0), TURN_LATER);
	login_settle(&submissions);
	assert_int_equal(login_turn(&l, &relay, 0), TURN_NOW);
}

static void login_passes_by_who_turned_out_worse(void **state)
{
	struct login l = {0};
	struct candidate relay = {0}, submission = {0};

	(void)state;
	login_join(&l, &relay, 25);
	login_join(&l, &submission, 587);
	assert_int_equal(login_turn(&l, &submission, RANK_UNVERIFIED), TURN_LATER);
	assert_int_equal(login_turn(&l, &relay, 0), TURN_NOW);
}

static void login_is_once_a_run_not_once_a_round(void **state)
{
	struct login l = {0};
	struct candidate first = {0}, retry = {0};

	(void)state;
	login_join(&l, &first, 587);
	login_take(&l, &first);
	login_next_round(&l);
	login_join(&l, &retry, 587);
	assert_int_equal(login_turn(&l, &retry, 0), TURN_NEVER);
}

static void walk_stops_where_the_user_said(void **state)
{
	static const struct {
		const char *label;
		enum tls_mode mode;
		enum stage_id until, last;
	} cases[] = {
		{"a stage of the walk", TLS_MODE_STARTTLS, STAGE_EHLO, STAGE_EHLO},
		{"tls comes early on implicit ports", TLS_MODE_IMPLICIT, STAGE_TLS, STAGE_TLS},
		{"banner after it", TLS_MODE_IMPLICIT, STAGE_BANNER, STAGE_BANNER},
		{"no starttls there", TLS_MODE_IMPLICIT, STAGE_STARTTLS, STAGE_EHLO},
		{"no second EHLO there", TLS_MODE_IMPLICIT, STAGE_EHLO_AGAIN, STAGE_EHLO},
		{"no TLS in a plain walk", TLS_MODE_NONE, STAGE_TLS, STAGE_EHLO},
		{"all of it", TLS_MODE_NONE, STAGE_QUIT, STAGE_QUIT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct endpoint ep = {.mode = cases[i].mode};
		const struct step *walk = walk_for(NULL, &ep, cases[i].until, &no_wishes);

		print_message("  %s\n", cases[i].label);
		assert_int_equal(walk_last(walk, cases[i].until)->kind->id, cases[i].last);
	}
}

static void walk_of_the_firewall_proof_is_tcp_alone(void **state)
{
	const struct endpoint ep = {.mode = TLS_MODE_IMPLICIT};
	const struct step *walk = walk_for(NULL, &ep, STAGE_TCP, &no_wishes);

	(void)state;
	assert_int_equal(walk[0].kind->id, STAGE_TCP);
	assert_null(walk[1].kind);
}

static void ehlo_name_is_a_literal_where_the_host_has_no_public_name(void **state)
{
	static const struct {
		const char *hostname, *source, *name;
	} cases[] = {
		{"mail.example.org", "192.0.2.1", "mail.example.org"},
		{"laptop", "192.0.2.1", "[192.0.2.1]"},
		{"localhost", "192.0.2.1", "[192.0.2.1]"},
		{"localhost.localdomain", "192.0.2.1", "[192.0.2.1]"},
		{"a.localhost", "192.0.2.1", "[192.0.2.1]"},
		{"under_score.example.org", "192.0.2.1", "[192.0.2.1]"},
		{NULL, "2001:db8::1", "[IPv6:2001:db8::1]"},
		{NULL, "fe80::1%eth0", "[IPv6:fe80::1]"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(ehlo_name(*state, cases[i].hostname, cases[i].source),
				    cases[i].name);
}

static void every_note_has_a_word(void **state)
{
	(void)state;
	for (int i = 0; i <= NOTE_TOTAL_TIMEOUT; i++)
		assert_non_null(note_words[i]);
	assert_null(note_words[NOTE_TOTAL_TIMEOUT + 1]);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(schedule_lets_three_at_once_and_eight_in_all),
	UNIT_TEST(schedule_counts_what_a_proxy_takes),
	UNIT_TEST(walk_through_a_proxy_has_its_stage_behind_tcp),
	UNIT_TEST(walk_with_a_message_has_it_behind_the_envelope),
	UNIT_TEST(login_goes_to_the_first_that_asks_among_equals),
	UNIT_TEST(login_on_25_waits_for_submission_ports),
	UNIT_TEST(login_passes_by_who_turned_out_worse),
	UNIT_TEST(login_is_once_a_run_not_once_a_round),
	UNIT_TEST(walk_stops_where_the_user_said),
	UNIT_TEST(walk_of_the_firewall_proof_is_tcp_alone),
	UNIT_TEST(ehlo_name_is_a_literal_where_the_host_has_no_public_name),
	UNIT_TEST(every_note_has_a_word),
};

UNIT_MAIN(tests)

/* Silence on a connection that stood: what TCP's books and further connections make of it. */
#include "unit.h"

#include "report/report.h"
#include "transcript/transcript.h"
#include "told.h"

#include <stdio.h>
#include <string.h>

/* ---- what TCP can have in hand ---- */

static const struct stall_facts
	nothing_more = {.acked = 500, .received = 200, .snd_mss = 1448, .path_mtu = 1500},
	behind_a_gap = {.acked = 500,
			.received = 200,
			.out_of_order = 2,
			.snd_mss = 1448,
			.path_mtu = 1500},
	large_lost = {.in_flight = 2,
		      .pending = 1700,
		      .resent = 5,
		      .acked = 900,
		      .received = 3000,
		      .snd_mss = 1448,
		      .path_mtu = 1500},
	small_lost = {.in_flight = 1, .pending = 400, .resent = 5, .acked = 90, .received = 300},
	large_waits = {.in_flight = 2, .pending = 1700, .acked = 900, .received = 3000},
	all_lost = {.in_flight = 1, .pending = 6, .resent = 2, .acked = 1},
	all_lost_large = {.in_flight = 2, .pending = 1700, .resent = 2, .acked = 1},
	quit_there = {.acked = 7};

static void silent(struct told *told, enum stage_id id, struct stall_facts stall)
{
	story_fails(told->t, id, FAILURE_TIMEOUT);
	story_stall(told->t, stall);
}

static void first(struct told *told, int port, enum stage_id id, struct stall_facts stall)
{
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", port);
	silent(told, id, stall);
}

static void retry(struct told *told, const char *changed)
{
	story_follow_up(told->t, SESSION_RETRY, changed);
}

static const struct verdict *judged(struct told *told)
{
	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	return &told->i->verdict;
}

static void check(struct told *told, const char *id, enum certainty certainty)
{
	const struct finding *f = judged(told)->finding;

	assert_string_equal(f->id, id);
	assert_string_equal(certainty_names[f->certainty], certainty_names[certainty]);
}

static void check_shows(const struct told *told, const char *part)
{
	LIST_EACH (struct evidence, e, &told->i->verdict.finding->evidence)
		if (bytes_has(e->text, part))
			return;
	LIST_EACH (struct evidence, e, &told->i->verdict.finding->evidence)
		print_message("  %.*s\n", (int)e->text.n, e->text.p);
	fail_msg("not shown: %s", part);
}

static size_t wanted(struct told *told, enum want_kind kind)
{
	size_t n = 0;

	judged(told);
	LIST_EACH (struct want, w, &told->i->wants)
		n += w->kind == kind;
	return n;
}

/* ---- what is asked ---- */

static void a_silent_handshake_asks_for_small_segments(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, behind_a_gap);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 1);
	assert_int_equal(wanted(told, WANT_AGAIN), 0);
	retry(told, "mss");
	silent(told, STAGE_TLS, behind_a_gap);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 0);
}

static void silence_without_a_sign_asks_once_more_too(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, nothing_more);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 1);
	assert_int_equal(wanted(told, WANT_AGAIN), 1);
}

static void one_port_speaks_for_the_path(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, nothing_more);
	first(told, 465, STAGE_TLS, nothing_more);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 1);
	assert_int_equal(wanted(told, WANT_AGAIN), 1);
	story_session(told->t, "192.0.2.2", 587);
	silent(told, STAGE_TLS, nothing_more);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 2);
}

static void the_other_family_being_well_the_question_stays(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, behind_a_gap);
	story_session(told->t, "192.0.2.2", 587);
	story_passes_all(told->t);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 1);
	assert_int_equal(told->i->verdict.status, VERDICT_DEGRADED);
}

static void what_small_segments_cannot_cure_does_not_ask(void **state)
{
	struct told *told = *state;
	const struct {
		enum stage_id id;
		struct stall_facts stall;
	} cases[] = {
		{STAGE_TLS, small_lost},   {STAGE_EHLO, nothing_more}, {STAGE_AUTH, nothing_more},
		{STAGE_AUTH, large_waits}, {STAGE_AUTH, behind_a_gap}, {STAGE_BANNER, quit_there},
		{STAGE_BANNER, all_lost},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		told->t->r->sessions = (struct list){0};
		first(told, 587, cases[i].id, cases[i].stall);
		if (wanted(told, WANT_SMALL_SEGMENTS) != 0)
			fail_msg("case %zu", i);
	}
}

static void what_they_may_cure_asks(void **state)
{
	struct told *told = *state;
	const struct {
		enum stage_id id;
		struct stall_facts stall;
	} cases[] = {
		{STAGE_AUTH, large_lost},    {STAGE_ENVELOPE, large_lost},
		{STAGE_EHLO, behind_a_gap},  {STAGE_EHLO_AGAIN, behind_a_gap},
		{STAGE_TLS, all_lost_large}, {STAGE_TLS, large_waits},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		told->t->r->sessions = (struct list){0};
		first(told, 587, cases[i].id, cases[i].stall);
		if (wanted(told, WANT_SMALL_SEGMENTS) != 1)
			fail_msg("case %zu", i);
	}
}

static void nobody_looked_at_a_transcript(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_TIMEOUT);
	assert_int_equal(wanted(told, WANT_SMALL_SEGMENTS), 0);
	assert_int_equal(wanted(told, WANT_AGAIN), 0);
}

/* ---- a hole in the path's MTU ---- */

static void packets_from_the_server(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, behind_a_gap);
	retry(told, "mss");
	story_passes_all(told->t);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
	check_shows(told, "large packets from the server get lost: silence in tls");
	check_shows(told, "at most 1200 bytes, tls went on after 20 ms");
}

static void packets_to_the_server(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_AUTH, large_lost);
	retry(told, "mss");
	story_ends_with_noop(told->t);
	story_passes(told->t, STAGE_NOOP);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
	check_shows(told, "large packets to the server get lost: silence in auth");
	check_shows(told, "1700 bytes of ours not acknowledged, sent again 5 times");
	check_shows(told, "noop went on");
}

static void a_long_line_may_be_refused_or_hung_up_on(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_AUTH, large_lost);
	retry(told, "mss");
	story_ends_with_noop(told->t);
	story_fails(told->t, STAGE_NOOP, FAILURE_CLOSED);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
}

static void a_long_line_lost_as_well(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_AUTH, large_lost);
	retry(told, "mss");
	story_ends_with_noop(told->t);
	silent(told, STAGE_NOOP, large_lost);
	check(told, "auth-timeout", CERTAINTY_CERTAIN);
}

static void silence_with_large_segments_only(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, nothing_more);
	retry(told, "mss");
	story_passes_all(told->t);
	check(told, "net-mtu-black-hole", CERTAINTY_LIKELY);
	retry(told, "again");
	silent(told, STAGE_TLS, nothing_more);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
	check_shows(told, "a third connection, with large ones, fell silent");
}

static void a_server_that_hung_only_once(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, nothing_more);
	retry(told, "mss");
	story_passes_all(told->t);
	retry(told, "again");
	story_passes_all(told->t);
	check(told, "tls-handshake-stalled", CERTAINTY_LIKELY);
	check_shows(told, "went on at a second try");
}

static void a_server_that_is_silent_to_all(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, nothing_more);
	retry(told, "mss");
	silent(told, STAGE_TLS, nothing_more);
	check(told, "tls-handshake-stalled", CERTAINTY_LIKELY);
	check_shows(told, "the same with segments of at most 1200 bytes");
}

static void a_retry_that_never_got_there(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, behind_a_gap);
	retry(told, "mss");
	story_fails(told->t, STAGE_BANNER, FAILURE_REPLY);
	story_says(told->t, "421 4.7.0 Too many connections");
	check(told, "tls-handshake-stalled", CERTAINTY_LIKELY);
}

static void other_ports_of_the_address_follow(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, behind_a_gap);
	first(told, 465, STAGE_TLS, nothing_more);
	story_session(told->t, "192.0.2.1", 587);
	told->t->s->purpose = SESSION_RETRY;
	told->t->s->changed = "mss";
	story_passes_all(told->t);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
	LIST_EACH (struct finding, f, &told->i->findings)
		assert_string_not_equal(f->id, "tls-handshake-stalled");
}

static void the_kernel_gave_up_before_we_did(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_AUTH, large_lost);
	told->t->st->failure = FAILURE_RESET;
	story_detail(told->t, "ETIMEDOUT");
	retry(told, "mss");
	story_ends_with_noop(told->t);
	story_passes(told->t, STAGE_NOOP);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
}

static void a_link_of_ones_own_that_is_too_large(void **state)
{
	struct told *told = *state;
	struct stall_facts jumbo = behind_a_gap;

	jumbo.path_mtu = 9000;
	first(told, 587, STAGE_TLS, jumbo);
	retry(told, "mss");
	story_passes_all(told->t);
	check(told, "net-mtu-black-hole", CERTAINTY_CERTAIN);
	check_shows(told, "look at this machine's link first");
}

/* ---- silence in place of a greeting ---- */

static void nobody_holds_the_connection(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_BANNER, all_lost);
	assert_int_equal(wanted(told, WANT_AGAIN), 1);
	assert_int_equal(wanted(told, WANT_OTHER_MODE), 0);
	check(told, "net-half-open", CERTAINTY_CERTAIN);
	check_shows(told, "6 bytes of ours not acknowledged, sent again 2 times");
	retry(told, "again");
	silent(told, STAGE_BANNER, all_lost);
	check(told, "net-half-open", CERTAINTY_CERTAIN);
}

static void one_packet_lost_on_a_slow_way(void **state)
{
	struct told *told = *state;
	struct stall_facts once = all_lost;

	once.resent = 1;
	first(told, 587, STAGE_BANNER, once);
	check(told, "net-half-open", CERTAINTY_LIKELY);
}

static void a_short_patience_is_not_sure(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_TLS, behind_a_gap);
	told->t->st->ms = 1000;
	retry(told, "mss");
	story_passes_all(told->t);
	check(told, "net-mtu-black-hole", CERTAINTY_LIKELY);
}

static void not_acknowledged_yet(void **state)
{
	struct told *told = *state;
	struct stall_facts young = all_lost;

	young.resent = 0;
	first(told, 587, STAGE_BANNER, young);
	check(told, "banner-timeout", CERTAINTY_CERTAIN);
}

static void a_hello_that_alone_is_lost(void **state)
{
	struct told *told = *state;

	first(told, 465, STAGE_TLS, all_lost);
	check(told, "net-half-open", CERTAINTY_CERTAIN);
	assert_int_equal(wanted(told, WANT_OTHER_MODE), 1);
	retry(told, "tls-mode");
	silent(told, STAGE_BANNER, quit_there);
	check(told, "tls-handshake-stalled", CERTAINTY_LIKELY);
}

static void the_system_there_holds_it(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_BANNER, quit_there);
	assert_int_equal(wanted(told, WANT_OTHER_MODE), 1);
	assert_int_equal(wanted(told, WANT_AGAIN), 0);
	check(told, "banner-timeout", CERTAINTY_CERTAIN);
	check_shows(told, "the system there acknowledged all that we said");
}

static void no_room_for_a_second_connection(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_BANNER, quit_there);
	retry(told, "tls-mode");
	story_unreached(told->t, TCP_TIMEOUT);
	check(told, "banner-queue-full", CERTAINTY_LIKELY);
	check_shows(told, "a filter would stop the first, too");
}

static void a_second_connection_that_is_refused(void **state)
{
	struct told *told = *state;

	first(told, 587, STAGE_BANNER, quit_there);
	retry(told, "tls-mode");
	story_unreached(told->t, TCP_REFUSED);
	check(told, "banner-timeout", CERTAINTY_CERTAIN);
}

static void woken(struct told *told)
{
	first(told, 587, STAGE_BANNER, quit_there);
	told->t->st->banner->after_client = true;
	story_says(told->t, "220 mail.example.org ESMTP");
}

static void a_proxy_waits_each_time(void **state)
{
	struct told *told = *state;

	woken(told);
	assert_int_equal(wanted(told, WANT_AGAIN), 1);
	check(told, "banner-after-client", CERTAINTY_LIKELY);
	retry(told, "again");
	silent(told, STAGE_BANNER, quit_there);
	told->t->st->banner->after_client = true;
	check(told, "banner-after-client", CERTAINTY_LIKELY);
	check_shows(told, "a second connection had to speak first, too");
}

static void a_queue_overflows_now_and_then(void **state)
{
	struct told *told = *state;

	woken(told);
	retry(told, "again");
	story_passes_all(told->t);
	check(told, "banner-queue-full", CERTAINTY_LIKELY);
	check_shows(told, "a later connection was greeted at once");
}

/* ---- as it is printed ---- */

static const struct stall_facts *read_back(struct told *told, struct arena *a)
{
	const struct report_options options = {.verbosity = 2, .columns = 80};
	struct list dialogues = {0};
	struct buf out = {0};
	const struct session *s;

	judged(told);
	reporter_terminal.write(&out, told->t->r, told->i, knowledge, &options);
	transcript_read(a, knowledge, bytes_copy(a, out.p, out.n), true, &dialogues);
	buf_free(&out);
	assert_int_equal(dialogues.n, 1);
	s = (const void *)((const struct dialogue *)dialogues.first)->record->sessions.first;
	return session_stage(s, STAGE_AUTH)->stall;
}

static void what_tcp_had_in_hand_is_printed_and_read_back(void **state)
{
	const struct stall_facts odd = {1, 4000000002, 3, 4000000004, 4000000005, 6, 7, 8, 9};
	struct arena *a = arena_new();
	struct told *told = *state;

	first(told, 587, STAGE_AUTH, odd);
	assert_memory_equal(read_back(told, a), &odd, sizeof(odd));
	arena_free(a);
}

static const struct CMUnitTest tests[] = {
#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)
	STORY(a_silent_handshake_asks_for_small_segments),
	STORY(silence_without_a_sign_asks_once_more_too),
	STORY(one_port_speaks_for_the_path),
	STORY(the_other_family_being_well_the_question_stays),
	STORY(what_small_segments_cannot_cure_does_not_ask),
	STORY(what_they_may_cure_asks),
	STORY(nobody_looked_at_a_transcript),
	STORY(packets_from_the_server),
	STORY(packets_to_the_server),
	STORY(a_long_line_may_be_refused_or_hung_up_on),
	STORY(a_long_line_lost_as_well),
	STORY(silence_with_large_segments_only),
	STORY(a_server_that_hung_only_once),
	STORY(a_server_that_is_silent_to_all),
	STORY(a_retry_that_never_got_there),
	STORY(other_ports_of_the_address_follow),
	STORY(the_kernel_gave_up_before_we_did),
	STORY(a_link_of_ones_own_that_is_too_large),
	STORY(nobody_holds_the_connection),
	STORY(one_packet_lost_on_a_slow_way),
	STORY(a_short_patience_is_not_sure),
	STORY(not_acknowledged_yet),
	STORY(a_hello_that_alone_is_lost),
	STORY(the_system_there_holds_it),
	STORY(no_room_for_a_second_connection),
	STORY(a_second_connection_that_is_refused),
	STORY(a_proxy_waits_each_time),
	STORY(a_queue_overflows_now_and_then),
	STORY(what_tcp_had_in_hand_is_printed_and_read_back),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

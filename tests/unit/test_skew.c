/* Whose clock is wrong: this machine's, the server's, or nobody's, and what follows from it for a
 * certificate that is out of its time. */
#include "unit.h"
#include "told.h"

#include "base/clock.h"

#include <string.h>

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

/* ---- stories ---- */

/* A session that greets with a time so far from this machine's. */
static void greets(struct told *told, const char *host, int64_t offset)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct story *t = told->t;
	char text[CLOCK_TEXT_SIZE];

	story_session(t, "192.0.2.1", 587)->host = host;
	story_passes(t, STAGE_BANNER);
	/* five and a half hours east: no test may pass for want of a zone */
	clock_text(t->r->started + offset + 11 * HOUR / 2, text);
	story_says(t, arena_printf(t->r->arena, "220 %s ESMTP Exim, Fri, %.2s %s %.4s %.8s +0530",
				   host, text + 8, months[(text[5] - '0') * 10 + text[6] - '1'],
				   text, text + 11));
}

static void mute(struct told *told, const char *host)
{
	story_session(told->t, "192.0.2.1", 587)->host = host;
	story_passes(told->t, STAGE_BANNER);
	story_says(told->t, "220 mail ESMTP");
}

/* ... whose certificate's time lies between those, seen from now. */
static struct tls_facts *shows(struct told *told, int64_t from, int64_t to)
{
	struct tls_facts *f = story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE)->tls;
	struct certificate *c = (void *)f->chain.first;

	c->not_before = told->t->r->started + from;
	c->not_after = told->t->r->started + to;
	f->not_yet_valid = from > 0;
	f->expired = to < 0;
	return f;
}

static void staples(struct told *told, struct tls_facts *f, int64_t from, int64_t to)
{
	f->staple = ARENA_NEW(told->t->r->arena, struct staple);
	f->staple->this_update = f->staple->produced = told->t->r->started + from;
	f->staple->next_update = told->t->r->started + to;
	if (from > HOUR || to < 0) {
		f->staple->status = STAPLE_INVALID;
		f->staple->fault = "out-of-date";
	}
}

static const struct finding *find(const struct told *told, const char *id)
{
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static void concluded(struct told *told, const char *id, const char *of_case, enum owner owner,
		      enum certainty certainty)
{
	const struct finding *f;

	told->i = interpret(told->t->r, knowledge);
	f = told->i->verdict.finding;
	LIST_EACH (struct finding, o, &told->i->findings)
		print_message("  %s%s\n", o->id, o->root != NULL ? " (consequence)" : "");
	assert_string_equal(f->id, id);
	assert_true(of_case == NULL ? f->of_case == NULL
				    : f->of_case != NULL && strcmp(f->of_case, of_case) == 0);
	assert_string_equal(owner_names[f->owner], owner_names[owner]);
	assert_string_equal(certainty_names[f->certainty], certainty_names[certainty]);
}

static void follows(const struct told *told, const char *id)
{
	assert_non_null(find(told, id));
	assert_ptr_equal(find(told, id)->root, told->i->verdict.finding);
}

static void absent(const struct told *told, const char *id)
{
	assert_null(find(told, id));
}

static void shown(const struct told *told, const char *id, const char *part)
{
	const struct finding *f = find(told, id);

	assert_non_null(f);
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return;
	fail_msg("the evidence of %s does not say \"%s\"", id, part);
}

/* ---- not yet valid ---- */

static void without_evidence_it_is_nearly_always_the_clock(void **state)
{
	struct told *told = *state;

	mute(told, "mail.example.org");
	shows(told, 3 * DAY, 90 * DAY);
	concluded(told, "cert-not-yet-valid", NULL, OWNER_YOU, CERTAINTY_CERTAIN);
	absent(told, "clock-skew");
}

static void a_greeting_in_its_time_makes_the_clock_the_likely_cause(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", 5 * DAY);
	shows(told, 3 * DAY, 90 * DAY);
	concluded(told, "clock-skew", NULL, OWNER_YOU, CERTAINTY_LIKELY);
	follows(told, "cert-not-yet-valid");
}

static void a_greeting_that_agrees_makes_it_the_servers_fault(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", 60000);
	shows(told, 3 * DAY, 90 * DAY);
	concluded(told, "cert-not-yet-valid", "server", OWNER_SERVER_ADMIN, CERTAINTY_CERTAIN);
	shown(told, "cert-not-yet-valid", "the same time as this machine");
	absent(told, "clock-skew");
}

static void a_greeting_at_which_it_is_not_valid_either_changes_nothing(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", DAY);
	shows(told, 3 * DAY, 90 * DAY);
	concluded(told, "cert-not-yet-valid", NULL, OWNER_YOU, CERTAINTY_CERTAIN);
	assert_non_null(find(told, "clock-skew"));
}

static void a_signed_response_of_the_future_is_proof(void **state)
{
	struct told *told = *state;

	mute(told, "mail.example.org");
	staples(told, shows(told, 3 * DAY, 90 * DAY), 10 * DAY + HOUR, 17 * DAY);
	concluded(told, "clock-skew", "behind", OWNER_YOU, CERTAINTY_CERTAIN);
	follows(told, "cert-not-yet-valid");
	follows(told, "cert-staple-invalid");
	assert_non_null(strstr(told->i->verdict.finding->title, "10 days"));
}

static void a_response_that_nobody_trusted_signed_is_none(void **state)
{
	struct told *told = *state;
	struct tls_facts *f;

	mute(told, "mail.example.org");
	f = shows(told, 3 * DAY, 90 * DAY);
	staples(told, f, 10 * DAY, 17 * DAY);
	f->staple->fault = "signature";
	concluded(told, "cert-not-yet-valid", NULL, OWNER_YOU, CERTAINTY_CERTAIN);
	absent(told, "clock-skew");
}

static void a_response_by_an_authority_of_its_own_is_none(void **state)
{
	struct told *told = *state;
	struct tls_facts *f;

	mute(told, "mail.example.org");
	f = shows(told, 3 * DAY, 90 * DAY);
	f->trusted = false;
	staples(told, f, 10 * DAY, 17 * DAY);
	told->i = interpret(told->t->r, knowledge);
	absent(told, "clock-skew");
}

static void an_old_response_proves_nothing(void **state)
{
	struct told *told = *state;

	mute(told, "mail.example.org");
	staples(told, shows(told, 3 * DAY, 90 * DAY), -5 * DAY, 2 * DAY);
	concluded(told, "cert-not-yet-valid", NULL, OWNER_YOU, CERTAINTY_CERTAIN);
	absent(told, "clock-skew");
}

/* A greeting can agree by being as wrong. */
static void proof_goes_before_a_greeting(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", 0);
	staples(told, shows(told, 3 * DAY, 90 * DAY), 10 * DAY, 17 * DAY);
	concluded(told, "clock-skew", "behind", OWNER_YOU, CERTAINTY_CERTAIN);
	follows(told, "cert-not-yet-valid");
	shown(told, "clock-skew", "a clock is wrong there");
}

static void another_host_decides_between_two_clocks(void **state)
{
	struct told *told = *state;

	greets(told, "mx1.example.org", 5 * DAY);
	shows(told, 3 * DAY, 90 * DAY);
	greets(told, "mx2.example.net", 0);
	story_fails(told->t, STAGE_EHLO, FAILURE_CLOSED);
	told->i = interpret(told->t->r, knowledge);
	assert_string_equal(find(told, "cert-not-yet-valid")->of_case, "server");
	assert_string_equal(find(told, "clock-skew")->of_case, "server");
	shown(told, "clock-skew", "mx2.example.net tells the same time");
}

static void certificates_of_unrelated_hosts_are_not_all_of_the_future(void **state)
{
	struct told *told = *state;

	mute(told, "mx.example.org");
	shows(told, 3 * DAY, 90 * DAY);
	mute(told, "mail.example.net");
	shows(told, 7 * DAY, 90 * DAY);
	concluded(told, "clock-skew", "certificates", OWNER_YOU, CERTAINTY_LIKELY);
	follows(told, "cert-not-yet-valid");
}

static void two_of_one_owner_may_be(void **state)
{
	struct told *told = *state;

	mute(told, "mx1.example.org");
	shows(told, 3 * DAY, 90 * DAY);
	mute(told, "mx2.example.org");
	shows(told, 7 * DAY, 90 * DAY);
	concluded(told, "cert-not-yet-valid", NULL, OWNER_YOU, CERTAINTY_CERTAIN);
	absent(told, "clock-skew");
}

static void one_that_is_valid_clears_the_clock(void **state)
{
	struct told *told = *state;

	mute(told, "mx.example.org");
	shows(told, 3 * DAY, 90 * DAY);
	mute(told, "mail.example.net");
	shows(told, -3 * DAY, 90 * DAY)->name_ok = false;
	told->i = interpret(told->t->r, knowledge);
	absent(told, "clock-skew");
}

/* ---- expired ---- */

static void expired_is_the_servers_without_evidence(void **state)
{
	struct told *told = *state;

	mute(told, "mail.example.org");
	shows(told, -90 * DAY, -3 * DAY);
	concluded(told, "cert-expired", NULL, OWNER_SERVER_ADMIN, CERTAINTY_CERTAIN);
	absent(told, "clock-skew");
}

static void expired_stays_so_where_the_greeting_agrees(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", -60000);
	shows(told, -90 * DAY, -3 * DAY);
	concluded(told, "cert-expired", NULL, OWNER_SERVER_ADMIN, CERTAINTY_CERTAIN);
	shown(told, "cert-expired", "the same time as this machine");
}

/* Anybody can put a date into a greeting: never more than likely. */
static void a_greeting_of_the_past_makes_the_clock_no_more_than_likely(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", -10 * DAY);
	shows(told, -90 * DAY, -3 * DAY);
	concluded(told, "clock-skew", NULL, OWNER_YOU, CERTAINTY_LIKELY);
	follows(told, "cert-expired");
}

static void a_response_signed_after_the_greeting_refutes_it(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", -10 * DAY);
	staples(told, shows(told, -90 * DAY, -3 * DAY), -4 * DAY + HOUR, -2 * DAY);
	concluded(told, "cert-expired", NULL, OWNER_SERVER_ADMIN, CERTAINTY_CERTAIN);
	assert_string_equal(find(told, "clock-skew")->of_case, "server");
	shown(told, "clock-skew", "was signed 6 days after the time in its greeting");
}

static void a_clock_that_is_behind_makes_nothing_expire(void **state)
{
	struct told *told = *state;

	mute(told, "mail.example.org");
	staples(told, shows(told, -90 * DAY, -3 * DAY), 10 * DAY, 17 * DAY);
	concluded(told, "cert-expired", NULL, OWNER_SERVER_ADMIN, CERTAINTY_CERTAIN);
	assert_string_equal(find(told, "clock-skew")->of_case, "behind");
}

static void unrelated_hosts_do_not_all_expire(void **state)
{
	struct told *told = *state;

	mute(told, "mx.example.org");
	shows(told, -90 * DAY, -3 * DAY);
	mute(told, "mail.example.net");
	shows(told, -90 * DAY, -30 * DAY);
	concluded(told, "clock-skew", "certificates", OWNER_YOU, CERTAINTY_LIKELY);
	follows(told, "cert-expired");
}

/* ---- nothing is out of its time ---- */

static void minutes_are_no_difference(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", 4 * 60000);
	story_passes_all(told->t);
	told->i = interpret(told->t->r, knowledge);
	absent(told, "clock-skew");
}

static void a_difference_is_said_once_a_host(void **state)
{
	struct told *told = *state;
	size_t n = 0;

	greets(told, "mail.example.org", 2 * HOUR);
	story_passes_all(told->t);
	greets(told, "mail.example.org", 2 * HOUR);
	story_passes_all(told->t);
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (struct finding, f, &told->i->findings)
		n += strcmp(f->id, "clock-skew") == 0;
	assert_int_equal(n, 1);
	assert_int_equal(find(told, "clock-skew")->evidence.n, 2);
}

static void a_transcript_has_no_clock(void **state)
{
	struct told *told = *state;

	greets(told, "mail.example.org", 5 * DAY);
	shows(told, 3 * DAY, 90 * DAY);
	told->t->r->started = 0;
	told->i = interpret(told->t->r, knowledge);
	absent(told, "clock-skew");
}

static const struct CMUnitTest tests[] = {
	STORY(without_evidence_it_is_nearly_always_the_clock),
	STORY(a_greeting_in_its_time_makes_the_clock_the_likely_cause),
	STORY(a_greeting_that_agrees_makes_it_the_servers_fault),
	STORY(a_greeting_at_which_it_is_not_valid_either_changes_nothing),
	STORY(a_signed_response_of_the_future_is_proof),
	STORY(a_response_that_nobody_trusted_signed_is_none),
	STORY(a_response_by_an_authority_of_its_own_is_none),
	STORY(an_old_response_proves_nothing),
	STORY(proof_goes_before_a_greeting),
	STORY(another_host_decides_between_two_clocks),
	STORY(certificates_of_unrelated_hosts_are_not_all_of_the_future),
	STORY(two_of_one_owner_may_be),
	STORY(one_that_is_valid_clears_the_clock),
	STORY(expired_is_the_servers_without_evidence),
	STORY(expired_stays_so_where_the_greeting_agrees),
	STORY(a_greeting_of_the_past_makes_the_clock_no_more_than_likely),
	STORY(a_response_signed_after_the_greeting_refutes_it),
	STORY(a_clock_that_is_behind_makes_nothing_expire),
	STORY(unrelated_hosts_do_not_all_expire),
	STORY(minutes_are_no_difference),
	STORY(a_difference_is_said_once_a_host),
	STORY(a_transcript_has_no_clock),
};
int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

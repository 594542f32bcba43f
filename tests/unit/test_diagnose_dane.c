/* What DANE does to a verdict: who has to act, how grave it is, and what it makes good. */
#include "told.h"

#include <stdio.h>
#include <string.h>

static const struct finding *find(const struct told *told, const char *id)
{
	LIST_EACH (const struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static enum severity severity(const struct told *told, const char *id)
{
	const struct finding *f = find(told, id);

	if (f == NULL)
		fail_msg("there is no %s", id);
	return f->severity;
}

static void interpret_it(struct told *told)
{
	told->i = interpret(told->t->r, knowledge);
}

static void verdict_is(const struct told *told, enum verdict_status status, const char *id)
{
	assert_string_equal(told->i->verdict.finding->id, id);
	assert_int_equal(told->i->verdict.status, status);
}

/* ---- stories ---- */

static struct dane_facts *signs(struct story *t, enum dane_state state)
{
	struct dane_facts *d = ARENA_NEW(t->r->arena, struct dane_facts);

	t->r->resolver_trusted = true;
	d->state = state;
	d->name = "_25._tcp.mx.example.org";
	story_tls(t)->dane = d;
	return d;
}

static void exchanger(struct story *t)
{
	story_mx(t, "mx.example.org");
	story_session(t, "192.0.2.1", 25);
	story_passes_all(t);
}

static void submission(struct story *t)
{
	story_session(t, "192.0.2.1", 587);
	story_passes_all(t);
}

static void record(struct story *t, struct dane_facts *d, int usage, enum tlsa_verdict verdict)
{
	struct tlsa *one = ARENA_NEW(t->r->arena, struct tlsa);

	one->usage = usage;
	one->selector = one->matching = 1;
	one->data = "00112233445566778899aabb";
	one->verdict = verdict;
	one->why = verdict == TLSA_MATCHES ? NULL : "other-key";
	list_append(&d->records, one);
}

/* What a probe makes of a chain that no public CA has signed. */
static void spoil(struct story *t, bool stops)
{
	struct tls_facts *f = story_tls(t);

	if (stops)
		f = story_fails(t, STAGE_TLS, FAILURE_CERTIFICATE)->tls;
	f->trusted = f->name_ok = false;
	f->expired = true;
	story_certificate(t)->self_signed = true;
}

/* ---- tests ---- */

static void a_mismatch_keeps_mail_between_servers_back(void **state)
{
	struct told *told = *state;
	struct story *t = told->t;

	exchanger(t);
	record(t, signs(t, DANE_SECURE), 3, TLSA_DIFFERS);
	interpret_it(told);
	verdict_is(told, VERDICT_FAILED, "dane-mismatch");
	assert_int_equal(told->i->verdict.finding->owner, OWNER_SERVER_ADMIN);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_CERTAIN);
}

/* The certificate's own faults stand beside it; the probe stopped there. */
static void a_mismatch_is_not_forgiven_where_the_certificate_is_bad_too(void **state)
{
	struct told *told = *state;
	struct dane_facts *d;

	exchanger(told->t);
	d = signs(told->t, DANE_SECURE);
	record(told->t, d, 2, TLSA_DIFFERS);
	spoil(told->t, true);
	story_tls(told->t)->dane = d;
	interpret_it(told);
	verdict_is(told, VERDICT_FAILED, "dane-mismatch");
	assert_non_null(find(told, "cert-expired"));
}

static void mail_programs_go_by_the_public_cas(void **state)
{
	struct told *told = *state;

	submission(told->t);
	record(told->t, signs(told->t, DANE_SECURE), 3, TLSA_DIFFERS);
	interpret_it(told);
	verdict_is(told, VERDICT_DEGRADED, "dane-mismatch");
	assert_int_equal(severity(told, "dane-mismatch"), SEVERITY_WARNING);
}

static void dane_makes_good_what_no_ca_signed(void **state)
{
	static const char *const ids[] = {"cert-self-signed", "cert-name-mismatch", "cert-expired"};
	struct told *told = *state;

	exchanger(told->t);
	record(told->t, signs(told->t, DANE_SECURE), 3, TLSA_MATCHES);
	spoil(told->t, false);
	interpret_it(told);
	verdict_is(told, VERDICT_OK, "mx-ready");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		assert_int_equal(severity(told, ids[i]), SEVERITY_NOTICE);
}

/* A CA that is named in DNS signs for dates as any other. */
static void a_named_ca_does_not_make_dates_good(void **state)
{
	struct told *told = *state;

	exchanger(told->t);
	record(told->t, signs(told->t, DANE_SECURE), 2, TLSA_MATCHES);
	spoil(told->t, false);
	interpret_it(told);
	assert_int_equal(severity(told, "cert-self-signed"), SEVERITY_NOTICE);
	assert_int_equal(severity(told, "cert-expired"), SEVERITY_WARNING);
}

static void dane_makes_nothing_good_for_mail_programs(void **state)
{
	struct told *told = *state;

	submission(told->t);
	record(told->t, signs(told->t, DANE_SECURE), 3, TLSA_MATCHES);
	spoil(told->t, false);
	interpret_it(told);
	assert_true(severity(told, "cert-self-signed") >= SEVERITY_WARNING);
}

static void a_weak_key_stays_weak(void **state)
{
	struct told *told = *state;

	exchanger(told->t);
	record(told->t, signs(told->t, DANE_SECURE), 3, TLSA_MATCHES);
	story_tls(told->t)->weak = true;
	interpret_it(told);
	assert_true(severity(told, "cert-weak") >= SEVERITY_WARNING);
}

static void failing_lookup(struct told *told, enum dns_status status)
{
	exchanger(told->t);
	signs(told->t, DANE_BOGUS);
	story_asks(told->t, "_25._tcp.mx.example.org", "TLSA", status);
	interpret_it(told);
}

static void a_name_server_that_fails_keeps_mail_back(void **state)
{
	failing_lookup(*state, DNS_SERVFAIL);
	verdict_is(*state, VERDICT_FAILED, "dane-lookup-failed");
}

/* It may be silent only here. */
static void a_name_server_that_is_silent_is_a_warning(void **state)
{
	failing_lookup(*state, DNS_TIMEOUT);
	verdict_is(*state, VERDICT_DEGRADED, "dane-lookup-failed");
}

static void a_record_too_many_is_a_notice(void **state)
{
	struct told *told = *state;
	struct dane_facts *d;

	exchanger(told->t);
	d = signs(told->t, DANE_SECURE);
	record(told->t, d, 3, TLSA_DIFFERS);
	record(told->t, d, 3, TLSA_MATCHES);
	interpret_it(told);
	verdict_is(told, VERDICT_OK, "mx-ready");
	assert_int_equal(severity(told, "dane-stale-record"), SEVERITY_NOTICE);
}

static void useless_records_are_a_warning_of_their_owner_s(void **state)
{
	struct told *told = *state;

	exchanger(told->t);
	record(told->t, signs(told->t, DANE_SECURE), 1, TLSA_UNUSABLE);
	interpret_it(told);
	verdict_is(told, VERDICT_DEGRADED, "dane-unusable");
	assert_int_equal(find(told, "dane-unusable")->owner, OWNER_SERVER_ADMIN);
}

static bool says(const struct list *strings, const char *what)
{
	LIST_EACH (const struct string_item, it, strings)
		if (strstr(it->s, what) != NULL)
			return true;
	return false;
}

static void signed_address(struct story *t)
{
	struct dns_query *q = story_asks(t, "mx.example.org", "A", DNS_OK);

	story_answers(t, q, "192.0.2.1");
	q->ad = true;
}

static void a_stranger_s_word_is_not_tested(void **state)
{
	struct told *told = *state;

	exchanger(told->t);
	signed_address(told->t);
	interpret_it(told);
	assert_true(says(&told->i->verdict.not_tested, "DANE"));
}

static void a_trusted_word_is(void **state)
{
	struct told *told = *state;

	exchanger(told->t);
	signed_address(told->t);
	told->t->r->resolver_trusted = true;
	interpret_it(told);
	assert_false(says(&told->i->verdict.not_tested, "DANE"));
}

static void nobody_is_told_of_dane_who_signs_nothing(void **state)
{
	struct told *told = *state;

	exchanger(told->t);
	story_answers(told->t, story_asks(told->t, "mx.example.org", "A", DNS_OK), "192.0.2.1");
	interpret_it(told);
	assert_false(says(&told->i->verdict.not_tested, "DANE"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		STORY(a_mismatch_keeps_mail_between_servers_back),
		STORY(a_mismatch_is_not_forgiven_where_the_certificate_is_bad_too),
		STORY(mail_programs_go_by_the_public_cas),
		STORY(dane_makes_good_what_no_ca_signed),
		STORY(a_named_ca_does_not_make_dates_good),
		STORY(dane_makes_nothing_good_for_mail_programs),
		STORY(a_weak_key_stays_weak),
		STORY(a_name_server_that_fails_keeps_mail_back),
		STORY(a_name_server_that_is_silent_is_a_warning),
		STORY(a_record_too_many_is_a_notice),
		STORY(useless_records_are_a_warning_of_their_owner_s),
		STORY(a_stranger_s_word_is_not_tested),
		STORY(a_trusted_word_is),
		STORY(nobody_is_told_of_dane_who_signs_nothing),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

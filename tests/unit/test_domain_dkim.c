/* What is found in what DKIM selectors answer; and a logo. */
#include "unit.h"
#include "dkim_zone.h"

static void a_good_key_is_nothing_to_talk_about(void **state)
{
	struct domain_zone *z = with_key("dkim", dkimkey_record(*state, 2048));

	assert_int_equal(z->study->dkim.usable, 1);
	assert_true(selector(z, "dkim")->usable);
	assert_true(has_none(z, "dkim-"));
	assert_false(untold(z, "DKIM"));
	zone_free(z);
}

/* ---- keys ---- */

static void what_is_wrong_with_a_key(void **state)
{
	struct arena *a = *state;
	const struct {
		const char *record, *id;
		enum severity severity;
	} cases[] = {
		{dkimkey_record(a, 512), "dkim-key-weak", SEVERITY_ERROR},
		{dkimkey_record(a, 1024), "dkim-key-weak", SEVERITY_NOTICE},
		{"v=DKIM1; k=rsa; p=AAAA", "dkim-key-broken", SEVERITY_ERROR},
		{arena_printf(a, "v=DKIM1; k=rsa; p=%s", dkimkey(a, 0)), "dkim-key-type",
		 SEVERITY_ERROR},
		{arena_printf(a, "v=DKIM2; p=%s", dkimkey(a, 2048)), "dkim-syntax", SEVERITY_ERROR},
		{"v=DKIM1; p=", "dkim-revoked", SEVERITY_NOTICE},
		{arena_printf(a, "v=DKIM1; t=y; p=%s", dkimkey(a, 2048)), "dkim-testing",
		 SEVERITY_NOTICE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain_zone *z = with_key("mail", cases[i].record);

		assert_int_equal(zone_finding(z, cases[i].id)->severity, cases[i].severity);
		zone_free(z);
	}
}

static void a_fault_beside_a_good_key_is_a_warning(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	add_selector(z, "dkim", dkimkey_record(*state, 2048));
	add_selector(z, "mail", dkimkey_record(*state, 512));
	zone_read(z, knowledge);
	assert_int_equal(zone_finding(z, "dkim-key-weak")->severity, SEVERITY_WARNING);
	zone_free(z);
}

static void what_is_published_mends_the_zone(void **state)
{
	struct arena *a = *state;
	const char *const records[] = {
		arena_printf(a, "v=DKIM1\\\\; k=rsa\\\\; p=%s", dkimkey(a, 2048)),
		arena_printf(a, "v=DKIM1; k=rsa; p=%s", dkimkey(a, 0)),
		arena_printf(a, "v=DKIM1; h=sha1; p=%s", dkimkey(a, 2048)),
		arena_printf(a, "v=DKIM1; t=y; p=%s", dkimkey(a, 2048)),
	};
	static const char *const ids[] = {"dkim-syntax", "dkim-key-type", "dkim-key-restricted",
					  "dkim-testing"};

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		struct domain_zone *z = zone_new("example.org", own);

		ask_for(z, "mail");
		add_selector(z, "mail", records[i]);
		zone_read(z, knowledge);
		zone_mend(z, zone_finding(z, ids[i]));
		zone_read(z, knowledge);
		assert_true(has_none(z, "dkim-"));
		assert_true(selector(z, "mail")->usable);
		zone_free(z);
	}
}

static void a_key_cut_by_a_panel_has_words_of_its_own(void **state)
{
	struct domain_zone *z =
		with_key("mail", arena_printf(*state, "%.255s", dkimkey_record(*state, 2048)));

	assert_string_equal(zone_finding(z, "dkim-key-broken")->of_case, "cut");
	zone_free(z);
}

static void two_records_are_one_too_many(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);
	const struct finding *f;

	add_selector(z, "mail", dkimkey_record(*state, 2048));
	add_selector(z, "mail", "v=DKIM1; p=");
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-several-records");
	assert_int_equal(f->severity, SEVERITY_ERROR); /* it has no other key */
	zone_mend(z, f);
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	zone_free(z);
}

/* ---- wildcards, and answers from which nothing follows ---- */

static void a_wildcard_text_of_another_use_is_no_broken_key(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	(void)state;
	zone_add(z, "*.example.org TXT \"v=spf1 -all\"\n");
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_true(untold(z, "answers for all"));
	zone_free(z);
}

static void a_wildcard_alias_is_no_broken_one(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	(void)state;
	zone_add(z, "*.example.org CNAME www.host.example\nwww.host.example A 198.51.100.9\n");
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	zone_free(z);
}

static void a_selector_that_was_named_and_only_a_wildcard_answers_for(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);
	const struct finding *f;

	(void)state;
	ask_for(z, "k2026");
	zone_add(z, "*.example.org TXT \"v=spf1 -all\"\n");
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-syntax");
	assert_string_equal(f->of_case, "no-key");
	assert_true(zone_shows(f, "wildcard"));
	assert_string_equal(zone_published(z, f),
			    "; fill in: k2026._domainkey.example.org. 3600 IN TXT \"...\"");
	zone_free(z);
}

static void a_key_beside_a_wildcard_is_found(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	zone_add(z, "*.example.org TXT \"v=spf1 -all\"\n");
	add_selector(z, "mail", dkimkey_record(*state, 512));
	zone_read(z, knowledge);
	assert_true(zone_has(z, "dkim-key-weak"));
	zone_free(z);
}

static void a_broken_network_behind_guesses_is_not_tested(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	(void)state;
	zone_add(z, "google._domainkey.example.org TXT TIMEOUT\n");
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_true(untold(z, "1 DKIM selector that got no answer"));
	zone_free(z);
}

static void there_is_an_end_to_selectors(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	(void)state;
	for (int i = 0; i < 2 * DKIM_SELECTORS_MAX; i++)
		ask_for(z, arena_printf(z->arena, "s-%d", i));
	zone_read(z, knowledge);
	assert_int_equal(z->study->dkim.selectors.n, DKIM_SELECTORS_MAX);
	assert_true(z->study->dkim.left_out);
	assert_true(untold(z, "beyond"));
	zone_free(z);
}

/* ---- BIMI ---- */

static struct domain_zone *with_logo(const char *policy, const char *record)
{
	struct domain_zone *z = zone_new("example.org", policy);

	add_key(z, "default._bimi.example.org", record);
	zone_read(z, knowledge);
	return z;
}

static void a_logo_needs_a_policy(void **state)
{
	static const char logo[] = "v=BIMI1; l=https://example.org/l.svg; a=";
	struct domain_zone *z = with_logo(POLICY, logo);

	(void)state;
	assert_true(has_none(z, "bimi-"));
	assert_string_equal(z->study->bimi.logo, "https://example.org/l.svg");
	assert_null(z->study->bimi.evidence);
	zone_free(z);
	z = with_logo("_dmarc.example.org TXT \"v=DMARC1; p=none\"\n", logo);
	assert_int_equal(zone_finding(z, "bimi-needs-dmarc")->severity, SEVERITY_NOTICE);
	zone_free(z);
	z = with_logo("_dmarc.example.org TXT TIMEOUT\n", logo);
	assert_false(zone_has(z, "bimi-needs-dmarc"));
	zone_free(z);
}

static void a_logo_that_cannot_be_used_is_a_notice(void **state)
{
	static const char *const records[] = {"v=BIMI1", "v=BIMI1; l=http://example.org/l.svg",
					      "v=BIMI1; l=https://a; l=https://b",
					      "v=BIMI1; a=https://example.org/c.pem", NULL};
	struct domain_zone *z;

	(void)state;
	for (size_t i = 0; records[i] != NULL; i++) {
		z = with_logo(POLICY, records[i]);
		assert_int_equal(zone_finding(z, "bimi-syntax")->severity, SEVERITY_NOTICE);
		zone_free(z);
	}
	z = with_logo(POLICY, "v=BIMI1; l=; a=");
	assert_true(has_none(z, "bimi-"));
	assert_true(z->study->bimi.declined);
	zone_free(z);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(a_good_key_is_nothing_to_talk_about),
		UNIT_TEST(what_is_wrong_with_a_key),
		UNIT_TEST(a_fault_beside_a_good_key_is_a_warning),
		UNIT_TEST(what_is_published_mends_the_zone),
		UNIT_TEST(a_key_cut_by_a_panel_has_words_of_its_own),
		UNIT_TEST(two_records_are_one_too_many),
		UNIT_TEST(a_wildcard_text_of_another_use_is_no_broken_key),
		UNIT_TEST(a_wildcard_alias_is_no_broken_one),
		UNIT_TEST(a_selector_that_was_named_and_only_a_wildcard_answers_for),
		UNIT_TEST(a_key_beside_a_wildcard_is_found),
		UNIT_TEST(a_broken_network_behind_guesses_is_not_tested),
		UNIT_TEST(there_is_an_end_to_selectors),
		UNIT_TEST(a_logo_needs_a_policy),
		UNIT_TEST(a_logo_that_cannot_be_used_is_a_notice),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

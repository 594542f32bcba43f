/* Which DKIM selectors of a domain are asked, and what is found in what they answer. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include "../support/dkimkey.h"

#include <string.h>

#define POLICY "_dmarc.example.org TXT \"v=DMARC1; p=reject; rua=mailto:dmarc@example.org\"\n"

/* A server of one's own, without any key. */
static const char own[] = "example.org MX 10 mx.example.org\n"
			  "example.org TXT \"v=spf1 mx -all\"\n"
			  "mx.example.org A 198.51.100.5\n"
			  "5.100.51.198.in-addr.arpa PTR mx.example.org\n" POLICY;

/* A customer of Microsoft 365, without any key. */
static const char microsoft[] =
	"example.org MX 0 example-org.mail.protection.outlook.com\n"
	"example.org TXT \"v=spf1 include:spf.protection.outlook.com -all\"\n"
	"spf.protection.outlook.com TXT \"v=spf1 ip4:40.92.0.0/15 -all\"\n"
	"example-org.mail.protection.outlook.com A 52.101.40.1\n"
	"1.40.101.52.in-addr.arpa PTR mail-ab.mail.protection.outlook.com\n"
	"mail-ab.mail.protection.outlook.com A 52.101.40.1\n"
	"autodiscover.example.org CNAME autodiscover.outlook.com\n"
	"autodiscover.outlook.com A 52.96.1.1\n" POLICY;

static const char aliases[] = "selector1._domainkey.example.org CNAME "
			      "selector1-example-org._domainkey.contoso.onmicrosoft.com\n"
			      "selector2._domainkey.example.org CNAME "
			      "selector2-example-org._domainkey.contoso.onmicrosoft.com\n";

static void add_key(struct domain_zone *z, const char *name, const char *record)
{
	zone_add(z, arena_printf(z->arena, "%s TXT \"%s\"\n", name, record));
}

static void add_selector(struct domain_zone *z, const char *selector, const char *record)
{
	add_key(z, arena_printf(z->arena, "%s._domainkey.example.org", selector), record);
}

static const struct dkim_selector *selector(const struct domain_zone *z, const char *name)
{
	LIST_EACH (const struct dkim_selector, it, &z->study->dkim.selectors)
		if (strcmp(it->name, name) == 0)
			return it;
	fail_msg("%s was not asked", name);
	return NULL;
}

static bool untold(const struct domain_zone *z, const char *part)
{
	LIST_EACH (const struct string_item, it, &z->i->verdict.not_tested)
		if (strstr(it->s, part) != NULL)
			return true;
	return false;
}

static void ask_for(struct domain_zone *z, const char *name)
{
	list_add_string(&z->record->domain->selectors, z->arena, name);
}

static struct domain_zone *with_key(const char *name, const char *record)
{
	struct domain_zone *z = zone_new("example.org", own);

	add_selector(z, name, record);
	zone_read(z, knowledge);
	return z;
}

static bool has_none(const struct domain_zone *z, const char *prefix)
{
	LIST_EACH (const struct finding, f, &z->i->findings)
		if (strncmp(f->id, prefix, strlen(prefix)) == 0)
			return false;
	return true;
}

/* ---- healthy ---- */

static void a_good_key_is_nothing_to_talk_about(void **state)
{
	struct domain_zone *z = with_key("dkim", dkimkey_record(*state, 2048));

	assert_int_equal(z->study->dkim.usable, 1);
	assert_true(selector(z, "dkim")->usable);
	assert_true(has_none(z, "dkim-"));
	assert_false(untold(z, "DKIM"));
	zone_free(z);
}

static void selectors_are_asked_at_once_after_the_providers_are_known(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);

	(void)state;
	zone_read(z, knowledge);
	assert_int_equal(zone_round(z, "dkim._domainkey.example.org", "TXT"), 1);
	assert_int_equal(selector(z, "selector1")->source, DKIM_PROVIDER);
	assert_int_equal(selector(z, "dkim")->source, DKIM_USUAL);
	assert_true(zone_round(z, "selector1._domainkey.example.org", "TXT") == 1);
	zone_free(z);
}

static void microsoft_in_both_formats_is_healthy(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);

	zone_add(z, "selector1._domainkey.example.org CNAME "
		    "selector1-example-org._domainkey.contoso.n-v1.dkim.mail.microsoft\n"
		    "selector2._domainkey.example.org CNAME "
		    "selector2-example-org._domainkey.contoso.onmicrosoft.com\n");
	add_key(z, "selector1-example-org._domainkey.contoso.n-v1.dkim.mail.microsoft",
		dkimkey_record(*state, 2048));
	/* The second key comes with the first rotation. */
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_int_equal(selector(z, "selector2")->state, DKIM_NOWHERE);
	assert_null(selector(z, "selector1")->foreign);
	zone_free(z);
}

static void a_provider_is_known_behind_an_include_of_ones_own(void **state)
{
	struct domain_zone *z =
		zone_new("example.org", "example.org TXT \"v=spf1 include:s.example.org -all\"\n"
					"s.example.org TXT \"v=spf1 include:sendgrid.net -all\"\n");

	(void)state;
	zone_read(z, knowledge);
	assert_int_equal(selector(z, "s1")->source, DKIM_PROVIDER);
	assert_string_equal(selector(z, "s1")->provider->id, "sendgrid");
	zone_free(z);
}

static void who_sends_nothing_needs_no_key(void **state)
{
	struct domain_zone *z = zone_new("example.org", "example.org MX 0 .\n"
							"example.org TXT \"v=spf1 -all\"\n"
							"*._domainkey.example.org TXT "
							"\"v=DKIM1; p=\"\n" POLICY);

	(void)state;
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_false(untold(z, "none of the"));
	assert_int_equal(selector(z, "google")->state, DKIM_AS_WILDCARD);
	zone_free(z);
}

/* ---- nothing there ---- */

static void no_key_at_usual_names_is_no_fault(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	(void)state;
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_true(untold(z, "none of the"));
	zone_free(z);
}

static void a_selector_that_was_named_must_be_there(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);
	const struct finding *f;

	(void)state;
	ask_for(z, "k2026");
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-selector-missing");
	assert_int_equal(f->severity, SEVERITY_ERROR);
	assert_string_equal(f->name, "k2026._domainkey.example.org");
	assert_string_equal(zone_published(z, f),
			    "k2026._domainkey.example.org. 3600 IN TXT \"...\"");
	zone_free(z);
}

static void microsoft_without_aliases_does_not_sign(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);
	const struct finding *f;
	const struct publish *p;

	(void)state;
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-not-enabled");
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_int_equal(f->publish.n, 2);
	p = (const void *)f->publish.first;
	assert_string_equal(p->name, "selector1._domainkey.example.org");
	assert_string_equal(p->type, "CNAME");
	assert_null(p->value);
	assert_non_null(strstr(p->note, "Get-DkimSigningConfig -Identity example.org"));
	zone_free(z);
}

static void where_another_key_signs_that_is_a_notice(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);

	add_selector(z, "mail", dkimkey_record(*state, 2048));
	zone_read(z, knowledge);
	assert_int_equal(zone_finding(z, "dkim-not-enabled")->severity, SEVERITY_NOTICE);
	zone_free(z);
}

static void who_only_receives_there_need_not_sign_there(void **state)
{
	struct domain_zone *z =
		zone_new("example.org", "example.org MX 0 example-org.mail.protection.outlook.com\n"
					"example.org TXT \"v=spf1 ip4:198.51.100.5 -all\"\n"
					"example-org.mail.protection.outlook.com A 52.101.40.1\n");

	(void)state;
	zone_read(z, knowledge);
	assert_false(zone_has(z, "dkim-not-enabled"));
	zone_free(z);
}

static void fastmails_aliases_are_known_whole(void **state)
{
	struct domain_zone *z =
		zone_new("example.org",
			 "example.org MX 10 in1-smtp.messagingengine.com\n"
			 "in1-smtp.messagingengine.com A 103.168.172.219\n"
			 "example.org TXT \"v=spf1 include:spf.messagingengine.com -all\"\n"
			 "spf.messagingengine.com TXT \"v=spf1 ip4:103.168.172.0/24 -all\"\n");

	(void)state;
	zone_read(z, knowledge);
	assert_non_null(strstr(zone_published(z, zone_finding(z, "dkim-not-enabled")),
			       "fm1._domainkey.example.org. 3600 IN CNAME "
			       "fm1.example.org.dkim.fmhosted.com."));
	zone_free(z);
}

static void selectors_that_only_the_account_shows_are_not_judged(void **state)
{
	struct domain_zone *z =
		zone_new("example.org", "example.org TXT \"v=spf1 include:amazonses.com -all\"\n"
					"amazonses.com TXT \"v=spf1 ip4:199.255.192.0/22 -all\"\n");

	(void)state;
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_true(untold(z, "only the account shows"));
	zone_free(z);
}

/* ---- aliases ---- */

static void both_aliases_to_nowhere_mean_that_signing_is_off(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);
	const struct finding *f;

	(void)state;
	zone_add(z, aliases);
	zone_read(z, knowledge);
	assert_int_equal(zone_count(z, "dkim-alias-broken"), 1);
	f = zone_finding(z, "dkim-alias-broken");
	assert_string_equal(f->of_case, "off");
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_int_equal(f->owner, OWNER_TENANT_ADMIN);
	assert_true(zone_shows(f, "selector2-example-org._domainkey.contoso.onmicrosoft.com"));
	assert_false(zone_has(z, "dkim-not-enabled"));
	zone_free(z);
}

static void an_alias_of_another_domain_does_not_fit(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);
	const struct finding *f;

	zone_add(z, "selector1._domainkey.example.org CNAME "
		    "selector1-example-net._domainkey.contoso.onmicrosoft.com\n");
	add_key(z, "selector1-example-net._domainkey.contoso.onmicrosoft.com",
		dkimkey_record(*state, 2048));
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-alias-broken");
	assert_string_equal(f->of_case, "other-domain");
	assert_true(zone_shows(f, "begins with selector1-example-org._domainkey."));
	zone_free(z);
}

static void an_alias_that_was_left_behind_is_a_notice(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);
	const struct finding *f;

	add_selector(z, "dkim", dkimkey_record(*state, 2048));
	zone_add(z, "k1._domainkey.example.org CNAME dkim.gone.example\n");
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-alias-broken");
	assert_int_equal(f->severity, SEVERITY_NOTICE);
	assert_string_equal(zone_published(z, f), "; remove: k1._domainkey.example.org. 3600 IN "
						  "CNAME dkim.gone.example.");
	zone_free(z);
}

static void an_alias_with_the_zones_name_behind_it_is_mended(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	ask_for(z, "mail");
	zone_add(z, "mail._domainkey.example.org CNAME mail.dkim.example.net.example.org\n");
	add_key(z, "mail.dkim.example.net", dkimkey_record(*state, 2048));
	zone_read(z, knowledge);
	assert_int_equal(zone_finding(z, "dkim-alias-broken")->severity, SEVERITY_ERROR);
	zone_mend(z, zone_finding(z, "dkim-alias-broken"));
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
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
			    "k2026._domainkey.example.org. 3600 IN TXT \"...\"");
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

static void no_answer_is_never_absence(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);
	const struct finding *f;

	(void)state;
	zone_add(z, "selector1._domainkey.example.org TXT SERVFAIL\n"
		    "selector2._domainkey.example.org TXT TIMEOUT\n");
	zone_read(z, knowledge);
	assert_false(zone_has(z, "dkim-not-enabled"));
	f = zone_finding(z, "dkim-lookup-failed");
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_int_equal(zone_count(z, "dkim-lookup-failed"), 2);
	assert_true(untold(z, "got no answer"));
	assert_false(untold(z, "none of the"));
	zone_free(z);
}

static void a_broken_network_behind_guesses_is_not_tested(void **state)
{
	struct domain_zone *z = zone_new("example.org", own);

	(void)state;
	zone_add(z, "google._domainkey.example.org TXT TIMEOUT\n");
	zone_read(z, knowledge);
	assert_true(has_none(z, "dkim-"));
	assert_true(untold(z, "1 DKIM selectors that got no answer"));
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
		UNIT_TEST(selectors_are_asked_at_once_after_the_providers_are_known),
		UNIT_TEST(microsoft_in_both_formats_is_healthy),
		UNIT_TEST(a_provider_is_known_behind_an_include_of_ones_own),
		UNIT_TEST(who_sends_nothing_needs_no_key),
		UNIT_TEST(no_key_at_usual_names_is_no_fault),
		UNIT_TEST(a_selector_that_was_named_must_be_there),
		UNIT_TEST(microsoft_without_aliases_does_not_sign),
		UNIT_TEST(where_another_key_signs_that_is_a_notice),
		UNIT_TEST(who_only_receives_there_need_not_sign_there),
		UNIT_TEST(fastmails_aliases_are_known_whole),
		UNIT_TEST(selectors_that_only_the_account_shows_are_not_judged),
		UNIT_TEST(both_aliases_to_nowhere_mean_that_signing_is_off),
		UNIT_TEST(an_alias_of_another_domain_does_not_fit),
		UNIT_TEST(an_alias_that_was_left_behind_is_a_notice),
		UNIT_TEST(an_alias_with_the_zones_name_behind_it_is_mended),
		UNIT_TEST(what_is_wrong_with_a_key),
		UNIT_TEST(a_fault_beside_a_good_key_is_a_warning),
		UNIT_TEST(what_is_published_mends_the_zone),
		UNIT_TEST(a_key_cut_by_a_panel_has_words_of_its_own),
		UNIT_TEST(two_records_are_one_too_many),
		UNIT_TEST(a_wildcard_text_of_another_use_is_no_broken_key),
		UNIT_TEST(a_wildcard_alias_is_no_broken_one),
		UNIT_TEST(a_selector_that_was_named_and_only_a_wildcard_answers_for),
		UNIT_TEST(a_key_beside_a_wildcard_is_found),
		UNIT_TEST(no_answer_is_never_absence),
		UNIT_TEST(a_broken_network_behind_guesses_is_not_tested),
		UNIT_TEST(there_is_an_end_to_selectors),
		UNIT_TEST(a_logo_needs_a_policy),
		UNIT_TEST(a_logo_that_cannot_be_used_is_a_notice),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

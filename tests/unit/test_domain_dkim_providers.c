/* Which DKIM selectors of a domain are asked, and what its providers need there. */
#include "unit.h"
#include "dkim_zone.h"

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

/* ---- healthy ---- */

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
			    "; fill in: k2026._domainkey.example.org. 3600 IN TXT \"...\"");
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

static void a_providers_selector_that_was_named_is_its_alias(void **state)
{
	struct domain_zone *z = zone_new("example.org", microsoft);
	const struct finding *f;

	(void)state;
	ask_for(z, "selector1");
	zone_read(z, knowledge);
	f = zone_finding(z, "dkim-selector-missing");
	assert_string_equal(zone_published(z, f),
			    "; fill in: selector1._domainkey.example.org. 3600 IN CNAME ...");
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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(selectors_are_asked_at_once_after_the_providers_are_known),
		UNIT_TEST(microsoft_in_both_formats_is_healthy),
		UNIT_TEST(a_provider_is_known_behind_an_include_of_ones_own),
		UNIT_TEST(who_sends_nothing_needs_no_key),
		UNIT_TEST(no_key_at_usual_names_is_no_fault),
		UNIT_TEST(a_selector_that_was_named_must_be_there),
		UNIT_TEST(microsoft_without_aliases_does_not_sign),
		UNIT_TEST(a_providers_selector_that_was_named_is_its_alias),
		UNIT_TEST(where_another_key_signs_that_is_a_notice),
		UNIT_TEST(who_only_receives_there_need_not_sign_there),
		UNIT_TEST(fastmails_aliases_are_known_whole),
		UNIT_TEST(selectors_that_only_the_account_shows_are_not_judged),
		UNIT_TEST(both_aliases_to_nowhere_mean_that_signing_is_off),
		UNIT_TEST(an_alias_of_another_domain_does_not_fit),
		UNIT_TEST(an_alias_that_was_left_behind_is_a_notice),
		UNIT_TEST(an_alias_with_the_zones_name_behind_it_is_mended),
		UNIT_TEST(no_answer_is_never_absence),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

/* What mail programs find below a domain, and what is found in that. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include <string.h>

#define D "example.org"
#define OWN                                                                                        \
	D " MX 10 mx." D "\nmx." D " A 192.0.2.1\n"                                                \
	  "1.2.0.192.in-addr.arpa PTR mx." D "\n"
#define MICROSOFT                                                                                  \
	D " MX 0 example-org.mail.protection.outlook.com\n"                                        \
	  "example-org.mail.protection.outlook.com A 192.0.2.9\n"                                  \
	  "autodiscover.outlook.com A 192.0.2.8\n"

static struct domain_zone *zone; /* of the test that runs */

static int end(void **state)
{
	(void)state;
	zone = zone_free(zone);
	return 0;
}

static void read_zone(const char *mail, const char *lines)
{
	zone = zone_free(zone);
	zone = zone_new(D, mail);
	zone_add(zone, lines);
	zone_read(zone, knowledge);
}

static void is_found(const char *id, const char *of_case, enum severity severity)
{
	const struct finding *f = zone_finding(zone, id);

	if (of_case != NULL)
		assert_string_equal(f->of_case, of_case);
	else
		assert_null(f->of_case);
	assert_int_equal(f->severity, severity);
}

static void publishes(const char *id, const char *lines)
{
	zone_is_mended_by(zone, knowledge, id, lines);
}

static const struct discovery_service *service(const char *label)
{
	LIST_EACH (const struct discovery_service, it, &zone->study->discovery.services)
		if (strcmp(it->label, label) == 0)
			return it;
	fail_msg("there is no %s", label);
	return NULL;
}

#define SRV(label, value)	 label "." D " SRV " value "\n"
#define GONE(label, type, value) "; remove: " label "." D ". 3600 IN " type " " value
#define NEW(label, type, value)	 label "." D ". 3600 IN " type " " value

/* ---- what is read ---- */

static void nothing_there_is_nothing_wrong(void **state)
{
	(void)state;
	read_zone(OWN, "");
	assert_int_equal(zone->study->discovery.services.n, 0);
	zone_is_quiet(zone, "discovery-", SEVERITY_OK);
	assert_int_equal(zone_round(zone, "_imaps._tcp." D, "SRV"), 1);
	assert_int_equal(zone_round(zone, "autoconfig." D, "AAAA"), 1);
}

static void what_is_there_and_sound_is_no_finding(void **state)
{
	const struct discovery_target *first;

	(void)state;
	read_zone(OWN,
		  SRV("_submissions._tcp", "0 1 465 mx." D) SRV("_imaps._tcp", "20 1 993 mx." D)
			  SRV("_imaps._tcp", "10 1 4993 mx." D) SRV("_imap._tcp", "0 0 0 .")
				  SRV("_autodiscover._tcp",
				      "0 0 443 mx." D) "autoconfig." D " CNAME mx." D
						       "\nautodiscover." D " A 10.0.0.1\n");
	zone_is_quiet(zone, "discovery-", SEVERITY_OK);
	assert_int_equal(zone->study->discovery.services.n, 6);
	first = (const struct discovery_target *)(void *)service("_imaps._tcp")->targets.first;
	assert_int_equal(first->priority, 10);
	assert_int_equal(first->port, 4993);
	assert_true(service("_imap._tcp")->off);
	assert_string_equal(service("autoconfig")->type, "CNAME");
	assert_string_equal(service("autodiscover")->type, "A");
	assert_int_equal(zone_round(zone, "_imaps._tcp." D, "SRV"), 1);
}

static void targets_are_bounded(void **state)
{
	struct buf lines = {0};

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_printf(&lines, SRV("_imaps._tcp", "0 0 993 h%d.example.net"), i);
	read_zone(OWN, lines.p);
	buf_free(&lines);
	assert_int_equal(service("_imaps._tcp")->targets.n, DISCOVERY_TARGETS_MAX);
}

/* ---- what leads nowhere ---- */

static void a_name_that_is_gone_is_somebody_else_s(void **state)
{
	(void)state;
	read_zone(OWN, "autodiscover." D " CNAME ex.gone.example\n");
	is_found("discovery-dangling", NULL, SEVERITY_WARNING);
	publishes("discovery-dangling", GONE("autodiscover", "CNAME", "ex.gone.example."));
	read_zone(OWN, SRV("_imaps._tcp", "0 0 993 imap.gone.example"));
	is_found("discovery-dangling", NULL, SEVERITY_WARNING);
	publishes("discovery-dangling", GONE("_imaps._tcp", "SRV", "0 0 993 imap.gone.example."));
	read_zone(OWN, SRV("_submission._tcp", "0 0 587 www." D) "www." D " TXT \"x\"\n");
	is_found("discovery-dangling", "no-address", SEVERITY_WARNING);
}

static void what_is_no_host(void **state)
{
	static const char *const targets[] = {"0 0 993 192.0.2.7", "0 0 993 mail",
					      "0 0 993 localhost", "0 0 993 imap:993.example.org"};

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		read_zone(OWN, "");
		zone_add(zone, arena_printf(zone->arena, SRV("_imaps._tcp", "%s"), targets[i]));
		zone_read(zone, knowledge);
		is_found("discovery-target", NULL, SEVERITY_WARNING);
	}
}

/* ---- SRV ---- */

static void ports_are_looked_at(void **state)
{
	(void)state;
	read_zone(OWN, SRV("_submission._tcp", "0 0 0 mx." D));
	is_found("discovery-no-port", NULL, SEVERITY_WARNING);
	publishes("discovery-no-port", GONE("_submission._tcp", "SRV", "0 0 0 mx." D ".") "\n" NEW(
					       "_submission._tcp", "SRV", "0 0 587 mx." D "."));
	read_zone(OWN, SRV("_submissions._tcp", "0 0 587 mx." D));
	is_found("discovery-wrong-port", NULL, SEVERITY_WARNING);
	publishes("discovery-wrong-port",
		  GONE("_submissions._tcp", "SRV", "0 0 587 mx." D ".") "\n" NEW(
			  "_submissions._tcp", "SRV", "0 0 465 mx." D "."));
	zone_is_quiet(zone, "discovery-", SEVERITY_OK);
}

static void an_alias_is_worth_a_word(void **state)
{
	(void)state;
	read_zone(OWN, SRV("_imaps._tcp", "0 0 993 imap." D) "imap." D " CNAME mx." D "\n");
	is_found("discovery-alias", NULL, SEVERITY_NOTICE);
	publishes("discovery-alias", GONE("_imaps._tcp", "SRV", "0 0 993 imap." D ".") "\n" NEW(
					     "_imaps._tcp", "SRV", "0 0 993 mx." D "."));
}

static void off_and_on_at_once(void **state)
{
	(void)state;
	read_zone(OWN, SRV("_imap._tcp", "0 0 0 .") SRV("_imap._tcp", "0 0 143 mx." D));
	is_found("discovery-off-beside", NULL, SEVERITY_WARNING);
}

/* ---- providers ---- */

static void where_the_provider_wants_it(void **state)
{
	(void)state;
	read_zone(MICROSOFT, "autodiscover." D " CNAME autodiscover.outlook.com\n");
	zone_is_quiet(zone, "discovery-", SEVERITY_OK);
	assert_false(service("autodiscover")->astray);
	read_zone(MICROSOFT, "");
	zone_is_quiet(zone, "discovery-", SEVERITY_OK);
}

static void elsewhere_may_be_on_purpose(void **state)
{
	(void)state;
	read_zone(MICROSOFT, "*." D " A 192.0.2.80\n");
	is_found("discovery-astray", NULL, SEVERITY_NOTICE);
	publishes("discovery-astray", NEW("autodiscover", "CNAME", "autodiscover.outlook.com."));
	read_zone(MICROSOFT, "autodiscover." D " CNAME old.gone.example\n");
	is_found("discovery-dangling", "provider", SEVERITY_WARNING);
	assert_false(zone_has(zone, "discovery-astray"));
	publishes("discovery-dangling",
		  GONE("autodiscover", "CNAME", "old.gone.example.") "\n" NEW(
			  "autodiscover", "CNAME", "autodiscover.outlook.com."));
}

/* ---- what nobody knows ---- */

static void silence_is_neither(void **state)
{
	(void)state;
	read_zone(OWN, "_imaps._tcp." D " SRV TIMEOUT\nautoconfig." D " * SERVFAIL\n");
	is_found("discovery-unanswered", NULL, SEVERITY_NOTICE);
	assert_true(zone_shows(zone_finding(zone, "discovery-unanswered"), "_imaps._tcp." D));
	assert_true(zone_shows(zone_finding(zone, "discovery-unanswered"), "autoconfig." D));
	read_zone(OWN,
		  SRV("_imaps._tcp", "0 0 993 imap.example.net") "imap.example.net * TIMEOUT\n");
	is_found("discovery-unanswered", NULL, SEVERITY_NOTICE);
	assert_false(zone_has(zone, "discovery-dangling"));
}

#define ZONE_TEST(f) cmocka_unit_test_setup_teardown(f, NULL, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ZONE_TEST(nothing_there_is_nothing_wrong),
		ZONE_TEST(what_is_there_and_sound_is_no_finding),
		ZONE_TEST(targets_are_bounded),
		ZONE_TEST(a_name_that_is_gone_is_somebody_else_s),
		ZONE_TEST(what_is_no_host),
		ZONE_TEST(ports_are_looked_at),
		ZONE_TEST(an_alias_is_worth_a_word),
		ZONE_TEST(off_and_on_at_once),
		ZONE_TEST(where_the_provider_wants_it),
		ZONE_TEST(elsewhere_may_be_on_purpose),
		ZONE_TEST(silence_is_neither),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

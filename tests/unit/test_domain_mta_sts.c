/* MTA-STS: the record, the document, and both against the MX hosts. */
#include "unit.h"

#include "domain_zone.h"
#include "knowing.h"

#include <string.h>

#define ZONE                                                                                       \
	"example.org MX 10 mx.example.org\n"                                                       \
	"example.org MX 20 backup.example.org\n"                                                   \
	"mx.example.org A 192.0.2.1\n"                                                             \
	"backup.example.org A 192.0.2.2\n"                                                         \
	"mta-sts.example.org A 192.0.2.80\n"
#define RECORD "_mta-sts.example.org TXT \"v=STSv1; id=1\"\n"
#define URL    "https://mta-sts.example.org/.well-known/mta-sts.txt"
#define POLICY "version: STSv1\nmode: enforce\nmx: *.example.org\nmax_age: 604800\n"

/* ---- documents ---- */

static void a_document_is_read_line_by_line(void **state)
{
	static const struct {
		const char *text;
		const char *fault; /* part of it, or NULL */
		int line;
	} cases[] = {
		{POLICY, NULL, 0},
		{"version: STSv1\r\nmode: testing\r\nmx: a.example\r\nmax_age: 0\r\n", NULL, 0},
		{"max_age:31557600\nmx:a.example  \nmode:enforce\nversion:STSv1", NULL, 0},
		{"version: STSv1\nmode: none\nmax_age: 86400\n", NULL, 0},
		{"version: STSv1\nmode: enforce\nmode: none\nmx: a.example\nmax_age: 1\n", NULL, 0},
		{"version: STSv1\nnote: x\nmode: enforce\nmx: a.example\nmax_age: 1\n\n", NULL, 0},
		{"", "it is empty", 0},
		{"\n", "version is missing", 0},
		{"  <html>", "web page", 0},
		{"\xef\xbb\xbfversion: STSv1\n", "byte order mark", 0},
		{"version: STSv2\n", "not STSv1", 1},
		{"version: stsv1\n", "not STSv1", 1},
		{"mode: none\nmax_age: 1\n", "version is missing", 0},
		{"version: STSv1\nmode: Enforce\n", "mode is \"Enforce\"", 2},
		{"version: STSv1\nmax_age: 31557601\n", "0 to 31557600", 2},
		{"version: STSv1\nmax_age: 00000000001\n", "0 to 31557600", 2},
		{"version: STSv1\nmax_age: -1\n", "0 to 31557600", 2},
		{"version: STSv1\nmax_age: \n", "0 to 31557600", 2},
		{"version: STSv1\nmax_age: 1w\n", "0 to 31557600", 2},
		{"version: STSv1\nmode: enforce\nmax_age: 1\n", "mx is missing", 0},
		{"version: STSv1\nmode: none\nmax-age: 1\n", "(line 3 says \"max-age\")", 0},
		{"version: STSv1\nmode enforce\n", "has no colon", 2},
		{"version: STSv1\n mode: enforce\n", "nothing may stand", 2},
		{"version: STSv1\nmode : enforce\n", "nothing may stand", 2},
		{"mx: a.example.\n", "without the dot", 1},
		{"mx: *\n", "whole first label", 1},
		{"mx: a.*.example\n", "whole first label", 1},
		{"mx: 10 a.example\n", "no host name", 1},
		{"mx: a..example\n", "no host name", 1},
		{"mx: *.\n", "no host name", 1},
		{"mx: \n", "no host name", 1},
		{"mx: a.example\x1b[2J\n", "\\x1b", 1},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sts_policy *p = sts_policy_read(a, bytes_str(a, cases[i].text));

		if ((p->fault == NULL) != (cases[i].fault == NULL) ||
		    (p->fault != NULL && strstr(p->fault, cases[i].fault) == NULL) ||
		    p->fault_line != cases[i].line)
			fail_msg("%s: %s, line %d", cases[i].text, p->fault, p->fault_line);
	}
	arena_free(a);
}

static void of_a_field_that_is_there_twice_the_first_counts(void **state)
{
	struct arena *a = arena_new();
	const struct sts_policy *p = sts_policy_read(
		a, bytes_str(a, "version: STSv1\nmode: enforce\nmode: none\nmax_age: 1\n"
				"max_age: 2\nmx: a.example\nmx: b.example\n"));

	(void)state;
	assert_null(p->fault);
	assert_int_equal(p->mode, STS_ENFORCE);
	assert_int_equal(p->max_age, 1);
	assert_int_equal(p->patterns.n, 2);
	arena_free(a);
}

static void a_star_is_one_label(void **state)
{
	static const struct {
		const char *pattern, *host;
		bool covers;
	} cases[] = {
		{"mx.example.org", "MX.example.org", true},
		{"mx.example.org", "mx2.example.org", false},
		{"*.example.org", "mx.example.org", true},
		{"*.example.org", "a.mx.example.org", false},
		{"*.example.org", "example.org", false},
		{"*.mail.protection.outlook.com", "contoso-com.mail.protection.outlook.com", true},
		{"*.aspmx.l.google.com", "alt1.aspmx.l.google.com", true},
		{"*.aspmx.l.google.com", "aspmx.l.google.com", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sts_pattern p = {.text = cases[i].pattern};

		assert_int_equal(sts_pattern_covers(&p, cases[i].host), cases[i].covers);
	}
}

/* ---- zones ---- */

struct shown {
	const char *record;	  /* lines that are added to the zone */
	const char *policy;	  /* NULL: nobody has been told what the web server says */
	const char *id, *of_case; /* of the finding; NULL: all is well */
	enum severity severity;
	const char *evidence; /* part of it, or NULL */
};

static void check(const struct shown *c)
{
	struct domain_zone *z = zone_new("example.org", ZONE);
	const struct finding *f;

	zone_add(z, c->record);
	if (c->policy != NULL)
		zone_document(z, URL, 200, c->policy);
	zone_read(z, knowledge);
	assert_true(z->study->complete);
	if (c->id == NULL) {
		zone_is_quiet(z, "mta-sts-", SEVERITY_WARNING);
		assert_false(zone_has(z, "mta-sts-unknown"));
	} else {
		f = zone_finding(z, c->id);
		assert_int_equal(f->severity, c->severity);
		assert_true(c->of_case == NULL ? f->of_case == NULL
					       : strcmp(f->of_case, c->of_case) == 0);
		if (c->evidence != NULL && !zone_shows(f, c->evidence))
			fail_msg("%s does not show %s", c->id, c->evidence);
	}
	zone_free(z);
}

static void each_fault_of_the_record_is_told(void **state)
{
	static const char invalid[] = "mta-sts-record-invalid";
	static const struct shown cases[] = {
		{RECORD, POLICY, NULL, NULL, 0, NULL},
		{"_mta-sts.example.org TXT \"v=STSv1 ;id=aB3;\"\n", POLICY, NULL, NULL, 0, NULL},
		{RECORD "_mta-sts.example.org TXT \"v=spf1 -all\"\n", POLICY, NULL, NULL, 0, NULL},
		{RECORD "_mta-sts.example.org TXT \"v=stsv1; id=2\"\n", POLICY, NULL, NULL, 0,
		 NULL},
		{"_mta-sts.example.org CNAME sts.example.net\nsts.example.net TXT \"v=STSv1; "
		 "id=1\"\n",
		 POLICY, NULL, NULL, 0, NULL},
		{RECORD "_mta-sts.example.org TXT \"v=STSv1; id=2\"\n", POLICY, invalid, "several",
		 SEVERITY_WARNING, "v=STSv1; id=2"},
		{"_mta-sts.example.org TXT \"v=STSv1; id=123456789012345678901234567890123\"\n",
		 POLICY, invalid, "syntax", SEVERITY_WARNING, "1 to 32 letters"},
		{"_mta-sts.example.org TXT \"v=STSv10; id=1\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "it must begin with"},
		{"_mta-sts.example.org TXT \"v=STSv1; id=\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "at its end: an id is"},
		{"_mta-sts.example.org TXT \"v=STSv1; id=a b\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "at character 13, \"a b\""},
		{"_mta-sts.example.org TXT \"v=STSv1\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "it has no id"},
		{"_mta-sts.example.org TXT \"v=STSv1; id\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "at character 10"},
		{"_mta-sts.example.org TXT \" v=STSv1; id=1\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "it must begin with \"v=STSv1;\""},
		{"_mta-sts.example.org TXT \"\\\"v=STSv1; id=1\\\"\"\n", POLICY, invalid, "syntax",
		 SEVERITY_WARNING, "it must begin with"},
		{"_mta-sts.example.org CNAME gone.example.net\n", POLICY, invalid, "alias",
		 SEVERITY_WARNING, "gone.example.net TXT: no such name"},
		{"", POLICY, "mta-sts-unannounced", NULL, SEVERITY_WARNING, "TXT: no such name"},
		{"_mta-sts.example.org TXT SERVFAIL\n", POLICY, "mta-sts-unknown", NULL,
		 SEVERITY_NOTICE, "server failure"},
		{"_mta-sts.example.org TXT TIMEOUT\n", POLICY, "mta-sts-unknown", NULL,
		 SEVERITY_NOTICE, "no answer"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i]);
}

static void each_fault_of_the_document_is_told(void **state)
{
	static const struct shown cases[] = {
		{RECORD, "version: STSv1\nmode: none\nmax_age: 1\n", NULL, NULL, 0, NULL},
		{RECORD, "version: STSv1\nmode: report\n", "mta-sts-broken", "syntax",
		 SEVERITY_WARNING, "line 2 of the policy: mode: report"},
		{RECORD, "version: STSv1\nmode: enforce\nmx: old.example.org\nmax_age: 604800\n",
		 "mta-sts-mismatch", "none-listed", SEVERITY_ERROR,
		 "MX mx.example.org: not listed"},
		{RECORD, "version: STSv1\nmode: testing\nmx: old.example.org\nmax_age: 604800\n",
		 "mta-sts-mismatch", "none-listed", SEVERITY_WARNING, NULL},
		{RECORD, "version: STSv1\nmode: enforce\nmx: mx.example.org\nmax_age: 604800\n",
		 "mta-sts-mismatch", "some-not-listed", SEVERITY_WARNING,
		 "MX backup.example.org: not listed"},
		{RECORD,
		 "version: STSv1\nmode: enforce\nmx: *.example.org\nmx: a.example\nmax_age: "
		 "604800\n",
		 "mta-sts-unused-pattern", NULL, SEVERITY_NOTICE, "line 4 of the policy"},
		{RECORD, "version: STSv1\nmode: enforce\nmx: *.example.org\nmax_age: 86399\n",
		 "mta-sts-short-life", NULL, SEVERITY_NOTICE, "max_age 86399"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i]);
}

static void a_day_is_long_enough(void **state)
{
	struct domain_zone *z = zone_new("example.org", ZONE RECORD);

	(void)state;
	zone_document(z, URL, 200,
		      "version: STSv1\nmode: enforce\nmx: *.example.org\nmax_age: 86400\n");
	zone_read(z, knowledge);
	assert_false(zone_has(z, "mta-sts-short-life"));
	zone_free(z);
}

/* What an administrator copies has to be right as it is. */
static void the_whole_policy_is_published(void **state)
{
	struct domain_zone *z = zone_new("example.org", ZONE RECORD);
	const struct publish *p;

	(void)state;
	z->record->started = 1795357236000;
	zone_document(z, URL, 200,
		      "version: STSv1\nmode: enforce\nmx: mx.example.org\nmx: old.example.org\n"
		      "max_age: 1209600\n");
	zone_read(z, knowledge);
	p = (const void *)zone_finding(z, "mta-sts-mismatch")->publish.first;
	assert_string_equal(p->name, URL);
	assert_string_equal(p->value, "version: STSv1\nmode: enforce\nmx: mx.example.org\n"
				      "mx: backup.example.org\nmax_age: 1209600\n");
	p = (const void *)p->item.next;
	assert_string_equal(p->value, "v=STSv1; id=20261122142036");
	assert_non_null(strstr(zone_published(z, zone_finding(z, "mta-sts-mismatch")),
			       "; " URL ":\n;   version: STSv1\n"));
	zone_free(z);
}

static void what_keeps_the_document_from_coming_is_told(void **state)
{
	static const struct {
		const char *trouble, *certificate;
		int code;
		const char *of_case; /* NULL: it is not known */
	} cases[] = {
		{"unreached", NULL, 0, "unreached"},
		{"silent", NULL, 0, "silent"},
		{"cut", NULL, 0, "cut"},
		{"too-long", NULL, 200, "too-long"},
		{"tls", NULL, 0, "no-tls"},
		{"tls", "name", 0, "certificate-name"},
		{"tls", "expired", 0, "certificate-expired"},
		{"tls", "not-yet-valid", 0, "certificate-not-yet-valid"},
		{"tls", "untrusted", 0, "certificate-untrusted"},
		{"own", NULL, 0, NULL},
		{NULL, NULL, 302, "redirect"},
		{NULL, NULL, 404, "status"},
		{NULL, NULL, 503, "status"},
		{NULL, NULL, 204, "status"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain_zone *z = zone_new("example.org", ZONE RECORD);
		struct policy_fetch *fetch = zone_document(z, URL, cases[i].code, "");

		fetch->trouble = cases[i].trouble;
		fetch->certificate = cases[i].certificate;
		zone_read(z, knowledge);
		if (cases[i].of_case == NULL)
			assert_false(zone_has(z, "mta-sts-broken"));
		else
			assert_string_equal(zone_finding(z, "mta-sts-broken")->of_case,
					    cases[i].of_case);
		assert_int_equal(zone_has(z, "mta-sts-unknown"), cases[i].of_case == NULL);
		zone_free(z);
	}
}

/* Without addresses there is nobody to ask; without an answer nobody knows. */
static void a_web_server_that_cannot_be_found(void **state)
{
	static const struct {
		const char *lines, *id;
	} cases[] = {
		{"mta-sts.example.org TXT \"x\"\n", "mta-sts-broken"},
		{"mta-sts.example.org A SERVFAIL\nmta-sts.example.org AAAA NODATA\n",
		 "mta-sts-unknown"},
		{"mta-sts.example.org A NODATA\nmta-sts.example.org AAAA TIMEOUT\n",
		 "mta-sts-unknown"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain_zone *z =
			zone_new("example.org", "example.org MX 10 mx.example.org\n"
						"mx.example.org A 192.0.2.1\n" RECORD);

		zone_add(z, cases[i].lines);
		zone_read(z, knowledge);
		zone_finding(z, cases[i].id);
		zone_free(z);
	}
}

/* A web server under a star in the DNS has nothing to do with MTA-STS. */
static void who_announces_nothing_promises_nothing(void **state)
{
	struct domain_zone *z = zone_new("example.org", ZONE);

	(void)state;
	zone_document(z, URL, 404, "");
	zone_read(z, knowledge);
	zone_is_quiet(z, "mta-sts-", SEVERITY_WARNING);
	zone_free(z);
}

static void another_media_type_is_a_notice(void **state)
{
	static const struct {
		const char *type;
		bool found;
	} cases[] = {
		{"text/plain", false},	{"text/plain; charset=utf-8", false},
		{"Text/Plain", false},	{"text/html", true},
		{"text/plainer", true}, {NULL, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain_zone *z = zone_new("example.org", ZONE RECORD);

		zone_document(z, URL, 200, POLICY)->type = cases[i].type;
		zone_read(z, knowledge);
		zone_is_quiet(z, "mta-sts-", SEVERITY_WARNING);
		assert_int_equal(zone_has(z, "mta-sts-media-type"), cases[i].found);
		zone_free(z);
	}
}

/* The record, the web server's addresses and the MX in one go, then the document. */
static void all_is_asked_at_once(void **state)
{
	struct domain_zone *z = zone_new("example.org", ZONE RECORD);

	(void)state;
	zone_read(z, knowledge);
	assert_int_equal(zone_round(z, "_mta-sts.example.org", "TXT"), 1);
	assert_int_equal(zone_round(z, "mta-sts.example.org", "A"), 1);
	assert_int_equal(zone_round(z, "_smtp._tls.example.org", "TXT"), 1);
	zone_free(z);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_read_line_by_line),
		cmocka_unit_test(of_a_field_that_is_there_twice_the_first_counts),
		cmocka_unit_test(a_star_is_one_label),
		cmocka_unit_test(each_fault_of_the_record_is_told),
		cmocka_unit_test(each_fault_of_the_document_is_told),
		cmocka_unit_test(a_day_is_long_enough),
		cmocka_unit_test(the_whole_policy_is_published),
		cmocka_unit_test(what_keeps_the_document_from_coming_is_told),
		cmocka_unit_test(a_web_server_that_cannot_be_found),
		cmocka_unit_test(who_announces_nothing_promises_nothing),
		cmocka_unit_test(another_media_type_is_a_notice),
		cmocka_unit_test(all_is_asked_at_once),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

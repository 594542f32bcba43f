/* TLSA records of MX hosts, TLS-RPT: what they are worth, by who signed what leads to them. */
#include "unit.h"

#include "domain_zone.h"
#include "knowing.h"

#include <string.h>

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ZONE                                                                                       \
	"example.org MX 10 mx.example.org\n"                                                       \
	"mx.example.org A 192.0.2.1\n"
#define RECORD "_25._tcp.mx.example.org TLSA 3 1 1 " DIGEST "\n"
#define SIGNED "$SIGNED example.org\n"

static struct domain_zone *read_zone(const char *lines, bool trusted)
{
	struct domain_zone *z = zone_new("example.org", lines);

	z->record->resolver_trusted = trusted;
	zone_read(z, knowledge);
	assert_true(z->study->complete);
	return z;
}

static const struct dane_host *first(const struct domain_zone *z)
{
	return (const void *)z->study->dane.hosts.first;
}

static void what_records_are_worth(void **state)
{
	static const struct {
		const char *lines;
		bool untrusted;
		enum dane_standing standing;
		const char *id; /* NULL: nothing is found of DANE */
		enum severity severity;
	} cases[] = {
		{ZONE, false, DANE_ABSENT, NULL, 0},
		{SIGNED ZONE, false, DANE_ABSENT, NULL, 0},
		{SIGNED ZONE RECORD, false, DANE_IN_FORCE, NULL, 0},
		{SIGNED ZONE RECORD, true, DANE_UNJUDGED, "dane-unjudged", SEVERITY_NOTICE},
		{"$SIGNED org\norg TXT \"x\"\n" ZONE RECORD, false, DANE_IN_FORCE, NULL, 0},
		{"$SIGNED a.example.org\na.example.org A 192.0.2.9\n" ZONE RECORD, false,
		 DANE_UNJUDGED, "dane-unjudged", SEVERITY_NOTICE},
		{"$SIGNED mx.example.org\n$SIGNED _tcp.mx.example.org\n" ZONE RECORD, false,
		 DANE_WAY_UNSIGNED, "dane-domain-unsigned", SEVERITY_NOTICE},
		{SIGNED ZONE "_25._tcp.mx.example.org TLSA 1 1 1 " DIGEST "\n", false,
		 DANE_UNUSABLE, "dane-unusable", SEVERITY_WARNING},
		{SIGNED ZONE "_25._tcp.mx.example.org TLSA 3 1 1 0123\n", false, DANE_UNUSABLE,
		 "dane-unusable", SEVERITY_WARNING},
		{SIGNED ZONE "_25._tcp.mx.example.org TLSA 0 1 1 " DIGEST "\n" RECORD, false,
		 DANE_IN_FORCE, NULL, 0},
		{SIGNED ZONE "_25._tcp.mx.example.org TLSA SERVFAIL\n", false, DANE_LOOKUP_FAILED,
		 "dane-lookup-failed", SEVERITY_ERROR},
		{SIGNED ZONE "_25._tcp.mx.example.org TLSA TIMEOUT\n", false, DANE_LOOKUP_FAILED,
		 "dane-lookup-failed", SEVERITY_WARNING},
		{ZONE "_25._tcp.mx.example.org TLSA SERVFAIL\n", false, DANE_LOOKUP_HARMLESS, NULL,
		 0},
		{SIGNED ZONE "_25._tcp.mx.example.org TLSA SERVFAIL\n", true, DANE_LOOKUP_HARMLESS,
		 NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain_zone *z = read_zone(cases[i].lines, !cases[i].untrusted);

		if (first(z)->standing != cases[i].standing)
			fail_msg("%zu: %s, not %s", i, dane_standing_names[first(z)->standing],
				 dane_standing_names[cases[i].standing]);
		if (cases[i].id != NULL)
			assert_int_equal(zone_finding(z, cases[i].id)->severity, cases[i].severity);
		else
			zone_is_quiet(z, "dane-", SEVERITY_WARNING);
		zone_free(z);
	}
}

/* Nothing in the zone is signed: whether the resolver would say so shows one level up. */
static void unsigned_records_need_a_resolver_that_validates(void **state)
{
	struct domain_zone *z = read_zone("org TXT \"x\"\n" ZONE RECORD, true);

	(void)state;
	assert_int_equal(first(z)->standing, DANE_UNJUDGED);
	assert_false(zone_has(z, "dane-unsigned"));
	zone_free(z);
	z = read_zone("$SIGNED net\nmx.net A 192.0.2.7\nexample.org MX 20 mx.net\n" ZONE RECORD,
		      true);
	assert_int_equal(first(z)->standing, DANE_UNSIGNED);
	assert_int_equal(zone_finding(z, "dane-unsigned")->severity, SEVERITY_WARNING);
	assert_int_equal(zone_finding(z, "dane-unsigned")->owner, OWNER_DOMAIN_ADMIN);
	zone_free(z);
}

/* What its own zone does is for whoever runs that host. */
static void another_zone_is_its_owner_s(void **state)
{
	struct domain_zone *z = read_zone("$SIGNED example.org\n"
					  "example.org MX 10 mx.example.net\n"
					  "mx.example.net A 192.0.2.1\n"
					  "_25._tcp.mx.example.net TLSA 3 1 1 " DIGEST "\n",
					  true);

	(void)state;
	assert_int_equal(zone_finding(z, "dane-unsigned")->severity, SEVERITY_NOTICE);
	assert_int_equal(zone_finding(z, "dane-unsigned")->owner, OWNER_PROVIDER);
	zone_free(z);
}

static void some_with_and_some_without(void **state)
{
	struct domain_zone *z = read_zone(SIGNED ZONE "example.org MX 20 mx2.example.org\n"
						      "mx2.example.org A 192.0.2.2\n" RECORD,
					  true);
	const struct publish *p = (const void *)zone_finding(z, "dane-partial")->publish.first;

	(void)state;
	zone_is_quiet(z, "dane-", SEVERITY_WARNING);
	assert_string_equal(p->name, "_25._tcp.mx2.example.org");
	assert_null(p->value);
	zone_free(z);
}

/* Whether a host without an address has records is nobody's business. */
static void a_host_that_is_not_there_is_not_asked_about(void **state)
{
	struct domain_zone *z = read_zone(SIGNED "example.org MX 10 mx.example.org\n" RECORD, true);

	(void)state;
	assert_int_equal(z->study->dane.hosts.n, 0);
	assert_int_equal(zone_round(z, "_25._tcp.mx.example.org", "TLSA"), 0);
	zone_free(z);
	z = read_zone(SIGNED "example.org MX 10 mx.example.org\nmx.example.org * SERVFAIL\n" RECORD,
		      true);
	assert_int_equal(first(z)->standing, DANE_PENDING);
	assert_false(zone_has(z, "dane-domain-unsigned"));
	zone_free(z);
}

/* The question waits for the addresses, and for nothing else. */
static void records_are_asked_for_when_the_addresses_are_known(void **state)
{
	struct domain_zone *z = read_zone(SIGNED ZONE RECORD, true);

	(void)state;
	assert_int_equal(zone_round(z, "mx.example.org", "A"), 2);
	assert_int_equal(zone_round(z, "_25._tcp.mx.example.org", "TLSA"), 3);
	zone_free(z);
}

/* ---- TLS-RPT ---- */

#define USUAL "v=TLSRPTv1; rua=mailto:tls-reports@example.org"

static void each_record_of_tls_rpt(void **state)
{
	static const struct {
		const char *lines;
		const char *of_case; /* NULL: it is well */
		const char *value;   /* to be published */
	} cases[] = {
		{"", NULL, NULL},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:a@example.org\"\n", NULL, NULL},
		{"@ TXT \"v=TLSRPTv1;rua=mailto:a@example.org , https://r.example/v1;\"\n", NULL,
		 NULL},
		{"@ TXT \"v=TLSRPTv1; x=1; rua=HTTPS://r.example/\"\n", NULL, NULL},
		{"@ TXT \"something else\"\n", NULL, NULL},
		{"@ TXT \"v=TLSRPTv1\"\n", "syntax", USUAL},
		{"@ TXT \"v=TLSRPTv1; rua=\"\n", "syntax", USUAL},
		{"@ TXT \"v=TLSRPTv1; rua=a@example.org\"\n", "syntax",
		 "v=TLSRPTv1; rua=mailto:a@example.org"},
		{"@ TXT \"v=tlsrptv1; rua=mailto:a@example.org\"\n", "syntax",
		 "v=TLSRPTv1; rua=mailto:a@example.org"},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:a@example.org,http://r.example/\"\n", "syntax",
		 "v=TLSRPTv1; rua=mailto:a@example.org"},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:a@example.org,\"\n", "syntax",
		 "v=TLSRPTv1; rua=mailto:a@example.org"},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:a\"\n", "syntax", USUAL},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:a@example.org b@example.org\"\n", "syntax", USUAL},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:b@example.org\"\n"
		 "@ TXT \"v=TLSRPTv1; rua=mailto:a@example.org\"\n",
		 "several", "v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org"},
		{"@ TXT \"v=TLSRPTv1; rua=mailto:a@example.org\"\n"
		 "@ TXT \"v=TLSRPTv1; rua=https://r.example/\"\n",
		 "several", "v=TLSRPTv1; rua=https://r.example/,mailto:a@example.org"},
		{"@ CNAME gone.example.net\n", "alias", USUAL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain_zone *z = zone_new("example.org", ZONE);
		struct buf lines = {0};

		for (const char *p = cases[i].lines; *p != '\0'; p++)
			if (*p == '@' && (p == cases[i].lines || p[-1] == '\n'))
				buf_str(&lines, "_smtp._tls.example.org");
			else
				buf_char(&lines, *p);
		zone_add(z, lines.n > 0 ? lines.p : "");
		buf_free(&lines);
		zone_read(z, knowledge);
		assert_int_equal(zone_has(z, "tls-rpt-invalid"), cases[i].of_case != NULL);
		if (cases[i].of_case != NULL) {
			const struct finding *f = zone_finding(z, "tls-rpt-invalid");
			const struct publish *p = (const void *)f->publish.last;

			assert_string_equal(f->of_case, cases[i].of_case);
			assert_int_equal(f->publish.n, 1 + (strcmp(f->of_case, "alias") == 0));
			assert_string_equal(p->value, cases[i].value);
		}
		zone_free(z);
	}
}

static void a_record_that_cannot_be_asked_for_is_not_absent(void **state)
{
	struct domain_zone *z =
		zone_new("example.org", ZONE "_smtp._tls.example.org TXT SERVFAIL\n");

	(void)state;
	zone_read(z, knowledge);
	assert_int_equal(zone_finding(z, "tls-rpt-unknown")->severity, SEVERITY_NOTICE);
	assert_int_equal(z->study->tls_rpt.txt.state, POLICY_TXT_UNKNOWN);
	zone_free(z);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_records_are_worth),
		cmocka_unit_test(unsigned_records_need_a_resolver_that_validates),
		cmocka_unit_test(another_zone_is_its_owner_s),
		cmocka_unit_test(some_with_and_some_without),
		cmocka_unit_test(a_host_that_is_not_there_is_not_asked_about),
		cmocka_unit_test(records_are_asked_for_when_the_addresses_are_known),
		cmocka_unit_test(each_record_of_tls_rpt),
		cmocka_unit_test(a_record_that_cannot_be_asked_for_is_not_absent),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

/* What a domain's MX records lead to, and what is found in that. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include <string.h>

#define D "example.org"
#define GOOD                                                                                       \
	"mx." D " A 192.0.2.1\n"                                                                   \
	"mx." D " AAAA 2001:db8::1\n"                                                              \
	"1.2.0.192.in-addr.arpa PTR mx." D "\n"                                                    \
	"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR mx." D "\n"

static struct domain_zone *zone; /* of the test that runs */

static int end(void **state)
{
	(void)state;
	zone = zone_free(zone);
	return 0;
}

static void read_zone(const char *lines)
{
	zone = zone_free(zone);
	zone = zone_new(D, lines);
	zone_read(zone, knowledge);
}

static const struct mx_host *host_at(size_t index)
{
	LIST_EACH (const struct mx_host, h, &zone->study->mx.hosts)
		if (index-- == 0)
			return h;
	fail_msg("there is no such host");
	return NULL;
}

/* No finding of this part is graver than a notice. */
static void nothing_to_do(void)
{
	zone_is_quiet(zone, "mx-", SEVERITY_WARNING);
	zone_is_quiet(zone, "dns-", SEVERITY_WARNING);
}

static const struct finding *is_found(const char *id, const char *of_case, enum severity severity,
				      enum owner owner)
{
	const struct finding *f = zone_finding(zone, id);

	if (of_case != NULL)
		assert_string_equal(f->of_case, of_case);
	else
		assert_null(f->of_case);
	assert_int_equal(f->severity, severity);
	assert_int_equal(f->owner, owner);
	return f;
}

static void publishes(const char *id, const char *lines)
{
	zone_is_mended_by(zone, knowledge, id, lines);
}

/* ---- what is read ---- */

static void hosts_come_by_preference(void **state)
{
	(void)state;
	read_zone(D " MX 20 b." D "\n" D " MX 10 MX." D "\n" D " MX 20 a." D "\n" GOOD "a." D
		    " A 192.0.2.2\nb." D " A 192.0.2.3\n");
	assert_int_equal(zone->study->mx.state, MX_LISTED);
	assert_string_equal(host_at(0)->name, "mx." D);
	assert_string_equal(host_at(1)->name, "a." D);
	assert_string_equal(host_at(2)->name, "b." D);
	assert_int_equal(host_at(0)->addresses.n, 2);
	nothing_to_do();
}

/* MX; addresses of all; PTR of all; the names that those give. */
static void questions_are_asked_side_by_side(void **state)
{
	(void)state;
	read_zone(D " MX 10 mx." D "\n" D " MX 20 b." D "\n" GOOD "b." D " A 192.0.2.3\n"
		    "3.2.0.192.in-addr.arpa PTR host3.example.net\n"
		    "host3.example.net A 192.0.2.3\n");
	assert_int_equal(zone_round(zone, D, "MX"), 1);
	assert_int_equal(zone_round(zone, "mx." D, "A"), 2);
	assert_int_equal(zone_round(zone, "b." D, "AAAA"), 2);
	assert_int_equal(zone_round(zone, "1.2.0.192.in-addr.arpa", "PTR"), 3);
	assert_int_equal(zone_round(zone, "3.2.0.192.in-addr.arpa", "PTR"), 3);
	assert_int_equal(zone_round(zone, "host3.example.net", "A"), 4);
	assert_true(zone->rounds <= 4);
}

static void names_lead_back(void **state)
{
	const struct mx_address *first;

	(void)state;
	read_zone(D " MX 10 mx." D "\n" GOOD "1.2.0.192.in-addr.arpa PTR other.example.net\n");
	first = (const struct mx_address *)(void *)host_at(0)->addresses.first;
	assert_true(first->confirmed);
	assert_string_equal(first->name, "mx." D);
	assert_false(zone_has(zone, "mx-ptr-mismatch"));
	assert_false(zone_has(zone, "mx-no-ptr"));
}

static void a_crowd_is_bounded(void **state)
{
	struct buf lines = {0};

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_printf(&lines, D " MX %d mx%d." D "\nmx%d." D " A 192.0.2.%d\n", i, i, i,
			   i + 1);
	read_zone(lines.p);
	buf_free(&lines);
	assert_int_equal(zone->study->mx.hosts.n, MX_HOSTS_MAX);
	assert_int_equal(zone->study->mx.left_out, 200 - MX_HOSTS_MAX);
	assert_false(zone->study->full);
	is_found("mx-too-many", NULL, SEVERITY_NOTICE, OWNER_DOMAIN_ADMIN);
}

static void a_fat_host_is_bounded(void **state)
{
	struct buf lines = {0};

	(void)state;
	buf_printf(&lines, D " MX 1 mx." D "\n");
	for (int i = 1; i < 250; i++)
		buf_printf(&lines, "mx." D " A 192.0.2.%d\n", i);
	for (int i = 1; i < 20; i++)
		buf_printf(&lines, "1.2.0.192.in-addr.arpa PTR n%d.example.net\n", i);
	read_zone(lines.p);
	buf_free(&lines);
	assert_int_equal(host_at(0)->addresses.n, HOST_ADDRESSES_MAX);
	assert_int_equal(zone_round(zone, "n2.example.net", "A"), 4);
	assert_int_equal(zone_round(zone, "n3.example.net", "A"), 0);
}

/* ---- providers ---- */

static const char *const healthy[] = {
	/* Microsoft 365 in both forms */
	D " MX 0 example-org.mail.protection.outlook.com\n"
	  "example-org.mail.protection.outlook.com A 192.0.2.9\n",
	D " MX 0 example-org.a-v1.mx.microsoft\nexample-org.a-v1.mx.microsoft A 192.0.2.9\n",
	/* Google in the new and the old form */
	D " MX 1 smtp.google.com\nsmtp.google.com A 192.0.2.9\n",
	D " MX 1 aspmx.l.google.com\n" D " MX 5 alt1.aspmx.l.google.com\n" D
	  " MX 5 alt2.aspmx.l.google.com\naspmx.l.google.com A 192.0.2.9\n"
	  "alt1.aspmx.l.google.com A 192.0.2.10\nalt2.aspmx.l.google.com AAAA 2001:db8::2\n",
	/* an own server */
	D " MX 10 mx." D "\n" GOOD,
};

static void the_usual_ways_are_sound(void **state)
{
	static const char *const providers[] = {"microsoft365", "microsoft365", "gmail", "gmail",
						NULL};

	(void)state;
	for (size_t i = 0; i < sizeof(healthy) / sizeof(healthy[0]); i++) {
		const struct provider *p;

		read_zone(healthy[i]);
		nothing_to_do();
		p = mx_provider(zone->study);
		assert_false(zone->study->mx.mixed);
		if (providers[i] == NULL)
			assert_null(p);
		else
			assert_string_equal(p->id, providers[i]);
		assert_false(zone_has(zone, "mx-no-ptr"));
	}
}

static void a_filter_in_front_is_a_notice(void **state)
{
	(void)state;
	read_zone(D " MX 10 eu-smtp-inbound-1.mimecast.com\n" D
		    " MX 20 example-org.mail.protection.outlook.com\n"
		    "eu-smtp-inbound-1.mimecast.com A 192.0.2.8\n"
		    "example-org.mail.protection.outlook.com A 192.0.2.9\n");
	is_found("mx-mixed", NULL, SEVERITY_NOTICE, OWNER_NOBODY);
	assert_true(zone->study->mx.mixed);
	assert_null(zone->study->mx.provider);
	nothing_to_do();
}

static void a_proof_of_ownership_is_no_fault(void **state)
{
	(void)state;
	read_zone(D " MX 0 example-org.mail.protection.outlook.com\n" D
		    " MX 32767 ms12345678.msv1.invalid\n"
		    "example-org.mail.protection.outlook.com A 192.0.2.9\n");
	is_found("mx-left-over", NULL, SEVERITY_NOTICE, OWNER_DOMAIN_ADMIN);
	assert_false(zone->study->mx.mixed);
	nothing_to_do();
	publishes("mx-left-over", "; remove: " D ". 3600 IN MX 32767 ms12345678.msv1.invalid.");
}

static void a_name_that_the_provider_does_not_know(void **state)
{
	(void)state;
	read_zone(D " MX 0 example-org.mail.protection.outlook.com\n");
	is_found("dns-mx-broken", "provider", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	assert_int_equal(zone->i->verdict.status, VERDICT_FAILED);
}

/* ---- no mail at all ---- */

static void a_null_mx_is_a_choice(void **state)
{
	(void)state;
	read_zone(D " MX 0 .\n" D " TXT \"v=spf1 include:_spf.example.net ~all\"\n");
	assert_int_equal(zone->study->mx.state, MX_NULL);
	is_found("dns-null-mx", "receives-nothing", SEVERITY_NOTICE, OWNER_NOBODY);
	nothing_to_do();
	read_zone(D " MX 10 .\n" D " TXT \"v=spf1 -all\"\n_dmarc." D
		    " TXT \"v=DMARC1; p=reject\"\n");
	is_found("dns-null-mx", "parked", SEVERITY_NOTICE, OWNER_NOBODY);
	zone_is_healthy(zone);
	assert_string_equal(zone->i->verdict.finding->of_case, "parked");
	assert_int_equal(zone->study->mx.hosts.n, 0);
	nothing_to_do();
}

static void a_null_mx_beside_others(void **state)
{
	(void)state;
	read_zone(D " MX 0 .\n" D " MX 10 mx." D "\n" GOOD);
	assert_int_equal(zone->study->mx.state, MX_LISTED);
	is_found("mx-null-beside", NULL, SEVERITY_WARNING, OWNER_DOMAIN_ADMIN);
	publishes("mx-null-beside", "; remove: " D ". 3600 IN MX 0 .");
}

static void without_mx_mail_goes_to_the_domain(void **state)
{
	const struct finding *f;

	(void)state;
	read_zone(D " A 192.0.2.80\n");
	assert_int_equal(zone->study->mx.state, MX_IMPLICIT);
	assert_string_equal(host_at(0)->name, D);
	f = is_found("dns-no-mx", "implicit", SEVERITY_WARNING, OWNER_DOMAIN_ADMIN);
	assert_true(strstr(f->meaning, "192.0.2.80") != NULL);
	publishes("dns-no-mx", D ". 3600 IN MX 10 " D ".");
	read_zone(D " A 192.0.2.80\n" D " TXT \"v=spf1 -all\"\n");
	is_found("dns-no-mx", "parked", SEVERITY_NOTICE, OWNER_DOMAIN_ADMIN);
	publishes("dns-no-mx", D ". 3600 IN MX 0 .");
	/* letters' case and blanks make no other record of it (RFC 7208 section 4.6.1) */
	read_zone(D " A 192.0.2.80\n" D " TXT \"V=SPF1  -ALL\"\n");
	is_found("dns-no-mx", "parked", SEVERITY_NOTICE, OWNER_DOMAIN_ADMIN);
}

static void without_anything_nobody_can_answer(void **state)
{
	(void)state;
	read_zone(D " TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
	assert_int_equal(zone->study->mx.state, MX_NOWHERE);
	is_found("dns-no-mx", "nowhere", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	zone_verdict(zone, VERDICT_FAILED, "dns-no-mx");
}

/* ---- the domain cannot be asked ---- */

static void a_domain_that_is_not_there(void **state)
{
	(void)state;
	read_zone("example.net A 192.0.2.1\n");
	assert_int_equal(zone->study->mx.state, MX_NO_NAME);
	is_found("dns-nxdomain", "domain", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	zone_verdict(zone, VERDICT_FAILED, "dns-nxdomain");
}

static void a_domain_whose_servers_fail(void **state)
{
	(void)state;
	read_zone(D " * SERVFAIL\n");
	is_found("dns-servfail", "domain", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	assert_int_equal(zone_finding(zone, "dns-servfail")->certainty, CERTAINTY_LIKELY);
	assert_false(zone_has(zone, "dns-no-mx"));
}

/* Nobody answers anything: that is the resolver. */
static void silence_is_whose_it_is(void **state)
{
	(void)state;
	read_zone(D " MX TIMEOUT\n");
	is_found("dns-timeout", "domain", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	read_zone("*.org * TIMEOUT\n*." D " * TIMEOUT\n" D " * TIMEOUT\n");
	LIST_EACH (struct dns_query, q, &zone->record->queries)
		q->status = DNS_TIMEOUT;
	zone->i = interpretation_free(zone->i);
	zone->i = interpret(zone->record, knowledge);
	is_found("dns-timeout", NULL, SEVERITY_ERROR, OWNER_NETWORK_ADMIN);
	read_zone(D " MX REFUSED\n");
	is_found("dns-refused", NULL, SEVERITY_ERROR, OWNER_NETWORK_ADMIN);
}

/* ---- hosts of no use ---- */

struct broken {
	const char *lines;   /* beside a good MX at 10; without it, the only one */
	const char *id;	     /* beside a good one */
	const char *of_case; /* of that, or NULL */
	const char *alone;   /* case of dns-mx-broken, where it is the only one */
	const char *mends;   /* what is published where it is not alone */
};

#define REMOVED(value) "; remove: " D ". 3600 IN MX " value
#define ADDED(value)   D ". 3600 IN MX " value

static const struct broken broken[] = {
	{D " MX 20 gone." D "\n", "mx-dangling", NULL, "no-name", REMOVED("20 gone." D ".")},
	{D " MX 20 gone.example.net\n", "mx-dangling", NULL, "no-name",
	 REMOVED("20 gone.example.net.")},
	{D " MX 20 empty." D "\nempty." D " TXT \"x\"\n", "mx-dangling", "no-address", "no-address",
	 REMOVED("20 empty." D ".")},
	{D " MX 20 mx.example.net." D "\nmx.example.net A 192.0.2.7\n", "mx-dangling", "dot", "dot",
	 REMOVED("20 mx.example.net." D ".") "\n" ADDED("20 mx.example.net.")},
	{D " MX 20 192.0.2.7\n", "mx-is-address", NULL, "address",
	 REMOVED("20 192.0.2.7.") "\n" ADDED("20 mail." D ".") "\nmail." D ". 3600 IN A 192.0.2.7"},
	{D " MX 20 192.0.2.7." D "\n7.2.0.192.in-addr.arpa PTR in." D "\nin." D " A 192.0.2.7\n",
	 "mx-is-address", NULL, "address",
	 REMOVED("20 192.0.2.7." D ".") "\n" ADDED("20 in." D ".")},
	{D " MX 20 mail\n", "mx-not-public", NULL, "local", REMOVED("20 mail.")},
	{D " MX 20 localhost\n", "mx-not-public", NULL, "local", REMOVED("20 localhost.")},
	{D " MX 20 mx.office.lan\n", "mx-not-public", NULL, "local", REMOVED("20 mx.office.lan.")},
	{D " MX 20 https://mx." D "\n", "mx-not-public", "invalid", "invalid",
	 REMOVED("20 https://mx." D ".")},
};

static void one_bad_host_among_good_ones_is_a_warning(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		zone = zone_free(zone);
		zone = zone_new(D, D " MX 10 mx." D "\n" GOOD);
		zone_add(zone, broken[i].lines);
		zone_read(zone, knowledge);
		is_found(broken[i].id, broken[i].of_case, SEVERITY_WARNING, OWNER_DOMAIN_ADMIN);
		assert_false(zone_has(zone, "dns-mx-broken"));
		publishes(broken[i].id, broken[i].mends);
	}
}

static void no_good_host_is_an_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		read_zone(broken[i].lines);
		is_found("dns-mx-broken", broken[i].alone, SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
		assert_false(zone_has(zone, broken[i].id));
		zone_verdict(zone, VERDICT_FAILED, "dns-mx-broken");
		assert_true(zone_finding(zone, "dns-mx-broken")->publish.n > 0);
	}
}

static void the_best_of_bad_hosts_is_the_reason(void **state)
{
	(void)state;
	read_zone(D " MX 20 gone." D "\n" D " MX 10 192.0.2.7\n");
	zone_verdict(zone, VERDICT_FAILED, "dns-mx-broken");
	assert_string_equal(zone->i->verdict.finding->of_case, "address");
	assert_int_equal(zone_count(zone, "dns-mx-broken"), 2);
}

static void a_private_address_receives_nothing(void **state)
{
	(void)state;
	read_zone(D " MX 10 mx." D "\nmx." D " A 10.0.0.1\n");
	is_found("dns-private-address", "mx", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	assert_string_equal(zone_published(zone, zone_finding(zone, "dns-private-address")),
			    "; remove: mx." D ". 3600 IN A 10.0.0.1\n; fill in: mx." D
			    ". 3600 IN A ...");
	assert_int_equal(zone_round(zone, "1.0.0.10.in-addr.arpa", "PTR"), 0);
	read_zone(D " MX 10 mx." D "\n" GOOD D " MX 20 lo." D "\nlo." D " A 127.0.0.1\n");
	is_found("dns-private-address", "mx", SEVERITY_WARNING, OWNER_DOMAIN_ADMIN);
}

static void an_alias_is_fragile(void **state)
{
	const struct finding *f;

	(void)state;
	read_zone(D " MX 10 mail." D "\nmail." D " CNAME mx." D "\n" GOOD);
	f = is_found("mx-is-alias", NULL, SEVERITY_WARNING, OWNER_DOMAIN_ADMIN);
	assert_true(zone_shows(f, "alias of mx." D));
	publishes("mx-is-alias", REMOVED("10 mail." D ".") "\n" ADDED("10 mx." D "."));
	zone_read(zone, knowledge);
	nothing_to_do();
}

static void aliases_in_a_circle(void **state)
{
	(void)state;
	read_zone(D " MX 10 a." D "\na." D " CNAME b." D "\nb." D " CNAME a." D "\n");
	is_found("dns-cname-loop", "mx", SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
}

/* ---- hosts that nobody could be asked about, or not everybody reaches ---- */

static void what_is_not_answered_is_not_absent(void **state)
{
	(void)state;
	read_zone(D " MX 10 mx." D "\nmx." D " * TIMEOUT\n");
	is_found("dns-timeout", NULL, SEVERITY_ERROR, OWNER_NETWORK_ADMIN);
	assert_false(zone_has(zone, "dns-mx-broken"));
	read_zone(D " MX 10 mx." D "\nmx." D " * TIMEOUT\n" D " MX 20 gone." D "\n");
	assert_false(zone_has(zone, "dns-mx-broken"));
	is_found("mx-dangling", NULL, SEVERITY_WARNING, OWNER_DOMAIN_ADMIN);
	read_zone(D " MX 10 mx." D "\n" GOOD D " MX 20 b." D "\nb." D " A SERVFAIL\n");
	is_found("dns-servfail", NULL, SEVERITY_WARNING, OWNER_NETWORK_ADMIN);
	read_zone(D " MX 10 mx." D "\nmx." D " A 192.0.2.1\nmx." D " AAAA TIMEOUT\n");
	is_found("dns-timeout", NULL, SEVERITY_NOTICE, OWNER_NETWORK_ADMIN);
	read_zone(D " MX 10 mx." D "\n" GOOD "2.2.0.192.in-addr.arpa PTR TIMEOUT\nmx." D
		    " A 192.0.2.2\n");
	assert_false(zone_has(zone, "mx-no-ptr"));
}

static void ipv6_alone_is_too_little(void **state)
{
	(void)state;
	read_zone(D " MX 10 mx." D "\nmx." D " AAAA 2001:db8::1\n");
	is_found("mx-ipv6-only", NULL, SEVERITY_ERROR, OWNER_DOMAIN_ADMIN);
	read_zone(D " MX 10 mx." D "\nmx." D " AAAA 2001:db8::1\nmx." D " A SERVFAIL\n");
	assert_false(zone_has(zone, "mx-ipv6-only"));
	read_zone(D " MX 10 six." D "\nsix." D " AAAA 2001:db8::7\n" D " MX 20 mx." D "\n" GOOD);
	assert_false(zone_has(zone, "mx-ipv6-only"));
}

/* ---- worth knowing ---- */

static void names_of_addresses_are_a_notice(void **state)
{
	(void)state;
	read_zone(D " MX 10 mx." D "\nmx." D " A 192.0.2.1\n");
	is_found("mx-no-ptr", NULL, SEVERITY_NOTICE, OWNER_SERVER_ADMIN);
	publishes("mx-no-ptr", "1.2.0.192.in-addr.arpa. 3600 IN PTR mx." D ".");
	read_zone(D " MX 10 mx." D "\nmx." D " A 192.0.2.1\n"
		    "1.2.0.192.in-addr.arpa PTR static-1.example.net\n");
	is_found("mx-ptr-mismatch", NULL, SEVERITY_NOTICE, OWNER_SERVER_ADMIN);
	publishes("mx-ptr-mismatch", "1.2.0.192.in-addr.arpa. 3600 IN PTR mx." D ".");
}

static void twice_is_once(void **state)
{
	(void)state;
	read_zone(D " MX 10 mx." D "\n" D " MX 20 MX." D "\n" GOOD);
	is_found("mx-duplicate", NULL, SEVERITY_NOTICE, OWNER_DOMAIN_ADMIN);
	publishes("mx-duplicate", REMOVED("20 mx." D "."));
}

#define ZONE_TEST(f) cmocka_unit_test_setup_teardown(f, NULL, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ZONE_TEST(hosts_come_by_preference),
		ZONE_TEST(questions_are_asked_side_by_side),
		ZONE_TEST(names_lead_back),
		ZONE_TEST(a_crowd_is_bounded),
		ZONE_TEST(a_fat_host_is_bounded),
		ZONE_TEST(the_usual_ways_are_sound),
		ZONE_TEST(a_filter_in_front_is_a_notice),
		ZONE_TEST(a_proof_of_ownership_is_no_fault),
		ZONE_TEST(a_name_that_the_provider_does_not_know),
		ZONE_TEST(a_null_mx_is_a_choice),
		ZONE_TEST(a_null_mx_beside_others),
		ZONE_TEST(without_mx_mail_goes_to_the_domain),
		ZONE_TEST(without_anything_nobody_can_answer),
		ZONE_TEST(a_domain_that_is_not_there),
		ZONE_TEST(a_domain_whose_servers_fail),
		ZONE_TEST(silence_is_whose_it_is),
		ZONE_TEST(one_bad_host_among_good_ones_is_a_warning),
		ZONE_TEST(no_good_host_is_an_error),
		ZONE_TEST(the_best_of_bad_hosts_is_the_reason),
		ZONE_TEST(a_private_address_receives_nothing),
		ZONE_TEST(an_alias_is_fragile),
		ZONE_TEST(aliases_in_a_circle),
		ZONE_TEST(what_is_not_answered_is_not_absent),
		ZONE_TEST(ipv6_alone_is_too_little),
		ZONE_TEST(names_of_addresses_are_a_notice),
		ZONE_TEST(twice_is_once),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

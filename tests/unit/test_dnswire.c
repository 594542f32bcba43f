#include "unit.h"

#include "../support/dnspacket.h"
#include "net/dnswire.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static struct dnspacket d;
static struct dns_query q;

static void begin(unsigned flags, const char *name, const char *type)
{
	dnspacket_begin(&d, 1, DNSPACKET_QR | flags, name, dns_type_number(type));
	q = (struct dns_query){.name = name, .type = type};
}

static const struct dns_answer *answer(size_t i)
{
	LIST_EACH (struct dns_answer, a, &q.answers)
		if (i-- == 0)
			return a;
	return NULL;
}

/* ---- what answers say ---- */

static void dns_read_gives_an_address_with_its_ttl(void **state)
{
	begin(DNSPACKET_AD, "mail.example.org", "A");
	dnspacket_a(&d, "MAIL.example.org", "192.0.2.7");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_OK);
	assert_int_equal(q.rcode, 0);
	assert_true(q.ad);
	assert_int_equal(q.answers.n, 1);
	assert_string_equal(answer(0)->name, "MAIL.example.org");
	assert_string_equal(answer(0)->type, "A");
	assert_string_equal(answer(0)->data.p, "192.0.2.7");
	assert_int_equal(answer(0)->ttl, 300);
}

static void dns_read_accepts_a_question_with_a_final_dot(void **state)
{
	begin(0, "mail.example.org", "A");
	q.name = "mail.example.org.";
	dnspacket_a(&d, "mail.example.org", "192.0.2.7");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_OK);
	assert_false(q.ad);
}

static void dns_read_presents_every_type(void **state)
{
	static const struct {
		const char *type, *rdata;
		size_t n;
		const char *text;
	} cases[] = {
		{"AAAA", "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07", 16, "2001:db8::7"},
		{"MX", "\0\x0a\2mx\7example\0", 14, "10 mx.example"},
		{"MX", "\0\0\0", 3, "0 ."},
		{"SRV", "\0\0\0\1\2\x4b\1h\0", 9, "0 1 587 h"},
		{"TXT", "\4v=sp\2f1", 8, "v=spf1"},
		{"TXT", "\0", 1, ""},
		{"CNAME", "\1x\0", 3, "x"},
		{"PTR", "\1x\0", 3, "x"},
		{"TLSA", "\3\1\1\0\xab\xff", 6, "3 1 1 00abff"},
		{"TLSA", "\xff\0\2", 3, "255 0 2"},
		{"PTR", "\3a\nb\0", 5, "a\\010b"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t rr;

		print_message("  %s \"%s\"\n", cases[i].type, cases[i].text);
		begin(0, "n.example", cases[i].type);
		rr = dnspacket_rr(&d, "n.example", dns_type_number(cases[i].type), 1);
		dnspacket_bytes(&d, cases[i].rdata, cases[i].n);
		dnspacket_rr_end(&d, rr);
		dns_read(*state, d.p, d.n, &q);
		assert_int_equal(q.status, DNS_OK);
		assert_string_equal(answer(0)->data.p, cases[i].text);
	}
}

static void dns_read_tells_refusals_apart(void **state)
{
	static const struct {
		int rcode;
		enum dns_status status;
	} cases[] = {
		{0, DNS_NODATA}, {1, DNS_OTHER},   {2, DNS_SERVFAIL}, {3, DNS_NXDOMAIN},
		{4, DNS_OTHER},	 {5, DNS_REFUSED}, {9, DNS_OTHER},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  rcode %d\n", cases[i].rcode);
		begin((unsigned)cases[i].rcode, "n.example", "A");
		dns_read(*state, d.p, d.n, &q);
		assert_int_equal(q.status, cases[i].status);
		assert_int_equal(q.rcode, cases[i].rcode);
	}
}

/* ---- chains ---- */

static void dns_read_follows_a_chain_in_any_order(void **state)
{
	begin(0, "a.example", "A");
	dnspacket_a(&d, "c.example", "192.0.2.3");
	dnspacket_cname(&d, "b.example", "C.example");
	dnspacket_cname(&d, "A.example", "b.example");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_OK);
	assert_int_equal(q.answers.n, 3);
	assert_string_equal(answer(0)->data.p, "b.example");
	assert_string_equal(answer(1)->data.p, "C.example");
	assert_string_equal(answer(2)->data.p, "192.0.2.3");
}

static void dns_read_drops_records_of_a_foreign_owner(void **state)
{
	begin(0, "a.example", "A");
	dnspacket_a(&d, "evil.test", "192.0.2.66");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_NODATA);
	assert_int_equal(q.answers.n, 0);
}

static void dns_read_keeps_the_chain_to_a_name_that_is_not_there(void **state)
{
	begin(3, "a.example", "A");
	dnspacket_cname(&d, "a.example", "gone.example");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_NXDOMAIN);
	assert_int_equal(q.answers.n, 1);
}

static void dns_read_sees_loops_of_aliases(void **state)
{
	begin(0, "a.example", "A");
	dnspacket_cname(&d, "a.example", "a.example");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_CNAME_LOOP);
	assert_int_equal(q.answers.n, 1);

	begin(0, "a.example", "A");
	dnspacket_cname(&d, "a.example", "b.example");
	dnspacket_cname(&d, "b.example", "A.EXAMPLE");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_CNAME_LOOP);
	assert_int_equal(q.answers.n, 2);
}

static void dns_read_gives_up_on_an_endless_chain(void **state)
{
	char from[] = "aa.example", to[] = "aa.example";

	begin(0, from, "A");
	for (int i = 0; i < 26; i++) {
		from[1] = (char)('a' + i);
		to[1] = (char)('b' + i);
		dnspacket_cname(&d, from, to);
	}
	q.name = "aa.example";
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_CNAME_LOOP);
	assert_in_range(q.answers.n, 2, 20);
}

static void dns_read_refuses_an_alias_with_two_targets(void **state)
{
	begin(0, "a.example", "A");
	dnspacket_cname(&d, "a.example", "b.example");
	dnspacket_cname(&d, "a.example", "c.example");
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_MALFORMED);
}

/* ---- lies ---- */

static void assert_malformed(void **state, const char *label)
{
	print_message("  %s\n", label);
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_MALFORMED);
	assert_int_equal(q.answers.n, 0);
}

static void dns_read_refuses_lies(void **state)
{
	size_t rr;

	begin(0, "a.example", "A");
	d.p[7] = 3;
	assert_malformed(state, "count of answers above what follows");

	begin(0, "a.example", "A");
	dnspacket_a(&d, "a.example", "192.0.2.1");
	d.p[d.n - 5] = 200;
	assert_malformed(state, "rdata longer than the packet");

	begin(0, "a.example", "A");
	rr = dnspacket_rr(&d, "a.example", ns_t_a, 1);
	dnspacket_bytes(&d, "\1\2\3", 3);
	dnspacket_rr_end(&d, rr);
	assert_malformed(state, "an IPv4 address of three bytes");

	begin(0, "a.example", "MX");
	rr = dnspacket_rr(&d, "a.example", ns_t_mx, 1);
	dnspacket_bytes(&d, "\0", 1);
	dnspacket_rr_end(&d, rr);
	assert_malformed(state, "an MX of one byte");

	begin(0, "a.example", "TXT");
	rr = dnspacket_rr(&d, "a.example", ns_t_txt, 1);
	dnspacket_bytes(&d, "\7abc", 4);
	dnspacket_rr_end(&d, rr);
	assert_malformed(state, "a string longer than its record");

	begin(0, "a.example", "CNAME");
	rr = dnspacket_rr(&d, "a.example", ns_t_cname, 1);
	dnspacket_16(&d, 0xc000 | (unsigned)d.n);
	dnspacket_rr_end(&d, rr);
	assert_malformed(state, "a name that points at itself");

	begin(0, "a.example", "CNAME");
	rr = dnspacket_rr(&d, "a.example", ns_t_cname, 1);
	dnspacket_bytes(&d, "\1x\0trailing", 11);
	dnspacket_rr_end(&d, rr);
	assert_malformed(state, "bytes behind the name");

	begin(0, "a.example", "A");
	dnspacket_bytes(&d, "rubbish", 7);
	assert_malformed(state, "bytes behind the last record");
}

static void dns_read_refuses_an_answer_to_another_question(void **state)
{
	begin(0, "a.example", "A");
	q.name = "b.example";
	assert_malformed(state, "another name");
	begin(0, "a.example", "A");
	q.type = "MX";
	assert_malformed(state, "another type");
	begin(0, "a.example", "A");
	d.p[2] &= 0x7f;
	assert_malformed(state, "a question");
	begin(0, "a.example", "A");
	d.p[5] = 0;
	d.n = 12;
	assert_malformed(state, "no question at all");
}

static void dns_read_takes_a_refusal_without_a_question(void **state)
{
	begin(1, "a.example", "A");
	d.p[5] = 0;
	d.n = 12;
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_OTHER);
	assert_int_equal(q.rcode, 1);
}

static void dns_read_calls_nothing_absent_that_was_cut_off(void **state)
{
	begin(DNSPACKET_TC, "a.example", "A");
	assert_true(dns_truncated(d.p, d.n));
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_MALFORMED);
}

static void dns_read_survives_every_truncation_and_every_changed_byte(void **state)
{
	static unsigned char whole[65536];
	size_t n, rr;

	begin(0, "a.example", "MX");
	dnspacket_cname(&d, "a.example", "b.example");
	rr = dnspacket_rr(&d, "b.example", ns_t_mx, 1);
	dnspacket_bytes(&d, "\0\1\xc0\x0c", 4);
	dnspacket_rr_end(&d, rr);
	n = d.n;
	memcpy(whole, d.p, n);
	dns_read(*state, d.p, n, &q);
	assert_int_equal(q.status, DNS_OK);
	for (size_t i = 0; i < n; i++) {
		dns_read(*state, whole, i, &q);
		assert_int_equal(q.status, DNS_MALFORMED);
		for (int v = 0; v < 256; v++) {
			d.p[i] = (unsigned char)v;
			dns_read(*state, d.p, n, &q);
		}
		d.p[i] = whole[i];
	}
}

static void dns_read_keeps_no_more_than_its_cap(void **state)
{
	char address[INET_ADDRSTRLEN];

	begin(0, "a.example", "A");
	for (int i = 0; i < 300; i++) {
		snprintf(address, sizeof(address), "192.0.%d.%d", i / 256, i % 256);
		dnspacket_a(&d, "a.example", address);
	}
	d.p[6] = 300 / 256;
	d.p[7] = 300 % 256;
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_OK);
	assert_int_equal(q.answers.n, DNS_ANSWERS_MAX);
}

static void dns_read_counts_a_repeated_record_once(void **state)
{
	begin(0, "a.example", "A");
	for (int i = 0; i < 3; i++)
		dnspacket_a(&d, "a.example", "192.0.2.1");
	d.p[7] = 3;
	dns_read(*state, d.p, d.n, &q);
	assert_int_equal(q.status, DNS_OK);
	assert_int_equal(q.answers.n, 1);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(dns_read_counts_a_repeated_record_once),
	UNIT_TEST(dns_read_gives_an_address_with_its_ttl),
	UNIT_TEST(dns_read_accepts_a_question_with_a_final_dot),
	UNIT_TEST(dns_read_presents_every_type),
	UNIT_TEST(dns_read_tells_refusals_apart),
	UNIT_TEST(dns_read_follows_a_chain_in_any_order),
	UNIT_TEST(dns_read_drops_records_of_a_foreign_owner),
	UNIT_TEST(dns_read_keeps_the_chain_to_a_name_that_is_not_there),
	UNIT_TEST(dns_read_sees_loops_of_aliases),
	UNIT_TEST(dns_read_gives_up_on_an_endless_chain),
	UNIT_TEST(dns_read_refuses_an_alias_with_two_targets),
	UNIT_TEST(dns_read_refuses_lies),
	UNIT_TEST(dns_read_refuses_an_answer_to_another_question),
	UNIT_TEST(dns_read_takes_a_refusal_without_a_question),
	UNIT_TEST(dns_read_calls_nothing_absent_that_was_cut_off),
	UNIT_TEST(dns_read_survives_every_truncation_and_every_changed_byte),
	UNIT_TEST(dns_read_keeps_no_more_than_its_cap),
};

UNIT_MAIN(tests)

#include "unit.h"

#include "smtp/address.h"
#include "base/netaddr.h"

#include <string.h>

static void host_fault_names_what_is_odd(void **state)
{
	static const struct {
		const char *name, *fault;
	} cases[] = {
		{"smtp.example.org", NULL},
		{"smtp.example.org.", NULL},
		{"localhost", NULL},
		{"r3---sn-x.example", NULL},
		{"3com.example", NULL},
		{"m\xc3\xbcller.example", NULL},
		{"smtp.example.org ", "blank"},
		{"smtp.example.org\xc2\xa0", "blank"},
		{"smtp.example.org,", "comma"},
		{"smtp.example.org;", "comma"},
		{"smtp.example.org\r", "control"},
		{"smtp\t.example.org", "control"},
		{"smtp\xe2\x80\x8b.example.org", "control"},
		{"smtp\xff.example.org", "control"},
		{"smtp.example.org:587", "port"},
		{"smtp.example.org:587:", "port"},
		{"smtp://smtp.example.org", "scheme"},
		{"", "empty-label"},
		{".", "empty-label"},
		{"smtp..example.org", "empty-label"},
		{".example.org", "empty-label"},
		{"smtp_out.example.org", "underscore"},
		{"'smtp.example.org'", "characters"},
		{"-smtp.example.org", "characters"},
		{"smtp-.example.org", "characters"},
		{"192.0.2.300", "address"},
		{"192.0.2", "address"},
		{"192.0.2.1.", "address"},
		{"2001:db8:::1", "address"},
		{"fe80::1%eth0", "address"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *fault = host_fault(cases[i].name);

		print_message("  '%s'\n", cases[i].name);
		if (cases[i].fault == NULL)
			assert_null(fault);
		else
			assert_string_equal(fault, cases[i].fault);
	}
}

static void host_fault_holds_the_lengths_of_dns(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[63] = '\0';
	assert_null(host_fault(name));
	name[63] = 'a';
	name[64] = '\0';
	assert_string_equal(host_fault(name), "too-long");
	memset(name, 'a', sizeof(name));
	for (int i = 50; i < 300; i += 50)
		name[i] = '.';
	name[253] = '\0';
	assert_null(host_fault(name));
	name[253] = '.';
	name[254] = '\0';
	assert_null(host_fault(name));
	name[253] = 'a';
	assert_string_equal(host_fault(name), "too-long");
}

static void host_to_ascii_gives_lower_case_a_labels(void **state)
{
	static const char *const cases[][2] = {
		{"SMTP.Example.ORG.", "smtp.example.org"},
		{"M\xc3\x9cLLER.example", "xn--mller-kva.example"},
		{"stra\xc3\x9f"
		 "e.example",
		 "xn--strae-oqa.example"},
		{"xn--mller-kva.example", "xn--mller-kva.example"},
		{"r3---sn-x.example", "r3---sn-x.example"},
	};
	const char *why = NULL;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(host_to_ascii(*state, cases[i][0], &why), cases[i][1]);
}

static void host_to_ascii_says_why_not(void **state)
{
	char label[200];
	const char *why = NULL;

	assert_null(host_to_ascii(*state, "a\xe2\x99\xa5.example", &why)); /* a heart */
	assert_non_null(why);
	why = NULL;
	for (int i = 0; i < 180; i += 3)
		memcpy(label + i, i % 2 == 0 ? "\xe4\xbe\x8b" : "\xe5\xad\x90", 3);
	label[180] = '\0';
	assert_null(host_to_ascii(*state, label, &why));
	assert_non_null(why);
	why = NULL; /* a fullwidth colon is mapped to a plain one */
	assert_null(host_to_ascii(*state,
				  "mx.example\xef\xbc\x9a"
				  "25",
				  &why));
	assert_non_null(why);
}

static void address_literal_gives_the_canonical_form(void **state)
{
	const char *canonical = NULL;

	assert_true(address_literal(*state, "192.0.2.1", &canonical));
	assert_string_equal(canonical, "192.0.2.1");
	assert_true(address_literal(*state, "2001:DB8:0:0::1", &canonical));
	assert_string_equal(canonical, "2001:db8::1");
	assert_false(address_literal(*state, "192.0.2", &canonical));
	assert_false(address_literal(*state, "192.0.2.1 ", &canonical));
	assert_false(address_literal(*state, "[2001:db8::1]", &canonical));
	assert_false(address_literal(*state, "", &canonical));
}

/* RFC 4007: a link-local address is one of as many machines as there are links. */
static void address_literal_takes_a_link_with_a_link_local_address(void **state)
{
	static const char *const wrong[] = {
		"fe80::1%",
		"2001:db8::1%eth0",
		"192.0.2.1%eth0",
		"fe80::1%eth0%1",
		"fe80::1%eth 0",
		"fe80::1%a\nb",
		"fe80::1%an-interface-name",
	};
	const char *canonical = NULL;

	assert_true(address_literal(*state, "FE80:0::1%eth0.5", &canonical));
	assert_string_equal(canonical, "fe80::1%eth0.5");
	assert_int_equal(address_family("fe80::1%2"), 6);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(address_literal(*state, wrong[i], &canonical));
		assert_int_equal(address_family(wrong[i]), 0);
	}
}

static void mailbox_split_refuses_what_would_change_the_dialogue(void **state)
{
	static const struct {
		const char *mailbox, *domain;
	} cases[] = {
		{"bob@example.org", "example.org"},
		{"a..b+tag/x=y@example.org", "example.org"},
		{"\"bob smith\"@example.org", "example.org"},
		{"\"bob@home\"@example.org", "example.org"},
		{"\"bob\\\"\"@example.org", "example.org"},
		{"b\xc3\xb6"
		 "b@example.org",
		 "example.org"},
		{"bob", NULL},
		{"@example.org", NULL},
		{"bob@", NULL},
		{"bob@home@example.org", NULL},
		{"bob smith@example.org", NULL},
		{"bob@example.org SIZE=1", NULL},
		{"bob@example.org>", NULL},
		{"<bob@example.org>", NULL},
		{"bob@example.org\r\nDATA", NULL},
		{"\"bob\r\n\"@example.org", NULL},
		{"\"bob@example.org", NULL},
		{"\"bob\\", NULL},
		{"bob@192.0.2.300", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *domain = NULL;

		print_message("  %s\n", cases[i].mailbox);
		assert_int_equal(mailbox_split(cases[i].mailbox, &domain), cases[i].domain != NULL);
		if (cases[i].domain != NULL)
			assert_string_equal(domain, cases[i].domain);
	}
}

static void host_meant_strips_what_copying_leaves(void **state)
{
	static const struct {
		const char *text, *meant;
	} cases[] = {
		{"smtp.example.org ", "smtp.example.org"},
		{"\tsmtp.example.org\r", "smtp.example.org"},
		{"smtp.example.org,", "smtp.example.org"},
		{"https://smtp.example.org/mail", "smtp.example.org"},
		{"smtp.example.org:587:", "smtp.example.org"},
		{"<smtp.example.org>", "smtp.example.org"},
		{"m\xc3\xbcller.example,", "m\xc3\xbcller.example"},
		{"smtp example org", NULL},
		{"server", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *meant = host_meant(*state, cases[i].text);

		print_message("  %s\n", cases[i].text);
		if (cases[i].meant == NULL)
			assert_null(meant);
		else
			assert_string_equal(meant, cases[i].meant);
	}
}

static void address_reverse_is_the_name_that_dns_has(void **state)
{
	static const char *const cases[][2] = {
		{"192.0.2.10", "10.2.0.192.in-addr.arpa"},
		{"2001:db8::567:89ab",
		 "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
		{"fe80::1%eth0",
		 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.e.f.ip6.arpa"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(address_reverse(*state, cases[i][0]), cases[i][1]);
	assert_null(address_reverse(*state, "mail.example.org"));
	assert_null(address_reverse(*state, ""));
}

static void same_network_compares_leading_bits_of_one_family(void **state)
{
	(void)state;
	assert_true(same_network("192.0.2.1", "192.0.2.254", 24, 64));
	assert_false(same_network("192.0.2.1", "192.0.3.1", 24, 64));
	assert_true(same_network("192.0.2.1", "192.0.3.1", 23, 64));
	assert_true(same_network("2001:db8::1", "2001:db8::2:0:0:1", 24, 64));
	assert_false(same_network("2001:db8::1", "2001:db8:0:1::1", 24, 64));
	assert_false(same_network("192.0.2.1", "::ffff:192.0.2.1", 0, 0));
	assert_false(same_network("router", "router", 0, 0));
}

static void addresses_of_a_carrier_are_private_too(void **state)
{
	(void)state;
	assert_true(carrier_address("100.64.0.1") && private_address("100.64.0.1"));
	assert_true(carrier_address("100.127.255.254"));
	assert_false(carrier_address("100.128.0.1") || carrier_address("10.0.0.1"));
	assert_true(private_address("fe80::1%eth0"));
	assert_false(private_address("192.0.2.1") || private_address("address-1"));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(host_meant_strips_what_copying_leaves),
	UNIT_TEST(host_fault_names_what_is_odd),
	UNIT_TEST(host_fault_holds_the_lengths_of_dns),
	UNIT_TEST(host_to_ascii_gives_lower_case_a_labels),
	UNIT_TEST(host_to_ascii_says_why_not),
	UNIT_TEST(address_literal_gives_the_canonical_form),
	UNIT_TEST(address_literal_takes_a_link_with_a_link_local_address),
	UNIT_TEST(address_reverse_is_the_name_that_dns_has),
	UNIT_TEST(same_network_compares_leading_bits_of_one_family),
	UNIT_TEST(addresses_of_a_carrier_are_private_too),
	UNIT_TEST(mailbox_split_refuses_what_would_change_the_dialogue),
};

UNIT_MAIN(tests)

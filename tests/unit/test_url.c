/* URLs out of certificates: which are read, and whom they may lead to. */
#include "unit.h"

#include "http/stranger.h"
#include "http/url.h"

#include <string.h>

static void url_is(struct arena *a, const char *s, const char *host, int port, const char *path)
{
	struct http_url u;
	const char *fault;

	if (http_url_read(a, s, &u, &fault) != 0)
		fail_msg("%s: %s", s, fault);
	assert_null(fault);
	assert_string_equal(u.host, host);
	assert_int_equal(u.port, port);
	assert_string_equal(u.path, path);
}

static void urls_are_read(void **state)
{
	struct arena *a = *state;
	struct http_url u;
	const char *fault;

	url_is(a, "http://ca.example/i.crt", "ca.example", 80, "/i.crt");
	url_is(a, "HTTP://CA.Example/I.crt", "ca.example", 80, "/I.crt");
	url_is(a, "http://ca.example", "ca.example", 80, "/");
	url_is(a, "http://ca.example./", "ca.example", 80, "/");
	url_is(a, "http://ca.example?a=b", "ca.example", 80, "/?a=b");
	url_is(a, "http://ca.example/a?b=c#d", "ca.example", 80, "/a?b=c");
	url_is(a, "http://ca.example:80/", "ca.example", 80, "/");
	url_is(a, "http://ca.example:8080/", "ca.example", 8080, "/");
	url_is(a, "https://ca.example/", "ca.example", 443, "/");
	url_is(a, "http://192.0.2.7/x", "192.0.2.7", 80, "/x");
	url_is(a, "http://[2001:DB8::7]:81/x", "2001:db8::7", 81, "/x");
	url_is(a, "http://a.example/x@y:z", "a.example", 80, "/x@y:z");
	assert_int_equal(http_url_read(a, "https://ca.example/", &u, &fault), 0);
	assert_true(u.tls);
}

static void urls_are_written(void **state)
{
	static const char *const same[] = {
		"http://ca.example/i.crt", "https://ca.example/",  "http://ca.example:8080/?a=b",
		"http://[2001:db8::7]/x",  "http://192.0.2.7:81/", "https://ca.example:80/",
	};
	struct arena *a = *state;
	struct http_url u;
	const char *fault;

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_int_equal(http_url_read(a, same[i], &u, &fault), 0);
		assert_string_equal(http_url_write(a, &u), same[i]);
	}
}

static void refused(struct arena *a, const char *s, const char *why)
{
	struct http_url u;
	const char *fault;

	if (http_url_read(a, s, &u, &fault) == 0)
		fail_msg("%s is taken", s);
	if (strstr(fault, why) == NULL)
		fail_msg("%s: %s", s, fault);
}

static void what_may_be_read_in_two_ways_is_refused(void **state)
{
	struct arena *a = *state;
	char *longest = arena_printf(a, "http://ca.example/%*s", HTTP_URL_MAX, "");

	refused(a, "", "http://");
	refused(a, "ftp://ca.example/", "http://");
	refused(a, "ldap:///CN=x", "http://");
	refused(a, "file:///etc/passwd", "http://");
	refused(a, "//ca.example/", "http://");
	refused(a, "http:/ca.example/", "http://");
	refused(a, "http://bob@ca.example/", "user");
	refused(a, "http://bob:secret@ca.example/", "user");
	refused(a, "http://ca.example@192.0.2.7/", "user");
	refused(a, "http://192.0.2.7\\@ca.example/", "characters");
	refused(a, "http://ca.example/a b", "characters");
	refused(a, "http://ca.example/\r\nHost: x", "characters");
	refused(a, "http://ca.example/\xc3\xa4", "characters");
	refused(a, "http:///x", "no host");
	refused(a, "http://:80/", "no host");
	refused(a, "http://ca.example:/", "port");
	refused(a, "http://ca.example:0/", "port");
	refused(a, "http://ca.example:65536/", "port");
	refused(a, "http://ca.example:80:80/", "port");
	refused(a, "http://ca.example:+80/", "port");
	refused(a, "http://[2001:db8::7/", "address");
	refused(a, "http://[192.0.2.7]/", "address");
	refused(a, "http://[fe80::1%25eth0]/", "address");
	refused(a, "http://2001:db8::7/", "");
	refused(a, "http://127.1/", "");
	refused(a, "http://2130706433/", "");
	refused(a, "http://0x7f000001/", "may be read as an address");
	refused(a, "http://ca.0x7f/", "may be read as an address");
	refused(a, "http://0177.0.0.1/", "");
	refused(a, "http://127.0.0.1./", "");
	refused(a, "http://ca..example/", "name");
	refused(a, "http://ca%2eexample/", "name");
	memset(longest + strlen("http://ca.example/"), 'x', HTTP_URL_MAX);
	refused(a, longest, "too long");
}

/* ---- whom they lead to ---- */

static void kind_is(const char *address, const char *kind, bool within)
{
	const char *fault = stranger_address_fault(address, false);

	if (fault == NULL ? kind != NULL : kind == NULL || strstr(fault, kind) == NULL)
		fail_msg("%s: %s", address, fault == NULL ? "may be asked" : fault);
	fault = stranger_address_fault(address, true);
	if ((fault == NULL) != within)
		fail_msg("%s, from within: %s", address, fault == NULL ? "may be asked" : fault);
	assert_int_equal(stranger_inside(address), kind != NULL && within);
}

static void strangers_lead_to_the_internet_only(void **state)
{
	(void)state;
	kind_is("198.51.100.7", NULL, true);
	kind_is("9.255.255.255", NULL, true);
	kind_is("11.0.0.0", NULL, true);
	kind_is("172.15.255.255", NULL, true);
	kind_is("172.32.0.0", NULL, true);
	kind_is("100.128.0.1", NULL, true);
	kind_is("168.63.129.17", NULL, true);
	kind_is("2001:db8::7", NULL, true);
	kind_is("2606:4700::1", NULL, true);
	kind_is("127.0.0.1", "loopback", false);
	kind_is("127.255.255.254", "loopback", false);
	kind_is("::1", "loopback", false);
	kind_is("0.0.0.0", "this machine", false);
	kind_is("::", "this machine", false);
	kind_is("169.254.169.254", "link-local", false);
	kind_is("fe80::1", "link-local", false);
	kind_is("febf::1", "link-local", false);
	kind_is("224.0.0.1", "multicast", false);
	kind_is("ff02::1", "multicast", false);
	kind_is("255.255.255.255", "reserved", false);
	kind_is("240.0.0.1", "reserved", false);
	kind_is("192.0.0.192", "reserved", false);
	kind_is("100::1", "reserved", false);
	kind_is("100.100.100.200", "private", true);
	kind_is("fd00:ec2::254", "private", true);
	kind_is("2001:0:1::1", "tunnel", false);
	kind_is("not an address", "no address", false);
}

static void those_within_lead_to_private_networks(void **state)
{
	(void)state;
	kind_is("10.0.0.1", "private", true);
	kind_is("172.16.0.1", "private", true);
	kind_is("172.31.255.255", "private", true);
	kind_is("192.168.1.1", "private", true);
	kind_is("100.64.0.1", "private", true);
	kind_is("fd12:3456::1", "private", true);
	kind_is("fc00::1", "private", true);
	kind_is("fec0::1", "private", true);
	kind_is("64:ff9b:1::a00:1", "private", true);
}

/* An IPv6 address may be an IPv4 address in disguise. */
static void disguises_are_seen_through(void **state)
{
	(void)state;
	kind_is("::ffff:127.0.0.1", "loopback", false);
	kind_is("::ffff:10.0.0.1", "private", true);
	kind_is("::ffff:198.51.100.7", NULL, true);
	kind_is("64:ff9b::7f00:1", "loopback", false);
	kind_is("64:ff9b::a9fe:a9fe", "link-local", false);
	kind_is("64:ff9b::c633:6407", NULL, true);
	kind_is("2002:7f00:1::1", "loopback", false);
	kind_is("2002:a00:1::1", "private", true);
	kind_is("::127.0.0.1", "reserved", false);
}

static void only_port_80_in_clear(void **state)
{
	struct arena *a = *state;
	struct http_url u;
	const char *fault;

	assert_int_equal(http_url_read(a, "http://ca.example/", &u, &fault), 0);
	assert_null(stranger_url_fault(&u));
	assert_int_equal(http_url_read(a, "http://ca.example:25/", &u, &fault), 0);
	assert_non_null(strstr(stranger_url_fault(&u), "port"));
	assert_int_equal(http_url_read(a, "https://ca.example/", &u, &fault), 0);
	assert_non_null(strstr(stranger_url_fault(&u), "https"));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(urls_are_read),
	UNIT_TEST(urls_are_written),
	UNIT_TEST(what_may_be_read_in_two_ways_is_refused),
	UNIT_TEST(strangers_lead_to_the_internet_only),
	UNIT_TEST(those_within_lead_to_private_networks),
	UNIT_TEST(disguises_are_seen_through),
	UNIT_TEST(only_port_80_in_clear),
};

UNIT_MAIN(tests)

/* Macros of SPF: what is none, and what the others become. */
#include "unit.h"

#include "base/netaddr.h"
#include "domain/spf_macro.h"

#include <string.h>

static struct bytes text_of(const char *s)
{
	return (struct bytes){(char *)s, strlen(s)};
}

/* ---- faults ---- */

static void faults_have_a_place(void **state)
{
	static const struct {
		const char *text, *word;
		size_t at;
	} rows[] = {
		{"%{d}", NULL, 0},
		{"example.org", NULL, 0},
		{"%{ir}.%{v}._spf.%{d2}", NULL, 0},
		{"%{l1r+-}.%{d}", NULL, 0},
		{"a%%b.example.org", NULL, 0},
		{"%{d}.", "ends in", 5},
		{"example.org.", NULL, 0},
		{"example.1a", NULL, 0},
		{"example.a-1", NULL, 0},
		{"192.0.2.1", "ends in", 8},
		{"example.-a", "ends in", 8},
		{"example.com/abc", "ends in", 8},
		{"museum", "one label", 0},
		{"", "missing", 0},
		{"%{x}.example.org", "no such macro", 0},
		{"a.%{}.example.org", "no such macro", 2},
		{"a.%{d0}", "keeps no label", 2},
		{"a.%{d!}", "transformer", 2},
		{"a.%{drr}", "transformer", 2},
		{"a.%{d", "closing brace", 2},
		{"a.%d.org", "begins no macro", 2},
		{"a.org%", "begins no macro", 5},
		{"%{c}.example.org", "only explanations", 0},
		{"a b.example.org", "may not stand", 1},
		{"a\xc3\xa4.example.org", "may not stand", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t at = 99;
		const char *fault = spf_domain_fault(text_of(rows[i].text), &at);

		if ((fault == NULL) != (rows[i].word == NULL))
			fail_msg("%s: %s", rows[i].text, fault == NULL ? "no fault" : fault);
		if (fault == NULL)
			continue;
		if (strstr(fault, rows[i].word) == NULL || at != rows[i].at)
			fail_msg("%s: %s at %zu", rows[i].text, fault, at);
	}
}

static void explanations_may_say_more(void **state)
{
	size_t at;

	(void)state;
	assert_null(spf_text_fault(text_of("%{c} at %{r}, %{t}: see http://x/%{S}"), true, &at));
	assert_non_null(spf_text_fault(text_of("%{c}"), false, &at));
	assert_non_null(spf_text_fault(text_of("100%"), true, &at));
}

static void letters_are_found(void **state)
{
	(void)state;
	assert_true(spf_text_uses(text_of("a.%{I}.b"), "i"));
	assert_true(spf_text_uses(text_of("%%%{l}"), "l"));
	assert_false(spf_text_uses(text_of("%%{l}"), "l"));
	assert_false(spf_text_uses(text_of("%{d}i"), "i"));
}

/* ---- values ---- */

/* The mail that section 7.4 of RFC 7208 shows macros for. */
static struct spf_macros sample(const char *ip)
{
	struct spf_macros m = {.local = "strong-bad",
			       .sender_domain = "email.example.com",
			       .helo = "mail.example.com",
			       .domain = "email.example.com",
			       .validated = "mx.example.org",
			       .address = ip,
			       .now = 1795248900000};

	m.family = address_read(ip, m.ip);
	return m;
}

static void values_are_those_of_the_rfc(void **state)
{
	static const struct {
		const char *ip, *text, *value;
	} rows[] = {
		{"192.0.2.3", "%{s}", "strong-bad@email.example.com"},
		{"192.0.2.3", "%{o}", "email.example.com"},
		{"192.0.2.3", "%{d}", "email.example.com"},
		{"192.0.2.3", "%{d4}", "email.example.com"},
		{"192.0.2.3", "%{d3}", "email.example.com"},
		{"192.0.2.3", "%{d2}", "example.com"},
		{"192.0.2.3", "%{d1}", "com"},
		{"192.0.2.3", "%{dr}", "com.example.email"},
		{"192.0.2.3", "%{d2r}", "example.email"},
		{"192.0.2.3", "%{l}", "strong-bad"},
		{"192.0.2.3", "%{l-}", "strong.bad"},
		{"192.0.2.3", "%{lr}", "strong-bad"},
		{"192.0.2.3", "%{lr-}", "bad.strong"},
		{"192.0.2.3", "%{l1r-}", "strong"},
		{"192.0.2.3", "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
		{"192.0.2.3", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
		{"192.0.2.3", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
		 "3.2.0.192.in-addr.strong.lp._spf.example.com"},
		{"2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}",
		 "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf."
		 "example.com"},
		{"192.0.2.3", "%{h} %{p} %{c} %{r} %{t}",
		 "mail.example.com mx.example.org 192.0.2.3 unknown 1795248900"},
		{"2001:db8::cb01", "%{c}", "2001:db8::cb01"},
		{"192.0.2.3", "%%%_%-", "% %20"},
		{"192.0.2.3", "%{S}", "strong-bad%40email.example.com"},
		{"192.0.2.3", "%{D2}", "example.com"},
		{"192.0.2.3", "", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct spf_macros m = sample(rows[i].ip);

		assert_string_equal(spf_expand(*state, text_of(rows[i].text), &m).p, rows[i].value);
	}
}

static const char *repeated(struct arena *a, const char *part, size_t n)
{
	const char *s = "";

	for (size_t i = 0; i < n; i++)
		s = arena_printf(a, "%s%s", s, part);
	return s;
}

static void long_names_lose_their_first_labels(void **state)
{
	struct spf_macros m = sample("192.0.2.3");
	const char *name;

	m.local = repeated(*state, "123456789.", 40);
	name = spf_expand_name(*state, text_of("%{l}example.org"), &m);
	assert_non_null(name);
	assert_true(strlen(name) <= SPF_NAME_MAX && strlen(name) > SPF_NAME_MAX - 11);
	assert_true(text_has_suffix(name, ".123456789.example.org"));
}

static void what_no_name_can_be_is_none(void **state)
{
	struct spf_macros m = sample("192.0.2.3");

	assert_string_equal(spf_expand_name(*state, text_of("example.org."), &m), "example.org");
	assert_null(spf_expand_name(*state, text_of("a..example.org"), &m));
	assert_null(spf_expand_name(*state, text_of(".example.org"), &m));
	assert_null(spf_expand_name(*state, text_of(repeated(*state, "x", 64)), &m));
	assert_non_null(spf_expand_name(*state, text_of(repeated(*state, "x", 63)), &m));
	m.local = "a b";
	assert_null(spf_expand_name(*state, text_of("%{l}.example.org"), &m));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(faults_have_a_place),
	UNIT_TEST(explanations_may_say_more),
	UNIT_TEST(letters_are_found),
	UNIT_TEST(values_are_those_of_the_rfc),
	UNIT_TEST(long_names_lose_their_first_labels),
	UNIT_TEST(what_no_name_can_be_is_none),
};

UNIT_MAIN(tests)

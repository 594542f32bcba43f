#include "unit.h"
#include "fake_knowledge.h"

#include "plan/plan.h"

#include <string.h>

static const struct plan_options plain = {.tls_mode = -1};
static const struct plan_options with_mx = {.tls_mode = -1, .mx = true};

/* One line that says all of a target: "kind host :port scheme user (fault)" or "! usage line". */
static const char *told(struct arena *a, const char *input, const struct plan_options *o)
{
	static const char *const kinds[] = {"host", "provider", "mailbox", "mx"};
	const char *fault = NULL;
	struct target t;

	if (target_read(a, input, o, fake_knowledge(a), &t, &fault) < 0)
		return arena_printf(a, "! %s", fault);
	if (t.name_fault != NULL)
		return arena_printf(a, "%s odd %s", kinds[t.kind], t.name_fault);
	return arena_printf(a, "%s %s%s%s%s%s%s", kinds[t.kind], t.host,
			    t.port == 0 ? "" : arena_printf(a, " :%d", t.port),
			    t.scheme == 's'   ? " starttls"
			    : t.scheme == 't' ? " implicit"
					      : "",
			    t.user == NULL ? "" : " ", t.user == NULL ? "" : t.user,
			    t.provider == NULL ? "" : arena_printf(a, " =%s", t.provider));
}

static void target_takes_every_form(void **state)
{
	static const char *const cases[][2] = {
		{"smtp.example.org", "host smtp.example.org"},
		{"SMTP.Example.ORG.", "host smtp.example.org"},
		{"smtp.example.org:2525", "host smtp.example.org :2525"},
		{"mailhub", "host mailhub"},
		{"m\xc3\xbcller.example", "host xn--mller-kva.example"},
		{"192.0.2.1", "host 192.0.2.1"},
		{"192.0.2.1:587", "host 192.0.2.1 :587"},
		{"2001:DB8::1", "host 2001:db8::1"},
		{"[2001:db8::1]", "host 2001:db8::1"},
		{"[2001:db8::1]:587", "host 2001:db8::1 :587"},
		{"[192.0.2.1]", "host 192.0.2.1"},
		{"smtp://smtp.example.org", "host smtp.example.org starttls"},
		{"SMTP://smtp.example.org/", "host smtp.example.org starttls"},
		{"smtp://smtp.example.org:2525", "host smtp.example.org :2525 starttls"},
		{"smtps://smtp.example.org", "host smtp.example.org implicit"},
		{"smtps://[2001:db8::1]:4465", "host 2001:db8::1 :4465 implicit"},
		{"bigmail", "provider smtp.bigmail.example =bigmail"},
		{"bigmail:25", "provider smtp.bigmail.example :25 =bigmail"},
		{"generic", "host generic"},
		{"bob@Example.org", "mailbox example.org bob@Example.org"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i][0]);
		assert_string_equal(told(*state, cases[i][0], &plain), cases[i][1]);
	}
	assert_string_equal(told(*state, "example.org", &with_mx), "mx example.org");
}

static void target_with_odd_bytes_is_a_finding(void **state)
{
	static const char *const cases[][2] = {
		{"smtp.example.org ", "host odd blank"},
		{" smtp.example.org", "host odd blank"},
		{"smtp.example.org:587 ", "host odd blank"},
		{"smtp.example.org :587", "host odd blank"},
		{"smtp.example.org,", "host odd comma"},
		{"smtp.example.org\r", "host odd control"},
		{"smtp.example.org:587:", "host odd port"},
		{"smtp.example.org:587:465", "host odd port"},
		{"smtp://smtp://smtp.example.org", "host odd scheme"},
		{"https://smtp.example.org", "host odd scheme"},
		{"smtp..example.org", "host odd empty-label"},
		{"192.0.2.300", "host odd address"},
		{"[2001:db8::1", "host odd address"},
		{"[2001:db8::1]x", "host odd address"},
		{"[mail]", "host odd address"},
		{"bob@example.org,", "mailbox odd comma"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  '%s'\n", cases[i][0]);
		assert_string_equal(told(*state, cases[i][0], &plain), cases[i][1]);
	}
	assert_string_equal(told(*state, "example.org ", &with_mx), "mx odd blank");
}

/* The usage line for `input` holds `part`. */
static void refused(struct arena *a, const char *input, const struct plan_options *o,
		    const char *part)
{
	const char *line = told(a, input, o);

	print_message("  %s\n", line);
	assert_int_equal(line[0], '!');
	assert_non_null(strstr(line, part));
	assert_null(strchr(line, '\n'));
}

static void target_that_cannot_be_meant_is_refused_with_a_remedy(void **state)
{
	struct plan_options ports = plain, implicit = plain;
	struct need need = {.port = 587};

	list_append(&ports.ports, &need);
	implicit.tls_mode = TLS_MODE_IMPLICIT;
	refused(*state, "", &plain, "name a server");
	refused(*state, "smtp://", &plain, "write smtp://smtp.example.org");
	refused(*state, "smtp.example.org:0", &plain, "1 to 65535");
	refused(*state, "smtp.example.org:65536", &plain, "1 to 65535");
	refused(*state, "smtp.example.org:smtp", &plain, "1 to 65535");
	refused(*state, "smtp.example.org:", &plain, "1 to 65535");
	refused(*state, "smtp.example.org:99999999999999999999", &plain, "1 to 65535");
	refused(*state, "smtp.example.org:587", &ports, "-p");
	refused(*state, "[2001:db8::1]:587", &ports, "-p");
	refused(*state, "bob smith@example.org", &plain, "user@domain");
	refused(*state, "smtp://bob@example.org", &plain, "--password-file");
	refused(*state, "bob:word@example.org:25", &plain, "--password-file");
	refused(*state, "onpremises", &plain, "name the server");
	refused(*state, "smtp://smtp.example.org", &implicit, "smtps://");
	refused(*state, "bob@example.org", &with_mx, "--mx example.org");
	refused(*state, "example.org:25", &with_mx, "-p");
	refused(*state, "smtp://example.org", &with_mx, "domain");
}

static void target_does_not_show_a_password_in_a_url(void **state)
{
	static const char *const urls[] = {"smtp://bob:geheim@smtp.example.org",
					   "https://bob:geheim@smtp.example.org"};

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		const char *line = told(*state, urls[i], &plain);

		assert_int_equal(line[0], '!');
		assert_null(strstr(line, "geheim"));
		assert_non_null(strstr(line, "--password-file"));
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(target_takes_every_form),
	UNIT_TEST(target_with_odd_bytes_is_a_finding),
	UNIT_TEST(target_that_cannot_be_meant_is_refused_with_a_remedy),
	UNIT_TEST(target_does_not_show_a_password_in_a_url),
};

UNIT_MAIN(tests)

#include "unit.h"

#include "cli/netrc.h"

#include <string.h>

/* "login|password", "! what, line"; only "|password" where there is no login. */
static const char *found(struct arena *a, const char *text, const char *user)
{
	static const char *const faults[] = {[NETRC_NO_ENTRY] = "no entry",
					     [NETRC_NO_PASSWORD] = "no password",
					     [NETRC_MALFORMED] = "malformed"};
	struct netrc_login l;
	enum netrc_found how = netrc_find(text, strlen(text), "h.example", user, &l);
	const char *said =
		how == NETRC_FOUND	? arena_printf(a, "%.*s|%.*s", (int)l.login.n,
						       l.login.n > 0 ? l.login.p : "", (int)l.password.n,
						       l.password.n > 0 ? l.password.p : "")
		: how == NETRC_NO_ENTRY ? "! no entry"
					: arena_printf(a, "! %s, %d", faults[how], l.line);

	netrc_free(&l);
	return said;
}

static void netrc_is_read_as_curl_reads_it(void **state)
{
	static const char *const cases[][2] = {
		{"machine h.example login bob password x", "bob|x"},
		{"MACHINE H.EXAMPLE LOGIN bob PASSWORD x", "bob|x"},
		{"machine h.example\n\tlogin bob\r\n\tpassword x\n", "bob|x"},
		{"machine h.example password x login bob", "bob|x"},
		{"machine h.example passwd x login bob account y", "bob|x"},
		{"machine h.example password x", "|x"},
		{"machine h.example login bob password \"\"", "bob|"},
		{"machine h.example login \"bo b\" password \"a\\\"b\\\\c \\n\\r\\t\\x\"",
		 "bo b|a\"b\\c \n\r\tx"},
		{"machine h.example login bob password a\"b", "bob|a\"b"},
		{"machine h.example login bob password a\\b,c", "bob|a\\b,c"},
		{"machine h.example login bob password #x", "bob|#x"},
		{"# machine h.example login eve password y\nmachine h.example login bob password x "
		 "# y",
		 "bob|x"},
		{"  # machine h.example login eve password y\ndefault login bob password x",
		 "bob|x"},
		{"machine h.example login bob\n# a note\npassword x", "bob|x"},
		{"machine a login eve password y machine h.example login bob password x", "bob|x"},
		{"machine h.example login bob password x machine h.example login eve password y",
		 "bob|x"},
		{"default login bob password x", "bob|x"},
		{"machine a login b password c default login bob password x", "bob|x"},
		{"machine machine login eve password y machine h.example login bob password x",
		 "bob|x"},
		{"machine a login default password y", "! no entry"},
		{"machine a macdef init\nmachine h.example login eve password y\n\n"
		 "machine h.example login bob password x",
		 "bob|x"},
		{"macdef init\nmachine h.example login eve password y", "! no entry"},
		{"machine h.example login bob password macdef", "bob|macdef"},
		{"", "! no entry"},
		{"machine", "! malformed, 1"},
		{"machine h.example\nlogin", "! malformed, 2"},
		{"machine h.example login bob\n\npassword \"x", "! malformed, 3"},
		{"machine a password \"x\nmachine h.example login bob password y",
		 "! malformed, 2"},
		{"\n\nmachine h.example login bob\n", "! no password, 3"},
		{"machine h.example.org login bob password x", "! no entry"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(found(*state, cases[i][0], NULL), cases[i][1]);
}

static void netrc_entry_is_that_of_the_user(void **state)
{
	static const char file[] = "machine h.example login bob password x\n"
				   "machine h.example login jim password y\n"
				   "machine a login ann password w\n"
				   "default password z\n";

	assert_string_equal(found(*state, file, "bob"), "bob|x");
	assert_string_equal(found(*state, file, "jim"), "jim|y");
	assert_string_equal(found(*state, file, "ann"), "|z");
	assert_string_equal(found(*state, file, "BOB"), "|z");
	assert_string_equal(found(*state, "machine h.example password x login bob", "ann"),
			    "! no entry");
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(netrc_is_read_as_curl_reads_it),
	UNIT_TEST(netrc_entry_is_that_of_the_user),
};

UNIT_MAIN(tests)

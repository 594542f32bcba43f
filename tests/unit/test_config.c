#include "command_line.h"

static void options_of_the_line_win_over_environment_and_file(void **state)
{
	struct cli_options o;

	write_config(*state, "# ours\n\n  timeout = 11\nconnect-timeout 7\nport 25\n"
			     "ipv4\nstrict = no\ninsecure yes\nehlo=file.example\r\n");
	setenv("SMTPSCOPE_TIMEOUT", "12", 1);
	setenv("SMTPSCOPE_PORT", "465", 1);
	setenv("SMTPSCOPE_STRICT", "1", 1);
	o = parsed(*state, "h -t 13");
	assert_int_equal(o.settings.total_ms, 13000);
	assert_int_equal(o.settings.connect_ms, 7000);
	assert_string_equal(ports(*state, &o), " 465");
	assert_int_equal(o.settings.family, 4);
	assert_true(o.settings.insecure);
	assert_true(o.strict);
	assert_string_equal(o.settings.ehlo, "file.example");
	o = parsed(*state, "h -6 -p 587");
	assert_int_equal(o.settings.total_ms, 12000);
	assert_int_equal(o.settings.family, 6);
	assert_string_equal(ports(*state, &o), " 587");
	unsetenv("SMTPSCOPE_TIMEOUT");
	unsetenv("SMTPSCOPE_PORT");
	unsetenv("SMTPSCOPE_STRICT");
	remove_config(*state);
}

static void options_of_the_file_are_refused_with_their_line(void **state)
{
	static const char *const cases[][2] = {
		{"timeout 5\n\nprot 587\n", "config:3: prot is not an option of this file: did you "
					    "mean port?"},
		{"port\n", "config:1: port needs a value"},
		{"port =\n", "config:1: port needs a value"},
		{"# c\nport 99999\n", "config:2: port takes ports"},
		{"json maybe\n", "config:1: json takes yes or no"},
		{"insecure-auth\n", "config:1: insecure-auth is not an option of this file"},
		{"i-know-lockout\n", "config:1: i-know-lockout is not an option of this file"},
		{"password geheim\n", "config:1: password is not an option of this file"},
		{"smtp_password: geheim\n",
		 "config:1: smtp_password is not an option of this file"},
		{"password:geheim\n", "config:1: password is not an option of this file"},
		{"passwordgeheim\n", "config:1: password... is not an option of this file"},
		{"ipv4\nipv6\n", "config:2: ipv6 and --ipv4 exclude"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cli_options o;
		const char *fault;

		write_config(*state, cases[i][0]);
		assert_int_equal(parse(*state, "h", &o, &fault), -1);
		print_message("  %s\n", fault);
		assert_non_null(strstr(fault, cases[i][1]));
		assert_null(strstr(fault, "geheim"));
	}
	assert_int_equal(parsed(*state, "--help").command, COMMAND_HELP);
	remove_config(*state);
}

static void options_of_a_file_too_long_are_refused(void **state)
{
	char *lines = arena_alloc(*state, 100001), *line = arena_alloc(*state, 100001);
	struct cli_options o;
	const char *fault;

	memset(lines, '\n', 100000);
	write_config(*state, lines);
	assert_int_equal(parse(*state, "h", &o, &fault), -1);
	assert_non_null(strstr(fault, "too long"));
	memset(line, '#', 100000);
	write_config(*state, line);
	assert_int_equal(parse(*state, "h", &o, &fault), -1);
	assert_non_null(strstr(fault, "config:1: the file or its line is too long"));
	remove_config(*state);
}

/* Not the same as none: somebody meant it to be there. */
static void options_of_a_file_that_cannot_be_read_are_missed(void **state)
{
	const char *path = in_home(*state, ".config/smtpscope/config");
	struct cli_options o;
	const char *fault;

	write_config(*state, "");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(parse(*state, "h", &o, &fault), -1);
	assert_non_null(strstr(fault, "config: Is a directory"));
	rmdir(path);
	assert_int_equal(symlink("config", path), 0);
	assert_int_equal(parse(*state, "h", &o, &fault), -1);
	assert_non_null(strstr(fault, "config: Too many levels"));
	remove_config(*state);
}

/* ---- profiles ---- */

static const char offices[] = "connect-timeout 7\n"
			      "strict yes\n"
			      "timeout 30\n"
			      "\n"
			      "[office]\n"
			      "# where we are\n"
			      "target smtp.office365.com\n"
			      "port 587\n"
			      "timeout = 40\n"
			      "strict no\n"
			      "user bob@contoso.com\n"
			      "password-command pass show contoso\n"
			      "\n"
			      "[home.example]\r\n"
			      "\ttarget = home.example\r\n"
			      "tls none\r\n"
			      "[ bare ]\n"
			      "ipv6\n"
			      "[b\303\274ro]\n"
			      "ipv4\n"
			      "[wrong]\n"
			      "prot 587\n";

static void profile_gives_target_and_options(void **state)
{
	struct cli_options o;

	write_config(*state, offices);
	o = parsed(*state, "--profile office");
	assert_int_equal(o.command, COMMAND_CHECK);
	assert_string_equal(o.target, "smtp.office365.com");
	assert_int_equal(((const struct need *)(const void *)o.plan.ports.first)->port, 587);
	assert_int_equal(o.settings.total_ms, 40000);
	assert_int_equal(o.settings.connect_ms, 7000);
	assert_string_equal(o.settings.user, "bob@contoso.com");
	assert_int_equal(o.secret.from, SECRET_COMMAND);
	assert_string_equal(o.secret.where, "pass show contoso");
	assert_false(o.strict);
	assert_string_equal(parsed(*state, "path --profile home.example").target, "home.example");
	assert_int_equal(parsed(*state, "h --profile bare").settings.family, 6);
	assert_int_equal(parsed(*state, "h --profile b\303\274ro").settings.family, 4);
	assert_int_equal(parsed(*state, "explain 535 --profile office").word_count, 1);
	assert_true(parsed(*state, "h").strict);
	remove_config(*state);
}

static void profile_gives_way_to_line_and_environment(void **state)
{
	struct cli_options o;

	write_config(*state, offices);
	setenv("SMTPSCOPE_TIMEOUT", "50", 1);
	setenv("SMTPSCOPE_CONNECT_TIMEOUT", "8", 1);
	o = parsed(*state, "other.example --profile office -p 25");
	assert_string_equal(o.target, "other.example");
	assert_int_equal(o.plan.ports.n, 1);
	assert_int_equal(((const struct need *)(const void *)o.plan.ports.first)->port, 25);
	assert_int_equal(o.settings.total_ms, 50000);
	assert_int_equal(o.settings.connect_ms, 8000);
	assert_true(parsed(*state, "--profile office --strict").strict);
	setenv("SMTPSCOPE_PROFILE", "office", 1);
	assert_string_equal(parsed(*state, "check").target, "smtp.office365.com");
	assert_string_equal(parsed(*state, "--profile home.example").target, "home.example");
	unsetenv("SMTPSCOPE_PROFILE");
	unsetenv("SMTPSCOPE_TIMEOUT");
	unsetenv("SMTPSCOPE_CONNECT_TIMEOUT");
	remove_config(*state);
}

static void refused(struct arena *a, const char *line, const char *first, const char *second)
{
	struct cli_options o;
	const char *fault;

	assert_int_equal(parse(a, line, &o, &fault), -1);
	print_message("  %s\n", fault);
	assert_non_null(strstr(fault, first));
	assert_non_null(strstr(fault, second));
	assert_null(strstr(fault, "geheim"));
}

static void profile_that_is_not_there_is_told_with_those_that_are(void **state)
{
	refused(*state, "--profile office", "--profile office: there is no profile in", "[office]");
	write_config(*state, "timeout 5\n");
	refused(*state, "--profile office", "--profile office: there is no profile in", "config");
	write_config(*state, offices);
	refused(*state, "--profile offce", "did you mean office?",
		"has office, home.example, bare, b\303\274ro, wrong");
	refused(*state, "--profile OFFICE", "--profile OFFICE: ", "has office");
	refused(*state, "--profile bare", "no TARGET", "\"target HOST\"");
	setenv("SMTPSCOPE_PROFILE", "zzz", 1);
	refused(*state, "h", "SMTPSCOPE_PROFILE zzz: ", "has office");
	unsetenv("SMTPSCOPE_PROFILE");
	refused(*state, "--profile ''", "--profile needs a value", "");
	remove_config(*state);
}

static void profile_is_refused_with_its_line(void **state)
{
	static const char *const cases[][2] = {
		{"timeout 5\n\n[a]\nprot 587\n",
		 "config:4: prot is not an option of this file: did "
		 "you mean port?"},
		{"[a]\ninsecure-auth\n", "config:2: insecure-auth is not an option of this file"},
		{"[a]\nsend\n", "config:2: send is not an option of this file"},
		{"[a]\npassword geheim\n", "config:2: password is not an option of this file"},
		{"[a]\nprofile b\n", "config:2: profile is not for this file"},
		{"profile b\n[a]\n", "config:1: profile is not for this file"},
		{"target geheim\n[a]\n", "config:1: target is for profiles"},
		{"[a]\ntarget\n", "config:2: target needs a value"},
		{"[a]\nport 99999\n", "config:2: port takes ports"},
		{"[a]\nipv4\nipv6\n", "config:3: ipv6 and --ipv4 exclude"},
		{"[a]\n[b c]\n", "config:2: a profile begins with [NAME]"},
		{"[a]\n[]\n", "config:2: a profile begins with [NAME]"},
		{"[a]\n[b\n", "config:2: a profile begins with [NAME]"},
		{"[a]\n[b] # c\n", "config:2: a profile begins with [NAME]"},
		{"[a]\nipv4\n[a]\n", "config:3: a profile of this name stands above"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		write_config(*state, cases[i][0]);
		refused(*state, "h --profile a", cases[i][1], "");
	}
	write_config(*state, "[a]\nipv6\n[b]\nprot 1\n");
	assert_int_equal(parsed(*state, "h --profile a").settings.family, 6);
	assert_int_equal(parsed(*state, "h").settings.family, 0);
	remove_config(*state);
}

static void profile_names_are_those_of_the_file(void **state)
{
	struct list names = {0};

	options_profiles(*state, &names);
	assert_int_equal(names.n, 0);
	write_config(*state, offices);
	options_profiles(*state, &names);
	assert_int_equal(names.n, 5);
	assert_string_equal(((const struct string_item *)(const void *)names.first)->s, "office");
	remove_config(*state);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(options_of_the_line_win_over_environment_and_file),
	UNIT_TEST(options_of_the_file_are_refused_with_their_line),
	UNIT_TEST(options_of_a_file_too_long_are_refused),
	UNIT_TEST(options_of_a_file_that_cannot_be_read_are_missed),
	UNIT_TEST(profile_gives_target_and_options),
	UNIT_TEST(profile_gives_way_to_line_and_environment),
	UNIT_TEST(profile_that_is_not_there_is_told_with_those_that_are),
	UNIT_TEST(profile_is_refused_with_its_line),
	UNIT_TEST(profile_names_are_those_of_the_file),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}

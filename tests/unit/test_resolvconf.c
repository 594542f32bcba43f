/* Whose word counts that an answer is signed: what resolv.conf says of its servers. */
#include "unit.h"

#include "net/resolvconf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool trusts(const char *text)
{
	char path[] = "/tmp/smtpscope-resolvconf-XXXXXX";
	int fd = mkstemp(path);
	bool result;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	result = resolvconf_trusts_ad(path);
	unlink(path);
	return result;
}

static void the_option_is_read_as_glibc_reads_it(void **state)
{
	(void)state;
	unsetenv("RES_OPTIONS");
	assert_true(trusts("options trust-ad\n"));
	assert_true(trusts("nameserver 192.0.2.53\noptions edns0 trust-ad timeout:1\n"));
	assert_true(trusts("options rotate\noptions\ttrust-ad"));
	assert_false(trusts("nameserver 192.0.2.53\noptions edns0\n"));
	assert_false(trusts("# options trust-ad\n"));
	assert_false(trusts("; options trust-ad\n"));
	assert_false(trusts(" options trust-ad\n"));
	assert_false(trusts("options no-trust-ad trust-ads\n"));
	assert_false(trusts("optionstrust-ad\n"));
	assert_false(trusts("search trust-ad\n"));
	assert_false(trusts(""));
}

static void the_environment_may_say_it_too(void **state)
{
	(void)state;
	setenv("RES_OPTIONS", "edns0 trust-ad", 1);
	assert_true(trusts("nameserver 192.0.2.53\n"));
	setenv("RES_OPTIONS", "edns0", 1);
	assert_false(trusts("nameserver 192.0.2.53\n"));
	unsetenv("RES_OPTIONS");
}

static void a_file_that_cannot_be_read_says_nothing(void **state)
{
	(void)state;
	unsetenv("RES_OPTIONS");
	assert_false(resolvconf_trusts_ad("/nonexistent/resolv.conf"));
	assert_false(resolvconf_trusts_ad("/"));
}

static void what_goes_on_is_no_line(void **state)
{
	char text[4096];

	(void)state;
	unsetenv("RES_OPTIONS");
	memset(text, 'x', sizeof(text));
	strcpy(text + 1023, "options trust-ad\n");
	assert_false(trusts(text));
	strcpy(text + 1022, "\noptions trust-ad\n");
	assert_true(trusts(text));
}

static void there_is_an_end_to_reading(void **state)
{
	char *text = calloc(1, 5000);

	(void)state;
	memset(text, '\n', 4000);
	strcat(text, "options trust-ad\n");
	assert_false(trusts(text));
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_option_is_read_as_glibc_reads_it),
		cmocka_unit_test(the_environment_may_say_it_too),
		cmocka_unit_test(a_file_that_cannot_be_read_says_nothing),
		cmocka_unit_test(what_goes_on_is_no_line),
		cmocka_unit_test(there_is_an_end_to_reading),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

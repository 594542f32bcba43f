/* Literals in lines: found where strstr() finds them, the one that ends first. */
#include "unit.h"

#include "log/scan.h"

#include <string.h>

static const char *const postfix[] = {"status=deferred", "status=bounced", "reject", " ** ",
				      "warning: ",	 "lost ",	   NULL};

static size_t find(const char *const *literals, const char *text)
{
	struct scan *s = scan_new(literals);
	const char *end = scan_find(s, text, text + strlen(text));

	scan_free(s);
	return end == NULL ? 0 : (size_t)(end - text);
}

static void finds_each_of_them(void **state)
{
	(void)state;
	for (size_t i = 0; postfix[i] != NULL; i++) {
		char text[64] = "a line with ";

		strcat(text, postfix[i]);
		assert_int_equal(find(postfix, text), strlen(text));
		strcat(text, " behind");
		assert_int_equal(find(postfix, text), strlen(text) - strlen(" behind"));
		assert_int_equal(find(postfix, postfix[i]), strlen(postfix[i]));
	}
}

static void finds_nothing_in_healthy_lines(void **state)
{
	(void)state;
	assert_int_equal(find(postfix, "relay=mx.example.org[192.0.2.1]:25, status=sent (250 Ok)"),
			 0);
	assert_int_equal(find(postfix, "status=deferre"), 0);
	assert_int_equal(find(postfix, "tatus=bounced"), 0);
	assert_int_equal(find(postfix, "REJECT"), 0);
	assert_int_equal(find(postfix, ""), 0);
	assert_int_equal(find(postfix, "t"), 0);
}

static void the_one_that_ends_first_wins(void **state)
{
	static const char *const nested[] = {"abcdef", "cd", "bcde", NULL};
	static const char *const same_end[] = {"xxyy", "zyy", "yy", NULL};

	(void)state;
	assert_int_equal(find(nested, "abcdef"), 4);
	assert_int_equal(find(nested, "ab-bcde"), 6); /* "cd" */
	assert_int_equal(find(same_end, "..zyy"), 5);
	assert_int_equal(find(same_end, "yxyxyxyy"), 8);
}

static void does_not_look_behind_the_beginning(void **state)
{
	static const char text[] = "status=bounced";
	struct scan *s = scan_new(postfix);

	(void)state;
	assert_null(scan_find(s, text + 1, text + strlen(text)));
	assert_null(scan_find(s, text, text + strlen(text) - 1));
	scan_free(s);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_of_them),
		cmocka_unit_test(finds_nothing_in_healthy_lines),
		cmocka_unit_test(the_one_that_ends_first_wins),
		cmocka_unit_test(does_not_look_behind_the_beginning),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

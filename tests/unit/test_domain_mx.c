/* What a domain's MX records lead to, and what is found in that. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include <string.h>

static void names_that_no_line_has_are_none(void **state)
{
	struct domain_zone *z = zone_new("example.org", "mx.example.org A 192.0.2.1\n");

	(void)state;
	zone_read(z, knowledge);
	assert_true(z->study->complete);
	assert_int_equal(z->study->mx.query->status, DNS_NODATA);
	assert_int_equal(zone_round(z, "example.org", "MX"), 1);
	zone_free(z);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_no_line_has_are_none),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

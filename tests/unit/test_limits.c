#include "unit.h"

#include "sweep/limits.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What limits_raise() says in a process of its own, which has those limits and opens so many files. */
static struct limits limits_with(unsigned long soft, unsigned long hard, int loops, int files)
{
	const struct rlimit limit = {soft, hard};
	struct limits l = {0};
	struct rlimit now;
	int fd[2], status;
	pid_t child;

	assert_int_equal(pipe(fd), 0);
	child = fork();
	if (child == 0) {
		bool good = setrlimit(RLIMIT_NOFILE, &limit) == 0;

		for (int i = 0; i < files; i++)
			good &= open("/dev/null", O_RDONLY) >= 0;
		l = limits_raise(loops);
		getrlimit(RLIMIT_NOFILE, &now);
		good &= now.rlim_cur == hard && write(fd[1], &l, sizeof(l)) == sizeof(l);
		_exit(good ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(read(fd[0], &l, sizeof(l)), sizeof(l));
	close(fd[0]);
	close(fd[1]);
	return l;
}

static void the_soft_limit_is_raised_and_some_are_set_aside(void **state)
{
	struct limits l = limits_with(256, 1000, 1, 0);

	(void)state;
	assert_int_equal(l.files, 1000);
	assert_in_range(l.connections, 800, 1000 - 64 - 8);
}

static void what_is_open_and_what_loops_need_is_not_there(void **state)
{
	int bare = limits_with(500, 1000, 1, 0).connections;

	(void)state;
	assert_int_equal(limits_with(500, 1000, 1, 100).connections, bare - 100);
	assert_int_equal(limits_with(500, 1000, 11, 0).connections, bare - 80);
}

static void with_few_descriptors_some_connections_are_possible(void **state)
{
	(void)state;
	assert_int_equal(limits_with(40, 40, 16, 0).connections, 20);
}

static void who_asks_for_more_than_fits_hears_of_it(void **state)
{
	const struct limits l = {.files = 1024, .connections = 900};
	struct arena *a = arena_new();
	const char *warning;

	(void)state;
	assert_int_equal(limits_jobs(&l, 900, a, &warning), 900);
	assert_null(warning);
	assert_int_equal(limits_jobs(&l, 0, a, &warning), 900); /* nobody asked */
	assert_null(warning);
	assert_int_equal(limits_jobs(&l, 5000, a, &warning), 900);
	assert_non_null(strstr(warning, "--jobs 5000"));
	assert_non_null(strstr(warning, "ulimit -n 5124"));
	arena_free(a);
}

static void without_a_wish_it_is_a_number_that_suits_most(void **state)
{
	const struct limits l = {.files = 1000000, .connections = 999000};
	const char *warning;

	(void)state;
	assert_int_equal(limits_jobs(&l, 0, NULL, &warning), LIMITS_JOBS);
	assert_int_equal(limits_jobs(&l, 50000, NULL, &warning), 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_soft_limit_is_raised_and_some_are_set_aside),
		cmocka_unit_test(what_is_open_and_what_loops_need_is_not_there),
		cmocka_unit_test(with_few_descriptors_some_connections_are_possible),
		cmocka_unit_test(who_asks_for_more_than_fits_hears_of_it),
		cmocka_unit_test(without_a_wish_it_is_a_number_that_suits_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* timed.h - main() of unit tests in which real time passes
 *
 * A machine that stands still, for however short a time, has a say in which of two comes first.
 * What fails while it did so is run once more; what fails on a machine that ran fails. */
#ifndef SMTPSCOPE_TESTS_TIMED_H
#define SMTPSCOPE_TESTS_TIMED_H

#include "unit.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMED_TRIES = 5, TIMED_TICK_MS = 10, TIMED_STILL_MS = 30 };

static inline double timed_tick_late_ms(void)
{
	struct timespec t = {.tv_nsec = TIMED_TICK_MS * 1000000L};
	double begun = clock_mono_ms();

	nanosleep(&t, NULL);
	return clock_mono_ms() - begun - TIMED_TICK_MS;
}

/* Runs the tests in a process of their own that prints into `out`; the worst delay of ours, which
 * has nothing to do meanwhile, tells whether the machine ran. */
static inline int timed_once(int (*run)(void), FILE *out, double *still_ms)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(out), STDERR_FILENO);
		exit(run());
	}
	*still_ms = 0;
	while (waitpid(pid, &status, WNOHANG) == 0) {
		double late = timed_tick_late_ms();

		*still_ms = late > *still_ms ? late : *still_ms;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline void timed_show(FILE *out)
{
	int c;

	rewind(out);
	while ((c = fgetc(out)) != EOF)
		putchar(c);
	fclose(out);
}

static inline int timed_main(int (*run)(void))
{
	for (int n = 1;; n++) {
		FILE *out = tmpfile();
		double still_ms;
		int status = timed_once(run, out, &still_ms);

		if (status == 0 || n == TIMED_TRIES || still_ms < TIMED_STILL_MS) {
			timed_show(out);
			return status;
		}
		fclose(out);
		printf("# failed while the machine stood still for %.0f ms: once more\n", still_ms);
		fflush(stdout);
	}
}

#define UNIT_MAIN_TIMED(tests) UNIT_MAIN_TIMED_GROUP(tests, NULL, NULL)

#define UNIT_MAIN_TIMED_GROUP(tests, set_up, tear_down)                                            \
	static int run_all(void)                                                                   \
	{                                                                                          \
		return cmocka_run_group_tests((tests), (set_up), (tear_down));                     \
	}                                                                                          \
	int main(int argc, char **argv)                                                            \
	{                                                                                          \
		if (argc > 1)                                                                      \
			cmocka_set_test_filter(argv[1]);                                           \
		return timed_main(run_all);                                                        \
	}

#endif

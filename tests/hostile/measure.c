/* measure.c - runs a command and writes what it took
 *
 *   measure FILE SECONDS COMMAND [ARGUMENT...]
 *
 * FILE gets one line: exit status (128 + N after signal N), wall ms, late ms, CPU ms, peak RSS in
 * kB. After SECONDS the command is killed. "late" is how much later than asked this program itself,
 * which does nothing, got a processor: what a busy machine adds to the wall time of others, too.
 *
 * A program of its own, since a child's peak counts what its parent held when it was forked. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 20 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(125);
}

static pid_t start(char **command)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		execvp(command[0], command);
		die(command[0]);
	}
	return pid;
}

/* How much later than asked we wake up. */
static double tick(void)
{
	struct timespec t = {.tv_nsec = TICK_MS * 1000000L};
	double before = now_ms(), late;

	nanosleep(&t, NULL);
	late = now_ms() - before - TICK_MS;
	return late > 1 ? late : 0;
}

/* Waits for the child, and kills it at `end`; the sum of ticks that came late. */
static double watch(pid_t pid, double end, int *status, struct rusage *used)
{
	double late = 0;

	while (wait4(pid, status, WNOHANG, used) == 0) {
		late += tick();
		if (now_ms() > end)
			kill(pid, SIGKILL);
	}
	return late;
}

static double cpu_ms(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1e3 +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e3;
}

int main(int argc, char **argv)
{
	double begun = now_ms(), late;
	struct rusage used;
	int status;
	FILE *out;

	if (argc < 4 || (out = fopen(argv[1], "we")) == NULL)
		die("usage: measure FILE SECONDS COMMAND...");
	late = watch(start(argv + 3), begun + atof(argv[2]) * 1e3, &status, &used);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	fprintf(out, "%d %.0f %.0f %.0f %ld\n", status, now_ms() - begun, late, cpu_ms(&used),
		used.ru_maxrss);
	return fclose(out) == 0 ? 0 : 125;
}

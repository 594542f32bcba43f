/* leap.c - lets the clock of a program leap while it waits; to be preloaded
 *
 *   LEAP_S=N     SIGUSR1 makes its monotonic clock leap by N seconds
 *
 * What a program says of silence can be tested so without waiting for it: with patience for the
 * busiest machine, and none of it spent. The signal is let in only where the program waits for
 * events, so that it sees what has come before the leap first; the wall clock goes on as ever. */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

typedef int wait_fn(int, struct epoll_event *, int, int, const sigset_t *);

static wait_fn *next_wait;
static atomic_long leapt, leap = 60; /* seconds */

static void on_leap(int sig)
{
	(void)sig;
	leapt += leap;
}

__attribute__((constructor)) static void begin(void)
{
	struct sigaction on = {.sa_handler = on_leap};
	const char *given = getenv("LEAP_S");
	sigset_t held;

	next_wait = (wait_fn *)dlsym(RTLD_NEXT, "epoll_pwait");
	if (given != NULL)
		leap = strtol(given, NULL, 10);
	sigemptyset(&held);
	sigaddset(&held, SIGUSR1);
	sigprocmask(SIG_BLOCK, &held, NULL);
	sigaction(SIGUSR1, &on, NULL);
}

/* The same call for both, or one of them would wait with the signal held back. */
int epoll_pwait(int fd, struct epoll_event *events, int n, int ms, const sigset_t *given)
{
	sigset_t mask;

	if (given != NULL)
		mask = *given;
	else
		sigprocmask(SIG_SETMASK, NULL, &mask);
	sigdelset(&mask, SIGUSR1);
	return next_wait(fd, events, n, ms, &mask);
}

int epoll_wait(int fd, struct epoll_event *events, int n, int ms)
{
	return epoll_pwait(fd, events, n, ms, NULL);
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);

	if (rc == 0 && (id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE))
		t->tv_sec += leapt;
	return rc;
}

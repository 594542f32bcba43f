#include "cli/prompt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Signals that end or stop us while echo is off. The last two answer calls of ours; the others come
 * when they like: they are let in while we wait for a key and at no other moment, so that none is
 * missed between a look at `caught` and the wait. */
static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};

enum { SIGNALS = sizeof(signals) / sizeof(signals[0]), AT_ANY_TIME = SIGNALS - 2 };

/* How the process treats signals outside of here. */
struct usual {
	struct sigaction actions[SIGNALS];
	sigset_t blocked;
};

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	caught = number;
}

/* No SA_RESTART: read() has to come back. */
static void catch_signals(struct usual *before)
{
	struct sigaction sa = {.sa_handler = on_signal};
	sigset_t held;

	caught = 0;
	sigemptyset(&held);
	for (int i = 0; i < AT_ANY_TIME; i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, &before->blocked);
	sigemptyset(&sa.sa_mask);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &sa, &before->actions[i]);
}

/* What came since the last key is ours, too: it is let in before the handlers go. */
static void release_signals(const struct usual *before)
{
	sigprocmask(SIG_SETMASK, &before->blocked, NULL);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before->actions[i], NULL);
}

static int set_terminal(int fd, const struct termios *t)
{
	int rc;

	do
		rc = tcsetattr(fd, TCSAFLUSH, t);
	while (rc < 0 && errno == EINTR && caught != SIGTTOU);
	return rc;
}

/* -1: a signal came instead, in `caught`. */
static int wait_for_key(int fd, const struct usual *before)
{
	struct pollfd terminal = {.fd = fd, .events = POLLIN};
	int rc;

	do
		rc = ppoll(&terminal, 1, NULL, &before->blocked);
	while (rc < 0 && errno == EINTR && caught == 0);
	return rc;
}

static ssize_t read_line(int fd, char *line, size_t room, const struct usual *before)
{
	size_t n = 0;
	ssize_t got = 1;

	while (caught == 0 && n < room && got > 0 && (n == 0 || line[n - 1] != '\n')) {
		got = wait_for_key(fd, before) < 0 ? -1 : read(fd, line + n, room - n);
		if (got > 0)
			n += (size_t)got;
	}
	return got < 0 ? -1 : (ssize_t)n;
}

static ssize_t ask_once(int fd, const char *question, char *line, size_t room)
{
	struct usual before;
	struct termios shown, hidden;
	ssize_t n = -1;

	if (tcgetattr(fd, &shown) < 0)
		return -1;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	catch_signals(&before);
	if (set_terminal(fd, &hidden) == 0 && write(fd, question, strlen(question)) >= 0) {
		n = read_line(fd, line, room, &before);
		if (write(fd, "\n", 1) < 0)
			n = -1;
	}
	set_terminal(fd, &shown);
	release_signals(&before);
	return n;
}

static bool stopped(int number)
{
	return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

ssize_t prompt_line(int fd, const char *question, char *line, size_t room)
{
	ssize_t n;

	do {
		n = ask_once(fd, question, line, room);
		if (caught != 0)
			kill(getpid(), caught); /* after a stop: ask again */
	} while (stopped(caught));
	if (caught == 0)
		return n;
	errno = EINTR;
	return -1;
}

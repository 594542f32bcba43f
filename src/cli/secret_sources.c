/* Secrets that somebody hands over: a file, a descriptor, a variable, a command's output, a person.
 */
#include "cli/secret.h"

#include "base/clock.h"
#include "base/memory.h"
#include "cli/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- reading ---- */

/* 0: the time is up, -1: a fault. */
static int wait_for_bytes(int fd, double until)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int rc;

	do {
		double left = until - clock_mono_ms();

		rc = left > 0 ? poll(&p, 1, (int)left + 1) : 0;
	} while (rc < 0 && errno == EINTR);
	return rc;
}

enum read_end secret_take(int fd, char *p, size_t room, size_t *n, double patience_ms)
{
	double until = clock_mono_ms() + patience_ms;
	ssize_t got;

	while (*n < room) {
		int rc = wait_for_bytes(fd, until);

		if (rc <= 0)
			return rc == 0 ? READ_TOO_LATE : READ_FAILED;
		got = read(fd, p + *n, room - *n);
		if (got == 0)
			return READ_ALL;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return READ_FAILED;
		*n += got > 0 ? (size_t)got : 0;
	}
	return READ_TOO_MUCH;
}

const char *secret_patience(const struct reading *rd)
{
	return arena_printf(rd->a, "%g s (--timeout)", rd->owner->patience_ms / 1000);
}

/* The command of a token may wait for a person who signs in, whom nobody has told. */
static const char *advice(const struct reading *rd)
{
	return rd->source->kind == KIND_TOKEN && rd->source->from == SECRET_COMMAND
		       ? ": where somebody has to sign in, do that before, with smtpscope token "
			 "--token-cache FILE, and use the same FILE here"
		       : "";
}

static int read_all(struct reading *rd, int fd)
{
	switch (secret_take(fd, rd->secret->p, SECRET_ROOM, &rd->secret->n,
			    rd->owner->patience_ms)) {
	case READ_ALL:
		return 0;
	case READ_TOO_MUCH:
		return secret_refuse(
			rd, "the %s is longer than any server takes: is it the right source?",
			secret_words(rd));
	case READ_TOO_LATE:
		return secret_refuse(rd, "the %s did not come to its end within %s%s",
				     secret_words(rd), secret_patience(rd), advice(rd));
	case READ_FAILED:
		break;
	}
	return secret_refuse(rd, "cannot read the %s: %s", secret_words(rd), strerror(errno));
}

/* ---- a file ---- */

/* A pipe into which nobody writes is waited for as anything else is: in secret_take(). */
int secret_open(const char *path, const char *shown)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
		fprintf(stderr, "smtpscope: warning: others can read %s: chmod 600 it\n", shown);
	return fd;
}

int secret_from_file(struct reading *rd)
{
	int fd = secret_open(rd->source->where, secret_where(rd)), rc;

	if (fd < 0)
		return secret_refuse(rd, "--%s-file %s: %s", secret_option(rd), secret_where(rd),
				     strerror(errno));
	rc = read_all(rd, fd);
	close(fd);
	return rc;
}

/* ---- what the caller handed over ---- */

/* A command of the user's that we start is not to find it. */
int secret_from_fd(struct reading *rd)
{
	const char *s = rd->source->where;
	size_t n = strlen(s);
	int fd, rc;

	if (n == 0 || n > 6 || strspn(s, "0123456789") != n)
		return secret_refuse(rd, "--%s-fd takes the number of a file descriptor",
				     secret_option(rd));
	fd = atoi(s);
	rc = read_all(rd, fd);
	if (fd > STDERR_FILENO)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return rc;
}

/* What /proc shows of our environment is this very memory. */
int secret_from_env(struct reading *rd)
{
	char *value = getenv(rd->source->where);
	size_t n = value == NULL ? 0 : strlen(value);

	if (value == NULL)
		return secret_refuse(rd,
				     "--%s-env takes the name of a variable, and there is none of "
				     "that name",
				     secret_option(rd));
	if (n < SECRET_ROOM)
		memcpy(rd->secret->p, value, n);
	mem_wipe(value, n);
	unsetenv(rd->source->where);
	if (n >= SECRET_ROOM)
		return secret_refuse(rd, "--%s-env %s: longer than any server takes",
				     secret_option(rd), secret_where(rd));
	rd->secret->n = n;
	return 0;
}

/* ---- a command ---- */

static void run_command(const char *command, int out)
{
	signal(SIGPIPE, SIG_DFL);
	if (dup2(out, STDOUT_FILENO) < 0) /* what it prints is for us alone */
		_exit(127);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int judge_end(struct reading *rd, int status)
{
	if (WIFSIGNALED(status))
		return secret_refuse(rd, "--%s-command was ended by signal %d", secret_option(rd),
				     WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return secret_refuse(rd, "--%s-command failed with status %d", secret_option(rd),
				     WEXITSTATUS(status));
	return 0;
}

/* Without reaping it: its number stays its own. */
static bool ended(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	       info.si_pid == pid;
}

/* Asked first, for it may have a terminal to put in order. */
static void give_up(pid_t pid)
{
	enum { LOOKS = 20 };
	const struct timespec between = {.tv_nsec = 50 * 1000 * 1000};

	kill(pid, SIGTERM);
	for (int i = 0; i < LOOKS && !ended(pid); i++)
		nanosleep(&between, NULL);
	kill(pid, SIGKILL);
}

int secret_end_child(pid_t pid, bool given_up)
{
	int status = 0;

	if (given_up)
		give_up(pid);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* It may be waiting for somebody to type. Not in a group of its own: it may need the terminal. */
int secret_from_command(struct reading *rd)
{
	int ends[2], rc, status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return secret_refuse(rd, "--%s-command: %s", secret_option(rd), strerror(errno));
	pid = fork();
	if (pid == 0)
		run_command(rd->source->where, ends[1]);
	close(ends[1]);
	rc = pid < 0 ? secret_refuse(rd, "--%s-command: %s", secret_option(rd), strerror(errno))
		     : read_all(rd, ends[0]);
	close(ends[0]);
	if (pid > 0)
		status = secret_end_child(pid, rc < 0);
	return rc < 0 ? -1 : judge_end(rd, status);
}

/* ---- a person ---- */

/* Never where nobody sits: with stdin from elsewhere a prompt would hang a script. */
int secret_from_prompt(struct reading *rd)
{
	int fd = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;
	const char *question, *user = rd->owner->user, *option = secret_option(rd);
	ssize_t n;

	if (fd < 0)
		return secret_refuse(rd,
				     "no terminal to ask for the %s of %s: use --%s-file, "
				     "--%s-fd, --%s-env or --%s-command",
				     secret_words(rd), user, option, option, option, option);
	question = arena_printf(rd->a, "%s of %s: ", secret_asked(rd),
				text_safe(rd->a, bytes_str(rd->a, user)));
	n = prompt_line(fd, question, rd->secret->p, SECRET_ROOM - 1);
	close(fd);
	if (n < 0)
		return secret_refuse(rd, "no %s from the terminal: %s", secret_words(rd),
				     strerror(errno));
	rd->secret->n = (size_t)n;
	return 0;
}

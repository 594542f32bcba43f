#include "cli/cli.h"

#include "base/memory.h"
#include "cli/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* An AUTH line may have 12288 octets (RFC 4954 section 4): a longer secret is a wrong file. */
enum { SECRET_ROOM = 16 * 1024 };

/* One reading: the secret grows in a buffer of its own that no other code copies. */
struct reading {
	struct arena *a;
	const struct secret_source *source;
	struct secret *secret;
	const char **fault;
};

static int refuse(struct reading *rd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int refuse(struct reading *rd, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*rd->fault = arena_vprintf(rd->a, fmt, ap);
	va_end(ap);
	return -1;
}

/* As in the names of the options that say where it is. */
static const char *option(const struct reading *rd)
{
	return rd->source->proxy ? "proxy-password" : rd->source->token ? "token" : "password";
}

static const char *kind(const struct reading *rd)
{
	return rd->source->proxy ? "proxy's password" : rd->source->token ? "token" : "password";
}

static const char *where(const struct reading *rd)
{
	return text_safe(rd->a, bytes_str(rd->a, rd->source->where));
}

/* All that `fd` gives; one byte more than there is room for is too much. */
static int read_all(struct reading *rd, int fd)
{
	struct secret *s = rd->secret;
	ssize_t got;

	do {
		got = read(fd, s->p + s->n, SECRET_ROOM - s->n);
		if (got > 0)
			s->n += (size_t)got;
	} while ((got > 0 && s->n < SECRET_ROOM) || (got < 0 && errno == EINTR));
	if (got < 0)
		return refuse(rd, "cannot read the %s: %s", kind(rd), strerror(errno));
	if (s->n == SECRET_ROOM)
		return refuse(rd, "the %s is longer than any server takes: is it the right source?",
			      kind(rd));
	return 0;
}

static void warn_of_readers(struct reading *rd, int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
		fprintf(stderr, "smtpscope: warning: others can read %s: chmod 600 it\n",
			where(rd));
}

static int from_file(struct reading *rd)
{
	int fd = open(rd->source->where, O_RDONLY | O_CLOEXEC | O_NOCTTY), rc;

	if (fd < 0)
		return refuse(rd, "--%s-file %s: %s", option(rd), where(rd), strerror(errno));
	warn_of_readers(rd, fd);
	rc = read_all(rd, fd);
	close(fd);
	return rc;
}

static int from_fd(struct reading *rd)
{
	const char *s = rd->source->where;
	size_t n = strlen(s);

	if (n == 0 || n > 6 || strspn(s, "0123456789") != n)
		return refuse(rd, "--%s-fd takes the number of a file descriptor", option(rd));
	return read_all(rd, atoi(s));
}

/* What /proc shows of our environment is this very memory. */
static int from_env(struct reading *rd)
{
	char *value = getenv(rd->source->where);
	size_t n = value == NULL ? 0 : strlen(value);

	if (value == NULL)
		return refuse(rd,
			      "--%s-env takes the name of a variable, and there is none of that "
			      "name",
			      option(rd));
	if (n < SECRET_ROOM)
		memcpy(rd->secret->p, value, n);
	mem_wipe(value, n);
	unsetenv(rd->source->where);
	if (n >= SECRET_ROOM)
		return refuse(rd, "--%s-env %s: longer than any server takes", option(rd),
			      where(rd));
	rd->secret->n = n;
	return 0;
}

static void run_command(const char *command, int out)
{
	if (dup2(out, STDOUT_FILENO) < 0) /* what it prints is for us alone */
		_exit(127);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int judge_end(struct reading *rd, int status)
{
	if (WIFSIGNALED(status))
		return refuse(rd, "--%s-command was ended by signal %d", option(rd),
			      WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return refuse(rd, "--%s-command failed with status %d", option(rd),
			      WEXITSTATUS(status));
	return 0;
}

static int from_command(struct reading *rd)
{
	int ends[2], rc, status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return refuse(rd, "--%s-command: %s", option(rd), strerror(errno));
	pid = fork();
	if (pid == 0)
		run_command(rd->source->where, ends[1]);
	close(ends[1]);
	rc = pid < 0 ? refuse(rd, "--%s-command: %s", option(rd), strerror(errno))
		     : read_all(rd, ends[0]);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return rc < 0 ? -1 : judge_end(rd, status);
}

/* Never where nobody sits: with stdin from elsewhere a prompt would hang a script. */
static int from_prompt(struct reading *rd, const char *user)
{
	int fd = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;
	const char *question;
	ssize_t n;

	if (fd < 0)
		return refuse(rd,
			      "no terminal to ask for the %s of %s: use --%s-file, --%s-fd, "
			      "--%s-env or --%s-command",
			      kind(rd), user, option(rd), option(rd), option(rd), option(rd));
	question = arena_printf(rd->a, "%s of %s: ",
				rd->source->proxy   ? "Proxy's password"
				: rd->source->token ? "Token"
						    : "Password",
				text_safe(rd->a, bytes_str(rd->a, user)));
	n = prompt_line(fd, question, rd->secret->p, SECRET_ROOM - 1);
	close(fd);
	if (n < 0)
		return refuse(rd, "no %s from the terminal: %s", kind(rd), strerror(errno));
	rd->secret->n = (size_t)n;
	return 0;
}

/* Editors and echo end a line; the secret does not. CRLF is one line end. */
static void strip_newline(struct secret *s)
{
	if (s->n > 0 && s->p[s->n - 1] == '\n') {
		s->p[--s->n] = '\0';
		if (s->n > 0 && s->p[s->n - 1] == '\r')
			s->p[--s->n] = '\0';
	}
}

/* Bytes that no mechanism can carry, or that would end a field of it early. */
static int check(struct reading *rd)
{
	const struct secret *s = rd->secret;

	if (s->n == 0)
		return refuse(rd, "the %s is empty: is it the right source?", kind(rd));
	for (size_t i = 0; i < s->n; i++)
		if (((unsigned char)s->p[i] < ' ' && s->p[i] != '\t') || s->p[i] == 0x7f)
			return refuse(rd,
				      "the %s holds a line break or another control character: "
				      "its source should hold the %s alone",
				      kind(rd), kind(rd));
	return 0;
}

static int read_source(struct reading *rd, const char *user)
{
	switch (rd->source->from) {
	case SECRET_NONE:
		break;
	case SECRET_FILE:
		return from_file(rd);
	case SECRET_FD:
		return from_fd(rd);
	case SECRET_ENV:
		return from_env(rd);
	case SECRET_COMMAND:
		return from_command(rd);
	case SECRET_PROMPT:
		return from_prompt(rd, user);
	}
	return 0;
}

int secret_read(struct arena *a, const struct secret_source *source, const char *user,
		struct secret *secret, const char **fault)
{
	struct reading rd = {.a = a, .source = source, .secret = secret, .fault = fault};

	*secret = (struct secret){.token = source->token};
	if (source->from == SECRET_NONE)
		return 0;
	secret->p = mem_alloc(SECRET_ROOM);
	mlock(secret->p, SECRET_ROOM); /* may be refused by a limit: then memory can be swapped */
	if (read_source(&rd, user) == 0) {
		strip_newline(secret);
		if (check(&rd) == 0)
			return 0;
	}
	secret->n = SECRET_ROOM; /* wipe all of it */
	secret_wipe(secret);
	return -1;
}

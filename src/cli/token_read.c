/* A token that is there: in a file, or on standard input. It may stand in the answer of a token
 * service, so it may have many lines; whether it is one is found out by who looks at it. */
#include "cli/token.h"

#include "base/memory.h"
#include "cli/common.h"
#include "cli/prompt.h"
#include "cli/secret.h"
#include "smtp/token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TOKEN_ROOM = 64 * 1024 };

/* And what is too long for a name: such a word is not repeated. */
static bool looks_like_a_token(const char *word)
{
	enum { NAME_MAX_USUAL = 120 };

	return token_resembles(word) || strlen(word) > NAME_MAX_USUAL;
}

static int refuse(const char **fault, const char *line)
{
	*fault = line;
	return -1;
}

static int no_such_file(struct arena *a, const char *word, const char **fault)
{
	if (looks_like_a_token(word))
		return refuse(fault, "that is no file; if it is the token itself: others can read "
				     "the command line, so pipe it into smtpscope token -");
	return refuse(fault, arena_printf(a, "%s: %s", shown(a, word), strerror(errno)));
}

/* One line, for that is what a terminal gives; it is not echoed. */
static int from_terminal(struct secret *s, const char **fault)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	ssize_t n =
		fd < 0 ? -1 : prompt_line(fd, "Token (it is not shown): ", s->p, TOKEN_ROOM - 1);

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return refuse(fault, "no token from the terminal");
	s->n = (size_t)n;
	return 0;
}

static int from_stream(struct arena *a, int fd, const char *name, double patience_ms,
		       struct secret *s, const char **fault)
{
	switch (secret_take(fd, s->p, TOKEN_ROOM, &s->n, patience_ms)) {
	case READ_ALL:
		return 0;
	case READ_TOO_MUCH:
		return refuse(fault, arena_printf(a,
						  "%s: longer than any token: is it the right "
						  "file?",
						  name));
	case READ_TOO_LATE:
		return refuse(fault, arena_printf(a,
						  "%s did not come to its end within %g s "
						  "(--timeout)",
						  name, patience_ms / 1000));
	case READ_FAILED:
		break;
	}
	return refuse(fault, arena_printf(a, "%s: %s", name, strerror(errno)));
}

static int from_file(struct arena *a, const char *word, double patience_ms, struct secret *s,
		     const char **fault)
{
	int fd = secret_open(word, shown(a, word)), rc;

	if (fd < 0)
		return no_such_file(a, word, fault);
	rc = from_stream(a, fd, shown(a, word), patience_ms, s, fault);
	close(fd);
	return rc;
}

static bool starts_with(const struct secret *s, const char *bytes, size_t n)
{
	return s->n >= n && memcmp(s->p, bytes, n) == 0;
}

/* What no token is, nor any text around one. */
static const char *unusable(const struct secret *s)
{
	size_t blank = 0;

	while (blank < s->n && strchr(" \t\r\n", s->p[blank]) != NULL)
		blank++;
	if (blank == s->n)
		return "is empty: there is no token";
	if (starts_with(s, "\xff\xfe", 2) || starts_with(s, "\xfe\xff", 2))
		return "is in UTF-16, as Windows saves it: save it as UTF-8";
	if (memchr(s->p, '\0', s->n) != NULL)
		return "is binary: is it the right file?";
	return NULL;
}

static int take(struct arena *a, const char *word, double patience_ms, struct secret *s,
		const char **fault)
{
	bool is_stdin = strcmp(word, "-") == 0;
	const char *why;
	int rc;

	if (is_stdin && isatty(STDIN_FILENO))
		rc = from_terminal(s, fault);
	else if (is_stdin)
		rc = from_stream(a, STDIN_FILENO, "standard input", patience_ms, s, fault);
	else
		rc = from_file(a, word, patience_ms, s, fault);
	why = rc != 0 ? NULL : unusable(s);
	if (why == NULL)
		return rc;
	return refuse(fault,
		      arena_printf(a, "%s %s", is_stdin ? "standard input" : shown(a, word), why));
}

int token_read(struct arena *a, const char *word, double patience_ms, struct secret *s,
	       const char **fault)
{
	mem_holds_secret = true;
	*s = (struct secret){.p = mem_alloc(TOKEN_ROOM), .token = true};
	mlock(s->p, TOKEN_ROOM); /* may be refused by a limit: then memory can be swapped */
	if (take(a, word, patience_ms, s, fault) == 0)
		return 0;
	s->n = TOKEN_ROOM; /* wipe all of it */
	secret_wipe(s);
	return -1;
}

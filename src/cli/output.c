#include "cli/cli.h"

#include "base/fd_write.h"
#include "cli/plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* To a pipe, a terminal or a device. "| head" goes away when it has seen enough. */
static int write_stream(int fd, const struct buf *text)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	int rc;

	sigaction(SIGPIPE, &ignore, &before);
	rc = fd_write(fd, text->p, text->n) == text->n || errno == EPIPE ? 0 : -1;
	sigaction(SIGPIPE, &before, NULL);
	return rc;
}

static int write_device(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), rc, saved;
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) { /* since we looked */
		close(fd);
		errno = EEXIST;
		return -1;
	}
	rc = write_stream(fd, text);
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

/* mkstemp() makes private files; what anybody may read gets what any new file gets. */
static mode_t mode_of(int how, const struct buf *text)
{
	mode_t mask = umask(0);

	umask(mask);
	return text->secret || (how & OUTPUT_PRIVATE) != 0 ? 0600 : 0666 & ~mask;
}

static int fill(int fd, int how, const struct buf *text)
{
	if (fchmod(fd, mode_of(how, text)) < 0 || fd_write(fd, text->p, text->n) < text->n)
		return -1;
	return fsync(fd);
}

/* Puts the file in its place; without force never over another, however late that came. */
static int publish(const char *temporary, const char *path, int how)
{
	if ((how & OUTPUT_FORCE) != 0)
		return rename(temporary, path);
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(temporary, path) < 0) /* the file system does not know the above */
		return -1;
	unlink(temporary);
	return 0;
}

/* Signals that end a program by default wait until the temporary file is gone. */
static void hold_signals(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, before);
}

/* A temporary file beside the last one; the directory is that of `path`. */
static int write_beside(struct arena *a, const char *path, int how, const struct buf *text)
{
	const char *slash = strrchr(path, '/');
	int directory = slash == NULL ? 0 : (int)(slash - path) + 1, rc, saved;
	char *temporary = arena_printf(a, "%.*s.smtpscope-XXXXXX", directory, path);
	int fd = mkostemp(temporary, O_CLOEXEC);

	if (fd < 0)
		return -1;
	rc = fill(fd, how, text);
	if (close(fd) < 0)
		rc = -1;
	if (rc == 0)
		rc = publish(temporary, path, how);
	saved = errno;
	if (rc < 0)
		unlink(temporary);
	errno = saved;
	return rc;
}

static int write_file(struct arena *a, const char *path, int how, const struct buf *text)
{
	sigset_t before;
	int rc, saved;

	hold_signals(&before);
	rc = write_beside(a, path, how, text);
	saved = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return rc;
}

static int refuse(struct arena *a, const char *path, const char **fault)
{
	const char *shown = path == NULL ? "to stdout" : text_safe(a, bytes_str(a, path));

	if (path != NULL && errno == EEXIST) {
		*fault = arena_printf(a, "%s: the file exists; --force replaces it", shown);
		return OUTPUT_EXISTS;
	}
	*fault = arena_printf(a, "cannot write %s: %s", shown, strerror(errno));
	return -1;
}

int output_write(struct arena *a, const char *path, int how, const struct buf *text,
		 const char **fault)
{
	struct stat st;
	int rc;

	if (path == NULL)
		rc = write_stream(STDOUT_FILENO, text);
	else if ((how & OUTPUT_NEW_NAME) == 0 && stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		rc = write_device(path, text);
	else
		rc = write_file(a, path, how, text);
	return rc == 0 ? 0 : refuse(a, path, fault);
}

static void say(const char *kind, const char *line)
{
	struct arena *a = arena_new();

	fprintf(stderr, "smtpscope: %s%s\n", kind, text_safe(a, bytes_str(a, line)));
	arena_free(a);
}

void output_complaint(const char *line)
{
	if (!plugin_tells(line))
		say("", line);
}

void output_warning(const char *line)
{
	say("warning: ", line);
}

#include "input/follow.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct follow {
	struct arena *arena;
	const char *path; /* NULL: a pipe or a terminal, which has an end */
	const char *name;
	int fd; /* -1: the file is gone and has not come back */
	dev_t device;
	ino_t inode;
	bool ended; /* the pipe */
	char *buffer;
	size_t n;      /* bytes in it */
	size_t given;  /* of those, that were handed out as lines */
	bool skipping; /* the rest of a line that was too long */
};

static int open_file(struct follow *f)
{
	struct stat st;

	f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (f->fd < 0)
		return -1;
	if (fstat(f->fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(f->fd);
		f->fd = -1;
		errno = S_ISDIR(st.st_mode) ? EISDIR : ESPIPE;
		return -1;
	}
	f->device = st.st_dev;
	f->inode = st.st_ino;
	f->n = f->given = 0;
	f->skipping = false;
	return 0;
}

struct follow *follow_open(struct arena *a, const char *path, const char **fault)
{
	struct follow *f = mem_alloc(sizeof(*f));

	f->arena = a;
	f->buffer = mem_alloc(FOLLOW_BLOCK);
	if (strcmp(path, "-") == 0) {
		f->name = "the standard input";
		return f;
	}
	f->path = f->name = arena_str(a, path);
	if (open_file(f) == 0)
		return f;
	*fault = errno == ESPIPE
			 ? arena_printf(a, "--follow: %s is no file that grows: give a pipe as -",
					path)
			 : arena_printf(a, "%s: %s", path, strerror(errno));
	return follow_close(f);
}

struct follow *follow_close(struct follow *f)
{
	if (f == NULL)
		return NULL;
	if (f->fd > STDIN_FILENO)
		close(f->fd);
	free(f->buffer);
	free(f);
	return NULL;
}

/* ---- lines ---- */

static void drop_given(struct follow *f)
{
	memmove(f->buffer, f->buffer + f->given, f->n - f->given);
	f->n -= f->given;
	f->given = 0;
}

/* What came behind the line that was too long. */
static void skip_rest(struct follow *f)
{
	const char *lf = f->n == 0 ? NULL : memchr(f->buffer, '\n', f->n);

	f->given = lf == NULL ? f->n : (size_t)(lf - f->buffer) + 1;
	f->skipping = lf == NULL;
	drop_given(f);
}

/* The whole lines that are there; of a line that fills the buffer its beginning. */
static bool take_lines(struct follow *f, struct bytes *lines)
{
	const char *lf;

	if (f->skipping)
		skip_rest(f);
	lf = f->n == 0 ? NULL : memrchr(f->buffer, '\n', f->n);
	if (lf == NULL && f->n < FOLLOW_BLOCK)
		return false;
	f->given = lf == NULL ? f->n : (size_t)(lf - f->buffer) + 1;
	f->skipping = lf == NULL;
	if (lf == NULL)
		f->buffer[f->n - 1] = '\n';
	*lines = (struct bytes){f->buffer, f->given};
	return true;
}

/* More bytes; -1 with errno. */
static ssize_t fill(struct follow *f)
{
	ssize_t n;

	drop_given(f);
	if (f->fd < 0 || f->n == FOLLOW_BLOCK)
		return 0;
	do
		n = read(f->fd, f->buffer + f->n, FOLLOW_BLOCK - f->n);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		f->n += (size_t)n;
	return n;
}

/* The last line of a file that has no end; nothing more will come. */
static bool take_last(struct follow *f, struct bytes *lines)
{
	if (f->n == 0 || f->n == FOLLOW_BLOCK || f->skipping)
		return false;
	f->buffer[f->n++] = '\n';
	return take_lines(f, lines);
}

/* ---- what became of the file ---- */

static bool was_truncated(const struct follow *f)
{
	struct stat st;

	return f->fd >= 0 && fstat(f->fd, &st) == 0 && st.st_size < lseek(f->fd, 0, SEEK_CUR);
}

/* Another file has its name. One that has lost its name is still written to. */
static bool was_replaced(const struct follow *f)
{
	struct stat st;

	return stat(f->path, &st) == 0 &&
	       (f->fd < 0 || st.st_dev != f->device || st.st_ino != f->inode);
}

static enum followed look_at_file(struct follow *f, struct bytes *lines)
{
	if (was_truncated(f)) {
		lseek(f->fd, 0, SEEK_SET);
		f->n = f->given = 0;
		f->skipping = false;
		return FOLLOWED_ANEW;
	}
	if (!was_replaced(f))
		return FOLLOWED_NOTHING;
	if (take_last(f, lines))
		return FOLLOWED_LINES;
	if (f->fd >= 0)
		close(f->fd);
	return open_file(f) == 0 ? FOLLOWED_ANEW : FOLLOWED_NOTHING;
}

/* ---- waiting ---- */

/* Until a signal, input of a pipe, the end of who reads our output, or the end of the pause. */
static bool wait_a_while(const struct follow *f, const volatile sig_atomic_t *stop,
			 const sigset_t *unblocked)
{
	struct pollfd fds[] = {
		{.fd = STDOUT_FILENO}, /* POLLERR comes unasked */
		{.fd = f->path == NULL ? f->fd : -1, .events = POLLIN},
	};
	const struct timespec pause = {.tv_nsec = FOLLOW_PAUSE_MS * 1000000L};

	ppoll(fds, 2, &pause, unblocked);
	return !*stop && (fds[0].revents & POLLERR) == 0;
}

static bool has_input(const struct follow *f)
{
	struct pollfd fd = {.fd = f->fd, .events = POLLIN};

	return f->path != NULL || poll(&fd, 1, 0) > 0;
}

enum followed follow_next(struct follow *f, const volatile sig_atomic_t *stop,
			  const sigset_t *unblocked, struct bytes *lines, const char **fault)
{
	ssize_t n = 0;
	bool had_input = has_input(f);

	if (*stop)
		return FOLLOWED_END;
	if (had_input)
		n = fill(f);
	else
		drop_given(f);
	if (n < 0) {
		*fault = arena_printf(f->arena, "%s: %s", f->name, strerror(errno));
		return FOLLOWED_FAULT;
	}
	if (take_lines(f, lines))
		return FOLLOWED_LINES;
	if (n > 0)
		return wait_a_while(f, stop, unblocked) ? FOLLOWED_NOTHING : FOLLOWED_END;
	if (f->path == NULL && had_input)
		return take_last(f, lines) ? FOLLOWED_LINES : FOLLOWED_END;
	if (f->path != NULL) {
		enum followed became = look_at_file(f, lines);

		if (became != FOLLOWED_NOTHING)
			return became;
	}
	return wait_a_while(f, stop, unblocked) ? FOLLOWED_NOTHING : FOLLOWED_END;
}

#include "run/attempts_file.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME	  "attempts"
#define LOCK_NAME "attempts.lock"
#define NEW_NAME  "attempts.new"

enum { PRIVATE_FOLDER = 0700, PRIVATE_FILE = 0600 };

/* Other runs hold the lock for a few milliseconds. */
enum { LOCK_TRIES = 100, LOCK_PAUSE_MS = 10 };

static void fault(struct attempts_file *f, const char *name, const char *why)
{
	if (f->fault == NULL)
		f->fault = text_safe(
			f->arena, bytes_str(f->arena, arena_printf(f->arena, "%s%s%s: %s", f->path,
								   *name ? "/" : "", name, why)));
}

/* ---- the folder ---- */

/* And those above it, which may be missing, too (XDG Base Directory Specification). */
static void make_folder(struct arena *a, const char *path)
{
	char *part = arena_str(a, path);

	for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, PRIVATE_FOLDER);
		*slash = '/';
	}
	mkdir(part, PRIVATE_FOLDER);
}

/* NULL, or what keeps us from trusting what an open file or folder says. */
static const char *distrust(const struct stat *st, mode_t kind)
{
	if ((st->st_mode & S_IFMT) != kind)
		return kind == S_IFDIR ? "not a folder" : "not a plain file: move it away";
	if (st->st_uid != geteuid())
		return "belongs to another user";
	return (st->st_mode & (S_IWGRP | S_IWOTH)) != 0 ? "others can write to it: chmod go-w it"
							: NULL;
}

/* A descriptor of what can be trusted, or -1; the size in *size. */
static int judged(struct attempts_file *f, int fd, const char *name, mode_t kind, off_t *size)
{
	struct stat st = {0};
	const char *why = fd < 0 || fstat(fd, &st) < 0 ? strerror(errno) : distrust(&st, kind);

	*size = st.st_size;
	if (why == NULL)
		return fd;
	fault(f, name, errno == ELOOP && fd < 0 ? "a symbolic link: move it away" : why);
	if (fd >= 0)
		close(fd);
	return -1;
}

static void open_folder(struct attempts_file *f)
{
	enum { FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };
	off_t size;
	int fd = open(f->path, FLAGS);

	if (fd < 0 && errno == ENOENT) {
		make_folder(f->arena, f->path);
		fd = open(f->path, FLAGS);
	}
	f->folder = judged(f, fd, "", S_IFDIR, &size);
}

/* ---- the lock ---- */

static void rest(void)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};

	nanosleep(&pause, NULL);
}

/* A file of its own, which stays: who locks what is renamed away locks nothing. */
static void take_lock(struct attempts_file *f)
{
	enum { FLAGS = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };
	off_t size;
	int fd = openat(f->folder, LOCK_NAME, FLAGS, PRIVATE_FILE), rc = -1;

	fd = judged(f, fd, LOCK_NAME, S_IFREG, &size);
	for (int i = 0; fd >= 0 && i < LOCK_TRIES && rc < 0; i++) {
		rc = flock(fd, LOCK_EX | LOCK_NB);
		if (rc < 0 && errno != EWOULDBLOCK && errno != EINTR)
			break;
		if (rc < 0)
			rest();
	}
	if (rc == 0) {
		f->lock = fd;
	} else if (fd >= 0) {
		fault(f, LOCK_NAME,
		      errno == EWOULDBLOCK ? "another run does not let go of it" : strerror(errno));
		close(fd);
	}
}

/* ---- the file ---- */

/* All of it, -1 with errno. */
static int read_all(int fd, struct buf *text)
{
	ssize_t got;

	do {
		got = read(fd, buf_reserve(text, 4096), 4096);
		if (got > 0)
			text->n += (size_t)got;
	} while ((got > 0 && text->n <= ATTEMPTS_TEXT_MAX) || (got < 0 && errno == EINTR));
	return got < 0 ? -1 : 0;
}

static bool take_text(struct attempts_file *f, const struct buf *text)
{
	switch (attempts_read(f->now, text->n > 0 ? text->p : "", text->n)) {
	case ATTEMPTS_SOUND:
		return true;
	case ATTEMPTS_DAMAGED:
		fault(f, NAME, "damaged: what could not be read is forgotten");
		return true;
	default:
		fault(f, NAME, "not written by this program, or by a later one: move it away");
		return false;
	}
}

/* True: it was read, or there was none. */
static bool read_file(struct attempts_file *f)
{
	enum { FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };
	struct buf text = {0};
	bool usable = false;
	off_t size;
	int fd = openat(f->folder, NAME, FLAGS);

	if (fd < 0 && errno == ENOENT)
		return true;
	fd = judged(f, fd, NAME, S_IFREG, &size);
	if (fd < 0)
		return false;
	if (size > ATTEMPTS_TEXT_MAX)
		fault(f, NAME, "longer than it can be: move it away");
	else if (read_all(fd, &text) < 0)
		fault(f, NAME, strerror(errno));
	else
		usable = take_text(f, &text);
	buf_free(&text);
	close(fd);
	return usable;
}

void attempts_open(struct attempts_file *f, struct arena *a, const char *path)
{
	*f = (struct attempts_file){.arena = a, .path = path, .folder = -1, .lock = -1};
	f->now = mem_alloc(sizeof(*f->now));
	attempts_new(f->now);
	if (path == NULL)
		f->fault = "there is no home directory (HOME, XDG_STATE_HOME)";
	else
		open_folder(f);
	if (f->folder < 0)
		return;
	take_lock(f); /* what is read without it may be old in a moment, but is whole */
	f->writable = read_file(f) && f->lock >= 0;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

/* One that a killed run left behind was no file yet. */
static int write_new(const struct attempts_file *f, const struct buf *text)
{
	enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
	int fd, rc;

	unlinkat(f->folder, NEW_NAME, 0);
	fd = openat(f->folder, NEW_NAME, FLAGS, PRIVATE_FILE);
	if (fd < 0)
		return -1;
	rc = fchmod(fd, PRIVATE_FILE); /* whatever the umask */
	if (rc == 0)
		rc = write_all(fd, text->p, text->n);
	return close(fd) < 0 ? -1 : rc;
}

void attempts_save(struct attempts_file *f)
{
	struct buf text = {0};

	if (!f->writable)
		return;
	attempts_write(f->now, &text);
	if (write_new(f, &text) < 0 || renameat(f->folder, NEW_NAME, f->folder, NAME) < 0) {
		fault(f, NAME, strerror(errno));
		unlinkat(f->folder, NEW_NAME, 0);
	}
	buf_free(&text);
}

void attempts_close(struct attempts_file *f)
{
	if (f->lock >= 0)
		close(f->lock); /* gives it back */
	if (f->folder >= 0)
		close(f->folder);
	free(f->now);
	f->now = NULL;
}

#include "base/own_file.h"

#include "base/fd_write.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PRIVATE_FOLDER = 0700, PRIVATE_FILE = 0600 };
enum { OTHERS_WRITE = S_IWGRP | S_IWOTH, OTHERS_READ = S_IRGRP | S_IROTH };
enum { LOCK_PAUSE_MS = 10 };

/* `name` NULL: the folder. */
static void fault(struct own_file *f, const char *name, const char *why)
{
	bool slash = name != NULL && !text_has_suffix(f->folder, "/");

	if (f->fault == NULL)
		f->fault = text_safe(
			f->arena, bytes_str(f->arena, arena_printf(f->arena, "%s%s%s: %s",
								   f->folder, slash ? "/" : "",
								   name == NULL ? "" : name, why)));
}

void own_file_fault(struct own_file *f, const char *why)
{
	fault(f, f->name, why);
}

static const char *lock_name(const struct own_file *f)
{
	return arena_printf(f->arena, "%s.lock", f->name);
}

/* What is written before it takes the file's place. */
static const char *new_name(const struct own_file *f)
{
	return arena_printf(f->arena, "%s.new", f->name);
}

/* ---- trust ---- */

/* NULL, or what keeps us from trusting what stands in a folder. */
static const char *folder_distrust(const struct own_file *f, const struct stat *st)
{
	bool sticky = f->shared_folder && (st->st_mode & S_ISVTX) != 0;

	if (!S_ISDIR(st->st_mode))
		return "not a folder";
	if (st->st_uid != geteuid() && !(f->shared_folder && st->st_uid == 0))
		return "belongs to another user";
	return (st->st_mode & OTHERS_WRITE) != 0 && !sticky
		       ? "others can write to it: chmod go-w it"
		       : NULL;
}

static const char *file_distrust(const struct own_file *f, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "not a plain file: move it away";
	if (st->st_uid != geteuid())
		return "belongs to another user";
	if (f->is_private && (st->st_mode & (OTHERS_WRITE | OTHERS_READ)) != 0)
		return "others can read or write it: chmod 600 it";
	return (st->st_mode & OTHERS_WRITE) != 0 ? "others can write to it: chmod go-w it" : NULL;
}

/* A descriptor of what can be trusted, or -1; its facts in *st. `name` NULL: of the folder. */
static int judged(struct own_file *f, int fd, const char *name, struct stat *st)
{
	const char *why;

	if (fd < 0 || fstat(fd, st) < 0)
		why = fd < 0 && errno == ELOOP ? "a symbolic link: move it away" : strerror(errno);
	else
		why = name == NULL ? folder_distrust(f, st) : file_distrust(f, st);
	if (why == NULL)
		return fd;
	fault(f, name, why);
	if (fd >= 0)
		close(fd);
	return -1;
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

bool own_file_open(struct own_file *f)
{
	enum { FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };
	struct stat st;
	int fd = open(f->folder, FLAGS);

	if (fd < 0 && errno == ENOENT && f->make_folder) {
		make_folder(f->arena, f->folder);
		fd = open(f->folder, FLAGS);
	}
	f->lock_fd = -1;
	f->folder_fd = judged(f, fd, NULL, &st);
	return f->folder_fd >= 0;
}

/* ---- the lock ---- */

static void rest(void)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};

	nanosleep(&pause, NULL);
}

/* 0, or -1 with errno, EWOULDBLOCK where patience has ended. */
static int lock_patiently(int fd, double patience_ms)
{
	int rc = flock(fd, LOCK_EX | LOCK_NB);

	for (double waited = 0; rc < 0 && waited < patience_ms; waited += LOCK_PAUSE_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			break;
		rest();
		rc = flock(fd, LOCK_EX | LOCK_NB);
	}
	return rc;
}

bool own_file_lock(struct own_file *f, double patience_ms)
{
	enum { FLAGS = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };
	const char *name = lock_name(f);
	struct stat st;
	int fd = openat(f->folder_fd, name, FLAGS, PRIVATE_FILE);

	fd = judged(f, fd, name, &st);
	if (fd < 0)
		return false;
	if (lock_patiently(fd, patience_ms) == 0) {
		f->lock_fd = fd;
		/* One that a killed run left behind was no file yet, and may hold a secret. */
		unlinkat(f->folder_fd, new_name(f), 0);
		return true;
	}
	fault(f, name,
	      errno == EWOULDBLOCK ? "another run does not let go of it" : strerror(errno));
	close(fd);
	return false;
}

/* ---- the file ---- */

/* All of it, or more than `max`; -1 with errno. */
static int read_all(int fd, size_t max, struct buf *text)
{
	ssize_t got;

	do {
		got = read(fd, buf_reserve(text, 4096), 4096);
		if (got > 0)
			text->n += (size_t)got;
	} while ((got > 0 && text->n <= max) || (got < 0 && errno == EINTR));
	return got < 0 ? -1 : 0;
}

int own_file_read(struct own_file *f, size_t max, struct buf *text)
{
	enum { FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };
	struct stat st;
	int fd = openat(f->folder_fd, f->name, FLAGS), rc = -1;

	if (fd < 0 && errno == ENOENT)
		return 0;
	fd = judged(f, fd, f->name, &st);
	if (fd < 0)
		return -1;
	if (st.st_size > (off_t)max)
		fault(f, f->name, "longer than it can be: move it away");
	else if (read_all(fd, max, text) < 0)
		fault(f, f->name, strerror(errno));
	else if (text->n > max)
		fault(f, f->name, "longer than it can be: move it away");
	else
		rc = 1;
	close(fd);
	return rc;
}

static int write_new(const struct own_file *f, const char *name, const struct buf *text)
{
	enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
	int fd = openat(f->folder_fd, name, FLAGS, PRIVATE_FILE), rc;

	if (fd < 0)
		return -1;
	rc = fchmod(fd, PRIVATE_FILE); /* whatever the umask */
	if (rc == 0 && fd_write(fd, text->p, text->n) < text->n)
		rc = -1;
	if (rc == 0 && f->durable)
		rc = fsync(fd);
	return close(fd) < 0 ? -1 : rc;
}

bool own_file_replace(struct own_file *f, const struct buf *text)
{
	const char *name = new_name(f);

	if (write_new(f, name, text) < 0 ||
	    renameat(f->folder_fd, name, f->folder_fd, f->name) < 0) {
		fault(f, f->name, strerror(errno));
		unlinkat(f->folder_fd, name, 0);
		return false;
	}
	if (f->durable)
		fsync(f->folder_fd); /* some file systems cannot; then it is as safe as it gets */
	return true;
}

void own_file_close(struct own_file *f)
{
	if (f->lock_fd >= 0)
		close(f->lock_fd);
	if (f->folder_fd >= 0)
		close(f->folder_fd);
	f->lock_fd = f->folder_fd = -1;
}

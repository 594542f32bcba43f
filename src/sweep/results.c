#include "sweep/results.h"

#include "base/text.h"
#include "sweep/results_old.h"
#include "sweep/results_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct opening {
	struct arena *arena;
	const char *path, *name; /* as given, and harmless */
	bool is_stdout;
	int how;
	const char *fault;
};

static int fails(struct opening *o, const char *why)
{
	if (o->fault == NULL)
		o->fault = arena_printf(o->arena, "%s: %s", o->name, why);
	return -1;
}

static int fails_with(struct opening *o, int error)
{
	if (o->fault == NULL)
		o->fault = arena_printf(o->arena, "cannot write %s: %s", o->name, strerror(error));
	return -1;
}

/* ---- the lock ---- */

/* The process that has locked the file, 0: not to be found out. A line of proc_locks(5): "7: FLOCK
 * ADVISORY WRITE 4711 fd:01:131 0 EOF". */
static long holder(const struct stat *file)
{
	FILE *locks = fopen("/proc/locks", "re");
	char line[256];
	long pid = 0;

	while (locks != NULL && pid == 0 && fgets(line, sizeof(line), locks) != NULL) {
		unsigned major, minor;
		uintmax_t inode;
		long of;

		if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%ju", &of, &major, &minor, &inode) ==
			    4 &&
		    inode == file->st_ino && makedev(major, minor) == file->st_dev)
			pid = of;
	}
	if (locks != NULL)
		fclose(locks);
	return pid;
}

/* On the file itself, which nobody renames away: a second run would write where we do. Where the
 * file system has no locks (NFS without its lock service) there is none; O_APPEND keeps lines
 * whole all the same. The kernel gives it back when we end. */
static int lock(struct opening *o, int fd, const struct stat *file)
{
	long pid;

	if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return 0;
	pid = holder(file);
	return fails(o, arena_printf(o->arena,
				     "another run%s writes to it: wait until that has ended, or "
				     "name another file",
				     pid > 0 ? arena_printf(o->arena, " (process %ld)", pid) : ""));
}

/* ---- a file ---- */

/* So that the name outlives a power cut, too. Some file systems cannot. */
static void sync_folder(struct opening *o)
{
	const char *slash = strrchr(o->path, '/');
	const char *folder = slash == NULL ? "."
			     : slash == o->path
				     ? "/"
				     : arena_copy(o->arena, o->path, (size_t)(slash - o->path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Not yet for appending: see results_old_read(). */
enum { FILE_FLAGS = O_RDWR | O_CLOEXEC | O_NOCTTY };

static int open_existing(struct opening *o)
{
	int fd = open(o->path, FILE_FLAGS);

	if (fd >= 0)
		return fd;
	return errno == ENOENT ? fails(o, "a symbolic link to what is not there: remove it")
			       : fails_with(o, errno);
}

/* -1 with a fault; *made: nothing was there. */
static int open_file(struct opening *o, bool *made)
{
	mode_t mode = (o->how & RESULTS_PRIVATE) != 0 ? 0600 : 0666;
	int fd = open(o->path, FILE_FLAGS | O_CREAT | O_EXCL, mode);

	*made = fd >= 0;
	if (fd >= 0)
		return fd;
	if (errno != EEXIST)
		return fails_with(o, errno);
	if ((o->how & (RESULTS_RESUME | RESULTS_FORCE)) == 0)
		return fails(o, "the file exists; --resume goes on with it, --force replaces it");
	return open_existing(o);
}

static int empty(struct opening *o, int fd)
{
	if (ftruncate(fd, 0) < 0 || ((o->how & RESULTS_PRIVATE) != 0 && fchmod(fd, 0600) < 0))
		return fails_with(o, errno);
	return 0;
}

static int go_on_with(struct opening *o, int fd, struct results_old *old)
{
	old->name = o->name;
	old->form = (o->how & RESULTS_BRIEF) != 0 ? RESULT_BRIEF : RESULT_REPORT;
	o->fault = results_old_read(o->arena, fd, old);
	return o->fault == NULL ? 0 : -1;
}

/* From here on every write goes to the end, wherever that is by then: a file that is copied and cut
 * off under us (logrotate, copytruncate) gets no hole. */
static int append_from_now_on(struct opening *o, int fd)
{
	return fcntl(fd, F_SETFL, O_APPEND) == 0 ? 0 : fails_with(o, errno);
}

static int prepare(struct opening *o, int fd, bool made, struct results_old *old)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fails_with(o, errno);
	if (!S_ISREG(st.st_mode)) /* since we looked */
		return fails(o, "not a plain file any more");
	if (lock(o, fd, &st) < 0)
		return -1;
	if (made)
		sync_folder(o);
	else if (((o->how & RESULTS_RESUME) != 0 ? go_on_with(o, fd, old) : empty(o, fd)) < 0)
		return -1;
	return append_from_now_on(o, fd);
}

static int file_to_write(struct opening *o, struct results_old *old)
{
	bool made;
	int fd = open_file(o, &made);

	if (fd >= 0 && prepare(o, fd, made, old) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* ---- what is no file ---- */

/* "/dev/stdout" and its like: opened once more, a file would be written from its beginning. */
static bool is_stdout(const char *path)
{
	static const char devices[] = "/dev/";
	struct stat named, out;

	return strncmp(path, devices, sizeof(devices) - 1) == 0 && stat(path, &named) == 0 &&
	       fstat(STDOUT_FILENO, &out) == 0 && named.st_dev == out.st_dev &&
	       named.st_ino == out.st_ino;
}

static int open_stream(struct opening *o, mode_t mode)
{
	int fd;

	if (!S_ISFIFO(mode) && !S_ISCHR(mode))
		return fails(o, "neither a file nor a pipe: name another");
	fd = open(o->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return fd >= 0 ? fd : fails_with(o, errno);
}

/* -1 with a fault. */
static int place_to_write(struct opening *o, struct results_old *old)
{
	struct stat st;

	o->is_stdout = is_stdout(o->path);
	if (stat(o->path, &st) < 0 || (S_ISREG(st.st_mode) && !o->is_stdout))
		return file_to_write(o, old);
	if (S_ISDIR(st.st_mode))
		return fails(o, "a folder: name a file in it");
	if ((o->how & RESULTS_RESUME) != 0)
		return fails(o, "not a file: there is nothing that --resume could go on with");
	return o->is_stdout ? STDOUT_FILENO : open_stream(o, st.st_mode);
}

struct results *results_open(struct arena *a, const char *path, int how, struct seen *seen,
			     results_old_fn *old, void *arg, const char **fault)
{
	struct opening o = {
		.arena = a, .path = path, .name = "stdout", .is_stdout = path == NULL, .how = how};
	struct results_old before = {.seen = seen, .fn = old, .arg = arg};
	struct results_place place = {.fd = STDOUT_FILENO};

	if (path != NULL) {
		o.name = text_safe(a, bytes_str(a, path));
		place.fd = place_to_write(&o, &before);
	}
	*fault = o.fault;
	place.name = o.name;
	place.is_path = !o.is_stdout;
	return place.fd < 0 ? NULL : results_start(&place);
}

#include "sweep/results_writer.h"

#include "base/clock.h"
#include "base/fatal.h"
#include "base/fd_write.h"
#include "base/memory.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

enum { NS_PER_MS = 1000000 };

/* Lines that come close together are written together: so many ms after the last group, or as soon
 * as there are so many bytes. One that comes alone is written at once. */
enum { GATHER_MS = 10, GATHER_BYTES = 256 * 1024 };

struct results {
	struct arena *arena; /* of name and fault */
	struct results_place place;
	bool is_file; /* one that can be cut and put on the disk */
	uv_thread_t thread;

	uv_mutex_t lock; /* of what follows, up to the empty line */
	uv_cond_t come;	 /* something waits, or it is the end */
	uv_cond_t room;	 /* a group is written, or never will be */
	struct buf waiting;
	size_t pending; /* bytes in `waiting` and `group` */
	unsigned long count;
	const char *fault;
	bool closing;

	/* of the thread alone */
	struct buf group;
	bool is_dirty;	 /* something is not on the disk for sure */
	double sync_due; /* clock_mono_ms() */
	double written;	 /* the last group, likewise */
};

/* ---- faults ---- */

/* Of a file. */
static const char *remedy(int error)
{
	static const struct {
		int error;
		const char *remedy;
	} remedies[] = {
		{ENOSPC, ": make room"},
		{EDQUOT, ": make room"},
		{EFBIG, ": raise the limit (ulimit -f), or name a file elsewhere"},
		{EIO, ": look what the system's log says of that disk"},
		{ESTALE, ": the server has lost the file, or it was removed there"},
	};

	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (remedies[i].error == error)
			return remedies[i].remedy;
	return "";
}

static void set_fault(struct results *r, const char *fault)
{
	uv_mutex_lock(&r->lock);
	if (r->fault == NULL)
		r->fault = fault;
	uv_mutex_unlock(&r->lock);
}

/* What --resume makes again is what was on its way. */
static void writing_failed(struct results *r, int error)
{
	const char *name = r->place.name;

	if (error == EPIPE)
		set_fault(r, arena_printf(r->arena, "%s: whoever read the results is gone", name));
	else
		set_fault(r, arena_printf(r->arena, "cannot write %s: %s%s%s", name,
					  strerror(error), r->is_file ? remedy(error) : "",
					  r->place.is_path && r->is_file
						  ? "; --resume goes on where this ends"
						  : ""));
}

/* ---- the thread: groups of lines ---- */

/* How many of the `n` bytes are whole lines. */
static size_t whole_lines(const char *p, size_t n)
{
	const char *newline = n > 0 ? memrchr(p, '\n', n) : NULL;

	return newline == NULL ? 0 : (size_t)(newline + 1 - p);
}

static unsigned long lines_in(const char *p, size_t n)
{
	const char *end = p + n;
	unsigned long lines = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		lines++;
		p++;
	}
	return lines;
}

/* The file was `before` long; `done` bytes came to it, the last `part` of a line that lacks its
 * end. Where others write to it, too, nobody can say whose bytes are the last. */
static void cut_back(const struct results *r, off_t before, size_t done, size_t part)
{
	struct stat st;

	if (part == 0 || fstat(r->place.fd, &st) < 0 || st.st_size != before + (off_t)done)
		return;
	if (ftruncate(r->place.fd, st.st_size - (off_t)part) == 0)
		lseek(r->place.fd, -(off_t)part, SEEK_CUR); /* others may share a stdout */
}

/* Its length; -1: it is none any more that anybody will find. */
static off_t length(struct results *r)
{
	struct stat st;

	if (!r->is_file)
		return 0;
	if (fstat(r->place.fd, &st) < 0) {
		writing_failed(r, errno);
		return -1;
	}
	if (st.st_nlink > 0 || !r->place.is_path)
		return st.st_size;
	set_fault(r, arena_printf(r->arena, "%s: somebody has removed it, and the results with it",
				  r->place.name));
	return -1;
}

static void write_group(struct results *r)
{
	const struct buf *g = &r->group;
	off_t before = length(r);
	unsigned long lines;
	size_t done, whole;
	int error;

	if (before < 0)
		return;
	done = fd_write(r->place.fd, g->p, g->n);
	error = errno;
	whole = whole_lines(g->p, done);
	lines = lines_in(g->p, whole);
	if (done < g->n && r->is_file)
		cut_back(r, before, done, done - whole);
	if (!r->is_dirty)
		r->sync_due = clock_mono_ms() + RESULTS_SYNC_MS;
	r->is_dirty = r->is_file;
	uv_mutex_lock(&r->lock);
	r->count += lines;
	uv_mutex_unlock(&r->lock);
	if (done < g->n)
		writing_failed(r, error);
}

/* Some file systems cannot; then it is as safe as it gets. */
static bool cannot_sync(int error)
{
	return error == EINVAL || error == EROFS || error == ENOTSUP;
}

static void sync_file(struct results *r)
{
	r->is_dirty = false;
	if (fdatasync(r->place.fd) < 0 && !cannot_sync(errno))
		writing_failed(r, errno);
}

/* With the lock. Until something waits, or it is the end, or what is written is to be synced. */
static void wait_for_lines(struct results *r)
{
	while (r->waiting.n == 0 && !r->closing) {
		double left = r->is_dirty ? r->sync_due - clock_mono_ms() : 0;

		if (!r->is_dirty)
			uv_cond_wait(&r->come, &r->lock);
		else if (left <= 0)
			return;
		else
			uv_cond_timedwait(&r->come, &r->lock, (uint64_t)(left * NS_PER_MS) + 1);
	}
}

/* With the lock. */
static void let_gather(struct results *r)
{
	double left;

	while (!r->closing && r->waiting.n > 0 && r->waiting.n < GATHER_BYTES &&
	       (left = r->written + GATHER_MS - clock_mono_ms()) > 0)
		uv_cond_timedwait(&r->come, &r->lock, (uint64_t)(left * NS_PER_MS) + 1);
}

/* The group that is written gives its room to those who wait, and gets what they handed over.
 * False: nothing will come any more. */
static bool next_group(struct results *r)
{
	struct buf empty;
	bool more;

	uv_mutex_lock(&r->lock);
	r->pending -= r->group.n;
	buf_clear(&r->group);
	uv_cond_broadcast(&r->room);
	wait_for_lines(r);
	let_gather(r);
	empty = r->group;
	r->group = r->waiting;
	r->waiting = empty;
	more = r->fault == NULL && (r->group.n > 0 || !r->closing);
	uv_mutex_unlock(&r->lock);
	return more;
}

static void on_thread(void *arg)
{
	struct results *r = arg;

	while (next_group(r)) {
		if (r->group.n > 0) {
			write_group(r);
			r->written = clock_mono_ms();
		}
		if (r->is_dirty && clock_mono_ms() >= r->sync_due)
			sync_file(r);
	}
	if (r->is_dirty)
		sync_file(r);
}

/* Signals are for others; those of a pipe without reader, and of a file that may not grow, come to
 * whoever writes, and are its errno then. */
static void start_thread(struct results *r)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = uv_thread_create(&r->thread, on_thread, r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc != 0)
		fatal("no thread to write results with: %s", uv_strerror(rc));
}

struct results *results_start(const struct results_place *place)
{
	struct results *r = mem_alloc(sizeof(*r));
	struct stat st;

	r->arena = arena_new();
	r->place = *place;
	r->place.name = arena_str(r->arena, place->name);
	r->is_file = fstat(place->fd, &st) == 0 && S_ISREG(st.st_mode);
	uv_mutex_init(&r->lock);
	uv_cond_init(&r->come);
	uv_cond_init(&r->room);
	start_thread(r);
	return r;
}

/* ---- what others call ---- */

bool results_add(struct results *r, const struct buf *line)
{
	size_t before;
	bool sound;

	uv_mutex_lock(&r->lock);
	while (r->fault == NULL && r->pending > 0 && r->pending + line->n > RESULTS_WAITING_MAX)
		uv_cond_wait(&r->room, &r->lock);
	sound = r->fault == NULL;
	if (sound) {
		before = r->waiting.n;
		buf_add(&r->waiting, line->p, line->n);
		r->pending += line->n;
		if (before == 0 || (before < GATHER_BYTES && r->waiting.n >= GATHER_BYTES))
			uv_cond_signal(&r->come);
	}
	uv_mutex_unlock(&r->lock);
	return sound;
}

const char *results_fault(struct results *r)
{
	const char *fault;

	uv_mutex_lock(&r->lock);
	fault = r->fault;
	uv_mutex_unlock(&r->lock);
	return fault;
}

unsigned long results_count(struct results *r)
{
	unsigned long count;

	uv_mutex_lock(&r->lock);
	count = r->count;
	uv_mutex_unlock(&r->lock);
	return count;
}

static void end_thread(struct results *r)
{
	uv_mutex_lock(&r->lock);
	r->closing = true;
	uv_cond_signal(&r->come);
	uv_mutex_unlock(&r->lock);
	uv_thread_join(&r->thread);
}

int results_close(struct arena *a, struct results *r, const char **fault)
{
	bool sound;

	end_thread(r);
	if (r->place.is_path && close(r->place.fd) < 0)
		writing_failed(r, errno);
	sound = r->fault == NULL;
	if (!sound)
		*fault = arena_str(a, r->fault);
	uv_cond_destroy(&r->come);
	uv_cond_destroy(&r->room);
	uv_mutex_destroy(&r->lock);
	buf_free(&r->waiting);
	buf_free(&r->group);
	arena_free(r->arena);
	free(r);
	return sound ? 0 : -1;
}

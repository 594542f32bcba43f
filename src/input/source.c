#include "input/source.h"

#include "base/clock.h"
#include "base/memory.h"
#include "input/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RAW = 128 * 1024 };

struct source {
	struct arena *arena;
	const char *name;
	int fd;		      /* -1: bytes in memory, all of them in `raw` */
	bool regular;	      /* the descriptor is that of a regular file */
	int64_t size;	      /* -1: unknown */
	_Atomic int64_t read; /* bytes of the file that have come */
	unsigned char *buffer;
	struct undecoded raw;
	struct decoder *decoder; /* NULL: plain */
	bool ended;
	const char *fault; /* to be told behind what came before it */
	char *ahead;	   /* peeked, from `ahead_at` on not taken */
	size_t ahead_at, ahead_n, ahead_room;
	int64_t time;
};

/* ---- bytes of the file ---- */

static void fails(struct source *s, const char *fault)
{
	s->fault = arena_printf(s->arena, "%s: %s", s->name, fault);
	s->ended = true;
}

/* Of a regular file what it had when it was opened: one that grows faster than it is read would
 * have no end. */
static size_t left(const struct source *s, size_t room)
{
	int64_t rest = s->size - source_taken(s);

	if (s->size < 0 || rest > (int64_t)room)
		return room;
	return (size_t)rest;
}

static ssize_t read_file(struct source *s, void *p, size_t room)
{
	ssize_t n;

	room = left(s, room);
	do
		n = read(s->fd, p, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		fails(s, errno == EBADF ? "cannot be read: name a file or give the words"
					: strerror(errno));
	if (n > 0)
		atomic_fetch_add_explicit(&s->read, n, memory_order_relaxed);
	return n;
}

/* One more piece behind what is not decoded yet. */
static void fetch(struct source *s)
{
	ssize_t n;

	if (s->raw.last || s->raw.n == RAW)
		return;
	memmove(s->buffer, s->raw.p, s->raw.n);
	s->raw.p = s->buffer;
	n = read_file(s, s->buffer + s->raw.n, RAW - s->raw.n);
	if (n > 0)
		s->raw.n += (size_t)n;
	else
		s->raw.last = true;
}

/* ---- decoded bytes ---- */

static size_t read_plain(struct source *s, void *p, size_t room)
{
	size_t n = s->raw.n < room ? s->raw.n : room;
	ssize_t got;

	if (n > 0) {
		memcpy(p, s->raw.p, n);
		s->raw.p += n;
		s->raw.n -= n;
		return n;
	}
	got = s->raw.last ? 0 : read_file(s, p, room);
	s->ended = got <= 0;
	return got > 0 ? (size_t)got : 0;
}

static size_t read_decoded(struct source *s, void *p, size_t room)
{
	enum { MAGIC = 2 };
	enum decoded rc = DECODED_MORE;
	const char *fault = NULL;
	size_t n = 0;

	while (rc == DECODED_MORE && n == 0 && s->fault == NULL) {
		if (s->raw.n < MAGIC)
			fetch(s);
		n = room;
		rc = s->decoder->step(s->decoder, &s->raw, p, &n, &fault);
	}
	if (rc == DECODED_FAULT && s->fault == NULL)
		fails(s, fault);
	s->ended = s->ended || rc == DECODED_END;
	return n;
}

static size_t read_some(struct source *s, void *p, size_t room)
{
	if (s->ended || room == 0)
		return 0;
	return s->decoder == NULL ? read_plain(s, p, room) : read_decoded(s, p, room);
}

ssize_t source_read(struct source *s, void *p, size_t room, const char **fault)
{
	size_t n = s->ahead_n - s->ahead_at;

	if (n > 0) {
		n = n < room ? n : room;
		memcpy(p, s->ahead + s->ahead_at, n);
		s->ahead_at += n;
	} else {
		n = read_some(s, p, room);
	}
	if (n > 0 || s->fault == NULL)
		return (ssize_t)n;
	*fault = s->fault;
	s->fault = NULL;
	return -1;
}

struct bytes source_peek(struct source *s)
{
	return source_peek_far(s, SOURCE_PEEK);
}

struct bytes source_peek_far(struct source *s, size_t most)
{
	enum { PIECE = 64 * 1024 };

	if (s->ahead_at > 0) {
		memmove(s->ahead, s->ahead + s->ahead_at, s->ahead_n - s->ahead_at);
		s->ahead_n -= s->ahead_at;
		s->ahead_at = 0;
	}
	while (s->ahead_n < most && !s->ended) {
		size_t room = most - s->ahead_n < PIECE ? most - s->ahead_n : PIECE;

		if (s->ahead_room < s->ahead_n + room) {
			s->ahead_room = 2 * s->ahead_n + room < most ? 2 * s->ahead_n + room : most;
			s->ahead = mem_realloc(s->ahead, s->ahead_room);
		}
		s->ahead_n += read_some(s, s->ahead + s->ahead_n, room);
	}
	return (struct bytes){s->ahead, s->ahead_n < most ? s->ahead_n : most};
}

/* ---- opening ---- */

static struct source *begin(struct arena *a, int fd, const char *name)
{
	struct source *s = mem_alloc(sizeof(*s));

	s->arena = a;
	s->name = arena_str(a, name);
	s->fd = fd;
	s->size = -1;
	s->time = clock_wall_ms();
	return s;
}

/* Compressed or not: the first bytes decide. */
static void choose_decoder(struct source *s)
{
	enum { MAGIC = 4 };
	const char *fault = NULL;

	while (s->raw.n < MAGIC && !s->raw.last)
		fetch(s);
	s->decoder = gz_decoder(s->raw.p, s->raw.n);
	if (s->decoder == NULL)
		s->decoder = zst_decoder(s->raw.p, s->raw.n, &fault);
	if (fault != NULL)
		fails(s, fault);
}

struct source *source_of_file(struct arena *a, int fd, const char *name)
{
	struct source *s = begin(a, fd, name);
	struct stat st;

	s->regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (s->regular && st.st_size > 0)
		s->size = st.st_size;
	if (s->regular)
		s->time = (int64_t)st.st_mtim.tv_sec * 1000;
	s->buffer = mem_alloc(RAW);
	s->raw.p = s->buffer;
	choose_decoder(s);
	return s;
}

struct source *source_of_bytes(struct arena *a, struct bytes bytes, const char *name)
{
	struct source *s = begin(a, -1, name);

	s->raw = (struct undecoded){(const unsigned char *)bytes.p, bytes.n, true};
	s->size = (int64_t)bytes.n;
	choose_decoder(s);
	return s;
}

/* What cannot be read as a file of text, as a directory or a disk; NULL: it can. A terminal can. */
static const char *unsuitable(int fd)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return strerror(errno);
	if (S_ISDIR(st.st_mode))
		return strerror(EISDIR);
	if (S_ISBLK(st.st_mode) || (S_ISCHR(st.st_mode) && !isatty(fd)))
		return "is a device: name a file, or give its text on the standard input";
	return NULL;
}

struct source *source_open(struct arena *a, const char *path, const char **fault)
{
	const char *why;
	struct source *s;
	int fd;

	if (strcmp(path, "-") == 0) {
		s = source_of_file(a, STDIN_FILENO, "the standard input");
	} else {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		why = unsuitable(fd);
		if (why != NULL) {
			*fault = arena_printf(a, "%s: %s", path, why);
			if (fd >= 0)
				close(fd);
			return NULL;
		}
		s = source_of_file(a, fd, path);
	}
	if (s->fault == NULL)
		return s;
	*fault = s->fault;
	source_close(s);
	return NULL;
}

void source_close(struct source *s)
{
	if (s == NULL)
		return;
	if (s->decoder != NULL)
		s->decoder->close(s->decoder);
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	free(s->buffer);
	free(s->ahead);
	free(s);
}

/* ---- what is known of it ---- */

int64_t source_taken(const struct source *s)
{
	return atomic_load_explicit(&s->read, memory_order_relaxed);
}

double source_done(const struct source *s)
{
	double read = (double)source_taken(s);

	if (s->size <= 0 || s->fd < 0)
		return -1;
	return read < (double)s->size ? read / (double)s->size : 1;
}

int64_t source_size(const struct source *s)
{
	return s->size;
}

int64_t source_time(const struct source *s)
{
	return s->time;
}

const char *source_name(const struct source *s)
{
	return s->name;
}

#include "sweep/results_old.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1024 * 1024, BLANKS = 64 * 1024 };

/* Bytes of the file, without the last. */
struct range {
	struct item item;
	off_t from, to;
};

struct reader {
	const struct results_old *old;
	struct arena *arena;
	int fd;
	const char *fault;

	struct buf have; /* read and not used up, from `at` of the file on */
	off_t at;
	size_t searched;  /* of that: has no newline */
	off_t line_from;  /* where the line begins that comes next */
	bool is_too_long; /* ... and a part of it was dropped already */
	bool has_zeroes;  /* ... in that part */

	bool is_ours;	     /* a result was met */
	bool was_hurt;	     /* ... but before that, if at all, a line with zeroes */
	off_t sound;	     /* behind the last line without */
	struct list hurt;    /* of struct range, before `sound` */
	struct range behind; /* of lines with zeroes, `sound` to here; to 0: none */
	struct buf key, room;
};

static bool fails(struct reader *r, const char *why)
{
	if (r->fault == NULL)
		r->fault = arena_printf(r->arena, "%s: %s", r->old->name, why);
	return false;
}

/* ---- whether it is ours ---- */

static const char not_ours[] = "holds no results of a sweep that this smtpscope can go on with; "
			       "name another file, or --force to replace it";

/* What a line of ours begins with (record_write(), brief_write()). */
static const char beginning[] = "{\"schema\":\"smtpscope.";

static bool is_compressed(struct reader *r)
{
	static const struct {
		const char *name, *magic, *undo;
	} forms[] = {
		{"gzip", "\x1f\x8b", "gunzip"},
		{"zstd", "\x28\xb5\x2f\xfd", "unzstd"},
		{"xz", "\xfd\x37zXZ", "unxz"},
		{"bzip2", "BZh", "bunzip2"},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t n = strlen(forms[i].magic);

		if (r->have.n < n || memcmp(r->have.p, forms[i].magic, n) != 0)
			continue;
		return !fails(r, arena_printf(r->arena,
					      "compressed (%s), and cannot be gone on with as it "
					      "is: %s it, then name what comes out",
					      forms[i].name, forms[i].undo));
	}
	return false;
}

/* The other form in one file would be in the way of whoever reads it as a table. */
static bool is_of_form(struct reader *r, enum result_form form)
{
	if (form == RESULT_NONE)
		return fails(r, not_ours);
	if (form == r->old->form)
		return true;
	return fails(r,
		     form == RESULT_BRIEF
			     ? "holds short lines: go on with --brief, or name another file"
			     : "holds whole reports: go on without --brief, or name another file");
}

/* Where no line has its newline: the first one, cut off, with or without zeroes to its end. */
static bool is_cut_beginning(const char *p, size_t n)
{
	size_t text = strnlen(p, n);
	size_t same = text < sizeof(beginning) - 1 ? text : sizeof(beginning) - 1;

	for (size_t i = text; i < n; i++)
		if (p[i] != '\0')
			return false;
	return memcmp(p, beginning, same) == 0;
}

/* ---- lines ---- */

static bool is_blank(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r'))
		i++;
	return i == n;
}

static void know_key(struct reader *r, struct bytes key)
{
	buf_clear(&r->key);
	buf_add(&r->key, key.p, key.n);
	seen_add(r->old->seen, r->key.p);
}

static bool sound_line(struct reader *r, const char *p, size_t n)
{
	struct result_line l = {0};

	if (r->is_too_long)
		n = 0;
	else if (is_blank(p, n))
		return true;
	else if (!result_line_read(p, n, &r->room, &l))
		l = (struct result_line){0};
	if (!r->is_ours && !is_of_form(r, l.form))
		return false;
	r->is_ours = true;
	if (l.form != RESULT_NONE && l.key.p != NULL)
		know_key(r, l.key);
	if (r->old->fn != NULL)
		r->old->fn(r->old->arg, p, n, &l);
	return true;
}

/* A range of lines with zeroes that are to be blank, for sound ones follow. */
static void keep_range(struct reader *r)
{
	struct range *range;

	if (r->behind.to == 0)
		return;
	range = ARENA_NEW(r->arena, struct range);
	*range = r->behind;
	list_append(&r->hurt, range);
	r->behind = (struct range){0};
}

static void hurt_line(struct reader *r, off_t end)
{
	if (r->behind.to == 0)
		r->behind.from = r->line_from;
	r->behind.to = end;
	r->was_hurt = r->was_hurt || !r->is_ours;
}

/* `end`: of the line with its newline, in the file. */
static bool take_line(struct reader *r, const char *p, size_t n, off_t end)
{
	bool sound = true;

	if (r->has_zeroes || memchr(p, '\0', n) != NULL) {
		hurt_line(r, end);
	} else {
		keep_range(r);
		r->sound = end;
		sound = sound_line(r, p, n);
	}
	r->line_from = end;
	r->is_too_long = r->has_zeroes = false;
	return sound;
}

static void drop(struct reader *r, size_t n)
{
	buf_take(&r->have, NULL, n);
	r->at += (off_t)n;
}

static void drop_part_of_line(struct reader *r)
{
	r->is_too_long = true;
	r->has_zeroes = r->has_zeroes || memchr(r->have.p, '\0', r->have.n) != NULL;
	drop(r, r->have.n);
}

static bool take_lines(struct reader *r)
{
	const char *p = r->have.p, *end = p + r->have.n, *newline;

	while ((newline = memchr(r->have.p + r->searched, '\n', r->have.n - r->searched)) != NULL) {
		if (!take_line(r, p, (size_t)(newline - p), r->at + (newline + 1 - r->have.p)))
			return false;
		p = newline + 1;
		r->searched = (size_t)(p - r->have.p);
	}
	drop(r, (size_t)(p - r->have.p));
	if ((size_t)(end - p) > RESULTS_LINE_MAX)
		drop_part_of_line(r);
	r->searched = r->have.n;
	return true;
}

/* ---- the file ---- */

/* 1; 0: it has ended; -1 with a fault. */
static int read_more(struct reader *r)
{
	char *room = buf_reserve(&r->have, PIECE);
	ssize_t got;

	do
		got = pread(r->fd, room, PIECE, r->at + (off_t)r->have.n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fails(r, arena_printf(r->arena, "cannot be read: %s", strerror(errno)));
	else
		r->have.n += (size_t)got;
	return got < 0 ? -1 : got > 0;
}

static bool read_all(struct reader *r)
{
	int got = read_more(r);

	if (got > 0 && is_compressed(r))
		return false;
	for (; got > 0; got = read_more(r))
		if (!take_lines(r))
			return false;
	if (got < 0)
		return false;
	if (!r->is_ours &&
	    (r->was_hurt || r->is_too_long || !is_cut_beginning(r->have.p, r->have.n)))
		return fails(r, not_ours);
	return true;
}

static bool write_at(int fd, const char *p, size_t n, off_t at)
{
	ssize_t done;

	do
		done = pwrite(fd, p, n, at);
	while (done < 0 && errno == EINTR);
	return done == (ssize_t)n;
}

/* All but its newline. */
static bool make_blank(struct reader *r, const struct range *range)
{
	char *blanks = memset(arena_alloc(r->arena, BLANKS), ' ', BLANKS);
	off_t end = range->to - 1;

	for (off_t at = range->from; at < end; at += BLANKS) {
		size_t n = end - at < BLANKS ? (size_t)(end - at) : BLANKS;

		if (!write_at(r->fd, blanks, n, at))
			return false;
	}
	return true;
}

static bool repair(struct reader *r)
{
	off_t size = r->at + (off_t)r->have.n;
	struct stat st;

	if (fstat(r->fd, &st) < 0 || st.st_size != size)
		return fails(r, "changed while it was read: find out who else writes to it");
	LIST_EACH (const struct range, range, &r->hurt) {
		if (!make_blank(r, range))
			return fails(r, arena_printf(r->arena, "cannot be repaired: %s",
						     strerror(errno)));
	}
	if (r->sound < size && ftruncate(r->fd, r->sound) < 0)
		return fails(r,
			     arena_printf(r->arena, "its cut-off last line cannot be removed: %s",
					  strerror(errno)));
	return true;
}

const char *results_old_read(struct arena *a, int fd, const struct results_old *o)
{
	struct reader r = {.old = o, .arena = a, .fd = fd};

	if (read_all(&r))
		repair(&r);
	buf_free(&r.have);
	buf_free(&r.key);
	buf_free(&r.room);
	return r.fault;
}

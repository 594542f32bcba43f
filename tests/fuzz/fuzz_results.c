/* What stands in a file of results when a sweep goes on with it: a file that is refused stays as it
 * is; one that is taken is a sequence of whole lines afterwards, in which nothing sound has
 * changed, and reads the same again. The quick way to a line's key, where it is sure, says what
 * jansson does.
 *
 * Input: the file. */
#include "fuzz.h"

#include "sweep/results_old.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool same_key(struct bytes a, struct bytes b)
{
	return a.p == NULL || b.p == NULL ? a.p == b.p : bytes_alike(a, b);
}

static void quick_is_right(const char *line, size_t n, struct buf *room)
{
	struct result_line quick, slow;

	if (!result_line_quick(line, n, &quick))
		return;
	CLAIM(result_line_slow(line, n, room, &slow));
	CLAIM(quick.form == slow.form && same_key(quick.key, slow.key));
}

struct told {
	size_t lines, bytes;
};

static void on_old(void *arg, const char *line, size_t n)
{
	struct told *t = arg;
	struct buf room = {0};

	quick_is_right(line, n, &room);
	buf_free(&room);
	t->lines++;
	t->bytes += n;
}

static struct buf content(int fd)
{
	struct buf text = {0};
	ssize_t got;

	do {
		got = pread(fd, buf_reserve(&text, 4096), 4096, (off_t)text.n);
		text.n += (size_t)got;
	} while (got > 0);
	return text;
}

/* Blanks stand only where a line had zeroes, and only its last lines are gone. */
static void is_whole(const struct buf *before, const struct buf *after)
{
	size_t from = 0;

	CLAIM(after->n <= before->n);
	CLAIM(after->n == 0 || after->p[after->n - 1] == '\n');
	CLAIM(memchr(after->p, '\0', after->n) == NULL);
	for (size_t i = 0; i < after->n; i++) {
		size_t n = i + 1 - from;

		if (after->p[i] != '\n')
			continue;
		CLAIM(memcmp(before->p + from, after->p + from, n) == 0 ||
		      (memchr(before->p + from, '\0', n) != NULL &&
		       strspn(after->p + from, " ") >= n - 1));
		from = i + 1;
	}
}

/* Every result whose line stands there is known. */
static void knows_its_keys(const struct buf *text, const struct seen *seen)
{
	struct buf room = {0};
	struct result_line l;

	for (const char *p = text->p, *end = text->p + text->n, *next; p < end; p = next) {
		next = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
		if (!result_line_slow(p, (size_t)(next - 1 - p), &room, &l))
			continue;
		CLAIM(l.form == RESULT_NONE || l.key.p == NULL || seen_has(seen, room.p));
	}
	buf_free(&room);
}

static void reads_the_same_again(struct arena *a, int fd, const struct results_old *first)
{
	struct told told = {0};
	struct results_old again = *first;
	struct buf before = content(fd), after;

	again.seen = seen_new();
	again.arg = &told;
	CLAIM(results_old_read(a, fd, &again) == NULL);
	after = content(fd);
	CLAIM(after.n == before.n && memcmp(after.p, before.p, after.n) == 0);
	CLAIM(memcmp(&told, first->arg, sizeof(told)) == 0);
	CLAIM(seen_count(again.seen) == seen_count(first->seen));
	knows_its_keys(&after, again.seen);
	seen_free(again.seen);
	buf_free(&before);
	buf_free(&after);
}

static void read_as(const struct buf *before, enum result_form form)
{
	struct arena *a = arena_new();
	struct told told = {0};
	struct results_old old = {
		.name = "results", .form = form, .seen = seen_new(), .fn = on_old, .arg = &told};
	int fd = memfd_create("results", 0);
	struct buf after;
	const char *fault;

	CLAIM(fd >= 0 && write(fd, before->p, before->n) == (ssize_t)before->n);
	fault = results_old_read(a, fd, &old);
	after = content(fd);
	if (fault != NULL) {
		CLAIM(is_harmless_line(fault));
		CLAIM(after.n == before->n && memcmp(after.p, before->p, after.n) == 0);
	} else {
		is_whole(before, &after);
		knows_its_keys(&after, old.seen);
		reads_the_same_again(a, fd, &old);
	}
	buf_free(&after);
	seen_free(old.seen);
	close(fd);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = {0}, room = {0};

	buf_add(&text, data, size);
	quick_is_right(text.p, text.n, &room);
	read_as(&text, RESULT_REPORT);
	read_as(&text, RESULT_BRIEF);
	buf_free(&text);
	buf_free(&room);
	return 0;
}

#include "results_place.h"

#include "base/memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY "{\"schema\":\"smtpscope.report/1\",\"target\":{\"key\":\"%s\"},\"n\":\"%s\"}\n"

int place_begin(void **state)
{
	struct place *w = mem_alloc(sizeof(*w));

	w->arena = arena_new();
	strcpy(w->folder, "/tmp/smtpscope-test-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	w->path = arena_printf(w->arena, "%s/results", w->folder);
	w->seen = seen_new();
	*state = w;
	return 0;
}

int place_end(void **state)
{
	struct place *w = *state;

	unlink(w->path);
	assert_int_equal(rmdir(w->folder), 0); /* nothing is left beside it */
	seen_free(w->seen);
	buf_free(&w->old);
	arena_free(w->arena);
	free(w);
	return 0;
}

void put(const char *path, const char *p, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

const char *content(struct place *w, size_t *n)
{
	struct buf text = {0};
	int fd = open(w->path, O_RDONLY);
	const char *copy;
	ssize_t got;

	assert_true(fd >= 0);
	do {
		got = read(fd, buf_reserve(&text, 1 << 16), 1 << 16);
		text.n += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	close(fd);
	copy = arena_copy(w->arena, text.p, text.n);
	if (n != NULL)
		*n = text.n;
	buf_free(&text);
	return copy;
}

static void on_old(void *arg, const char *line, size_t n)
{
	struct place *w = arg;

	buf_add(&w->old, line, n);
	buf_char(&w->old, '\n');
}

struct results *open_at(struct place *w, const char *path, int how)
{
	w->fault = NULL;
	return results_open(w->arena, path, how, w->seen, on_old, w, &w->fault);
}

bool add(struct results *r, const char *key, const char *filling)
{
	struct buf line = {0};
	bool sound;

	buf_printf(&line, KEY, key, filling);
	sound = results_add(r, &line);
	buf_free(&line);
	return sound;
}

int finish(struct place *w, struct results *r)
{
	return results_close(w->arena, r, &w->fault);
}

const char *line_of(struct place *w, const char *key)
{
	return arena_printf(w->arena, KEY, key, "");
}

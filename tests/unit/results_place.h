/* results_place.h - a folder with a file of results in it, for tests */
#ifndef SMTPSCOPE_TESTS_RESULTS_PLACE_H
#define SMTPSCOPE_TESTS_RESULTS_PLACE_H

#include "unit.h"

#include "sweep/results.h"

struct place {
	struct arena *arena;
	char folder[32];
	const char *path; /* results that tests write, in it */
	struct seen *seen;
	struct buf old; /* what results_old_fn heard, a line each */
	const char *fault;
};

/* Fixtures. The second fails where a test left something else in the folder. */
int place_begin(void **state);
int place_end(void **state);

#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, place_begin, place_end)

/* results_open() and results_close() that leave their word in w->fault. */
struct results *open_at(struct place *w, const char *path, int how);
int finish(struct place *w, struct results *r);

/* A line of that key, with so much more in it. */
bool add(struct results *r, const char *key, const char *filling);
const char *line_of(struct place *w, const char *key); /* the same without more */

void put(const char *path, const char *p, size_t n);
void put_text(const char *path, const char *text);
const char *content(struct place *w, size_t *n); /* of w->path, in the arena; `n` may be NULL */

#endif

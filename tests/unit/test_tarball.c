/* Archives without libarchive, and with it but with bytes that it must not change. What tar makes of
 * them is shown in tests/files/run. */
#include "unit.h"

#include "cli/tarball.h"

#include <stdbool.h>
#include <string.h>

static bool library_is_missing;

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);
void *__real_dlopen(const char *name, int flags);

void *__wrap_dlopen(const char *name, int flags)
{
	return library_is_missing ? NULL : __real_dlopen(name, flags);
}

static void archive_of(struct buf *out, int64_t mtime_ms, const char *text, size_t n)
{
	const char *fault = NULL;
	struct tarball *t = tarball_new(out, mtime_ms, &fault);
	struct buf content = {0};

	if (t == NULL)
		fail_msg("%s", fault);
	buf_add(&content, text, n);
	tarball_add(t, "folder/file", &content);
	assert_int_equal(tarball_end(t), 0);
	buf_free(&content);
}

static bool same(int64_t mtime_ms, const char *text, size_t n, int64_t other_ms)
{
	struct buf one = {0}, two = {0};
	bool is_same;

	archive_of(&one, mtime_ms, text, n);
	archive_of(&two, other_ms, text, n);
	is_same = one.n == two.n && memcmp(one.p, two.p, one.n) == 0;
	buf_free(&one);
	buf_free(&two);
	return is_same;
}

static void tarball_of_the_same_is_the_same(void **state)
{
	static const char odd[] = "a\0b\377\n";

	(void)state;
	assert_true(same(1000, odd, sizeof(odd), 1000));
	assert_false(same(1000, odd, sizeof(odd), 2000));
	assert_true(same(1000, "", 0, 1999));
}

/* The form has 33 bits for seconds; what does not fit is the nearest that does. */
static void tarball_takes_any_time(void **state)
{
	(void)state;
	assert_true(same(INT64_MIN, "x", 1, 0));
	assert_true(same(INT64_MAX, "x", 1, ((INT64_C(1) << 33) - 1) * 1000));
}

static void tarball_without_the_library_names_the_package(void **state)
{
	struct buf out = {0};
	const char *fault = NULL;

	(void)state;
	library_is_missing = true;
	assert_null(tarball_new(&out, 0, &fault));
	library_is_missing = false;
	assert_non_null(strstr(fault, "install libarchive13"));
	assert_int_equal(out.n, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(tarball_of_the_same_is_the_same),
	UNIT_TEST(tarball_takes_any_time),
	UNIT_TEST(tarball_without_the_library_names_the_package),
};

UNIT_MAIN(tests)

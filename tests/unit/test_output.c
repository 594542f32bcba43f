#include "unit.h"

#include "cli/cli.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory to write to, and the arena of unit.h. */
static char directory[] = "/tmp/smtpscope-test-XXXXXX";

static int group_setup(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL ? -1 : 0;
}

static int group_teardown(void **state)
{
	(void)state;
	return rmdir(directory); /* fails where a test left something behind */
}

static const char *in_directory(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", directory, name);
}

static int entries(void)
{
	DIR *d = opendir(directory);
	int n = -2; /* "." and ".." */

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static const char *content(struct arena *a, const char *path)
{
	char text[100];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text));

	close(fd);
	return n < 0 ? NULL : arena_copy(a, text, (size_t)n);
}

static int write_text(struct arena *a, const char *path, bool force, const char *text,
		      const char **fault)
{
	struct buf out = {0};
	int rc;

	*fault = NULL;
	buf_str(&out, text);
	rc = output_write(a, path, force, &out, fault);
	buf_free(&out);
	return rc;
}

static void output_makes_a_whole_file_with_the_usual_rights(void **state)
{
	const char *fault, *path = in_directory(*state, "report");
	mode_t before = umask(022);
	struct stat st;

	assert_int_equal(write_text(*state, path, false, "new", &fault), 0);
	umask(before);
	assert_string_equal(content(*state, path), "new");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void output_replaces_with_force_only(void **state)
{
	const char *fault, *path = in_directory(*state, "report");

	assert_int_equal(write_text(*state, path, false, "old", &fault), 0);
	assert_int_equal(write_text(*state, path, false, "new", &fault), -1);
	assert_non_null(strstr(fault, "--force"));
	assert_string_equal(content(*state, path), "old");
	assert_int_equal(write_text(*state, path, true, "new", &fault), 0);
	assert_string_equal(content(*state, path), "new");
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void output_that_cannot_be_whole_is_not_at_all(void **state)
{
	const char *fault, *path = in_directory(*state, "report");
	struct rlimit before, small;

	assert_int_equal(write_text(*state, path, false, "old", &fault), 0);
	getrlimit(RLIMIT_FSIZE, &before);
	small = (struct rlimit){4, before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(write_text(*state, path, true, "too large", &fault), -1);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_DFL);
	assert_non_null(strstr(fault, path));
	assert_string_equal(content(*state, path), "old");
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void output_names_what_is_in_the_way(void **state)
{
	const char *fault;

	assert_int_equal(write_text(*state, "/nonexistent/report", true, "x", &fault), -1);
	assert_non_null(strstr(fault, "/nonexistent/report: No such file"));
	assert_int_equal(write_text(*state, directory, true, "x", &fault), -1);
	assert_non_null(strstr(fault, "Is a directory"));
}

/* What is no regular file must never be replaced, not even with force: it may be /dev/null. */
static void output_goes_through_what_is_no_file(void **state)
{
	const char *fault, *path = in_directory(*state, "pipe");
	struct stat st;
	char text[10];
	int fd;

	assert_int_equal(mkfifo(path, 0600), 0);
	fd = open(path, O_RDWR | O_NONBLOCK);
	assert_int_equal(write_text(*state, path, false, "x", &fault), 0);
	assert_int_equal(write_text(*state, path, true, "y", &fault), 0);
	assert_int_equal(read(fd, text, sizeof(text)), 2);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	close(fd);
	unlink(path);
}

/* Standard output is `fd` for one write of `text`. */
static int write_to(struct arena *a, int fd, const char *text, const char **fault)
{
	int before, rc;

	fflush(stdout);
	before = dup(STDOUT_FILENO);
	dup2(fd, STDOUT_FILENO);
	rc = write_text(a, NULL, false, text, fault);
	dup2(before, STDOUT_FILENO);
	close(before);
	return rc;
}

static void output_forgives_a_reader_that_left(void **state)
{
	const char *fault;
	char text[10];
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write_to(*state, ends[1], "all", &fault), 0);
	assert_int_equal(read(ends[0], text, sizeof(text)), 3);
	close(ends[0]);
	assert_int_equal(write_to(*state, ends[1], "all", &fault), 0);
	close(ends[1]);
}

static void output_to_a_full_disk_is_a_fault(void **state)
{
	const char *fault;
	int fd = open("/dev/full", O_WRONLY);

	if (fd < 0)
		skip();
	assert_int_equal(write_to(*state, fd, "all", &fault), -1);
	assert_non_null(strstr(fault, "No space"));
	close(fd);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(output_makes_a_whole_file_with_the_usual_rights),
	UNIT_TEST(output_replaces_with_force_only),
	UNIT_TEST(output_that_cannot_be_whole_is_not_at_all),
	UNIT_TEST(output_names_what_is_in_the_way),
	UNIT_TEST(output_goes_through_what_is_no_file),
	UNIT_TEST(output_forgives_a_reader_that_left),
	UNIT_TEST(output_to_a_full_disk_is_a_fault),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}

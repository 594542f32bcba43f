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

static int write_text(struct arena *a, const char *path, int how, const char *text,
		      const char **fault)
{
	struct buf out = {0};
	int rc;

	*fault = NULL;
	buf_str(&out, text);
	rc = output_write(a, path, how, &out, fault);
	buf_free(&out);
	return rc;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void output_makes_a_whole_file_with_the_usual_rights(void **state)
{
	const char *fault, *path = in_directory(*state, "report");
	mode_t before = umask(022);

	assert_int_equal(write_text(*state, path, 0, "new", &fault), 0);
	umask(before);
	assert_string_equal(content(*state, path), "new");
	assert_int_equal(mode_of(path), 0644);
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void output_with_names_is_for_its_owner_alone(void **state)
{
	const char *fault, *path = in_directory(*state, "report");
	mode_t before = umask(0);

	assert_int_equal(write_text(*state, path, OUTPUT_PRIVATE, "bob", &fault), 0);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(write_text(*state, path, OUTPUT_FORCE, "all", &fault), 0);
	assert_int_equal(mode_of(path), 0666);
	assert_int_equal(write_text(*state, path, OUTPUT_FORCE | OUTPUT_PRIVATE, "bob", &fault), 0);
	assert_int_equal(mode_of(path), 0600);
	umask(before);
	assert_int_equal(entries(), 1);
	unlink(path);
}

/* Somebody puts a pipe where a name of ours will be, and we would wait for its reader. */
static void output_with_a_name_of_ours_goes_into_nothing_that_is_there(void **state)
{
	const char *fault, *path = in_directory(*state, "pipe");

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(write_text(*state, path, OUTPUT_NEW_NAME, "x", &fault), OUTPUT_EXISTS);
	assert_int_equal(write_text(*state, path, OUTPUT_NEW_NAME | OUTPUT_FORCE, "x", &fault), 0);
	assert_string_equal(content(*state, path), "x");
	unlink(path);
	assert_int_equal(symlink("nowhere", path), 0);
	assert_int_equal(write_text(*state, path, 0, "x", &fault), OUTPUT_EXISTS);
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void output_replaces_with_force_only(void **state)
{
	const char *fault, *path = in_directory(*state, "report");

	assert_int_equal(write_text(*state, path, 0, "old", &fault), 0);
	assert_int_equal(write_text(*state, path, 0, "new", &fault), OUTPUT_EXISTS);
	assert_non_null(strstr(fault, "--force"));
	assert_string_equal(content(*state, path), "old");
	assert_int_equal(write_text(*state, path, OUTPUT_FORCE, "new", &fault), 0);
	assert_string_equal(content(*state, path), "new");
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void output_that_cannot_be_whole_is_not_at_all(void **state)
{
	const char *fault, *path = in_directory(*state, "report");
	struct rlimit before, small;

	assert_int_equal(write_text(*state, path, 0, "old", &fault), 0);
	getrlimit(RLIMIT_FSIZE, &before);
	small = (struct rlimit){4, before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(write_text(*state, path, OUTPUT_FORCE, "too large", &fault), -1);
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

	assert_int_equal(write_text(*state, "/nonexistent/report", OUTPUT_FORCE, "x", &fault), -1);
	assert_non_null(strstr(fault, "/nonexistent/report: No such file"));
	assert_int_equal(write_text(*state, directory, OUTPUT_FORCE, "x", &fault), -1);
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
	assert_int_equal(write_text(*state, path, 0, "x", &fault), 0);
	assert_int_equal(write_text(*state, path, OUTPUT_FORCE, "y", &fault), 0);
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
	rc = write_text(a, NULL, 0, text, fault);
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
	UNIT_TEST(output_with_names_is_for_its_owner_alone),
	UNIT_TEST(output_with_a_name_of_ours_goes_into_nothing_that_is_there),
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

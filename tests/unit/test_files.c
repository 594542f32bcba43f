/* What words name: texts, files, folders; the order of rotated logs. */
#include "unit.h"

#include "input/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS = 8 };

/* Files of these names (a slash at the end: a folder) in a folder that is the current one. */
static void make(const char *const *names)
{
	for (; *names != NULL; names++) {
		size_t n = strlen(*names);
		FILE *f;

		if ((*names)[n - 1] == '/') {
			assert_int_equal(mkdir(*names, 0700), 0);
			continue;
		}
		f = fopen(*names, "w");
		assert_non_null(f);
		fclose(f);
	}
}

static int enter_folder(void **state)
{
	char *name = strdup("/tmp/test_files-XXXXXX");

	assert_non_null(mkdtemp(name));
	assert_int_equal(chdir(name), 0);
	free(name);
	return unit_arena(state);
}

static int leave_folder(void **state)
{
	char *name = getcwd(NULL, 0), *command;

	assert_int_equal(chdir("/"), 0);
	assert_true(asprintf(&command, "rm -rf '%s'", name) > 0);
	assert_int_equal(system(command), 0);
	free(command);
	free(name);
	return unit_arena_free(state);
}

static int count(const char *const *words)
{
	int n = 0;

	while (n < WORDS && words[n] != NULL)
		n++;
	return n;
}

/* "a b* | fault", a star at each message of a Maildir. */
static const char *shown(struct arena *a, const char *const *words)
{
	struct input_set set = {0};
	const char *all = "";

	files_find(a, words, count(words), &set);
	LIST_EACH (const struct input_file, f, &set.files)
		all = arena_printf(a, "%s%s%s%s", all, *all == '\0' ? "" : " ", f->path,
				   f->message ? "*" : "");
	LIST_EACH (const struct string_item, it, &set.faults)
		all = arena_printf(a, "%s | %s", all, it->s);
	return all;
}

static const char *const there[] = {"mail.log",
				    "mail.log.1",
				    "mail.log.2.gz",
				    "mail.log.10.gz",
				    "x.log",
				    "x.log-20261108",
				    "x.log-20261101.gz",
				    "fold/",
				    "fold/b",
				    "fold/a",
				    "fold/.hidden",
				    "fold/sub/",
				    "fold/sub/c",
				    "empty/",
				    "Maildir/",
				    "Maildir/cur/",
				    "Maildir/new/",
				    "Maildir/tmp/",
				    "Maildir/cur/2.x:2,S",
				    "Maildir/cur/1.x:2,",
				    "Maildir/new/3.x",
				    "Maildir/tmp/4.x",
				    "550",
				    NULL};

static const struct {
	const char *words[WORDS];
	const char *files; /* NULL: a text */
} cases[] = {
	{{NULL}, "-"},
	{{"-"}, "-"},
	{{"mail.log"}, "mail.log"},
	{{"550", "5.7.1", "no"}, NULL},
	{{"550"}, "550"},
	{{"gone"}, NULL},
	{{"gone/too"}, NULL},
	{{"./gone"}, "./gone"},
	{{"mail.log", "gone/too"}, "mail.log gone/too"},
	{{"mail.log", "gone"}, NULL},
	{{"mail.log", "mail.log.1", "mail.log.10.gz", "mail.log.2.gz"},
	 "mail.log.10.gz mail.log.2.gz mail.log.1 mail.log"},
	{{"x.log", "x.log-20261101.gz", "x.log-20261108", "mail.log.1"},
	 "x.log-20261101.gz x.log-20261108 x.log mail.log.1"},
	{{"mail.log", "./mail.log", "-"}, "mail.log -"},
	{{"fold"}, "fold/a fold/b"},
	{{"fold/", "x.log"}, "fold/a fold/b x.log"},
	{{"Maildir"}, "Maildir/cur/1.x:2,* Maildir/cur/2.x:2,S* Maildir/new/3.x*"},
	{{"empty"}, " | empty: holds no file to read: name a file"},
};

static void words_name_files(void **state)
{
	make(there);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool named = files_named(cases[i].words, count(cases[i].words));

		assert_int_equal(named, cases[i].files != NULL);
		if (named)
			assert_string_equal(shown(*state, cases[i].words), cases[i].files);
	}
}

static void a_pipe_in_a_folder_is_not_waited_for(void **state)
{
	const char *const words[WORDS] = {"f"};

	make((const char *const[]){"f/", "f/a", NULL});
	assert_int_equal(mkfifo("f/pipe", 0600), 0);
	assert_int_equal(symlink("a", "f/z"), 0);
	assert_string_equal(shown(*state, words), "f/a");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(words_name_files, enter_folder, leave_folder),
	cmocka_unit_test_setup_teardown(a_pipe_in_a_folder_is_not_waited_for, enter_folder,
					leave_folder),
};

UNIT_MAIN(tests)

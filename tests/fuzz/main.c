/* main.c - replays inputs through a fuzz target: what `make check` runs, for any compiler
 *
 * fuzz_X            every file of tests/fuzz/X.corpus
 * fuzz_X FILE...    these files or folders
 *
 * A corpus that is missing or empty is a failure: it would pass for a test that ran. */
#include "fuzz.h"

#include <dirent.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_SECONDS = 120, INPUT_MAX = 1 << 20 };

static void give_up(const char *path, const char *why) __attribute__((noreturn));

static void give_up(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	exit(1);
}

/* The name is printed first: the last one names the culprit. */
static void replay_file(const char *path)
{
	static uint8_t whole[INPUT_MAX];
	FILE *f = fopen(path, "rb");
	uint8_t *exact;
	size_t n;

	printf("%s\n", path);
	fflush(stdout);
	if (f == NULL)
		give_up(path, "cannot be opened");
	n = fread(whole, 1, sizeof(whole), f);
	if (ferror(f) || !feof(f))
		give_up(path, "cannot be read, or is larger than an input may be");
	fclose(f);
	exact = malloc(n > 0 ? n : 1);
	if (exact == NULL)
		give_up(path, "out of memory");
	memcpy(exact, whole, n);
	alarm(INPUT_SECONDS); /* an input that hangs ends the test */
	LLVMFuzzerTestOneInput(exact, n);
	alarm(0);
	free(exact);
}

static int is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int replay_folder(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, is_visible, alphasort);

	if (n < 0)
		give_up(path, "is no folder of inputs");
	if (n == 0)
		give_up(path, "holds no input: nothing would be tested");
	for (int i = 0; i < n; i++) {
		char file[4096];

		snprintf(file, sizeof(file), "%s/%s", path, names[i]->d_name);
		replay_file(file);
		free(names[i]);
	}
	free(names);
	return n;
}

static int replay(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		replay_file(path);
		return 1;
	}
	return replay_folder(path);
}

/* "reply.corpus" of "tests/fuzz/fuzz_reply", in the sources */
static int replay_own_corpus(char *program)
{
	static const char prefix[] = "fuzz_";
	const char *srcdir = getenv("srcdir"), *name = basename(program);
	char path[4096];

	if (strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	snprintf(path, sizeof(path), "%s/tests/fuzz/%s.corpus", srcdir == NULL ? ".." : srcdir,
		 name);
	return replay_folder(path);
}

int main(int argc, char **argv)
{
	int n = argc == 1 ? replay_own_corpus(argv[0]) : 0;

	for (int i = 1; i < argc; i++)
		n += replay(argv[i]);
	printf("%d inputs\n", n);
	return 0;
}

/* show_session.c - what a whole check makes of an input of fuzz_session
 *
 * show_session FILE...: the report with all details; --json: as JSON, one after the other; --id:
 * the name of each file and what its verdict rests on. */
#include "session.h"

#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_report(const struct session_test *t, const char *format)
{
	static const struct report_options all = {.columns = 100, .verbosity = 2};
	struct buf out = {0};

	reporter_find(format)->write(&out, t->record, t->interpretation, t->knowledge, &all);
	fwrite(out.p, 1, out.n, stdout);
	buf_free(&out);
}

static void show(const struct session_test *t, const char *how, const char *file)
{
	const char *name = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file;

	if (t->interpretation == NULL && strcmp(how, "--json") == 0)
		printf("null\n");
	else if (t->interpretation == NULL)
		fprintf(stderr, "%s: %s\n", name, t->fault);
	else if (strcmp(how, "--id") == 0)
		printf("%s %s %s\n", name, verdict_status_names[t->interpretation->verdict.status],
		       t->interpretation->verdict.finding->id);
	else
		show_report(t, strcmp(how, "--json") == 0 ? "json" : "text");
}

static int show_file(const char *how, const char *file)
{
	static char input[1 << 16];
	struct session_test t;
	FILE *f = fopen(file, "rb");
	size_t n;

	if (f == NULL) {
		perror(file);
		return 2;
	}
	n = fread(input, 1, sizeof(input), f);
	fclose(f);
	session_run(&t, input, n);
	show(&t, how, file);
	session_check(&t);
	session_free(&t);
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
	int rc = 0;

	for (int i = *how != '\0' ? 2 : 1; i < argc; i++)
		rc |= show_file(how, argv[i]);
	return rc;
}

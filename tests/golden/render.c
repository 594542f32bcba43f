/* render.c - a stored report in one of the forms that golden tests compare
 *
 * render FORM NAME.json: the report in that form on stdout. "findings" is no form of the program:
 * it prints NAME.json with the findings that the interpreter of today has for its record. */
#include "base/small_file.h"
#include "interpret/interpret.h"
#include "interpret/recorded.h"
#include "record/record_json.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct form {
	const char *name, *reporter;
	struct report_options options;
} forms[] = {
	{"json", "json", {.columns = 80}},
	{"findings", "json", {.columns = 80}},
	{"q.txt", "text", {.columns = 80, .verbosity = -1}},
	{"txt", "text", {.columns = 80}},
	{"v.txt", "text", {.columns = 80, .verbosity = 1}},
	{"vv.txt", "text", {.columns = 80, .verbosity = 2}},
	{"html", "html", {.columns = 80}},
	{"narrow.txt", "text", {.columns = 60}},
	{"nagios.txt", "nagios", {.columns = 80}},
	{"v.nagios.txt", "nagios", {.columns = 80, .verbosity = 1}},
	{"prom", "prometheus", {.columns = 80}},
	{"junit.xml", "junit", {.columns = 80}},
	{"md", "markdown", {.columns = 80}},
	{"q.md", "markdown", {.columns = 80, .verbosity = -1}},
	{"v.md", "markdown", {.columns = 80, .verbosity = 1}},
};

static const struct form *form_named(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

static struct knowledge *knowledge(struct arena *a)
{
	struct list faults = {0};

	return knowledge_load(NULL, &faults, a);
}

static void print(const struct form *form, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k)
{
	struct buf out = {0};

	reporter_find(form->reporter)->write(&out, r, i, k, &form->options);
	fwrite(out.p, 1, out.n, stdout);
	buf_free(&out);
}

static void give_up(const char *file, const char *why) __attribute__((noreturn));

static void give_up(const char *file, const char *why)
{
	fprintf(stderr, "%s: %s\n", file, why);
	exit(2);
}

/* With the words of the file, so that what is expected does not depend on the catalogue's words of
 * today; or with new ones. */
static void render(const struct form *form, const char *file, const struct knowledge *k)
{
	enum { FILE_MAX = 16 * 1024 * 1024 };
	bool anew = strcmp(form->name, "findings") == 0;
	char fault[256];
	struct buf text = {0};
	struct interpretation *i;
	struct record *r;

	if (small_file_read(file, FILE_MAX, &text) != 0)
		give_up(file, "cannot be read");
	r = record_read(text.p, text.n, fault, sizeof(fault));
	if (r == NULL)
		give_up(file, fault);
	i = anew ? interpret(r, k) : recorded_read(r, k, text.p, text.n, fault, sizeof(fault));
	if (i == NULL)
		give_up(file, fault);
	i->recorded = false; /* what is stored here are our own words */
	print(form, r, i, k);
	interpretation_free(i);
	record_free(r);
	buf_free(&text);
}

/* "settings-postfix.txt": what -q --settings postfix prints. */
static const struct form *settings_form(struct arena *a, const char *name)
{
	static struct form form = {"", "text", {.columns = 80, .verbosity = -1}};
	const char *from = name + strlen("settings-");

	if (strncmp(name, "settings-", strlen("settings-")) != 0)
		return NULL;
	list_add_string(&form.options.snippets, a, arena_copy(a, from, strcspn(from, ".")));
	return &form;
}

int main(int argc, char **argv)
{
	const struct form *form = argc == 3 ? form_named(argv[1]) : NULL;
	struct arena *a = arena_new();
	struct knowledge *k = knowledge(a);

	if (form == NULL && argc == 3)
		form = settings_form(a, argv[1]);
	if (form == NULL) {
		fprintf(stderr, "usage: render FORM NAME.json\n");
		return 2;
	}
	render(form, argv[2], k);
	knowledge_free(k);
	arena_free(a);
	return 0;
}

/* render.c - a stored report in one of the forms that golden tests compare
 *
 * render FORM NAME.json: the report in that form on stdout. "findings" is no form of the program:
 * it prints NAME.json with the findings that the interpreter of today has for its record. */
#include "interpret/interpret.h"
#include "report/report.h"
#include "../support/saved_report.h"

#include <stdio.h>
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

static void print_with_new_findings(const struct form *form, const struct record *r,
				    const struct knowledge *k)
{
	struct interpretation *i = interpret(r, k);

	print(form, r, i, k);
	interpretation_free(i);
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
	struct saved_report s;

	if (form == NULL && argc == 3)
		form = settings_form(a, argv[1]);
	if (form == NULL) {
		fprintf(stderr, "usage: render FORM NAME.json\n");
		return 2;
	}
	s = saved_report_read(argv[2]);
	if (strcmp(form->name, "findings") == 0)
		print_with_new_findings(form, s.record, k);
	else
		print(form, s.record, s.interpretation, k);
	saved_report_free(&s);
	knowledge_free(k);
	arena_free(a);
	return 0;
}

#include "report/report.h"

#include <string.h>

static const struct form {
	const struct reporter *reporter;
	const char *suffix;
	bool is_public;
} forms[] = {
	{&reporter_terminal, ".txt", false},
	{&reporter_json, ".json", false},
	{&reporter_markdown, ".md", false},
	{&reporter_html, ".html", false},
	{&reporter_nagios, ".nagios", false},
	{&reporter_prometheus, ".prom", true}, /* its collector runs as another user */
	{&reporter_junit, ".xml", false},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

const char *const reporter_names[] = {"text",	"json",	      "markdown", "html",
				      "nagios", "prometheus", "junit",	  NULL};

static const struct form *form_of(const char *name)
{
	for (size_t i = 0; i < FORMS; i++)
		if (strcmp(forms[i].reporter->name, name) == 0)
			return &forms[i];
	return NULL;
}

const struct reporter *reporter_find(const char *name)
{
	const struct form *form = form_of(name);

	return form == NULL ? NULL : form->reporter;
}

const char *reporter_suffix(const char *name)
{
	return form_of(name)->suffix;
}

bool reporter_is_public(const char *name)
{
	return form_of(name)->is_public;
}

const char *reporter_of_file(const char *path)
{
	for (size_t i = 0; i < FORMS; i++)
		if (text_has_suffix(path, forms[i].suffix))
			return forms[i].reporter->name;
	return NULL;
}

void gatherer_write(const struct gatherer *g, struct buf *out, const struct record *r,
		    const struct interpretation *i, const struct knowledge *k,
		    const struct report_options *o)
{
	void *file = g->begin();

	g->add(file, r, i, k, o);
	g->end(file, out);
}

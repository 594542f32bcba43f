/* In which forms a result is written: what --format, --json and the name of a file say. */
#include "cli/option_values.h"

#include "cli/commands.h"
#include "report/report.h"

#include <string.h>

void option_set_form(struct cli_options *o, struct arena *a, const char *format)
{
	o->format = format;
	o->formats = (struct list){0};
	list_add_string(&o->formats, a, format);
}

const char *take_json(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	option_set_form(p->o, p->a, "json");
	return NULL;
}

/* One or several; given again, the last counts. */
const char *take_format(struct parsing *p, const struct option_row *row, const char *value)
{
	struct list words = {0};
	const char *fault = option_words(p, &words, value, "takes forms with commas between");

	if (fault != NULL)
		return fault;
	p->o->formats = (struct list){0};
	LIST_EACH (const struct string_item, it, &words) {
		if (name_find(row->names, it->s) < 0)
			return arena_printf(p->a, "takes %s", option_joined(p->a, row->names));
		if (!list_has_string(&p->o->formats, it->s))
			list_add_string(&p->o->formats, p->a, it->s);
	}
	p->o->format = ((const struct string_item *)(const void *)p->o->formats.first)->s;
	return NULL;
}

bool option_tells_record(enum cli_command command)
{
	return command == COMMAND_CHECK || command == COMMAND_PATH || command == COMMAND_REPORT ||
	       command == COMMAND_DOMAIN;
}

static bool has_form(enum cli_command command, const char *format)
{
	return option_tells_record(command) || strcmp(format, "text") == 0 ||
	       strcmp(format, "json") == 0 ||
	       (command == COMMAND_COMPARE && strcmp(format, "html") == 0);
}

static enum option_source source_of(const struct parsing *p, const char *name)
{
	return (enum option_source)p->taken_from[option_find(name) - option_rows];
}

/* Whose file is no report, whatever it is called: a token, lines of which there is one form. */
static bool has_plain_file(enum cli_command command)
{
	return command == COMMAND_TOKEN || command == COMMAND_SWEEP;
}

/* "-o ticket.html" says the form, unless something at least as strong says another. */
static void form_by_name(struct parsing *p)
{
	enum option_source said = source_of(p, "output");
	const char *format = p->o->output == NULL ? NULL : reporter_of_file(p->o->output);

	if (format != NULL && !has_plain_file(p->o->command) && said > source_of(p, "format") &&
	    said > source_of(p, "json") && has_form(p->o->command, format))
		option_set_form(p->o, p->a, format);
}

/* The config file may speak of other commands, the line is about this one. */
const char *options_forms(struct parsing *p)
{
	struct cli_options *o = p->o;

	form_by_name(p);
	LIST_EACH (const struct string_item, it, &o->formats) {
		if (has_form(o->command, it->s))
			continue;
		if (option_on_line(p, option_find("format")))
			return arena_printf(p->a, "%s has no form %s: take text%s or json",
					    command_of(o->command)->name, it->s,
					    o->command == COMMAND_COMPARE ? ", html" : "");
		option_set_form(o, p->a, "text");
		return NULL;
	}
	return NULL;
}

/* The config file: lines "option value", first general ones, then those of profiles below "[NAME]".
 * Only general lines and those of the profile that was asked for are looked at. */
#include "cli/options.h"

#include "base/small_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	CONFIG_MAX = 1024 * 1024,
	CONFIG_LINE_MAX = 4096,
	CONFIG_LINES_MAX = 1000,
	PROFILE_NAME_MAX = 64
};

struct config {
	struct parsing *p;
	const char *path; /* as messages call it */
	const char *text;
	size_t n;
	struct list profiles; /* of struct string_item: names so far */
};

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\r\n");
	for (end = s + strlen(s); end > s && strchr(" \t\r\n", end[-1]) != NULL;)
		end--;
	*end = '\0';
	return s;
}

/* ---- one line ---- */

static int unknown(struct parsing *p, const char *place, const char *name, const char **fault)
{
	const struct option_row *near =
		option_find(name) == NULL ? option_nearest(p->a, name) : NULL;

	*fault = arena_printf(p->a, "%s: %s is not an option of this file", place,
			      option_shown(p->a, name));
	if (near != NULL && !near->line_only)
		*fault = arena_printf(p->a, "%s: did you mean %s?", *fault, near->name);
	return -1;
}

/* What would stand on the command line without an option before it. */
static int take_target(struct parsing *p, const char *place, const char *value, const char **fault)
{
	struct cli_options *o = p->o;

	if (p->source != FROM_PROFILE || *value == '\0') {
		*fault = arena_printf(p->a, "%s: target %s", place,
				      *value == '\0' ? "needs a value: target HOST"
						     : "is for profiles: put it below a line "
						       "[NAME], for smtpscope --profile NAME");
		return -1;
	}
	if (o->target == NULL && (o->command == COMMAND_CHECK || o->command == COMMAND_PATH))
		o->target = arena_str(p->a, value);
	return 0;
}

static int take_option(struct parsing *p, const char *place, const char *name, const char *value,
		       bool alone, const char **fault)
{
	const struct option_row *row = option_find(name);
	const char *said;

	if (row == NULL || row->line_only)
		return unknown(p, place, name, fault);
	said = arena_printf(p->a, "%s: %s", place, row->name);
	if (*value == '\0' && row->arg != NULL) {
		*fault = arena_printf(p->a, "%s needs a value: %s %s", said, row->name, row->arg);
		return -1;
	}
	return option_give_word(p, row, said, alone ? "yes" : value, fault);
}

/* "option value", "option = value", or a flag alone. */
static int take_line(struct parsing *p, const char *place, char *name, const char **fault)
{
	char *end = name + strcspn(name, " \t=:"), *value = trim(end);
	bool alone = *value == '\0';

	if (*value == '=')
		value = trim(value + 1);
	*end = '\0';
	if (strcmp(name, "target") == 0)
		return take_target(p, place, value, fault);
	if (strcmp(name, "profile") == 0) {
		*fault = arena_printf(p->a,
				      "%s: profile is not for this file: choose one with --profile "
				      "NAME or SMTPSCOPE_PROFILE",
				      place);
		return -1;
	}
	return take_option(p, place, name, value, alone, fault);
}

/* ---- profiles ---- */

/* The name in "[NAME]", NULL where there is none that could be given to --profile. */
static const char *profile_name(char *line)
{
	size_t n = strlen(line);
	char *name;

	if (line[n - 1] != ']')
		return NULL;
	line[n - 1] = '\0';
	name = trim(line + 1);
	n = strlen(name);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)name[i] <= ' ' || strchr("[]\x7f", name[i]) != NULL)
			return NULL;
	return n == 0 || n > PROFILE_NAME_MAX ? NULL : name;
}

static bool is_listed(const struct list *names, const char *name)
{
	LIST_EACH (const struct string_item, it, names)
		if (strcmp(it->s, name) == 0)
			return true;
	return false;
}

static int take_header(struct config *c, const char *place, char *line, const char **section,
		       const char **fault)
{
	const char *name = profile_name(line);

	if (name == NULL || is_listed(&c->profiles, name)) {
		*fault = arena_printf(c->p->a, "%s: %s", place,
				      name == NULL ? "a profile begins with [NAME], a name of at "
						     "most 64 bytes without blanks"
						   : "a profile of this name stands above");
		return -1;
	}
	list_add_string(&c->profiles, c->p->a, name);
	*section = name;
	return 0;
}

static const char *names_of(struct arena *a, const struct list *profiles)
{
	const char *all = NULL;

	LIST_EACH (const struct string_item, it, profiles) {
		const char *name = text_safe(a, bytes_str(a, it->s));

		all = all == NULL ? name : arena_printf(a, "%s, %s", all, name);
	}
	return all;
}

static const char *nearest(const struct list *profiles, const char *name)
{
	const char *names[CONFIG_LINES_MAX];
	size_t n = 0;

	LIST_EACH (const struct string_item, it, profiles)
		if (n < CONFIG_LINES_MAX)
			names[n++] = it->s;
	return text_nearest(name, names, n);
}

static int no_profile(struct parsing *p, const char *path, const struct list *profiles,
		      const char **fault)
{
	bool on_line = option_on_line(p, option_find("profile"));
	const char *near = nearest(profiles, p->o->profile), *names = names_of(p->a, profiles);

	*fault = arena_printf(p->a, "%s %s: ", on_line ? "--profile" : "SMTPSCOPE_PROFILE",
			      text_safe(p->a, bytes_str(p->a, p->o->profile)));
	if (names == NULL)
		*fault = arena_printf(p->a,
				      "%sthere is no profile in %s; it would stand there below "
				      "a line [%s]",
				      *fault, path == NULL ? "~/.config/smtpscope/config" : path,
				      text_safe(p->a, bytes_str(p->a, p->o->profile)));
	else if (near == NULL)
		*fault = arena_printf(p->a, "%sthere is none of that name; %s has %s", *fault, path,
				      names);
	else
		*fault = arena_printf(p->a, "%sdid you mean %s? %s has %s", *fault,
				      text_safe(p->a, bytes_str(p->a, near)), path, names);
	return -1;
}

/* ---- all lines ---- */

/* The line at *at, which moves behind it; NULL with a fault where it is none. */
static char *line_at(struct config *c, size_t *at, const char *place, int number,
		     const char **fault)
{
	const char *line = c->text + *at;
	size_t rest = c->n - *at;
	const char *end = memchr(line, '\n', rest);
	size_t n = end == NULL ? rest : (size_t)(end - line);

	*at += end == NULL ? n : n + 1;
	if (number <= CONFIG_LINES_MAX && n < CONFIG_LINE_MAX && memchr(line, 0, n) == NULL)
		return trim(arena_copy(c->p->a, line, n));
	*fault = arena_printf(c->p->a, "%s: the file or its line is too long, or no text", place);
	return NULL;
}

/* The options of one profile; NULL: the general ones. */
static int take_section(struct config *c, const char *wanted, const char **fault)
{
	const char *section = NULL;
	int number = 1;

	c->p->source = wanted == NULL ? FROM_CONFIG : FROM_PROFILE;
	c->profiles = (struct list){0};
	for (size_t at = 0; at < c->n; number++) {
		const char *place = arena_printf(c->p->a, "%s:%d", c->path, number);
		char *line = line_at(c, &at, place, number, fault);
		bool ours = wanted == NULL ? section == NULL
					   : section != NULL && strcmp(section, wanted) == 0;

		if (line == NULL)
			return -1;
		if (*line == '\0' || *line == '#')
			continue;
		if (*line == '[' && take_header(c, place, line, &section, fault) < 0)
			return -1;
		if (*line != '[' && ours && take_line(c->p, place, line, fault) < 0)
			return -1;
	}
	return 0;
}

int options_text(struct parsing *p, const char *path, const char *text, size_t n,
		 const char **fault)
{
	struct config c = {.p = p, .path = path, .text = text, .n = n};
	const char *profile = p->o->profile;

	if (profile != NULL && take_section(&c, profile, fault) < 0)
		return -1;
	if (profile != NULL && !is_listed(&c.profiles, profile))
		return no_profile(p, path, &c.profiles, fault);
	return take_section(&c, NULL, fault);
}

/* ---- the file ---- */

/* Not there, or in the home of somebody else, which sudo and cron leave in the environment. */
static bool out_of_reach(const char *path)
{
	return access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES);
}

int options_config(struct parsing *p, const char **fault)
{
	const char *path = options_path(p->a, "config");
	struct buf text = {0};
	struct list none = {0};
	int error, rc;

	if (path == NULL || out_of_reach(path))
		return p->o->profile == NULL ? 0 : no_profile(p, path, &none, fault);
	error = small_file_read(path, CONFIG_MAX, &text);
	if (error != 0)
		*fault = arena_printf(p->a, "%s: %s", path, strerror(error));
	rc = error != 0 ? -1 : options_text(p, path, text.p, text.n, fault);
	buf_free(&text);
	return rc;
}

void options_profiles(struct arena *a, struct list *names)
{
	struct parsing p = {.a = a};
	struct config c = {.p = &p, .path = options_path(a, "config")};
	struct buf text = {0};
	const char *fault;

	if (c.path != NULL && small_file_read(c.path, CONFIG_MAX, &text) == 0) {
		c.text = text.p;
		c.n = text.n;
		take_section(&c, "", &fault); /* of nobody: only the names are wanted */
		*names = c.profiles;
	}
	buf_free(&text);
}

#include "cli/options.h"

#include "cli/bundle.h"
#include "cli/commands.h"
#include "cli/common.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the options say of files: looked at before anything is done, which is better than after a
 * minute of probing, or with a token that was good for once. */

/* ---- which form ---- */

/* Its result is that of a record, which has all forms and may go into several files. */
static bool tells_a_record(enum cli_command command)
{
	return command == COMMAND_CHECK || command == COMMAND_PATH || command == COMMAND_REPORT;
}

static bool has_form(enum cli_command command, const char *format)
{
	return tells_a_record(command) || strcmp(format, "text") == 0 ||
	       strcmp(format, "json") == 0 ||
	       (command == COMMAND_COMPARE && strcmp(format, "html") == 0);
}

static enum option_source source_of(const struct parsing *p, const char *name)
{
	return (enum option_source)p->taken_from[option_find(name) - option_rows];
}

/* "-o ticket.html" says the form, unless something at least as strong says another. A token is no
 * report, whatever its file is called. */
static void form_by_name(struct parsing *p)
{
	enum option_source said = source_of(p, "output");
	const char *format = p->o->output == NULL ? NULL : reporter_of_file(p->o->output);

	if (format != NULL && p->o->command != COMMAND_TOKEN && said > source_of(p, "format") &&
	    said > source_of(p, "json") && has_form(p->o->command, format))
		option_set_form(p->o, p->a, format);
}

/* The config file may speak of other commands, the line is about this one. */
static const char *forms(struct parsing *p)
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

/* ---- where to ---- */

/* A file that would be replaced; a link that leads nowhere would be, too. */
static const char *in_the_way(const struct parsing *p, const char *option, const char *path)
{
	struct stat st;

	if (path == NULL || p->o->force || lstat(path, &st) < 0)
		return NULL;
	if (stat(path, &st) < 0)
		return arena_printf(p->a,
				    "%s %s: a symbolic link that leads nowhere; --force "
				    "replaces it, or name another",
				    option, shown(p->a, path));
	if (!S_ISREG(st.st_mode))
		return NULL;
	return arena_printf(p->a, "%s %s: the file exists; --force replaces it, or name another",
			    option, shown(p->a, path));
}

static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return ".";
	return slash == path ? "/" : arena_copy(a, path, (size_t)(slash - path));
}

static const char *cannot(const struct parsing *p, const char *path, int error)
{
	return error == 0 ? NULL
			  : arena_printf(p->a, "cannot write %s: %s", shown(p->a, path),
					 strerror(error));
}

/* A place where no file can be put; what is there already was looked at. */
static const char *no_place(const struct parsing *p, const char *path)
{
	struct stat st;
	int error = 0;

	if (path == NULL)
		return NULL;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		error = EISDIR;
	else if (access(path, F_OK) < 0 && access(folder_of(p->a, path), W_OK | X_OK) < 0)
		error = errno;
	return cannot(p, path, error);
}

static const char *unwritable(const struct parsing *p, const char *option, const char *path)
{
	const char *line = in_the_way(p, option, path);

	return line != NULL ? line : no_place(p, path);
}

/* "DIR/", without the slashes at its end. */
static const char *without_slashes(struct arena *a, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_copy(a, path, n);
}

/* A folder that is there must take files; one that is to be made needs a folder above it. */
static const char *folder_unwritable(const struct parsing *p, const char *path)
{
	const char *above = folder_of(p->a, path);
	struct stat st;

	if (lstat(path, &st) < 0 && access(above, F_OK) < 0)
		return arena_printf(p->a,
				    "cannot make the folder %s: there is no %s to put it into",
				    shown(p->a, path), shown(p->a, above));
	if (lstat(path, &st) < 0)
		return access(above, W_OK | X_OK) == 0 ? NULL : cannot(p, path, errno);
	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return cannot(p, path, ENOTDIR);
	return access(path, W_OK | X_OK) == 0 ? NULL : cannot(p, path, errno);
}

static bool ends_in_slash(const char *path)
{
	return path[strlen(path) - 1] == '/';
}

static bool names_folder(const char *path)
{
	struct stat st;

	return ends_in_slash(path) || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

static const char *output(struct parsing *p)
{
	struct cli_options *o = p->o;

	o->output_folder =
		o->output != NULL && tells_a_record(o->command) && names_folder(o->output);
	if (o->formats.n > 1 && !tells_a_record(o->command))
		return arena_printf(p->a, "%s has one form at a time: leave out all but one",
				    command_of(o->command)->name);
	if (o->formats.n > 1 && !o->output_folder)
		return "several forms are several files: name a folder for them, -o DIR/";
	if (!o->output_folder && o->output != NULL && ends_in_slash(o->output))
		return arena_printf(p->a, "-o %s is a folder: %s writes one file, name it",
				    shown(p->a, o->output), command_of(o->command)->name);
	if (!o->output_folder)
		return unwritable(p, "-o", o->output);
	o->output = without_slashes(p->a, o->output);
	return folder_unwritable(p, o->output);
}

/* ---- all of them ---- */

static const char *same_file(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	const struct {
		const char *option, *path;
	} files[] = {{"-o", o->output}, {"--save-chain", o->save_chain}, {"--bundle", o->bundle}};
	enum { FILES = sizeof(files) / sizeof(files[0]) };

	for (size_t i = 0; i < FILES; i++)
		for (size_t j = i + 1; j < FILES; j++)
			if (files[i].path != NULL && files[j].path != NULL &&
			    strcmp(files[i].path, files[j].path) == 0)
				return arena_printf(p->a,
						    "%s and %s name the same file: name another "
						    "for one of them",
						    files[i].option, files[j].option);
	return NULL;
}

static const char *others(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	const char *line = unwritable(p, "--save-chain", o->save_chain);

	if (line == NULL)
		line = unwritable(p, "--bundle", o->bundle);
	if (line != NULL || o->bundle == NULL)
		return line;
	line = bundle_fault();
	return line == NULL ? NULL : arena_printf(p->a, "--bundle: %s", line);
}

const char *options_files(struct parsing *p)
{
	const struct cli_options *o = p->o;
	const char *line = forms(p);

	if (line != NULL)
		return line;
	if (o->settings.ca_file != NULL && access(o->settings.ca_file, R_OK) < 0)
		return arena_printf(p->a, "--ca-file %s: %s", shown(p->a, o->settings.ca_file),
				    strerror(errno));
	if (o->force && o->output == NULL && o->save_chain == NULL && o->bundle == NULL)
		return "--force is for files that are written (-o, --save-chain, --bundle): add "
		       "one or leave --force out";
	line = same_file(p);
	if (line == NULL)
		line = output(p);
	return line != NULL ? line : others(p);
}

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

/* ---- where to ---- */

/* A file that would be replaced; a link that leads nowhere would be, too. */
static const char *in_the_way(const struct parsing *p, const char *option, const char *path)
{
	struct stat st;

	if (path == NULL || p->o->force || p->o->sweep.resume || lstat(path, &st) < 0)
		return NULL;
	if (stat(path, &st) < 0)
		return arena_printf(p->a,
				    "%s %s: a symbolic link that leads nowhere; --force "
				    "replaces it, or name another",
				    option, shown(p->a, path));
	if (!S_ISREG(st.st_mode))
		return NULL;
	return arena_printf(p->a, "%s %s: the file exists; %s--force replaces it, or name another",
			    option, shown(p->a, path),
			    p->o->command == COMMAND_SWEEP ? "--resume goes on with it, " : "");
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
	const char *folder = path != NULL ? folder_of(p->a, path) : NULL;
	struct stat st;
	int error = 0;

	if (path == NULL)
		return NULL;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		error = EISDIR;
	else if (access(path, F_OK) < 0 && access(folder, W_OK | X_OK) < 0)
		error = errno;
	if (error == ENOENT)
		return arena_printf(p->a, "cannot write %s: there is no folder %s",
				    shown(p->a, path), shown(p->a, folder));
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
		o->output != NULL && option_tells_record(o->command) && names_folder(o->output);
	if (o->formats.n > 1 && !option_tells_record(o->command))
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
	const char *line = options_forms(p);

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

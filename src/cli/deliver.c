#include "cli/deliver.h"

#include "base/clock.h"
#include "cli/bundle.h"
#include "cli/common.h"
#include "report/chain.h"
#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What is told of a run, and to whom. */
struct delivery {
	struct arena *a;
	const struct cli_options *o;
	const struct record *r;
	const struct interpretation *i;
	const struct knowledge *k;
	const char *written; /* files that are there by now, NULL: none */
};

static void write_form(const struct delivery *d, const char *format, struct buf *out)
{
	const struct report_options options =
		d->o->output_folder ? report_options_of_files(d->o) : report_options_of(d->o);

	reporter_find(format)->write(out, d->r, d->i, d->k, &options);
}

/* ---- names of files ---- */

/* TARGET is anybody's, in a saved report even a stranger's: letters and digits of ASCII, dots and
 * hyphens within, all else is "_". */
static char *harmless_name(struct arena *a, const char *text)
{
	enum { NAME_MAX_LENGTH = 100 };
	static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char *name = arena_alloc(a, NAME_MAX_LENGTH + 1);
	size_t n = 0;

	for (; *text != '\0' && n < NAME_MAX_LENGTH; text++) {
		bool within = n > 0 && name[n - 1] != '_' && name[n - 1] != '.';

		if (strchr(fit, *text) != NULL || (within && (*text == '.' || *text == '-')))
			name[n++] = *text;
		else if (within)
			name[n++] = '_';
	}
	while (n > 0 && strchr("_.-", name[n - 1]) != NULL)
		n--;
	name[n] = '\0';
	return name;
}

/* "2026-11-22T0641Z": no colon, which some systems have no files with. A saved report may tell of
 * any year. */
static const char *minute(struct arena *a, int64_t wall_ms)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(wall_ms, text);
	return harmless_name(a,
			     arena_printf(a, "%.13s%.2sZ", text, text + strlen("2026-11-22T06:")));
}

const char *deliver_name(struct arena *a, const struct record *r)
{
	/* a folder shows its names to others: a mailbox is told by its server */
	bool by_host = r->input == NULL || strchr(r->input, '@') != NULL;
	const char *said = by_host ? r->host : r->input;
	const char *target = said != NULL ? harmless_name(a, said) : "";

	return arena_printf(a, "%s-%s", *target != '\0' ? target : "target", minute(a, r->started));
}

static const char *path_of(const struct delivery *d, const char *name, const char *format)
{
	const char *folder = d->o->output;

	return arena_printf(d->a, "%s%s%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/", name,
			    reporter_suffix(format));
}

/* In any form: what is called alike is of one run. */
static bool is_taken(const struct delivery *d, const char *name)
{
	struct stat st;

	for (size_t i = 0; reporter_names[i] != NULL; i++)
		if (lstat(path_of(d, name, reporter_names[i]), &st) == 0)
			return true;
	return false;
}

/* Two runs in a minute: the second is told by its id, too. */
static const char *second_name(const struct delivery *d, const char *name)
{
	const char *id = d->r->id != NULL ? harmless_name(d->a, d->r->id) : "";

	return arena_printf(d->a, "%s-%s", name, *id != '\0' ? id : "2");
}

/* ---- into a folder ---- */

static int fail(const struct delivery *d, const char *fault)
{
	complain(d->written == NULL ? fault
				    : arena_printf(d->a, "%s; written: %s", fault, d->written));
	return -1;
}

static void note(struct delivery *d, const char *path)
{
	d->written = d->written == NULL ? path : arena_printf(d->a, "%s, %s", d->written, path);
	if (d->o->verbosity >= 0)
		fprintf(stderr, "smtpscope: wrote %s\n", shown(d->a, path));
}

/* The files of a run are called alike. OUTPUT_EXISTS without a word where nothing was written yet
 * and another run has taken that name. */
static int write_forms(struct delivery *d, const char *name)
{
	LIST_EACH (const struct string_item, it, &d->o->formats) {
		const char *path = path_of(d, name, it->s), *fault;
		struct buf out = {0};
		int rc;

		write_form(d, it->s, &out);
		rc = output_write(d->a, path, output_how(d->o, it->s) | OUTPUT_NEW_NAME, &out,
				  &fault);
		buf_free(&out);
		if (rc == OUTPUT_EXISTS && d->written == NULL)
			return rc;
		if (rc != 0)
			return fail(d, fault);
		note(d, path);
	}
	return 0;
}

static int into_folder(struct delivery *d)
{
	const char *folder = d->o->output, *name = deliver_name(d->a, d->r);
	int rc = OUTPUT_EXISTS;

	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return fail(d, arena_printf(d->a, "cannot make the folder %s: %s",
					    shown(d->a, folder), strerror(errno)));
	if (d->o->force || !is_taken(d, name))
		rc = write_forms(d, name);
	if (rc == OUTPUT_EXISTS)
		rc = write_forms(d, second_name(d, name));
	if (rc == OUTPUT_EXISTS)
		return fail(d, arena_printf(d->a,
					    "the reports of this run are in %s already; --force "
					    "replaces them",
					    shown(d->a, folder)));
	return rc;
}

/* ---- both ways ---- */

static int into_file(const struct delivery *d)
{
	struct buf out = {0};

	write_form(d, d->o->format, &out);
	return write_result(d->a, d->o, &out, 0) == 0 ? 0 : -1;
}

int deliver(struct arena *a, const struct cli_options *o, const struct record *r,
	    const struct interpretation *i, const struct knowledge *k)
{
	struct delivery d = {.a = a, .o = o, .r = r, .i = i, .k = k};
	int rc = o->output_folder ? into_folder(&d) : into_file(&d);

	if (o->bundle != NULL && bundle_write(a, o, r, i, k) != 0)
		rc = -1;
	return rc;
}

int deliver_chain(struct arena *a, const struct cli_options *o, const struct record *r,
		  const struct interpretation *i)
{
	struct buf out = {0};
	const char *fault;
	int rc;

	if (o->save_chain == NULL)
		return 0;
	if (!chain_write(&out, r, i)) {
		complain(chain_was_sent(r) ? "--save-chain: this report was saved without the "
					     "certificates themselves; check anew to have them"
					   : "--save-chain: no server sent a certificate");
		return 0;
	}
	rc = output_write(a, o->save_chain, o->force ? OUTPUT_FORCE : 0, &out, &fault);
	buf_free(&out);
	if (rc != 0)
		complain(fault);
	return rc;
}

#include "cli/explain.h"

#include "base/clock.h"
#include "cli/common.h"
#include "cli/explain_follow.h"
#include "cli/explain_only.h"
#include "input/gather.h"
#include "input/progress.h"
#include "know/provider.h"
#include "report/explained.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- what is to be read, and how ---- */

enum { COMPLAINTS_SHOWN = 20 };

/* What the callbacks of the reading know. */
struct reading {
	struct progress *progress;
	int complaints;
};

static void on_progress(void *of, const struct source *s)
{
	struct reading *r = of;

	progress_show(r->progress, s);
}

static void on_complaint(void *of, const char *line)
{
	struct reading *r = of;

	progress_clear(r->progress);
	if (r->complaints++ < COMPLAINTS_SHOWN)
		output_complaint(line);
}

/* Seconds that the clocks of this machine are ahead of UTC now. */
static int utc_offset(void)
{
	time_t now = (time_t)(clock_wall_ms() / 1000);
	struct tm tm;

	localtime_r(&now, &tm);
	return (int)tm.tm_gmtoff;
}

static struct gather_options gather_options_of(const struct cli_options *o, struct reading *r)
{
	struct gather_options g = {
		.context = {.provider = o->provider,
			    .stage = o->said_at.stage,
			    .command = o->said_at.command},
		.filter = {.since = o->since, .until = o->until},
		.clock = {.now = LOG_NO_TIME, .utc_offset = utc_offset()},
		.show_user = o->show_user,
		.progress = r->progress == NULL ? NULL : on_progress,
		.complain = on_complaint,
		.of = r,
	};

	g.filter.context = g.context;
	return g;
}

static const char *const *words_of(const struct cli_options *o)
{
	return (const char *const *)o->words;
}

static bool reads_stdin(const struct cli_options *o)
{
	return o->word_count == 0 || (o->word_count == 1 && strcmp(o->words[0], "-") == 0);
}

static void read_words(struct gather *g, const struct cli_options *o)
{
	struct buf text = {0};

	for (int i = 0; i < o->word_count; i++) {
		if (i > 0)
			buf_char(&text, ' ');
		buf_str(&text, o->words[i]);
	}
	gather_text(g, (struct bytes){text.p, text.n});
	buf_free(&text);
}

static void read_files(struct arena *a, struct gather *g, const struct cli_options *o)
{
	struct input_set set = {0};

	files_find(a, words_of(o), o->word_count, &set);
	LIST_EACH (const struct string_item, it, &set.faults)
		gather_fault(g, it->s);
	LIST_EACH (const struct input_file, f, &set.files)
		gather_file(g, f, set.many);
}

static void read_all(struct arena *a, struct gather *g, const struct cli_options *o)
{
	if (reads_stdin(o) && isatty(STDIN_FILENO))
		fputs("Paste the error text, then press Enter and Ctrl-D:\n", stderr);
	if (files_named(words_of(o), o->word_count))
		read_files(a, g, o);
	else
		read_words(g, o);
}

/* ---- what came of it ---- */

/* "mail.log": one word, with a dot between letters. */
static bool looks_like_a_name(const char *word)
{
	const char *dot = strrchr(word, '.');

	return dot != NULL && dot > word && dot[1] != '\0' && strpbrk(word, " \t\r\n") == NULL;
}

/* Why nothing was recognised, as far as that can be seen. */
static const char *no_wonder(struct arena *a, const struct cli_options *o,
			     const struct gathered *read)
{
	const char *word = o->word_count > 0 ? o->words[0] : "";

	if (o->only.n > 0)
		return "none of what was found is of --only";
	if (read->logs != NULL && read->logs->trouble > 0)
		return "the lines that tell of trouble are not known to the catalogue: see -v";
	if (read->files > 1)
		return "no mail error is in these files";
	for (int i = 0; i < o->word_count && o->word_count > 1; i++)
		if (i > 0 && access(word, F_OK) == 0 && access(o->words[i], F_OK) < 0)
			return arena_printf(a, "%s is no file", shown(a, o->words[i]));
	if (read->files == 0 && o->word_count == 1 && strchr(word, '/') != NULL)
		return arena_printf(a, "%s: there is no such file", shown(a, word));
	if (read->files == 0 && o->word_count == 1 && looks_like_a_name(word))
		return arena_printf(a, "there is no file %s, and as words it is no mail error",
				    shown(a, word));
	if (read->files == 1 && !reads_stdin(o))
		return arena_printf(a, "no mail error is in %s", shown(a, word));
	return "no mail error is in these words";
}

static int write_out(struct arena *a, const struct cli_options *o, const struct list *explained,
		     const struct gathered *read)
{
	struct report_options options = report_options_of(o);
	struct buf out = {0};
	int rc;

	options.utc_offset = utc_offset();
	if (as_json(o))
		explained_json(&out, explained, read);
	else if (explained->n > 0 || o->only.n == 0)
		explained_text(&out, explained, read, &options);
	rc = write_result(a, o, &out,
			  explained_answers(o, explained, read) ? EXIT_GOOD : EXIT_FAILED);
	if (rc == EXIT_FAILED && !as_json(o))
		output_complaint(arena_printf(a, "nothing recognised: %s", no_wonder(a, o, read)));
	return rc;
}

/* Nothing that could be read, or nothing in it. */
static int nothing_read(const struct gathered *read)
{
	if (read->fault_count == 0)
		complain("nothing to explain: give the words of an error, a file, or a text on "
			 "stdin");
	return EXIT_USAGE;
}

static void count_complaints(struct arena *a, const struct reading *r)
{
	if (r->complaints > COMPLAINTS_SHOWN)
		output_complaint(arena_printf(a, "and %d more that could not be read",
					      r->complaints - COMPLAINTS_SHOWN));
}

static int explain(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	struct reading r = {.progress = progress_new(o->verbosity >= 0)};
	const struct gather_options options = gather_options_of(o, &r);
	struct gather *g = gather_new(a, k, &options);
	struct gathered read;
	int rc;

	read_all(a, g, o);
	r.progress = progress_free(r.progress);
	count_complaints(a, &r);
	read = *gather_count(g);
	if (read.texts == 0) {
		rc = nothing_read(&read);
	} else {
		struct list explained = gather_explained(g);

		explained = explained_only(&explained, o, &read.left_out);
		rc = write_out(a, o, &explained, &read);
	}
	gather_free(g);
	return rc;
}

static int follow(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	struct reading r = {0};
	const struct gather_options options = gather_options_of(o, &r);

	return explain_follow(a, o, k, &options.filter, options.clock);
}

static const char *unknown_names(struct arena *a, const struct cli_options *o,
				 const struct knowledge *k)
{
	if (o->provider != NULL && provider_by_id(k, o->provider) == NULL)
		return arena_printf(a,
				    "--provider %s: there is no such profile: see smtpscope "
				    "providers for their names",
				    shown(a, o->provider));
	return only_unknown(a, o, k);
}

int explain_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct knowledge *k = load_knowledge(a, o->data);
	const char *unknown = k == NULL ? NULL : unknown_names(a, o, k);
	int rc = EXIT_USAGE;

	(void)command_line;
	if (unknown != NULL)
		complain(unknown);
	else if (k != NULL && o->follow)
		rc = follow(a, o, k);
	else if (k != NULL)
		rc = explain(a, o, k);
	knowledge_free(k);
	return rc;
}

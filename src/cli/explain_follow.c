#include "cli/explain_follow.h"

#include "base/clock.h"
#include "cli/common.h"
#include "cli/explain_only.h"
#include "input/follow.h"
#include "report/explained.h"

#include <signal.h>
#include <string.h>

enum { HEAD_MAX = 64 * 1024 };

struct following {
	struct arena *arena;
	const struct cli_options *options;
	struct log_summary *summary;
	struct log_clock clock;
	const char *name;
	const struct log_form *form; /* NULL: not known yet */
	struct buf head;	     /* lines from which it will be known */
	uint64_t files;
	size_t left_out;
	bool told; /* that it is not known */
};

/* ---- signals ---- */

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* They come while we wait, and at no other time. */
static void catch_signals(sigset_t *unblocked)
{
	const struct sigaction action = {.sa_handler = on_signal};
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGHUP);
	sigprocmask(SIG_BLOCK, &ending, unblocked);
	sigdelset(unblocked, SIGINT);
	sigdelset(unblocked, SIGTERM);
	sigdelset(unblocked, SIGHUP);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* ---- lines ---- */

static void begin(struct following *f)
{
	const struct log_file file = {
		.name = f->name,
		.form = f->form,
		.head = {f->head.p, f->head.n},
		.clock = f->clock,
	};

	log_summary_begin(f->summary, &file, 1);
	log_summary_lines(f->summary, 0, (struct bytes){f->head.p, f->head.n}, NULL, NULL);
}

/* Lines of other programs may come first: those that are looked at are kept. */
static void find_form(struct following *f, struct bytes lines)
{
	buf_add(&f->head, lines.p, lines.n);
	f->form = log_form_of((struct bytes){f->head.p, f->head.n});
	if (f->form != NULL) {
		begin(f);
	} else if (f->head.n > HEAD_MAX) {
		if (!f->told)
			output_complaint(arena_printf(
				f->arena, "%s: no line of a mail server yet; still reading",
				f->name));
		f->told = true;
		buf_take(&f->head, NULL, f->head.n - HEAD_MAX / 2);
	}
}

static void take(struct following *f, struct bytes lines)
{
	f->clock.now = clock_wall_ms();
	if (f->form == NULL)
		find_form(f, lines);
	else
		log_summary_lines(f->summary, 0, lines, NULL, NULL);
}

static void end_file(struct following *f)
{
	if (f->form != NULL)
		log_summary_end(f->summary);
	f->form = NULL;
	buf_clear(&f->head);
}

/* ---- what is shown ---- */

static struct gathered read_so_far(struct following *f)
{
	return (struct gathered){.files = f->files,
				 .left_out = f->left_out,
				 .logs_limited = f->options->since != TIME_ANY ||
						 f->options->until != TIME_ANY,
				 .parts = true,
				 .logs = log_summary_count(f->summary)};
}

static int show(struct following *f, struct list *explained, bool last)
{
	struct report_options options = report_options_of(f->options);
	const struct gathered read = read_so_far(f);
	struct buf out = {0};

	options.utc_offset = f->clock.utc_offset;
	if (as_json(f->options))
		explained_json_line(&out, explained, &read);
	else if (last)
		explained_text(&out, explained, &read, &options);
	else
		LIST_EACH (const struct explanation, x, explained)
			explained_fresh(&out, x, &options);
	return write_result(f->arena, f->options, &out, EXIT_GOOD);
}

static int show_fresh(struct following *f)
{
	struct arena *a = arena_new();
	struct list fresh = log_summary_fresh(f->summary, a);
	int rc = EXIT_GOOD;

	fresh = explained_wanted(&fresh, f->options);
	if (fresh.n > 0)
		rc = show(f, &fresh, false);
	arena_free(a);
	return rc;
}

static int show_all(struct following *f)
{
	struct list all = log_summary_explained(f->summary, f->arena);
	struct gathered read;
	int rc;

	all = explained_only(&all, f->options, &f->left_out);
	rc = show(f, &all, true);
	read = read_so_far(f);
	return rc == EXIT_GOOD && !explained_answers(f->options, &all, &read) ? EXIT_FAILED : rc;
}

/* ---- all of it ---- */

static int go_on(struct following *f, struct follow *from)
{
	enum followed came = FOLLOWED_NOTHING;
	struct bytes lines;
	const char *fault;
	sigset_t unblocked;
	int rc = EXIT_GOOD;

	catch_signals(&unblocked);
	while (rc == EXIT_GOOD && came != FOLLOWED_END && came != FOLLOWED_FAULT) {
		came = follow_next(from, &stop, &unblocked, &lines, &fault);
		if (came == FOLLOWED_LINES)
			take(f, lines);
		else if (came == FOLLOWED_ANEW)
			end_file(f);
		else if (came == FOLLOWED_FAULT)
			rc = complain(fault);
		f->files += came == FOLLOWED_ANEW;
		if (came != FOLLOWED_LINES && rc == EXIT_GOOD)
			rc = show_fresh(f);
	}
	end_file(f);
	return rc == EXIT_GOOD ? show_all(f) : rc;
}

int explain_follow(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		   const struct log_filter *filter, struct log_clock clock)
{
	const char *path = o->word_count == 0 ? "-" : o->words[0], *fault = NULL;
	struct following f = {.arena = a, .options = o, .clock = clock, .files = 1};
	struct follow *from;
	int rc;

	if (o->word_count > 1)
		return complain("--follow takes one file, or a pipe on the standard input");
	from = follow_open(a, path, &fault);
	if (from == NULL)
		return complain(fault);
	f.name = strcmp(path, "-") == 0 ? "the standard input" : path;
	f.summary = log_summary_new(k, filter);
	rc = go_on(&f, from);
	log_summary_free(f.summary);
	follow_close(from);
	buf_free(&f.head);
	return rc;
}

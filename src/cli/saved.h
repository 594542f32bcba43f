/* saved.h - reports that were saved, back in memory and interpreted with today's knowledge
 *
 * A file, "-" for the standard input, holds one report, or one in each line (NDJSON, as sweep
 * writes it); blank lines do not count, and gzip and Zstandard come off by themselves. With
 * --redact names a record is made fit for strangers before anything looks at it; --cert-days of
 * the command line takes the place of what the check was asked; --as-recorded keeps the words. */
#ifndef SMTPSCOPE_CLI_SAVED_H
#define SMTPSCOPE_CLI_SAVED_H

#include "cli/cli.h"
#include "report/brief.h"

enum { SAVED_MAX = 1000 }; /* reports that saved_read() keeps in memory */

struct saved {
	struct item item;
	const char *file;      /* as named; "-": stdin */
	int line;	       /* of NDJSON, from 1; 0: the file is one document */
	struct record *record; /* NULL: a line of sweep --brief, that `brief` is all of */
	struct interpretation *interpretation;
	struct brief brief;
	struct arena *arena; /* of its texts; NULL: they are the record's */
};

/* ---- one after another: in memory is the one in hand ---- */

struct saved_stream;

/* Opens `file` and looks whether there is a report, none, one or many. NULL, and one line in *fault
 * (arena). `o` and `k` must outlive it. */
struct saved_stream *saved_open(struct arena *a, const struct cli_options *o, const char *file,
				const struct knowledge *k, const char **fault);

/* A file of lines; one with a single report in a single line is none. */
bool saved_is_many(const struct saved_stream *st);

/* There is nothing in it: the fault, which names the file; NULL: there is. */
const char *saved_is_empty(const struct saved_stream *st);

/* From now on a line of sweep --brief counts, which is refused otherwise. */
void saved_take_brief(struct saved_stream *st);

enum saved_got {
	SAVED_END,
	SAVED_ONE,
	SAVED_CUT,   /* a last line without its end, as an interrupted sweep leaves it: *fault */
	SAVED_WRONG, /* no report, *fault says why; the next one may be good */
	SAVED_BROKEN /* the file cannot be read any further, *fault says why */
};

/* The next one into *s; `only`: that of this line and no other, 0: any. */
enum saved_got saved_next(struct saved_stream *st, int only, struct saved *s, const char **fault);

/* What saved_next() has put there. */
void saved_drop(struct saved *s);

void saved_close(struct saved_stream *st); /* takes NULL */

/* ---- all at once ---- */

/* Adds what is in `file` to `out`: 0, or -1 with one line in *fault. A line that was cut off is
 * complained of, and the others count. Its parts end with saved_free(), before `k`. */
int saved_read(struct arena *a, const struct cli_options *o, const char *file,
	       const struct knowledge *k, struct list *out, const char **fault);
void saved_free(struct list *saved);

#endif

/* summary.h - what logs tell: their trouble lines, grouped by finding
 *
 * Lines come in blocks, also from several threads; what comes out depends on the lines and their
 * order alone, not on how they were cut into blocks or which thread had which. Memory is bounded
 * whatever the lines hold. */
#ifndef SMTPSCOPE_LOG_SUMMARY_H
#define SMTPSCOPE_LOG_SUMMARY_H

#include "interpret/explain.h"
#include "log/log_form.h"
#include "log/names.h"

enum { LOG_FATES = LOG_REJECTED + 1, LOG_LINE_MAX = 64 * 1024, LOG_NOT_UNDERSTOOD_SHOWN = 5 };

struct log_filter {
	int64_t since, until;		/* events before and after do not count; LOG_NO_TIME: any */
	struct explain_context context; /* what somebody knows beside */
};

/* Names of one kind, the most frequent first. */
struct log_names {
	struct list top; /* of struct name_count */
	size_t more;	 /* names beside; NAMES_MAX: so many or more */
};

/* What is behind an explanation that stands for many lines. */
struct log_group {
	uint64_t count;
	uint64_t fates[LOG_FATES]; /* by enum log_fate */
	int64_t first, last;	   /* ms since 1970 UTC, or LOG_NO_TIME */
	struct log_names next_hops, clients, recipient_domains;
	struct bytes sample; /* what its first line says, secrets masked */
};

/* A line that tells of trouble which nobody knows. */
struct log_riddle {
	struct item item;
	const char *file;
	int64_t line;
	struct bytes text;
};

/* What was read. */
struct log_count {
	uint64_t files, lines;
	uint64_t trouble;	 /* lines that tell of it, within the times asked for */
	uint64_t not_understood; /* of those */
	uint64_t cut;		 /* lines that are longer than LOG_LINE_MAX */
	int64_t first, last;	 /* of all lines */
	struct list riddles;	 /* of struct log_riddle: some that were not understood */
};

struct log_summary;

struct log_summary *log_summary_new(const struct knowledge *k, const struct log_filter *filter);
struct log_summary *log_summary_free(struct log_summary *s); /* takes NULL, returns NULL */

/* There is going to be much of it: what takes a while to prepare pays. */
void log_summary_expect_many(struct log_summary *s);

/* A file is read from here on, by up to `workers` threads: 1 where log_form_ordered(). `name` and
 * `head` must outlive log_summary_end(). */
struct log_file {
	const char *name;
	const struct log_form *form;
	struct bytes head;
	struct log_clock clock;
	uint64_t lines_before; /* of the text that it is a part of */
};
void log_summary_begin(struct log_summary *s, const struct log_file *file, unsigned workers);

/* Whole lines by thread number `worker`, from 0. `turn` waits until all lines before these have
 * been taken in, and may be called more than once; NULL where there is one thread. */
void log_summary_lines(struct log_summary *s, unsigned worker, struct bytes lines,
		       void (*turn)(void *), void *turn_of);

void log_summary_end(struct log_summary *s);

/* What was found, of struct explanation, what is to be fixed first goes first; `seen` of each is
 * set. It lives as long as the summary; names are in `a`. */
struct list log_summary_explained(struct log_summary *s, struct arena *a);

/* The same of what has appeared since this was last asked. */
struct list log_summary_fresh(struct log_summary *s, struct arena *a);

const struct log_count *log_summary_count(const struct log_summary *s);

#endif

/* gather.h - files, folders, mailboxes and texts -> explanations, each form by its reader
 *
 * Memory does not grow with what is read: of the explanations that mean the same only so many are
 * kept, the others are counted. */
#ifndef SMTPSCOPE_INPUT_GATHER_H
#define SMTPSCOPE_INPUT_GATHER_H

#include "input/files.h"
#include "input/source.h"
#include "interpret/explain.h"
#include "log/summary.h"

enum {
	GATHERED_MAX = 1000,	/* explanations that are kept */
	GATHER_DIALOGUES = 200, /* of those, dialogues: a record is large */
	GATHER_FAULTS = 200,	/* lines about what cannot be read */
};

struct gather_options {
	struct explain_context context; /* what somebody knows beside */
	struct log_filter filter;	/* of logs */
	struct log_clock clock;		/* `now` is not looked at: it is that of each file */
	bool show_user;
	/* Called now and then while a source is read, by one thread at a time; NULL: not at all. */
	void (*progress)(void *of, const struct source *s);
	/* One line about what cannot be read, as soon as it is known; NULL: not at all. */
	void (*complain)(void *of, const char *line);
	void *of;
};

/* What was read. */
struct gathered {
	uint64_t files, messages;
	uint64_t texts;		      /* of those and of other texts, that hold more than blanks */
	size_t left_out;	      /* explanations that are not shown; the caller's */
	bool logs_limited;	      /* to some time */
	bool parts;		      /* there were logs, messages or several files */
	const struct log_count *logs; /* NULL: there were none */
	struct list faults;	      /* of struct string_item, the first few */
	uint64_t fault_count;
};

struct gather;

/* `options` must outlive it, `a` what it has found. */
struct gather *gather_new(struct arena *a, const struct knowledge *k,
			  const struct gather_options *options);

void gather_text(struct gather *g, struct bytes text);

/* `many`: it is one of several: what is found bears its name, and what is no text is left out. */
void gather_file(struct gather *g, const struct input_file *file, bool many);

/* A fault that somebody else has found. */
void gather_fault(struct gather *g, const char *line);

/* What was found up to now, of struct explanation, what is to be fixed first goes first. It points
 * into `g`. */
struct list gather_explained(struct gather *g);

const struct gathered *gather_count(struct gather *g);

struct gather *gather_free(struct gather *g); /* takes NULL, returns NULL */

#endif

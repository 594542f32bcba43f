/* report.h - record + findings -> words; pure, into a buffer */
#ifndef SMTPSCOPE_REPORT_REPORT_H
#define SMTPSCOPE_REPORT_REPORT_H

#include "base/buf.h"
#include "interpret/finding.h"
#include "record/record.h"

struct report_options {
	int verbosity; /* -1 quiet, 0, 1, 2 */
	bool colour;
	int columns;	      /* 80 where unknown */
	bool transcript;      /* --transcript: as -vv does */
	struct list snippets; /* of struct string_item: programs whose settings are wanted */
	int utc_offset;	      /* seconds that times of logs are shown ahead of UTC */
	double warning_ms, critical_ms; /* nagios: what the whole may take; 0: any time */
	bool strict;			/* --strict: degraded is not good enough */
	bool one_line;			/* json: without line breaks, as NDJSON has it */
};

/* Reports of many targets as one file: begin(), add() for each, end(). What was added may be freed
 * right away. */
struct gatherer {
	void *(*begin)(void);
	void (*add)(void *file, const struct record *r, const struct interpretation *i,
		    const struct knowledge *k, const struct report_options *o);
	void (*end)(void *file, struct buf *out); /* writes and releases it */
};

/* A file of one. */
void gatherer_write(const struct gatherer *g, struct buf *out, const struct record *r,
		    const struct interpretation *i, const struct knowledge *k,
		    const struct report_options *o);

/* What a reporter is. */
struct reporter {
	const char *name; /* of --format */
	void (*write)(struct buf *out, const struct record *r, const struct interpretation *i,
		      const struct knowledge *k, const struct report_options *o);
	const struct gatherer *many; /* NULL: a file of that form is of one target */
};

extern const struct reporter reporter_terminal, reporter_json, reporter_markdown, reporter_html,
	reporter_nagios, reporter_prometheus, reporter_junit;
const struct reporter *reporter_find(const char *name); /* NULL: unknown */
extern const char *const reporter_names[];		/* ends with NULL */

/* Of a name that is known: what files of that form end in (".md"); whether it tells nothing of
 * users and machines that was not meant for others. */
const char *reporter_suffix(const char *name);
bool reporter_is_public(const char *name);

/* The name of the form that files called so have, NULL where that says nothing. */
const char *reporter_of_file(const char *path);

#endif

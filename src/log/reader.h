/* reader.h - inside this room: what one thread does with lines: it finds those that tell of trouble
 * and what each means */
#ifndef SMTPSCOPE_LOG_READER_H
#define SMTPSCOPE_LOG_READER_H

#include "log/scan.h"
#include "log/summary.h"
#include "log/template.h"
#include "log/verdicts.h"

/* The first event of a finding that a thread saw, explained whole. */
struct log_sample {
	struct arena *arena;
	struct explanation *explained; /* NULL: nothing fits it */
	struct bytes line;	       /* secrets masked */
};

struct log_sample *log_sample_free(struct log_sample *s); /* takes NULL, returns NULL */

/* An event, as much as is counted of it. */
struct log_hit {
	const struct entry *finding; /* NULL: not understood */
	int64_t time;
	uint64_t line; /* among those of the block, from 0 */
	enum log_fate fate;
	bool incoming;
	struct log_sample *sample; /* or NULL */
	unsigned char peer_n, domain_n;
	char peer[NAME_SIZE], domain[NAME_SIZE];
};

enum { HITS_MAX = 1024 };

/* What threads share. */
struct log_task {
	const struct knowledge *know;
	const struct vocabulary *vocabulary;
	const struct log_filter *filter;
	const struct log_file *file;
	struct verdicts *verdicts; /* locks itself */
	const struct scan *scan;   /* NULL: every line is wanted */
};

/* What was read since it was last cleared. */
struct log_reader {
	const struct log_task *task;
	struct log_hit hits[HITS_MAX];
	size_t n;
	bool begun; /* the block: what holds for all of it is known */
	uint64_t lines, cut;
	int64_t last; /* time of the last line */
	struct log_worker *worker;
};

struct log_reader *log_reader_new(const struct log_task *task);
struct log_reader *log_reader_free(struct log_reader *r); /* takes NULL, returns NULL */

/* Before and after the lines of a file. */
void log_reader_begin(struct log_reader *r);
void log_reader_end(struct log_reader *r);

/* Takes from the front of `lines` what there is room for. False: nothing is left. */
bool log_reader_take(struct log_reader *r, struct bytes *lines);

/* The finding of an event by its template, and without: never another one. For tests, too. */
const struct entry *log_reader_finding(struct log_reader *r, const struct log_event *e);
const struct entry *log_reader_finding_in_full(struct log_reader *r, const struct log_event *e);

#endif

/* log_form.h - lines of mail servers' logs -> what each tells of trouble
 *
 * Pure: no I/O, no clock. Nothing is allocated for a line: the pieces of an event point into the
 * line or into the state, and hold until the next line is read with that state. No NUL follows
 * them. Any bytes may come, secrets too: what is shown goes through mask_secrets() first, and the
 * words of an event are shown, not its line, which may hold a base64 password with nothing before
 * it that says so. */
#ifndef SMTPSCOPE_LOG_LOG_FORM_H
#define SMTPSCOPE_LOG_LOG_FORM_H

#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define LOG_NO_TIME INT64_MIN

/* How a file of lines is built; whose lines stand in it is found out line by line. */
struct log_form;

/* What stamps without a year or a zone are read with. */
struct log_clock {
	int64_t now; /* ms since 1970 UTC, at which the last line was written or later: the time of
		      * the file, else of today. LOG_NO_TIME: stamps without a year have no time */
	int utc_offset; /* seconds that stamps without a zone are ahead of UTC */
};

/* What the lines so far have left: columns, the year, recipients of deliveries under way. */
struct log_state;

enum log_fate {
	LOG_NOTED, /* trouble, of which the line does not say what it did to a message; the line of
		    * a delivery may tell it again, so it is counted apart */
	LOG_DEFERRED, /* tried again later */
	LOG_BOUNCED,  /* given up: returned, expired, dropped */
	LOG_REJECTED, /* not taken from a client; words and reply are those of the server that logs
		       */
};
extern const char *const log_fate_names[]; /* "noted", ...; NULL at the end */

struct log_event {
	int64_t time;	      /* ms since 1970 UTC, or LOG_NO_TIME */
	struct bytes host;    /* that logged; n 0 here and below: not said */
	struct bytes program; /* as it calls itself: "postfix/smtp", "sm-mta", "exim" */
	const char *kind;     /* whose way of speaking it is: "postfix", "exim", ... */
	bool is_trouble;      /* else nothing below is set */
	enum log_fate fate;
	bool incoming;	   /* `peer` is a client of the server that logs, not its next hop */
	struct bytes peer; /* name of the next hop, or of the client */
	struct bytes peer_address; /* its IP address */
	struct bytes recipient;	   /* mailbox, without brackets */
	struct bytes sender;
	struct bytes words;  /* what tells of the trouble, with what stands around the reply */
	struct bytes said;   /* the reply in it, from its code on; n 0: there is none */
	struct bytes dsn;    /* an enhanced code that is a field of the line: "4.4.1" */
	int stage;	     /* enum stage_id, -1: not said */
	const char *command; /* "MAIL", "RCPT", "DATA", "AUTH", NULL: not said */
};

/* The form of a text that begins with `head` (some kB of it; half a line at the end does not
 * count). NULL where fewer than two lines of mail logs stand there. */
const struct log_form *log_form_of(struct bytes head);

/* "lines", "exchange", "journal-export", ... */
const char *log_form_name(const struct log_form *f);

/* Lines tell something only in their order: one state for all of the file. */
bool log_form_ordered(const struct log_form *f);

/* NULL at the end. A line that holds none of them (case counts) need not be read: it is no trouble,
 * nor does the form want it for its state. NULL instead of a list: every line is wanted. */
const char *const *log_trouble_literals(const struct log_form *f);

/* `head` as above: what stands there is known to the state of each worker. */
struct log_state *log_state_new(const struct log_form *f, struct bytes head,
				const struct log_clock *clock);
void log_state_free(struct log_state *st); /* takes NULL */

/* What `line` tells; a line feed was taken off its end and nothing else, as values of a journal may
 * end in a carriage return. False: not understood, *e is of no use. Journal
 * entries of several lines are told at the empty line behind them: end a file with one. */
bool log_line_read(const struct log_form *f, struct log_state *st, struct bytes line,
		   struct log_event *e);

/* The time of any line of the form, LOG_NO_TIME where it has none of its own: for the first and
 * the last of a file. */
int64_t log_line_time(const struct log_form *f, const struct log_clock *clock, struct bytes line);

/* What the event says, made ready to be explained: items of struct paste_item in `a`, which points
 * to nothing of the event. */
void log_event_items(struct arena *a, const struct log_event *e, struct list *items);

#endif

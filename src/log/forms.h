/* forms.h - inside this room: how lines are taken apart, in two steps. A form of a file (struct
 * log_form) finds time, host, program and message of a line; a speech knows what one program's
 * messages mean. */
#ifndef SMTPSCOPE_LOG_FORMS_H
#define SMTPSCOPE_LOG_FORMS_H

#include "log/log_form.h"
#include "base/piece.h"

enum {
	LOG_WORDS_MAX = 8192,	  /* bytes of a message that had to be rewritten */
	LOG_DELIVERIES_MAX = 512, /* of qmail at the same time */
	LOG_ADDRESS_MAX = 254,
	LOG_COLUMNS_MAX = 64,
};

/* A line without what surrounds its message. */
struct log_line {
	int64_t time;
	struct bytes host, program, text;
};

/* Memory for words that cannot be shown as they stand in the line. */
struct log_copy {
	size_t n;
	char p[LOG_WORDS_MAX];
};

struct log_state {
	struct log_clock clock;
	struct log_copy copy;
	struct log_entry *entry;	/* form_journal.c: what was read of the entry */
	struct log_delivery *under_way; /* form_qmail.c: by number, LOG_DELIVERIES_MAX of them */
	signed char column[LOG_COLUMNS_MAX]; /* form_exchange.c: what each column is */
};

struct log_speech {
	const char *kind;
	/* Whether the program speaks so; by its name, or by the form of the message. */
	bool (*speaks)(const struct log_line *line);
	/* Fills what the message tells; trouble or not. */
	void (*read)(struct log_state *st, const struct log_line *line, struct log_event *e);
};
extern const struct log_speech log_postfix, log_exim, log_sendmail, log_opensmtpd, log_client,
	log_qmail;

/* Of the program that wrote the line; NULL: of none that is known. */
const struct log_speech *log_speech_of(const struct log_line *line);

/* Takes stamps, containers' marks, host and program off a line; false where nothing of a log's
 * beginning stands there, and `out` is the line as it is. */
bool log_frame(const struct log_clock *clock, struct bytes line, struct log_line *out);

struct log_form {
	const char *name;
	bool ordered;
	const char *const *literals;
	/* How many of the lines in `head` it understands. */
	int (*lines_of)(struct bytes head);
	void (*begin)(struct log_state *st, struct bytes head); /* may be NULL */
	bool (*read)(struct log_state *st, struct bytes line, struct log_event *e);
	int64_t (*time)(const struct log_clock *clock, struct bytes line);
};

extern const struct log_form log_form_lines, log_form_qmail, log_form_exchange, log_form_journal,
	log_form_json;

/* What lines of trouble hold of all speeches: a line without any is not looked at. Each stands in
 * few lines of a healthy server. */
#define LOG_LINE_LITERALS                                                                          \
	/* deliveries */                                                                           \
	"dsn=4.", "dsn=5.", "expired", " ** ", " == ", "deferral", /* refusals */                  \
		"reject", "rblsmtpd", "refused", "too many", "dropped", "bad-input", /* remarks */ \
		"warn", "fatal", "panic", "alert", "rror", "SYSERR", "fail", "Fail", "lost ",      \
		"timeout", "timed out", "unreachable", "No route", "closed connection", "by DROP", \
		"disconnection", "improper", "is required", "TLS session",                         \
		" said: ", "connect to ", "Cannot ", "Unable to", "attack"

/* Of files in which a line is a message. How many lines of `head` `speech` (NULL: any) speaks. */
int log_lines_of(struct bytes head, const struct log_speech *speech);
bool log_read_line(struct log_state *st, struct bytes line, struct log_event *e);
int64_t log_time_of_line(const struct log_clock *clock, struct bytes line);

/* Programs may stamp what they give to syslog: Exim, qmail's splogger. */
void log_skip_own_stamp(const struct log_clock *clock, struct log_line *out);

/* The reply in words of a program, {0}: there is none. */
struct bytes log_reply_in(struct bytes words);

/* The next whole line of a head, without its end; false where there is none. */
bool log_next_line(struct bytes *rest, struct bytes *line);

/* What a line whose frame is off tells; false: its program is unknown. */
bool log_tell(struct log_state *st, const struct log_line *line, struct log_event *e);

/* ---- for speeches ---- */

/* Sets what every event of trouble has: `words` tell of it. */
void log_trouble(struct log_event *e, enum log_fate fate, struct bytes words);

/* "mx.example.org[192.0.2.1]:25", "mx.example.org. [192.0.2.1]", "[192.0.2.1]" */
void log_peer(struct log_event *e, struct bytes text);

/* Stage and command by the name of the command, or of what goes before it, that `text` begins
 * with: "RCPT TO", "EHLO", "CONNECT", "end of data". */
void log_command(struct log_event *e, struct bytes text);

#endif

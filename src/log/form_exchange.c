/* Message tracking logs of Exchange: comma-separated values, whose columns a line "#Fields: ..."
 * names; and what PowerShell exports of them, with the names in the first line. */
#include "log/csv.h"
#include "log/stamp.h"

#include <ctype.h>

enum column {
	COLUMN_NONE,
	COLUMN_TIME,
	COLUMN_CLIENT,
	COLUMN_SERVER,
	COLUMN_SERVER_ADDRESS,
	COLUMN_SOURCE,
	COLUMN_EVENT,
	COLUMN_RECIPIENT,
	COLUMN_STATUS,
	COLUMN_SENDER,
	COLUMN_CONTEXT,
	COLUMN_COUNT
};

/* As their letters: "event-id", "EventId". */
static const struct {
	const char *name;
	enum column column;
} names[] = {
	{"datetime", COLUMN_TIME},
	{"timestamp", COLUMN_TIME},
	{"clienthostname", COLUMN_CLIENT},
	{"serverhostname", COLUMN_SERVER},
	{"serverip", COLUMN_SERVER_ADDRESS},
	{"source", COLUMN_SOURCE},
	{"sourcecontext", COLUMN_CONTEXT},
	{"eventid", COLUMN_EVENT},
	{"recipientaddress", COLUMN_RECIPIENT},
	{"recipients", COLUMN_RECIPIENT},
	{"recipientstatus", COLUMN_STATUS},
	{"senderaddress", COLUMN_SENDER},
	{"sender", COLUMN_SENDER},
};

static bool same_letters(struct bytes field, const char *name)
{
	for (size_t i = 0; i < field.n; i++) {
		if (!isalnum((unsigned char)field.p[i]))
			continue;
		if (tolower((unsigned char)field.p[i]) != *name)
			return false;
		name++;
	}
	return *name == '\0';
}

static enum column column_named(struct bytes field)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (same_letters(field, names[i].name))
			return names[i].column;
	return COLUMN_NONE;
}

/* True for a line that names the columns. */
static bool read_names(struct bytes line, signed char column[LOG_COLUMNS_MAX])
{
	struct bytes rest = piece_begins(line, "#Fields:")
				    ? piece_trimmed(piece_behind(line, "#Fields:"))
				    : line,
		     field;
	signed char found[LOG_COLUMNS_MAX] = {0};
	bool event = false, status = false;

	if (!piece_has(line, "vent"))
		return false;
	for (int i = 0; i < LOG_COLUMNS_MAX && csv_field(&rest, &field); i++) {
		found[i] = (signed char)column_named(field);
		event = event || found[i] == COLUMN_EVENT;
		status = status || found[i] == COLUMN_STATUS;
	}
	if (event && status)
		memcpy(column, found, sizeof(found));
	return event && status;
}

static void read_columns(struct log_state *st, struct bytes line, struct bytes fields[COLUMN_COUNT])
{
	struct bytes field;

	for (int i = 0; i < LOG_COLUMNS_MAX && csv_field(&line, &field); i++)
		if (st->column[i] != COLUMN_NONE)
			fields[(int)st->column[i]] = field;
}

static const struct event {
	const char *name;
	enum log_fate fate;
} events[] = {
	{"FAIL", LOG_BOUNCED},	       {"DEFER", LOG_DEFERRED},
	{"BADMAIL", LOG_BOUNCED},      {"DSN", LOG_NOTED},
	{"SUBMITFAIL", LOG_NOTED},     {"POISONMESSAGE", LOG_BOUNCED},
	{"HAREDIRECTFAIL", LOG_NOTED},
};

static const struct event *event_named(struct bytes name)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (piece_is(name, events[i].name))
			return &events[i];
	return NULL;
}

/* "[{LED=550 ...};{FQDN=mx.example.org};{IP=192.0.2.1}]" names who refused; else, where SMTP is the
 * source, the server is the next hop. */
static void take_hosts(struct bytes f[COLUMN_COUNT], struct log_event *e)
{
	bool by_smtp = bytes_is(f[COLUMN_SOURCE], "SMTP");

	e->host = by_smtp && f[COLUMN_CLIENT].n > 0 ? f[COLUMN_CLIENT] : f[COLUMN_SERVER];
	e->peer = piece_between(f[COLUMN_STATUS], "{FQDN=", "}");
	e->peer_address = piece_between(f[COLUMN_STATUS], "{IP=", "}");
	if (by_smtp && e->peer.n == 0) {
		e->peer = f[COLUMN_SERVER];
		e->peer_address = f[COLUMN_SERVER_ADDRESS];
	}
}

/* A DSN without a status is the message about a failure that has a line of its own. */
static void read_event(struct log_state *st, struct bytes f[COLUMN_COUNT], struct log_event *e)
{
	const struct event *event = event_named(f[COLUMN_EVENT]);
	struct bytes words = f[COLUMN_STATUS].n > 0 ? f[COLUMN_STATUS] : f[COLUMN_CONTEXT];

	if (event == NULL || (event->fate == LOG_NOTED && f[COLUMN_STATUS].n == 0))
		return;
	st->copy.n = 0;
	log_trouble(e, event->fate, csv_text(&st->copy, words.n > 0 ? words : f[COLUMN_EVENT]));
	e->recipient = piece_until(f[COLUMN_RECIPIENT], ";");
	e->sender = f[COLUMN_SENDER];
	take_hosts(f, e);
}

static bool read(struct log_state *st, struct bytes line, struct log_event *e)
{
	struct bytes fields[COLUMN_COUNT] = {{0}};

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	*e = (struct log_event){.time = LOG_NO_TIME,
				.kind = "exchange",
				.program = piece_of("exchange"),
				.stage = -1};
	if (piece_begins(line, "#Fields:")) /* understood, and no trouble */
		return read_names(line, st->column);
	if (piece_begins(line, "#") || line.n == 0)
		return false;
	read_columns(st, line, fields);
	(void)stamp_read(fields[COLUMN_TIME], &st->clock, &e->time);
	read_event(st, fields, e);
	if (e->is_trouble)
		e->said = log_reply_in(e->words);
	return fields[COLUMN_EVENT].n > 0;
}

static int lines_of(struct bytes head)
{
	signed char column[LOG_COLUMNS_MAX];
	struct bytes line;
	bool named = false;
	int n = 0;

	while (log_next_line(&head, &line)) {
		if (!named)
			named = read_names(line, column);
		n += named; /* the names count, too */
	}
	return n;
}

static void begin(struct log_state *st, struct bytes head)
{
	struct bytes line;

	while (log_next_line(&head, &line))
		if (read_names(line, st->column))
			return;
}

static int64_t time_of(const struct log_clock *clock, struct bytes line)
{
	int64_t time;
	struct bytes first;

	return csv_field(&line, &first) && stamp_read(first, clock, &time) > 0 ? time : LOG_NO_TIME;
}

static const char *const literals[] = {
	"FAIL", "DEFER", "BADMAIL", "DSN", "POISON", "#Fields", NULL,
};

const struct log_form log_form_exchange = {
	.name = "exchange",
	.literals = literals,
	.lines_of = lines_of,
	.begin = begin,
	.read = read,
	.time = time_of,
};

/* Exchange's protocol log: lines of CSV, many sessions at once.
 *
 *     #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,
 *              event,data,context
 *
 * Events: '+' connected, '-' disconnected, '*' Exchange's words, '<' received, '>' sent. Which of
 * the last two is the server's depends on the connector; replies tell themselves. A log holds more
 * sessions than are kept: those in which something failed come first. */
#include "transcript/program.h"

#include <string.h>

enum { FIELDS_MAX = 9, SESSIONS_MAX = 2048 };
enum field { CONNECTOR = 1, SESSION, SEQUENCE, LOCAL, REMOTE, EVENT, DATA, CONTEXT };

struct row {
	struct item item;
	struct bytes line;
	int number;
};

struct logged {
	struct item item;
	struct bytes id;
	struct list rows; /* of struct row */
	bool failed;
};

struct state {
	struct list sessions; /* of struct logged */
	struct logged *last;  /* whose row was the last one */
};

/* ---- rows ---- */

/* The next field, without its quotes; doubled ones inside stay. */
static struct bytes take_field(struct bytes *line)
{
	const bool quoted = line->n > 0 && line->p[0] == '"';
	struct bytes field = {line->p, 0};
	size_t n = quoted ? 1 : 0;

	while (n < line->n && (quoted || line->p[n] != ',')) {
		if (quoted && line->p[n] == '"' && (n + 1 == line->n || line->p[n + 1] == ','))
			break;
		n++;
	}
	field = quoted ? (struct bytes){line->p + 1, n - 1} : (struct bytes){line->p, n};
	if (quoted && n < line->n)
		n++;
	if (n < line->n)
		n++;
	*line = (struct bytes){line->p + n, line->n - n};
	return field;
}

/* Whether it is a row; its fields. */
static bool split(struct bytes line, struct bytes fields[FIELDS_MAX])
{
	for (size_t i = 0; i < FIELDS_MAX; i++)
		fields[i] = take_field(&line);
	return fields[EVENT].n == 1 && strchr("+-*<>", fields[EVENT].p[0]) != NULL &&
	       fields[SESSION].n >= 8 && fields[SESSION].n <= 32 &&
	       line_number(fields[SEQUENCE]) >= 0;
}

static int sign(struct bytes line)
{
	struct bytes fields[FIELDS_MAX];

	if (piece_begins(line, "#Fields: ") && bytes_has(line, "session-id") &&
	    bytes_has(line, "remote-endpoint"))
		return SIGN_SURE;
	return split(line, fields) ? SIGN_GOOD : SIGN_NONE;
}

/* ---- first: which session is whose, and which failed ---- */

static struct logged *session_of(struct reading *rd, struct state *s, struct bytes id)
{
	struct logged *new;

	if (s->last != NULL && bytes_same(s->last->id, id))
		return s->last;
	LIST_EACH (struct logged, one, &s->sessions)
		if (bytes_same(one->id, id))
			return one;
	if (s->sessions.n == SESSIONS_MAX)
		return NULL;
	new = arena_alloc(form_arena(rd), sizeof(*new));
	new->id = id;
	return list_append(&s->sessions, new);
}

static bool tells_of_failure(const struct bytes fields[FIELDS_MAX])
{
	const struct bytes data = fields[DATA], context = fields[CONTEXT];

	if (fields[EVENT].p[0] == '*')
		return bytes_has(context, "failed") || bytes_has(data, "failed") ||
		       bytes_has(context, "Failed to connect");
	if (fields[EVENT].p[0] == '-')
		return bytes_has(context, "ConnectionReset") || bytes_has(context, "TimedOut");
	return reply_shaped(data) && data.p[0] >= '4';
}

static void read(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	struct bytes fields[FIELDS_MAX];
	struct logged *one;
	struct row *row;

	if (!split(line, fields))
		return;
	one = session_of(rd, s, fields[SESSION]);
	if (one == NULL)
		return;
	s->last = one;
	one->failed = one->failed || tells_of_failure(fields);
	row = arena_alloc(form_arena(rd), sizeof(*row));
	row->line = line;
	row->number = form_line(rd);
	list_append(&one->rows, row);
}

/* ---- then: one after the other ---- */

/* The server is at the end that connections come to: a log of a receive connector has it here. */
static void begin(struct reading *rd, const struct bytes fields[FIELDS_MAX], enum event_kind kind,
		  bool sending)
{
	struct event e = {.kind = kind, .mode = MODE_UNKNOWN};

	host_and_port(fields[sending ? REMOTE : LOCAL], &e);
	e.address = e.host;
	e.host = (struct bytes){0};
	event(rd, &e);
}

/* Keywords that stand in one line behind "250  host Hello [192.0.2.1] ", with their arguments. */
static bool is_keyword(struct bytes word)
{
	static const char *const keywords[] = {"SIZE",
					       "PIPELINING",
					       "DSN",
					       "ENHANCEDSTATUSCODES",
					       "STARTTLS",
					       "AUTH",
					       "X-EXPS",
					       "X-ANONYMOUSTLS",
					       "8BITMIME",
					       "BINARYMIME",
					       "CHUNKING",
					       "XEXCH50",
					       "XRDST",
					       "XSHADOW",
					       "XSHADOWREQUEST",
					       "SMTPUTF8",
					       "XPROXY",
					       "XPROXYFROM",
					       "XPROXYTO",
					       "XSESSIONPARAMS",
					       "X-MESSAGECONTEXT",
					       "XSYSPROBE",
					       "XORIGFROM",
					       NULL};

	for (size_t i = 0; keywords[i] != NULL; i++)
		if (bytes_is(word, keywords[i]))
			return true;
	return false;
}

static void flush_capability(struct reading *rd, struct bytes part)
{
	struct bytes line;

	part = piece_trimmed(part);
	if (part.n == 0)
		return;
	line = bytes_str(form_arena(rd),
			 arena_printf(form_arena(rd), "250-%.*s", (int)part.n, part.p));
	server_says(rd, line);
}

static void capabilities(struct reading *rd, struct bytes words)
{
	struct bytes rest = words, word = line_word(words, &rest), part = {word.p, 0};

	for (; word.n > 0; word = line_word(rest, &rest)) {
		if (is_keyword(word)) {
			flush_capability(rd, part);
			part = (struct bytes){word.p, 0};
		}
		part.n = (size_t)(word.p + word.n - part.p);
	}
	part = piece_trimmed(part);
	server_says(rd, bytes_str(form_arena(rd),
				  arena_printf(form_arena(rd), "250 %.*s", (int)part.n, part.p)));
}

static void server(struct reading *rd, struct bytes data)
{
	struct bytes words = line_behind(data, "250 ");

	if (words.p != NULL && bytes_has(words, " Hello [") && bytes_has(words, "SIZE"))
		capabilities(rd, words);
	else
		server_says(rd, data);
}

/* "TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using bulk encryption algorithm
 * CALG_AES_256 with ..." */
static bool tls(struct reading *rd, struct bytes words)
{
	struct bytes version = line_between(words, "SP_PROT_TLS1_", "_");
	char *at = words.n == 0 ? NULL : memmem(words.p, words.n, "SP_PROT_TLS1_", 13);
	struct event e = {.kind = EVENT_TLS_AGREED, .mode = MODE_UNKNOWN};

	if (bytes_has(words, "TLS negotiation failed")) {
		program_says(rd, EVENT_TLS_FAILED, words);
		return true;
	}
	if (at == NULL || version.p == NULL)
		return false;
	e.version = bytes_str(form_arena(rd), arena_printf(form_arena(rd), "1.%c", version.p[0]));
	e.cipher = line_word(line_between(words, "bulk encryption algorithm ", " with"), NULL);
	event(rd, &e);
	return true;
}

static const struct {
	const char *words;
	enum event_kind kind;
} winsock[] = {
	{"error code: 10061", EVENT_REFUSED},  {"error code: 10060", EVENT_UNREACHED},
	{"error code: 10051", EVENT_NO_ROUTE}, {"error code: 10065", EVENT_NO_ROUTE},
	{"error code: 11001", EVENT_NO_NAME},  {"error code: 10054", EVENT_RESET},
	{"ConnectionReset", EVENT_RESET},      {"TimedOut", EVENT_TIMEOUT},
};

static bool network(struct reading *rd, struct bytes words)
{
	for (size_t i = 0; i < sizeof(winsock) / sizeof(winsock[0]); i++)
		if (bytes_has(words, winsock[i].words)) {
			program_says(rd, winsock[i].kind, words);
			return true;
		}
	return false;
}

static void tell(struct reading *rd, const struct bytes fields[FIELDS_MAX])
{
	const struct bytes words = fields[CONTEXT].n > 0 ? fields[CONTEXT] : fields[DATA];
	const struct bytes user = line_between(words, " for User ", ". ");

	if (bytes_has(words, "attempting to connect"))
		begin(rd, fields, EVENT_CONNECTING, true);
	else if (user.n > 0)
		program_says(rd, EVENT_USER, user);
	else if (!tls(rd, words) && !network(rd, words))
		program_says(rd, EVENT_NOTE, words);
}

static void ended(struct reading *rd, struct bytes context)
{
	if (!network(rd, context))
		program_says(rd, piece_begins(context, "Remote") ? EVENT_CLOSED : EVENT_ENDED,
			     context);
}

static void replay_row(struct reading *rd, struct bytes line, bool sending)
{
	struct bytes fields[FIELDS_MAX];

	split(line, fields);
	switch (fields[EVENT].p[0]) {
	case '+':
		begin(rd, fields, EVENT_CONNECTED, sending);
		break;
	case '-':
		ended(rd, fields[CONTEXT]);
		break;
	case '*':
		tell(rd, fields);
		break;
	default:
		if ((fields[EVENT].p[0] == '<') == sending)
			server(rd, fields[DATA]);
		else
			client_says(rd, fields[DATA]);
	}
}

/* A send connector receives replies. */
static bool is_sending(const struct logged *one)
{
	struct bytes fields[FIELDS_MAX];

	LIST_EACH (const struct row, row, &one->rows) {
		split(row->line, fields);
		if (strchr("<>", fields[EVENT].p[0]) != NULL && reply_shaped(fields[DATA]))
			return fields[EVENT].p[0] == '<';
		if (strchr("<>", fields[EVENT].p[0]) != NULL && command_shaped(fields[DATA]))
			return fields[EVENT].p[0] == '>';
		if (fields[EVENT].p[0] == '*' &&
		    bytes_has(fields[CONTEXT], "attempting to connect"))
			return true;
	}
	return false;
}

static void replay(struct reading *rd, const struct logged *one)
{
	const bool sending = is_sending(one);

	LIST_EACH (const struct row, row, &one->rows) {
		form_tell_of(rd, row->number);
		replay_row(rd, row->line, sending);
	}
}

static void end(struct reading *rd)
{
	const struct state *s = form_state(rd);

	for (int failed = 1; failed >= 0; failed--)
		LIST_EACH (const struct logged, one, &s->sessions)
			if (one->failed == (failed == 1))
				replay(rd, one);
}

const struct transcript_form form_exchange = {.name = "Exchange protocol log",
					      .sign = sign,
					      .read = read,
					      .end = end,
					      .state_size = sizeof(struct state)};

/* What OpenSMTPD writes. Since 6.4 "ID mta delivery evpid=... to=<...> relay="192.0.2.1 (mx...)"
 * result="TempFail" stat="450 ..."", "ID mta error reason=...", "ID smtp failed-command
 * command="..." result="550 ...""; 5.7 to 6.3 "ID mta event=delivery ..."; before that "relay:
 * TempFail for ID: session=..., to=<...>, relay=..., stat=..." and "smtp-out: Error on session". */
#include "log/forms.h"

#include "record/record.h"

static bool speaks(const struct log_line *line)
{
	return piece_is(line->program, "smtpd") || piece_is(line->program, "opensmtpd");
}

/* The value of a field: quoted, in brackets, or up to a blank or comma. `name`: " stat=". */
static struct bytes field(struct bytes text, const char *name)
{
	struct bytes value = piece_behind(text, name);

	if (piece_begins(value, "\""))
		return piece_until(piece_from(value, 1), "\"");
	if (piece_begins(value, "<"))
		return piece_until(piece_from(value, 1), ">");
	return piece_until(piece_word(value), ",");
}

/* The last field of a line may hold quotation marks of its own. */
static struct bytes last_field(struct bytes text, const char *name)
{
	struct bytes value = piece_trimmed(piece_behind(text, name));

	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		return piece_first(piece_from(value, 1), value.n - 2);
	return value;
}

/* "192.0.2.1 (mx.example.org)", "mx.example.org", "smtp://192.0.2.1:25 host=mx..." */
static void take_relay(struct bytes relay, struct log_event *e)
{
	struct bytes address = piece_word(relay), name = piece_between(relay, "(", ")");

	if (piece_is(relay, "-") || relay.n == 0)
		return;
	if (piece_is_address(address))
		e->peer_address = address;
	else
		name = address;
	e->peer = name;
}

static bool read_delivery(struct bytes text, struct log_event *e)
{
	bool deferred = piece_has(text, "TempFail"), failed = piece_has(text, "PermFail");
	struct bytes old = piece_between(text, " relay=", ", ");

	if (!piece_has(text, " stat=") || !piece_has(text, "to=<") || (!deferred && !failed))
		return false;
	log_trouble(e, deferred ? LOG_DEFERRED : LOG_BOUNCED, last_field(text, " stat="));
	e->recipient = field(text, " to=");
	e->sender = field(text, "from=");
	if (!piece_has(text, "mda ") && piece_has(text, " relay="))
		take_relay(piece_has(text, " relay=\"") ? field(text, " relay=") : old, e);
	return true;
}

/* "smtp failed-command address=192.0.2.9 host=x command="RCPT TO:<a>" result="550 ..."" */
static bool read_refusal(struct bytes text, struct log_event *e)
{
	static const char *const events[] = {"smtp failed-command", "smtp event=failed-command",
					     "smtp bad-input",	    "smtp event=bad-input",
					     "smtp authentication", "smtp event=authentication"};
	struct bytes command = field(text, " command=");

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (!piece_has(text, events[i]) || piece_has(text, "result=ok"))
			continue;
		log_trouble(e, LOG_REJECTED, last_field(text, " result="));
		e->incoming = true;
		e->peer_address = field(text, " address=");
		e->peer = field(text, " host=");
		log_command(e, command);
		if (piece_begins(command, "RCPT"))
			e->recipient = piece_between(command, "<", ">");
		return true;
	}
	return false;
}

/* "mta error reason=BANNER rejected: 421 ...": the stage. */
static void take_stage(struct log_event *e)
{
	static const struct {
		const char *begins;
		int stage;
		const char *command;
	} stages[] = {
		{"BANNER ", STAGE_BANNER, NULL},	{"HELO ", STAGE_EHLO, "EHLO"},
		{"EHLO ", STAGE_EHLO, "EHLO"},		{"STARTTLS ", STAGE_STARTTLS, "STARTTLS"},
		{"AUTH ", STAGE_AUTH, "AUTH"},		{"MAIL ", STAGE_ENVELOPE, "MAIL"},
		{"Connection failed", STAGE_TCP, NULL},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (piece_begins(e->words, stages[i].begins)) {
			e->stage = stages[i].stage;
			e->command = stages[i].command;
		}
}

static bool read_session(struct bytes text, struct log_event *e)
{
	static const struct {
		const char *event, *words;
		bool incoming;
	} events[] = {
		{"mta error ", "reason=", false},
		{"mta event=error ", "reason=", false},
		{"mta cert-check result=\"failed", "result=", false},
		{"mta server-cert-check result=\"failure", "result=", false},
		{"smtp-out: Error on session ", ": ", false},
		{"smtp-out: Failed to resolve MX for ", NULL, false},
		{"smtp disconnected reason=\"io-error: ", "io-error: ", true},
		{"smtp event=closed reason=\"io-error: ", "io-error: ", true},
		{"smtp-in: Failed command on session ", ": ", true},
		{"smtp-in: Disconnecting session ", ": ", true},
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		struct bytes words = piece_behind(text, events[i].event);

		if (words.n == 0)
			continue;
		if (events[i].words == NULL)
			words = piece_behind(text, "smtp-out: ");
		else if (piece_has(words, events[i].words))
			words = last_field(words, events[i].words);
		else
			words = piece_behind(text, events[i].words);
		if (words.n > 0 && words.p[words.n - 1] == '"')
			words.n--;
		log_trouble(e, LOG_NOTED, words);
		e->incoming = events[i].incoming;
		e->recipient = (struct bytes){0};
		e->peer = piece_between(text, "[relay:", ",");
		take_stage(e);
		return true;
	}
	return false;
}

/* "warn: smtpd: ...", "fatal: ..." */
static void read_severity(struct bytes text, struct log_event *e)
{
	if (piece_begins(text, "warn: ") || piece_begins(text, "fatal"))
		log_trouble(e, LOG_NOTED, text);
}

static void read(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	(void)st;
	if (!read_delivery(line->text, e) && !read_refusal(line->text, e) &&
	    !read_session(line->text, e))
		read_severity(line->text, e);
}

const struct log_speech log_opensmtpd = {"opensmtpd", speaks, read};

/* What Sendmail writes: "ID: to=<...>, delay=..., relay=mx.example.org. [192.0.2.1], dsn=4.0.0,
 * stat=Deferred: ..." for a delivery, "ID: ruleset=check_rcpt, arg1=<...>, relay=..., reject=550
 * ..." for a refusal; all else are remarks. */
#include "log/forms.h"

#include "record/record.h"

static bool speaks(const struct log_line *line)
{
	static const char *const names[] = {"sendmail", "sm-mta", "sm-msp-queue", "sm-que"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (piece_begins(line->program, names[i]))
			return true;
	return false;
}

/* Up to the next field, ", name=": words hold commas. */
static struct bytes up_to_field(struct bytes value)
{
	struct bytes rest = value;

	for (;;) {
		struct bytes next = piece_behind(rest, ", "), name;

		if (next.n == 0)
			return value;
		name = piece_while(next, "abcdefghijklmnopqrstuvwxyz0123456789");
		if (name.n > 0 && piece_begins(piece_from(next, name.n), "="))
			return piece_first(value, (size_t)(next.p - value.p) - 2);
		rest = next;
	}
}

static struct bytes field(struct bytes text, const char *name)
{
	return up_to_field(piece_behind(text, name));
}

/* "<bob@example.org>", "bob,alice", "bob" */
static struct bytes address(struct bytes text)
{
	return piece_begins(text, "<") ? piece_until(piece_from(text, 1), ">")
				       : piece_until(text, ",");
}

/* Of a status that is a class only ("Service unavailable", "User unknown") the code says more. */
static struct bytes with_dsn(struct log_state *st, struct bytes dsn, struct bytes status)
{
	char *p = st->copy.p + st->copy.n;
	size_t n = dsn.n + 1 + status.n;

	if (dsn.n == 0 || piece_has_any(status, "(:0123456789") ||
	    n > sizeof(st->copy.p) - st->copy.n)
		return status;
	memcpy(p, dsn.p, dsn.n);
	p[dsn.n] = ' ';
	memcpy(p + dsn.n + 1, status.p, status.n);
	st->copy.n += n;
	return (struct bytes){p, n};
}

/* reply= is what the server said, as new as 8.16; stat= repeats it or says it in words. */
static bool read_delivery(struct log_state *st, struct bytes text, struct log_event *e)
{
	struct bytes status = piece_behind(text, ", stat="), dsn = field(text, ", dsn=");
	struct bytes reply = field(text, ", reply=");
	bool deferred = piece_begins(status, "Deferred") || piece_begins(dsn, "4.");

	if (status.n == 0 || piece_begins(status, "Sent") || piece_begins(status, "queued") ||
	    piece_begins(dsn, "2.") || piece_begins(status, "quarantined"))
		return false;
	log_trouble(e, deferred ? LOG_DEFERRED : LOG_BOUNCED, with_dsn(st, dsn, status));
	if (reply.n > 0 && (reply.p[0] == '4' || reply.p[0] == '5'))
		e->said = e->words = piece_trimmed(reply);
	e->recipient = address(piece_behind(text, "to="));
	e->dsn = dsn;
	log_peer(e, field(text, ", relay="));
	return true;
}

/* "arg1=<bob@example.org>, relay=host [192.0.2.9], reject=550 5.7.1 ..." */
static bool read_refusal(struct bytes text, struct log_event *e)
{
	static const struct {
		const char *ruleset, *command;
	} rulesets[] = {
		{"check_rcpt", "RCPT"}, {"check_mail", "MAIL"},	      {"check_relay", "CONNECT"},
		{"check_data", "DATA"}, {"check_eom", "end of data"}, {"trust_auth", "AUTH"},
		{"tls_client", "MAIL"}, {"tls_server", "STARTTLS"},
	};
	struct bytes words = piece_behind(text, "reject="), ruleset = field(text, "ruleset=");

	if (words.n == 0)
		return false;
	log_trouble(e, LOG_REJECTED, words);
	e->incoming = !piece_is(ruleset, "tls_server");
	e->fate = e->incoming ? LOG_REJECTED : LOG_NOTED;
	log_peer(e, field(text, "relay="));
	for (size_t i = 0; i < sizeof(rulesets) / sizeof(rulesets[0]); i++)
		if (piece_is(ruleset, rulesets[i].ruleset))
			log_command(e, piece_of(rulesets[i].command));
	if (piece_is(ruleset, "check_rcpt"))
		e->recipient = address(field(text, "arg1="));
	if (piece_is(ruleset, "check_mail"))
		e->sender = address(field(text, "arg1="));
	return true;
}

/* ---- remarks ---- */

static const struct remark {
	const char *mark;
	const char *peer; /* what stands before its name; NULL: it is not said */
	bool incoming;
	int stage;
	const char *command;
} remarks[] = {
	{"AUTH failure (", "relay=", true, STAGE_AUTH, "AUTH"},
	{"AUTH=client, ", "relay=", false, STAGE_AUTH, "AUTH"},
	{"STARTTLS=client, error: ", "relay=", false, STAGE_TLS, NULL},
	{"STARTTLS: TLS cert verify: ", NULL, false, STAGE_TLS, NULL},
	{"STARTTLS=server, error: ", "relay=", true, STAGE_TLS, NULL},
	{"STARTTLS=server: ", NULL, true, STAGE_TLS, NULL},
	{"lost input channel from ", "from ", true, -1, NULL},
	{" during client greeting", "from ", false, STAGE_BANNER, NULL},
	{" during client EHLO", "from ", false, STAGE_EHLO, "EHLO"},
	{" during client ", "from ", false, STAGE_ENVELOPE, NULL},
	{" during Draining Input", "from ", false, -1, NULL},
	{"timeout waiting for input from ", "from ", true, -1, NULL},
	{"rejecting commands from ", "from ", true, STAGE_BANNER, NULL},
	{"rejecting connections on daemon ", NULL, true, STAGE_BANNER, NULL},
	{"possible SMTP attack: ", NULL, true, -1, NULL},
	{"collect: premature EOM: ", NULL, true, STAGE_ENVELOPE, "DATA"},
	{"SYSERR", NULL, false, -1, NULL},
	{"Milter (", NULL, false, -1, NULL},
	{"Too many recipients", NULL, true, STAGE_ENVELOPE, "RCPT"},
	{"exceeds maximum", NULL, true, STAGE_ENVELOPE, NULL},
};

static bool read_remark(struct bytes text, struct log_event *e)
{
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++) {
		const struct remark *r = &remarks[i];

		if (!piece_has(text, r->mark) || piece_has(text, "reject=no"))
			continue;
		log_trouble(e, LOG_NOTED, text);
		e->incoming = r->incoming;
		e->stage = r->stage;
		e->command = r->command;
		if (r->peer != NULL)
			log_peer(e, piece_behind(text, r->peer));
		return true;
	}
	return false;
}

/* "6ALEVeTa032139: ", "NOQUEUE: " */
static struct bytes behind_queue_id(struct bytes text)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = piece_while(text, letters).n;

	return n >= 7 && n <= 16 && piece_begins(piece_from(text, n), ": ")
		       ? piece_from(text, n + 2)
		       : text;
}

static void read(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	struct bytes text = behind_queue_id(line->text);

	if (!read_delivery(st, text, e) && !read_refusal(text, e))
		(void)read_remark(text, e);
}

const struct log_speech log_sendmail = {"sendmail", speaks, read};

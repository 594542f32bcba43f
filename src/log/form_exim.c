/* What Exim writes: "ID ** recipient ...: words" has failed, "ID == recipient ... defer (111):
 * words" is tried again; refusals of clients say "rejected"; all else are remarks. Fields are
 * "X=value", a host is "H=name (what it calls itself) [address]:port". */
#include "log/forms.h"

#include "record/record.h"

static const char base62[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* "1rABCD-000123-AB ", "1rABCD-00000000123-AB12 "; without it `text`. */
static struct bytes behind_id(struct bytes text, bool *is_id)
{
	struct bytes rest = text;
	size_t length[3];

	for (int i = 0; i < 3; i++) {
		length[i] = piece_while(rest, base62).n;
		rest = piece_from(rest, length[i]);
		if (!piece_begins(rest, i < 2 ? "-" : " ")) {
			*is_id = false;
			return text;
		}
		rest = piece_from(rest, 1);
	}
	*is_id = length[0] == 6 && (length[1] == 6 || length[1] == 11) &&
		 (length[2] == 2 || length[2] == 4);
	return *is_id ? rest : text;
}

/* "[1234] ", with log_selector +pid */
static struct bytes behind_process(struct bytes text)
{
	struct bytes number = piece_while(piece_from(text, 1), "0123456789");

	return piece_begins(text, "[") && number.n > 0 &&
			       piece_begins(piece_from(text, 1 + number.n), "] ")
		       ? piece_from(text, number.n + 3)
		       : text;
}

static const struct remark {
	const char *mark;
	bool incoming;
	int stage; /* -1: told by the words, or not */
	const char *command;
} remarks[] = {
	{"SMTP protocol synchronization error", true, -1, NULL},
	{"SMTP protocol error in", true, -1, NULL},
	{" dropped: too many ", true, -1, NULL},
	{"SMTP command timeout on ", true, -1, NULL},
	{"SMTP data timeout ", true, STAGE_ENVELOPE, "DATA"},
	{" lost while reading message data", true, STAGE_ENVELOPE, "DATA"},
	{" lost D=", true, -1, NULL},
	{" closed by DROP", true, -1, NULL},
	{"refused: too many connections", true, STAGE_BANNER, NULL},
	{"refused connection from ", true, STAGE_BANNER, NULL},
	{"unexpected disconnection while reading", true, -1, NULL},
	{"TLS error on connection from ", true, STAGE_TLS, NULL},
	{"SMTP error from remote mail server after ", false, -1, NULL},
	{"SMTP timeout ", false, -1, NULL},
	{"Remote host closed connection", false, -1, NULL},
	{"remote host closed connection", false, -1, NULL},
	{"a TLS session is required", false, STAGE_STARTTLS, NULL},
	{"TLS session: (", false, STAGE_TLS, NULL},
	{"TLS error on connection to ", false, STAGE_TLS, NULL},
	{"TLS session failure", false, STAGE_TLS, NULL},
	{"] Connection refused", false, STAGE_TCP, NULL},
	{"] Connection timed out", false, STAGE_TCP, NULL},
	{"] Network is unreachable", false, STAGE_TCP, NULL},
	{"] No route to host", false, STAGE_TCP, NULL},
	{"] Host is unreachable", false, STAGE_TCP, NULL},
	{"retry timeout exceeded", false, -1, NULL},
	{"failed to expand ", false, -1, NULL},
};

static bool has_remark(struct bytes text)
{
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
		if (piece_has(text, remarks[i].mark))
			return true;
	return false;
}

/* Exim's own files name no program. */
static bool speaks(const struct log_line *line)
{
	bool is_id = false;
	struct bytes text = behind_process(line->text);

	if (piece_begins(line->program, "exim"))
		return true;
	if (line->program.n > 0)
		return false;
	(void)behind_id(text, &is_id);
	return is_id || piece_begins(text, "H=") || piece_begins(text, "SMTP ") ||
	       piece_begins(text, "TLS error on connection ") ||
	       piece_begins(text, "TLS session: (") || piece_begins(text, "exim ") ||
	       piece_begins(text, "rejected ") || piece_begins(text, "no host name found for ") ||
	       piece_begins(text, "Start queue run: ") || piece_begins(text, "End queue run: ") ||
	       piece_begins(text, "no MAIL in SMTP connection ") ||
	       piece_has(text, " authenticator failed for ") || has_remark(text);
}

/* " H=mx.example.org (helo) [192.0.2.1]:25", " connection from (helo) [192.0.2.1]". */
static void take_peer(struct bytes text, struct log_event *e)
{
	struct bytes host =
		piece_begins(text, "H=") ? piece_from(text, 2) : piece_behind(text, " H=");
	struct bytes address;

	if (host.n == 0)
		host = piece_behind(text, " from ");
	if (host.n == 0)
		host = piece_behind(text, " for ");
	address = piece_until(piece_behind(host, "["), "]");
	log_peer(e, piece_begins(host, "(") || piece_begins(host, "[") ? address : host);
	if (piece_is_address(address))
		e->peer_address = address;
	if (piece_is_address(e->peer))
		e->peer = (struct bytes){0};
}

/* "after RCPT TO:<bob@example.org>: 550", "after pipelined end of data", "rejected RCPT <...>" */
static void take_command(struct bytes text, struct log_event *e)
{
	static const char *const before[] = {"after pipelined ",
					     "after sending data block: ",
					     "after ",
					     "in response to ",
					     "rejected ",
					     "rejected after ",
					     "in \"",
					     "response to "};

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]) && e->stage < 0; i++) {
		struct bytes command = piece_behind(text, before[i]);

		if (piece_begins(command, "initial connection"))
			e->stage = STAGE_BANNER;
		else
			log_command(e, piece_from(command, piece_begins(command, "\"")));
	}
}

/* "bob@example.org <original@example.org> R=dnslookup T=remote_smtp", "bob <bob@example.org>:
 * words" */
static void take_recipient(struct bytes text, struct log_event *e)
{
	struct bytes address = piece_word(text);
	struct bytes original = piece_from(text, address.n + 1);

	if (address.n > 0 && address.p[address.n - 1] == ':')
		address.n--;
	if (address.n > 0 && memchr(address.p, '@', address.n) == NULL &&
	    piece_begins(original, "<"))
		address = piece_between(original, "<", ">");
	e->recipient = address;
}

/* Where the words begin: behind "defer (111): ", else behind the fields: a colon after "T=...",
 * "[192.0.2.1]:25", "(...)" or the address. */
static struct bytes words_of(struct bytes text)
{
	struct bytes defer = piece_behind(text, " defer (");
	struct bytes rest;

	if (defer.n > 0) {
		rest = piece_behind(defer, ")");
		text = piece_from(rest, piece_begins(rest, ":") ? 1 : 0);
		rest = piece_behind(text, ": ");
		return piece_begins(text, " H=") && rest.n > 0 ? rest : text;
	}
	rest = piece_behind(text, ": ");
	return rest.n > 0 ? rest : text;
}

static void read_delivery(struct bytes text, enum log_fate fate, struct log_event *e)
{
	struct bytes fields = piece_from(text, 3);

	log_trouble(e, fate, words_of(fields));
	if (e->words.n == 0)
		e->words = fields; /* "defer (-1)" and no more */
	take_recipient(fields, e);
	e->sender = piece_between(fields, " F=<", ">");
	if (piece_has(fields, " H="))
		take_peer(fields, e);
	take_command(e->words, e);
}

/* "H=(helo) [192.0.2.9] F=<a> rejected RCPT <b>: words", "rejected EHLO from ...: words" */
static bool read_rejected(struct bytes text, struct log_event *e)
{
	struct bytes rejected = piece_behind(text, "rejected "), words;

	if (rejected.n == 0)
		return false;
	words = piece_behind(rejected, ": ");
	log_trouble(e, LOG_REJECTED, words.n > 0 ? words : text);
	e->incoming = true;
	take_peer(text, e);
	take_command(text, e);
	e->sender = piece_between(text, " F=<", ">");
	if (piece_begins(rejected, "RCPT "))
		e->recipient = piece_until(
			piece_from(rejected, 5 + piece_begins(piece_from(rejected, 5), "<")),
			piece_begins(piece_from(rejected, 5), "<") ? ">" : ":");
	return true;
}

/* "plain authenticator failed for (helo) [192.0.2.9]: 535 ... (set_id=bob)"; as a client,
 * "plain authenticator failed H=mx.example.org [192.0.2.1] 535 ..." */
static bool read_login(struct bytes text, struct log_event *e)
{
	struct bytes rest = piece_behind(text, " authenticator failed ");
	struct bytes words;

	if (rest.n == 0)
		return false;
	e->incoming = piece_begins(rest, "for ");
	words = e->incoming ? piece_behind(rest, ": ") : piece_behind(rest, "] ");
	log_trouble(e, e->incoming ? LOG_REJECTED : LOG_NOTED, words.n > 0 ? words : text);
	take_peer(e->incoming ? text : rest, e);
	e->stage = STAGE_AUTH;
	e->command = "AUTH";
	return true;
}

static void read_remark(const struct remark *r, struct bytes text, struct log_event *e)
{
	struct bytes words = r->incoming ? (struct bytes){0} : piece_behind(text, "]: ");

	/* what a client calls itself may say anything */
	if (piece_begins(text, "unexpected disconnection"))
		words = piece_until(text, " from ");
	log_trouble(e, LOG_NOTED, words.n > 0 ? words : text);
	e->incoming = r->incoming;
	e->stage = r->stage;
	e->command = r->command;
	take_peer(text, e);
	take_command(text, e);
}

/* "Frozen" ends what was told before; the lists of headers in the reject log tell nothing new. */
static void read(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	bool is_id;
	struct bytes text = behind_process(line->text);

	(void)st;
	text = behind_id(text, &is_id);
	if (is_id && piece_begins(text, "** "))
		read_delivery(text, LOG_BOUNCED, e);
	else if (is_id && piece_begins(text, "== "))
		read_delivery(text, LOG_DEFERRED, e);
	else if (piece_begins(text, "<= ") || piece_begins(text, "=> ") ||
		 piece_begins(text, "-> ") || piece_begins(text, "*> ") ||
		 piece_begins(text, ">> ") || read_login(text, e) ||
		 (!piece_begins(text, "SMTP ") && read_rejected(text, e)))
		return;
	else
		for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
			if (piece_has(text, remarks[i].mark)) {
				read_remark(&remarks[i], text, e);
				return;
			}
}

const struct log_speech log_exim = {"exim", speaks, read};

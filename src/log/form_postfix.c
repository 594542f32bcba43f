/* What Postfix writes. What became of a message is one line ("to=<...>, relay=..., dsn=4.4.1,
 * status=deferred (...)"), a refusal another ("NOQUEUE: reject: RCPT from ...: 554 ..."); all else
 * are remarks of its programs. */
#include "log/forms.h"

#include "record/record.h"

static bool speaks(const struct log_line *line)
{
	static const char *const services[] = {
		"/smtp",  "/smtpd", "/lmtp",  "/local",	  "/virtual", "/pipe",	     "/error",
		"/retry", "/qmgr",  "/nqmgr", "/cleanup", "/bounce",  "/postscreen", "/tlsproxy",
	};

	if (piece_begins(line->program, "postfix"))
		return true;
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		size_t n = strlen(services[i]);

		if (line->program.n > n &&
		    piece_is(piece_from(line->program, line->program.n - n), services[i]))
			return true;
	}
	return false;
}

/* "status=deferred (host mx.example.org[192.0.2.1] said: 450 ... (in reply to RCPT TO command))" */
static bool read_delivery(const struct log_line *line, struct log_event *e)
{
	static const struct {
		const char *status;
		enum log_fate fate;
	} fates[] = {
		{"deferred", LOG_DEFERRED},   {"bounced", LOG_BOUNCED},
		{"expired", LOG_BOUNCED},     {"force-expired", LOG_BOUNCED},
		{"undeliverable", LOG_NOTED},
	};
	struct bytes rest = piece_behind(line->text, ", status=");
	struct bytes status = piece_while(rest, "abcdefghijklmnopqrstuvwxyz-");

	if (status.n == 0)
		return false;
	for (size_t i = 0; i < sizeof(fates) / sizeof(fates[0]); i++) {
		struct bytes said = piece_from(rest, status.n + 1);

		if (!piece_is(status, fates[i].status))
			continue;
		if (piece_begins(said, "("))
			said = piece_until_last(piece_from(said, 1), ")");
		log_trouble(e, fates[i].fate, piece_begins(rest, "expired") ? rest : said);
		e->recipient = piece_between(line->text, "to=<", ">");
		e->sender = piece_between(line->text, "from=<", ">");
		e->dsn = piece_between(line->text, ", dsn=", ",");
		log_peer(e, piece_between(line->text, ", relay=", ", "));
		if (e->peer.n == 0)
			log_peer(e, piece_behind(said, "connect to "));
		return true;
	}
	return true;
}

/* Behind "host[address]: " or "[address]:port: ". */
static struct bytes behind_peer(struct bytes text)
{
	struct bytes rest = piece_behind(text, "]");
	size_t port =
		piece_begins(rest, ":") ? piece_while(piece_from(rest, 1), "0123456789").n : 0;

	if (port > 0)
		rest = piece_from(rest, 1 + port);
	return piece_begins(rest, ": ") ? piece_from(rest, 2) : (struct bytes){0};
}

/* Before "; from=<a> to=<b> proto=ESMTP helo=<c>", of which any may be missing. */
static struct bytes before_envelope(struct bytes text)
{
	static const char *const beginnings[] = {"; from=<", "; to=<", "; proto=", "; helo=<"};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		text = piece_until(text, beginnings[i]);
	return text;
}

/* "reject: RCPT from host[192.0.2.9]: 554 5.7.1 ...; from=<a> to=<b> proto=ESMTP helo=<c>", and
 * of cleanup "reject: header Subject: x from host[192.0.2.9]; from=<a> to=<b>: 5.7.1 words" */
static bool read_reject(const struct log_line *line, struct log_event *e)
{
	struct bytes rest = piece_behind(line->text, "reject: "), from, words, envelope;

	if (rest.n == 0 || piece_begins(line->text, "warning: "))
		return false;
	from = piece_behind(rest, " from ");
	words = before_envelope(from.n > 0 ? from : rest);
	envelope = piece_from(rest, (size_t)(words.p - rest.p) + words.n);
	words = behind_peer(words);
	if (words.n == 0)
		words = piece_behind(envelope, ">: ");
	log_trouble(e, LOG_REJECTED, words.n > 0 ? words : rest);
	e->incoming = true;
	log_command(e, rest);
	log_peer(e, from);
	e->sender = piece_between(envelope, "; from=<", ">");
	e->recipient = piece_between(envelope, " to=<", ">");
	return true;
}

/* ---- remarks ---- */

enum who { NOBODY, CLIENT, NEXT_HOP };

static const struct remark {
	const char *mark;
	const char *peer;    /* what stands before its name */
	const char *command; /* what stands before the command; NULL: it is not said */
	enum who who;
} remarks[] = {
	/* smtpd; what postscreen sees of clients that break rules is no trouble but theirs */
	{"lost connection after ", " from ", "after ", CLIENT},
	{"timeout after ", " from ", "after ", CLIENT},
	{"too many errors after ", " from ", "after ", CLIENT},
	{"improper command pipelining after ", " from ", "after ", CLIENT},
	{"SSL_accept error from ", " from ", NULL, CLIENT},
	{"TLS handshake failed for service=smtpd ", "peer=", NULL, CLIENT},
	{"TLS handshake failed for service=smtp ", "peer=", NULL, NEXT_HOP},
	/* smtp and lmtp: the attempts, of which a deferral tells the last */
	{"SSL_connect error to ", " to ", NULL, NEXT_HOP},
	{" refused to talk to me: ", "host ", NULL, NEXT_HOP},
	{" said: ", "host ", NULL, NEXT_HOP},
	{"connect to ", "connect to ", NULL, NEXT_HOP},
	{"lost connection with ", "with ", NULL, NEXT_HOP},
	{"conversation with ", "with ", NULL, NEXT_HOP},
	{"certificate verification failed for ", "for ", NULL, NEXT_HOP},
	{"server certificate verification failed", "for ", NULL, NEXT_HOP},
	{"Cannot start TLS: ", NULL, NULL, NOBODY},
	{"TLS is required, but ", NULL, NULL, NOBODY},
};

static void read_remark(const struct remark *r, struct bytes text, struct log_event *e)
{
	log_trouble(e, LOG_NOTED, text);
	e->incoming = r->who == CLIENT;
	if (r->command != NULL)
		log_command(e, piece_behind(text, r->command));
	if (r->peer != NULL)
		log_peer(e, piece_behind(text, r->peer));
}

/* "warning: host[192.0.2.9]: SASL PLAIN authentication failed: ..." */
static bool read_warning(struct bytes text, struct log_event *e)
{
	static const char *const severities[] = {"warning: ", "error: ", "fatal: ", "panic: "};

	for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++) {
		struct bytes words;

		if (!piece_begins(text, severities[i]))
			continue;
		words = piece_from(text, strlen(severities[i]));
		log_trouble(e, LOG_NOTED, words);
		if (piece_has(words, " authentication failed")) {
			e->incoming = true;
			e->stage = STAGE_AUTH;
			e->command = "AUTH";
			log_peer(e, words);
			e->words = piece_behind(words, "]: ");
		}
		return true;
	}
	return false;
}

/* Without the queue's name: "4XyzAb12cdEF: ", "NOQUEUE: ". */
static struct bytes behind_queue_id(struct bytes text)
{
	static const char base62[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct bytes id = piece_while(text, base62);
	bool is_id = piece_is(id, "NOQUEUE") || (id.n >= 6 && piece_has_any(id, "0123456789"));

	return is_id && piece_begins(piece_from(text, id.n), ": ") ? piece_from(text, id.n + 2)
								   : text;
}

static void read(struct log_state *st, const struct log_line *line, struct log_event *e)
{
	struct bytes text = behind_queue_id(line->text);

	(void)st;
	if (read_delivery(line, e) || read_reject(line, e))
		return;
	/* the master tells how its children end; why, they have told themselves */
	if (piece_begins(text, "warning: ") && piece_has(line->program, "/master"))
		return;
	if (read_warning(text, e))
		return;
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
		if (piece_has(text, remarks[i].mark)) {
			read_remark(&remarks[i], text, e);
			return;
		}
}

const struct log_speech log_postfix = {"postfix", speaks, read};

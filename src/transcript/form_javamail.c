/* JavaMail (Jakarta Mail) with mail.debug: "DEBUG SMTP: ..." are its own words; what is said stands
 * bare, but for logins, of which only the mechanism and the exception tell. */
#include "transcript/program.h"

struct state {
	bool asked, failed; /* a login whose answer is not shown */
};

static int sign(struct bytes line)
{
	line = line_bare(line, NULL);
	if (line_marked(line, "SMTP: trying to connect to host ").p != NULL ||
	    line_marked(line, "DEBUG SMTP: ").p != NULL || piece_begins(line, "SMTP: useEhlo"))
		return SIGN_GOOD;
	if (piece_begins(line, "at ")) /* a trace is no dialogue */
		return SIGN_NONE;
	return bytes_has(line, "javax.mail.") || bytes_has(line, "jakarta.mail.") ||
			       bytes_has(line, "com.sun.mail.")
		       ? SIGN_WEAK
		       : SIGN_NONE;
}

/* "mail.example.org", port 587, isSSL false */
static void connecting(struct reading *rd, struct bytes words)
{
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};
	struct bytes port = line_between(words, "port ", ",");

	e.host = line_unquote(form_arena(rd), words, NULL);
	e.port = line_number(port) > 0 ? line_number(port) : 0;
	if (bytes_has(words, "isSSL true"))
		e.mode = TLS_MODE_IMPLICIT;
	event(rd, &e);
}

/* "AUTH LOGIN command trace suppressed", "AUTH LOGIN succeeded" */
static bool login(struct reading *rd, struct bytes words)
{
	static const char good[] = "235";
	struct state *s = form_state(rd);
	struct bytes rest, verb = line_word(words, &rest), mechanism = line_word(rest, &rest);

	if (!bytes_is(verb, "AUTH"))
		return false;
	if (bytes_is(rest, "command trace suppressed"))
		client_says(rd,
			    (struct bytes){verb.p, (size_t)(mechanism.p + mechanism.n - verb.p)});
	s->failed = bytes_is(rest, "failed");
	if (bytes_is(rest, "succeeded"))
		server_says(rd, (struct bytes){(char *)good, sizeof(good) - 1});
	return true;
}

/* It says that it is connected once the greeting is there. */
static void silent(struct reading *rd, struct bytes words)
{
	if (piece_begins(words, "EOF:")) {
		program_says(rd, EVENT_CONNECTED, (struct bytes){0});
		program_says(rd, EVENT_CLOSED, words);
	}
}

static void tell(struct reading *rd, struct bytes words)
{
	struct bytes rest = line_behind(words, "trying to connect to host ");

	if (rest.p != NULL)
		connecting(rd, rest);
	else if (piece_begins(words, "EOF:") || piece_begins(words, "got bad greeting"))
		silent(rd, words);
	else if (!piece_begins(words, "connected to host ") && !login(rd, words))
		trouble_says(rd, words);
}

/* Its causes say it again. */
static void refused(struct reading *rd, struct bytes reply)
{
	struct state *s = form_state(rd);

	if (s->asked || s->failed)
		server_says(rd, reply);
	s->asked = s->failed = false;
}

/* "javax.mail.AuthenticationFailedException: 535 5.7.8 ..." repeats what was not shown */
static void read(struct reading *rd, struct bytes line)
{
	const struct bytes bare = line_bare(line, NULL);
	struct bytes words = line_marked(line, "SMTP: ");
	const struct bytes refusal = line_marked(line, "AuthenticationFailedException: ");

	if (words.p != NULL && (piece_begins(bare, "SMTP: ") || piece_begins(bare, "DEBUG SMTP: ")))
		tell(rd, words);
	else if (refusal.p != NULL && reply_shaped(refusal))
		refused(rd, refusal);
	else if (piece_begins(bare, "at ") || piece_begins(bare, "DEBUG"))
		return;
	else if (reply_shaped(bare))
		server_says(rd, bare);
	else if (command_shaped(bare) || bytes_is(bare, "."))
		client_says(rd, bare);
	else if (bytes_has(bare, "Exception"))
		trouble_says(rd, bare);
}

const struct transcript_form form_javamail = {
	.name = "JavaMail", .sign = sign, .read = read, .state_size = sizeof(struct state)};

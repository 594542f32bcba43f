/* msmtp -d: its settings, "<-- " received, "--> " sent, the certificate, and "msmtp: " why it gave
 * up, which may stand first, as that goes to another stream. */
#include "transcript/program.h"

#include <string.h>

struct state {
	struct bytes host, user;
	int port;
	bool tls, starttls, connecting;
	bool in_certificate, subject_next, issuer_next;
	struct bytes subject;
	struct bytes last_words; /* of "msmtp: " */
};

static int sign(struct bytes line)
{
	if (piece_begins(line, "tls_starttls = ") || piece_begins(line, "using account ") ||
	    piece_begins(line, "loaded user configuration"))
		return SIGN_GOOD;
	if (piece_begins(line, "<-- ") || piece_begins(line, "--> "))
		return SIGN_WEAK;
	return SIGN_NONE;
}

static bool is_on(struct bytes value)
{
	return bytes_is(piece_trimmed(value), "on");
}

static bool setting(struct state *s, struct bytes line)
{
	struct bytes value;

	if ((value = line_behind(line, "host = ")).p != NULL)
		s->host = piece_trimmed(value);
	else if ((value = line_behind(line, "port = ")).p != NULL)
		s->port = line_number(piece_trimmed(value));
	else if ((value = line_behind(line, "tls = ")).p != NULL)
		s->tls = is_on(value);
	else if ((value = line_behind(line, "tls_starttls = ")).p != NULL)
		s->starttls = is_on(value);
	else if ((value = line_behind(line, "user = ")).p != NULL)
		s->user = piece_trimmed(value);
	else
		return false;
	return true;
}

static void connect_once(struct reading *rd, enum event_kind kind)
{
	struct state *s = form_state(rd);

	if (s->connecting)
		return;
	s->connecting = true;
	event(rd, &(struct event){.kind = kind,
				  .host = s->host,
				  .port = s->port > 0 ? s->port : 0,
				  .mode = !s->tls	? MODE_UNKNOWN
					  : s->starttls ? TLS_MODE_STARTTLS
							: TLS_MODE_IMPLICIT});
	if (s->user.n > 0 && !bytes_is(s->user, "(not set)"))
		program_says(rd, EVENT_USER, s->user);
}

/* "    (TLS1.3)-(ECDHE-X25519)-(RSA-PSS-RSAE-SHA256)-(AES-256-GCM)" */
static void session(struct reading *rd, struct bytes words)
{
	connect_once(rd, EVENT_CONNECTED);
	event(rd, &(struct event){.kind = EVENT_TLS_AGREED,
				  .mode = MODE_UNKNOWN,
				  .version = line_between(words, "(", ")"),
				  .cipher = words});
}

static void certificate(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	const struct bytes words = piece_trimmed(line);

	if (s->subject_next) {
		s->subject = words;
	} else if (s->issuer_next) {
		event(rd, &(struct event){.kind = EVENT_CERTIFICATE,
					  .mode = MODE_UNKNOWN,
					  .subject = s->subject,
					  .issuer = words});
		s->in_certificate = false;
	}
	s->subject_next = piece_begins(words, "Subject:") || piece_begins(words, "Owner:");
	s->issuer_next = piece_begins(words, "Issuer:");
}

static void read(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	struct bytes words = line_behind(line, "msmtp: ");

	if (words.p != NULL) {
		if (!bytes_has(words, "could not send mail") && s->last_words.p == NULL)
			s->last_words = words;
	} else if ((words = line_behind(line, "<-- ")).p != NULL) {
		connect_once(rd, EVENT_CONNECTED);
		server_says(rd, words);
	} else if ((words = line_behind(line, "--> ")).p != NULL) {
		connect_once(rd, EVENT_CONNECTED);
		client_says(rd, words);
	} else if (piece_begins(piece_trimmed(line), "(TLS") ||
		   piece_begins(piece_trimmed(line), "(SSL")) {
		session(rd, piece_trimmed(line));
	} else if (piece_begins(line, "TLS certificate information")) {
		s->in_certificate = true;
	} else if (s->in_certificate) {
		certificate(rd, line);
	} else {
		setting(s, line);
	}
}

/* "cannot connect to mail.example.org, port 587: ..." may be all there is. */
static void end(struct reading *rd)
{
	struct state *s = form_state(rd);
	struct bytes host = line_between(s->last_words, "cannot connect to ", ", port ");

	if (s->host.p == NULL)
		s->host = host.p != NULL ? host
					 : line_between(s->last_words, "cannot locate host ", ":");
	if (s->port <= 0)
		s->port = line_number(line_between(s->last_words, ", port ", ":"));
	if (s->last_words.n == 0)
		return;
	connect_once(rd,
		     piece_begins(s->last_words, "cannot ") ? EVENT_CONNECTING : EVENT_CONNECTED);
	if (!trouble_says(rd, s->last_words))
		program_says(rd, EVENT_NOTE, s->last_words);
}

const struct transcript_form form_msmtp = {.name = "msmtp -d",
					   .sign = sign,
					   .read = read,
					   .end = end,
					   .state_size = sizeof(struct state)};

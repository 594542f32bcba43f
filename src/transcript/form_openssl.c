/* openssl s_client: what it prints of TLS, then what was typed and what the server answered.
 *
 * With -starttls it says neither the greeting nor STARTTLS; the last line of the server's list
 * comes after the certificates. So TLS is held back until the first line of the dialogue tells
 * which way it began: 220 is a greeting, 250 the rest of that list. */
#include "transcript/program.h"

#include <string.h>

enum { HELD_MAX = 20 };

struct state {
	bool connected, talking, flushed, in_ticket, no_starttls, no_certificate, empty;
	struct event held[HELD_MAX];
	size_t holds;
	struct bytes subject, issuer, before, after; /* of the certificate being shown */
	struct bytes error;			     /* words of the library */
	struct bytes refused;			     /* why the certificate is no good */
	bool mode_known;
	int mode; /* where it is known */
};

static int sign(struct bytes line)
{
	if (piece_begins(line, "CONNECTED(") || piece_begins(line, "CONNECTION ESTABLISHED") ||
	    piece_begins(line, "connect:errno="))
		return SIGN_SURE;
	if (piece_begins(line, "verify return:") || piece_begins(line, "Certificate chain") ||
	    piece_begins(line, "Server certificate") ||
	    piece_begins(line, "SSL handshake has read") ||
	    piece_begins(piece_trimmed(line), "Verify return code:") ||
	    piece_begins(line, "Verification error: "))
		return SIGN_GOOD + 1;
	return SIGN_NONE;
}

/* ---- what is held back ---- */

static void hold(struct reading *rd, const struct event *e)
{
	struct state *s = form_state(rd);

	if (s->flushed)
		event(rd, e);
	else if (s->holds < HELD_MAX)
		s->held[s->holds++] = *e;
}

static void hold_certificate(struct reading *rd)
{
	struct state *s = form_state(rd);

	if (s->subject.n > 0)
		hold(rd, &(struct event){.kind = EVENT_CERTIFICATE,
					 .mode = MODE_UNKNOWN,
					 .subject = s->subject,
					 .issuer = s->issuer,
					 .not_before = openssl_date(s->before),
					 .not_after = openssl_date(s->after)});
	s->subject = s->issuer = s->before = s->after = (struct bytes){0};
}

static int mode_of(const struct state *s)
{
	return s->mode_known ? s->mode : MODE_UNKNOWN;
}

static void flush(struct reading *rd)
{
	struct state *s = form_state(rd);

	if (s->flushed)
		return;
	hold_certificate(rd);
	s->flushed = true;
	if (s->connected)
		event(rd, &(struct event){.kind = EVENT_CONNECTED, .mode = mode_of(s)});
	for (size_t i = 0; i < s->holds; i++)
		event(rd, &s->held[i]);
	if (s->refused.n > 0)
		certificate_refused(rd, s->refused);
}

/* ---- TLS ---- */

static void chain(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	struct bytes value, dates;

	if ((value = line_behind(words, "i:")).p != NULL) {
		s->issuer = value;
	} else if ((dates = line_behind(words, "v:NotBefore: ")).p != NULL) {
		const char *end = memchr(dates.p, ';', dates.n);

		s->before = dates;
		s->after = end == NULL ? (struct bytes){0} : line_marked(dates, "NotAfter: ");
	} else if (words.n > 4 && words.p[1] == ' ' && words.p[2] == 's' && words.p[3] == ':') {
		hold_certificate(rd); /* " 0 s:CN = mail.example.org" */
		s->subject = (struct bytes){words.p + 4, words.n - 4};
	}
}

/* "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384" */
static void agreed(struct reading *rd, struct bytes words)
{
	const struct bytes cipher = line_marked(words, "Cipher is ");

	if (!bytes_is(cipher, "(NONE)"))
		hold(rd, &(struct event){.kind = EVENT_TLS_AGREED,
					 .mode = MODE_UNKNOWN,
					 .version = line_between(words, ", ", ","),
					 .cipher = cipher});
}

/* "Verify return code: 10 (certificate has expired)" */
static void verified(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	const struct bytes why = line_between(words, "(", ")");

	if (s->no_certificate || s->flushed)
		return;
	if (bytes_is(why, "ok"))
		hold(rd,
		     &(struct event){.kind = EVENT_VERIFIED, .mode = MODE_UNKNOWN, .text = words});
	else
		s->refused = why;
}

static void failed(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	const bool network = bytes_has(words, "onnect");

	if (s->error.p == NULL)
		s->error = words;
	if (network && !s->connected)
		trouble_says(rd, words);
}

static void tell(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	const struct bytes words = piece_trimmed(line);

	if (piece_begins(line, "CONNECTED(") || piece_begins(line, "CONNECTION ESTABLISHED"))
		s->connected = true;
	else if (piece_begins(words, "Didn't find STARTTLS"))
		s->no_starttls = true;
	else if (piece_begins(words, "SSL handshake has read 0 bytes") ||
		 piece_begins(words, "write:errno="))
		s->empty = true;
	else if (piece_begins(words, "no peer certificate available"))
		s->no_certificate = true;
	else if (piece_begins(words, "New, ") || piece_begins(words, "Reused, "))
		agreed(rd, words);
	else if (piece_begins(words, "Verify return code:"))
		verified(rd, words);
	else if (line_marked(words, ":error:").p != NULL || piece_begins(words, "connect:errno=") ||
		 piece_begins(words, "read:errno=") || piece_begins(words, "BIO_"))
		failed(rd, words);
	else
		chain(rd, words);
}

/* ---- the dialogue ---- */

static void talk(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	const bool first = !s->talking;

	s->talking = true;
	if (first && !s->mode_known)
		s->mode = piece_begins(line, "250") ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
	s->mode_known = true;
	if (first)
		flush(rd);
	if (!first || !piece_begins(line, "250"))
		server_says(rd, line);
}

/* Its own words between lines of the dialogue. */
static bool is_own(struct bytes line)
{
	static const char *const own[] = {
		"DONE",	      "closed",	     "read R BLOCK", "RENEGOTIATING", "KEYUPDATE", "---",
		"poll error", "read:errno=", "write:errno=", "depth=",	      "verify ",   NULL};

	for (size_t i = 0; own[i] != NULL; i++)
		if (piece_begins(line, own[i]))
			return true;
	return false;
}

static void read(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	struct event e;

	if (line_target(line, &e)) {
		event(rd, &e);
		*s = (struct state){.mode = e.mode, .mode_known = e.mode != MODE_UNKNOWN};
		return;
	}
	if (piece_begins(line, "Post-Handshake New Session Ticket"))
		s->in_ticket = true;
	else if (s->in_ticket)
		s->in_ticket = !piece_begins(line, "read R BLOCK");
	else if (reply_shaped(line))
		talk(rd, line);
	else if (!s->talking)
		tell(rd, line);
	else if (piece_begins(line, "closed") || piece_begins(line, "read:errno="))
		program_says(rd, EVENT_CLOSED, line);
	else if (!is_own(line) && line_marked(line, ":error:").p == NULL)
		client_says(rd, line);
}

static void end(struct reading *rd)
{
	struct state *s = form_state(rd);

	if (s->no_starttls) {
		s->mode = TLS_MODE_STARTTLS;
		s->mode_known = true;
	}
	flush(rd);
	if (!s->connected || s->talking)
		return;
	if (s->no_starttls && s->empty)
		program_says(rd, EVENT_CLOSED, s->error);
	else if (s->no_starttls)
		program_says(rd, EVENT_NO_STARTTLS, s->error);
	else if (s->no_certificate && s->error.p != NULL)
		program_says(rd, EVENT_TLS_FAILED, s->error);
}

const struct transcript_form form_openssl = {.name = "openssl s_client",
					     .sign = sign,
					     .read = read,
					     .end = end,
					     .state_size = sizeof(struct state)};

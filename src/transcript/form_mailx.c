/* mailx (Heirloom, s-nail) with -v: "s-nail: >>> SERVER: 220 ..." or "220 ..." received,
 * ">>> EHLO ..." sent; the certificates. */
#include "transcript/program.h"

struct state {
	struct bytes subject, before, after; /* of the certificate being shown */
	struct bytes fault;		     /* what is wrong with it */
};

static struct bytes own_words(struct bytes line)
{
	struct bytes words = line_behind(line, "s-nail: ");

	if (words.p == NULL)
		words = line_behind(line, "mailx: ");
	return words.p != NULL ? words : line;
}

static int sign(struct bytes line)
{
	const struct bytes words = own_words(line);

	if (words.p != line.p && piece_begins(words, "Connecting to "))
		return SIGN_SURE;
	if (piece_begins(words, ">>> SERVER: "))
		return SIGN_GOOD + 1;
	if (words.p != line.p && (piece_begins(words, ">>> ") || piece_begins(words, "TLS ")))
		return SIGN_GOOD;
	return SIGN_NONE;
}

/* "192.0.2.1:587 ... connected." */
static void connecting(struct reading *rd, struct bytes words, struct bytes line)
{
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};

	host_and_port(line_word(words, NULL), &e);
	e.address = e.host;
	e.host = (struct bytes){0};
	if (bytes_has(line, "connected"))
		e.kind = EVENT_CONNECTED;
	event(rd, &e);
}

static bool certificate(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	struct bytes value;

	if ((value = line_behind(words, "subject = ")).p != NULL)
		s->subject = value;
	else if ((value = line_behind(words, "notBefore = ")).p != NULL)
		s->before = value;
	else if ((value = line_behind(words, "notAfter = ")).p != NULL)
		s->after = value;
	else if (piece_begins(words, "err ") || piece_begins(words, "Certificate depth"))
		s->fault = piece_begins(words, "err ") ? words : s->fault;
	else
		return piece_begins(words, "issuer = ");
	return true;
}

/* "TLSv1.3 / TLS_AES_256_GCM_SHA384" */
static void agreed(struct reading *rd, struct bytes words)
{
	struct bytes rest, version = line_word(words, &rest);

	event(rd, &(struct event){.kind = EVENT_TLS_AGREED,
				  .mode = MODE_UNKNOWN,
				  .version = version,
				  .cipher = line_behind(rest, "/ ")});
}

static void tell(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	struct bytes rest;

	if ((rest = line_behind(words, "Connecting to ")).p != NULL)
		connecting(rd, rest, words);
	else if ((rest = line_behind(words, "TLS connection using ")).p != NULL)
		agreed(rd, rest);
	else if (bytes_is(words, "TLS certificate ok"))
		program_says(rd, EVENT_VERIFIED, words);
	else if (piece_begins(words, "could not initiate TLS") && s->fault.n > 0)
		certificate_refused(rd, s->fault);
	else if (!piece_begins(words, "SMTP server: ") && !certificate(rd, words) &&
		 !piece_begins(words, "*"))
		trouble_says(rd, words);
}

static void read(struct reading *rd, struct bytes line)
{
	const struct bytes words = piece_trimmed(own_words(line));
	struct bytes said;

	if ((said = line_behind(words, ">>> SERVER: ")).p != NULL)
		server_says(rd, said);
	else if ((said = line_behind(words, ">>> ")).p != NULL)
		client_says(rd, said);
	else if (reply_shaped(words))
		server_says(rd, words);
	else
		tell(rd, words);
}

const struct transcript_form form_mailx = {
	.name = "mailx -v", .sign = sign, .read = read, .state_size = sizeof(struct state)};

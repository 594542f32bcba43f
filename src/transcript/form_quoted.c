/* Programs that print what is said as strings of their language:
 *
 *     Python's smtplib    send: 'ehlo pc.example.org\r\n'     reply: b'250-mail.example.org\r\n'
 *     Ruby's Net::SMTP    <- "EHLO pc.example.org\r\n"        -> "250-mail.example.org\r\n" */
#include "transcript/program.h"

#include <string.h>

struct mark {
	const char *words;
	enum event_kind kind;
};

static const struct mark python[] = {{"send:", EVENT_CLIENT}, {"reply:", EVENT_SERVER}, {NULL, 0}};
static const struct mark ruby[] = {{"<- ", EVENT_CLIENT}, {"-> ", EVENT_SERVER}, {NULL, 0}};

/* The quoted part of a line with one of the marks, {0}: another line. */
static struct bytes quoted(const struct mark *marks, struct bytes line, enum event_kind *kind)
{
	line = line_bare(line, NULL);
	for (; marks->words != NULL; marks++) {
		struct bytes words = line_behind(line, marks->words);

		words = piece_trimmed(words);
		if (words.n < 3 || strchr("b'\"", words.p[0]) == NULL)
			continue;
		*kind = marks->kind;
		return words;
	}
	return (struct bytes){0};
}

static bool speaks(struct reading *rd, const struct mark *marks, struct bytes line)
{
	enum event_kind kind;
	struct bytes words = quoted(marks, line, &kind);
	struct bytes said = words.p == NULL ? words : line_unquote(form_arena(rd), words, NULL);

	if (said.p == NULL)
		return false;
	says_lines(rd, kind, said, (struct bytes){0});
	return true;
}

/* ---- Python ---- */

static int sign_python(struct bytes line)
{
	enum event_kind kind;
	struct bytes words = quoted(python, line, &kind);

	if (words.p != NULL)
		return words.p[0] == 'b' || kind == EVENT_CLIENT ? SIGN_GOOD : SIGN_WEAK;
	return piece_begins(line_bare(line, NULL), "connect: to (") ? SIGN_SURE : SIGN_NONE;
}

/* "to ('mail.example.org', 587) None" */
static bool connects(struct reading *rd, struct bytes line)
{
	struct bytes words = line_behind(line, "connect: to ("), rest;
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};

	if (words.p == NULL)
		return false;
	e.host = line_unquote(form_arena(rd), words, &rest);
	e.port = line_number(piece_trimmed(line_between(rest, ",", ")")));
	if (e.port < 0)
		e.port = 0;
	if (e.host.n > 0)
		event(rd, &e);
	return true;
}

/* The last line of a traceback: "ssl.SSLCertVerificationError: ...". What its other lines say is
 * Python. */
static bool is_exception(struct bytes line)
{
	struct bytes word = line_word(line, NULL);

	return word.n > 1 && line.n > 0 && line.p[0] != ' ' && word.p[word.n - 1] == ':' &&
	       (bytes_has(word, "Error:") || bytes_has(word, "Disconnected:") ||
		bytes_has(word, "timeout:"));
}

static void read_python(struct reading *rd, struct bytes line)
{
	const struct bytes bare = line_bare(line, NULL);

	if (speaks(rd, python, line) || connects(rd, bare))
		return;
	if (!is_exception(line) || bytes_has(line, "SMTPAuthenticationError"))
		return;
	if (piece_begins(line, "smtplib.SMTPServerDisconnected")) /* then it was connected */
		program_says(rd, EVENT_CONNECTED, (struct bytes){0});
	trouble_says(rd, line);
}

const struct transcript_form form_smtplib = {
	.name = "smtplib", .sign = sign_python, .read = read_python};

/* ---- Ruby ---- */

static int sign_ruby(struct bytes line)
{
	enum event_kind kind;

	if (piece_begins(line, "Connection opened: "))
		return SIGN_SURE;
	return quoted(ruby, line, &kind).p != NULL ? SIGN_GOOD + 1 : SIGN_NONE;
}

static void read_ruby(struct reading *rd, struct bytes line)
{
	struct bytes place = line_behind(line, "Connection opened: ");
	struct event e = {.kind = EVENT_CONNECTED, .mode = MODE_UNKNOWN};

	if (place.p != NULL) {
		host_and_port(piece_trimmed(place), &e);
		event(rd, &e);
	} else if (!speaks(rd, ruby, line) &&
		   (bytes_has(line, "Error)") || bytes_has(line, "(Net::"))) {
		trouble_says(rd, line);
	}
}

const struct transcript_form form_ruby = {
	.name = "Net::SMTP (Ruby)", .sign = sign_ruby, .read = read_ruby};

/* nodemailer with debug and logger: "[id] S: 220 ...", "[id] C: EHLO ...", and the same as lines of
 * JSON, which loggers of bunyan's kind write. */
#include "transcript/program.h"

#include <stdio.h>
#include <string.h>

/* ---- text ---- */

static int sign(struct bytes line)
{
	struct bytes id, words = line_bare(line, &id);

	if (piece_begins(words, "Creating transport: nodemailer"))
		return SIGN_SURE;
	if (id.n == 0)
		return SIGN_NONE;
	if ((piece_begins(words, "S: ") && reply_shaped(line_behind(words, "S: "))) ||
	    (piece_begins(words, "C: ") && command_shaped(line_behind(words, "C: "))))
		return SIGN_GOOD + 1;
	return SIGN_NONE;
}

/* ---- both ---- */

static void keyed(struct reading *rd, enum event_kind kind, struct bytes key, struct bytes words)
{
	event(rd, &(struct event){.kind = kind, .mode = MODE_UNKNOWN, .key = key, .text = words});
}

/* "Resolved mail.example.org as 192.0.2.1 [cache miss]" */
static void resolved(struct reading *rd, struct bytes key, struct bytes words)
{
	event(rd, &(struct event){.kind = EVENT_CONNECTING,
				  .mode = MODE_UNKNOWN,
				  .key = key,
				  .host = line_word(words, NULL),
				  .address = line_between(words, " as ", " ")});
}

/* "[Secure connection established to|Connection established to] 192.0.2.1:587" */
static void connected(struct reading *rd, struct bytes key, struct bytes words, int mode)
{
	struct event e = {.kind = EVENT_CONNECTED, .mode = mode, .key = key};

	host_and_port(line_word(words, NULL), &e);
	e.address = e.host;
	e.host = (struct bytes){0};
	event(rd, &e);
}

static void tell(struct reading *rd, struct bytes key, struct bytes words)
{
	struct bytes rest;
	enum event_kind kind;

	if ((rest = line_behind(words, "Resolved ")).p != NULL)
		resolved(rd, key, rest);
	else if ((rest = line_behind(words, "Connection established to ")).p != NULL)
		connected(rd, key, rest, MODE_UNKNOWN);
	else if ((rest = line_behind(words, "Secure connection established to ")).p != NULL)
		connected(rd, key, rest, TLS_MODE_IMPLICIT);
	else if (piece_begins(words, "Connection upgraded with STARTTLS"))
		keyed(rd, EVENT_TLS_AGREED, key, (struct bytes){0});
	else if (piece_begins(words, "User \"") || piece_begins(words, "Closing connection"))
		return;
	else if ((kind = kind_of_words(words)) == EVENT_CLOSED || kind == EVENT_TIMEOUT)
		keyed(rd, kind, key, words);
	else
		trouble_says(rd, words);
}

static void read(struct reading *rd, struct bytes line)
{
	struct bytes id, words = line_bare(line, &id), rest;

	if ((rest = line_behind(words, "S: ")).p != NULL)
		keyed(rd, EVENT_SERVER, id, rest);
	else if ((rest = line_behind(words, "C: ")).p != NULL)
		keyed(rd, EVENT_CLIENT, id, rest);
	else if (id.n > 0)
		tell(rd, id, words);
	else if ((rest = line_behind(words, "Send Error: ")).p != NULL)
		trouble_says(rd, rest);
}

const struct transcript_form form_nodemailer = {.name = "nodemailer", .sign = sign, .read = read};

/* ---- lines of JSON ---- */

/* The string that "name": has in the line; {0}: it has none. */
static struct bytes member(struct arena *a, struct bytes line, const char *name)
{
	char key[32];
	char *at;
	size_t n;

	snprintf(key, sizeof(key), "\"%s\":", name);
	at = line.n == 0 ? NULL : memmem(line.p, line.n, key, strlen(key));
	if (at == NULL)
		return (struct bytes){0};
	n = (size_t)(at - line.p) + strlen(key);
	return line_unquote(a, piece_trimmed((struct bytes){line.p + n, line.n - n}), NULL);
}

static int sign_bunyan(struct bytes line)
{
	line = piece_trimmed(line);
	if (line.n == 0 || line.p[0] != '{' || !bytes_has(line, "\"msg\":"))
		return SIGN_NONE;
	if (bytes_has(line, "\"component\":\"smtp-connection\""))
		return SIGN_GOOD + 1;
	return bytes_has(line, "\"tnx\":") ? SIGN_GOOD : SIGN_NONE;
}

static void read_bunyan(struct reading *rd, struct bytes line)
{
	struct arena *a = form_arena(rd);
	const struct bytes who = member(a, line, "tnx"), id = member(a, line, "sid");
	const struct bytes words = member(a, line, "msg");

	if (words.p == NULL)
		return;
	if (bytes_is(who, "server"))
		says_lines(rd, EVENT_SERVER, words, id);
	else if (bytes_is(who, "client"))
		says_lines(rd, EVENT_CLIENT, words, id);
	else if (id.n > 0)
		tell(rd, id, words);
	else if (bytes_has(words, "Send Error: "))
		trouble_says(rd, words);
}

const struct transcript_form form_bunyan = {
	.name = "nodemailer (JSON)", .sign = sign_bunyan, .read = read_bunyan};

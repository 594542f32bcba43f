/* Thunderbird: lines of its console (mailnews.smtp.loglevel), of MOZ_LOG=SMTP:5 in older versions,
 * and of Thunderbird for Android. Lines that might hold a secret it does not print. */
#include "transcript/program.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *mark;
	enum event_kind kind;
} marks[] = {
	{"mailnews.smtp: S: ", EVENT_SERVER}, {"mailnews.smtp: C: ", EVENT_CLIENT},
	{"SMTP Response: ", EVENT_SERVER},    {"SMTP Send: ", EVENT_CLIENT},
	{"SMTP <<< ", EVENT_SERVER},	      {"SMTP >>> ", EVENT_CLIENT},
};

struct state {
	char login[40];	 /* "AUTH PLAIN <hidden>" */
	bool asked;	 /* 334 was the last line */
	bool more_lines; /* of the server's: they stand below each other */
};

static enum event_kind speaker(struct bytes line, struct bytes *said)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		*said = line_marked(line, marks[i].mark);
		if (said->p != NULL)
			return marks[i].kind;
	}
	return EVENT_NOTE;
}

static int sign(struct bytes line)
{
	struct bytes said;

	if (line_marked(line, "mailnews.smtp: Connecting to ").p != NULL)
		return SIGN_SURE;
	if (speaker(line, &said) != EVENT_NOTE)
		return SIGN_GOOD;
	return line_marked(line, "mailnews.smtp: ").p != NULL ? SIGN_WEAK : SIGN_NONE;
}

/* "Using auth method: PLAIN", "Authentication via AUTH PLAIN" */
static void remember_login(struct state *s, struct bytes mechanism)
{
	mechanism = line_word(mechanism, NULL);
	if (mechanism.n > 0 && mechanism.n <= 20)
		snprintf(s->login, sizeof(s->login), "AUTH %.*s <hidden>", (int)mechanism.n,
			 mechanism.p);
}

static void client(struct reading *rd, struct bytes said)
{
	struct state *s = form_state(rd);
	static char hidden[] = "<hidden>", plain[] = "AUTH PLAIN <hidden>";

	if (!piece_begins(said, "Logging suppressed") && !piece_begins(said, "[Command Hidden"))
		client_says(rd, said);
	else if (s->asked)
		client_says(rd, (struct bytes){hidden, strlen(hidden)});
	else if (s->login[0] != '\0')
		client_says(rd, (struct bytes){s->login, strlen(s->login)});
	else
		client_says(rd, (struct bytes){plain, strlen(plain)});
	s->asked = false;
}

/* "S: 220 mail.example.org ESMTP SmtpClient.sys.mjs:421:20": the console adds where it comes from
 */
static struct bytes without_source(struct bytes said)
{
	size_t n = said.n;

	while (n > 0 && said.p[n - 1] != ' ')
		n--;
	if (n > 0 && piece_begins((struct bytes){said.p + n, said.n - n}, "SmtpClient."))
		said.n = n - 1;
	return said;
}

static void server(struct reading *rd, struct bytes said)
{
	struct state *s = form_state(rd);

	said = without_source(said);
	s->asked = piece_begins(said, "334");
	s->more_lines = true;
	server_says(rd, said);
}

/* "smtp://mail.example.org:587", "mail.example.org on port 587." */
static void connecting(struct reading *rd, struct bytes place)
{
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};
	struct bytes url = line_behind(place, "smtp://"), rest, host;

	if ((rest = line_behind(place, "smtps://")).p != NULL) {
		e.mode = TLS_MODE_IMPLICIT;
		url = rest;
	}
	host = line_word(url.p != NULL ? url : place, NULL);
	while (host.n > 0 && strchr("/.", host.p[host.n - 1]) != NULL)
		host.n--;
	host_and_port(host, &e);
	rest = line_between(place, " on port ", ".");
	if (line_number(rest) > 0)
		e.port = line_number(rest);
	event(rd, &e);
}

static void tell(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	struct bytes rest, words = line_marked(line, "mailnews.smtp: ");

	if ((rest = line_marked(line, "mailnews.smtp: Connecting to ")).p != NULL ||
	    (rest = line_marked(line, "SMTP Connecting to: ")).p != NULL)
		connecting(rd, rest);
	else if ((rest = line_marked(line, "Using auth method: ")).p != NULL ||
		 (rest = line_marked(line, "Authentication via AUTH ")).p != NULL)
		remember_login(s, rest);
	else if (words.p != NULL && !piece_begins(words, "Command failed") &&
		 !piece_begins(words, "Socket closed"))
		trouble_says(rd, words);
	else if (piece_begins(words, "Socket closed"))
		program_says(rd, EVENT_CLOSED, words);
}

static void read(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	struct bytes said;
	const enum event_kind who = speaker(line, &said);
	const bool goes_on = s->more_lines;

	s->more_lines = false;
	if (who == EVENT_SERVER)
		server(rd, said);
	else if (who == EVENT_CLIENT)
		client(rd, said);
	else if (goes_on && reply_shaped(line))
		server(rd, line);
	else
		tell(rd, line);
}

const struct transcript_form form_thunderbird = {
	.name = "Thunderbird", .sign = sign, .read = read, .state_size = sizeof(struct state)};

/* PHPMailer, SMTPDebug 1 to 4: "SERVER -> CLIENT: ", "CLIENT -> SERVER: ", the lines of an answer
 * below each other or, with HTML, divided by <br>; "SMTP ERROR: ...", "SMTP INBOUND: ..." again
 * what the server said. */
#include "transcript/program.h"

#include <string.h>

static const char *const from_server[] = {"SERVER -> CLIENT:", "SERVER -&gt; CLIENT:", NULL};
static const char *const from_client[] = {"CLIENT -> SERVER:", "CLIENT -&gt; SERVER:", NULL};
/* in front of all that is the program's own */
static const char *const own[] = {
	"SMTP ERROR:", "SMTP Error:", "SMTP NOTICE:", "Connection failed.", "Mailer Error:", NULL};

struct state {
	bool server; /* the last line was the server's: the next may go on */
	bool connected, closed;
};

/* What follows one of `marks`, without the end of a line in HTML. */
static struct bytes marked(struct bytes line, const char *const *marks)
{
	struct bytes words = {0};

	for (; *marks != NULL && words.p == NULL; marks++)
		words = line_marked(line, *marks);
	if (words.n >= 4 && memcmp(words.p + words.n - 4, "<br>", 4) == 0)
		words.n -= 4;
	return words;
}

static int sign(struct bytes line)
{
	const struct bytes heard = marked(line, from_server);

	if (heard.p != NULL && heard.n == 0)
		return SIGN_SURE; /* hung up */
	if (heard.p != NULL || marked(line, from_client).p != NULL)
		return SIGN_ENOUGH /
		       3; /* the last line or two are better explained by themselves */
	if (line_marked(line, "SMTP ERROR: Failed to connect").p != NULL)
		return kind_of_words(line) == EVENT_NOTE ? SIGN_NONE : SIGN_SURE;
	if (line_marked(line, "Connection: opening to ").p != NULL)
		return SIGN_SURE;
	return SIGN_NONE;
}

/* "mail.example.org:587, timeout=300, options=array()"; "ssl://" for TLS from the first byte */
static void opening(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};
	const char *comma = words.n == 0 ? NULL : memchr(words.p, ',', words.n);
	struct bytes place = {words.p, comma == NULL ? words.n : (size_t)(comma - words.p)};
	struct bytes implicit = line_behind(place, "ssl://");

	if (implicit.p != NULL) {
		e.mode = TLS_MODE_IMPLICIT;
		place = implicit;
	}
	host_and_port(place, &e);
	event(rd, &e);
	s->connected = true;
	s->closed = false;
}

/* Before the first line of a connection whose opening is not shown (levels 1 and 2). */
static void connect_once(struct reading *rd, enum event_kind kind)
{
	struct state *s = form_state(rd);

	if (!s->connected)
		event(rd, &(struct event){.kind = kind, .mode = MODE_UNKNOWN});
	s->connected = true;
}

/* Where the next line of the same answer begins in what a browser has glued together:
 * "250-SIZE 10240000250-STARTTLS250 8BITMIME". */
static size_t first_of_glued(struct bytes words)
{
	for (size_t n = 4; words.n > 4 && words.p[3] == '-' && n + 4 <= words.n; n++)
		if (memcmp(words.p + n, words.p, 3) == 0 &&
		    (words.p[n + 3] == '-' || words.p[n + 3] == ' '))
			return n;
	return words.n;
}

/* What answers a QUIT or an end of the connection is not there. */
static void server(struct reading *rd, struct bytes words)
{
	((struct state *)form_state(rd))->server = true;
	connect_once(rd, EVENT_CONNECTED);
	if (words.n == 0)
		program_says(rd, EVENT_CLOSED, words);
	while (words.n > 0) {
		const size_t n = first_of_glued(words);

		server_says(rd, (struct bytes){words.p, n});
		words = (struct bytes){words.p + n, words.n - n};
	}
}

static bool told_by_program(struct reading *rd, struct bytes line)
{
	for (size_t i = 0; own[i] != NULL; i++) {
		struct bytes words = line_marked(line, own[i]);

		if (words.p == NULL)
			continue;
		if (((struct state *)form_state(rd))->closed) /* again what was said */
			return true;
		connect_once(rd, EVENT_CONNECTING);
		/* "... command failed: 535 ..." says again what the server said */
		if (!bytes_has(words, "command failed:") && !trouble_says(rd, words))
			program_says(rd, EVENT_NOTE, words);
		return true;
	}
	return false;
}

static void read(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);
	const bool goes_on = s->server;
	struct bytes words = marked(line, from_server);

	s->server = false;
	if (words.p != NULL) {
		server(rd, words);
	} else if ((words = marked(line, from_client)).p != NULL) {
		connect_once(rd, EVENT_CONNECTED);
		client_says(rd, words);
	} else if ((words = line_marked(line, "Connection: opening to ")).p != NULL) {
		opening(rd, words);
	} else if (line_marked(line, "Connection: opened").p != NULL) {
		program_says(rd, EVENT_CONNECTED, words);
	} else if (bytes_has(line, "SSL routines:")) {
		if (!s->closed)
			trouble_says(rd, line);
	} else if (line_marked(line, "Connection: closed").p != NULL) {
		program_says(rd, EVENT_ENDED, words);
		s->connected = false;
		s->closed = true;
	} else if (line_marked(line, "SMTP INBOUND:").p != NULL) {
		s->server = goes_on;
	} else if (!told_by_program(rd, line) && goes_on && reply_shaped(piece_trimmed(line))) {
		server(rd, piece_trimmed(line));
	}
}

const struct transcript_form form_phpmailer = {
	.name = "PHPMailer", .sign = sign, .read = read, .state_size = sizeof(struct state)};

/* A session that a person typed into telnet or nc: no marks. What begins like a reply is the
 * server's, all else was typed. */
#include "transcript/program.h"

struct state {
	bool talking;
	struct bytes address; /* that is being tried */
};

static int sign(struct bytes line)
{
	struct event e;

	if (piece_begins(line, "Escape character is ") || piece_begins(line, "telnet: ") ||
	    (piece_begins(line, "Connection to ") && bytes_has(line, "succeeded!")) ||
	    piece_begins(line, "nc: connect to ") || piece_begins(line, "Ncat: Connected to "))
		return SIGN_ENOUGH;
	if (piece_begins(line, "Trying ") || piece_begins(line, "Connected to ") ||
	    line_target(line, &e))
		return SIGN_GOOD;
	return command_shaped(line) ? SIGN_GOOD : SIGN_NONE;
}

/* "192.0.2.1..." */
static void trying(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);

	words = line_word(words, NULL);
	while (words.n > 0 && words.p[words.n - 1] == '.')
		words.n--;
	s->address = words;
	event(rd,
	      &(struct event){.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN, .address = words});
}

/* "mail.example.org." */
static void connected(struct reading *rd, struct bytes words)
{
	words = line_word(words, NULL);
	while (words.n > 0 && words.p[words.n - 1] == '.')
		words.n--;
	event(rd, &(struct event){.kind = EVENT_CONNECTED, .mode = MODE_UNKNOWN, .host = words});
}

/* nc: "mail.example.org (192.0.2.1) 587 port [tcp/submission] succeeded!", "mail.example.org
 * (192.0.2.1) port 587 (tcp) failed: Connection refused"; without the address: "host 587 port" */
static void netcat(struct reading *rd, struct bytes words, enum event_kind kind)
{
	struct bytes rest, word;
	struct event e = {.kind = kind, .mode = MODE_UNKNOWN, .host = line_word(words, &rest)};

	for (word = line_word(rest, &rest); word.n > 0 && e.port == 0;
	     word = line_word(rest, &rest))
		if (word.p[0] == '(' && e.address.p == NULL)
			e.address = line_between(word, "(", ")");
		else if (line_number(word) > 0)
			e.port = line_number(word);
	event(rd, &e);
}

static bool tell(struct reading *rd, struct bytes line)
{
	struct bytes rest;
	struct event e;

	if ((rest = line_behind(line, "Trying ")).p != NULL)
		trying(rd, rest);
	else if ((rest = line_behind(line, "Connected to ")).p != NULL)
		connected(rd, rest);
	else if ((rest = line_behind(line, "Connection to ")).p != NULL &&
		 bytes_has(rest, "succeeded!"))
		netcat(rd, rest, EVENT_CONNECTED);
	else if ((rest = line_behind(line, "nc: connect to ")).p != NULL) {
		netcat(rd, rest, EVENT_CONNECTING);
		trouble_says(rd, line);
	} else if (piece_begins(line, "telnet: ") || piece_begins(line, "nc: ") ||
		   piece_begins(line, "Ncat: "))
		trouble_says(rd, line);
	else if (piece_begins(line, "Connection closed") || piece_begins(line, "Connection reset"))
		trouble_says(rd, line);
	else if (line_target(line, &e))
		event(rd, &e);
	else
		return piece_begins(line, "Escape character is ");
	return true;
}

/* A prompt of the shell before the first reply is none of it. */
static void read(struct reading *rd, struct bytes line)
{
	struct state *s = form_state(rd);

	if (tell(rd, line))
		return;
	if (reply_shaped(line)) {
		s->talking = true;
		server_says(rd, line);
	} else if (s->talking || command_shaped(line)) {
		client_says(rd, line);
	}
}

const struct transcript_form form_terminal = {.name = "terminal",
					      .sign = sign,
					      .read = read,
					      .state_size = sizeof(struct state),
					      .last_resort = true};

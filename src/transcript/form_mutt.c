/* mutt -d2 and more, ~/.muttdebug0: "4< 220 ...", "4> EHLO ...": the number is a descriptor. */
#include "transcript/program.h"

#include <ctype.h>

struct state {
	bool connected; /* and nothing was said yet */
};

/* '<' or '>' and what follows; 0: neither. */
static char direction(struct bytes line, struct bytes *said)
{
	size_t n = 0;

	line = line_bare(line, NULL);
	while (n < line.n && n < 4 && isdigit((unsigned char)line.p[n]))
		n++;
	if (n == 0 || n + 1 >= line.n || (line.p[n] != '<' && line.p[n] != '>') ||
	    line.p[n + 1] != ' ')
		return 0;
	*said = (struct bytes){line.p + n + 2, line.n - n - 2};
	return line.p[n];
}

static int sign(struct bytes line)
{
	struct bytes said;
	const char which = direction(line, &said);

	if ((which == '<' && reply_shaped(said)) || (which == '>' && command_shaped(said)))
		return SIGN_GOOD;
	return bytes_has(line, "Mutt/") && bytes_has(line, "debugging at level") ? SIGN_SURE
										 : SIGN_NONE;
}

/* "mail.example.org:587 on fd=4"; -1: not connected at all */
static void connected(struct reading *rd, struct bytes words)
{
	struct event e = {.kind = EVENT_CONNECTED, .mode = MODE_UNKNOWN};
	struct state *s = form_state(rd);

	if (bytes_has(words, "fd=-1"))
		return;
	host_and_port(line_word(words, NULL), &e);
	event(rd, &e);
	s->connected = true;
}

static void tell(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);
	struct bytes place = line_behind(words, "Connected to ");

	if (place.p != NULL)
		connected(rd, place);
	else if (s->connected && piece_begins(words, "mutt_socket_close: Attempt to close closed"))
		program_says(rd, EVENT_CLOSED, words);
	else if (piece_begins(words, "Connection failed. errno: "))
		trouble_says(rd, words);
	else if (piece_begins(words, "tls_") || piece_begins(words, "ssl_") ||
		 piece_begins(words, "TLS ") || piece_begins(words, "SSL "))
		if (!trouble_says(rd, words) && bytes_has(words, "certificate"))
			certificate_refused(rd, words);
}

static void read(struct reading *rd, struct bytes line)
{
	struct bytes said;
	const char which = direction(line, &said);

	if (which == '<')
		server_says(rd, said);
	else if (which == '>')
		client_says(rd, said);
	else
		tell(rd, line_bare(line, NULL));
}

const struct transcript_form form_mutt = {
	.name = "mutt -d", .sign = sign, .read = read, .state_size = sizeof(struct state)};

/* Perl's Net::SMTP with Debug: "Net::SMTP=GLOB(0x55d0)<<< 220 ...", "...>>> EHLO ...". */
#include "transcript/program.h"

static int sign(struct bytes line)
{
	if (piece_begins(line, "Net::SMTP>>> "))
		return SIGN_GOOD;
	return piece_begins(line, "Net::SMTP") && line_marked(line, "=GLOB(").p != NULL
		       ? SIGN_ENOUGH
		       : SIGN_NONE;
}

static void read(struct reading *rd, struct bytes line)
{
	struct bytes words;

	if (sign(line) == SIGN_NONE) {
		trouble_says(rd, line);
		return;
	}
	/* the library tells its own version once, when it is connected */
	if (piece_begins(line, "Net::SMTP>>> Net::SMTP("))
		program_says(rd, EVENT_CONNECTED, line);
	else if ((words = line_marked(line, ")<<<")).p != NULL)
		server_says(rd, words);
	else if ((words = line_marked(line, ")>>>")).p != NULL)
		client_says(rd, words);
}

const struct transcript_form form_perl = {.name = "Net::SMTP (Perl)", .sign = sign, .read = read};

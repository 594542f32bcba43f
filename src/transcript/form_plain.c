/* A dialogue as people write it and small programs print it: a mark for who speaks, then the line.
 *
 *     S: 220 mail.example.org ESMTP          <- 220 mail.example.org ESMTP
 *     C: EHLO client.example.org             -> EHLO client.example.org */
#include "transcript/forms.h"

#include <string.h>

static const struct {
	const char *mark;
	enum event_kind kind;
} marks[] = {
	{"S:", EVENT_SERVER},	   {"C:", EVENT_CLIENT},      {"SERVER:", EVENT_SERVER},
	{"CLIENT:", EVENT_CLIENT}, {"Server:", EVENT_SERVER}, {"Client:", EVENT_CLIENT},
	{"<<<", EVENT_SERVER},	   {">>>", EVENT_CLIENT},     {"<--", EVENT_SERVER},
	{"-->", EVENT_CLIENT},	   {"<-", EVENT_SERVER},      {"->", EVENT_CLIENT},
	{"<~", EVENT_SERVER},	   {"~>", EVENT_CLIENT},      {"<", EVENT_SERVER},
	{">", EVENT_CLIENT},	   {"===", EVENT_TLS_AGREED}, {"***", EVENT_NOTE},
};

/* Who speaks, and what in *said; EVENT_NOTE: nobody. */
static enum event_kind speaker(struct bytes line, struct bytes *said)
{
	line = piece_trimmed(line);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		*said = line_behind(line, marks[i].mark);
		if (said->p == NULL)
			continue;
		*said = piece_trimmed(*said);
		return marks[i].kind;
	}
	*said = line;
	return EVENT_NOTE;
}

static int sign(struct bytes line)
{
	struct bytes said;

	switch (speaker(line, &said)) {
	case EVENT_SERVER:
		return reply_shaped(said) ? SIGN_GOOD : SIGN_NONE;
	case EVENT_CLIENT:
		return command_shaped(said) ? SIGN_GOOD : SIGN_NONE;
	default:
		return SIGN_NONE;
	}
}

/* "=== TLS1.3 TLS_AES_256_GCM_SHA384" */
static void agreed(struct reading *rd, struct bytes words)
{
	const char *blank = words.n == 0 ? NULL : memchr(words.p, ' ', words.n);
	size_t n = blank == NULL ? words.n : (size_t)(blank - words.p);

	event(rd, &(struct event){
			  .kind = EVENT_TLS_AGREED,
			  .mode = MODE_UNKNOWN,
			  .version = {words.p, n},
			  .cipher = piece_trimmed((struct bytes){words.p + n, words.n - n}),
		  });
}

static void read(struct reading *rd, struct bytes line)
{
	struct bytes said;
	enum event_kind kind = speaker(line, &said);

	if (kind == EVENT_TLS_AGREED)
		agreed(rd, said);
	else
		program_says(rd, kind == EVENT_NOTE ? kind_of_words(said) : kind, said);
}

const struct transcript_form form_plain = {
	.name = "dialogue", .sign = sign, .read = read, .last_resort = true};

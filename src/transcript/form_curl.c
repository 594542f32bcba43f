/* curl -v smtp://...: "* " curl's words, "> " sent, "< " received; "{ [5 bytes data]" is neither.
 */
#include "transcript/program.h"

#include <string.h>

struct state {
	struct bytes subject, start, expire; /* of the certificate being shown */
	bool judged;
};

/* A progress meter may stand before it: "  0  0 ... --:--:--     0* Trying ...". */
static struct bytes without_meter(struct bytes line)
{
	static const char clock[] = "--:--:--";
	char *at;

	line = line_bare(line, NULL);
	while (line.n > 0 && (at = memmem(line.p, line.n, clock, 8)) != NULL) {
		size_t n = (size_t)(at - line.p) + 8;

		while (n < line.n && strchr(" 0123456789kM\r", line.p[n]) != NULL &&
		       line.p[n] != '\0')
			n++;
		line = (struct bytes){line.p + n, line.n - n};
	}
	return line;
}

static int sign(struct bytes line)
{
	struct bytes words = without_meter(line);

	if (piece_begins(words, "curl: ("))
		return SIGN_WEAK;
	if (piece_begins(words, "* ") &&
	    (line_behind(words, "*   Trying ").p != NULL ||
	     piece_begins(words, "* Connected to ") || piece_begins(words, "* TLSv1") ||
	     piece_begins(words, "* Closing connection") || piece_begins(words, "* SSL ")))
		return SIGN_GOOD;
	if (piece_begins(words, "< ") && reply_shaped(line_behind(words, "< ")))
		return SIGN_WEAK;
	return SIGN_NONE;
}

/* ---- connecting ---- */

/* "Trying 192.0.2.1:587...", "Trying 192.0.2.1..." */
static void trying(struct reading *rd, struct bytes words)
{
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};

	words = line_word(words, NULL);
	while (words.n > 0 && words.p[words.n - 1] == '.')
		words.n--;
	host_and_port(words, &e);
	e.address = e.host;
	e.host = (struct bytes){0};
	event(rd, &e);
}

/* "Connected to mail.example.org (192.0.2.1) port 587 (#0)" */
static void connected(struct reading *rd, struct bytes words)
{
	struct bytes rest;
	struct event e = {
		.kind = EVENT_CONNECTED,
		.mode = MODE_UNKNOWN,
		.host = line_word(words, &rest),
		.address = line_between(words, "(", ")"),
	};
	char *port = memmem(words.p, words.n, " port ", 6);

	if (port != NULL)
		e.port = line_number(line_word(
			(struct bytes){port + 6, (size_t)(words.p + words.n - port - 6)}, NULL));
	if (e.port < 0)
		e.port = 0;
	event(rd, &e);
}

/* ---- TLS ---- */

/* "TLSv1.3 / TLS_AES_256_GCM_SHA384 / X25519 / RSASSA-PSS" */
static void agreed(struct reading *rd, struct bytes words)
{
	struct bytes rest, version = line_word(words, &rest), slash = line_word(rest, &rest);

	event(rd,
	      &(struct event){.kind = EVENT_TLS_AGREED,
			      .mode = MODE_UNKNOWN,
			      .version = version,
			      .cipher = slash.n == 1 ? line_word(rest, NULL) : (struct bytes){0}});
}

static void issuer(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);

	event(rd, &(struct event){.kind = EVENT_CERTIFICATE,
				  .mode = MODE_UNKNOWN,
				  .subject = s->subject,
				  .issuer = words,
				  .not_before = openssl_date(s->start),
				  .not_after = openssl_date(s->expire)});
}

static void judged(struct reading *rd, struct bytes words)
{
	struct state *s = form_state(rd);

	if (s->judged)
		return;
	s->judged = true;
	if (bytes_has(words, "verify ok"))
		program_says(rd, EVENT_VERIFIED, words);
	else
		certificate_refused(rd, words);
}

static void subject(struct reading *rd, struct bytes words)
{
	((struct state *)form_state(rd))->subject = words;
}

static void start(struct reading *rd, struct bytes words)
{
	((struct state *)form_state(rd))->start = words;
}

static void expire(struct reading *rd, struct bytes words)
{
	((struct state *)form_state(rd))->expire = words;
}

/* ---- all words ---- */

static void closing(struct reading *rd, struct bytes words)
{
	program_says(rd, EVENT_ENDED, words);
}

static const struct {
	const char *words;
	void (*tell)(struct reading *rd, struct bytes rest);
} told[] = {
	{"Trying ", trying},
	{"Connected to ", connected},
	{"Established connection to ", connected},
	{"SSL connection using ", agreed},
	{"subject: ", subject},
	{"start date: ", start},
	{"expire date: ", expire},
	{"issuer: ", issuer},
	{"SSL certificate verify", judged},
	{"SSL certificate problem", judged},
	{"SSL: no alternative", judged},
	{"SSL: certificate subject name", judged},
	{"Closing connection", closing},
};

static void tell(struct reading *rd, struct bytes words)
{
	words = piece_trimmed(words);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		struct bytes rest = line_behind(words, told[i].words);

		if (rest.p == NULL)
			continue;
		told[i].tell(rd, told[i].tell == judged ? words : piece_trimmed(rest));
		return;
	}
	if (!trouble_says(rd, words))
		program_says(rd, EVENT_NOTE, words);
}

static void read(struct reading *rd, struct bytes line)
{
	struct event e;

	if (line_target(line, &e)) {
		event(rd, &e);
		return;
	}
	line = without_meter(line);
	if (piece_begins(line, "* "))
		tell(rd, line_behind(line, "* "));
	else if (piece_begins(line, "< "))
		server_says(rd, line_behind(line, "< "));
	else if (piece_begins(line, "> "))
		client_says(rd, line_behind(line, "> "));
	else if (piece_begins(line, "curl: ("))
		tell(rd, line_marked(line, ") "));
}

const struct transcript_form form_curl = {
	.name = "curl -v", .sign = sign, .read = read, .state_size = sizeof(struct state)};

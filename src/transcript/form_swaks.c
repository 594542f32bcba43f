/* swaks: "=== " its own words, "*** " what went wrong, arrows for the two sides, "~" in TLS.
 *
 *     === Trying mail.example.org:587...
 *     <-  220 mail.example.org ESMTP
 *      -> EHLO client.example.org
 *     === TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256
 *     <~* 535 5.7.8 Error: authentication failed
 *     *** No authentication type succeeded */
#include "transcript/forms.h"

#include <string.h>

struct swaks {
	bool connect_failed; /* why stands on the next line */
};

/* ---- what it says ---- */

static struct bytes until(struct bytes text, const char *end)
{
	const char *at = text.n == 0 ? NULL : memmem(text.p, text.n, end, strlen(end));

	return at == NULL ? text : (struct bytes){text.p, (size_t)(at - text.p)};
}

/* "mail.example.org:587", "[2001:db8::1]:587" */
static void split_host(struct bytes place, struct event *e)
{
	const char *colon = place.n == 0 ? NULL : memrchr(place.p, ':', place.n);

	e->host = place;
	if (colon == NULL)
		return;
	e->host.n = (size_t)(colon - place.p);
	e->port = line_number((struct bytes){(char *)colon + 1, place.n - e->host.n - 1});
	if (piece_begins(e->host, "[") && e->host.n > 2)
		e->host = (struct bytes){e->host.p + 1, e->host.n - 2};
}

static void trying(struct reading *rd, struct bytes place)
{
	struct event e = {.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};

	split_host(until(place, "..."), &e);
	event(rd, &e);
}

static void connected(struct reading *rd, struct bytes rest)
{
	(void)rest;
	event(rd, &(struct event){.kind = EVENT_CONNECTED, .mode = MODE_UNKNOWN});
}

/* "TLSv1.3:TLS_AES_256_GCM_SHA384:256" */
static void started(struct reading *rd, struct bytes words)
{
	struct event e = {.kind = EVENT_TLS_AGREED, .mode = MODE_UNKNOWN};

	e.version = until(words, ":");
	if (e.version.n < words.n)
		e.cipher = until(
			(struct bytes){words.p + e.version.n + 1, words.n - e.version.n - 1}, ":");
	event(rd, &e);
}

static void peer(struct reading *rd, struct bytes rest)
{
	event(rd, &(struct event){.kind = EVENT_CERTIFICATE, .subject = until(rest, "\"")});
}

static void peer_in_chain(struct reading *rd, struct bytes rest)
{
	struct bytes subject = line_between(rest, "subject=[", "]");

	if (subject.p != NULL)
		event(rd, &(struct event){.kind = EVENT_CERTIFICATE, .subject = subject});
}

/* "failed CA verification (certificate has expired), passed host verification (using host ...)" */
static void verified(struct reading *rd, struct bytes words)
{
	struct event e = {.kind = EVENT_VERIFIED, .text = words};

	if (bytes_has(words, "failed CA verification"))
		e.faults |= bytes_has(words, "has expired")	? CERT_EXPIRED
			    : bytes_has(words, "not yet valid") ? CERT_EARLY
			    : bytes_has(words, "self-signed certificate)") ||
					    bytes_has(words, "self signed certificate)")
				    ? CERT_SELF
				    : CERT_TRUST;
	if (bytes_has(words, "failed host verification"))
		e.faults |= CERT_NAME;
	if (e.faults != 0)
		e.kind = EVENT_NOT_VERIFIED;
	event(rd, &e);
}

static void not_connected(struct reading *rd, struct bytes rest)
{
	(void)rest;
	((struct swaks *)form_state(rd))->connect_failed = true;
}

/* All of it: the catalogue knows these words. */
static void tls_failed(struct reading *rd, struct bytes words)
{
	static const char said[] = "TLS startup failed (";
	const size_t n = strlen(said);

	program_says(rd, EVENT_TLS_FAILED, (struct bytes){words.p - n, words.n + n});
}

static void no_starttls(struct reading *rd, struct bytes rest)
{
	program_says(rd, EVENT_NO_STARTTLS, rest);
}

static void no_auth(struct reading *rd, struct bytes rest)
{
	program_says(rd, EVENT_NO_AUTH, rest);
}

static void closed(struct reading *rd, struct bytes rest)
{
	program_says(rd, EVENT_CLOSED, rest);
}

static const struct {
	const char *words;
	void (*read)(struct reading *rd, struct bytes rest);
} sayings[] = {
	{"=== Trying ", trying},
	{"=== Connected to ", connected},
	{"=== TLS started with cipher ", started},
	{"=== TLS peer DN=\"", peer},
	{"=== TLS peer[", peer_in_chain},
	{"=== TLS peer certificate ", verified},
	{"*** TLS startup failed (", tls_failed},
	{"*** Error connecting to ", not_connected},
	{"*** Host did not advertise STARTTLS", no_starttls},
	{"*** Host did not advertise authentication", no_auth},
	{"*** Auth not attempted", no_auth},
	{"*** Remote host closed connection unexpectedly", closed},
};

/* ---- who says it ---- */

static const struct {
	const char *mark;
	enum event_kind kind;
} marks[] = {
	{"<-  ", EVENT_SERVER}, {"<** ", EVENT_SERVER}, {"<~  ", EVENT_SERVER},
	{"<~* ", EVENT_SERVER}, {" -> ", EVENT_CLIENT}, {" ~> ", EVENT_CLIENT},
	{"**> ", EVENT_CLIENT}, {"*~> ", EVENT_CLIENT},
};

static int sign(struct bytes line)
{
	for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
		if (piece_begins(line, sayings[i].words))
			return SIGN_SURE;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (piece_begins(line, marks[i].mark))
			return SIGN_GOOD;
	return SIGN_NONE;
}

static void said(struct reading *rd, enum event_kind kind, struct bytes line)
{
	if (kind == EVENT_SERVER && piece_begins(line, "Timeout ("))
		program_says(rd, EVENT_TIMEOUT, line);
	else
		program_says(rd, kind, line);
}

static void why_not_connected(struct reading *rd, struct bytes line)
{
	enum event_kind kind = kind_of_words(line);

	((struct swaks *)form_state(rd))->connect_failed = false;
	if (kind == EVENT_TIMEOUT)
		kind = EVENT_UNREACHED;
	program_says(rd, kind, piece_trimmed(line));
}

static void read(struct reading *rd, struct bytes line)
{
	if (((struct swaks *)form_state(rd))->connect_failed && piece_begins(line, "***")) {
		why_not_connected(rd, line);
		return;
	}
	for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
		if (piece_begins(line, sayings[i].words)) {
			sayings[i].read(rd, line_behind(line, sayings[i].words));
			return;
		}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (piece_begins(line, marks[i].mark)) {
			said(rd, marks[i].kind, line_behind(line, marks[i].mark));
			return;
		}
}

const struct transcript_form form_swaks = {
	.name = "swaks", .sign = sign, .read = read, .state_size = sizeof(struct swaks)};

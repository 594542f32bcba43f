/* session.h - a whole check of one target against scripted servers, in scripted time
 *
 * The input is a text. Its first line says what the user asked for, one character each; "#" is one
 * more that chooses:
 *
 *	5 4 2	-p 587, 465, 25; several may be named; none: what the profile offers
 *	h#	TARGET, as in session.c
 *	M	--mx			d	by the DNS, else --address 192.0.2.25
 *	6	--address 2001:db8::25	s	--source of ours
 *	p k	a password, a token	m#	--auth PLAIN, LOGIN, XOAUTH2, OAUTHBEARER, CRAM-MD5
 *	f	--from and --to		t	... and a second --to	z	--size
 *	c i	--insecure-auth, --insecure
 *	u#	--until the stage of that number
 *	o#	--tls starttls, implicit, none
 *	n	--no-sni		v V	--tls-versions none, all	l# g#	--tls-min, --tls-max
 *	T#	--timeout 60, 10, 2 s; the banner's and replies' patience 30 s all the same
 *	N R	--names, --redact names	e	a host name without a dot
 *	L#	the trust store takes 0, 10 ms, 40 s to load
 *	K#	--control 203.0.113.7:443, 198.51.100.7:587, [2001:db8:7::1]:443
 *
 * A second line that begins with "@" is for the DNS (script_dns.h), and the rest for the servers
 * (script.h). */
#ifndef SMTPSCOPE_TESTS_SESSION_H
#define SMTPSCOPE_TESTS_SESSION_H

#include "run/run.h"
#include "script.h"
#include "script_dns.h"

struct session_test {
	const char *input;
	size_t n;
	struct settings settings;
	struct plan_options plan;
	const char *target;
	bool redact;
	struct secret secret;
	struct script script;
	struct script_dns dns;
	unsigned load_ms; /* that the trust store takes */
	struct knowledge *knowledge;

	/* what came of it */
	struct record *record;
	struct interpretation *interpretation; /* NULL: `fault` tells why it was refused */
	const char *fault;
	uint64_t took_ms; /* of scripted time */
};

/* What the user would say in `password` or `token`; nobody may ever see it. */
extern const char session_password[], session_token[];

void session_run(struct session_test *t, const char *input, size_t n);
void session_free(struct session_test *t);

/* What must hold after any run; ends the program where it does not (session_check.c). */
void session_check(const struct session_test *t);

#endif

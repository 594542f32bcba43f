/* script_say.c - the words of the servers of script.h */
#include "script.h"

#include "base/text.h"
#include "base/base64.h"

#include <string.h>
#include <strings.h>

static void say(struct server *s, const char *text)
{
	struct buf out = {0};

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_char(&out, '\r');
		buf_char(&out, *text);
	}
	script_say(s, out.p, out.n);
	buf_free(&out);
}

/* ---- lines that servers say ---- */

void script_say_usual(struct server *s, char which)
{
	static const char *const lines[] = {
		"220 mail.example.org ESMTP ready\n",
		"250 2.0.0 ok\n",
		"250-mail.example.org\n250-STARTTLS\n250 AUTH PLAIN LOGIN\n",
		"250-mail.example.org\n250 AUTH LOGIN PLAIN XOAUTH2\n",
		"250 mail.example.org\n",
		"220 2.0.0 go ahead\n",
		"334 VXNlcm5hbWU6\n",
		"334 UGFzc3dvcmQ6\n",
		"334 \n",
		"334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\n",
		"235 2.7.0 welcome\n",
		"535 5.7.8 Error: authentication failed\n",
		"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
		"the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.\n",
		"535-5.7.8 Username and Password not accepted. For more information, go to\n"
		"535 5.7.8  https://support.google.com/mail/?p=BadCredentials x1 - gsmtp\n",
		"534-5.7.9 Application-specific password required. Learn more at\n"
		"534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x1 - gsmtp\n",
		"454 4.7.0 Temporary authentication failure\n",
		"432 4.3.2 Concurrent connections limit exceeded. Visit "
		"https://aka.ms/concurrent_sending for more information.\n",
		"503 5.5.1 AUTH not available\n",
		"504 5.5.4 Unrecognized authentication type\n",
		"530 5.7.0 Must issue a STARTTLS command first\n",
		"530 5.7.1 Authentication required\n",
		"550 5.7.60 SMTP; Client does not have permissions to send as this sender\n",
		"554 5.7.1 Service unavailable; Client host [192.0.2.200] blocked\n",
		"421 4.7.0 Too many connections from your host\n",
		"421 4.3.2 Service shutting down\n",
		"450 4.1.1 Greylisted, try again later\n",
		"452 4.2.2 Mailbox full\n",
		"454 4.7.0 TLS not available due to local problem\n",
		"500 5.5.1 Command unrecognized\n",
		"502 5.5.2 Command not implemented\n",
		"501 5.5.4 Invalid domain name\n",
		"221 2.0.0 bye\n",
		"220 ************************************\n",
		"250-mail.example.org\n250-XXXXXXXA\n250 AUTH PLAIN\n",
		"SSH-2.0-OpenSSH_9.2\n",
		"HTTP/1.1 400 Bad Request\n\n",
	};

	say(s, lines[script_choice(which, sizeof(lines) / sizeof(lines[0]))]);
}

/* ---- what the program said, back to it ---- */

static struct bytes last_word(const struct server *s)
{
	const char *blank = s->line.n > 0 ? memrchr(s->line.p, ' ', s->line.n) : NULL;
	const char *from = blank != NULL ? blank + 1 : s->line.p;

	return (struct bytes){(char *)from,
			      s->line.n > 0 ? s->line.n - (size_t)(from - s->line.p) : 0};
}

static void add_decoded(struct buf *out, const struct server *s)
{
	struct bytes word = last_word(s);

	if (word.n > 0)
		base64_decode(out, word.p, word.n);
}

void script_say_echo(struct server *s, char how)
{
	static const char *const before[] = {"535 5.7.8 ",     "250 ", "334 ", "250-x\r\n250 ",
					     "454 4.7.0 no: ", "",     "221 "};
	struct buf out = {0};
	int form = script_choice(how, 28);

	buf_str(&out, before[form % 7]);
	if (form < 7)
		buf_add(&out, s->line.p, s->line.n);
	else if (form < 14)
		add_decoded(&out, s);
	else if (form < 21)
		buf_add(&out, last_word(s).p, last_word(s).n);
	else
		buf_add(&out, last_word(s).p, last_word(s).n * 2 / 3);
	buf_str(&out, "\r\n");
	script_say(s, out.p, out.n);
	buf_free(&out);
}

/* ---- a good server ---- */

enum auth_step { NOT_UNDER_WAY, WANTS_ALL, WANTS_USER, WANTS_PASSWORD };

static bool begins(const struct server *s, const char *verb)
{
	return s->line.n >= strlen(verb) && strncasecmp(s->line.p, verb, strlen(verb)) == 0;
}

static void answer_ehlo(struct server *s)
{
	say(s, s->secure ? "250-mail.example.org\n250-SIZE 36700160\n250-SMTPUTF8\n"
			   "250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER\n"
			 : "250-mail.example.org\n250-SIZE 36700160\n250 STARTTLS\n");
}

static void answer_starttls(struct server *s)
{
	s->tls_due = true;
	say(s, "220 2.0.0 go ahead\n");
}

static void answer_auth(struct server *s)
{
	bool login = begins(s, "AUTH LOGIN");
	size_t words = 0;

	for (size_t i = 0; i < s->line.n; i++)
		words += s->line.p[i] == ' ';
	s->auth_step = words > 1 ? NOT_UNDER_WAY : login ? WANTS_USER : WANTS_ALL;
	say(s, s->auth_step == NOT_UNDER_WAY ? "235 2.7.0 welcome\n"
	       : login			     ? "334 VXNlcm5hbWU6\n"
					     : "334 \n");
}

static void answer_auth_step(struct server *s)
{
	bool more = s->auth_step == WANTS_USER;

	s->auth_step = more ? WANTS_PASSWORD : NOT_UNDER_WAY;
	say(s, begins(s, "*") ? "501 5.5.0 cancelled\n"
	       : more	      ? "334 UGFzc3dvcmQ6\n"
			      : "235 2.7.0 welcome\n");
}

static void answer_ok(struct server *s)
{
	say(s, "250 2.1.0 ok\n");
}

static void answer_quit(struct server *s)
{
	say(s, "221 2.0.0 bye\n");
	script_close(s);
}

static void answer_line(struct server *s)
{
	static const struct {
		const char *verb;
		void (*answer)(struct server *s);
	} answers[] = {
		{"EHLO", answer_ehlo}, {"STARTTLS", answer_starttls}, {"AUTH", answer_auth},
		{"MAIL", answer_ok},   {"RCPT", answer_ok},	      {"RSET", answer_ok},
		{"QUIT", answer_quit},
	};

	if (s->auth_step != NOT_UNDER_WAY) {
		answer_auth_step(s);
		return;
	}
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (begins(s, answers[i].verb)) {
			answers[i].answer(s);
			return;
		}
	say(s, "500 5.5.1 what?\n");
}

bool script_serve(struct server *s)
{
	if (s->tls_due)
		return script_handshake(s);
	if (!s->greeted) {
		say(s, "220 mail.example.org ESMTP ready\n");
		return true;
	}
	if (!script_hear(s))
		return false;
	answer_line(s);
	return true;
}

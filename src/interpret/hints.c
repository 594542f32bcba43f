#include "interpret/hints.h"

#include "interpret/quoted.h"

#include <string.h>
#include <strings.h>

/* The more telling one goes first. */
static const struct {
	const char *words;
	int stage;
	const char *command;
} hints[] = {
	{"in reply to RCPT", STAGE_ENVELOPE, "RCPT"},
	{"in reply to MAIL", STAGE_ENVELOPE, "MAIL"},
	{"in reply to DATA", STAGE_ENVELOPE, "DATA"},
	{"in reply to end of DATA", STAGE_ENVELOPE, "DATA"},
	{"in reply to EHLO", STAGE_EHLO, "EHLO"},
	{"in reply to HELO", STAGE_EHLO, "HELO"},
	{"in reply to STARTTLS", STAGE_STARTTLS, "STARTTLS"},
	{"in reply to AUTH", STAGE_AUTH, "AUTH"},
	{"after RCPT TO", STAGE_ENVELOPE, "RCPT"},
	{"after MAIL FROM", STAGE_ENVELOPE, "MAIL"},
	{"after end of data", STAGE_ENVELOPE, "DATA"},
	{"after DATA", STAGE_ENVELOPE, "DATA"},
	{"SMTP error from remote mail server after initial connection", STAGE_BANNER, NULL},
	{"SMTPAuthenticationError", STAGE_AUTH, "AUTH"},
	{"SMTPRecipientsRefused", STAGE_ENVELOPE, "RCPT"},
	{"SMTPSenderRefused", STAGE_ENVELOPE, "MAIL"},
	{"SMTPDataError", STAGE_ENVELOPE, "DATA"},
	{"SMTPHeloError", STAGE_EHLO, "EHLO"},
	{"AuthenticationFailedException", STAGE_AUTH, "AUTH"},
	{"EAUTH", STAGE_AUTH, "AUTH"},
	{"command: 'AUTH", STAGE_AUTH, "AUTH"},
	{"AUTH command", STAGE_AUTH, "AUTH"},
	{"RCPT TO command", STAGE_ENVELOPE, "RCPT"},
	{"MAIL FROM command", STAGE_ENVELOPE, "MAIL"},
	{"DATA command", STAGE_ENVELOPE, "DATA"},
	{"EHLO command", STAGE_EHLO, "EHLO"},
	{"HELO command", STAGE_EHLO, "HELO"},
	{"STARTTLS command", STAGE_STARTTLS, "STARTTLS"},
	{"command: 'RCPT", STAGE_ENVELOPE, "RCPT"},
	{"command: 'MAIL", STAGE_ENVELOPE, "MAIL"},
	{"command: 'DATA", STAGE_ENVELOPE, "DATA"},
};

void hint_read(struct bytes words, struct hint *h)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (bytes_has(words, hints[i].words)) {
			h->stage = hints[i].stage;
			h->command = hints[i].command;
			return;
		}
}

const char *hint_enhanced(struct arena *a, struct bytes words)
{
	static const char *const fields[] = {"dsn=", "status: "};

	for (const char *p = words.p; p != NULL && *p != '\0'; p++)
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
			size_t n = strlen(fields[i]);

			if (strncasecmp(p, fields[i], n) == 0 && quoted_enhanced(p + n) > 0)
				return arena_copy(a, p + n, quoted_enhanced(p + n));
		}
	return NULL;
}

static const char host_characters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

/* Not the domain of a mail address: that tells where mail goes, not who speaks. */
const struct provider *hint_provider(struct arena *a, const struct knowledge *k, struct bytes words)
{
	for (const char *p = words.p; p != NULL && *p != '\0';) {
		size_t n = strspn(p, host_characters);
		bool host = n > 3 && memchr(p, '.', n) != NULL && (p == words.p || p[-1] != '@');
		const char *name = host ? arena_copy(a, p, n) : NULL;
		const struct provider *found = host ? provider_by_host(k, name) : NULL;

		if (host && found == NULL)
			found = provider_by_mx(k, name);
		if (found != NULL)
			return found;
		p += n > 0 ? n : 1;
	}
	return NULL;
}

/* "a2 NO [ALERT] words", "-ERR words" */
bool hint_other_protocol(const char *line)
{
	static const char *const answers[] = {" NO ", " BAD ", " OK "};
	size_t tag;

	line += strspn(line, " \t'\"");
	tag = strcspn(line, " ");
	if (strncmp(line, "-ERR ", 5) == 0)
		return true;
	for (size_t i = 0; tag > 0 && tag <= 6 && i < 3; i++)
		if (strncmp(line + tag, answers[i], strlen(answers[i])) == 0)
			return true;
	return false;
}

static const struct {
	const char *verb;
	int stage;
	const char *command;
} commands[] = {
	{"EHLO", STAGE_EHLO, "EHLO"},
	{"HELO", STAGE_EHLO, "HELO"},
	{"STARTTLS", STAGE_STARTTLS, "STARTTLS"},
	{"AUTH", STAGE_AUTH, "AUTH"},
	{"MAIL", STAGE_ENVELOPE, "MAIL"},
	{"RCPT", STAGE_ENVELOPE, "RCPT"},
	{"DATA", STAGE_ENVELOPE, "DATA"},
	{"QUIT", STAGE_QUIT, "QUIT"},
};

void hint_of_command(const char *line, struct hint *h)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strncasecmp(line, commands[i].verb, strlen(commands[i].verb)) == 0) {
			h->stage = commands[i].stage;
			h->command = commands[i].command;
			return;
		}
}

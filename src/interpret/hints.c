#include "interpret/hints.h"

#include "interpret/quoted.h"

#include <string.h>
#include <strings.h>

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

void hint_of_command(const char *line, struct said_after *last)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strncasecmp(line, commands[i].verb, strlen(commands[i].verb)) == 0) {
			last->stage = commands[i].stage;
			last->command = commands[i].command;
			return;
		}
}

/* What the options of the envelope take. */
#include "cli/option_values.h"
#include "smtp/address.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RECIPIENTS_MAX = 2 };

/* The null reverse-path is a sender, too. */
#define NO_SENDER "takes an address, as in bob@example.org, or <>"

/* The command "domain" knows the domain, and needs no more than what stands before it. */
const char *options_sender(const struct parsing *p)
{
	const char *from = p->o->settings.from;

	if (from == NULL || *from == '\0' || strchr(from, '@') != NULL ||
	    p->o->command == COMMAND_DOMAIN)
		return NULL;
	return "--from " NO_SENDER;
}

const char *take_sender(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *domain;

	if (*value == '\0' || strcmp(value, "<>") == 0)
		value = "";
	else if (strchr(value, '@') != NULL && !mailbox_split(value, &domain))
		return NO_SENDER;
	*(const char **)option_place(p, row) = arena_str(p->a, value);
	return NULL;
}

const char *take_recipient(struct parsing *p, const struct option_row *row, const char *value)
{
	struct list *to = option_place(p, row);
	const char *domain;

	if (!mailbox_split(value, &domain) && text_casecmp(value, "postmaster") != 0)
		return "takes an address, as in alice@example.org";
	if (to->n == RECIPIENTS_MAX)
		return "takes two recipients at most, one of the server's own and one elsewhere: "
		       "who "
		       "tries many is taken for a harvester of addresses and blocked";
	list_add_string(to, p->a, value);
	return NULL;
}

const char *take_size(struct parsing *p, const struct option_row *row, const char *value)
{
	size_t n = strspn(value, "0123456789");
	const char *unit = value + n;
	int shift = text_casecmp(unit, "k") == 0 ? 10 : text_casecmp(unit, "m") == 0 ? 20 : 0;

	if (n == 0 || n > 12 || (*unit != '\0' && shift == 0))
		return "takes octets, as in 1000000, 900k or 35M";
	*(int64_t *)option_place(p, row) = (int64_t)strtoll(value, NULL, 10) << shift;
	return NULL;
}

/* RFC 3461 section 4.1: NEVER stands alone. */
static bool is_notify_word(const char *word, size_t n)
{
	static const char *const words[] = {"success", "failure", "delay"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && strncasecmp(words[i], word, n) == 0)
			return true;
	return false;
}

const char *take_notify(struct parsing *p, const struct option_row *row, const char *value)
{
	bool never = text_casecmp(value, "never") == 0;
	char *notify = arena_str(p->a, value);

	for (const char *word = value; !never; word++) {
		size_t n = strcspn(word, ",");

		if (!is_notify_word(word, n))
			return "takes never, or success, failure and delay with commas between";
		word += n;
		if (*word == '\0')
			break;
	}
	for (char *c = notify; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	*(const char **)option_place(p, row) = notify;
	return NULL;
}

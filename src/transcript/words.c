/* What forms have in common: pieces of lines, and words about connections. */
#include "transcript/form.h"

#include <ctype.h>
#include <string.h>

struct bytes line_behind(struct bytes line, const char *start)
{
	size_t n = strlen(start);

	return piece_begins(line, start) ? (struct bytes){line.p + n, line.n - n}
					 : (struct bytes){0};
}

struct bytes line_between(struct bytes line, const char *before, const char *after)
{
	char *from = line.n == 0 ? NULL : memmem(line.p, line.n, before, strlen(before));
	const char *to;

	if (from == NULL)
		return (struct bytes){0};
	from += strlen(before);
	to = memmem(from, (size_t)(line.p + line.n - from), after, strlen(after));
	return to == NULL ? (struct bytes){0} : (struct bytes){from, (size_t)(to - from)};
}

int line_number(struct bytes digits)
{
	int number = 0;

	if (digits.n == 0 || digits.n > 5)
		return -1;
	for (size_t i = 0; i < digits.n; i++) {
		if (!isdigit((unsigned char)digits.p[i]))
			return -1;
		number = number * 10 + (digits.p[i] - '0');
	}
	return number <= 65535 ? number : -1;
}

bool reply_shaped(struct bytes line)
{
	return line.n >= 3 && line.p[0] >= '2' && line.p[0] <= '5' &&
	       isdigit((unsigned char)line.p[1]) && isdigit((unsigned char)line.p[2]) &&
	       (line.n == 3 || line.p[3] == ' ' || line.p[3] == '-');
}

static const struct {
	const char *words;
	enum event_kind kind;
} phrases[] = {
	{"connection refused", EVENT_REFUSED},
	{"econnrefused", EVENT_REFUSED},
	{"actively refused", EVENT_REFUSED},
	{"no route to host", EVENT_NO_ROUTE},
	{"network is unreachable", EVENT_NO_ROUTE},
	{"ehostunreach", EVENT_NO_ROUTE},
	{"enetunreach", EVENT_NO_ROUTE},
	{"connection timed out", EVENT_UNREACHED},
	{"etimedout", EVENT_UNREACHED},
	{"name or service not known", EVENT_NO_NAME},
	{"no such host is known", EVENT_NO_NAME},
	{"could not resolve host", EVENT_NO_NAME},
	{"enotfound", EVENT_NO_NAME},
	{"nodename nor servname", EVENT_NO_NAME},
	{"connection reset", EVENT_RESET},
	{"econnreset", EVENT_RESET},
	{"broken pipe", EVENT_RESET},
	{"closed by remote host", EVENT_CLOSED},
	{"closed by foreign host", EVENT_CLOSED},
	{"connection closed", EVENT_CLOSED},
	{"closed unexpectedly", EVENT_CLOSED},
	{"unexpectedly closed", EVENT_CLOSED},
	{"remote host closed", EVENT_CLOSED},
	{"timed out", EVENT_TIMEOUT},
	{"timeout", EVENT_TIMEOUT},
};

enum event_kind kind_of_words(struct bytes words)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (bytes_has(words, phrases[i].words))
			return phrases[i].kind;
	return EVENT_NOTE;
}

/* What loggers put in front of a line, and where a command goes. */
#include "base/clock.h"
#include "transcript/program.h"

#include <ctype.h>
#include <string.h>

static struct bytes from(struct bytes line, size_t at)
{
	return at == 0 ? line : (struct bytes){line.p + at, line.n - at};
}

struct bytes line_word(struct bytes line, struct bytes *rest)
{
	size_t n = 0;

	line = piece_trimmed(line);
	while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t')
		n++;
	if (rest != NULL)
		*rest = piece_trimmed(from(line, n));
	return (struct bytes){line.p, n};
}

/* ---- prefixes ---- */

/* A date or a time, or both: digits, with two of what stands between them. */
static bool is_time(struct bytes word)
{
	size_t digits = 0, between = 0;

	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if (isdigit((unsigned char)c))
			digits++;
		else if (c == ':' || c == '-' || c == '/')
			between++;
		else if (c == '\0' || strchr(".,+TZ", c) == NULL)
			return false;
	}
	return digits >= 4 && between >= 2;
}

static bool is_one_of(struct bytes word, const char *const *words)
{
	while (word.n > 0 && (word.p[word.n - 1] == ':' || word.p[word.n - 1] == ','))
		word.n--;
	for (size_t i = 0; words[i] != NULL; i++)
		if (bytes_is(word, words[i]))
			return true;
	return false;
}

static bool is_level(struct bytes word)
{
	static const char *const levels[] = {
		"DEBUG", "INFO", "NOTICE", "WARN",   "WARNING", "ERROR", "TRACE",   "FATAL", "UTC",
		"AM",	 "PM",	 "stdout", "stderr", "-",	"|",	 "verbose", NULL};

	return is_one_of(word, levels);
}

/* "Nov 21 14:28:56 host program[123]: ": the length of it, 0 where it is none. */
static size_t syslog_prefix(struct bytes line)
{
	struct bytes rest, day, time, host, program;
	const struct bytes month = line_word(line, &rest);

	if (month.n != 3 || clock_month(month.p) == 0)
		return 0;
	day = line_word(rest, &rest);
	time = line_word(rest, &rest);
	if (line_number(day) < 1 || !is_time(time))
		return 0;
	host = line_word(rest, &rest);
	program = line_word(rest, &rest);
	if (host.n == 0 || program.n < 2 || program.p[program.n - 1] != ':')
		return (size_t)(time.p + time.n - line.p);
	return (size_t)(rest.p - line.p);
}

/* "[...]", "<ESC>[32m": its length, 0 where it is none. */
static size_t bracket_prefix(struct bytes line, struct bytes *bracket)
{
	enum { BRACKET_MAX = 64 };
	size_t n = 2;

	if (line.n > 2 && line.p[0] == '\033' && line.p[1] == '[') {
		while (n < line.n && n < BRACKET_MAX && !isalpha((unsigned char)line.p[n]))
			n++;
		return n < line.n ? n + 1 : 0;
	}
	if (line.n < 2 || line.p[0] != '[')
		return 0;
	for (n = 1; n < line.n && n < BRACKET_MAX && line.p[n] != ']';)
		n++;
	if (n == line.n || line.p[n] != ']')
		return 0;
	if (bracket != NULL && !isdigit((unsigned char)line.p[1]))
		*bracket = (struct bytes){line.p + 1, n - 1};
	return n + 1;
}

static size_t prefix(struct bytes line, struct bytes *bracket)
{
	const struct bytes word = line_word(line, NULL);
	size_t n = bracket_prefix(line, bracket);

	if (n == 0)
		n = syslog_prefix(line);
	if (n == 0 && (is_time(word) || is_level(word)))
		n = word.n;
	return n;
}

struct bytes line_bare(struct bytes line, struct bytes *bracket)
{
	enum { PREFIXES_MAX = 8 };

	if (bracket != NULL)
		*bracket = (struct bytes){0};
	line = piece_trimmed(line);
	for (int i = 0; i < PREFIXES_MAX; i++) {
		size_t n = prefix(line, bracket);

		if (n == 0)
			break;
		line = piece_trimmed(from(line, n));
	}
	return line;
}

struct bytes line_marked(struct bytes line, const char *mark)
{
	enum { WITHIN = 100 };
	const size_t n = strlen(mark), end = line.n < WITHIN + n ? line.n : WITHIN + n;
	const char *at = end == 0 ? NULL : memmem(line.p, end, mark, n);

	return at == NULL ? (struct bytes){0}
			  : piece_trimmed(from(line, (size_t)(at - line.p) + n));
}

/* ---- where a command goes ---- */

void host_and_port(struct bytes words, struct event *e)
{
	size_t colon = words.n;
	int port;

	while (colon > 0 && words.p[colon - 1] != ':')
		colon--;
	port = line_number(from(words, colon));
	if (colon == 0 || port < 0) {
		e->host = words;
		return;
	}
	e->port = port;
	e->host = (struct bytes){words.p, colon - 1};
	if (e->host.n > 2 && e->host.p[0] == '[' && e->host.p[e->host.n - 1] == ']')
		e->host = (struct bytes){e->host.p + 1, e->host.n - 2};
}

/* "smtp://HOST:PORT/name", "user:password@" left out */
static bool url_target(struct bytes line, struct event *e)
{
	struct bytes url, words;
	size_t n = 0;

	e->mode = MODE_UNKNOWN;
	if (memmem(line.p, line.n, "smtps://", 8) != NULL) {
		url = from(line,
			   (size_t)((char *)memmem(line.p, line.n, "smtps://", 8) - line.p) + 8);
		e->mode = TLS_MODE_IMPLICIT;
	} else if (memmem(line.p, line.n, "smtp://", 7) != NULL) {
		url = from(line,
			   (size_t)((char *)memmem(line.p, line.n, "smtp://", 7) - line.p) + 7);
	} else {
		return false;
	}
	words = line_word(url, NULL);
	while (n < words.n && strchr("/\"'", words.p[n]) == NULL)
		n++;
	words.n = n;
	for (size_t i = words.n; i > 0; i--)
		if (words.p[i - 1] == '@') {
			words = from(words, i);
			break;
		}
	host_and_port(words, e);
	return e->host.n > 0;
}

/* The first two words behind `program` that are no options. */
static bool words_target(struct bytes line, const char *program, struct event *e)
{
	struct bytes rest = line, word = line_word(line, &rest);
	struct bytes host = {0};

	while (word.n > 0 && !bytes_is(word, program))
		word = line_word(rest, &rest);
	if (word.n == 0)
		return false;
	for (word = line_word(rest, &rest); word.n > 0; word = line_word(rest, &rest)) {
		if (word.p[0] == '-')
			continue;
		if (host.p != NULL) {
			e->port = line_number(word);
			e->host = host;
			return e->port > 0;
		}
		host = word;
	}
	return false;
}

static bool connect_target(struct bytes line, struct event *e)
{
	const char *at = line.n == 0 ? NULL : memmem(line.p, line.n, "-connect ", 9);

	if (at == NULL)
		return false;
	host_and_port(line_word(from(line, (size_t)(at - line.p) + 9), NULL), e);
	e->mode = bytes_has(line, "-starttls") ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
	return e->port > 0;
}

bool line_target(struct bytes line, struct event *e)
{
	*e = (struct event){.kind = EVENT_CONNECTING, .mode = MODE_UNKNOWN};
	if (line.n == 0)
		return false;
	if (bytes_has(line, "s_client"))
		return connect_target(line, e);
	if (bytes_has(line, "curl "))
		return url_target(line, e);
	return words_target(line, "telnet", e) || words_target(line, "nc", e) ||
	       words_target(line, "ncat", e) || words_target(line, "netcat", e);
}

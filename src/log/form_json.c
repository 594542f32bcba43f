/* Lines that are JSON objects, one a message: journalctl -o json, Docker's json-file, and what log
 * shippers make of them. Only members of the outermost object count. */
#include "log/forms.h"
#include "log/stamp.h"

#include <ctype.h>
#include <stdlib.h>

enum member {
	MEMBER_NONE,
	MEMBER_MESSAGE,
	MEMBER_HOST,
	MEMBER_PROGRAM,
	MEMBER_US,
	MEMBER_TIME,
	MEMBER_COUNT
};

static const struct {
	const char *name;
	enum member member;
} names[] = {
	{"MESSAGE", MEMBER_MESSAGE}, {"log", MEMBER_MESSAGE},
	{"message", MEMBER_MESSAGE}, {"msg", MEMBER_MESSAGE},
	{"_HOSTNAME", MEMBER_HOST},  {"host", MEMBER_HOST},
	{"hostname", MEMBER_HOST},   {"SYSLOG_IDENTIFIER", MEMBER_PROGRAM},
	{"program", MEMBER_PROGRAM}, {"ident", MEMBER_PROGRAM},
	{"appname", MEMBER_PROGRAM}, {"__REALTIME_TIMESTAMP", MEMBER_US},
	{"time", MEMBER_TIME},	     {"timestamp", MEMBER_TIME},
	{"@timestamp", MEMBER_TIME},
};

/* A place in the line; nothing is read beyond its end. */
static void blanks(struct bytes *rest)
{
	*rest = piece_from(*rest, piece_while(*rest, " \t").n);
}

/* The length of a string behind its quotation mark; the rest of the line where it does not end. */
static size_t string_length(struct bytes b)
{
	size_t i;

	for (i = 0; i < b.n && b.p[i] != '"'; i++)
		i += b.p[i] == '\\';
	return i < b.n ? i : b.n;
}

/* The length of any value: what stands before the comma or bracket that ends it. */
static size_t value_length(struct bytes b)
{
	int depth = 0;
	size_t i;

	for (i = 0; i < b.n; i++) {
		if (b.p[i] == '"')
			i += 1 + string_length(piece_from(b, i + 1));
		else if (b.p[i] == '{' || b.p[i] == '[')
			depth++;
		else if (depth == 0 && (b.p[i] == ',' || b.p[i] == '}'))
			break;
		else if (b.p[i] == '}' || b.p[i] == ']')
			depth--;
	}
	return i < b.n ? i : b.n;
}

static bool take_string(struct bytes *rest, struct bytes *s)
{
	if (!piece_begins(*rest, "\""))
		return false;
	*rest = piece_from(*rest, 1);
	*s = piece_first(*rest, string_length(*rest));
	*rest = piece_from(*rest, s->n + 1);
	return true;
}

/* The next member: its name, and its value with what marks it as a string or list. */
static bool next_member(struct bytes *rest, struct bytes *name, struct bytes *value)
{
	blanks(rest);
	if (!take_string(rest, name))
		return false;
	blanks(rest);
	if (!piece_begins(*rest, ":"))
		return false;
	*rest = piece_from(*rest, 1);
	blanks(rest);
	*value = piece_trimmed(piece_first(*rest, value_length(*rest)));
	*rest = piece_from(*rest, value_length(*rest) + 1);
	return true;
}

/* ---- values ---- */

static void put(struct log_copy *copy, unsigned c)
{
	if (copy->n < sizeof(copy->p))
		copy->p[copy->n++] = (char)c;
}

static void put_utf8(struct log_copy *copy, unsigned c)
{
	char bytes[4];
	size_t n = text_encode(bytes, c);

	for (size_t i = 0; i < n; i++)
		put(copy, (unsigned char)bytes[i]);
}

/* Of four digits; what is none, as in "\u-12f", leaves a question mark. */
static unsigned hex4(struct bytes b)
{
	const struct bytes four = piece_first(b, 4);
	char digits[5] = "";

	if (piece_while(four, "0123456789abcdefABCDEF").n < 4)
		return '?';
	memcpy(digits, four.p, four.n);
	return (unsigned)strtoul(digits, NULL, 16);
}

/* Behind a backslash; how many bytes it took. Halves of surrogate pairs become "?". */
static size_t put_escaped(struct log_copy *copy, struct bytes b)
{
	static const char letters[] = "nrtbf", controls[] = "\n\r\t\b\f";
	const char *at = b.n == 0 || b.p[0] == '\0' ? NULL : strchr(letters, b.p[0]);
	unsigned c;

	if (b.n > 4 && b.p[0] == 'u') {
		c = hex4(piece_from(b, 1));
		put_utf8(copy, c >= 0xD800 && c < 0xE000 ? '?' : c);
		return 5;
	}
	if (b.n > 0)
		put(copy, (unsigned char)(at != NULL ? controls[at - letters] : b.p[0]));
	return b.n > 0;
}

static struct bytes unescaped(struct log_copy *copy, struct bytes s)
{
	size_t from = copy->n;

	if (s.n == 0 || memchr(s.p, '\\', s.n) == NULL)
		return s;
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] == '\\') {
			i += 1 + put_escaped(copy, piece_from(s, i + 1));
		} else {
			put(copy, (unsigned char)s.p[i]);
			i++;
		}
	}
	return (struct bytes){copy->p + from, copy->n - from};
}

/* [78,79]: the journal's way to write what is no UTF-8. */
static struct bytes of_numbers(struct log_copy *copy, struct bytes list)
{
	size_t from = copy->n;

	for (size_t i = 1; i < list.n;) {
		unsigned n = 0;
		struct bytes digits = piece_while(piece_from(list, i), "0123456789");

		for (size_t d = 0; d < digits.n && n < 256; d++)
			n = 10 * n + (unsigned)(digits.p[d] - '0');
		if (digits.n > 0 && n < 256)
			put(copy, n);
		i += digits.n > 0 ? digits.n : 1;
	}
	return (struct bytes){copy->p + from, copy->n - from};
}

static struct bytes text_of(struct log_copy *copy, struct bytes value)
{
	if (piece_begins(value, "\""))
		return unescaped(copy,
				 piece_first(piece_from(value, 1), value.n >= 2 ? value.n - 2 : 0));
	return piece_begins(value, "[") ? of_numbers(copy, value) : value;
}

/* ---- a line ---- */

static bool read_members(struct bytes line, struct bytes values[MEMBER_COUNT])
{
	struct bytes name, value;

	line = piece_trimmed(line);
	if (!piece_begins(line, "{"))
		return false;
	line = piece_from(line, 1);
	while (next_member(&line, &name, &value))
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (piece_is(name, names[i].name) && values[names[i].member].n == 0)
				values[names[i].member] = value;
	return values[MEMBER_MESSAGE].n > 0;
}

static int64_t time_of_members(const struct log_clock *clock, struct bytes values[MEMBER_COUNT])
{
	struct bytes us = values[MEMBER_US], stamp = values[MEMBER_TIME];
	int64_t time = LOG_NO_TIME;

	if (piece_begins(us, "\""))
		us = piece_between(us, "\"", "\"");
	if (us.n > 0)
		return stamp_of_us(us);
	if (piece_begins(stamp, "\""))
		stamp = piece_between(stamp, "\"", "\"");
	(void)stamp_read(stamp, clock, &time);
	return time;
}

static bool parts_of(const struct log_clock *clock, struct log_copy *copy, struct bytes line,
		     struct log_line *parts)
{
	struct bytes values[MEMBER_COUNT] = {{0}};
	int64_t time;

	if (!read_members(line, values))
		return false;
	time = time_of_members(clock, values);
	*parts = (struct log_line){.time = time,
				   .text = piece_trimmed(text_of(copy, values[MEMBER_MESSAGE]))};
	while (parts->text.n > 0 && parts->text.p[parts->text.n - 1] == '\n')
		parts->text.n--;
	if (values[MEMBER_PROGRAM].n == 0) {
		(void)log_frame(clock, parts->text, parts);
	} else {
		parts->program = text_of(copy, values[MEMBER_PROGRAM]);
		log_skip_own_stamp(clock, parts);
	}
	if (parts->host.n == 0)
		parts->host = text_of(copy, values[MEMBER_HOST]);
	if (time != LOG_NO_TIME)
		parts->time = time;
	return true;
}

/* Messages that are lists of numbers hold no words to look for. */
static const char *const literals[] = {
	LOG_LINE_LITERALS, "\"MESSAGE\":[", "\"MESSAGE\" : [", "\"MESSAGE\": [", NULL,
};

/* JSON can write any letter as a number; nobody does, but what is no trouble to those who look for
 * literals is none here either. */
static bool has_literal(struct bytes line)
{
	for (size_t i = 0; literals[i] != NULL; i++)
		if (piece_has(line, literals[i]))
			return true;
	return false;
}

static bool read(struct log_state *st, struct bytes line, struct log_event *e)
{
	struct log_line parts;

	st->copy.n = 0;
	if (!parts_of(&st->clock, &st->copy, line, &parts) || !log_tell(st, &parts, e))
		return false;
	e->is_trouble = e->is_trouble && has_literal(line);
	return true;
}

static int lines_of(struct bytes head)
{
	const struct log_clock clock = {.now = LOG_NO_TIME};
	struct log_copy copy;
	struct log_line parts;
	struct bytes line;
	int n = 0;

	while (log_next_line(&head, &line)) {
		copy.n = 0;
		n += parts_of(&clock, &copy, line, &parts) && log_speech_of(&parts) != NULL;
	}
	return n;
}

static int64_t time_of(const struct log_clock *clock, struct bytes line)
{
	struct bytes values[MEMBER_COUNT] = {{0}};

	return read_members(line, values) ? time_of_members(clock, values) : LOG_NO_TIME;
}

const struct log_form log_form_json = {
	.name = "json",
	.literals = literals,
	.lines_of = lines_of,
	.read = read,
	.time = time_of,
};

#include "interpret/quoted.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* 'code "550", with message "550 words"': so often a program may say the same code */
enum { REPEATS = 3 };

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static int code_at(const char *p)
{
	if (*p < '2' || *p > '5' || !digit(p[1]) || !digit(p[2]) || word(p[3]))
		return 0;
	return 100 * (p[0] - '0') + 10 * (p[1] - '0') + (p[2] - '0');
}

/* The second digit says what a reply is about, from 0 to 5; some servers have 7, too. So 465 and
 * 587, the ports, are none. */
static bool is_of_smtp(int code)
{
	int about = code / 10 % 10;

	return about <= 5 || (about == 7 && code >= 400);
}

/* 400 to 417 are of HTTP, no server of mail says them. */
static bool is_of_http(int code)
{
	return code >= 400 && code < 420;
}

/* Within a sentence: what servers of mail refuse with. */
static bool refuses(int code)
{
	return code >= 420 && is_of_smtp(code);
}

/* Length of "5.7.139" at `p`, 0 where there is none. */
static size_t enhanced_at(const char *p)
{
	size_t n = 2, digits;

	if (strchr("245", *p) == NULL || *p == '\0' || p[1] != '.')
		return 0;
	for (int part = 0; part < 2; part++) {
		digits = strspn(p + n, "0123456789");
		if (digits < 1 || digits > 3)
			return 0;
		n += digits;
		if (part == 0 && p[n++] != '.')
			return 0;
	}
	return word(p[n]) || (p[n] == '.' && digit(p[n + 1])) ? 0 : n;
}

/* "(535); Msg: b'..." */
static const char *behind_label(const char *p)
{
	static const char *const labels[] = {"msg:", "message:", "with message",
					     "text:", "reason:"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strncasecmp(p, labels[i], strlen(labels[i])) == 0)
			return p + strlen(labels[i]) + strspn(p + strlen(labels[i]), " \"'");
	return p;
}

/* What separates a code from its text where programs print both: "(535, b'", "[535] ", "550-". */
static const char *behind_code(const char *p)
{
	static const char *const openings[] = {"b'", "b\"", "u'", "u\""};

	p = behind_label(p + strspn(p, ",;:)]}|\"'` \t-\n"));
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++)
		if (strncasecmp(p, openings[i], 2) == 0)
			p += 2;
	p += strspn(p, "[(\"'`");
	if (*p == '#' && enhanced_at(p + 1) > 0)
		p++;
	return p;
}

/* Words before a number that make it a reply's code; after them a colon or the like. */
static const char *const marks[] = {
	"said",	     "error",	"code",	   "response", "responded", "reply",	"replied",
	"returned",  "answer",	"message", "was",      "smtp",	    "failed",	"failure",
	"exception", "refused", "got",	   "server",   "reason",    "rejected", "expected",
};

static bool ends_with_mark(const char *text, const char *end)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i]);

		if ((size_t)(end - text) >= n && strncasecmp(end - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

static const char *skip_back(const char *text, const char *p, const char *set)
{
	while (p > text && p[-1] != '\0' && strchr(set, p[-1]) != NULL)
		p--;
	return p;
}

/* "line 451", "port=450": a number of something else. */
static bool counts_something(const char *text, const char *p)
{
	static const char *const things[] = {"line",  "port",	    "pid",  "errno", "size",
					     "delay", "statuscode", "http", "length"};
	const char *end = skip_back(text, p, " :=#\"'");

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		size_t n = strlen(things[i]);

		if ((size_t)(end - text) >= n && strncasecmp(end - n, things[i], n) == 0)
			return true;
	}
	return false;
}

/* "smtpd[550]" */
static bool names_process(const char *text, const char *p)
{
	return p - text >= 2 && (p[-1] == '[' || p[-1] == '(') && word(p[-2]);
}

/* Something that opens a quotation or ends a remark on it stands before `p`. */
static bool set_off(const char *text, const char *p)
{
	const char *before = skip_back(text, p, " \t\"'`"), *end;

	if (before == text)
		return true;
	if (counts_something(text, p) || names_process(text, p))
		return false;
	end = skip_back(text, before, ":=([{<-> \t\"'`");
	if (ends_with_mark(text, end))
		return true;
	if ((unsigned char)before[-1] >= 0x80) /* punctuation of another script, or a frame */
		return true;
	switch (before[-1]) {
	case ':':
		return memchr(before, ' ', (size_t)(p - before)) != NULL;
	case ',': /* "server, 553 Relaying", not "full, 500 messages" */
		return before < p && p[3] == ' ' && isupper((unsigned char)p[4]);
	case ';':
	case '>':
	case '{':
	case '|':
		return true;
	case '(':
	case '[':
		return true;
	case '<':
		return before - text >= 2 && before[-2] == '<';
	case '-':
		return before < p && before - text >= 2 && blank(before[-2]);
	default:
		return false;
	}
}

/* What may stand between a code and its words. */
static bool separated(const char *p)
{
	if (*p == '\0' || blank(*p))
		return true;
	if (*p == '-' || *p == ':' || *p == ']' || *p == ')' || *p == '|')
		return !digit(p[1]) || enhanced_at(p + 1) > 0;
	return (*p == ',' || *p == '"' || *p == '\'') && p[1] != '\0' && !digit(p[1]);
}

static bool same_class(int code, const char *enhanced)
{
	return enhanced_at(enhanced) > 0 && *enhanced - '0' == code / 100;
}

static bool code_counts(const char *text, const char *p, bool at_start, const struct quoted *q)
{
	if (same_class(q->code, q->text) && !counts_something(text, p))
		return true;
	if (!separated(p + 3))
		return false;
	if (at_start)
		return is_of_smtp(q->code) && !is_of_http(q->code);
	return refuses(q->code) && set_off(text, p);
}

size_t quoted_enhanced(const char *p)
{
	return enhanced_at(p);
}

bool quoted_at(const char *text, const char *p, bool at_start, struct quoted *q)
{
	size_t n;

	if (p > text && (word(p[-1]) || p[-1] == '.' || p[-1] == '/'))
		return false;
	*q = (struct quoted){.at = p, .code = code_at(p)};
	if (q->code != 0) {
		q->text = behind_code(p + 3);
		for (int i = 0; i < REPEATS && code_at(q->text) == q->code; i++) {
			q->at = p = q->text;
			q->text = behind_code(p + 3);
			at_start = true;
		}
		q->more = p[3] == '-';
		return code_counts(text, p, at_start, q);
	}
	q->text = p;
	n = enhanced_at(p);
	if (n == 0 || *p == '2')
		return false;
	return at_start || (p[n] != '\0' && (set_off(text, p) || p[-1] == '#'));
}

bool quoted_innermost(const char *text, struct quoted *q)
{
	bool found = false;
	struct quoted here;

	for (const char *p = text + (*text != '\0'); *p != '\0'; p++)
		if (digit(*p) && quoted_at(text, p, false, &here) && here.code >= 400) {
			*q = here;
			found = true;
		}
	return found;
}

#include "sweep/result_line.h"

#include "record/record_json.h"
#include "report/brief.h"

#include <jansson.h>
#include <string.h>

static enum result_form form_of(struct bytes schema)
{
	static const struct {
		const char *schema;
		enum result_form form;
	} forms[] = {{RECORD_SCHEMA, RESULT_REPORT}, {BRIEF_SCHEMA, RESULT_BRIEF}};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (schema.n == strlen(forms[i].schema) &&
		    memcmp(schema.p, forms[i].schema, schema.n) == 0)
			return forms[i].form;
	return RESULT_NONE;
}

/* ---- the quick way ---- */

/* Each function takes what it is called for, or answers false: not sure. */

enum { DEPTH_MAX = 32, DIGITS_MAX = 15 };

/* Objects whose members count. */
enum place { WHOLE_LINE, TARGET, ELSEWHERE };

enum { SCHEMA_SEEN = 1, TARGET_SEEN = 2, KEY_SEEN = 4 };

struct scan {
	const char *p, *end;
	int depth, seen;
	struct bytes schema, key;
};

static bool take_value(struct scan *s, enum place place);

static bool is_at(const struct scan *s, char c)
{
	return s->p < s->end && *s->p == c;
}

static bool take(struct scan *s, char c)
{
	if (!is_at(s, c))
		return false;
	s->p++;
	return true;
}

static void skip_blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r'))
		s->p++;
}

static bool take_sign(struct scan *s, char c)
{
	bool taken;

	skip_blanks(s);
	taken = take(s, c);
	skip_blanks(s);
	return taken;
}

static bool is_digit(const struct scan *s)
{
	return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

/* Four hex digits that are a character by themselves, and not NUL. */
static bool take_code(struct scan *s)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	unsigned code = 0;

	if (s->end - s->p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		const char *digit = memchr(digits, *s->p++, sizeof(digits) - 1);

		if (digit == NULL)
			return false;
		code = code * 16 + (unsigned)(digit - digits) % 16;
	}
	return code != 0 && (code < 0xd800 || code > 0xdfff);
}

/* Behind its backslash. */
static bool take_escape(struct scan *s)
{
	static const char letters[] = "\"\\/bfnrt";

	if (take(s, 'u'))
		return take_code(s);
	if (s->p == s->end || memchr(letters, *s->p, sizeof(letters) - 1) == NULL)
		return false;
	s->p++;
	return true;
}

/* `plain`: what is between the quotes, which must hold no escape then; NULL: whatever. */
static bool take_string(struct scan *s, struct bytes *plain)
{
	const char *from = s->p + 1;

	if (!take(s, '"'))
		return false;
	for (;;) {
		size_t left, len;

		s->p += text_plain(s->p, (size_t)(s->end - s->p));
		left = (size_t)(s->end - s->p);
		if (left == 0)
			return false;
		if (*s->p == '"')
			break;
		if (take(s, '\\')) {
			if (plain != NULL || !take_escape(s))
				return false;
			continue;
		}
		len = text_printable(s->p, left);
		if (len == 0)
			return false;
		s->p += len;
	}
	if (plain != NULL)
		*plain = (struct bytes){(char *)from, (size_t)(s->p - from)};
	s->p++;
	return true;
}

static bool take_digits(struct scan *s)
{
	const char *from = s->p;

	while (is_digit(s))
		s->p++;
	return s->p > from && s->p - from <= DIGITS_MAX;
}

/* Without an exponent, which we do not write. */
static bool take_number(struct scan *s)
{
	take(s, '-');
	if (is_at(s, '0')) {
		s->p++;
		if (is_digit(s))
			return false;
	} else if (!take_digits(s)) {
		return false;
	}
	return (!take(s, '.') || take_digits(s)) && !is_at(s, 'e') && !is_at(s, 'E');
}

static bool take_word(struct scan *s)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t left = (size_t)(s->end - s->p);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		if (left >= n && memcmp(s->p, words[i], n) == 0) {
			s->p += n;
			return true;
		}
	}
	return false;
}

/* What a member is to us, or 0; each once, for of two that are called the same one counts. */
static int meaning_of(struct bytes name, enum place place)
{
	static const struct {
		const char *name;
		enum place place;
		int seen;
	} members[] = {
		{"schema", WHOLE_LINE, SCHEMA_SEEN},
		{"target", WHOLE_LINE, TARGET_SEEN},
		{"key", TARGET, KEY_SEEN},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (members[i].place == place && strlen(members[i].name) == name.n &&
		    memcmp(members[i].name, name.p, name.n) == 0)
			return members[i].seen;
	return 0;
}

static bool take_member(struct scan *s, enum place place)
{
	struct bytes name;
	int meaning;

	if (!take_string(s, &name) || !take_sign(s, ':'))
		return false;
	meaning = meaning_of(name, place);
	if ((s->seen & meaning) != 0)
		return false;
	s->seen |= meaning;
	if (meaning == SCHEMA_SEEN && is_at(s, '"'))
		return take_string(s, &s->schema);
	if (meaning == KEY_SEEN && is_at(s, '"'))
		return take_string(s, &s->key);
	return take_value(s, meaning == TARGET_SEEN ? TARGET : ELSEWHERE);
}

/* Between its brackets. */
static bool take_members(struct scan *s, enum place place, bool object)
{
	do {
		if (object ? !take_member(s, place) : !take_value(s, ELSEWHERE))
			return false;
	} while (take_sign(s, ','));
	return true;
}

static bool take_brackets(struct scan *s, enum place place)
{
	bool object = is_at(s, '{'), sure;
	char end = object ? '}' : ']';

	if (s->depth == DEPTH_MAX)
		return false;
	s->depth++;
	take_sign(s, *s->p);
	sure = take(s, end) || (take_members(s, place, object) && take_sign(s, end));
	s->depth--;
	return sure;
}

/* `place`: where the members of an object are. */
static bool take_value(struct scan *s, enum place place)
{
	if (is_at(s, '{') || is_at(s, '['))
		return take_brackets(s, place);
	if (is_at(s, '"'))
		return take_string(s, NULL);
	return is_digit(s) || is_at(s, '-') ? take_number(s) : take_word(s);
}

bool result_line_quick(const char *line, size_t n, struct result_line *l)
{
	struct scan s = {.p = line, .end = line + n};

	skip_blanks(&s);
	if (!is_at(&s, '{') || !take_value(&s, WHOLE_LINE))
		return false;
	skip_blanks(&s);
	if (s.p < s.end)
		return false;
	*l = (struct result_line){.form = form_of(s.schema), .key = s.key};
	return true;
}

/* ---- the slow way ---- */

static struct bytes bytes_of(const json_t *text)
{
	return (struct bytes){(char *)json_string_value(text), json_string_length(text)};
}

bool result_line_slow(const char *line, size_t n, struct buf *room, struct result_line *l)
{
	json_t *json = json_loadb(line, n, 0, NULL);
	const json_t *key = json_object_get(json_object_get(json, "target"), "key");

	if (!json_is_object(json)) {
		json_decref(json);
		return false;
	}
	*l = (struct result_line){.form = form_of(bytes_of(json_object_get(json, "schema")))};
	buf_clear(room);
	if (json_is_string(key)) {
		buf_add(room, bytes_of(key).p, bytes_of(key).n);
		l->key = (struct bytes){room->p, room->n};
	}
	json_decref(json);
	return true;
}

bool result_line_read(const char *line, size_t n, struct buf *room, struct result_line *l)
{
	return result_line_quick(line, n, l) || result_line_slow(line, n, room, l);
}

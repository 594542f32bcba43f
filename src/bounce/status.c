#include "bounce/status.h"

#include "bounce/fields.h"
#include "interpret/mask.h"
#include "interpret/quoted.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { VALUE_MAX = 1000 };

/* ---- groups ---- */

static const struct {
	const char *name;
	size_t offset;
} of_recipient[] = {
	{"Final-Recipient", offsetof(struct status_recipient, final)},
	{"Original-Recipient", offsetof(struct status_recipient, original)},
	{"Action", offsetof(struct status_recipient, action)},
	{"Status", offsetof(struct status_recipient, status)},
	{"Remote-MTA", offsetof(struct status_recipient, remote_mta)},
	{"Last-Attempt-Date", offsetof(struct status_recipient, last_attempt)},
	{"Will-Retry-Until", offsetof(struct status_recipient, retry_until)},
};

static const char diagnostic[] = "Diagnostic-Code";

/* Where a value of `name` belongs; NULL: it is of no interest. */
static struct bytes *place_of(struct status_recipient *r, struct bytes name)
{
	for (size_t i = 0; i < sizeof(of_recipient) / sizeof(of_recipient[0]); i++)
		if (bytes_is(name, of_recipient[i].name))
			return (struct bytes *)(void *)((char *)r + of_recipient[i].offset);
	if (bytes_is(name, diagnostic) && r->diagnostic_count < STATUS_DIAGNOSTICS_MAX)
		return &r->diagnostics[r->diagnostic_count++];
	return NULL;
}

bool status_has_field(struct bytes name)
{
	struct status_recipient r = {0};

	return place_of(&r, name) != NULL || bytes_is(name, "Reporting-MTA") ||
	       bytes_is(name, "Arrival-Date");
}

/* Programs that forget the empty line between two recipients. */
static bool begins_another(const struct status_recipient *r, struct bytes name)
{
	return (bytes_is(name, "Original-Recipient") && r->original.n > 0) ||
	       (bytes_is(name, "Final-Recipient") && r->final.n > 0);
}

static void pass_empty_lines(struct bytes *text)
{
	struct bytes rest = *text, line;

	while (piece_line(&rest, &line) && piece_is_blank(line))
		*text = rest;
}

/* One group, up to the empty line behind it; whether it tells of a recipient. */
static bool take_group(struct bytes *text, struct status_recipient *r)
{
	struct bytes before = *text;
	struct raw_field f;
	bool tells = false;

	*r = (struct status_recipient){.group.p = text->p};
	while (fields_next(text, &f)) {
		struct bytes *place;

		if (begins_another(r, f.name)) {
			*text = before;
			break;
		}
		place = place_of(r, f.name);
		if (place != NULL)
			*place = f.value;
		tells = tells || (place != NULL && f.value.n > 0);
		before = *text;
	}
	r->group.n = (size_t)(text->p - r->group.p);
	return tells;
}

bool status_next(struct status *s, struct status_recipient *r)
{
	for (;;) {
		pass_empty_lines(&s->rest);
		if (s->rest.n == 0)
			return false;
		if (take_group(&s->rest, r))
			return true;
	}
}

/* The fields about the message stand first; where no empty line divides them from those of the
 * first recipient, they are of its group as well. */
struct status status_begin(struct bytes text)
{
	struct status s = {.rest = text};
	struct bytes rest;
	struct raw_field f;

	pass_empty_lines(&s.rest);
	rest = s.rest;
	while (fields_next(&rest, &f)) {
		if (bytes_is(f.name, "Reporting-MTA"))
			s.reporting_mta = f.value;
		else if (bytes_is(f.name, "Arrival-Date"))
			s.arrival = f.value;
	}
	return s;
}

/* ---- values ---- */

/* Behind "rfc822;"; a type has no blanks. */
static const char *behind_type(const char *value)
{
	size_t n = strcspn(value, "; \t");

	n += strspn(value + n, " \t");
	if (value[n] != ';' || n == 0)
		return value;
	return value + n + 1 + strspn(value + n + 1, " \t");
}

/* Cuts remarks in brackets; they may be nested, and a backslash may stand in them. */
static char *without_remarks(char *s)
{
	size_t to = 0, depth = 0;

	for (size_t i = 0; s[i] != '\0'; i++) {
		if (s[i] == '\\' && depth > 0 && s[i + 1] != '\0')
			i++;
		else if (s[i] == '(')
			depth++;
		else if (s[i] == ')' && depth > 0)
			depth--;
		else if (depth == 0)
			s[to++] = s[i];
	}
	while (to > 0 && s[to - 1] == ' ')
		to--;
	s[to] = '\0';
	return s;
}

static int hex(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* "+3D": only what xtext must write so; "bob+40@example.org" may be a mailbox with a tag. */
static int xtext_at(const char *p)
{
	int high = *p == '+' ? hex(p[1]) : -1, low = high < 0 ? -1 : hex(p[2]), c;

	if (low < 0)
		return -1;
	c = 16 * high + low;
	return c == '+' || c == '=' || c == ' ' || c >= 0x7f ? c : -1;
}

/* "\x{20AC}" */
static long utf8_at(const char *p, size_t *n)
{
	char *end;
	long c;

	if (strncasecmp(p, "\\x{", 3) != 0 || !isxdigit((unsigned char)p[3]))
		return -1;
	c = strtol(p + 3, &end, 16);
	*n = (size_t)(end + 1 - p);
	return *end == '}' && c > ' ' && c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff) ? c : -1;
}

/* It never grows: each form is longer than what it means. */
static void decode(char *s)
{
	size_t to = 0, n = 0;

	for (const char *p = s; *p != '\0';) {
		int c = xtext_at(p);
		long wide = utf8_at(p, &n);

		if (c >= 0) {
			s[to++] = (char)c;
			p += 3;
		} else if (wide >= 0) {
			to += text_encode(s + to, (unsigned long)wide);
			p += n;
		} else {
			s[to++] = *p++;
		}
	}
	s[to] = '\0';
}

static const char *or_null(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

static char *unfolded(struct arena *a, struct bytes value)
{
	return arena_str(a, behind_type(field_unfold(a, value, VALUE_MAX)));
}

/* Behind the domain: a remark, or anything else. */
static void cut_remark(char *s)
{
	char *quote = strrchr(s, '"'), *at = strchr(quote == NULL ? s : quote, '@');

	if (at != NULL)
		at[strcspn(at, " ")] = '\0';
}

/* Names of old systems have blanks in them; so has what is no name, a secret for one. */
static const char *masked(struct arena *a, const char *s)
{
	return strchr(s, ' ') == NULL ? s : mask_secrets(a, bytes_str(a, s)).p;
}

const char *status_mailbox(struct arena *a, struct bytes value)
{
	char *s = unfolded(a, value);
	size_t n = strlen(s);

	if (n > 2 && s[0] == '<' && s[n - 1] == '>') {
		s[n - 1] = '\0';
		s++;
	}
	decode(s);
	cut_remark(s);
	return or_null(masked(a, s));
}

/* "[192.0.2.7]" is an address. */
const char *status_host(struct arena *a, struct bytes value)
{
	char *s = without_remarks(unfolded(a, value));

	s += *s == '[';
	s[strcspn(s, " ]")] = '\0';
	for (size_t n = strlen(s); n > 0 && s[n - 1] == '.'; n--)
		s[n - 1] = '\0';
	return or_null(s);
}

const char *status_word(struct arena *a, struct bytes value)
{
	char *s = without_remarks(unfolded(a, value));

	s[strcspn(s, " ;")] = '\0';
	for (char *p = s; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return or_null(s);
}

const char *status_code(struct arena *a, struct bytes value)
{
	const char *s = unfolded(a, value);
	size_t n = quoted_enhanced(s);

	return n == 0 ? NULL : arena_copy(a, s, n);
}

const char *status_diagnostic(struct arena *a, struct bytes value, size_t max)
{
	return or_null(behind_type(field_unfold(a, value, max)));
}

const char *status_text(struct arena *a, struct bytes value)
{
	return or_null(field_unfold(a, value, VALUE_MAX));
}

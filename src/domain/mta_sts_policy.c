#include "domain/mta_sts_policy.h"

#include "base/certname.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { QUOTED_MAX = 60, HOST_MAX = 253, LABEL_MAX = 63, DIGITS_MAX = 10 };

const char *const sts_mode_names[] = {"none", "testing", "enforce", NULL};
static const char *const field_names[] = {"version", "mode", "max_age", "mx"};
enum { FIELD_VERSION, FIELD_MODE, FIELD_MAX_AGE, FIELD_MX, FIELDS };

struct reader {
	struct arena *arena;
	struct sts_policy *policy;
	int line;
	bool seen[FIELDS];
	const char *stray; /* the first name that is none of ours */
	int stray_line;
};

/* ---- faults ---- */

static void spoil_at(struct reader *r, int line, const char *fault)
{
	if (r->policy->fault != NULL)
		return;
	r->policy->fault = fault;
	r->policy->fault_line = line;
}

static void spoil(struct reader *r, const char *fault)
{
	spoil_at(r, r->line, fault);
}

static const char *quoted(struct arena *a, struct bytes b)
{
	bool whole = b.n <= QUOTED_MAX;

	b.n = whole ? b.n : QUOTED_MAX;
	return arena_printf(a, "\"%s%s\"", text_safe(a, b), whole ? "" : "...");
}

/* ---- values ---- */

static void read_version(struct reader *r, struct bytes value)
{
	if (value.n != 5 || memcmp(value.p, "STSv1", 5) != 0)
		spoil(r,
		      arena_printf(r->arena, "version is %s, not STSv1", quoted(r->arena, value)));
}

static void read_mode(struct reader *r, struct bytes value)
{
	for (int i = 0; sts_mode_names[i] != NULL; i++)
		if (value.n == strlen(sts_mode_names[i]) &&
		    memcmp(value.p, sts_mode_names[i], value.n) == 0) {
			r->policy->mode = (enum sts_mode)i;
			return;
		}
	spoil(r, arena_printf(r->arena, "mode is %s: enforce, testing or none",
			      quoted(r->arena, value)));
}

static bool all_digits(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (!isdigit((unsigned char)b.p[i]))
			return false;
	return b.n > 0;
}

static void read_max_age(struct reader *r, struct bytes value)
{
	const char *text = arena_copy(r->arena, value.p, value.n < 20 ? value.n : 20);
	long long seconds =
		all_digits(value) && value.n <= DIGITS_MAX ? strtoll(text, NULL, 10) : -1;

	if (seconds >= 0 && seconds <= STS_MAX_AGE_MAX)
		r->policy->max_age = (int)seconds;
	else
		spoil(r, arena_printf(r->arena, "max_age is %s: 0 to %d seconds",
				      quoted(r->arena, value), STS_MAX_AGE_MAX));
}

static bool is_label(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)p[i]) && p[i] != '_' && (p[i] != '-' || i == 0))
			return false;
	return n > 0 && n <= LABEL_MAX;
}

static bool is_host(struct bytes b)
{
	size_t from = 0;

	while (from <= b.n && b.n <= HOST_MAX) {
		const char *dot = from < b.n ? memchr(b.p + from, '.', b.n - from) : NULL;
		size_t end = dot == NULL ? b.n : (size_t)(dot - b.p);

		if (!is_label(b.p + from, end - from))
			return false;
		if (dot == NULL)
			return true;
		from = end + 1;
	}
	return false;
}

static const char *pattern_fault(struct arena *a, struct bytes value)
{
	struct bytes host = value;

	if (bytes_begins(value, "*."))
		host = (struct bytes){value.p + 2, value.n - 2};
	if (is_host(host))
		return NULL;
	if (host.n > 1 && host.p[host.n - 1] == '.' && is_host((struct bytes){host.p, host.n - 1}))
		return arena_printf(a, "mx is %s: without the dot at its end", quoted(a, value));
	if (memchr(host.p, '*', host.n) != NULL)
		return arena_printf(a, "mx is %s: a star can only be the whole first label",
				    quoted(a, value));
	return arena_printf(a, "mx is %s: that is no host name", quoted(a, value));
}

static void read_mx(struct reader *r, struct bytes value)
{
	const char *fault = pattern_fault(r->arena, value);
	struct sts_pattern *p;

	if (fault != NULL) {
		spoil(r, fault);
		return;
	}
	p = ARENA_NEW(r->arena, struct sts_pattern);
	p->text = arena_copy(r->arena, value.p, value.n);
	p->line = r->line;
	list_append(&r->policy->patterns, p);
}

/* ---- lines ---- */

static void (*const readers[FIELDS])(struct reader *r, struct bytes value) = {
	[FIELD_VERSION] = read_version,
	[FIELD_MODE] = read_mode,
	[FIELD_MAX_AGE] = read_max_age,
	[FIELD_MX] = read_mx,
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int field_find(struct bytes name)
{
	for (int i = 0; i < FIELDS; i++)
		if (name.n == strlen(field_names[i]) && memcmp(name.p, field_names[i], name.n) == 0)
			return i;
	return -1;
}

/* What others may add is passed over; of a field that cannot be there twice the first counts. */
static void read_field(struct reader *r, struct bytes name, struct bytes value)
{
	int i = field_find(name);

	if (i < 0 && r->stray == NULL) {
		r->stray = quoted(r->arena, name);
		r->stray_line = r->line;
	}
	if (i < 0 || (r->seen[i] && i != FIELD_MX))
		return;
	r->seen[i] = true;
	readers[i](r, value);
}

static void read_line(struct reader *r, struct bytes line)
{
	const char *colon;
	struct bytes name, value;

	while (line.n > 0 && (is_blank(line.p[line.n - 1]) || line.p[line.n - 1] == '\r'))
		line.n--;
	if (line.n == 0)
		return;
	colon = memchr(line.p, ':', line.n);
	if (colon == NULL) {
		spoil(r, arena_printf(r->arena, "%s has no colon", quoted(r->arena, line)));
		return;
	}
	name = (struct bytes){line.p, (size_t)(colon - line.p)};
	if (name.n == 0 || is_blank(name.p[0]) || is_blank(name.p[name.n - 1])) {
		spoil(r,
		      "nothing may stand before the name of a field or between it and the colon");
		return;
	}
	value = (struct bytes){line.p + name.n + 1, line.n - name.n - 1};
	while (value.n > 0 && is_blank(value.p[0])) {
		value.p++;
		value.n--;
	}
	read_field(r, name, value);
}

/* ---- the whole ---- */

static void miss(struct reader *r, int field)
{
	const char *name = field_names[field];

	if (r->seen[field])
		return;
	if (r->stray == NULL)
		spoil_at(r, 0, arena_printf(r->arena, "%s is missing", name));
	else
		spoil_at(r, 0,
			 arena_printf(r->arena, "%s is missing (line %d says %s)", name,
				      r->stray_line, r->stray));
}

static bool is_web_page(struct bytes text)
{
	size_t at = 0;

	while (at < text.n && isspace((unsigned char)text.p[at]))
		at++;
	return at < text.n && text.p[at] == '<';
}

static void read_lines(struct reader *r, struct bytes text)
{
	size_t from = 0;

	while (from < text.n && r->policy->fault == NULL) {
		const char *feed = memchr(text.p + from, '\n', text.n - from);
		size_t end = feed == NULL ? text.n : (size_t)(feed - text.p);

		r->line++;
		read_line(r, (struct bytes){text.p + from, end - from});
		from = end + 1;
	}
}

struct sts_policy *sts_policy_read(struct arena *a, struct bytes text)
{
	struct reader r = {.arena = a, .policy = ARENA_NEW(a, struct sts_policy)};

	if (text.n == 0)
		spoil(&r, "it is empty");
	else if (is_web_page(text))
		spoil(&r, "it is a web page");
	else if (bytes_begins(text, "\xef\xbb\xbf"))
		spoil(&r, "it begins with a byte order mark");
	else
		read_lines(&r, text);
	for (int i = 0; i < FIELD_MX; i++)
		miss(&r, i);
	if (r.policy->mode != STS_NONE)
		miss(&r, FIELD_MX);
	return r.policy;
}

bool sts_pattern_covers(const struct sts_pattern *p, const char *host)
{
	return certname_covers((struct bytes){(char *)p->text, strlen(p->text)}, host);
}

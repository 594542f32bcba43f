#include "unit.h"
#include "domain_zone.h"
#include "domain/host.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINKS_MAX = 16 };

struct zone_line {
	struct item item;
	const char *name, *type;
	struct bytes data;
	int status; /* enum dns_status, or one of those below */
	bool gone;  /* zone_mend() has removed it */
};
enum { STATUS_CUT = 100, STATUS_SIGNED };

struct zone_question {
	struct item item;
	const char *name, *type;
	int round;
};

static const struct {
	const char *word;
	int status;
} statuses[] = {
	{"NODATA", DNS_NODATA},	      {"NXDOMAIN", DNS_NXDOMAIN}, {"SERVFAIL", DNS_SERVFAIL},
	{"BOGUS", DNS_BOGUS},	      {"REFUSED", DNS_REFUSED},	  {"TIMEOUT", DNS_TIMEOUT},
	{"MALFORMED", DNS_MALFORMED}, {"OTHER", DNS_OTHER},	  {"NO_RESOLVER", DNS_NO_RESOLVER},
	{"CUT", STATUS_CUT},
};

/* ---- lines ---- */

static char *word(struct arena *a, const char **p)
{
	const char *start;

	while (isblank((unsigned char)**p))
		(*p)++;
	start = *p;
	while (**p != '\0' && !isblank((unsigned char)**p))
		(*p)++;
	return arena_copy(a, start, (size_t)(*p - start));
}

static char *without_dot(char *name)
{
	size_t n = strlen(name);

	if (n > 1 && name[n - 1] == '.')
		name[n - 1] = '\0';
	return name;
}

/* One byte of a quoted string, RFC 1035 section 5.1. */
static char character(const char **p)
{
	const char *s = *p;

	if (*s != '\\') {
		*p += 1;
		return *s;
	}
	if (isdigit((unsigned char)s[1]) && isdigit((unsigned char)s[2]) &&
	    isdigit((unsigned char)s[3])) {
		*p += 4;
		return (char)((s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0'));
	}
	*p += 2;
	return s[1];
}

/* Several strings are one text. */
static struct bytes strings(struct arena *a, const char *p)
{
	struct buf out = {0};
	struct bytes text;

	while ((p = strchr(p, '"')) != NULL) {
		p++;
		while (*p != '\0' && *p != '"')
			buf_char(&out, character(&p));
		p += *p == '"';
	}
	text = bytes_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return text;
}

static int status_of(const char *data)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(statuses[i].word, data) == 0)
			return statuses[i].status;
	return DNS_OK;
}

static void add_line(struct domain_zone *z, const char *p)
{
	struct zone_line *line = ARENA_NEW(z->arena, struct zone_line);

	line->name = without_dot(word(z->arena, &p));
	line->type = word(z->arena, &p);
	if (strcmp(line->name, "$SIGNED") == 0) {
		line->name = line->type;
		line->type = "";
		line->status = STATUS_SIGNED;
		list_append(&z->lines, line);
		return;
	}
	while (isdigit((unsigned char)line->type[0]) || strcmp(line->type, "IN") == 0)
		line->type = word(z->arena, &p);
	while (isblank((unsigned char)*p))
		p++;
	line->status = status_of(p);
	line->data = strcmp(line->type, "TXT") == 0
			     ? strings(z->arena, p)
			     : bytes_str(z->arena, without_dot(arena_str(z->arena, p)));
	if (strcmp(p, ".") == 0 || text_has_suffix(p, " ."))
		line->data = bytes_str(z->arena, p);
	list_append(&z->lines, line);
}

void zone_add(struct domain_zone *z, const char *lines)
{
	char *copy = arena_str(z->arena, lines), *rest = NULL;

	for (char *p = strtok_r(copy, "\n", &rest); p != NULL; p = strtok_r(NULL, "\n", &rest))
		if (p[strspn(p, " \t")] != ';' && p[strspn(p, " \t")] != '\0')
			add_line(z, p);
}

struct domain_zone *zone_new(const char *domain, const char *lines)
{
	struct arena *a = arena_new();
	struct domain_zone *z = ARENA_NEW(a, struct domain_zone);

	z->arena = a;
	z->record = record_new();
	z->record->input = z->record->host = arena_str(z->record->arena, domain);
	z->record->purpose = PURPOSE_MX;
	z->record->domain = ARENA_NEW(z->record->arena, struct domain_facts);
	z->record->domain->name = z->record->host;
	zone_add(z, lines);
	return z;
}

struct domain_zone *zone_free(struct domain_zone *z)
{
	if (z == NULL)
		return NULL;
	interpretation_free(z->i);
	record_free(z->record);
	arena_free(z->arena);
	return NULL;
}

/* ---- the resolver ---- */

static bool exists(const struct domain_zone *z, const char *name)
{
	LIST_EACH (const struct zone_line, line, &z->lines)
		if (!line->gone && line->status != STATUS_SIGNED && host_is_below(line->name, name))
			return true;
	return false;
}

/* Whose lines answer for `name`: its own, or those of the "*" at the first name above that is there
 * (RFC 4592). */
static const char *owner_of(const struct domain_zone *z, const char *name)
{
	const char *up = name;

	if (exists(z, name))
		return name;
	while ((up = strchr(up, '.')) != NULL) {
		const char *star = arena_printf(z->arena, "*%s", up++);

		if (exists(z, star))
			return star;
		if (exists(z, up))
			break;
	}
	return name;
}

static bool is_of(const struct zone_line *line, const char *owner, const char *type)
{
	return !line->gone && text_casecmp(line->name, owner) == 0 &&
	       (strcmp(line->type, type) == 0 || strcmp(line->type, "*") == 0);
}

static bool is_signed(const struct domain_zone *z, const char *name)
{
	LIST_EACH (const struct zone_line, line, &z->lines)
		if (line->status == STATUS_SIGNED && host_is_below(name, line->name))
			return true;
	return false;
}

static void append(struct record *r, struct dns_query *q, const char *name,
		   const struct zone_line *line)
{
	struct dns_answer *answer = ARENA_NEW(r->arena, struct dns_answer);

	answer->name = arena_str(r->arena, name);
	answer->type = arena_str(r->arena, line->type);
	answer->data = bytes_copy(r->arena, line->data.p, line->data.n);
	answer->ttl = 300;
	list_append(&q->answers, answer);
}

/* How many lines of that type `name` has; each is an answer, or the status of all. */
static size_t take(const struct domain_zone *z, struct dns_query *q, const char *name,
		   const char *type)
{
	const char *owner = owner_of(z, name);
	size_t n = 0;

	LIST_EACH (const struct zone_line, line, &z->lines) {
		if (!is_of(line, owner, type))
			continue;
		n++;
		if (line->status == STATUS_CUT)
			q->cut = true;
		else if (line->status != DNS_OK)
			q->status = (enum dns_status)line->status;
		else
			append(z->record, q, name, line);
	}
	return n;
}

static enum dns_status follow(const struct domain_zone *z, struct dns_query *q)
{
	const char *name = q->name;

	for (int links = 0; links <= LINKS_MAX; links++) {
		q->ad = q->ad && is_signed(z, name);
		if (take(z, q, name, q->type) > 0)
			return q->status;
		if (take(z, q, name, "CNAME") == 0)
			return exists(z, owner_of(z, name)) ? DNS_NODATA : DNS_NXDOMAIN;
		if (q->status != DNS_OK)
			return q->status;
		name = ((const struct dns_answer *)q->answers.last)->data.p;
	}
	return DNS_CNAME_LOOP;
}

static int rcode_of(enum dns_status status)
{
	static const int rcodes[] = {[DNS_NXDOMAIN] = 3, [DNS_SERVFAIL] = 2, [DNS_BOGUS] = 2,
				     [DNS_REFUSED] = 5,	 [DNS_TIMEOUT] = -1, [DNS_OTHER] = 1};

	return (size_t)status < sizeof(rcodes) / sizeof(rcodes[0]) ? rcodes[status] : 0;
}

static void answer(struct domain_zone *z, const struct view_question *wanted)
{
	struct dns_query *q = ARENA_NEW(z->record->arena, struct dns_query);
	struct zone_question *asked = ARENA_NEW(z->arena, struct zone_question);

	q->name = arena_str(z->record->arena, wanted->name);
	q->type = arena_str(z->record->arena, wanted->type);
	q->ad = true;
	q->status = follow(z, q);
	q->rcode = rcode_of(q->status);
	q->ad = q->ad && (q->status == DNS_OK || view_is_absent(q));
	list_append(&z->record->queries, q);
	asked->name = q->name;
	asked->type = q->type;
	asked->round = z->rounds;
	list_append(&z->asked, asked);
}

/* ---- documents ---- */

struct policy_fetch *zone_document(struct domain_zone *z, const char *url, int code,
				   const char *body)
{
	struct policy_fetch *f = ARENA_NEW(z->arena, struct policy_fetch);

	f->url = url;
	f->code = code;
	f->type = "text/plain";
	f->body = bytes_str(z->arena, body);
	return list_append(&z->documents, f);
}

static void fetch(struct domain_zone *z, const struct view_document *wanted)
{
	struct policy_fetch *f = ARENA_NEW(z->record->arena, struct policy_fetch);

	f->trouble = "connect";
	LIST_EACH (const struct policy_fetch, it, &z->documents)
		if (strcmp(it->url, wanted->url) == 0)
			*f = *it;
	f->url = arena_str(z->record->arena, wanted->url);
	list_append(&z->record->domain->fetched, f);
}

/* ---- reading ---- */

/* Nothing was missing. */
static bool round_of(struct domain_zone *z, const struct knowledge *k)
{
	struct arena *a = arena_new();
	struct view *v = view_new(a, z->record);
	bool complete = study_domain(a, v, z->record, k)->complete;

	if (!complete)
		z->rounds++;
	LIST_EACH (const struct view_question, q, &v->asked)
		if (q->query == NULL)
			answer(z, q);
	LIST_EACH (const struct view_document, d, &v->documents)
		fetch(z, d);
	view_end(v);
	arena_free(a);
	return complete;
}

static void forget(struct domain_zone *z)
{
	z->i = interpretation_free(z->i);
	z->rounds = 0;
	z->asked = z->record->queries = z->record->domain->fetched = (struct list){0};
}

void zone_read(struct domain_zone *z, const struct knowledge *k)
{
	forget(z);
	while (!round_of(z, k))
		if (z->rounds > ZONE_ROUNDS_MAX)
			fail_msg("%s: questions without an end", z->record->host);
	z->i = interpret(z->record, k);
	z->study = z->i->study;
}

int zone_round(const struct domain_zone *z, const char *name, const char *type)
{
	LIST_EACH (const struct zone_question, q, &z->asked)
		if (text_casecmp(q->name, name) == 0 && strcmp(q->type, type) == 0)
			return q->round;
	return 0;
}

/* ---- what was found ---- */

static const struct finding *find(const struct domain_zone *z, const char *id)
{
	LIST_EACH (const struct finding, f, &z->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

bool zone_has(const struct domain_zone *z, const char *id)
{
	return find(z, id) != NULL;
}

static const char *found_ids(const struct domain_zone *z)
{
	const char *ids = "";

	LIST_EACH (const struct finding, f, &z->i->findings)
		ids = arena_printf(z->arena, "%s %s (%s)", ids, f->id, severity_names[f->severity]);
	return ids;
}

const struct finding *zone_finding(const struct domain_zone *z, const char *id)
{
	const struct finding *f = find(z, id);

	if (f == NULL)
		fail_msg("there is no %s, but:%s", id, found_ids(z));
	return f;
}

size_t zone_count(const struct domain_zone *z, const char *id)
{
	size_t n = 0;

	LIST_EACH (const struct finding, f, &z->i->findings)
		n += strcmp(f->id, id) == 0;
	return n;
}

static bool begins(const struct finding *f, const char *prefix)
{
	return strncmp(f->id, prefix, strlen(prefix)) == 0;
}

void zone_is_quiet(const struct domain_zone *z, const char *prefix, enum severity severity)
{
	LIST_EACH (const struct finding, f, &z->i->findings)
		if (begins(f, prefix) && f->severity >= severity)
			fail_msg("%s: %s", f->id, f->title);
}

size_t zone_count_of(const struct domain_zone *z, const char *prefix)
{
	size_t n = 0;

	LIST_EACH (const struct finding, f, &z->i->findings)
		n += begins(f, prefix);
	return n;
}

void zone_is_healthy(const struct domain_zone *z)
{
	LIST_EACH (const struct finding, f, &z->i->findings)
		if (f->severity >= SEVERITY_WARNING)
			fail_msg("%s: %s", f->id, f->title);
	zone_verdict(z, VERDICT_OK, "domain-ready");
}

void zone_verdict(const struct domain_zone *z, enum verdict_status status, const char *id)
{
	if (strcmp(z->i->verdict.finding->id, id) != 0)
		fail_msg("the verdict is %s, not %s; found:%s", z->i->verdict.finding->id, id,
			 found_ids(z));
	assert_int_equal(z->i->verdict.status, status);
}

bool zone_shows(const struct finding *f, const char *part)
{
	LIST_EACH (const struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return true;
	return false;
}

/* ---- what mends it ---- */

static char *line_of(struct domain_zone *z, const struct publish *p)
{
	struct buf out = {0};
	char *line;

	publish_line(&out, p);
	line = arena_copy(z->arena, out.p, out.n);
	buf_free(&out);
	return line;
}

const char *zone_published(struct domain_zone *z, const struct finding *f)
{
	const char *lines = "";

	LIST_EACH (const struct publish, p, &f->publish)
		lines = arena_printf(z->arena, "%s%s%s", lines, lines[0] == '\0' ? "" : "\n",
				     line_of(z, p));
	return lines;
}

static bool is_meant(const struct zone_line *line, const struct publish *p)
{
	return text_casecmp(line->name, p->name) == 0 && strcmp(line->type, p->type) == 0;
}

/* Of several records of one name and type a removal is that of one, a replacement of all. */
static void unpublish(struct domain_zone *z, const struct publish *p)
{
	LIST_EACH (struct zone_line, line, &z->lines)
		if (is_meant(line, p) &&
		    (p->action == PUBLISH_REPLACE || p->value == NULL ||
		     bytes_is(line->data, without_dot(arena_str(z->arena, p->value))) ||
		     bytes_is(line->data, p->value)))
			line->gone = true;
}

void zone_mend(struct domain_zone *z, const struct finding *f)
{
	assert_true(f->publish.n > 0);
	LIST_EACH (const struct publish, p, &f->publish)
		if (p->action != PUBLISH_ADD)
			unpublish(z, p);
	LIST_EACH (const struct publish, p, &f->publish)
		if (p->action != PUBLISH_REMOVE)
			zone_add(z, line_of(z, p));
}

void zone_is_mended_by(struct domain_zone *z, const struct knowledge *k, const char *id,
		       const char *lines)
{
	const struct finding *f = zone_finding(z, id);

	assert_string_equal(zone_published(z, f), lines);
	zone_mend(z, f);
	zone_read(z, k);
	assert_false(zone_has(z, id));
}

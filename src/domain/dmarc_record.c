#include "domain/dmarc_record.h"

#include "domain/dmarc_repair.h"
#include "domain/taglist.h"
#include "smtp/address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	ADDRESSES_SERVED = 2, /* at least, RFC 7489 section 6.2 */
	TITLE_PART = 16	      /* bytes of a value or name that are told in a title */
};

const char *const dmarc_policy_names[] = {"unset", "none", "quarantine", "reject", NULL};
const char *const dmarc_harm_names[] = {"harmless", "differs", "void", NULL};

/* The record while it is read. */
struct reading {
	struct arena *arena;
	struct dmarc_record *record;
	size_t tags;	     /* seen so far, "v" among them */
	bool invalid_policy; /* of p, sp or np: none of them holds then */
	const char *seen[16];
};

static void note(struct reading *in, enum dmarc_harm harm, size_t at, struct bytes text,
		 const char *what)
{
	struct dmarc_fault *f;

	if (in->record->faults.n >= DMARC_FAULTS_MAX)
		return;
	f = ARENA_NEW(in->arena, struct dmarc_fault);
	f->harm = harm;
	f->at = (int)at;
	f->text = text;
	f->what = what;
	list_append(&in->record->faults, f);
}

static struct bytes part(struct arena *a, struct bytes text, size_t from, size_t to)
{
	return bytes_copy(a, text.p + from, to - from);
}

/* ---- what went wrong, in words that tell the mistake ---- */

static bool beyond_ascii(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if ((unsigned char)b.p[i] >= 0x80)
			return true;
	return false;
}

/* The value goes on with another tag: what should have ended it did not. */
static const char *run_together(struct bytes value)
{
	size_t at = dmarc_tag_within(value);

	if (at == 0)
		return NULL;
	while (at > 0 && (value.p[at - 1] == ' ' || value.p[at - 1] == '\t'))
		at--;
	return at > 0 && value.p[at - 1] == ',' ? "a comma where a semicolon belongs"
						: "no semicolon before the next tag";
}

/* NULL: it is written right, and means nothing. */
static const char *slip(struct reading *in, const struct tag *tag)
{
	const char *together = run_together(tag->value);

	if (tag->value.n == 0)
		return arena_printf(in->arena, "nothing behind \"%s=\"", tag->name.p);
	if (together != NULL)
		return together;
	return beyond_ascii(tag->value) ? "a curly quote or another character beyond ASCII" : NULL;
}

/* As much of it as a title can take. */
static const char *in_short(struct arena *a, struct bytes b)
{
	return text_safe(a, bytes_copy(a, b.p, b.n < TITLE_PART ? b.n : TITLE_PART));
}

/* ---- tags ---- */

struct known_tag {
	const char *name;
	void (*read)(struct reading *in, const struct known_tag *known, const struct tag *tag);
	size_t offset;	      /* of its member of struct dmarc_record */
	const char *values;   /* of one letter each */
	enum dmarc_harm harm; /* of a value that it cannot have */
	const char *what;     /* it is, in words; NULL: a policy, or nothing any more */
};

static void *member(struct reading *in, const struct known_tag *known)
{
	return (char *)in->record + known->offset;
}

static void bad_value(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	const char *what = slip(in, tag), *name = tag->name.p;

	if (what == NULL && known->what == NULL)
		what = arena_printf(in->arena, "%s=%s is no policy", name,
				    in_short(in->arena, tag->value));
	if (what == NULL)
		what = arena_printf(in->arena, "%s is %s", name, known->what);
	note(in, known->harm, tag->at,
	     bytes_str(in->arena, arena_printf(in->arena, "%s=%s", name, tag->value.p)), what);
}

static void read_policy(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	enum dmarc_policy *p = member(in, known);

	for (int i = DMARC_NONE; i <= DMARC_REJECT; i++)
		if (bytes_is(tag->value, dmarc_policy_names[i]))
			*p = (enum dmarc_policy)i;
	if (*p == DMARC_UNSET) {
		in->invalid_policy = true;
		bad_value(in, known, tag);
	}
	if (known->offset == offsetof(struct dmarc_record, p) && in->tags != 2)
		note(in, DMARC_HARMLESS, tag->at, tag->name, "p is not second, as RFC 7489 had it");
}

/* One letter of `values`, or '\0'. */
static char letter(const struct known_tag *known, const struct tag *tag)
{
	char c = tag->value.n == 1 ? (char)tolower((unsigned char)tag->value.p[0]) : '\0';

	return c != '\0' && strchr(known->values, c) != NULL ? c : '\0';
}

/* The first of the letters is the default; the other makes it true. */
static void read_flag(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	char c = letter(known, tag);

	if (c == '\0')
		bad_value(in, known, tag);
	*(bool *)member(in, known) = c == known->values[1];
}

static void read_letter(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	char c = letter(known, tag);

	if (c == '\0')
		bad_value(in, known, tag);
	else
		*(char *)member(in, known) = c;
}

static void read_percent(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	char *end;
	long n = strtol(tag->value.p, &end, 10);

	if (tag->value.n == 0 || !isdigit((unsigned char)tag->value.p[0]) || *end != '\0' ||
	    n > 100)
		bad_value(in, known, tag);
	else
		in->record->pct = (int)n;
}

/* Letters between colons: "1:d:s". */
static void read_options(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	bool good = tag->value.n % 2 == 1;

	for (size_t i = 0; i < tag->value.n; i++)
		good = good && tag->value.p[i] != '\0' &&
		       (i % 2 == 1 ? tag->value.p[i] == ':'
				   : strchr(known->values,
					    tolower((unsigned char)tag->value.p[i])) != NULL);
	if (!good)
		bad_value(in, known, tag);
}

static void read_gone(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	note(in, known->harm, tag->at, tag->name,
	     arena_printf(in->arena, "%s is gone with RFC 9989", known->name));
}

/* ---- addresses of reports ---- */

/* "!10m" at the end; its length, 0: none. */
static size_t limit_length(struct bytes uri)
{
	size_t i = uri.n;

	if (i > 0 && strchr("kmgt", tolower((unsigned char)uri.p[i - 1])) != NULL &&
	    uri.p[i - 1] != '\0')
		i--;
	while (i > 0 && isdigit((unsigned char)uri.p[i - 1]))
		i--;
	return i > 0 && i < uri.n && uri.p[i - 1] == '!' ? uri.n - i + 1 : 0;
}

/* Of "mailto:reports%40@example.org?subject=x" what is between. */
static const char *mailbox_of(struct arena *a, struct bytes uri)
{
	size_t from = strlen("mailto:"), to = from;

	while (to < uri.n && uri.p[to] != '?')
		to++;
	return dmarc_percent_decoded(a, part(a, uri, from, to));
}

static const char *address_fault(struct dmarc_uri *u, struct arena *a)
{
	const char *mailbox;

	if (!bytes_begins(u->text, "mailto:"))
		return memchr(u->text.p, '@', u->text.n) != NULL && !bytes_has(u->text, "://")
			       ? "no \"mailto:\" before the address"
			       : "reports are sent to mailto: addresses only";
	mailbox = mailbox_of(a, u->text);
	if (mailbox == NULL || !mailbox_split(mailbox, &u->domain))
		return "no mail address behind \"mailto:\"";
	u->mailbox = mailbox;
	return NULL;
}

static void read_address(struct reading *in, struct list *out, struct bytes text, size_t at)
{
	struct dmarc_uri *u = ARENA_NEW(in->arena, struct dmarc_uri);
	size_t limit = limit_length(text);
	const char *fault;

	u->text = part(in->arena, text, 0, text.n - limit);
	u->at = at;
	if (limit > 0)
		u->limit = part(in->arena, text, text.n - limit + 1, text.n).p;
	fault = text.n == 0 ? "nothing where an address belongs" : address_fault(u, in->arena);
	if (fault != NULL)
		note(in, DMARC_DIFFERS, at, text, fault);
	else if (limit > 0)
		note(in, DMARC_HARMLESS, at, text, "size limits are gone with RFC 9989");
	list_append(out, u);
}

static void read_addresses(struct reading *in, const struct known_tag *known, const struct tag *tag)
{
	struct list *out = member(in, known);
	struct bytes value = tag->value;

	if (run_together(value) != NULL || beyond_ascii(value)) {
		bad_value(in, known, tag);
		return;
	}
	for (size_t from = 0; from <= value.n && out->n < DMARC_URIS_MAX;) {
		const char *comma = memchr(value.p + from, ',', value.n - from);
		size_t end = comma == NULL ? value.n : (size_t)(comma - value.p), to = end;

		while (from < to && value.p[from] == ' ')
			from++;
		while (to > from && value.p[to - 1] == ' ')
			to--;
		read_address(in, out, part(in->arena, value, from, to), tag->value_at + from);
		from = end + 1;
	}
	if (out->n > ADDRESSES_SERVED)
		note(in, DMARC_HARMLESS, tag->at, tag->name, "more than two addresses for reports");
}

/* ---- the table ---- */

#define POLICY	      "the policy is none, quarantine or reject"
#define FIELD(member) offsetof(struct dmarc_record, member)
static const struct known_tag known_tags[] = {
	{"p", read_policy, FIELD(p), NULL, DMARC_VOID, NULL},
	{"sp", read_policy, FIELD(sp), NULL, DMARC_VOID, NULL},
	{"np", read_policy, FIELD(np), NULL, DMARC_VOID, NULL},
	{"adkim", read_flag, FIELD(strict_dkim), "rs", DMARC_DIFFERS, "r or s, nothing else"},
	{"aspf", read_flag, FIELD(strict_spf), "rs", DMARC_DIFFERS, "r or s, nothing else"},
	{"t", read_flag, FIELD(testing), "ny", DMARC_DIFFERS, "y or n, nothing else"},
	{"psd", read_letter, FIELD(psd), "ynu", DMARC_DIFFERS, "y, n or u, nothing else"},
	{"pct", read_percent, 0, NULL, DMARC_DIFFERS, "a number from 0 to 100"},
	{"fo", read_options, 0, "01ds", DMARC_DIFFERS, "of 0, 1, d and s, with colons between"},
	{"rua", read_addresses, FIELD(rua), NULL, DMARC_DIFFERS, "a list of addresses"},
	{"ruf", read_addresses, FIELD(ruf), NULL, DMARC_DIFFERS, "a list of addresses"},
	{"rf", read_gone, 0, NULL, DMARC_HARMLESS, NULL},
	{"ri", read_gone, 0, NULL, DMARC_HARMLESS, NULL},
};
#undef FIELD

static const struct known_tag *find(struct bytes name)
{
	for (size_t i = 0; i < sizeof(known_tags) / sizeof(known_tags[0]); i++)
		if (strcmp(known_tags[i].name, name.p) == 0)
			return &known_tags[i];
	return NULL;
}

static void unknown_tag(struct reading *in, const struct tag *tag)
{
	const char *meant = dmarc_tag_meant(in->arena, tag->name);

	if (meant == NULL)
		note(in, DMARC_HARMLESS, tag->at, tag->name,
		     arena_printf(in->arena, "receivers know no tag \"%s\"",
				  in_short(in->arena, tag->name)));
	else
		note(in, DMARC_DIFFERS, tag->at, tag->name,
		     arena_printf(in->arena, "\"%s\" is no tag: \"%s\"?", tag->name.p, meant));
}

static bool seen_before(struct reading *in, const char *name)
{
	size_t i = 0;

	for (; in->seen[i] != NULL; i++)
		if (strcmp(in->seen[i], name) == 0)
			return true;
	in->seen[i] = name;
	return false;
}

static void take(struct reading *in, const struct tag *tag)
{
	const struct known_tag *known = find(tag->name);

	if (strcmp(tag->name.p, "v") == 0)
		note(in, DMARC_DIFFERS, tag->at, tag->name, "a second version: one record only");
	else if (known == NULL)
		unknown_tag(in, tag);
	else if (seen_before(in, known->name))
		note(in, DMARC_DIFFERS, tag->at, tag->name,
		     arena_printf(in->arena, "\"%s\" stands there twice", known->name));
	else
		known->read(in, known, tag);
}

/* ---- the record ---- */

/* What no tag could be made of. */
static const char *no_tag(const struct taglist *l, struct bytes text)
{
	if (bytes_begins(text, "mailto:"))
		return "a semicolon between two addresses, not a comma";
	if (beyond_ascii(text))
		return "a curly quote or another character beyond ASCII";
	return dmarc_colon_meant(text) ? "a colon where \"=\" belongs" : l->fault;
}

/* One tag and nothing else, from `from` to `to`; the list's reader goes no further than a fault. */
static void read_tag(struct reading *in, size_t from, size_t to)
{
	struct bytes text = in->record->text;
	struct taglist l;
	struct tag *tag;

	while (from < to && isspace((unsigned char)text.p[from]))
		from++;
	while (to > from && isspace((unsigned char)text.p[to - 1]))
		to--;
	if (from == to && to < text.n)
		note(in, DMARC_HARMLESS, from, (struct bytes){0}, "two semicolons in a row");
	if (from == to)
		return;
	in->tags++;
	text = part(in->arena, text, from, to);
	taglist_read(in->arena, text, &l);
	if (l.fault != NULL) {
		note(in, DMARC_DIFFERS, from, text, no_tag(&l, text));
		return;
	}
	tag = (struct tag *)(void *)l.tags.first;
	tag->at += from;
	tag->value_at += from;
	take(in, tag);
}

static bool has_address(const struct list *uris)
{
	LIST_EACH (const struct dmarc_uri, u, uris)
		if (u->mailbox != NULL)
			return true;
	return false;
}

/* RFC 9989 section 4.10.1: without a valid policy somebody must at least want reports. */
static void conclude(struct reading *in)
{
	struct dmarc_record *r = in->record;
	bool reports = has_address(&r->rua);

	r->counts = reports || (r->p != DMARC_UNSET && !in->invalid_policy);
	r->void_policy = r->p == DMARC_UNSET || in->invalid_policy;
	if (r->p == DMARC_UNSET && !in->invalid_policy)
		note(in, reports ? DMARC_DIFFERS : DMARC_VOID, r->text.n, (struct bytes){0},
		     reports ? "no p: taken for p=none" : "no p and no rua: it asks for nothing");
}

static void read_policy_record(struct reading *in)
{
	struct bytes text = in->record->text;
	bool first = true;

	in->tags = 1; /* the version */
	for (size_t from = 0; from < text.n && in->tags < DMARC_TAGS_MAX; first = false) {
		const char *mark = memchr(text.p + from, ';', text.n - from);
		size_t end = mark == NULL ? text.n : (size_t)(mark - text.p);

		if (!first)
			read_tag(in, from, end);
		from = end + 1;
	}
	conclude(in);
}

struct dmarc_record *dmarc_record_read(struct arena *a, struct bytes text)
{
	struct dmarc_record *r = ARENA_NEW(a, struct dmarc_record);
	struct reading in = {.arena = a, .record = r};
	size_t at = 0;

	r->text = text;
	r->pct = 100;
	r->psd = 'u';
	if (dmarc_kind(text) == DMARC_POLICY) {
		read_policy_record(&in);
	} else {
		const char *fault = dmarc_version_fault(text, &at);

		note(&in, DMARC_VOID, at, (struct bytes){0}, fault);
	}
	if (r->faults.n > 0)
		r->corrected = dmarc_repaired(a, r, &r->guessed);
	return r;
}

/* ---- what it asks for ---- */

enum dmarc_policy dmarc_policy_own(const struct dmarc_record *r)
{
	if (!r->counts)
		return DMARC_UNSET;
	return r->void_policy ? DMARC_NONE : r->p;
}

enum dmarc_policy dmarc_policy_below(const struct dmarc_record *r, bool exists)
{
	enum dmarc_policy own = dmarc_policy_own(r);

	if (!r->counts || r->void_policy)
		return own;
	if (!exists && r->np != DMARC_UNSET)
		return r->np;
	return r->sp != DMARC_UNSET ? r->sp : own;
}

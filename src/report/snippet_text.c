#include "report/snippet_text.h"

#include "base/netaddr.h"
#include "know/mechanism.h"
#include "report/quote.h"

#include <string.h>

/* What is put into one snippet. */
struct filling {
	struct arena *a;
	const struct knowledge *know;
	const struct snippet *snippet;
	const struct recommended *way;
	const char *mechanism; /* that this program is to use; NULL: no login */
	const char *values[VALUE_COUNT];
	bool words[WORD_COUNT];
	const char *fault; /* a value that the language of a part cannot carry */
};

/* ---- which way, which mechanism ---- */

/* The first that the program can do of those, and for the same password or token. */
static const char *stand_in(const struct filling *f, const char *mechanism,
			    const struct list *among)
{
	const struct mechanism *seen = mechanism_find(f->know, mechanism);

	if (seen == NULL || (seen->needs != NEEDS_PASSWORD && seen->needs != NEEDS_TOKEN))
		return NULL;
	LIST_EACH (const struct string_item, it, &f->snippet->mechanisms) {
		const struct mechanism *m = mechanism_find(f->know, it->s);

		if (m != NULL && m->needs == seen->needs && list_has_string(among, it->s))
			return it->s;
	}
	return NULL;
}

/* The mechanism that was seen, or another that was, or one that the server offers. */
static const char *mechanism_for(const struct filling *f, const struct recommended *w)
{
	const char *mechanism = w->mechanism;

	if (!list_has_string(&f->snippet->mechanisms, mechanism))
		mechanism = stand_in(f, w->mechanism, &w->accepted);
	return mechanism != NULL ? mechanism : stand_in(f, w->mechanism, &w->offered);
}

static bool can_mode(const struct snippet *s, enum tls_mode mode)
{
	return s->tls_modes == 0 || (s->tls_modes & 1u << mode) != 0;
}

static bool can(const struct filling *f, const struct recommended *w)
{
	return can_mode(f->snippet, w->mode) &&
	       (w->login != LOGIN_SEEN || w->mechanism == NULL || mechanism_for(f, w) != NULL);
}

static const char *mode_name(enum tls_mode mode)
{
	return mode == TLS_MODE_IMPLICIT ? "implicit TLS" : "STARTTLS";
}

static const char *why_not(struct arena *a, const struct snippet *s, const struct recommended *w)
{
	const char *what = !can_mode(s, w->mode) ? mode_name(w->mode)
						 : arena_printf(a, "a login with %s", w->mechanism);

	return arena_printf(a, "%s cannot do %s, which was seen to work.%s%s", s->title, what,
			    s->cannot != NULL ? " " : "", s->cannot != NULL ? s->cannot : "");
}

/* The best way that the program can go. One where the login was not tried is no stand-in for one
 * where it was. */
static const struct recommended *way_for(const struct filling *f, const struct list *ways,
					 const char **fault)
{
	const struct recommended *best = (const void *)ways->first;
	const char *more = "";

	LIST_EACH (const struct recommended, w, ways) {
		if (can(f, w) && (w->login != LOGIN_NOT_TESTED || w->login == best->login))
			return w;
		if (can(f, w) && *more == '\0')
			more = arena_printf(f->a,
					    " Port %d with %s works, too, but no login was tested "
					    "there: check again with -p %d.",
					    w->port, mode_name(w->mode), w->port);
	}
	*fault = arena_printf(f->a, "%s%s", why_not(f->a, f->snippet, best), more);
	return NULL;
}

/* ---- lines ---- */

static bool holds(const void *arg, const char *word, size_t n)
{
	const struct filling *f = arg;
	int i = name_find(snippet_words, arena_copy(f->a, word, n));

	if (i >= 0)
		return f->words[i];
	return f->mechanism != NULL && strlen(f->mechanism) == n &&
	       memcmp(f->mechanism, word, n) == 0;
}

/* Programs take a host's name apart in ways of their own (PHPMailer at ";", Exim at ":"), whoever
 * quotes it. */
static const char *host_fault_in(enum quoting q, const char *s)
{
	static const char of_hosts[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789-._:";
	bool in_list = q == QUOTE_EXIM || q == QUOTE_EXIM_PLAINTEXT;

	if (s[strspn(s, of_hosts)] != '\0')
		return "a character that no host has";
	return in_list && strchr(s, ':') != NULL ? "\":\"" : NULL;
}

static void add_value(struct buf *out, struct filling *f, const struct snippet_part *part,
		      enum snippet_value value)
{
	static const char *const called[VALUE_COUNT] = {
		"the server's name",	"the port",	      "the user's name",  "the sender",
		"the mechanism's name", "the CA file's name", "the name for EHLO"};
	const char *given = f->values[value] != NULL ? f->values[value] : "", *why = NULL,
		   *s = NULL;

	if (value == VALUE_HOST)
		why = host_fault_in(part->quote, given);
	if (value == VALUE_PORT) /* a number in any language */
		s = given;
	else if (why == NULL)
		s = quote_value(f->a, part->quote, given, &why);
	if (s != NULL)
		buf_str(out, s);
	else if (f->fault == NULL)
		f->fault = arena_printf(f->a,
					"%s holds %s, which %s cannot carry as it is: set it up by "
					"hand, or use another",
					called[value], why, part->file);
}

static void add_line(struct buf *out, struct filling *f, const struct snippet_part *part,
		     const struct snippet_line *line)
{
	const char *s = line->text, *end = s + line->text_n;

	while (s < end) {
		size_t n = placeholder_length(s);

		if (n > 0)
			add_value(out, f, part, (enum snippet_value)snippet_value_at(s, n));
		else
			buf_char(out, *s);
		s += n > 0 ? n : 1;
	}
	buf_char(out, '\n');
}

/* ---- the head: what it is and how far to rely on it ---- */

/* Only what cannot end a comment in any language goes into one. */
static const char *in_comment(struct arena *a, const char *s)
{
	char *copy = arena_str(a, s);

	for (char *p = copy; *p != '\0'; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:_",
			   *p) == NULL)
			*p = '_';
	return copy;
}

static void comment(struct buf *out, const struct snippet_part *part, const char *text)
{
	if (part->comment != NULL)
		buf_printf(out, "%s ", part->comment);
	buf_printf(out, "%s\n", text);
}

static const char *seen_login(const struct filling *f)
{
	if (f->way->login == LOGIN_NOT_NEEDED)
		return "no login needed";
	if (f->way->login == LOGIN_NOT_TESTED)
		return "login not tested";
	return arena_printf(f->a, "login %s",
			    f->way->mechanism == NULL ? "" : in_comment(f->a, f->way->mechanism));
}

static void add_head(struct buf *out, const struct filling *f, const struct snippet_part *part,
		     const struct record *r)
{
	struct arena *a = f->a;
	const struct recommended *w = f->way;

	if (part->first != NULL)
		buf_printf(out, "%s\n", part->first);
	comment(out, part, arena_printf(a, "%s: %s", f->snippet->title, part->file));
	comment(out, part,
		arena_printf(a, "seen to work: %s port %d, %s%s%s, %s", in_comment(a, w->host),
			     w->port, mode_name(w->mode), w->tls_version != NULL ? ", " : "",
			     w->tls_version != NULL ? in_comment(a, w->tls_version) : "",
			     seen_login(f)));
	if (r->proxy != NULL)
		comment(out, part, "seen through a proxy only: without it nothing was tested");
	if (f->mechanism != NULL && strcmp(f->mechanism, w->mechanism) != 0)
		comment(out, part,
			arena_printf(a, "this program uses %s, which was %s",
				     in_comment(a, f->mechanism),
				     list_has_string(&f->way->accepted, f->mechanism)
					     ? "seen to work, too"
					     : "offered but not tried"));
}

static void add_part(struct snippet_text *t, struct filling *f, const struct snippet_part *part,
		     const struct record *r)
{
	struct part_text *p = ARENA_NEW(f->a, struct part_text);
	struct buf out = {0};
	struct snippet_line line;
	const char *at = part->text;
	size_t head;
	bool filled = false;

	add_head(&out, f, part, r);
	head = out.n;
	while (snippet_next_line(&at, &line))
		if (snippet_condition(&line, holds, f))
			add_line(&out, f, part, &line);
	filled = out.n > head;
	p->file = part->file;
	p->text = arena_copy(f->a, out.p, out.n);
	if (filled)
		list_append(&t->parts, p);
	buf_free(&out);
}

static bool wants_token(const struct filling *f)
{
	const struct mechanism *m = mechanism_find(f->know, f->mechanism);

	return m != NULL && m->needs == NEEDS_TOKEN;
}

static void prepare(struct filling *f)
{
	const struct recommended *w = f->way;

	f->mechanism = w->mechanism == NULL ? NULL : mechanism_for(f, w);
	f->values[VALUE_HOST] = w->host;
	f->values[VALUE_PORT] = arena_printf(f->a, "%d", w->port);
	f->values[VALUE_USER] = w->user;
	f->values[VALUE_FROM] = w->from;
	f->values[VALUE_MECHANISM] = f->mechanism;
	f->values[VALUE_CAFILE] = w->ca_file;
	f->values[VALUE_EHLO] = w->ehlo;
	f->words[WORD_STARTTLS] = w->mode == TLS_MODE_STARTTLS;
	f->words[WORD_IMPLICIT] = w->mode == TLS_MODE_IMPLICIT;
	f->words[WORD_LOGIN] = w->login == LOGIN_SEEN;
	f->words[WORD_UNTESTED] = w->login == LOGIN_NOT_TESTED;
	f->words[WORD_OPEN] = w->login == LOGIN_NOT_NEEDED;
	f->words[WORD_TOKEN] = f->mechanism != NULL && wants_token(f);
	f->words[WORD_CA] = w->ca_file != NULL;
	f->words[WORD_SENDER] = w->from != NULL;
	f->words[WORD_EHLO] = w->ehlo != NULL;
	f->words[WORD_ADDRESS] = address_family(w->host) != 0;
}

void snippet_fill(struct arena *a, const struct knowledge *k, const struct snippet *s,
		  const struct record *r, const struct interpretation *i, struct snippet_text *t)
{
	struct filling f = {.a = a, .know = k, .snippet = s};

	*t = (struct snippet_text){.fault = i->no_settings};
	if (i->recommended.n == 0)
		return;
	f.way = way_for(&f, &i->recommended, &t->fault);
	if (f.way == NULL)
		return;
	prepare(&f);
	LIST_EACH (const struct snippet_part, part, &s->parts)
		add_part(t, &f, part, r);
	t->fault = f.fault;
}

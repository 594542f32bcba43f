#include "cli/netrc.h"

#include <string.h>
#include <strings.h>

/* What is left of the text, and its next word. Any word may be a secret. */
struct words {
	const char *p, *end;
	int line;
	struct buf word;
	bool broken; /* within quotes up to the end */
};

static bool is_space(char c)
{
	return (unsigned char)c <= ' ';
}

static void step(struct words *w)
{
	w->line += *w->p == '\n';
	w->p++;
}

static void skip_line(struct words *w)
{
	while (w->p < w->end && *w->p != '\n')
		w->p++;
}

static bool begins_line(const struct words *w, const char *start)
{
	const char *p = w->p;

	while (p > start && p[-1] != '\n' && is_space(p[-1]))
		p--;
	return p == start || p[-1] == '\n';
}

static void skip_spaces(struct words *w, const char *start)
{
	while (w->p < w->end) {
		if (*w->p == '#' && begins_line(w, start))
			skip_line(w);
		else if (is_space(*w->p))
			step(w);
		else
			return;
	}
}

static char unescaped(char c)
{
	return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

/* Behind the opening quote. A line end within quotes belongs to the word. */
static void take_quoted(struct words *w)
{
	for (; w->p < w->end && *w->p != '"'; step(w)) {
		if (*w->p == '\\' && w->p + 1 < w->end)
			buf_char(&w->word, unescaped(*++w->p));
		else
			buf_char(&w->word, *w->p);
	}
	w->broken = w->p == w->end;
	w->p += !w->broken;
}

static void take_bare(struct words *w)
{
	const char *from = w->p;

	while (w->p < w->end && !is_space(*w->p))
		w->p++;
	buf_add(&w->word, from, (size_t)(w->p - from));
}

/* False: there is none, or it is broken. */
static bool next_word(struct words *w, const char *start)
{
	buf_clear(&w->word);
	skip_spaces(w, start);
	if (w->p == w->end)
		return false;
	buf_str(&w->word, "");
	if (*w->p != '"') {
		take_bare(w);
		return true;
	}
	w->p++;
	take_quoted(w);
	return !w->broken;
}

/* A macro ends with an empty line. */
static void skip_macro(struct words *w)
{
	bool empty = false;

	for (skip_line(w); w->p < w->end && !empty;) {
		step(w);
		empty = w->p < w->end && (*w->p == '\n' || *w->p == '\r');
		skip_line(w);
	}
}

static bool is(const struct words *w, const char *keyword)
{
	return w->word.n == strlen(keyword) && strcasecmp(w->word.p, keyword) == 0;
}

/* ---- entries ---- */

struct search {
	struct words w;
	const char *start, *host, *user;
	struct netrc_login *found;
	bool inside; /* an entry for the host */
	bool other_user, has_password;
};

/* The entry at hand is the one. */
static bool fits(const struct search *s)
{
	return s->inside && !s->other_user;
}

static void begin_entry(struct search *s, bool inside)
{
	s->inside = inside;
	s->other_user = s->has_password = false;
	s->found->line = s->w.line;
	buf_clear(&s->found->login);
	buf_clear(&s->found->password);
}

static void take_login(struct search *s)
{
	const struct buf *word = &s->w.word;

	s->other_user = s->user != NULL &&
			(word->n != strlen(s->user) || memcmp(word->p, s->user, word->n) != 0);
	buf_clear(&s->found->login);
	buf_add(&s->found->login, word->p, word->n);
}

static void take_password(struct search *s)
{
	s->has_password = true;
	buf_clear(&s->found->password);
	buf_add(&s->found->password, s->w.word.p, s->w.word.n);
}

/* The value behind a keyword; false where the text ends instead. */
static bool value(struct search *s)
{
	return next_word(&s->w, s->start);
}

enum step { GO_ON, THERE, BROKEN };

static bool begins_entry(const struct words *w)
{
	return is(w, "machine") || is(w, "default");
}

/* One keyword and what belongs to it. What is no keyword is passed over, as curl does. */
static enum step take_keyword(struct search *s)
{
	bool any = is(&s->w, "default");

	if (begins_entry(&s->w)) {
		if (fits(s))
			return THERE;
		if (!any && !value(s))
			return BROKEN;
		begin_entry(s, any || is(&s->w, s->host));
	} else if (is(&s->w, "macdef")) {
		skip_macro(&s->w);
	} else if (is(&s->w, "login")) {
		if (!value(s))
			return BROKEN;
		if (s->inside)
			take_login(s);
	} else if (is(&s->w, "password") || is(&s->w, "passwd")) {
		if (!value(s))
			return BROKEN;
		if (s->inside)
			take_password(s);
	} else if (is(&s->w, "account") && !value(s)) {
		return BROKEN;
	}
	return GO_ON;
}

enum netrc_found netrc_find(const char *text, size_t n, const char *host, const char *user,
			    struct netrc_login *found)
{
	struct search s = {
		.w = {.p = text, .end = text + n, .line = 1, .word = {.secret = true}},
		.start = text,
		.host = host,
		.user = user,
		.found = found,
	};
	enum step step = GO_ON;
	int line;

	*found = (struct netrc_login){.login = {.secret = true}, .password = {.secret = true}};
	while (step == GO_ON && next_word(&s.w, text))
		step = take_keyword(&s);
	line = s.w.line;
	buf_free(&s.w.word);
	if (step == BROKEN || s.w.broken) {
		found->line = line;
		return NETRC_MALFORMED;
	}
	if (!fits(&s))
		return NETRC_NO_ENTRY;
	return s.has_password ? NETRC_FOUND : NETRC_NO_PASSWORD;
}

void netrc_free(struct netrc_login *found)
{
	buf_free(&found->login);
	buf_free(&found->password);
}

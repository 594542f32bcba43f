#include "domain/spf_meant.h"

#include "base/netaddr.h"
#include "base/piece.h"

#include <ctype.h>

/* ---- bytes that no record may have ---- */

static const struct strange {
	const char *bytes, *words;
	const char *instead; /* what was meant */
} stranges[] = {
	{"\xe2\x80\x9c", "a quote of a word processor", ""},
	{"\xe2\x80\x9d", "a quote of a word processor", ""},
	{"\xe2\x80\x9e", "a quote of a word processor", ""},
	{"\xe2\x80\x98", "a quote of a word processor", ""},
	{"\xe2\x80\x99", "a quote of a word processor", ""},
	{"\xe2\x80\x90", "a dash of a word processor", "-"},
	{"\xe2\x80\x91", "a dash of a word processor", "-"},
	{"\xe2\x80\x92", "a dash of a word processor", "-"},
	{"\xe2\x80\x93", "a dash of a word processor", "-"},
	{"\xe2\x80\x94", "a dash of a word processor", "-"},
	{"\xe2\x88\x92", "a dash of a word processor", "-"},
	{"\xe2\x80\x8b", "an invisible character", ""},
	{"\xe2\x80\x8c", "an invisible character", ""},
	{"\xe2\x80\x8d", "an invisible character", ""},
	{"\xe2\x81\xa0", "an invisible character", ""},
	{"\xef\xbb\xbf", "an invisible character", ""},
	{"\xc2\xad", "an invisible character", ""},
	{"\xc2\xa0", "a blank of a word processor", " "},
	{"\xe2\x80\xaf", "a blank of a word processor", " "},
	{"\t", "a tab where a blank has to be", " "},
	{"\r", "a line end", " "},
	{"\n", "a line end", " "},
	{NULL, NULL, NULL},
};

static const struct strange *strange_at(struct bytes rest)
{
	const struct strange *s = stranges;

	while (s->bytes != NULL && !piece_begins(rest, s->bytes))
		s++;
	return s->bytes == NULL ? NULL : s;
}

const char *spf_strange_byte(struct bytes text, size_t *at)
{
	for (*at = 0; *at < text.n; ++*at) {
		const struct strange *s;

		if (text.p[*at] >= '!' && text.p[*at] <= '~')
			continue;
		s = strange_at(piece_from(text, *at));
		return s != NULL ? s->words : "a byte that is no printable ASCII";
	}
	return NULL;
}

/* Without them, without blanks and ASCII quotes around it. */
static const char *cleaned(struct arena *a, struct bytes text)
{
	struct buf out = {0};
	struct bytes b;

	for (size_t i = 0; i < text.n;) {
		struct bytes rest = piece_from(text, i);
		const struct strange *s = strange_at(rest);

		if (s == NULL)
			buf_char(&out, text.p[i]);
		else
			buf_str(&out, s->instead);
		i += s == NULL ? 1 : strlen(s->bytes);
	}
	b = (struct bytes){out.p, out.n};
	while (b.n > 0 && strchr(" \"'`", b.p[b.n - 1]) != NULL)
		b.n--;
	while (b.n > 0 && strchr(" \"'`", b.p[0]) != NULL)
		b = piece_from(b, 1);
	b = bytes_copy(a, b.n > 0 ? b.p : "", b.n);
	buf_free(&out);
	return b.p;
}

/* ---- terms ---- */

/* All of its terms are; "" is, too. */
static bool is_sound(struct arena *a, const char *terms)
{
	struct bytes rest = piece_of(terms);

	while (rest.n > 0) {
		struct bytes term = piece_until(rest, " ");

		if (term.n > 0 && spf_term_read(a, term, 0)->fault != NULL)
			return false;
		rest = piece_from(rest, term.n + 1);
	}
	return true;
}

/* "192.0.2.1/24" behind its mechanism; NULL: no address begins there. */
static const char *as_address(struct arena *a, const char *text)
{
	size_t n = strcspn(text, "/");
	int family = address_family(arena_copy(a, text, n));

	return family == 0 ? NULL : arena_printf(a, "ip%d:%s", family, text);
}

static const char *guess_cleaned(struct arena *a, const char *text)
{
	return cleaned(a, piece_of(text));
}

/* "-all;" */
static const char *guess_without_end(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	while (n > 0 && strchr(",;.:\"'`", text[n - 1]) != NULL)
		n--;
	return arena_copy(a, text, n);
}

/* "192.0.2.1", "ip:192.0.2.1", "a:192.0.2.1", "ip4:2001:db8::1" */
static const char *guess_address(struct arena *a, const char *text)
{
	static const char *const names[] = {
		"ip:", "ip4:", "ip6:", "ipv4:", "ipv6:", "a:", "mx:", "ptr:", "include:", NULL};
	const char *bare = as_address(a, text);

	for (size_t i = 0; bare == NULL && names[i] != NULL; i++)
		if (bytes_begins(piece_of(text), names[i]))
			bare = as_address(a, text + strlen(names[i]));
	return bare;
}

/* "ip4:mail.example.org" */
static const char *guess_host(struct arena *a, const char *text)
{
	struct bytes t = piece_of(text);

	return bytes_begins(t, "ip4:") || bytes_begins(t, "ip6:")
		       ? arena_printf(a, "a:%s", text + 4)
		       : NULL;
}

/* "redirect:example.org" */
static const char *guess_modifier(struct arena *a, const char *text)
{
	struct bytes t = piece_of(text);

	return bytes_begins(t, "redirect:") || bytes_begins(t, "exp:")
		       ? arena_printf(a, "%.*s=%s", (int)strcspn(text, ":"), text,
				      text + strcspn(text, ":") + 1)
		       : NULL;
}

/* "inculde:example.org": one of the long words, nearly. "exclude" is none of them. */
static const char *guess_name(struct arena *a, const char *text)
{
	static const char *const names[] = {"include", "exists"};
	size_t n = strcspn(text, ":=");
	const char *near =
		n < 5 || text[n] == '\0' ? NULL : text_nearest(arena_copy(a, text, n), names, 2);

	return near == NULL || tolower((unsigned char)*text) != *near
		       ? NULL
		       : arena_printf(a, "%s:%s", near, text + n + 1);
}

/* "_spf.example.org" */
static const char *guess_include(struct arena *a, const char *text)
{
	struct bytes t = piece_of(text);

	return bytes_begins(t, "_spf.") || bytes_begins(t, "spf.")
		       ? arena_printf(a, "include:%s", text)
		       : NULL;
}

/* "ip4:192.0.2.1,192.0.2.2" */
static const char *guess_several(struct arena *a, const char *text)
{
	struct buf out = {0};
	const char *result;
	size_t n;

	for (const char *p = text; *p != '\0'; p += n + (p[n] != '\0')) {
		const char *part, *address;

		n = strcspn(p, ",;");
		part = arena_copy(a, p, n);
		address = guess_address(a, part);
		buf_str(&out, out.n == 0 || n == 0 ? "" : " ");
		buf_str(&out, address != NULL ? address : part);
	}
	result = arena_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return result;
}

static const char *guess_meant(struct arena *a, const char *text)
{
	static const char *(*const guesses[])(struct arena * a, const char *text) = {
		guess_cleaned,	guess_without_end, guess_several, guess_address,
		guess_modifier, guess_name,	   guess_include, guess_host,
	};

	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
		const char *guess = guesses[i](a, text);

		if (guess != NULL && *guess != '\0' && is_sound(a, guess))
			return guess;
	}
	return NULL;
}

static bool is_sign(char c)
{
	return c != '\0' && strchr("+-~?", c) != NULL;
}

/* The sign in front stays with mechanisms. */
static const char *meant(struct arena *a, const struct spf_term *t)
{
	const char *text = cleaned(a, t->text);
	bool sign = is_sign(text[0]);
	const char *bare = *text == '\0' ? "" : guess_meant(a, text + sign);

	if (bare == NULL || !sign || spf_term_read(a, piece_of(bare), 0)->kind > SPF_EXISTS)
		return bare;
	return strchr(bare, ' ') == NULL ? arena_printf(a, "%c%s", text[0], bare) : NULL;
}

static void find_odd(struct arena *a, struct spf_term *t)
{
	size_t n = (size_t)((char *)memchr(t->text.p, '=', t->text.n) - t->text.p);
	const char *as_mechanism = arena_printf(a, "%.*s:%s", (int)n, t->text.p, t->text.p + n + 1);
	const struct spf_term *m = spf_term_read(a, piece_of(as_mechanism), 0);

	if (n == 1 && tolower((unsigned char)t->text.p[0]) == 'v') {
		t->odd = "a version in the middle: two records were put into one";
		t->meant = "";
	} else if (m->kind < SPF_REDIRECT) {
		t->odd = "with \"=\" it is ignored: mechanisms have a colon";
		t->meant = m->fault == NULL ? as_mechanism : NULL;
	}
}

void spf_term_meant(struct arena *a, struct spf_term *t)
{
	if (t->fault == NULL && t->kind == SPF_MODIFIER)
		find_odd(a, t);
	if (t->fault == NULL)
		return;
	t->meant = meant(a, t);
	if (t->meant != NULL && bytes_alike(t->text, piece_of(t->meant)))
		t->meant = NULL; /* sound by itself: what is wrong is where it stands */
}

/* ---- records ---- */

static const char version[] = "v=spf1";

/* The record, if it is sound: terms that are may still not stand together. */
static const char *sound_record(struct arena *a, const char *record)
{
	struct spf_record *r = ARENA_NEW(a, struct spf_record);

	if (!spf_is_record(piece_of(record)))
		return NULL;
	spf_record_read(a, piece_of(record), r);
	return r->faulty == NULL ? record : NULL;
}

static const char *with_version(struct arena *a, const char *terms)
{
	while (*terms != '\0' && strchr(" ;,:", *terms) != NULL)
		terms++;
	return sound_record(a, *terms == '\0' ? version : arena_printf(a, "%s %s", version, terms));
}

/* "v=spf1include:...", "v=spf1;" */
static const char *glued(struct arena *a, const char *text, const char **record)
{
	const char *rest = text + strlen(version);

	if (!bytes_begins(piece_of(text), version))
		return NULL;
	if (isdigit((unsigned char)*rest) || *rest == '.')
		rest += strcspn(rest, " ");
	*record = with_version(a, rest);
	return "behind \"v=spf1\" has to be a blank";
}

/* "v=spf ...", "spf1 ...", "v = spf1 ...", "v:spf1": the word stands nearly at its start. */
static const char *other_version(struct arena *a, const char *text, const char **record)
{
	size_t marks = strspn(text, "vV=: \""), word = 0;

	if (marks > 6 || !bytes_begins(piece_of(text + marks), "spf"))
		return NULL;
	word = strspn(text + marks + 3, "=: vV0123456789.");
	if (text[marks + 3 + word] != '\0' && !isspace((unsigned char)text[marks + 2 + word]))
		return NULL;
	*record = with_version(a, text + marks + 3 + word);
	return "it does not begin with \"v=spf1\"";
}

static const char *sender_id(struct arena *a, const char *text, const char **record)
{
	(void)a;
	(void)record;
	return bytes_begins(piece_of(text), "spf2.0")
		       ? "\"spf2.0\" is Sender ID, which nobody reads"
		       : NULL;
}

/* "include:_spf.example.org ~all": nothing else ends so. */
static const char *no_version(struct arena *a, const char *text, const char **record)
{
	size_t n = strlen(text);

	if (n < 6 || !is_sign(text[n - 4]) || text[n - 5] != ' ' || !text_has_suffix(text, "all"))
		return NULL;
	*record = with_version(a, text);
	return *record == NULL ? NULL : "it does not begin with \"v=spf1\"";
}

const char *spf_almost(struct arena *a, struct bytes text, const char **record)
{
	static const char *(*const kinds[])(struct arena * a, const char *text,
					    const char **record) = {sender_id, glued, other_version,
								    no_version};
	const char *what = NULL, *clean = cleaned(a, piece_first(text, 4096));

	*record = NULL;
	if (spf_is_record(piece_of(clean))) {
		*record = sound_record(a, clean);
		return "something stands in front of \"v=spf1\"";
	}
	for (size_t i = 0; what == NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		what = kinds[i](a, clean, record);
	return what;
}

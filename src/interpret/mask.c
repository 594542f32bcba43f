#include "interpret/mask.h"

#include "interpret/credential.h"
#include "base/base64.h"

#include <ctype.h>
#include <string.h>

/* A run of bytes that no separator divides. */
struct word {
	const char *p;
	size_t n;
};

static bool separates(char c)
{
	return c == '\0' || strchr(" \t\r\n\"'`<>()[]{},;:=@|", c) != NULL;
}

static bool is_one_of(struct word w, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (bytes_is((struct bytes){(char *)w.p, w.n}, names[i]))
			return true;
	return false;
}

/* ---- what stands before a secret ---- */

/* "Bearer x" */
static bool follows_bearer(struct word before, struct word w)
{
	return before.p != NULL && before.p + before.n < w.p &&
	       is_one_of(before, (const char *const[]){"bearer", NULL});
}

static bool is_mechanism(struct word w)
{
	for (size_t i = 0; i < w.n; i++)
		if (!isupper((unsigned char)w.p[i]) && !isdigit((unsigned char)w.p[i]) &&
		    w.p[i] != '-')
			return false;
	return w.n > 0;
}

/* "AUTH PLAIN AGJvYg==" */
static bool follows_auth(struct word second, struct word first, struct word w)
{
	static const char *const verb[] = {"AUTH", NULL};

	return second.p != NULL && is_one_of(second, verb) && is_mechanism(first) &&
	       !is_mechanism(w);
}

/* ---- what a secret looks like ---- */

static bool has_beginning(struct word w, const char *beginning)
{
	return w.n >= 20 && strncmp(w.p, beginning, strlen(beginning)) == 0;
}

/* A long word of all kinds of characters was made by a machine and means something to another. */
static bool is_key(struct word w)
{
	enum { LONG = 40 };
	bool upper = false, lower = false, number = false;

	for (size_t i = 0; i < w.n; i++) {
		unsigned char c = (unsigned char)w.p[i];

		if (!isalnum(c) && strchr("+/=_-", c) == NULL)
			return false;
		upper = upper || isupper(c);
		lower = lower || islower(c);
		number = number || isdigit(c);
	}
	return w.n >= LONG && upper && lower && number;
}

static bool is_text(const struct buf *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (((unsigned char)b->p[i] < ' ' && b->p[i] > 1) || b->p[i] == 0x7f ||
		    (unsigned char)b->p[i] >= 0x80)
			return false;
	return b->n > 0;
}

/* Base64 of something readable; not of "Username:" and the like, with which servers ask. */
static bool is_encoded_text(struct word w)
{
	struct buf b = {.secret = true};
	bool is;

	if (w.n < 8 || w.n % 4 != 0 || base64_decode(&b, w.p, w.n) < 0) {
		buf_free(&b);
		return false;
	}
	is = is_text(&b) && b.p[b.n - 1] != ':';
	buf_free(&b);
	return is;
}

static bool looks_secret(struct word w)
{
	return has_beginning(w, "eyJ") || has_beginning(w, "ya29.") || is_key(w) ||
	       is_encoded_text(w);
}

/* ---- all words ---- */

/* The equals sign of a form that was sent, or of a query. */
static bool is_coded_equals(const char *p, const char *end)
{
	return end - p >= 3 && p[0] == '%' && p[1] == '3' && (p[2] == 'D' || p[2] == 'd');
}

static struct word word_at(const char *p, const char *end)
{
	struct word w = {p, 0};

	while (p + w.n < end && !separates(p[w.n]) && (w.n == 0 || !is_coded_equals(p + w.n, end)))
		w.n++;
	while (w.n > 0 && p + w.n < end && p[w.n] == '=') /* the end of base64 */
		w.n++;
	return w;
}

static struct word without_end(struct word w)
{
	while (w.n > 0 && w.p[w.n - 1] == '=')
		w.n--;
	return w;
}

static struct span span(struct word w)
{
	return (struct span){w.p, w.n};
}

static bool is_secret(const char *text, struct word second, struct word first, struct word w)
{
	return follows_bearer(first, w) || follows_auth(second, first, w) || looks_secret(w) ||
	       looks_secret(without_end(w)) || credential_alone(text, span(w));
}

struct bytes mask_secrets(struct arena *a, struct bytes given)
{
	const struct bytes text = bytes_copy(a, given.p, given.n); /* with a NUL behind it */
	const char *end = text.p + text.n;
	struct word second = {0}, first = {0};
	struct buf out = {0};
	struct bytes masked;

	for (const char *p = text.p; p < end;) {
		struct word w = word_at(p, end), bare = without_end(w);
		struct span value;

		if (w.n == 0) {
			buf_char(&out, *p++);
			continue;
		}
		value = credential_behind(text.p, span(bare));
		if (value.n > 0 && value.p + value.n <= end) {
			buf_add(&out, p, (size_t)(value.p - p));
			buf_str(&out, "***");
			p = value.p + value.n;
		} else {
			if (is_secret(text.p, second, first, w))
				buf_str(&out, "***");
			else
				buf_add(&out, w.p, w.n);
			p += w.n;
		}
		second = first;
		first = bare;
	}
	masked = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return masked;
}

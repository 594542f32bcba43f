/* What a token says of itself: whatever it is, what is told is capped, harmless and of known words;
 * nothing of the signature, and of one that cannot be read nothing at all, is in it; a report and a
 * record hold it without loss; and what is odd about the same secret is told alike.
 *
 * Input: a byte, then what stands in the source. Lowest bits 1: a header's and a claims' JSON, a
 * line each, of which a JWT is made; 2: the same in a token service's answer; 3: in five parts.
 * Else the bytes as they are. */
#include "fuzz.h"

#include "base/clock.h"
#include "record/record_json.h"
#include "record/words_token.h"
#include "report/details_token.h"
#include "base/base64.h"
#include "smtp/oddities.h"
#include "smtp/token.h"
#include "smtp/token_refusal.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 4 * 256 + 3, LIST_MAX = 256 };

/* ---- one text after the other ---- */

static void text_is_sound(const char *s)
{
	CLAIM(s == NULL || (is_harmless_line(s) && strlen(s) <= TEXT_MAX));
}

static void list_is_sound(const struct list *l)
{
	CLAIM(l->n <= LIST_MAX);
	LIST_EACH (const struct string_item, it, l)
		text_is_sound(it->s);
}

static void date_is_sound(int64_t date)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t again;

	CLAIM(date >= 0 && clock_read(clock_text(date, text), &again) == 0 && again == date);
}

static void facts_are_sound(const struct token_facts *f)
{
	for (const struct token_row *r = token_text_rows; r->label != NULL; r++)
		text_is_sound(*token_text(f, r));
	for (const struct token_row *r = token_list_rows; r->label != NULL; r++)
		list_is_sound(token_list(f, r));
	for (const struct token_row *r = token_date_rows; r->label != NULL; r++)
		date_is_sound(*token_date(f, r));
	CLAIM((f->user == NULL) == (f->user_claim == NULL));
	CLAIM(f->wrapped == NULL || token_phrase(token_wrapped_words, f->wrapped) != NULL);
	CLAIM(f->fault == NULL || token_phrase(token_fault_words, f->fault) != NULL);
	CLAIM(f->like == NULL || token_phrase(token_like_words, f->like) != NULL);
}

static bool says_nothing(const struct token_facts *f)
{
	return f->audiences.n + f->scopes.n + f->roles.n == 0 && f->issuer == NULL &&
	       f->tenant == NULL && f->app == NULL && f->app_name == NULL && f->user == NULL &&
	       f->subject == NULL && f->object == NULL && f->identity == NULL &&
	       f->version == NULL && !f->nonce && f->issued == 0 && f->not_before == 0 &&
	       f->expires == 0;
}

static void form_is_sound(const struct token_facts *f)
{
	CLAIM(f->form == TOKEN_JWT || says_nothing(f));
	CLAIM(f->form == TOKEN_OPAQUE || f->like == NULL);
	CLAIM(f->form != TOKEN_OPAQUE || (f->algorithm == NULL && f->type == NULL));
	CLAIM(f->form != TOKEN_BROKEN || f->fault != NULL);
	CLAIM(f->form == TOKEN_BROKEN || f->fault == NULL ||
	      (f->form == TOKEN_JWT && strcmp(f->fault, "signature") == 0));
}

/* ---- records and reports ---- */

static struct buf written(const struct token_facts *f)
{
	const struct record r = {
		.token = (struct token_facts *)f, .input = "x", .version = "1", .id = "1"};
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	jsonw_begin_object(&w);
	record_write(&w, &r);
	jsonw_end_object(&w);
	return out;
}

static void same_facts(const struct token_facts *f, const struct token_facts *g)
{
	struct buf one = written(f), other = written(g);

	CLAIM(one.n == other.n && memcmp(one.p, other.p, one.n) == 0);
	buf_free(&one);
	buf_free(&other);
}

static void record_holds_them(const struct token_facts *f)
{
	char fault[256] = "no token";
	struct buf json = written(f);
	struct record *r = record_read(json.p, json.n, fault, sizeof(fault));

	if (r == NULL || r->token == NULL)
		claim_failed(fault, __FILE__, __LINE__);
	same_facts(f, r->token);
	record_free(r);
	buf_free(&json);
}

static void report_is_harmless(struct arena *a, const struct token_facts *f)
{
	struct report_options options = {.columns = 40};
	struct buf out = {0};
	const struct page p = {.arena = a, .out = &out, .options = &options};

	details_token(&p, f);
	options.columns = 100;
	details_token(&p, f);
	CLAIM(out.n > 0 && is_harmless(out.p, out.n, NEUTRAL_LINES));
	buf_free(&out);
}

/* ---- what they are of ---- */

/* Another of its kind, for each byte of a signature. */
static char turned(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)('a' + (c - 'a' + 13) % 26);
	if (c >= 'A' && c <= 'Z')
		return (char)('A' + (c - 'A' + 13) % 26);
	return c >= '0' && c <= '9' ? (char)('0' + (c - '0' + 5) % 10) : c;
}

/* Where the signature of the text's token is; NULL: it is none of three parts. */
static char *signature_in(struct bytes token)
{
	char *first = token.p == NULL ? NULL : memchr(token.p, '.', token.n), *last;

	if (first == NULL)
		return NULL;
	last = memrchr(token.p, '.', token.n);
	return last == first || memchr(first + 1, '.', token.n - (size_t)(first + 1 - token.p)) !=
					last
		       ? NULL
		       : last + 1;
}

/* What is told does not depend on the signature. */
static void nothing_of_the_signature(struct arena *a, const struct token_facts *f, const char *text,
				     size_t n)
{
	char *other = arena_copy(a, text, n);
	struct bytes token = token_within(other, n);
	char *from = signature_in(token);
	struct token_facts g;

	if (f->form != TOKEN_JWT || from == NULL)
		return;
	for (char *p = from; p < token.p + token.n; p++)
		*p = turned(*p);
	token_look(a, other, n, &g);
	same_facts(f, &g);
}

/* The token alone says the same as it does in what it stands in. */
static void same_within(struct arena *a, const struct token_facts *f, const char *text, size_t n)
{
	struct bytes token = token_within(text, n);
	struct token_facts g;

	if (token.p == NULL || (token.n > 0 && strchr("{\"'`", token.p[0]) != NULL))
		return; /* wrapped more than once */
	CLAIM(token.p >= text && token.p + token.n <= text + n && (int)token.n == f->bytes);
	token_look(a, token.p, token.n, &g);
	if (g.wrapped != NULL || g.bytes != f->bytes)
		return;
	g.wrapped = f->wrapped;
	same_facts(f, &g);
}

static void oddities_agree(struct arena *a, const struct token_facts *f, const char *text, size_t n)
{
	struct secret_facts odd = {0};

	secret_look(a, text, n, NULL, true, &odd);
	CLAIM(list_has_string(&odd.oddities, secret_oddity_names[ODDITY_TOKEN_OPAQUE]) ==
	      (f->form == TOKEN_OPAQUE));
	CLAIM(!list_has_string(&odd.oddities, secret_oddity_names[ODDITY_JWT_CUT]) ||
	      f->fault != NULL);
}

static void refusal_is_harmless(struct arena *a, const char *text, size_t n)
{
	const char *words = token_refusal_in_words(a, bytes_copy(a, text, n));

	CLAIM(words == NULL || is_harmless_line(words));
}

static void look(struct arena *a, const char *text, size_t n)
{
	struct token_facts f;

	token_look(a, text, n, &f);
	facts_are_sound(&f);
	form_is_sound(&f);
	record_holds_them(&f);
	report_is_harmless(a, &f);
	nothing_of_the_signature(a, &f, text, n);
	same_within(a, &f, text, n);
	oddities_agree(a, &f, text, n);
	refusal_is_harmless(a, text, n);
}

/* ---- made of JSON ---- */

static const char signature[] = "c2lnbmF0dXJlLXRoYXQtbm9ib2R5LWtlZXBz";

static void made(struct buf *out, const char *header, const char *claims, size_t n, bool encrypted)
{
	base64url_encode(out, header, strlen(header));
	buf_char(out, '.');
	base64url_encode(out, claims, n);
	buf_char(out, '.');
	buf_str(out, signature);
	if (encrypted)
		buf_str(out, ".e30.e30");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	int form = input_byte(&in) & 3;
	char *header = form == 0 ? NULL : input_line(&in), *rest;
	struct arena *a = arena_new();
	struct buf text = {0};
	size_t n;

	rest = input_rest(&in, &n);
	if (form == 2)
		buf_str(&text, "{\"token_type\":\"Bearer\",\"access_token\":\"");
	if (form != 0)
		made(&text, header, rest, n, form == 3);
	if (form == 2)
		buf_str(&text, "\"}\n");
	look(a, form == 0 ? rest : text.p, form == 0 ? n : text.n);
	free(header);
	free(rest);
	buf_free(&text);
	arena_free(a);
	return 0;
}

/* What comes to the port that waits for a browser, or is pasted: nothing is taken without our
 * state, in pieces it reads like at once, what is taken is what may be sent and shown.
 *
 * Input: the bytes of a connection, or of a line. */
#include "fuzz.h"

#include "oauth/redirect.h"

#include <stdlib.h>
#include <string.h>

#define STATE "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"
#define OTHER "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"

static const struct secret ours = {.p = (char *)STATE, .n = sizeof(STATE) - 1};
static const struct secret other = {.p = (char *)OTHER, .n = sizeof(OTHER) - 1};

static bool is_taken(const struct redirect *r)
{
	return r->kind == REDIRECT_CODE || r->kind == REDIRECT_ERROR;
}

static void is_sound(const struct redirect *r)
{
	CLAIM((r->kind == REDIRECT_CODE) == (r->code.p != NULL));
	CLAIM((r->kind == REDIRECT_ERROR) == (r->error != NULL));
	CLAIM((r->kind == REDIRECT_REFUSED) == (r->why != NULL));
	CLAIM((r->status == 200) == is_taken(r));
	CLAIM((r->status == 0) == (r->kind == REDIRECT_MORE));
	CLAIM(r->status == 0 || r->status == 200 || r->status == 400 || r->status == 404 ||
	      r->status == 405 || r->status == 431);
	CLAIM(r->error == NULL || is_harmless_line(r->error));
	CLAIM(r->description == NULL || is_harmless_line(r->description));
	CLAIM(r->uri == NULL || is_harmless_line(r->uri));
	if (r->code.p == NULL)
		return;
	CLAIM(r->code.n > 0 && r->code.n <= REDIRECT_CODE_MAX && strlen(r->code.p) == r->code.n);
	for (size_t i = 0; i < r->code.n; i++)
		CLAIM(r->code.p[i] >= ' ' && r->code.p[i] <= '~');
}

static bool same(const struct redirect *a, const struct redirect *b)
{
	return a->kind == b->kind && a->status == b->status && same_text(a->why, b->why) &&
	       same_text(a->code.p, b->code.p) && same_text(a->error, b->error) &&
	       same_text(a->description, b->description) && same_text(a->uri, b->uri);
}

/* Byte by byte: nothing is said until something is, and then it is the same. */
static void in_pieces(struct arena *a, const char *p, size_t n, struct redirect *whole)
{
	struct redirect r = {0};
	char *exact;

	for (size_t i = n > 600 ? n - 600 : 0; i <= n && r.kind == REDIRECT_MORE; i++) {
		exact = malloc(i + 1); /* so that a sanitizer sees who reads past it */
		memcpy(exact, p, i);
		r = redirect_of_request(a, &ours, 4711, exact, i);
		free(exact);
	}
	CLAIM(same(&r, whole));
	secret_wipe(&r.code);
}

static void nobody_elses(struct redirect r)
{
	CLAIM(!is_taken(&r));
	is_sound(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	struct redirect r;
	size_t n;
	char *text = input_rest(&in, &n);

	r = redirect_of_request(a, &ours, 4711, text, n);
	is_sound(&r);
	in_pieces(a, text, n, &r);
	secret_wipe(&r.code);
	r = redirect_of_line(a, &ours, text, n);
	CLAIM(r.kind != REDIRECT_MORE);
	is_sound(&r);
	secret_wipe(&r.code);
	nobody_elses(redirect_of_request(a, &other, 4711, text, n));
	nobody_elses(redirect_of_line(a, &other, text, n));
	if (n > 0)
		r = redirect_of_request(a, &ours, 4712, text, n);
	CLAIM(!is_taken(&r) || memmem(text, n, "4712", 4) != NULL);
	secret_wipe(&r.code);
	free(text);
	arena_free(a);
	return 0;
}

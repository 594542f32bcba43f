/* A reply against the whole catalogue: any reply has an entry, that entry fits it, and neither line
 * ends nor letters of the other case change the answer.
 *
 * Input: stage, command, provider, first digit of the code, two more; enhanced code to a line feed
 * (or none); the text. */
#include "fuzz.h"

#include "interpret/match.h"
#include "know/codes.h"
#include "know/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const commands[] = {NULL, "MAIL", "RCPT", "AUTH", "EHLO", "DATA"};
static const char *const providers[] = {NULL, "microsoft365", "google", "generic", "no-such"};

#define PICK(table, byte) (table)[(byte) % (sizeof(table) / sizeof((table)[0]))]

static bool in_list(const struct list *patterns, const struct reply *r)
{
	LIST_EACH (const struct string_item, it, patterns)
		if (code_matches(it->s, r->code))
			return true;
	return patterns->n == 0;
}

/* The text may hold any byte. */
static bool holds_any(const struct reply *r, const char *bytes)
{
	for (; *bytes != '\0'; bytes++)
		if (memchr(r->text.p, *bytes, r->text.n) != NULL)
			return true;
	return false;
}

/* Its codes, where no reply inside the text can have brought it in. */
static void fits(const struct entry *e, const struct reply *r)
{
	CLAIM(entry_has_when(e));
	if (!holds_any(r, "45"))
		CLAIM(in_list(&e->when.codes, r));
}

static char other_case(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_ascii(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] >= 0x80)
			return false;
	return true;
}

static void normal_form(struct arena *a, const struct reply *r)
{
	const char *s = match_normalise(a, fuzz_knowledge(), r);

	CLAIM(strlen(s) <= 4096 && strpbrk(s, "\r\n\t") == NULL);
	CLAIM(strlen(s) <= r->text.n);
}

static void same_in_disguise(const struct knowledge *k, const struct match_query *q,
			     const struct entry *found)
{
	char *text = q->reply->text.p;
	size_t n = q->reply->text.n;

	for (size_t i = 0; i < n; i++)
		text[i] = text[i] == '\n' ? ' ' : text[i];
	CLAIM(match_reply(k, q) == found);
	/* what quotes a reply ("said: ", "Error: ") is written in one way only */
	if (!is_ascii(text, n) || holds_any(q->reply, ":<-"))
		return;
	for (size_t i = 0; i < n; i++)
		text[i] = other_case(text[i]);
	CLAIM(match_reply(k, q) == found);
}

static int code_of(struct input *in)
{
	int first = 2 + input_byte(in) % 4, second = input_byte(in) % 10;

	return 100 * first + 10 * second + input_byte(in) % 10;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const struct knowledge *k = fuzz_knowledge();
	struct reply r = {.lines = 1};
	struct match_query q = {.reply = &r};
	struct arena *a = arena_new();
	const struct entry *found;
	char *enhanced, *text;

	q.stage = input_byte(&in) % (STAGE_COUNT + 1) - 1;
	q.command = PICK(commands, input_byte(&in));
	q.provider = PICK(providers, input_byte(&in));
	r.code = code_of(&in);
	enhanced = input_line(&in);
	r.enhanced = *enhanced == '\0' ? NULL : enhanced;
	text = input_rest(&in, &r.text.n);
	r.text.p = text;
	normal_form(a, &r);
	found = match_reply(k, &q);
	CLAIM(found != NULL || r.code < 400);
	if (found != NULL) {
		CLAIM(knowledge_entry(k, found->id) == found);
		fits(found, &r);
		match_is_general(found);
	}
	same_in_disguise(k, &q, found);
	free(enhanced);
	free(text);
	arena_free(a);
	return 0;
}

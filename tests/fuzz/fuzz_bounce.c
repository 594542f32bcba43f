/* A message against the whole catalogue: whatever it holds, items are bounded, what is said is
 * harmless and comes from it, a report that stands before it is still read, no secret comes back.
 *
 * Input: the message. */
#include "fuzz.h"

#include "bounce/bounce.h"
#include "interpret/explain.h"
#include "report/explained.h"

#include <stdlib.h>
#include <string.h>

static const struct gathered read_nothing;

enum { EXPLAINED = 4 }; /* the catalogue takes long: one message of so many */

static const char secret[] = "AUTH PLAIN AGJvYgBodW50ZXIy password: hunter2";

static const char before[] =
	"From: MAILER-DAEMON@mail.example.org\nMIME-Version: 1.0\n"
	"Content-Type: multipart/report; boundary=\"the-outer\"\n\n--the-outer\n"
	"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; bob@example.org\n"
	"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n\n--the-outer\n";

static void sound_bounced(const struct bounced *b)
{
	CLAIM(b->recipients.n <= BOUNCE_RECIPIENTS && b->recipients.n <= b->recipient_count);
	CLAIM(b->recipient_count >= 1);
	CLAIM(b->date == NULL || strpbrk(b->date, "\r\n") == NULL);
}

static void sound_item(const struct paste_item *it)
{
	const struct reply *r = &it->reply;

	CLAIM(it->line >= 1 && it->stage >= -1 && it->stage < STAGE_COUNT);
	CLAIM(r->code == 0 || (r->code >= 200 && r->code <= 599));
	CLAIM(r->text.n <= 2 * PASTE_WORDS_MAX && it->words.n <= 2 * PASTE_WORDS_MAX);
	CLAIM(it->recipient == NULL || strpbrk(it->recipient, "\r\n") == NULL);
	CLAIM(it->refused_by == NULL || strpbrk(it->refused_by, " \r\n") == NULL);
	if (it->bounced != NULL)
		sound_bounced(it->bounced);
}

static void sound_faults(const struct list *faults)
{
	CLAIM(faults->n <= 8);
	LIST_EACH (const struct string_item, it, faults)
		CLAIM(is_harmless_line(it->s));
}

static void sound_explanation(struct arena *a, const struct knowledge *k, const struct list *items,
			      bool has_secret)
{
	const struct explain_context context = {.stage = -1};
	const struct report_options options = {.verbosity = 1, .columns = 80};
	struct list explained = explain_items(a, k, items, &context);
	struct buf out = {0};

	explained_text(&out, &explained, &read_nothing, &options);
	CLAIM(out.n == 0 || is_harmless(out.p, out.n, NEUTRAL_LINES));
	explained_json(&out, &explained, &read_nothing);
	CLAIM(has_secret ||
	      (strstr(out.p, "hunter2") == NULL && strstr(out.p, "AGJvYgBodW50ZXIy") == NULL));
	buf_free(&out);
}

static struct list read_message(struct arena *a, const struct knowledge *k, struct bytes text)
{
	struct list items = {0}, faults = {0};

	bounce_is_message(text);
	bounce_read(a, k, text, &items, &faults);
	CLAIM(items.n <= BOUNCE_ITEMS_MAX);
	LIST_EACH (const struct paste_item, it, &items)
		sound_item(it);
	sound_faults(&faults);
	return items;
}

static struct bytes joined(struct arena *a, const char *first, struct bytes second,
			   const char *last)
{
	struct buf all = {0};
	struct bytes copy;

	buf_str(&all, first);
	buf_add(&all, second.p, second.n);
	buf_str(&all, last);
	copy = bytes_copy(a, all.p, all.n);
	buf_free(&all);
	return copy;
}

/* Whatever is sent behind it. */
static void report_is_read(struct arena *a, const struct knowledge *k, struct bytes text)
{
	struct list items = read_message(a, k, joined(a, before, text, ""));
	const struct paste_item *first = (const void *)items.first;

	CLAIM(first != NULL && first->reply.code == 550);
	CLAIM(strcmp(first->recipient, "bob@example.org") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const struct knowledge *k = fuzz_knowledge();
	struct arena *a = arena_new();
	struct list items;
	struct bytes text;
	bool has_secret;

	text.p = input_rest(&in, &text.n);
	has_secret = bytes_has(text, "hunter2") || bytes_has(text, "AGJvYgBodW50ZXIy") ||
		     bytes_has(text, "base64") || bytes_has(text, "quoted");
	items = read_message(a, k, joined(a, "", text, secret));
	if (size % EXPLAINED == 0)
		sound_explanation(a, k, &items, has_secret);
	report_is_read(a, k, text);
	free(text.p);
	arena_free(a);
	return 0;
}

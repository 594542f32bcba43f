/* A paste against the whole catalogue: whatever it holds, what is said of it is bounded, harmless
 * and JSON, no code is made up, no secret comes back, and line ends do not change the answer.
 *
 * Input: provider, stage; the paste. */
#include "fuzz.h"

#include "base/netaddr.h"
#include "domain/refusal.h"
#include "interpret/explain.h"
#include "report/explained.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const providers[] = {NULL, "microsoft365", "gmail", "generic"};

static const char secret[] = "AUTH PLAIN AGJvYgBodW50ZXIy password: hunter2";

#define PICK(table, byte) (table)[(byte) % (sizeof(table) / sizeof((table)[0]))]

/* Its digits stand in the text, side by side. */
static bool stands_in(struct bytes text, int code)
{
	char digits[8];

	snprintf(digits, sizeof(digits), "%d", code);
	return bytes_has(text, digits);
}

static void sound_item(const struct paste_item *it, struct bytes text)
{
	const struct reply *r = &it->reply;

	CLAIM(it->line >= 1 && it->stage >= -1 && it->stage < STAGE_COUNT);
	CLAIM(r->code == 0 || (r->code >= 200 && r->code <= 599));
	/* three words for three digits, of one library, and escapes may make them */
	if (r->code != 0 && !bytes_has(text, "severity") && !bytes_has(text, "\\") &&
	    !bytes_has(text, "&") && !bytes_has(text, "\033") && !bytes_has(text, "<"))
		CLAIM(stands_in(text, r->code));
	CLAIM(r->text.n <= 2 * PASTE_WORDS_MAX && it->words.n <= PASTE_WORDS_MAX);
}

/* What was said; of Entra's refusals what its support asks for, too. */
static bool sound_evidence(const struct finding *f)
{
	const struct evidence *last = (const void *)f->evidence.last;

	if (f->evidence.n != 2)
		return f->evidence.n == 1;
	return strncmp(f->id, "entra-", strlen("entra-")) == 0 && strcmp(last->kind, "note") == 0 &&
	       is_harmless(last->text.p, last->text.n, NEUTRAL_LINE);
}

static void sound_findings(const struct explanation *x)
{
	CLAIM(x->findings.n >= 1 && x->findings.n <= 5);
	LIST_EACH (const struct finding, f, &x->findings) {
		CLAIM(f->title != NULL && f->meaning != NULL && sound_evidence(f));
		CLAIM(strchr(f->title, '\n') == NULL);
	}
}

/* Whose SPF is asked for (--reply): nothing, or an address that anybody may have. */
static void sound_address(struct arena *a, struct bytes text)
{
	const char *address = refusal_address(a, text);

	CLAIM(address == NULL || (address_family(address) != 0 && !private_address(address)));
}

static const struct gathered read_nothing = {0};

static void sound_json(const struct list *explained)
{
	struct buf out = {0};
	json_error_t error;
	json_t *document;

	explained_json(&out, explained, &read_nothing);
	document = json_loadb(out.p, out.n, 0, &error);
	CLAIM(document != NULL);
	CLAIM(json_array_size(json_object_get(document, "items")) == explained->n);
	json_decref(document);
	buf_free(&out);
}

static void sound_text(const struct list *explained, int verbosity)
{
	const struct report_options options = {.verbosity = verbosity, .columns = 80};
	struct buf out = {0};

	explained_text(&out, explained, &read_nothing, &options);
	for (size_t i = 0; i < out.n; i++)
		CLAIM((unsigned char)out.p[i] >= ' ' || out.p[i] == '\n');
	CLAIM((out.n == 0) == (explained->n == 0));
	buf_free(&out);
}

/* The secrets behind it are masked whatever stands before. */
static void no_secret(struct arena *a, const struct knowledge *k, struct bytes text,
		      const struct explain_context *context)
{
	struct list items = {0}, explained;
	struct buf all = {0}, out = {0};

	buf_add(&all, text.p, text.n);
	buf_char(&all, '\n');
	buf_str(&all, secret);
	paste_read(a, (struct bytes){all.p, all.n}, &items);
	explained = explain_items(a, k, &items, context);
	explained_json(&out, &explained, &read_nothing);
	if (!bytes_has(text, "hunter2") && !bytes_has(text, "AGJvYgBodW50ZXIy"))
		CLAIM(strstr(out.p, "hunter2") == NULL &&
		      strstr(out.p, "AGJvYgBodW50ZXIy") == NULL);
	buf_free(&all);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const struct knowledge *k = fuzz_knowledge();
	struct arena *a = arena_new();
	struct list items = {0}, explained;
	struct explain_context context;
	struct bytes text;

	context.provider = PICK(providers, input_byte(&in));
	context.stage = input_byte(&in) % (STAGE_COUNT + 1) - 1;
	context.command = NULL;
	text.p = input_rest(&in, &text.n);
	paste_read(a, text, &items);
	CLAIM(items.n <= PASTE_ITEMS_MAX);
	LIST_EACH (const struct paste_item, it, &items)
		sound_item(it, text);
	explained = explain_items(a, k, &items, &context);
	LIST_EACH (const struct explanation, x, &explained)
		sound_findings(x);
	sound_json(&explained);
	sound_address(a, text);
	for (int verbosity = -1; verbosity <= 1; verbosity++)
		sound_text(&explained, verbosity);
	no_secret(a, k, text, &context);
	free(text.p);
	arena_free(a);
	return 0;
}

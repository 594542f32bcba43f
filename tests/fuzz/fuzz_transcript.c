/* What programs print of a dialogue, in any form: records that can be written and read again, a
 * verdict for each, no secret of a login in any of it, and no user's name unless it was asked for.
 *
 * Input: which login goes before (see preludes), whether names are wanted; the text. */
#include "fuzz.h"

#include "interpret/interpret.h"
#include "record/record_json.h"
#include "report/explained.h"
#include "transcript/transcript.h"

#include <stdlib.h>
#include <string.h>

/* bob-planted@example.org, and a password */
#define USER "bob-planted@example.org"
#define USER_64 "Ym9iLXBsYW50ZWRAZXhhbXBsZS5vcmc="
#define SECRET "Zk9-plantedSecret-81"
#define SECRET_64 "Wms5LXBsYW50ZWRTZWNyZXQtODE="
#define PLAIN_64 "AGJvYi1wbGFudGVkQGV4YW1wbGUub3JnAFprOS1wbGFudGVkU2VjcmV0LTgx"

static const char *const preludes[] = {
	"",
	"S: 220 mail.example.org ESMTP\nC: EHLO me\nS: 250 AUTH PLAIN\nC: AUTH PLAIN " PLAIN_64 "\n",
	"S: 220 mail.example.org ESMTP\nC: EHLO me\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\n"
	"S: 334 VXNlcm5hbWU6\nC: " USER_64 "\nS: 334 UGFzc3dvcmQ6\nC: " SECRET_64 "\n",
	"=== Trying mail.example.org:587...\n=== Connected to mail.example.org.\n"
	"<-  220 mail.example.org ESMTP\n -> EHLO me\n<-  250 AUTH LOGIN\n -> AUTH LOGIN\n"
	"<-  334 VXNlcm5hbWU6\n -> " USER_64 "\n<-  334 UGFzc3dvcmQ6\n -> " SECRET_64 "\n",
	"S: 220 mail.example.org ESMTP\nC: EHLO me\nS: 250 AUTH PLAIN\nC: AUTH PLAIN " PLAIN_64
	"\nS: 535 5.7.8 " SECRET " is wrong, " PLAIN_64 " too\n",
};

static const struct gathered read_nothing = {0};

static struct buf written(const struct record *r)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	jsonw_begin_object(&w);
	record_write(&w, r);
	jsonw_end_object(&w);
	return out;
}

/* The record as JSON; release with buf_free(). */
static struct buf no_loss(const struct record *r)
{
	struct buf once = written(r), twice;
	char fault[256] = "";
	struct record *back = record_read(once.p, once.n, fault, sizeof(fault));

	if (back == NULL)
		claim_failed(fault, __FILE__, __LINE__);
	twice = written(back);
	CLAIM(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
	buf_free(&twice);
	record_free(back);
	return once;
}

static void keeps_quiet(const struct buf *out, bool names, const struct buf *given, size_t planted)
{
	static const char *const secrets[] = {SECRET, SECRET_64, PLAIN_64};
	const struct bytes shown = {out->p, out->n};
	/* what the fuzzer itself wrote elsewhere is not of this login */
	const struct bytes rest = {given->p + planted, given->n - planted};

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (!bytes_has(rest, "planted") && !bytes_has(rest, secrets[i]))
			CLAIM(!bytes_has(shown, secrets[i]));
	if (!names && !bytes_has(rest, "planted"))
		CLAIM(!bytes_has(shown, USER));
}

static void sound(const struct explanation *x)
{
	CLAIM(x->of != NULL && x->of->line >= 1 && x->form != NULL);
	CLAIM(x->record != NULL && x->verdict != NULL && x->verdict->finding != NULL);
	CLAIM(x->findings.n >= 1);
	CLAIM(x->verdict->finding == (const struct finding *)(const void *)x->findings.first);
	CLAIM(x->record->sessions.n <= DIALOGUES_MAX);
	LIST_EACH (const struct finding, f, &x->findings) {
		CLAIM(is_harmless_line(f->title) && is_harmless_line(f->meaning));
		CLAIM(f->session_index >= -1 && f->session_index < (int)x->record->sessions.n);
	}
}

static void read_all(const struct buf *text, bool names, size_t planted)
{
	const struct report_options options = {.columns = 80, .verbosity = 2};
	struct arena *a = arena_new();
	struct list dialogues = {0}, explained;
	struct buf json = {0}, shown = {0};

	transcript_read(a, fuzz_knowledge(), (struct bytes){text->p, text->n}, names, &dialogues);
	CLAIM(dialogues.n <= DIALOGUES_MAX);
	CLAIM(dialogues.n == 0 || transcript_is((struct bytes){text->p, text->n}));
	explained = transcript_explain(a, fuzz_knowledge(), &dialogues);
	CLAIM(explained.n == dialogues.n);
	LIST_EACH (const struct explanation, x, &explained) {
		struct buf record = no_loss(x->record);

		sound(x);
		keeps_quiet(&record, names, text, planted);
		buf_free(&record);
	}
	explained_json(&json, &explained, &read_nothing);
	explained_text(&shown, &explained, &read_nothing, &options);
	CLAIM(is_harmless(shown.p, shown.n, NEUTRAL_LINES));
	keeps_quiet(&json, names, text, planted);
	keeps_quiet(&shown, names, text, planted);
	buf_free(&json);
	buf_free(&shown);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const char *prelude = preludes[input_byte(&in) % (sizeof(preludes) / sizeof(preludes[0]))];
	const bool names = input_byte(&in) & 1;
	struct buf text = {0};
	size_t len;
	char *rest = input_rest(&in, &len);

	buf_str(&text, prelude);
	buf_add(&text, rest, len);
	read_all(&text, names, strlen(prelude));
	buf_free(&text);
	free(rest);
	return 0;
}

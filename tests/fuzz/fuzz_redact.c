/* Text for strangers: a mailbox, a host, addresses and words that the record knows are found
 * between any others, in small and capital letters, and what is hidden is hidden in the same way
 * twice.
 *
 * Input: what stands before them, a NUL, and what follows; a blank keeps them apart. */
#include "fuzz.h"

#include "know/public.h"
#include "record/redact.h"

#include <string.h>
#include <strings.h>

static const char *const planted[] = {
	"zorblax",
	"zorblax@quimbyworks.example",
	"vault7.quimbyworks.example",
	"203.0.113.77",
	"2001:db8:77:88::99",
	"em9yYmxheEBxdWltYnl3b3Jrcy5leGFtcGxl",
	"VAULT7",
	"zorblax%40quimbyworks.example",
};
static const char *const left[] = {"zorblax",	   "quimbyworks", "vault7",
				   "203.0.113.77", "2001:db8:77", "em9yYmxheEBxdWltYnl3"};

enum { PLANTED = sizeof(planted) / sizeof(planted[0]), LEFT = sizeof(left) / sizeof(left[0]) };

static bool has(struct bytes b, const char *word)
{
	size_t n = strlen(word);

	for (size_t at = 0; at + n <= b.n; at++)
		if (strncasecmp(b.p + at, word, n) == 0)
			return true;
	return false;
}

static struct bytes hidden(struct arena *a, struct bytes text)
{
	struct redact_rules rules = {.key = {0}};
	struct record *r = record_new();
	struct session *s = ARENA_NEW(r->arena, struct session);
	struct transcript_line *line = ARENA_NEW(r->arena, struct transcript_line);
	struct bytes shown;

	s->host = s->address = "mail.quimbyworks.example";
	line->text = text;
	list_append(&s->transcript, line);
	list_append(&r->sessions, s);
	r->user = "zorblax@quimbyworks.example";
	r->hostname = "vault7";
	public_rules(fuzz_knowledge(), &rules);
	record_redact(r, &rules);
	shown = bytes_copy(a, line->text.p, line->text.n);
	record_free(r);
	return shown;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct bytes input = bytes_copy(a, data, size);
	const char *nul = memchr(input.p, '\0', size + 1);
	size_t before = (size_t)(nul - input.p), after = before < size ? size - before - 1 : 0;

	for (size_t i = 0; size < 4096 && i < PLANTED; i++) {
		struct buf text = {0};
		struct bytes shown;
		bool was_there = false;

		for (size_t k = 0; k < LEFT; k++)
			was_there |= has(input, left[k]);
		buf_add(&text, input.p, before);
		buf_printf(&text, " %s ", planted[i]);
		buf_add(&text, nul + (after > 0), after);
		shown = hidden(a, (struct bytes){text.p, text.n});
		for (size_t k = 0; k < LEFT; k++)
			CLAIM(was_there || !has(shown, left[k]));
		CLAIM(bytes_alike(shown, hidden(a, (struct bytes){text.p, text.n})));
		buf_free(&text);
	}
	arena_free(a);
	return 0;
}

/* What saved reports have said: any words that are taken can be shown in every form, harmlessly,
 * and printed again they say the same.
 *
 * Input: JSON. */
#include "fuzz.h"
#include "jsonmutate.h"

#include "interpret/interpret.h"
#include "interpret/recorded.h"
#include "record/record_json.h"
#include "report/report.h"

#include <string.h>

enum { FAULT = 256 };

/* A record and what was said of it; no record: it was refused. */
struct told {
	struct record *record;
	struct interpretation *interpretation;
};

static struct told read_told(const char *text, size_t n)
{
	char fault[FAULT] = "";
	struct told t = {.record = record_read(text, n, fault, sizeof(fault))};

	if (t.record != NULL)
		t.interpretation =
			recorded_read(t.record, fuzz_knowledge(), text, n, fault, sizeof(fault));
	if (t.interpretation == NULL) {
		CLAIM(is_harmless_line(fault));
		t.record = record_free(t.record);
	}
	return t;
}

static void drop(struct told *t)
{
	interpretation_free(t->interpretation);
	record_free(t->record);
}

static struct buf shown(const char *reporter, const struct told *t, const struct report_options *o)
{
	struct buf out = {0};

	reporter_find(reporter)->write(&out, t->record, t->interpretation, fuzz_knowledge(), o);
	return out;
}

static bool same(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

static void in_all_forms(const struct told *t)
{
	for (int i = 0; reporter_names[i] != NULL; i++)
		for (int verbosity = -1; verbosity <= 2; verbosity++) {
			const struct report_options o = {.columns = 80, .verbosity = verbosity};
			struct buf out = shown(reporter_names[i], t, &o);

			CLAIM(out.n == 0 || is_harmless(out.p, out.n, NEUTRAL_LINES));
			buf_free(&out);
		}
}

static void same_again(const struct told *t)
{
	const struct report_options o = {.columns = 80};
	struct buf once = shown("json", t, &o), twice;
	struct told back = read_told(once.p, once.n);

	CLAIM(back.record != NULL);
	twice = shown("json", &back, &o);
	CLAIM(same(&once, &twice));
	buf_free(&once);
	buf_free(&twice);
	drop(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct told t = read_told((const char *)data, size);

	if (t.record == NULL)
		return 0;
	in_all_forms(&t);
	same_again(&t);
	drop(&t);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return json_mutate(data, size, room, seed);
}

/* Lines of sweep --brief, as anybody may have written them: what is read is harmless, a line that
 * does not say that it is one is none, and what many come to is shown harmlessly, as JSON, too, and
 * is the same in the other order.
 *
 * Input: the lines. */
#include "fuzz.h"

#include "report/overview.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 64 };

static const struct report_options options[] = {
	{.columns = 80}, {.columns = 40, .verbosity = 1}, {.columns = 80, .verbosity = -1}};

struct read_lines {
	struct arena *arena;
	struct brief at[LINES_MAX];
	size_t n;
};

static void claim_text(const char *s)
{
	CLAIM(s == NULL || *s == '\0' || is_harmless_line(s));
}

static void take(struct read_lines *l, const char *line)
{
	size_t n = strlen(line);
	struct brief *b = &l->at[l->n];
	const char *fault = NULL;
	int rc = brief_read(l->arena, line, n, b, &fault);

	CLAIM((rc == -1) == (fault != NULL));
	if (rc != 0)
		return;
	CLAIM(brief_claims(line, n) || strchr(line, '\\') != NULL);
	CLAIM(b->input != NULL && b->finding != NULL && b->summary != NULL);
	claim_text(b->input);
	claim_text(b->key);
	claim_text(b->tag);
	claim_text(b->provider);
	claim_text(b->finding);
	claim_text(b->summary);
	l->n++;
}

static void add(struct overview *v, const struct read_lines *l, bool backwards)
{
	overview_file(v, "results.ndjson");
	for (size_t i = 0; i < l->n; i++)
		overview_add(v, (int)i + 1, &l->at[backwards ? l->n - 1 - i : i], NULL);
}

static void claim_json(const struct buf *out)
{
	json_t *json = json_loadb(out->p, out->n, JSON_REJECT_DUPLICATES, NULL);

	CLAIM(json != NULL);
	json_decref(json);
}

static void show(struct overview *v)
{
	struct buf out = {0};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		overview_text(&out, v, &options[i]);
		CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINES));
		buf_clear(&out);
	}
	overview_json(&out, v);
	claim_json(&out);
	buf_free(&out);
}

static struct buf summed_up(const struct read_lines *l, bool backwards)
{
	struct summary *s = summary_new(fuzz_knowledge(), cert_days_default);
	struct buf out = {0};

	for (size_t i = 0; i < l->n; i++)
		summary_add_short(s, &l->at[backwards ? l->n - 1 - i : i]);
	summary_json(&out, s);
	claim_json(&out);
	summary_text(&out, s, &options[1]);
	summary_free(s);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct read_lines l = {.arena = arena_new()};
	struct overview *v;
	struct buf one, other;

	while (in.n > 0 && l.n < LINES_MAX) {
		char *line = input_line(&in);

		take(&l, line);
		free(line);
	}
	v = overview_new(fuzz_knowledge(), cert_days_default);
	add(v, &l, false);
	show(v);
	overview_free(v);
	one = summed_up(&l, false);
	other = summed_up(&l, true);
	CLAIM(one.n == other.n && memcmp(one.p, other.p, one.n) == 0);
	buf_free(&one);
	buf_free(&other);
	arena_free(l.arena);
	return 0;
}

/* Why a token service gave no token: whatever it said, there is one reason, and what is shown of it
 * is harmless.
 *
 * Input: a byte for the grant, the rest of its line, then lines: step, URL, fault, HTTP status, and
 * what the answer may hold (error, description, suberror, number, trace id, correlation id, time),
 * service, detail. */
#include "fuzz.h"

#include "interpret/token.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 14 };

static const char *const faults[] = {"dns",    "connect", "tls",      "timeout", "http",
				     "answer", "error",	  "redirect", "local",	 NULL};

/* As the exchange gives it: one of those that there are. */
static const char *fault_of(const char *line)
{
	for (size_t i = 0; faults[i] != NULL; i++)
		if (strcmp(faults[i], line) == 0)
			return faults[i];
	return "http";
}

static const char *or_null(const char *line)
{
	return *line == '\0' ? NULL : line;
}

static void sound(const struct interpretation *i)
{
	const struct finding *f = i->verdict.finding;

	CLAIM(f != NULL && i->findings.n == 1 && i->verdict.status == VERDICT_FAILED);
	CLAIM(f->severity == SEVERITY_ERROR && is_harmless_line(f->title));
	CLAIM(f->fixes.n > 0 && f->meaning != NULL);
	LIST_EACH (const struct string_item, it, &f->fixes)
		CLAIM(is_harmless_line(it->s));
	LIST_EACH (const struct evidence, e, &f->evidence)
		CLAIM(is_harmless(e->text.p, e->text.n, NEUTRAL_LINE));
}

static void judge(struct token_asked *t)
{
	struct record *r = record_new();
	struct interpretation *i;

	r->asked = t;
	i = interpret_token(r, fuzz_knowledge());
	sound(i);
	interpretation_free(i);
	r->asked = NULL;
	record_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	int grant = input_byte(&in) % GRANT_COUNT;
	char *lines[LINES];
	struct token_asked t = {.grant = (enum token_grant)grant};

	for (size_t i = 0; i < LINES; i++)
		lines[i] = input_line(&in);
	t.step = or_null(lines[1]);
	t.url = or_null(lines[2]);
	t.fault = fault_of(lines[3]);
	t.http_status = (int)(strtoul(lines[4], NULL, 10) % 600);
	t.error = or_null(lines[5]);
	t.description = or_null(lines[6]);
	t.suberror = or_null(lines[7]);
	if (*lines[8] != '\0')
		list_add_string(&t.codes, a, lines[8]);
	t.trace_id = or_null(lines[9]);
	t.correlation_id = or_null(lines[10]);
	t.timestamp = or_null(lines[11]);
	t.service = or_null(lines[12]);
	t.detail = or_null(lines[13]);
	judge(&t);
	for (size_t i = 0; i < LINES; i++)
		free(lines[i]);
	arena_free(a);
	return 0;
}

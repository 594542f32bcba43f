/* Saved records: what was read is written and read again without loss; the interpreter and every
 * reporter take any record, and what they print is harmless.
 *
 * Input: JSON. */
#include "fuzz.h"
#include "jsonmutate.h"

#include "interpret/interpret.h"
#include "know/public.h"
#include "record/record_json.h"
#include "report/chain.h"
#include "report/report.h"
#include "run/followup.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct buf written(const struct record *r)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	jsonw_begin_object(&w);
	record_write(&w, r);
	jsonw_end_object(&w);
	return out;
}

static struct record *read_back(const struct buf *json)
{
	char fault[256] = "";
	struct record *r = record_read(json->p, json->n, fault, sizeof(fault));

	if (r == NULL)
		claim_failed(fault, __FILE__, __LINE__);
	return r;
}

static bool same(const struct buf *a, const struct buf *b)
{
	return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

/* What `json` holds, written again. */
static struct buf rewritten(const struct buf *json)
{
	struct record *r = read_back(json);
	struct buf out = written(r);

	record_free(r);
	return out;
}

/* The record as JSON; release with buf_free(). */
static struct buf no_loss(const struct record *r)
{
	struct buf once = written(r), twice = rewritten(&once);

	CLAIM(same(&once, &twice));
	CLAIM(is_harmless(once.p, once.n, NEUTRAL_LINE));
	buf_free(&twice);
	return once;
}

/* ---- what it means ---- */

static bool has_finding(const struct interpretation *i, const struct finding *f)
{
	LIST_EACH (const struct finding, it, &i->findings)
		if (it == f)
			return true;
	return false;
}

static void finding_is_sound(const struct record *r, const struct interpretation *i,
			     const struct finding *f)
{
	const struct entry *e = knowledge_entry(fuzz_knowledge(), f->id);

	CLAIM(e != NULL && is_harmless_line(f->title) && is_harmless_line(f->meaning));
	CLAIM(f->severity <= SEVERITY_ERROR && f->certainty <= CERTAINTY_CERTAIN);
	CLAIM(f->session_index >= -1 && f->session_index < (int)r->sessions.n);
	CLAIM((f->session == NULL) == (f->session_index < 0));
	CLAIM(f->stage >= -1 && f->stage < STAGE_COUNT);
	CLAIM(f->root == NULL || (f->root != f && has_finding(i, f->root)));
	LIST_EACH (const struct string_item, it, &f->fixes)
		CLAIM(is_harmless_line(it->s));
}

static void interpretation_is_sound(const struct record *r, const struct interpretation *i)
{
	const struct verdict *v = &i->verdict;

	CLAIM(v->status <= VERDICT_UNTESTED && v->finding != NULL && has_finding(i, v->finding));
	CLAIM(is_harmless_line(v->summary));
	CLAIM(v->status != VERDICT_FAILED || v->finding->severity == SEVERITY_ERROR);
	LIST_EACH (const struct finding, f, &i->findings)
		finding_is_sound(r, i, f);
	LIST_EACH (const struct want, w, &i->wants)
		CLAIM(w->session != NULL && w->kind <= WANT_TRACE);
}

/* What would settle open questions. */
static void followups_are_sound(struct record *r, const struct interpretation *i)
{
	const struct plan_options options = {.tls_mode = -1, .tls_versions = VERSIONS_AUTO};
	const struct run run = {.options = &options, .knowledge = fuzz_knowledge()};
	struct list endpoints = {0};

	followup_endpoints(r, &run, &i->wants, &endpoints);
	LIST_EACH (const struct endpoint, e, &endpoints)
		CLAIM(!e->login && e->changed != NULL && e->purpose != SESSION_PRIMARY);
}

/* ---- how it is shown ---- */

static struct buf shown(const char *reporter, const struct record *r,
			const struct interpretation *i, const struct report_options *o)
{
	struct buf out = {0};

	reporter_find(reporter)->write(&out, r, i, fuzz_knowledge(), o);
	CLAIM(out.n > 0 && out.p[out.n - 1] == '\n');
	return out;
}

static void on_terminals(const struct record *r, const struct interpretation *i)
{
	static const struct report_options kinds[] = {
		{.columns = 80, .verbosity = -1},
		{.columns = 80},
		{.columns = 120, .verbosity = 1, .colour = true},
		{.columns = 40, .verbosity = 2},
	};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct buf out = shown("text", r, i, &kinds[k]);

		CLAIM(is_harmless(out.p, out.n,
				  kinds[k].colour ? NEUTRAL_COLOURED : NEUTRAL_LINES));
		buf_free(&out);
	}
}

/* Of a ticket only commands may be wider: they follow the fence with their language. */
static void lines_fit(const char *p, const char *end)
{
	enum { COLUMNS = 80 };
	bool command = false;

	while (p < end) {
		const char *feed = memchr(p, '\n', (size_t)(end - p));
		const char *word = p + strspn(p, " ");

		CLAIM(feed != NULL && (command || feed - p <= COLUMNS));
		word += strspn(word, "`");
		command = word > p && word[-1] == '`' &&
			  (strncmp(word, "sh\n", 3) == 0 || strncmp(word, "powershell\n", 11) == 0);
		p = feed + 1;
	}
}

static void on_tickets(const struct record *r, const struct interpretation *i)
{
	for (int verbosity = -1; verbosity <= 1; verbosity++) {
		struct buf out =
			shown("markdown", r, i,
			      &(struct report_options){.columns = 80, .verbosity = verbosity});

		for (size_t n = 0; n < out.n; n++)
			CLAIM(out.p[n] == '\n' || (out.p[n] >= ' ' && out.p[n] <= '~'));
		lines_fit(out.p, out.p + out.n);
		buf_free(&out);
	}
}

static size_t count(const struct buf *b, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->p[i] == c;
	return n;
}

/* Whatever is in the record, each sign of markup is ours: they come in pairs. */
static void on_pages(const struct record *r, const struct interpretation *i)
{
	enum { MOST = 5 << 20 };
	struct buf out = shown("html", r, i, &(struct report_options){.columns = 80});

	CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINES) && out.n < MOST);
	CLAIM(count(&out, '<') == count(&out, '>') && count(&out, '"') % 2 == 0);
	CLAIM(count(&out, '\'') == 0);
	buf_free(&out);
}

/* A plugin's line is one, and one bar begins its figures. */
static void for_monitoring(const struct record *r, const struct interpretation *i)
{
	static const char *const forms[] = {"nagios", "prometheus", "junit"};

	for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++) {
		struct buf out = shown(forms[k], r, i, &(struct report_options){.columns = 80});

		CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINES));
		if (k == 0)
			CLAIM(count(&out, '\n') == 1 && count(&out, '|') == 1 && out.n <= 4096);
		buf_free(&out);
	}
}

/* The report; release with buf_free(). */
static struct buf as_json(const struct record *r, const struct interpretation *i)
{
	struct buf out = shown("json", r, i, &(struct report_options){.columns = 80});

	CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINES));
	return out;
}

/* Nothing but the record and the knowledge counts. */
static void same_meaning_again(const struct record *r, const struct buf *report)
{
	struct interpretation *i = interpret(r, fuzz_knowledge());
	struct buf again = as_json(r, i);

	CLAIM(same(report, &again));
	buf_free(&again);
	interpretation_free(i);
}

static void chain_is_harmless(const struct record *r, const struct interpretation *i)
{
	struct buf chain = {0};

	if (chain_write(&chain, r, i))
		CLAIM(is_harmless(chain.p, chain.n, NEUTRAL_LINES));
	buf_free(&chain);
}

static void meaning(struct record *r, const struct buf *json)
{
	struct interpretation *i = interpret(r, fuzz_knowledge());
	struct buf report = as_json(r, i), held = rewritten(&report);

	interpretation_is_sound(r, i);
	followups_are_sound(r, i);
	on_terminals(r, i);
	on_tickets(r, i);
	on_pages(r, i);
	for_monitoring(r, i);
	CLAIM(same(json, &held)); /* a report holds the whole record */
	same_meaning_again(r, &report);
	chain_is_harmless(r, i);
	buf_free(&report);
	buf_free(&held);
	interpretation_free(i);
}

static void meaning_for_strangers(struct record *r)
{
	struct redact_rules rules = {.key = {0}};
	struct interpretation *i;

	public_rules(fuzz_knowledge(), &rules);
	record_redact(r, &rules);
	i = interpret(r, fuzz_knowledge());
	interpretation_is_sound(r, i);
	on_terminals(r, i);
	interpretation_free(i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char fault[256] = "";
	struct record *r = record_read((const char *)data, size, fault, sizeof(fault));
	struct buf json;

	if (r == NULL) {
		CLAIM(is_harmless_line(fault));
		return 0;
	}
	json = no_loss(r);
	meaning(r, &json);
	meaning_for_strangers(r);
	buf_free(&json);
	record_free(r);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return json_mutate(data, size, room, seed);
}

/* The command "token": looks at one that is there, gets one, or prints the way there. */
#include "cli/token.h"

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/hiding.h"
#include "cli/token_report.h"
#include "interpret/token.h"
#include "know/provider.h"
#include "report/guide_text.h"

/* The words are not repeated: one may be a token. */
const char *token_take(struct cli_options *o, struct arena *a, int n, char **words)
{
	if (n > 1)
		return o->token.guide
			       ? "one guide at a time: --guide microsoft365"
			       : "one token at a time: name one FILE, or - for standard input";
	return take_any_words(o, a, n, words);
}

/* ---- one that is there ---- */

/* A profile's name will do: what its servers take is known by it. */
static const char *provider_of(struct arena *a, const struct cli_options *o,
			       const struct knowledge *k, const char **unknown)
{
	const struct token_service *s = token_service_named(a, o, k, unknown);

	if (*unknown != NULL && provider_by_id(k, o->provider) != NULL)
		*unknown = NULL;
	return s != NULL ? s->id : o->provider;
}

static int look(struct arena *a, const struct cli_options *o, const char *line,
		const struct knowledge *k)
{
	const char *fault, *rules_fault, *provider = provider_of(a, o, k, &fault);
	struct redact_rules hiding;
	struct interpretation *i;
	struct secret s;
	struct record *r;
	int rc, hides = hiding_begin(a, o, k, &hiding, &rules_fault);

	if (hides < 0)
		return complain(rules_fault);
	if (fault != NULL || token_read(a, o->words[0], o->settings.total_ms, &s, &fault) != 0)
		return complain(fault);
	r = record_for(o, line, k);
	r->started = clock_wall_ms();
	r->provider = arena_str(r->arena, provider);
	note_token(r, &s);
	secret_wipe(&s);
	if (hides > 0)
		record_redact(r, &hiding);
	i = interpret_token(r, k);
	rc = token_report(a, o, r, i);
	interpretation_free(i);
	record_free(r);
	return rc;
}

/* ---- the way there ---- */

/* Without a name: which ways there are. */
static int guide(struct arena *a, struct cli_options *o, const struct knowledge *k)
{
	const struct token_service *s;
	const char *unknown;
	struct buf out = {0};

	if (o->word_count > 0)
		o->provider = o->words[0];
	s = token_service_named(a, o, k, &unknown);
	if (unknown != NULL)
		return complain(unknown);
	guide_write(&out, k, s, a);
	return write_result(a, o, &out, EXIT_GOOD);
}

/* ---- getting one ---- */

static int get(struct arena *a, struct cli_options *o, const char *line, const struct knowledge *k)
{
	struct token_plan plan;
	const char *wrong = token_plan(a, o, k, &plan);

	return wrong != NULL ? complain(wrong) : token_get(a, o, &plan, line, k);
}

int token_command(struct arena *a, struct cli_options *o, const char *line)
{
	struct knowledge *k = load_knowledge(a, o->data);
	int rc = EXIT_USAGE;

	if (k == NULL)
		return EXIT_USAGE;
	if (o->token.guide)
		rc = guide(a, o, k);
	else if (o->word_count > 0)
		rc = look(a, o, line, k);
	else
		rc = get(a, o, line, k);
	knowledge_free(k);
	return rc;
}

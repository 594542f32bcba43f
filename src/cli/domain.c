#include "cli/domain.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/conclude.h"
#include "cli/hiding.h"
#include "run/run.h"

const char *domain_take(struct cli_options *o, struct arena *a, int n, char **words)
{
	if (n == 0 && o->domain.file == NULL)
		return "domain needs a DOMAIN: smtpscope domain example.org, or -f FILE "
		       "with one in each line";
	return take_any_words(o, a, n, words);
}

struct record *domain_record(const struct domain_work *w, const char *name, struct target *t)
{
	const struct cli_options *o = w->options;
	struct record *r = record_for(o, w->line, w->know);
	struct domain_facts *f = ARENA_NEW(r->arena, struct domain_facts);

	f->name = r->host = r->input = arena_str(r->arena, name);
	f->selectors = o->domain.selectors;
	f->ip = o->domain.ip;
	f->from = o->domain.ip == NULL ? NULL : o->settings.from;
	f->helo = o->domain.ip == NULL ? NULL : o->settings.ehlo;
	f->probed = o->domain.probe;
	if (o->domain.reply != NULL)
		f->reply = bytes_str(r->arena, o->domain.reply);
	r->domain = f;
	r->purpose = PURPOSE_MX;
	*t = (struct target){.kind = TARGET_MX, .input = r->input, .host = r->host};
	return r;
}

static int one(struct arena *a, const struct domain_work *w, const char *name)
{
	struct target t;
	struct record *r = domain_record(w, name, &t);
	const struct run run = {.settings = &w->options->settings,
				.options = &w->options->plan,
				.target = &t,
				.knowledge = w->know,
				.hiding = w->hiding};
	const char *fault;
	struct interpretation *i = run_target(&run, r, &fault);
	int rc = i == NULL ? complain(fault) : conclude(a, w->options, r, i, w->know);

	interpretation_free(i);
	record_free(r);
	return rc;
}

static int all(struct arena *a, const struct domain_work *w)
{
	struct list names = {0};
	const char *fault;
	int skipped, rc;

	if (domain_names(a, w->options, &names, &skipped, &fault) != 0)
		return complain(fault);
	if (names.n == 1 && w->options->domain.file == NULL)
		rc = one(a, w, ((const struct string_item *)(const void *)names.first)->s);
	else if (w->options->domain.reply != NULL)
		return complain("--reply is about the mail of one domain: name one");
	else
		rc = domain_many(a, w, &names);
	return skipped > 0 ? EXIT_USAGE : rc;
}

int domain_command(struct arena *a, struct cli_options *o, const char *line)
{
	struct redact_rules hiding;
	struct domain_work w = {.options = o, .line = line, .know = load_knowledge(a, o->data)};
	const char *fault;
	int hides, rc;

	if (w.know == NULL)
		return EXIT_USAGE;
	hides = hiding_begin(a, o, w.know, &hiding, &fault);
	if (hides > 0)
		w.hiding = &hiding;
	rc = hides < 0 ? complain(fault) : all(a, &w);
	knowledge_free((struct knowledge *)w.know);
	return rc;
}

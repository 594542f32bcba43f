/* What --format nagios changes: such systems wait for seconds, not for a minute, and read one line.
 */
#include "cli/options.h"

#include "cli/common.h"

static bool given(const struct parsing *p, const char *name)
{
	return p->taken_from[option_find(name) - option_rows] != FROM_NOWHERE;
}

/* A stage that waited as long as the whole check may take would leave the check broken off, and
 * nobody would hear that the server is silent. */
static void be_quick(struct parsing *p)
{
	enum { WHOLE_MS = 10000 };
	struct settings *s = &p->o->settings;
	const struct {
		const char *option;
		double *ms;
	} stages[] = {{"connect-timeout", &s->connect_ms},
		      {"banner-timeout", &s->banner_ms},
		      {"reply-timeout", &s->reply_ms}};

	if (!given(p, "timeout"))
		s->total_ms = WHOLE_MS;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (!given(p, stages[i].option) && *stages[i].ms > s->total_ms * 2 / 3)
			*stages[i].ms = s->total_ms * 2 / 3;
}

static const char *limits(const struct cli_options *o)
{
	return o->critical_ms > 0 && o->warning_ms > o->critical_ms
		       ? "--warning is longer than --critical: nothing would ever be a warning"
		       : NULL;
}

static const char *of_other_forms(const struct parsing *p)
{
	return option_on_line(p, option_find("warning")) ||
			       option_on_line(p, option_find("critical"))
		       ? "--warning and --critical are for a monitoring system: add --format nagios"
		       : NULL;
}

const char *options_of_plugin(struct parsing *p)
{
	struct cli_options *o = p->o;

	if (!as_plugin(o))
		return of_other_forms(p);
	if (o->save_chain != NULL || o->bundle != NULL || o->snippets.n > 0)
		return "--format nagios is one line of a plugin: leave out --save-chain, --bundle "
		       "and --settings";
	be_quick(p);
	return limits(o);
}

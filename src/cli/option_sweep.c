/* What the options of "sweep" ask for together; which of a check's it does not take, and why. */
#include "cli/option_values.h"

#include <string.h>

/* ---- what they take ---- */

/* A number from 1 to the row's value. */
const char *take_jobs(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *wrong = take_count(p, row, value);

	if (wrong != NULL || *(int *)option_place(p, row) > row->value)
		return arena_printf(p->a, "takes a number from 1 to %d", row->value);
	return NULL;
}

const char *take_rate(struct parsing *p, const struct option_row *row, const char *value)
{
	enum { RATE_MOST = 1000000 };
	double rate;

	if (!option_decimal(value, 0.001, RATE_MOST, &rate))
		return "takes connections a second, as in 200 or 0.5";
	*(double *)option_place(p, row) = rate;
	return NULL;
}

const char *take_shard(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *fault = NULL;

	shard_read(p->a, value, option_place(p, row), &fault);
	return fault;
}

/* ---- options of a check ---- */

#define NO_SECRETS                                                                                 \
	"a sweep holds no secrets and logs in nowhere: for one server, smtpscope check TARGET "    \
	"--user NAME"
#define NO_ENVELOPE                                                                                \
	"a sweep names no mailboxes and sends nothing: for one server, smtpscope check TARGET "    \
	"--from ADDR --to ADDR"
#define NO_PROXY                                                                                   \
	"a sweep connects by itself, or all its connections would be the proxy's: for one "        \
	"server, smtpscope check TARGET --proxy URL"
#define NO_STRANGERS                                                                               \
	"a sweep connects to its targets and to nobody else: for one server, smtpscope check "     \
	"TARGET"
#define ONE_FILE "a sweep has one file, that of -o: for one server, smtpscope check TARGET"
#define NAMES_LATER                                                                                \
	"a sweep is gone on with by the names in its lines: hide them afterwards, smtpscope "      \
	"report FILE --redact names"

static const struct {
	const char *name, *why;
} not_swept[] = {
	{"hostname", "a sweep takes its targets from a list: smtpscope sweep FILE"},
	{"proxy", NO_PROXY},
	{"control", NO_STRANGERS},
	{"fetch-aia", NO_STRANGERS},
	{"save-chain", ONE_FILE},
	{"bundle", ONE_FILE},
	{"settings", "a sweep writes results: smtpscope report FILE --line N --settings NAME"},
	{"redact", NAMES_LATER},
	{"redact-key", NAMES_LATER},
};

const char *option_not_swept(const struct option_row *row)
{
	if (row->group == GROUP_LOGIN)
		return NO_SECRETS;
	if (row->group == GROUP_ENVELOPE)
		return NO_ENVELOPE;
	if (strncmp(row->name, "proxy-", strlen("proxy-")) == 0)
		return NO_PROXY;
	for (size_t i = 0; i < sizeof(not_swept) / sizeof(not_swept[0]); i++)
		if (strcmp(not_swept[i].name, row->name) == 0)
			return not_swept[i].why;
	return NULL;
}

/* ---- all together ---- */

void options_forget_logins(struct cli_options *o)
{
	struct settings *s = &o->settings, usual;

	settings_default(&usual);
	s->user = s->auth = s->client_cert = s->client_key = s->notify = NULL;
	s->to = usual.to;
	s->size = usual.size;
	s->proxy = usual.proxy;
	o->secret = o->proxy_secret = (struct secret_source){.from = SECRET_NONE};
	o->proxy_user = NULL;
	o->auth_all = false;
	o->snippets = (struct list){0};
}

/* The environment and the config file may speak of checks. */
static void forget_others(struct cli_options *o)
{
	options_forget_logins(o);
	o->settings.from = NULL;
	o->plan.fetch_aia = false;
	o->plan.controls = (struct list){0};
	o->save_chain = o->bundle = NULL;
	o->redact = REDACT_SECRETS;
	o->redact_key = NULL;
}

static bool said(const struct parsing *p, const char *name)
{
	return p->taken_from[option_find(name) - option_rows] != FROM_NOWHERE;
}

/* One page for each of many: what is a question of one server must be asked for. */
static void set_defaults(const struct parsing *p)
{
	struct cli_options *o = p->o;

	if (!said(p, "tls-versions"))
		o->plan.tls_versions = VERSIONS_NONE;
	if (!said(p, "max-connections"))
		o->settings.max_connections = SWEEP_CONNECTIONS;
}

const char *options_of_sweep(struct parsing *p)
{
	const struct cli_options *o = p->o;
	const char *line;

	forget_others(p->o);
	set_defaults(p);
	if (o->sweep.resume && o->output == NULL)
		return "--resume goes on with a file of results: add -o FILE";
	line = options_families(p);
	return line != NULL ? line : options_versions(p);
}

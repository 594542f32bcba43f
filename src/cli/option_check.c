#include "cli/options.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "smtp/sasl.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --address and --source against -4, -6 and each other. */
static const char *families(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	const struct {
		const char *option, *address;
	} named[] = {{"--address", o->plan.address}, {"--source", o->settings.source}};
	int family = o->settings.family;
	const char *asked = family == 4 ? "-4" : "-6";

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		int its;

		if (named[i].address == NULL)
			continue;
		its = strchr(named[i].address, ':') != NULL ? 6 : 4;
		if (family != 0 && family != its)
			return arena_printf(p->a, "%s %s is IPv%d but %s asks for IPv%d",
					    named[i].option, named[i].address, its, asked, family);
		family = its;
		asked = named[i].option;
	}
	return NULL;
}

static const char *versions(const struct parsing *p)
{
	enum tls_version min = p->o->settings.tls_min, max = p->o->settings.tls_max;

	if (min != TLS_ANY && max != TLS_ANY && min > max)
		return "--tls-min is newer than --tls-max: no version is left to offer";
	return NULL;
}

static bool names_mailbox(const struct cli_options *o)
{
	return !o->plan.mx && strchr(o->target, '@') != NULL;
}

/* A login takes a name and a secret; a mailbox as TARGET is a name, the prompt gives a secret. */
static const char *login(const struct parsing *p)
{
	struct cli_options *o = p->o;
	bool has_user = o->settings.user != NULL || names_mailbox(o);
	const struct sasl_mechanism *m;

	if (o->secret.from != SECRET_NONE && !has_user)
		return "a password or token needs its user: add --user NAME";
	if (o->settings.auth != NULL && !has_user)
		return "--auth needs a login to try: add --user NAME";
	if (o->secret.from == SECRET_NONE && (o->settings.user != NULL || o->settings.auth != NULL))
		o->secret.from = SECRET_PROMPT;
	m = o->settings.auth == NULL ? NULL : sasl_find(o->settings.auth);
	if (m != NULL && o->secret.from == SECRET_PROMPT)
		o->secret.token = m->token;
	if (m != NULL && m->token != o->secret.token)
		return arena_printf(p->a, "--auth %s takes a %s: use --%s-file", m->name,
				    m->token ? "token" : "password",
				    m->token ? "token" : "password");
	return NULL;
}

static const char *envelope(const struct parsing *p)
{
	const struct settings *s = &p->o->settings;

	if (s->from == NULL && s->to.n > 0)
		return "--to needs a sender: add --from ADDR";
	if (s->from == NULL && s->size >= 0)
		return "--size needs a sender: add --from ADDR";
	return NULL;
}

/* A file that would be replaced. */
static const char *in_the_way(const struct parsing *p, const char *option, const char *path)
{
	struct stat st;

	if (path == NULL || p->o->force || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	return arena_printf(p->a, "%s %s: the file exists; --force replaces it, or name another",
			    option, shown(p->a, path));
}

/* Better now than after a minute of probing. */
static const char *files(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	const char *line;

	if (o->settings.ca_file != NULL && access(o->settings.ca_file, R_OK) < 0)
		return arena_printf(p->a, "--ca-file %s: %s", shown(p->a, o->settings.ca_file),
				    strerror(errno));
	if (o->force && o->output == NULL && o->save_chain == NULL)
		return "--force is for -o FILE and --save-chain FILE: add one or leave --force out";
	if (o->output != NULL && o->save_chain != NULL && strcmp(o->output, o->save_chain) == 0)
		return "-o and --save-chain name the same file: name another for one of them";
	line = in_the_way(p, "-o", o->output);
	return line != NULL ? line : in_the_way(p, "--save-chain", o->save_chain);
}

/* The environment and the config file may speak of other commands; the line is about this one. */
static const char *misplaced(const struct parsing *p)
{
	const char *name = command_of(p->o->command)->name;

	for (size_t i = 0; option_rows[i].name != NULL; i++) {
		const struct option_row *row = &option_rows[i];
		bool explains = row->group == GROUP_EXPLAIN;
		bool checks = row->group < GROUP_EXPLAIN;

		if (p->taken_from[i] != FROM_LINE)
			continue;
		if ((explains && p->o->command != COMMAND_EXPLAIN) ||
		    (checks && p->o->command != COMMAND_CHECK))
			return arena_printf(p->a,
					    "--%s is not an option of %s: see smtpscope help %s",
					    row->name, name, name);
	}
	return NULL;
}

static const char *contradiction_of_check(const struct parsing *p)
{
	static const char *(*const checks[])(const struct parsing *p) = {families, versions, login,
									 envelope};
	const char *line = NULL;

	for (size_t i = 0; line == NULL && i < sizeof(checks) / sizeof(checks[0]); i++)
		line = checks[i](p);
	return line;
}

const char *options_contradiction(const struct parsing *p)
{
	const char *line = misplaced(p);

	if (line == NULL && p->o->command == COMMAND_CHECK)
		line = contradiction_of_check(p);
	return line != NULL ? line : files(p);
}

#include "cli/options.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "proxy/socks5.h"
#include "smtp/address.h"
#include "sasl/sasl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The address that we connect to, where it was named. With a proxy in between it is the proxy's;
 * the server's may be of the other family. */
static const char *named_address(const struct cli_options *o, const char **option)
{
	const struct proxy_url *proxy = &o->settings.proxy.url;

	*option = proxy->kind == PROXY_NONE ? "--address" : "--proxy";
	if (proxy->kind == PROXY_NONE)
		return o->plan.address;
	return address_family(proxy->host) != 0 ? proxy->host : NULL;
}

/* --address or the proxy's, and --source, against -4, -6 and each other. */
const char *options_families(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	struct {
		const char *option, *address;
	} named[] = {{"", NULL}, {"--source", o->settings.source}};
	int family = o->settings.family;
	const char *asked = family == 4 ? "-4" : "-6";

	named[0].address = named_address(o, &named[0].option);
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

const char *options_versions(const struct parsing *p)
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

/* It knows whose password it has. */
static bool names_user(const struct secret_source *source)
{
	return source->from == SECRET_NETRC || source->from == SECRET_KEYRING;
}

/* What takes no secret: the certificate of TLS or a ticket is shown, --user is who to act as. */
static const char *login_without_secret(const struct parsing *p, const struct sasl_mechanism *m)
{
	struct cli_options *o = p->o;

	if (o->secret.from != SECRET_NONE)
		return arena_printf(p->a, "--auth %s takes no password or token: leave it out",
				    m->name);
	if (m->takes == SASL_CERTIFICATE && o->settings.client_cert == NULL)
		return arena_printf(p->a, "--auth %s takes a certificate: add --client-cert FILE",
				    m->name);
	return NULL;
}

static const char *credential_name(const struct sasl_mechanism *m)
{
	return m->takes == SASL_TOKEN ? "token" : "password";
}

const char *options_key(const struct parsing *p)
{
	const struct settings *s = &p->o->settings;

	return s->client_key != NULL && s->client_cert == NULL
		       ? "--client-key is for a certificate: add --client-cert FILE"
		       : NULL;
}

/* A login takes a name and a secret; a mailbox as TARGET is a name, the prompt gives a secret. Who
 * has a certificate is asked for none. */
static const char *login(const struct parsing *p)
{
	struct cli_options *o = p->o;
	bool has_user = o->settings.user != NULL || names_mailbox(o);
	const struct sasl_mechanism *m =
		o->settings.auth == NULL ? NULL : sasl_find(o->settings.auth);

	if (m != NULL && m->takes > SASL_TOKEN)
		return login_without_secret(p, m);
	if (o->secret.from != SECRET_NONE && !has_user && !names_user(&o->secret))
		return "a password or token needs its user: add --user NAME";
	if ((o->settings.auth != NULL || o->auth_all) && !has_user && !names_user(&o->secret))
		return "--auth needs a login to try: add --user NAME";
	if (o->auth_all && !o->i_know_lockout)
		return "--auth all logs in once with each mechanism, and each that fails may count "
		       "towards locking the account: add --i-know-lockout if you may risk that";
	if (o->auth_all && o->settings.insecure_auth)
		return "--auth all logs in over verified TLS only: leave out --insecure-auth";
	if (o->secret.from == SECRET_NONE && o->settings.client_cert != NULL && m == NULL)
		return NULL;
	if (o->secret.from == SECRET_NONE && (o->settings.user != NULL || m != NULL))
		o->secret.from = SECRET_PROMPT;
	if (m != NULL && o->secret.from == SECRET_PROMPT)
		o->secret.kind = m->takes == SASL_TOKEN ? KIND_TOKEN : KIND_PASSWORD;
	if (m != NULL && (m->takes == SASL_TOKEN) != (o->secret.kind == KIND_TOKEN))
		return arena_printf(p->a, "--auth %s takes a %s: use --%s-file", m->name,
				    credential_name(m), credential_name(m));
	return NULL;
}

/* Whoever made the certificate names the host: where a proxy looks it up, nobody can tell whether
 * it may be asked. */
static const char *fetching(const struct parsing *p)
{
	if (p->o->plan.fetch_aia && p->o->settings.proxy.url.kind != PROXY_NONE)
		return "--fetch-aia connects by itself, not through --proxy: leave one of them out";
	return NULL;
}

/* A login at the proxy takes the proxy, a name and a secret, as that at the server does. */
const char *options_proxy(const struct parsing *p)
{
	struct cli_options *o = p->o;
	struct proxy_url *url = &o->settings.proxy.url;

	if (url->kind == PROXY_NONE &&
	    (o->proxy_user != NULL || o->proxy_secret.from != SECRET_NONE))
		return "--proxy-user and --proxy-password-... are for a proxy: add --proxy URL";
	if (o->proxy_user != NULL && url->user != NULL)
		return "--proxy and --proxy-user both name a user: leave one of them out";
	if (o->proxy_user != NULL)
		url->user = o->proxy_user;
	if (o->proxy_secret.from != SECRET_NONE && url->user == NULL)
		return "a password for the proxy needs its user: add --proxy-user NAME";
	if (url->user == NULL)
		return NULL;
	if (url->kind == PROXY_SOCKS5 && strlen(url->user) > SOCKS5_TEXT_MAX)
		return "a user's name at a SOCKS5 proxy has at most 255 bytes: is it the right "
		       "one?";
	if (url->kind == PROXY_HTTP && strchr(url->user, ':') != NULL)
		return "a user's name at an HTTP proxy cannot hold a colon: is it the right one?";
	if (o->proxy_secret.from == SECRET_NONE)
		o->proxy_secret =
			(struct secret_source){.from = SECRET_PROMPT, .kind = KIND_PROXY_PASSWORD};
	return NULL;
}

static const char *envelope(const struct parsing *p)
{
	const struct settings *s = &p->o->settings;

	if (s->from == NULL && s->to.n > 0)
		return "--to needs a sender: add --from ADDR";
	if (s->from == NULL && s->size >= 0)
		return "--size needs a sender: add --from ADDR";
	if (s->notify != NULL && s->to.n == 0)
		return "--notify is asked of a recipient: add --from ADDR and --to ADDR";
	if (!s->send)
		return NULL;
	if (s->from == NULL || s->to.n == 0)
		return "--send needs a sender and a recipient: add --from ADDR and --to ADDR";
	if (*s->from == '\0')
		return "--send needs a sender that can be answered, not <>: name another --from";
	if (s->until != STAGE_QUIT)
		return "--send sends where all else passed, --until stops before that: leave one "
		       "of them out";
	return NULL;
}

/* A certificate names whose it is. */
static const char *hiding(const struct parsing *p)
{
	if (p->o->redact == REDACT_NAMES && p->o->save_chain != NULL)
		return "--save-chain writes what --redact names hides: leave one of them out";
	return NULL;
}

/* Settings are for programs that submit mail, and hold what they have to. */
static const char *settings(const struct parsing *p)
{
	struct cli_options *o = p->o;
	const char *path = o->settings.ca_file;
	char *whole;

	if (o->snippets.n == 0)
		return NULL;
	if (o->plan.mx)
		return "--settings is for programs that submit mail: leave out --mx";
	if (o->redact == REDACT_NAMES)
		return "--settings needs what --redact names hides: leave one of them out";
	whole = path == NULL ? NULL : realpath(path, NULL); /* others look for it elsewhere */
	if (whole != NULL)
		o->settings.ca_file = arena_str(p->a, whole);
	free(whole);
	return NULL;
}

/* A row of this name may belong to it, too. */
static bool is_option_of(const struct option_row *named, enum cli_command command)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (strcmp(row->name, named->name) == 0 && option_belongs(row, command))
			return true;
	return false;
}

bool option_on_line(const struct parsing *p, const struct option_row *row)
{
	return p->taken_from[row - option_rows] == FROM_LINE;
}

static bool on_the_line(const struct parsing *p, const char *name)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (option_on_line(p, row) && strcmp(row->name, name) == 0)
			return true;
	return false;
}

/* Where people look for it who know how a check is told. */
static const char *token_source_of_check(const struct parsing *p, const struct option_row *row)
{
	if (p->o->command != COMMAND_TOKEN || strncmp(row->name, "token-", strlen("token-")) != 0)
		return NULL;
	return arena_printf(p->a,
			    "--%s is of a check: name the file with the token itself, "
			    "smtpscope token FILE, or - for standard input",
			    row->name);
}

static const char *not_of(const struct parsing *p, const struct option_row *row)
{
	const char *line = token_source_of_check(p, row), *name = command_of(p->o->command)->name;
	const char *why = p->o->command == COMMAND_SWEEP ? option_not_swept(row) : NULL;

	if (why != NULL)
		return arena_printf(p->a, "--%s: %s", row->name, why);
	return line != NULL
		       ? line
		       : arena_printf(p->a, "--%s is not an option of %s: see smtpscope help %s",
				      row->name, name, name);
}

/* The environment and the config file may speak of other commands; the line is about this one. */
static const char *misplaced(const struct parsing *p)
{
	enum cli_command command = p->o->command;

	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (option_on_line(p, row) && !is_option_of(row, command))
			return not_of(p, row);
	if ((command == COMMAND_CHECK || command == COMMAND_SWEEP) && p->o->until != TIME_ANY &&
	    on_the_line(p, "until"))
		return "--until takes a time only for explain: of a check, name a stage";
	if (command == COMMAND_EXPLAIN && p->o->until == TIME_ANY && on_the_line(p, "until"))
		return "--until takes a stage only for a check: of explain, name a time";
	return NULL;
}

/* What was asked for can only be done together with something else. */
static const char *contradiction_of_explain(const struct parsing *p)
{
	const struct cli_options *o = p->o;

	if (o->since != TIME_ANY && o->until != TIME_ANY && o->since > o->until)
		return "--since is after --until: nothing is left between them";
	if (o->follow && o->output != NULL)
		return "--follow writes as things appear: leave out -o and redirect its output";
	return NULL;
}

static const char *contradiction_of_check(const struct parsing *p)
{
	static const char *(*const checks[])(const struct parsing *p) = {
		options_families, options_versions, options_sender, fetching, options_key, login,
		options_proxy,	  envelope,	    settings};
	const char *line = NULL;

	for (size_t i = 0; line == NULL && i < sizeof(checks) / sizeof(checks[0]); i++)
		line = checks[i](p);
	return line;
}

/* Words that were said once cannot be said differently. */
static const char *recorded(const struct parsing *p)
{
	const struct cli_options *o = p->o;

	if (!o->as_recorded)
		return NULL;
	if (o->cert_days_named)
		return "--cert-days judges anew, --as-recorded does not: leave one of them out";
	if (o->redact == REDACT_NAMES)
		return "--as-recorded keeps words that may hold names: leave it or --redact names "
		       "out";
	if (o->snippets.n > 0)
		return "--settings are made anew, --as-recorded keeps what was said: leave one of "
		       "them out";
	return NULL;
}

static const char *contradiction_of_report(const struct parsing *p)
{
	const char *line;

	p->o->cert_days_named = on_the_line(p, "cert-days");
	line = recorded(p);
	return line != NULL ? line : settings(p);
}

const char *options_contradiction(struct parsing *p)
{
	const char *line = misplaced(p);

	if (line == NULL && p->o->command == COMMAND_CHECK)
		line = contradiction_of_check(p);
	if (line == NULL && p->o->command == COMMAND_PATH)
		line = options_families(p);
	if (line == NULL && p->o->command == COMMAND_EXPLAIN)
		line = contradiction_of_explain(p);
	if (line == NULL && p->o->command == COMMAND_REPORT)
		line = contradiction_of_report(p);
	if (line == NULL && p->o->command == COMMAND_COMPARE)
		line = recorded(p);
	if (line == NULL && p->o->command == COMMAND_TOKEN)
		line = options_of_token(p);
	if (line == NULL && p->o->command == COMMAND_DOMAIN)
		line = options_of_domain(p);
	if (line == NULL && p->o->command == COMMAND_SWEEP)
		line = options_of_sweep(p);
	if (line == NULL)
		line = hiding(p);
	if (line == NULL)
		line = options_files(p);
	return line != NULL ? line : options_of_plugin(p);
}

/* What the options of "token" ask for together: looking at a token, getting one, or the way there.
 * What depends on the service is looked at where that is known (token_plan.c). */
#include "cli/options.h"

#include "cli/common.h"

#include <string.h>

static bool given(const struct secret_source *source)
{
	return source->from != SECRET_NONE;
}

/* Where it comes from, as the line says it: "--client-secret-file". NULL: by nothing there. */
static const char *option_of(const struct parsing *p, enum option_rivalry rivals)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (row->rivals == rivals && p->taken_from[row - option_rows] != FROM_NOWHERE)
			return arena_printf(p->a, "--%s", row->name);
	return NULL;
}

/* ---- a token that is there ---- */

/* The environment and the config file may speak of another call. */
static const char *looking(const struct parsing *p)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (row->group == GROUP_TOKEN && option_on_line(p, row))
			return arena_printf(
				p->a,
				"--%s is for getting a token, and one was named that is "
				"there: leave one of them out",
				row->name);
	return NULL;
}

/* ---- getting one ---- */

static const char *nothing_asked_for(const struct cli_options *o)
{
	if (o->provider != NULL || o->token.token_url != NULL)
		return NULL;
	return "nothing to look at: name a FILE, or - for standard input; or say who is to give a "
	       "token: --provider microsoft365, google ..., or --token-endpoint URL";
}

/* What else was given and belongs to another way. */
static const char *other_ways(const struct parsing *p)
{
	const struct token_options *t = &p->o->token;
	int grant = t->grant;
	const char *named = grant < 0 ? NULL : token_grant_names[grant];
	const struct {
		bool given;
		enum token_grant grant;
		const char *option;
	} parts[] = {
		{t->service_account != NULL, GRANT_SERVICE_ACCOUNT, "--service-account"},
		{given(&t->refresh_token), GRANT_REFRESH, option_of(p, RIVALS_REFRESH_TOKEN)},
		{t->redirect_port != 0, GRANT_CODE, "--redirect-port"},
		{t->device_url != NULL, GRANT_DEVICE, "--device-endpoint"},
		{t->authorize_url != NULL, GRANT_CODE, "--authorize-endpoint"},
	};

	for (size_t i = 0; named != NULL && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].given && (int)parts[i].grant != grant)
			return arena_printf(p->a,
					    "%s is for --grant %s, not %s: leave one of them "
					    "out",
					    parts[i].option, token_grant_names[parts[i].grant],
					    named);
	if (t->service_account != NULL && given(&t->refresh_token))
		return arena_printf(p->a,
				    "--service-account and %s are two ways to a token: leave "
				    "one of them out",
				    option_of(p, RIVALS_REFRESH_TOKEN));
	return NULL;
}

/* Its file says who it is and what it signs with. */
static const char *service_account(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	const struct token_options *t = &o->token;

	if (t->grant == GRANT_SERVICE_ACCOUNT && t->service_account == NULL)
		return "--grant service-account needs the account's key: add --service-account "
		       "FILE";
	if (t->service_account == NULL)
		return NULL;
	if (t->client_id != NULL || given(&t->client_secret) || o->settings.client_cert != NULL)
		return "--service-account has all that its file says: leave out --client-id, "
		       "--client-secret-... and --client-cert";
	if (o->settings.user == NULL)
		return "--service-account acts for a mailbox: add --user ADDRESS";
	return NULL;
}

/* Who asks for a token, and how it proves that. */
static const char *client(const struct parsing *p)
{
	const struct cli_options *o = p->o;
	const struct token_options *t = &o->token;
	const char *secret = option_of(p, RIVALS_CLIENT_SECRET), *line = options_key(p);

	if (line != NULL)
		return line;
	if (secret != NULL && o->settings.client_cert != NULL)
		return arena_printf(p->a,
				    "%s and --client-cert both prove who the application is: "
				    "leave one of them out",
				    secret);
	if (t->service_account != NULL || t->client_id != NULL)
		return NULL;
	if (secret != NULL)
		return arena_printf(p->a, "%s is the secret of an application: add --client-id ID",
				    secret);
	return "who asks for the token? Add --client-id ID, the application's (client) id; how to "
	       "register one: smtpscope token --guide NAME";
}

static const char *files(const struct parsing *p)
{
	const struct cli_options *o = p->o;

	if (o->output != NULL && o->token.cache != NULL && strcmp(o->output, o->token.cache) == 0)
		return "-o and --token-cache name the same file: the one is for the token alone, "
		       "name another";
	return NULL;
}

/* A config file speaks of checks and reports: it must not turn the token that a program waits for
 * into a document, leave it in the file of a report, or cut short who signs in. */
static void settle(struct parsing *p)
{
	struct cli_options *o = p->o;

	if (!option_on_line(p, option_find("output")))
		o->output = NULL;
	if (!option_on_line(p, option_find("json")) && !option_on_line(p, option_find("format")))
		option_set_form(o, p->a, "text");
	o->token.wait_ms = option_on_line(p, option_find("timeout")) ? o->settings.total_ms : 0;
}

static const char *getting(struct parsing *p)
{
	static const char *(*const checks[])(const struct parsing *p) = {
		options_families, options_proxy, other_ways, service_account, client, files};
	const char *line = nothing_asked_for(p->o);

	settle(p);
	for (size_t i = 0; line == NULL && i < sizeof(checks) / sizeof(checks[0]); i++)
		line = checks[i](p);
	return line;
}

const char *options_of_token(struct parsing *p)
{
	if (p->o->token.guide)
		return NULL;
	return p->o->word_count > 0 ? looking(p) : getting(p);
}

#include "config.h"

#include "cli/check.h"

#include "cli/common.h"
#include "cli/conclude.h"
#include "cli/hiding.h"
#include "cli/programs.h"
#include "report/live.h"
#include "run/run.h"
#include "smtp/oddities.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the live view ---- */

static void on_begun(void *arg, const struct session *s, enum stage_id id)
{
	live_stage_begun(arg, s, id);
}

static void on_done(void *arg, const struct session *s, const struct stage *st)
{
	live_stage_done(arg, s, st);
}

static void on_over(void *arg, const struct session *s)
{
	live_session_done(arg, s);
}

static struct live *live_for(const struct cli_options *o)
{
	struct winsize w = window_size(STDERR_FILENO);

	if (!isatty(STDERR_FILENO) || !isatty(STDOUT_FILENO) || o->verbosity < 0)
		return NULL;
	return live_new(stderr, w.ws_col, w.ws_row);
}

/* ---- what it costs ---- */

/* Who wants the verdict only, and who has nobody to read more. */
static bool is_terse(const struct cli_options *o)
{
	return o->verbosity < 0 || as_plugin(o);
}

/* Who asks for all must know what the server's owner will see. TCP, greeting, EHLO, STARTTLS,
 * hello: a round trip each; three connections go side by side. */
static void say_cost(const struct cli_options *o)
{
	enum { TRIPS_EACH = 5 };
	int n = o->settings.max_connections;

	if (o->plan.tls_versions != VERSIONS_ALL || is_terse(o))
		return;
	fprintf(stderr,
		"smtpscope: --tls-versions all: at most %d connections to each address "
		"(--max-connections), about %d round trips; the server's log will show "
		"handshakes broken off\n",
		n, n * TRIPS_EACH);
}

/* Before the first word: who asked for it may still think better of it. */
static void say_logins(const struct cli_options *o)
{
	if (!o->auth_all || is_terse(o))
		return;
	fprintf(stderr,
		"smtpscope: --auth all: one login for each mechanism, a connection each (at most "
		"%d to "
		"the address: --max-connections), with pauses of %.0f seconds and more; each that "
		"fails "
		"stands in the server's log and may count towards locking the account\n",
		o->settings.max_connections, o->settings.login_pause_ms / 1000);
}

/* ---- all together ---- */

static int run_and_report(struct arena *a, const struct cli_options *o, const struct target *t,
			  const struct knowledge *k, struct record *r, struct guard *guard)
{
	struct redact_rules hiding;
	struct live *live = live_for(o);
	const struct observer observer = {.stage_begun = on_begun,
					  .stage_done = on_done,
					  .session_done = on_over,
					  .arg = live};
	const struct run run = {.settings = &o->settings,
				.options = &o->plan,
				.target = t,
				.knowledge = k,
				.observer = live != NULL ? &observer : NULL,
				.hiding = o->redact == REDACT_NAMES ? &hiding : NULL,
				.guard = guard};
	struct interpretation *i;
	const char *fault;
	int rc;

	if (hiding_begin(a, o, k, &hiding, &fault) < 0) {
		live_end(live);
		return complain(fault);
	}
	say_cost(o);
	say_logins(o);
	i = run_target(&run, r, &fault);
	live_end(live);
	if (r->earlier.fault != NULL)
		output_warning(arena_printf(a, "failed logins of earlier runs are not known: %s",
					    r->earlier.fault));
	if (i == NULL)
		return complain(fault);
	rc = conclude(a, o, r, i, k);
	interpretation_free(i);
	return rc;
}

/* What was put into our environment or left open for us: no command that we start may find it. */
static bool handed_over(const struct secret_source *source)
{
	return source->from == SECRET_ENV || source->from == SECRET_FD;
}

struct secrets {
	struct secret login, proxy;
};

static int read_login_secret(struct arena *a, struct cli_options *o, const struct target *t,
			     struct secret *secret, const char **fault)
{
	struct secret_owner owner = {
		.user = o->settings.user, .host = t->host, .patience_ms = o->settings.total_ms};

	if (secret_read(a, &o->secret, &owner, secret, fault) != 0)
		return -1;
	o->settings.user = owner.user;
	if (secret->n > 0)
		o->settings.secret = secret;
	return 0;
}

/* That of the login and that of the proxy, each where it is asked for. */
static int read_secrets(struct arena *a, struct cli_options *o, const struct target *t,
			struct secrets *s, const char **fault)
{
	if (!handed_over(&o->proxy_secret))
		return read_login_secret(a, o, t, &s->login, fault) != 0
			       ? -1
			       : proxy_secret_read(a, o, &s->proxy, fault);
	return proxy_secret_read(a, o, &s->proxy, fault) != 0
		       ? -1
		       : read_login_secret(a, o, t, &s->login, fault);
}

/* What may be wrong with it is looked at while it is there. */
static void note_secret(struct record *r, const struct cli_options *o, const struct secret *s)
{
	if (s->p == NULL)
		return;
	r->secret = ARENA_NEW(r->arena, struct secret_facts);
	r->secret->kind = s->token ? "token" : "password";
	r->secret->from = secret_source_name(&o->secret);
	secret_look(r->arena, s->p, s->n, o->settings.user, s->token, r->secret);
	if (s->token)
		note_token(r, s);
}

static void wipe_secrets(struct secrets *s)
{
	secret_wipe(&s->login);
	secret_wipe(&s->proxy);
}

static int check(struct arena *a, struct cli_options *o, const char *command_line,
		 const struct knowledge *k)
{
	struct secrets secrets = {0};
	struct guard guard;
	struct target target;
	struct record *r;
	const char *fault;
	int rc;

	if (target_read(a, o->target, &o->plan, k, &target, &fault) != 0)
		return complain(fault);
	if (o->settings.user == NULL && o->command == COMMAND_CHECK)
		o->settings.user = target.user;
	if (read_secrets(a, o, &target, &secrets, &fault) != 0) {
		wipe_secrets(&secrets);
		return complain(fault);
	}
	warn_of_key(a, &o->settings);
	r = record_for(o, command_line, k);
	o->settings.keep_secret = r->all_mechanisms = o->auth_all;
	note_secret(r, o, &secrets.login);
	guard_begin(&guard, r, k, options_state_path(a));
	guard.lets_all = o->i_know_lockout;
	guard.lets_any_token = o->force_auth;
	o->settings.guard = &guard.hook;
	rc = run_and_report(a, o, &target, k, r, &guard);
	wipe_secrets(&secrets);
	record_free(r);
	return rc;
}

int check_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct knowledge *k = load_knowledge(a, o->data);
	const char *fault;
	int rc;

	if (k == NULL)
		return EXIT_USAGE;
	fault = programs_fault(a, o, k);
	rc = fault != NULL ? complain(fault) : check(a, o, command_line, k);
	knowledge_free(k);
	return rc;
}

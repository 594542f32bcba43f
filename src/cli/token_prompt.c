/* What people read while a token is got: on stderr, for stdout is for the token */
#include "cli/token.h"

#include "cli/common.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { MINUTE_MS = 60 * 1000, SECOND_MS = 1000 };

static const char *minutes(struct arena *a, double ms)
{
	int n = (int)(ms / MINUTE_MS + 0.5);

	if (n < 2)
		return arena_printf(a, "%d seconds", (int)(ms / SECOND_MS));
	return arena_printf(a, "%d minutes", n);
}

static void on_listening(void *arg, int port)
{
	struct token_prompt *p = arg;

	p->port = port;
}

/* The browser has to reach this machine, or its last address to be brought here. */
static void other_machines(const struct token_prompt *p)
{
	const char *host = p->request->redirect_host;

	if (p->port != 0)
		fprintf(stderr,
			"A browser on another machine gets here by: ssh -L %d:%s:%d THIS-MACHINE\n",
			p->port, host == NULL ? "127.0.0.1" : host, p->port);
	if (p->request->paste)
		fputs("or copy the address where it ends up, paste it here and press Enter.\n",
		      stderr);
}

/* Copied by hand or by mouse: each alone on its line. */
static void on_sign_in(void *arg, const char *url, const char *user_code, const char *complete,
		       double lives_ms)
{
	struct token_prompt *p = arg;
	struct arena *a = arena_new();
	const char *who = p->user == NULL ? "" : arena_printf(a, " as %s", shown(a, p->user));

	fprintf(stderr, "To sign in%s, open this page in a browser%s:\n  %s\n", who,
		user_code == NULL ? " on this machine" : "", shown(a, url));
	if (user_code != NULL)
		fprintf(stderr, "and enter this code:\n  %s\n", shown(a, user_code));
	else
		other_machines(p);
	if (complete != NULL)
		fprintf(stderr, "or open this page, which has the code in it:\n  %s\n",
			shown(a, complete));
	if (!p->live && lives_ms > 0)
		fprintf(stderr, "Waiting for that, at most %s.\n", minutes(a, lives_ms));
	fflush(stderr);
	arena_free(a);
}

/* Whoever started us for the token gave up: a check whose patience is over ends its shell, and that
 * does not end us. */
static bool nobody_waits(void)
{
	struct pollfd reader = {.fd = STDOUT_FILENO};

	return poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR) != 0;
}

static void on_waiting(void *arg, double waited_ms, double lives_ms)
{
	struct token_prompt *p = arg;
	int left = lives_ms > waited_ms ? (int)((lives_ms - waited_ms) / SECOND_MS) : 0;

	if (nobody_waits())
		kill(getpid(), SIGTERM); /* as if we had been told so */
	if (!p->live)
		return;
	p->counting = true;
	fprintf(stderr, "\rWaiting, %d:%02d left; Ctrl-C ends it \033[K", left / 60, left % 60);
	fflush(stderr);
}

static void clear(const struct token_prompt *p)
{
	if (p->counting)
		fputs("\r\033[K", stderr);
}

static void on_refused(void *arg, const char *why)
{
	clear(arg);
	output_complaint(why);
}

struct oauth_observer token_prompt_begin(struct token_prompt *p, const struct cli_options *o,
					 const struct oauth_request *rq)
{
	*p = (struct token_prompt){
		.request = rq,
		.user = rq->user,
		.live = isatty(STDERR_FILENO) && o->verbosity >= 0,
	};
	return (struct oauth_observer){.sign_in = on_sign_in,
				       .waiting = on_waiting,
				       .listening = on_listening,
				       .refused = on_refused,
				       .arg = p};
}

void token_prompt_end(struct token_prompt *p)
{
	clear(p);
	p->live = p->counting = false;
}

/* A program that waits for the token may have a person in front of it who reads stderr, or be
 * started by a clock. Who says which way to go has somebody who reads along. */
const char *token_unseen(struct arena *a, const struct cli_options *o, enum token_grant grant)
{
	if (!token_grant_is_personal(grant) || o->token.grant >= 0 || isatty(STDERR_FILENO) ||
	    isatty(STDIN_FILENO))
		return NULL;
	return arena_printf(
		a,
		"somebody has to sign in, and nobody can see here where: run this once "
		"in a terminal with --token-cache FILE, then with the same FILE here%s; "
		"to print it anyway: --grant %s",
		o->token.cache != NULL ? " (this one holds no sign-in that is good)" : "",
		token_grant_names[grant]);
}

/* token.h - the command "token": what a token says, how to get one, the way there */
#ifndef SMTPSCOPE_CLI_TOKEN_H
#define SMTPSCOPE_CLI_TOKEN_H

#include "cli/cli.h"
#include "interpret/interpret.h"
#include "know/token_service.h"
#include "oauth/oauth.h"

const char *token_take(struct cli_options *o, struct arena *a, int n, char **words);
int token_command(struct arena *a, struct cli_options *o, const char *line);

/* ---- inside the command ---- */

/* What was named, FILE or "-", whole and as it is, into memory of its own: secret_wipe() is the
 * caller's. 0, or -1 with one line in *fault that never holds a byte of it. */
int token_read(struct arena *a, const char *word, double patience_ms, struct secret *s,
	       const char **fault);

/* How a token is to be asked for. */
struct token_plan {
	const struct token_service *service; /* NULL: named by its endpoints only */
	const char *tenant;		     /* as filled in, or NULL */
	struct oauth_request request;	     /* its secrets are still to be read */
};

/* From the options and what is known of the service. NULL, or what is wrong with them; no secret
 * is read yet. *o is told which secrets a person has to be asked for. */
const char *token_plan(struct arena *a, struct cli_options *o, const struct knowledge *k,
		       struct token_plan *plan);

/* The service that --provider names, NULL without one or where it is not known: then the line says
 * which there are. */
const struct token_service *token_service_named(struct arena *a, const struct cli_options *o,
						const struct knowledge *k, const char **unknown);

/* Whether somebody has to sign in. */
bool token_grant_is_personal(enum token_grant grant);

/* NULL, or that nobody can see here where to sign in. */
const char *token_unseen(struct arena *a, const struct cli_options *o, enum token_grant grant);

/* What people have to be told while it goes on, on stderr. */
struct token_prompt {
	const struct oauth_request *request;
	const char *user; /* who is to sign in, or NULL */
	int port;	  /* of this machine, where the browser comes back; 0: none */
	bool live;	  /* a line may count down */
	bool counting;	  /* it stands there */
};
struct oauth_observer token_prompt_begin(struct token_prompt *p, const struct cli_options *o,
					 const struct oauth_request *rq);
void token_prompt_end(struct token_prompt *p);

/* A token by that plan, with its report; the exit status. */
int token_get(struct arena *a, struct cli_options *o, const struct token_plan *plan,
	      const char *line, const struct knowledge *k);

#endif

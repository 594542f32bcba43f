/* The token alone goes where a program reads it, or into a file that is nobody else's; a terminal
 * is not shown it. All that is to be said of it goes where it is not in the way. */
#include "cli/token_report.h"

#include "cli/common.h"
#include "cli/token.h"
#include "report/token.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int token_report(struct arena *a, const struct cli_options *o, const struct record *r,
		 const struct interpretation *i)
{
	const struct report_options options = report_options_of(o);
	struct buf out = {0};

	if (as_json(o))
		token_document(&out, r, i);
	else
		token_page(&out, r, i, &options);
	return write_result(a, o, &out, verdict_exit(o, &i->verdict));
}

/* ---- of one that was got ---- */

/* Behind the token in a pipe, or beside a file: on stderr, coloured only for a terminal. */
static void to_stderr(const struct cli_options *o, const struct record *r,
		      const struct interpretation *i)
{
	struct report_options options = report_options_of(o);
	int columns = window_size(STDERR_FILENO).ws_col;
	struct buf out = {0};

	options.columns = columns < options.columns ? columns : options.columns;
	options.colour = o->colour == COLOUR_ALWAYS;
	token_page(&out, r, i, &options);
	fwrite(out.p, 1, out.n, stderr);
	buf_free(&out);
}

/* A command that can be said again as it is, without quotes of its own and nothing left out. */
static const char *this_command(const char *line)
{
	return strpbrk(line, "'\"\\$`") == NULL && strstr(line, " ...") == NULL &&
			       strstr(line, "=...") == NULL
		       ? line
		       : "smtpscope token ...";
}

/* A name that a shell would take for something else is left to be filled in. */
static const char *user_in_command(const char *user)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "@._+=-%/:,";

	return user != NULL && strspn(user, plain) == strlen(user) ? user : "NAME";
}

/* How to take what is not shown. */
static void hint(struct arena *a, struct buf *out, const struct cli_options *o,
		 const struct record *r)
{
	if (o->output != NULL)
		buf_printf(out, "\nThe token is in %s.\n", shown(a, o->output));
	else
		buf_printf(out,
			   "\nThe token itself is not shown. Into a file: -o FILE. To log in with "
			   "it:\n  smtpscope TARGET --user %s --token-command '%s'\n",
			   user_in_command(r->user), shown(a, this_command(r->command)));
	if (token_grant_is_personal(r->asked->grant) && o->token.cache == NULL)
		buf_str(out, "With --token-cache FILE nobody has to sign in the next time.\n");
}

/* Text on a terminal; the caller's document otherwise. 0 or EXIT_USAGE. */
static int to_stdout(struct arena *a, const struct cli_options *o, const struct record *r,
		     const struct interpretation *i, bool got)
{
	const struct report_options options = report_options_of(o);
	struct buf out = {0};
	const char *fault;
	int rc;

	if (as_json(o))
		token_document(&out, r, i);
	else
		token_page(&out, r, i, &options);
	if (!as_json(o) && got && o->verbosity >= 0 && i->verdict.status != VERDICT_FAILED)
		hint(a, &out, o, r);
	rc = output_write(a, NULL, 0, &out, &fault);
	buf_free(&out);
	return rc == 0 ? 0 : complain(fault);
}

/* `path`: NULL for stdout. */
static int write_token(struct arena *a, const char *path, bool force, const struct secret *token)
{
	struct buf out = {.secret = true};
	const char *fault;
	int rc;

	buf_add(&out, token->p, token->n);
	buf_char(&out, '\n');
	rc = output_write(a, path, force ? OUTPUT_FORCE : 0, &out, &fault);
	buf_free(&out);
	return rc == 0 ? 0 : complain(fault);
}

/* Somebody reads a program's stdout: the token is what they wait for. */
static bool piped(const struct cli_options *o)
{
	return !as_json(o) && !isatty(STDOUT_FILENO);
}

/* What nobody but the server can look into is no reason to bother anybody. */
static bool is_wrong(const struct interpretation *i)
{
	return i->verdict.status == VERDICT_FAILED || i->verdict.status == VERDICT_DEGRADED;
}

/* What was asked for is there, be it opaque. */
static int status_of(const struct cli_options *o, const struct interpretation *i, bool got)
{
	return got && i->verdict.status == VERDICT_UNTESTED ? EXIT_GOOD
							    : verdict_exit(o, &i->verdict);
}

int token_deliver(struct arena *a, const struct cli_options *o, const struct record *r,
		  const struct interpretation *i, const struct secret *token)
{
	int rc = 0;

	if (r->interrupted && !as_json(o)) { /* who did that knows */
		output_complaint("interrupted: no token came");
		return EXIT_UNTESTED;
	}
	if (piped(o) && (token == NULL || is_wrong(i) || o->verbosity > 0))
		to_stderr(o, r, i);
	if (token != NULL && (o->output != NULL || piped(o)))
		rc = write_token(a, o->output, o->force, token);
	if (rc == 0 && !piped(o))
		rc = to_stdout(a, o, r, i, token != NULL);
	return rc != 0 ? rc : status_of(o, i, token != NULL);
}

/* cli.h - what the command line, the environment and the config file ask for */
#ifndef SMTPSCOPE_CLI_CLI_H
#define SMTPSCOPE_CLI_CLI_H

#include "base/buf.h"
#include "plan/plan.h"
#include "probe/job.h"
#include "sweep/options.h"

#include <stdbool.h>

enum cli_command {
	COMMAND_CHECK,
	COMMAND_PATH,
	COMMAND_EXPLAIN,
	COMMAND_PROVIDERS,
	COMMAND_CATALOGUE,
	COMMAND_TOKEN,
	COMMAND_REPORT,
	COMMAND_COMPARE,
	COMMAND_SWEEP,
	COMMAND_DOMAIN,
	COMMAND_COMPLETION,
	COMMAND_HELP,
	COMMAND_VERSION,
	COMMAND_EXAMPLES
};

/* Where something was said, as --stage names it: a stage, or a command of the envelope. */
struct said_at {
	int stage;	     /* enum stage_id, -1: unknown */
	const char *command; /* "MAIL", NULL: any */
};

enum secret_from {
	SECRET_NONE,
	SECRET_FILE,
	SECRET_FD,
	SECRET_ENV,
	SECRET_COMMAND,
	SECRET_NETRC,
	SECRET_KEYRING,
	SECRET_PROMPT,
};

/* Which secret it is: what the options that tell its source are called after. */
enum secret_kind {
	KIND_PASSWORD,
	KIND_TOKEN,
	KIND_PROXY_PASSWORD,
	KIND_CLIENT_SECRET,
	KIND_REFRESH_TOKEN,
};

struct secret_source {
	enum secret_from from;
	const char *where; /* file, number, name or command line; NULL: where it usually is */
	enum secret_kind kind;
};

#define TIME_ANY INT64_MIN

enum redact { REDACT_SECRETS, REDACT_NAMES };

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* RFC 6749, 2.3.1: in the form, or as a password of HTTP. */
enum client_auth { CLIENT_AUTH_FORM, CLIENT_AUTH_BASIC };

/* Of the command "token"; provider, user, ca_file, client_cert and client_key stand elsewhere. */
struct token_options {
	int grant; /* enum token_grant, -1: by what else was given */
	const char *client_id, *tenant, *scope;
	const char *token_url, *device_url, *authorize_url; /* NULL: those of the service */
	const char *service_account;			    /* file */
	const char *cache;				    /* file */
	bool guide;					    /* only print the way there */
	int client_auth;   /* enum client_auth: how the client's secret is told */
	int redirect_port; /* 0: any */
	double wait_ms;	   /* for a person who signs in; 0: as long as the code lives */
	struct secret_source client_secret, refresh_token;
};

/* Of the command "domain"; how names are asked and servers connected to stands elsewhere. */
struct domain_options {
	struct list selectors; /* of struct string_item */
	const char *ip;	       /* would that client's mail pass (settings.from, .ehlo)? or NULL */
	const char *reply;     /* what a server said of its mail, or NULL */
	const char *file;      /* of domains; NULL: none */
	bool probe;
};

struct cli_options {
	enum cli_command command;
	const char *target; /* of COMMAND_CHECK and COMMAND_PATH: as typed, or of the profile */
	char **words;	    /* of other commands: what follows their name */
	int word_count;
	const char *provider; /* of COMMAND_EXPLAIN: profile id or NULL */
	struct said_at said_at;
	struct list only;     /* of struct string_item: ids, or globs of ids */
	int64_t since, until; /* ms since 1970 UTC, TIME_ANY: not asked for */
	int top;	      /* groups that are shown, 0: all */
	bool follow, show_user;
	const char *topic;	  /* of COMMAND_HELP: "all", a command, or NULL */
	struct settings settings; /* secrets are not set: see secret_read() */
	struct plan_options plan;
	struct secret_source secret, proxy_secret;
	const char *proxy_user; /* --proxy-user */
	bool auth_all; /* --auth all: after the first login one with each other mechanism */
	struct token_options token;
	struct sweep_options sweep;
	struct domain_options domain;
	bool force_auth;     /* what the token says is no reason not to try */
	bool i_know_lockout; /* failed logins before this one are no reason not to try */
	struct cert_days cert_days;
	bool cert_days_named;		/* for reports: on the command line */
	bool as_recorded;		/* a saved report keeps its words */
	int line;			/* of a file with many reports, 0: all */
	double warning_ms, critical_ms; /* --warning, --critical; 0: none */
	const char *format;		/* a name of --format, the first of `formats` */
	struct list formats;		/* of struct string_item */
	const char *output;		/* NULL: stdout */
	bool output_folder;		/* ... is a folder for files that get their names from us */
	const char *save_chain;		/* file or NULL */
	const char *bundle;		/* file or NULL */
	int verbosity;			/* -1 quiet, 0, 1, 2 */
	enum colour colour;
	enum redact redact;
	const char *redact_key; /* file; NULL: that of the state folder */
	bool transcript, strict, force;
	struct list snippets; /* of struct string_item: --settings */
	const char *data;     /* directory or NULL */
	const char *profile;  /* of the config file, or NULL */
};

enum { EXIT_GOOD, EXIT_FAILED, EXIT_USAGE, EXIT_UNTESTED, EXIT_INTERNAL };

/* Flag > environment (SMTPSCOPE_*) > profile > config file. `argv` is reordered; what *o points to
 * lives in argv, the environment or `a`. 0, or -1 with one line in *fault that names culprit and
 * remedy. */
int options_parse(struct arena *a, int argc, char **argv, struct cli_options *o,
		  const char **fault);

/* Whether the program is called as a plugin, or the line asks for that form, be anything else on it
 * right or wrong. `argv` stays as it is. */
bool options_want_plugin(struct arena *a, int argc, char **argv);

/* By its name alone, which takes no memory. */
bool options_called_plugin(int argc, char **argv);

/* Where the user's file or folder of that name is: "~/.config/smtpscope/config". NULL without a
 * home. */
const char *options_path(struct arena *a, const char *name);

/* Where this user's programs leave what they remember: "~/.local/state/smtpscope". NULL without a
 * home. */
const char *options_state_path(struct arena *a);

/* Whether the report is to be coloured (--color, NO_COLOR, TERM, a terminal on stdout). */
bool options_colour(const struct cli_options *o);

/* One screen; everything for a topic. */
void options_help(struct buf *out, const char *topic);

/* What is shown where nothing was asked for. */
void options_examples(struct buf *out);

/* Whose secret it is, and how long somebody may take to hand it over. */
struct secret_owner {
	const char *user; /* NULL: a netrc file or keyring is to say it, and does */
	const char *host; /* TARGET's, as it was named: of a mailbox its domain */
	double patience_ms;
};

/* Reads the secret into memory of its own, locked where the system lets us. SECRET_NONE gives an
 * empty one. 0, or -1 with one line in *fault that never holds a byte of the secret; a file that
 * others can read is used, with a warning on stderr. */
int secret_read(struct arena *a, const struct secret_source *source, struct secret_owner *owner,
		struct secret *secret, const char **fault);

/* The same for the proxy's password, where one is asked for; the settings' proxy gets it. */
int proxy_secret_read(struct arena *a, struct cli_options *o, struct secret *secret,
		      const char **fault);

/* "file", "keyring": as in the record. */
const char *secret_source_name(const struct secret_source *source);

/* How a file is written. */
enum {
	OUTPUT_FORCE = 1,    /* over one that exists, which is left alone without */
	OUTPUT_PRIVATE = 2,  /* for nobody else (0600), as a secret text is in any case */
	OUTPUT_NEW_NAME = 4, /* the name is of our making: what stands there is not written into, be
				it a pipe or a device */
};

enum { OUTPUT_EXISTS = -2 };

/* Writes a file to `path` whole or not at all, or to stdout (NULL). A reader that went away is no
 * fault. 0; -1, or OUTPUT_EXISTS, with one line in *fault. */
int output_write(struct arena *a, const char *path, int how, const struct buf *text,
		 const char **fault);

/* One line on stderr, whatever bytes of the user's or of a file's it quotes: of a fault, which a
 * plugin tells on stdout (plugin.h), and of what is no reason to stop. */
void output_complaint(const char *line);
void output_warning(const char *line);

#endif

/* options.h - the table of options: parsing, help, environment, config file and the test of the
 * manual all read it */
#ifndef SMTPSCOPE_CLI_OPTIONS_H
#define SMTPSCOPE_CLI_OPTIONS_H

#include "cli/cli.h"

struct parsing;
struct option_row;

/* Takes the value (NULL of a flag). NULL, or what is wrong with it: the caller names the option. */
typedef const char *option_take(struct parsing *p, const struct option_row *row, const char *value);

enum option_group {
	GROUP_CONNECTION,
	GROUP_TLS,
	GROUP_LOGIN,
	GROUP_ENVELOPE,
	GROUP_TIME,
	GROUP_EXPLAIN,
	GROUP_TOKEN,
	GROUP_SWEEP,
	GROUP_DOMAIN,
	GROUP_OUTPUT,
	GROUP_OTHER,
	GROUP_HIDDEN, /* understood only to be refused */
};
extern const char *const option_group_titles[];

/* Options of one rivalry exclude each other. */
enum option_rivalry {
	RIVALS_NONE,
	RIVALS_FAMILY,
	RIVALS_UNTIL,
	RIVALS_SNI,
	RIVALS_SECRET,
	RIVALS_PROXY_SECRET,
	RIVALS_CLIENT_SECRET,
	RIVALS_REFRESH_TOKEN,
	RIVALS_FORMAT,
	RIVALS_OLD_FILE,
	RIVALS_VERBOSITY
};

struct option_row {
	const char *name;
	char key;	 /* short form or 0 */
	const char *arg; /* name of the argument; NULL: a flag */
	enum option_group group;
	enum option_rivalry rivals;
	bool basic;	/* stands on the one screen of --help */
	bool line_only; /* not from the environment or the config file */
	const char *help;
	option_take *take;
	size_t at;		  /* where the value goes in struct cli_options */
	const char *const *names; /* of a choice */
	int value;		  /* first value of a choice; the value of a flag */
};

/* Ends with a NULL name. A name stands in two rows where it means something else to another
 * command; both take what both may mean. */
extern const struct option_row option_rows[];
enum { OPTIONS_MAX = 140 };

/* Where a value may come from, the strongest last. */
enum option_source { FROM_NOWHERE, FROM_CONFIG, FROM_PROFILE, FROM_ENVIRONMENT, FROM_LINE };

struct parsing {
	struct arena *a;
	struct cli_options *o;
	enum option_source source;
	unsigned char taken_from[OPTIONS_MAX]; /* enum option_source by row */
	unsigned char denied[OPTIONS_MAX];     /* ... of who said no to a flag */
};

/* The row of a long name; the row whose name is nearest to `name`, hidden ones included. NULL if
 * there is none. */
const struct option_row *option_find(const char *name);
const struct option_row *option_nearest(struct arena *a, const char *name);

/* The unknown option `name` as a message may show it: a secret may be glued to what people believe
 * to be an option for it ("passwordhunter2"), so nothing of that is. */
const char *option_shown(struct arena *a, const char *name);

/* Gives `value` to `row`; `said` is how the user said it ("--port", "SMTPSCOPE_PORT", "FILE:3:
 * port"). A stronger source that spoke before wins. 0 or -1 with *fault. */
int option_give(struct parsing *p, const struct option_row *row, const char *said,
		const char *value, const char **fault);

/* The same where flags have words, too: yes or no. */
int option_give_word(struct parsing *p, const struct option_row *row, const char *said,
		     const char *word, const char **fault);

/* Options from SMTPSCOPE_*, and from the config file: of the profile that was asked for, then the
 * general ones. */
int options_environment(struct parsing *p, const char **fault);
int options_config(struct parsing *p, const char **fault);

/* The `n` bytes of a config file, which messages call `path`. */
int options_text(struct parsing *p, const char *path, const char *text, size_t n,
		 const char **fault);

/* Adds the names of the profiles in the user's config file to `names` (struct string_item); as
 * far as it can be read. */
void options_profiles(struct arena *a, struct list *names);

/* Whether that row means something to that command. */
bool option_belongs(const struct option_row *row, enum cli_command command);

/* Whether it changes nothing about that command, which takes it all the same: the config file may
 * hold it. Help does not speak of it. */
bool option_is_idle(const struct option_row *row, enum cli_command command);

/* Those of the command "token"; settles what only its line may say. */
const char *options_of_token(struct parsing *p);

/* Those of the command "sweep": what of the settings for checks does not hold for it, and what it
 * does not know without. */
const char *options_of_sweep(struct parsing *p);

/* For commands that log in nowhere and send nothing: what the environment and the config file say
 * of that is about others. */
void options_forget_logins(struct cli_options *o);

/* Those of the command "domain": what stays out of it, and what belongs together. */
const char *options_of_domain(struct parsing *p);

/* Why a sweep does not take that option of a check; NULL: it does, or it is none. */
const char *option_not_swept(const struct option_row *row);

/* Those of --format nagios, and what that means for others. */
const char *options_of_plugin(struct parsing *p);

/* -4, -6 and the addresses that were named against each other; the oldest version against the
 * newest; a key without its certificate; a login at the proxy without proxy, name or secret. */
const char *options_families(const struct parsing *p);
const char *options_versions(const struct parsing *p);
const char *options_key(const struct parsing *p);
const char *options_proxy(const struct parsing *p);

/* A sender that is half an address. */
const char *options_sender(const struct parsing *p);

/* The report gets that form and no other. */
void option_set_form(struct cli_options *o, struct arena *a, const char *format);

/* Whether the command's result is that of a record, which has all forms and may go into several
 * files. */
bool option_tells_record(enum cli_command command);

/* Forms against the command; settles which form a file gets by its name. Then files that cannot be
 * written. */
const char *options_forms(struct parsing *p);
const char *options_files(struct parsing *p);

/* Whether `row` was given on the command line. */
bool option_on_line(const struct parsing *p, const struct option_row *row);

/* Contradictions and gaps that only show when all was read. NULL, or the line. */
const char *options_contradiction(struct parsing *p);

#endif

/* common.h - what commands share */
#ifndef SMTPSCOPE_CLI_COMMON_H
#define SMTPSCOPE_CLI_COMMON_H

#include "cli/cli.h"
#include "interpret/finding.h"
#include "know/knowledge.h"
#include "report/report.h"

#include <sys/ioctl.h>

/* One line on stderr; EXIT_USAGE. */
int complain(const char *line);

/* The user's own folder of knowledge where there is one, or NULL. */
const char *own_data(struct arena *a);

/* What is embedded, and what `dir` of --data, or else the user's own folder, lays over it; NULL
 * after complaints. */
struct knowledge *load_knowledge(struct arena *a, const char *dir);

/* The terminal behind `fd`, or the usual size. */
struct winsize window_size(int fd);

struct report_options report_options_of(const struct cli_options *o);

/* The same for files that get their names from us: the terminal does not count, and -q is about
 * what is told, not what is kept. */
struct report_options report_options_of_files(const struct cli_options *o);

/* Whether programs are to read the result. */
bool as_json(const struct cli_options *o);

/* Whether a monitoring system runs us: one line on stdout, whatever happens. */
bool as_plugin(const struct cli_options *o);

/* How a result of that form is written into a file: with --force, and for its owner alone where it
 * holds names of users or machines. */
int output_how(const struct cli_options *o, const char *format);

/* `out`, which is freed, to where -o says or else to stdout: `status`, or EXIT_USAGE after a
 * complaint. */
int write_result(struct arena *a, const struct cli_options *o, struct buf *out, int status);

/* A new record of a run, with what the command line says of it. */
struct record *record_for(const struct cli_options *o, const char *command_line,
			  const struct knowledge *k);

/* A new record like that one, which must outlive it: number `n` of a run of many. */
struct record *record_alike(const struct record *model, unsigned long n);

/* What the token says of itself, and when we read it. */
void note_token(struct record *r, const struct secret *s);

/* The exit status that tells of it; of a report, that of its form. */
int verdict_exit(const struct cli_options *o, const struct verdict *v);
int report_exit(const struct cli_options *o, const struct record *r, const struct verdict *v);

/* Of two exit statuses the one that counts: what could not be read or written, then what fails,
 * then what was not tested. */
int worse_exit(int a, int b);

/* One line on stderr where others can read `file` (NULL: none); that of the client's key. As of a
 * password's file; who cannot read it is told when it is loaded. */
void warn_of_readers(struct arena *a, const char *file);
void warn_of_key(struct arena *a, const struct settings *s);

/* A word of the command line, harmless to a terminal. */
const char *shown(struct arena *a, const char *word);

#endif

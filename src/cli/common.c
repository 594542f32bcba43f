#include "config.h"

#include "cli/common.h"

#include "base/clock.h"
#include "base/random.h"
#include "cli/machine.h"
#include "net/tls.h"
#include "report/nagios.h"
#include "smtp/token.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 80, COLUMNS_MIN = 40, COLUMNS_MAX = 120, FAULTS_SHOWN = 20 };

int complain(const char *line)
{
	output_complaint(line);
	return EXIT_USAGE;
}

/* A home that is closed to us, as sudo and cron leave it in the environment, has none. */
const char *own_data(struct arena *a)
{
	const char *path = options_path(a, "data");

	return path != NULL && access(path, F_OK) == 0 ? path : NULL;
}

/* One fault of a folder that was named says all by itself. */
static void complain_of_faults(struct arena *a, const char *path, const struct list *faults,
			       bool named)
{
	size_t n = 0;

	LIST_EACH (const struct string_item, it, faults)
		if (n++ < FAULTS_SHOWN)
			complain(it->s);
	if (n > FAULTS_SHOWN)
		complain(arena_printf(a, "and %zu more: see smtpscope catalogue check %s",
				      n - FAULTS_SHOWN, path));
	if (n > 1 || !named)
		complain(arena_printf(a,
				      "mend %s first (smtpscope-catalogue(5)), or name another "
				      "folder with --data",
				      path));
}

struct knowledge *load_knowledge(struct arena *a, const char *dir)
{
	const char *path = dir != NULL ? dir : own_data(a);
	struct list faults = {0};
	struct knowledge *k = knowledge_load(path, &faults, a);

	if (k == NULL)
		complain(arena_printf(a, "%s%s: %s", dir != NULL ? "--data " : "", path,
				      strerror(errno)));
	if (faults.n == 0)
		return k;
	complain_of_faults(a, path, &faults, dir != NULL);
	return knowledge_free(k);
}

struct winsize window_size(int fd)
{
	struct winsize w = {.ws_row = 24, .ws_col = COLUMNS};

	if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= COLUMNS_MIN)
		return w;
	return (struct winsize){.ws_row = 24, .ws_col = COLUMNS};
}

struct report_options report_options_of(const struct cli_options *o)
{
	int columns = o->output == NULL ? window_size(STDOUT_FILENO).ws_col : COLUMNS;

	return (struct report_options){
		.verbosity = o->verbosity,
		.colour = options_colour(o),
		.columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX,
		.transcript = o->transcript,
		.snippets = o->snippets,
		.warning_ms = o->warning_ms,
		.critical_ms = o->critical_ms,
		.strict = o->strict,
	};
}

struct report_options report_options_of_files(const struct cli_options *o)
{
	struct report_options options = report_options_of(o);

	options.verbosity = o->verbosity < 0 ? 0 : o->verbosity;
	options.colour = false;
	options.columns = COLUMNS;
	return options;
}

bool as_json(const struct cli_options *o)
{
	return strcmp(o->format, "json") == 0;
}

bool as_plugin(const struct cli_options *o)
{
	return o->formats.n == 1 && strcmp(o->format, reporter_nagios.name) == 0;
}

/* What is known of providers is nobody's secret; in texts to explain nothing is replaced. */
static bool holds_names(const struct cli_options *o)
{
	if (o->command == COMMAND_PROVIDERS || o->command == COMMAND_CATALOGUE ||
	    o->command == COMMAND_COMPLETION)
		return false;
	return o->redact != REDACT_NAMES || o->command == COMMAND_EXPLAIN;
}

int output_how(const struct cli_options *o, const char *format)
{
	bool private = holds_names(o) && !reporter_is_public(format);

	return (o->force ? OUTPUT_FORCE : 0) | (private ? OUTPUT_PRIVATE : 0);
}

int write_result(struct arena *a, const struct cli_options *o, struct buf *out, int status)
{
	const char *fault;
	int rc = output_write(a, o->output, output_how(o, o->format), out, &fault);

	buf_free(out);
	return rc == 0 ? status : complain(fault);
}

int worse_exit(int a, int b)
{
	static const int ranks[] = {[EXIT_GOOD] = 0,
				    [EXIT_UNTESTED] = 1,
				    [EXIT_FAILED] = 2,
				    [EXIT_USAGE] = 3,
				    [EXIT_INTERNAL] = 4};

	return ranks[a] >= ranks[b] ? a : b;
}

const char *shown(struct arena *a, const char *word)
{
	return text_safe(a, bytes_str(a, word));
}

static const char *new_id(struct arena *a)
{
	unsigned char raw[8];
	char *text = arena_alloc(a, 2 * sizeof(raw) + 1);

	random_bytes(raw, sizeof(raw));
	for (size_t i = 0; i < sizeof(raw); i++)
		sprintf(text + 2 * i, "%02x", raw[i]);
	return text;
}

struct record *record_for(const struct cli_options *o, const char *command_line,
			  const struct knowledge *k)
{
	struct record *r = record_new();

	r->version = PACKAGE_VERSION;
	r->knowledge = arena_str(r->arena, knowledge_date(k));
	r->tls_library = arena_printf(r->arena, "GnuTLS %s", tls_library_version());
	r->system = machine_system(r->arena);
	r->utc_offset = machine_utc_offset(clock_wall_ms());
	r->id = new_id(r->arena);
	r->command = arena_str(r->arena, command_line);
	r->user = arena_str(r->arena, o->settings.user);
	r->cert_days = o->cert_days;
	return r;
}

struct record *record_alike(const struct record *model, unsigned long n)
{
	struct record *r = record_new();

	r->version = model->version;
	r->knowledge = model->knowledge;
	r->tls_library = model->tls_library;
	r->system = model->system;
	r->utc_offset = model->utc_offset;
	r->id = arena_printf(r->arena, "%s-%lu", model->id, n);
	r->command = model->command;
	r->cert_days = model->cert_days;
	return r;
}

void note_token(struct record *r, const struct secret *s)
{
	r->token = ARENA_NEW(r->arena, struct token_facts);
	token_look(r->arena, s->p, s->n, r->token);
	r->token->read_at = clock_wall_ms();
}

int verdict_exit(const struct cli_options *o, const struct verdict *v)
{
	static const int by_status[] = {
		[VERDICT_OK] = EXIT_GOOD,
		[VERDICT_DEGRADED] = EXIT_GOOD,
		[VERDICT_FAILED] = EXIT_FAILED,
		[VERDICT_UNTESTED] = EXIT_UNTESTED,
	};

	if (v->status == VERDICT_DEGRADED && o->strict)
		return EXIT_FAILED;
	return by_status[v->status];
}

int report_exit(const struct cli_options *o, const struct record *r, const struct verdict *v)
{
	const struct report_options options = report_options_of(o);

	return as_plugin(o) ? (int)nagios_state(r, v, &options) : verdict_exit(o, v);
}

void warn_of_readers(struct arena *a, const char *file)
{
	struct stat st;

	if (file != NULL && stat(file, &st) == 0 && (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
		output_warning(arena_printf(a, "others can read %s: chmod 600 it", file));
}

void warn_of_key(struct arena *a, const struct settings *s)
{
	warn_of_readers(a, s->client_key != NULL ? s->client_key : s->client_cert);
}

/* Options: a command line is understood or refused in one line; a config file means what the same
 * words mean on the command line, be it in a profile; a secret that should not be there is not
 * shown.
 *
 * Input: 'a' and arguments, each a line; 'c' and a config file; 'p' and one of which the profile
 * "p" is wanted; 'r', the number of an option and its value. */
#include "fuzz.h"

#include "cli/options.h"
#include "report/report.h"
#include "sasl/sasl.h"

#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 64 };

/* Nothing of the machine's user counts. */
static void forget_surroundings(struct arena *a)
{
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	for (const struct option_row *row = option_rows; row->name != NULL; row++) {
		char *name = arena_printf(a, "SMTPSCOPE_%s", row->name);

		for (char *c = name; *c != '\0'; c++)
			*c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
		unsetenv(name);
	}
}

static bool is_patience(double ms)
{
	return ms >= 1 && ms <= 86400 * 1000.0;
}

static void settings_are_sound(const struct settings *s)
{
	CLAIM(s->family == 0 || s->family == 4 || s->family == 6);
	CLAIM(is_patience(s->connect_ms) && is_patience(s->banner_ms));
	CLAIM(is_patience(s->reply_ms) && is_patience(s->total_ms));
	CLAIM(s->size >= -1 && s->until < STAGE_COUNT);
	CLAIM(s->auth == NULL || sasl_find(s->auth) != NULL);
	CLAIM(s->tls_min <= TLS_1_3 && s->tls_max <= TLS_1_3);
	CLAIM(s->secret == NULL);
	/* said in commands: no line end may be smuggled in */
	CLAIM(s->ehlo == NULL || strpbrk(s->ehlo, " \r\n") == NULL);
	CLAIM(s->user == NULL || strpbrk(s->user, "\r\n\001") == NULL);
	CLAIM(s->from == NULL || strpbrk(s->from, "\r\n") == NULL);
	LIST_EACH (const struct string_item, it, &s->to)
		CLAIM(strpbrk(it->s, "\r\n") == NULL);
}

static void options_are_sound(const struct cli_options *o)
{
	settings_are_sound(&o->settings);
	CLAIM(o->formats.n > 0 && reporter_find(o->format) != NULL);
	CLAIM(o->plan.tls_mode >= -1 && o->plan.tls_mode <= TLS_MODE_NONE);
	CLAIM(o->verbosity >= -1 && o->verbosity <= 2 && o->colour <= COLOUR_NEVER);
	CLAIM(o->cert_days.critical >= 0 && o->cert_days.warn >= o->cert_days.critical);
	LIST_EACH (const struct need, n, &o->plan.ports)
		CLAIM(n->port >= 1 && n->port <= 65535);
}

/* ---- the command line ---- */

/* "--password=S3CRET", however shortened, where no other option takes it for its value. */
static bool gives_secret(char **argv, int i)
{
	const char *word = argv[i], *value = word + strcspn(word, "=:");
	bool option = strncmp(word, "--pas", 5) == 0 || strncmp(word, "--tok", 5) == 0;

	return option && argv[i - 1][0] != '-' && strcspn(word + 2, "-") >= strlen(word + 2) &&
	       *value != '\0' && strstr(word, "S3CRET") > value;
}

static void no_secret_in(const char *fault, int argc, char **argv)
{
	int holders = 0, secrets = 0;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		holders += strstr(argv[i], "S3CRET") != NULL;
		secrets += gives_secret(argv, i);
	}
	if (secrets > 0 && holders == secrets)
		CLAIM(strstr(fault, "S3CRET") == NULL);
}

static void command_line(struct arena *a, struct input in)
{
	char *argv[ARGUMENTS_MAX + 1] = {arena_str(a, "smtpscope")};
	char *given[ARGUMENTS_MAX + 1];
	struct cli_options o;
	const char *fault = NULL;
	int argc = 1;

	while (in.n > 0 && argc < ARGUMENTS_MAX)
		argv[argc++] = input_line(&in);
	memcpy(given, argv, sizeof(given));
	if (options_parse(a, argc, argv, &o, &fault) != 0) {
		CLAIM(fault != NULL && *fault != '\0');
		no_secret_in(fault, argc, given);
	} else {
		options_are_sound(&o);
		CLAIM(o.command != COMMAND_CHECK || o.target != NULL);
	}
	for (int i = 1; i < argc; i++)
		free(given[i]);
}

/* ---- the config file ---- */

/* As they are before anything was asked for. */
static struct parsing untouched(struct arena *a, struct cli_options *o)
{
	char program[] = "smtpscope", host[] = "host", *argv[] = {program, host, NULL};
	const char *fault = NULL;

	CLAIM(options_parse(a, 2, argv, o, &fault) == 0);
	return (struct parsing){.a = a, .o = o, .source = FROM_CONFIG};
}

static void config_file(struct arena *a, struct input in, const char *profile)
{
	struct cli_options o;
	struct parsing p = untouched(a, &o);
	const char *fault = NULL;
	size_t n;
	char *text = input_rest(&in, &n);

	o.profile = profile;
	if (options_text(&p, "FILE", text, n, &fault) != 0)
		CLAIM(fault != NULL && (strncmp(fault, "FILE:", 5) == 0 ||
					(profile != NULL && strstr(fault, "PROFILE p: ") != NULL)));
	else
		options_are_sound(&o);
	for (size_t i = 0; option_rows[i].name != NULL; i++)
		CLAIM(!option_rows[i].line_only || p.taken_from[i] == FROM_NOWHERE);
	free(text);
}

/* ---- one option, said in both ways ---- */

static void same_settings(const struct cli_options *x, const struct cli_options *y)
{
	CLAIM(x->plan.ports.n == y->plan.ports.n && x->plan.tls_mode == y->plan.tls_mode);
	CLAIM(x->settings.total_ms == y->settings.total_ms);
	CLAIM(x->settings.size == y->settings.size && x->settings.until == y->settings.until);
	CLAIM(same_text(x->settings.user, y->settings.user));
	CLAIM(same_text(x->settings.ehlo, y->settings.ehlo));
	CLAIM(same_text(x->settings.sni, y->settings.sni));
	CLAIM(same_text(x->settings.from, y->settings.from));
	CLAIM(same_text(x->output, y->output) && same_text(x->format, y->format));
	CLAIM(same_text(x->secret.where, y->secret.where) && x->secret.from == y->secret.from);
}

static const char *behind(const char *fault, const char *said)
{
	CLAIM(strncmp(fault, said, strlen(said)) == 0);
	return fault + strlen(said);
}

static bool is_plain(const char *value)
{
	return strlen(value) < 3000 && *value != '\0' && *value != '=' &&
	       strpbrk(value, "\r\t ") == NULL;
}

static void said_in_both_ways(struct arena *a, const struct option_row *row, const char *value,
			      const char *text)
{
	struct cli_options on_line, in_file;
	struct parsing line = untouched(a, &on_line), file = untouched(a, &in_file);
	const char *x = NULL, *y = NULL;
	int rc = option_give(&line, row, "--it", value, &x);

	CLAIM(options_text(&file, "FILE", text, strlen(text), &y) == rc);
	if (rc == 0)
		same_settings(&on_line, &in_file);
	else
		CLAIM(strcmp(behind(x, "--it"),
			     behind(y, arena_printf(a, "FILE:1: %s", row->name))) == 0);
}

static void one_option(struct arena *a, const struct option_row *row, const char *value)
{
	if (row->arg == NULL || row->line_only || !is_plain(value) ||
	    strcmp(row->name, "profile") == 0) /* chooses lines of the file, cannot be one */
		return;
	said_in_both_ways(a, row, value, arena_printf(a, "%s %s\n", row->name, value));
	said_in_both_ways(a, row, value, arena_printf(a, "\t%s = %s \n", row->name, value));
	said_in_both_ways(a, row, value, arena_printf(a, "%s %s\n[p]\nprot", row->name, value));
}

static const struct option_row *row_at(unsigned n)
{
	size_t rows = 0;

	while (option_rows[rows].name != NULL)
		rows++;
	return &option_rows[n % rows];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	uint8_t what = input_byte(&in);

	forget_surroundings(a);
	if (what == 'c') {
		config_file(a, in, NULL);
	} else if (what == 'p') {
		config_file(a, in, "p");
	} else if (what == 'r') {
		const struct option_row *row = row_at(input_byte(&in));
		char *value = input_line(&in);

		one_option(a, row, value);
		free(value);
	} else {
		command_line(a, in);
	}
	arena_free(a);
	return 0;
}

#include "cli/options.h"

#include "cli/commands.h"
#include "cli/plugin.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { LONG_BASE = 256 };

const struct option_row *option_find(const char *name)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

const struct option_row *option_nearest(struct arena *a, const char *name)
{
	const char *names[OPTIONS_MAX], *near;
	size_t n = 0;

	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		names[n++] = arena_printf(a, "--%s", row->name);
	near = text_nearest(arena_printf(a, "--%s", name), names, n);
	return near == NULL ? NULL : option_find(near + 2);
}

/* How much of `name` says that a secret is to follow. */
static size_t announcement(const char *name)
{
	static const char *const words[] = {
		"pass",		"passwd",	    "passphrase",     "password",
		"pwd",		"secret",	    "token",	      "proxy-pass",
		"proxy-passwd", "proxy-passphrase", "proxy-password", "proxy-pwd",
		"proxy-secret", "client-secret",    "refresh-token",  "access-token"};
	size_t most = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		if (n > most && strncasecmp(name, words[i], n) == 0)
			most = n;
	}
	for (const struct option_row *row = option_rows; most > 0 && row->name != NULL; row++) {
		size_t n = strlen(row->name);

		if (n > most && strncmp(name, row->name, n) == 0)
			most = n;
	}
	return most;
}

const char *option_shown(struct arena *a, const char *name)
{
	size_t n = announcement(name);
	const char *said = text_safe(a, bytes_copy(a, name, n > 0 ? n : strlen(name)));

	return n > 0 && name[n] != '\0' ? arena_printf(a, "%s...", said) : said;
}

/* The option of which `name` is the name with a value behind it: "passwordhunter2". */
static const struct option_row *glued_to(struct arena *a, const char *name)
{
	size_t n = announcement(name);

	return name[n] == '-' ? NULL : option_find(arena_copy(a, name, n));
}

/* An option that excludes `row` and was given, NULL if none. */
static const struct option_row *rival(const struct parsing *p, const struct option_row *row)
{
	for (size_t i = 0; row->rivals != RIVALS_NONE && option_rows[i].name != NULL; i++)
		if (&option_rows[i] != row && option_rows[i].rivals == row->rivals &&
		    p->taken_from[i] != FROM_NOWHERE)
			return &option_rows[i];
	return NULL;
}

int option_give(struct parsing *p, const struct option_row *row, const char *said,
		const char *value, const char **fault)
{
	const struct option_row *other = rival(p, row);
	unsigned char *from = &p->taken_from[row - option_rows];
	const char *wrong;

	if (*from > p->source || p->denied[row - option_rows] > p->source ||
	    (other != NULL && p->taken_from[other - option_rows] > p->source))
		return 0;
	if (other != NULL) {
		*fault = arena_printf(p->a, "%s and --%s exclude each other: leave one of them out",
				      said, other->name);
		return -1;
	}
	*from = (unsigned char)p->source;
	wrong = row->take(p, row, value);
	if (wrong == NULL)
		return 0;
	*fault = arena_printf(p->a, "%s %s", said, wrong);
	return -1;
}

/* ---- the command line ---- */

/* For getopt_long(): the value of a long option is its row, that of a short one its letter. */
static void make_getopt_tables(struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; option_rows[i].name != NULL; i++) {
		const struct option_row *row = &option_rows[i];

		if (option_find(row->name) != row)
			continue;
		*longs++ = (struct option){row->name,
					   row->arg == NULL		? no_argument
					   : row->group == GROUP_HIDDEN ? optional_argument
									: required_argument,
					   NULL, LONG_BASE + (int)i};
		if (row->key == 0)
			continue;
		*shorts++ = row->key;
		if (row->arg != NULL)
			*shorts++ = ':';
	}
	*longs = (struct option){0};
	*shorts = '\0';
}

static const struct option_row *row_of(int c)
{
	if (c >= LONG_BASE)
		return &option_rows[c - LONG_BASE];
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (c != 0 && row->key == c)
			return row;
	return NULL;
}

static const char *harmless(struct arena *a, const char *s, size_t n)
{
	return text_safe(a, bytes_copy(a, s, n));
}

/* A long option of no row, named without what follows "=" or ":": it may be a secret. */
static const char *unknown_long(struct parsing *p, const char *word)
{
	const char *name = arena_copy(p->a, word + 2, strcspn(word, "=:") - 2);
	const char *said = arena_printf(p->a, "--%s", option_shown(p->a, name));
	const struct option_row *near = glued_to(p->a, name);

	if (near == NULL)
		near = option_nearest(p->a, name);
	if (near == NULL)
		return arena_printf(p->a, "%s is not an option: see smtpscope --help all", said);
	if (near->group == GROUP_HIDDEN)
		return arena_printf(p->a, "%s %s", said, near->take(p, near, NULL));
	return arena_printf(p->a, "%s is not an option: did you mean --%s?", said, near->name);
}

/* What getopt_long() did not understand; `word` is where it stopped. */
static const char *not_understood(struct parsing *p, int c, const char *word)
{
	const struct option_row *row = row_of(optopt);

	if (c == ':')
		return arena_printf(p->a, "--%s needs a value: --%s %s", row->name, row->name,
				    row->arg);
	if (row != NULL)
		return arena_printf(p->a, "--%s takes no value", row->name);
	if (optopt != 0)
		return arena_printf(p->a, "-%s is not an option: see smtpscope --help all",
				    harmless(p->a, &(char){(char)optopt}, 1));
	return unknown_long(p, word);
}

/* People put a text behind explain that has words like options in it. */
static const char *not_understood_of(struct parsing *p, int c, char **argv)
{
	const char *word = argv[optind - 1], *fault = not_understood(p, c, word);

	if (strcmp(argv[1], "explain") != 0 || c == ':')
		return fault;
	return arena_printf(p->a, "%s; in a text to explain: put -- before it, or paste it", fault);
}

/* All options; what is left of argv from *words on are words. */
static int parse_line(struct parsing *p, int argc, char **argv, int *words, const char **fault)
{
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 2];
	int c;

	make_getopt_tables(longs, shorts);
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = row_of(c);

		if (row == NULL) {
			*fault = not_understood_of(p, c, argv);
			return -1;
		}
		if (option_give(p, row, arena_printf(p->a, "--%s", row->name), optarg, fault) < 0)
			return -1;
	}
	*words = optind;
	return 0;
}

/* ---- as a plugin of a monitoring system ---- */

bool options_called_plugin(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "";

	return strcmp(name, PLUGIN_NAME) == 0;
}

/* The last --format there is, NULL: none. getopt_long() moves words about: it gets a copy. */
static const char *format_on_line(struct arena *a, int argc, char **argv)
{
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 2];
	char **words = arena_alloc(a, ((size_t)argc + 1) * sizeof(*words));
	const char *format = NULL;
	int c;

	memcpy(words, argv, (size_t)argc * sizeof(*words));
	make_getopt_tables(longs, shorts);
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, words, shorts, longs, NULL)) != -1) {
		const struct option_row *row = row_of(c);

		if (row != NULL && strcmp(row->name, "format") == 0)
			format = optarg;
	}
	return format;
}

bool options_want_plugin(struct arena *a, int argc, char **argv)
{
	const char *format = format_on_line(a, argc, argv);

	return options_called_plugin(argc, argv) ||
	       (format != NULL && strcmp(format, "nagios") == 0);
}

/* The name stands for --format nagios, and no config file is stronger than that. */
static const char *take_name(struct parsing *p)
{
	const struct option_row *format = option_find("format");

	if ((option_on_line(p, format) || option_on_line(p, option_find("json"))) &&
	    strcmp(p->o->format, "nagios") != 0)
		return PLUGIN_NAME " is a plugin and prints one line: for other forms call "
				   "smtpscope";
	p->taken_from[format - option_rows] = FROM_LINE;
	option_set_form(p->o, p->a, "nagios");
	return NULL;
}

/* ---- the words between the options ---- */

static bool known_topic(const char *word)
{
	return strcmp(word, "all") == 0 || strcmp(word, "help") == 0 || command_find(word) != NULL;
}

static const char *take_topic(struct cli_options *o, struct arena *a, int n, char **words)
{
	o->command = COMMAND_HELP;
	if (n == 0)
		return NULL;
	if (!known_topic(words[0]))
		return arena_printf(a, "there is no help on %s: help, help all or help check",
				    harmless(a, words[0], strlen(words[0])));
	o->topic = words[0];
	return NULL;
}

/* NULL, or what is wrong with the words. */
static const char *take_words(struct cli_options *o, struct arena *a, int n, char **words)
{
	const struct command_row *row = n > 0 ? command_find(words[0]) : NULL;

	if (o->command == COMMAND_VERSION)
		return NULL;
	if (o->command == COMMAND_HELP) /* of a whole command line with --help at its end */
		return n > 0 && known_topic(words[0]) ? take_topic(o, a, n, words) : NULL;
	if (row != NULL) {
		o->command = row->command;
		return row->take(o, a, n - 1, words + 1);
	}
	if (n > 0 && strcmp(words[0], "help") == 0)
		return take_topic(o, a, n - 1, words + 1);
	return command_of(COMMAND_CHECK)->take(o, a, n, words);
}

/* Neither on the line nor in a profile. */
static const char *no_target(struct arena *a, const struct cli_options *o)
{
	if (o->profile == NULL)
		return "no TARGET: name a server, as in smtpscope smtp.example.org";
	return arena_printf(a,
			    "no TARGET: name a server, or put a line \"target HOST\" into the "
			    "profile %s",
			    harmless(a, o->profile, strlen(o->profile)));
}

/* ---- all of it ---- */

static void set_defaults(struct cli_options *o, struct arena *a)
{
	*o = (struct cli_options){.command = COMMAND_CHECK};
	option_set_form(o, a, "text");
	settings_default(&o->settings);
	o->cert_days = cert_days_default;
	o->plan.tls_mode = -1;
	o->said_at.stage = -1;
	o->token.grant = -1;
	o->since = o->until = TIME_ANY;
	o->plan.tls_versions = VERSIONS_AUTO;
}

/* Help must come even where the config file is wrong, and so must a shell. */
static bool needs_no_settings(enum cli_command command)
{
	return command_of(command) == NULL || command == COMMAND_COMPLETION;
}

int options_parse(struct arena *a, int argc, char **argv, struct cli_options *o, const char **fault)
{
	struct parsing p = {.a = a, .o = o, .source = FROM_LINE};
	int words;

	set_defaults(o, a);
	if (argc <= 1 && !options_called_plugin(argc, argv)) {
		o->command = COMMAND_EXAMPLES;
		return 0;
	}
	if (parse_line(&p, argc, argv, &words, fault) < 0)
		return -1;
	*fault = options_called_plugin(argc, argv) ? take_name(&p) : NULL;
	if (*fault == NULL)
		*fault = take_words(o, a, argc - words, argv + words);
	if (*fault != NULL)
		return -1;
	if (needs_no_settings(o->command))
		return 0;
	if (options_environment(&p, fault) < 0 || options_config(&p, fault) < 0)
		return -1;
	if ((o->command == COMMAND_CHECK || o->command == COMMAND_PATH) && o->target == NULL) {
		*fault = no_target(a, o);
		return -1;
	}
	if (o->command == COMMAND_PATH) /* the environment may name one; the way is traced here */
		o->settings.proxy = (struct proxy){0};
	*fault = options_contradiction(&p);
	return *fault == NULL ? 0 : -1;
}

bool options_colour(const struct cli_options *o)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->colour != COLOUR_AUTO)
		return o->colour == COLOUR_ALWAYS;
	return o->output == NULL && isatty(STDOUT_FILENO) &&
	       (no_color == NULL || *no_color == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

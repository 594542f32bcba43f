#include "cli/options.h"

#include "cli/commands.h"

#include <string.h>

enum { LEFT_COLUMN = 27 };

/* "  -p, --port LIST          ports, ..." */
static void row_line(struct buf *out, const struct option_row *row, const char *help)
{
	struct buf left = {0};

	if (row->key != 0)
		buf_printf(&left, "  -%c, --%s", row->key, row->name);
	else
		buf_printf(&left, "      --%s", row->name);
	if (row->arg != NULL)
		buf_printf(&left, " %s", row->arg);
	if (left.n < LEFT_COLUMN)
		buf_printf(out, "%-*s %s\n", LEFT_COLUMN, left.p, help);
	else
		buf_printf(out, "%s  %s\n", left.p, help);
	buf_free(&left);
}

/* "  smtpscope providers [NAME]   what each provider offers"; all take options. */
static void command_line(struct buf *out, const char *usage, const char *help)
{
	enum { COLUMN = 29 };
	const char *options = strstr(usage, " [options]");
	int n = options == NULL ? (int)strlen(usage) : (int)(options - usage);

	buf_printf(out, "  smtpscope %.*s%*s %s\n", n, usage, n < COLUMN ? COLUMN - n : 0, "",
		   help);
}

/* One screen has no room for what is done once, when it is set up. */
static void other_commands(struct buf *out)
{
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		if (row->command != COMMAND_CHECK && row->command != COMMAND_COMPLETION)
			command_line(out, row->usage, row->help);
}

static void one_screen(struct buf *out)
{
	buf_str(out, "Usage: smtpscope [check] TARGET [options]\n"
		     "TARGET: host, host:port, [v6]:port, smtp://host, smtps://host, user@domain,\n"
		     "        a provider's name (microsoft365), or with --mx a domain\n");
	other_commands(out);
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (row->basic)
			row_line(out, row, row->help);
	buf_str(out, "Exit: 0 works, 1 fails, 2 wrong use, 3 not tested, 4 internal error\n");
}

static void command_lines(struct buf *out)
{
	buf_str(out, "Usage:\n");
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		command_line(out, row->usage, row->help);
	command_line(out, "help [all | COMMAND]", "this");
	buf_char(out, '\n');
}

/* ---- one command ---- */

/* What an experienced person would show first of a command. */
static const struct topic {
	enum cli_command command;
	const char *text, *exits;
} topics[] = {
	{COMMAND_PATH,
	 "Says between which two routers connections to a port end, and whose they are.\n"
	 "It connects once, then sends SYNs that live for one hop, two, and so on; another\n"
	 "port of the same host, or --control, shows how far the way goes. Needs no root.\n"
	 "HOST may be all that a check takes; without a port, one that the check needs.\n"
	 "\n"
	 "  smtpscope path smtp.example.org:587\n"
	 "  smtpscope path --mx example.org --names\n"
	 "  smtpscope path smtp.example.org:25 --control www.example.org:443\n",
	 "0 open, 1 it is not, 2 wrong use, 3 not tested"},
	{COMMAND_SWEEP,
	 "Checks each target of a list, thousands at once, and writes a line for each: the\n"
	 "record of check --json, or with --brief the verdict alone. Logs in nowhere and\n"
	 "names no mailboxes. FILE has a TARGET in each line, and behind it what is to be\n"
	 "different there; # begins a comment:\n"
	 "\n"
	 "  mail.example.org\n"
	 "  mx.example.net port=25,587 tls=starttls tag=\"branch 3\"\n"
	 "  example.com mx=yes          also: address=IP sni=NAME ehlo=NAME\n"
	 "\n"
	 "or is CSV with a column \"target\", or NDJSON with a member \"target\".\n"
	 "\n"
	 "  smtpscope sweep servers.txt -o results.ndjson --summary\n"
	 "  smtpscope sweep servers.txt -o results.ndjson --resume    what is missing\n"
	 "  smtpscope sweep --brief - < servers.csv | grep '\"failed\"'\n",
	 "0 ok or degraded, 1 some failed, 2 lines skipped or wrong use,\n"
	 "3 some not tested or interrupted, 4 internal error"},
	{COMMAND_DOMAIN,
	 "Says whether a domain is set up to send and to receive: MX, SPF with all that it\n"
	 "includes, DKIM keys, DMARC, MTA-STS, TLS-RPT, DANE, BIMI, and how mail programs\n"
	 "find its servers. Of what is wrong: who must act, and the record to publish.\n"
	 "Asks the DNS and the web server of an MTA-STS policy; with --probe the MX hosts.\n"
	 "\n"
	 "  smtpscope domain example.org\n"
	 "  smtpscope domain example.org --ip 192.0.2.25 --from bob   does it pass SPF?\n"
	 "  smtpscope domain example.org --reply '550 5.7.26 ... unauthenticated'\n"
	 "  smtpscope domain -f domains.txt --format markdown          a table\n",
	 "0 ok or degraded, 1 failed, 2 wrong use, 3 not tested"},
	{COMMAND_EXPLAIN,
	 "Says what the text of a mail error means, who must act and what to do: a reply,\n"
	 "bounces, logs of any size, a transcript, an exception of a program, an error of\n"
	 "DNS, TCP or TLS. Connects to nothing. Passwords in the text are not repeated.\n"
	 "\n"
	 "  smtpscope explain 535 5.7.3 Authentication unsuccessful\n"
	 "  smtpscope explain bounce.eml\n"
	 "  smtpscope explain               then paste, press Enter and Ctrl-D\n"
	 "  smtpscope explain /var/log/mail.log* --since yesterday\n"
	 "\n"
	 "Paste what holds quotes, brackets, < or >: a shell would read them for itself.\n",
	 "0 explained, 1 nothing recognised, 2 nothing to read or wrong use"},
	{COMMAND_PROVIDERS,
	 "Lists the mail providers, mail servers and networks that are known; of a NAME\n"
	 "its hosts, ports, logins, limits and oddities, with their sources.\n"
	 "NAME is one of that list, or the name of a server or MX host.\n"
	 "\n"
	 "  smtpscope providers\n"
	 "  smtpscope providers gmail\n"
	 "  smtpscope providers smtp.office365.com\n",
	 "0 shown, 2 no such NAME or wrong use"},
	{COMMAND_REPORT,
	 "Shows a report that was saved with --json in another form, with the meaning that\n"
	 "today's knowledge gives it. Connects to nothing. A file with a report in each\n"
	 "line, as sweep writes it, or several files are summed up by cause and by who\n"
	 "must act, and listed, what failed first; - is the standard input.\n"
	 "\n"
	 "  smtpscope report before.json --format markdown\n"
	 "  smtpscope report sweep.ndjson --line 7\n"
	 "  smtpscope report shard-*.ndjson --summary\n",
	 "0 ok or degraded, 1 failed, 2 wrong use, 3 not tested"},
	{COMMAND_COMPARE,
	 "Says what differs between reports that --json has saved. Two of one machine are\n"
	 "before and after: what changed, and the probable reason, in one sentence. More,\n"
	 "or of several machines, are sites: who is blocked where, and what else differs,\n"
	 "sorted by how much it explains. Dates, ids and the order of things never count.\n"
	 "Connects to nothing.\n"
	 "\n"
	 "  smtpscope compare before.json after.json\n"
	 "  smtpscope compare oslo.json rome.json berlin.json --format html -o sites.html\n",
	 "0 the same, 1 they differ, 2 wrong use"},
	{COMMAND_TOKEN,
	 "Says what an OAuth access token is good for: for whom it is, what it allows,\n"
	 "until when. It is read on this machine and sent to nobody. Without FILE it gets\n"
	 "one, which goes to stdout where that is no terminal, or into the file of -o, and\n"
	 "nowhere else; only --token-cache keeps it.\n"
	 "\n"
	 "  smtpscope token token.txt --provider microsoft365 --user bob@contoso.com\n"
	 "  smtpscope token --guide microsoft365     what to set up, step by step\n"
	 "  smtpscope token --provider microsoft365 --client-id ID --token-cache t.json\n"
	 "  smtpscope microsoft365 --user bob@contoso.com --token-command 'smtpscope token\n"
	 "      --provider microsoft365 --client-id ID --token-cache t.json'\n",
	 "0 good, 1 wrong or none came, 2 wrong use, 3 only the server knows"},
	{COMMAND_COMPLETION,
	 "Prints a script that lets the Tab key complete commands, options and their\n"
	 "values, providers, profiles and files. An installed one is asked by itself;\n"
	 "elsewhere, for one shell alone:\n"
	 "\n"
	 "  eval \"$(smtpscope completion bash)\"\n"
	 "  eval \"$(smtpscope completion zsh)\"      behind compinit\n"
	 "  smtpscope completion fish | source\n"
	 "\n"
	 "\"completion profiles\" prints the names of the profiles in the config file.\n",
	 "0 printed, 2 wrong use"},
	{COMMAND_CATALOGUE,
	 "list [WORDS]  the findings that are known, or those whose words hold all WORDS\n"
	 "show ID       one of them whole, and which texts lead to it\n"
	 "check [DIR]   whether your own entries in DIR are sound (default:\n"
	 "              ~/.config/smtpscope/data); how to write them: man\n"
	 "              smtpscope-catalogue\n"
	 "\n"
	 "  smtpscope catalogue list full mailbox\n"
	 "  smtpscope catalogue show auth-refused\n"
	 "  smtpscope catalogue check ./data\n",
	 "0 shown or sound, 2 faults, no such ID or wrong use"},
};

static const struct topic *topic_find(const char *name)
{
	const struct command_row *row = command_find(name);

	for (size_t i = 0; row != NULL && i < sizeof(topics) / sizeof(topics[0]); i++)
		if (topics[i].command == row->command)
			return &topics[i];
	return NULL;
}

static bool is_for(const struct option_row *row, enum cli_command command)
{
	return row->group != GROUP_HIDDEN && option_belongs(row, command) &&
	       !option_is_idle(row, command);
}

struct other_help {
	const char *name, *help;
};

/* What writes no report of a check takes less of some options. */
static const struct other_help less[] = {{"format", "text or json"},
					 {"output", "write to FILE"},
					 {"force", "let -o replace FILE"},
					 {NULL, NULL}};

static const struct other_help of_sweep[] = {
	{"format", "of the summary: text or json"},
	{"quiet", "no progress and no warnings"},
	{"verbose", "where there is no terminal: a line a minute"},
	{"max-connections", "... with up to N to one address (default 3)"},
	{"tls-versions", "accepted versions: none (default), auto, or all"},
	{"timeout", "patience with each target (default 60)"},
	{"strict", "stop at a bad line; exit 1 where some are degraded"},
	{NULL, NULL}};

static const char *other_help(const struct other_help *others, const struct option_row *row)
{
	for (; others->name != NULL; others++)
		if (strcmp(others->name, row->name) == 0)
			return others->help;
	return NULL;
}

static const char *help_of(const struct option_row *row, enum cli_command command)
{
	const char *help = command == COMMAND_SWEEP ? other_help(of_sweep, row) : NULL;

	if (option_tells_record(command))
		return row->help;
	if (command == COMMAND_COMPARE && strcmp(row->name, "format") == 0)
		return "text, json or html";
	if (help == NULL)
		help = other_help(less, row);
	return help != NULL ? help : row->help;
}

static enum option_group own_group(enum cli_command command)
{
	static const struct {
		enum cli_command command;
		enum option_group group;
	} owners[] = {
		{COMMAND_EXPLAIN, GROUP_EXPLAIN},
		{COMMAND_TOKEN, GROUP_TOKEN},
		{COMMAND_SWEEP, GROUP_SWEEP},
		{COMMAND_DOMAIN, GROUP_DOMAIN},
	};

	for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++)
		if (owners[i].command == command)
			return owners[i].group;
	return GROUP_HIDDEN;
}

/* Its own ones, and those that it shares. */
static void option_lines(struct buf *out, enum cli_command command, bool own)
{
	enum option_group its = own_group(command);

	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (is_for(row, command) && (row->group == its) == own)
			row_line(out, row, help_of(row, command));
}

static void one_command(struct buf *out, const struct topic *topic)
{
	buf_printf(out, "Usage: smtpscope %s\n%s\nOptions:\n", command_of(topic->command)->usage,
		   topic->text);
	option_lines(out, topic->command, true);
	option_lines(out, topic->command, false);
	buf_printf(out, "\nExit status: %s.\n", topic->exits);
}

/* ---- all of them ---- */

static void everything(struct buf *out)
{
	command_lines(out);
	buf_str(out, "TARGET is one of\n"
		     "  host, host:port, [v6]:port, address\n"
		     "  smtp://host[:port]     STARTTLS, on 587 and 25\n"
		     "  smtps://host[:port]    implicit TLS, on 465\n"
		     "  microsoft365           a provider's name\n"
		     "  user@domain            where that mailbox submits its mail\n"
		     "  --mx domain            the MX hosts of a domain, on 25\n"
		     "\"check\" before it takes any word as a host.\n");
	for (int group = GROUP_CONNECTION; group < GROUP_HIDDEN; group++) {
		buf_printf(out, "\n%s:\n", option_group_titles[group]);
		for (const struct option_row *row = option_rows; row->name != NULL; row++)
			if ((int)row->group == group)
				row_line(out, row, row->help);
	}
	buf_str(out,
		"\nEach option may stand in the environment (SMTPSCOPE_CONNECT_TIMEOUT=5) or in\n"
		"~/.config/smtpscope/config (connect-timeout 5); the command line is stronger.\n"
		"Not so --insecure-auth, --force-auth, --i-know-lockout, --send, --force,\n"
		"--resume, --guide, --hostname, --ip, --reply, --file, --help, --version.\n"
		"\nExit status: 0 ok or degraded (--strict: ok), 1 failed, 2 command line or a\n"
		"file of ours is wrong, 3 untested or interrupted, 4 internal error;\n"
		"of --format nagios (or called check_smtpscope): 0 ok, 1 warning, 2 critical,\n"
		"3 unknown.\n");
}

void options_help(struct buf *out, const char *topic)
{
	const struct topic *one = topic == NULL ? NULL : topic_find(topic);

	if (topic == NULL)
		one_screen(out);
	else if (one != NULL)
		one_command(out, one);
	else
		everything(out);
}

void options_examples(struct buf *out)
{
	buf_str(out,
		"Why does mail not go out through that server?\n"
		"  smtpscope smtp.example.org                       ports, TLS, certificate\n"
		"  smtpscope microsoft365 --user bob@contoso.com    and one login\n"
		"  smtpscope bob@contoso.com --token-file token     OAuth, server found in DNS\n"
		"  smtpscope smtp.example.org -p 587 --json -o a.json   a record to keep\n"
		"  smtpscope --mx example.org                       where others deliver to\n"
		"  smtpscope explain 535 5.7.3 Authentication unsuccessful   what that means\n"
		"  smtpscope token --guide microsoft365             how to get such a token\n"
		"More: smtpscope --help\n");
}

#include "cli/options.h"

#include "base/clock.h"
#include "cli/when.h"
#include "smtp/address.h"
#include "smtp/sasl.h"

#include <stdlib.h>
#include <string.h>

enum { PORTS_MAX = 32, DAY_SECONDS = 86400 };

static void *place(struct parsing *p, const struct option_row *row)
{
	return (char *)p->o + row->at;
}

/* ---- values: each returns NULL or what is wrong ---- */

static const char *take_flag(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)value;
	*(bool *)place(p, row) = true;
	return NULL;
}

static const char *take_number(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)value;
	*(int *)place(p, row) = row->value;
	return NULL;
}

static const char *take_text(struct parsing *p, const struct option_row *row, const char *value)
{
	if (*value == '\0')
		return "needs a value that is not empty";
	*(const char **)place(p, row) = arena_str(p->a, value);
	return NULL;
}

static const char *joined(struct arena *a, const char *const *names)
{
	const char *all = names[0];

	for (int i = 1; names[i] != NULL; i++)
		all = arena_printf(a, "%s%s%s", all, names[i + 1] == NULL ? " or " : ", ",
				   names[i]);
	return all;
}

static const char *take_choice(struct parsing *p, const struct option_row *row, const char *value)
{
	int index = name_find(row->names, value);

	if (index < 0)
		return arena_printf(p->a, "takes %s", joined(p->a, row->names));
	*(int *)place(p, row) = row->value + index;
	return NULL;
}

static const char *take_seconds(struct parsing *p, const struct option_row *row, const char *value)
{
	size_t n = strlen(value);
	double seconds = strtod(value, NULL);

	if (n == 0 || strspn(value, "0123456789.") != n ||
	    strchr(value, '.') != strrchr(value, '.') || seconds < 0.001 || seconds > DAY_SECONDS)
		return "takes seconds, as in 5 or 0.5";
	*(double *)place(p, row) = seconds * 1000;
	return NULL;
}

/* A port at the front of *s, which moves behind it; 0: none. */
static int port_at(const char **s)
{
	size_t n = strspn(*s, "0123456789");
	long port = n > 0 && n <= 5 ? strtol(*s, NULL, 10) : 0;

	*s += n;
	return port <= 65535 ? (int)port : 0;
}

static const char *take_ports(struct parsing *p, const struct option_row *row, const char *value)
{
	struct list *ports = place(p, row);

	for (;; value++) {
		struct need *n = ARENA_NEW(p->a, struct need);

		n->port = port_at(&value);
		if (n->port == 0 || (*value != '\0' && *value != ','))
			return "takes ports from 1 to 65535 with commas between, as in 587,465";
		if (ports->n == PORTS_MAX)
			return "takes at most 32 ports";
		list_append(ports, n);
		if (*value == '\0')
			return NULL;
	}
}

/* A number of days at the front of *s, which moves behind it; -1: none. */
static int days_at(const char **s)
{
	size_t n = strspn(*s, "0123456789");
	long days = n > 0 && n <= 4 ? strtol(*s, NULL, 10) : -1;

	*s += n;
	return (int)days;
}

/* "W" or "W,C" */
static const char *take_days(struct parsing *p, const struct option_row *row, const char *value)
{
	struct cert_days days = {.warn = days_at(&value)};

	if (*value == ',') {
		value++;
		days.critical = days_at(&value);
	}
	if (*value != '\0' || days.critical < 0 || days.warn < days.critical)
		return "takes days, a warning below the first and an error below the second, as in "
		       "30,7";
	*(struct cert_days *)place(p, row) = days;
	return NULL;
}

static const char *take_address(struct parsing *p, const struct option_row *row, const char *value)
{
	if (!address_literal(p->a, value, place(p, row)))
		return "takes an IPv4 or IPv6 address, as in 192.0.2.1 or 2001:db8::1";
	return NULL;
}

/* "192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:53" */
static bool server_address(struct arena *a, const char *s)
{
	const char *end = *s == '[' ? strchr(s, ']') : strchr(s, ':'), *ignored;

	if (address_literal(a, s, &ignored))
		return true;
	if (end == NULL)
		return false;
	s += *s == '[';
	if (!address_literal(a, arena_copy(a, s, (size_t)(end - s)), &ignored))
		return false;
	end += *end == ']';
	if (*end == '\0')
		return true;
	return *end++ == ':' && port_at(&end) != 0 && *end == '\0';
}

static const char *take_server(struct parsing *p, const struct option_row *row, const char *value)
{
	if (!server_address(p->a, value))
		return "takes the address of a name server, as in 192.0.2.53 or 192.0.2.53:5353";
	return take_text(p, row, value);
}

static bool has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/* Any single word: to show what a server says to a wrong name is a use of this option. */
static const char *take_ehlo(struct parsing *p, const struct option_row *row, const char *value)
{
	if (*value == '\0' || has_control(value) || strchr(value, ' ') != NULL)
		return "takes one word: a host name, or an address as in [192.0.2.1]";
	return take_text(p, row, value);
}

static const char *take_host(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *why = NULL;
	const char *host = host_fault(value) == NULL ? host_to_ascii(p->a, value, &why) : NULL;

	if (host == NULL)
		return "takes a host name, as in smtp.example.org";
	*(const char **)place(p, row) = host;
	return NULL;
}

/* Control characters would end a field of the login early. */
static const char *take_user(struct parsing *p, const struct option_row *row, const char *value)
{
	if (has_control(value))
		return "holds a control character";
	return take_text(p, row, value);
}

static const char *take_mechanism(struct parsing *p, const struct option_row *row,
				  const char *value)
{
	const struct sasl_mechanism *m = sasl_find(value);

	if (m == NULL)
		return arena_printf(p->a, "takes %s", joined(p->a, sasl_names));
	*(const char **)place(p, row) = m->name;
	return NULL;
}

static const char *take_secret(struct parsing *p, const struct option_row *row, const char *value)
{
	p->o->secret.from = (enum secret_from)row->value;
	p->o->secret.token = strncmp(row->name, "token", 5) == 0;
	p->o->secret.where = arena_str(p->a, value);
	return *value == '\0' ? "needs a value that is not empty" : NULL;
}

static const char *take_proxy(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *fault;

	(void)row;
	proxy_url_read(p->a, value, &p->o->settings.proxy.url, &fault);
	return fault;
}

static const char *take_proxy_secret(struct parsing *p, const struct option_row *row,
				     const char *value)
{
	p->o->proxy_secret = (struct secret_source){.from = (enum secret_from)row->value,
						    .where = arena_str(p->a, value),
						    .proxy = true};
	return *value == '\0' ? "needs a value that is not empty" : NULL;
}

/* Where the value is the secret itself it must not be shown, so it is not even looked at. */
static const char *take_nothing(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)value;
	return arena_printf(p->a,
			    "is not taken: others can read the command line; use --%s-file, "
			    "--%s-fd, --%s-env or --%s-command",
			    row->name, row->name, row->name, row->name);
}

/* The null reverse-path is a sender, too. */
static const char *take_sender(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *domain;

	if (*value == '\0' || strcmp(value, "<>") == 0)
		value = "";
	else if (!mailbox_split(value, &domain))
		return "takes an address, as in bob@example.org, or <>";
	*(const char **)place(p, row) = arena_str(p->a, value);
	return NULL;
}

static const char *take_recipient(struct parsing *p, const struct option_row *row,
				  const char *value)
{
	const char *domain;

	if (!mailbox_split(value, &domain) && text_casecmp(value, "postmaster") != 0)
		return "takes an address, as in alice@example.org";
	list_add_string(place(p, row), p->a, value);
	return NULL;
}

static const char *take_size(struct parsing *p, const struct option_row *row, const char *value)
{
	size_t n = strspn(value, "0123456789");
	const char *unit = value + n;
	int shift = text_casecmp(unit, "k") == 0 ? 10 : text_casecmp(unit, "m") == 0 ? 20 : 0;

	if (n == 0 || n > 12 || (*unit != '\0' && shift == 0))
		return "takes octets, as in 1000000, 900k or 35M";
	*(int64_t *)place(p, row) = (int64_t)strtoll(value, NULL, 10) << shift;
	return NULL;
}

/* "cert-expired,tls-*", also several times. */
static const char *take_ids(struct parsing *p, const struct option_row *row, const char *value)
{
	enum { IDS_MAX = 64 };
	struct list *ids = place(p, row);

	for (;; value++) {
		size_t n = strcspn(value, ",");

		if (n == 0)
			return "takes ids of findings with commas between, as in "
			       "cert-expired,tls-*";
		if (ids->n == IDS_MAX)
			return "takes at most 64 ids";
		list_add_string(ids, p->a, arena_copy(p->a, value, n));
		value += n;
		if (*value == '\0')
			return NULL;
	}
}

static const char *take_count(struct parsing *p, const struct option_row *row, const char *value)
{
	enum { DIGITS = 6 };
	size_t n = strlen(value);

	if (n == 0 || n > DIGITS || strspn(value, "0123456789") != n || atoi(value) == 0)
		return "takes a number from 1 on";
	*(int *)place(p, row) = atoi(value);
	return NULL;
}

#define TIMES "a time, as in 2026-11-20, \"2026-11-20 14:00\", 2h, 3d, today or yesterday"

static const char *take_since(struct parsing *p, const struct option_row *row, const char *value)
{
	if (when_read(value, clock_wall_ms(), false, place(p, row)) < 0)
		return "takes " TIMES;
	return NULL;
}

/* To a check a stage, to explain a time: which command it is shows later. */
static const char *take_until(struct parsing *p, const struct option_row *row, const char *value)
{
	int stage = name_find(stage_names, value);

	(void)row;
	if (stage >= 0) {
		p->o->settings.until = (enum stage_id)stage;
		return NULL;
	}
	if (when_read(value, clock_wall_ms(), true, &p->o->until) < 0)
		return arena_printf(p->a, "takes %s; for explain " TIMES,
				    joined(p->a, stage_names));
	return NULL;
}

static const char *take_verbose(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	p->o->verbosity += p->o->verbosity < 2;
	return NULL;
}

/* A stage, or a command of the envelope: people know the one by the other. */
static const char *take_said_at(struct parsing *p, const struct option_row *row, const char *value)
{
	static const struct {
		const char *name, *command;
	} commands[] = {{"mail", "MAIL"}, {"rcpt", "RCPT"}, {"data", "DATA"}};
	struct said_at *at = place(p, row);

	*at = (struct said_at){.stage = name_find(stage_names, value)};
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(value, commands[i].name) == 0)
			*at = (struct said_at){STAGE_ENVELOPE, commands[i].command};
	if (at->stage < 0)
		return arena_printf(p->a, "takes mail, rcpt, data, %s", joined(p->a, stage_names));
	return NULL;
}

static const char *take_json(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	p->o->format = "json";
	return NULL;
}

static const char *take_format(struct parsing *p, const struct option_row *row, const char *value)
{
	int index = name_find(row->names, value);

	if (index < 0)
		return arena_printf(p->a, "takes %s", joined(p->a, row->names));
	p->o->format = row->names[index];
	return NULL;
}

static const char *take_version_probes(struct parsing *p, const struct option_row *row,
				       const char *value)
{
	int index = name_find(row->names, value);

	if (index < 0)
		return arena_printf(p->a, "takes %s", joined(p->a, row->names));
	*(bool *)place(p, row) = index > 0;
	return NULL;
}

/* There is one standard output, and the report has it. */
static const char *take_file(struct parsing *p, const struct option_row *row, const char *value)
{
	if (strcmp(value, "-") == 0)
		return "takes the name of a file";
	return take_text(p, row, value);
}

static const char *take_output(struct parsing *p, const struct option_row *row, const char *value)
{
	return strcmp(value, "-") == 0 ? NULL : take_text(p, row, value);
}

/* ---- the table ---- */

static const char *const tls_choices[] = {"auto", "starttls", "implicit", "none", NULL};
static const char *const version_choices[] = {"1.0", "1.1", "1.2", "1.3", NULL};
static const char *const version_probes[] = {"none", "auto", NULL};
static const char *const formats[] = {"text", "json", NULL};
static const char *const redactions[] = {"secrets", "names", NULL};
static const char *const colours[] = {"auto", "always", "never", NULL};

const char *const option_group_titles[] = {"Where to connect", "TLS",	   "Login",
					   "Envelope",	       "Patience", "What to explain",
					   "Output",	       "Other"};

#define AT(member) offsetof(struct cli_options, member)

/* what stands together in the manual stands together here; the formatter would tear it apart */
/* clang-format off */
const struct option_row option_rows[] = {
{"port", 'p', "LIST", GROUP_CONNECTION, .basic = true, .take = take_ports, .at = AT(plan.ports),
 .help = "ports, as in 587,465 (default: 587, 465 and 25)"},
{"tls", 0, "MODE", GROUP_CONNECTION, .basic = true, .take = take_choice, .at = AT(plan.tls_mode),
 .names = tls_choices, .value = -1, .help = "auto, starttls, implicit or none (default: by port)"},
{"mx", 0, NULL, GROUP_CONNECTION, .basic = true, .take = take_flag, .at = AT(plan.mx),
 .help = "TARGET is a domain: check its MX hosts on port 25"},
{"ipv4", '4', NULL, GROUP_CONNECTION, RIVALS_FAMILY, .basic = true, .take = take_number,
 .at = AT(settings.family), .value = 4, .help = "IPv4 only"},
{"ipv6", '6', NULL, GROUP_CONNECTION, RIVALS_FAMILY, .basic = true, .take = take_number,
 .at = AT(settings.family), .value = 6, .help = "IPv6 only"},
{"address", 0, "IP", GROUP_CONNECTION, .take = take_address, .at = AT(plan.address),
 .help = "connect to IP; TARGET stays the name to check"},
{"resolver", 0, "IP[:PORT]", GROUP_CONNECTION, .take = take_server, .at = AT(settings.resolver),
 .help = "ask this name server instead of the system's"},
{"names", 0, NULL, GROUP_CONNECTION, .take = take_flag, .at = AT(plan.names),
 .help = "ask for the names of the server's addresses (PTR)"},
{"source", 0, "ADDR", GROUP_CONNECTION, .take = take_address, .at = AT(settings.source),
 .help = "connect from this address of this machine"},
{"proxy", 0, "URL", GROUP_CONNECTION, .take = take_proxy,
 .help = "go through socks5://HOST or http://HOST"},
{"proxy-user", 0, "NAME", GROUP_CONNECTION, .take = take_user, .at = AT(proxy_user),
 .help = "log in at the proxy as NAME; asks for the password"},
{"proxy-password-file", 0, "FILE", GROUP_CONNECTION, RIVALS_PROXY_SECRET,
 .take = take_proxy_secret, .value = SECRET_FILE, .help = "the proxy's password from FILE"},
{"proxy-password-fd", 0, "N", GROUP_CONNECTION, RIVALS_PROXY_SECRET, .take = take_proxy_secret,
 .value = SECRET_FD, .help = "... from file descriptor N"},
{"proxy-password-env", 0, "VAR", GROUP_CONNECTION, RIVALS_PROXY_SECRET,
 .take = take_proxy_secret, .value = SECRET_ENV, .help = "... from environment variable VAR"},
{"proxy-password-command", 0, "CMD", GROUP_CONNECTION, RIVALS_PROXY_SECRET,
 .take = take_proxy_secret, .value = SECRET_COMMAND, .help = "... from the output of CMD"},
{"ehlo", 0, "NAME", GROUP_CONNECTION, .take = take_ehlo, .at = AT(settings.ehlo),
 .help = "name to say in EHLO (default: this host's name)"},
{"until", 0, "STAGE", GROUP_CONNECTION, RIVALS_UNTIL, .take = take_until,
 .at = AT(settings.until), .names = stage_names, .help = "stop after tcp, banner, ehlo, starttls, tls ..."},
{"quit-after", 0, "STAGE", GROUP_CONNECTION, RIVALS_UNTIL, .take = take_choice,
 .at = AT(settings.until), .names = stage_names, .help = "the same as --until"},

{"sni", 0, "NAME", GROUP_TLS, RIVALS_SNI, .take = take_host, .at = AT(settings.sni),
 .help = "name to ask for in TLS (default: the host's)"},
{"no-sni", 0, NULL, GROUP_TLS, RIVALS_SNI, .take = take_flag, .at = AT(settings.no_sni),
 .help = "ask for no name in TLS"},
{"ca-file", 0, "FILE", GROUP_TLS, .take = take_text, .at = AT(settings.ca_file),
 .help = "trust the CAs in FILE (PEM), not the system's"},
{"tls-min", 0, "V", GROUP_TLS, .take = take_choice, .at = AT(settings.tls_min),
 .names = version_choices, .value = TLS_1_0, .help = "oldest TLS version to offer: 1.0 to 1.3"},
{"tls-max", 0, "V", GROUP_TLS, .take = take_choice, .at = AT(settings.tls_max),
 .names = version_choices, .value = TLS_1_0, .help = "newest TLS version to offer: 1.0 to 1.3"},
{"cert-days", 0, "W,C", GROUP_TLS, .take = take_days, .at = AT(cert_days),
 .help = "days left: warn below W, fail below C (default 14,0)"},
{"save-chain", 0, "FILE", GROUP_TLS, .take = take_file, .at = AT(save_chain),
 .help = "write the certificates as sent to FILE (PEM)"},
{"insecure", 0, NULL, GROUP_TLS, .take = take_flag, .at = AT(settings.insecure),
 .help = "go on after a bad certificate; it is still reported"},
{"tls-versions", 0, "MODE", GROUP_TLS, .take = take_version_probes, .at = AT(plan.tls_versions),
 .names = version_probes, .help = "auto: find out which versions are accepted; or none"},

{"user", 0, "NAME", GROUP_LOGIN, .basic = true, .take = take_user, .at = AT(settings.user),
 .help = "log in as NAME, once; asks for the password"},
{"password-file", 0, "FILE", GROUP_LOGIN, RIVALS_SECRET, .basic = true, .take = take_secret,
 .value = SECRET_FILE, .help = "password from FILE (also -fd, -env, -command)"},
{"password-fd", 0, "N", GROUP_LOGIN, RIVALS_SECRET, .take = take_secret, .value = SECRET_FD,
 .help = "password from file descriptor N"},
{"password-env", 0, "VAR", GROUP_LOGIN, RIVALS_SECRET, .take = take_secret, .value = SECRET_ENV,
 .help = "password from environment variable VAR"},
{"password-command", 0, "CMD", GROUP_LOGIN, RIVALS_SECRET, .take = take_secret,
 .value = SECRET_COMMAND, .help = "password from the output of CMD"},
{"token-file", 0, "FILE", GROUP_LOGIN, RIVALS_SECRET, .basic = true, .take = take_secret,
 .value = SECRET_FILE, .help = "OAuth access token from FILE (also -fd, ...)"},
{"token-fd", 0, "N", GROUP_LOGIN, RIVALS_SECRET, .take = take_secret, .value = SECRET_FD,
 .help = "OAuth access token from file descriptor N"},
{"token-env", 0, "VAR", GROUP_LOGIN, RIVALS_SECRET, .take = take_secret, .value = SECRET_ENV,
 .help = "OAuth access token from environment variable VAR"},
{"token-command", 0, "CMD", GROUP_LOGIN, RIVALS_SECRET, .take = take_secret,
 .value = SECRET_COMMAND, .help = "OAuth access token from the output of CMD"},
{"auth", 0, "MECH", GROUP_LOGIN, .take = take_mechanism, .at = AT(settings.auth),
 .help = "PLAIN, LOGIN or XOAUTH2 (default: the best offered)"},
{"insecure-auth", 0, NULL, GROUP_LOGIN, .line_only = true, .take = take_flag,
 .at = AT(settings.insecure_auth),
 .help = "send the secret even without verified TLS"},

{"from", 0, "ADDR", GROUP_ENVELOPE, .basic = true, .take = take_sender, .at = AT(settings.from),
 .help = "try this sender; no message is sent"},
{"to", 0, "ADDR", GROUP_ENVELOPE, .basic = true, .take = take_recipient, .at = AT(settings.to),
 .help = "try this recipient, too; may be repeated"},
{"size", 0, "N", GROUP_ENVELOPE, .take = take_size, .at = AT(settings.size),
 .help = "declare a message of N octets (k, M)"},

{"timeout", 't', "SEC", GROUP_TIME, .basic = true, .take = take_seconds,
 .at = AT(settings.total_ms), .help = "patience with the whole check (default 60)"},
{"connect-timeout", 0, "SEC", GROUP_TIME, .take = take_seconds, .at = AT(settings.connect_ms),
 .help = "patience with each connection (default 5)"},
{"banner-timeout", 0, "SEC", GROUP_TIME, .take = take_seconds, .at = AT(settings.banner_ms),
 .help = "patience with each greeting (default 30)"},
{"reply-timeout", 0, "SEC", GROUP_TIME, .take = take_seconds, .at = AT(settings.reply_ms),
 .help = "patience with each reply (default 30)"},

{"provider", 0, "ID", GROUP_EXPLAIN, .take = take_text, .at = AT(provider),
 .help = "whose words they are, as in microsoft365"},
{"stage", 0, "STAGE", GROUP_EXPLAIN, .take = take_said_at, .at = AT(said_at),
 .help = "when: tcp, banner ... auth, mail, rcpt, data"},
{"since", 0, "TIME", GROUP_EXPLAIN, .take = take_since, .at = AT(since),
 .help = "of logs: from then on; 2026-11-20, 2h, yesterday"},
{"until", 0, "TIME", GROUP_EXPLAIN, .take = take_until, .at = AT(until),
 .help = "of logs: up to then"},
{"only", 0, "ID", GROUP_EXPLAIN, .take = take_ids, .at = AT(only),
 .help = "findings of these ids; cert-expired,tls-*"},
{"top", 0, "N", GROUP_EXPLAIN, .take = take_count, .at = AT(top),
 .help = "the first N of what was found"},
{"follow", 0, NULL, GROUP_EXPLAIN, .take = take_flag, .at = AT(follow),
 .help = "go on reading a log that grows; Ctrl-C ends it"},
{"show-user", 0, NULL, GROUP_EXPLAIN, .take = take_flag, .at = AT(show_user),
 .help = "show the names of users in transcripts"},

{"format", 0, "FORMAT", GROUP_OUTPUT, RIVALS_FORMAT, .take = take_format, .names = formats,
 .help = "text or json"},
{"json", 0, NULL, GROUP_OUTPUT, RIVALS_FORMAT, .basic = true, .take = take_json,
 .help = "the same as --format json"},
{"output", 'o', "FILE", GROUP_OUTPUT, .basic = true, .take = take_output, .at = AT(output),
 .help = "write the report to FILE, whole or not at all"},
{"force", 0, NULL, GROUP_OUTPUT, .line_only = true, .take = take_flag, .at = AT(force),
 .help = "let -o and --save-chain replace FILE"},
{"transcript", 0, NULL, GROUP_OUTPUT, .take = take_flag, .at = AT(transcript),
 .help = "show what was said, secrets masked"},
{"redact", 0, "WHAT", GROUP_OUTPUT, .take = take_choice, .at = AT(redact), .names = redactions,
 .help = "names: hide users and this machine, too"},
{"color", 0, "WHEN", GROUP_OUTPUT, .take = take_choice, .at = AT(colour), .names = colours,
 .help = "auto, always or never"},
{"quiet", 'q', NULL, GROUP_OUTPUT, RIVALS_VERBOSITY, .basic = true, .take = take_number,
 .at = AT(verbosity), .value = -1, .help = "the verdict only"},
{"verbose", 'v', NULL, GROUP_OUTPUT, RIVALS_VERBOSITY, .basic = true, .take = take_verbose,
 .help = "more; -vv adds the transcript"},

{"data", 0, "DIR", GROUP_OTHER, .take = take_text, .at = AT(data),
 .help = "read more knowledge from DIR, over what is built in"},
{"strict", 0, NULL, GROUP_OTHER, .take = take_flag, .at = AT(strict),
 .help = "exit 1 also where the result is degraded"},
{"help", 'h', NULL, GROUP_OTHER, .basic = true, .line_only = true, .take = take_number,
 .at = AT(command), .value = COMMAND_HELP, .help = "this screen; help all, help explain ...: more"},
{"version", 0, NULL, GROUP_OTHER, .basic = true, .line_only = true, .take = take_number,
 .at = AT(command), .value = COMMAND_VERSION, .help = "versions, and the date of the knowledge"},

{"password", 0, "SECRET", GROUP_HIDDEN, .line_only = true, .take = take_nothing},
{"token", 0, "SECRET", GROUP_HIDDEN, .line_only = true, .take = take_nothing},
{"proxy-password", 0, "SECRET", GROUP_HIDDEN, .line_only = true, .take = take_nothing},
{.name = NULL},
};
/* clang-format on */

_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTIONS_MAX, "OPTIONS_MAX");

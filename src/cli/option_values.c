#include "cli/option_values.h"

#include "base/clock.h"
#include "base/netaddr.h"
#include "cli/when.h"
#include "http/url.h"
#include "plan/ports.h"
#include "probe/ehloname.h"
#include "smtp/address.h"
#include "sasl/sasl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

void *option_place(struct parsing *p, const struct option_row *row)
{
	return (char *)p->o + row->at;
}

const char *take_flag(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)value;
	*(bool *)option_place(p, row) = true;
	return NULL;
}

const char *take_number(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)value;
	*(int *)option_place(p, row) = row->value;
	return NULL;
}

const char *take_text(struct parsing *p, const struct option_row *row, const char *value)
{
	if (*value == '\0')
		return "needs a value that is not empty";
	*(const char **)option_place(p, row) = arena_str(p->a, value);
	return NULL;
}

const char *option_joined(struct arena *a, const char *const *names)
{
	const char *all = names[0];

	for (int i = 1; names[i] != NULL; i++)
		all = arena_printf(a, "%s%s%s", all, names[i + 1] == NULL ? " or " : ", ",
				   names[i]);
	return all;
}

const char *take_choice(struct parsing *p, const struct option_row *row, const char *value)
{
	int index = name_find(row->names, value);

	if (index < 0)
		return arena_printf(p->a, "takes %s", option_joined(p->a, row->names));
	*(int *)option_place(p, row) = row->value + index;
	return NULL;
}

bool option_decimal(const char *text, double least, double most, double *number)
{
	size_t n = strlen(text);

	*number = strtod(text, NULL);
	return n > 0 && strspn(text, "0123456789.") == n &&
	       strchr(text, '.') == strrchr(text, '.') && *number >= least && *number <= most;
}

const char *take_seconds(struct parsing *p, const struct option_row *row, const char *value)
{
	double seconds;

	if (!option_decimal(value, 0.001, DAY_SECONDS, &seconds))
		return "takes seconds, as in 5 or 0.5";
	*(double *)option_place(p, row) = seconds * 1000;
	return NULL;
}

const char *take_ports(struct parsing *p, const struct option_row *row, const char *value)
{
	return ports_read(p->a, value, option_place(p, row));
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
const char *take_days(struct parsing *p, const struct option_row *row, const char *value)
{
	struct cert_days days = {.warn = days_at(&value)};

	if (*value == ',') {
		value++;
		days.critical = days_at(&value);
	}
	if (*value != '\0' || days.critical < 0 || days.warn < days.critical)
		return "takes days, a warning below the first and an error below the second, as in "
		       "30,7";
	*(struct cert_days *)option_place(p, row) = days;
	return NULL;
}

const char *take_address(struct parsing *p, const struct option_row *row, const char *value)
{
	if (!address_literal(p->a, value, option_place(p, row)))
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

const char *take_server(struct parsing *p, const struct option_row *row, const char *value)
{
	if (!server_address(p->a, value))
		return "takes the address of a name server, as in 192.0.2.53 or 192.0.2.53:5353";
	return take_text(p, row, value);
}

/* "HOST", "192.0.2.1" or "[2001:db8::1]", without a port. */
static const char *host_of(struct arena *a, const char *s, size_t n)
{
	const char *host, *why = NULL;

	if (n > 2 && s[0] == '[' && s[n - 1] == ']')
		return address_literal(a, arena_copy(a, s + 1, n - 2), &host) ? host : NULL;
	s = arena_copy(a, s, n);
	if (address_literal(a, s, &host))
		return strchr(host, ':') == NULL ? host : NULL;
	return host_fault(s) == NULL ? host_to_ascii(a, s, &why) : NULL;
}

const char *take_control(struct parsing *p, const struct option_row *row, const char *value)
{
	enum { CONTROLS_MAX = 4 };
	const char *colon = strrchr(value, ':'), *digits = colon == NULL ? "" : colon + 1;
	struct host_port *c = ARENA_NEW(p->a, struct host_port);
	struct list *controls = option_place(p, row);

	c->port = port_at(&digits);
	c->host = c->port == 0 || *digits != '\0' ? NULL
						  : host_of(p->a, value, (size_t)(colon - value));
	if (c->host == NULL)
		return "takes a host and a port to compare with, as in www.example.net:443 or "
		       "[2001:db8::1]:443";
	if (controls->n == CONTROLS_MAX)
		return "may stand there at most 4 times";
	list_append(controls, c);
	return NULL;
}

const char *take_ehlo(struct parsing *p, const struct option_row *row, const char *value)
{
	if (!ehlo_can_be(value))
		return "takes one word: a host name, or an address as in [192.0.2.1]";
	return take_text(p, row, value);
}

const char *take_host(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *why = NULL;
	const char *host = host_fault(value) == NULL ? host_to_ascii(p->a, value, &why) : NULL;

	if (host == NULL)
		return "takes a host name, as in smtp.example.org";
	*(const char **)option_place(p, row) = host;
	return NULL;
}

static bool has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/* Control characters would end a field of the login early. */
const char *take_user(struct parsing *p, const struct option_row *row, const char *value)
{
	if (has_control(value))
		return "holds a control character";
	return take_text(p, row, value);
}

static const char *mechanism_names(struct arena *a)
{
	enum { MOST = 32 };
	const char *names[MOST] = {NULL};

	for (size_t i = 0; i < MOST - 1 && sasl_at(i) != NULL; i++)
		names[i] = sasl_at(i)->name;
	return option_joined(a, names);
}

const char *take_mechanism(struct parsing *p, const struct option_row *row, const char *value)
{
	const struct sasl_mechanism *m = sasl_find(value);

	p->o->auth_all = strcmp(value, "all") == 0;
	if (p->o->auth_all) {
		*(const char **)option_place(p, row) = NULL;
		return NULL;
	}
	if (m == NULL)
		return arena_printf(p->a, "takes %s, or all", mechanism_names(p->a));
	if (sasl_missing(m) != NULL)
		return arena_printf(p->a, "%s cannot be used: %s", m->name, sasl_missing(m));
	*(const char **)option_place(p, row) = m->name;
	return NULL;
}

/* "proxy-password-file" is of the proxy's password. */
static enum secret_kind kind_of(const char *option)
{
	static const char *const names[] = {
		[KIND_TOKEN] = "token-",
		[KIND_PROXY_PASSWORD] = "proxy-",
		[KIND_CLIENT_SECRET] = "client-",
		[KIND_REFRESH_TOKEN] = "refresh-",
	};

	for (size_t kind = 1; kind < sizeof(names) / sizeof(names[0]); kind++)
		if (strncmp(option, names[kind], strlen(names[kind])) == 0)
			return (enum secret_kind)kind;
	return KIND_PASSWORD;
}

const char *take_secret(struct parsing *p, const struct option_row *row, const char *value)
{
	*(struct secret_source *)option_place(p, row) = (struct secret_source){
		.from = (enum secret_from)row->value,
		.where = arena_str(p->a, value),
		.kind = kind_of(row->name),
	};
	return value != NULL && *value == '\0' ? "needs a value that is not empty" : NULL;
}

const char *take_proxy(struct parsing *p, const struct option_row *row, const char *value)
{
	const char *fault;

	(void)row;
	proxy_url_read(p->a, value, &p->o->settings.proxy.url, &fault);
	return fault;
}

/* Where the value is the secret itself it must not be shown, so it is not even looked at. */
const char *take_nothing(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)value;
	return arena_printf(p->a,
			    "is not taken: others can read the command line; use --%s-file, "
			    "--%s-fd, --%s-env or --%s-command",
			    row->name, row->name, row->name, row->name);
}

const char *option_words(struct parsing *p, struct list *words, const char *value,
			 const char *syntax)
{
	enum { WORDS_MAX = 64 };

	for (;; value++) {
		size_t n = strcspn(value, ",");

		if (n == 0)
			return syntax;
		if (words->n == WORDS_MAX)
			return "takes at most 64 of them";
		list_add_string(words, p->a, arena_copy(p->a, value, n));
		value += n;
		if (*value == '\0')
			return NULL;
	}
}

const char *take_ids(struct parsing *p, const struct option_row *row, const char *value)
{
	return option_words(p, option_place(p, row), value,
			    "takes ids of findings with commas between, as in cert-expired,tls-*");
}

/* Which there are is known when the catalogue is read. */
const char *take_programs(struct parsing *p, const struct option_row *row, const char *value)
{
	return option_words(p, option_place(p, row), value,
			    "takes names of programs with commas between, as in postfix,msmtp");
}

const char *take_count(struct parsing *p, const struct option_row *row, const char *value)
{
	enum { DIGITS = 6 };
	size_t n = strlen(value);

	if (n == 0 || n > DIGITS || strspn(value, "0123456789") != n || atoi(value) == 0)
		return "takes a number from 1 on";
	*(int *)option_place(p, row) = atoi(value);
	return NULL;
}

#define TIMES "a time, as in 2026-11-20, \"2026-11-20 14:00\", 2h, 3d, today or yesterday"

const char *take_since(struct parsing *p, const struct option_row *row, const char *value)
{
	if (when_read(value, clock_wall_ms(), false, option_place(p, row)) < 0)
		return "takes " TIMES;
	return NULL;
}

/* A line of NOOP is said by follow-ups only; a message has an option of its own. */
static bool may_stop_at(int stage)
{
	return stage != STAGE_NOOP && stage != STAGE_MESSAGE;
}

static const char *stages_to_stop_at(struct arena *a)
{
	const char *names[STAGE_COUNT + 1];
	size_t n = 0;

	for (int id = 0; id < STAGE_COUNT; id++)
		if (may_stop_at(id))
			names[n++] = stage_names[id];
	names[n] = NULL;
	return option_joined(a, names);
}

/* To a check a stage, to explain a time: which command it is shows later. */
const char *take_until(struct parsing *p, const struct option_row *row, const char *value)
{
	int stage = name_find(stage_names, value);

	(void)row;
	if (stage >= 0 && may_stop_at(stage)) {
		p->o->settings.until = (enum stage_id)stage;
		return NULL;
	}
	if (when_read(value, clock_wall_ms(), true, &p->o->until) < 0)
		return arena_printf(p->a, "takes %s; for explain " TIMES, stages_to_stop_at(p->a));
	return NULL;
}

const char *take_verbose(struct parsing *p, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	p->o->verbosity += p->o->verbosity < 2;
	return NULL;
}

/* A stage, or a command of the envelope: people know the one by the other. */
const char *take_said_at(struct parsing *p, const struct option_row *row, const char *value)
{
	static const struct {
		const char *name, *command;
	} commands[] = {{"mail", "MAIL"}, {"rcpt", "RCPT"}, {"data", "DATA"}};
	struct said_at *at = option_place(p, row);

	*at = (struct said_at){.stage = name_find(stage_names, value)};
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(value, commands[i].name) == 0)
			*at = (struct said_at){STAGE_ENVELOPE, commands[i].command};
	if (at->stage < 0)
		return arena_printf(p->a, "takes mail, rcpt, data, %s",
				    option_joined(p->a, stage_names));
	return NULL;
}

const char *take_connections(struct parsing *p, const struct option_row *row, const char *value)
{
	int n = 0, end = 0;

	if (strspn(value, "0123456789") != strlen(value) || sscanf(value, "%9d%n", &n, &end) != 1 ||
	    value[end] != '\0' || n < 1 || n > MAX_CONNECTIONS_MOST)
		return arena_printf(p->a, "takes a number from 1 to %d", MAX_CONNECTIONS_MOST);
	*(int *)option_place(p, row) = n;
	return NULL;
}

const char *take_port(struct parsing *p, const struct option_row *row, const char *value)
{
	int port = port_at(&value);

	if (port == 0 || *value != '\0')
		return "takes a port from 1 to 65535";
	*(int *)option_place(p, row) = port;
	return NULL;
}

/* It becomes a part of a URL as it is. */
const char *take_tenant(struct parsing *p, const struct option_row *row, const char *value)
{
	enum { DOMAIN_MAX = 253 };
	size_t n =
		strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

	if (n == 0 || n > DOMAIN_MAX || value[n] != '\0' || value[strspn(value, ".")] == '\0')
		return "takes the id of a directory, or a domain of it, as in contoso.com";
	return take_text(p, row, value);
}

/* Secrets go there: in clear text only to this machine. */
const char *take_endpoint(struct parsing *p, const struct option_row *row, const char *value)
{
	struct http_url u;
	const char *fault;

	if (http_url_read(p->a, value, &u, &fault) != 0)
		return arena_printf(p->a,
				    "takes a URL, as in https://login.example.org/token: "
				    "this one %s",
				    fault);
	if (!u.tls && !loopback_address(u.host))
		return "takes an https URL: secrets go there; http is for addresses of this "
		       "machine alone, as in http://127.0.0.1:8080/token";
	return take_text(p, row, value);
}

/* There is one standard output, and the report has it. */
const char *take_file(struct parsing *p, const struct option_row *row, const char *value)
{
	if (strcmp(value, "-") == 0)
		return "takes the name of a file";
	return take_text(p, row, value);
}

const char *take_output(struct parsing *p, const struct option_row *row, const char *value)
{
	return strcmp(value, "-") == 0 ? NULL : take_text(p, row, value);
}

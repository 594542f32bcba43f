/* From names and values to one target of a sweep. */
#include "sweep/list_row.h"

#include "base/netaddr.h"
#include "plan/ports.h"
#include "probe/ehloname.h"
#include "smtp/address.h"

#include <string.h>
#include <strings.h>

enum { TAG_MAX = 100 };

struct reading {
	struct arena *a;
	struct sweep_target *t;
};

/* ---- values: NULL, or what is wrong, which follows the name ---- */

static const char *take_target(struct reading *r, const char *value)
{
	r->t->input = value;
	return NULL;
}

static const char *take_ports(struct reading *r, const char *value)
{
	r->t->own_ports = true;
	return ports_read(r->a, value, &r->t->ports);
}

static const char *take_tls(struct reading *r, const char *value)
{
	int mode = name_find(tls_mode_names, value);

	if (mode < 0 && strcmp(value, "auto") != 0)
		return "takes auto, starttls, implicit or none";
	r->t->tls_mode = mode;
	r->t->own_tls = true;
	return NULL;
}

static const char *take_mx(struct reading *r, const char *value)
{
	static const char *const words[] = {"no", "yes", "false", "true", NULL};
	int which = name_find(words, value);

	if (which < 0)
		return "takes yes or no";
	r->t->mx = which % 2;
	return NULL;
}

static const char *take_address(struct reading *r, const char *value)
{
	return address_literal(r->a, value, &r->t->address)
		       ? NULL
		       : "takes an IPv4 or IPv6 address, as in 192.0.2.1 or 2001:db8::1";
}

static const char *take_sni(struct reading *r, const char *value)
{
	const char *why = NULL;

	r->t->sni = host_fault(value) == NULL ? host_to_ascii(r->a, value, &why) : NULL;
	return r->t->sni != NULL ? NULL : "takes a host name, as in smtp.example.org";
}

static const char *take_ehlo(struct reading *r, const char *value)
{
	r->t->ehlo = value;
	return ehlo_can_be(value) ? NULL
				  : "takes one word: a host name, or an address as in [192.0.2.1]";
}

/* It stands in reports and on terminals. */
static const char *take_tag(struct reading *r, const char *value)
{
	r->t->tag = *value == '\0' ? NULL : value;
	if (strlen(value) > TAG_MAX || strcmp(text_safe(r->a, bytes_str(r->a, value)), value) != 0)
		return "takes at most 100 bytes of printable UTF-8";
	return NULL;
}

/* ---- names ---- */

/* In the order in which a key has them; the first is TARGET itself. */
static const struct {
	const char *name;
	const char *(*take)(struct reading *r, const char *value);
} names[] = {{"target", take_target}, {"port", take_ports},	 {"tls", take_tls},
	     {"mx", take_mx},	      {"address", take_address}, {"sni", take_sni},
	     {"ehlo", take_ehlo},     {"tag", take_tag}};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

static int find(const char *name)
{
	for (int i = 0; i < NAMES; i++)
		if (strcasecmp(names[i].name, name) == 0)
			return i;
	return -1;
}

bool list_name_is_known(const char *name)
{
	return find(name) >= 0;
}

/* What other lists call the server. */
static bool means_target(const char *name)
{
	static const char *const words[] = {"host", "hostname", "server", "name", "domain"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(name, words[i]) == 0)
			return true;
	return false;
}

/* As options are looked for: of a bare short word little is near. */
static const char *nearest(struct arena *a, const char *name)
{
	const char *all[NAMES], *near;

	if (means_target(name))
		return "target";

	for (int i = 0; i < NAMES; i++)
		all[i] = arena_printf(a, "--%s", names[i].name);
	near = text_nearest(arena_printf(a, "--%s", name), all, NAMES);
	return near == NULL ? NULL : near + strlen("--");
}

bool list_name_is_secret(const char *name)
{
	static const char *const words[] = {"user",  "login", "pass", "pwd",  "secret",
					    "token", "auth",  "cred", "proxy"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncasecmp(name, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* Words of a secret may have a "=" in them, too: no more of a name is shown than is near ours. */
const char *list_name_fault(struct arena *a, const char *name)
{
	const char *near;

	if (list_name_is_secret(name))
		return "speaks of a login: a sweep holds no secrets and logs in nowhere: leave it "
		       "out, and for one server say smtpscope check TARGET --user NAME";
	near = nearest(a, name);
	if (near != NULL)
		return arena_printf(a, "%s is not known: did you mean %s?",
				    text_safe(a, bytes_str(a, name)), near);
	return "has a key that is not known: port, tls, mx, address, sni, ehlo and tag are";
}

/* ---- TARGET ---- */

static bool has_blank(const char *s)
{
	bool quoted = false;

	for (; *s != '\0'; s++) {
		quoted ^= *s == '"';
		if (!quoted && strchr(" \t\r\n\v\f", *s) != NULL)
			return true;
	}
	return quoted;
}

/* "bob:word" is a login, too, and no more than its line is told of it. */
static bool has_odd_port(const char *s)
{
	const char *scheme = strstr(s, "://"), *host = scheme == NULL ? s : scheme + 3;
	const char *colon = *host == '[' ? strstr(host, "]:") : strchr(host, ':');

	if (colon == NULL || *host == '"')
		return false;
	colon += *host == '[';
	colon += 1 + strspn(colon + 1, "0123456789");
	return *colon != '\0' && strcmp(colon, "/") != 0 && strchr(colon, ':') == NULL &&
	       address_family(host) == 0;
}

/* What TARGET says and what stands beside it. */
static const char *contradiction(const struct sweep_target *t)
{
	static const struct {
		int scheme, mode;
		const char *line;
	} schemes[] = {{'s', TLS_MODE_IMPLICIT,
			"smtp:// is STARTTLS: leave out tls=implicit or "
			"write smtps://"},
		       {'t', TLS_MODE_STARTTLS,
			"smtps:// is implicit TLS: leave out tls=starttls "
			"or write smtp://"},
		       {'t', TLS_MODE_NONE,
			"smtps:// is implicit TLS: leave out tls=none or "
			"write smtp://"}};

	if (t->read.port != 0 && t->own_ports)
		return "TARGET names a port and so does port=: leave one of them out";
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (t->own_tls && t->read.scheme == schemes[i].scheme &&
		    t->tls_mode == schemes[i].mode)
			return schemes[i].line;
	return NULL;
}

/* What the line says is stronger than what is said of all, so TARGET is read without that. */
static const char *read_target(struct arena *a, const struct targets_options *o,
			       struct sweep_target *t)
{
	const struct plan_options alone = {.mx = t->mx < 0 ? o->plan->mx : t->mx != 0,
					   .tls_mode = -1};
	const char *fault = NULL;

	if (t->input == NULL || *t->input == '\0')
		return "names no TARGET: a server, as in mail.example.org, stands first";
	if (target_holds_login(t->input))
		return "TARGET holds a login: a sweep holds no secrets and logs in nowhere: leave "
		       "out what stands before the @";
	if (has_blank(t->input))
		return "TARGET holds a blank: name one server, as in mail.example.org:587";
	if (has_odd_port(t->input))
		return "TARGET has no port behind its colon: a number from 1 to 65535, as in "
		       "mail.example.org:587";
	if (target_read(a, t->input, &alone, o->knowledge, &t->read, &fault) != 0)
		return fault;
	fault = contradiction(t);
	t->own_ports |= t->read.port != 0;
	t->own_tls |= t->read.scheme != 0;
	return fault;
}

/* The addresses of a line against -4, -6 and --source. */
static const char *wrong_family(struct arena *a, const struct targets_options *o,
				const struct sweep_target *t)
{
	int its = t->address == NULL ? 0 : address_family(t->address);
	int of_source = o->settings->source == NULL ? 0 : address_family(o->settings->source);

	if (its != 0 && o->settings->family != 0 && its != o->settings->family)
		return arena_printf(a, "address=%s is IPv%d but -%d asks for IPv%d", t->address,
				    its, o->settings->family, o->settings->family);
	if (its != 0 && of_source != 0 && its != of_source)
		return arena_printf(a, "address=%s is IPv%d but --source %s is IPv%d", t->address,
				    its, o->settings->source, of_source);
	return NULL;
}

/* ---- the key ---- */

/* TARGET in one form: what is the same is written the same. */
static const char *target_key(struct arena *a, const struct target *t)
{
	const char *scheme = t->scheme == 's' ? "smtp://" : t->scheme == 't' ? "smtps://" : "";

	if (t->name_fault != NULL)
		return text_safe(a, bytes_str(a, t->input));
	if (t->kind == TARGET_PROVIDER)
		return arena_printf(a, "%s%s", scheme, t->provider);
	if (t->kind == TARGET_MAILBOX)
		return arena_printf(a, "%.*s@%s", (int)(strrchr(t->input, '@') - t->input),
				    t->input, t->host);
	return arena_printf(a, "%s%s", scheme, t->host);
}

static const char *ports_key(struct arena *a, const struct sweep_target *t)
{
	const char *all = t->read.port == 0 ? NULL : arena_printf(a, "%d", t->read.port);

	LIST_EACH (const struct need, n, &t->ports)
		all = all == NULL ? arena_printf(a, "%d", n->port)
				  : arena_printf(a, "%s,%d", all, n->port);
	return all;
}

static const char *tls_key(const struct sweep_target *t)
{
	if (!t->own_tls || t->read.scheme != 0)
		return NULL;
	return t->tls_mode < 0 ? "auto" : tls_mode_names[t->tls_mode];
}

static const char *key(struct arena *a, const struct sweep_target *t)
{
	const struct {
		const char *name, *value;
	} said[] = {{"port", ports_key(a, t)},
		    {"tls", tls_key(t)},
		    {"mx", t->mx < 0 ? NULL : t->mx ? "yes" : "no"},
		    {"address", t->address},
		    {"sni", t->sni},
		    {"ehlo", t->ehlo}};
	const char *all = target_key(a, &t->read);

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (said[i].value != NULL)
			all = arena_printf(a, "%s %s=%s", all, said[i].name, said[i].value);
	return all;
}

/* ---- all together ---- */

static const char *take_pair(struct reading *r, const struct list_pair *pair, bool taken[NAMES])
{
	int which = find(pair->name);
	const char *fault;

	if (which < 0)
		return list_name_fault(r->a, pair->name);
	if (taken[which])
		return arena_printf(r->a, "%s stands there twice: leave one of them out",
				    names[which].name);
	taken[which] = true;
	fault = names[which].take(r, pair->value);
	return fault == NULL ? NULL : arena_printf(r->a, "%s %s", names[which].name, fault);
}

const char *list_target_read(struct arena *a, const struct list_row *row,
			     const struct targets_options *o, struct sweep_target *t)
{
	struct reading r = {a, t};
	bool taken[NAMES] = {false};
	const char *fault = NULL;

	*t = (struct sweep_target){.mx = -1, .tls_mode = -1};
	LIST_EACH (const struct list_pair, pair, &row->pairs) {
		fault = take_pair(&r, pair, taken);
		if (fault != NULL)
			return fault;
	}
	fault = read_target(a, o, t);
	if (fault == NULL)
		fault = wrong_family(a, o, t);
	if (fault == NULL)
		t->key = key(a, t);
	return fault;
}

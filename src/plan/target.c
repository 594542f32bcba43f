#include "plan/plan.h"

#include "smtp/address.h"

#include <stdlib.h>
#include <string.h>

/* What every form of TARGET is read with; `safe` is what messages may show of it. */
struct reading {
	struct arena *a;
	const struct plan_options *o;
	const struct knowledge *k;
	struct target *t;
	const char **fault;
	const char *safe;
};

static int refuse(struct reading *rd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int refuse(struct reading *rd, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*rd->fault = arena_vprintf(rd->a, fmt, ap);
	va_end(ap);
	return -1;
}

/* Odd bytes are what the user wants to be told about, not a slip in the use of this program. */
static int odd_name(struct reading *rd, const char *fault)
{
	rd->t->name_fault = fault;
	rd->t->host = rd->safe;
	return 0;
}

static int take_name(struct reading *rd, const char *name)
{
	const char *why = NULL, *fault = host_fault(name);

	if (fault != NULL)
		return odd_name(rd, fault);
	rd->t->host = host_to_ascii(rd->a, name, &why);
	return rd->t->host == NULL ? odd_name(rd, "characters") : 0;
}

static int take_port(struct reading *rd, const char *digits)
{
	size_t n = strlen(digits);
	long port =
		n > 0 && n <= 5 && strspn(digits, "0123456789") == n ? strtol(digits, NULL, 10) : 0;

	if (port < 1 || port > 65535)
		return refuse(rd, "%s: the port must be a number from 1 to 65535, as in HOST:587",
			      rd->safe);
	if (rd->o->ports.n > 0)
		return refuse(rd, "%s names a port and so does -p: leave one of them out",
			      rd->safe);
	rd->t->port = (int)port;
	return 0;
}

/* "[2001:db8::1]" or "[2001:db8::1]:587" */
static int take_bracketed(struct reading *rd, const char *s)
{
	const char *end = strchr(s, ']');

	if (end == NULL ||
	    !address_literal(rd->a, arena_copy(rd->a, s + 1, (size_t)(end - s - 1)), &rd->t->host))
		return odd_name(rd, "address");
	if (end[1] == '\0')
		return 0;
	return end[1] == ':' ? take_port(rd, end + 2) : odd_name(rd, "address");
}

/* A provider's name is one label. "postfix" is what many call a server of their own: software that
 * others run takes no name away. */
static const struct provider *named_provider(struct reading *rd, const char *name)
{
	const struct provider *p = strchr(name, '.') == NULL ? provider_by_id(rd->k, name) : NULL;

	return p == NULL || p == provider_generic(rd->k) || p->kind == KIND_SOFTWARE ? NULL : p;
}

static int take_provider(struct reading *rd, const struct provider *p)
{
	rd->t->kind = TARGET_PROVIDER;
	rd->t->provider = p->id;
	rd->t->host = provider_host(p);
	if (rd->t->host != NULL)
		return 0;
	if (p->hosts.n > 0)
		return refuse(rd, "%s (%s) has many hosts (%s): name yours", p->id, p->title,
			      ((struct string_item *)(void *)p->hosts.first)->s);
	return refuse(rd, "%s (%s) has no host of its own: name the server", p->id, p->title);
}

/* One colon and no other fault: what follows it is meant as a port. */
static const char *port_of(const char *s)
{
	const char *colon = strchr(s, ':');

	if (colon == NULL || strchr(colon + 1, ':') != NULL)
		return NULL;
	return strcmp(host_fault(s), "port") == 0 ? colon + 1 : NULL;
}

static int take_host(struct reading *rd, const char *s)
{
	const char *port = port_of(s);
	const char *name = port == NULL ? s : arena_copy(rd->a, s, (size_t)(port - 1 - s));
	const struct provider *p;

	if (address_literal(rd->a, s, &rd->t->host))
		return 0;
	if (s[0] == '[')
		return take_bracketed(rd, s);
	if (port != NULL && take_port(rd, port) < 0)
		return -1;
	if (address_literal(rd->a, name, &rd->t->host))
		return 0;
	p = named_provider(rd, name);
	return p != NULL ? take_provider(rd, p) : take_name(rd, name);
}

static int take_mailbox(struct reading *rd, const char *s)
{
	const char *domain = strrchr(s, '@') + 1;

	rd->t->kind = TARGET_MAILBOX;
	if (mailbox_split(s, &domain))
		rd->t->user = s;
	else if (host_fault(domain) == NULL)
		return refuse(rd, "%s is not a mailbox of the form user@domain", rd->safe);
	return take_name(rd, domain);
}

static int take_domain(struct reading *rd, const char *s)
{
	rd->t->kind = TARGET_MX;
	if (strchr(s, '@') != NULL)
		return refuse(rd, "--mx takes a domain: --mx %s",
			      text_safe(rd->a, bytes_str(rd->a, strrchr(s, '@') + 1)));
	if (port_of(s) != NULL)
		return refuse(rd, "--mx takes a domain without a port: use -p for the port");
	return take_name(rd, s);
}

/* What stands behind "smtp://" or "smtps://"; the whole where it does not begin so. */
static const char *behind_scheme(struct reading *rd, const char *s)
{
	static const struct {
		const char *prefix;
		int scheme;
	} schemes[] = {{"smtp://", 's'}, {"smtps://", 't'}};
	size_t n;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		n = strlen(schemes[i].prefix);
		if (strncasecmp(s, schemes[i].prefix, n) == 0) {
			rd->t->scheme = schemes[i].scheme;
			s += n;
			n = strlen(s);
			return n > 0 && s[n - 1] == '/' ? arena_copy(rd->a, s, n - 1) : s;
		}
	}
	return s;
}

static int take_url(struct reading *rd, const char *s)
{
	int mode = rd->o->tls_mode;

	if (*s == '\0')
		return refuse(rd, "%s names no host: write %ssmtp.example.org", rd->safe, rd->safe);
	if (rd->o->mx)
		return refuse(rd, "--mx takes a domain, not a URL");
	if (rd->t->scheme == 't' && mode >= 0 && mode != TLS_MODE_IMPLICIT)
		return refuse(rd, "smtps:// is implicit TLS: leave out --tls %s or write smtp://",
			      tls_mode_names[mode]);
	if (rd->t->scheme == 's' && mode == TLS_MODE_IMPLICIT)
		return refuse(rd,
			      "smtp:// is STARTTLS: leave out --tls implicit or write smtps://");
	return take_host(rd, s);
}

/* A mailbox may have a colon within quotes only. */
bool target_holds_login(const char *input)
{
	const char *at = strrchr(input, '@'), *colon = strchr(input, ':');

	return at != NULL && colon != NULL && colon < at && *input != '"';
}

int target_read(struct arena *a, const char *input, const struct plan_options *o,
		const struct knowledge *k, struct target *t, const char **fault)
{
	const char *rest;
	struct reading rd = {.a = a, .o = o, .k = k, .t = t, .fault = fault};

	*t = (struct target){.input = arena_str(a, input)};
	rd.safe = text_safe(a, bytes_str(a, input));
	if (*input == '\0')
		return refuse(&rd, "TARGET is empty: name a server, as in smtp.example.org");
	/* not a word of it in the message: what stands before the "@" may be a password */
	if (target_holds_login(input))
		return refuse(&rd, "a login in the URL can be read by others on this machine: "
				   "use --user NAME --password-file FILE");
	rest = behind_scheme(&rd, t->input);
	if (t->scheme != 0)
		return take_url(&rd, rest);
	if (o->mx)
		return take_domain(&rd, rest);
	return strchr(rest, '@') != NULL ? take_mailbox(&rd, rest) : take_host(&rd, rest);
}

/* Names of hosts and what has such a name in it. The structure of a name stays: who shares a domain
 * still does, a wildcard covers what it covered, and an address has the network that it had. */
#include "record/redact_names.h"

#include "base/alias.h"
#include "base/hostname.h"
#include "base/netaddr.h"

#include <ctype.h>
#include <idn2.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- names ---- */

static const char *small(struct arena *a, const char *s, size_t n)
{
	char *out = arena_copy(a, s, n);

	for (char *c = out; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return out;
}

const char *redact_plain_host(struct arena *a, const char *host, size_t n)
{
	const char *name;
	char *ascii;

	if (n > 0 && host[n - 1] == '.')
		n--;
	name = small(a, host, n);
	if (text_plain(name, n) == n ||
	    idn2_to_ascii_8z(name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return name;
	name = arena_str(a, ascii);
	idn2_free(ascii);
	return name;
}

bool redact_common_label(const char *label, size_t n)
{
	static const char *const common[] = {
		"mail",	 "smtp",      "mx",	      "imap", "pop",	 "www",	      "ns",
		"relay", "localhost", "autodiscover", "*",    "mta-sts", "autoconfig"};
	size_t digits = 0;

	if (n > 0 && *label == '_')
		return true;
	while (digits < n && isdigit((unsigned char)label[n - 1 - digits]))
		digits++;
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (digits <= 2 && strlen(common[i]) == n - digits &&
		    strncasecmp(label, common[i], n - digits) == 0)
			return true;
	return false;
}

size_t redact_public_part(const struct redaction *x, const char *host)
{
	return x->rules->public_part == NULL ? strlen(host)
					     : x->rules->public_part(x->rules->arg, host);
}

/* What no name may have in it stays: it may be what is wrong. */
static void add_alias(struct redaction *x, struct buf *out, const char *kind, const char *label,
		      size_t n)
{
	buf_str(out, redact_alias(x, kind, arena_copy(x->a, label, n)));
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)label[i]) && (unsigned char)label[i] < 0x80 &&
		    label[i] != '-' && label[i] != '.')
			buf_char(out, label[i]);
}

static void add_label(struct redaction *x, struct buf *out, const char *kind, const char *label,
		      size_t n)
{
	if (redact_common_label(label, n))
		buf_add(out, label, n);
	else
		add_alias(x, out, kind, label, n);
}

/* The labels of `host` in front of `end`, each with its dot. */
static void add_hosts(struct redaction *x, struct buf *out, const char *host, const char *end)
{
	while (host < end) {
		size_t n = strcspn(host, ".");

		add_label(x, out, "host", host, n);
		buf_char(out, '.');
		host += n + 1;
	}
}

/* Providers make one label of a customer's domain: "example-com", "example-co-uk". */
static const char *undashed(struct arena *a, const char *label, size_t n)
{
	char *out = arena_copy(a, label, n), *last = strrchr(out, '-'), *before;

	if (last == NULL || last == out)
		return out;
	*last = '.';
	before = strrchr(out, '-');
	if (before != NULL && before > out) {
		*before = '.';
		if (registered_part(out) == before + 1) /* no registry's ending */
			*before = '-';
	}
	return out;
}

/* In front of what is public stands whose it is. */
static void add_customers(struct redaction *x, struct buf *out, const char *host, const char *end)
{
	while (host < end) {
		size_t n = strcspn(host, ".");

		if (redact_common_label(host, n))
			buf_add(out, host, n);
		else
			buf_str(out, redact_alias(x, "domain", undashed(x->a, host, n)));
		buf_char(out, '.');
		host += n + 1;
	}
}

static const char *taken(struct arena *a, struct buf *b)
{
	const char *s = arena_copy(a, b->p, b->n);

	buf_free(b);
	return s;
}

static const char *hidden_name(struct redaction *x, const char *host)
{
	const char *ending = special_ending(host), *domain;
	struct buf out = {0};

	if (ending != NULL)
		host = arena_copy(x->a, host, strlen(host) - strlen(ending));
	domain = ending != NULL ? strrchr(host, '.') : registered_part(host);
	domain = domain == NULL ? host : domain + (*domain == '.');
	add_hosts(x, &out, host, domain);
	add_alias(x, &out, "domain", domain, strlen(domain));
	buf_str(&out, ending != NULL ? ending : ".example");
	return taken(x->a, &out);
}

static const char *customer_name(struct redaction *x, const char *host, size_t public)
{
	struct buf out = {0};

	add_customers(x, &out, host, host + public);
	buf_str(&out, host + public);
	return taken(x->a, &out);
}

/* ---- addresses, and names made of them ---- */

static bool is_open(const struct redaction *x, const char *canonical)
{
	return loopback_address(canonical) || list_has_string(&x->open, canonical);
}

static const char *network(struct redaction *x, const char *kind, const unsigned char *bytes,
			   size_t n)
{
	return redact_alias(x, kind, text_hex(x->a, bytes, n));
}

static const char *hidden_address(struct redaction *x, const char *address)
{
	unsigned char b[16];
	int family = address_read(address, b);
	const char *parts4[] = {network(x, "/ipv4-24", b, 3), network(x, "/ipv4", b, 4)};
	const char *parts6[] = {network(x, "/ipv6-48", b, 6), network(x, "/ipv6-64", b, 8),
				network(x, "/ipv6", b, 16)};

	return alias_make(x->a, address, family == 4 ? parts4 : parts6);
}

/* An IPv4 address that stands in an IPv6 one is itself. */
static const char *unmapped(const char *canonical)
{
	return strncasecmp(canonical, "::ffff:", 7) == 0 && strchr(canonical, '.') != NULL
		       ? canonical + 7
		       : canonical;
}

const char *redact_address(struct redaction *x, const char *address)
{
	const char *bare = arena_copy(x->a, address, strcspn(address, "%")), *canonical;

	if (!address_literal(x->a, bare, &canonical))
		return address;
	canonical = unmapped(canonical);
	return is_open(x, canonical) ? address
				     : arena_printf(x->a, "%s%s", hidden_address(x, canonical),
						    address + strlen(bare));
}

/* "1.2.0.192", then a dot or the end: which bytes were said in that order, the last first. How many
 * characters; 0: something else. */
static size_t reversed4(struct arena *a, const char *s, const char **address)
{
	unsigned b[4];
	int n = 0;

	if (sscanf(s, "%3u.%3u.%3u.%3u%n", &b[0], &b[1], &b[2], &b[3], &n) != 4 ||
	    (s[n] != '.' && s[n] != '\0') || b[0] > 255 || b[1] > 255 || b[2] > 255 || b[3] > 255)
		return 0;
	*address = arena_printf(a, "%u.%u.%u.%u", b[3], b[2], b[1], b[0]);
	return (size_t)n;
}

static size_t reversed6(struct arena *a, const char *s, const char **address)
{
	enum { NIBBLES = 32 };
	struct buf out = {0};

	for (int i = 0; i < NIBBLES; i++)
		if (!isxdigit((unsigned char)s[2 * i]) ||
		    (s[2 * i + 1] != '.' && s[2 * i + 1] != '\0'))
			return 0;
	for (int i = NIBBLES - 1; i >= 0; i--) {
		buf_char(&out, s[2 * i]);
		if (i % 4 == 0 && i > 0)
			buf_char(&out, ':');
	}
	*address = taken(a, &out);
	return 2 * NIBBLES - 1;
}

/* A zone of the reverse tree tells a network. */
static const char *reverse_zone(struct redaction *x, const char *host, const char *arpa)
{
	return arpa == host
		       ? host
		       : arena_printf(x->a, "%s%s",
				      redact_alias(x, "net",
						   arena_copy(x->a, host, (size_t)(arpa - host))),
				      arpa);
}

static const char *arpa_of(const char *host)
{
	static const char *const zones[] = {".in-addr.arpa", ".ip6.arpa"};

	for (size_t i = 0; i < 2; i++)
		if (text_has_suffix(host, zones[i]))
			return host + strlen(host) - strlen(zones[i]);
	return NULL;
}

/* Also in front of a block list's name. */
static const char *reversed_name(struct redaction *x, const char *host)
{
	const char *address = NULL, *arpa = arpa_of(host), *hidden;
	/* the long one first: it may begin with four digits */
	size_t n = strlen(host) > 64 ? reversed6(x->a, host, &address) : 0;

	if (n == 0)
		n = reversed4(x->a, host, &address);
	if (host[n] == '\0')
		n = 0;
	if (n == 0)
		return arpa == NULL ? NULL : reverse_zone(x, host, arpa);
	hidden = redact_address(x, address);
	if (hidden == address) /* public */
		hidden = arena_copy(x->a, host, n);
	return arena_printf(x->a, "%s.%s", hidden,
			    arpa != NULL ? arpa + 1 : redact_host(x, host + n + 1));
}

/* ---- all of them ---- */

const char *redact_host(struct redaction *x, const char *host)
{
	size_t n = strlen(host), public;
	const char *plain = redact_plain_host(x->a, host, n), *found;
	const char *dot = n > 1 && host[n - 1] == '.' ? "." : "";

	if (*plain == '\0' || address_family(host) != 0)
		return redact_address(x, host);
	found = redact_zone_name(x, plain);
	if (found != NULL)
		return arena_printf(x->a, "%s%s", found, dot);
	public = redact_public_part(x, plain);
	if (public == 0)
		return host;
	found = reversed_name(x, plain);
	if (found == NULL && strchr(plain, '.') == NULL)
		found = redact_common_label(plain, strlen(plain)) ? plain
								  : redact_alias(x, "host", plain);
	if (found == NULL)
		found = public < strlen(plain) ? customer_name(x, plain, public)
					       : hidden_name(x, plain);
	return arena_printf(x->a, "%s%s", found, dot);
}

/* ---- mailboxes and users ---- */

/* Everybody has these (RFC 2142, RFC 5321 section 4.5.1). */
static bool is_everybodys(const char *local)
{
	return *local == '\0' || redact_same(local, "postmaster") || redact_same(local, "abuse");
}

static const char *literal_domain(struct redaction *x, const char *domain)
{
	bool tagged = strncasecmp(domain, "[IPv6:", 6) == 0;
	const char *inside = domain + (tagged ? 6 : 1);
	const char *address = arena_copy(x->a, inside, strcspn(inside, "]"));

	return arena_printf(x->a, "[%s%s]", tagged ? "IPv6:" : "", redact_address(x, address));
}

const char *redact_mailbox(struct redaction *x, const char *mailbox)
{
	const char *at = strrchr(mailbox, '@');
	const char *domain = at + 1;
	const char *local =
		redact_unescaped(x->a, arena_copy(x->a, mailbox, (size_t)(at - mailbox)));

	if (strchr(local, '@') != NULL) /* a mailbox that logs in at a host, in a URL */
		return arena_printf(x->a, "%s@%s", redact_mailbox(x, local),
				    redact_host(x, domain));
	return arena_printf(x->a, "%s@%s",
			    is_everybodys(local) ? local : redact_alias(x, "user", local),
			    *domain == '[' ? literal_domain(x, domain) : redact_host(x, domain));
}

const char *redact_user(struct redaction *x, const char *user)
{
	const char *slash = strchr(user, '\\');

	if (strchr(user, '@') != NULL)
		return redact_mailbox(x, user);
	if (slash != NULL)
		return arena_printf(x->a, "%s\\%s",
				    redact_host(x, arena_copy(x->a, user, (size_t)(slash - user))),
				    redact_user(x, slash + 1));
	return is_everybodys(user) ? user : redact_alias(x, "user", user);
}

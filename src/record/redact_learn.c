/* Words that name somebody wherever they stand alone: "bob" of bob@example.org, "pc17" of this
 * machine, "example" of its domain. What is a word of everybody's is left where it stands alone:
 * that a server speaks of mail says nothing of the user mail@example.org. */
#include "record/redact_names.h"

#include "base/hostname.h"
#include "base/netaddr.h"
#include "record/shape_walk.h"
#include "record/shapes.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_LEAST = 3, DIGITS_LEAST = 5, KNOWN_MAX = 1000 };

/* In the order of strcmp(). */
static const char *const common[] = {
	"abuse",      "access",	  "account",	"accounts",    "admin",	    "administrator",
	"agent",      "alert",	  "alerts",	"amazon",      "anonymous", "app",
	"apple",      "apps",	  "auth",	"backup",      "billing",   "bounce",
	"cert",	      "client",	  "cloud",	"com",	       "company",   "connection",
	"contact",    "corp",	  "daemon",	"data",	       "debian",    "default",
	"delivery",   "demo",	  "denied",	"device",      "dns",	    "domain",
	"dovecot",    "ehlo",	  "email",	"error",       "example",   "exchange",
	"exim",	      "external", "failed",	"failure",     "fax",	    "for",
	"from",	      "ftp",	  "gateway",	"gmail",       "google",    "group",
	"guest",      "hello",	  "helo",	"help",	       "host",	    "hostmaster",
	"http",	      "https",	  "imap",	"inbound",     "info",	    "internal",
	"internet",   "invalid",  "lab",	"lan",	       "limit",	    "linux",
	"list",	      "lists",	  "local",	"localdomain", "localhost", "login",
	"mail",	      "mailbox",  "mailer",	"mailserver",  "main",	    "message",
	"microsoft",  "mobile",	  "monitor",	"monitoring",  "mta",	    "mx",
	"name",	      "net",	  "network",	"news",	       "no-reply",  "noreply",
	"notify",     "null",	  "office",	"office365",   "online",    "opensmtpd",
	"org",	      "outbound", "outlook",	"password",    "pop",	    "pop3",
	"port",	      "postfix",  "postmaster", "print",       "printer",   "private",
	"proxy",      "public",	  "qmail",	"rcpt",	       "recipient", "rejected",
	"relay",      "reply",	  "report",	"reports",     "root",	    "router",
	"sales",      "scan",	  "scanner",	"secure",      "security",  "send",
	"sender",     "sendmail", "server",	"service",     "services",  "shop",
	"site",	      "size",	  "smtp",	"spam",	       "ssl",	    "starttls",
	"submission", "support",  "system",	"temporary",   "test",	    "tester",
	"testing",    "the",	  "tls",	"token",       "ubuntu",    "unknown",
	"update",     "user",	  "username",	"users",       "web",	    "webmail",
	"webmaster",  "windows",  "www",	"yahoo",
};

static int compared(const void *word, const void *at)
{
	return text_casecmp(word, *(const char *const *)at);
}

static bool says_little(const char *text)
{
	size_t n = strlen(text), digits = strspn(text, "0123456789");

	return n < WORD_LEAST || (digits == n && n < DIGITS_LEAST) ||
	       redact_common_label(text, n) ||
	       bsearch(text, common, sizeof(common) / sizeof(common[0]), sizeof(common[0]),
		       compared) != NULL;
}

static bool is_known(const struct redaction *x, const char *text)
{
	LIST_EACH (const struct known, k, &x->known)
		if (redact_same(k->text, text))
			return true;
	return false;
}

void redact_learn(struct redaction *x, const char *text, const char *alias)
{
	struct known *k;

	if (says_little(text) || x->known.n >= KNOWN_MAX || is_known(x, text))
		return;
	k = ARENA_NEW(x->a, struct known);
	k->text = text;
	k->n = strlen(text);
	k->alias = alias;
	list_append(&x->known, k);
}

/* "anna.quimby", "quimby-corp": each part that is long enough to be a name. */
static void learn_parts(struct redaction *x, const char *kind, const char *text)
{
	enum { PART_LEAST = 4 };
	static const char between[] = "._-+";

	for (const char *s = text; *s != '\0';) {
		size_t n = strcspn(s, between);
		const char *part = arena_copy(x->a, s, n);

		if (n >= PART_LEAST)
			redact_learn(x, part, redact_alias(x, kind, part));
		s += n + (s[n] != '\0');
	}
}

/* ---- of hosts ---- */

static void learn_label(struct redaction *x, const char *kind, const char *label)
{
	const char *word = arena_copy(x->a, label, strcspn(label, "."));

	redact_learn(x, word, redact_alias(x, kind, word));
	if (strcmp(kind, "domain") == 0)
		learn_parts(x, kind, word);
}

/* Of whom a provider has made a label. */
static void learn_customer(struct redaction *x, const char *host)
{
	const char *alias = redact_host(x, host);

	redact_learn(x, arena_copy(x->a, host, strcspn(host, ".")),
		     arena_copy(x->a, alias, strcspn(alias, ".")));
}

static void learn_host(struct redaction *x, const char *host, bool ours)
{
	const char *plain = redact_plain_host(x->a, host, strlen(host));

	if (*plain == '\0' || *plain == '[' || address_family(host) != 0 ||
	    redact_public_part(x, plain) == 0 || text_has_suffix(plain, ".arpa"))
		return;
	if (redact_public_part(x, plain) < strlen(plain))
		learn_customer(x, plain);
	else if (public_name(plain))
		learn_label(x, "domain", registered_part(plain));
	if (strchr(plain, '.') == NULL || ours)
		learn_label(x, "host", plain);
}

static void learn_user(struct redaction *x, const char *user)
{
	const char *at = strrchr(user, '@'), *slash = strchr(user, '\\'), *local;

	if (strlen(user) < WORD_LEAST)
		return;
	redact_learn(x, user, redact_user(x, user));
	local = at == NULL ? slash == NULL ? user : slash + 1
			   : arena_copy(x->a, user, (size_t)(at - user));
	redact_learn(x, local, redact_user(x, local));
	learn_parts(x, "user", local);
	if (at != NULL)
		learn_host(x, at + 1, false);
	else if (slash != NULL)
		learn_host(x, arena_copy(x->a, user, (size_t)(slash - user)), false);
}

static void learn_text(const struct text_place *at, void *arg)
{
	struct redaction *x = arg;

	if (at->text == NULL)
		return;
	if (at->field->holds == HOLDS_HOST || at->field->holds == HOLDS_OWN_HOST)
		learn_host(x, *at->text, at->field->holds == HOLDS_OWN_HOST);
	else if (at->field->holds == HOLDS_USER)
		learn_user(x, *at->text);
}

/* ---- addresses ---- */

/* A private one tells of a network, whatever name leads to it. */
static void learn_open(struct redaction *x, const char *host, const char *address)
{
	const char *canonical;

	if (host != NULL && address != NULL && address_literal(x->a, address, &canonical) &&
	    !private_address(canonical) &&
	    redact_public_part(x, redact_plain_host(x->a, host, strlen(host))) == 0 &&
	    !list_has_string(&x->open, canonical))
		list_add_string(&x->open, x->a, canonical);
}

static void forget_open(struct redaction *x, const struct list *ours)
{
	LIST_EACH (const struct string_item, own, ours)
		LIST_EACH (struct string_item, it, &x->open)
			if (redact_same(it->s, own->s))
				it->s = "";
}

/* "ip-10-1-2-10", as clouds and providers name a machine in a single label */
static void learn_dashed(struct redaction *x, const struct list *ours)
{
	LIST_EACH (const struct string_item, it, ours) {
		char *dashed = arena_str(x->a, it->s);

		if (address_family(dashed) != 4)
			continue;
		for (char *dot = dashed; (dot = strchr(dot, '.')) != NULL;)
			*dot = '-';
		redact_learn(x, dashed, redact_address(x, it->s));
	}
}

static void learn_addresses(struct redaction *x)
{
	LIST_EACH (const struct dns_query, q, &x->r->queries)
		LIST_EACH (const struct dns_answer, a, &q->answers)
			if (redact_same(a->type, "A") || redact_same(a->type, "AAAA"))
				learn_open(x, q->name, a->data.p);
	LIST_EACH (const struct address, a, &x->r->addresses)
		learn_open(x, a->host, a->address);
	LIST_EACH (const struct session, s, &x->r->sessions)
		learn_open(x, s->host, s->address);
	forget_open(x, &x->r->sources);
	forget_open(x, &x->r->egress);
	learn_dashed(x, &x->r->sources);
	learn_dashed(x, &x->r->egress);
}

/* ---- all of it ---- */

/* "socks5://bob@proxy:1080" */
static void learn_proxy(struct redaction *x, const char *url)
{
	const char *s = strstr(url, "://"), *at;

	s = s == NULL ? url : s + 3;
	at = strrchr(s, '@');
	if (at != NULL)
		learn_user(x, redact_unescaped(x->a, arena_copy(x->a, s, (size_t)(at - s))));
	s = at == NULL ? s : at + 1;
	learn_host(x, arena_copy(x->a, s, strcspn(s, ":/")), true);
}

void redact_learn_all(struct redaction *x)
{
	shape_each_text(&record_shape, x->r, learn_text, x);
	if (x->r->asked != NULL)
		shape_each_text(&token_asked_shape, x->r->asked, learn_text, x);
	if (x->r->proxy != NULL)
		learn_proxy(x, x->r->proxy);
	redact_learn_token(x);
	learn_addresses(x);
}

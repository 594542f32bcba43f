/* A certificate names who has it, and its fingerprint or serial number finds it in public logs.
 * Those of public providers, and of authorities that the trust store vouches for, stay. */
#include "record/redact_names.h"

#include <string.h>
#include <strings.h>

static bool is_public(const struct redaction *x, const char *name)
{
	return name != NULL && x->rules->public_issuer != NULL &&
	       x->rules->public_issuer(x->rules->arg, name);
}

/* ---- names, RFC 4514 ---- */

/* The length of "CN=mail.example.org", up to a comma or plus that nothing escapes. */
static size_t part_length(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0' && s[n] != ',' && s[n] != '+')
		n += s[n] == '\\' && s[n + 1] != '\0' ? 2 : 1;
	return n;
}

static void add_value(struct redaction *x, struct buf *out, const char *value)
{
	const char *hidden = redact_string(x, value, REDACT_LOOKS), *alias;

	if (strchr(value, ' ') == NULL && strcmp(hidden, value) != 0) {
		buf_str(out, hidden); /* a host, a mailbox */
		return;
	}
	alias = redact_alias(x, "name", value);
	redact_learn(x, value, alias);
	buf_str(out, alias);
}

/* A country is large enough to hide in. */
static bool stays(const struct redaction *x, const char *part)
{
	return strncasecmp(part, "C=", 2) == 0 || is_public(x, part);
}

static void add_part(struct redaction *x, struct buf *out, const char *part)
{
	enum { TYPE_MAX = 40 }; /* a word or an OID; what is longer is none */
	size_t type = strcspn(part, "=");

	if (part[type] == '\0' || type > TYPE_MAX || stays(x, part)) {
		buf_str(out, stays(x, part) ? part : redact_alias(x, "name", part));
		return;
	}
	buf_add(out, part, type + 1);
	add_value(x, out, part + type + 1);
}

static const char *hidden_name(struct redaction *x, const char *name)
{
	struct buf out = {0};
	const char *hidden;

	for (const char *s = name; *s != '\0';) {
		size_t n = part_length(s);

		if (n > 0)
			add_part(x, &out, arena_copy(x->a, s, n));
		s += n;
		if (*s != '\0')
			buf_char(&out, *s++);
	}
	hidden = arena_copy(x->a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return hidden;
}

static void hide_name(struct redaction *x, const char **name)
{
	if (*name != NULL)
		*name = hidden_name(x, *name);
}

static void hide_number(struct redaction *x, const char *kind, const char **number)
{
	if (*number != NULL)
		*number = redact_alias(x, kind, *number);
}

/* ---- certificates ---- */

static void hide_addresses(struct redaction *x, struct certificate *c)
{
	if (c->aia != NULL)
		c->aia = redact_string(x, c->aia, REDACT_ALL);
	if (c->ocsp != NULL)
		c->ocsp = redact_string(x, c->ocsp, REDACT_ALL);
}

static void hide_names(struct redaction *x, struct certificate *c)
{
	LIST_EACH (struct bytes_item, it, &c->names) {
		const char *name = strlen(it->b.p) == it->b.n ? it->b.p : NULL;

		it->b = name != NULL && strpbrk(name, " @/") == NULL
				? bytes_str(x->a, redact_host(x, name))
				: redact_text(x, it->b, REDACT_ALL);
	}
}

static bool link_stays(const struct redaction *x, const struct tls_facts *t, const char *subject)
{
	return t->judged && t->trusted && is_public(x, subject);
}

static void hide_certificate(struct redaction *x, const struct tls_facts *t, struct certificate *c,
			     bool stays_whole)
{
	if (stays_whole)
		return;
	if (!link_stays(x, t, c->issuer)) {
		hide_addresses(x, c);
		hide_name(x, &c->issuer);
	}
	hide_name(x, &c->subject);
	hide_number(x, "cert", &c->sha256);
	hide_number(x, "serial", &c->serial);
	hide_names(x, c);
}

/* `public`: the server's own is a public provider's. */
static void hide_chain(struct redaction *x, struct tls_facts *t, bool public)
{
	bool first = true;

	LIST_EACH (struct certificate, c, &t->chain) {
		hide_certificate(x, t, c, first ? public : c->ca && link_stays(x, t, c->subject));
		first = false;
	}
	first = true;
	LIST_EACH (struct chain_link, l, &t->verified) {
		if (first ? !public : !link_stays(x, t, l->subject)) {
			hide_name(x, &l->subject);
			hide_number(x, "cert", &l->sha256);
		}
		first = false;
	}
	LIST_EACH (struct fetched, f, &t->fetched)
		if (!link_stays(x, t, f->subject)) {
			hide_name(x, &f->subject);
			hide_number(x, "cert", &f->sha256);
		}
	hide_name(x, &t->client_certificate);
}

/* Nobody but the provider has a certificate for its name that the trust store vouches for. */
static bool of_public_host(const struct redaction *x, const struct session *s,
			   const struct tls_facts *t)
{
	const char *host = redact_plain_host(x->a, s->host, strlen(s->host));
	const struct certificate *c = (const void *)t->chain.first;

	return t->judged && t->trusted && t->name_ok && redact_public_part(x, host) == 0 &&
	       c != NULL && is_public(x, c->issuer);
}

void redact_certificates(struct redaction *x)
{
	LIST_EACH (const struct session, s, &x->r->sessions)
		LIST_EACH (const struct stage, st, &s->stages)
			if (st->tls != NULL)
				hide_chain(x, st->tls, of_public_host(x, s, st->tls));
}

#include "record/redact.h"

#include "base/netaddr.h"
#include "record/certificates.h"
#include "record/redact_names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- what is known ---- */

/* Without the zone of a link-local address: a server sees it so. */
static void learn_address(struct redaction *x, const char *address)
{
	if (address != NULL)
		redact_learn(x, KIND_ADDRESS,
			     arena_copy(x->r->arena, address, strcspn(address, "%")));
}

/* Whose domain it is stays to be seen: it is what two recipients are compared for. */
static void learn_recipient(struct redaction *x, const struct session *s, const char *address)
{
	size_t before = x->known.n;
	struct known *k;

	redact_learn(x, KIND_USER, address);
	k = (struct known *)x->known.last;
	if (x->known.n > before && !mailbox_is_own(x->r, s, address))
		k->placeholder = arena_printf(x->r->arena, "%s@elsewhere", k->placeholder);
}

static void learn_stage(struct redaction *x, const struct session *s, const struct stage *st)
{
	if (st->auth != NULL)
		redact_learn(x, KIND_USER, st->auth->user);
	if (st->envelope != NULL) {
		redact_learn(x, KIND_USER, st->envelope->from);
		LIST_EACH (const struct recipient, to, &st->envelope->recipients)
			learn_recipient(x, s, to->address);
	}
	if (st->ehlo != NULL && st->ehlo->name != NULL && st->ehlo->name[0] != '[')
		redact_learn(x, KIND_HOST, st->ehlo->name);
	if (st->tcp != NULL)
		learn_address(x, st->tcp->source);
	if (st->tcp != NULL && st->tcp->offender_is_local)
		learn_address(x, st->tcp->offender);
	if (st->proxy != NULL) {
		learn_address(x, st->proxy->address);
		learn_address(x, st->proxy->bound);
	}
}

/* ---- hops ---- */

static void learn_names(struct redaction *x, const char *address)
{
	const char *reverse = address_reverse(x->r->arena, address);

	if (reverse == NULL) /* of a file from elsewhere */
		return;
	LIST_EACH (const struct dns_query, q, &x->r->queries) {
		if (!redact_same(q->name, reverse))
			continue;
		redact_learn(x, KIND_ADDRESS, reverse);
		LIST_EACH (const struct dns_answer, a, &q->answers)
			if (redact_same(a->type, "PTR") && a->data.n > 1)
				redact_learn(
					x, KIND_HOST,
					arena_copy(x->r->arena, a->data.p,
						   a->data.n - (a->data.p[a->data.n - 1] == '.')));
	}
}

/* Of the way only our own network is ours: the first hop, and those up to the first address that
 * the Internet knows. */
static void learn_hops(struct redaction *x, const struct trace *t)
{
	learn_address(x, t->source);
	LIST_EACH (const struct hop, h, &t->hops) {
		if (h->address == NULL)
			continue;
		if (h->ttl > 1 && (!private_address(h->address) || carrier_address(h->address)) &&
		    !(t->source != NULL && same_network(h->address, t->source, 24, 64)))
			return;
		learn_address(x, h->address);
		if (!redact_is_target(x->r, h->address))
			learn_names(x, h->address);
	}
}

/* As typed elsewhere: of "bob%40example.org" what it stands for. */
static const char *percent_decoded(struct arena *a, const char *s)
{
	char *out = arena_str(a, s), *end = out;
	unsigned value;

	for (; *s != '\0'; s++)
		if (*s == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2]) &&
		    sscanf(s + 1, "%2x", &value) == 1) {
			*end++ = (char)value;
			s += 2;
		} else {
			*end++ = *s;
		}
	*end = '\0';
	return out;
}

/* "socks5://bob@[2001:db8::9]:1080": whose proxy it is tells who asked. */
static void learn_proxy(struct redaction *x, const char *url)
{
	struct arena *a = x->r->arena;
	const char *s = strstr(url, "://"), *at;

	s = s == NULL ? url : s + 3;
	at = strrchr(s, '@');
	if (at != NULL) {
		const char *user = arena_copy(a, s, (size_t)(at - s));

		redact_learn(x, KIND_USER, percent_decoded(a, user));
		redact_learn(x, KIND_USER, user);
		s = at + 1;
	}
	if (*s == '[')
		learn_address(x, arena_copy(a, s + 1, strcspn(s + 1, "]")));
	else
		redact_learn(x,
			     strspn(s, "0123456789.") == strcspn(s, ":") ? KIND_ADDRESS : KIND_HOST,
			     arena_copy(a, s, strcspn(s, ":/")));
}

/* As typed: a domain beyond ASCII was said in another form. */
static void learn_command(struct redaction *x)
{
	static const char *const options[] = {" --from", " --to"};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t n = strlen(options[i]);

		for (const char *at = x->r->command; (at = strstr(at, options[i])) != NULL; at += n)
			if (at[n] == ' ' || at[n] == '=')
				redact_learn(x, KIND_USER,
					     arena_copy(x->r->arena, at + n + 1,
							strcspn(at + n + 1, " ")));
	}
}

static void learn_all(struct redaction *x)
{
	const struct record *r = x->r;

	redact_learn(x, KIND_USER, r->user);
	if (r->input != NULL && strchr(r->input, '@') != NULL)
		redact_learn(x, KIND_USER, r->input);
	redact_learn(x, KIND_HOST, r->hostname);
	LIST_EACH (const struct string_item, it, &r->sources)
		learn_address(x, it->s);
	LIST_EACH (const struct string_item, it, &r->egress)
		learn_address(x, it->s);
	LIST_EACH (const struct session, s, &r->sessions) {
		LIST_EACH (const struct stage, st, &s->stages)
			learn_stage(x, s, st);
	}
	if (r->proxy != NULL)
		learn_proxy(x, r->proxy);
	redact_learn_token(x);
	LIST_EACH (const struct trace, t, &r->traces)
		learn_hops(x, t);
	if (r->command != NULL)
		learn_command(x);
}

/* ---- replacing it ---- */

static void hide_envelope(const struct redaction *x, struct envelope_facts *f)
{
	redact_hide(x, &f->from);
	redact_hide_bytes(x, &f->mail.text);
	LIST_EACH (struct recipient, to, &f->recipients) {
		redact_hide(x, &to->address);
		redact_hide_bytes(x, &to->reply.text);
	}
}

static void hide_ehlo(const struct redaction *x, struct ehlo_facts *f)
{
	redact_hide(x, &f->name);
	LIST_EACH (struct bytes_item, it, &f->capabilities)
		redact_hide_bytes(x, &it->b);
}

static void hide_tcp(const struct redaction *x, struct tcp_facts *f)
{
	redact_hide(x, &f->source);
	redact_hide(x, &f->offender);
}

/* A private authority may be on this very machine, or bear its name. */
static void hide_fetched(const struct redaction *x, struct fetched *f)
{
	redact_hide(x, &f->url);
	redact_hide(x, &f->address);
	redact_hide(x, &f->fault);
}

static void hide_tls(const struct redaction *x, struct tls_facts *f)
{
	redact_hide(x, &f->client_certificate);
	redact_hide_bytes(x, &f->plaintext);
	redact_hide(x, &f->trust_store); /* a path may lead through a home directory */
	LIST_EACH (struct certificate, c, &f->chain)
		redact_hide(x, &c->aia);
	LIST_EACH (struct fetched, it, &f->fetched)
		hide_fetched(x, it);
}

static void hide_auth(const struct redaction *x, struct auth_facts *f)
{
	redact_hide(x, &f->user);
	redact_hide_bytes(x, &f->challenge);
}

static void hide_message(const struct redaction *x, struct message_facts *f)
{
	redact_hide(x, &f->id); /* names this machine */
	redact_hide_bytes(x, &f->data.text);
}

static void hide_proxy(const struct redaction *x, struct proxy_facts *f)
{
	redact_hide(x, &f->address);
	redact_hide(x, &f->bound);
	redact_hide(x, &f->reason);
	redact_hide_bytes(x, &f->text);
}

static void hide_stage(const struct redaction *x, struct stage *st)
{
	redact_hide_bytes(x, &st->detail);
	redact_hide_bytes(x, &st->reply.text);
	if (st->tcp != NULL)
		hide_tcp(x, st->tcp);
	if (st->proxy != NULL)
		hide_proxy(x, st->proxy);
	if (st->ehlo != NULL)
		hide_ehlo(x, st->ehlo);
	if (st->starttls != NULL)
		redact_hide_bytes(x, &st->starttls->injected);
	if (st->tls != NULL)
		hide_tls(x, st->tls);
	if (st->auth != NULL)
		hide_auth(x, st->auth);
	if (st->envelope != NULL)
		hide_envelope(x, st->envelope);
	if (st->message != NULL)
		hide_message(x, st->message);
}

static void hide_session(const struct redaction *x, struct session *s)
{
	LIST_EACH (struct stage, st, &s->stages)
		hide_stage(x, st);
	LIST_EACH (struct transcript_line, line, &s->transcript)
		redact_hide_bytes(x, &line->text);
}

/* With a proxy all addresses that were asked for are its own. */
static void hide_query(const struct redaction *x, struct dns_query *q)
{
	redact_hide(x, &q->server);
	if (x->r->proxy == NULL && !redact_same(q->type, "PTR"))
		return;
	redact_hide(x, &q->name);
	LIST_EACH (struct dns_answer, a, &q->answers) {
		redact_hide(x, &a->name);
		redact_hide_bytes(x, &a->data);
	}
}

static void hide_trace(const struct redaction *x, struct trace *t)
{
	redact_hide(x, &t->source);
	LIST_EACH (struct hop, h, &t->hops)
		redact_hide(x, &h->address);
}

void record_redact(struct record *r)
{
	struct redaction x = {.r = r};

	learn_all(&x);
	redact_hide(&x, &r->command);
	redact_hide(&x, &r->hostname);
	redact_hide(&x, &r->input);
	redact_hide(&x, &r->user);
	redact_hide(&x, &r->earlier.fault);
	redact_hide_strings(&x, &r->resolvers);
	redact_hide_strings(&x, &r->sources);
	redact_hide_strings(&x, &r->egress);
	redact_hide(&x, &r->proxy);
	redact_hide_token(&x);
	LIST_EACH (struct dns_query, q, &r->queries)
		hide_query(&x, q);
	LIST_EACH (struct trace, t, &r->traces)
		hide_trace(&x, t);
	LIST_EACH (struct session, s, &r->sessions)
		hide_session(&x, s);
	certificates_forget(r);
}

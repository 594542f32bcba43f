#include "record/redact.h"

#include "base/netaddr.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum kind { KIND_USER, KIND_HOST, KIND_ADDRESS, KINDS };

static const char *const kind_names[] = {"user", "host", "address"};

struct known {
	struct item item;
	enum kind kind;
	const char *text;
	size_t n;
	const char *placeholder;
};

struct redaction {
	struct record *r;
	struct list known; /* of struct known */
	int count[KINDS];
};

/* ---- what is known ---- */

static bool same(const char *a, const char *b)
{
	return a != NULL && text_casecmp(a, b) == 0;
}

static bool is_target(const struct record *r, const char *name)
{
	if (same(r->host, name))
		return true;
	LIST_EACH (const struct address, a, &r->addresses) {
		if (same(a->host, name) || same(a->address, name))
			return true;
	}
	LIST_EACH (const struct session, s, &r->sessions) {
		if (same(s->host, name) || same(s->address, name))
			return true;
	}
	LIST_EACH (const struct trace, t, &r->traces)
		if (same(t->host, name) || same(t->address, name))
			return true;
	return false;
}

static bool is_known(const struct redaction *x, const char *text)
{
	LIST_EACH (const struct known, k, &x->known) {
		if (same(k->text, text))
			return true;
	}
	return false;
}

static void learn(struct redaction *x, enum kind kind, const char *text)
{
	struct known *k;

	if (text == NULL || *text == '\0' || is_known(x, text) ||
	    (kind != KIND_USER && is_target(x->r, text)))
		return;
	k = ARENA_NEW(x->r->arena, struct known);
	k->kind = kind;
	k->text = text;
	k->n = strlen(text);
	k->placeholder = arena_printf(x->r->arena, "%s-%d", kind_names[kind], ++x->count[kind]);
	list_append(&x->known, k);
}

/* Without the zone of a link-local address: a server sees it so. */
static void learn_address(struct redaction *x, const char *address)
{
	if (address != NULL)
		learn(x, KIND_ADDRESS, arena_copy(x->r->arena, address, strcspn(address, "%")));
}

/* Whose domain it is stays to be seen: it is what two recipients are compared for. */
static void learn_recipient(struct redaction *x, const struct session *s, const char *address)
{
	size_t before = x->known.n;
	struct known *k;

	learn(x, KIND_USER, address);
	k = (struct known *)x->known.last;
	if (x->known.n > before && !mailbox_is_own(x->r, s, address))
		k->placeholder = arena_printf(x->r->arena, "%s@elsewhere", k->placeholder);
}

static void learn_stage(struct redaction *x, const struct session *s, const struct stage *st)
{
	if (st->auth != NULL)
		learn(x, KIND_USER, st->auth->user);
	if (st->envelope != NULL) {
		learn(x, KIND_USER, st->envelope->from);
		LIST_EACH (const struct recipient, to, &st->envelope->recipients)
			learn_recipient(x, s, to->address);
	}
	if (st->ehlo != NULL && st->ehlo->name != NULL && st->ehlo->name[0] != '[')
		learn(x, KIND_HOST, st->ehlo->name);
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
		if (!same(q->name, reverse))
			continue;
		learn(x, KIND_ADDRESS, reverse);
		LIST_EACH (const struct dns_answer, a, &q->answers)
			if (same(a->type, "PTR") && a->data.n > 1)
				learn(x, KIND_HOST,
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
		if (!is_target(x->r, h->address))
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

		learn(x, KIND_USER, percent_decoded(a, user));
		learn(x, KIND_USER, user);
		s = at + 1;
	}
	if (*s == '[')
		learn_address(x, arena_copy(a, s + 1, strcspn(s + 1, "]")));
	else
		learn(x, strspn(s, "0123456789.") == strcspn(s, ":") ? KIND_ADDRESS : KIND_HOST,
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
				learn(x, KIND_USER,
				      arena_copy(x->r->arena, at + n + 1,
						 strcspn(at + n + 1, " ")));
	}
}

static void learn_all(struct redaction *x)
{
	const struct record *r = x->r;

	learn(x, KIND_USER, r->user);
	if (r->input != NULL && strchr(r->input, '@') != NULL)
		learn(x, KIND_USER, r->input);
	learn(x, KIND_HOST, r->hostname);
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
	LIST_EACH (const struct trace, t, &r->traces)
		learn_hops(x, t);
	if (r->command != NULL)
		learn_command(x);
}

/* ---- where it stands ---- */

static bool in_word(struct bytes b, size_t at)
{
	unsigned char c;

	if (at >= b.n)
		return false;
	c = (unsigned char)b.p[at];
	return isalnum(c) || c == '_' || c == '-' || c >= 0x80;
}

/* A dot within a name, not the one at the end of a sentence. */
static bool goes_on(struct bytes b, size_t at, char by)
{
	return at < b.n && b.p[at] == by && in_word(b, at + 1);
}

static bool begins_word(struct bytes b, size_t at)
{
	if (at == 0)
		return true;
	if (b.p[at - 1] == '.')
		return at == 1 || !in_word(b, at - 2);
	return !in_word(b, at - 1);
}

/* The end of the whole name that begins with ours: a server may add our domain. */
static size_t host_end(const struct redaction *x, struct bytes b, size_t at, size_t end)
{
	while (goes_on(b, end, '.'))
		for (end++; in_word(b, end);)
			end++;
	return is_target(x->r, arena_copy(x->r->arena, b.p + at, end - at)) ? at : end;
}

/* How many bytes from `at` on are `k`; 0: it does not stand there. */
static size_t match(const struct redaction *x, const struct known *k, struct bytes b, size_t at)
{
	size_t end = at + k->n;

	if (end > b.n || strncasecmp(b.p + at, k->text, k->n) != 0 || !begins_word(b, at) ||
	    in_word(b, end))
		return 0;
	if (k->kind == KIND_HOST)
		return host_end(x, b, at, end) - at;
	if (goes_on(b, end, '.') || (strchr(k->text, ':') != NULL && goes_on(b, end, ':')))
		return 0;
	return k->n;
}

static const struct known *longest(const struct redaction *x, struct bytes b, size_t at,
				   size_t *length)
{
	const struct known *best = NULL;

	*length = 0;
	LIST_EACH (const struct known, k, &x->known) {
		size_t n = match(x, k, b, at);

		if (n <= *length)
			continue;
		best = k;
		*length = n;
	}
	return best;
}

/* ---- replacing it ---- */

static void hide_bytes(const struct redaction *x, struct bytes *b)
{
	struct buf out = {0};
	bool found = false;
	size_t n;

	for (size_t at = 0; at < b->n; at += n) {
		const struct known *k = longest(x, *b, at, &n);

		if (k != NULL) {
			buf_str(&out, k->placeholder);
			found = true;
		} else {
			buf_char(&out, b->p[at]);
			n = 1;
		}
	}
	if (found)
		*b = bytes_copy(x->r->arena, out.p, out.n);
	buf_free(&out);
}

static void hide(const struct redaction *x, const char **s)
{
	struct bytes b;

	if (*s == NULL)
		return;
	b = bytes_str(x->r->arena, *s);
	hide_bytes(x, &b);
	*s = b.p;
}

static void hide_strings(const struct redaction *x, struct list *strings)
{
	LIST_EACH (struct string_item, it, strings)
		hide(x, &it->s);
}

static void hide_envelope(const struct redaction *x, struct envelope_facts *f)
{
	hide(x, &f->from);
	hide_bytes(x, &f->mail.text);
	LIST_EACH (struct recipient, to, &f->recipients) {
		hide(x, &to->address);
		hide_bytes(x, &to->reply.text);
	}
}

static void hide_ehlo(const struct redaction *x, struct ehlo_facts *f)
{
	hide(x, &f->name);
	LIST_EACH (struct bytes_item, it, &f->capabilities)
		hide_bytes(x, &it->b);
}

static void hide_tcp(const struct redaction *x, struct tcp_facts *f)
{
	hide(x, &f->source);
	hide(x, &f->offender);
}

/* A private authority may be on this very machine, or bear its name. */
static void hide_fetched(const struct redaction *x, struct fetched *f)
{
	hide(x, &f->url);
	hide(x, &f->address);
	hide(x, &f->fault);
}

static void hide_tls(const struct redaction *x, struct tls_facts *f)
{
	hide(x, &f->client_certificate);
	hide_bytes(x, &f->plaintext);
	hide(x, &f->trust_store); /* a path may lead through a home directory */
	LIST_EACH (struct certificate, c, &f->chain)
		hide(x, &c->aia);
	LIST_EACH (struct fetched, it, &f->fetched)
		hide_fetched(x, it);
}

static void hide_auth(const struct redaction *x, struct auth_facts *f)
{
	hide(x, &f->user);
	hide_bytes(x, &f->challenge);
}

static void hide_message(const struct redaction *x, struct message_facts *f)
{
	hide(x, &f->id); /* names this machine */
	hide_bytes(x, &f->data.text);
}

static void hide_proxy(const struct redaction *x, struct proxy_facts *f)
{
	hide(x, &f->address);
	hide(x, &f->bound);
	hide(x, &f->reason);
	hide_bytes(x, &f->text);
}

static void hide_stage(const struct redaction *x, struct stage *st)
{
	hide_bytes(x, &st->detail);
	hide_bytes(x, &st->reply.text);
	if (st->tcp != NULL)
		hide_tcp(x, st->tcp);
	if (st->proxy != NULL)
		hide_proxy(x, st->proxy);
	if (st->ehlo != NULL)
		hide_ehlo(x, st->ehlo);
	if (st->starttls != NULL)
		hide_bytes(x, &st->starttls->injected);
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
		hide_bytes(x, &line->text);
}

/* With a proxy all addresses that were asked for are its own. */
static void hide_query(const struct redaction *x, struct dns_query *q)
{
	hide(x, &q->server);
	if (x->r->proxy == NULL && !same(q->type, "PTR"))
		return;
	hide(x, &q->name);
	LIST_EACH (struct dns_answer, a, &q->answers) {
		hide(x, &a->name);
		hide_bytes(x, &a->data);
	}
}

static void hide_trace(const struct redaction *x, struct trace *t)
{
	hide(x, &t->source);
	LIST_EACH (struct hop, h, &t->hops)
		hide(x, &h->address);
}

void record_redact(struct record *r)
{
	struct redaction x = {.r = r};

	learn_all(&x);
	hide(&x, &r->command);
	hide(&x, &r->hostname);
	hide(&x, &r->input);
	hide(&x, &r->user);
	hide(&x, &r->earlier.fault);
	hide_strings(&x, &r->resolvers);
	hide_strings(&x, &r->sources);
	hide_strings(&x, &r->egress);
	hide(&x, &r->proxy);
	LIST_EACH (struct dns_query, q, &r->queries)
		hide_query(&x, q);
	LIST_EACH (struct trace, t, &r->traces)
		hide_trace(&x, t);
	LIST_EACH (struct session, s, &r->sessions)
		hide_session(&x, s);
}

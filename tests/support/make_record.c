#include "make_record.h"

#include "base/memory.h"
#include "smtp/caps.h"
#include "smtp/reply.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

/* Some day; nothing in a test depends on which. */
static const int64_t started = INT64_C(1763712900123);

struct story *story_new(void)
{
	struct story *t = mem_alloc(sizeof(*t));

	t->r = record_new();
	t->r->started = started;
	return t;
}

struct story *story_free(struct story *t)
{
	record_free(t->r);
	free(t);
	return NULL;
}

static void add_need(struct story *t, int port)
{
	struct need *n = ARENA_NEW(t->r->arena, struct need);

	n->port = port;
	n->mode = port == 465 ? TLS_MODE_IMPLICIT : TLS_MODE_STARTTLS;
	list_append(&t->r->needs, n);
}

void story_target(struct story *t, const char *host, const char *provider)
{
	t->r->input = t->r->host = host;
	t->r->provider = provider;
	t->r->purpose = PURPOSE_SUBMISSION;
	add_need(t, 587);
	add_need(t, 465);
}

void story_mx(struct story *t, const char *host)
{
	t->r->input = t->r->host = host;
	t->r->purpose = PURPOSE_MX;
	add_need(t, 25);
}

void story_names_port(struct story *t, int port)
{
	if (!t->r->needs_all)
		t->r->needs = (struct list){0};
	t->r->needs_all = true;
	add_need(t, port);
}

void story_proxied(struct story *t, const char *url)
{
	t->r->proxy = arena_str(t->r->arena, url);
}

void story_user(struct story *t, const char *user)
{
	t->r->user = user;
}

#define HOUR_MS INT64_C(3600000)

struct token_facts *story_token(struct story *t)
{
	struct token_facts *f = ARENA_NEW(t->r->arena, struct token_facts);

	*f = (struct token_facts){
		.form = TOKEN_JWT,
		.bytes = 1893,
		.read_at = started,
		.algorithm = "RS256",
		.type = "JWT",
		.issuer = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
		.tenant = "11111111-2222-3333-4444-555555555555",
		.app = "66666666-7777-8888-9999-000000000000",
		.app_name = "scanner",
		.user = "bob@example.org",
		.user_claim = "upn",
		.subject = "subject",
		.object = "99999999-7777-8888-9999-000000000000",
		.identity = "user",
		.version = "1.0",
		.issued = started,
		.not_before = started,
		.expires = started + HOUR_MS,
	};
	list_add_string(&f->audiences, t->r->arena, "https://outlook.office.com");
	list_add_string(&f->scopes, t->r->arena, "SMTP.Send");
	return t->r->token = f;
}

/* ---- DNS ---- */

struct dns_query *story_asks(struct story *t, const char *name, const char *type,
			     enum dns_status status)
{
	static const int rcodes[] = {
		[DNS_NXDOMAIN] = 3, [DNS_SERVFAIL] = 2,	    [DNS_BOGUS] = 2,	 [DNS_REFUSED] = 5,
		[DNS_TIMEOUT] = -1, [DNS_NO_RESOLVER] = -1, [DNS_NO_ROUTE] = -1, [DNS_OTHER] = 4,
	};
	struct dns_query *q = ARENA_NEW(t->r->arena, struct dns_query);

	q->name = name;
	q->type = type;
	q->status = status;
	q->rcode = rcodes[status];
	q->server = "192.0.2.53:53";
	return list_append(&t->r->queries, q);
}

void story_answers(struct story *t, struct dns_query *q, const char *data)
{
	struct dns_answer *a = ARENA_NEW(t->r->arena, struct dns_answer);

	a->name = q->name;
	a->type = q->type;
	a->data = bytes_str(t->r->arena, data);
	list_append(&q->answers, a);
}

void story_address(struct story *t, const char *host, const char *address,
		   enum address_source source)
{
	struct address *a = ARENA_NEW(t->r->arena, struct address);

	a->host = host;
	a->address = address;
	a->source = source;
	list_append(&t->r->addresses, a);
}

/* ---- sessions ---- */

static const enum stage_id starttls_walk[] = {
	STAGE_TCP,	  STAGE_BANNER, STAGE_EHLO,	STAGE_STARTTLS, STAGE_TLS,
	STAGE_EHLO_AGAIN, STAGE_AUTH,	STAGE_ENVELOPE, STAGE_QUIT,	STAGE_COUNT};
static const enum stage_id implicit_walk[] = {STAGE_TCP,  STAGE_TLS,  STAGE_BANNER,
					      STAGE_EHLO, STAGE_AUTH, STAGE_ENVELOPE,
					      STAGE_QUIT, STAGE_COUNT};
static const enum stage_id clear_walk[] = {STAGE_TCP,	   STAGE_BANNER, STAGE_EHLO, STAGE_AUTH,
					   STAGE_ENVELOPE, STAGE_QUIT,	 STAGE_COUNT};
static const enum stage_id *const walks[] = {starttls_walk, implicit_walk, clear_walk};

static void add_proxy(struct story *t, struct session *s)
{
	struct stage *st = ARENA_NEW(t->r->arena, struct stage);

	st->id = STAGE_PROXY;
	list_append(&s->stages, st);
}

struct session *story_session_in(struct story *t, const char *address, int port, enum tls_mode mode)
{
	struct session *s = ARENA_NEW(t->r->arena, struct session);

	s->host = t->r->host;
	s->address = address;
	s->port = port;
	s->mode = mode;
	s->offered = true;
	for (const enum stage_id *id = walks[mode]; *id != STAGE_COUNT; id++) {
		struct stage *st = ARENA_NEW(t->r->arena, struct stage);

		st->id = *id;
		list_append(&s->stages, st);
		if (*id == STAGE_TCP && t->r->proxy != NULL)
			add_proxy(t, s);
	}
	t->st = NULL;
	return t->s = list_append(&t->r->sessions, s);
}

struct session *story_session(struct story *t, const char *address, int port)
{
	return story_session_in(t, address, port,
				port == 465 ? TLS_MODE_IMPLICIT : TLS_MODE_STARTTLS);
}

struct session *story_follow_up(struct story *t, enum session_purpose purpose, const char *changed)
{
	const struct session *first = t->s;
	enum tls_mode mode = first->mode;
	struct session *s;

	if (strcmp(changed, "tls-mode") == 0)
		mode = mode == TLS_MODE_IMPLICIT ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
	s = story_session_in(t, first->address, first->port, mode);
	s->purpose = purpose;
	s->changed = changed;
	return s;
}

static void set_reply(struct story *t, struct stage *st, const char *text)
{
	if (!reply_read(t->r->arena, text, &st->reply))
		assert(!"a reply begins with a code");
}

static void set_capabilities(struct story *t, struct stage *st, const char *lines)
{
	char *text = arena_str(t->r->arena, lines), *save = NULL;

	st->ehlo->capabilities = (struct list){0};
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save))
		list_add_bytes(&st->ehlo->capabilities, t->r->arena, bytes_str(t->r->arena, line));
}

static void ordinary_chain(struct story *t, struct tls_facts *f)
{
	struct certificate *c = ARENA_NEW(t->r->arena, struct certificate);

	c->subject = "CN=mail.example.org";
	c->issuer = "CN=Example CA,O=Example";
	c->not_before = t->r->started - 30 * DAY_MS;
	c->not_after = t->r->started + 60 * DAY_MS;
	c->key = "RSA";
	c->key_bits = 2048;
	c->signature = "RSA-SHA256";
	list_add_bytes(&c->names, t->r->arena, bytes_str(t->r->arena, "mail.example.org"));
	list_append(&f->chain, c);
}

static void ordinary_tls(struct story *t, struct tls_facts *f)
{
	*f = (struct tls_facts){
		.offered = "TLS1.2-TLS1.3",
		.sni = t->s->host,
		.version = "TLS1.3",
		.cipher = "TLS_AES_256_GCM_SHA384",
		.judged = true,
		.name_ok = true,
		.trusted = true,
		.chain_complete = true,
		.trust_store = "system",
		.anchors = 140,
	};
	ordinary_chain(t, f);
}

/* The facts that each stage has once it was entered. */
static void make_facts(struct story *t, struct stage *st)
{
	stage_make_facts(t->r->arena, st);
	if (st->proxy != NULL) {
		st->proxy->scheme = strncmp(t->r->proxy, "http:", 5) == 0 ? "http" : "socks5";
		st->proxy->address = "192.0.2.9";
		st->proxy->port = 1080;
	}
	if (st->ehlo != NULL)
		st->ehlo->name = "pc17.example.org";
	if (st->tls != NULL) {
		st->tls->offered = "TLS1.2-TLS1.3";
		st->tls->sni = t->s->host;
	}
	if (st->auth != NULL) {
		st->auth->mechanism = "LOGIN";
		st->auth->user = t->r->user;
	}
	if (st->envelope != NULL)
		st->envelope->from = "bob@example.org";
}

static void skip(struct stage *st, const char *note)
{
	st->outcome = OUTCOME_SKIP;
	st->note = note;
}

static void pass(struct story *t, struct stage *st)
{
	bool in_tls = t->s->mode == TLS_MODE_IMPLICIT || st->id == STAGE_EHLO_AGAIN;

	if (st->id == STAGE_AUTH && t->r->user == NULL) {
		skip(st, "no-credentials");
		return;
	}
	if (st->id == STAGE_ENVELOPE) {
		skip(st, "no-sender");
		return;
	}
	make_facts(t, st);
	st->outcome = OUTCOME_PASS;
	st->ms = 20;
	if (st->id == STAGE_BANNER)
		set_reply(t, st, "220 mail.example.org ESMTP ready");
	if (st->ehlo != NULL)
		set_capabilities(t, st, in_tls ? "SIZE 1000\nAUTH PLAIN LOGIN" : "STARTTLS");
	if (st->tls != NULL)
		ordinary_tls(t, st->tls);
}

static void tell_until(struct story *t, enum stage_id id)
{
	LIST_EACH (struct stage, st, &t->s->stages) {
		if (st->id == id)
			return;
		if (st->outcome == OUTCOME_NOT_REACHED)
			pass(t, st);
	}
	assert(!"that walk has no such stage");
}

struct stage *story_passes(struct story *t, enum stage_id last)
{
	tell_until(t, last);
	t->st = session_stage(t->s, last);
	if (t->st->outcome == OUTCOME_NOT_REACHED)
		pass(t, t->st);
	return t->st;
}

void story_passes_all(struct story *t)
{
	story_passes(t, STAGE_QUIT);
}

struct stage *story_fails(struct story *t, enum stage_id id, enum failure failure)
{
	tell_until(t, id);
	t->st = session_stage(t->s, id);
	make_facts(t, t->st);
	t->st->outcome = OUTCOME_FAIL;
	t->st->failure = failure;
	t->st->ms = 30000;
	if (failure == FAILURE_CERTIFICATE)
		ordinary_tls(t, t->st->tls);
	return t->st;
}

struct tcp_facts *story_unreached(struct story *t, enum tcp_class class)
{
	static const char *const errnos[] = {
		[TCP_REFUSED] = "ECONNREFUSED",	    [TCP_RESET] = "ECONNRESET",
		[TCP_UNREACHABLE] = "EHOSTUNREACH", [TCP_PROHIBITED] = "EACCES",
		[TCP_NO_ROUTE] = "ENETUNREACH",	    [TCP_NO_FAMILY] = "EADDRNOTAVAIL",
		[TCP_LOCAL_BLOCK] = "EPERM",	    [TCP_LOCAL_ERROR] = "EMFILE",
	};
	struct stage *st = story_fails(t, STAGE_TCP, FAILURE_NET);

	st->tcp->class = class;
	st->tcp->errno_name = errnos[class];
	st->tcp->retransmits = class == TCP_TIMEOUT ? 4 : 0; /* a second apart, in five */
	return st->tcp;
}

struct proxy_facts *story_proxy_refuses(struct story *t, int code)
{
	struct stage *st = story_fails(t, STAGE_PROXY, FAILURE_REPLY);

	if (strcmp(st->proxy->scheme, "socks5") == 0)
		st->proxy->method = 0;
	else
		st->proxy->text =
			bytes_str(t->r->arena, arena_printf(t->r->arena, "HTTP/1.1 %d No", code));
	st->proxy->code = code;
	return st->proxy;
}

void story_says(struct story *t, const char *reply)
{
	set_reply(t, t->st, reply);
	if (t->st->id == STAGE_ENVELOPE)
		t->st->envelope->mail = t->st->reply;
}

void story_offers(struct story *t, enum stage_id ehlo, const char *capabilities)
{
	set_capabilities(t, story_passes(t, ehlo), capabilities);
}

void story_detail(struct story *t, const char *bytes)
{
	t->st->detail = bytes_str(t->r->arena, bytes);
}

static void tell_hop(struct story *t, struct trace *way, char *word)
{
	struct hop *h = list_append(&way->hops, ARENA_NEW(t->r->arena, struct hop));
	char *by = strchr(word, '='), *again = strchr(word, '~');
	int answer;

	h->ttl = (int)way->hops.n;
	h->again = again != NULL;
	if (by != NULL)
		*by++ = '\0';
	if (again != NULL)
		*again = '\0';
	if (strcmp(word, "*") == 0)
		return;
	answer = name_find(hop_answer_names, word);
	h->answer = answer < 0 ? HOP_PASSED : (enum hop_answer)answer;
	h->address = by != NULL ? by : answer < 0 ? word : way->address;
	h->ms = h->ttl;
}

struct trace *story_trace(struct story *t, enum trace_role role, const char *address, int port,
			  const char *hops)
{
	struct trace *way = list_append(&t->r->traces, ARENA_NEW(t->r->arena, struct trace));
	char *save = NULL, *words = arena_printf(t->r->arena, "%s", hops);

	way->host = t->r->host;
	way->address = address;
	way->port = port;
	way->role = role;
	way->source = strchr(address, ':') != NULL ? "2001:db8:1::1" : "192.168.7.2";
	way->windows = 2;
	way->ms = 3000;
	for (char *w = strtok_r(words, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		tell_hop(t, way, w);
	return way;
}

struct tls_facts *story_tls(struct story *t)
{
	struct stage *st = session_stage(t->s, STAGE_TLS);

	if (st->outcome == OUTCOME_NOT_REACHED)
		st = story_passes(t, STAGE_TLS);
	return st->tls;
}

struct certificate *story_certificate(struct story *t)
{
	return (struct certificate *)(void *)story_tls(t)->chain.first;
}

void story_stall(struct story *t, struct stall_facts stall)
{
	t->st->stall = ARENA_NEW(t->r->arena, struct stall_facts);
	*t->st->stall = stall;
}

void story_sends(struct story *t)
{
	struct stage *envelope = story_passes(t, STAGE_ENVELOPE);
	struct stage *st = ARENA_NEW(t->r->arena, struct stage);

	envelope->outcome = OUTCOME_PASS;
	envelope->note = NULL;
	make_facts(t, envelope);
	envelope->envelope->mail.code = 250;
	st->id = STAGE_MESSAGE;
	st->item.next = envelope->item.next;
	envelope->item.next = &st->item;
	t->s->stages.n++;
	if (st->item.next == NULL)
		t->s->stages.last = &st->item;
}

void story_ends_with_noop(struct story *t)
{
	struct stage *st = ARENA_NEW(t->r->arena, struct stage);

	st->id = STAGE_NOOP;
	list_append(&t->s->stages, st);
}

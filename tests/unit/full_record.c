#include "full_record.h"

#include "record/certificates.h"

static const char raw_bytes[] = "a\0b\xff\\x41\\\r\n\033[31m\"";

static struct bytes raw(struct arena *a)
{
	return bytes_copy(a, raw_bytes, sizeof(raw_bytes) - 1);
}

/* Member by member: the padding, which a whole struct may bring along, has to stay zero. */
static void set_reply(struct arena *a, struct reply *r, int code)
{
	r->code = code;
	r->enhanced = "5.7.139";
	r->text = raw(a);
	r->lines = 2;
}

static struct tcp_facts *tcp(struct arena *a)
{
	struct tcp_facts *f = ARENA_NEW(a, struct tcp_facts);

	f->class = TCP_PROHIBITED;
	f->errno_name = "EHOSTUNREACH";
	f->icmp_origin = "icmp";
	f->icmp_type = 3;
	f->icmp_code = 13;
	f->offender = "192.0.2.254";
	f->offender_is_local = true;
	f->source = "192.0.2.10";
	f->retransmits = 2;
	f->rtt_ms = 20.125;
	f->machine_open = 3;
	f->machine_waiting = 40;
	return f;
}

static struct proxy_facts *proxy(struct arena *a)
{
	struct proxy_facts *f = ARENA_NEW(a, struct proxy_facts);

	f->scheme = "http";
	f->address = "192.0.2.9";
	f->port = 8080;
	f->method = 2;
	f->login = 1;
	f->code = 407;
	f->text = raw(a);
	f->reason = "dns_error";
	f->logins = "Basic, NTLM";
	f->bound = "2001:db8::9";
	return f;
}

static struct banner_facts *banner(struct arena *a)
{
	struct banner_facts *f = ARENA_NEW(a, struct banner_facts);

	f->after_client = true;
	return f;
}

static struct ehlo_facts *ehlo(struct arena *a)
{
	struct ehlo_facts *f = ARENA_NEW(a, struct ehlo_facts);

	f->name = "client.example.org";
	list_add_bytes(&f->capabilities, a, bytes_str(a, "SIZE 157286400"));
	list_add_bytes(&f->capabilities, a, raw(a));
	return f;
}

static struct starttls_facts *starttls(struct arena *a)
{
	struct starttls_facts *f = ARENA_NEW(a, struct starttls_facts);

	f->injected = raw(a);
	return f;
}

static void add_certificate(struct list *l, struct arena *a)
{
	struct certificate *c = ARENA_NEW(a, struct certificate);

	c->subject = "CN=mail.example.org,O=Gr\xc3\xbc\xc3\x9f\\, Inc.";
	c->issuer = "CN=Example CA";
	c->serial = "0a0b";
	c->der = bytes_str(a, "DER\x01");
	c->sha256 = certificate_sha256(a, c->der);
	c->not_before = 1700000000000;
	c->not_after = 4102444800000;
	c->key = "RSA";
	c->key_bits = 2048;
	c->signature = "RSA-SHA256";
	list_add_bytes(&c->names, a, bytes_str(a, "*.example.org"));
	c->names_total = 10000;
	c->aia = "http://ca.example.org/ca.cer";
	c->ocsp = "http://ocsp.example.org/";
	list_add_string(&c->key_usage, a, "digitalSignature");
	list_add_string(&c->purposes, a, "serverAuth");
	c->path_length = "0";
	c->must_staple = true;
	c->ca = true;
	c->self_signed = true;
	c->unused = true;
	list_append(l, c);
}

static void add_link(struct list *l, struct arena *a)
{
	struct chain_link *link = ARENA_NEW(a, struct chain_link);

	link->subject = "CN=Example CA";
	link->sha256 = "0fff";
	link->from = LINK_STORE;
	link->not_after = 4102444800001;
	list_append(l, link);
}

static struct staple *staple(struct arena *a)
{
	struct staple *s = ARENA_NEW(a, struct staple);

	s->status = STAPLE_REVOKED;
	s->fault = "out-of-date";
	s->produced = 1700000000001;
	s->this_update = 1700000000002;
	s->next_update = 1700000000003;
	s->revoked_at = 1700000000004;
	s->reason = "keyCompromise";
	return s;
}

static void add_fetched(struct list *l, struct arena *a)
{
	struct fetched *f = ARENA_NEW(a, struct fetched);

	f->url = "http://ca.example.org/ca.cer";
	f->address = "192.0.2.80";
	f->code = 404;
	f->fault = "not-found";
	f->form = "PKCS #7";
	f->subject = "CN=Example CA";
	f->sha256 = "0fff";
	f->ms = 12.5;
	list_append(l, f);
}

static struct dane_facts *dane(struct arena *a)
{
	struct dane_facts *d = ARENA_NEW(a, struct dane_facts);
	struct tlsa *t = ARENA_NEW(a, struct tlsa);

	d->state = DANE_SECURE;
	d->name = "_25._tcp.mail.example.org";
	d->fitting = "3 1 1 0123abcd";
	d->unsigned_at = "example.org MX";
	t->usage = 3;
	t->selector = 1;
	t->matching = 2;
	t->data = "0123abcd";
	t->verdict = TLSA_UNUSABLE;
	t->why = "wrong-length";
	t->certificate = 1;
	list_append(&d->records, t);
	return d;
}

static struct tls_facts *tls(struct arena *a)
{
	struct tls_facts *f = ARENA_NEW(a, struct tls_facts);

	f->offered = "TLS1.2-TLS1.3";
	f->sni = "mail.example.org";
	f->version = "TLS1.2";
	f->cipher = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
	f->compression = "DEFLATE";
	f->key_exchange = "DHE-RSA";
	f->group = "FFDHE2048";
	f->peer_signature = "RSA-PSS-RSAE-SHA256";
	f->dh_bits = 2048;
	f->extended_master_secret = true;
	f->safe_renegotiation = true;
	f->tickets = true;
	f->by_hand = true;
	f->asked_for_certificate = true;
	f->client_certificate = "CN=printer-7,O=Contoso";
	f->chain_total = 200;
	f->compression = "DEFLATE";
	f->error = "GNUTLS_E_FATAL_ALERT_RECEIVED";
	f->alert = "protocol_version";
	f->alert_number = 70;
	f->last_in = "server_hello";
	f->plaintext = raw(a);
	add_certificate(&f->chain, a);
	add_certificate(&f->chain, a);
	f->judged = true;
	f->name_ok = true;
	f->trusted = true;
	f->chain_complete = true;
	f->expired = true;
	f->not_yet_valid = true;
	f->weak = true;
	f->wrong_order = true;
	f->trust_fault = "unknown-issuer";
	f->usage_fault = "not-for-servers";
	add_link(&f->verified, a);
	f->trust_store = "/etc/ssl/certs/ca-certificates.crt";
	f->anchors = 140;
	f->staple = staple(a);
	add_fetched(&f->fetched, a);
	f->dane = dane(a);
	return f;
}

static struct auth_facts *auth(struct arena *a)
{
	struct auth_facts *f = ARENA_NEW(a, struct auth_facts);

	f->mechanism = "XOAUTH2";
	f->user = "bob@example.org";
	f->initial_response = true;
	f->without_secret = true;
	f->withheld = WITHHELD_UNVERIFIED;
	f->challenge = raw(a);
	f->chosen = "preferred";
	list_add_string(&f->able, a, "SCRAM-SHA-256");
	f->channel_binding = "tls-exporter";
	f->iterations = 4096;
	f->server_proved = true;
	f->own_fault = "server-signature";
	return f;
}

static struct envelope_facts *envelope(struct arena *a)
{
	struct envelope_facts *f = ARENA_NEW(a, struct envelope_facts);
	struct recipient *to = ARENA_NEW(a, struct recipient);

	f->from = "bob@example.org";
	f->size = 5000000000;
	f->utf8 = true;
	f->notify = "SUCCESS,FAILURE";
	set_reply(a, &f->mail, 250);
	to->address = "alice@example.net";
	set_reply(a, &to->reply, 550);
	list_append(&f->recipients, to);
	return f;
}

static struct message_facts *message(struct arena *a)
{
	struct message_facts *f = ARENA_NEW(a, struct message_facts);

	f->id = "<20261121.4711@client.example.org>";
	f->size = 812;
	set_reply(a, &f->data, 354);
	return f;
}

static struct secret_facts *secret(struct arena *a)
{
	struct secret_facts *f = ARENA_NEW(a, struct secret_facts);

	f->kind = "password";
	f->from = "file";
	f->bytes = 17;
	f->characters = 16;
	list_add_string(&f->oddities, a, "blank-last");
	return f;
}

static struct token_facts *token(struct arena *a)
{
	struct token_facts *f = ARENA_NEW(a, struct token_facts);

	*f = (struct token_facts){
		.form = TOKEN_BROKEN,
		.like = "google",
		.wrapped = "json",
		.fault = "parts",
		.bytes = 1893,
		.read_at = 1795248900000,
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
		.nonce = true,
		.issued = 1795248000000,
		.not_before = 1795248001000,
		.expires = 1795252502000,
	};
	list_add_string(&f->audiences, a, "https://outlook.office.com");
	list_add_string(&f->scopes, a, "SMTP.Send");
	list_add_string(&f->roles, a, "SMTP.SendAsApp");
	return f;
}

static struct stall_facts *stall(struct arena *a)
{
	struct stall_facts *f = ARENA_NEW(a, struct stall_facts);

	f->in_flight = 3;
	f->pending = 4000000000;
	f->resent = 4;
	f->acked = 4000000001;
	f->received = 4000000002;
	f->out_of_order = 1;
	f->snd_mss = 1448;
	f->rcv_mss = 536;
	f->path_mtu = 1500;
	return f;
}

static void add_stage(struct list *l, struct arena *a, enum stage_id id)
{
	struct stage *st = ARENA_NEW(a, struct stage);

	st->id = id;
	st->outcome = OUTCOME_FAIL;
	st->at_ms = 20.5;
	st->ms = 0.125;
	st->failure = FAILURE_REPLY;
	st->detail = raw(a);
	st->note = "server-limited";
	set_reply(a, &st->reply, 535);
	st->tcp = tcp(a);
	st->proxy = proxy(a);
	st->banner = banner(a);
	st->ehlo = ehlo(a);
	st->starttls = starttls(a);
	st->tls = tls(a);
	st->auth = auth(a);
	st->envelope = envelope(a);
	st->message = message(a);
	st->stall = stall(a);
	list_append(l, st);
}

static void add_line(struct list *l, struct arena *a)
{
	struct transcript_line *line = ARENA_NEW(a, struct transcript_line);

	line->at_ms = 21.5;
	line->sent = true;
	line->tls = true;
	line->text = raw(a);
	list_append(l, line);
}

static void add_session(struct record *r)
{
	struct session *s = ARENA_NEW(r->arena, struct session);

	s->host = "mail.example.org";
	s->address = "2001:db8::25";
	s->port = 587;
	s->mode = TLS_MODE_IMPLICIT;
	s->purpose = SESSION_RETRY;
	s->changed = "tls-mode";
	s->offered = true;
	add_stage(&s->stages, r->arena, STAGE_AUTH);
	add_stage(&s->stages, r->arena, STAGE_QUIT);
	add_line(&s->transcript, r->arena);
	list_append(&r->sessions, s);
}

static void add_query(struct record *r)
{
	struct dns_query *q = ARENA_NEW(r->arena, struct dns_query);
	struct dns_answer *answer = ARENA_NEW(r->arena, struct dns_answer);

	q->name = "mail.example.org";
	q->type = "AAAA";
	q->server = "127.0.0.53:53";
	q->rcode = -1;
	q->status = DNS_SERVFAIL;
	q->ad = true;
	q->ms = 3.25;
	q->remembered = true;
	q->cut = true;
	answer->name = "mail.example.org";
	answer->type = "AAAA";
	answer->data = raw(r->arena);
	answer->ttl = UINT32_MAX;
	list_append(&q->answers, answer);
	list_append(&r->queries, q);
}

static void add_address(struct record *r)
{
	struct address *address = ARENA_NEW(r->arena, struct address);

	address->address = "2001:db8::25";
	address->host = "mail.example.org";
	address->source = ADDRESS_HOSTS;
	list_append(&r->addresses, address);
}

static void add_trace(struct record *r)
{
	struct trace *t = ARENA_NEW(r->arena, struct trace);
	struct hop *h = ARENA_NEW(r->arena, struct hop);

	t->host = "mail.example.org";
	t->address = "192.0.2.25";
	t->port = 587;
	t->role = TRACE_CONTROL;
	t->source = "192.0.2.10";
	t->at_ms = 5000.5;
	t->ms = 1203.25;
	t->windows = 2;
	t->resends_lost = 8;
	h->ttl = 3;
	h->answer = HOP_UNREACHABLE;
	h->address = "198.51.100.3";
	h->ms = 20.5;
	h->icmp_origin = "icmp6";
	h->icmp_type = 1;
	h->icmp_code = 3;
	h->again = true;
	list_append(&t->hops, h);
	list_append(&r->traces, t);
}

static void add_need(struct record *r)
{
	struct need *need = ARENA_NEW(r->arena, struct need);
	struct host_port *control = ARENA_NEW(r->arena, struct host_port);

	need->port = 465;
	need->mode = TLS_MODE_IMPLICIT;
	list_append(&r->needs, need);
	control->host = "www.example.net";
	control->port = 443;
	list_append(&r->controls, control);
}

struct record *full_record(void)
{
	struct record *r = record_new();

	r->version = "0.1.0";
	r->knowledge = "2026-11";
	r->tls_library = "GnuTLS 3.7.9";
	r->id = "00112233aabbccdd";
	r->started = 1763712900123;
	r->duration_ms = 1234.5;
	r->command = "smtpscope mail.example.org -p 587";
	r->redacted = "names";
	r->rounds = 2;
	r->interrupted = true;
	r->lag_ms = 125.5;
	r->hostname = "client";
	r->system = "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-13-amd64";
	r->utc_offset = -12600;
	list_add_string(&r->resolvers, r->arena, "127.0.0.53:53");
	r->resolver_trusted = true;
	list_add_string(&r->sources, r->arena, "192.0.2.10");
	r->proxy = "http://bob@proxy.example.org:8080";
	list_add_string(&r->egress, r->arena, "203.0.113.10");
	r->input = "mail.example.org";
	r->key = "mail.example.org port=587";
	r->tag = "branch-3";
	r->host = "mail.example.org";
	r->provider = "generic";
	r->purpose = PURPOSE_CUSTOM;
	add_need(r);
	r->needs_all = true;
	r->name_fault = "comma";
	r->user = "bob@example.org";
	r->secret = secret(r->arena);
	r->token = token(r->arena);
	r->earlier = (struct earlier_logins){
		.failures = 2, .last = 1795248900000, .next = 1795252500000, .fault = "no room"};
	r->all_mechanisms = true;
	r->cert_days = (struct cert_days){30, 7};
	add_query(r);
	add_address(r);
	add_trace(r);
	add_session(r);
	return r;
}

void full_domain(struct record *r)
{
	struct domain_facts *d = ARENA_NEW(r->arena, struct domain_facts);
	struct policy_fetch *f = ARENA_NEW(r->arena, struct policy_fetch);

	f->url = "https://mta-sts.example.org/.well-known/mta-sts.txt";
	f->trouble = "tls";
	f->fault = "the certificate is for another name";
	f->address = "192.0.2.80";
	f->code = 301;
	f->location = "https://www.example.org/";
	f->type = "text/plain";
	f->certificate = "name";
	f->not_after = 1764000000000;
	f->body = raw(r->arena);
	f->ms = 12.5;
	d->name = "example.org";
	list_add_string(&d->selectors, r->arena, "s2026");
	d->ip = "192.0.2.25";
	d->from = "bob@example.org";
	d->helo = "mx.example.org";
	d->reply = raw(r->arena);
	d->probed = true;
	list_append(&d->fetched, f);
	r->domain = d;
}

/* Each question is sent as a packet of our own (RD, AD, EDNS) and its answer is read by dns_read():
 * the library carries it, picks servers and tries again, but does not interpret. Answers are only
 * stored when they come and looked at from a timer: nothing happens inside a call of c-ares, and
 * none reaches the user before resolver_ask() has returned. */
#define CARES_NO_DEPRECATED
#include "net/resolver.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "net/channel.h"
#include "net/dnswire.h"
#include "net/nameserver.h"
#include "net/resolvconf.h"
#include "net/route.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>

enum { EDNS_SIZE = 1232 }; /* passes every path without fragments (DNS flag day 2020) */

enum transport { UDP, TCP, TRANSPORTS }; /* TCP: for what came truncated */

struct resolver {
	struct channel channels[TRANSPORTS];
	const char *only_server; /* "192.0.2.53:53" where exactly one is in use */
	bool trusted;		 /* see resolver_trusted() */
	struct arena *arena;
	struct ticket *asked; /* what waits for an answer */
	struct list answered; /* of struct ticket */
	struct timer *deliver;
	bool closing;
};

struct ticket {
	struct item item;
	struct resolver *resolver;
	resolver_fn *fn; /* NULL: dropped; arena and query may be gone */
	void *arg;
	struct arena *arena;
	struct dns_query *query;
	enum transport transport;
	bool with_edns;
	bool unchecked; /* asked once more after SERVFAIL, without a check of signatures */
	double asked_ms, answered_ms;
	int status;	   /* of c-ares, about transport only */
	struct buf packet; /* empty: none came */
	uint16_t id;
	struct ticket *next; /* of `asked` */
	bool refused;	     /* see keep_refusal() */
	unsigned char refusal[NS_HFIXEDSZ];
};

/* ---- refusals without a question ---- */

/* Kept for the case that nothing better comes: another server may still answer. */
static void keep_refusal(void *arg, const unsigned char *header)
{
	struct resolver *r = arg;

	for (struct ticket *t = r->asked; t != NULL; t = t->next)
		if (t->transport == UDP && t->id == (header[0] << 8 | header[1])) {
			memcpy(t->refusal, header, NS_HFIXEDSZ);
			t->refused = true;
		}
}

static void asked_add(struct ticket *t)
{
	t->next = t->resolver->asked;
	t->resolver->asked = t;
}

static void asked_remove(struct ticket *t)
{
	struct ticket **at = &t->resolver->asked;

	while (*at != NULL && *at != t)
		at = &(*at)->next;
	if (*at != NULL)
		*at = t->next;
}

/* ---- which servers ---- */

void resolver_servers(const struct resolver *r, struct arena *a, struct list *out)
{
	struct ares_addr_port_node *servers = NULL;

	if (ares_get_servers_ports(r->channels[UDP].ares, &servers) != ARES_SUCCESS)
		return;
	for (struct ares_addr_port_node *n = servers; n != NULL; n = n->next)
		list_add_string(out, a, nameserver_text(a, n));
	ares_free_data(servers);
}

static bool all_on_this_machine(const struct resolver *r)
{
	struct ares_addr_port_node *servers = NULL;
	bool all;

	if (ares_get_servers_ports(r->channels[UDP].ares, &servers) != ARES_SUCCESS)
		return false;
	all = nameservers_local(servers);
	ares_free_data(servers);
	return all;
}

/* What resolv.conf says is about the servers that it names. */
static bool is_trusted(const struct resolver *r, const struct resolver_settings *s)
{
	return s->trust_ad || all_on_this_machine(r) ||
	       (s->server == NULL && resolvconf_trusts_ad(RESOLVCONF));
}

bool resolver_trusted(const struct resolver *r)
{
	return r->trusted;
}

/* ---- life ---- */

static void deliver_answers(void *arg);

static void init_library(void)
{
	ares_library_init(ARES_LIB_INIT_ALL);
}

static int resolver_open(struct resolver *r, uv_loop_t *loop, const struct resolver_settings *s,
			 struct ares_addr_port_node *server)
{
	int status = ARES_SUCCESS;

	for (int i = 0; i < TRANSPORTS && status == ARES_SUCCESS; i++) {
		status = channel_open(&r->channels[i], loop, i == TCP, s->try_ms, s->tries,
				      keep_refusal, r);
		if (status == ARES_SUCCESS && server != NULL)
			status = ares_set_servers_ports(r->channels[i].ares, server);
	}
	return status;
}

struct resolver *resolver_new(uv_loop_t *loop, const struct resolver_settings *s, struct arena *a,
			      const char **fault)
{
	static uv_once_t once = UV_ONCE_INIT;
	struct ares_addr_port_node server;
	struct list servers = {0};
	struct resolver *r;
	int status;

	if (s->server != NULL && !nameserver_read(a, s->server, &server)) {
		*fault = arena_printf(a, "not an address of a DNS server: %s",
				      text_safe(a, bytes_str(a, s->server)));
		return NULL;
	}
	uv_once(&once, init_library);
	r = mem_alloc(sizeof(*r));
	r->arena = arena_new();
	r->deliver = timer_new(loop, deliver_answers, r);
	status = resolver_open(r, loop, s, s->server != NULL ? &server : NULL);
	if (status != ARES_SUCCESS) {
		*fault = arena_printf(a, "cannot set up DNS: %s: see /etc/resolv.conf",
				      ares_strerror(status));
		return resolver_free(r);
	}
	r->trusted = is_trusted(r, s);
	resolver_servers(r, r->arena, &servers);
	if (servers.n == 1)
		r->only_server = ((struct string_item *)servers.first)->s;
	return r;
}

struct resolver *resolver_free(struct resolver *r)
{
	if (r == NULL)
		return NULL;
	r->closing = true;
	for (int i = 0; i < TRANSPORTS; i++)
		channel_close(&r->channels[i]);
	deliver_answers(r);
	timer_free(r->deliver);
	arena_free(r->arena);
	free(r);
	return NULL;
}

/* ---- questions ---- */

/* ares_callback; nothing but storing: what follows may not happen inside a call of c-ares */
static void on_answer(void *arg, int status, int timeouts, unsigned char *packet, int len)
{
	struct ticket *t = arg;

	(void)timeouts;
	t->status = status;
	t->answered_ms = clock_mono_ms();
	asked_remove(t);
	if (packet != NULL && len > 0)
		buf_add(&t->packet, packet, (size_t)len);
	else if (t->refused)
		buf_add(&t->packet, t->refusal, NS_HFIXEDSZ);
	list_append(&t->resolver->answered, t);
	if (!t->resolver->closing)
		timer_start(t->resolver->deliver, 0);
}

static void ticket_send(struct ticket *t)
{
	struct channel *c = &t->resolver->channels[t->transport];
	unsigned char *packet = NULL;
	unsigned short id = 0;
	int len = 0, status;

	random_bytes(&id, sizeof(id));
	status = ares_create_query(t->query->name, ns_c_in, dns_type_number(t->query->type), id, 1,
				   &packet, &len, t->with_edns ? EDNS_SIZE : 0);
	if (status != ARES_SUCCESS) {
		on_answer(t, status, 0, NULL, 0);
		return;
	}
	t->id = id;
	asked_add(t);
	packet[3] |= 0x20; /* AD: we understand the bit in the answer (RFC 6840 section 5.7) */
	if (t->unchecked)
		packet[3] |= 0x10; /* CD (RFC 4035 section 3.2.2) */
	channel_send(c, packet, len, on_answer, t);
	ares_free_string(packet);
}

struct ticket *resolver_ask(struct resolver *r, struct arena *a, const char *name, const char *type,
			    resolver_fn *fn, void *arg)
{
	struct ticket *t = mem_alloc(sizeof(*t));

	t->resolver = r;
	t->fn = fn;
	t->arg = arg;
	t->arena = a;
	t->query = ARENA_NEW(a, struct dns_query);
	t->query->name = arena_str(a, name);
	t->query->type = arena_str(a, type);
	t->query->server = arena_str(a, r->only_server);
	t->query->rcode = -1;
	t->with_edns = true;
	t->asked_ms = clock_mono_ms();
	ticket_send(t);
	return t;
}

void ticket_drop(struct ticket *t)
{
	if (t != NULL)
		t->fn = NULL;
}

/* ---- answers ---- */

/* No way to any server. One on this machine is no way out by itself. */
static bool is_cut_off(const struct resolver *r)
{
	char text[INET6_ADDRSTRLEN];
	struct ares_addr_port_node *servers = NULL;
	bool cut_off = true;

	if (ares_get_servers_ports(r->channels[UDP].ares, &servers) != ARES_SUCCESS)
		return false;
	for (struct ares_addr_port_node *n = servers; n != NULL; n = n->next) {
		inet_ntop(n->family, &n->addr, text, sizeof(text));
		cut_off &= nameserver_local(n) ? !route_out_exists() : !route_exists(text);
	}
	ares_free_data(servers);
	return cut_off;
}

/* There is a resolver where TCP is tried, since it has answered over UDP that there is more. */
static enum dns_status status_unreached(const struct ticket *t)
{
	if (t->transport == TCP)
		return DNS_TIMEOUT;
	return is_cut_off(t->resolver) ? DNS_NO_ROUTE : DNS_NO_RESOLVER;
}

static enum dns_status status_without_packet(const struct ticket *t)
{
	static const struct {
		int ares;
		enum dns_status status;
	} table[] = {
		{ARES_ETIMEOUT, DNS_TIMEOUT},
		{ARES_EDESTRUCTION, DNS_TIMEOUT},
		{ARES_ECANCELLED, DNS_TIMEOUT},
		{ARES_ECONNREFUSED, DNS_NO_RESOLVER},
		{ARES_ESERVFAIL, DNS_NO_RESOLVER}, /* how ares_send() says "no servers" */
		{ARES_ENOTFOUND, DNS_NXDOMAIN},	   /* .onion, never asked: RFC 7686 */
		{ARES_EBADRESP, DNS_MALFORMED},
#if ARES_VERSION >= 0x011b00
		{ARES_ENOSERVER, DNS_NO_RESOLVER},
#endif
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].ares == t->status)
			return table[i].status == DNS_NO_RESOLVER ? status_unreached(t)
								  : table[i].status;
	return DNS_OTHER;
}

/* A server that does not know EDNS says FORMERR; what did not fit into UDP is asked over TCP; a
 * SERVFAIL that goes away without the check of signatures was about them. */
static bool ticket_asks_again(struct ticket *t)
{
	const unsigned char *packet = (const unsigned char *)t->packet.p;

	if (t->resolver->closing || t->packet.n == 0 || t->unchecked)
		return false;
	if (t->with_edns && t->query->rcode == ns_r_formerr)
		t->with_edns = false;
	else if (t->transport == UDP && dns_truncated(packet, t->packet.n))
		t->transport = TCP;
	else if (t->query->rcode == ns_r_servfail)
		t->unchecked = true;
	else
		return false;
	buf_clear(&t->packet);
	ticket_send(t);
	return true;
}

/* What the unchecked answer says is nobody's word: only that there is one counts. */
static void read_unchecked(struct dns_query *q)
{
	bool there = q->rcode == ns_r_noerror || q->rcode == ns_r_nxdomain;

	*q = (struct dns_query){.name = q->name,
				.type = q->type,
				.server = q->server,
				.rcode = ns_r_servfail,
				.status = there ? DNS_BOGUS : DNS_SERVFAIL};
}

static void ticket_finish(struct ticket *t)
{
	struct dns_query *q = t->query;

	if (t->fn != NULL) {
		if (t->packet.n > 0)
			dns_read(t->arena, (const unsigned char *)t->packet.p, t->packet.n, q);
		else
			*q = (struct dns_query){.name = q->name,
						.type = q->type,
						.server = q->server,
						.rcode = -1,
						.status = status_without_packet(t)};
		if (ticket_asks_again(t))
			return;
		if (t->unchecked)
			read_unchecked(q);
		q->ms = t->answered_ms - t->asked_ms;
		t->fn(t->arg, q);
	}
	buf_free(&t->packet);
	free(t);
}

static void deliver_answers(void *arg)
{
	struct resolver *r = arg;
	struct list answered = r->answered;

	r->answered = (struct list){0};
	for (struct item *it = answered.first, *next; it != NULL; it = next) {
		next = it->next;
		ticket_finish((struct ticket *)it);
	}
}

const char *resolver_library_version(void)
{
	return ares_version(NULL);
}

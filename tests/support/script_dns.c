#include "script_dns.h"

#include "tlsserver.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <stdio.h>
#include <string.h>

enum { TYPE_TLSA = 52 };

static void put_address(struct dnspacket *d, const char *owner, int family, const char *address)
{
	size_t rr = dnspacket_rr(d, owner, family == AF_INET ? ns_t_a : ns_t_aaaa, 300);
	unsigned char raw[16];

	inet_pton(family, address, raw);
	dnspacket_bytes(d, raw, family == AF_INET ? 4 : 16);
	dnspacket_rr_end(d, rr);
}

/* MX and SRV: numbers, then a name. */
static void put_target(struct dnspacket *d, const char *owner, int type, const unsigned *numbers,
		       int n, const char *target)
{
	size_t rr = dnspacket_rr(d, owner, type, 300);

	for (int i = 0; i < n; i++)
		dnspacket_16(d, numbers[i]);
	dnspacket_name(d, target);
	dnspacket_rr_end(d, rr);
}

static void put_srv(struct dnspacket *d, const char *owner, char how)
{
	bool implicit = strncmp(owner, "_submissions", strlen("_submissions")) == 0;
	const unsigned numbers[] = {0, 1, implicit ? 465 : 587};

	put_target(d, owner, ns_t_srv, numbers, 3, how == '0' ? "" : "mail.example.org");
}

static void put_mx(struct dnspacket *d, const char *owner, char how)
{
	const unsigned ten[] = {10}, twenty[] = {20}, none[] = {0};

	if (how == '0') {
		put_target(d, owner, ns_t_mx, none, 1, "");
		return;
	}
	put_target(d, owner, ns_t_mx, ten, 1, "mail.example.org");
	if (how == 'b')
		put_target(d, owner, ns_t_mx, twenty, 1, "mx.example.org");
}

static void put_a(struct dnspacket *d, const char *owner, char how)
{
	put_address(d, owner, AF_INET, how == 'p' ? "10.0.0.25" : "192.0.2.25");
	if (how == 'b')
		put_address(d, owner, AF_INET, "192.0.2.26");
}

static void put_aaaa(struct dnspacket *d, const char *owner, char how)
{
	if (how == '6' || how == 'b')
		put_address(d, owner, AF_INET6, "2001:db8::25");
}

static void put_ptr(struct dnspacket *d, const char *owner, char how)
{
	(void)how;
	put_target(d, owner, ns_t_ptr, NULL, 0, "mail.example.org");
}

/* 3 1 1 */
static void put_tlsa(struct dnspacket *d, const char *owner, char how)
{
	static const unsigned char head[] = {3, 1, 1};
	size_t rr = dnspacket_rr(d, owner, TYPE_TLSA, 300);
	unsigned char digest[32];

	tls_server_key(how == 'E' ? SERVES_EXPIRED : SERVES_GOOD, digest);
	digest[0] ^= how == 'D';
	dnspacket_bytes(d, head, sizeof(head));
	dnspacket_bytes(d, digest, sizeof(digest));
	dnspacket_rr_end(d, rr);
}

static void put_answer(struct dnspacket *d, const char *name, int type, char how)
{
	static const struct {
		int type;
		void (*put)(struct dnspacket *d, const char *owner, char how);
	} types[] = {{ns_t_a, put_a},	  {ns_t_aaaa, put_aaaa}, {ns_t_mx, put_mx},
		     {ns_t_srv, put_srv}, {ns_t_ptr, put_ptr},	 {TYPE_TLSA, put_tlsa}};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			types[i].put(d, name, how);
}

static unsigned flags_of(char how)
{
	static const struct {
		char how;
		unsigned flags;
	} table[] = {{'n', ns_r_nxdomain}, {'s', ns_r_servfail}, {'r', ns_r_refused},
		     {'i', ns_r_notimpl},  {'A', DNSPACKET_AD},	 {'W', DNSPACKET_AD},
		     {'C', DNSPACKET_AD},  {'D', DNSPACKET_AD},	 {'E', DNSPACKET_AD},
		     {'T', DNSPACKET_TC}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].how == how)
			return DNSPACKET_QR | table[i].flags;
	return DNSPACKET_QR;
}

static bool has_edns(const struct dns_question *q)
{
	return q->packet[11] > 0;
}

static char next_char(struct script_dns *s)
{
	size_t at = s->asked++;

	if (s->n == 0)
		return 'a';
	return s->text[at < s->n ? at : s->n - 1];
}

static void put_records(struct dnspacket *d, const struct dns_question *q, char how)
{
	const char *owner = q->name;

	if (how == 'c' || how == 'C' || how == 'l') {
		dnspacket_cname(d, owner, "other.example.org");
		owner = "other.example.org";
	}
	if (how == 'l')
		dnspacket_cname(d, owner, q->name);
	else
		put_answer(d, owner, q->type, how);
}

uint64_t script_dns_answer(void *arg, const struct dns_question *q, struct dnspacket *d)
{
	char how = next_char(arg);

	if (how == 't')
		return 0;
	if (how == 'T' && q->tcp)
		how = 'a';
	if (how == 'f' && !has_edns(q))
		how = 'a';
	dnspacket_answer(d, q->packet, q->len,
			 how == 'f' ? DNSPACKET_QR | ns_r_formerr : flags_of(how));
	if (strchr("nsrizfT", how) == NULL)
		put_records(d, q, how);
	if (how == 'm')
		d->n -= d->n > 20 ? 7 : 0;
	if (how == 'q')
		d->p[7]++;
	return how == 'w' || how == 'W' ? 3000 : 5;
}

#include "net/dnswire.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <string.h>

enum { LINKS_MAX = 16 }; /* links of a CNAME chain that resolvers still follow */

enum { TYPE_TLSA = 52, TLSA_HEAD = 3 }; /* which old headers do not know: RFC 6698 section 2.1 */

/* ---- rdata to presentation form; each: 0, or -1 where the record lies ---- */

typedef int present_fn(struct buf *out, const ns_msg *m, const ns_rr *rr);

static int present_name(struct buf *out, const ns_msg *m, const ns_rr *rr, size_t skip)
{
	char name[NS_MAXDNAME];
	int used;

	if (ns_rr_rdlen(*rr) < skip)
		return -1;
	used = ns_name_uncompress(ns_msg_base(*m), ns_msg_end(*m), ns_rr_rdata(*rr) + skip, name,
				  sizeof(name));
	if (used < 0 || skip + (size_t)used != ns_rr_rdlen(*rr))
		return -1;
	buf_str(out, name);
	return 0;
}

static int present_address(struct buf *out, const ns_rr *rr, int family, size_t size)
{
	char text[INET6_ADDRSTRLEN];

	if (ns_rr_rdlen(*rr) != size)
		return -1;
	buf_str(out, inet_ntop(family, ns_rr_rdata(*rr), text, sizeof(text)));
	return 0;
}

static int present_a(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	(void)m;
	return present_address(out, rr, AF_INET, 4);
}

static int present_aaaa(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	(void)m;
	return present_address(out, rr, AF_INET6, 16);
}

static int present_target(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	return present_name(out, m, rr, 0);
}

/* `n` 16-bit numbers, then a name: MX and SRV. */
static int present_numbers(struct buf *out, const ns_msg *m, const ns_rr *rr, size_t n)
{
	if (ns_rr_rdlen(*rr) < 2 * n)
		return -1;
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%u ", ns_get16(ns_rr_rdata(*rr) + 2 * i));
	return present_name(out, m, rr, 2 * n);
}

static int present_mx(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	return present_numbers(out, m, rr, 1);
}

static int present_srv(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	return present_numbers(out, m, rr, 3);
}

/* The strings of a TXT record are one text (RFC 7208 section 3.3). */
static int present_txt(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	const unsigned char *p = ns_rr_rdata(*rr);
	size_t left = ns_rr_rdlen(*rr);

	(void)m;
	while (left > 0) {
		size_t n = *p;

		if (n + 1 > left)
			return -1;
		buf_add(out, p + 1, n);
		p += n + 1;
		left -= n + 1;
	}
	return 0;
}

/* "3 1 1 0123abcd", RFC 6698 section 2.2. The digits of what no certificate is as long as are left
 * out, and that it goes on is said. */
static int present_tlsa(struct buf *out, const ns_msg *m, const ns_rr *rr)
{
	const unsigned char *p = ns_rr_rdata(*rr);
	size_t n = ns_rr_rdlen(*rr);

	(void)m;
	if (n < TLSA_HEAD)
		return -1;
	buf_printf(out, "%u %u %u%s", p[0], p[1], p[2], n > TLSA_HEAD ? " " : "");
	for (size_t i = TLSA_HEAD; i < n && i < TLSA_HEAD + DNS_TLSA_DATA_MAX; i++)
		buf_printf(out, "%02x", p[i]);
	if (n > TLSA_HEAD + DNS_TLSA_DATA_MAX)
		buf_str(out, "...");
	return 0;
}

static const struct rrtype {
	const char *name;
	int number;
	present_fn *present;
} types[] = {
	{"A", ns_t_a, present_a},	   {"AAAA", ns_t_aaaa, present_aaaa},
	{"MX", ns_t_mx, present_mx},	   {"SRV", ns_t_srv, present_srv},
	{"TXT", ns_t_txt, present_txt},	   {"CNAME", ns_t_cname, present_target},
	{"PTR", ns_t_ptr, present_target}, {"TLSA", TYPE_TLSA, present_tlsa},
};

static const struct rrtype *type_by_number(int number)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].number == number)
			return &types[i];
	return NULL;
}

int dns_type_number(const char *type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_casecmp(types[i].name, type) == 0)
			return types[i].number;
	return 0;
}

/* ---- the packet ---- */

static bool is_known(const struct dns_query *q, const char *name, const char *type,
		     const struct buf *data)
{
	LIST_EACH (const struct dns_answer, known, &q->answers) {
		if (text_casecmp(known->name, name) == 0 && strcmp(known->type, type) == 0 &&
		    bytes_same(known->data, (struct bytes){data->p, data->n}))
			return true;
	}
	return false;
}

/* 1, or 0 where the same record was there before, or -1 where it lies. */
static int add_answer(struct arena *a, const ns_msg *m, const ns_rr *rr, struct dns_query *q)
{
	const struct rrtype *type = type_by_number(ns_rr_type(*rr));
	struct buf data = {0};
	struct dns_answer *answer;
	int added = type->present(&data, m, rr);

	if (added == 0 && !is_known(q, ns_rr_name(*rr), type->name, &data)) {
		answer = ARENA_NEW(a, struct dns_answer);
		answer->name = arena_str(a, ns_rr_name(*rr));
		answer->type = type->name;
		answer->data = bytes_copy(a, data.p, data.n);
		answer->ttl = ns_rr_ttl(*rr) > INT32_MAX ? 0 : ns_rr_ttl(*rr); /* RFC 2181 8 */
		list_append(&q->answers, answer);
		added = 1;
	}
	buf_free(&data);
	return added;
}

/* Appends the answers of `owner` that have `type`; how many, -1 where a record lies. */
static int take_answers(struct arena *a, ns_msg *m, const char *owner, int type,
			struct dns_query *q)
{
	int count = ns_msg_count(*m, ns_s_an), taken = 0, added;
	ns_rr rr;

	for (int i = 0; i < count && i < DNS_ANSWERS_MAX; i++) {
		if (ns_parserr(m, ns_s_an, i, &rr) < 0)
			return -1;
		if (ns_rr_class(rr) != ns_c_in || (int)ns_rr_type(rr) != type ||
		    text_casecmp(ns_rr_name(rr), owner) != 0)
			continue;
		added = add_answer(a, m, &rr, q);
		if (added < 0)
			return -1;
		taken += added;
	}
	return taken;
}

static bool visited(const struct dns_query *q, const char *name)
{
	LIST_EACH (struct dns_answer, answer, &q->answers) {
		if (text_casecmp(answer->name, name) == 0)
			return true;
	}
	return false;
}

/* Follows the chain from the name asked for: the order of records in a packet means nothing, and
 * records of other owners are none of our business. */
static enum dns_status walk(struct arena *a, ns_msg *m, const char *owner, struct dns_query *q)
{
	int type = dns_type_number(q->type), found;
	const struct dns_answer *link;

	for (int links = 0; links <= LINKS_MAX; links++) {
		found = take_answers(a, m, owner, type, q);
		if (found != 0 || type == ns_t_cname)
			return found < 0 ? DNS_MALFORMED : found > 0 ? DNS_OK : DNS_NODATA;
		found = take_answers(a, m, owner, ns_t_cname, q);
		if (found <= 0)
			return found < 0 ? DNS_MALFORMED : DNS_NODATA;
		if (found > 1)
			return DNS_MALFORMED; /* an alias has one target: RFC 2181 10.1 */
		link = (const struct dns_answer *)q->answers.last;
		if (visited(q, link->data.p))
			return DNS_CNAME_LOOP;
		owner = link->data.p;
	}
	return DNS_CNAME_LOOP;
}

/* A refusal may leave the question out; where there is one, it must be ours. */
static bool answers(ns_msg *m, const char *name, int type)
{
	ns_rr rr;

	if (ns_msg_getflag(*m, ns_f_qr) == 0 || ns_msg_count(*m, ns_s_qd) > 1)
		return false;
	if (ns_msg_count(*m, ns_s_qd) == 0)
		return ns_msg_getflag(*m, ns_f_rcode) != ns_r_noerror;
	return ns_parserr(m, ns_s_qd, 0, &rr) == 0 && text_casecmp(ns_rr_name(rr), name) == 0 &&
	       (int)ns_rr_type(rr) == type && ns_rr_class(rr) == ns_c_in;
}

/* As names in packets are presented. */
static const char *without_dot(struct arena *a, const char *name)
{
	size_t n = strlen(name);

	return n > 0 && name[n - 1] == '.' ? arena_copy(a, name, n - 1) : name;
}

static enum dns_status status_of(int rcode, enum dns_status walked)
{
	static const enum dns_status by_rcode[] = {
		[ns_r_formerr] = DNS_OTHER,	[ns_r_servfail] = DNS_SERVFAIL,
		[ns_r_nxdomain] = DNS_NXDOMAIN, [ns_r_notimpl] = DNS_OTHER,
		[ns_r_refused] = DNS_REFUSED,
	};

	if (walked == DNS_MALFORMED || walked == DNS_CNAME_LOOP || rcode == ns_r_noerror)
		return walked;
	return rcode <= ns_r_refused ? by_rcode[rcode] : DNS_OTHER;
}

void dns_read(struct arena *a, const unsigned char *packet, size_t len, struct dns_query *q)
{
	const char *name = without_dot(a, q->name);
	enum dns_status walked;
	ns_msg m;

	q->rcode = -1;
	q->ad = q->cut = false;
	q->answers = (struct list){0};
	q->status = DNS_MALFORMED;
	if (len > NS_MAXMSG || ns_initparse(packet, (int)len, &m) < 0 ||
	    !answers(&m, name, dns_type_number(q->type)))
		return;
	q->rcode = ns_msg_getflag(m, ns_f_rcode);
	q->ad = ns_msg_getflag(m, ns_f_ad) != 0;
	q->cut = ns_msg_count(m, ns_s_an) > DNS_ANSWERS_MAX;
	walked = walk(a, &m, name, q);
	/* What was cut off cannot be called absent. */
	if (walked == DNS_NODATA && (ns_msg_getflag(m, ns_f_tc) != 0 || q->cut))
		walked = DNS_MALFORMED;
	q->status = status_of(q->rcode, walked);
	if (q->status == DNS_MALFORMED)
		q->answers = (struct list){0};
}

/* c-ares 1.18 cuts what came over UDP at 512 octets, whatever size we offered. */
static bool cut_by_the_library(const unsigned char *packet, size_t len)
{
	ns_msg m;

	return len == NS_PACKETSZ && ns_initparse(packet, (int)len, &m) < 0;
}

bool dns_truncated(const unsigned char *packet, size_t len)
{
	return len > 2 && ((packet[2] & 0x02) != 0 || cut_by_the_library(packet, len));
}

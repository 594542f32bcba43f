/* DNS packets: an answer belongs to the chain from the name asked for, and a packet that lies tells
 * nothing.
 *
 * Input: which type and name are asked for (from 248 on: TLSA); then a packet, or (odd second byte)
 * what follows a header and question that fit. */
#include "fuzz.h"

#include "net/dnswire.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>

static const char *const types[] = {"A", "AAAA", "MX", "SRV", "TXT", "CNAME", "PTR"};
static const char *const names[] = {"mail.example.org", "mail.example.org.", "org",
				    "MAIL.Example.Org", "1.2.0.192.in-addr.arpa"};

enum { FROM_TLSA = 248 };
enum { TYPES = sizeof(types) / sizeof(types[0]), NAMES = sizeof(names) / sizeof(names[0]) };

static bool is_type(const struct dns_answer *r, const char *type)
{
	return strcmp(r->type, type) == 0;
}

static void address_is_one(const struct dns_answer *r)
{
	unsigned char raw[16];

	CLAIM(!is_type(r, "A") || inet_pton(AF_INET, r->data.p, raw) == 1);
	CLAIM(!is_type(r, "AAAA") || inet_pton(AF_INET6, r->data.p, raw) == 1);
}

/* "3 1 1 00ff", the digits in pairs; "..." where they go on. */
static void tlsa_is_one(const struct dns_answer *r)
{
	const char *p = r->data.p;
	size_t n;

	if (!is_type(r, "TLSA"))
		return;
	for (int i = 0; i < 3; i++) {
		char *end;
		long number = strtol(p, &end, 10);

		CLAIM(end > p && number >= 0 && number <= 255);
		CLAIM(*end == ' ' || (i == 2 && *end == '\0'));
		p = end + (*end == ' ');
	}
	n = strspn(p, "0123456789abcdef");
	CLAIM(n % 2 == 0 && n <= 2 * DNS_TLSA_DATA_MAX);
	CLAIM(p[n] == '\0' || (n == 2 * DNS_TLSA_DATA_MAX && strcmp(p + n, "...") == 0));
}

static bool same_name(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	n -= n > 0 && a[n - 1] == '.';
	m -= m > 0 && b[m - 1] == '.';
	return n == m && strncasecmp(a, b, n) == 0;
}

/* Walks as a reader would: each record belongs to the name that the one before led to. */
static void chain_holds(const struct dns_query *q)
{
	const char *owner = q->name;
	size_t links = 0, data = 0;

	LIST_EACH (const struct dns_answer, r, &q->answers) {
		CLAIM(same_name(r->name, owner));
		CLAIM(is_type(r, q->type) || is_type(r, "CNAME"));
		CLAIM(r->ttl <= INT32_MAX && r->data.p != NULL);
		address_is_one(r);
		tlsa_is_one(r);
		data += is_type(r, q->type);
		if (!is_type(r, q->type)) {
			CLAIM(data == 0); /* the alias comes before what it leads to */
			owner = r->data.p;
			links++;
		}
	}
	CLAIM(links <= 17);
	CLAIM(data == 0 || q->status != DNS_NODATA);
	CLAIM(data > 0 || q->status != DNS_OK);
}

static void claims(const struct dns_query *q)
{
	CLAIM(q->status <= DNS_OTHER && q->rcode >= -1 && q->rcode <= 15);
	CLAIM(q->answers.n <= DNS_ANSWERS_MAX + 17);
	CLAIM(q->status != DNS_MALFORMED || q->answers.n == 0);
	CLAIM(q->rcode >= 0 || q->status == DNS_MALFORMED);
	CLAIM(q->status != DNS_OK || q->rcode == 0);
	if (q->status != DNS_CNAME_LOOP)
		chain_holds(q);
}

static void same_answers(const struct dns_query *x, const struct dns_query *y)
{
	const struct dns_answer *other = (const void *)y->answers.first;

	CLAIM(x->status == y->status && x->rcode == y->rcode && x->answers.n == y->answers.n);
	LIST_EACH (const struct dns_answer, r, &x->answers) {
		CLAIM(r->data.n == other->data.n && r->ttl == other->ttl);
		other = (const void *)other->item.next;
	}
}

/* Names may be compressed into the identifier, which then tells what they are. */
static bool points_to_start(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (p[i] == 0xc0 && p[i + 1] == 0)
			return true;
	return false;
}

static unsigned char *question(const char *name, int type, size_t *len)
{
	unsigned char *p = calloc(1, 12 + NS_MAXCDNAME + 4);
	int n;

	CLAIM(p != NULL);
	p[5] = 1; /* one question */
	n = ns_name_compress(name, p + 12, NS_MAXCDNAME, NULL, NULL);
	CLAIM(n > 0);
	ns_put16((unsigned)type, p + 12 + n);
	ns_put16(ns_c_in, p + 14 + n);
	*len = 16 + (size_t)n;
	return p;
}

/* Flags and how many answers there are come from the input, the rest of the head is right. */
static unsigned char *packet_of(struct input *in, const struct dns_query *q, size_t *len)
{
	size_t head;
	unsigned char *asked = question(q->name, dns_type_number(q->type), &head), *p;

	asked[2] = 0x80 | (input_byte(in) & 0x02);
	asked[3] = input_byte(in) & 0x2f;
	asked[7] = input_byte(in);
	*len = head + in->n;
	p = malloc(*len);
	CLAIM(p != NULL);
	memcpy(p, asked, head);
	if (in->n > 0)
		memcpy(p + head, in->p, in->n);
	free(asked);
	return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	unsigned which = input_byte(&in), made = input_byte(&in) % 2;
	struct dns_query q = {.type = which >= FROM_TLSA ? "TLSA" : types[which % TYPES],
			      .name = names[which / TYPES % NAMES]};
	struct dns_query again = q;
	struct arena *a = arena_new();
	size_t n;
	unsigned char *packet =
		made ? packet_of(&in, &q, &n) : (unsigned char *)input_rest(&in, &n);

	dns_read(a, packet, n, &q);
	claims(&q);
	dns_truncated(packet, n);
	if (n > 1 && !points_to_start(packet, n))
		packet[0] ^= 0xff; /* whose answer it is, others have checked */
	dns_read(a, packet, n, &again);
	same_answers(&q, &again);
	free(packet);
	arena_free(a);
	return 0;
}

/* Whatever name servers answer about a domain: reading it ends, within bounds, and what is said of
 * it is harmless.
 *
 * Input: answers in the order of asking, each a byte with its status and how many records there
 * are, then the records, a line each. At its end nothing is there. */
#include "fuzz.h"

#include "domain/study.h"
#include "interpret/interpret.h"
#include "interpret/publish.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 100, STATUSES = 16, COUNTS = 8 };

static const int counts[COUNTS] = {0, 1, 2, 3, 4, 6, 10, 60};

static const enum dns_status statuses[STATUSES] = {
	DNS_OK,	     DNS_OK,	 DNS_OK,	 DNS_OK,	DNS_OK,	      DNS_OK,
	DNS_NODATA,  DNS_NODATA, DNS_NXDOMAIN,	 DNS_NXDOMAIN,	DNS_SERVFAIL, DNS_TIMEOUT,
	DNS_REFUSED, DNS_OTHER,	 DNS_CNAME_LOOP, DNS_MALFORMED,
};

/* Names come out of the library printable; the text of TXT is anybody's. */
static void make_presentable(struct bytes data, const char *type)
{
	for (size_t i = 0; strcmp(type, "TXT") != 0 && i < data.n; i++)
		if (data.p[i] < ' ' || data.p[i] > '~')
			data.p[i] = '?';
}

static void add_record(struct record *r, struct dns_query *q, struct input *in)
{
	struct dns_answer *answer = ARENA_NEW(r->arena, struct dns_answer);
	char *line = input_line(in);
	bool alias = strncmp(line, "CNAME ", 6) == 0;

	answer->name = q->name;
	answer->type = alias ? "CNAME" : q->type;
	answer->data = bytes_str(r->arena, alias ? line + 6 : line);
	make_presentable(answer->data, answer->type);
	list_append(&q->answers, answer);
	free(line);
}

static void answer(struct record *r, const struct view_question *wanted, struct input *in)
{
	struct dns_query *q = ARENA_NEW(r->arena, struct dns_query);
	bool is_over = in->n == 0;
	uint8_t head = input_byte(in);

	q->name = arena_str(r->arena, wanted->name);
	q->type = arena_str(r->arena, wanted->type);
	q->status = is_over ? DNS_NODATA : statuses[head % STATUSES];
	q->ad = (head & 128) != 0;
	for (int n = counts[head / STATUSES % COUNTS]; n > 0 && in->n > 0; n--)
		add_record(r, q, in);
	list_append(&r->queries, q);
}

static void not_fetched(struct record *r, const struct view_document *wanted)
{
	struct policy_fetch *f = ARENA_NEW(r->arena, struct policy_fetch);

	f->url = arena_str(r->arena, wanted->url);
	f->trouble = "unreached";
	list_append(&r->domain->fetched, f);
}

static bool round_of(struct record *r, struct input *in)
{
	struct arena *a = arena_new();
	struct view *v = view_new(a, r);
	bool complete = study_domain(a, v, r, fuzz_knowledge())->complete;

	CLAIM(v->asked.n <= VIEW_QUESTIONS_MAX);
	LIST_EACH (const struct view_question, q, &v->asked)
		if (q->query == NULL)
			answer(r, q, in);
	LIST_EACH (const struct view_document, d, &v->documents)
		not_fetched(r, d);
	view_end(v);
	arena_free(a);
	return complete;
}

static void claims_of_mx(const struct mx_study *mx)
{
	int last = 0;

	CLAIM(mx->hosts.n <= MX_HOSTS_MAX);
	CLAIM(!mx->null_mx || mx->hosts.n == 0);
	LIST_EACH (const struct mx_host, h, &mx->hosts) {
		CLAIM(h->preference >= last && h->preference <= 65535);
		CLAIM(h->addresses.n <= HOST_ADDRESSES_MAX);
		CLAIM(h->fate != HOST_FOUND || h->addresses.n > 0);
		last = h->preference;
	}
}

static void claims_of_discovery(const struct discovery_study *discovery)
{
	LIST_EACH (const struct discovery_service, service, &discovery->services) {
		CLAIM(service->targets.n <= DISCOVERY_TARGETS_MAX);
		CLAIM(service->targets.n > 0 || service->off || service->unknown ||
		      strcmp(service->type, "SRV") == 0);
		LIST_EACH (const struct discovery_target, t, &service->targets)
			CLAIM(t->port >= 0 && t->port <= 65535);
	}
}

/* One line, whatever the zone holds. */
static void claims_of_finding(const struct finding *f)
{
	CLAIM(is_harmless_line(f->title));
	LIST_EACH (const struct publish, p, &f->publish) {
		struct buf line = {0};

		publish_line(&line, p);
		CLAIM(is_harmless(line.p, line.n, NEUTRAL_LINES));
		buf_free(&line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct record *r = record_new();
	struct interpretation *i;
	int rounds = 0;

	r->host = r->input = "example.org";
	r->purpose = PURPOSE_MX;
	r->domain = ARENA_NEW(r->arena, struct domain_facts);
	r->domain->name = r->host;
	while (!round_of(r, &in))
		CLAIM(++rounds < ROUNDS_MAX);
	i = interpret(r, fuzz_knowledge());
	claims_of_mx(&i->study->mx);
	claims_of_discovery(&i->study->discovery);
	LIST_EACH (const struct finding, f, &i->findings)
		claims_of_finding(f);
	interpretation_free(i);
	record_free(r);
	return 0;
}

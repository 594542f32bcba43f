/* TXT records that announce MTA-STS and TLS-RPT: one is taken only where there is exactly one, a
 * fault lies within it, and an address that is listed can be listed again.
 *
 * Input: records, one a line; the name's CNAME before a record that begins with '>'. */
#include "fuzz.h"

#include "domain/study.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWERS = 16 };

static void add(struct record *r, struct dns_query *q, const char *type, const char *text, size_t n)
{
	struct dns_answer *answer = ARENA_NEW(r->arena, struct dns_answer);

	answer->name = q->name;
	answer->type = type;
	answer->data = bytes_copy(r->arena, text, n);
	list_append(&q->answers, answer);
}

static struct dns_query *query_new(struct record *r, const char *name)
{
	struct dns_query *q = ARENA_NEW(r->arena, struct dns_query);

	q->name = name;
	q->type = "TXT";
	q->status = DNS_OK;
	return list_append(&r->queries, q);
}

static void read_answers(struct record *r, struct input *in)
{
	struct dns_query *sts = query_new(r, "_mta-sts.example.org");
	struct dns_query *rpt = query_new(r, "_smtp._tls.example.org");

	for (int i = 0; in->n > 0 && i < ANSWERS; i++) {
		char *line = input_line(in);
		bool alias = *line == '>';
		const char *text = line + alias, *type = alias ? "CNAME" : "TXT";

		add(r, sts, type, text, strlen(text));
		add(r, rpt, type, text, strlen(text));
		free(line);
	}
}

static void is_sound(const struct policy_txt *p)
{
	CLAIM(p->state != POLICY_TXT_PENDING && p->state != POLICY_TXT_UNKNOWN);
	CLAIM((p->state == POLICY_TXT_SEVERAL) == (p->records.n > 1));
	CLAIM((p->state == POLICY_TXT_BROKEN) == (p->fault != NULL));
	CLAIM(p->state != POLICY_TXT_THERE || p->records.n == 1);
	CLAIM(p->fault == NULL || is_harmless_line(p->fault));
	CLAIM(p->fault_at >= 0 && (size_t)p->fault_at <= policy_txt_record(p).n);
}

static void addresses_are_sound(const struct study *s)
{
	LIST_EACH (const struct string_item, it, &s->tls_rpt.addresses) {
		const struct bytes uri = {(char *)it->s, strlen(it->s)};

		CLAIM(is_harmless_line(it->s));
		CLAIM(tls_rpt_uri_fault(uri) == NULL);
	}
	CLAIM(s->tls_rpt.txt.state != POLICY_TXT_THERE || s->tls_rpt.addresses.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct record *r = record_new();
	const struct study *s;

	r->purpose = PURPOSE_MX;
	r->domain = ARENA_NEW(r->arena, struct domain_facts);
	r->domain->name = "example.org";
	read_answers(r, &in);
	s = study_of_record(r->arena, r, fuzz_knowledge());
	is_sound(&s->mta_sts.txt);
	is_sound(&s->tls_rpt.txt);
	addresses_are_sound(s);
	CLAIM(s->mta_sts.txt.state != POLICY_TXT_THERE || is_harmless_line(s->mta_sts.id));
	record_free(r);
	return 0;
}

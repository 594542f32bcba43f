#include "record/dnssec.h"

#include <string.h>

static bool is_type(const struct dns_query *q, const char *type)
{
	return strcmp(q->type, type) == 0;
}

static bool is_address_of(const struct dns_query *q, const char *host)
{
	return (is_type(q, "A") || is_type(q, "AAAA")) && q->status == DNS_OK &&
	       text_casecmp(q->name, host) == 0;
}

/* "10 mx.example.org" */
static bool names_host(const struct dns_query *q, const char *host)
{
	LIST_EACH (const struct dns_answer, answer, &q->answers) {
		const char *last = answer->data.p == NULL ? NULL : strrchr(answer->data.p, ' ');

		if (strcmp(answer->type, q->type) == 0 && last != NULL &&
		    text_casecmp(last + 1, host) == 0)
			return true;
	}
	return false;
}

/* The answer that there is no MX leads to the domain itself (RFC 5321 section 5.1). */
static bool led_to(const struct record *r, const struct dns_query *q, const char *host)
{
	if (is_type(q, "MX") && r->purpose == PURPOSE_MX && q->status == DNS_NODATA)
		return text_casecmp(q->name, host) == 0;
	return (is_type(q, "MX") || is_type(q, "SRV")) && names_host(q, host);
}

struct signed_way signed_way(const struct record *r, const char *host)
{
	struct signed_way way = {0};
	bool addressed = false;

	LIST_EACH (const struct dns_query, q, &r->queries) {
		bool address = is_address_of(q, host);

		if (!address && !led_to(r, q, host))
			continue;
		addressed |= address;
		way.any |= q->ad;
		if (!q->ad && way.gap == NULL)
			way.gap = q;
	}
	way.whole = addressed && way.gap == NULL;
	return way;
}

const char *host_expanded(const struct record *r, const char *host)
{
	const char *last = host;

	LIST_EACH (const struct dns_query, q, &r->queries) {
		if (!is_address_of(q, host))
			continue;
		LIST_EACH (const struct dns_answer, answer, &q->answers)
			if (strcmp(answer->type, "CNAME") == 0)
				last = answer->data.p;
		break;
	}
	return last;
}

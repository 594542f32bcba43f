#include "plan/answers.h"

#include "record/rdata.h"
#include "smtp/address.h"

#include <stdlib.h>
#include <string.h>

/* One MX or SRV answer. */
struct choice {
	long order; /* preference or priority, then the place in the answer */
	int port;
	const char *host; /* "" where the answer says "." */
};

static const struct dns_query *query(const struct record *r, const char *name, const char *type)
{
	const struct dns_query *found = NULL;

	LIST_EACH (struct dns_query, q, &r->queries) {
		if (text_casecmp(q->name, name) == 0 && strcmp(q->type, type) == 0)
			found = q;
	}
	return found;
}

/* Underscores are no host names, but exchangers of such names exist and resolve. */
static bool usable(const char *host)
{
	const char *fault = *host == '\0' ? NULL : host_fault(host);

	return fault == NULL || strcmp(fault, "underscore") == 0;
}

/* "10 mx.example.org" or "0 5 587 smtp.example.org" */
static bool read_choice(struct arena *a, const struct dns_answer *answer, struct choice *c)
{
	bool is_srv = strcmp(answer->type, "SRV") == 0;
	int numbers[RDATA_SRV] = {0};
	const char *name = rdata_read(answer->data, is_srv ? RDATA_SRV : RDATA_MX, numbers), *why;

	if (name == NULL)
		return false;
	c->host = host_to_ascii(a, name, &why);
	c->order = numbers[0];
	c->port = numbers[2];
	return c->host != NULL && usable(c->host);
}

/* The best answer of `q` behind the one of order `after`; false: there is no further one. */
static bool next_choice(struct arena *a, const struct dns_query *q, long after, struct choice *best)
{
	struct choice c;
	bool found = false;
	long place = 0;

	LIST_EACH (struct dns_answer, answer, &q->answers) {
		if (strcmp(answer->type, q->type) != 0 || !read_choice(a, answer, &c))
			continue;
		c.order = c.order << 16 | place++;
		if (c.order > after && (!found || c.order < best->order)) {
			*best = c;
			found = true;
		}
	}
	return found;
}

enum exchangers answers_exchangers(struct record *r, const char *domain, struct list *hosts)
{
	const struct dns_query *q = query(r, domain, "MX");
	struct choice c = {.order = -1};
	bool null_mx = false;

	if (q == NULL || (q->status != DNS_OK && q->status != DNS_NODATA))
		return EXCHANGERS_UNKNOWN;
	while (hosts->n < EXCHANGERS_MAX && next_choice(r->arena, q, c.order, &c)) {
		if (*c.host == '\0')
			null_mx = true;
		else if (!list_has_string(hosts, c.host))
			list_add_string(hosts, r->arena, c.host);
	}
	if (hosts->n > 0)
		return EXCHANGERS_SOME;
	if (null_mx)
		return EXCHANGERS_NULL;
	return q->status == DNS_NODATA ? EXCHANGERS_NONE : EXCHANGERS_UNKNOWN;
}

const char *const service_labels[] = {"_submissions._tcp", "_submission._tcp", NULL};

void answers_services(struct record *r, const char *domain, struct list *services)
{
	static const enum tls_mode modes[] = {TLS_MODE_IMPLICIT, TLS_MODE_STARTTLS};

	for (int i = 0; service_labels[i] != NULL; i++) {
		const char *name = arena_printf(r->arena, "%s.%s", service_labels[i], domain);
		const struct dns_query *q = query(r, name, "SRV");
		struct choice c;
		struct service *s;

		if (q == NULL || q->status != DNS_OK || !next_choice(r->arena, q, -1, &c))
			continue;
		if (*c.host == '\0' || c.port == 0) /* "." : the service is not offered */
			continue;
		s = ARENA_NEW(r->arena, struct service);
		s->host = c.host;
		s->port = c.port;
		s->mode = modes[i];
		list_append(services, s);
	}
}

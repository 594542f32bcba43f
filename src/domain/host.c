#include "domain/host.h"

#include "base/hostname.h"
#include "base/netaddr.h"
#include "smtp/address.h"

#include <string.h>

const char *const host_fate_names[] = {"unknown", "found",   "private", "no-address", "no-name",
				       "loop",	  "literal", "local",	"invalid",    NULL};

const char *host_name(struct arena *a, const char *written)
{
	const char *why, *name = host_to_ascii(a, written, &why);

	return name != NULL ? name : written;
}

bool host_is_below(const char *name, const char *domain)
{
	size_t n = strlen(name), m = strlen(domain);

	return n >= m && text_casecmp(name + n - m, domain) == 0 &&
	       (n == m || name[n - m - 1] == '.');
}

/* What a look at the name itself tells; HOST_UNKNOWN: nothing. Hosts with underscores exist. */
static enum host_fate fate_of_name(const char *name)
{
	const char *fault;

	if (address_family(name) != 0)
		return HOST_LITERAL;
	fault = host_fault(name);
	if (fault != NULL && strcmp(fault, "underscore") != 0)
		return HOST_INVALID;
	return public_name(name) ? HOST_UNKNOWN : HOST_LOCAL;
}

static void take(struct arena *a, const struct dns_query *q, struct host_look *look)
{
	if (q == NULL || q->status == DNS_MALFORMED)
		return;
	LIST_EACH (const struct dns_answer, answer, &q->answers) {
		if (strcmp(answer->type, "CNAME") == 0)
			look->alias = host_name(a, answer->data.p);
		else if (q->status == DNS_OK && strcmp(answer->type, q->type) == 0 &&
			 address_family(answer->data.p) != 0 &&
			 look->addresses.n < HOST_ADDRESSES_MAX)
			list_add_string(&look->addresses, a, answer->data.p);
	}
}

static bool all_private(const struct list *addresses)
{
	LIST_EACH (const struct string_item, it, addresses)
		if (!private_address(it->s))
			return false;
	return true;
}

static bool is_open(const struct dns_query *q)
{
	return q == NULL || view_is_unknown(q);
}

static enum host_fate fate_of(const struct host_look *look)
{
	const struct dns_query *a = look->a, *aaaa = look->aaaa;

	if (look->addresses.n > 0 && !all_private(&look->addresses))
		return HOST_FOUND;
	if (a != NULL && aaaa != NULL && look->addresses.n == 0 &&
	    (a->status == DNS_CNAME_LOOP || aaaa->status == DNS_CNAME_LOOP))
		return HOST_LOOP;
	if (is_open(a) || is_open(aaaa))
		return HOST_UNKNOWN;
	if (look->addresses.n > 0)
		return HOST_PRIVATE;
	/* name servers that know of one family only say NXDOMAIN for the other */
	return a->status == DNS_NXDOMAIN && aaaa->status == DNS_NXDOMAIN ? HOST_NO_NAME
									 : HOST_NO_ADDRESS;
}

struct host_look host_look(struct view *v, const char *name)
{
	struct host_look look = {.fate = fate_of_name(name)};

	if (look.fate != HOST_UNKNOWN)
		return look;
	look.a = view_ask(v, name, "A");
	look.aaaa = view_ask(v, name, "AAAA");
	take(v->arena, look.a, &look);
	take(v->arena, look.aaaa, &look);
	look.fate = fate_of(&look);
	return look;
}

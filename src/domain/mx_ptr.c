#include "domain/mx_ptr.h"

#include "base/netaddr.h"

#include <string.h>

static bool leads_to(const struct host_look *look, const char *address)
{
	unsigned char wanted[16], own[16];
	int family = address_read(address, wanted);

	LIST_EACH (const struct string_item, it, &look->addresses)
		if (address_read(it->s, own) == family &&
		    memcmp(own, wanted, family == 4 ? 4 : sizeof(own)) == 0)
			return true;
	return false;
}

static void read_name(struct view *v, struct mx_address *address, const char *written)
{
	struct mx_name *name = ARENA_NEW(v->arena, struct mx_name);
	struct host_look look;

	name->name = host_name(v->arena, written);
	look = host_look(v, name->name);
	name->confirmed = leads_to(&look, address->address);
	address->settled = address->settled && look.fate != HOST_UNKNOWN;
	list_append(&address->names, name);
	if (address->name == NULL || (name->confirmed && !address->confirmed))
		address->name = name->name;
	address->confirmed = address->confirmed || name->confirmed;
}

void mx_read_ptr(struct view *v, struct mx_address *address)
{
	const char *reverse = address_reverse(v->arena, address->address);
	struct list names = {0};

	if (reverse == NULL || private_address(address->address))
		return;
	address->ptr = view_ask(v, reverse, "PTR");
	if (address->ptr == NULL)
		return;
	address->settled = !view_is_unknown(address->ptr);
	view_data(v->arena, address->ptr, &names);
	LIST_EACH (const struct bytes_item, it, &names)
		if (address->names.n < MX_PTR_NAMES_MAX)
			read_name(v, address, it->b.p);
}

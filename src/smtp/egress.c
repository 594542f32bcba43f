#include "smtp/egress.h"

#include "smtp/address.h"

#include <string.h>

/* What stands in the brackets at `p`, which ends at `end`, if it is an address (RFC 5321 section
 * 4.1.3: "IPv6:" before one of that kind, which not all write). */
static const char *literal_at(struct arena *a, const char *p, const char *end)
{
	static const char tag[] = "IPv6:";
	char text[64]; /* longer than any address */
	size_t n = (size_t)(end - p) < sizeof(text) ? (size_t)(end - p) : sizeof(text);
	const char *close = memchr(p, ']', n), *canonical;

	if (close == NULL)
		return NULL;
	n = (size_t)(close - p);
	memcpy(text, p, n);
	text[n] = '\0';
	if (strlen(text) != n)
		return NULL;
	p = bytes_begins((struct bytes){text, n}, tag) ? text + strlen(tag) : text;
	return address_literal(a, p, &canonical) ? canonical : NULL;
}

static bool is_what_we_said(struct arena *a, const char *address, const char *said)
{
	const char *own =
		said == NULL || *said != '[' ? NULL : literal_at(a, said + 1, said + strlen(said));

	return own != NULL && strcmp(own, address) == 0;
}

const char *egress_read(struct arena *a, struct bytes line, const char *said)
{
	const char *last = NULL;
	int n = 0;

	for (size_t i = 0; i < line.n; i++) {
		const char *found =
			line.p[i] == '[' ? literal_at(a, line.p + i + 1, line.p + line.n) : NULL;

		last = found != NULL ? found : last;
		n += found != NULL;
	}
	/* Who repeats our literal puts the address behind it: two that are alike are both. */
	return last == NULL || (n == 1 && is_what_we_said(a, last, said)) ? NULL : last;
}

static struct bytes first_line(struct bytes text)
{
	const char *lf = text.p == NULL ? NULL : memchr(text.p, '\n', text.n);

	if (lf != NULL)
		text.n = (size_t)(lf - text.p);
	return text;
}

void egress_add(struct arena *a, const struct stage *st, struct list *addresses)
{
	const char *address;

	if (st == NULL || st->ehlo == NULL || st->reply.code != 250)
		return;
	address = egress_read(a, first_line(st->reply.text), st->ehlo->name);
	if (address != NULL && !list_has_string(addresses, address))
		list_add_string(addresses, a, address);
}

void egress_addresses(struct arena *a, const struct record *r, struct list *addresses)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		egress_add(a, session_stage(s, STAGE_EHLO), addresses);
		egress_add(a, session_stage(s, STAGE_EHLO_AGAIN), addresses);
	}
}

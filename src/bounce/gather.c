#include "bounce/gather.h"

#include "bounce/bounce.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- what was said, whoever it was said of ---- */

/* FNV-1a */
static const unsigned long long key_of_nothing = 0xcbf29ce484222325ULL;

static unsigned long long add_byte(unsigned long long key, unsigned char c)
{
	return (key ^ c) * 0x100000001b3ULL;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' || c == '+';
}

/* Numbers of a queue, a connection or a case: "d9443c01a7336-1a2b3c.12 - gsmtp". Long, and letters
 * and digits in turn. */
static bool is_number_of_case(const char *p, size_t n)
{
	enum { LONG = 10, TURNS = 4 };
	size_t turns = 0;

	for (size_t i = 1; i < n; i++)
		turns += !isdigit((unsigned char)p[i]) != !isdigit((unsigned char)p[i - 1]);
	return n >= LONG && turns >= TURNS;
}

/* The mailbox in a field's value: behind the type, without what is around it. */
static struct bytes mailbox_in(struct bytes value)
{
	const char *semicolon = value.n == 0 ? NULL : memchr(value.p, ';', value.n);
	size_t from = semicolon == NULL ? 0 : (size_t)(semicolon + 1 - value.p);

	while (from < value.n && strchr(" \t\r\n<", value.p[from]) != NULL)
		from++;
	while (value.n > from && strchr(" \t\r\n>", value.p[value.n - 1]) != NULL)
		value.n--;
	return from == value.n ? (struct bytes){0} : (struct bytes){value.p + from, value.n - from};
}

static bool begins_with(struct bytes text, struct bytes with)
{
	return with.n > 0 && text.n >= with.n && strncasecmp(text.p, with.p, with.n) == 0;
}

/* Without the recipient's own name, numbers of cases and blanks. */
static unsigned long long add_said(unsigned long long key, struct bytes said, struct bytes mailbox)
{
	while (said.n > 0) {
		size_t n = 0;

		if (begins_with(said, mailbox)) {
			n = mailbox.n;
			said.p += n;
			said.n -= n;
			continue;
		}
		while (n < said.n && in_word(said.p[n]))
			n++;
		if (n == 0 && !isspace((unsigned char)*said.p))
			key = add_byte(key, (unsigned char)*said.p);
		for (size_t i = 0; i < n && !is_number_of_case(said.p, n); i++)
			key = add_byte(key, (unsigned char)said.p[i]);
		n = n == 0 ? 1 : n;
		said.p += n;
		said.n -= n;
	}
	return add_byte(key, '\n');
}

static unsigned long long key_of(const struct status_recipient *r)
{
	unsigned long long key = key_of_nothing;
	struct bytes mailbox = mailbox_in(r->final.n > 0 ? r->final : r->original);

	key = add_said(key, r->action, mailbox);
	key = add_said(key, r->status, mailbox);
	key = add_said(key, r->remote_mta, mailbox);
	for (size_t i = 0; i < r->diagnostic_count; i++)
		key = add_said(key, r->diagnostics[i], mailbox);
	return key;
}

/* ---- together ---- */

static struct refusal *find(struct list *refusals, unsigned long long key)
{
	LIST_EACH (struct refusal, it, refusals)
		if (it->key == key)
			return it;
	return NULL;
}

static struct refusal *add(struct arena *a, struct list *refusals, unsigned long long key,
			   const struct status_recipient *r)
{
	struct refusal *it = ARENA_NEW(a, struct refusal);

	it->key = key;
	it->first = *r;
	return list_append(refusals, it);
}

struct list gather(struct arena *a, struct status *s, size_t *left_out)
{
	struct list refusals = {0};
	struct status_recipient r;

	while (status_next(s, &r)) {
		unsigned long long key = key_of(&r);
		struct refusal *it = find(&refusals, key);

		if (it == NULL && refusals.n >= BOUNCE_ITEMS_MAX) {
			++*left_out;
			continue;
		}
		if (it == NULL)
			it = add(a, &refusals, key, &r);
		if (it->count++ < BOUNCE_RECIPIENTS) {
			const char *name = status_mailbox(a, r.final.n > 0 ? r.final : r.original);

			if (name != NULL)
				list_add_string(&it->recipients, a, name);
		}
	}
	return refusals;
}

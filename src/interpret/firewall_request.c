/* What to ask of whoever runs the firewall: sentences that need no asking back. */
#include "interpret/firewall_parts.h"

#include "base/netaddr.h"
#include "interpret/facts.h"

#include <stdlib.h>
#include <string.h>

/* Who asks stands between the first two, for what between the last two. */
static const struct {
	const char *from, *to, *end;
} sentences[] = {
	[ASK_OUTGOING] = {"Please allow outgoing TCP from ", " to ", "."},
	[ASK_CARRIER] = {"Please allow outgoing TCP from ", " to ", "."},
	[ASK_LOCAL] = {"Please allow, in the firewall of ", " itself, outgoing TCP to ", "."},
	[ASK_INCOMING] = {"Please allow incoming TCP from ", " to ", "."},
	[ASK_ROUTE] = {"Please check the route from ", " to ", ": the answer is \"unreachable\"."},
	[ASK_INSPECTION] = {"Please let TCP from ", " to ",
			    " pass without inspection: it is connected and reset at once."},
	[ASK_SEARCH] = {"Please find where TCP from ", " to ",
			" gets lost: another port of the same address gets no answer either."},
};

/* ---- lists in words ---- */

static const char *joined(struct arena *a, const struct list *words, const char *last)
{
	enum { NAMED = 8 };
	const char *all = "";
	size_t n = 0;

	LIST_EACH (const struct string_item, it, words) {
		if (n == NAMED && words->n > NAMED + 1)
			return arena_printf(a, "%s and %zu more", all, words->n - NAMED);
		all = arena_printf(a, "%s%s%s", all,
				   n == 0	       ? ""
				   : n + 1 == words->n ? last
						       : ", ",
				   it->s);
		n++;
	}
	return all;
}

static void add_once(struct list *words, struct arena *a, const char *word)
{
	if (word != NULL && !list_has_string(words, word))
		list_add_string(words, a, word);
}

enum { PORTS_MAX = 64 };

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* "port 587", "ports 25, 465 and 587": in order, each once. */
static const char *ports_in_words(struct arena *a, int *ports, size_t n)
{
	struct list words = {0};

	qsort(ports, n, sizeof(*ports), by_number);
	for (size_t i = 0; i < n; i++)
		add_once(&words, a, arena_printf(a, "%d", ports[i]));
	return arena_printf(a, "port%s %s", words.n == 1 ? "" : "s", joined(a, &words, " and "));
}

/* ---- who, and to where ---- */

/* Beyond our own network; there we are known by the address that translation has made of ours. */
static bool is_far(enum ask ask)
{
	return ask == ASK_CARRIER || ask == ASK_INCOMING;
}

static bool has_family(const struct list *addresses, bool ipv6)
{
	LIST_EACH (const struct string_item, it, addresses)
		if (is_ipv6(it->s) == ipv6)
			return true;
	return false;
}

/* What servers see instead of these: addresses of the other family are none of theirs. */
static struct list translated_of(struct arena *a, const struct list *egress,
				 const struct list *sources)
{
	struct list rest = {0};

	LIST_EACH (const struct string_item, it, egress)
		if (!list_has_string(sources, it->s) &&
		    (sources->n == 0 || has_family(sources, is_ipv6(it->s))))
			add_once(&rest, a, it->s);
	return rest;
}

static const char *seen_from_far(const struct diagnosis *d, const struct list *sources,
				 const struct list *translated)
{
	struct list all = {0};

	LIST_EACH (const struct string_item, it, translated)
		add_once(&all, d->arena, it->s);
	LIST_EACH (const struct string_item, it, sources) {
		if (has_family(translated, is_ipv6(it->s)))
			continue;
		add_once(&all, d->arena,
			 private_address(it->s)
				 ? arena_printf(d->arena, "the public address of %s", it->s)
				 : it->s);
	}
	return joined(d->arena, &all, " and ");
}

static const char *from_words(const struct diagnosis *d, enum ask ask, const struct list *sources)
{
	const char *own = sources->n == 0 ? "this machine" : joined(d->arena, sources, " and ");
	struct list translated = translated_of(d->arena, &d->out->firewall.egress, sources);

	if (is_far(ask) && sources->n + translated.n > 0)
		return seen_from_far(d, sources, &translated);
	if (ask == ASK_LOCAL || translated.n == 0)
		return own;
	return arena_printf(d->arena, "%s (servers see %s)", own,
			    joined(d->arena, &translated, " and "));
}

static const char *to_words(struct arena *a, const char *host, const struct list *addresses,
			    const char *ports)
{
	if (addresses->n == 1 && list_has_string(addresses, host))
		return arena_printf(a, "%s, %s", host, ports);
	return arena_printf(a, "%s (%s), %s", host, joined(a, addresses, ", "), ports);
}

/* ---- one sentence ---- */

static bool same_request(const struct attempt *a, const struct attempt *b)
{
	return a->ask == b->ask && text_casecmp(a->host, b->host) == 0;
}

static void add_request(struct diagnosis *d, const struct attempt *first)
{
	struct request *r = ARENA_NEW(d->arena, struct request);
	struct list sources = {0}, addresses = {0};
	int ports[PORTS_MAX];
	size_t n = 0;

	LIST_EACH (const struct attempt, it, &d->out->firewall.attempts) {
		if (!same_request(it, first))
			continue;
		add_once(&sources, d->arena, it->source);
		add_once(&addresses, d->arena, it->address);
		if (n < PORTS_MAX)
			ports[n++] = it->port;
	}
	r->ask = first->ask;
	r->host = first->host;
	r->sentence = arena_printf(
		d->arena, "%s%s%s%s%s", sentences[first->ask].from,
		from_words(d, first->ask, &sources), sentences[first->ask].to,
		to_words(d->arena, first->host, &addresses, ports_in_words(d->arena, ports, n)),
		sentences[first->ask].end);
	list_append(&d->out->firewall.requests, r);
}

static bool is_first(const struct list *attempts, const struct attempt *wanted)
{
	LIST_EACH (const struct attempt, it, attempts)
		if (same_request(it, wanted))
			return it == wanted;
	return false;
}

void list_requests(struct diagnosis *d)
{
	LIST_EACH (const struct attempt, it, &d->out->firewall.attempts)
		if (it->ask != ASK_NOTHING && is_first(&d->out->firewall.attempts, it))
			add_request(d, it);
}

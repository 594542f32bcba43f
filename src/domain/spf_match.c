#include "domain/spf_checker.h"

#include "base/netaddr.h"
#include "domain/spf_ask.h"
#include "domain/study.h"

#include <stdarg.h>
#include <string.h>

enum { PTR_NAMES_MAX = 10 }; /* RFC 7208 section 4.6.4 */

enum spf_match spf_trouble(struct spf_checker *c, enum spf_match what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (c->out->why == NULL)
		c->out->why = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return what;
}

/* ---- limits (section 4.6.4) ---- */

enum spf_match spf_charge(struct spf_checker *c)
{
	return ++c->out->lookups <= SPF_LOOKUPS_MAX
		       ? SPF_MATCH
		       : spf_trouble(c, SPF_PERM, "more than %d DNS lookups", SPF_LOOKUPS_MAX);
}

static enum spf_match charge_void(struct spf_checker *c)
{
	return ++c->out->voids <= SPF_VOIDS_MAX
		       ? SPF_NO_MATCH
		       : spf_trouble(c, SPF_PERM, "more than %d lookups that find nothing",
				     SPF_VOIDS_MAX);
}

/* Of a question that must be answered; SPF_MATCH: there is something. */
static enum spf_match weigh(struct spf_checker *c, const struct dns_query *q)
{
	if (q == NULL)
		return SPF_WAIT;
	if (view_is_absent(q))
		return SPF_NO_MATCH;
	return view_is_unknown(q)
		       ? spf_trouble(c, SPF_TEMP, "no answer for %s %s", q->name, q->type)
		       : SPF_MATCH;
}

/* ---- addresses ---- */

static const char *address_type(const struct spf_checker *c)
{
	return c->macros.family == 4 ? "A" : "AAAA";
}

static unsigned bits(int prefix, unsigned all)
{
	return prefix < 0 ? all : (unsigned)prefix;
}

static bool is_in(const struct spf_checker *c, const char *network, const struct spf_term *t)
{
	return same_network(c->macros.address, network, bits(t->prefix4, 32),
			    bits(t->prefix6, 128));
}

static bool lists_client(const struct spf_checker *c, const struct dns_query *q,
			 const struct spf_term *t)
{
	struct list data = {0};

	view_data(c->arena, q, &data);
	LIST_EACH (const struct bytes_item, it, &data)
		if (is_in(c, it->b.p, t))
			return true;
	return false;
}

/* SPF_MATCH and SPF_NO_MATCH are about the client; *found: there were addresses. */
static enum spf_match match_host(struct spf_checker *c, const char *name, const struct spf_term *t,
				 bool *found)
{
	const struct dns_query *q = view_ask(c->view, name, address_type(c));
	enum spf_match m = weigh(c, q);

	*found |= m != SPF_NO_MATCH;
	return m == SPF_MATCH && !lists_client(c, q, t) ? SPF_NO_MATCH : m;
}

/* ---- names of the client (section 5.5) ---- */

static const struct dns_query *ask_ptr(struct spf_checker *c)
{
	return view_ask(c->view, address_reverse(c->arena, c->macros.address), "PTR");
}

/* Its names that lead back to it; what cannot be asked is none. False: answers are missing. */
static bool validated_names(struct spf_checker *c, struct list *out)
{
	static const struct spf_term whole = {.prefix4 = -1, .prefix6 = -1};
	const struct dns_query *ptr = ask_ptr(c);
	struct list names = {0};
	bool known = ptr != NULL;

	if (known && !view_is_unknown(ptr))
		spf_names(c->arena, ptr, PTR_NAMES_MAX, &names);
	LIST_EACH (const struct string_item, it, &names) {
		const struct dns_query *q = view_ask(c->view, it->s, address_type(c));

		known &= q != NULL;
		if (q != NULL && !view_is_unknown(q) && lists_client(c, q, &whole))
			list_add_string(out, c->arena, it->s);
	}
	return known;
}

static bool is_within(const char *name, const char *domain)
{
	size_t n = strlen(name), m = strlen(domain);

	return text_has_suffix(name, domain) && (n == m || name[n - m - 1] == '.');
}

/* ---- macros ---- */

/* %{p}: the domain itself, a name in it, any, "unknown" (section 7.3). */
static const char *best_name(const struct spf_checker *c, const struct list *names)
{
	const char *best = "unknown";
	int rank = 0;

	LIST_EACH (const struct string_item, it, names) {
		int here = text_casecmp(it->s, c->macros.domain) == 0 ? 3
			   : is_within(it->s, c->macros.domain)	      ? 2
								      : 1;

		best = here > rank ? it->s : best;
		rank = here > rank ? here : rank;
	}
	return best;
}

/* False: answers are missing. */
bool spf_prepare_macros(struct spf_checker *c, struct bytes text)
{
	struct list names = {0};
	bool known = !spf_text_uses(text, "p") || validated_names(c, &names);

	c->macros.validated = best_name(c, &names);
	return known;
}

/* SPF_MATCH: *target is the name, or NULL where there can be none. */
enum spf_match spf_find_target(struct spf_checker *c, const struct spf_term *t, const char **target)
{
	*target = c->macros.domain;
	if (t->domain.n == 0)
		return SPF_MATCH;
	if (!spf_prepare_macros(c, t->domain))
		return SPF_WAIT;
	*target = spf_expand_name(c->arena, t->domain, &c->macros);
	return SPF_MATCH;
}

/* ---- mechanisms (section 5) ---- */

static enum spf_match match_all(struct spf_checker *c, const struct spf_term *t, const char *target,
				struct list *path)
{
	(void)c, (void)t, (void)target, (void)path;
	return SPF_MATCH;
}

static enum spf_match match_ip(struct spf_checker *c, const struct spf_term *t, const char *target,
			       struct list *path)
{
	(void)target, (void)path;
	return is_in(c, t->address, t) ? SPF_MATCH : SPF_NO_MATCH;
}

static enum spf_match match_a(struct spf_checker *c, const struct spf_term *t, const char *target,
			      struct list *path)
{
	bool found = false;
	enum spf_match m = match_host(c, target, t, &found);

	(void)path;
	return m == SPF_NO_MATCH && !found ? charge_void(c) : m;
}

/* All hosts are asked, whatever the first of them says; the first that decides does. */
static enum spf_match match_hosts(struct spf_checker *c, const struct list *names,
				  const struct spf_term *t)
{
	enum spf_match result = SPF_NO_MATCH;
	bool found = names->n == 0;

	LIST_EACH (const struct string_item, it, names) {
		enum spf_match m = match_host(c, it->s, t, &found);

		result = result == SPF_NO_MATCH ? m : result;
	}
	return result == SPF_NO_MATCH && !found ? charge_void(c) : result;
}

static enum spf_match match_mx(struct spf_checker *c, const struct spf_term *t, const char *target,
			       struct list *path)
{
	const struct dns_query *q = view_ask(c->view, target, "MX");
	enum spf_match m = weigh(c, q);
	struct list names = {0};

	(void)path;
	if (m != SPF_MATCH)
		return m == SPF_NO_MATCH ? charge_void(c) : m;
	if (spf_names(c->arena, q, SPF_MX_MAX, &names) > SPF_MX_MAX)
		return spf_trouble(c, SPF_PERM, "%s has more than %d MX hosts", target, SPF_MX_MAX);
	return match_hosts(c, &names, t);
}

static enum spf_match match_ptr(struct spf_checker *c, const struct spf_term *t, const char *target,
				struct list *path)
{
	const struct dns_query *q = ask_ptr(c);
	struct list names = {0};

	(void)t, (void)path;
	if (!validated_names(c, &names))
		return SPF_WAIT;
	if (view_is_absent(q))
		return charge_void(c);
	LIST_EACH (const struct string_item, it, &names)
		if (is_within(it->s, target))
			return SPF_MATCH;
	return SPF_NO_MATCH;
}

static enum spf_match match_exists(struct spf_checker *c, const struct spf_term *t,
				   const char *target, struct list *path)
{
	enum spf_match m = weigh(c, view_ask(c->view, target, "A"));

	(void)t, (void)path;
	return m == SPF_NO_MATCH ? charge_void(c) : m;
}

/* The result of what is included, by the table of section 5.2. */
static enum spf_match match_include(struct spf_checker *c, const struct spf_term *t,
				    const char *target, struct list *path)
{
	static const enum spf_match table[] = {
		[SPF_NONE] = SPF_PERM,	       [SPF_NEUTRAL] = SPF_NO_MATCH,
		[SPF_PASS] = SPF_MATCH,	       [SPF_FAIL] = SPF_NO_MATCH,
		[SPF_SOFTFAIL] = SPF_NO_MATCH, [SPF_TEMPERROR] = SPF_TEMP,
		[SPF_PERMERROR] = SPF_PERM,
	};
	const char *domain = c->macros.domain, *why = c->out->why;
	bool included = c->included;
	int result;

	(void)t;
	c->included = true;
	result = spf_check_domain(c, target, path);
	c->included = included;
	c->macros.domain = domain;
	if (result == SPF_PENDING)
		return SPF_WAIT;
	if (table[result] == SPF_NO_MATCH)
		c->out->why = why;
	return table[result];
}

static const struct mechanism {
	enum spf_match (*match)(struct spf_checker *c, const struct spf_term *t, const char *target,
				struct list *path);
	enum spf_match no_target; /* what comes of a target that is no name */
} mechanisms[] = {
	[SPF_ALL] = {match_all, SPF_MATCH},    [SPF_INCLUDE] = {match_include, SPF_PERM},
	[SPF_A] = {match_a, SPF_NO_MATCH},     [SPF_MX] = {match_mx, SPF_NO_MATCH},
	[SPF_PTR] = {match_ptr, SPF_NO_MATCH}, [SPF_IP4] = {match_ip, SPF_NO_MATCH},
	[SPF_IP6] = {match_ip, SPF_NO_MATCH},  [SPF_EXISTS] = {match_exists, SPF_NO_MATCH},
};

enum spf_match spf_match_term(struct spf_checker *c, const struct spf_term *t, struct list *path)
{
	const struct mechanism *m = &mechanisms[t->kind];
	const char *target;

	if (spf_counts(t) && spf_charge(c) == SPF_PERM)
		return SPF_PERM;
	if (spf_find_target(c, t, &target) == SPF_WAIT)
		return SPF_WAIT;
	if (target == NULL)
		return m->no_target == SPF_PERM
			       ? spf_trouble(c, SPF_PERM, "%s is no name", t->text.p)
			       : m->no_target;
	return m->match(c, t, target, path);
}

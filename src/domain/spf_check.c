#include "domain/spf_checker.h"

#include "base/netaddr.h"
#include "domain/spf_ask.h"
#include "domain/study.h"

#include <string.h>

/* ---- records (section 4) ---- */

/* In front of what is there already: the way in comes first. */
static void add_step(struct spf_checker *c, struct list *path, const struct spf_record *r,
		     const struct spf_term *t)
{
	struct spf_step *step = ARENA_NEW(c->arena, struct spf_step);

	step->domain = r->name;
	step->term = t == NULL ? NULL : text_safe(c->arena, t->text);
	step->item.next = path->first;
	path->first = &step->item;
	path->last = path->last != NULL ? path->last : &step->item;
	path->n++;
}

static int result_of(enum spf_match m, const struct spf_term *t)
{
	return m == SPF_MATCH ? (int)t->qualifier : m == SPF_TEMP ? SPF_TEMPERROR : SPF_PERMERROR;
}

/* A fail is explained by the record that failed it, not by one that it includes. */
static int decide(struct spf_checker *c, const struct spf_record *r, int result)
{
	if (result == SPF_FAIL && !c->included)
		c->explains = r;
	return result;
}

/* Section 6.1. */
static int redirect(struct spf_checker *c, const struct spf_record *r, struct list *path)
{
	const char *target;
	int result;

	if (spf_charge(c) == SPF_PERM)
		return SPF_PERMERROR;
	if (spf_find_target(c, r->redirect, &target) == SPF_WAIT)
		return SPF_PENDING;
	if (target == NULL) {
		spf_trouble(c, SPF_PERM, "%s is no name", r->redirect->text.p);
		return SPF_PERMERROR;
	}
	result = spf_check_domain(c, target, path);
	return result == SPF_NONE ? SPF_PERMERROR : result;
}

/* Nothing has matched. */
static int finish(struct spf_checker *c, const struct spf_record *r, struct list *path,
		  bool waiting)
{
	int result = SPF_NEUTRAL;

	if (r->redirect != NULL && !r->redirect->ignored)
		result = redirect(c, r, path);
	else if (r->left_out)
		result = result_of(spf_trouble(c, SPF_TEMP, "more terms than are read"), NULL);
	add_step(c, path, r, r->redirect);
	return waiting ? SPF_PENDING : result;
}

/* While answers are missing the rest is looked at for the sake of its questions. */
static int check_terms(struct spf_checker *c, const struct spf_record *r, struct list *path)
{
	bool waiting = false;

	LIST_EACH (const struct spf_term, t, &r->terms) {
		struct list inner = {0};
		enum spf_match m =
			spf_is_mechanism(t) ? spf_match_term(c, t, &inner) : SPF_NO_MATCH;

		waiting |= m == SPF_WAIT;
		if (m == SPF_NO_MATCH || m == SPF_WAIT)
			continue;
		*path = inner;
		add_step(c, path, r, t);
		return waiting ? SPF_PENDING : decide(c, r, result_of(m, t));
	}
	return finish(c, r, path, waiting);
}

static int no_record(struct spf_checker *c, const struct spf_record *r)
{
	switch (r->state) {
	case SPF_NOT_KNOWN_YET:
		return SPF_PENDING;
	case SPF_SEVERAL:
		return result_of(spf_trouble(c, SPF_PERM, "%s has several SPF records", r->name),
				 NULL);
	case SPF_NO_ANSWER:
		return result_of(spf_trouble(c, SPF_TEMP, "no answer for %s TXT", r->name), NULL);
	default:
		spf_trouble(c, SPF_PERM, "%s has no SPF record", r->name);
		return SPF_NONE;
	}
}

int spf_check_domain(struct spf_checker *c, const char *domain, struct list *path)
{
	struct spf_record *r = ARENA_NEW(c->arena, struct spf_record);

	r->name = domain;
	c->macros.domain = domain;
	if (!spf_name_is_sound(domain) || strchr(domain, '.') == NULL) {
		spf_trouble(c, SPF_PERM, "%s is no name of a domain",
			    text_safe(c->arena, bytes_str(c->arena, domain)));
		return SPF_NONE;
	}
	spf_ask_record(c->arena, c->view, r);
	if (r->state != SPF_FOUND)
		return no_record(c, r);
	if (r->faulty == NULL)
		return check_terms(c, r, path);
	add_step(c, path, r, r->faulty);
	return result_of(spf_trouble(c, SPF_PERM, "%s: %s at character %d", domain,
				     r->faulty->fault, r->faulty->fault_at + 1),
			 NULL);
}

/* ---- explanations (section 6.2) ---- */

/* One text without faults, or nothing; false: answers are missing. */
static bool explain(struct spf_checker *c)
{
	struct list texts = {0};
	const struct dns_query *q;
	const char *target;
	struct bytes text;
	size_t at;

	if (c->explains == NULL || c->explains->exp == NULL)
		return true;
	c->macros.domain = c->explains->name;
	if (spf_find_target(c, c->explains->exp, &target) == SPF_WAIT)
		return false;
	q = target == NULL ? &view_not_asked : view_ask(c->view, target, "TXT");
	if (q == NULL || view_is_unknown(q))
		return q != NULL;
	view_data(c->arena, q, &texts);
	if (texts.n != 1)
		return true;
	text = ((const struct bytes_item *)(const void *)texts.first)->b;
	if (spf_text_fault(text, true, &at) != NULL)
		return true;
	if (!spf_prepare_macros(c, text))
		return false;
	c->out->explanation = text_safe(c->arena, spf_expand(c->arena, text, &c->macros));
	return true;
}

/* ---- the sender ---- */

/* An IPv4 address in the dress of IPv6 is one of IPv4 (section 5). */
static bool take_client(struct spf_checker *c, const char *ip)
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct spf_macros *m = &c->macros;

	m->family = address_read(ip, m->ip);
	m->address = ip;
	if (m->family != 0)
		address_literal(c->arena, ip, &m->address);
	if (m->family == 6 && memcmp(m->ip, mapped, sizeof(mapped)) == 0) {
		memmove(m->ip, m->ip + sizeof(mapped), 4);
		m->family = 4;
		m->address = arena_printf(c->arena, "%d.%d.%d.%d", m->ip[0], m->ip[1], m->ip[2],
					  m->ip[3]);
	}
	c->out->ip = m->address;
	return m->family != 0;
}

/* Section 2.4: mail without a sender is the server's own. Section 4.3: without a local part it is
 * the postmaster's. */
static void take_sender(struct spf_checker *c, const char *domain, const char *sender,
			const char *helo)
{
	const char *at = sender == NULL ? NULL : strrchr(sender, '@');

	c->macros.helo = helo == NULL ? "unknown" : helo;
	c->macros.sender_domain = at != NULL && at[1] != '\0' ? at + 1 : domain;
	c->macros.local = at != NULL	   ? arena_copy(c->arena, sender, (size_t)(at - sender))
			  : sender != NULL ? sender
					   : "";
	if (sender != NULL && *sender == '\0' && helo != NULL)
		c->macros.sender_domain = helo;
	if (*c->macros.local == '\0')
		c->macros.local = "postmaster";
	c->out->helo = helo;
	c->out->sender = arena_printf(c->arena, "%s@%s", c->macros.local, c->macros.sender_domain);
}

static void set_result(struct spf_checker *c, int result)
{
	struct spf_check *out = c->out;

	out->pending = result == SPF_PENDING || (result == SPF_FAIL && !explain(c));
	out->result = result == SPF_PENDING ? SPF_TEMPERROR : (enum spf_result)result;
	if (result != SPF_TEMPERROR && result != SPF_PERMERROR && result != SPF_NONE)
		out->why = NULL;
}

struct spf_check *spf_check_host(struct study *s, struct view *v, const char *ip,
				 const char *sender, const char *helo)
{
	struct spf_checker c = {.arena = s->arena, .view = v};

	c.out = ARENA_NEW(s->arena, struct spf_check);
	c.macros.now = s->record->started;
	take_sender(&c, s->domain, sender, helo);
	if (take_client(&c, ip))
		set_result(&c, spf_check_domain(&c, c.macros.sender_domain, &c.out->path));
	else
		set_result(&c, result_of(spf_trouble(&c, SPF_TEMP, "%s is no address", ip), NULL));
	return c.out;
}

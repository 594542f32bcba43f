#include "plan/plan.h"

#include "plan/answers.h"
#include "base/netaddr.h"

#include <string.h>

static const char *escaped(struct arena *a, const char *s)
{
	struct buf out = {0};
	char *copy;

	text_escape(&out, s, strlen(s));
	copy = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return copy;
}

static void ask(struct record *r, struct list *questions, const char *name, const char *type)
{
	struct question *q = ARENA_NEW(r->arena, struct question);

	q->name = name;
	q->type = type;
	list_append(questions, q);
}

void plan_questions(struct record *r, const struct target *t, struct list *questions)
{
	r->input = escaped(r->arena, t->input);
	r->host = t->host;
	r->name_fault = t->name_fault;
	r->purpose = t->kind == TARGET_MX ? PURPOSE_MX : PURPOSE_SUBMISSION;
	if (t->name_fault != NULL || t->kind == TARGET_HOST || t->kind == TARGET_PROVIDER)
		return;
	if (t->kind == TARGET_MAILBOX)
		for (int i = 0; service_labels[i] != NULL; i++)
			ask(r, questions,
			    arena_printf(r->arena, "%s.%s", service_labels[i], t->host), "SRV");
	ask(r, questions, t->host, "MX");
}

static bool asked(const struct list *questions, const char *name)
{
	LIST_EACH (const struct question, q, questions) {
		if (strcmp(q->name, name) == 0)
			return true;
	}
	return false;
}

void plan_names(struct record *r, struct list *questions)
{
	LIST_EACH (const struct address, a, &r->addresses) {
		const char *name = address_reverse(r->arena, a->address);

		if (name != NULL && !is_control_host(r, a->host) && !asked(questions, name))
			ask(r, questions, name, "PTR");
	}
}

static const char *first(const struct list *strings)
{
	return strings->n == 0 ? NULL : ((struct string_item *)(void *)strings->first)->s;
}

/* The generic profile is no provider. */
static void set_provider(struct record *r, const struct knowledge *k, const struct provider *p)
{
	if (p == NULL || p == provider_generic(k))
		return;
	r->provider = p->id;
	r->purpose = r->purpose == PURPOSE_MX ? PURPOSE_MX : p->purpose;
}

static void mx_hosts(struct record *r, const struct target *t, const struct knowledge *k,
		     struct list *hosts)
{
	const struct provider *p;

	if (answers_exchangers(r, t->host, hosts) == EXCHANGERS_NONE)
		list_add_string(hosts, r->arena, t->host); /* the implicit MX */
	if (hosts->n == 0)
		return;
	p = provider_by_host(k, first(hosts));
	if (p == NULL || p == provider_generic(k))
		p = provider_by_mx(k, first(hosts));
	set_provider(r, k, p);
}

/* Whose mailboxes those of `domain` are. */
static const struct provider *mailbox_provider(const struct knowledge *k, const char *domain,
					       const struct list *exchangers)
{
	LIST_EACH (struct provider, p, knowledge_providers(k)) {
		if (list_has_string(&p->mailbox_domains, domain))
			return p;
	}
	return exchangers->n == 0 ? NULL : provider_by_mx(k, first(exchangers));
}

static int mailbox_hosts(struct record *r, const struct target *t, const struct knowledge *k,
			 struct list *hosts, const char **fault)
{
	struct list services = {0}, exchangers = {0};
	const struct provider *p;
	enum exchangers known;

	answers_services(r, t->host, &services);
	LIST_EACH (struct service, s, &services) {
		if (!list_has_string(hosts, s->host))
			list_add_string(hosts, r->arena, s->host);
	}
	if (hosts->n > 0) {
		set_provider(r, k, provider_by_host(k, first(hosts)));
		r->host = first(hosts);
		return 0;
	}
	known = answers_exchangers(r, t->host, &exchangers);
	p = mailbox_provider(k, t->host, &exchangers);
	if (p != NULL && provider_host(p) != NULL)
		list_add_string(hosts, r->arena, provider_host(p));
	if (hosts->n > 0) {
		set_provider(r, k, p);
		r->host = first(hosts);
		return 0;
	}
	if (known == EXCHANGERS_UNKNOWN) /* what DNS said is a finding */
		return 0;
	*fault = arena_printf(r->arena,
			      "%s publishes no submission server and its MX is no provider's that "
			      "we know: name the HOST (smtpscope HOST --user %s), or test its MX "
			      "with --mx %s",
			      t->host, escaped(r->arena, t->user), t->host);
	return -1;
}

int plan_hosts(struct record *r, const struct target *t, const struct knowledge *k,
	       struct list *hosts, const char **fault)
{
	if (t->name_fault != NULL)
		return 0;
	switch (t->kind) {
	case TARGET_MX:
		mx_hosts(r, t, k, hosts);
		return 0;
	case TARGET_MAILBOX:
		return mailbox_hosts(r, t, k, hosts, fault);
	case TARGET_PROVIDER:
		set_provider(r, k, provider_by_id(k, t->provider));
		break;
	case TARGET_HOST:
		set_provider(r, k, provider_by_host(k, t->host));
		break;
	}
	list_add_string(hosts, r->arena, t->host);
	return 0;
}

#include "fake_knowledge.h"

#include <string.h>

struct knowledge {
	struct list providers;
	struct provider *generic;
};

static struct provider *add(struct knowledge *k, struct arena *a, const char *id,
			    enum target_purpose purpose)
{
	struct provider *p = ARENA_NEW(a, struct provider);

	p->id = id;
	p->title = arena_printf(a, "title of %s", id);
	p->purpose = purpose;
	return list_append(&k->providers, p);
}

static void add_offer(struct arena *a, struct provider *p, int port, enum tls_mode mode)
{
	struct offer *o = ARENA_NEW(a, struct offer);

	o->port = port;
	o->mode = mode;
	list_append(&p->offers, o);
}

struct knowledge *fake_knowledge(struct arena *a)
{
	struct knowledge *k = ARENA_NEW(a, struct knowledge);
	struct provider *p;

	p = k->generic = add(k, a, "generic", PURPOSE_SUBMISSION);
	add_offer(a, p, 587, TLS_MODE_STARTTLS);
	add_offer(a, p, 465, TLS_MODE_IMPLICIT);

	p = add(k, a, "bigmail", PURPOSE_SUBMISSION);
	list_add_string(&p->hosts, a, ".smtp.bigmail.example");
	list_add_string(&p->hosts, a, "smtp.bigmail.example");
	list_add_string(&p->mx, a, ".mx.bigmail.example");
	list_add_string(&p->mailbox_domains, a, "bigmail.example");
	add_offer(a, p, 587, TLS_MODE_STARTTLS);
	add_offer(a, p, 25, TLS_MODE_STARTTLS);

	p = add(k, a, "bigmail-mx", PURPOSE_MX);
	list_add_string(&p->hosts, a, ".mx.bigmail.example");
	add_offer(a, p, 25, TLS_MODE_STARTTLS);

	p = add(k, a, "onpremises", PURPOSE_SUBMISSION);
	add_offer(a, p, 587, TLS_MODE_STARTTLS);

	p = add(k, a, "portless", PURPOSE_SUBMISSION);
	list_add_string(&p->hosts, a, "portless.example");

	p = add(k, a, "relay", PURPOSE_SUBMISSION);
	list_add_string(&p->hosts, a, "relay.example");
	add_offer(a, p, 2525, TLS_MODE_STARTTLS);
	add_offer(a, p, 4465, TLS_MODE_IMPLICIT);
	return k;
}

static bool fits(const struct list *names, const char *host)
{
	LIST_EACH (struct string_item, it, names) {
		if (it->s[0] == '.' ? text_has_suffix(host, it->s) : text_casecmp(host, it->s) == 0)
			return true;
	}
	return false;
}

const struct list *knowledge_providers(const struct knowledge *k)
{
	return &k->providers;
}

const struct provider *provider_generic(const struct knowledge *k)
{
	return k->generic;
}

const struct provider *provider_by_id(const struct knowledge *k, const char *id)
{
	LIST_EACH (struct provider, p, &k->providers) {
		if (strcmp(p->id, id) == 0)
			return p;
	}
	return NULL;
}

const struct provider *provider_by_host(const struct knowledge *k, const char *host)
{
	LIST_EACH (struct provider, p, &k->providers) {
		if (fits(&p->hosts, host))
			return p;
	}
	return NULL;
}

const struct provider *provider_by_mx(const struct knowledge *k, const char *mx_host)
{
	LIST_EACH (struct provider, p, &k->providers) {
		if (fits(&p->mx, mx_host))
			return p;
	}
	return NULL;
}

const char *provider_host(const struct provider *p)
{
	LIST_EACH (struct string_item, it, &p->hosts) {
		if (it->s[0] != '.')
			return it->s;
	}
	return NULL;
}

const struct offer *provider_offer(const struct provider *p, int port)
{
	LIST_EACH (struct offer, o, &p->offers) {
		if (o->port == port)
			return o;
	}
	return NULL;
}

const struct not_offered *provider_not_offered(const struct provider *p, int port)
{
	LIST_EACH (struct not_offered, n, &p->not_offered) {
		if (n->port == port)
			return n;
	}
	return NULL;
}

/* The TLS of an endpoint version by version, and who can connect to it, for -v. */
#include "report/details.h"

#include "interpret/clients.h"
#include "record/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 12 };

static void add(const struct page *p, struct list *parts, const char *text)
{
	if (text != NULL)
		list_add_string(parts, p->arena, text);
}

/* "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, SECP256R1, secure renegotiation" */
static const char *agreed(const struct page *p, const struct tls_facts *t)
{
	struct list parts = {0};

	add(p, &parts, t->cipher);
	add(p, &parts, t->group);
	add(p, &parts, t->peer_signature);
	if (t->dh_bits > 0)
		add(p, &parts, arena_printf(p->arena, "DH %d bits", t->dh_bits));
	details_extensions(p, t, &parts);
	return page_joined(p, &parts);
}

static const char *answer(const struct page *p, const struct version_seen *v)
{
	switch (v->answer) {
	case VERSION_ACCEPTED:
		return arena_printf(p->arena, "%s: %s", v->agreed ? "agreed on" : "accepted",
				    agreed(p, v->facts));
	case VERSION_REFUSED:
		return arena_printf(p->arena, "refused: %s", v->how);
	default:
		return v->how == NULL
			       ? "not tested"
			       : arena_printf(p->arena, "not tested: %s", note_in_words(v->how));
	}
}

static void line(const struct page *p, const char *label, const char *text)
{
	if (text != NULL)
		page_labelled(p, LABEL, label, BODY, text);
}

/* "TLS1.0, by RFC 8996" */
static void said_of(const struct page *p, const char *label, const char *of, const char *text)
{
	if (text != NULL)
		line(p, label, arena_printf(p->arena, "%s%s", of, text));
}

/* What the owners of those can do who cannot connect. */
static void remedies(const struct page *p, const struct list *clients)
{
	LIST_EACH (const struct client_seen, c, clients)
		if (c->answer == CLIENT_CANNOT && c->client->fix != NULL)
			line(p, "remedy",
			     arena_printf(p->arena, "%s: %s", c->client->title, c->client->fix));
}

static void clients(const struct page *p, const struct record *r, const struct tls_picture *x,
		    const struct knowledge *k)
{
	struct list all = clients_of(p->arena, k, r, x);

	said_of(p, "can", "connect: ", clients_with(p->arena, &all, CLIENT_CAN));
	said_of(p, "cannot", "connect: ", clients_with(p->arena, &all, CLIENT_CANNOT));
	if (p->options->verbosity > 1)
		remedies(p, &all);
	said_of(p, "unclear", "whether these can: ", clients_with(p->arena, &all, CLIENT_UNKNOWN));
}

/* What is against the oldest version is the most that there is. */
static void policies(const struct page *p, const struct record *r, const struct tls_picture *x,
		     const struct knowledge *k)
{
	const struct version_seen *oldest = oldest_spoken(x);
	const char *by;

	if (oldest == NULL)
		return;
	by = arena_printf(p->arena, "%s, by ", oldest->name);
	said_of(p, "forbidden", by,
		policies_against(p->arena, k, r->provider, oldest->name, POLICY_FORBIDS));
	said_of(p, "unadvised", by,
		policies_against(p->arena, k, r->provider, oldest->name, POLICY_ADVISES));
	if (strcmp(newest_spoken(x)->name, "TLS1.2") == 0)
		line(p, "TLS1.3",
		     "not needed: TLS 1.2 with today's suites is as good as is asked "
		     "for (RFC 9325)");
}

static void picture(const struct page *p, const struct record *r, const struct tls_picture *x,
		    const struct knowledge *k)
{
	page_section(p, arena_printf(p->arena, "TLS of %s port %d", x->session->address,
				     x->session->port));
	for (int i = TLS_VERSIONS_SEEN - 1; i >= 0; i--)
		line(p, x->versions[i].name, answer(p, &x->versions[i]));
	clients(p, r, x, k);
	policies(p, r, x, k);
}

/* Two names of one address are one endpoint. */
static bool is_first(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct session, o, &r->sessions)
		if (o->purpose == SESSION_PRIMARY && same_endpoint(o, s))
			return o == s;
	return false;
}

void details_pictures(const struct page *p, const struct record *r, const struct knowledge *k)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		const struct tls_picture *x;

		if (!is_first(r, s))
			continue;
		x = tls_picture_of(p->arena, r, s);
		if (x->probed)
			picture(p, r, x, k);
	}
}

/* profiles_text.c - one profile or network whole; numbers in brackets lead to its sources */
#include "report/profiles.h"

#include "know/token_service.h"
#include "know/way.h"
#include "report/page.h"

#include <string.h>

enum { LABEL = 2, BODY = 18 };

struct source {
	struct item item;
	const char *name, *as_of;
};

struct sheet {
	struct page page;
	struct list sources; /* of struct source, in the order of their numbers */
};

/* ---- sources ---- */

static int source_number(struct sheet *s, const char *name, const char *as_of)
{
	struct source *added;
	int n = 0;

	LIST_EACH (const struct source, it, &s->sources) {
		n++;
		if (strcmp(it->name, name) == 0 && strcmp(it->as_of, as_of) == 0)
			return n;
	}
	added = ARENA_NEW(s->page.arena, struct source);
	added->name = name;
	added->as_of = as_of;
	list_append(&s->sources, added);
	return n + 1;
}

static const char *cited(struct sheet *s, const char *text, const char *name, const char *as_of)
{
	return arena_printf(s->page.arena, "%s [%d]", text, source_number(s, name, as_of));
}

static void sources(const struct sheet *s)
{
	int n = 0;

	LIST_EACH (const struct source, it, &s->sources) {
		const char *label = arena_printf(s->page.arena, "[%d]", ++n);

		page_labelled(&s->page, LABEL, label, LABEL + 5,
			      arena_printf(s->page.arena, "%s (%s)", it->name, it->as_of));
	}
}

/* ---- a profile's keys ---- */

/* `text` with the numbers of the references that vouch for `key`. */
static const char *vouched(struct sheet *s, const struct provider *p, const char *key,
			   const char *text)
{
	LIST_EACH (const struct profile_reference, ref, &p->references)
		if (ref->keys.n == 0 || list_has_string(&ref->keys, key))
			text = cited(s, text, ref->source, ref->as_of);
	return text;
}

static void line(const struct sheet *s, const char *label, const char *text)
{
	page_labelled(&s->page, LABEL, label, BODY, text);
}

static void phrase(const struct sheet *s, const char *label, const char *text)
{
	if (text != NULL)
		line(s, label, text);
}

static void text_of(struct sheet *s, const struct provider *p, const char *key, const char *label,
		    const char *text)
{
	if (text != NULL)
		line(s, label, vouched(s, p, key, text));
}

static const char *joined(struct sheet *s, const struct list *texts)
{
	const char *all = NULL;

	LIST_EACH (const struct string_item, it, texts)
		all = all == NULL ? it->s : arena_printf(s->page.arena, "%s, %s", all, it->s);
	return all;
}

static const char *offers(struct sheet *s, const struct provider *p)
{
	static const char *const modes[] = {
		[TLS_MODE_STARTTLS] = "STARTTLS",
		[TLS_MODE_IMPLICIT] = "implicit TLS",
		[TLS_MODE_NONE] = "no TLS",
	};
	const char *all = NULL;

	LIST_EACH (const struct offer, o, &p->offers)
		all = arena_printf(s->page.arena, "%s%s%d %s", all == NULL ? "" : all,
				   all == NULL ? "" : ", ", o->port, modes[o->mode]);
	return all;
}

static void not_offered(struct sheet *s, const struct provider *p)
{
	const char *label = "not offered";

	LIST_EACH (const struct not_offered, n, &p->not_offered) {
		line(s, label,
		     vouched(s, p, "not_offered",
			     arena_printf(s->page.arena, "%d: %s", n->port, n->why)));
		label = "";
	}
}

static void grant(struct sheet *s, const struct token_service *t, const struct service_grant *g)
{
	struct arena *a = s->page.arena;

	line(s, "OAuth scope", cited(s, g->scope, g->source, g->as_of));
	line(s, "", arena_printf(a, "%s: %s", token_grant_names[g->grant], g->use));
	phrase(s, "", g->note);
	line(s, "", arena_printf(a, "from %s", service_authority(a, t, g->grant)));
	if (g->tenant != NULL)
		line(s, "", arena_printf(a, "tenant where none is named: %s", g->tenant));
}

static void refusal(struct sheet *s, const struct service_refusal *r)
{
	line(s, "no OAuth by",
	     cited(s,
		   arena_printf(s->page.arena, "%s: %s. Instead: %s%s%s%s",
				token_grant_names[r->grant], r->why, r->instead,
				r->says != NULL ? " (it answers \"" : "",
				r->says != NULL ? r->says : "", r->says != NULL ? "\")" : ""),
		   r->source, r->as_of));
}

static void tokens(struct sheet *s, const struct knowledge *k, const struct provider *p)
{
	const struct token_service *t = token_service_find(k, p->id);

	if (t == NULL)
		return;
	line(s, "tokens from",
	     arena_printf(s->page.arena, "%s: smtpscope token --guide %s", t->name, t->id));
	LIST_EACH (const struct service_grant, g, &t->grants)
		if (service_grant_is_told(t, g))
			grant(s, t, g);
	LIST_EACH (const struct service_refusal, r, &t->refusals)
		refusal(s, r);
}

static void facts(struct sheet *s, const char *label, const struct list *l)
{
	LIST_EACH (const struct fact, f, l) {
		line(s, label, cited(s, f->text, f->source, f->as_of));
		label = "";
	}
}

static void retirements(struct sheet *s, const struct provider *p)
{
	LIST_EACH (const struct retirement, r, &p->retirements)
		line(s, r->date, cited(s, r->text, r->source, r->as_of));
}

/* As firewalls write them: a star for what comes before. */
static const char *names_for_firewalls(struct sheet *s, const struct list *names)
{
	const char *all = NULL;

	LIST_EACH (const struct string_item, it, names)
		all = arena_printf(s->page.arena, "%s%s%s%s", all == NULL ? "" : all,
				   all == NULL ? "" : ", ", it->s[0] == '.' ? "*" : "", it->s);
	return all;
}

static void published(struct sheet *s, const struct provider *p)
{
	LIST_EACH (const struct published, it, &p->published) {
		line(s, "for firewalls",
		     cited(s,
			   arena_printf(s->page.arena, "TCP port %s to %s", joined(s, &it->ports),
					names_for_firewalls(s, &it->names)),
			   it->source, it->as_of));
		phrase(s, "", joined(s, &it->ranges));
		phrase(s, "", it->note);
		if (it->url != NULL) /* from the left edge on: a link that is broken is none */
			page_paragraph(&s->page, 0, it->url);
	}
}

static void dkim(struct sheet *s, const struct provider *p)
{
	LIST_EACH (const struct provider_dkim, it, &p->dkim) {
		line(s, "DKIM selectors",
		     cited(s, it->selectors.n > 0 ? joined(s, &it->selectors) : "not known",
			   it->source, it->as_of));
		if (it->aliases.n > 0)
			line(s, "", "CNAMEs, which lead to");
		LIST_EACH (const struct string_item, alias, &it->aliases)
			page_paragraph(&s->page, LABEL, alias->s);
		phrase(s, "without them", it->without);
		phrase(s, "where to see", it->how);
		phrase(s, "", it->note);
	}
}

static void discovery(struct sheet *s, const struct provider *p)
{
	struct arena *a = s->page.arena;

	LIST_EACH (const struct discovery_advice, it, &p->discovery) {
		const char *port = it->port == 0 ? "" : arena_printf(a, " port %d", it->port);

		line(s, &it->item == p->discovery.first ? "in a domain" : "",
		     cited(s,
			   arena_printf(a, "%s.DOMAIN leads to %s%s", it->name,
					joined(s, &it->targets), port),
			   it->source, it->as_of));
	}
}

static const char *pattern(const struct regex *x)
{
	return x == NULL ? NULL : x->source;
}

static void head(const struct sheet *s, const char *title, const char *id)
{
	page_title(&s->page, arena_printf(s->page.arena, "%s (%s)", title, id));
}

/* Which ways of sending there are; -v of a check tells what each needs. */
static void ways(const struct sheet *s, const struct knowledge *k, const struct provider *p)
{
	struct list all = ways_of_provider(s->page.arena, k, p);

	LIST_EACH (const struct way_item, it, &all) {
		line(s, &it->item == all.first ? "ways of sending" : "",
		     arena_printf(s->page.arena, "%s (%s)", it->way->title, it->way->id));
		line(s, "", it->way->meaning);
	}
}

void profile_text(struct buf *out, const struct provider *p, const struct knowledge *k,
		  const struct report_options *o)
{
	struct sheet s = {.page = {.arena = arena_new(), .out = out, .options = o}};

	head(&s, p->title, p->id);
	text_of(&s, p, "hosts", "hosts", joined(&s, &p->hosts));
	text_of(&s, p, "mx", "MX hosts", joined(&s, &p->mx));
	text_of(&s, p, "proofs", "MX as a proof", joined(&s, &p->proofs));
	text_of(&s, p, "mailbox_domains", "mailboxes of", joined(&s, &p->mailbox_domains));
	text_of(&s, p, "servers", "its other names", joined(&s, &p->servers));
	text_of(&s, p, "customers", "customers below", joined(&s, &p->customers));
	text_of(&s, p, "offers", "ports", offers(&s, p));
	not_offered(&s, p);
	text_of(&s, p, "mechanisms", "mechanisms", joined(&s, &p->mechanisms));
	text_of(&s, p, "username", "user name", p->username);
	text_of(&s, p, "secret", "secret", p->secret);
	text_of(&s, p, "spf", "SPF include", joined(&s, &p->spf));
	dkim(&s, p);
	tokens(&s, k, p);
	ways(&s, k, p);
	facts(&s, "set up", &p->setup);
	facts(&s, "limits", &p->limits);
	facts(&s, "good to know", &p->oddities);
	retirements(&s, p);
	published(&s, p);
	discovery(&s, p);
	if (o->verbosity > 0) {
		text_of(&s, p, "banner", "greeting", pattern(p->banner));
		text_of(&s, p, "reply", "replies", pattern(p->reply));
		text_of(&s, p, "suffix", "cut off", pattern(p->suffix));
	}
	LIST_EACH (const struct profile_reference, ref, &p->references)
		source_number(&s, ref->source, ref->as_of);
	buf_char(out, '\n');
	sources(&s);
	arena_free(s.page.arena);
}

/* ---- networks ---- */

void network_text(struct buf *out, const struct network *net, const struct report_options *o)
{
	struct sheet s = {.page = {arena_new(), out, o}};

	head(&s, net->title, net->id);
	phrase(&s, "blocked ports", joined(&s, &net->blocked));
	phrase(&s, "whom", net->who);
	phrase(&s, "looks like", net->wire);
	phrase(&s, "to have it open", net->lifting);
	phrase(&s, "instead", net->instead);
	LIST_EACH (const struct reference, ref, &net->references)
		source_number(&s, ref->source, ref->as_of);
	buf_char(out, '\n');
	sources(&s);
	arena_free(s.page.arena);
}

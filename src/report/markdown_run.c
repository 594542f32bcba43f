/* markdown_run.c - where and when it was seen, and by what it is found again */
#include "report/markdown.h"

#include "interpret/sent.h"
#include "interpret/trace_ids.h"
#include "know/provider.h"
#include "report/details.h"
#include "report/fact.h"
#include "report/words.h"

/* ---- environment ---- */

static void known(const struct md *m, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		md_labelled(m, label, text);
}

/* "smtp.office365.com (Microsoft 365 client submission)" */
static const char *target(const struct ticket *t)
{
	const struct record *r = t->record;
	const char *host = or_unknown(record_target(r));
	const struct provider *provider =
		r->provider != NULL ? provider_by_id(t->know, r->provider) : NULL;

	return provider == NULL ? host
				: arena_printf(t->md.arena, "%s (%s)", host, provider->title);
}

/* "submission; port 587 STARTTLS or 465 implicit TLS" */
static const char *purpose(struct arena *a, const struct record *r)
{
	const char *text = target_purpose_names[r->purpose], *joint = "; port";

	LIST_EACH (const struct need, n, &r->needs) {
		text = arena_printf(a, "%s%s %d %s", text, joint, n->port, tls_mode_words[n->mode]);
		joint = r->needs_all ? " and" : " or";
	}
	return text;
}

static void command(const struct ticket *t)
{
	if (t->record->command == NULL)
		return;
	md_paragraph(&t->md, "The command:");
	md_command(&t->md, t->record->command);
}

static void dns(const struct ticket *t)
{
	struct md_page p;

	md_page_begin(&t->md, &p, 0);
	details_dns(&p.page, t->record);
	md_block(&t->md, &p);
}

void markdown_environment(const struct ticket *t)
{
	const struct md *m = &t->md;
	const struct record *r = t->record;
	const struct page words = {.arena = m->arena};
	const char *egress = details_egress(&words, r);

	md_section(m, "Environment");
	md_begin_list(m);
	md_labelled(m, "Time", times_of(m->arena, r));
	md_labelled(m, "Took",
		    arena_printf(m->arena, "%.1f s%s", r->duration_ms / 1e3,
				 r->interrupted ? ", interrupted" : ""));
	known(m, "Run", r->id);
	md_labelled(m, "Target", target(t));
	md_labelled(m, "Purpose", purpose(m->arena, r));
	known(m, "User", r->user);
	md_labelled(m, "Tool",
		    arena_printf(m->arena, "smtpscope %s, knowledge of %s", or_unknown(r->version),
				 or_unknown(r->knowledge)));
	known(m, "TLS library", r->tls_library);
	known(m, "System", r->system);
	known(m, "Host", r->hostname);
	known(m, "Local address", page_joined(&words, &r->sources));
	md_labelled(m, "Address as servers see it",
		    egress != NULL ? egress : "no server named another");
	known(m, "Resolver", page_joined(&words, &r->resolvers));
	known(m, "Proxy", r->proxy);
	command(t);
	dns(t);
}

/* ---- by what it is found again ---- */

static void id(const struct page *p, const struct session *s, const char *what, const char *id)
{
	page_paragraph(p, 0, arena_printf(p->arena, "%s port %d: %s", s->address, s->port, what));
	page_paragraph(p, 2, id);
}

void markdown_trace_ids(const struct ticket *t)
{
	const struct md *m = &t->md;
	const struct sent *sent = t->interpretation->sent;
	struct list ids = {0};
	struct md_page p;

	trace_ids(m->arena, t->record, t->know, &ids);
	if (ids.n == 0 && sent == NULL)
		return;
	md_section(m, "For the provider's support");
	md_page_begin(m, &p, 0);
	if (sent != NULL)
		id(&p.page, sent->session, "Message-ID", or_unknown(sent->message_id));
	LIST_EACH (const struct trace_id, it, &ids)
		id(&p.page, it->session, it->what, it->id);
	md_block(m, &p);
}

/* token_page.c - a token for people: the verdict, what the token says, what to tell who made it */
#include "report/token.h"

#include "report/details.h"
#include "report/details_token.h"
#include "report/verdict_text.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = VERDICT_LABEL, BODY = VERDICT_BODY };

static void row(const struct page *p, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		page_labelled(p, LABEL, label, BODY, text);
}

/* ---- the verdict ---- */

static void verdict(const struct page *p, const struct interpretation *i)
{
	const struct finding *f = i->verdict.finding;

	verdict_headline(p, &i->verdict);
	if (p->options->verbosity < 0)
		return;
	if (f->severity > SEVERITY_OK)
		verdict_evidence(p, f, VERDICT_SEEN);
	row(p, "meaning", f->severity > SEVERITY_OK ? f->meaning : NULL);
	verdict_owner(p, f);
	verdict_fixes(p, f);
	verdict_others(p, i);
	verdict_not_tested(p, &i->verdict);
}

/* ---- how it was asked for ---- */

static const char *came_from(const struct page *p, const struct token_asked *asked)
{
	if (asked->from_cache)
		return "kept from before: nobody was asked";
	if (asked->refreshed)
		return "by the refresh token that was kept: nobody had to sign in";
	return arena_printf(p->arena, "--grant %s", token_grant_names[asked->grant]);
}

static const char *answered(const struct page *p, const struct token_asked *asked)
{
	const char *at =
		asked->address == NULL ? "" : arena_printf(p->arena, " at %s", asked->address);

	if (asked->url == NULL || asked->from_cache)
		return NULL;
	if (asked->http_status == 0)
		return arena_printf(p->arena, "%s%s", asked->url, at);
	return arena_printf(p->arena, "%s%s: HTTP %d", asked->url, at, asked->http_status);
}

static void request(const struct page *p, const struct token_asked *asked)
{
	page_section(p, "How it was asked for");
	row(p, "way", came_from(p, asked));
	row(p, "asked", answered(p, asked));
	row(p, "client", asked->client_id);
	row(p, "tenant", asked->tenant);
	row(p, "scope", asked->scope);
	if (asked->granted != NULL &&
	    (asked->scope == NULL || strcmp(asked->granted, asked->scope) != 0))
		row(p, "granted", asked->granted);
	row(p, "user", asked->user);
	if (asked->refresh_token)
		row(p, "refresh token", "came, too: it gives the next token without a sign-in");
}

/* ---- what went wrong there ---- */

static const char *codes(const struct page *p, const struct token_asked *asked)
{
	return asked->codes.n == 0 ? NULL : page_joined(p, &asked->codes);
}

/* The service's own words; of what the verdict rests on they are the evidence already. */
static void refusal(const struct page *p, const struct token_asked *asked)
{
	row(p, "error", asked->error);
	row(p, "kind", asked->suberror);
	row(p, "numbers", codes(p, asked));
	row(p, "more", asked->uri);
}

/* By these the service's people find the request in their logs: one block, to be copied whole. */
static void ticket(const struct page *p, const struct token_asked *asked)
{
	if (asked->trace_id == NULL && asked->correlation_id == NULL)
		return;
	page_section(p, "For a ticket, or the tenant's sign-in logs");
	row(p, "Trace ID:", asked->trace_id);
	row(p, "Correlation ID:", asked->correlation_id);
	row(p, "Timestamp:", asked->timestamp);
}

/* ---- all of it ---- */

static void facts(const struct page *p, const struct record *r)
{
	if (r->token != NULL)
		details_token(p, r->token);
	if (r->asked == NULL)
		return;
	if (r->asked->fault != NULL || p->options->verbosity > 0)
		request(p, r->asked);
	else if (r->asked->from_cache)
		row(p, "kept", "from before: nobody was asked for it now");
	if (r->asked->fault != NULL)
		refusal(p, r->asked);
	ticket(p, r->asked);
}

void token_page(struct buf *out, const struct record *r, const struct interpretation *i,
		const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};

	verdict(&p, i);
	if (o->verbosity >= 0)
		facts(&p, r);
	if (o->verbosity > 0)
		details_findings(&p, i);
	arena_free(p.arena);
}

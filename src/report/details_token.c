#include "report/details_token.h"

#include "base/clock.h"
#include "record/words_token.h"
#include "smtp/token_refusal.h"

#include <inttypes.h>

enum { LABEL = 2, BODY = 16 };

static void row(const struct page *p, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		page_labelled(p, LABEL, label, BODY, text);
}

/* "JWT, 1543 bytes, behind "Bearer"" */
static const char *form(const struct page *p, const struct token_facts *f)
{
	const char *in = token_phrase(token_wrapped_words, f->wrapped);

	return arena_printf(p->arena, "%s, %d bytes%s%s", token_form_words[f->form], f->bytes,
			    in != NULL ? ", " : "", in != NULL ? in : "");
}

/* ---- permissions ---- */

static void lists(const struct page *p, const struct token_facts *f)
{
	for (const struct token_row *r = token_list_rows; r->label != NULL; r++)
		row(p, r->label, page_joined(p, token_list(f, r)));
	if (f->form == TOKEN_JWT && f->scopes.n + f->roles.n == 0)
		row(p, "grants", "nothing: neither permissions nor roles are named");
}

static void texts(const struct page *p, const struct token_facts *f)
{
	for (const struct token_row *r = token_text_rows; r->label != NULL; r++)
		row(p, r->label, *token_text(f, r));
}

/* ---- times ---- */

/* "48 minutes", in units that leave no more than two figures where there are such. */
static const char *span(struct arena *a, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = {{86400000, "days"}, {3600000, "hours"}, {60000, "minutes"}, {1000, "seconds"}};
	size_t i = 0;

	while (i < 3 && ms < 2 * units[i].ms)
		i++;
	return arena_printf(a, "%" PRId64 " %s", ms / units[i].ms, units[i].name);
}

/* `then` as seen at `now`. */
static const char *told(struct arena *a, int64_t then, int64_t now, const char *ahead)
{
	if (now == 0 || then == now)
		return "";
	return then > now ? arena_printf(a, ", %s %s", span(a, then - now), ahead)
			  : arena_printf(a, ", %s ago", span(a, now - then));
}

static void dates(const struct page *p, const struct token_facts *f)
{
	char text[CLOCK_TEXT_SIZE];

	for (const struct token_row *r = token_date_rows; r->label != NULL; r++) {
		const int64_t *date = token_date(f, r);
		const char *ahead = date == &f->expires ? "left" : "ahead";

		if (*date != 0)
			row(p, r->label,
			    arena_printf(p->arena, "%s%s", clock_text(*date, text),
					 told(p->arena, *date, f->read_at, ahead)));
	}
}

void details_token(const struct page *p, const struct token_facts *f)
{
	page_section(p, "Token");
	row(p, "form", form(p, f));
	row(p, "fault", token_phrase(token_fault_words, f->fault));
	row(p, "looks like", token_phrase(token_like_words, f->like));
	lists(p, f);
	texts(p, f);
	if (f->nonce)
		row(p, "nonce", "there is one, as in ID tokens");
	dates(p, f);
}

/* ---- refusals ---- */

static const char *named(struct arena *a, const char *before, const char *name, const char *text)
{
	return text == NULL ? before
			    : arena_printf(a, "%s%s%s %s", before, *before != '\0' ? ", " : "",
					   name, text);
}

const char *token_refusal_in_words(struct arena *a, struct bytes challenge)
{
	struct token_refusal r;
	const char *all;

	if (!token_refusal_read(a, challenge, &r))
		return NULL;
	all = named(a, "", "status", r.status);
	all = named(a, all, "schemes", r.schemes);
	all = named(a, all, "wants scope", r.scope);
	return named(a, all, "configuration at", r.configuration);
}

/* way_text.c - which way of sending this is, for people */
#include "report/way.h"

#include "interpret/facts.h"
#include "interpret/way.h"
#include "know/provider.h"

#include <string.h>

/* ---- below the verdict ---- */

/* The right to send is a matter of the way, and so is a login where there is none. That one logs in
 * at a provider, the header says. */
static bool is_about_the_way(const struct way_found *f, const struct finding *cause)
{
	if (cause->stage == STAGE_AUTH)
		return f->way->login != WAY_LOGIN_NEEDED;
	return cause->stage == STAGE_ENVELOPE || cause->stage == STAGE_MESSAGE ||
	       (cause->of_case != NULL && strcmp(cause->of_case, "no-login-here") == 0);
}

/* "title", or "title (likely)". */
static const char *title(const struct page *p, const struct way_found *f)
{
	if (f->certainty == CERTAINTY_CERTAIN || f->rival != NULL)
		return f->title;
	return arena_printf(p->arena, "%s (%s)", f->title, certainty_names[f->certainty]);
}

/* What would tell two ways apart is mail; where some was offered, that has been done. */
static bool mail_was_offered(const struct way_found *f)
{
	const struct stage *st = session_stage(f->session, STAGE_ENVELOPE);

	return st != NULL && st->envelope != NULL && st->envelope->recipients.n > 0;
}

void way_rows(const struct page *p, const struct interpretation *i, int label, int body)
{
	const struct way_found *f = i->way;
	const struct way_need_seen *unmet;

	if (f == NULL || i->verdict.status != VERDICT_FAILED ||
	    !is_about_the_way(f, i->verdict.finding))
		return;
	page_labelled(p, label, "way of sending", body, title(p, f));
	unmet = way_unmet(f);
	if (f->rival != NULL && !way_takes_no_login(f) && !mail_was_offered(f))
		page_labelled(p, label, "what tells", body, f->tells);
	else if (f->rival == NULL && unmet != NULL)
		page_labelled(p, label, "not met", body, unmet->text);
}

/* ---- with -v ---- */

enum { LABEL = 2, BODY = 17 };

static void row(const struct page *p, const char *label, bool first, const char *text)
{
	page_labelled(p, LABEL, first ? label : "", BODY, text);
}

static void why(const struct page *p, const struct way_found *f)
{
	LIST_EACH (const struct bytes_item, it, &f->why)
		row(p, "seen", &it->item == f->why.first, text_safe(p->arena, it->b));
}

static void needs(const struct page *p, const struct way_found *f)
{
	static const enum mark marks[] = {
		[WAY_NOT_SEEN] = MARK_NONE, [WAY_MET] = MARK_OK, [WAY_NOT_MET] = MARK_FAIL};
	enum { MARKED = 7 };

	LIST_EACH (const struct way_need_seen, n, &f->needs) {
		const char *seen = n->evidence.n == 0 ? "" : text_safe(p->arena, n->evidence);

		page_marked(p, marks[n->state], n->text);
		if (n->state != WAY_NOT_SEEN && *seen != '\0')
			page_paragraph(p, MARKED, seen);
		if (n->fix != NULL)
			page_paragraph(p, MARKED, arena_printf(p->arena, "do this: %s", n->fix));
	}
}

static void facts(const struct page *p, const char *label, const struct list *l)
{
	LIST_EACH (const struct fact, it, l)
		row(p, label, &it->item == l->first,
		    arena_printf(p->arena, "%s [%s, %s]", it->text, it->source, it->as_of));
}

/* What the way says of limits, else what the provider does. */
static void limits(const struct page *p, const struct way *w, const struct record *r,
		   const struct knowledge *k)
{
	const struct provider *by = r->provider == NULL ? NULL : provider_by_id(k, r->provider);

	if (w->limits.n > 0)
		facts(p, "limits", &w->limits);
	else if (by != NULL)
		facts(p, "limits", &by->limits);
}

static void sources(const struct page *p, const struct way *w)
{
	LIST_EACH (const struct profile_reference, ref, &w->references)
		row(p, "source", &ref->item == w->references.first,
		    arena_printf(p->arena, "%s (as of %s)", ref->source, ref->as_of));
}

void way_details(const struct page *p, const struct interpretation *i, const struct record *r,
		 const struct knowledge *k)
{
	enum { SHOWN = 3 };
	const struct way_found *f = i->way;
	const char *others;

	if (f == NULL)
		return;
	page_section(p, arena_printf(p->arena, "Way of sending: %s  (%s)", f->title,
				     certainty_names[f->certainty]));
	page_paragraph(p, LABEL, f->way->meaning);
	why(p, f);
	if (f->rival != NULL)
		row(p, "what tells", true, f->tells);
	needs(p, f);
	facts(p, "cannot", &f->way->cannot);
	limits(p, f->way, r, k);
	others = way_instead(p->arena, k, f->way, false, SHOWN);
	if (others != NULL)
		row(p, "instead", true, others);
	sources(p, f->way);
}

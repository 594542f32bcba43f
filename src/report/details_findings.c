/* What was found, and what was said, in full. */
#include "report/details.h"

#include "base/text.h"
#include "report/publish_text.h"
#include "report/words.h"

/* ---- findings ---- */

enum { PART = 4, PART_BODY = 17 };

static void part(const struct page *p, const char *label, bool first, const char *text)
{
	page_labelled(p, PART, first ? label : "", PART_BODY, text);
}

static void ranked(const struct page *p, const char *label, const struct list *l)
{
	LIST_EACH (const struct string_item, it, l) {
		part(p, label, &it->item == l->first, it->s);
	}
}

static void evidence(const struct page *p, const struct list *l)
{
	LIST_EACH (const struct evidence, e, l) {
		part(p, "seen", &e->item == l->first, text_safe(p->arena, e->text));
	}
}

static void settings(const struct page *p, const struct list *l)
{
	LIST_EACH (const struct program_setting, s, l) {
		part(p, "settings", &s->item == l->first,
		     arena_printf(p->arena, "%s: %s", s->program, s->setting));
	}
}

static void references(const struct page *p, const struct list *l)
{
	LIST_EACH (const struct reference, r, l) {
		part(p, "source", &r->item == l->first,
		     r->as_of == NULL
			     ? r->source
			     : arena_printf(p->arena, "%s (as of %s)", r->source, r->as_of));
	}
}

static void finding(const struct page *p, const struct finding *f)
{
	page_marked(p, severity_mark(f->severity),
		    arena_printf(p->arena, "%s  (%s, %s)", f->id, certainty_names[f->certainty],
				 owner_of(f)));
	page_paragraph(p, PART, f->title);
	if (f->session != NULL)
		part(p, "where", true, session_title(p->arena, f->session));
	if (f->root != NULL)
		part(p, "follows from", true, f->root->id);
	part(p, "means", true, f->meaning);
	evidence(p, &f->evidence);
	ranked(p, "causes", &f->causes);
	ranked(p, "fixes", &f->fixes);
	settings(p, &f->settings);
	publish_rows(p, f, PART, PART_BODY);
	references(p, &f->references);
}

void details_findings(const struct page *p, const struct interpretation *i)
{
	page_section(p, "Findings");
	LIST_EACH (const struct finding, f, &i->findings) {
		finding(p, f);
	}
}

/* ---- transcripts ---- */

static void spoken(const struct page *p, const struct transcript_line *l)
{
	static const char *const arrows[2][2] = {{"<-", "->"}, {"<~", "~>"}};

	page_labelled(p, 0, arena_printf(p->arena, "%9.1f %s", l->at_ms, arrows[l->tls][l->sent]),
		      13, text_safe(p->arena, l->text));
}

void details_transcript(const struct page *p, const struct session *s)
{
	if (s->transcript.n == 0 || s->purpose == SESSION_TLS_SUITES)
		return;
	page_section(p, arena_printf(p->arena, "Transcript of %s", session_title(p->arena, s)));
	LIST_EACH (const struct transcript_line, l, &s->transcript) {
		spoken(p, l);
	}
}

void details_transcripts(const struct page *p, const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions)
		details_transcript(p, s);
}

/* summary_text.c - a summary for people: what fails most and who must act, then the rest */
#include "base/clock.h"
#include "report/page.h"
#include "report/summary_parts.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

enum {
	LABEL = 2,
	BODY = 19,
	CAUSES_SHOWN = 10,
	PARTIES_SHOWN = 15,
	MEMBERS_SHOWN = 3,
	ENDS_SHOWN = 5,
	NAME_COLUMNS = 24,
	COUNT_COLUMNS = 9,
	TROUBLE_MIN = 10,
	GAP = 2,
};

static bool wants_all(const struct page *p)
{
	return p->options->verbosity > 0;
}

static const char *number(const struct page *p, uint64_t n, const char *one)
{
	return arena_printf(p->arena, "%" PRIu64 " %s%s", n, one, n == 1 ? "" : "s");
}

/* "12 %", "0.3 %", and never all or none where it is only nearly so */
static const char *share(const struct page *p, uint64_t n, uint64_t all)
{
	double percent = 100.0 * (double)n / (double)all;

	if (percent < 0.1)
		return "under 0.1 %";
	if (percent > 99 && n < all)
		return "over 99 %";
	return arena_printf(p->arena, percent < 10 && n < all ? "%.1f %%" : "%.0f %%", percent);
}

static const char *span(const struct page *p, double ms)
{
	return ms < 999.5 ? arena_printf(p->arena, "%.0f ms", ms)
			  : arena_printf(p->arena, "%.1f s", ms / 1000);
}

/* ---- how many ---- */

static void counts(const struct page *p, const struct summary *s)
{
	const struct summary_counts c = summary_counts(s);
	const char *line = number(p, c.all, "result");

	for (int i = 0; i < STATUSES; i++)
		line = arena_printf(p->arena, "%s%s %lu %s", line, i == 0 ? ":" : ",",
				    c.of[worst_first[i]], verdict_status_names[worst_first[i]]);
	page_title(p, line);
	if (s->older > 0)
		page_paragraph(p, 0,
			       arena_printf(p->arena,
					    "%s left out: of the same target the newest counts",
					    number(p, s->older, "older result")));
	if (s->unread > 0)
		page_paragraph(p, 0,
			       arena_printf(p->arena, "%" PRIu64 " unreadable: see the lines above",
					    s->unread));
}

/* ---- causes ---- */

static void members(const struct page *p, const struct cause *c)
{
	size_t most = wants_all(p) ? SUMMARY_MEMBERS : MEMBERS_SHOWN;
	struct list names = {0};
	const char *line;

	for (size_t i = 0; i < c->members.n && i < most; i++)
		list_add_string(&names, p->arena, c->members.at[i].name);
	line = page_joined(p, &names);
	if (c->n > names.n)
		line = arena_printf(p->arena, "%s and %" PRIu64 " more", line,
				    c->n - (uint64_t)names.n);
	page_labelled(p, LABEL, c->n == 1 ? "target" : "targets", BODY, line);
}

static void advice(const struct page *p, const struct finding *f)
{
	const struct string_item *fix = (const void *)f->fixes.first;

	if (f->owner != OWNER_NOBODY)
		page_labelled(p, LABEL, "who must act", BODY, owner_of(f));
	if (fix != NULL && f->owner != OWNER_NOBODY)
		page_labelled(p, LABEL, "do this", BODY, fix->s);
}

static void cause(const struct page *p, const struct summary *s, const struct cause *c)
{
	const struct finding f = cause_words(s, p->arena, c);
	const char *title = f.title != NULL ? f.title : f.id;
	uint64_t all = summary_counts(s).all;

	page_marked(p, verdict_mark(c->status),
		    arena_printf(p->arena, "%" PRIu64 " (%s): %s%s", c->n, share(p, c->n, all),
				 title,
				 c->status == VERDICT_OK || c->certainty == CERTAINTY_CERTAIN
					 ? ""
					 : arena_printf(p->arena, " (%s)",
							certainty_names[c->certainty])));
	if (c->status == VERDICT_OK && !wants_all(p))
		return;
	if (c->status != VERDICT_OK)
		advice(p, &f);
	members(p, c);
}

/* What is not shown, in a line. */
static void more(const struct page *p, size_t n, const char *one, uint64_t results)
{
	if (results > 0)
		page_paragraph(p, 0,
			       arena_printf(p->arena, "and %s (%s): see -v", number(p, n, one),
					    number(p, results, "result")));
}

static void causes(const struct page *p, const struct summary *s)
{
	const struct cause *others = tally_others(s->causes);
	uint64_t left = 0;
	size_t n, shown;
	const struct cause **c = summary_causes(s, p->arena, &n);

	shown = wants_all(p) || n <= CAUSES_SHOWN + 1 ? n : CAUSES_SHOWN;
	for (size_t i = 0; i < shown; i++)
		cause(p, s, c[i]);
	for (size_t i = shown; i < n; i++)
		left += c[i]->n;
	more(p, n - shown, "other cause", left);
	if (others != NULL)
		page_paragraph(p, 0,
			       arena_printf(p->arena, "%s of more causes than are told apart (%d)",
					    number(p, others->n, "result"), SUMMARY_NAMES));
}

/* ---- tags and providers ---- */

struct party_list {
	const struct party **of;
	size_t n, shown;
	int name, trouble; /* columns */
	const char *none, *others;
};

static const char *party_name(const struct party_list *l, const struct party *p)
{
	if (p->item.name == NULL)
		return l->others;
	return *p->item.name == '\0' ? l->none : p->item.name;
}

static void fit(const struct page *p, struct party_list *l, const char *what)
{
	int widest = (int)strlen(what), left;

	for (size_t i = 0; i < l->shown; i++) {
		int columns = (int)text_columns(party_name(l, l->of[i]));

		widest = columns > widest ? columns : widest;
	}
	l->name = widest < NAME_COLUMNS ? widest : NAME_COLUMNS;
	left = p->options->columns - l->name - STATUSES * COUNT_COLUMNS - GAP;
	l->trouble = wants_all(p) ? INT_MAX : left > TROUBLE_MIN ? left : TROUBLE_MIN;
}

static void heads(const struct page *p, const struct party_list *l, const char *what)
{
	const char *line = page_padded(p, what, l->name);

	for (int i = 0; i < STATUSES; i++)
		line = arena_printf(p->arena, "%s%*s", line, COUNT_COLUMNS,
				    verdict_status_names[worst_first[i]]);
	page_section(p, arena_printf(p->arena, "%s%*smostly", line, GAP, ""));
}

static void party(const struct page *p, const struct party_list *l, const struct party *of)
{
	const struct trouble *t = party_trouble(of);

	buf_str(p->out, page_padded(p, party_name(l, of), l->name));
	for (int i = 0; i < STATUSES; i++)
		buf_printf(p->out, "%*" PRIu64, COUNT_COLUMNS, of->of[worst_first[i]]);
	if (t != NULL)
		buf_printf(p->out, "%*s%s", GAP, "", page_fitted(p, t->item.name, l->trouble));
	buf_char(p->out, '\n');
}

static void parties(const struct page *p, const struct tally *t, const char *what, const char *none,
		    const char *others)
{
	struct party_list l = {.none = none, .others = others};
	uint64_t left = 0;

	if (!summary_has_names(t))
		return;
	l.of = summary_parties(t, p->arena, &l.n);
	l.shown = wants_all(p) || l.n <= PARTIES_SHOWN + 1 ? l.n : PARTIES_SHOWN;
	fit(p, &l, what);
	heads(p, &l, what);
	for (size_t i = 0; i < l.shown; i++)
		party(p, &l, l.of[i]);
	for (size_t i = l.shown; i < l.n; i++)
		left += party_count(l.of[i]);
	more(p, l.n - l.shown, arena_printf(p->arena, "other %s", what), left);
}

/* ---- certificates ---- */

/* "3 ended, 12 end within 14 days" */
static const char *ends(const struct page *p, const struct summary *s)
{
	const char *const words[CERT_ENDS] = {
		[CERT_ENDED] = "ended",
		[CERT_CRITICAL] = arena_printf(p->arena, "within %d days", s->days.critical),
		[CERT_WARN] = arena_printf(p->arena, "within %d days", s->days.warn),
		[CERT_SOON] = arena_printf(p->arena, "within %d days", SOON_DAYS),
		[CERT_LATER] = "later",
		[CERT_UNSEEN] = "not seen",
	};
	struct list parts = {0};

	for (int i = 0; i < CERT_ENDS; i++)
		if (s->ends[i] > 0)
			list_add_string(
				&parts, p->arena,
				arena_printf(p->arena, "%" PRIu64 " %s", s->ends[i], words[i]));
	return page_joined(p, &parts);
}

static void certificates(const struct page *p, const struct summary *s)
{
	size_t most = wants_all(p) ? SUMMARY_ENDS : ENDS_SHOWN;

	if (s->ends[CERT_UNSEEN] == summary_counts(s).all)
		return;
	page_labelled(p, 0, "certificates end", BODY, ends(p, s));
	for (size_t i = 0; i < s->next_ends.n && i < most; i++) {
		const struct first *f = &s->next_ends.at[i];
		char date[CLOCK_TEXT_SIZE];

		clock_text(f->rank, date);
		page_labelled(p, LABEL, i == 0 ? "next" : "", BODY,
			      arena_printf(p->arena, "%.10s  %s", date, f->name));
	}
}

/* ---- times ---- */

static void times(const struct page *p, const struct summary *s)
{
	page_labelled(p, 0, "time for each", BODY,
		      arena_printf(p->arena, "half within %s, 95 %% within %s, the slowest %s",
				   span(p, durations_share(&s->durations, 0.5)),
				   span(p, durations_share(&s->durations, 0.95)),
				   span(p, s->durations.worst)));
	if (s->late > 0)
		page_labelled(p, 0, "this machine", BODY,
			      arena_printf(p->arena,
					   "was busy and up to %s late in %s: their times are not "
					   "those of the servers; try fewer --jobs",
					   span(p, s->late_worst), number(p, s->late, "result")));
}

void summary_text(struct buf *out, struct summary *s, const struct report_options *o)
{
	const struct page p = {.arena = arena_new(), .out = out, .options = o};

	counts(&p, s);
	if (o->verbosity >= 0 && summary_counts(s).all > 0) {
		buf_char(out, '\n');
		causes(&p, s);
		parties(&p, s->tags, "tag", "(none)", "(all other tags)");
		parties(&p, s->providers, "provider", "(not known)", "(all others)");
		buf_char(out, '\n');
		certificates(&p, s);
		times(&p, s);
	}
	arena_free(p.arena);
}

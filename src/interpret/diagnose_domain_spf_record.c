/* The domain's own SPF record: is it there, is it one, and does it say what it should? */
#include "interpret/diagnose_domain_spf.h"

#include "base/piece.h"
#include "interpret/diagnose_domain_mx.h"
#include "record/words.h"

enum { UDP_TEXT_MAX = 450 }; /* RFC 7208 section 3.4: what surely fits a packet of 512 octets */
enum { TERM_SHOWN = 32 };    /* of a term in a title; the whole is in the evidence */

/* ---- there is none ---- */

static const char *first_record(const struct spf_case *x)
{
	const struct provider *p = mx_provider(x->s);

	if (x->s->mx.null_mx)
		return "v=spf1 -all";
	if (p == NULL)
		return "v=spf1 mx ~all";
	return p->spf.n == 0
		       ? NULL
		       : arena_printf(x->d->arena, "v=spf1 include:%s ~all",
				      ((const struct string_item *)(const void *)p->spf.first)->s);
}

static void diagnose_missing(struct spf_case *x)
{
	struct place at = spf_at(x, x->s->domain, NULL);
	bool silent = x->s->mx.null_mx;
	struct finding *f = silent ? found_case(&at, "spf-missing", "sends-nothing", ONCE)
				   : found(&at, "spf-missing", ONCE);

	show(&at, f, "dns", "%s TXT: no record that begins with \"v=spf1\"", x->s->domain);
	publish(&at, f, PUBLISH_ADD, x->s->domain, "TXT", first_record(x),
		silent ? NULL
		       : "put in whatever else sends for the domain (web server, newsletters, "
			 "invoices) in front of ~all");
}

/* ---- it is none ---- */

/* As it was meant, but for "+all": nobody was permitted by it so far. */
static const char *almost_draft(struct arena *a, const char *meant)
{
	struct spf_record *r = ARENA_NEW(a, struct spf_record);
	struct spf_draft draft;

	spf_record_read(a, piece_of(meant), r);
	draft = spf_draft_of(a, r, NULL);
	return r->all != NULL && r->all->qualifier == SPF_PASS ? spf_draft_text(&draft, NULL)
							       : meant;
}

static void diagnose_almost(struct spf_case *x)
{
	const struct spf_almost *first = (const void *)x->s->spf.almost.first;
	struct place at = spf_at(x, x->s->domain, first->what);
	struct finding *f = found(&at, "spf-not-recognised", ONCE);

	LIST_EACH (const struct spf_almost, it, &x->s->spf.almost)
		show(&at, f, "dns", "%s TXT \"%s\": %s", x->s->domain, spf_shown(&at, it->text),
		     it->what);
	if (x->s->spf.almost.n == 1 && first->meant != NULL)
		publish(&at, f, PUBLISH_REPLACE, x->s->domain, "TXT",
			almost_draft(x->d->arena, first->meant), NULL);
}

/* ---- there are several ---- */

static void diagnose_several(struct spf_case *x)
{
	struct place at = spf_at(x, x->s->domain, NULL);
	struct finding *f;

	at.why = arena_printf(x->d->arena, "%zu", x->root->texts.n);
	f = found(&at, "spf-several-records", ONCE);
	LIST_EACH (const struct bytes_item, it, &x->root->texts)
		show(&at, f, "dns", "%s TXT \"%s\"", x->s->domain, spf_shown(&at, it->b));
	spf_mends(x, f);
}

/* ---- its text ---- */

static const char *fault_of(const struct spf_case *x, const struct spf_term *t)
{
	return arena_printf(x->d->arena, "%s at character %d", t->fault, t->fault_at + 1);
}

/* "": nobody knows, or it belongs to the term before it. */
static const char *likely_meant(const struct spf_case *x, const struct spf_term *t)
{
	return t->meant == NULL || *t->meant == '\0'
		       ? ""
		       : arena_printf(x->d->arena, "; probably \"%s\" is meant", t->meant);
}

static void diagnose_syntax(struct spf_case *x)
{
	struct place at = spf_at(x, x->s->domain, NULL);
	struct finding *f;

	if (x->root->faulty == NULL)
		return;
	at.why = shortened(x->d->arena, x->root->faulty->text, TERM_SHOWN);
	f = found(&at, "spf-syntax", ONCE);
	show_spf_record(&at, f, x->root);
	LIST_EACH (const struct spf_term, t, &x->root->terms)
		if (t->fault != NULL)
			show(&at, f, "note", "\"%s\": %s%s", spf_shown(&at, t->text),
			     fault_of(x, t), likely_meant(x, t));
	spf_mends(x, f);
}

static const char *why_unread(const struct spf_term *t)
{
	if (t->odd != NULL)
		return t->odd;
	return t->kind == SPF_REDIRECT ? "a redirect counts only where there is no \"all\""
				       : "behind \"all\" nothing is read";
}

static bool is_unread(const struct spf_term *t)
{
	return t->fault == NULL && (t->odd != NULL || (t->ignored && t->kind != SPF_ALL));
}

static void diagnose_unread(struct spf_case *x)
{
	const struct place at = spf_at(x, x->s->domain, NULL);
	struct finding *f = NULL;

	LIST_EACH (const struct spf_term, t, &x->root->terms) {
		if (!is_unread(t))
			continue;
		f = found(&at, "spf-unreachable-terms", ONCE);
		show_spf_record(&at, f, x->root);
		show(&at, f, "note", "\"%s\": %s", spf_shown(&at, t->text), why_unread(t));
	}
	if (f != NULL)
		spf_mends(x, f);
}

static void diagnose_ptr(struct spf_case *x)
{
	const struct place at = spf_at(x, x->s->domain, NULL);

	LIST_EACH (const struct spf_term, t, &x->root->terms)
		if (t->kind == SPF_PTR && !t->ignored)
			show_spf_record(&at, found(&at, "spf-ptr", ONCE), x->root);
}

static void diagnose_end(struct spf_case *x)
{
	const struct place at = spf_at(x, x->s->domain, NULL);
	struct finding *f = NULL;

	if (x->root->all == NULL && x->root->redirect == NULL) {
		f = found(&at, "spf-no-end", ONCE);
		spf_mends(x, f);
	} else if (x->root->all != NULL && x->root->all->qualifier == SPF_NEUTRAL) {
		f = found_case(&at, "spf-no-end", "neutral", ONCE);
		f->severity = SEVERITY_NOTICE;
	}
	if (f != NULL)
		show_spf_record(&at, f, x->root);
}

static void diagnose_length(struct spf_case *x)
{
	struct place at = spf_at(x, x->s->domain, NULL);

	if (x->root->text.n <= UDP_TEXT_MAX)
		return;
	at.why = arena_printf(x->d->arena, "%zu", x->root->text.n);
	show_spf_record(&at, found(&at, "spf-too-long", ONCE), x->root);
}

static void diagnose_text(struct spf_case *x)
{
	diagnose_syntax(x);
	diagnose_unread(x);
	diagnose_ptr(x);
	diagnose_end(x);
	diagnose_length(x);
}

/* ---- no answer ---- */

static void diagnose_unanswered(struct spf_case *x)
{
	struct place at = spf_at(x, x->s->domain, NULL);

	at.why = no_answer(x->root->query);
	show(&at, found(&at, "spf-lookup-failed", PER_NAME), "dns", "%s TXT: %s", x->s->domain,
	     at.why);
}

void diagnose_spf_record(struct spf_case *x)
{
	switch (x->root->state) {
	case SPF_NO_RECORD:
		if (x->s->spf.almost.n > 0)
			diagnose_almost(x);
		else
			diagnose_missing(x);
		break;
	case SPF_SEVERAL:
		diagnose_several(x);
		break;
	case SPF_NO_ANSWER:
		diagnose_unanswered(x);
		break;
	case SPF_FOUND:
		diagnose_text(x);
		break;
	default:
		break; /* no such domain: the MX part says so */
	}
}

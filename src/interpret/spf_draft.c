#include "interpret/spf_draft.h"

#include "base/piece.h"
#include "domain/spf_meant.h"

static void put(struct spf_draft *d, struct list *into, const char *text)
{
	if (!list_has_string(into, text))
		list_add_string(into, d->arena, text);
}

/* Of "-all", "~all" and "?all"; a redirect says nothing of it. */
static int mildness(const char *end)
{
	const char *at = strchr("-~?", *end);

	return at == NULL ? -1 : (int)strlen("-~?") - (int)strlen(at);
}

static void put_end(struct spf_draft *d, const char *text)
{
	if (d->end == NULL || mildness(text) > mildness(d->end))
		d->end = text;
}

/* "+all" is no end that anybody should be given; beside another "all" a redirect is nothing. */
static void put_word(struct spf_draft *d, struct bytes word, bool corrected)
{
	struct spf_term *t = spf_term_read(d->arena, word, 0);
	bool everybody = t->kind == SPF_ALL && t->qualifier == SPF_PASS;

	spf_term_meant(d->arena, t);
	/* A correction that wants another is none. */
	d->known = d->known && !(corrected && t->odd != NULL);
	d->changed |= everybody;
	if (t->kind == SPF_ALL || t->kind == SPF_REDIRECT)
		put_end(d, everybody ? "~all" : t->text.p);
	else
		put(d, spf_is_mechanism(t) ? &d->terms : &d->behind, t->text.p);
}

/* What was meant may be several terms, or none. */
static void put_term(struct spf_draft *d, const struct spf_term *t)
{
	struct bytes rest = piece_of(t->meant != NULL ? t->meant : t->text.p);

	d->known = d->known && (t->fault == NULL || t->meant != NULL);
	d->changed |= t->meant != NULL;
	d->lookups += t->cost.lookups;
	while (rest.n > 0) {
		struct bytes word = piece_until(rest, " ");

		if (word.n > 0)
			put_word(d, word, t->meant != NULL);
		rest = piece_from(rest, word.n + 1);
	}
}

static bool is_useless(const struct spf_term *t, bool (*useless)(const struct spf_term *t))
{
	return useless != NULL && t->fault == NULL && useless(t);
}

static bool is_dropped(const struct spf_term *t, bool (*useless)(const struct spf_term *t))
{
	return t->ignored || t->repeated || is_useless(t, useless);
}

/* A record of which nothing is left was to permit somebody: who, nobody can say. */
struct spf_draft spf_draft_of(struct arena *a, const struct spf_record *r,
			      bool (*useless)(const struct spf_term *t))
{
	struct spf_draft d = {.arena = a, .known = !r->left_out};
	bool emptied = false;

	LIST_EACH (const struct spf_term, t, &r->terms) {
		if (is_dropped(t, useless))
			d.changed = true;
		else
			put_term(&d, t);
		emptied |= is_useless(t, useless);
	}
	d.known = d.known && !(emptied && d.terms.n == 0);
	d.changed |= d.end == NULL;
	d.end = d.end != NULL ? d.end : "~all";
	return d;
}

/* A redirect counts only where no "all" is: beside one it becomes an include. */
static void take_redirect(struct spf_draft *d, const struct spf_record *r)
{
	if (r->redirect != NULL && !r->redirect->ignored && r->redirect->domain.n > 0)
		put(d, &d->terms, arena_printf(d->arena, "include:%s", r->redirect->domain.p));
}

struct spf_draft spf_draft_merge(struct arena *a, const struct list *texts)
{
	struct spf_draft d = {.arena = a, .known = true, .changed = true};

	LIST_EACH (const struct bytes_item, it, texts) {
		struct spf_record *r = ARENA_NEW(a, struct spf_record);
		struct spf_draft one;

		spf_record_read(a, it->b, r);
		one = spf_draft_of(a, r, NULL);
		d.known &= one.known;
		LIST_EACH (const struct string_item, term, &one.terms)
			put(&d, &d.terms, term->s);
		LIST_EACH (const struct string_item, term, &one.behind)
			put(&d, &d.behind, term->s);
		take_redirect(&d, r);
		if (r->all != NULL)
			put_end(&d, one.end);
	}
	d.end = d.end != NULL ? d.end : "~all";
	return d;
}

/* Terms that are sound by themselves may still not stand together. */
static bool is_sound(struct arena *a, const char *text)
{
	struct spf_record *r = ARENA_NEW(a, struct spf_record);

	spf_record_read(a, piece_of(text), r);
	return r->faulty == NULL;
}

const char *spf_draft_text(const struct spf_draft *d, const char *more)
{
	struct buf out = {0};
	const char *text;

	if (!d->known)
		return NULL;
	buf_str(&out, "v=spf1");
	LIST_EACH (const struct string_item, it, &d->terms)
		buf_printf(&out, " %s", it->s);
	if (more != NULL && !list_has_string(&d->terms, more))
		buf_printf(&out, " %s", more);
	if (d->end != NULL)
		buf_printf(&out, " %s", d->end);
	LIST_EACH (const struct string_item, it, &d->behind)
		buf_printf(&out, " %s", it->s);
	text = arena_copy(d->arena, out.p, out.n);
	buf_free(&out);
	return is_sound(d->arena, text) ? text : NULL;
}

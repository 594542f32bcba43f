/* What ESMTP inspection hides: the mask keeps the length of a word, and another list of the same
 * server, after TLS or from a port that is not inspected, has the word itself. */
#include "interpret/inspection.h"

#include "interpret/facts.h"
#include "know/box.h"
#include "smtp/caps.h"

#include <string.h>

/* Candidates that a sentence can carry, masks that a page can, and the longest that hides a word
 * and its parameters; a list may be made to look like a thousand masks. */
enum { NAMED_MAX = 6, MASKS_MAX = 12, MASK_LENGTH_MAX = 80 };

/* ---- another list of the same server ---- */

struct source {
	const struct list *caps; /* NULL: there is none */
	const char *name;	 /* of where it comes from */
};

static const struct list *readable(const struct list *caps)
{
	return caps != NULL && !caps_masked(caps) ? caps : NULL;
}

static bool same_server(const struct session *a, const struct session *b)
{
	return text_casecmp(a->host, b->host) == 0;
}

/* What comes inside TLS nobody has masked; so has a list that shows no mask. */
static struct source other_list(const struct place *at)
{
	const struct list *own = readable(final_capabilities(at->session));

	if (own != NULL)
		return (struct source){own, "the list after TLS"};
	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct place there = {.d = at->d, .session = s};
		const struct list *caps = readable(first_capabilities(s));

		if (s != at->session && caps != NULL && same_server(s, at->session))
			return (struct source){caps, arena_printf(at->d->arena, "the list of %s",
								  place_name(&there))};
	}
	return (struct source){0};
}

/* ---- the words behind a mask ---- */

/* Parameters are part of what is hidden where the mask covers the line. */
static bool fits(struct bytes word, size_t length)
{
	const char *blank = memchr(word.p, ' ', word.n);

	return word.n == length || (blank != NULL && (size_t)(blank - word.p) == length);
}

static bool has_line(const struct list *caps, struct bytes line)
{
	LIST_EACH (const struct bytes_item, it, caps)
		if (bytes_same(it->b, line))
			return true;
	return false;
}

static const struct box *inspector(const struct knowledge *k)
{
	LIST_EACH (const struct box, b, knowledge_boxes(k))
		if (strcmp(b->id, "cisco-esmtp") == 0)
			return b;
	return NULL;
}

/* Its default policy leaves that keyword alone. */
static bool passes(const struct box *b, struct bytes line)
{
	const char *blank = memchr(line.p, ' ', line.n);

	if (blank != NULL)
		line.n = (size_t)(blank - line.p);
	if (b != NULL)
		LIST_EACH (const struct string_item, it, &b->passes)
			if (bytes_is(line, it->s))
				return true;
	return false;
}

/* The firewall leaves lines where they are: in a list of as many, that which stands in the place of
 * the mask; {0} where it does not fit. */
static struct bytes word_in_place(const struct list *masked, const struct list *other,
				  const struct bytes_item *mask)
{
	const struct bytes_item *word = (const void *)other->first;

	if (other->n != masked->n)
		return (struct bytes){0};
	LIST_EACH (const struct bytes_item, it, masked) {
		if (it == mask)
			break;
		word = (const void *)word->item.next;
	}
	return fits(word->b, mask->b.n) && !has_line(masked, word->b) ? word->b : (struct bytes){0};
}

/* Lines of that length that the masked list lacks: "HELP or LIMITS"; "" where there are none. */
static const char *words_of_list(const struct place *at, const struct list *masked,
				 const struct list *other, size_t length, bool passing)
{
	const struct box *b = inspector(at->d->know);
	const char *all = "";
	int n = 0;

	LIST_EACH (const struct bytes_item, it, other)
		if (fits(it->b, length) && !has_line(masked, it->b) &&
		    passes(b, it->b) == passing && n++ < NAMED_MAX)
			all = arena_printf(
				at->d->arena, "%s%s%s", all, *all == '\0' ? "" : " or ",
				text_safe(at->d->arena, (struct bytes){it->b.p, length}));
	return all;
}

/* Registered words of that length, but for those that stand there in the open. */
static const char *words_of_registry(const struct place *at, const struct list *masked,
				     size_t length)
{
	const struct box *b = inspector(at->d->know);
	const struct list *lists[] = {b == NULL ? NULL : &b->hides, b == NULL ? NULL : &b->passes};
	const char *all = "";
	int n = 0;

	for (size_t i = 0; b != NULL && i < sizeof(lists) / sizeof(lists[0]); i++)
		LIST_EACH (const struct string_item, it, lists[i])
			if (strlen(it->s) == length && !caps_has(masked, it->s) && n++ < NAMED_MAX)
				all = arena_printf(at->d->arena, "%s%s%s", all,
						   *all == '\0' ? "" : ", ", it->s);
	return all;
}

static const char *hidden_word(const struct place *at, const struct list *masked,
			       const struct bytes_item *mask, const struct list *other)
{
	struct bytes word = word_in_place(masked, other, mask);
	const char *words;

	if (word.n > 0)
		return text_safe(at->d->arena, word);
	words = words_of_list(at, masked, other, mask->b.n, false);
	return *words != '\0' ? words : words_of_list(at, masked, other, mask->b.n, true);
}

static void show_hidden(const struct place *at, struct finding *f, const struct list *masked,
			const struct bytes_item *mask, const struct source *other)
{
	const char *shown = text_safe(at->d->arena, mask->b);
	const char *word = other->caps == NULL ? "" : hidden_word(at, masked, mask, other->caps);

	if (*word != '\0') {
		show(at, f, "note", "%s hides %s (%zu letters), as %s says", shown, word, mask->b.n,
		     other->name);
		return;
	}
	word = words_of_registry(at, masked, mask->b.n);
	show(at, f, "note", "%s hides a word of %zu letters%s%s", shown, mask->b.n,
	     *word == '\0' ? "" : ", one of ", word);
}

static void show_masks(const struct place *at, struct finding *f)
{
	const struct list *caps = first_capabilities(at->session);
	struct source other;
	int n = 0;

	if (caps == NULL || !caps_masked(caps))
		return;
	other = other_list(at);
	LIST_EACH (const struct bytes_item, it, caps)
		if (caps_is_mask(it->b) && it->b.n <= MASK_LENGTH_MAX && n++ < MASKS_MAX)
			show_hidden(at, f, caps, it, &other);
}

/* ---- where the firewall is ---- */

static bool greeted(const struct session *s)
{
	return session_passed(s, STAGE_BANNER);
}

/* Another port or address of the same server that is left alone. */
static void show_untouched(const struct place *at, struct finding *f)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct place there = {.d = at->d, .session = s};

		if (is_primary(s) && s != at->session && same_server(s, at->session) &&
		    s->mode != TLS_MODE_IMPLICIT && first_capabilities(s) != NULL &&
		    !session_inspected(s))
			show(at, f, "note", "%s is not rewritten", place_name(&there));
	}
}

/* Strangers on the same port, in clear: rewritten too, or not. */
static const struct session *stranger(const struct place *at, bool inspected)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions)
		if (s->purpose == SESSION_CONTROL && s->port == at->session->port && greeted(s) &&
		    hosts_unrelated(s->host, at->session->host) &&
		    session_inspected(s) == inspected)
			return s;
	return NULL;
}

static struct finding *at_one_end(const struct place *at, const char *end,
				  const struct session *other, const char *words)
{
	const struct place there = {.d = at->d, .session = other};
	struct finding *f = found_case(at, "middlebox-cisco-esmtp", end, ONCE);

	show(at, f, "note", "%s, %s, is %s", other->host, place_name(&there), words);
	return f;
}

struct finding *found_inspection(const struct place *at)
{
	const struct session *same = stranger(at, true), *clean = stranger(at, false);
	struct finding *f;

	if (same != NULL)
		f = at_one_end(at, "this-end", same, "rewritten in the same way");
	else if (clean != NULL)
		f = at_one_end(at, "other-end", clean, "not rewritten on the same port");
	else
		f = found(at, "middlebox-cisco-esmtp", ONCE);
	show_masks(at, f);
	show_untouched(at, f);
	return f;
}

bool refused_by_inspection(const struct place *at, const struct reply *reply)
{
	const struct entry *e = knowledge_entry(at->d->know, "middlebox-cisco-esmtp");

	return reply->text.n > 0 &&
	       (bytes_has(reply->text, "XXXX") ||
		(e != NULL && e->when.text != NULL &&
		 knowledge_match(at->d->know, e->when.text, reply->text.p, reply->text.n)));
}

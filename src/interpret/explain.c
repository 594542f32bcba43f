#include "interpret/explain.h"

#include "interpret/cases.h"
#include "interpret/hints.h"
#include "interpret/mask.h"
#include "interpret/match.h"
#include "interpret/named.h"
#include "interpret/service_ids.h"
#include "interpret/settings.h"
#include "interpret/wording.h"
#include "know/hint.h"
#include "know/way.h"

#include <string.h>

/* ---- one finding ---- */

/* Where in a line the words that tell begin: at the last word from which on it still fits. */
static size_t telling_word(const struct knowledge *k, const struct entry *e, const char *line,
			   size_t n)
{
	enum { FAR = 2000 };
	size_t end = n < FAR ? n : FAR;

	for (size_t at = end; at > 0; at--)
		if (line[at - 1] == ' ' && knowledge_match(k, e->client.text, line + at, n - at))
			return at;
	return 0;
}

/* A long line from a little before the words that tell: what is shown of it is cut at its end. */
static struct bytes from_telling_word(struct arena *a, const struct knowledge *k,
				      const struct entry *e, const char *line, size_t n)
{
	enum { LONG = 160, BEFORE = 60 };
	size_t at = n <= LONG ? 0 : telling_word(k, e, line, n);

	if (at <= BEFORE)
		return bytes_copy(a, line, n);
	for (at -= BEFORE; line[at - 1] != ' ';)
		at++;
	return bytes_str(a, arena_printf(a, "... %.*s", (int)(n - at), line + at));
}

/* Of what a program printed the line that tells; all of it where no single one does. */
static struct bytes telling_line(struct arena *a, const struct knowledge *k, const struct entry *e,
				 struct bytes words)
{
	size_t n;

	for (const char *p = words.p; p != NULL && *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, "\n");
		if (e->client.text != NULL && knowledge_match(k, e->client.text, p, n))
			return from_telling_word(a, k, e, p, n);
	}
	return words;
}

/* "535 5.7.8 words", or the words of a program. */
static struct bytes said(struct arena *a, const struct knowledge *k, const struct entry *e,
			 const struct explanation *x)
{
	struct buf out = {0};
	struct bytes text;

	if (e->client.rank == CLIENT_FIRST)
		return telling_line(a, k, e, mask_secrets(a, x->of->words));
	if (x->reply.code == 0 && x->reply.enhanced == NULL)
		return telling_line(a, k, e, x->reply.text);
	if (x->reply.code != 0)
		buf_printf(&out, "%d ", x->reply.code);
	if (x->reply.enhanced != NULL)
		buf_printf(&out, "%s ", x->reply.enhanced);
	buf_add(&out, x->reply.text.p, x->reply.text.n);
	text = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

static void show_words(struct arena *a, const struct knowledge *k, struct finding *f,
		       const struct entry *entry, const struct explanation *x)
{
	struct evidence *e = ARENA_NEW(a, struct evidence);

	e->text = said(a, k, entry, x);
	e->text.n = text_squeeze(e->text.p, e->text.n); /* programs indent */
	e->kind = entry->client.rank == CLIENT_FIRST	      ? "note"
		  : x->reply.text.n > 0 || x->reply.code != 0 ? "reply"
							      : "note";
	list_append(&f->evidence, e);
}

/* What its support asks for may stand far behind the words that tell. */
static void show_service_ids(struct arena *a, struct finding *f, const struct explanation *x)
{
	const struct service_ids ids = service_ids_in(a, x->of->words);
	const char *line = service_ids_line(a, &ids);
	struct evidence *e;

	if (line == NULL || strstr(f->id, "entra-") != f->id)
		return;
	e = ARENA_NEW(a, struct evidence);
	e->text = bytes_str(a, line);
	e->kind = "note";
	list_append(&f->evidence, e);
}

/* Not the words of a program alone. */
static bool is_reply(const struct explanation *x)
{
	return x->reply.code != 0 || x->reply.enhanced != NULL;
}

/* A text that fits another provider's words is no proof where nobody knows who spoke; words of a
 * program prove what the entry says they do, and a server's words without their code may be those
 * of anything: "500 Internal Server Error" is of the web, too. */
static enum certainty certainty_of(const struct explanation *x, const struct match *m)
{
	static const enum certainty most[] = {
		[CLIENT_AS_SEEN] = CERTAINTY_CERTAIN,
		[CLIENT_POSSIBLE] = CERTAINTY_POSSIBLE,
		[CLIENT_LIKELY] = CERTAINTY_LIKELY,
	};
	enum certainty c = m->entry->certainty;
	enum certainty cap = m->sure ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY;

	if (!is_reply(x) && m->entry->client.text == NULL)
		cap = CERTAINTY_LIKELY < cap ? CERTAINTY_LIKELY : cap;
	else if (!is_reply(x) && most[m->entry->client.certainty] < cap)
		cap = most[m->entry->client.certainty];
	return c < cap ? c : cap;
}

/* Whose certificate it was stands in the words. */
static void name_the_box(struct arena *a, const struct knowledge *k, struct finding *f,
			 const struct entry *e, const struct wording *w)
{
	const struct evidence *words = (const void *)f->evidence.first;
	enum certainty before = f->certainty;
	struct wording with = *w;
	const struct box *b;

	if (strcmp(f->id, "cert-intercepted") != 0)
		return;
	b = box_of_issuer(k, arena_copy(a, words->text.p, words->text.n));
	if (b == NULL || !box_inspects(b))
		return;
	with.box = b->title;
	finding_take_case(a, f, e, interception_case(b), &with);
	finding_take_box(a, f, b);
	f->certainty = f->certainty < before ? f->certainty : before;
}

static void add_finding(struct arena *a, const struct knowledge *k, struct explanation *x,
			const struct match *m, const struct wording *w, int stage)
{
	struct finding *f = ARENA_NEW(a, struct finding);
	const struct entry *e = m->entry;
	struct client said = match_words(e, is_reply(x));
	struct wording with = *w;

	with.know = k;
	with.way = way_of_finding(k, e->id, x->provider);
	w = &with;
	f->id = e->id;
	f->severity = e->severity;
	f->certainty = certainty_of(x, m);
	f->owner = e->owner;
	f->title = wording_fill(a, w, said.title);
	f->meaning = wording_fill(a, w, said.meaning);
	f->causes = wording_fill_all(a, w, &said.causes);
	f->fixes = wording_fill_all(a, w, &said.fixes);
	f->settings = settings_for(a, k, e->settings);
	f->references = e->references;
	f->also = e->also;
	f->session_index = -1;
	f->stage = stage;
	show_words(a, k, f, e, x);
	show_service_ids(a, f, x);
	name_the_box(a, k, f, e, w);
	list_append(&x->findings, f);
}

/* ---- one item ---- */

/* Words before the code may be the server's, too: of a reply of several lines only the last had its
 * code left. */
static struct reply with_words(struct arena *a, const struct paste_item *it)
{
	struct reply r = it->reply;
	struct buf all = {0};

	buf_add(&all, it->words.p, it->words.n);
	buf_char(&all, '\n');
	buf_add(&all, it->reply.text.p, it->reply.text.n);
	r.text = bytes_copy(a, all.p, all.n);
	buf_free(&all);
	return r;
}

static bool says_nothing(const struct matches *m)
{
	return m->n == 0 || match_is_general(m->best[0].entry);
}

static void match_item(struct arena *a, const struct knowledge *k, const struct paste_item *it,
		       struct match_query *q, struct matches *m)
{
	struct reply more;
	struct matches second;

	match_ranked(a, k, q, m);
	if (!says_nothing(m) || it->words.n == 0)
		return;
	more = it->reply.text.p == it->words.p ? it->reply : with_words(a, it);
	if (more.enhanced == NULL && more.code == 0)
		more.enhanced = it->reported;
	q->reply = &more;
	match_ranked(a, k, q, &second);
	if (second.n == 0 || (m->n > 0 && says_nothing(&second)))
		return;
	second.reply = m->reply;
	*m = second;
}

/* Who may have spoken; the reply's own marks count more, and match.c looks for them. */
static const char *provider_of(struct arena *a, const struct knowledge *k,
			       const struct paste_item *it, const struct explain_context *context)
{
	const struct provider *p;

	if (context->provider != NULL || it->provider != NULL)
		return context->provider != NULL ? context->provider : it->provider;
	p = hint_provider(a, k, it->words);
	return p == NULL ? NULL : p->id;
}

/* Where it was said: what somebody knows, what the transcript shows, what the words hint at, those
 * of the reply's own line first. */
static struct explain_context place_of(const struct knowledge *k, const struct paste_item *it,
				       const struct explain_context *context)
{
	const struct hint *hint;

	if (context->stage >= 0)
		return *context;
	if (it->stage >= 0)
		return (struct explain_context){.stage = it->stage, .command = it->command};
	hint = hint_in(k, it->input);
	if (hint == NULL)
		hint = hint_in(k, it->words);
	if (hint == NULL)
		return (struct explain_context){.stage = -1};
	return (struct explain_context){.stage = hint->stage, .command = hint->command};
}

/* A connection that came to nothing because the provider, `w`'s, does not have that port: the words
 * name both. To a program that wants to send that is no notice. */
static void add_port_not_offered(struct arena *a, const struct knowledge *k, struct explanation *x,
				 const struct wording *w, const struct matches *m)
{
	static const char *const silent[] = {"net-connect-timeout", "net-connect-refused",
					     "net-connect-failed", NULL};
	struct match here = {.entry = knowledge_entry(k, "net-port-not-offered"), .sure = true};
	struct finding *f;

	if (m->n == 0 || here.entry == NULL || w->record->provider == NULL ||
	    name_find(silent, m->best[0].entry->id) < 0 ||
	    provider_not_offered(w->provider, w->port) == NULL)
		return;
	add_finding(a, k, x, &here, w, STAGE_TCP);
	f = (struct finding *)(void *)x->findings.last;
	f->severity = SEVERITY_ERROR;
	f->certainty = CERTAINTY_LIKELY;
	f->owner = OWNER_YOU;
}

/* Whose server it is, by what was said, else by its name. */
static void place_wording(const struct knowledge *k, struct record *facts, const struct matches *m,
			  const struct named *named, struct wording *w)
{
	const struct provider *p = named->host == NULL ? NULL : provider_by_host(k, named->host);

	facts->provider = m->provider != NULL ? m->provider : p != NULL ? p->id : NULL;
	facts->host = named->host;
	facts->user = named->user;
	w->port = named->port;
	w->provider =
		facts->provider == NULL ? provider_generic(k) : provider_by_id(k, facts->provider);
}

static struct explanation *explain_item(struct arena *a, const struct knowledge *k,
					const struct paste_item *it,
					const struct explain_context *context)
{
	struct explanation *x = ARENA_NEW(a, struct explanation);
	struct record *facts = ARENA_NEW(a, struct record);
	const struct explain_context place = place_of(k, it, context);
	struct match_query q = {
		.reply = &it->reply,
		.stage = place.stage,
		.command = place.command,
		.provider = provider_of(a, k, it, context),
		.words = it->words.n > 0 ? it->words : bytes_str(a, " "),
	};
	struct matches m;
	struct named named = named_read(a, it->words);
	struct wording w = {.record = facts, .from = named.from};

	match_item(a, k, it, &q, &m);
	x->of = it;
	x->reply = m.reply;
	x->reply.text = mask_secrets(a, m.reply.text);
	x->stage = place.stage;
	x->provider = m.provider;
	place_wording(k, facts, &m, &named, &w);
	add_port_not_offered(a, k, x, &w, &m);
	for (size_t i = 0; i < m.n; i++)
		if (i == 0 || !match_is_general(m.best[i].entry))
			add_finding(a, k, x, &m.best[i], &w, place.stage);
	x->way = m.n == 0 ? NULL : way_of_finding(k, m.best[0].entry->id, x->provider);
	return x;
}

const struct finding *explanation_finding(const struct explanation *x)
{
	if (x->verdict != NULL)
		return x->verdict->finding;
	return (const struct finding *)(const void *)x->findings.first;
}

int explanation_weight(const struct knowledge *k, const struct explanation *x)
{
	const struct finding *f = explanation_finding(x);
	const struct entry *e = knowledge_entry(k, f->id);

	return 2 * (int)f->severity + (e != NULL && match_is_general(e) ? 0 : 1);
}

static bool seen(const struct list *done, const struct explanation *x)
{
	LIST_EACH (const struct explanation, other, done)
		if (strcmp(explanation_finding(other)->id, explanation_finding(x)->id) == 0)
			return true;
	return false;
}

/* Behind its equals. */
static void insert(const struct knowledge *k, struct list *done, struct explanation *x)
{
	struct list behind = {0}, before = {0};
	struct explanation *next;

	for (struct explanation *other = (void *)done->first; other != NULL; other = next) {
		next = (void *)other->item.next;
		list_append(explanation_weight(k, other) >= explanation_weight(k, x) ? &before
										     : &behind,
			    other);
	}
	list_append(&before, x);
	for (struct explanation *other = (void *)behind.first; other != NULL; other = next) {
		next = (void *)other->item.next;
		list_append(&before, other);
	}
	*done = before;
}

struct list explain_items(struct arena *a, const struct knowledge *k, const struct list *items,
			  const struct explain_context *context)
{
	struct list done = {0};

	LIST_EACH (const struct paste_item, it, items) {
		struct explanation *x = explain_item(a, k, it, context);

		if (x->findings.n > 0 && !seen(&done, x))
			insert(k, &done, x);
	}
	return done;
}

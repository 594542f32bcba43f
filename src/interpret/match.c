#include "interpret/match.h"

#include "interpret/quoted.h"
#include "know/codes.h"
#include "know/needs.h"
#include "know/provider.h"
#include "smtp/reply.h"

#include <string.h>

/* What an entry knows about what was said, the weakest first. */
enum rank {
	RANK_NONE,
	RANK_STAGE, /* only where it was said */
	RANK_FIRST_DIGIT,
	RANK_SUBJECT, /* what "4.7.0" says alone */
	RANK_CODE,
	RANK_ENHANCED,
	RANK_PROVIDER_CODE,
	RANK_CLIENT_BESIDE, /* what a program says beside a reply */
	RANK_TEXT,
	RANK_CLIENT, /* ... where it tells of no reply */
	RANK_PROVIDER_ENHANCED,
	RANK_PROVIDER_TEXT,
	RANK_CLIENT_FIRST, /* ... of what went before any reply: no token, and then a login */
};

/* A reply as the entries see it. */
struct subject {
	const struct knowledge *know;
	int code, stage;
	const char *enhanced, *text, *command;
	const struct provider *provider;	   /* NULL: unknown */
	const char *words;			   /* of a program, NULL: none */
	const struct haystack *text_in, *words_in; /* both for patterns */
	bool told; /* the text is such words, too: no reply is known */
};

static bool stage_fits(const struct when *w, int stage)
{
	if (stage == STAGE_EHLO_AGAIN) /* the catalogue need not tell the two EHLOs apart */
		return stage_fits(w, STAGE_EHLO) || (w->stages & (1U << STAGE_EHLO_AGAIN));
	if (stage == STAGE_MESSAGE) /* nor mail that is refused at RCPT from what is at DATA */
		return stage_fits(w, STAGE_ENVELOPE) || (w->stages & (1U << STAGE_MESSAGE));
	return w->stages == 0 || stage < 0 || (w->stages & (1U << stage));
}

static bool command_fits(const struct when *w, const char *command)
{
	return w->commands.n == 0 || command == NULL || list_has_string(&w->commands, command);
}

static bool place_fits(const struct when *w, const struct subject *s)
{
	return stage_fits(w, s->stage) && command_fits(w, s->command);
}

/* How little a pattern leaves open: its characters but for the x. */
static int exactness(const char *pattern)
{
	int n = 0;

	for (; pattern != NULL && *pattern != '\0'; pattern++)
		n += *pattern != 'x';
	return n;
}

/* A code that was swallowed may have been any, of the class that the enhanced code names. */
static bool code_fits(const char *pattern, const struct subject *s)
{
	if (s->code != 0)
		return code_matches(pattern, s->code);
	return s->enhanced == NULL || *pattern == *s->enhanced;
}

/* "535" before "53x" before "5xx"; NULL where none fits. */
static const char *code_pattern(const struct when *w, const struct subject *s)
{
	const char *best = NULL;

	LIST_EACH (struct string_item, it, &w->codes)
		if (code_fits(it->s, s) && (best == NULL || exactness(it->s) > exactness(best)))
			best = it->s;
	return best;
}

/* "5.7.139" before "x.7.139" before "x.7.x"; NULL where none fits. */
static const char *enhanced_pattern(const struct when *w, const char *enhanced)
{
	const char *best = NULL;

	LIST_EACH (struct string_item, it, &w->enhanced)
		if (enhanced_matches(it->s, enhanced) &&
		    (best == NULL || exactness(it->s) > exactness(best)))
			best = it->s;
	return best;
}

/* "4.7.0" and "4.7.x" name a subject and no more. */
static bool names_subject(const char *enhanced)
{
	size_t n = strlen(enhanced);

	return enhanced[n - 1] == 'x' || (enhanced[n - 2] == '.' && enhanced[n - 1] == '0');
}

/* A subject says less than a reply code, but both together say more. */
static enum rank rank_of_enhanced(const char *enhanced, const char *code)
{
	bool combined = code != NULL && exactness(code) == 3;

	return names_subject(enhanced) && !combined ? RANK_SUBJECT : RANK_ENHANCED;
}

static enum rank rank_of(const struct when *w, const char *code, const char *enhanced,
			 bool provider)
{
	if (w->text != NULL)
		return provider ? RANK_PROVIDER_TEXT : RANK_TEXT;
	if (enhanced != NULL)
		return provider ? RANK_PROVIDER_ENHANCED : rank_of_enhanced(enhanced, code);
	if (code != NULL && exactness(code) > 1)
		return provider ? RANK_PROVIDER_CODE : RANK_CODE;
	return code != NULL ? RANK_FIRST_DIGIT : RANK_STAGE;
}

/* Among entries of one rank: those of another provider, perhaps, come last, those of another stage,
 * perhaps, after others; numbers are better the less they leave open. Texts are equals, and the
 * catalogue's order decides. */
static int detail_of(const struct when *w, const struct subject *s, const char *code,
		     const char *enhanced)
{
	bool elsewhere = w->providers.n > 0 && s->provider == NULL;
	bool named = s->provider != NULL && list_has_string(&w->providers, s->provider->id);
	int detail = (elsewhere ? 0 : 32) + (place_fits(w, s) ? 16 : 0) + (named ? 8 : 0);

	if (w->text != NULL)
		return detail;
	return detail + exactness(enhanced != NULL ? enhanced : code);
}

static int points(enum rank rank, int detail)
{
	return 64 * (int)rank + detail;
}

/* Only a text is worth more than where it was said, and that only where we have it from hearsay. */
static bool place_counts(const struct when *w, const struct subject *s)
{
	return w->text == NULL || s->words == NULL;
}

/* A number that was swallowed tells no more than its class. */
static bool known(const struct subject *s, const char *code, enum rank rank)
{
	if (rank == RANK_CODE || rank == RANK_PROVIDER_CODE)
		return s->code != 0;
	if (rank == RANK_FIRST_DIGIT)
		return s->code != 0 || (s->enhanced != NULL && exactness(code) == 1);
	return true;
}

/* 0: does not apply. The cheap questions come first, the pattern last. */
static int score_reply(const struct entry *e, const struct subject *s)
{
	const struct when *w = &e->when;
	const char *code = code_pattern(w, s);
	const char *enhanced = enhanced_pattern(w, s->enhanced);
	bool provider = w->providers.n > 0 && s->provider != NULL;
	enum rank rank = rank_of(w, code, enhanced, provider);

	if (!entry_has_when(e) || (place_counts(w, s) && !place_fits(w, s)))
		return 0;
	if ((w->codes.n > 0 && code == NULL) || (w->enhanced.n > 0 && enhanced == NULL))
		return 0;
	if (provider && !provider_is_among(s->provider, &w->providers))
		return 0;
	if (w->providers.n > 0 && !provider && rank != RANK_TEXT)
		return 0; /* numbers mean different things at different providers */
	if (!known(s, code, rank))
		return 0;
	if (w->text != NULL && !knowledge_match_in(s->know, w->text, s->text_in))
		return 0;
	return points(rank, detail_of(w, s, code, enhanced));
}

static enum rank rank_of_client(const struct entry *e, const struct subject *s)
{
	switch (e->client.rank) {
	case CLIENT_FIRST:
		return RANK_CLIENT_FIRST;
	case CLIENT_LAST: /* still better than words that mail servers use, too */
		return s->told ? RANK_CLIENT : RANK_FIRST_DIGIT;
	case CLIENT_USUAL:
		break;
	}
	return s->told ? RANK_CLIENT : RANK_CLIENT_BESIDE;
}

static int detail_of_client(const struct entry *e, const struct subject *s)
{
	if (e->client.rank == CLIENT_LAST)
		return 0;
	return place_fits(&e->when, s) ? 48 : 32;
}

static int score_client(const struct entry *e, const struct subject *s)
{
	/* "Authentication failed" beside a 451 is not the password */
	if (!s->told && e->when.codes.n > 0 && code_pattern(&e->when, s) == NULL)
		return 0;
	if (e->client.text == NULL || s->words == NULL ||
	    !knowledge_match_in(s->know, e->client.text, s->words_in))
		return 0;
	return points(rank_of_client(e, s), detail_of_client(e, s));
}

static int score(const struct entry *e, const struct subject *s)
{
	int said = score_reply(e, s), told = score_client(e, s);

	return said > told ? said : told;
}

/* The best entries, each with its points. */
struct ranking {
	struct {
		const struct entry *entry;
		int points;
	} at[MATCHES_MAX];
	size_t n;
};

/* Behind its equals: they stand before it in the catalogue. */
static void insert(struct ranking *r, const struct entry *e, int n)
{
	size_t to = r->n;

	if (to == MATCHES_MAX && r->at[to - 1].points >= n)
		return;
	r->n += to < MATCHES_MAX;
	for (to = r->n - 1; to > 0 && r->at[to - 1].points < n; to--)
		r->at[to] = r->at[to - 1];
	r->at[to].entry = e;
	r->at[to].points = n;
}

/* What one provider means by the number, whatever the words. */
static bool number_of_provider(const struct entry *e)
{
	return e->when.providers.n > 0 && e->when.text == NULL;
}

/* That says more than the words do where it names what they mean to everybody in its `also`:
 * "authentication failed" at Microsoft 365 is rarely the password. */
static void number_before_plain_words(struct ranking *r)
{
	for (size_t i = 1; i < r->n; i++) {
		const struct entry *e = r->at[i].entry;

		if (number_of_provider(e) && list_has_string(&e->also, r->at[0].entry->id)) {
			r->at[i] = r->at[0];
			r->at[0].entry = e;
			return;
		}
	}
}

static struct ranking rank_entries(struct subject *s)
{
	struct haystack text, words;
	struct ranking r = {.n = 0};

	haystack_make(&text, s->text, strlen(s->text));
	s->text_in = &text;
	if (s->words != NULL)
		haystack_make(&words, s->words, strlen(s->words));
	s->words_in = &words;

	LIST_EACH (struct entry, e, knowledge_entries(s->know)) {
		int n = score(e, s);

		if (n > 0)
			insert(&r, e, n);
	}
	number_before_plain_words(&r);
	return r;
}

/* ---- wrapped replies ---- */

/* Who speaks: the text's own marks beat what was assumed before, unless they tell no more than the
 * software that somebody runs. */
static const struct provider *provider_of(struct arena *a, const struct knowledge *k,
					  const struct match_query *q)
{
	const struct provider *p = provider_by_text(k, text_safe(a, q->reply->text));

	if (p == NULL && q->words.n > 0)
		p = provider_by_text(k, text_safe(a, q->words));
	if ((p == NULL || p->kind == KIND_SOFTWARE) && q->provider != NULL)
		p = provider_by_id(k, q->provider);
	return p == provider_generic(k) ? NULL : p;
}

/* The last reply inside a reply's text (rule 2: the innermost is the real one). */
static bool nested(struct arena *a, const char *text, struct reply *r)
{
	struct quoted q;

	if (!quoted_innermost(text, &q))
		return false;
	return reply_read(a, arena_printf(a, "%d %s", q.code, q.text), r);
}

/* ... unless it says nothing and the wrapper does: "554 no such user: 550 rejected". */
static bool inner_wins(const struct ranking *inner, const struct ranking *outer)
{
	if (inner->n == 0 || outer->n == 0)
		return inner->n > 0;
	return !match_is_general(inner->at[0].entry) || match_is_general(outer->at[0].entry);
}

static void put_down(struct matches *m, const struct ranking *r)
{
	m->n = r->n;
	for (size_t i = 0; i < r->n; i++) {
		const struct entry *e = r->at[i].entry;

		m->best[i].entry = e;
		m->best[i].sure = e->when.providers.n == 0 || m->provider != NULL;
	}
}

void match_ranked(struct arena *a, const struct knowledge *k, const struct match_query *q,
		  struct matches *m)
{
	struct reply words = {.text = q->words}, inner;
	struct subject s = {
		.know = k,
		.code = q->reply->code,
		.stage = q->stage,
		.enhanced = q->reply->enhanced,
		.text = match_normalise(a, k, q->reply),
		.command = q->command,
		.provider = provider_of(a, k, q),
		.words = q->words.n == 0 ? NULL : match_normalise(a, k, &words),
		.told = q->words.n > 0 && q->reply->text.p == q->words.p,
	};
	struct ranking outer_ranking, inner_ranking;
	const char *text = s.text;

	*m = (struct matches){.reply = *q->reply,
			      .provider = s.provider == NULL ? NULL : s.provider->id};
	outer_ranking = rank_entries(&s);
	if (nested(a, text, &inner)) {
		/* it was said elsewhere: neither stage nor command holds for it */
		s.code = inner.code;
		s.stage = -1;
		s.enhanced = inner.enhanced;
		s.text = match_normalise(a, k, &inner);
		s.command = NULL;
		s.told = false;
		inner_ranking = rank_entries(&s);
		if (inner_wins(&inner_ranking, &outer_ranking)) {
			m->reply = inner;
			outer_ranking = inner_ranking;
		}
	}
	put_down(m, &outer_ranking);
}

const struct entry *match_reply(const struct knowledge *k, const struct match_query *q)
{
	struct arena *a = arena_new();
	struct matches m;

	match_ranked(a, k, q, &m);
	arena_free(a);
	return m.n == 0 ? NULL : m.best[0].entry;
}

bool match_is_general(const struct entry *e)
{
	if (!entry_has_when(e))
		return e->client.rank == CLIENT_LAST;
	return e->when.text == NULL && e->when.providers.n == 0 && e->when.stages == 0;
}

struct client match_words(const struct entry *e, bool reply)
{
	struct client c = reply ? (struct client){0} : e->client;

	if (c.title == NULL)
		c.title = e->title;
	if (c.meaning == NULL)
		c.meaning = e->meaning;
	if (c.causes.n == 0)
		c.causes = e->causes;
	if (c.fixes.n == 0)
		c.fixes = e->fixes;
	return c;
}

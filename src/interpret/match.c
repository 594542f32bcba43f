#include "interpret/match.h"

#include "know/codes.h"
#include "know/provider.h"
#include "smtp/reply.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* What an entry knows about a reply, the weakest first. */
enum rank {
	RANK_NONE,
	RANK_STAGE, /* only where it was said */
	RANK_FIRST_DIGIT,
	RANK_SUBJECT, /* what "4.7.0" says alone */
	RANK_CODE,
	RANK_ENHANCED,
	RANK_TEXT,
	RANK_PROVIDER_ENHANCED,
	RANK_PROVIDER_TEXT,
};

/* A reply as the entries see it. */
struct subject {
	const struct knowledge *know;
	int code, stage;
	const char *enhanced, *text, *command;
	const char *provider; /* NULL: unknown */
};

static bool stage_fits(const struct when *w, int stage)
{
	if (stage == STAGE_EHLO_AGAIN) /* the catalogue need not tell the two EHLOs apart */
		return stage_fits(w, STAGE_EHLO) || (w->stages & (1U << STAGE_EHLO_AGAIN));
	return w->stages == 0 || stage < 0 || (w->stages & (1U << stage));
}

static bool command_fits(const struct when *w, const char *command)
{
	return w->commands.n == 0 || command == NULL || list_has_string(&w->commands, command);
}

/* How little a pattern leaves open: its characters but for the x. */
static int exactness(const char *pattern)
{
	int n = 0;

	for (; pattern != NULL && *pattern != '\0'; pattern++)
		n += *pattern != 'x';
	return n;
}

/* "535" before "53x" before "5xx"; NULL where none fits. */
static const char *code_pattern(const struct when *w, int code)
{
	const char *best = NULL;

	LIST_EACH (struct string_item, it, &w->codes)
		if (code_matches(it->s, code) &&
		    (best == NULL || exactness(it->s) > exactness(best)))
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
	if (code != NULL)
		return exactness(code) > 1 ? RANK_CODE : RANK_FIRST_DIGIT;
	return RANK_STAGE;
}

/* Among entries of one rank: those of another provider, perhaps, come last; numbers are better the
 * less they leave open. Texts are equals, and the catalogue's order decides. */
static int detail_of(const struct when *w, const char *code, const char *enhanced, bool provider)
{
	int confirmed = provider || w->providers.n == 0 ? 16 : 0;

	if (w->text != NULL)
		return confirmed;
	return confirmed + exactness(enhanced != NULL ? enhanced : code);
}

/* A status code may come without its reply: "5.7.1" in a bounce. */
static bool code_fits(const struct when *w, const struct subject *s, const char *code)
{
	return w->codes.n == 0 || code != NULL || (s->code == 0 && w->enhanced.n > 0);
}

/* 0: does not apply. The cheap questions come first, the pattern last. */
static int score(const struct when *w, const struct subject *s)
{
	const char *code = code_pattern(w, s->code);
	const char *enhanced = enhanced_pattern(w, s->enhanced);
	bool provider = w->providers.n > 0 && s->provider != NULL;
	enum rank rank = rank_of(w, code, enhanced, provider);

	if (!stage_fits(w, s->stage) || !command_fits(w, s->command))
		return 0;
	if (!code_fits(w, s, code) || (w->enhanced.n > 0 && enhanced == NULL))
		return 0;
	if (provider && !list_has_string(&w->providers, s->provider))
		return 0;
	if (w->providers.n > 0 && !provider && rank != RANK_TEXT)
		return 0; /* numbers mean different things at different providers */
	if (w->text != NULL && !knowledge_match(s->know, w->text, s->text, strlen(s->text)))
		return 0;
	return 64 * (int)rank + detail_of(w, code, enhanced, provider);
}

static const struct entry *best_entry(const struct subject *s)
{
	const struct entry *best = NULL;
	int highest = 0;

	LIST_EACH (struct entry, e, knowledge_entries(s->know)) {
		int points = entry_has_when(e) ? score(&e->when, s) : 0;

		if (points > highest) {
			highest = points;
			best = e;
		}
	}
	return best;
}

static bool nested_code(const char *p)
{
	return (p[0] == '4' || p[0] == '5') && isdigit((unsigned char)p[1]) &&
	       isdigit((unsigned char)p[2]) && (p[3] == ' ' || p[3] == '-');
}

/* "535 5.7.139 ...", the same class twice: no number in a sentence looks like that. */
static bool nested_with_enhanced(const char *p)
{
	return nested_code(p) && p[4] == p[0] && p[5] == '.' && isdigit((unsigned char)p[6]);
}

/* What programs put before the reply that they quote. */
static bool quoted(const char *text, const char *p)
{
	static const char *const marks[] = {"Error: ", "said: ", "<<< ", "exceeded - "};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i]);

		if ((size_t)(p - text) >= n && memcmp(p - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

/* The last reply inside a reply's text, or NULL (rule 2: the innermost is the real one). */
static const char *innermost(const char *text)
{
	const char *found = NULL;

	for (const char *p = text; *p != '\0'; p++) {
		bool word = p == text || !isalnum((unsigned char)p[-1]);

		if (word && (nested_with_enhanced(p) || (nested_code(p) && quoted(text, p))))
			found = p;
	}
	return found;
}

/* Who speaks: the text's own marks beat what was assumed before. */
static const char *provider_of(struct arena *a, const struct knowledge *k, const struct reply *r,
			       const char *assumed)
{
	const struct provider *p = provider_by_text(k, text_safe(a, r->text));

	if (p == NULL)
		p = assumed == NULL ? NULL : provider_by_id(k, assumed);
	return p == NULL || p == provider_generic(k) ? NULL : p->id;
}

static const struct entry *match_text(struct arena *a, const struct knowledge *k,
				      const struct match_query *q)
{
	struct subject outer = {
		.know = k,
		.code = q->reply->code,
		.stage = q->stage,
		.enhanced = q->reply->enhanced,
		.text = match_normalise(a, q->reply),
		.command = q->command,
		.provider = provider_of(a, k, q->reply, q->provider),
	};
	const char *nested = innermost(outer.text);
	const struct entry *found = NULL;
	struct reply r;

	if (nested != NULL && reply_read(a, nested, &r)) {
		/* it was said elsewhere: neither stage nor command holds for it */
		struct subject inner = {.know = k,
					.code = r.code,
					.stage = -1,
					.enhanced = r.enhanced,
					.text = match_normalise(a, &r),
					.provider = outer.provider};
		found = best_entry(&inner);
	}
	return found != NULL ? found : best_entry(&outer);
}

const struct entry *match_reply(const struct knowledge *k, const struct match_query *q)
{
	struct arena *a = arena_new();
	const struct entry *found = match_text(a, k, q);

	arena_free(a);
	return found;
}

bool match_is_general(const struct entry *e)
{
	return e->when.text == NULL && e->when.providers.n == 0 && e->when.stages == 0;
}

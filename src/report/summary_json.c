/* summary_json.c - a summary for programs (data/summary.schema.json) */
#include "report/finding_json.h"
#include "report/summary_parts.h"

static void counts(struct jsonw *w, const uint64_t of[STATUSES])
{
	jsonw_key(w, "counts");
	jsonw_begin_object(w);
	for (int i = 0; i < STATUSES; i++)
		number_json(w, verdict_status_names[worst_first[i]], (int64_t)of[worst_first[i]]);
	jsonw_end_object(w);
}

static void ms(struct jsonw *w, const char *key, double value)
{
	jsonw_key(w, key);
	jsonw_ms(w, value);
}

/* ---- causes ---- */

static void words(struct jsonw *w, const struct finding *f)
{
	const struct string_item *fix = (const void *)f->fixes.first;

	known_json(w, "title", f->title);
	known_json(w, "fix", fix == NULL ? NULL : fix->s);
}

static void members(struct jsonw *w, const struct cause *c)
{
	jsonw_key(w, "examples");
	jsonw_begin_array(w);
	for (size_t i = 0; i < c->members.n && i < SUMMARY_MEMBERS; i++)
		jsonw_text(w, c->members.at[i].name);
	jsonw_end_array(w);
}

static void cause(struct jsonw *w, const struct summary *s, struct arena *a, const struct cause *c,
		  uint64_t all)
{
	const struct finding f = cause_words(s, a, c);

	jsonw_begin_object(w);
	text_json(w, "status", verdict_status_names[c->status]);
	text_json(w, "finding", c->finding);
	known_json(w, "case", c->of_case);
	text_json(w, "owner", owner_names[c->owner]);
	text_json(w, "certainty", certainty_names[c->certainty]);
	number_json(w, "targets", (int64_t)c->n);
	ms(w, "percent", 100.0 * (double)c->n / (double)all);
	words(w, &f);
	members(w, c);
	jsonw_end_object(w);
}

static void causes(struct jsonw *w, const struct summary *s, struct arena *a, uint64_t all)
{
	const struct cause *others = tally_others(s->causes);
	size_t n;
	const struct cause **c = summary_causes(s, a, &n);

	jsonw_key(w, "causes");
	jsonw_begin_array(w);
	for (size_t i = 0; i < n; i++)
		cause(w, s, a, c[i], all);
	jsonw_end_array(w);
	if (others != NULL)
		number_json(w, "other_causes", (int64_t)others->n);
}

/* ---- tags and providers ---- */

static void party(struct jsonw *w, const char *what, const struct party *p)
{
	const struct trouble *t = party_trouble(p);

	jsonw_begin_object(w);
	if (p->item.name != NULL && *p->item.name != '\0')
		text_json(w, what, p->item.name);
	if (p->item.name == NULL) {
		jsonw_key(w, "others");
		jsonw_bool(w, true);
	}
	number_json(w, "targets", (int64_t)party_count(p));
	counts(w, p->of);
	if (t != NULL) {
		jsonw_key(w, "commonest");
		jsonw_begin_object(w);
		text_json(w, "finding", t->item.name);
		number_json(w, "targets", (int64_t)t->n);
		jsonw_end_object(w);
	}
	jsonw_end_object(w);
}

static void parties(struct jsonw *w, const char *key, const char *what, const struct tally *t)
{
	struct arena *a = arena_new();
	size_t n;
	const struct party **p = summary_parties(t, a, &n);

	jsonw_key(w, key);
	jsonw_begin_array(w);
	for (size_t i = 0; i < n; i++)
		party(w, what, p[i]);
	jsonw_end_array(w);
	arena_free(a);
}

/* ---- certificates and times ---- */

static void certificates(struct jsonw *w, const struct summary *s)
{
	static const char *const ends[CERT_ENDS] = {
		[CERT_ENDED] = "ended", [CERT_CRITICAL] = "critical",
		[CERT_WARN] = "warn",	[CERT_SOON] = "within_90_days",
		[CERT_LATER] = "later", [CERT_UNSEEN] = "not_seen"};

	jsonw_key(w, "certificates");
	jsonw_begin_object(w);
	number_json(w, "warn_days", s->days.warn);
	number_json(w, "critical_days", s->days.critical);
	for (int i = 0; i < CERT_ENDS; i++)
		number_json(w, ends[i], (int64_t)s->ends[i]);
	jsonw_key(w, "next");
	jsonw_begin_array(w);
	for (size_t i = 0; i < s->next_ends.n && i < SUMMARY_ENDS; i++) {
		jsonw_begin_object(w);
		text_json(w, "target", s->next_ends.at[i].name);
		jsonw_key(w, "end");
		jsonw_date(w, s->next_ends.at[i].rank);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
	jsonw_end_object(w);
}

static void times(struct jsonw *w, const struct summary *s)
{
	jsonw_key(w, "times");
	jsonw_begin_object(w);
	ms(w, "median_ms", durations_share(&s->durations, 0.5));
	ms(w, "p95_ms", durations_share(&s->durations, 0.95));
	ms(w, "worst_ms", s->durations.worst);
	jsonw_end_object(w);
	jsonw_key(w, "late");
	jsonw_begin_object(w);
	number_json(w, "targets", (int64_t)s->late);
	ms(w, "worst_ms", s->late_worst);
	jsonw_end_object(w);
}

void summary_json(struct buf *out, struct summary *s)
{
	struct jsonw w = {.out = out, .pretty = true};
	struct arena *a = arena_new();
	uint64_t all = summary_counts(s).all;

	jsonw_begin_object(&w);
	text_json(&w, "schema", "smtpscope.summary/1");
	number_json(&w, "targets", (int64_t)all);
	counts(&w, s->of);
	number_json(&w, "unreadable", (int64_t)s->unread);
	number_json(&w, "older", (int64_t)s->older);
	causes(&w, s, a, all);
	parties(&w, "tags", "tag", s->tags);
	parties(&w, "providers", "provider", s->providers);
	certificates(&w, s);
	times(&w, s);
	jsonw_end_object(&w);
	buf_char(out, '\n');
	arena_free(a);
}

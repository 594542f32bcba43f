/* What one session shows, as sights of its place. A login and an envelope happen once a run, at any
 * endpoint: they belong to the target. */
#include "interpret/compare_parts.h"

#include "base/clock.h"
#include "interpret/facts.h"
#include "interpret/path.h"
#include "record/words.h"

#include <string.h>

/* One session of one record, being looked at. */
struct look {
	struct comparing *c;
	size_t record;
	struct place *place;
	const struct session *session;
};

static const struct record *record_of(const struct look *l)
{
	return l->c->records[l->record].record;
}

static void sight(const struct look *l, enum difference_kind kind, const char *name,
		  const char *value, const char *text)
{
	compare_sight(l->c, l->record, l->place, kind, name, value, text);
}

/* ---- how far it gets ---- */

static const char *tcp_words(const struct stage *st)
{
	static const char *const ours[] = {
		[TCP_TIMEOUT] = "silent",
		[TCP_NO_ROUTE] = "without a route",
		[TCP_NO_FAMILY] = "of a family without an address here",
		[TCP_LOCAL_BLOCK] = "blocked by this machine",
		[TCP_LOCAL_ERROR] = "out of reach by an error of this machine",
	};
	enum tcp_class class = st->tcp != NULL ? st->tcp->class : TCP_TIMEOUT;

	if (class < sizeof(ours) / sizeof(ours[0]) && ours[class] != NULL)
		return ours[class];
	return tcp_class_words[class];
}

/* Who says so, where it is not the server. */
static const char *by_whom(const struct look *l, const struct stage *st)
{
	const char *who = st->tcp != NULL ? st->tcp->offender : NULL;

	return who == NULL || strcmp(who, l->session->address) == 0
		       ? ""
		       : arena_printf(l->c->arena, " by %s", who);
}

/* Where silence begins, as far as a trace shows. */
static const char *behind(const struct look *l)
{
	struct path p;

	if (record_of(l)->traces.n == 0 ||
	    !path_find(record_of(l), l->session->address, l->session->port, &p) || p.last == NULL ||
	    (p.shape != PATH_CUT && p.shape != PATH_UNKNOWN && p.shape != PATH_SAME_END))
		return "";
	return arena_printf(l->c->arena, " behind %s", hop_words(l->c->arena, p.last));
}

/* The stage by which the endpoint is not reached, or NULL. */
static const struct stage *unreached_at(const struct look *l)
{
	const struct stage *st = fatal_stage(l->session);

	return st != NULL && st->id <= STAGE_PROXY ? st : NULL;
}

static bool is_untested(const struct stage *st)
{
	return st->outcome == OUTCOME_NOT_TESTED || st->failure == FAILURE_INTERRUPTED ||
	       st->failure == FAILURE_LOCAL;
}

/* Of several addresses that are one place the worse counts. */
static void becomes(const struct look *l, const char *words, bool good)
{
	struct endpoint_outcome *o = &l->place->outcomes[l->record];
	bool reached = o->reached || session_open(l->session), offered = l->session->offered;

	if (o->words == NULL)
		*o = (struct endpoint_outcome){words, good, reached, offered};
	else if (good != o->good)
		*o = (struct endpoint_outcome){"not all addresses", false, reached, offered};
	o->reached = reached;
}

static void not_reached(const struct look *l, const struct stage *st)
{
	struct arena *a = l->c->arena;
	bool tcp = st->id == STAGE_TCP && st->failure == FAILURE_NET;
	const char *words = !tcp ? failure_in_words(a, st)
				 : arena_printf(a, "%s%s", tcp_words(st), by_whom(l, st));

	sight(l, DIFFERS_REACH, NULL, words, NULL);
	becomes(l, tcp ? arena_printf(a, "%s%s", words, behind(l)) : words, false);
}

/* Of stages that every session goes through. */
static bool is_of_all(const struct stage *st)
{
	return st->id > STAGE_PROXY && st->id < STAGE_AUTH;
}

static const char *const stage_words[] = {
	[STAGE_BANNER] = "the greeting",    [STAGE_EHLO] = "EHLO",
	[STAGE_STARTTLS] = "STARTTLS",	    [STAGE_TLS] = "TLS",
	[STAGE_EHLO_AGAIN] = "EHLO in TLS",
};

static void service_fails(const struct look *l, const struct stage *st)
{
	bool reply = st->failure == FAILURE_REPLY && st->reply.code != 0;
	const char *what = reply ? compare_reply_words(l->c->arena, &st->reply)
				 : failure_in_words(l->c->arena, st);
	const char *text = arena_printf(l->c->arena, "%s (%s)", stage_words[st->id],
					compare_short(l->c->arena, what));
	const char *value = reply ? compare_reply_value(l->c, l->record, &st->reply) : what;

	sight(l, DIFFERS_SERVICE, NULL,
	      arena_printf(l->c->arena, "%s: %s", stage_words[st->id], value), text);
	l->place->failed |= 1u << st->id;
	becomes(l, text, false);
}

static bool went_on(const struct session *s)
{
	LIST_EACH (const struct stage, st, &s->stages)
		if (is_of_all(st) && st->outcome == OUTCOME_PASS)
			return true;
	return false;
}

static void reached(const struct look *l)
{
	const struct stage *st = fatal_stage(l->session);

	if (!session_open(l->session))
		return;
	sight(l, DIFFERS_REACH, NULL, "open", NULL);
	if (st != NULL && is_of_all(st) && is_untested(st))
		return;
	if (st != NULL && is_of_all(st)) {
		service_fails(l, st);
	} else if (went_on(l->session)) {
		sight(l, DIFFERS_SERVICE, NULL, "works", NULL);
		becomes(l, "works", true);
	} else {
		becomes(l, "open", true);
	}
}

static void look_at_end(const struct look *l)
{
	const struct stage *st = unreached_at(l);

	if (st == NULL)
		reached(l);
	else if (!is_untested(st))
		not_reached(l, st);
}

/* ---- what it is told ---- */

/* "AUTH PLAIN LOGIN": in which order a server lists its words says nothing. */
static const char *sorted_words(struct arena *a, const char *line)
{
	enum { MOST = 64 };
	char *text = arena_str(a, line), *rest = text, *word;
	const char *words[MOST];
	size_t n = 0;

	while (n < MOST && (word = strsep(&rest, " ")) != NULL)
		if (*word != '\0')
			words[n++] = word;
	return rest == NULL ? compare_sorted(a, words, n, " ") : line;
}

/* "AUTH=LOGIN" of old servers is a keyword of its own: not all clients know it. */
static void look_at_keyword(const struct look *l, enum difference_kind kind, struct bytes line)
{
	struct arena *a = l->c->arena;
	char *text = text_safe(a, line);
	size_t n = strcspn(text, " =");
	char *name = arena_copy(a, text, n);

	for (char *p = name; *p != '\0'; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	sight(l, kind, compare_short(a, name),
	      arena_printf(a, "%s %s", name, text[n] == '\0' ? "" : sorted_words(a, text + n)),
	      text[n] == '\0' ? "offered" : text);
}

static void look_at_ehlo(const struct look *l, const struct stage *st)
{
	if (st->ehlo == NULL)
		return;
	LIST_EACH (const struct bytes_item, it, &st->ehlo->capabilities)
		look_at_keyword(l, st->id == STAGE_EHLO ? DIFFERS_EHLO : DIFFERS_EHLO_TLS, it->b);
}

static void look_at_banner(const struct look *l, const struct stage *st)
{
	if (st->reply.code != 0)
		sight(l, DIFFERS_BANNER, NULL, compare_reply_value(l->c, l->record, &st->reply),
		      compare_reply_words(l->c->arena, &st->reply));
}

/* ---- TLS ---- */

static const char *date(struct arena *a, int64_t ms)
{
	char text[CLOCK_TEXT_SIZE];

	return arena_copy(a, clock_text(ms, text), strlen("2026-11-21"));
}

static const char *or_nobody(const char *s)
{
	return s != NULL ? s : "nobody";
}

/* "CN=mx.example.org" of a name in RFC 4514's form, where a comma ends a part. */
static const char *first_part(struct arena *a, const char *name)
{
	size_t n = 0;

	while (name[n] != '\0' && name[n] != ',')
		n += name[n] == '\\' && name[n + 1] != '\0' ? 2 : 1;
	return compare_short(a, arena_copy(a, name, n));
}

static void look_at_certificate(const struct look *l, const struct certificate *c)
{
	enum { FINGERPRINT = 16 };
	struct arena *a = l->c->arena;

	sight(l, DIFFERS_CERTIFICATE, NULL, c->sha256,
	      arena_printf(a, "%s until %s, by %s, sha256 %.*s",
			   first_part(a, or_nobody(c->subject)), date(a, c->not_after),
			   first_part(a, or_nobody(c->issuer)), FINGERPRINT,
			   c->sha256 != NULL ? c->sha256 : ""));
}

static const char *trust_words(struct arena *a, const struct tls_facts *t)
{
	if (t->expired)
		return "expired";
	if (t->not_yet_valid)
		return "not yet valid";
	if (!t->name_ok)
		return "other name";
	if (!t->trusted)
		return arena_printf(a, "not trusted (%s)",
				    t->trust_fault != NULL ? t->trust_fault : "unknown");
	return "good";
}

/* The issuers on the way to the anchor; not the server's own. */
static void look_at_chain(const struct look *l, const struct tls_facts *t)
{
	enum { MOST = 8 };
	const char *value = "", *text = "";
	int n = 0;

	LIST_EACH (const struct chain_link, link, &t->verified) {
		if (n++ == 0)
			continue;
		if (n > MOST)
			break;
		value = arena_printf(l->c->arena, "%s %s", value, or_nobody(link->sha256));
		text = arena_printf(l->c->arena, "%s%s%s", text, *text == '\0' ? "" : "; ",
				    compare_short(l->c->arena, or_nobody(link->subject)));
	}
	sight(l, DIFFERS_CHAIN, NULL, value, text);
}

static void look_at_tls(const struct look *l, const struct stage *st)
{
	const struct tls_facts *t = st->tls;

	if (t == NULL)
		return;
	sight(l, DIFFERS_TLS_VERSION, NULL, t->version, NULL);
	sight(l, DIFFERS_CIPHER, NULL, t->cipher, NULL);
	if (t->chain.first == NULL)
		return;
	look_at_certificate(l, (const struct certificate *)(const void *)t->chain.first);
	if (t->judged) {
		sight(l, DIFFERS_TRUST, NULL, trust_words(l->c->arena, t), NULL);
		look_at_chain(l, t);
	}
}

/* ---- times ---- */

static const char *const timed[] = {
	[STAGE_TCP] = "the connection",
	[STAGE_BANNER] = "the greeting",
	[STAGE_EHLO] = "EHLO",
	[STAGE_TLS] = "the TLS handshake",
};

static void look_at_time(const struct look *l, const struct stage *st)
{
	const size_t n = sizeof(timed) / sizeof(timed[0]);

	if ((size_t)st->id >= n || timed[st->id] == NULL || !has_times(record_of(l)))
		return;
	sight(l, DIFFERS_TIME, timed[st->id], "taken",
	      arena_printf(l->c->arena, "%.1f s", st->ms / 1000));
	((struct sight *)(void *)l->c->sights.last)->ms = st->ms;
}

/* ---- the whole ---- */

static void look_at_stage(const struct look *l, const struct stage *st)
{
	static void (*const looks[STAGE_COUNT])(const struct look *l, const struct stage *st) = {
		[STAGE_BANNER] = look_at_banner,
		[STAGE_EHLO] = look_at_ehlo,
		[STAGE_TLS] = look_at_tls,
		[STAGE_EHLO_AGAIN] = look_at_ehlo,
	};
	bool passed = st->outcome == OUTCOME_PASS;

	if (!passed && !(st->outcome == OUTCOME_FAIL && st->id == STAGE_TLS))
		return;
	l->place->seen[l->record] |= 1u << st->id;
	if (looks[st->id] != NULL)
		looks[st->id](l, st);
	if (passed)
		look_at_time(l, st);
}

/* A handshake with one version only, which the follow-up is called by. */
static void look_at_version(const struct look *l)
{
	const struct stage *tls = session_stage(l->session, STAGE_TLS);

	if (tls == NULL || l->session->changed == NULL)
		return;
	if (tls->outcome == OUTCOME_PASS)
		sight(l, DIFFERS_TLS_ACCEPTED, l->session->changed, "taken", NULL);
	else if (tls->outcome == OUTCOME_FAIL && tls->failure != FAILURE_INTERRUPTED &&
		 tls->failure != FAILURE_TIMEOUT)
		sight(l, DIFFERS_TLS_ACCEPTED, l->session->changed, "refused", NULL);
}

void compare_session(struct comparing *c, size_t record, struct place *p, const struct session *s)
{
	const struct look l = {c, record, p, s};

	if (s->purpose == SESSION_TLS_VERSION)
		look_at_version(&l);
	if (!is_primary(s))
		return;
	look_at_end(&l);
	LIST_EACH (const struct stage, st, &s->stages)
		look_at_stage(&l, st);
}

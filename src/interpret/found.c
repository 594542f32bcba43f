/* From a catalogue entry and the place where something was seen to a finding. */
#include "base/piece.h"
#include "interpret/cases.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/match.h"
#include "interpret/settings.h"
#include "interpret/way.h"
#include "interpret/wording.h"

#include <assert.h>
#include <string.h>

const char *place_name(const struct place *at)
{
	if (at->session->port == 0) /* a transcript need not tell */
		return at->session->address;
	return arena_printf(at->d->arena, "%s port %d", at->session->address, at->session->port);
}

const char *time_taken(const struct place *at, const char *before)
{
	if (at->stage->ms <= 0)
		return "";
	return arena_printf(at->d->arena, "%s%.1f s", before, at->stage->ms / 1000);
}

static bool shown(const struct finding *f, struct bytes text)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_same(e->text, text))
			return true;
	return false;
}

void show_bytes(const struct place *at, struct finding *f, const char *kind, struct bytes text)
{
	struct evidence *e;

	if (text.n == 0 || shown(f, text))
		return;
	e = ARENA_NEW(at->d->arena, struct evidence);
	e->kind = kind;
	e->text = text;
	list_append(&f->evidence, e);
}

void show(const struct place *at, struct finding *f, const char *kind, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(at->d->arena, fmt, ap);
	va_end(ap);
	show_bytes(at, f, kind, (struct bytes){s, strlen(s)});
}

const char *shortened(struct arena *a, struct bytes text, size_t most)
{
	const char *safe = text_safe(a, piece_first(text, most));

	return text.n > most ? arena_printf(a, "%s...", safe) : safe;
}

void show_reply(const struct place *at, struct finding *f, const struct reply *reply)
{
	struct buf words = {0};

	if (reply->code == 0)
		return;
	buf_printf(&words, "%d", reply->code);
	if (reply->enhanced != NULL)
		buf_printf(&words, " %s", reply->enhanced);
	if (reply->text.n > 0) {
		buf_char(&words, ' ');
		buf_add(&words, reply->text.p, reply->text.n);
	}
	show_bytes(at, f, "reply", bytes_copy(at->d->arena, words.p, words.n));
	buf_free(&words);
}

static int session_index(const struct record *r, const struct session *s)
{
	int i = 0;

	LIST_EACH (struct session, other, &r->sessions) {
		if (other == s)
			return i;
		i++;
	}
	return -1;
}

void blame(const struct place *at, struct finding *f)
{
	int i = session_index(at->d->record, at->session);

	if (f == NULL || i < 0 || at->d->causes[i] != NULL)
		return;
	at->d->causes[i] = f;
	f->root = NULL; /* elsewhere it may have been a mere consequence */
}

void forgive(const struct place *at)
{
	at->d->causes[session_index(at->d->record, at->session)] = NULL;
}

static bool blamed(const struct diagnosis *d, const struct finding *f)
{
	for (size_t i = 0; i < d->record->sessions.n; i++)
		if (d->causes[i] == f)
			return true;
	return false;
}

void blame_instead(const struct place *at, struct finding *f)
{
	int i = session_index(at->d->record, at->session);
	struct finding *before = at->d->causes[i];

	at->d->causes[i] = f;
	if (before != f && !blamed(at->d, before))
		before->root = f;
}

struct finding *cause_of(const struct diagnosis *d, const struct session *s)
{
	int i = session_index(d->record, s);

	return i < 0 ? NULL : d->causes[i];
}

void finding_also(const struct place *at, struct finding *f, const char *id)
{
	if (strcmp(f->id, id) != 0 && !list_has_string(&f->also, id))
		list_add_string(&f->also, at->d->arena, id);
}

/* ---- making one ---- */

static bool same_scope(const struct finding *f, const struct place *at, enum scope scope)
{
	const struct session *s = at->session;

	switch (scope) {
	case PER_PORT:
		return f->port == (s == NULL ? 0 : s->port);
	case PER_ADDRESS:
		return s != NULL && f->address != NULL && strcmp(f->address, s->address) == 0;
	case PER_HOST:
		return s != NULL && f->session != NULL && strcmp(f->session->host, s->host) == 0;
	case PER_SESSION:
		return f->session == s;
	case PER_NAME:
		return f->name != NULL && at->host != NULL && text_casecmp(f->name, at->host) == 0;
	case ONCE:
		break;
	}
	return true;
}

static struct finding *find_raised(const struct place *at, const char *id, const char *of_case,
				   enum scope scope)
{
	LIST_EACH (struct finding, f, &at->d->out->findings)
		if (strcmp(f->id, id) == 0 && same_scope(f, at, scope) &&
		    text_same(f->of_case, of_case))
			return f;
	return NULL;
}

static struct wording wording_at(const struct place *at)
{
	return (struct wording){
		.record = at->d->record,
		.provider = at->d->provider,
		.session = at->session,
		.stage = at->stage,
		.query = at->query,
		.way = at->d->out->way == NULL ? NULL : at->d->out->way->way,
		.way_title = at->d->out->way == NULL ? NULL : at->d->out->way->title,
		.know = at->d->know,
		.host = at->host,
		.address = at->address,
		.version = at->version,
		.why = at->why,
		.box = at->box,
		.port = at->port,
	};
}

static void take_words(const struct place *at, struct finding *f, const struct entry *e,
		       const struct client *said)
{
	const struct wording w = wording_at(at);

	f->severity = e->severity;
	f->certainty = e->certainty;
	f->owner = e->owner;
	f->title = wording_fill(at->d->arena, &w, said->title);
	f->meaning = wording_fill(at->d->arena, &w, said->meaning);
	f->causes = wording_fill_all(at->d->arena, &w, &said->causes);
	f->fixes = wording_fill_all(at->d->arena, &w, &said->fixes);
	f->settings = settings_for(at->d->arena, at->d->know, e->settings);
	f->references = e->references;
	f->also = (struct list){0};
	LIST_EACH (struct string_item, it, &e->also)
		list_add_string(&f->also, at->d->arena, it->s);
}

/* An id without an entry still tells what was found; nothing is claimed beyond it. */
static void no_words(struct finding *f)
{
	f->severity = SEVERITY_ERROR;
	f->certainty = CERTAINTY_POSSIBLE;
	f->owner = OWNER_NOBODY;
	f->title = f->meaning = f->id;
}

static struct finding *make(const struct place *at, const char *id, const struct entry *e)
{
	const struct client said = e == NULL ? (struct client){0} : match_words(e, true);
	struct finding *f = ARENA_NEW(at->d->arena, struct finding);
	const struct session *s = at->session;

	f->id = id;
	f->session = s;
	f->session_index = s == NULL ? -1 : session_index(at->d->record, s);
	f->address = s == NULL ? NULL : s->address;
	f->name = s == NULL && at->d->record->domain != NULL ? at->host : NULL;
	f->port = s == NULL ? 0 : s->port;
	f->stage = at->stage == NULL ? -1 : (int)at->stage->id;
	if (e != NULL)
		take_words(at, f, e, &said);
	else
		no_words(f);
	return list_append(&at->d->out->findings, f);
}

static struct finding *found_entry(const struct place *at, const char *id, const struct entry *e,
				   enum scope scope)
{
	struct finding *f = find_raised(at, id, NULL, scope);

	return f != NULL ? f : make(at, id, e);
}

static bool diagnosable(const char *id)
{
	return name_find(diagnosable_ids, id) >= 0 || name_find(domain_ids, id) >= 0;
}

struct finding *found(const struct place *at, const char *id, enum scope scope)
{
	assert(diagnosable(id));
	return found_entry(at, id, knowledge_entry(at->d->know, id), scope);
}

struct finding *found_case(const struct place *at, const char *id, const char *name,
			   enum scope scope)
{
	const struct entry *e = knowledge_entry(at->d->know, id);
	const struct wording w = wording_at(at);
	struct finding *f;

	if (name == NULL)
		return found(at, id, scope);
	assert(diagnosable(id));
	f = find_raised(at, id, name, scope);
	if (f != NULL)
		return f;
	f = make(at, id, e);
	finding_take_case(at->d->arena, f, e, name, &w);
	return f;
}

const char *found_title(const struct place *at, const char *id, const char *name, const char *why)
{
	const struct entry *e = knowledge_entry(at->d->know, id);
	struct wording w = wording_at(at);
	const char *of_case;

	w.why = why;
	of_case = name == NULL ? NULL : case_title(at->d->arena, e, name, &w);
	if (of_case != NULL || e == NULL)
		return of_case;
	return wording_fill(at->d->arena, &w, match_words(e, true).title);
}

void finding_in_case(const struct place *at, struct finding *f, const char *name)
{
	const struct wording w = wording_at(at);

	finding_take_case(at->d->arena, f, knowledge_entry(at->d->know, f->id), name, &w);
}

void finding_in_known_case(const struct place *at, struct finding *f, const char *name)
{
	if (entry_has_case(knowledge_entry(at->d->know, f->id), name))
		finding_in_case(at, f, name);
}

static const struct entry *matched(const struct place *at, const struct reply *reply,
				   const char *command)
{
	struct match_query q = {.reply = reply,
				.stage = (int)at->stage->id,
				.command = command,
				.provider = at->d->record->provider};

	return match_reply(at->d->know, &q);
}

bool reply_has_case(const struct place *at, const struct reply *reply, const char *command,
		    const char *id, const char *name)
{
	const struct entry *e = matched(at, reply, command);

	if (id != NULL && (e == NULL || match_is_general(e)))
		e = knowledge_entry(at->d->know, id);
	return entry_has_case(e, name);
}

struct finding *found_reply(const struct place *at, const struct reply *reply, const char *command,
			    const char *id)
{
	const struct entry *e = matched(at, reply, command);
	bool general = e == NULL || match_is_general(e);
	struct finding *f;

	if (id != NULL && general)
		f = found(at, id, PER_PORT);
	else if (e != NULL)
		f = found_entry(at, e->id, e, PER_PORT);
	else
		f = found_entry(at, arena_printf(at->d->arena, "reply-%d", reply->code), NULL,
				PER_PORT);
	if (e != NULL && general)
		finding_also(at, f, e->id);
	if (at->session != f->session)
		show(at, f, "note", "also at %s", place_name(at));
	show_reply(at, f, reply);
	return f;
}

/* ---- tables ---- */

static struct finding *found_rule(const struct place *at, const struct rule *rule)
{
	struct finding *f = found(at, rule->id, rule->scope);

	if (rule->show != NULL)
		rule->show(at, f);
	return f;
}

struct finding *first_rule(const struct place *at, const struct rule *rules)
{
	for (const struct rule *rule = rules; rule->id != NULL; rule++)
		if (rule->holds(at))
			return found_rule(at, rule);
	return NULL;
}

struct finding *every_rule(const struct place *at, const struct rule *rules)
{
	struct finding *first = NULL;

	for (const struct rule *rule = rules; rule->id != NULL; rule++) {
		struct finding *f = rule->holds(at) ? found_rule(at, rule) : NULL;

		if (first == NULL)
			first = f;
	}
	return first;
}

/* ---- in a program's words ---- */

/* Ids of one stage have one beginning. */
static bool of_tls(const char *id)
{
	static const char *const kinds[] = {"tls-", "cert-", "mode-", "starttls-"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(id, kinds[i], strlen(kinds[i])) == 0)
			return diagnosable(id);
	return false;
}

const char *id_of_words(const struct place *at, struct bytes words)
{
	const struct reply said = {.text = words, .lines = 1};
	const struct match_query q = {
		.reply = &said,
		.stage = (int)at->stage->id,
		.provider = at->d->record->provider,
		.words = words,
	};
	struct matches m;

	match_ranked(at->d->arena, at->d->know, &q, &m);
	for (size_t i = 0; i < m.n; i++)
		if (m.best[i].entry->client.text != NULL && of_tls(m.best[i].entry->id))
			return m.best[i].entry->id;
	return NULL;
}

struct finding *found_in_words(const struct place *at, struct bytes words, const char *id)
{
	const struct entry *e = knowledge_entry(at->d->know, id);
	struct finding *f = found(at, id, PER_PORT);

	if (e != NULL && e->client.text != NULL) {
		const struct client said = match_words(e, false);

		take_words(at, f, e, &said);
	}
	if (f->certainty > CERTAINTY_LIKELY)
		f->certainty = CERTAINTY_LIKELY;
	show_bytes(at, f, "tls", words);
	return f;
}

/* ---- in a token service's words ---- */

static bool of_token_service(const char *id)
{
	static const char *const kinds[] = {"oauth-", "entra-", "google-oauth-"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(id, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

/* A passage of the words may be that of another kind of fault: those entries are passed over. */
static const struct entry *entry_of_refusal(const struct place *at, const char *words)
{
	const struct bytes text = {(char *)words, strlen(words)};
	const struct reply said = {.text = text, .lines = 1};
	const struct match_query q = {.reply = &said, .stage = -1, .words = text};
	struct matches m;

	match_ranked(at->d->arena, at->d->know, &q, &m);
	for (size_t i = 0; i < m.n; i++)
		if (m.best[i].entry->client.text != NULL && of_token_service(m.best[i].entry->id))
			return m.best[i].entry;
	return NULL;
}

struct finding *found_in_refusal(const struct place *at, const char *words)
{
	const struct entry *e = entry_of_refusal(at, words);
	struct finding *f;

	if (e == NULL)
		return NULL;
	f = found_entry(at, e->id, e, ONCE);
	if (e->client.title != NULL || e->client.meaning != NULL) {
		const struct client told = match_words(e, false);

		take_words(at, f, e, &told);
	}
	return f;
}

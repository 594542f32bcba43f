#include "oauth/cache_text.h"

#include "base/clock.h"
#include "base/memory.h"
#include "record/jsonw.h"

#include <jansson.h>
#include <string.h>

#define SCHEMA "smtpscope.tokens/1"

/* ---- secrets ---- */

struct secret cache_secret(const char *p, size_t n)
{
	struct secret s = {.p = mem_alloc(n + 1), .n = n, .token = true};

	memcpy(s.p, p, n);
	return s;
}

bool cache_token_sound(const struct secret *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] < ' ' || s->p[i] > '~')
			return false;
	return s->n > 0 && s->n <= CACHE_TOKEN_MAX;
}

static void wipe(struct cache_entry *e)
{
	secret_wipe(&e->access);
	secret_wipe(&e->refresh);
}

void cache_entries_wipe(struct cache_entries *e)
{
	LIST_EACH (struct cache_entry, it, &e->list)
		wipe(it);
	e->list = (struct list){0};
}

/* ---- reading ---- */

/* In the form that JSON gives back as it was written. */
static const char *text_of(struct arena *a, const char *s)
{
	return s == NULL ? "" : text_safe(a, bytes_str(a, s));
}

static bool read_grant(const char *word, enum token_grant *grant)
{
	for (int i = 0; i < GRANT_COUNT; i++) {
		if (strcmp(word, token_grant_names[i]) == 0) {
			*grant = (enum token_grant)i;
			return true;
		}
	}
	return false;
}

/* NULL: none, which is fine. */
static bool read_token(const char *s, struct secret *token)
{
	if (s == NULL)
		return true;
	*token = cache_secret(s, strlen(s));
	return cache_token_sound(token);
}

/* What RFC 3339 can write. */
static const int64_t last_date = INT64_C(253402300799999);

static bool read_date(const char *s, int64_t *at)
{
	return clock_read(s, at) == 0 && *at > 0 && *at <= last_date;
}

static bool read_entry(struct arena *a, json_t *json, struct cache_entry *e)
{
	const char *service, *client = NULL, *scope = NULL, *user = NULL, *grant, *access;
	const char *expires = NULL, *refresh = NULL, *kept;

	if (json_unpack_ex(json, NULL, JSON_STRICT, "{s:s, s?s, s?s, s?s, s:s, s:s, s?s, s?s, s:s}",
			   "service", &service, "client_id", &client, "scope", &scope, "user",
			   &user, "grant", &grant, "access_token", &access, "expires", &expires,
			   "refresh_token", &refresh, "kept", &kept) != 0)
		return false;
	e->service = text_of(a, service);
	e->client = text_of(a, client);
	e->scope = text_of(a, scope);
	e->user = text_of(a, user);
	return read_grant(grant, &e->grant) && read_token(access, &e->access) &&
	       read_token(refresh, &e->refresh) && read_date(kept, &e->kept) &&
	       (expires == NULL || read_date(expires, &e->expires));
}

static bool same_request(const struct cache_entry *a, const struct cache_entry *b)
{
	return a->grant == b->grant && strcmp(a->service, b->service) == 0 &&
	       strcmp(a->client, b->client) == 0 && strcmp(a->scope, b->scope) == 0 &&
	       strcmp(a->user, b->user) == 0;
}

static bool has_request(const struct cache_entries *e, const struct cache_entry *wanted)
{
	LIST_EACH (struct cache_entry, it, &e->list)
		if (same_request(it, wanted))
			return true;
	return false;
}

static bool read_entries(struct cache_entries *e, const json_t *array)
{
	if (!json_is_array(array) || json_array_size(array) > CACHE_ENTRIES_MAX)
		return false;
	for (size_t i = 0; i < json_array_size(array); i++) {
		struct cache_entry *entry = ARENA_NEW(e->arena, struct cache_entry);
		bool sound = read_entry(e->arena, json_array_get(array, i), entry) &&
			     !has_request(e, entry);

		list_append(&e->list, entry); /* a half one, too: it is wiped with the rest */
		if (!sound)
			return false;
	}
	return true;
}

/* "smtpscope.tokens/2" is nothing that we could rewrite without loss. */
static const char *read_document(struct cache_entries *e, const json_t *root)
{
	const char *schema = json_string_value(json_object_get(root, "schema"));

	if (schema == NULL)
		return "not written by this program";
	if (strcmp(schema, SCHEMA) != 0)
		return "not written by this program, or by a later one";
	if (json_object_size(root) != 2 || !read_entries(e, json_object_get(root, "entries")))
		return "damaged";
	return NULL;
}

const char *cache_text_read(struct cache_entries *e, const char *text, size_t n)
{
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	const char *fault = root == NULL ? "damaged" : read_document(e, root);

	json_decref(root);
	if (fault != NULL)
		cache_entries_wipe(e);
	return fault;
}

/* ---- writing ---- */

static void write_text(struct jsonw *w, const char *key, const char *s)
{
	if (*s == '\0')
		return;
	jsonw_key(w, key);
	jsonw_text(w, s);
}

static void write_date(struct jsonw *w, const char *key, int64_t at)
{
	jsonw_key(w, key);
	jsonw_date(w, at);
}

static void write_entry(struct jsonw *w, const struct cache_entry *e)
{
	jsonw_begin_object(w);
	jsonw_key(w, "service");
	jsonw_text(w, e->service);
	write_text(w, "client_id", e->client);
	write_text(w, "scope", e->scope);
	write_text(w, "user", e->user);
	write_text(w, "grant", token_grant_names[e->grant]);
	write_text(w, "access_token", e->access.p);
	if (e->expires != 0)
		write_date(w, "expires", e->expires);
	if (e->refresh.n > 0)
		write_text(w, "refresh_token", e->refresh.p);
	write_date(w, "kept", e->kept);
	jsonw_end_object(w);
}

void cache_text_write(const struct cache_entries *e, struct buf *out)
{
	struct jsonw w = {.out = out, .pretty = true};

	jsonw_begin_object(&w);
	jsonw_key(&w, "schema");
	jsonw_text(&w, SCHEMA);
	jsonw_key(&w, "entries");
	jsonw_begin_array(&w);
	LIST_EACH (struct cache_entry, it, &e->list)
		write_entry(&w, it);
	jsonw_end_array(&w);
	jsonw_end_object(&w);
	buf_char(out, '\n');
}

/* ---- what is kept ---- */

/* A service account is a client that has no id but its file. */
static struct cache_entry request_of(struct arena *a, const struct oauth_request *rq)
{
	return (struct cache_entry){
		.service = text_of(a, rq->token_url),
		.client = text_of(a, rq->client_id != NULL ? rq->client_id : rq->service_account),
		.scope = text_of(a, rq->scope),
		.user = text_of(a, rq->user),
		.grant = rq->grant,
	};
}

struct cache_entry *cache_entry_of(const struct cache_entries *e, const struct oauth_request *rq)
{
	struct cache_entry wanted = request_of(e->arena, rq);

	LIST_EACH (struct cache_entry, it, &e->list)
		if (same_request(it, &wanted))
			return it;
	return NULL;
}

static void take_out(struct list *l, const struct cache_entry *gone)
{
	struct list rest = {0};

	for (struct item *it = l->first, *next; it != NULL; it = next) {
		next = it->next;
		if ((const void *)it != (const void *)gone)
			list_append(&rest, it);
	}
	*l = rest;
}

bool cache_entry_drop(struct cache_entries *e, const struct oauth_request *rq)
{
	struct cache_entry *old = cache_entry_of(e, rq);

	if (old == NULL)
		return false;
	take_out(&e->list, old);
	wipe(old);
	return true;
}

static int64_t within_dates(int64_t at, int64_t first)
{
	return at < first ? first : at > last_date ? last_date : at;
}

/* Bytes that an entry takes in the file, or somewhat more: what is not plain takes up to six. */
static size_t cost(const struct cache_entry *e)
{
	size_t texts = strlen(e->service) + strlen(e->client) + strlen(e->scope) + strlen(e->user);

	return 400 + 6 * texts + 2 * (e->access.n + e->refresh.n);
}

static bool too_much(const struct cache_entries *e)
{
	size_t all = 200;

	LIST_EACH (struct cache_entry, it, &e->list)
		all += cost(it);
	return e->list.n > CACHE_ENTRIES_MAX || all > CACHE_TEXT_MAX;
}

/* The first is the one that was kept longest: by order, since clocks are set back. */
static void make_room(struct cache_entries *e)
{
	while (e->list.n > 1 && too_much(e)) {
		struct cache_entry *oldest = (void *)e->list.first;

		take_out(&e->list, oldest);
		wipe(oldest);
	}
}

void cache_entry_put(struct cache_entries *e, const struct oauth_request *rq,
		     const struct oauth_tokens *tokens, int64_t expires, int64_t now)
{
	const struct cache_entry *old = cache_entry_of(e, rq);
	struct cache_entry *entry = ARENA_NEW(e->arena, struct cache_entry);

	*entry = request_of(e->arena, rq);
	entry->access = cache_secret(tokens->access.p, tokens->access.n);
	entry->expires = within_dates(expires, 0);
	entry->kept = within_dates(now, 1);
	if (tokens->refresh.n > 0)
		entry->refresh = cache_secret(tokens->refresh.p, tokens->refresh.n);
	else if (old != NULL && old->refresh.n > 0)
		entry->refresh = cache_secret(old->refresh.p, old->refresh.n);
	cache_entry_drop(e, rq);
	list_append(&e->list, entry);
	make_room(e);
}

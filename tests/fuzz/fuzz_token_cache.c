/* The file of kept tokens: what is read is sound and reads back as it was, what is put in is found
 * and keeps the old refresh token, and what is too much goes.
 *
 * Input: the file. */
#include "fuzz.h"

#include "base/memory.h"
#include "oauth/cache_text.h"

#include <stdlib.h>
#include <string.h>

static const int64_t now = 1795248000000;

static bool same_secret(const struct secret *a, const struct secret *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static bool same_entry(const struct cache_entry *a, const struct cache_entry *b)
{
	return a->grant == b->grant && strcmp(a->service, b->service) == 0 &&
	       strcmp(a->client, b->client) == 0 && strcmp(a->scope, b->scope) == 0 &&
	       strcmp(a->user, b->user) == 0 && a->expires == b->expires && a->kept == b->kept &&
	       same_secret(&a->access, &b->access) && same_secret(&a->refresh, &b->refresh);
}

static void is_sound(const struct cache_entry *e)
{
	CLAIM(e->service != NULL && e->client != NULL && e->scope != NULL && e->user != NULL);
	CLAIM(e->grant >= 0 && e->grant < GRANT_COUNT);
	CLAIM(cache_token_sound(&e->access) && e->access.p[e->access.n] == '\0');
	CLAIM(e->refresh.p == NULL || cache_token_sound(&e->refresh));
	CLAIM(e->expires >= 0 && e->kept > 0);
}

static void reads_back(const struct cache_entries *e)
{
	struct cache_entries back = {.arena = e->arena};
	const struct cache_entry *other;
	struct buf text = {.secret = true};

	cache_text_write(e, &text);
	CLAIM(text.n <= CACHE_TEXT_MAX);
	CLAIM(cache_text_read(&back, text.p, text.n) == NULL);
	CLAIM(back.list.n == e->list.n);
	other = (const void *)back.list.first;
	LIST_EACH (struct cache_entry, it, &e->list) {
		CLAIM(same_entry(it, other));
		other = (const void *)other->item.next;
	}
	cache_entries_wipe(&back);
	buf_free(&text);
}

static struct secret secret_of(const char *s)
{
	return (struct secret){.p = mem_str(s), .n = strlen(s)};
}

/* What stood there before for that request is `refresh`, or "". */
static void keeps(struct cache_entries *e, const struct oauth_request *rq, const char *refresh)
{
	struct oauth_tokens t = {.access = secret_of("new access")};
	const struct cache_entry *found;

	cache_entry_put(e, rq, &t, now + 1, now);
	found = cache_entry_of(e, rq);
	CLAIM(found != NULL && same_secret(&found->access, &t.access) && found->expires == now + 1);
	CLAIM(strcmp(found->refresh.p == NULL ? "" : found->refresh.p, refresh) == 0);
	CLAIM((const void *)found == (const void *)e->list.last);
	CLAIM(e->list.n <= CACHE_ENTRIES_MAX);
	reads_back(e);
	secret_wipe(&t.access);
}

static void first_is_kept_anew(struct cache_entries *e)
{
	const struct cache_entry *first = (const void *)e->list.first;
	struct oauth_request rq = {
		.grant = first->grant,
		.token_url = first->service,
		.client_id = first->client,
		.scope = first->scope,
		.user = first->user,
	};
	const char *refresh = arena_str(e->arena, first->refresh.p == NULL ? "" : first->refresh.p);

	CLAIM(cache_entry_of(e, &rq) == first);
	keeps(e, &rq, refresh);
	CLAIM(cache_entry_drop(e, &rq));
	CLAIM(cache_entry_of(e, &rq) == NULL && !cache_entry_drop(e, &rq));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct oauth_request rq = {.grant = GRANT_CODE, .token_url = "https://a/b"};
	struct input in = {data, size};
	struct cache_entries e = {.arena = arena_new()};
	size_t n;
	char *text = input_rest(&in, &n);
	const char *wrong = cache_text_read(&e, text, n);

	CLAIM(wrong == NULL || (e.list.n == 0 && e.list.first == NULL));
	CLAIM(wrong == NULL || is_harmless_line(wrong));
	CLAIM(e.list.n <= CACHE_ENTRIES_MAX);
	LIST_EACH (struct cache_entry, it, &e.list)
		is_sound(it);
	if (e.list.n > 0) {
		reads_back(&e);
		first_is_kept_anew(&e);
	}
	cache_entry_drop(&e, &rq);
	keeps(&e, &rq, "");
	cache_entries_wipe(&e);
	free(text);
	arena_free(e.arena);
	return 0;
}

/* cache_text.h - kept tokens, and the JSON that they are in a file (cache.h)
 *
 *	{"schema": "smtpscope.tokens/1",
 *	 "entries": [{"service": "https://...", "client_id": "...", "scope": "...", "user": "...",
 *		      "grant": "device", "access_token": "...", "expires":
 *"2026-11-21T08:15:00.000Z", "refresh_token": "...", "kept": "2026-11-21T07:15:00.000Z"}]}
 *
 * What was not said (client_id, scope, user, expires, refresh_token) is left out. */
#ifndef SMTPSCOPE_OAUTH_CACHE_TEXT_H
#define SMTPSCOPE_OAUTH_CACHE_TEXT_H

#include "oauth/oauth.h"

enum {
	CACHE_ENTRIES_MAX = 64, /* the oldest go first */
	CACHE_TEXT_MAX = 1024 * 1024,
	CACHE_TOKEN_MAX = 64 * 1024,
};

struct cache_entry {
	struct item item;
	const char *service, *client, *scope, *user; /* "" where there is none */
	enum token_grant grant;
	struct secret access, refresh;
	int64_t expires, kept; /* dates; expires 0: not said */
};

struct cache_entries {
	struct arena *arena;
	struct list list; /* of struct cache_entry, each request once, the last one kept behind */
};

/* NULL, or what is wrong with the text; there are no entries then. */
const char *cache_text_read(struct cache_entries *e, const char *text, size_t n);
void cache_text_write(const struct cache_entries *e, struct buf *out);

/* What is kept for such a request, or NULL. */
struct cache_entry *cache_entry_of(const struct cache_entries *e, const struct oauth_request *rq);

/* In the place of what was kept for that request, with copies of the tokens; without a new refresh
 * token the old one stays. What does not fit goes. */
void cache_entry_put(struct cache_entries *e, const struct oauth_request *rq,
		     const struct oauth_tokens *tokens, int64_t expires, int64_t now);

/* True: there was one. */
bool cache_entry_drop(struct cache_entries *e, const struct oauth_request *rq);

/* All characters of a token are those of RFC 6749, A.12, and there are not too many. */
bool cache_token_sound(const struct secret *s);

/* Of bytes that end in a NUL, too. */
struct secret cache_secret(const char *p, size_t n);

void cache_entries_wipe(struct cache_entries *e);

#endif

/* cache.h - tokens that are kept in a file of the user's (--token-cache)
 *
 * The file is JSON, 0600, the user's own, no link; it is replaced whole, under a lock that several
 * processes share, so that a killed one leaves the old or the new. The lock is held from opening to
 * closing, also while a refresh is under way: a refresh token that is good for one use is used by
 * one process, and the next one finds what came of it. Who has to wait for a person closes the
 * cache first, and opens it again to keep what came. */
#ifndef SMTPSCOPE_OAUTH_CACHE_H
#define SMTPSCOPE_OAUTH_CACHE_H

#include "oauth/oauth.h"

struct token_cache;

/* Opens and locks it, waiting for others up to `patience_ms`; a file that is not there, or has no
 * byte, is empty. NULL with one line in *fault, which says what to do: others can read it, it is
 * not ours, not a regular file, damaged, or locked for too long. */
struct token_cache *token_cache_open(const char *path, double patience_ms, struct arena *a,
				     const char **fault);

/* Requests are the same by token endpoint, client (or service account's file), scope, user and
 * grant: ask with the request of the grant, not with that of the refresh which it leads to. */

/* What is kept for the same request, in memory of its own; *expires: date of the access token, 0:
 * not said. false: nothing. */
bool token_cache_find(const struct token_cache *c, const struct oauth_request *rq,
		      struct oauth_tokens *tokens, int64_t *expires);

/* In the place of what was kept for that request; without a new refresh token the old one stays.
 * 0, or -1 with one line in *fault: the file is as it was. */
int token_cache_keep(struct token_cache *c, const struct oauth_request *rq,
		     const struct oauth_tokens *tokens, int64_t expires, const char **fault);

/* What is kept for that request goes: its refresh token was refused for good. 0 or -1 as above. */
int token_cache_forget(struct token_cache *c, const struct oauth_request *rq, const char **fault);

struct token_cache *token_cache_close(struct token_cache *c); /* takes NULL; unlocks, wipes */

#endif

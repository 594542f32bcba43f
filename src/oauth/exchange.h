/* exchange.h - what all grants share: one request to an endpoint, and waiting in between; of
 * src/oauth only */
#ifndef SMTPSCOPE_OAUTH_EXCHANGE_H
#define SMTPSCOPE_OAUTH_EXCHANGE_H

#include "oauth/answer.h"
#include "oauth/form.h"
#include "oauth/oauth.h"

#include <uv.h>

struct credentials;
struct places;
struct http;

/* A grant that is being carried out. */
struct grant {
	uv_loop_t *loop;
	struct arena *arena; /* of texts that stay; of no secrets */
	const struct oauth_request *rq;
	const struct oauth_observer *observer; /* never NULL; its members may be */
	struct token_asked *asked;
	struct oauth_tokens *tokens;
	struct credentials *credentials; /* credentials.h */
	struct http *http;
	struct places *places; /* places.h */
	bool stopped;	       /* by a signal: nothing may begin any more */
};

/* One way to a token: fills asked and tokens. -1 with one line in *fault where nobody was asked and
 * nobody can be. */
typedef int grant_fn(struct grant *g, const char **fault);
int device_get(struct grant *g, const char **fault);
int code_get(struct grant *g, const char **fault); /* loopback.c */
int client_credentials_get(struct grant *g, const char **fault);
int service_account_get(struct grant *g, const char **fault);
int refresh_get(struct grant *g, const char **fault);

/* POSTs the form, which is wiped and gone then, to `url`, and fills *answer, which is the caller's
 * to wipe, and of asked: step, url, address, http_status, fault and what goes with it. The fault
 * (asked->fault), or NULL: a JSON object without "error" came. */
const char *exchange(struct grant *g, const char *step, const char *url, struct form *f,
		     struct answer *answer);

/* The last request of a grant, to the token endpoint: the tokens of its answer are taken. */
const char *exchange_for_token(struct grant *g, const char *step, struct form *f);

/* Tokens of an answer that came otherwise; wipes it. The fault, or NULL. */
const char *exchange_take(struct grant *g, struct answer *answer);

/* A fault of `step` without (or after) an answer: what it is called, and one line of detail. */
void grant_fails(struct grant *g, const char *step, const char *fault, const char *detail);

/* Turns the loop until *done (NULL: nothing is awaited) or `ms` are over; observer->waiting hears
 * of it about once a second, with *waited_ms, which grows, and lives_ms. False: stopped by a
 * signal; the grant has failed then. */
bool grant_wait(struct grant *g, const char *step, const bool *done, double ms, double *waited_ms,
		double lives_ms);

#endif

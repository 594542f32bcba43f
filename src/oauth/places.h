/* places.h - endpoints: their URLs, and the addresses of their hosts; of src/oauth only */
#ifndef SMTPSCOPE_OAUTH_PLACES_H
#define SMTPSCOPE_OAUTH_PLACES_H

#include "http/url.h"
#include "oauth/exchange.h"

/* NULL, or what is wrong with sending secrets to that URL; then *u is what it says. */
const char *place_fault(struct arena *a, const char *url, struct http_url *u);

/* Looks names up as the settings say. NULL with one line in *fault: the resolver cannot be used. */
struct places *places_new(uv_loop_t *loop, struct arena *a, const struct settings *s,
			  const char **fault);
struct places *places_free(struct places *p); /* takes NULL, returns NULL */

/* The addresses (struct string_item) of a host, asked for once until places_forget(); `clear`: only
 * of this machine. NULL, or in words why there is none; *fault: "dns" then, or "local". */
const char *places_find(struct places *p, const char *host, bool clear, const bool *stopped,
			struct list *addresses, const char **fault);
void places_forget(struct places *p);

#endif

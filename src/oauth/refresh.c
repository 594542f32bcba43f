/* refresh.c - RFC 6749 section 6 */
#include "oauth/exchange.h"

int refresh_get(struct grant *g, const char **fault)
{
	const struct secret *refresh = g->rq->refresh_token;
	struct form f;

	if (refresh == NULL || refresh->n == 0) {
		*fault = "no refresh token was given";
		return -1;
	}
	f = form_new("refresh_token");
	form_add_secret(&f, "refresh_token", refresh->p, refresh->n);
	form_add(&f, "scope", g->rq->scope);
	exchange_for_token(g, "token", &f);
	return 0;
}

/* client_credentials.c - RFC 6749 section 4.4 */
#include "oauth/exchange.h"

int client_credentials_get(struct grant *g, const char **fault)
{
	const struct oauth_request *rq = g->rq;
	struct form f;

	if (rq->client_cert == NULL && (rq->client_secret == NULL || rq->client_secret->n == 0)) {
		*fault = "client credentials need a client secret or a certificate";
		return -1;
	}
	f = form_new("client_credentials");
	form_add(&f, "scope", rq->scope);
	exchange_for_token(g, "token", &f);
	return 0;
}

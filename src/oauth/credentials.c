#include "oauth/credentials.h"

#include "base/memory.h"
#include "oauth/assertion.h"
#include "base/base64.h"

#include <stdlib.h>
#include <string.h>

#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

enum { ASSERTION_LIVES_S = 300 }; /* Microsoft: 5 to 10 minutes */

struct credentials {
	struct signer *signer; /* NULL: no assertion */
};

struct credentials *credentials_new(struct arena *a, const struct oauth_request *rq,
				    const char **fault)
{
	struct credentials *c = mem_alloc(sizeof(*c));

	*fault = NULL;
	if (rq->client_cert != NULL)
		c->signer = signer_of_pair(a, rq->client_cert, rq->client_key, fault);
	return *fault == NULL ? c : credentials_free(c);
}

struct credentials *credentials_free(struct credentials *c)
{
	if (c == NULL)
		return NULL;
	signer_free(c->signer);
	free(c);
	return NULL;
}

static void add_assertion(struct grant *g, struct form *f)
{
	const struct oauth_request *rq = g->rq;
	const struct assertion claims = {
		.issuer = rq->client_id,
		.subject = rq->client_id,
		.audience = rq->assertion_audience != NULL ? rq->assertion_audience : rq->token_url,
		.lives_s = ASSERTION_LIVES_S,
	};
	struct buf jwt = {.secret = true};

	assertion_write(g->credentials->signer, &claims, &jwt);
	form_add(f, "client_assertion_type", ASSERTION_TYPE);
	form_add_secret(f, "client_assertion", jwt.p, jwt.n);
	buf_free(&jwt);
}

/* Both are written as in a form before base64 sees them. */
static void add_basic(struct form *f, const char *id, const struct secret *secret)
{
	struct buf both = {.secret = true};

	form_encode(&both, id, strlen(id));
	buf_char(&both, ':');
	form_encode(&both, secret->p, secret->n);
	buf_str(&f->login, "Authorization: Basic ");
	base64_encode(&f->login, both.p, both.n);
	echo_learn(&f->echo, secret->p, secret->n);
	buf_free(&both);
}

void credentials_add(struct grant *g, struct form *f)
{
	const struct oauth_request *rq = g->rq;
	bool secret = rq->client_secret != NULL && rq->client_secret->n > 0;

	if (g->credentials->signer == NULL && secret && rq->basic) {
		add_basic(f, rq->client_id, rq->client_secret);
		return;
	}
	form_add(f, "client_id", rq->client_id);
	if (g->credentials->signer != NULL)
		add_assertion(g, f);
	else if (secret)
		form_add_secret(f, "client_secret", rq->client_secret->p, rq->client_secret->n);
}

#include "smtp/token_refusal.h"

#include "smtp/token_json.h"

bool token_refusal_read(struct arena *a, struct bytes challenge, struct token_refusal *r)
{
	const char *fault;
	json_t *json = challenge.p == NULL ? NULL : token_json(challenge.p, challenge.n, &fault);

	*r = (struct token_refusal){0};
	if (json == NULL)
		return false;
	r->status = token_json_text(a, json, "status");
	r->schemes = token_json_text(a, json, "schemes");
	r->scope = token_json_text(a, json, "scope");
	r->configuration = token_json_text(a, json, "openid-configuration");
	token_json_free(json);
	return r->status != NULL || r->schemes != NULL || r->scope != NULL ||
	       r->configuration != NULL;
}

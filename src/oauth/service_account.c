/* service_account.c - Google's service accounts: a key file, and a JWT as the grant (RFC 7523
 * section 2.1) */
#include "oauth/assertion.h"
#include "oauth/exchange.h"

#include "base/small_file.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#define JWT_BEARER "urn:ietf:params:oauth:grant-type:jwt-bearer"

enum { FILE_MAX = 64 * 1024, LIVES_S = 3600 };

/* NULL, or what is wrong. */
static const char *read_file(const char *path, struct buf *out)
{
	int error = small_file_read(path, FILE_MAX, out);

	if (error == EFBIG)
		return "too large for a service account's key: is it the right file?";
	return error == 0 ? NULL : strerror(error);
}

static const char *member(const json_t *json, const char *name)
{
	const char *s = json_string_value(json_object_get(json, name));

	return s != NULL && *s != '\0' ? s : NULL;
}

/* Console: IAM, service accounts, keys, new key, JSON. */
static const char *not_a_key_file(const json_t *json)
{
	const char *type = member(json, "type");

	if (!json_is_object(json))
		return "is no JSON object: it is not the key file of a service account";
	if (json_object_get(json, "installed") != NULL || json_object_get(json, "web") != NULL)
		return "is the file of an OAuth client, not of a service account";
	if (type == NULL || strcmp(type, "service_account") != 0)
		return "does not say \"type\": \"service_account\"";
	if (member(json, "client_email") == NULL)
		return "has no \"client_email\"";
	return member(json, "private_key") == NULL ? "has no \"private_key\"" : NULL;
}

/* A key is not offered to somebody else than the service that gave it. */
static const char *other_endpoint(struct arena *a, const json_t *json, const char *token_url)
{
	const char *uri = member(json, "token_uri");

	if (uri == NULL || strcmp(uri, token_url) == 0)
		return NULL;
	return arena_printf(a, "is for the token endpoint %.200s, not for %s",
			    text_safe(a, bytes_str(a, uri)), token_url);
}

static void ask(struct grant *g, const struct signer *s, const char *email)
{
	const struct oauth_request *rq = g->rq;
	const struct assertion claims = {
		.issuer = email,
		.subject = rq->user,
		.audience = rq->assertion_audience != NULL ? rq->assertion_audience : rq->token_url,
		.scope = rq->scope,
		.lives_s = LIVES_S,
	};
	struct form f = form_new(JWT_BEARER);
	struct buf jwt = {.secret = true};
	struct answer answer;

	assertion_write(s, &claims, &jwt);
	form_add_secret(&f, "assertion", jwt.p, jwt.n);
	buf_free(&jwt);
	if (exchange(g, "assertion", rq->token_url, &f, &answer) == NULL)
		exchange_take(g, &answer);
	answer_wipe(&answer);
}

static const char *use(struct grant *g, const json_t *json)
{
	struct arena *a = g->arena;
	const char *fault = not_a_key_file(json);
	struct signer *s;

	if (fault == NULL)
		fault = other_endpoint(a, json, g->rq->token_url);
	if (fault != NULL)
		return arena_printf(a, "%s %s", text_safe(a, bytes_str(a, g->rq->service_account)),
				    fault);
	s = signer_of_key(a, member(json, "private_key"), member(json, "private_key_id"),
			  g->rq->service_account, &fault);
	if (s == NULL)
		return fault;
	ask(g, s, member(json, "client_email"));
	signer_free(s);
	return NULL;
}

int service_account_get(struct grant *g, const char **fault)
{
	struct buf text = {.secret = true};
	json_t *json = NULL;

	if (g->rq->service_account == NULL)
		*fault = "a service account needs its key file";
	else if (g->rq->user == NULL)
		*fault = "a service account acts for somebody: name the mailbox";
	else
		*fault = read_file(g->rq->service_account, &text);
	if (*fault == NULL) {
		json = json_loadb(text.p, text.n, 0, NULL);
		*fault = use(g, json);
	} else if (g->rq->service_account != NULL && g->rq->user != NULL) {
		*fault = arena_printf(
			g->arena, "%s: %s",
			text_safe(g->arena, bytes_str(g->arena, g->rq->service_account)), *fault);
	}
	json_decref(json);
	buf_free(&text);
	return *fault == NULL ? 0 : -1;
}

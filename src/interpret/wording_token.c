/* wording_token.c - what placeholders say of a token, and of what to ask its service for */
#include "interpret/placeholder.h"
#include "interpret/token_judge.h"

#include <string.h>

static const struct token_facts *facts(const struct wording *w)
{
	return w->record == NULL ? NULL : w->record->token;
}

static const struct token_service *service(const struct wording *w)
{
	return w->know == NULL ? NULL : token_service_of(w->know, w->record->provider, facts(w));
}

static bool of_app(const struct wording *w)
{
	return facts(w) != NULL && token_is_of_app(facts(w));
}

/* What stands in a token is anybody's word, and these go into commands to be copied. */
static const char *guid(const char *s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	static const char digits[] = "0123456789abcdefABCDEF";

	if (s == NULL || strlen(s) != strlen(form))
		return NULL;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == 'x' ? strchr(digits, s[i]) == NULL : s[i] != form[i])
			return NULL;
	return s;
}

static const char *audience(struct arena *a, const struct wording *w)
{
	(void)a;
	return facts(w) == NULL ? NULL : token_audience_name(service(w), facts(w));
}

static const char *client_id(struct arena *a, const struct wording *w)
{
	(void)a;
	return facts(w) == NULL ? NULL : guid(facts(w)->app);
}

static const char *object_id(struct arena *a, const struct wording *w)
{
	(void)a;
	return of_app(w) ? guid(facts(w)->object) : NULL;
}

static const char *right(struct arena *a, const struct wording *w)
{
	const struct token_service *s = service(w);

	(void)a;
	return s == NULL ? NULL : of_app(w) ? s->app_role : s->user_scope;
}

/* What to ask for, by whom the token at hand is for. */
static const char *scope(struct arena *a, const struct wording *w)
{
	static const enum token_grant of_user[] = {GRANT_DEVICE, GRANT_CODE, GRANT_SERVICE_ACCOUNT};
	const struct token_service *s = service(w);
	const struct service_grant *g = NULL;

	(void)a;
	if (s != NULL && of_app(w))
		g = service_grant_of(s, GRANT_CLIENT_CREDENTIALS);
	for (size_t i = 0; s != NULL && g == NULL && i < sizeof(of_user) / sizeof(of_user[0]); i++)
		g = service_grant_of(s, of_user[i]);
	return g == NULL ? NULL : g->scope;
}

static const char *service_name(struct arena *a, const struct wording *w)
{
	(void)a;
	return service(w) == NULL ? NULL : service(w)->name;
}

static const char *token_user(struct arena *a, const struct wording *w)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._+#@-";
	const char *user = facts(w) == NULL ? NULL : facts(w)->user;

	(void)a; /* it gets into commands, too */
	return user != NULL && user[strspn(user, letters)] == '\0' ? user : NULL;
}

static const struct placeholder placeholders[] = {
	{"audience", audience, "another service"},
	{"client_id", client_id, "the application's id"},
	{"object_id", object_id, "the enterprise application's object id"},
	{"right", right, "the right to send by SMTP"},
	{"scope", scope, "the scope that the provider's documentation names"},
	{"token_service", service_name, "the service that issues tokens"},
	{"token_user", token_user, "somebody else"},
};

const struct placeholder *wording_token(const char *word, size_t n)
{
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++)
		if (strlen(placeholders[i].name) == n && memcmp(placeholders[i].name, word, n) == 0)
			return &placeholders[i];
	return NULL;
}

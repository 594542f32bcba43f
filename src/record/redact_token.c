/* Whose a token is: its user, and the tenant, app and object of a directory. What says what it is
 * good for stays. */
#include "record/redact_names.h"

#include <stddef.h>
#include <string.h>

/* Where a name stands that tells it; `instead` where it cannot be looked for in other places. */
struct telling {
	size_t member;
	enum kind kind;
	const char *instead;
};

static const struct telling of_token[] = {
	{offsetof(struct token_facts, user), KIND_USER, "user"},
	{offsetof(struct token_facts, tenant), KIND_TENANT, "tenant"},
	{offsetof(struct token_facts, app), KIND_APP, "app"},
	{offsetof(struct token_facts, object), KIND_OBJECT, "object"},
	{offsetof(struct token_facts, subject), KIND_OBJECT, "subject"},
};

static const struct telling of_asking[] = {
	{offsetof(struct token_asked, user), KIND_USER, "user"},
	{offsetof(struct token_asked, tenant), KIND_TENANT, "tenant"},
	{offsetof(struct token_asked, client_id), KIND_APP, "app"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char **at(void *facts, const struct telling *t)
{
	return (void *)((char *)facts + t->member);
}

/* That of all personal accounts at Microsoft, which says what kind it is, and words of its URLs. */
static bool is_anybodys(const char *text)
{
	static const char *const all[] = {"9188040d-6c67-4c5b-b112-36a304b66dad", "common",
					  "consumers", "organizations"};

	for (size_t i = 0; i < COUNT(all); i++)
		if (redact_same(all[i], text))
			return true;
	return false;
}

/* An app may be called "smtp": only ids and mailboxes are unlike all other words. */
static bool is_unlike_words(const char *text)
{
	enum { LEAST = 16 };

	return strlen(text) >= LEAST || strchr(text, '@') != NULL;
}

static void learn(struct redaction *x, void *facts, const struct telling *all, size_t n)
{
	for (size_t i = 0; facts != NULL && i < n; i++) {
		const char *text = *at(facts, &all[i]);

		if (text != NULL && !is_anybodys(text) && is_unlike_words(text))
			redact_learn(x, all[i].kind, text);
	}
}

static void hide(const struct redaction *x, void *facts, const struct telling *all, size_t n)
{
	for (size_t i = 0; facts != NULL && i < n; i++) {
		const char **text = at(facts, &all[i]), *before = *text;

		redact_hide(x, text);
		if (before != NULL && strcmp(before, *text) == 0 && !is_anybodys(before))
			*text = all[i].instead;
	}
}

void redact_learn_token(struct redaction *x)
{
	learn(x, x->r->token, of_token, COUNT(of_token));
	learn(x, x->r->asked, of_asking, COUNT(of_asking));
}

static void hide_claims(const struct redaction *x, struct token_facts *f)
{
	if (f->app_name != NULL)
		f->app_name = "app";
	redact_hide(x, &f->issuer);
	redact_hide_strings(x, &f->audiences);
	redact_hide_strings(x, &f->scopes);
	redact_hide_strings(x, &f->roles);
}

static void hide_words(const struct redaction *x, struct token_asked *f)
{
	redact_hide(x, &f->url);
	redact_hide(x, &f->detail);
	redact_hide(x, &f->error);
	redact_hide(x, &f->description);
	redact_hide(x, &f->uri);
	redact_hide(x, &f->scope);
	redact_hide(x, &f->granted);
}

void redact_hide_token(const struct redaction *x)
{
	hide(x, x->r->token, of_token, COUNT(of_token));
	hide(x, x->r->asked, of_asking, COUNT(of_asking));
	if (x->r->token != NULL)
		hide_claims(x, x->r->token);
	if (x->r->asked != NULL)
		hide_words(x, x->r->asked);
}

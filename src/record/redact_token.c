/* Whose a token is: its user, and the tenant, app and object of a directory. What says what it is
 * good for stays. */
#include "record/redact_names.h"

#include <stddef.h>
#include <string.h>

/* Where a name stands that tells it. */
struct telling {
	size_t member;
	const char *kind; /* of pseudonym */
};

static const struct telling of_token[] = {
	{offsetof(struct token_facts, user), "user"},
	{offsetof(struct token_facts, tenant), "tenant"},
	{offsetof(struct token_facts, app), "app"},
	{offsetof(struct token_facts, app_name), "app"},
	{offsetof(struct token_facts, object), "object"},
	{offsetof(struct token_facts, subject), "object"},
};

static const struct telling of_asking[] = {
	{offsetof(struct token_asked, user), "user"},
	{offsetof(struct token_asked, tenant), "tenant"},
	{offsetof(struct token_asked, client_id), "app"},
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

/* A mailbox has its own form. */
static const char *hidden(struct redaction *x, const struct telling *t, const char *text)
{
	return strcmp(t->kind, "user") == 0 ? redact_user(x, text) : redact_alias(x, t->kind, text);
}

static void learn(struct redaction *x, void *facts, const struct telling *all, size_t n)
{
	for (size_t i = 0; facts != NULL && i < n; i++) {
		const char *text = *at(facts, &all[i]);

		if (text != NULL && !is_anybodys(text) && is_unlike_words(text))
			redact_learn(x, text, hidden(x, &all[i], text));
	}
}

static void hide(struct redaction *x, void *facts, const struct telling *all, size_t n)
{
	for (size_t i = 0; facts != NULL && i < n; i++) {
		const char **text = at(facts, &all[i]);

		if (*text != NULL && !is_anybodys(*text))
			*text = hidden(x, &all[i], *text);
	}
}

void redact_learn_token(struct redaction *x)
{
	learn(x, x->r->token, of_token, COUNT(of_token));
	learn(x, x->r->asked, of_asking, COUNT(of_asking));
}

void redact_hide_token(struct redaction *x)
{
	hide(x, x->r->token, of_token, COUNT(of_token));
	hide(x, x->r->asked, of_asking, COUNT(of_asking));
}

/* What stands in one, "SMTP.Send", looks like a host and is none: only behind "://" is one. */
const char *redact_scope(struct redaction *x, const char *scope)
{
	struct buf out = {0};
	const char *shown;

	if (strchr(scope, '@') != NULL)
		return redact_string(x, scope, REDACT_ALL);
	for (const char *s; (s = strstr(scope, "://")) != NULL;) {
		size_t host = strcspn(s + 3, "/: ");

		buf_add(&out, scope, (size_t)(s + 3 - scope));
		buf_str(&out, redact_host(x, arena_copy(x->a, s + 3, host)));
		scope = s + 3 + host;
	}
	buf_str(&out, scope);
	shown = redact_string(x, out.p, REDACT_SCOPES);
	buf_free(&out);
	return shown;
}

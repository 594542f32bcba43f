#include "record/words_token.h"

#include <stddef.h>
#include <string.h>

const char *const token_form_words[] = {"JWT", "encrypted JWT", "opaque", "unreadable", NULL};

const struct token_word token_wrapped_words[] = {
	{"json", "within a token service's answer"},
	{"bearer", "behind \"Bearer\""},
	{NULL, NULL},
};

const struct token_word token_fault_words[] = {
	{"parts", "a JWT has three parts, an encrypted one five"},
	{"base64", "a part is no base64url"},
	{"json", "what is decoded is no JSON"},
	{"object", "what is decoded is no JSON object"},
	{"size", "it holds more than is read"},
	{"absent", "the answer holds no access token"},
	{"signature", "the signature is not as long as its algorithm makes it"},
	{NULL, NULL},
};

const struct token_word token_like_words[] = {
	{"microsoft-personal", "an access token of Microsoft's for a personal account"},
	{"google", "an access token of Google's"},
	{"microsoft-refresh", "a refresh token of Microsoft's"},
	{"google-refresh", "a refresh token of Google's"},
	{"microsoft-secret", "a client secret of an app in Microsoft Entra"},
	{"google-secret", "a client secret of Google's"},
	{"google-code", "an authorization code of Google's"},
	{NULL, NULL},
};

const char *token_phrase(const struct token_word *words, const char *word)
{
	for (; words->word != NULL; words++)
		if (word != NULL && strcmp(words->word, word) == 0)
			return words->phrase;
	return NULL;
}

const char *token_word(const struct token_word *words, const char *phrase)
{
	for (; words->word != NULL; words++)
		if (strcmp(words->phrase, phrase) == 0)
			return words->word;
	return NULL;
}

/* ---- rows ---- */

#define ROW(label, member)                                                                         \
	{                                                                                          \
		label, offsetof(struct token_facts, member)                                        \
	}
const struct token_row token_list_rows[] = {
	ROW("audience", audiences),
	ROW("permissions", scopes),
	ROW("app roles", roles),
	{NULL, 0},
};

const struct token_row token_text_rows[] = {
	ROW("user", user),
	ROW("user's claim", user_claim),
	ROW("app", app),
	ROW("app's name", app_name),
	ROW("tenant", tenant),
	ROW("made for", identity),
	ROW("subject", subject),
	ROW("object", object),
	ROW("issuer", issuer),
	ROW("version", version),
	ROW("algorithm", algorithm),
	ROW("type", type),
	{NULL, 0},
};

const struct token_row token_date_rows[] = {
	ROW("issued", issued),
	ROW("valid from", not_before),
	ROW("valid until", expires),
	ROW("read", read_at),
	{NULL, 0},
};
#undef ROW

static void *at(const struct token_facts *f, const struct token_row *row)
{
	return (char *)f + row->member;
}

const char **token_text(const struct token_facts *f, const struct token_row *row)
{
	return at(f, row);
}

struct list *token_list(const struct token_facts *f, const struct token_row *row)
{
	return at(f, row);
}

int64_t *token_date(const struct token_facts *f, const struct token_row *row)
{
	return at(f, row);
}

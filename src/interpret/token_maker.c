/* What a token is, and who may have made it. */
#include "interpret/token_judge.h"

#include <string.h>

/* ---- what it is ---- */

static bool is(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool begins(const char *s, const char *with)
{
	return s != NULL && strncmp(s, with, strlen(with)) == 0;
}

bool token_is_readable(const struct token_facts *f)
{
	return f->form == TOKEN_JWT;
}

/* Microsoft's tokens need not say so; then nobody is named, and subject and object are one. */
bool token_is_of_app(const struct token_facts *f)
{
	if (!token_is_readable(f) || f->scopes.n > 0)
		return false;
	if (f->identity != NULL)
		return is(f->identity, "app");
	return f->roles.n > 0 || (f->user == NULL && is(f->subject, f->object));
}

bool token_is_of_user(const struct token_facts *f)
{
	return token_is_readable(f) && !is(f->identity, "app") &&
	       (f->scopes.n > 0 || f->user != NULL);
}

/* ---- whose it is ---- */

/* Ours are written without the slash at the end that some tokens have. */
static bool is_audience(const char *theirs, const char *ours)
{
	size_t n = strlen(theirs);

	while (n > 0 && theirs[n - 1] == '/')
		n--;
	return n == strlen(ours) && bytes_begins((struct bytes){(char *)theirs, n}, ours);
}

bool token_audience_known(const struct token_service *s, const struct token_facts *f)
{
	LIST_EACH (const struct string_item, aud, &f->audiences)
		LIST_EACH (const struct string_item, own, &s->audiences)
			if (is_audience(aud->s, own->s))
				return true;
	return false;
}

const struct service_stranger *token_stranger(const struct token_service *s,
					      const struct token_facts *f)
{
	LIST_EACH (const struct string_item, aud, &f->audiences)
		LIST_EACH (const struct service_stranger, st, &s->strangers)
			if (is_audience(aud->s, st->audience))
				return st;
	return NULL;
}

bool token_issuer_known(const struct token_service *s, const struct token_facts *f)
{
	LIST_EACH (const struct string_item, own, &s->issuers)
		if (begins(f->issuer, own->s))
			return true;
	return false;
}

static bool knows_beginning(const struct token_service *s, const struct token_facts *f)
{
	return s->opaque != NULL && begins(f->like, s->opaque);
}

/* Whoever knows the audience is nearer than who knows the issuer, or a name of another service. */
const struct token_service *token_maker(const struct knowledge *k, const struct token_facts *f)
{
	static bool (*const known[])(const struct token_service *s, const struct token_facts *f) = {
		token_audience_known, knows_beginning, token_issuer_known};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		LIST_EACH (const struct token_service, s, token_services(k))
			if (known[i](s, f))
				return s;
	LIST_EACH (const struct token_service, s, token_services(k))
		if (token_stranger(s, f) != NULL)
			return s;
	return NULL;
}

const struct token_service *token_service_of(const struct knowledge *k, const char *provider,
					     const struct token_facts *f)
{
	if (provider != NULL)
		return token_service_find(k, provider);
	return f == NULL ? NULL : token_maker(k, f);
}

const char *token_audience_name(const struct token_service *s, const struct token_facts *f)
{
	const struct string_item *first = (const void *)f->audiences.first;
	const struct service_stranger *st = s == NULL ? NULL : token_stranger(s, f);

	if (st != NULL)
		return st->name;
	return first == NULL ? NULL : first->s;
}

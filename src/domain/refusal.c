#include "domain/refusal.h"

#include "base/netaddr.h"
#include "domain/study.h"

#include <ctype.h>
#include <string.h>

enum { WORDS_MAX = 8192, ADDRESS_LENGTH = 64 };

/* What an address, or an alias of one (base/alias.h), is made of. */
static bool belongs(char c)
{
	return isalnum((unsigned char)c) || c == '.' || c == ':' || c == '-';
}

/* A sentence ends in what an address may hold. */
static size_t without_end(const char *p, size_t n)
{
	while (n > 0 && strchr(".:-", p[n - 1]) != NULL)
		n--;
	return n;
}

static const char *address_in(struct arena *a, const char *p, size_t n)
{
	char word[ADDRESS_LENGTH];
	const char *address;

	n = without_end(p, n);
	if (n == 0 || n >= sizeof(word))
		return NULL;
	memcpy(word, p, n);
	word[n] = '\0';
	return address_literal(a, word, &address) && !private_address(address) ? address : NULL;
}

const char *refusal_address(struct arena *a, struct bytes words)
{
	size_t end = words.n < WORDS_MAX ? words.n : WORDS_MAX, n;

	for (size_t i = 0; i < end; i += n + 1) {
		const char *address;

		for (n = 0; i + n < end && belongs(words.p[i + n]);)
			n++;
		address = address_in(a, words.p + i, n);
		if (address != NULL)
			return address;
	}
	return NULL;
}

void refusal_read(struct study *s, struct view *v)
{
	const struct domain_facts *f = s->record->domain;

	if (f->reply.n == 0)
		return;
	s->refusal.ip = f->ip != NULL ? f->ip : refusal_address(s->arena, f->reply);
	if (s->refusal.ip != NULL && f->ip == NULL)
		s->refusal.check = spf_check_host(s, v, s->refusal.ip, f->from, f->helo);
	else
		s->refusal.check = s->spf.check;
}

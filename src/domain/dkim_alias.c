#include "domain/dkim_alias.h"

#include <ctype.h>
#include <string.h>

/* In patterns: one label or a part of it; any text, dots and all. */
enum { IN_LABEL = '*', ANYTHING = '\1' };

/* ---- placeholders ---- */

static const char *dashed(struct arena *a, const char *domain)
{
	char *out = arena_str(a, domain);

	for (char *p = out; *p != '\0'; p++)
		*p = *p == '.' ? '-' : *p;
	return out;
}

static const char *fill(struct arena *a, const char *text, const char *selector, const char *domain,
			const char *domain_dashed)
{
	const struct {
		const char *word, *value;
	} places[] = {
		{"{selector}", selector}, {"{domain}", domain}, {"{domain-dashed}", domain_dashed}};
	struct buf out = {0};
	const char *filled;

	while (*text != '\0') {
		size_t n = 0;

		for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && n == 0; i++)
			if (strncmp(text, places[i].word, strlen(places[i].word)) == 0) {
				n = strlen(places[i].word);
				buf_str(&out, places[i].value);
			}
		if (n == 0)
			buf_char(&out, *text);
		text += n > 0 ? n : 1;
	}
	filled = arena_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return filled;
}

const char *dkim_filled(struct arena *a, const char *text, const char *selector, const char *domain)
{
	return text == NULL ? NULL : fill(a, text, selector, domain, dashed(a, domain));
}

/* ---- forms ---- */

/* Names have 253 bytes at the most, patterns few stars with dots around them: no need for more. */
static bool matches(const char *name, const char *pattern)
{
	if (*pattern == IN_LABEL || *pattern == ANYTHING) {
		for (; *name != '\0' && (*pattern == ANYTHING || *name != '.'); name++)
			if (matches(name + 1, pattern + 1))
				return true;
		return false;
	}
	if (*pattern == '\0' || *name == '\0')
		return *pattern == *name;
	return tolower((unsigned char)*name) == tolower((unsigned char)*pattern) &&
	       matches(name + 1, pattern + 1);
}

bool dkim_alias_fits(struct arena *a, const struct provider_dkim *rules, const char *selector,
		     const char *domain, const char *alias)
{
	LIST_EACH (const struct string_item, form, &rules->aliases)
		if (matches(alias, dkim_filled(a, form->s, selector, domain)))
			return true;
	return false;
}

const char *dkim_alias_value(struct arena *a, const struct provider_dkim *rules,
			     const char *selector, const char *domain)
{
	const struct string_item *form = (const void *)rules->aliases.first;

	if (rules->aliases.n != 1 || strchr(form->s, IN_LABEL) != NULL)
		return NULL;
	return dkim_filled(a, form->s, selector, domain);
}

/* Up to what only the provider knows. */
static const char *beginning(struct arena *a, const char *filled)
{
	return arena_copy(a, filled, strcspn(filled, "*"));
}

const char *dkim_alias_foreign(struct arena *a, const struct provider_dkim *rules,
			       const char *selector, const char *domain, const char *alias)
{
	static const char any[] = {ANYTHING, '\0'};

	if (strchr(domain, '-') != NULL || dkim_alias_fits(a, rules, selector, domain, alias))
		return NULL;
	LIST_EACH (const struct string_item, form, &rules->aliases)
		if (strstr(form->s, "{domain") != NULL &&
		    matches(alias, fill(a, form->s, selector, any, any)))
			return beginning(a, dkim_filled(a, form->s, selector, domain));
	return NULL;
}

/* dkim_zone.h - what tests of DKIM in zones share */
#ifndef SMTPSCOPE_TESTS_UNIT_DKIM_ZONE_H
#define SMTPSCOPE_TESTS_UNIT_DKIM_ZONE_H

#include "domain_zone.h"
#include "knowing.h"

#include "../support/dkimkey.h"

#include <string.h>

#define POLICY "_dmarc.example.org TXT \"v=DMARC1; p=reject; rua=mailto:dmarc@example.org\"\n"

/* A server of one's own, without any key. */
static const char own[] = "example.org MX 10 mx.example.org\n"
			  "example.org TXT \"v=spf1 mx -all\"\n"
			  "mx.example.org A 198.51.100.5\n"
			  "5.100.51.198.in-addr.arpa PTR mx.example.org\n" POLICY;

static inline void add_key(struct domain_zone *z, const char *name, const char *record)
{
	zone_add(z, arena_printf(z->arena, "%s TXT \"%s\"\n", name, record));
}

static inline void add_selector(struct domain_zone *z, const char *selector, const char *record)
{
	add_key(z, arena_printf(z->arena, "%s._domainkey.example.org", selector), record);
}

static inline const struct dkim_selector *selector(const struct domain_zone *z, const char *name)
{
	LIST_EACH (const struct dkim_selector, it, &z->study->dkim.selectors)
		if (strcmp(it->name, name) == 0)
			return it;
	fail_msg("%s was not asked", name);
	return NULL;
}

static inline bool untold(const struct domain_zone *z, const char *part)
{
	LIST_EACH (const struct string_item, it, &z->i->verdict.not_tested)
		if (strstr(it->s, part) != NULL)
			return true;
	return false;
}

static inline void ask_for(struct domain_zone *z, const char *name)
{
	list_add_string(&z->record->domain->selectors, z->arena, name);
}

static inline struct domain_zone *with_key(const char *name, const char *record)
{
	struct domain_zone *z = zone_new("example.org", own);

	add_selector(z, name, record);
	zone_read(z, knowledge);
	return z;
}

static inline bool has_none(const struct domain_zone *z, const char *prefix)
{
	LIST_EACH (const struct finding, f, &z->i->findings)
		if (strncmp(f->id, prefix, strlen(prefix)) == 0)
			return false;
	return true;
}

#endif

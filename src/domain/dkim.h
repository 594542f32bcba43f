/* dkim.h - the keys that mail of the domain is signed with (RFC 6376)
 *
 * A zone does not tell its selectors: those are asked that the user names, that the domain's
 * providers have, and that many set-ups use (data/providers: `dkim`). */
#ifndef SMTPSCOPE_DOMAIN_DKIM_H
#define SMTPSCOPE_DOMAIN_DKIM_H

#include "domain/dkim_key.h"
#include "domain/view.h"
#include "know/provider.h"
#include "record/shape.h"

struct study;

enum { DKIM_SELECTORS_MAX = 96, DKIM_RECORDS_MAX = 8 };

/* Why a selector was asked; the first that applies. */
enum dkim_source {
	DKIM_ASKED,    /* --selector */
	DKIM_PROVIDER, /* of a provider of the domain: by MX or SPF */
	DKIM_USUAL,    /* many set-ups have it */
	DKIM_WILDCARD, /* a name that nobody uses, to see whether all names answer */
};
extern const char *const dkim_source_names[];

enum dkim_state {
	DKIM_NOT_KNOWN,	  /* not answered yet */
	DKIM_UNANSWERED,  /* time-out, SERVFAIL, cut: nothing follows */
	DKIM_ABSENT,	  /* no such name, or no TXT */
	DKIM_NOWHERE,	  /* an alias whose target does not exist or has no TXT */
	DKIM_AS_WILDCARD, /* the answer that any name gets */
	DKIM_FOUND,	  /* `records` */
};
extern const char *const dkim_state_names[];

struct dkim_selector {
	struct item item;
	const char *name; /* "selector1"; of the wildcard "*" */
	const char *host; /* "selector1._domainkey.example.org" */
	enum dkim_source source;
	const struct provider *provider;   /* whose it is, or NULL */
	const struct provider_dkim *rules; /* ... what it says of it, or NULL */
	const struct dns_query *query;	   /* NULL: not known yet */
	enum dkim_state state;
	const char *alias;   /* what the name is an alias of, or NULL */
	const char *target;  /* where a chain of aliases ends; NULL: no alias */
	const char *foreign; /* the alias has the provider's form, for another domain: which it
				should begin with ("selector1-example-org"), or NULL */
	struct list records; /* of struct dkim_key, at most DKIM_RECORDS_MAX */
	bool by_wildcard;    /* DKIM_ASKED: any other name gets this answer, too */
	bool usable;	     /* one record, and a usable key */
};

/* A provider of the domain that signs with keys of its own in the zone. */
struct dkim_provider {
	struct item item;
	const struct provider *provider;
	bool receives, sends; /* by MX, by an include of the SPF record */
};

struct dkim_study {
	struct list selectors; /* of struct dkim_selector; the wildcard last */
	struct list
		providers; /* of struct dkim_provider: only those with `dkim` in their profile */
	const struct dkim_selector *wildcard; /* of them, NULL: never */
	size_t usable;			      /* selectors with a usable key, wildcard included */
	size_t unanswered;
	bool left_out; /* more selectors than DKIM_SELECTORS_MAX */
};

void dkim_read(struct study *s, struct view *v);

extern const struct shape dkim_study_shape; /* for reports */

#endif

/* token_service.h - who issues access tokens for mail servers: endpoints, scopes, what a good token
 * says (data/tokens) */
#ifndef SMTPSCOPE_KNOW_TOKEN_SERVICE_H
#define SMTPSCOPE_KNOW_TOKEN_SERVICE_H

#include "know/knowledge.h"

/* A way to a token that the service has for mail. */
struct service_grant {
	struct item item;
	enum token_grant grant;
	const char *scope;  /* to ask for, exactly */
	const char *tenant; /* where none is named: "organizations"; NULL: one has to be, where the
			       endpoints have {tenant} */
	const char *use;    /* for whom it is: "a user signs in" */
	const char *note;   /* what to know before, or NULL */
	const char *source, *as_of;
};

/* A way that looks open and is not. */
struct service_refusal {
	struct item item;
	enum token_grant grant;
	const char *why, *instead; /* phrases: no capital, no full stop */
	const char *says; /* what it answers to that, where it may leave the words out; or NULL */
	const char *source, *as_of;
};

/* An audience that people get by mistake. */
struct service_stranger {
	struct item item;
	const char *audience, *name; /* "https://graph.microsoft.com", "Microsoft Graph" */
};

struct token_service {
	struct item item;
	const char *id, *name;
	struct list aliases;   /* of struct string_item: other words for it after --provider */
	struct list providers; /* of struct string_item: profiles whose servers take its tokens */
	const char *authorize, *token, *device; /* URLs; may hold {tenant}; NULL: there is none */
	const char *authorize_extra; /* of the query besides RFC 6749's: "prompt=consent"; NULL */
	const char *redirect_host;   /* of http://HOST:PORT; NULL: "127.0.0.1" */
	const char *assertion_audience; /* of an assertion; NULL: the token endpoint */
	struct list grants;		/* of struct service_grant, the usual one first */
	struct list refusals;		/* of struct service_refusal */
	/* What a token that can be read has to say; empty, NULL: nothing is known. */
	struct list audiences;	/* of struct string_item, without a slash at the end */
	struct list strangers;	/* of struct service_stranger, the same */
	struct list issuers;	/* of struct string_item: beginnings of iss */
	const char *user_scope; /* a word of scp: "SMTP.Send" */
	const char *app_role;	/* a word of roles: "SMTP.SendAsApp" */
	const char *opaque;	/* its tokens cannot be read, and begin as token_facts.like names;
				   NULL: they can, or nothing is known */
	struct list references; /* of struct profile_reference */
};

const struct list *token_services(const struct knowledge *k); /* of struct token_service */

/* By id, alias, or the id of a profile whose servers take its tokens. NULL: nobody is known. */
const struct token_service *token_service_find(const struct knowledge *k, const char *name);

/* NULL: the service has no such way. */
const struct service_grant *service_grant_of(const struct token_service *s, enum token_grant grant);
const struct service_refusal *service_refusal_of(const struct token_service *s,
						 enum token_grant grant);

/* A refresh token is asked for with the scope that it came with: that is worth telling only where
 * the service has no other way. */
bool service_grant_is_told(const struct token_service *s, const struct service_grant *g);

/* Whom the grant asks first: "https://login.microsoftonline.com", what stands before a tenant. */
const char *service_authority(struct arena *a, const struct token_service *s,
			      enum token_grant grant);

/* `url` wants a tenant. */
bool service_url_has_tenant(const char *url);

/* `url` with the tenant's name or id in the place of {tenant}. NULL: no tenant is called that, or
 * `tenant` is NULL and the URL wants one. */
const char *service_url(struct arena *a, const char *url, const char *tenant);

#endif

/* token_facts.h - what an access token says of itself, and what a token service answered; a part of
 * record.h
 *
 * Claims are those of RFC 7519, RFC 9068 and of Microsoft's access tokens (v1.0 and v2.0). They are
 * read on this machine, verified by nobody, and nothing else of the token is kept. */
#ifndef SMTPSCOPE_RECORD_TOKEN_FACTS_H
#define SMTPSCOPE_RECORD_TOKEN_FACTS_H

#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>

enum token_form {
	TOKEN_JWT,	 /* signed, claims can be read (RFC 7519) */
	TOKEN_ENCRYPTED, /* five parts (RFC 7516): only the server can read it */
	TOKEN_OPAQUE,	 /* only who issued it knows what it means */
	TOKEN_BROKEN,	 /* begins like a JWT and cannot be read as one */
};

struct token_facts {
	enum token_form form;
	const char *like;    /* what its beginning tells of an opaque one: "microsoft-personal",
				"google"; of what is no access token: "google-refresh",
				"microsoft-refresh", "google-secret", "microsoft-secret",
				"google-code"; NULL */
	const char *wrapped; /* in what it stood: "json" (a token service's answer), "bearer";
				NULL: alone */
	/* Of a broken one: "parts", "base64", "json", "object", "size" (more than we read),
	   "absent" (the answer holds no access token). Of a JWT whose third part is not as long as
	   its algorithm makes it: "signature". */
	const char *fault;
	int bytes;		/* of the token alone; 0: absent */
	int64_t read_at;	/* date by our clock */
	const char *algorithm;	/* header: alg */
	const char *type;	/* header: typ */
	struct list audiences;	/* of struct string_item: aud */
	struct list scopes;	/* ... scp or scope, word by word */
	struct list roles;	/* ... roles */
	const char *issuer;	/* iss */
	const char *tenant;	/* tid */
	const char *app;	/* appid, azp or client_id */
	const char *app_name;	/* app_displayname */
	const char *user;	/* whom it is for, as far as it has a name for that */
	const char *user_claim; /* ... from this claim: "upn", "preferred_username",
				   "unique_name", "email" */
	const char *subject;	/* sub */
	const char *object;	/* oid: of an app-only token the enterprise application's object */
	const char *identity;	/* idtyp: "app", "user", "device" */
	const char *version;	/* ver: "1.0", "2.0" */
	bool nonce; /* there is one: of id tokens (OpenID Connect), not of access tokens */
	int64_t issued, not_before, expires; /* dates, 0: not said */
};

/* Which way to a token (RFC 6749, 8628, 7523). */
enum token_grant {
	GRANT_DEVICE,		  /* RFC 8628 */
	GRANT_CODE,		  /* authorization code with PKCE by loopback (RFC 8252, 7636) */
	GRANT_CLIENT_CREDENTIALS, /* RFC 6749, 4.4: secret, or assertion (RFC 7523, 2.2) */
	GRANT_SERVICE_ACCOUNT,	  /* RFC 7523, 2.1: JWT bearer */
	GRANT_REFRESH,		  /* RFC 6749, 6 */
	GRANT_COUNT
};
extern const char *const token_grant_names[]; /* "device", "code", "client-credentials",
						 "service-account", "refresh" */
extern const char *const token_form_names[];  /* "jwt", "encrypted", "opaque", "broken" */

/* What was asked for, and what came of it. Nothing here is secret. */
struct token_asked {
	enum token_grant grant;
	const char *service; /* id of data/tokens, or NULL: named by its endpoints only */
	const char *step;    /* of the grant: "device", "authorize", "poll", "token", "assertion" */
	const char *url;     /* of the endpoint asked last */
	const char *address; /* numeric, who answered; or NULL */
	const char *client_id, *tenant, *scope, *user; /* as asked for, or NULL */
	bool from_cache;			       /* nobody was asked */
	bool refreshed;				       /* by a refresh token of the cache */
	bool interrupted;
	/* Where no token came: what was wrong, "dns", "connect", "tls", "timeout", "http" (a status
	 * without words of OAuth), "answer" (not what RFC 6749 wants), "error" (its error code),
	 * "redirect", "local" (detail says what); NULL: one came. */
	const char *fault;
	const char *detail; /* one line, harmless text; or NULL */
	int http_status;    /* 0: none */
	/* RFC 6749, 5.2, and what Microsoft adds; harmless text, capped; NULL: absent. */
	const char *error, *description, *uri, *suberror, *trace_id, *correlation_id, *timestamp;
	struct list codes;   /* of struct string_item: error_codes, as digits */
	const char *granted; /* scope of the answer */
	int64_t expires;     /* date: of the access token that came, 0: not said */
	bool refresh_token;  /* one came, too */
};

#endif

/* oauth.h - asks a token service for an access token (RFC 6749)
 *
 * One grant, carried out in our loop: names looked up by our resolver, HTTPS by src/http. Nothing
 * is kept, nothing printed, nothing of the knowledge is known here. A request whose answer was an
 * error is not made again, but as RFC 8628 wants polls. */
#ifndef SMTPSCOPE_OAUTH_OAUTH_H
#define SMTPSCOPE_OAUTH_OAUTH_H

#include "probe/job.h"
#include "record/record.h"

/* URLs are whole: {tenant} has been filled in. https only, but http to loopback addresses (tests,
 * RFC 8252 section 8.3 has the redirect so, too). Texts live as long as the request. */
struct oauth_request {
	enum token_grant grant;
	const char *token_url, *device_url, *authorize_url; /* those that the grant needs */
	const char *assertion_audience;			    /* NULL: token_url */
	const char *client_id, *scope, *user;
	struct secret *client_secret; /* or NULL */
	bool basic;		      /* it goes by HTTP Basic, not in the form (RFC 6749, 2.3.1) */
	struct secret *refresh_token; /* of GRANT_REFRESH; of others NULL */
	const char *client_cert,
		*client_key;	     /* PEM files: assertion in place of the secret; NULL */
	const char *service_account; /* file, as Google's console gives it; or NULL */
	int redirect_port;	     /* of GRANT_CODE on this machine; 0: any */
	const char *redirect_host;   /* ... "localhost" where the service wants the name, or NULL:
					127.0.0.1 (RFC 8252, 8.3) */
	const char *authorize_extra; /* ... parameters beside the usual ones, as they stand in a
					URL: "access_type=offline&prompt=consent"; or NULL */
	bool paste; /* ... the URL where the browser ended up may come as a line on stdin, a
		       terminal */
	const struct settings *settings; /* resolver, family, source, ca_file, connect_ms; reply_ms:
					    for each answer */
	double wait_ms; /* for the person who signs in; 0: as long as the code lives */
};

/* What people must be told while it goes on; called in the loop. Text is harmless. */
struct oauth_observer {
	/* device: go to that page and type that code; `complete` (or NULL) has both in one.
	 * code: open that URL; user_code is NULL. */
	void (*sign_in)(void *arg, const char *url, const char *user_code, const char *complete,
			double lives_ms);
	void (*waiting)(void *arg, double waited_ms, double lives_ms); /* about once a second */
	/* code: that port of this machine waits for the browser; right before sign_in. */
	void (*listening)(void *arg, int port);
	/* code: a line that was pasted, or a redirect, is none of this sign-in; one line why. It
	 * goes on. */
	void (*refused)(void *arg, const char *why);
	void *arg;
};

/* Memory of its own (base/memory.h), wiped by oauth_tokens_wipe(). */
struct oauth_tokens {
	struct secret access, refresh; /* refresh: n is 0 where none came */
};
void oauth_tokens_wipe(struct oauth_tokens *t);

/* Fills *asked (its texts in `a`) and, where its fault is NULL, *tokens. Ends early on SIGINT and
 * SIGTERM. -1 with one line in *fault where the request cannot be made (a file, a key, libcurl):
 * nobody was asked then. */
int oauth_get(struct arena *a, const struct oauth_request *rq,
	      const struct oauth_observer *observer, struct token_asked *asked,
	      struct oauth_tokens *tokens, const char **fault);

#endif

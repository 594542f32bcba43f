/* answer.h - the JSON that token and device endpoints answer with (RFC 6749 sections 5.1 and 5.2,
 * RFC 8628 section 3.2); hostile input, fuzzed */
#ifndef SMTPSCOPE_OAUTH_ANSWER_H
#define SMTPSCOPE_OAUTH_ANSWER_H

#include "base/secret.h"
#include "base/text.h"
#include "probe/echo.h"

#include <stdint.h>

enum {
	ANSWER_MAX = 256 * 1024, /* bytes of a body: a token with all groups of a user in it */
	ANSWER_LINE_MAX = 1000,	 /* of a text that is shown */
	ANSWER_CODES_MAX = 8,
	ANSWER_LIVES_MAX = 10 * 366 * 24 * 3600, /* seconds; who says more says nothing */
};

struct answer {
	/* What is wrong with it, or NULL: "is empty", "is HTML: \"Sign in to the network\"". All
	 * else is absent then. */
	const char *wrong;
	/* of a token */
	struct secret access, refresh;
	const char *token_type, *granted;
	int64_t lives; /* expires_in in seconds, 0: not said */
	/* of a device; codes that are too long to be typed, and URLs that are none, are absent */
	struct secret device_code;
	const char *user_code, *verification_url, *complete;
	int64_t interval; /* seconds, 0: not said */
	/* of a refusal; harmless text. `description` without Microsoft's lines at its end */
	const char *error, *description, *uri, *suberror, *trace_id, *correlation_id, *timestamp;
	struct list codes; /* of struct string_item: digits */
};

/* Whatever `body` holds. What it repeats of secrets (`echo`) is masked in all texts. Texts go to
 * `a`, secrets to memory of their own. */
void answer_read(struct arena *a, const struct echo *echo, struct bytes body, struct answer *out);
void answer_wipe(struct answer *x);

#endif

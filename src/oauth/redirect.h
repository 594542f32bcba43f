/* redirect.h - what a browser brings back from the sign-in (RFC 6749, 4.1.2)
 *
 * It comes as a request to a port of this machine, where any program and any web page can send one,
 * or as a URL that somebody pastes. Only what knows our `state` is believed; nothing that is odd is
 * put right. */
#ifndef SMTPSCOPE_OAUTH_REDIRECT_H
#define SMTPSCOPE_OAUTH_REDIRECT_H

#include "base/secret.h"
#include "base/text.h"

enum {
	REDIRECT_HEAD_MAX = 8 * 1024, /* bytes of a request up to its empty line, of a pasted URL */
	REDIRECT_CODE_MAX = 4 * 1024,
	REDIRECT_PARAMETERS_MAX = 32,
};

enum redirect_kind {
	REDIRECT_MORE,	  /* the request is not whole yet */
	REDIRECT_CODE,	  /* .code */
	REDIRECT_ERROR,	  /* .error: the service, or the person, said no */
	REDIRECT_ASIDE,	  /* what browsers ask beside: .status */
	REDIRECT_REFUSED, /* .status, .why */
};

struct redirect {
	enum redirect_kind kind;
	int status;			       /* HTTP's: 200 of a code and of an error */
	const char *why;		       /* of REFUSED: one line */
	struct secret code;		       /* the caller's to wipe */
	const char *error, *description, *uri; /* harmless text, capped; or NULL */
};

/* The first `n` bytes of what came to our port. */
struct redirect redirect_of_request(struct arena *a, const struct secret *state, int port,
				    const char *p, size_t n);

/* A line that somebody pasted: a URL, whatever its host, or what stands behind its "?". */
struct redirect redirect_of_line(struct arena *a, const struct secret *state, const char *p,
				 size_t n);

#endif

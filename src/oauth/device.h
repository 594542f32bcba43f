/* device.h - when to ask again (RFC 8628 section 3.5); of src/oauth only */
#ifndef SMTPSCOPE_OAUTH_DEVICE_H
#define SMTPSCOPE_OAUTH_DEVICE_H

#include "oauth/answer.h"

#include <stdbool.h>

struct polling {
	double interval_ms; /* between polls */
	double lives_ms;    /* of the code, or less where the user has less patience */
	double next_ms;	    /* the pause before the next poll */
	int unanswered;	    /* in a row */
};

/* As an answer of the device endpoint wants it, within bounds; wait_ms 0: as long as the code
 * lives. */
struct polling polling_begin(const struct answer *x, double wait_ms);

/* What came of a poll, as in struct token_asked. True: poll again after next_ms. */
bool polling_goes_on(struct polling *p, const char *fault, const char *error, int http_status);

#endif

/* status.h - message/delivery-status (RFC 3464, 6533): groups of fields, one for each recipient */
#ifndef SMTPSCOPE_BOUNCE_STATUS_H
#define SMTPSCOPE_BOUNCE_STATUS_H

#include "base/text.h"

enum { STATUS_DIAGNOSTICS_MAX = 4 };

/* All values are as they stand in the text, folds included; {0}: there is none. */
struct status_recipient {
	struct bytes group; /* all its lines */
	struct bytes final, original, action, status, remote_mta, last_attempt, retry_until;
	struct bytes diagnostics[STATUS_DIAGNOSTICS_MAX];
	size_t diagnostic_count;
};

struct status {
	struct bytes reporting_mta, arrival;
	struct bytes rest; /* the groups of recipients */
};

/* Takes the fields about the message. */
struct status status_begin(struct bytes text);

/* Takes the next recipient; false at the end. Nothing is allocated. */
bool status_next(struct status *s, struct status_recipient *r);

/* Whether the field is one of a delivery status. */
bool status_has_field(struct bytes name);

/* ---- values; NULL where there is none ---- */

/* "bob@example.org" of "rfc822; bob+40example.org"; xtext and \x{20AC} of RFC 6533 decoded. */
const char *status_mailbox(struct arena *a, struct bytes value);

/* "mx.example.org" of "dns; mx.example.org (192.0.2.1)" */
const char *status_host(struct arena *a, struct bytes value);

/* "failed" of "Failed (relay denied)", in lower case */
const char *status_word(struct arena *a, struct bytes value);

/* "5.1.1" of "5.1.1 (bad mailbox)" */
const char *status_code(struct arena *a, struct bytes value);

/* What was said, without the type before it. */
const char *status_diagnostic(struct arena *a, struct bytes value, size_t max);

/* A date or another value, as it is, in one line. */
const char *status_text(struct arena *a, struct bytes value);

#endif

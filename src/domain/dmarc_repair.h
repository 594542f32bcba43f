/* dmarc_repair.h - inside this room: what somebody meant by a DMARC record that is none */
#ifndef SMTPSCOPE_DOMAIN_DMARC_REPAIR_H
#define SMTPSCOPE_DOMAIN_DMARC_REPAIR_H

#include "domain/dmarc_record.h"

/* Why a record does not begin as one, one line (static); *at: where. */
const char *dmarc_version_fault(struct bytes text, size_t *at);

/* Where in a value another tag begins ("none, rua=..."), 0: nowhere. */
size_t dmarc_tag_within(struct bytes value);

/* The tag that a name resembles, NULL: none. */
const char *dmarc_tag_meant(struct arena *a, struct bytes name);

bool dmarc_colon_meant(struct bytes text); /* "p:none" */

/* NULL: it would hold a control character or a NUL. */
const char *dmarc_percent_decoded(struct arena *a, struct bytes text);

/* The record as it was meant: known tags in the usual order, each once, with values that they can
 * have. *guessed: there is no policy that one can read, and p=none stands in for it. NULL: it
 * is longer than any record that somebody wrote. */
const char *dmarc_repaired(struct arena *a, const struct dmarc_record *r, bool *guessed);

#endif

/* spf_meant.h - what somebody wanted to write who wrote an SPF record that is none
 *
 * Only what leaves no doubt: a guess that would permit a stranger to send is none of ours. */
#ifndef SMTPSCOPE_DOMAIN_SPF_MEANT_H
#define SMTPSCOPE_DOMAIN_SPF_MEANT_H

#include "domain/spf_record.h"

/* A byte that no record may have, and where: "a tab", "a quote of a word processor"; NULL: none. */
const char *spf_strange_byte(struct bytes text, size_t *at);

/* Of a term that was read: `meant`, where it is not sound, and `odd`, where it hardly says what was
 * meant. "" is: nothing, it is to go. */
void spf_term_meant(struct arena *a, struct spf_term *t);

#endif

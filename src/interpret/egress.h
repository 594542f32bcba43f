/* egress.h - our own address as the server sees it, behind all translation of addresses */
#ifndef SMTPSCOPE_INTERPRET_EGRESS_H
#define SMTPSCOPE_INTERPRET_EGRESS_H

#include "record/record.h"

/* "mail.example.org Hello client [192.0.2.7]": the address that Exim, Exchange, Gmail and others
 * put into their answer to EHLO. NULL: `first_line` has none, or none but `said`, the name that we
 * gave ourselves and that they only repeat. */
const char *egress_read(struct arena *a, struct bytes first_line, const char *said);

/* Of all sessions of the run, each once, as struct string_item. */
void egress_addresses(struct arena *a, const struct record *r, struct list *addresses);

#endif

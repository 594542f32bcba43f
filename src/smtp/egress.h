/* egress.h - our own address as the server sees it, behind all translation of addresses */
#ifndef SMTPSCOPE_SMTP_EGRESS_H
#define SMTPSCOPE_SMTP_EGRESS_H

#include "record/record.h"

/* "mail.example.org Hello client [192.0.2.7]": the address that Exim, Exchange, Gmail and others
 * put into their answer to EHLO. NULL: `first_line` has none, or none but `said`, the name that we
 * gave ourselves and that they only repeat. */
const char *egress_read(struct arena *a, struct bytes first_line, const char *said);

/* Into `addresses`, of struct string_item, each once: that of a stage (NULL: none) that heard an
 * answer to EHLO; those of all sessions of the run. */
void egress_add(struct arena *a, const struct stage *st, struct list *addresses);
void egress_addresses(struct arena *a, const struct record *r, struct list *addresses);

#endif

/* dane.h - inside this room: what signed TLSA records mean (RFC 7672) */
#ifndef SMTPSCOPE_INTERPRET_DANE_H
#define SMTPSCOPE_INTERPRET_DANE_H

#include "interpret/diagnose.h"

/* In words: why a record is of no use or does not fit (record/tlsa.h, net/dane.h). */
const char *dane_reason(const char *why);

/* What to look at before a record for the certificate that was seen is published. */
extern const char dane_caution[];

/* At the stage tls: the records' verdicts. */
void diagnose_dane(const struct place *at);

/* After all that was found at that stage: what public CAs and their rules say of a mail exchanger's
 * certificate is no fault where signed records say that it is the right one. */
void dane_vouch(const struct place *at);

/* The signed records that somebody publishes for that session's host and port, whether TLS came
 * about or not; NULL: there are none, or nobody may be believed that they are signed. */
const struct dns_query *dane_promise(const struct record *r, const struct session *s);
void show_promise(const struct place *at, struct finding *f); /* nothing where there is none */

/* That the chain is the one of a record; nothing where it is not. */
void show_dane(const struct place *at, struct finding *f);

#endif

/* own_cert.h - rows that report/details_cert.c writes, read back */
#ifndef SMTPSCOPE_TRANSCRIPT_OWN_CERT_H
#define SMTPSCOPE_TRANSCRIPT_OWN_CERT_H

#include "record/record.h"

/* False: it is no such row. */
bool own_judgement(struct arena *a, struct tls_facts *f, const char *label, const char *s);
bool own_certificate(struct arena *a, struct certificate *c, const char *label, const char *s);

/* "2026-11-21 08:15" */
int64_t own_minute(struct arena *a, const char *s);

#endif

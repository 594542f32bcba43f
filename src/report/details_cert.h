/* details_cert.h - certificates as -v shows them: as sent, as judged, as verified */
#ifndef SMTPSCOPE_REPORT_DETAILS_CERT_H
#define SMTPSCOPE_REPORT_DETAILS_CERT_H

#include "report/page.h"

/* "2026-11-21 08:15" */
const char *details_minute(const struct page *p, int64_t date);

/* Each property on its own: "verify failed" is nothing that a person can act on. */
void details_judgement(const struct page *p, const struct tls_facts *t);

/* `number`: its place in the chain as sent; `started`: when its days were counted, 0: not known. */
void details_certificate(const struct page *p, const struct certificate *c, int number,
			 int64_t started);

void details_verified(const struct page *p, const struct tls_facts *t);

#endif

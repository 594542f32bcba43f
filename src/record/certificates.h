/* certificates.h - the certificates as servers sent them, beside the record in a report
 *
 * Many sessions show the same chain: what is told of each certificate stands in its session, its
 * bytes once at the end of the report, found again by their SHA-256. */
#ifndef SMTPSCOPE_RECORD_CERTIFICATES_H
#define SMTPSCOPE_RECORD_CERTIFICATES_H

#include "record/record.h"
#include "record/shape.h"

/* One element of the member "certificates". */
struct sent_certificate {
	struct item item;
	const char *sha256;
	struct bytes der;
};
extern const struct shape sent_certificate_shape;

/* Fingerprint of a DER form: 64 hex digits in `a`. */
const char *certificate_sha256(struct arena *a, struct bytes der);

/* "certificates": [...], sorted by fingerprint; left out where the record has none. */
void certificates_write(struct jsonw *w, const struct record *r);

/* Gives the certificates of `r`, which was read from `json`, their bytes. 0, or -1 with one line
 * in *fault (arena of `r`): bytes that are not those of the fingerprint beside them are a lie. */
int certificates_read(struct record *r, const json_t *json, const char **fault);

/* They name whom they were issued for: a record for strangers goes without. */
void certificates_forget(struct record *r);

#endif

/* certificate.h - inside this room: the faces of a certificate, each judged and told by itself
 *
 * All at a stage tls whose certificate was judged; NULL: that face is in order. */
#ifndef SMTPSCOPE_INTERPRET_CERTIFICATE_H
#define SMTPSCOPE_INTERPRET_CERTIFICATE_H

#include "interpret/diagnose.h"

struct finding *found_name_mismatch(const struct place *at);
struct finding *found_distrust(const struct place *at);
struct finding *found_wrong_usage(const struct place *at);
void found_weak(const struct place *at);
void found_wrong_order(const struct place *at);

/* After all sessions: endpoints of one host whose certificates differ. */
void diagnose_differences(struct diagnosis *d);

/* Another endpoint of the same host has a good certificate that ends later; NULL: none. */
const struct session *renewed_elsewhere(const struct place *at);

bool same_certificate(const struct certificate *a, const struct certificate *b);

/* ---- evidence ---- */

const struct certificate *leaf_of(const struct place *at);	     /* the server's, or NULL */
const char *subject_of(const struct certificate *c);		     /* never NULL */
const char *short_name(const struct place *at, const char *subject); /* its CN, for a title */
struct bytes common_name(const char *subject);			     /* still escaped; or none */
const char *show_date(const struct place *at, int64_t ms);	     /* "2026-11-21" */

void show_leaf(const struct place *at, struct finding *f);
void show_names(const struct place *at, struct finding *f);
void show_store(const struct place *at, struct finding *f);

#endif

/* tls_rpt.h - who is told of failures of TLS (RFC 8460) */
#ifndef SMTPSCOPE_DOMAIN_TLS_RPT_H
#define SMTPSCOPE_DOMAIN_TLS_RPT_H

#include "domain/policy_txt.h"
#include "record/shape.h"

struct study;

enum { TLS_RPT_ADDRESSES_MAX = 32 };

struct tls_rpt_study {
	struct policy_txt txt; /* of _smtp._tls. the domain */
	struct list addresses; /* of struct string_item: URIs that reports go to; where the record
				  cannot be taken: those that were meant. Harmless */
};

void tls_rpt_read(struct study *s, struct view *v);

/* What is wrong with one of the URIs of `rua` (static), or NULL. */
const char *tls_rpt_uri_fault(struct bytes uri);

/* Of struct tls_rpt_study. */
extern const struct shape tls_rpt_study_shape;

#endif

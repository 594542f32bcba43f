/* dnswire.h - DNS packets to facts: rcode, AD, TTL, CNAME chain; hostile input, fuzzed */
#ifndef SMTPSCOPE_NET_DNSWIRE_H
#define SMTPSCOPE_NET_DNSWIRE_H

#include "record/record.h"

enum { DNS_ANSWERS_MAX = 256 };
enum { DNS_TLSA_DATA_MAX = 8192 }; /* bytes that are presented; what has more ends with "..." */

/* 0: unknown to us. */
int dns_type_number(const char *type);

/* Fills q->rcode, status, ad and answers from a packet that answers q->name / q->type. Answers that
 * do not belong to the chain from q->name are dropped. Lies, loops and short packets end as
 * DNS_MALFORMED or DNS_CNAME_LOOP. */
void dns_read(struct arena *a, const unsigned char *packet, size_t len, struct dns_query *q);

/* The TC bit: the rest of the answer did not fit and is to be had over TCP. */
bool dns_truncated(const unsigned char *packet, size_t len);

#endif

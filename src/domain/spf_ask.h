/* spf_ask.h - what the tree and a check both ask the DNS for */
#ifndef SMTPSCOPE_DOMAIN_SPF_ASK_H
#define SMTPSCOPE_DOMAIN_SPF_ASK_H

#include "domain/spf_record.h"
#include "domain/view.h"

/* The record of `out->name`: its query, state, text and terms. */
void spf_ask_record(struct arena *a, struct view *v, struct spf_record *out);

/* The names in MX or PTR records, at most `most`, in their order: of struct string_item. A name
 * that cannot be asked for is left out ("." of a null MX is one). How many there are. */
size_t spf_names(struct arena *a, const struct dns_query *q, size_t most, struct list *out);

#endif

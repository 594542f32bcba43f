/* tls_policy.h - who forbids old versions of TLS, and to whom (data/policies) */
#ifndef SMTPSCOPE_KNOW_TLS_POLICY_H
#define SMTPSCOPE_KNOW_TLS_POLICY_H

#include "know/knowledge.h"

enum policy_force { POLICY_FORBIDS, POLICY_ADVISES };
extern const char *const policy_force_names[]; /* "forbids", "advises" */

struct tls_policy {
	struct item item;
	const char *id, *title;	 /* "RFC 8996" */
	const char *least;	 /* "TLS1.2": what is older may not be offered */
	enum policy_force force; /* or should not */
	const char *whom;	 /* "US federal agencies"; NULL: everybody */
	struct list providers;	 /* of struct string_item: it is theirs; empty: anybody's */
	const char *since;	 /* a date */
	struct list references;	 /* of struct reference */
};

#endif

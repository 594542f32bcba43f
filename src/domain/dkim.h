/* dkim.h - the keys that mail of the domain is signed with (RFC 6376) */
#ifndef SMTPSCOPE_DOMAIN_DKIM_H
#define SMTPSCOPE_DOMAIN_DKIM_H

#include "domain/view.h"

struct study;

struct dkim_study {
	struct list selectors; /* of struct dkim_selector */
};

void dkim_read(struct study *s, struct view *v);

#endif

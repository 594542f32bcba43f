/* diagnose_domain_mx.h - inside this room: what MX records mean, in three parts */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_MX_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_MX_H

#include "interpret/diagnose_domain.h"

/* Hosts that no mail, or not everybody's, reaches. */
void diagnose_mx_hosts(struct diagnosis *d, const struct study *s);

/* What is worth knowing of hosts that mail does reach. */
void diagnose_mx_good(struct diagnosis *d, const struct study *s);

/* "10 mx.example.org" */
const char *mx_value(struct arena *a, const struct mx_host *h);
/* That record and what it leads to, as evidence. */
void show_mx(const struct place *at, struct finding *f, const struct mx_host *h);
void show_all_mx(const struct place *at, struct finding *f, const struct study *s);

#endif

/* firewall.h - the part of a report that goes to the network admin, in words */
#ifndef SMTPSCOPE_REPORT_FIREWALL_H
#define SMTPSCOPE_REPORT_FIREWALL_H

#include "report/page.h"

/* Nothing where there is nothing to open and nothing to prove; all of it with -v. */
void firewall_text(const struct page *p, const struct record *r, const struct firewall *f);

#endif

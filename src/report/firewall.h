/* firewall.h - the part of a report that goes to the network admin, in words and as JSON */
#ifndef SMTPSCOPE_REPORT_FIREWALL_H
#define SMTPSCOPE_REPORT_FIREWALL_H

#include "record/jsonw.h"
#include "report/page.h"

/* Nothing where there is nothing to open and nothing to prove; all of it with -v. */
void firewall_text(const struct page *p, const struct record *r, const struct firewall *f);

/* The member "firewall", or nothing. */
void firewall_json(struct jsonw *w, const struct firewall *f);

#endif

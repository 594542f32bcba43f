/* recommended.h - inside this room: the settings that were seen to work, in each form of report */
#ifndef SMTPSCOPE_REPORT_RECOMMENDED_H
#define SMTPSCOPE_REPORT_RECOMMENDED_H

#include "record/jsonw.h"
#include "report/page.h"

/* A line or three behind a good verdict; nothing where there are none. */
void recommended_text(const struct page *p, const struct interpretation *i,
		      const struct knowledge *k);

/* The members "recommended" and, where programs were named, "settings". */
void recommended_json(struct jsonw *w, const struct record *r, const struct interpretation *i,
		      const struct knowledge *k, const struct report_options *o);

/* The files and code for the programs that were named; why there are none only in a whole report.
 */
void snippets_text(const struct page *p, const struct record *r, const struct interpretation *i,
		   const struct knowledge *k);

#endif

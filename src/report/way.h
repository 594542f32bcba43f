/* way.h - the way of sending in words and as JSON */
#ifndef SMTPSCOPE_REPORT_WAY_H
#define SMTPSCOPE_REPORT_WAY_H

#include "interpret/finding.h"
#include "know/way.h"
#include "record/jsonw.h"
#include "report/page.h"

/* The rows below a verdict, where the way has to do with it: which it is, and what is missing. */
void way_rows(const struct page *p, const struct interpretation *i, int label, int body);

/* All of it, for -v. */
void way_details(const struct page *p, const struct interpretation *i, const struct record *r,
		 const struct knowledge *k);

/* The member "way" of a report, where it is known (takes NULL); of what only names it. */
void way_json(struct jsonw *w, const struct way_found *f);
void way_name_json(struct jsonw *w, const struct way *way);

#endif

/* tried.h - what became of a login with each mechanism, in words and as JSON */
#ifndef SMTPSCOPE_REPORT_TRIED_H
#define SMTPSCOPE_REPORT_TRIED_H

#include "record/jsonw.h"
#include "report/page.h"

/* Each: nothing where there was no more than one login. */
void tried_text(const struct page *p, const struct interpretation *i);
void tried_json(struct jsonw *w, const struct interpretation *i);

#endif

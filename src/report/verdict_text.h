/* verdict_text.h - the parts of a verdict as rows of a page, in the order in which they stand */
#ifndef SMTPSCOPE_REPORT_VERDICT_TEXT_H
#define SMTPSCOPE_REPORT_VERDICT_TEXT_H

#include "report/page.h"

enum { VERDICT_LABEL = 2, VERDICT_BODY = 19 };

/* "FAILED: the summary       (certain)" */
void verdict_headline(const struct page *p, const struct verdict *v);
void verdict_evidence(const struct page *p, const struct finding *f);
void verdict_owner(const struct page *p, const struct finding *f);
void verdict_fixes(const struct page *p, const struct finding *f);
void verdict_settings(const struct page *p, const struct finding *f); /* of mail programs */

/* Is `f` told beside the verdict? Consequences are not, nor what nobody need act on, nor one title
 * twice. */
bool verdict_tells(const struct interpretation *i, const struct finding *f);

/* What else is wrong. */
void verdict_others(const struct page *p, const struct interpretation *i);
void verdict_not_tested(const struct page *p, const struct verdict *v);

#endif

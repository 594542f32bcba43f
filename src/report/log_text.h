/* log_text.h - what logs tell, for people: a short block for each finding, what is to be fixed
 * first goes first */
#ifndef SMTPSCOPE_REPORT_LOG_TEXT_H
#define SMTPSCOPE_REPORT_LOG_TEXT_H

#include "interpret/explain.h"
#include "report/page.h"

/* Of struct explanation, `seen` of the first is set. Ten of them are shown and the rest counted; in
 * quiet runs each is a line. One alone is better told as a reply is, and so are all with -v. */
void log_groups_text(const struct page *p, const struct list *explained);

#endif

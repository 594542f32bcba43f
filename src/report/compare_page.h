/* compare_page.h - the parts of a comparison as rows of a page, the same on a terminal and in HTML
 */
#ifndef SMTPSCOPE_REPORT_COMPARE_PAGE_H
#define SMTPSCOPE_REPORT_COMPARE_PAGE_H

#include "interpret/compare.h"
#include "report/page.h"

/* "FAILED -> OK", "STILL FAILED", "SAME"; and how good that is. */
const char *compare_status(struct arena *a, const struct comparison *c);
enum mark compare_mark(const struct comparison *c);

void compare_page_records(const struct page *p, const struct comparison *c);
void compare_page_endpoints(const struct page *p, const struct comparison *c);
/* Those that are not shown at this verbosity are counted. */
void compare_page_differences(const struct page *p, const struct comparison *c);

#endif

/* path_text.h - where the way to a port ends, hop by hop, beside a port that gets further */
#ifndef SMTPSCOPE_REPORT_PATH_TEXT_H
#define SMTPSCOPE_REPORT_PATH_TEXT_H

#include "interpret/finding.h"
#include "interpret/path.h"
#include "report/page.h"

/* A picture and one sentence for each traced path that the verdict of `i` is about. */
void path_pictures(const struct page *p, const struct record *r, const struct interpretation *i);

/* ... for one of them; and which are: of a check, the way of what failed, of a good one that only
 * connected, all that were walked. */
void path_picture(const struct page *p, const struct path *path);
bool path_is_told(const struct trace *t, const struct interpretation *i);

/* All traces with all their facts. */
void path_details(const struct page *p, const struct record *r);

#endif

/* publish_text.h - the records that mend a zone, for people who paste them
 *
 * Names and data are partly what a stranger's zone says: all that comes from here is one line
 * and harmless for a terminal, for other forms the writers escape it. What is to be pasted is
 * never wrapped. */
#ifndef SMTPSCOPE_REPORT_PUBLISH_TEXT_H
#define SMTPSCOPE_REPORT_PUBLISH_TEXT_H

#include "interpret/publish.h"
#include "report/page.h"

/* What is to be done: "change the TXT record of example.org (v=spf1) to:" */
const char *publish_words(struct arena *a, const struct publish *p);

/* What is to be copied: a line of a zone file, or the lines of a file for a web server; adds
 * struct string_item. */
void publish_lines(struct arena *a, const struct publish *p, struct list *lines);

/* The data alone, as web panels want it, or NULL: in the line it stands as it is. */
const char *publish_value(struct arena *a, const struct publish *p);

/* What is said before that: "in a web panel: name NAME, type TXT, value:" */
const char *publish_panel_words(struct arena *a, const struct publish *p);

/* All of a finding as rows, the labels of the first in column `label`. */
void publish_rows(const struct page *p, const struct finding *f, int label, int body);

#endif

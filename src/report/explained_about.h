/* explained_about.h - what an explanation is about beside the words: a bounce's recipients and
 * servers, a dialogue's stages, how often and where a log has it */
#ifndef SMTPSCOPE_REPORT_EXPLAINED_ABOUT_H
#define SMTPSCOPE_REPORT_EXPLAINED_ABOUT_H

#include "input/gather.h"
#include "interpret/explain.h"
#include "report/page.h"

enum { ABOUT_LABEL = 2, ABOUT_BODY = 19 };

/* Some labelled lines, or none. */
void about_explanation(const struct page *p, const struct explanation *x);

/* "mail.log, line 3"; "line 3" where there is one text only. */
const char *about_place(const struct page *p, const struct explanation *x);

/* What was read. */
void about_read(const struct page *p, const struct gathered *read);

/* With -v, what of logs was not understood. */
void about_riddles(const struct page *p, const struct gathered *read);

#endif

/* details.h - what -v and -vv add to the terminal report */
#ifndef SMTPSCOPE_REPORT_DETAILS_H
#define SMTPSCOPE_REPORT_DETAILS_H

#include "report/page.h"

void details_findings(const struct page *p, const struct interpretation *i);
void details_dns(const struct page *p, const struct record *r);
void details_sessions(const struct page *p, const struct record *r);

/* "->" sent, "<-" received, "~>" and "<~" inside TLS, for each session. */
void details_transcripts(const struct page *p, const struct record *r);

/* "587 STARTTLS at 192.0.2.1": which session; in the page's arena. */
const char *session_title(const struct page *p, const struct session *s);

/* "535 5.7.8 text", harmless. */
const char *reply_line(const struct page *p, const struct reply *r);

#endif

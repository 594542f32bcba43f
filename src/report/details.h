/* details.h - what -v and -vv add to the terminal report */
#ifndef SMTPSCOPE_REPORT_DETAILS_H
#define SMTPSCOPE_REPORT_DETAILS_H

#include "report/page.h"

/* Our addresses behind all translation, as servers told them; older reports have them in the words
 * of servers only. NULL: none did. */
const char *details_egress(const struct page *p, const struct record *r);

void details_run(const struct page *p, const struct record *r);
void details_dns(const struct page *p, const struct record *r);

/* Each session, its stages with their times and facts. */
void details_mail(const struct page *p, const struct record *r);
void details_sessions(const struct page *p, const struct record *r);

/* Of each endpoint that was asked for its versions: which it accepts, and who can connect. */
void details_pictures(const struct page *p, const struct record *r, const struct knowledge *k);
/* Of each endpoint that offers logins: which, what is odd about them, and who can log in. */
void details_logins(const struct page *p, const struct record *r, const struct knowledge *k);
/* Of those that were asked for all suites: which these are, and in whose order. */
void details_suites(const struct page *p, const struct record *r);

/* `started`: of the run, 0: not known. */
void details_tls(const struct page *p, const struct tls_facts *t, int64_t started);
/* Adds the extensions that were agreed on, where that says something; t->version is set. */
void details_extensions(const struct page *p, const struct tls_facts *t, struct list *words);
void details_findings(const struct page *p, const struct interpretation *i);

/* "pass", "fail: timed out": what became of a stage */
const char *details_outcome(const struct page *p, const struct stage *st);

/* All of these, for -v. */
void details_all(const struct page *p, const struct record *r, const struct interpretation *i,
		 const struct knowledge *k);

/* "->" sent, "<-" received, "~>" and "<~" inside TLS, for a session that has one, for each. */
void details_transcript(const struct page *p, const struct session *s);
void details_transcripts(const struct page *p, const struct record *r);

#endif

/* markdown.h - inside this room: the sections of a ticket, in the order in which they stand */
#ifndef SMTPSCOPE_REPORT_MARKDOWN_H
#define SMTPSCOPE_REPORT_MARKDOWN_H

#include "report/md_text.h"

/* What a ticket is about. */
struct ticket {
	struct md md;
	const struct record *record;
	const struct interpretation *interpretation;
	const struct knowledge *know;
};

/* The first screen: what, how certain, who, what to do. */
void markdown_headline(const struct ticket *t);
void markdown_fix(const struct ticket *t);
void markdown_publish(const struct ticket *t);
void markdown_works(const struct ticket *t);
void markdown_seen(const struct ticket *t);

/* Where and when it was seen, and by what it is found again. */
void markdown_environment(const struct ticket *t);
void markdown_trace_ids(const struct ticket *t);

/* What was seen of each connection. */
void markdown_endpoints(const struct ticket *t);
void markdown_stages(const struct ticket *t);
void markdown_ehlo(const struct ticket *t);
void markdown_tls(const struct ticket *t);
void markdown_transcripts(const struct ticket *t);

/* What remains. */
void markdown_not_tested(const struct ticket *t);
void markdown_others(const struct ticket *t);
void markdown_references(const struct ticket *t);

#endif

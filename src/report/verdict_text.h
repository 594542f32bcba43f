/* verdict_text.h - the parts of a verdict as rows of a page, in the order in which they stand */
#ifndef SMTPSCOPE_REPORT_VERDICT_TEXT_H
#define SMTPSCOPE_REPORT_VERDICT_TEXT_H

#include "report/page.h"

struct sent; /* interpret/sent.h */

enum {
	VERDICT_LABEL = 2,
	VERDICT_BODY = 19,
	VERDICT_SEEN = 3,     /* pieces of evidence that a screen has room for */
	VERDICT_SEEN_ALL = 8, /* a page that others work with: no finding has many more */
};

/* "FAILED: the summary       (certain)" */
void verdict_headline(const struct page *p, const struct verdict *v);
void verdict_evidence(const struct page *p, const struct finding *f, int most);
const char *verdict_evidence_label(const struct evidence *e); /* "the server said", "seen" */
/* In one line, harmless. What is no SMTP reply still has the ends of its lines: they are left out.
 */
const char *verdict_evidence_words(struct arena *a, const struct evidence *e);
/* Of --as-recorded: advice of others must not look like ours. NULL: it is ours. */
const char *verdict_foreign(const struct interpretation *i);
void verdict_whose(const struct page *p, const struct interpretation *i); /* the same as a row */
void verdict_owner(const struct page *p, const struct finding *f);
void verdict_fixes(const struct page *p, const struct finding *f);
void verdict_settings(const struct page *p, const struct finding *f); /* of mail programs */

/* Is `f` told beside the verdict? Consequences are not, nor what nobody need act on, nor one title
 * twice. */
bool verdict_tells(const struct interpretation *i, const struct finding *f);

/* What else is wrong. */
void verdict_others(const struct page *p, const struct interpretation *i);
/* By which names the message of --send is found again, also where nobody knows what became of it.
 * NULL: none was sent. */
void verdict_sent(const struct page *p, const struct sent *s);
void verdict_not_tested(const struct page *p, const struct verdict *v);

#endif

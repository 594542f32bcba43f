/* domain.h - what a report says of a domain: a line for each part of its zone, the tree of its SPF
 * record
 *
 * Marks come from the findings, words from the study (domain/study.h): what was not found out is
 * never shown as fine or as absent. Nothing here has pointers into what it was given once it
 * returns. */
#ifndef SMTPSCOPE_REPORT_DOMAIN_H
#define SMTPSCOPE_REPORT_DOMAIN_H

#include "domain/study.h"
#include "record/jsonw.h"
#include "report/page.h"

enum { DOMAIN_LABEL = 2, DOMAIN_PARTS = 9 };

/* ---- domain_words.c: what is published, in a line ---- */

enum domain_state {
	DOMAIN_THERE,
	DOMAIN_ABSENT,
	DOMAIN_OPEN,	/* all was answered, and it may still stand where nobody asked */
	DOMAIN_UNKNOWN, /* answers are missing */
};

/* Writes the words, harmless, into `words` (in `a`), NULL: nothing to say. */
typedef enum domain_state domain_words(struct arena *a, const struct study *s, const char **words);

struct domain_part {
	const char *title;  /* "MTA-STS" */
	const char *brief;  /* the head of a narrow column: "STS" */
	const char *ids[2]; /* with what ids of its findings begin: "mta-sts-"; or NULL */
	domain_words *words;
};
extern const struct domain_part domain_parts[DOMAIN_PARTS];

/* ---- domain_rows.c ---- */

struct domain_row {
	const struct domain_part *part;
	enum mark mark;
	const char *words;
};

/* One for each part, in their order. */
void domain_rows_of(struct arena *a, const struct interpretation *i,
		    struct domain_row rows[DOMAIN_PARTS]);

/* The worst of the findings of that part, NULL: it has none. */
const struct finding *domain_worst(const struct interpretation *i, const struct domain_part *part);

void domain_rows(const struct page *p, const struct interpretation *i);

/* The rows, then the tree where SPF is in trouble or all is wanted. */
void domain_page(const struct page *p, const struct interpretation *i);

/* What else is wrong, each with what to do and what to publish. */
void domain_others(const struct page *p, const struct interpretation *i);

/* ---- domain_spf.c ---- */

/* `all`: also what is left out where room is scarce. */
void domain_spf_tree(const struct page *p, const struct spf_study *s, bool all);

/* ---- domain_json.c ---- */

void domain_json(struct jsonw *w, const struct study *s); /* "zone"; NULL: nothing */

#endif

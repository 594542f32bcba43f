/* finding_json.h - findings and a verdict as JSON, the same in every document (DESIGN section 6) */
#ifndef SMTPSCOPE_REPORT_FINDING_JSON_H
#define SMTPSCOPE_REPORT_FINDING_JSON_H

#include "interpret/finding.h"
#include "record/jsonw.h"

void finding_json(struct jsonw *w, const struct finding *f);

/* "verdict": {...} */
void verdict_json(struct jsonw *w, const struct verdict *v);

/* The same without what works and what was not tested. */
void verdict_short_json(struct jsonw *w, const struct verdict *v);

/* "key": n */
void number_json(struct jsonw *w, const char *key, int64_t n);

/* "key": "s" */
void text_json(struct jsonw *w, const char *key, const char *s);

/* The same; what is not known (NULL) is left out. */
void known_json(struct jsonw *w, const char *key, const char *s);

/* "key": ["...", ...] of a list of struct string_item */
void strings_json(struct jsonw *w, const char *key, const struct list *l);

#endif

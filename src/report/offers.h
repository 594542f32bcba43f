/* offers.h - how one can log in to each endpoint, as JSON */
#ifndef SMTPSCOPE_REPORT_OFFERS_H
#define SMTPSCOPE_REPORT_OFFERS_H

#include "know/knowledge.h"
#include "record/jsonw.h"
#include "record/record.h"

/* "offers": [...] of all endpoints whose lists were seen; nothing where there is none */
void offers_json(struct jsonw *w, const struct record *r, const struct knowledge *k);

#endif

/* words.h - rules for texts of the catalogue; each is a text_check of schema.h */
#ifndef SMTPSCOPE_KNOW_WORDS_H
#define SMTPSCOPE_KNOW_WORDS_H

#include "base/arena.h"

enum { TITLE_COLUMNS_MAX = 80, MEANING_WORDS_MAX = 60 };

const char *words_fault(struct arena *a, const char *text);   /* unknown placeholders */
const char *title_fault(struct arena *a, const char *text);   /* also too long once filled in */
const char *meaning_fault(struct arena *a, const char *text); /* also too many words */
const char *id_fault(struct arena *a, const char *text);
const char *port_fault(struct arena *a, const char *text);
const char *date_fault(struct arena *a, const char *text); /* YYYY, YYYY-MM or YYYY-MM-DD */

#endif

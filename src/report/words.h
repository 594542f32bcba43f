/* words.h - how the enums of the program are called in front of people */
#ifndef SMTPSCOPE_REPORT_WORDS_H
#define SMTPSCOPE_REPORT_WORDS_H

#include "report/page.h"

extern const char *const owner_words[],
	*const verdict_words[], *const address_source_words[], *const outcome_words[],
								       *const dns_status_words[];

/* What follows the owner where there is room: "network administrator (firewall, routing)". */
extern const char *const owner_hints[];

/* Why a stage was skipped or not tested; `note` itself where it is a word of tomorrow. */
const char *note_in_words(const char *note);

enum mark severity_mark(enum severity s);
enum mark verdict_mark(enum verdict_status s);

#endif

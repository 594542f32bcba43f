/* pattern.h - compiled PCRE2 patterns; pattern_match() is in knowledge.h */
#ifndef SMTPSCOPE_KNOW_PATTERN_H
#define SMTPSCOPE_KNOW_PATTERN_H

#include "know/knowledge.h"

enum { PATTERN_SOURCE_MAX = 1000, PATTERN_SUBJECT_MAX = 4096, PATTERN_FAULT_SIZE = 160 };

/* NULL, and why and where in `fault`, for what PCRE2 does not accept. */
struct pattern *pattern_compile(const char *source, char fault[PATTERN_FAULT_SIZE]);
struct pattern *pattern_free(struct pattern *p); /* takes NULL, returns NULL */

#endif

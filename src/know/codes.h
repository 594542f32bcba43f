/* codes.h - the patterns over reply codes and enhanced status codes that `when` uses */
#ifndef SMTPSCOPE_KNOW_CODES_H
#define SMTPSCOPE_KNOW_CODES_H

#include <stdbool.h>

/* "535"; an x for any digit, from the right only: "45x", "5xx". */
bool code_matches(const char *pattern, int code);

/* "5.7.139"; an x for any whole number: "x.7.8", "4.7.x". `enhanced` may be NULL: no match. */
bool enhanced_matches(const char *pattern, const char *enhanced);

/* What is wrong with such a pattern, or NULL. */
const char *code_pattern_fault(const char *pattern);
const char *enhanced_pattern_fault(const char *pattern);

#endif

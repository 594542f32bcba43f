/* neutral.h - whether a text can do anything to a terminal but be read */
#ifndef SMTPSCOPE_TESTS_NEUTRAL_H
#define SMTPSCOPE_TESTS_NEUTRAL_H

#include <stdbool.h>
#include <stddef.h>

/* Valid UTF-8 without control characters (LF is none here), without such that turn or hide text;
 * with `coloured`, "ESC [ digits m" too. `at`: where it is not. Knows nothing of src/base/text.c.
 */
bool is_neutral(const char *text, size_t n, bool coloured, size_t *at);

#endif

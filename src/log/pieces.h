/* pieces.h - the words and parts of words that the knowledge looks for
 *
 * Where none of them is in a word, no pattern can tell it from another word of its kind. */
#ifndef SMTPSCOPE_LOG_PIECES_H
#define SMTPSCOPE_LOG_PIECES_H

#include "know/knowledge.h"

#include <stdbool.h>

struct pieces;

/* Of all patterns and hints of `k`. Read-only once made; threads may share it. */
struct pieces *pieces_new(const struct knowledge *k);
struct pieces *pieces_free(struct pieces *p); /* takes NULL, returns NULL */

/* A word is made of letters, digits and what joins them: "mx-1.example.org". */
bool pieces_is_joint(char c);
bool pieces_is_letter(char c); /* or a digit, or of a character beyond ASCII */

/* Whether a piece that a pattern may find in `word` begins at `at`: how long it is, 0: none. Case
 * does not count. */
size_t pieces_at(const struct pieces *p, const char *word, size_t n, size_t at);

#endif

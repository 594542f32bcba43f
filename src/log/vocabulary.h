/* vocabulary.h - the words and parts of words that the knowledge looks for
 *
 * Where none of them is in a word, no pattern can tell it from another word of its kind. */
#ifndef SMTPSCOPE_LOG_VOCABULARY_H
#define SMTPSCOPE_LOG_VOCABULARY_H

#include "know/knowledge.h"

#include <stdbool.h>
#include <stdint.h>

struct vocabulary;

/* Of all patterns and hints of `k`. Read-only once made; threads may share it. */
struct vocabulary *vocabulary_new(const struct knowledge *k);
struct vocabulary *vocabulary_free(struct vocabulary *v); /* takes NULL, returns NULL */

/* The patterns that may match a text at all: a bit each. */
enum { VOCABULARY_PATTERNS = 2048 };
struct relevant {
	uint64_t bits[VOCABULARY_PATTERNS / 64];
};
void vocabulary_relevant(const struct vocabulary *v, const char *text, size_t n,
			 struct relevant *r);

/* A word is made of letters, digits and what joins them: "mx-1.example.org". */
bool word_is_joint(char c);
bool word_is_letter(char c); /* or a digit, or of a character beyond ASCII */

/* Whether a piece that one of these patterns (NULL: any) may find in `word` begins at `at`: how
 * long it is, 0: none. Case does not count. */
size_t vocabulary_at(const struct vocabulary *v, const struct relevant *r, const char *word,
		     size_t n, size_t at);

#endif

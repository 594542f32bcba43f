/* words_token.h - how a token's facts are called for people; reports say them, and read them back
 */
#ifndef SMTPSCOPE_RECORD_WORDS_TOKEN_H
#define SMTPSCOPE_RECORD_WORDS_TOKEN_H

#include "record/token_facts.h"

extern const char *const token_form_words[]; /* by enum token_form, NULL at the end */

/* A word of the record and its phrase; NULL, NULL at the end. */
struct token_word {
	const char *word, *phrase;
};
extern const struct token_word token_wrapped_words[], token_fault_words[], token_like_words[];

/* The phrase of `word`, and back; NULL: it is none of these. */
const char *token_phrase(const struct token_word *words, const char *word);
const char *token_word(const struct token_word *words, const char *phrase);

/* Rows of a report, and the member of struct token_facts that each shows: texts, lists, dates. */
struct token_row {
	const char *label; /* NULL at the end */
	size_t member;
};
extern const struct token_row token_text_rows[], token_list_rows[], token_date_rows[];

const char **token_text(const struct token_facts *f, const struct token_row *row);
struct list *token_list(const struct token_facts *f, const struct token_row *row);
int64_t *token_date(const struct token_facts *f, const struct token_row *row);

#endif

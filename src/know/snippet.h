/* snippet.h - settings of mail programs as files and code, with room for what a check has seen to
 * work (data/snippets)
 *
 * A template is text, line by line. A line that begins with "?WORDS? " stands there only where all
 * its words hold: those of snippet_words, names of SASL mechanisms (the one that is used), "a|b"
 * for either and "!a" for not. What {host} and the other names of snippet_values stand for is
 * written in the way of the file's language (report/quote.h), quotes included. */
#ifndef SMTPSCOPE_KNOW_SNIPPET_H
#define SMTPSCOPE_KNOW_SNIPPET_H

#include "know/knowledge.h"

/* How a language writes a value that may hold anything. */
enum quoting {
	QUOTE_PLAIN, /* for people: as it is */
	QUOTE_POSTFIX,
	QUOTE_POSTFIX_MAP,
	QUOTE_EXIM,
	QUOTE_EXIM_PLAINTEXT, /* what its plaintext authenticator sends */
	QUOTE_MSMTP,
	QUOTE_PHP,
	QUOTE_CSHARP,
	QUOTE_JAVASCRIPT,
	QUOTE_PYTHON,
	QUOTE_COUNT
};
extern const char *const quoting_names[];

struct snippet_part {
	struct item item;
	const char *file;	  /* where it belongs: "/etc/postfix/main.cf" */
	const char *comment;	  /* what begins a comment there: "#"; NULL: text for people */
	const char *first, *text; /* what must come before any comment, or NULL; the template */
	enum quoting quote;
};

struct snippet {
	struct item item;
	const char *id, *title;
	struct list mechanisms; /* of struct string_item: those that the program can do */
	unsigned tls_modes;	/* ... bits of 1 << enum tls_mode; 0: both */
	const char *cannot;	/* what to do where it can do none of what worked, or NULL */
	struct list parts;	/* of struct snippet_part */
	struct list references; /* of struct reference */
};

/* What may hold of settings; ends with NULL. */
enum snippet_word {
	WORD_STARTTLS,
	WORD_IMPLICIT,
	WORD_LOGIN,    /* a login was seen to work */
	WORD_UNTESTED, /* none was tried */
	WORD_OPEN,     /* sender and recipient were taken without one */
	WORD_TOKEN,    /* the login was one with an OAuth access token */
	WORD_CA,       /* only the CAs of a file vouch for the certificate */
	WORD_SENDER,   /* a sender was accepted */
	WORD_EHLO,     /* only with a name that the user gave */
	WORD_ADDRESS,  /* the host is an address */
	WORD_COUNT
};
extern const char *const snippet_words[];

enum snippet_value {
	VALUE_HOST,
	VALUE_PORT,
	VALUE_USER,
	VALUE_FROM,
	VALUE_MECHANISM,
	VALUE_CAFILE,
	VALUE_EHLO,
	VALUE_COUNT
};
extern const char *const snippet_values[];

/* One line of a template. */
struct snippet_line {
	const char *words, *text; /* of the condition, without its marks */
	size_t words_n, text_n;
};

/* The line at *at, which moves behind it; false at the end. */
bool snippet_next_line(const char **at, struct snippet_line *line);

/* Whether a condition holds, of which `holds` tells the single words. */
bool snippet_condition(const struct snippet_line *line,
		       bool (*holds)(const void *arg, const char *word, size_t n), const void *arg);

/* Which of snippet_values is the placeholder of `length` (placeholder_length()) at `text`, -1. */
int snippet_value_at(const char *text, size_t length);

/* What is wrong with a template, or NULL: a text_check. */
const char *template_fault(struct arena *a, const char *text);

const struct snippet *snippet_find(const struct knowledge *k, const char *id);

#endif

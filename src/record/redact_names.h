/* redact_names.h - inside this room: names of ours, and where they stand */
#ifndef SMTPSCOPE_RECORD_REDACT_NAMES_H
#define SMTPSCOPE_RECORD_REDACT_NAMES_H

#include "record/record.h"

enum kind { KIND_USER, KIND_HOST, KIND_ADDRESS, KIND_TENANT, KIND_APP, KIND_OBJECT, KINDS };

struct known {
	struct item item;
	enum kind kind;
	const char *text;
	size_t n;
	const char *placeholder;
};

struct redaction {
	struct record *r;
	struct list known; /* of struct known */
	int count[KINDS];
};

bool redact_same(const char *a, const char *b); /* ASCII case ignored; NULL is like nothing */
bool redact_is_target(const struct record *r, const char *name);

/* From then on `text`, which may be NULL, is replaced wherever it stands as a word. */
void redact_learn(struct redaction *x, enum kind kind, const char *text);

void redact_hide_bytes(const struct redaction *x, struct bytes *b);
void redact_hide(const struct redaction *x, const char **s);
void redact_hide_strings(const struct redaction *x, struct list *strings);

/* redact_token.c: whose a token is, and who asked for it */
void redact_learn_token(struct redaction *x);
void redact_hide_token(const struct redaction *x);

#endif

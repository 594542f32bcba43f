/* token_json.h - inside this room: JSON that holds a token, or what is within one */
#ifndef SMTPSCOPE_SMTP_TOKEN_JSON_H
#define SMTPSCOPE_SMTP_TOKEN_JSON_H

#include "base/text.h"

#include <jansson.h>
#include <stddef.h>

/* More than any service makes is not read. */
enum { TOKEN_TEXT_MAX = 64 * 1024, TOKEN_JSON_DEPTH = 16, TOKEN_JSON_VALUES = 4096 };
/* Nothing of interest is longer. */
enum { TOKEN_JSON_TEXT = 256 };

/* The object at `text`; NULL and `*fault` ("json", "object", "size"): there is none. Release with
 * token_json_free(): both see to it that the library's memory is overwritten. */
json_t *token_json(const char *text, size_t n, const char **fault);
void token_json_free(json_t *json);

/* A member that is a text and not empty, as it is shown; NULL: it is none. */
const char *token_json_text(struct arena *a, const json_t *object, const char *name);
/* As much of `s` as is shown; "..." stands for the rest. */
const char *token_json_shown(struct arena *a, const char *s, size_t n);

#endif

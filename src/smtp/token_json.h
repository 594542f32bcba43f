/* token_json.h - inside this room: JSON that holds a token, or what is within one */
#ifndef SMTPSCOPE_SMTP_TOKEN_JSON_H
#define SMTPSCOPE_SMTP_TOKEN_JSON_H

#include <jansson.h>
#include <stddef.h>

/* More than any service makes is not read. */
enum { TOKEN_TEXT_MAX = 64 * 1024, TOKEN_JSON_DEPTH = 16, TOKEN_JSON_VALUES = 4096 };

/* The object at `text`; NULL and `*fault` ("json", "object", "size"): there is none. Release with
 * token_json_free(): both see to it that the library's memory is overwritten. */
json_t *token_json(const char *text, size_t n, const char **fault);
void token_json_free(json_t *json);

#endif

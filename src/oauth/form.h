/* form.h - application/x-www-form-urlencoded, for requests that carry secrets; of src/oauth only */
#ifndef SMTPSCOPE_OAUTH_FORM_H
#define SMTPSCOPE_OAUTH_FORM_H

#include "base/buf.h"
#include "base/secret.h"
#include "probe/echo.h"

struct form {
	struct buf body;  /* secret: form_new() */
	struct buf login; /* secret: a header with the client's secret, or empty */
	struct echo echo; /* of its secrets: what an answer repeats of them is masked */
};

struct form form_new(const char *grant_type);			    /* NULL: none is said */
void form_add(struct form *f, const char *name, const char *value); /* NULL, "": left out */
void form_add_secret(struct form *f, const char *name, const char *p, size_t n); /* two at most */
void form_free(struct form *f);

/* As the serializer of the URL standard writes a value: a blank is "+", all but letters, digits and
 * "*-._" is "%XX" of each byte. */
void form_encode(struct buf *out, const char *p, size_t n);

#endif

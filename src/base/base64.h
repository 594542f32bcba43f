/* base64.h - base64 and base64url (RFC 4648), no line breaks */
#ifndef SMTPSCOPE_BASE_BASE64_H
#define SMTPSCOPE_BASE_BASE64_H

#include "base/buf.h"

void base64_encode(struct buf *out, const void *data, size_t len);

/* 0, or -1 on anything else than canonical base64; `out` stays as it was then. */
int base64_decode(struct buf *out, const char *text, size_t len);

/* base64url without padding (RFC 7515, 2). Bits that the last character leaves over may be any. */
void base64url_encode(struct buf *out, const void *data, size_t len);
int base64url_decode(struct buf *out, const char *text, size_t len);

#endif

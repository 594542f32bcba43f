/* base64url.h - base64 with the alphabet of URLs, without padding (RFC 4648, 5; RFC 7515, 2) */
#ifndef SMTPSCOPE_OAUTH_BASE64URL_H
#define SMTPSCOPE_OAUTH_BASE64URL_H

#include "base/buf.h"

void base64url_encode(struct buf *out, const void *data, size_t len);

#endif

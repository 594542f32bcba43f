/* told.h - how a request ended, and what libcurl knows of who was asked; inside this room */
#ifndef SMTPSCOPE_HTTP_TOLD_H
#define SMTPSCOPE_HTTP_TOLD_H

#include "http/http.h"
#include "http/libcurl.h"

/* Fills code, address, location, asks_basic, secured, error and, where r->trouble is HTTP_NO_TLS,
 * peer; what a proxy has against a tunnel takes the place of r->fault. Texts in `a`, harmless. */
void told_of(const struct libcurl *lib, CURL *easy, struct arena *a, struct http_result *r);

/* How a request ended, and in words; NULL: the library's say more, or nothing is wrong. */
enum http_trouble told_trouble(CURLcode code);
const char *told_fault(CURLcode code);

/* A text of the library, harmless; NULL: it is NULL or empty. */
const char *told_text(struct arena *a, const char *s);

#endif

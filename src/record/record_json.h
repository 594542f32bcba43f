/* record_json.h - a record as JSON and back without loss (DESIGN section 6) */
#ifndef SMTPSCOPE_RECORD_RECORD_JSON_H
#define SMTPSCOPE_RECORD_RECORD_JSON_H

#include "record/jsonw.h"
#include "record/record.h"

#define RECORD_SCHEMA "smtpscope.report/1"

/* The members of a report that belong to the record ("schema" to "certificates"); the caller has
 * begun the object and may add "findings" and "verdict". */
void record_write(struct jsonw *w, const struct record *r);

/* A new record from JSON text of `len` bytes, or NULL with one line in `fault` (a buffer of `room`
 * bytes): line and column of a syntax error, or the field that is wrong. At most 64 MiB. */
struct record *record_read(const char *json, size_t len, char *fault, size_t room);

#endif

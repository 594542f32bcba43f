/* jsonw.h - streaming JSON writer that does all escaping */
#ifndef SMTPSCOPE_RECORD_JSONW_H
#define SMTPSCOPE_RECORD_JSONW_H

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { JSONW_DEPTH = 96 }; /* a tree of SPF records has three levels for each of them */

/* Start with {.out = &buf, .pretty = ...}; commas and indentation are its business. */
struct jsonw {
	struct buf *out;
	bool pretty; /* two blanks a level; otherwise one line */
	int depth;
	bool filled[JSONW_DEPTH];
	bool after_key;
};

void jsonw_begin_object(struct jsonw *w);
void jsonw_end_object(struct jsonw *w);
void jsonw_begin_array(struct jsonw *w);
void jsonw_end_array(struct jsonw *w);
void jsonw_key(struct jsonw *w, const char *key); /* a word: nothing in it is escaped */

void jsonw_text(struct jsonw *w, const char *s); /* NULL: null; invalid UTF-8 becomes U+FFFD */
void jsonw_plain(struct jsonw *w, const char *s, size_t n); /* text_plain() has passed all of it */
void jsonw_bytes(struct jsonw *w, struct bytes b);	    /* text_escape() inside */
void jsonw_int(struct jsonw *w, int64_t v);
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_ms(struct jsonw *w, double ms);
void jsonw_date(struct jsonw *w, int64_t wall_ms);

#endif

/* piece.h - parts of a line or text. Nothing is copied, no NUL follows; a part that is
 * not there is {0}. */
#ifndef SMTPSCOPE_BASE_PIECE_H
#define SMTPSCOPE_BASE_PIECE_H

#include "base/text.h"

#include <string.h>

struct bytes piece_of(const char *s); /* what nobody writes to */

/* From `from` on; {0} behind the end. */
struct bytes piece_from(struct bytes b, size_t from);
struct bytes piece_first(struct bytes b, size_t n); /* at most n */

bool piece_is(struct bytes b, const char *s);	    /* case counts */
bool piece_begins(struct bytes b, const char *s);   /* case counts */
bool piece_has(struct bytes b, const char *s);	    /* case counts */
bool piece_has_any(struct bytes b, const char *of); /* one of these bytes */

/* Behind the first `mark`, up to the end; {0}: it is not there. */
struct bytes piece_behind(struct bytes b, const char *mark);
/* Up to the first `mark`; all of it where that is not there. */
struct bytes piece_until(struct bytes b, const char *mark);
struct bytes piece_until_last(struct bytes b, const char *mark);
/* Behind `open`, up to `close` or the end. */
struct bytes piece_between(struct bytes b, const char *open, const char *close);

struct bytes piece_trimmed(struct bytes b);		  /* without blanks and CR around it */
bool piece_is_blank(struct bytes b);			  /* nothing but blanks and line ends */
struct bytes piece_word(struct bytes b);		  /* up to a blank */
struct bytes piece_while(struct bytes b, const char *of); /* as far as bytes are of these */
bool piece_is_address(struct bytes b);			  /* an IP address, by its letters */

/* Takes the next line of `rest`, also a last one without an end; it comes without its LF or CRLF.
 * False: nothing is left. */
bool piece_line(struct bytes *rest, struct bytes *line);

#endif

/* md_inline.h - inside md_text.c: running text, word by word */
#ifndef SMTPSCOPE_REPORT_MD_INLINE_H
#define SMTPSCOPE_REPORT_MD_INLINE_H

#include "base/arena.h"
#include "base/buf.h"

/* `n` bytes at `p` in ASCII: all else as "\xNN". */
void md_ascii(struct buf *out, const char *p, size_t n);

/* How many backticks a fence needs around `text` that is not to end it: more than any run of them
 * inside, `least` at least. */
size_t md_fence_length(const char *text, size_t least);

/* `text` in one line of Markdown, cut to about `columns`; without "|", which ends the cells of
 * tables even in code. */
const char *md_cell(struct arena *a, const char *text, size_t columns);

/* `text` wrapped, behind `used` columns of a line that is begun: a blank keeps it apart where these
 * are more than `indent`, where further lines begin. No line feed at the end. Very long text is
 * cut. */
void md_wrapped(struct buf *out, const char *text, size_t used, size_t indent);

#endif

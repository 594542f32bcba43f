/* guide_text.h - how to come by a token, step by step, to be read and copied from */
#ifndef SMTPSCOPE_REPORT_GUIDE_TEXT_H
#define SMTPSCOPE_REPORT_GUIDE_TEXT_H

#include "base/buf.h"
#include "know/guide.h"

/* The guides of the service (NULL: of any server), 80 columns; commands stand on lines of their
 * own, whole. A service without guides is told with the ways that it has and has not. */
void guide_write(struct buf *out, const struct knowledge *k, const struct token_service *s,
		 struct arena *a);

#endif

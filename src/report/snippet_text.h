/* snippet_text.h - a program's settings (know/snippet.h) with the values that were seen to work */
#ifndef SMTPSCOPE_REPORT_SNIPPET_TEXT_H
#define SMTPSCOPE_REPORT_SNIPPET_TEXT_H

#include "base/arena.h"
#include "interpret/finding.h"
#include "know/snippet.h"

struct part_text {
	struct item item;
	const char *file, *text; /* where it belongs; whole lines */
};

struct snippet_text {
	const char *fault; /* why there are none for this program; NULL: there are */
	struct list parts; /* of struct part_text */
};

/* `t` stands ready in `a`. */
void snippet_fill(struct arena *a, const struct knowledge *k, const struct snippet *s,
		  const struct record *r, const struct interpretation *i, struct snippet_text *t);

#endif

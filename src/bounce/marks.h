/* marks.h - inside this room: the words of programs in a bounce that tell something */
#ifndef SMTPSCOPE_BOUNCE_MARKS_H
#define SMTPSCOPE_BOUNCE_MARKS_H

#include "bounce/template.h"
#include "know/knowledge.h"

enum mark_kind { MARK_OPENS, MARK_TELLS, MARK_LABEL, MARK_ENDS };

struct mark {
	enum mark_kind kind;
	struct told told;
	size_t n; /* bytes of the text that say it */
};

/* The templates of all frames, by what they begin with. */
struct marks;

struct marks *marks_of(struct arena *a, const struct knowledge *k);

/* The longest mark that begins at `at`, which stands in `text`; false: none does. `first`: nothing
 * of its line but a mark stands before, so labels count. */
bool marks_at(const struct marks *m, const char *text, char *at, bool first, struct mark *mark);

#endif

/* cases.h - inside this room: words of an entry for one of the ways in which its cause shows */
#ifndef SMTPSCOPE_INTERPRET_CASES_H
#define SMTPSCOPE_INTERPRET_CASES_H

#include "interpret/finding.h"
#include "interpret/wording.h"
#include "know/box.h"

/* `f`, made of `e`, takes the words of that case. A site's own entry may do without cases: then its
 * words are for all of them. */
void finding_take_case(struct arena *a, struct finding *f, const struct entry *e, const char *name,
		       const struct wording *w);

/* The title of that case, filled in; NULL: it has none of its own, or the entry no such case. */
const char *case_title(struct arena *a, const struct entry *e, const char *name,
		       const struct wording *w);

bool entry_has_case(const struct entry *e, const char *name);

/* "cert-intercepted" is of that product: its kind of box, its fix, its sources. w->box is its
 * title. */
const char *interception_case(const struct box *b);
void finding_take_box(struct arena *a, struct finding *f, const struct box *b);

#endif

/* spf_draft.h - the SPF record that is to be published in place of the one that is there
 *
 * Made of the record's own terms: what was mistyped is corrected, what nobody reads goes. Nothing
 * is guessed: where a fault has no sure correction there is no draft. */
#ifndef SMTPSCOPE_INTERPRET_SPF_DRAFT_H
#define SMTPSCOPE_INTERPRET_SPF_DRAFT_H

#include "domain/spf.h"

struct spf_draft {
	struct arena *arena;
	bool known;	    /* false: nobody can say what the record was to be */
	bool changed;	    /* it differs from what is there */
	struct list terms;  /* of struct string_item: in front of the end */
	const char *end;    /* "-all", "redirect=..."; "~all" where there was none */
	struct list behind; /* of struct string_item: modifiers */
	int lookups;	    /* that it costs, as far as the tree tells */
};

/* Of one record. `useless` says which sound terms are to go, too (NULL: none). */
struct spf_draft spf_draft_of(struct arena *a, const struct spf_record *r,
			      bool (*useless)(const struct spf_term *t));

/* Of several (of struct bytes_item): what any of them permits; the mildest of their ends. */
struct spf_draft spf_draft_merge(struct arena *a, const struct list *texts);

/* The record, with `more` (NULL: nothing) at the end of what it permits; NULL: not known. */
const char *spf_draft_text(const struct spf_draft *d, const char *more);

#endif

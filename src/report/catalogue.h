/* catalogue.h - entries of the catalogue, in words or as JSON (data/catalogue.schema.json); pure,
 * into a buffer */
#ifndef SMTPSCOPE_REPORT_CATALOGUE_H
#define SMTPSCOPE_REPORT_CATALOGUE_H

#include "know/knowledge.h"
#include "report/report.h"

/* One line an entry of what `entries` (sorted by id) points to, in groups. */
void catalogue_list_text(struct buf *out, const struct entry *const *entries, size_t n,
			 const struct report_options *o);

/* All that is known of one entry. */
void catalogue_entry_text(struct buf *out, const struct entry *e, const struct report_options *o);

/* `whole`: as catalogue_entry_text() does. */
void catalogue_json(struct buf *out, const struct knowledge *k, const struct entry *const *entries,
		    size_t n, bool whole);

/* What a check of a directory came to; `faults` is of struct string_item. */
struct catalogue_check {
	const char *dir;
	size_t files, entries, samples; /* that were read and tried */
	const struct list *faults;
};
void catalogue_check_text(struct buf *out, const struct catalogue_check *c);
void catalogue_check_json(struct buf *out, const struct knowledge *k,
			  const struct catalogue_check *c);

#endif

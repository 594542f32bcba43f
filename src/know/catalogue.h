/* catalogue.h - all entries and profiles that belong together, with an index and a date */
#ifndef SMTPSCOPE_KNOW_CATALOGUE_H
#define SMTPSCOPE_KNOW_CATALOGUE_H

#include "know/layer.h"

struct catalogue {
	struct layer layer;		  /* among equals the first counts */
	const struct entry *const *by_id; /* all entries, sorted by id */
	const char *date;		  /* the newest of all references */
	size_t patterns;		  /* their numbers are below this */
};

/* What is in the program: data/compile makes it of the files of data/. Nothing of it may change. */
extern const struct catalogue embedded;

/* What is there already goes on top of `below`: in the place of what has the same id, else before
 * all of it. */
void catalogue_add(struct catalogue *c, struct arena *a, const struct layer *below);

/* Index and date, once all is there. */
void catalogue_finish(struct catalogue *c, struct arena *a);

/* A fault for each link that leads nowhere. */
void catalogue_check_links(const struct catalogue *c, const struct list *links, struct faults *f);

const struct entry *catalogue_entry(const struct catalogue *c, const char *id);

#endif

/* compare_parts.h - inside this room: how records are put side by side
 *
 * Each record is turned into sights: one fact of one record about one place. Sights of the same
 * kind, name and place, one record's beside the other's, are a difference or none. */
#ifndef SMTPSCOPE_INTERPRET_COMPARE_PARTS_H
#define SMTPSCOPE_INTERPRET_COMPARE_PARTS_H

#include "interpret/compare.h"

struct place {
	struct compared_place shown;
	size_t index;	  /* of all places, in order */
	unsigned *seen;	  /* by record: bits of stages whose facts are known, 1 << stage_id */
	unsigned failed;  /* bits of stages at which sessions failed, of any record */
	unsigned differs; /* bits of kinds, 1 << difference_kind */
	struct endpoint_outcome *outcomes; /* by record */
};

struct sight {
	struct item item;
	size_t record;	     /* whose */
	struct place *place; /* NULL: the target */
	enum difference_kind kind;
	const char *name;  /* or NULL */
	const char *value; /* what is compared */
	const char *text;  /* what is shown of it */
	double ms;	   /* of DIFFERS_TIME */
};

_Static_assert(DIFFERENCE_KINDS <= 32 && STAGE_COUNT <= 32, "bits of an unsigned");

/* A difference while it is weighed. */
struct found_difference {
	struct difference d;
	struct place *place; /* NULL: the target */
	size_t number;	     /* in the order in which they were found */
};

struct comparing {
	struct arena *arena;
	const struct knowledge *know;
	struct comparison *out;
	struct compared *records;
	size_t n;
	struct list sights;
	struct place *places;
	size_t place_count;
	unsigned differs; /* bits of kinds, of any place */
	bool one_target;  /* all records have the same */
	bool explained;	  /* something differs that findings may follow from */
};

/* What is known of a kind. */
struct kind {
	const char *name, *words; /* in JSON; in front of people */
	int stage;    /* whose facts they are, -1: none's. Of a place that did not get there nothing
			 is known */
	bool absence; /* that it is not there is a fact, too */
	bool overlap; /* several values at once, of which any may have been seen */
	bool outcome; /* something works, or does not */
	enum difference_weight weight;
};
const struct kind *compare_kind(enum difference_kind k);

/* A sight with that value, which is shown as `text` (NULL: as it is). NULL or "": none. */
void compare_sight(struct comparing *c, size_t record, struct place *p, enum difference_kind kind,
		   const char *name, const char *value, const char *text);

/* `texts` (reordered), each once, with `between` between them. */
const char *compare_sorted(struct arena *a, const char **texts, size_t n, const char *between);

/* "535 5.7.8 Bad password", to be shown; and what of it lasts, to be compared. */
const char *compare_reply_words(struct arena *a, const struct reply *r);
const char *compare_reply_value(const struct comparing *c, size_t record, const struct reply *r);

/* ---- the parts, in the order in which they run ---- */

void compare_places(struct comparing *c); /* sessions of all records, matched; their sights */
void compare_session(struct comparing *c, size_t record, struct place *p, const struct session *s);
void compare_run(struct comparing *c, size_t record); /* what concerns the whole run */
void compare_sights(struct comparing *c);	      /* the differences */
void compare_weigh(struct comparing *c);	      /* what explains what; the order */

/* ---- words ---- */

/* At most so much of what a peer said is shown. */
const char *compare_short(struct arena *a, const char *text);
const char *compare_cut(struct arena *a, const char *text, size_t most);

bool compare_same_place(const struct compared_place *a, const struct compared_place *b);

/* What became of the endpoint in that record, with where on the way it ends; NULL: not tried. */
const char *compare_outcome_words(const struct comparing *c, const struct compared_place *p,
				  size_t record);

const char *compare_change_sentence(struct comparing *c);
const char *compare_sites_sentence(struct comparing *c);

#endif

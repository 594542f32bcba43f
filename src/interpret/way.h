/* way.h - which way of sending this is: record + knowledge -> a way, how sure that is, its needs
 *
 * One way; or two that share host and port, and what would tell them apart. Pure; it reads the
 * record alone, so that findings can name the way. */
#ifndef SMTPSCOPE_INTERPRET_WAY_H
#define SMTPSCOPE_INTERPRET_WAY_H

#include "know/way.h"
#include "record/record.h"

enum way_state { WAY_NOT_SEEN, WAY_MET, WAY_NOT_MET };
extern const char *const way_state_names[]; /* "not-seen", "met", "not-met" */

struct way_need_seen {
	struct item item;
	const char *text; /* a phrase, of struct way_need */
	enum way_state state;
	struct bytes evidence; /* {0}: none */
	const char *fix;       /* of WAY_NOT_MET, filled in; NULL: none */
};

struct way_found {
	const struct way *way;
	const char *title; /* of both, where it may be another as well */
	enum certainty certainty;
	struct list why;	       /* of struct bytes_item: what showed it */
	const struct way *rival;       /* it may be that one as well; NULL: no */
	const char *tells;	       /* what would tell the two apart */
	struct list needs;	       /* of struct way_need_seen, ranked */
	const struct session *session; /* that shows it */
};

/* NULL where nothing was connected to, or no way looks like it. */
const struct way_found *way_of_record(struct arena *a, const struct record *r,
				      const struct knowledge *k);

/* Nobody logs in there, whichever of the two it is, and that is no mere guess. Takes NULL. */
bool way_takes_no_login(const struct way_found *f);

/* The first need that is not met, or NULL. */
const struct way_need_seen *way_unmet(const struct way_found *f);

#endif

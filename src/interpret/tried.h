/* tried.h - what became of a login with each mechanism (--auth all) */
#ifndef SMTPSCOPE_INTERPRET_TRIED_H
#define SMTPSCOPE_INTERPRET_TRIED_H

#include "interpret/diagnose.h"
#include "know/knowledge.h"
#include "record/record.h"

enum tried_end {
	TRIED_ACCEPTED,
	TRIED_REFUSED,	/* the server judged name and secret: no */
	TRIED_UNJUDGED, /* it failed, and says nothing about them */
	TRIED_NOT,
};
extern const char *const tried_end_names[]; /* as in JSON */

/* One of those that the server offers. */
struct tried {
	struct item item;
	const char *mechanism;
	enum tried_end end;
	const struct session *session; /* of TRIED_NOT: NULL */
	const struct stage *stage;     /* ... its login */
	bool unable;		       /* of TRIED_NOT: it could not have been tried */
	const char *why;	       /* of TRIED_NOT, or where we broke it off: in words */
};

/* Of struct tried: those that we can do, the best first, then the others. Empty where no more than
 * one login was asked for, or none was made. */
struct list tried_mechanisms(struct arena *a, const struct record *r, const struct knowledge *k);

/* Mechanisms that refuse what another one of the same server accepts. */
void diagnose_tried(struct diagnosis *d);

#endif

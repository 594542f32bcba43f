/* refused.h - inside this room: what a delivery report says of recipients -> items */
#ifndef SMTPSCOPE_BOUNCE_REFUSED_H
#define SMTPSCOPE_BOUNCE_REFUSED_H

#include "bounce/bounce.h"

struct report {
	struct bytes status; /* message/delivery-status, decoded */
	struct bytes text;   /* what it says to people; {0}: nothing */
	const char *sender;  /* of the message it is about; NULL: not known */
};

/* One item for each refusal, of struct paste_item; a line in `faults` where there are too many. */
void refused_read(struct arena *a, const struct knowledge *k, const struct report *report,
		  struct list *items, struct list *faults);

/* An item of words alone. */
struct paste_item *refused_words(struct arena *a, struct list *items, struct bytes input,
				 const char *words);

/* Whether it tells of an error: a reply that says no. */
bool refused_is_error(const struct paste_item *it);

#endif

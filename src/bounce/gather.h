/* gather.h - inside this room: the recipients of a report, those of whom the same was said together
 */
#ifndef SMTPSCOPE_BOUNCE_GATHER_H
#define SMTPSCOPE_BOUNCE_GATHER_H

#include "bounce/status.h"

struct refusal {
	struct item item;
	unsigned long long key;	       /* of what was said */
	struct status_recipient first; /* whom it was said of first */
	struct list recipients;	       /* of struct string_item, the first few */
	size_t count;
};

/* What `s` has left, of struct refusal; beyond BOUNCE_ITEMS_MAX different ones `left_out` counts
 * the recipients. */
struct list gather(struct arena *a, struct status *s, size_t *left_out);

#endif

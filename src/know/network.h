/* network.h - what networks let out: ports that clouds and internet providers block (data/networks)
 */
#ifndef SMTPSCOPE_KNOW_NETWORK_H
#define SMTPSCOPE_KNOW_NETWORK_H

#include "know/knowledge.h"

struct network {
	struct item item;
	const char *id, *title;
	struct list blocked;	/* of struct string_item: outgoing ports, by default */
	const char *who;	/* whom it concerns, where not all: "new accounts"; or NULL */
	const char *wire;	/* what a blocked connection looks like, or NULL */
	const char *lifting;	/* how to have it opened; or NULL */
	const char *instead;	/* what stays open, or NULL */
	struct list references; /* of struct reference */
};

const struct network *network_by_id(const struct knowledge *k, const char *id);

/* Whether its blocked ports are exactly the `n` in `ports`. */
bool network_blocks_exactly(const struct network *net, const int *ports, size_t n);

#endif

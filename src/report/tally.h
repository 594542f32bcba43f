/* tally.h - what is counted by name, in bounded memory, whatever names come in whatever order
 *
 * Of more names than there is room for the first ones by strcmp() are told apart, and all others
 * count together: a name that has no room at one time has none at any later one, so each count is
 * of all or of none. A look is one hash, however many names there are. */
#ifndef SMTPSCOPE_REPORT_TALLY_H
#define SMTPSCOPE_REPORT_TALLY_H

#include <stddef.h>
#include <stdint.h>

/* What is counted of a name begins with this. */
struct tally_item {
	const char *name; /* the tally's; NULL: of all that have no room */
	uint64_t hash;	  /* these two are its business */
	struct tally_item *next;
};

struct tally_kind {
	size_t size;				     /* of an item */
	void (*merge)(void *into, const void *from); /* adds what was counted */
	void (*release)(void *item);		     /* what an item has beside; NULL: nothing */
};

struct tally;

/* Room for `most` names. */
struct tally *tally_new(const struct tally_kind *kind, size_t most);
struct tally *tally_free(struct tally *t); /* takes NULL, returns NULL */

/* The item of that name, zeroed when it is new; that of all others where it has no room. */
void *tally_at(struct tally *t, const char *name);

/* The names that have room, sorted; n of them. */
void *const *tally_items(const struct tally *t, size_t *n);

/* Of all others; NULL: there are none. */
const void *tally_others(const struct tally *t);

#endif

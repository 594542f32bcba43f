/* table.h - members found by a key of 16 bytes, in the same time however many there are
 *
 * A member begins with a struct table_item, is its owner's, and never moves. Whoever chooses the
 * keys cannot choose which of them are slow: each table mixes them with a random number of its own.
 */
#ifndef SMTPSCOPE_BASE_TABLE_H
#define SMTPSCOPE_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum { TABLE_KEY = 16 };

struct table_item {
	struct table_item *next;
	unsigned char key[TABLE_KEY];
};

struct table {
	struct table_item **slots;
	size_t size, n; /* a power of two; members */
	uint64_t seed[2];
};

void table_init(struct table *t);

/* Of the table itself; `end` gets each member that is in it (NULL: they have other owners). */
void table_clear(struct table *t, void (*end)(struct table_item *));

void *table_find(const struct table *t, const unsigned char key[TABLE_KEY]); /* or NULL */

/* It has its key, which no other member has. */
void table_add(struct table *t, void *member);
void table_remove(struct table *t, void *member); /* which is in it */

#endif

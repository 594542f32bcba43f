/* redact.h - a record that may be shown to strangers
 *
 * Whatever names somebody is replaced by a pseudonym: "user-7kq2d", "domain-3xv9b.example",
 * "ipv4-private-7kq2d-9d4bx". It is derived from the value by a keyed hash (HMAC-SHA-256): the same
 * value has the same one wherever the key is the same, and who lacks the key can neither undo it
 * nor test a guess. What the public Internet knows anyhow stays: names and addresses of public
 * providers, issuers that everybody trusts.
 *
 * What is hidden: all texts of the record, by what its tables (shapes.h) say of each: hosts, users,
 * files as they are; in all other text whatever looks like a mailbox, an address or a name of a
 * host, and the words of which one knows that they name somebody (redact_learn.c). Names that stand
 * in none of these forms are not found. */
#ifndef SMTPSCOPE_RECORD_REDACT_H
#define SMTPSCOPE_RECORD_REDACT_H

#include "record/record.h"

enum { REDACT_KEY = 32 };

struct redact_rules {
	unsigned char key[REDACT_KEY];
	/* Where in `host` (small letters, no dot at its end) the part begins that everybody may
	 * know: 0: all of it, its length: none. NULL: nothing is public. */
	size_t (*public_part)(const void *arg, const char *host);
	/* Names (RFC 4514), or one part of one, of whom everybody may know. NULL: nobody. */
	bool (*public_issuer)(const void *arg, const char *name);
	const void *arg;
};

/* Once: a record whose names are hidden stays as it is. Certificates lose their bytes. */
void record_redact(struct record *r, const struct redact_rules *rules);

/* "user-1", "user-2" ... in place of users and mailboxes; of who receives elsewhere "@elsewhere" is
 * told. No more: for what one shows of one's own. */
void record_redact_users(struct record *r);

#endif

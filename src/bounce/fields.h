/* fields.h - "Name: value" lines of messages and of reports, folded ones too */
#ifndef SMTPSCOPE_BOUNCE_FIELDS_H
#define SMTPSCOPE_BOUNCE_FIELDS_H

#include "base/piece.h"

struct field {
	struct item item;
	const char *name;
	struct bytes value;
};

/* One field where it stands: name and value point into the text, the value with its folds. */
struct raw_field {
	struct bytes name, value;
};

/* Takes the next field. False at the end of the group: an empty line, which is taken, or the end of
 * `text`. A line that is no field is passed over. */
bool fields_next(struct bytes *text, struct raw_field *field);

/* Whether `line` begins like a field. */
bool field_begins(struct bytes line);

/* `value` in one line, without blanks around it; up to `max` bytes. */
const char *field_unfold(struct arena *a, struct bytes value, size_t max);

/* The fields of one group, up to `count` of them, values up to `max` bytes. */
struct list fields_read(struct arena *a, struct bytes *text, size_t count, size_t max);

/* The value of the first field of that name, NULL where there is none. */
const char *field_of(const struct list *fields, const char *name);

/* "bob@example.org" of "Bob <bob@example.org>, carol@example.org"; NULL: there is none. */
const char *field_mailbox(struct arena *a, const char *value);

#endif

/* poison.h - the worst that peers can say, in every member of a record that holds text */
#ifndef SMTPSCOPE_TESTS_POISON_H
#define SMTPSCOPE_TESTS_POISON_H

#include "record/record.h"

/* Puts `text` into every text, byte string and list of them that the record's shapes know and that
 * is set. How many places it were. */
size_t poison_record(struct record *r, struct bytes text);

#endif

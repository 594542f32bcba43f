/* full_record.h - a record in which every member of every struct is set, most of them to something
 * that JSON or a terminal could stumble over */
#ifndef SMTPSCOPE_TESTS_FULL_RECORD_H
#define SMTPSCOPE_TESTS_FULL_RECORD_H

#include "record/record.h"

struct record *full_record(void);

/* Makes it one about a domain, with all its facts: its report is another one. */
void full_domain(struct record *r);

#endif

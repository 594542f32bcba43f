/* way_sample.h - a line that tells of a session, as data/ways has them, as the record of one
 *
 *	contoso-com.mail.protection.outlook.com:25 from=app@contoso.com to=x@example.net
 *	mail.example.org:25 address=10.1.2.3 offers=AUTH
 *	mx=example.org mx1.example.org:25
 *	smtp.office365.com:587 530 5.7.57 Client not authenticated to send mail.
 *
 * smtpscope-catalogue(5) explains its words. */
#ifndef SMTPSCOPE_INTERPRET_WAY_SAMPLE_H
#define SMTPSCOPE_INTERPRET_WAY_SAMPLE_H

#include "know/knowledge.h"
#include "record/record.h"

/* To be freed; NULL where the line is none, with what is wrong in *fault. */
struct record *way_sample_record(const struct knowledge *k, const char *line, const char **fault);

#endif

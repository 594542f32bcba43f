/* judged.h - what the end of a login says of user name and secret */
#ifndef SMTPSCOPE_INTERPRET_JUDGED_H
#define SMTPSCOPE_INTERPRET_JUDGED_H

#include "know/knowledge.h"
#include "record/record.h"

enum login_end {
	LOGIN_END_NONE,	    /* nothing of a secret was sent */
	LOGIN_END_UNJUDGED, /* no answer, a temporary fault, no such mechanism, a rule of the
			       account's: it may be right */
	LOGIN_END_REFUSED,  /* it was looked at, as far as the server says */
	LOGIN_END_ACCEPTED,
	LOGIN_END_OPEN, /* we were interrupted: nobody knows */
};

/* `at`: the session's stage auth, or NULL. */
enum login_end login_end(const struct record *r, const struct knowledge *k, const struct stage *at);

/* The session whose login was the first of the run, and its only one but for --auth all; NULL: none
 * was made. */
const struct session *login_first(const struct record *r, const struct knowledge *k);

/* One more login would meet, or bring about, a bar: the reply says so, or the server hung up or
 * fell silent. */
bool login_bars(const struct record *r, const struct knowledge *k, const struct stage *at);

#endif

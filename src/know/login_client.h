/* login_client.h - which mechanisms classes of mail programs can log in with (data/logins) */
#ifndef SMTPSCOPE_KNOW_LOGIN_CLIENT_H
#define SMTPSCOPE_KNOW_LOGIN_CLIENT_H

#include "know/knowledge.h"

/* Which of its mechanisms it takes where the server offers several. */
enum client_chooses {
	CHOOSES_UNKNOWN, /* nobody vouches for an order */
	CHOOSES_FIRST,	 /* the first of its own list that is offered */
	CHOOSES_NAMED,	 /* the one that somebody has set */
};
extern const char *const client_chooses_names[]; /* "unknown", "first", "named" */

enum client_in_clear { CLIENT_IN_CLEAR_MAY, CLIENT_IN_CLEAR_NEVER };
extern const char *const client_in_clear_names[]; /* "may", "never" */

/* What to set for some of its mechanisms, in its own words. */
struct login_setting {
	struct item item;
	struct list mechanisms; /* of struct string_item */
	const char *says;	/* 'Authentication method "Normal password"' */
};

struct login_client {
	struct item item;
	const char *id, *title;
	struct list mechanisms; /* of struct string_item: that it can do, in its own order */
	enum client_chooses chooses;
	enum client_in_clear in_clear; /* whether it shows a secret where there is no TLS */
	struct list settings;	       /* of struct login_setting */
	const char *missing;	       /* what it does, or says, where it finds none; NULL */
	const char *fix;	       /* what its owner does then, or NULL */
	struct list references;	       /* of struct reference */
};

#endif

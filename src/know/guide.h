/* guide.h - the shortest correct way from nothing to a login with a token, to be printed
 * (data/guides) */
#ifndef SMTPSCOPE_KNOW_GUIDE_H
#define SMTPSCOPE_KNOW_GUIDE_H

#include "know/knowledge.h"

struct guide_step {
	struct item item;
	const char *who;      /* who has to do it: "tenant-admin"; NULL: you */
	const char *text;     /* may hold {placeholders} of the guide: {tenant}, {mailbox} */
	struct list commands; /* of struct string_item: to copy, line by line */
};

struct guide_mistake {
	struct item item;
	const char *mistake, *sign; /* and how it shows */
};

/* One way of one service. */
struct guide {
	struct item item;
	const char *id;	     /* "microsoft365-device" */
	const char *service; /* id of data/tokens */
	enum token_grant grant;
	const char *title, *fits; /* "a program with a person in front of it" */
	struct list steps;	  /* of struct guide_step */
	struct list mistakes;	  /* of struct guide_mistake */
	struct list references;	  /* of struct reference */
};

/* The guides of a service, in their order, of struct guide_item in `a`: none where nothing is
 * known. */
struct guide_item {
	struct item item;
	const struct guide *guide;
};
struct list guides_of(struct arena *a, const struct knowledge *k, const char *service);

#endif

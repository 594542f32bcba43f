/* guide.h - the shortest correct way from nothing to a login with a token, to be printed
 * (data/guides) */
#ifndef SMTPSCOPE_KNOW_GUIDE_H
#define SMTPSCOPE_KNOW_GUIDE_H

#include "know/token_service.h"

/* What people put in place of {name}; it is shown as NAME. */
struct guide_value {
	struct item item;
	const char *name, *text;
};

struct guide_step {
	struct item item;
	enum owner who; /* has to do it */
	const char *text;
	struct list commands; /* of struct string_item: to copy, line by line */
};

struct guide_mistake {
	struct item item;
	const char *mistake, *sign; /* and how it shows */
};

/* One way of one service. Its texts and commands may hold {names} of its values. */
struct guide {
	struct item item;
	const char *id;	     /* "microsoft365-device" */
	const char *service; /* id of data/tokens; NULL: of any server */
	enum token_grant grant;
	const char *title, *fits; /* "a program with a person in front of it" */
	struct list values;	  /* of struct guide_value */
	struct list steps;	  /* of struct guide_step */
	struct list mistakes;	  /* of struct guide_mistake */
	struct list references;	  /* of struct reference */
	const char *file;	  /* NULL: embedded */
	int line, column;
};

const struct list *guides_all(const struct knowledge *k); /* of struct guide */

/* The guides of a service (NULL: of any server), in their order, of struct guide_item in `a`: none
 * where nothing is known. */
struct guide_item {
	struct item item;
	const struct guide *guide;
};
struct list guides_of(struct arena *a, const struct knowledge *k, const char *service);

/* The length of the value's name in braces that `text` begins with: "{app}" of "{app} is"; 0:
 * none. */
size_t guide_value_length(const char *text);

/* The value of that name, `n` bytes; NULL: none. */
const struct guide_value *guide_value_find(const struct guide *g, const char *name, size_t n);

#endif

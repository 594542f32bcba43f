/* netrc.h - the login for a host in a .netrc file, as curl reads it
 *
 * Words between blanks and line ends; a word may stand in double quotes, where \n, \r, \t and \x
 * (x itself) are escapes; a line that begins with # is a comment; macdef goes on to a blank line.
 */
#ifndef SMTPSCOPE_CLI_NETRC_H
#define SMTPSCOPE_CLI_NETRC_H

#include "base/buf.h"

enum netrc_found {
	NETRC_FOUND,
	NETRC_NO_ENTRY,	   /* for that host and user */
	NETRC_NO_PASSWORD, /* the entry has none */
	NETRC_MALFORMED,   /* a quote without its end, a keyword without its value */
};

struct netrc_login {
	struct buf login; /* empty: the entry has none */
	struct buf password;
	int line; /* where the entry begins; of NETRC_MALFORMED: where the file goes wrong */
};

/* The first entry for `host` (any case; "default" is for all) with the login `user` (NULL: any; one
 * without login is for all). netrc_free() in any case. */
enum netrc_found netrc_find(const char *text, size_t n, const char *host, const char *user,
			    struct netrc_login *found);
void netrc_free(struct netrc_login *found);

#endif

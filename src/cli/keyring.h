/* keyring.h - passwords in the desktop's keyring, by the Secret Service on D-Bus */
#ifndef SMTPSCOPE_CLI_KEYRING_H
#define SMTPSCOPE_CLI_KEYRING_H

#include "base/buf.h"

enum keyring_found {
	KEYRING_FOUND,
	KEYRING_NO_LIBRARY,
	KEYRING_NO_SERVICE, /* why: in `fault` */
	KEYRING_LOCKED,	    /* and was not unlocked */
	KEYRING_NO_ENTRY,
	KEYRING_MANY, /* users, and nobody said which */
};

struct keyring_login {
	struct buf user;   /* empty: the entry names none */
	struct buf secret; /* both .secret */
	struct buf fault;  /* of the service, as it came */
};

/* The entry with the attributes host, service=smtp and, where not NULL, user. May ask for the
 * keyring's password in a window, and wait for that without end. What libraries leave in memory of
 * the secret nobody can wipe: call it in a process that is about to end. */
enum keyring_found keyring_find(const char *host, const char *user, struct keyring_login *found);

#endif

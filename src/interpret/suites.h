/* suites.h - the cipher suites that an endpoint accepts in one version, as far as it was asked */
#ifndef SMTPSCOPE_INTERPRET_SUITES_H
#define SMTPSCOPE_INTERPRET_SUITES_H

#include "record/record.h"

enum suite_order {
	ORDER_UNKNOWN,
	ORDER_SERVER, /* its own, whatever its clients prefer */
	ORDER_CLIENT, /* it takes what the client names first */
};

struct suites {
	struct item item;
	const struct session *session; /* the first that asked */
	const char *version;
	struct list names; /* of struct string_item, in the order in which they were chosen */
	bool complete;	   /* it refused all others */
	const char *note;  /* why not; a word, see names.c, or NULL */
	enum suite_order order;
	const char *compression; /* chosen with one of them, or NULL */
};

/* Of all sessions that asked for suites: of struct suites, in the order in which they began. */
struct list suites_accepted(struct arena *a, const struct record *r);

/* What is wrong with a suite. */
enum suite_fault {
	SUITE_GOOD,
	SUITE_ANONYMOUS,   /* no certificate: nobody knows who answers */
	SUITE_SMALL_BLOCK, /* 64-bit blocks (CVE-2016-2183) */
	SUITE_BROKEN,	   /* no encryption, or none that holds: export, RC4 (RFC 7465), DES */
};
enum suite_fault suite_fault(const char *name);

#endif

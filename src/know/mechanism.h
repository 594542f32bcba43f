/* mechanism.h - SASL mechanisms: what each wants and what it gives away (data/mechanisms) */
#ifndef SMTPSCOPE_KNOW_MECHANISM_H
#define SMTPSCOPE_KNOW_MECHANISM_H

#include "know/knowledge.h"

/* What a client must have for it. */
enum mechanism_needs {
	NEEDS_PASSWORD,
	NEEDS_TOKEN,	   /* of OAuth */
	NEEDS_TICKET,	   /* Kerberos, or a login to Windows */
	NEEDS_CERTIFICATE, /* a client's, in TLS */
	NEEDS_NOTHING,	   /* an identity alone, or none */
};
extern const char *const mechanism_needs_names[];

/* What the server is shown. */
enum mechanism_shows { SHOWS_SECRET, SHOWS_PROOF, SHOWS_NOTHING };
extern const char *const mechanism_shows_names[]; /* "secret", "proof", "nothing" */

/* What somebody who listens gets where there is no TLS. */
enum mechanism_in_clear { IN_CLEAR_READABLE, IN_CLEAR_GUESSABLE, IN_CLEAR_SAFE };
extern const char *const mechanism_in_clear_names[]; /* "readable", "guessable", "safe" */

/* "Usage" in IANA's registry of SASL mechanisms. */
enum mechanism_status { STATUS_UNKNOWN, STATUS_COMMON, STATUS_LIMITED, STATUS_OBSOLETE };
extern const char *const mechanism_status_names[]; /* "unknown", "common", ... */

struct mechanism {
	struct item item;
	const char *id;	   /* "cram-md5" */
	const char *name;  /* "CRAM-MD5", as in EHLO */
	const char *title; /* its full name */
	enum mechanism_needs needs;
	enum mechanism_shows shows;
	enum mechanism_in_clear in_clear;
	enum mechanism_status status;
	const char *keeps;	/* what the server has to store of a password; NULL: nothing */
	const char *retired;	/* why clients leave it out today, NULL: they do not */
	struct list references; /* of struct reference */
};

/* The one of that name (any case), NULL: not known. */
const struct mechanism *mechanism_find(const struct knowledge *k, const char *name);

#endif

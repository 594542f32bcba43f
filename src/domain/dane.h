/* dane.h - certificates that the zone pins for its MX hosts (RFC 7672) */
#ifndef SMTPSCOPE_DOMAIN_DANE_H
#define SMTPSCOPE_DOMAIN_DANE_H

#include "domain/mx.h"
#include "domain/view.h"
#include "record/shape.h"

struct study;

/* What TLSA records of a host are worth to senders. */
enum dane_standing {
	DANE_PENDING,	      /* not known, as the host's addresses */
	DANE_ABSENT,	      /* there are none */
	DANE_IN_FORCE,	      /* signed all the way, and one can be used */
	DANE_UNUSABLE,	      /* signed all the way, and none can be used */
	DANE_UNSIGNED,	      /* nobody signed them */
	DANE_WAY_UNSIGNED,    /* they are signed, but not what leads to them: see `gap` */
	DANE_UNJUDGED,	      /* this resolver's word on signatures does not count */
	DANE_LOOKUP_FAILED,   /* what leads there is signed, and the question fails: mail waits */
	DANE_LOOKUP_HARMLESS, /* it fails where nothing is signed: no sender asks */
};
extern const char *const dane_standing_names[];

struct dane_record {
	struct item item;
	const char *text; /* "3 1 1 0123abcd...": its beginning */
	const char *why;  /* a word of record/tlsa.h: of no use; NULL: it can be used */
};

struct dane_host {
	struct item item;
	const struct mx_host *host;
	const char *name;	       /* "_25._tcp.mx.example.org" */
	const struct dns_query *query; /* of the TLSA records, NULL: not known yet */
	enum dane_standing standing;
	const char *gap;     /* "example.org MX": the first answer that nobody signed, or NULL */
	struct list records; /* of struct dane_record */
	struct list fitting; /* of struct string_item, "3 1 1 ...": what --probe saw, each once */
	bool judged;	     /* by a session of --probe: its findings say it */
};

struct dane_study {
	struct list hosts; /* of struct dane_host */
};

void dane_read(struct study *s, struct view *v);

/* Of struct dane_study. */
extern const struct shape dane_study_shape;

#endif

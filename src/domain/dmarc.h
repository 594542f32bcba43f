/* dmarc.h - what to do with mail that is not the domain's (RFC 9989, May 2026; before it RFC 7489)
 *
 * The record is looked for both ways, since receivers of both kinds are about: at the domain, then
 * at its organisational domain by the public suffix list (RFC 7489 section 6.6.3); and by walking
 * up the tree (RFC 9989 section 4.10), at most eight questions. All of them are asked at once. */
#ifndef SMTPSCOPE_DOMAIN_DMARC_H
#define SMTPSCOPE_DOMAIN_DMARC_H

#include "domain/dmarc_record.h"
#include "domain/view.h"
#include "record/shape.h"

struct study;

enum {
	DMARC_REPORTS_MAX = 10, /* domains of reporting addresses that are looked at */
	DMARC_NAME_MAX = 253	/* of a name of the DNS, in characters */
};

/* What stands at one name. */
struct dmarc_place {
	struct item item;
	const char *domain, *name;     /* "example.org", "_dmarc.example.org" */
	const struct dns_query *query; /* NULL: not known yet */
	bool unknown;		       /* its answer says nothing, or is not there yet */
	const char *alias;	       /* the name that it is an alias of, or NULL */
	struct list records;	       /* of struct dmarc_record, that begin with v=DMARC1 */
	struct list misspelt;	       /* of struct dmarc_record, that do not, and were meant to */
	int others;		       /* records of other kinds */
	const struct dmarc_record *record; /* the one, NULL: none, several, or none that counts */
};

/* What one way of looking comes to. */
struct dmarc_way {
	bool known;		      /* all that it hangs on was answered */
	const struct dmarc_place *at; /* where the record stands that counts, NULL: there is none */
	const char *organisation;     /* the organisational domain */
	enum dmarc_policy own;	      /* for mail of the domain asked about; DMARC_UNSET: none */
	enum dmarc_policy below;      /* for mail of its subdomains */
};

/* A domain that reports are sent to. */
struct dmarc_report {
	struct item item;
	const char *domain;
	struct bytes uri; /* the first that names it */
	bool failures;	  /* that one is of ruf */
	bool foreign;	  /* of another organisation: it has to agree */
	/* "example.org._report._dmarc.other.example"; NULL: own, or longer than any name */
	const char *permit_name;
	const struct dns_query *permit, *mx, *a, *aaaa; /* NULL: not known yet, or not asked */
	bool permitted, permit_unknown;
	bool unreachable; /* nothing takes mail there */
	bool null_mx;	  /* ... because it says so */
};

struct dmarc_study {
	const struct dns_query *query;	   /* TXT of _dmarc. the domain, NULL: not known yet */
	struct list places;		   /* of struct dmarc_place: the domain, then its parents */
	struct dmarc_way by_list;	   /* RFC 7489 */
	struct dmarc_way by_walk;	   /* RFC 9989 */
	const struct dmarc_place *at;	   /* where the record in force stands, or NULL */
	const struct dmarc_record *record; /* the record in force, or NULL */
	enum dmarc_policy policy;	   /* for mail of the domain; DMARC_UNSET: none */
	bool known;			   /* both ways were */
	bool differ;			   /* they come to different ends */
	struct list reports;		   /* of struct dmarc_report */
	int left_out;			   /* more than DMARC_REPORTS_MAX */
	/* A policy that nobody finds, where there is none in force only: at the domain itself,
	 * or at "_dmarc.example.org.example.org"; or NULL */
	const struct dmarc_record *stray;
	const char *stray_name;
	/* TXT of _domainkey. the domain: where that name does not exist there is no DKIM key */
	const struct dns_query *keys; /* NULL: not known yet, or no matter */
};

void dmarc_read(struct study *s, struct view *v);
void dmarc_reports_read(struct study *s, struct view *v); /* its part, for `reports` */

/* The first of the TXT records that begins as a policy does, or NULL; `q` may be. */
const struct dmarc_record *dmarc_in_answer(struct arena *a, const struct dns_query *q);

/* The two are one organisation's, by the public suffix list and, where the walk tells, by it, too;
 * `strict`: the same name. True only where receivers of both kinds say so. */
bool dmarc_aligned(const struct study *s, const char *identifier_domain, const char *from_domain,
		   bool strict);

/* What DMARC makes of a message From: the domain. */
enum dmarc_outcome { DMARC_NO_POLICY, DMARC_NOT_KNOWN, DMARC_PASSES, DMARC_FAILS };
extern const char *const dmarc_outcome_names[];

/* `spf_domain`: of MAIL FROM, where SPF passed, else NULL. `dkim_domains`: d= of signatures that
 * are valid, NULL ends; or NULL. */
enum dmarc_outcome dmarc_would_pass(const struct study *s, const char *spf_domain,
				    const char *const *dkim_domains);

extern const struct shape dmarc_study_shape; /* for the report */

#endif

/* dmarc_record.h - one TXT record as a DMARC policy (RFC 9989 section 4.7, before it RFC 7489
 * section 6.3)
 *
 * Read as receivers read it: what is wrong in one tag is that tag's loss only, unknown tags are
 * passed over. Everything that is odd is noted with its place. */
#ifndef SMTPSCOPE_DOMAIN_DMARC_RECORD_H
#define SMTPSCOPE_DOMAIN_DMARC_RECORD_H

#include "base/text.h"

enum {
	DMARC_TAGS_MAX = 64, /* that are read */
	DMARC_URIS_MAX = 20,
	DMARC_FAULTS_MAX = 20,
	DMARC_TEXT_MAX = 4096 /* bytes of a record that is corrected */
};

/* What is asked of receivers, from weak to strong. */
enum dmarc_policy { DMARC_UNSET, DMARC_NONE, DMARC_QUARANTINE, DMARC_REJECT };
extern const char *const dmarc_policy_names[];

/* What a fault does to mail and reports. */
enum dmarc_harm {
	DMARC_HARMLESS, /* nothing: receivers pass over it */
	DMARC_DIFFERS,	/* receivers differ in what they make of it, or a report is lost */
	DMARC_VOID,	/* the policy does not hold as it was meant */
};
extern const char *const dmarc_harm_names[];

struct dmarc_fault {
	struct item item;
	enum dmarc_harm harm;
	int at;		   /* in bytes from 0 */
	struct bytes text; /* what stands there */
	const char *what;  /* one line */
};

/* An address that reports go to. */
struct dmarc_uri {
	struct item item;
	struct bytes text;   /* as it stands, without blanks around it */
	size_t at;	     /* in the record */
	const char *mailbox; /* of "mailto:"; NULL: nobody can be written to by it */
	const char *domain;  /* of that: points into it */
	const char *limit;   /* "10m", or NULL: of any size; RFC 9989 passes over it */
};

struct dmarc_record {
	struct item item;
	struct bytes text;
	enum dmarc_policy p, sp, np; /* DMARC_UNSET: not said, or not so that it counts */
	bool strict_dkim, strict_spf;
	int pct;      /* 0 to 100; RFC 9989 passes over it */
	bool testing; /* t=y */
	char psd;     /* 'y', 'n' or 'u' */
	bool counts;  /* with a policy or a valid address for reports; else receivers do nothing */
	bool void_policy;      /* without a valid policy it counts as p=none */
	struct list rua, ruf;  /* of struct dmarc_uri */
	struct list faults;    /* of struct dmarc_fault, in the order of their places */
	const char *corrected; /* the same without its faults, NULL: there is nothing to correct */
	bool guessed;	       /* ... with p=none in place of a policy that nobody can read */
};

/* What a TXT record at a policy's name is. */
enum dmarc_kind {
	DMARC_POLICY,	/* it begins with v=DMARC1 */
	DMARC_MISSPELT, /* it was meant to be one: receivers pass over it */
	DMARC_OTHER,	/* something else */
};

enum dmarc_kind dmarc_kind(struct bytes text);

/* Of a record of the first two kinds; in `a`, never NULL. */
struct dmarc_record *dmarc_record_read(struct arena *a, struct bytes text);

/* The policy for mail of the domain itself, of subdomains, and of names that do not exist: what
 * was asked, after what stands in for what was not. */
enum dmarc_policy dmarc_policy_own(const struct dmarc_record *r);
enum dmarc_policy dmarc_policy_below(const struct dmarc_record *r, bool exists);

/* A record that is like another but for what stands here. */
struct dmarc_change {
	enum dmarc_policy p, sp; /* DMARC_UNSET: as it is */
	const char *rua;	 /* "mailto:..."; NULL: as it is */
	bool whole;		 /* for all mail, in earnest: neither pct nor t */
};

/* In `a`: the tags that say something, in the usual order; NULL: it is too long for that. */
const char *dmarc_record_with(struct arena *a, const struct dmarc_record *r,
			      const struct dmarc_change *change);

#endif

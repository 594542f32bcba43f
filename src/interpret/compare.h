/* compare.h - what differs between records: before and after, or one site beside another
 *
 * Facts of each record are put side by side by endpoint and kind. What always differs (times, ids,
 * order, dates in greetings) is no difference, and what could not be seen after a failure is none
 * either: the failure is. */
#ifndef SMTPSCOPE_INTERPRET_COMPARE_H
#define SMTPSCOPE_INTERPRET_COMPARE_H

#include "interpret/finding.h"

enum { COMPARED_MAX = 100 };

struct compared {
	const char *file;  /* what the user calls it */
	const char *label; /* set by compare_records(): no other record has it */
	const struct record *record;
	const struct interpretation *interpretation;
};

enum compare_mode {
	COMPARE_BEFORE_AFTER, /* two records of one vantage, the first is "before" */
	COMPARE_SITES,
};
extern const char *const compare_mode_names[];

enum difference_kind { /* in the order in which one explains the next */
		       DIFFERS_TARGET,
		       DIFFERS_USER,
		       DIFFERS_PROXY,
		       DIFFERS_RESOLVERS,
		       DIFFERS_DNS,
		       DIFFERS_ADDRESSES,
		       DIFFERS_REACH,
		       DIFFERS_SERVICE, /* how far a session gets on a port that is open */
		       DIFFERS_LOGIN,
		       DIFFERS_ENVELOPE,
		       DIFFERS_PATH,
		       DIFFERS_CERTIFICATE,
		       DIFFERS_TRUST,
		       DIFFERS_CHAIN,
		       DIFFERS_EHLO,
		       DIFFERS_EHLO_TLS,
		       DIFFERS_TLS_VERSION,
		       DIFFERS_TLS_ACCEPTED,
		       DIFFERS_CIPHER,
		       DIFFERS_MECHANISM,
		       DIFFERS_BANNER,
		       DIFFERS_TIME,
		       DIFFERS_EGRESS,
		       DIFFERS_SOURCE,
		       DIFFERS_FINDING,
		       DIFFERS_KNOWLEDGE,
		       DIFFERS_TOOL,
		       DIFFERENCE_KINDS
};

enum difference_weight {	       /* how much it explains */
			 WEIGHT_CAUSE, /* something works in one record and not in another by it */
			 WEIGHT_FACT,
			 WEIGHT_EFFECT, /* it follows from one of those */
			 WEIGHT_SLIGHT, /* to be expected: records that differ so are the same */
};
extern const char *const difference_weight_names[];

struct compared_place {
	struct item item;
	const char *host;    /* NULL: the target's own */
	const char *address; /* NULL: the records have different ones */
	int port;
	enum tls_mode mode;
};

enum seen {
	SEEN_NOTHING, /* nobody looked, or an earlier failure was in the way */
	SEEN_ABSENT,  /* it is not there */
	SEEN_VALUE,
};

/* What one record says. */
struct seen_value {
	enum seen seen;
	const char *text; /* harmless, at most some hundred bytes; "" where there is none */
	int alike;	  /* records with one number say the same; -1: of SEEN_NOTHING */
};

struct difference {
	struct item item;
	enum difference_kind kind;
	enum difference_weight weight;
	const char *what;		 /* in words: "EHLO keyword STARTTLS, before TLS" */
	const char *name;		 /* of what, within its kind, or NULL: "STARTTLS" */
	struct list places;		 /* of struct compared_place; empty: the whole target */
	const struct seen_value *values; /* one for each record */
	bool at_verdict;		 /* it is where a verdict's finding was seen */
	int tells_apart; /* sites: per cent of their pairs that are alike or not by this as by
			    what works there; before and after: 0 */
};

/* What became of an endpoint, in each record. */
struct endpoint_outcome {
	const char *words; /* "open", "silent behind hop 2 (192.0.2.1)"; NULL: it was not tried */
	bool good;
	bool reached; /* the connection stood, also where the session failed */
	bool offered; /* the provider's profile lists it */
};
struct endpoint_row {
	struct item item;
	struct compared_place place;
	const struct endpoint_outcome *outcomes;
};

struct comparison {
	enum compare_mode mode;
	const struct compared *records;
	size_t n;
	bool differ;
	const char *sentence;	 /* what it comes to */
	struct list notes;	 /* of struct string_item: why to read it with care */
	struct list differences; /* of struct difference, what explains most first */
	struct list endpoints;	 /* of struct endpoint_row */
};

/* Of 2 to COMPARED_MAX records, to which the result points. */
struct comparison *compare_records(struct arena *a, struct compared *records, size_t n,
				   const struct knowledge *k);

const char *difference_kind_name(enum difference_kind k); /* "ehlo-tls" */

/* "port 587 of 192.0.2.1", "ports 465 and 587 of 192.0.2.1"; "" for the whole target. */
const char *compare_places_words(struct arena *a, const struct list *places);
const char *compare_place_words(struct arena *a, const struct compared_place *p);

/* What it says, in words for a list: "none" and "not seen" where there is no value. */
const char *seen_words(const struct seen_value *v);

#endif

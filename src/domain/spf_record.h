/* spf_record.h - the text of an SPF record, term by term (RFC 7208 sections 4.5 to 6, 12)
 *
 * A record is read to its end whatever is wrong with it, so that every fault is told with its
 * place and, where it can be known, with what was meant. */
#ifndef SMTPSCOPE_DOMAIN_SPF_RECORD_H
#define SMTPSCOPE_DOMAIN_SPF_RECORD_H

#include "base/text.h"

#include <stdbool.h>

enum {
	SPF_TERMS_MAX = 512, /* of one record, that are read */
	SPF_RECORDS_MAX = 8, /* of one name, that are kept */
};

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_MODIFIER, /* one that nobody knows: allowed, and ignored */
	SPF_NO_TERM,  /* neither a mechanism nor a modifier */
};
extern const char *const spf_kind_names[];

/* What check_host() gives, and what a mechanism that matches makes it give. */
enum spf_result {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
};
extern const char *const spf_result_names[];

struct spf_record;
struct dns_query;

/* What came of a term's own questions. */
enum spf_answer {
	SPF_NOTHING_TO_ASK,
	SPF_WAITING,	  /* the answer is not known yet */
	SPF_ANSWERED,	  /* there is something, for one family at least */
	SPF_VOID,	  /* nothing for anybody: no such name, or no such records */
	SPF_UNANSWERED,	  /* no answer to rely on: a time-out, SERVFAIL, one that was cut */
	SPF_BY_SENDER,	  /* the name depends on who sends */
	SPF_NO_NAME,	  /* no name that the DNS could have */
	SPF_NOT_FOLLOWED, /* there is more than we look at */
};
extern const char *const spf_answer_names[];

/* What a check of it costs where no mechanism in front of it matches. */
struct spf_cost {
	int lookups; /* 10 are allowed (RFC 7208 section 4.6.4) */
	int voids4;  /* of them without an answer for an IPv4 sender; 2 are allowed */
	int voids6;  /* ... for an IPv6 sender */
};

/* A name whose addresses a term lists. */
struct spf_host {
	struct item item;
	const char *name;
	const struct dns_query *a, *aaaa; /* NULL: not known yet, or not asked */
	struct list addresses;		  /* of struct string_item */
};

struct spf_term {
	struct item item;
	enum spf_kind kind;
	enum spf_result qualifier; /* of a mechanism: what it gives */
	struct bytes text;	   /* as it stands there */
	int at;			   /* where, in bytes from 0 */
	struct bytes domain;	   /* its domain or macro text, {0}: none */
	const char *address;	   /* of ip4 and ip6, or NULL */
	int prefix4, prefix6;	   /* bits, -1: not given */
	const char *fault;	   /* one line, NULL: it is sound */
	int fault_at;		   /* in bytes from 0 of the record */
	const char *meant;	   /* the term that was meant, NULL: not known, or as it is */
	const char *odd;	   /* sound, but hardly what was meant: one line, or NULL */
	bool ignored;  /* nobody comes to it: behind "all", or a redirect beside "all" */
	bool repeated; /* the same term stands before it */

	/* The tree's (spf_tree.c). */
	const char *target; /* the name it leads to, NULL: none, or it depends on the sender */
	enum spf_answer answer;
	struct list hosts;	   /* of struct spf_host: of "a" and "mx" */
	size_t left_out;	   /* hosts of an "mx" beyond the 10 that are allowed */
	struct spf_record *record; /* of "include" and "redirect": what is there, or NULL */
	struct spf_cost own, cost; /* of its own questions; with all below it */
};

enum spf_state {
	SPF_NOT_KNOWN_YET,
	SPF_FOUND,	  /* one record; it may have faults */
	SPF_NO_SUCH_NAME, /* NXDOMAIN */
	SPF_NO_RECORD,	  /* the name is there, and has no SPF record */
	SPF_SEVERAL,	  /* more than one: they are all void */
	SPF_NO_ANSWER,	  /* nothing to rely on */
	SPF_LOOP,	  /* it is one of those above it */
	SPF_TOO_DEEP,	  /* there is more than we follow */
};
extern const char *const spf_state_names[];

/* Its text, and where the tree has put it. */
struct spf_record {
	struct item item;
	const char *name; /* of the DNS, without a final dot */
	enum spf_state state;
	const struct dns_query *query;		     /* TXT; NULL: not known yet, or not asked */
	struct bytes text;			     /* of SPF_FOUND and of SPF_LOOP */
	struct list texts;			     /* of struct bytes_item: of SPF_SEVERAL */
	struct list terms;			     /* of struct spf_term, as they stand there */
	bool left_out;				     /* more than SPF_TERMS_MAX terms */
	const struct spf_term *faulty;		     /* the first with a fault, or NULL */
	const struct spf_term *all, *redirect, *exp; /* the first of each, or NULL */
	struct spf_cost cost;			     /* of all its terms */
	struct spf_record *parent;		     /* whose term leads here, or NULL */
	int depth;
};

/* That text is one: "v=spf1", then a blank or the end; the case of letters does not count. */
bool spf_is_record(struct bytes text);

/* Fills terms, left_out, faulty, all, redirect and exp from `text`, which is one. */
void spf_record_read(struct arena *a, struct bytes text, struct spf_record *out);

/* One term as a record has it, not empty, that begins at byte `at` of it; `meant` and `odd` are not
 * looked for. Never NULL. */
struct spf_term *spf_term_read(struct arena *a, struct bytes text, size_t at);

/* A text that is no SPF record and was meant to be one: what is wrong, one line, and in *meant the
 * record, or NULL where it cannot be known. NULL: it has nothing to do with SPF. */
const char *spf_almost(struct arena *a, struct bytes text, const char **meant);

/* The term asks the DNS, and counts as one of 10 (RFC 7208 section 4.6.4). */
bool spf_counts(const struct spf_term *t);
bool spf_is_mechanism(const struct spf_term *t);

#endif

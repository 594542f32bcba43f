/* summary_parts.h - inside a summary: what is counted */
#ifndef SMTPSCOPE_REPORT_SUMMARY_PARTS_H
#define SMTPSCOPE_REPORT_SUMMARY_PARTS_H

#include "report/durations.h"
#include "report/firsts.h"
#include "report/summary.h"
#include "report/tally.h"
#include "report/words.h"

/* Results whose verdict rests on the same finding, in one status, with one owner. */
struct cause {
	struct tally_item item;
	uint64_t n;
	enum verdict_status status;
	enum owner owner;
	enum certainty certainty; /* of the least certain */
	char *finding, *of_case;  /* NULL: of all other causes; no case */
	int port_least, port_most;
	bool tcp;      /* seen while connecting, by all of them */
	char *summary; /* of the only one; NULL: there are more */
	struct firsts members;
};

/* Results of one tag or provider; its name is "" where a result has none. */
struct party {
	struct tally_item item;
	uint64_t of[STATUSES];
	struct tally *trouble; /* of struct trouble, by finding; NULL: none */
};

/* What is wrong with some of a party, and how often. */
struct trouble {
	struct tally_item item;
	uint64_t n;
};

/* When the certificate ends, counted from the check on. */
enum cert_end {
	CERT_ENDED,
	CERT_CRITICAL, /* sooner than the days of struct cert_days */
	CERT_WARN,
	CERT_SOON, /* ... than SOON_DAYS */
	CERT_LATER,
	CERT_UNSEEN,
	CERT_ENDS
};
enum { SOON_DAYS = 90 };

struct summary {
	const struct knowledge *know;
	struct cert_days days;
	struct buf name; /* room for one */
	uint64_t of[STATUSES], unread, older;
	struct tally *causes, *tags, *providers; /* of struct cause, party, party */
	uint64_t ends[CERT_ENDS];
	struct firsts next_ends; /* by date, those that have not ended */
	struct durations durations;
	uint64_t late; /* results that were taken while we were late */
	double late_worst;
};

/* Of struct cause *, worst and most frequent first; `*n` of them. In `a`. */
const struct cause **summary_causes(const struct summary *s, struct arena *a, size_t *n);

/* Of struct party *, those with most that failed first; the last is of all that have no name of
 * their own, if there is one: its item.name is NULL. */
const struct party **summary_parties(const struct tally *t, struct arena *a, size_t *n);

uint64_t party_count(const struct party *p);

/* The most frequent, NULL: all is well, or nobody knows. */
const struct trouble *party_trouble(const struct party *p);

/* Whether anybody has a name. */
bool summary_has_names(const struct tally *t);

/* The words that all of them have in common; title NULL: nobody knows that finding. */
struct finding cause_words(const struct summary *s, struct arena *a, const struct cause *c);

#endif

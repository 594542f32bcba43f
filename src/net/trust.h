/* trust.h - what trust.c shows to tls_judge(): the store, and the judgements of this run */
#ifndef SMTPSCOPE_NET_TRUST_H
#define SMTPSCOPE_NET_TRUST_H

#include "net/judge_path.h"
#include "net/tls.h"

/* What a judgement says of a chain, whoever shows it in whichever session. */
struct judgement {
	struct arena *arena; /* its own: the judgement lies in it, too */
	bool complete, expired, not_yet_valid, weak, wrong_order;
	const char *trust_fault; /* NULL: trusted */
	struct certpath path;
	unsigned sent;
	struct certificate
		*anchor;     /* of the store: the path's end; NULL: its last is, or none is */
	struct list fetched; /* of struct certificate, those of the path that were fetched */
};

enum { QUESTION_SIZE = 32 };
struct question { /* digest of all that a judgement depends on */
	unsigned char digest[QUESTION_SIZE];
};

/* Between them the store and the judgements are the caller's alone. */
struct anchors *trust_lock(const struct trust *t);
void trust_unlock(const struct trust *t);

/* The judgement that was kept for `q`, or NULL; to keep one, whose arena is taken over. A target's
 * ports and addresses mostly show the same chain, and so do the many hosts of one provider. Some
 * MB are kept at most. */
const struct judgement *trust_recall(const struct trust *t, const struct question *q);
void trust_keep(const struct trust *t, const struct question *q, const struct judgement *j);

/* How many were made, and how many of them were asked for again. */
struct trust_counts {
	unsigned made, recalled;
};
struct trust_counts trust_counts(const struct trust *t);

#endif

/* judge_path.h - inside the judge: the certificates that came, and the way through them to an
 * anchor */
#ifndef SMTPSCOPE_NET_JUDGE_PATH_H
#define SMTPSCOPE_NET_JUDGE_PATH_H

#include "net/anchors.h"
#include "net/tls_session.h"

/* What libraries follow; nobody needs more than four. */
enum { PATH_MAX_LENGTH = 16, FETCHED_MAX = 4, CHAIN_MAX = TLS_CHAIN_MAX + FETCHED_MAX };

struct member {
	gnutls_x509_crt_t crt; /* NULL: not to be read, or its key is too long to be used */
	const struct certificate *facts;
	struct tls_der der;
};

/* All that came: those sent, then those fetched. */
struct chain {
	struct member of[CHAIN_MAX];
	unsigned n, sent;
	bool readable; /* all of it is */
};

/* The server's certificate and its issuers, as far as they are known. */
struct certpath {
	unsigned at[PATH_MAX_LENGTH]; /* in the chain */
	unsigned n;
	bool too_long;
	bool reached;		  /* an anchor: */
	gnutls_x509_crt_t anchor; /* the one that issued the last; NULL: the last is one itself */
};

/* Facts of the sent are those of `facts`; of the fetched they are read into `a`. */
void chain_read(struct chain *c, struct arena *a, const struct list *facts,
		const struct tls_der *sent, unsigned sent_n, const struct tls_der *fetched,
		unsigned fetched_n);
void chain_free(struct chain *c);

/* The first path that reaches an anchor; else the longest. Certificates that are valid `now` are
 * preferred. The work is bounded, whatever was sent. */
void certpath_find(struct certpath *p, const struct chain *c, const struct anchors *anchors,
		   int64_t now);

/* The issuers were sent in another order than that of the path. */
bool certpath_is_shuffled(const struct certpath *p, const struct chain *c);

#endif

/* tls_picture.h - all that is known of the TLS of one endpoint: each version, and who refused how
 */
#ifndef SMTPSCOPE_INTERPRET_TLS_PICTURE_H
#define SMTPSCOPE_INTERPRET_TLS_PICTURE_H

#include "record/record.h"

/* From the oldest on, as sessions call them: "SSL3.0", "TLS1.0", ... "TLS1.3". */
enum { TLS_VERSIONS_SEEN = 5 };
extern const char *const tls_versions_seen[TLS_VERSIONS_SEEN];

enum version_answer { VERSION_UNTESTED, VERSION_ACCEPTED, VERSION_REFUSED };

struct version_seen {
	const char *name;
	enum version_answer answer;
	const char *how; /* "alert 70 (protocol_version)"; of VERSION_UNTESTED why, or NULL */
	const struct tls_facts *facts; /* of VERSION_ACCEPTED: the handshake; else NULL */
	bool agreed;		       /* it is what all versions on offer came to */
};

struct tls_picture {
	struct item item;
	const struct session *session; /* the primary one */
	struct version_seen versions[TLS_VERSIONS_SEEN];
	bool probed; /* versions were asked for one by one */
};

/* Of the endpoint of `s`, a primary session. */
struct tls_picture *tls_picture_of(struct arena *a, const struct record *r,
				   const struct session *s);

/* "alert 70 (protocol_version)": how that handshake was refused; NULL: nobody refused it. */
const char *tls_refusal(struct arena *a, const struct stage *tls);

/* The server says that it refuses the versions on offer. */
bool refused_by_version(const struct tls_facts *t);

/* The handshake was refused, and perhaps for the versions on offer. */
bool refused_for_version(const struct session *s);

/* The newest (oldest) version that is spoken, or NULL: none is known. */
const struct version_seen *newest_spoken(const struct tls_picture *p);
const struct version_seen *oldest_spoken(const struct tls_picture *p);

/* "TLS1.0, TLS1.1": of that answer, from the oldest on; NULL: none. */
const char *versions_with(struct arena *a, const struct tls_picture *p, enum version_answer answer);

/* "TLS1.0" and "TLS1.2" of "TLS1.0-TLS1.2"; NULL where nobody knows what was on offer. */
const char *oldest_offered(struct arena *a, const struct tls_facts *t);
const char *newest_offered(const struct tls_facts *t);

bool version_is_old(const char *version); /* below TLS 1.2 (RFC 8996); NULL: no */

#endif

/* finding.h - what the facts mean: findings, one verdict, and what would settle open questions */
#ifndef SMTPSCOPE_INTERPRET_FINDING_H
#define SMTPSCOPE_INTERPRET_FINDING_H

#include "interpret/firewall.h"
#include "interpret/recommended.h"
#include "know/knowledge.h"
#include "record/record.h"

struct evidence {
	struct item item;
	struct bytes text; /* the server's own words, or ours about a fact */
	const char *kind;  /* "reply", "banner", "network", "dns", "tls", "certificate", "note" */
};

/* What to set in a mail program, in its own words. */
struct program_setting {
	struct item item;
	const char *program, *setting;
	struct list references; /* of struct reference */
};

struct finding {
	struct item item;
	const char *id;
	const char *of_case; /* of the entry's cases, or NULL */
	enum severity severity;
	enum certainty certainty;
	enum owner owner;
	const char *title, *meaning; /* placeholders filled in */
	struct list causes, fixes;   /* of struct string_item, filled in */
	struct list settings;	     /* of struct program_setting, what is used most first */
	struct list evidence;	     /* of struct evidence */
	struct list references;	     /* of struct reference */
	struct list also;	     /* of struct string_item */
	struct list publish;	     /* of struct publish (publish.h): what mends the zone */
	/* where it was seen; NULL / 0 / -1 where it concerns the whole target */
	const struct session *session;
	int session_index; /* in record.sessions, -1: none */
	const char *address;
	const char *name; /* of the DNS, where it is about one */
	int port;
	int stage;		    /* enum stage_id, -1: none (DNS) */
	const struct finding *root; /* this one is a consequence of that one; NULL: on its own */
};

enum verdict_status { VERDICT_OK, VERDICT_DEGRADED, VERDICT_FAILED, VERDICT_UNTESTED };
extern const char *const verdict_status_names[];

struct works {
	struct item item;
	const char *address;
	int port;
	enum tls_mode mode;
};

struct verdict {
	enum verdict_status status;
	const struct finding *finding; /* the root cause, or the good news; never NULL */
	const char *summary;	       /* one line */
	struct list works;	       /* of struct works */
	struct list not_tested;	       /* of struct string_item: phrases */
};

enum want_kind {
	WANT_TLS_VERSIONS,   /* which versions that endpoint accepts besides the one negotiated */
	WANT_MORE_VERSIONS,  /* ... and another endpoint, for those who want all of them */
	WANT_SSL3,	     /* ... whether SSL 3.0, too */
	WANT_HELLOS,	     /* which versions and suites it wants that refused us */
	WANT_OTHER_MODE,     /* the same port in the other TLS mode */
	WANT_OTHER_NAME,     /* the same endpoint with another EHLO name */
	WANT_SMALL_SEGMENTS, /* ... with a small TCP_MAXSEG: are large packets lost on the way? */
	WANT_AGAIN,	     /* ... with nothing changed: was it a matter of that connection? */
	WANT_STARTTLS,	     /* ... with STARTTLS said although it is not offered */
	WANT_SNI,	     /* ... with a server name in TLS; `name` */
	WANT_NO_SNI,	     /* ... without one: what old devices get */
	WANT_INJECTION,	     /* ... with a command behind STARTTLS (--test-injection) */
	WANT_CLOSED_PORT,    /* a port of the same address where nobody can listen */
	WANT_ISSUER,	     /* the issuers that its server did not send */
	WANT_TRACE,	     /* the hops to that endpoint, and to a control */
};

struct want {
	struct item item;
	enum want_kind kind;
	const struct session *session; /* the one that raised the question */
	const char *name;	       /* of WANT_SNI */
};

struct way_found; /* interpret/way.h */
struct study;	  /* domain/study.h */

struct interpretation {
	struct arena *arena;
	struct list findings; /* of struct finding, worst first */
	struct verdict verdict;
	const struct study *study;   /* of a domain; NULL: the target is none */
	const struct way_found *way; /* of sending, or NULL: not known */
	struct firewall firewall;
	struct list tried;	 /* of struct tried (tried.h): logins by mechanism */
	struct list recommended; /* of struct recommended, best first */
	const char *no_settings; /* where that is empty: why, in words */
	const struct sent *sent; /* the message of --send, or NULL (sent.h) */
	struct list wants;	 /* of struct want */
	bool recorded;		 /* its words are those of a saved report (recorded.h) */
};

#endif

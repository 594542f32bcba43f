/* form.h - inside this room: how programs print a dialogue, each form in a file of its own
 *
 * A form turns lines of text into events; build.c turns events into a record. Forms know how a
 * program marks who speaks and what its own words about connection and TLS are; they know no SMTP.
 *
 * To add one: form_X.c with a `const struct transcript_form form_X`, its lines in forms.h and
 * forms.c, a text of the real program in tests/transcripts/forms. */
#ifndef SMTPSCOPE_TRANSCRIPT_FORM_H
#define SMTPSCOPE_TRANSCRIPT_FORM_H

#include "base/arena.h"
#include "base/piece.h"
#include "know/knowledge.h"

enum event_kind {
	/* connecting; each of the first two begins a new connection */
	EVENT_CONNECTING, /* sought: host, address, port, mode, as far as the line tells */
	EVENT_CONNECTED,  /* stands; after EVENT_CONNECTING of the same one it adds to it */
	EVENT_NO_NAME,	  /* the name has no address; text: the program's words */
	EVENT_REFUSED,	  /* connection refused */
	EVENT_UNREACHED,  /* timed out while connecting */
	EVENT_NO_ROUTE,	  /* network or host unreachable */
	/* speaking */
	EVENT_SERVER, /* text: one line as sent, without CRLF */
	EVENT_CLIENT, /* the same; secrets need not be masked, build.c does that */
	/* TLS */
	EVENT_TLS_BEGAN,    /* a handshake; not needed where STARTTLS was answered with 220 */
	EVENT_TLS_AGREED,   /* version, cipher: what is known of them */
	EVENT_TLS_FAILED,   /* text: the program's words */
	EVENT_CERTIFICATE,  /* subject, issuer, not_before, not_after, names: one of the chain */
	EVENT_VERIFIED,	    /* the certificate was judged and is good */
	EVENT_NOT_VERIFIED, /* ... is not; text: the words that say why, faults where the form
			     * knows better than the words */
	/* the end */
	EVENT_CLOSED,	   /* the server hung up where more was due */
	EVENT_RESET,	   /* connection reset, broken pipe */
	EVENT_TIMEOUT,	   /* no answer in a session */
	EVENT_ENDED,	   /* our side ended it in order: nothing is amiss */
	EVENT_NO_STARTTLS, /* the client wanted TLS, and the server's list lacks STARTTLS */
	EVENT_NO_AUTH,	   /* the client wanted to log in and found no way in the server's list */
	EVENT_USER,	   /* text: the user name that a login was or is to be made with */
	EVENT_NOTE,	   /* text: words of the program that may tell why it ended */
};

/* What is wrong with a certificate; bits. */
enum {
	CERT_NAME = 1,
	CERT_TRUST = 2,
	CERT_EXPIRED = 4,
	CERT_EARLY = 8,
	CERT_SELF = 16,
	CERT_CHAIN = 32
};

/* Text is copied by whom it is given to: it may point into the line that is read. */
struct event {
	enum event_kind kind;
	struct bytes text;
	struct bytes key; /* which of several connections that take turns; {0}: the last */
	struct bytes host, address; /* {0}: not told */
	int port;		    /* 0: not told */
	int mode; /* enum tls_mode as the words tell it, MODE_UNKNOWN: they do not */
	struct bytes version, cipher;
	struct bytes subject, issuer, names; /* names: "DNS:a, DNS:b" or "a, b" */
	int64_t not_before, not_after;	     /* ms since 1970 UTC, 0: not told */
	unsigned faults;		     /* CERT_...; 0: the words tell */
};
enum { MODE_UNKNOWN = -1 };

/* One text being read. */
struct reading;
void event(struct reading *rd, const struct event *e);

/* The most frequent ones. */
void server_says(struct reading *rd, struct bytes line);
void client_says(struct reading *rd, struct bytes line);
void program_says(struct reading *rd, enum event_kind kind, struct bytes words);

/* Memory of a form between two lines, zeroed: `state_size` of it. */
void *form_state(struct reading *rd);
struct arena *form_arena(struct reading *rd); /* lives as long as what is read */
/* The number of this line; for events that are told later, of the line that they come from. */
int form_line(const struct reading *rd);
void form_tell_of(struct reading *rd, int line);

/* How much a line tells of its form. A text is of the form with the highest sum over its first
 * lines, if that is SIGN_ENOUGH. */
enum { SIGN_NONE = 0, SIGN_WEAK = 1, SIGN_GOOD = 3, SIGN_SURE = 10, SIGN_ENOUGH = 6 };

struct record_item {
	struct item item;
	struct record *record; /* in the arena of the reading */
	int line;	       /* of its beginning, from 1 */
};

struct transcript_form {
	const char *name;
	int (*sign)(struct bytes line);
	void (*read)(struct reading *rd, struct bytes line);
	size_t state_size;
	bool last_resort;		 /* only where no other form fits */
	void (*end)(struct reading *rd); /* after the last line; NULL: nothing to do */
	/* Instead of `read`: a form that shows whole records. */
	void (*whole)(struct arena *a, const struct knowledge *k, struct bytes text,
		      struct list *records /* of struct record_item */);
};

/* All forms, NULL at the end; among equals the first counts. */
extern const struct transcript_form *const transcript_forms[];

/* ---- words.c: what forms have in common ---- */

/* `line` without `start`; {0} where it does not begin so. */
struct bytes line_behind(struct bytes line, const char *start);
struct bytes line_between(struct bytes line, const char *before, const char *after); /* or {0} */
int line_number(struct bytes digits);	/* -1: no number up to 65535 */
bool reply_shaped(struct bytes line);	/* "250-", "250 ", "250" */
bool command_shaped(struct bytes line); /* begins with a verb of SMTP */

/* Words of programs and libraries about a broken connection, EVENT_REFUSED and so on; EVENT_NOTE:
 * none that are known. */
enum event_kind kind_of_words(struct bytes words);

#endif

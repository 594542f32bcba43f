/* login_facts.h - what became of the login, the envelope and the message; a part of record.h */
#ifndef SMTPSCOPE_RECORD_LOGIN_FACTS_H
#define SMTPSCOPE_RECORD_LOGIN_FACTS_H

#include "record/reply.h"

#include <stdbool.h>
#include <stdint.h>

/* What may be wrong with a secret, the most telling first. */
enum secret_oddity {
	ODDITY_PLACEHOLDER,
	ODDITY_BEARER_PREFIX, /* "Bearer x": the scheme belongs to HTTP */
	ODDITY_SASL_BLOB,     /* base64 of "\\0user\\0password": the words of AUTH PLAIN */
	ODDITY_XOAUTH2_BLOB,  /* the words of AUTH XOAUTH2 */
	ODDITY_JSON,
	ODDITY_NAME_VALUE, /* "password=x" */
	ODDITY_JWT_SHAPE,  /* ... of what was given as a password */
	ODDITY_JWT_CUT,
	ODDITY_TOKEN_SHORT,
	ODDITY_BLANK_WITHIN_TOKEN,
	ODDITY_QUOTED,
	ODDITY_BYTE_ORDER_MARK,
	ODDITY_INVISIBLE,
	ODDITY_NO_BREAK_SPACE,
	ODDITY_NOT_UTF8,
	ODDITY_BLANK_FIRST,
	ODDITY_BLANK_LAST,
	ODDITY_TAB,
	ODDITY_TYPOGRAPHIC,
	ODDITY_DECOMPOSED, /* letter and accent as two characters */
	ODDITY_URL_ESCAPES,
	ODDITY_BASE64_SHAPE, /* ... of printable text */
	ODDITY_SAME_AS_USER,
	ODDITY_NON_ASCII,
	ODDITY_SHELL_CHARACTERS,
	ODDITY_URL_CHARACTERS,
	ODDITY_LONG,
	/* facts that speak against nothing */
	ODDITY_APP_PASSWORD_BLANKS,
	ODDITY_APP_PASSWORD_SHAPE,
	ODDITY_TOKEN_OPAQUE,
	ODDITY_COUNT,
	ODDITY_FACTS = ODDITY_APP_PASSWORD_BLANKS
};

/* The secret, without a byte of it. */
struct secret_facts {
	const char *kind; /* "password", "token" */
	const char *from; /* "file", "fd", "env", "command", "netrc", "keyring", "prompt" */
	int bytes;
	int characters;	      /* Unicode's; 0: it is no UTF-8 */
	struct list oddities; /* of struct string_item: what may be wrong with it, words of
				 secret_oddity_names */
};

/* What this machine remembers of logins before this run. */
struct earlier_logins {
	int failures;	   /* of that identity at that host, within the last hour */
	int64_t last;	   /* date of the last of them, 0: none */
	int64_t next;	   /* date before which none is tried unless told so, 0: now */
	const char *fault; /* why the memory could not be used: the login was tried without; NULL */
};

enum withheld {
	WITHHELD_NO,
	WITHHELD_NO_TLS,
	WITHHELD_UNVERIFIED,
	WITHHELD_NO_MECHANISM,
	WITHHELD_LOCKOUT, /* one more failure might lock the account */
	WITHHELD_TOKEN,	  /* it cannot be taken, and says so itself; see struct token_facts */
};

struct auth_facts {
	const char *mechanism; /* the one tried or that would have been; NULL: none in common */
	const char *chosen;    /* why that one: "named", "only", "preferred" (the first of ours that
				  is offered), "least-revealing"; NULL */
	struct list able;      /* of struct string_item: which of those offered we could use, best
				  first */
	const char *user;
	bool initial_response; /* sent with the AUTH command */
	bool without_secret;   /* only the mechanism's name was sent, to see the reply */
	enum withheld withheld;
	struct bytes challenge;	     /* decoded error challenge of a token's mechanism */
	const char *channel_binding; /* "tls-exporter", "tls-unique"; NULL: none */
	int iterations;		     /* of SCRAM (RFC 5802), as the server asks; 0: none */
	bool server_proved;	     /* it showed that it knows the secret, too */
	const char *own_fault;	     /* why we broke the exchange off, a word: "server-signature",
					"iterations", "no-ticket", "challenge", ...; NULL */
};

struct recipient {
	struct item item;
	const char *address;
	struct reply reply;
};

struct envelope_facts {
	const char *from;
	int64_t size;	    /* octets that MAIL declared (RFC 1870), 0: none */
	bool utf8;	    /* MAIL said SMTPUTF8 (RFC 6531) */
	const char *notify; /* NOTIFY of each RCPT (RFC 3461): "SUCCESS,FAILURE"; NULL: none */
	struct reply mail;
	struct list recipients; /* of struct recipient */
};

/* The one message that --send sends. The stage's reply is that to its end, or to DATA. */
struct message_facts {
	const char *id;	   /* Message-ID, with its angle brackets */
	int64_t size;	   /* octets, as sent, without the dot at the end */
	struct reply data; /* to DATA: 354 */
};

#endif

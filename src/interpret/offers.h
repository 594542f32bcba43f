/* offers.h - how one can log in to an endpoint: what it offers before TLS and inside it, what is
 * odd about that, what of it we can do, and which mail programs can */
#ifndef SMTPSCOPE_INTERPRET_OFFERS_H
#define SMTPSCOPE_INTERPRET_OFFERS_H

#include "know/login_client.h"
#include "know/mechanism.h"
#include "record/record.h"

enum oddity {
	ODD_EMPTY,	       /* AUTH, and no mechanism behind it */
	ODD_OLD_FORM,	       /* behind "AUTH=" only, which programs of today do not read */
	ODD_TWICE,	       /* one line names a mechanism twice */
	ODD_NO_NAME,	       /* a word that can be no mechanism's name (RFC 4422 section 3.1) */
	ODD_READABLE,	       /* without TLS, and whoever listens has the secret */
	ODD_VANISHES,	       /* some of those before TLS are not offered inside it */
	ODD_CLEAR_ONLY,	       /* all before TLS, none inside it */
	ODD_ONLY_TOKENS,       /* nothing for somebody with a password */
	ODD_ONLY_WINDOWS,      /* Kerberos, or NTLM: for members of a domain */
	ODD_ONLY_CERTIFICATES, /* EXTERNAL, and nothing else */
	ODD_ONLY_BOUND,	       /* only such as bind to the TLS channel */
	ODD_ONLY_RETIRED,      /* nothing that programs of today still use */
	ODD_BOUND_ALONE,       /* one that binds without its plain form (RFC 5802 section 6) */
	ODD_EXTERNAL,	       /* EXTERNAL, and we showed no certificate in TLS */
	ODDITIES
};
extern const char *const oddity_names[ODDITIES + 1]; /* as in JSON */
extern const char *const oddity_words[];	     /* phrases for people */

enum login_answer {
	LOGIN_CAN,	 /* with a password */
	LOGIN_OTHERWISE, /* with something else; needs */
	LOGIN_CANNOT,
};

/* What a class of mail programs makes of it. */
struct login_seen {
	struct item item;
	const struct login_client *client;
	enum login_answer answer;
	const struct mechanism *with; /* the one that it would use, NULL: none */
	const char *setting;	      /* what to set for that, in its words; NULL: not known */
	const char *why;	      /* of LOGIN_CANNOT: "knows LOGIN" */
};

struct offers {
	struct item item;
	const struct session *session;
	bool clear_seen, tls_seen; /* the server's list was */
	struct list clear, tls;	   /* of struct string_item: in capitals, in the server's order */
	unsigned oddities;	   /* bits of 1 << enum oddity */
	const char *with;	   /* what we have: "password", "token"; NULL: not known */
	struct list able;	   /* of struct string_item: what of it we can do with that */
	const struct auth_facts *auth; /* of the login that was tried here; NULL: none */
	const struct offers *same_as;  /* for reports: told there already; NULL */
};

/* Of the endpoint of `s`. NULL: no list of the server was seen. */
struct offers *offers_of(struct arena *a, const struct knowledge *k, const struct record *r,
			 const struct session *s);

/* Those that count: inside TLS where there was TLS. */
const struct list *offers_final(const struct offers *o);

/* The first of `all` with the same lists, where no login was tried at `o`; NULL: none. */
const struct offers *offers_find_same(const struct list *all, const struct offers *o);

bool offers_are(const struct offers *o, enum oddity odd);

/* "the first of ours that is offered"; `chosen` as in struct auth_facts. */
const char *chosen_in_words(const char *chosen);

/* Of struct login_seen: what all mail programs that we know make of it (logins.c); empty where
 * nothing is offered. */
struct list logins_of(struct arena *a, const struct knowledge *k, const struct offers *o);

/* Of struct program_setting: what to set in them for what is offered. */
struct list login_settings(struct arena *a, const struct knowledge *k, const struct offers *o);

/* "PLAIN: Thunderbird, curl; LOGIN: .NET", those of that answer by what they would use, or by why
 * they cannot; NULL: none. */
const char *logins_with(struct arena *a, const struct list *clients, enum login_answer answer);

#endif

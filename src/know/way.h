/* way.h - ways of sending: by what each is known, what it needs, what it cannot do (data/ways) */
#ifndef SMTPSCOPE_KNOW_WAY_H
#define SMTPSCOPE_KNOW_WAY_H

#include "know/provider.h"

/* What sessions show, or refute, or leave open; code sees it (interpret/way_signs.c), data names
 * it. */
enum way_sign {
	WAY_SIGN_NONE,
	WAY_SIGN_CONNECTED,	 /* the port is open from here */
	WAY_SIGN_TLS,		 /* a version was agreed on */
	WAY_SIGN_VERIFIED,	 /* ... and the certificate proves the host's name */
	WAY_SIGN_LOGIN_OFFERED,	 /* AUTH is in the list that counts */
	WAY_SIGN_LOGIN,		 /* one was taken */
	WAY_SIGN_CERTIFICATE,	 /* we showed one of ours */
	WAY_SIGN_FULL_NAME,	 /* EHLO said a name with a domain */
	WAY_SIGN_SENDER,	 /* MAIL was taken */
	WAY_SIGN_OWN_SENDER,	 /* its domain is the one that the host is for */
	WAY_SIGN_FOREIGN_SENDER, /* it is known, and another one */
	WAY_SIGN_OWN_RECIPIENTS, /* those asked for are all of the host's or the sender's domain */
	WAY_SIGN_FOREIGN_RECIPIENT, /* one of those asked for is not */
	WAY_SIGN_RELAYED,	    /* such a one was taken, and nobody had logged in */
	WAY_SIGN_COUNT
};
extern const char *const way_sign_names[];

/* Where the host comes from: named by the user, or from the MX records of a domain (--mx). */
enum way_target { TARGETED_EITHER, TARGETED_HOST, TARGETED_DOMAIN };
extern const char *const way_target_names[];

enum way_network { NETWORK_EITHER, NETWORK_PRIVATE, NETWORK_PUBLIC };
extern const char *const way_network_names[];

/* One of the pictures that a way shows; all that is there has to hold. */
struct way_match {
	struct item item;
	struct list providers; /* of struct string_item: profile ids, any of them */
	unsigned kinds;	       /* bits of 1 << enum provider_kind */
	const struct regex *host;
	struct list ports; /* of struct string_item: digits */
	enum way_target target;
	enum way_network network;
	struct list capabilities; /* of struct string_item: EHLO keywords, any of them */
	unsigned with, without;	  /* bits of 1 << enum way_sign: seen; seen not to be so */
	struct list replies;	  /* of struct string_item: entry ids, any of them */
	enum certainty certainty; /* how much the picture proves */
};

struct way_need {
	struct item item;
	const char *text;    /* a phrase: "SMTP AUTH is on for the mailbox" */
	unsigned shown;	     /* bits of 1 << enum way_sign: any of them; 0: no session shows it */
	unsigned implied;    /* the same; where they are not seen, that says nothing */
	struct list missing; /* of struct string_item: entries whose replies say that it is not */
	const char *fix;     /* what to do where it is not, or NULL */
};

/* Another way over the same host and port. */
struct way_rival {
	struct item item;
	const char *way;   /* its id */
	const char *tells; /* what tells them apart, a phrase */
};

enum way_login { WAY_LOGIN_NEEDED, WAY_LOGIN_POSSIBLE, WAY_LOGIN_NEVER };
extern const char *const way_login_names[];

/* How its host's name tells the domain that it is for. */
enum way_naming { NAMING_NONE, NAMING_DASHED }; /* contoso-com.mail...: of contoso.com */
extern const char *const way_naming_names[];

struct way {
	struct item item;
	const char *id, *title, *meaning;
	enum way_login login;
	enum way_naming domain_in_host;
	struct list match;	    /* of struct way_match */
	struct list needs;	    /* of struct way_need, ranked */
	struct list cannot, limits; /* of struct fact */
	struct list beside;	    /* of struct way_rival */
	struct list instead;	    /* of struct string_item: ids of ways, ranked */
	struct list references;	    /* of struct profile_reference */
	struct list samples;	    /* of struct sample; not embedded (smtpscope-catalogue(5)) */
	const char *file;	    /* NULL: embedded */
	int line, column;
};

const struct way *way_by_id(const struct knowledge *k, const char *id);

/* Those of a profile, of struct way_item in `a`: that name it, else that are of its kind. */
struct way_item {
	struct item item;
	const struct way *way;
};
struct list ways_of_provider(struct arena *a, const struct knowledge *k, const struct provider *p);

/* "Microsoft 365 client submission or High Volume Email": what may be used in its place, `most` of
 * them at most; `login`: only those in which somebody logs in. NULL: nothing is written down. */
const char *way_instead(struct arena *a, const struct knowledge *k, const struct way *w, bool login,
			int most);

/* The way that a finding of that id tells of, where nothing but it and perhaps the provider (an id
 * or NULL) is known; NULL: none, or more than one may. */
const struct way *way_of_finding(const struct knowledge *k, const char *id, const char *provider);

#endif

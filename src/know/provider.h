/* provider.h - profiles: what a provider really offers (data/providers) */
#ifndef SMTPSCOPE_KNOW_PROVIDER_H
#define SMTPSCOPE_KNOW_PROVIDER_H

#include "know/knowledge.h"
#include "record/record.h"

struct offer {
	struct item item;
	int port;
	enum tls_mode mode;
};

struct not_offered {
	struct item item;
	int port;
	const char *why; /* one sentence with what to use instead */
};

/* One thing to know, with where it was read and when it was true. */
struct fact {
	struct item item;
	const char *text, *source, *as_of;
};

/* What ended or will end on a day. */
struct retirement {
	struct item item;
	const char *date, *text, *source, *as_of;
};

/* What the provider publishes for firewalls; the addresses that its names have today are no part of
 * it. */
struct published {
	struct item item;
	struct list names;  /* of struct string_item, as provider.hosts */
	struct list ports;  /* of struct string_item */
	struct list ranges; /* of struct string_item, see range.h; none: no addresses to rely on */
	const char *url;    /* where the list of today is, or NULL */
	const char *note;   /* or NULL */
	const char *source, *as_of;
};

/* What the zone of a customer's domain should have so that mail programs find the servers. */
struct discovery_advice {
	struct item item;
	const char *name;    /* "autodiscover", "_imaps._tcp": in front of the domain */
	struct list targets; /* of struct string_item: hosts, what to publish first; others are as
				good */
	int port;	     /* of SRV, else 0 */
	const char *source, *as_of;
};

/* Where the keys of a profile were read. */
struct profile_reference {
	struct item item;
	const char *source, *as_of;
	struct list keys; /* of struct string_item; none: all that are there */
};

/* Keys that sign what the provider sends for a customer's domain. Words may hold {selector},
 * {domain} and {domain-dashed}; a star in `aliases` stands for what only the customer is told. */
struct provider_dkim {
	struct item item;
	struct list selectors; /* of struct string_item; none: nobody else can know them */
	struct list aliases; /* of struct string_item: what they are CNAMEs of; none: TXT records */
	const char *without; /* what becomes of mail where none of them is there; NULL: nothing
				can be said, since there may be others */
	const char *how;     /* where the customer sees what to publish, or NULL */
	const char *note;    /* or NULL */
	const char *source, *as_of;
};

enum provider_kind { KIND_SERVER, KIND_MAILBOXES, KIND_SENDING, KIND_SOFTWARE };
extern const char *const provider_kind_names[];

/* What nobody wrote down is absent: an empty list, NULL. */
struct provider {
	struct item item;
	const char *id, *title;
	const char *service; /* where domains are said to be, NULL: at `title` */
	enum provider_kind kind;
	enum target_purpose purpose;
	struct list like;   /* of struct string_item: profiles whose replies it gives, too */
	struct list hosts;  /* of struct string_item: names, ".suffix", "*" for any one label */
	struct list mx;	    /* of struct string_item: suffixes of MX names of its customers */
	struct list proofs; /* ... of MX names that only prove whose a domain is */
	struct list offers; /* of struct offer, best first */
	struct list not_offered; /* of struct not_offered */
	struct list mechanisms;	 /* of struct string_item */
	struct list
		mailbox_domains; /* of struct string_item: mailboxes of these domains are its own */
	struct list
		servers; /* of struct string_item, as hosts: names of its own machines and pages */
	struct list customers;		    /* ... whose first labels say which customer */
	const struct regex *banner, *reply; /* evidence in texts, or NULL */
	const struct regex *suffix;    /* what it adds to replies and differs every time, or NULL */
	const char *username, *secret; /* forms of the user name and the password, phrases */
	struct list setup;	       /* of struct fact: what to switch on or make, and where */
	struct list limits, oddities;  /* of struct fact */
	struct list spf;	       /* of struct string_item: names that SPF records include */
	struct list dkim;	       /* of struct provider_dkim */
	struct list retirements;       /* of struct retirement */
	struct list published;	       /* of struct published */
	struct list discovery;	       /* of struct discovery_advice */
	struct list references;	       /* of struct profile_reference */
};

/* "Microsoft 365": whose customer a domain is; the title may be about one way of sending. */
const char *provider_service(const struct provider *p);

const struct provider *provider_by_id(const struct knowledge *k, const char *id);
const struct provider *provider_by_host(const struct knowledge *k, const char *host);
const struct provider *provider_by_mx(const struct knowledge *k, const char *mx_host);
/* Whose servers an "include:" of that name permits. */
const struct provider *provider_by_spf(const struct knowledge *k, const char *name);
/* Whose proof of a domain's ownership an MX of that name is, or NULL. */
const struct provider *provider_by_proof(const struct knowledge *k, const char *mx_host);
const struct provider *provider_by_text(const struct knowledge *k, const char *banner_or_reply);

/* Its id is among `ids`, or that of a profile that it is like. */
bool provider_is_among(const struct provider *p, const struct list *ids);

/* The first host with a whole name; NULL where there is none. */
const char *provider_host(const struct provider *p);

/* Where in `host` (small letters, no dot at its end) the part begins that says no more than which
 * provider it is: 0: all of it ("smtp.office365.com"), its length: none. In front of it stands
 * whose it is: "example-com" of example-com.mail.protection.outlook.com. */
size_t provider_public_part(const struct knowledge *k, const char *host);

/* Always there: id "generic". */
const struct provider *provider_generic(const struct knowledge *k);

const struct offer *provider_offer(const struct provider *p, int port);
const struct not_offered *provider_not_offered(const struct provider *p, int port);

/* What is published for firewalls about that port of that host, or NULL. */
const struct published *provider_published(const struct knowledge *k, const char *host, int port);

#endif

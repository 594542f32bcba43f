/* firewall.h - what a network admin needs to open, or to prove: connections as a firewall's log has
 * them, and one request for each host
 *
 * There is something in it where a connection that the target needs was stopped on the way, or
 * where the run was about connections only (--until tcp): then it is the proof. */
#ifndef SMTPSCOPE_INTERPRET_FIREWALL_H
#define SMTPSCOPE_INTERPRET_FIREWALL_H

#include "know/provider.h"
#include "record/record.h"

enum passage {
	PASSAGE_OPEN,	 /* the TCP handshake was completed */
	PASSAGE_REFUSED, /* an answer came: RST, by the host or in its name */
	PASSAGE_STOPPED, /* by something on the way, or by silence */
	PASSAGE_UNSENT,	 /* this machine had no way to send */
};
extern const char *const passage_names[];

/* What to ask for, and so of whom. */
enum ask {
	ASK_NOTHING,
	ASK_OUTGOING,	/* of who filters on the way out */
	ASK_CARRIER,	/* ... behind the own network */
	ASK_LOCAL,	/* of who runs this machine */
	ASK_INCOMING,	/* of who runs the server: it is there that nothing gets in */
	ASK_ROUTE,	/* a router knows no way */
	ASK_INSPECTION, /* connected, then reset */
	ASK_SEARCH,	/* nothing gets there, whichever port: there may be no rule at all */
};
extern const char *const asked_names[];

struct attempt {
	struct item item;
	enum passage passage;
	enum ask ask;	    /* not in JSON: the requests are */
	bool located;	    /* nor this: who it is that stops it is known by more than silence */
	bool control;	    /* tried for comparison: nobody needs it */
	const char *source; /* our address as this machine sees it, or NULL */
	const char *host, *address;
	int port;
	const char *sent, *answer; /* "SYN, retransmitted once"; "RST" */
	int64_t at;		   /* date; 0: nobody knows */
	double rtt_ms;		   /* 0: not measured */
	const char *hop;	   /* how far the way goes, or NULL */
	const char *remark;	   /* what the bare facts do not say, or NULL */
	const char *finding;	   /* id of what stopped it, or NULL */
};

struct request {
	struct item item;
	enum ask ask;
	const char *host, *sentence;
};

/* How to write the rule so that it still fits tomorrow. */
struct allowing {
	struct item item;
	const char *host, *provider;	  /* id of the profile */
	struct list names, ports, ranges; /* of struct string_item; as in struct published */
	const char *url, *note, *source, *as_of;
	struct list unlisted; /* of struct string_item: addresses of `host` that no range holds */
};

/* A cloud that blocks these very ports for its customers, and what it tells them. */
struct block {
	struct item item;
	const char *network, *title, *lifting, *instead, *source, *as_of;
};

struct firewall {
	bool proof;	      /* --until tcp */
	struct list attempts; /* of struct attempt */
	struct list requests; /* of struct request */
	struct list egress;   /* of struct string_item: our addresses as servers name them */
	struct list allowing; /* of struct allowing */
	struct list blocks;   /* of struct block */
};

bool rule_names_the_server(enum ask ask);
bool firewall_is_empty(const struct firewall *f);
size_t firewall_count(const struct firewall *f, enum passage passage); /* without controls */

#endif

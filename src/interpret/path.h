/* path.h - where on the way a port ends, as far as a trace and its controls show */
#ifndef SMTPSCOPE_INTERPRET_PATH_H
#define SMTPSCOPE_INTERPRET_PATH_H

#include "know/knowledge.h"
#include "record/record.h"

enum path_shape {
	PATH_OPEN,	     /* the connection stood */
	PATH_REFUSED,	     /* as far away as the server is, where anybody knows how far that is */
	PATH_REFUSED_NEARER, /* ... nearer than the server: who said so is not the server */
	PATH_ANSWERED,	     /* a router says why not: prohibited, unreachable */
	PATH_HERE,	     /* nothing left this machine */
	PATH_CUT,	     /* silence behind `last`, while the control gets to `next` */
	PATH_SAME_END,	     /* another port of the address ends at the same place */
	PATH_UNKNOWN,	     /* silence behind `last`; a silent router looks the same */
};

struct path {
	const struct record *record;
	const struct trace *subject;
	const struct trace *control; /* the one that tells most, or NULL */
	enum path_shape shape;
	enum certainty certainty;
	const struct hop *last; /* the last that passed SYNs of the subject on, NULL: none */
	const struct hop *next; /* the control's behind it, NULL: none answered */
	const struct hop *end;	/* the subject's that ended it, NULL: silence */
	int distance;		/* hops to the server, of the control; 0: unknown */
	int lost_here;		/* SYNs of the subject that this machine failed to send again */
};

/* Of the subject `t`, a trace of `r`. */
void path_read(const struct record *r, const struct trace *t, struct path *p);

/* The path of that address and port, if they were a subject. */
bool path_find(const struct record *r, const char *address, int port, struct path *p);

/* Whether who takes the connections of that path stands nearer than the server, which another port
 * of the same address shows: something in between poses as it. */
bool path_posed(const struct path *p);

enum path_zone { ZONE_OWN, ZONE_CARRIER, ZONE_DESTINATION };

/* Whose network a hop (NULL: this machine) of one of the path's traces is in, as far as addresses
 * and names tell. */
enum path_zone path_zone(const struct path *p, const struct hop *h);

/* Who can do something about its end. */
enum owner path_owner(const struct path *p);

/* Who said why not, of PATH_ANSWERED: a router that does not forward a packet has passed on the one
 * that lived a hop less. */
const struct hop *path_answerer(const struct path *p);

/* Whether `h` is where the way ends: the server, or who answers in its place. */
bool hop_is_end(const struct hop *h);

/* The first name of the hop's address, if it was asked for and has one; else NULL. */
const char *hop_name(struct arena *a, const struct record *r, const struct hop *h);

/* "hop 2 (203.0.113.254)", "the server", "this machine" (NULL). */
const char *hop_words(struct arena *a, const struct hop *h);

/* "between hop 2 (203.0.113.254) and hop 3 (198.51.100.9)", with as many addresses as a title has
 * room for; NULL: the next is not known. */
const char *path_place(struct arena *a, const struct path *p);

#endif

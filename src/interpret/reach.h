/* reach.h - inside this room: what came of one connection, and what others say about it */
#ifndef SMTPSCOPE_INTERPRET_REACH_H
#define SMTPSCOPE_INTERPRET_REACH_H

#include "interpret/diagnose.h"

/* TCP_LOCAL_ERROR where nothing is known. */
enum tcp_class tcp_class(const struct session *s);

bool unreached(const struct session *s);      /* a primary one that could not connect */
bool not_even_tried(const struct session *s); /* ... because nothing went out */
bool lost(const struct session *s);	      /* ... because something did not let us through */
bool without_route(const struct session *s);  /* this machine knows no way to it */

/* Time exceeded: the packet went round in circles. */
bool life_ran_out(const struct tcp_facts *f);

/* ICMP says that a rule is in the way: administratively prohibited, or "unreachable" of a port or
 * by the one that was to be reached. (A closed port answers with RST, and a host that is there does
 * not say of itself that it cannot be reached.) */
bool forbidden(const struct session *s);
bool said_by_server(const struct session *s); /* ... and the server itself says it */

struct place tcp_place(struct diagnosis *d, const struct session *s);

/* "192.0.2.1 port 587: refused (ECONNREFUSED)" and who said so */
void show_tcp(const struct place *at, struct finding *f);
void show_connecting(const struct place *at, struct finding *f, const char *name);

/* A finding with that evidence, and the session's cause; `of_case`: NULL: none. */
struct finding *put_down(struct diagnosis *d, const struct session *s, const char *id,
			 const char *of_case, enum scope scope);

/* ---- the parts of diagnose_tcp() ---- */

/* One family, or one address of several: of sessions whose host is reached another way. */
void diagnose_addresses(struct diagnosis *d);

/* Nobody on that port is reached from here, for which a filter near this end is to blame. */
bool outbound_blocked(const struct record *r, const struct session *s);
void show_outbound(const struct place *at, struct finding *f);

/* Packets got lost in those seconds, or so many were under way that a limit may have taken them. */
bool silence_may_be_loss(const struct record *r, const struct session *s);

/* What others say about the silence of one. */
void show_silence(const struct place *at, struct finding *f);

/* Takes away the fixes that hold these words: what they advise was done. */
void drop_advice(struct finding *f, const char *words);

#endif

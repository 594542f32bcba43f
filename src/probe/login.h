/* login.h - who may log in and send the envelope: one session of a run does
 *
 * Every session that might is a candidate from its start to its settling. The one that asks first
 * gets it, unless a candidate of a better (lower) rank is still on its way: then it waits. */
#ifndef SMTPSCOPE_PROBE_LOGIN_H
#define SMTPSCOPE_PROBE_LOGIN_H

#include "base/list.h"

#include <stdbool.h>

/* What makes a session a worse place to log in; ranks add up. */
enum {
	RANK_RELAY_PORT = 1, /* port 25 is for relay: submission comes first (RFC 6409, 8314) */
	RANK_UNVERIFIED = 2, /* no TLS, or with a stranger */
	RANK_UNABLE = 4,     /* offers no mechanism that we could use */
};

struct candidate {
	struct item item;
	int rank;
	bool settled;
};

struct login {
	struct list candidates; /* of struct candidate */
	const struct candidate *holder;
	bool taken;
};

enum turn { TURN_NOW, TURN_LATER, TURN_NEVER };

void login_join(struct login *l, struct candidate *c, int port);

/* `handicap`: the rank that the session turned out to deserve beyond its port's. TURN_NOW takes
 * nothing yet: that is login_take(). */
enum turn login_turn(struct login *l, struct candidate *c, int handicap);
void login_take(struct login *l, const struct candidate *c);
bool login_held_by(const struct login *l, const struct candidate *c);

/* Nobody need wait for `c` any more. */
void login_settle(struct candidate *c);

/* Forgets the candidates, not that the login was taken. */
void login_next_round(struct login *l);

#endif

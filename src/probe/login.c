#include "probe/login.h"

#include "record/record.h"

static int rank_of_port(int port)
{
	return port == RELAY_PORT ? RANK_RELAY_PORT : 0;
}

void login_join(struct login *l, struct candidate *c, int port)
{
	c->rank = rank_of_port(port);
	c->settled = false;
	list_append(&l->candidates, c);
}

enum turn login_turn(struct login *l, struct candidate *c, int handicap)
{
	int rank = c->rank | handicap;

	if (l->taken)
		return TURN_NEVER;
	c->rank = rank; /* those who waited for us no longer need to, if we fell behind */
	LIST_EACH (struct candidate, other, &l->candidates) {
		if (!other->settled && other->rank < rank)
			return TURN_LATER;
	}
	return TURN_NOW;
}

void login_take(struct login *l, const struct candidate *c)
{
	l->taken = true;
	l->holder = c;
}

bool login_held_by(const struct login *l, const struct candidate *c)
{
	return l->taken && l->holder == c;
}

void login_settle(struct candidate *c)
{
	c->settled = true;
}

void login_next_round(struct login *l)
{
	l->candidates = (struct list){0};
	l->holder = NULL;
}

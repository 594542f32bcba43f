/* Whoever may not begin is in the line of his address, and only the first of each such line goes
 * on: the address itself then stands in one of the other queues, and wherever it stands, nothing
 * that others do can take the place in the address from him. So each call moves few addresses, each
 * from one queue to the next. */
#include "probe/pace.h"

#include "base/memory.h"
#include "base/netaddr.h"
#include "base/table.h"
#include "net/loop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* Of an IPv6 address; of IPv4 within it what is in front counts, too. */
enum { NETWORK_BYTES_4 = 12 + 3, NETWORK_BYTES_6 = 8 };

/* After a shortage this part more is tried each time, at least one. */
enum { RAISE = 64 };

struct network {
	struct table_item item;
	int taken;	  /* places of connections, and promised ones */
	size_t addresses; /* that are known */
	struct ring line; /* of addresses that it keeps from beginning */
};

struct pace_address {
	struct table_item item;
	struct network *network;
	struct ring line;  /* of places that wait */
	struct ring among; /* others in a queue; in none while the gap or `at_once` is in the way */
	bool promised;	   /* has a place in its network: it had its turn before */
	bool kept;	   /* is in struct pace.kept */
	int open, at_once;
	double gap_ms, next_ms; /* no SYN before it */
	unsigned age, good;	/* complaints; connections without any since the last step */
};

struct pace {
	uv_mutex_t lock; /* of all that follows */
	struct pace_settings set;
	struct table addresses, networks;
	struct ring eager,
		line;	  /* of addresses that wait for the whole: promised ones; all others */
	struct ring idle; /* addresses that nobody wants, until their gap is over */
	struct ring kept; /* ... and those that complained */
	size_t kept_n;
	double tokens, refilled_ms;
	unsigned long most;	   /* at once over all; less than may be after a shortage */
	double raise_ms;	   /* when that is raised again */
	struct pace_place *watch;  /* who has been told when the whole goes on */
	struct pace_place *asking; /* need not be woken */
	struct pace_counts counts;
};

/* ---- addresses and networks ---- */

static void read_keys(const char *address, unsigned char key[TABLE_KEY],
		      unsigned char network[TABLE_KEY])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	unsigned char bytes[16];
	int family = address_read(address, bytes);

	memset(key, 0, TABLE_KEY);
	memset(network, 0, TABLE_KEY);
	if (family == 6)
		memcpy(key, bytes, sizeof(bytes));
	if (family == 4) {
		memcpy(key, mapped, sizeof(mapped));
		memcpy(key + sizeof(mapped), bytes, 4);
	}
	memcpy(network, key,
	       memcmp(key, mapped, sizeof(mapped)) == 0 ? NETWORK_BYTES_4 : NETWORK_BYTES_6);
}

static struct network *network_of(struct pace *p, const unsigned char key[TABLE_KEY])
{
	struct network *n = table_find(&p->networks, key);

	if (n != NULL)
		return n;
	n = mem_alloc(sizeof(*n));
	memcpy(n->item.key, key, TABLE_KEY);
	ring_init(&n->line);
	table_add(&p->networks, n);
	return n;
}

static struct pace_address *address_of(struct pace *p, const char *address)
{
	unsigned char key[TABLE_KEY], network[TABLE_KEY];
	struct pace_address *a;

	read_keys(address, key, network);
	a = table_find(&p->addresses, key);
	if (a != NULL)
		return a;
	a = mem_alloc(sizeof(*a));
	memcpy(a->item.key, key, TABLE_KEY);
	a->network = network_of(p, network);
	a->network->addresses++;
	a->at_once = p->set.at_once;
	a->gap_ms = p->set.gap_ms;
	ring_init(&a->line);
	ring_init(&a->among);
	table_add(&p->addresses, a);
	return a;
}

static bool wanted(const struct pace_address *a)
{
	return !ring_empty(&a->line);
}

static struct pace_place *first_of(const struct pace_address *a)
{
	return RING_OF(struct pace_place, line, a->line.next);
}

static bool is_slowed(const struct pace *p, const struct pace_address *a)
{
	return a->at_once < p->set.at_once || a->gap_ms > p->set.gap_ms;
}

static void leave_queue(struct pace *p, struct pace_address *a)
{
	ring_remove(&a->among);
	p->kept_n -= a->kept;
	a->kept = false;
}

static void forget(struct pace *p, struct pace_address *a)
{
	struct network *n = a->network;

	leave_queue(p, a);
	table_remove(&p->addresses, a);
	free(a);
	if (--n->addresses > 0)
		return;
	table_remove(&p->networks, n);
	free(n);
}

static struct pace_address *oldest(const struct ring *queue)
{
	return ring_empty(queue) ? NULL : RING_OF(struct pace_address, among, queue->next);
}

static void forget_old(struct pace *p, double now)
{
	struct pace_address *a;

	while ((a = oldest(&p->idle)) != NULL && a->next_ms <= now)
		forget(p, a);
	while (p->kept_n > PACE_SLOWED_MOST)
		forget(p, oldest(&p->kept));
}

/* Nobody has or wants a connection. */
static void lay_down(struct pace *p, struct pace_address *a)
{
	a->kept = is_slowed(p, a);
	p->kept_n += a->kept;
	ring_append(a->kept ? &p->kept : &p->idle, &a->among);
}

/* ---- from queue to queue ---- */

static void tell(struct pace *p, struct pace_place *place)
{
	if (place != p->asking)
		place->wake(place);
}

/* To whom it was kept from longest. */
static void give_back(struct pace *p, struct network *n)
{
	struct pace_address *next = oldest(&n->line);

	if (next == NULL) {
		n->taken--;
		return;
	}
	next->promised = true;
	ring_append(&p->eager, &next->among);
}

static bool may_begin(const struct pace_address *a, double now)
{
	return wanted(a) && a->open < a->at_once && now >= a->next_ms;
}

/* Where it belongs, as far as that is a matter of the address alone. */
static void stand(struct pace *p, struct pace_address *a, double now)
{
	leave_queue(p, a);
	if (may_begin(a, now)) {
		ring_append(&p->line, &a->among);
		return;
	}
	if (a->promised)
		give_back(p, a->network);
	a->promised = false;
	if (!wanted(a) && a->open == 0)
		lay_down(p, a);
	else if (wanted(a) && a->open < a->at_once)
		tell(p, first_of(a)); /* of the gap only he can see the end */
}

static void begin(struct pace *p, struct pace_address *a, double now)
{
	struct pace_place *place = first_of(a);

	ring_remove(&place->line);
	place->has = true;
	place->age = a->age;
	a->open++;
	a->network->taken += !a->promised;
	a->promised = false;
	a->next_ms = now + a->gap_ms;
	p->tokens -= 1;
	p->counts.open++;
	p->counts.begun++;
	tell(p, place);
	stand(p, a, now);
}

/* It is its turn in the whole. */
static void have_turn(struct pace *p, struct pace_address *a, double now)
{
	if (!may_begin(a, now))
		stand(p, a, now);
	else if (!a->promised && a->network->taken >= p->set.at_once_network)
		ring_append(&a->network->line, &a->among);
	else
		begin(p, a, now);
}

/* ---- the whole ---- */

static void refill(struct pace *p, double now)
{
	double burst = fmax(1, p->set.rate / 10);

	if (now > p->refilled_ms) {
		p->tokens = fmin(burst, p->tokens + (now - p->refilled_ms) * p->set.rate / 1000);
		p->refilled_ms = now;
	}
}

static unsigned long most_ever(const struct pace *p)
{
	return p->set.in_all > 0 ? (unsigned long)p->set.in_all : (unsigned long)-1;
}

static void raise_most(struct pace *p, double now)
{
	unsigned long more = p->most / RAISE + 1;

	if (p->most == most_ever(p) || now < p->raise_ms)
		return;
	p->most = more < most_ever(p) - p->most ? p->most + more : most_ever(p);
	p->raise_ms = now + PACE_SHORT_MS;
}

/* How many ms until the whole goes on; 0: it does; INFINITY: as soon as one leaves. */
static double whole_wait(const struct pace *p, double now)
{
	double room = 0, token = 0;

	if (p->counts.open >= p->most)
		room = p->most < most_ever(p) ? fmax(p->raise_ms - now, 1) : INFINITY;
	if (p->set.rate > 0 && p->tokens < 1)
		token = (1 - p->tokens) * 1000 / p->set.rate;
	return fmax(room, token);
}

static struct pace_address *next_in_whole(const struct pace *p)
{
	return oldest(ring_empty(&p->eager) ? &p->line : &p->eager);
}

/* Somebody must know when it goes on: the first. Where only an end helps, nobody does: that end
 * comes by here and finds who is first then. */
static void keep_watch(struct pace *p, double now)
{
	struct pace_address *a = isinf(whole_wait(p, now)) ? NULL : next_in_whole(p);
	struct pace_place *first = a != NULL ? first_of(a) : NULL;

	if (first == p->watch)
		return;
	p->watch = first;
	if (first != NULL)
		tell(p, first);
}

static void go_on(struct pace *p, double now)
{
	struct pace_address *a;

	refill(p, now);
	raise_most(p, now);
	while ((a = next_in_whole(p)) != NULL && whole_wait(p, now) <= 0) {
		leave_queue(p, a);
		have_turn(p, a, now);
	}
	keep_watch(p, now);
	forget_old(p, now);
}

/* ---- asking ---- */

static void queue_up(struct pace *p, struct pace_place *place, const char *address, double now)
{
	struct pace_address *a = address_of(p, address);
	bool first = !wanted(a);

	place->at = a;
	place->has = false;
	ring_init(&place->line);
	ring_append(&a->line, &place->line);
	if (first)
		stand(p, a, now);
}

/* What changes with time alone; and the SYN goes out now, not when the place was given. */
static void look_again(struct pace *p, struct pace_place *place, double now)
{
	struct pace_address *a = place->at;

	if (place->has)
		a->next_ms = fmax(a->next_ms, now + a->gap_ms);
	else if (first_of(a) == place && ring_empty(&a->among))
		stand(p, a, now);
}

/* 0: it is woken. */
static double wait_of(const struct pace *p, const struct pace_place *place, double now)
{
	const struct pace_address *a = place->at;
	double whole = whole_wait(p, now);

	if (first_of(a) != place)
		return 0;
	if (ring_empty(&a->among))
		return a->open < a->at_once ? a->next_ms - now : 0;
	return a == next_in_whole(p) && !isinf(whole) ? whole : 0;
}

bool pace_ask(struct pace *p, struct pace_place *place, const char *address, double now,
	      double *wait_ms)
{
	bool has;

	uv_mutex_lock(&p->lock);
	p->asking = place;
	if (place->at == NULL)
		queue_up(p, place, address, now);
	else
		look_again(p, place, now);
	go_on(p, now);
	has = place->has;
	*wait_ms = has ? 0 : wait_of(p, place, now);
	p->asking = NULL;
	uv_mutex_unlock(&p->lock);
	return has;
}

/* ---- leaving ---- */

static void slow_down(struct pace *p, struct pace_address *a, double now)
{
	p->counts.slowed += a->age++ == 0;
	a->good = 0;
	a->at_once = a->at_once > 1 ? a->at_once / 2 : 1;
	a->gap_ms = fmin(fmax(2 * a->gap_ms, PACE_GAP_LEAST), fmax(p->set.gap_ms, PACE_GAP_MOST));
	a->next_ms = fmax(a->next_ms, now + a->gap_ms);
}

static void recover(const struct pace *p, struct pace_address *a)
{
	if (!is_slowed(p, a) || ++a->good < PACE_RECOVERY)
		return;
	a->good = 0;
	a->at_once += a->at_once < p->set.at_once;
	a->gap_ms /= 2;
	if (a->gap_ms < PACE_GAP_LEAST || a->gap_ms < p->set.gap_ms)
		a->gap_ms = p->set.gap_ms;
}

static void end_connection(struct pace *p, struct pace_place *place, bool limited, double now)
{
	struct pace_address *a = place->at;

	p->counts.open--;
	a->open--;
	give_back(p, a->network);
	if (place->age == a->age) { /* else it began before the last complaint */
		if (limited)
			slow_down(p, a, now);
		else
			recover(p, a);
	}
}

void pace_leave(struct pace *p, struct pace_place *place, bool limited, double now)
{
	struct pace_address *a = place->at;

	if (a == NULL)
		return;
	uv_mutex_lock(&p->lock);
	if (place->has)
		end_connection(p, place, limited, now);
	else
		ring_remove(&place->line); /* who is behind has what it has waited for */
	if (p->watch == place)
		p->watch = NULL;
	place->at = NULL;
	place->has = false;
	if (ring_empty(&a->among) || !wanted(a))
		stand(p, a, now);
	go_on(p, now);
	uv_mutex_unlock(&p->lock);
}

/* ---- the rest ---- */

void pace_short(struct pace *p, double now)
{
	unsigned long most;

	uv_mutex_lock(&p->lock);
	most = p->counts.open < p->most ? p->counts.open : p->most;
	p->most = most > 1 ? most - 1 : 1;
	p->raise_ms = now + PACE_SHORT_MS;
	p->counts.shortages++;
	p->watch = NULL; /* what it was told has changed */
	keep_watch(p, now);
	uv_mutex_unlock(&p->lock);
}

struct pace_counts pace_counts(struct pace *p)
{
	struct pace_counts counts;

	uv_mutex_lock(&p->lock);
	counts = p->counts;
	counts.known = p->addresses.n;
	uv_mutex_unlock(&p->lock);
	return counts;
}

struct pace *pace_new(const struct pace_settings *s)
{
	struct pace *p = mem_alloc(sizeof(*p));

	loop_need(uv_mutex_init(&p->lock), "lock");
	p->set = *s;
	p->most = most_ever(p);
	p->tokens = fmax(1, s->rate / 10);
	table_init(&p->addresses);
	table_init(&p->networks);
	ring_init(&p->eager);
	ring_init(&p->line);
	ring_init(&p->idle);
	ring_init(&p->kept);
	return p;
}

static void end_member(struct table_item *member)
{
	free(member); /* begins with it */
}

struct pace *pace_free(struct pace *p)
{
	if (p == NULL)
		return NULL;
	table_clear(&p->addresses, end_member);
	table_clear(&p->networks, end_member);
	uv_mutex_destroy(&p->lock);
	free(p);
	return NULL;
}

#include "faketime.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { EVENTS_MAX = 4096 };

/* 2026-11-21T08:15:00Z */
static const int64_t DAY = 1795248900000;

struct event {
	uint64_t due, ticket;
	fake_event *event;
	void *arg;
};

static uint64_t now, tickets;
static struct event events[EVENTS_MAX]; /* the next one last */
static size_t events_n;

void fake_panic(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "fake system, at %llu ms: ", (unsigned long long)now);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

uint64_t fake_now(void)
{
	return now;
}

int64_t fake_wall(void)
{
	return DAY + (int64_t)now;
}

void fake_time_begin(void)
{
	now = tickets = 0;
	events_n = 0;
}

void fake_time_is(uint64_t ms)
{
	if (ms > now)
		now = ms;
}

uint64_t fake_ticket(void)
{
	return ++tickets;
}

static bool is_later(const struct event *a, const struct event *b)
{
	return a->due != b->due ? a->due > b->due : a->ticket > b->ticket;
}

void fake_after(uint64_t ms, fake_event *event, void *arg)
{
	struct event new = {now + ms, fake_ticket(), event, arg};
	size_t at = events_n++;

	if (at == EVENTS_MAX)
		fake_panic("too many events");
	for (; at > 0 && is_later(&new, &events[at - 1]); at--)
		events[at] = events[at - 1];
	events[at] = new;
}

void fake_forget(void *arg)
{
	size_t kept = 0;

	for (size_t i = 0; i < events_n; i++)
		if (events[i].arg != arg)
			events[kept++] = events[i];
	events_n = kept;
}

uint64_t fake_next_event(void)
{
	return events_n > 0 ? events[events_n - 1].due : UINT64_MAX;
}

void fake_run_events(void)
{
	struct event next;

	while (fake_next_event() <= now) {
		next = events[--events_n];
		next.event(next.arg);
	}
}

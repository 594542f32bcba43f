/* ports.h - ports as people write them, on the command line and in a line of a sweep's list */
#ifndef SMTPSCOPE_PLAN_PORTS_H
#define SMTPSCOPE_PLAN_PORTS_H

#include "base/arena.h"
#include "base/list.h"

/* A port at the front of *s, which moves behind its digits; 0: none. */
int port_at(const char **s);

/* Adds "587,465" to `ports`, of struct need. NULL, or what is wrong with it: "takes ports ..." */
const char *ports_read(struct arena *a, const char *text, struct list *ports);

#endif

/* groups.h - inside this room: events counted by finding, in the order of the log */
#ifndef SMTPSCOPE_LOG_GROUPS_H
#define SMTPSCOPE_LOG_GROUPS_H

#include "log/reader.h"

struct groups;

struct groups *groups_new(const struct knowledge *k, struct log_count *count);
struct groups *groups_free(struct groups *g); /* takes NULL, returns NULL */

/* An event of `file`, at `line` there, from 1. Takes its sample. */
void groups_add(struct groups *g, struct log_hit *h, const char *file, int64_t line);

/* Of struct explanation, what is to be fixed first goes first; `fresh`: only what was not told
 * before. */
struct list groups_explained(struct groups *g, struct arena *a, bool fresh);

#endif

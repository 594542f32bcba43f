/* live.h - a line per session while it runs, rewritten in place; only ever for a terminal */
#ifndef SMTPSCOPE_REPORT_LIVE_H
#define SMTPSCOPE_REPORT_LIVE_H

#include "record/record.h"

#include <stdio.h>

struct live;

/* Draws on `out`, `columns` wide, at most `rows` lines. */
struct live *live_new(FILE *out, int columns, int rows);

/* A session has begun or ended a stage, or is over: its line is drawn anew. */
void live_stage_begun(struct live *l, const struct session *s, enum stage_id id);
void live_stage_done(struct live *l, const struct session *s, const struct stage *st);
void live_session_done(struct live *l, const struct session *s);

/* Wipes its lines off the terminal. Takes NULL, returns NULL. */
struct live *live_end(struct live *l);

#endif

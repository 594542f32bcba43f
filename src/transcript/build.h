/* build.h - inside this room: events -> records */
#ifndef SMTPSCOPE_TRANSCRIPT_BUILD_H
#define SMTPSCOPE_TRANSCRIPT_BUILD_H

#include "transcript/form.h"
#include "transcript/transcript.h"

struct build;

/* `dialogues` gets one of each target. */
struct build *build_new(struct arena *a, const struct knowledge *k, struct list *dialogues);
void build_event(struct build *b, const struct event *e, int line);
void build_end(struct build *b); /* completes the records; `b` is gone */

#endif

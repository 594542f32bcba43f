/* progress.h - how far the reading is, on a terminal: one line on stderr that goes again */
#ifndef SMTPSCOPE_INPUT_PROGRESS_H
#define SMTPSCOPE_INPUT_PROGRESS_H

#include "input/source.h"

#include <stdbool.h>

struct progress;

/* NULL where it is not `wanted`, or stderr is no terminal. All others take NULL. */
struct progress *progress_new(bool wanted);

/* "mail.log 37 % 412 MB/s", now and then, of what is large and takes a while. */
void progress_show(struct progress *p, const struct source *s);

/* Before anything else is written. */
void progress_clear(struct progress *p);

struct progress *progress_free(struct progress *p); /* returns NULL */

#endif

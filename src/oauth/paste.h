/* paste.h - a line that somebody types or pastes on the terminal while the loop turns; of src/oauth
 * only */
#ifndef SMTPSCOPE_OAUTH_PASTE_H
#define SMTPSCOPE_OAUTH_PASTE_H

#include <stddef.h>
#include <uv.h>

/* A line without its end, called on the loop; wiped after that. */
typedef void paste_fn(void *arg, const char *line, size_t n);

struct paste;

/* NULL: this process has no terminal. It reads only while it is in its foreground. */
struct paste *paste_new(uv_loop_t *loop, paste_fn *fn, void *arg);
struct paste *paste_free(struct paste *p); /* takes NULL, returns NULL */

#endif

/* scan.h - finds where any of a few literals stands, passing over all else at a few bytes a step
 *
 * Of a log nearly all lines are of no interest, and they must cost nearly nothing. */
#ifndef SMTPSCOPE_LOG_SCAN_H
#define SMTPSCOPE_LOG_SCAN_H

#include <stddef.h>

struct scan;

enum { SCAN_LITERALS_MAX = 255, SCAN_SHORTEST = 2 };

/* `literals`: up to SCAN_LITERALS_MAX of them, each of SCAN_SHORTEST bytes or more, then NULL; they
 * outlive it. The shortest one decides how fast it is: a step is at most as long. */
struct scan *scan_new(const char *const *literals);
struct scan *scan_free(struct scan *s); /* takes NULL, returns NULL */

/* Where the first literal in [p, end) ends, by its end; NULL: none is there. */
const char *scan_find(const struct scan *s, const char *p, const char *end);

#endif

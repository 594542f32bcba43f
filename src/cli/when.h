/* when.h - a time as people write it */
#ifndef SMTPSCOPE_CLI_WHEN_H
#define SMTPSCOPE_CLI_WHEN_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-11-20T14:00:00Z", also with "+01:00"; "2026-11-20", "2026-11-20 14:00", "... 14:00:05" of
 * this machine's zone; "90s", "30m", "2h", "3d", "1w" before `now`; "now", "today", "yesterday". A
 * day alone is its first moment, or as the end of a span its last. Milliseconds since 1970 UTC: 0
 * and *ms, or -1. */
int when_read(const char *s, int64_t now, bool as_end, int64_t *ms);

#endif

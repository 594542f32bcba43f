/* stamp.h - the times that lines of logs begin with */
#ifndef SMTPSCOPE_LOG_STAMP_H
#define SMTPSCOPE_LOG_STAMP_H

#include "log/log_form.h"

/* Length of the stamp at the beginning of `text`, 0 where there is none. `*ms`: its time, or
 * LOG_NO_TIME where it has none that can be told ("[  12.345678]", a day without a year and nobody
 * knows what is now).
 *
 *   2026-11-21T09:15:00.123456+01:00   RFC 3339 and 5424, rsyslog, containers, Exchange
 *   2026-11-21 09:15:00.123 +0100      Exim, tai64nlocal; without a zone: that of the clock
 *   Nov 21 09:15:00                    RFC 3164; the year is that of `now`, or the one before
 *   Nov 21 2026 09:15:00               the same with its year
 *   Sat 2026-11-21 09:15:00 UTC        journalctl -o short-full
 *   Sat Nov 21 09:15:00 2026           ctime(3)
 *   @400000006560a5b41d9c5b4c          TAI64N
 *   1795252500.123456                  seconds since 1970
 *   [   12.345678]                     seconds since the machine was started */
size_t stamp_read(struct bytes text, const struct log_clock *clock, int64_t *ms);

/* Digits that are microseconds since 1970. */
int64_t stamp_of_us(struct bytes digits);

#endif

/* bannerdate.h - the date that many servers put into their greeting */
#ifndef SMTPSCOPE_INTERPRET_BANNERDATE_H
#define SMTPSCOPE_INTERPRET_BANNERDATE_H

#include "base/clock.h"
#include "base/text.h"
#include "record/record.h"

#include <stdbool.h>

/* The first date of RFC 5322 section 3.3 in `text`, with a numeric zone or GMT/UTC:
 * "Sat, 21 Nov 2026 04:16:00 +0100". False where there is none. */
bool banner_date(struct bytes text, int64_t *wall_ms);

/* When that stage of the record ended, by this machine's clock. */
int64_t stage_wall_ms(const struct record *r, const struct stage *st);

/* By how many milliseconds the clock in the session's greeting is ahead of this machine's; false
 * where it tells no time. */
bool greeting_ahead(const struct record *r, const struct session *s, int64_t *ms);

#endif

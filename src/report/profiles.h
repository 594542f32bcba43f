/* profiles.h - provider profiles and networks in words or as JSON; pure, into a buffer */
#ifndef SMTPSCOPE_REPORT_PROFILES_H
#define SMTPSCOPE_REPORT_PROFILES_H

#include "know/network.h"
#include "know/provider.h"
#include "report/report.h"

/* All of them, a line each. */
void profiles_list(struct buf *out, const struct knowledge *k, const struct report_options *o);

/* One whole, each fact with its source. */
void profile_text(struct buf *out, const struct provider *p, const struct knowledge *k,
		  const struct report_options *o);
void network_text(struct buf *out, const struct network *net, const struct report_options *o);

/* smtpscope.providers/1 (data/providers.schema.json): all; or the one that is not NULL. */
void profiles_json(struct buf *out, const struct knowledge *k);
void profile_json(struct buf *out, const struct provider *p, const struct network *net,
		  const struct knowledge *k);

#endif

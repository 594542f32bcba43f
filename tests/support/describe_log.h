/* describe_log.h - all that is known of a log as one text, to compare */
#ifndef SMTPSCOPE_TESTS_DESCRIBE_LOG_H
#define SMTPSCOPE_TESTS_DESCRIBE_LOG_H

#include "base/buf.h"
#include "log/summary.h"

/* A line for what was read, one for each line that was not understood and for each group. */
void describe_log(struct buf *out, struct log_summary *s);

/* The same of a text, read by `workers` threads in blocks of `block` bytes. */
void describe_log_text(struct buf *out, const struct knowledge *k, struct bytes text,
		       unsigned workers, size_t block);

#endif

/* source.h - the address to connect from, as asked for */
#ifndef SMTPSCOPE_NET_SOURCE_H
#define SMTPSCOPE_NET_SOURCE_H

#include "base/arena.h"

/* NULL, or one line that names the addresses which this machine has. */
const char *source_fault(struct arena *a, const char *source);

#endif

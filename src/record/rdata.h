/* rdata.h - what an answer about mail holds: numbers, then the name of a host (MX, SRV) */
#ifndef SMTPSCOPE_RECORD_RDATA_H
#define SMTPSCOPE_RECORD_RDATA_H

#include "base/text.h"

enum { RDATA_MX = 1, RDATA_SRV = 3 }; /* how many numbers there are */

/* "10 mx.example.org", "0 5 587 smtp.example.org": `n` decimal numbers of 16 bits, each with a
 * blank behind it. The rest, which points into `data` and may be empty, or NULL: it is not that. */
const char *rdata_read(struct bytes data, size_t n, int numbers[]);

#endif

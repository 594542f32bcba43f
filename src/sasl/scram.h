/* scram.h - what a SCRAM server asks for, read before any work is done for it (RFC 5802) */
#ifndef SMTPSCOPE_SASL_SCRAM_H
#define SMTPSCOPE_SASL_SCRAM_H

#include "base/text.h"

/* The server's first message: NULL, or a word of sasl_fault(). *iterations: as it says, 0 where it
 * cannot be told; a number too large to be one of ours is INT_MAX at most. */
const char *scram_first(struct bytes message, int *iterations);

/* The server's last: a proof ("v="), its report of an error ("e="), or neither. */
enum scram_last { SCRAM_PROOF, SCRAM_ERROR, SCRAM_NEITHER };
enum scram_last scram_last(struct bytes message);

#endif

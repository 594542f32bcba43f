/* random.h - random bytes that are there, or the program has ended (fatal.h) */
#ifndef SMTPSCOPE_BASE_RANDOM_H
#define SMTPSCOPE_BASE_RANDOM_H

#include <stddef.h>

void random_bytes(void *p, size_t n);

#endif

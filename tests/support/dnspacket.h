/* dnspacket.h - DNS packets made by hand, for tests */
#ifndef SMTPSCOPE_TESTS_DNSPACKET_H
#define SMTPSCOPE_TESTS_DNSPACKET_H

#include <stddef.h>
#include <stdint.h>

struct dnspacket {
	unsigned char p[65536];
	size_t n;
};

enum { DNSPACKET_QR = 0x8000, DNSPACKET_TC = 0x0200, DNSPACKET_AD = 0x0020 };

/* A header with these flags and the rcode, and one question. */
void dnspacket_begin(struct dnspacket *d, uint16_t id, unsigned flags, const char *name, int type);

/* The header and question of a query of `len` bytes, as the begin of an answer to it. */
void dnspacket_answer(struct dnspacket *d, const unsigned char *query, size_t len, unsigned flags);

/* Names uncompressed; "" is the root. */
void dnspacket_name(struct dnspacket *d, const char *name);
void dnspacket_16(struct dnspacket *d, unsigned v);
void dnspacket_bytes(struct dnspacket *d, const void *data, size_t len);

/* An answer record: begin, append its rdata, end. */
size_t dnspacket_rr(struct dnspacket *d, const char *owner, int type, uint32_t ttl);
void dnspacket_rr_end(struct dnspacket *d, size_t begun);

void dnspacket_a(struct dnspacket *d, const char *owner, const char *address);
void dnspacket_cname(struct dnspacket *d, const char *owner, const char *target);

#endif

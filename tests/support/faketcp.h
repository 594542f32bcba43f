/* faketcp.h - TCP_INFO as the kernel gives it (linux/tcp.h, which cannot stand beside libuv's
 * headers) */
#ifndef SMTPSCOPE_TESTS_FAKETCP_H
#define SMTPSCOPE_TESTS_FAKETCP_H

#include <stdbool.h>
#include <stddef.h>

/* At most `len` bytes to `room`; how many. `stuck`: what the program said last was lost. */
size_t fake_tcp_info(void *room, size_t len, int state, unsigned rtt_us, unsigned retransmits,
		     bool stuck);

#endif

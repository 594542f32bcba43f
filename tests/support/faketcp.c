#include "faketcp.h"

#include <linux/tcp.h>
#include <string.h>

size_t fake_tcp_info(void *room, size_t len, int state, unsigned rtt_us, unsigned retransmits,
		     bool stuck)
{
	struct tcp_info info;

	memset(&info, 0, sizeof(info));
	info.tcpi_state = (unsigned char)state;
	info.tcpi_rtt = rtt_us;
	info.tcpi_total_retrans = retransmits;
	info.tcpi_bytes_acked = 2; /* the SYN, and a word */
	info.tcpi_unacked = info.tcpi_retransmits = stuck ? 3 : 0;
	len = len < sizeof(info) ? len : sizeof(info);
	memcpy(room, &info, len);
	return len;
}

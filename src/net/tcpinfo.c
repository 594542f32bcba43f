#include "net/tcpinfo.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* A kernel gives as much as it has: `need` is where the last member that we read ends. */
static bool read_info(int fd, struct tcp_info *info, size_t need)
{
	socklen_t len = sizeof(*info);

	memset(info, 0, sizeof(*info));
	return fd >= 0 && getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &len) == 0 && len >= need;
}

#define UP_TO(member) (offsetof(struct tcp_info, member) + sizeof(((struct tcp_info *)0)->member))

bool tcpinfo_read(int fd, struct tcpinfo *info)
{
	struct tcp_info all;

	if (!read_info(fd, &all, UP_TO(tcpi_total_retrans)))
		return false;
	*info = (struct tcpinfo){
		.state = all.tcpi_state,
		.retransmits = (int)all.tcpi_total_retrans,
		.rtt_ms = (double)all.tcpi_rtt / 1e3,
	};
	return true;
}

/* Written and not acknowledged, sent or not. */
static uint32_t bytes_pending(int fd)
{
	int n = 0;

	return ioctl(fd, SIOCOUTQ, &n) == 0 && n > 0 ? (uint32_t)n : 0;
}

static uint32_t capped(uint64_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* A connection that the kernel has given up counts its segments no more; its bytes still stand. */
static int segments(const struct tcp_info *info, uint32_t pending)
{
	if (info->tcpi_state != TCPINFO_CLOSED || info->tcpi_snd_mss == 0)
		return (int)info->tcpi_unacked;
	return (int)((pending + info->tcpi_snd_mss - 1) / info->tcpi_snd_mss);
}

bool tcpinfo_stall(int fd, struct stall_facts *f)
{
	struct tcp_info info;

	if (!read_info(fd, &info, UP_TO(tcpi_rcv_ooopack)))
		return false;
	*f = (struct stall_facts){
		.pending = bytes_pending(fd),
		.resent = info.tcpi_retransmits,
		.acked = capped(info.tcpi_bytes_acked),
		.received = capped(info.tcpi_bytes_received),
		.out_of_order = (int)info.tcpi_rcv_ooopack,
		.snd_mss = (int)info.tcpi_snd_mss,
		.rcv_mss = (int)info.tcpi_rcv_mss,
		.path_mtu = (int)info.tcpi_pmtu,
	};
	f->in_flight = segments(&info, f->pending);
	return true;
}

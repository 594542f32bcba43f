#include "unit.h"

#include "net/netstat.h"

static const char text[] = "TcpExt: SyncookiesSent TCPRetransFail TCPRetransFailed Last\n"
			   "TcpExt: 3 17 99 4\n"
			   "IpExt: InNoRoutes TCPRetransFail\n"
			   "IpExt: 5 8\n";

static void netstat_finds_a_name_in_its_group(void **state)
{
	(void)state;
	assert_int_equal(netstat_find(text, "TcpExt", "TCPRetransFail"), 17);
	assert_int_equal(netstat_find(text, "TcpExt", "SyncookiesSent"), 3);
	assert_int_equal(netstat_find(text, "TcpExt", "Last"), 4);
	assert_int_equal(netstat_find(text, "IpExt", "TCPRetransFail"), 8);
}

static void netstat_of_another_kernel_is_unknown(void **state)
{
	static const char *const others[] = {
		"",
		"\n",
		"TcpExt:",
		"TcpExt: TCPRetransFail",
		"TcpExt: TCPRetransFail\n",
		"TcpExt: TCPRetransFail\nTcpExt:\n",
		"TcpExt: TCPRetransFail\nTcpExt: many\n",
		"TcpExt: TCPRetransFail\nTcpExt: 7x\n",
		"TcpExt: TCPRetransFail\nTcpExt: -7\n",
		"TcpExt: TCPRetransFail\nIpExt: 7\n",
		"TcpExt: A TCPRetransFail\nTcpExt: 7\n",
		"TcpExt: TCPRetransFailure\nTcpExt: 7\n",
		"IpExt: TCPRetransFail\nIpExt: 7\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (netstat_find(others[i], "TcpExt", "TCPRetransFail") != -1)
			fail_msg("found in: %s", others[i]);
}

static void netstat_of_this_machine_never_goes_back(void **state)
{
	long long before = netstat_resends_lost();

	(void)state;
	assert_true(before >= -1);
	assert_true(netstat_resends_lost() >= before);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(netstat_finds_a_name_in_its_group),
	cmocka_unit_test(netstat_of_another_kernel_is_unknown),
	cmocka_unit_test(netstat_of_this_machine_never_goes_back),
};

UNIT_MAIN(tests)

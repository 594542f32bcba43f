/* What each network fault looks like: a namespace of our own with a firewall, linked to a second
 * one that is router and server. Needs root, ip and nft; skipped elsewhere. */
#include "timed.h"
#include "unit.h"

#include "base/clock.h"
#include "net/dial.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SKIPPED = 77,
	OPEN_PORT = 2000,
	CLOSED_PORT = 2001,
	HELD_PORT = 2002,
	HELD_PORTS = 2,
	SLAMMED_PORT = 2004
};

enum where { THERE = 1, HERE = 2 }; /* which side's firewall has the rule */

struct icmp {
	int type, code;
};

/* A rule for one port each, from FIRST_RULE on; icmp {0}: none comes. */
static const struct rule {
	const char *label, *rule;
	enum where where;
	enum tcp_class class;
	struct icmp v4, v6;
	int families; /* 0: both */
} rules[] = {
	{"reject", "reject", THERE, TCP_REFUSED, {3, 3}, {1, 4}, 0},
	{"reject as prohibited",
	 "reject with icmpx admin-prohibited",
	 THERE,
	 TCP_PROHIBITED,
	 {3, 13},
	 {1, 1},
	 0},
	{"reject as no route",
	 "reject with icmpx no-route",
	 THERE,
	 TCP_UNREACHABLE,
	 {3, 0},
	 {1, 0},
	 0},
	{"reject as unreachable",
	 "reject with icmpx host-unreachable",
	 THERE,
	 TCP_UNREACHABLE,
	 {3, 1},
	 {1, 3},
	 0},
	{"reject with a reset", "reject with tcp reset", THERE, TCP_REFUSED, {0, 0}, {0, 0}, 0},
	{"drop", "drop", THERE, TCP_TIMEOUT, {0, 0}, {0, 0}, 0},
	{"reject: network prohibited",
	 "reject with icmp net-prohibited",
	 THERE,
	 TCP_PROHIBITED,
	 {3, 9},
	 {0, 0},
	 4},
	{"reject: host prohibited",
	 "reject with icmp host-prohibited",
	 THERE,
	 TCP_PROHIBITED,
	 {3, 10},
	 {0, 0},
	 4},
	{"reject: no such protocol",
	 "reject with icmp prot-unreachable",
	 THERE,
	 TCP_REFUSED,
	 {3, 2},
	 {0, 0},
	 4},
	{"reject: policy",
	 "reject with icmpv6 policy-fail",
	 THERE,
	 TCP_PROHIBITED,
	 {0, 0},
	 {1, 5},
	 6},
	{"reject: route",
	 "reject with icmpv6 reject-route",
	 THERE,
	 TCP_PROHIBITED,
	 {0, 0},
	 {1, 6},
	 6},
	{"our own reject", "reject", HERE, TCP_LOCAL_BLOCK, {3, 3}, {1, 4}, 0},
	{"our own prohibition",
	 "reject with icmpx admin-prohibited",
	 HERE,
	 TCP_LOCAL_BLOCK,
	 {3, 13},
	 {1, 1},
	 0},
	{"our own drop", "drop", HERE, TCP_TIMEOUT, {0, 0}, {0, 0}, 0},
};

enum { RULES = sizeof(rules) / sizeof(rules[0]), FIRST_RULE = 2100 };

/* ---- the test bed ---- */

static int run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static int run(const char *fmt, ...)
{
	char command[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	return system(command);
}

static void must(int failed)
{
	if (failed) {
		fprintf(stderr, "the test bed cannot be built\n");
		exit(1);
	}
}

static void install_rules(enum where where, const char *hook)
{
	must(run("nft add table inet t"));
	must(run("nft 'add chain inet t c { type filter hook %s priority 0; }'", hook));
	for (int i = 0; i < RULES; i++)
		if (rules[i].where == where)
			must(run("nft add rule inet t c %s tcp dport %d %s",
				 rules[i].families == 4	  ? "meta nfproto ipv4"
				 : rules[i].families == 6 ? "meta nfproto ipv6"
							  : "",
				 FIRST_RULE + i, rules[i].rule));
}

static void bring_up(const char *link, const char *v4, const char *v6)
{
	must(run("ip link set lo up && ip addr add %s dev %s && "
		 "ip addr add %s dev %s nodad && ip link set %s up",
		 v4, link, v6, link, link));
	must(run("sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0"));
}

static int listen_on(int port)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, 8) != 0);
	return fd;
}

/* The far side: server at .1, router to 198.51.100.0/24 and 2001:db8:2::/64. */
static void far_side(int from_us, int to_us)
{
	static const char *const kinds[] = {"unreachable", "prohibit", "blackhole"};
	int slammed;
	char c;

	must(unshare(CLONE_NEWNET) != 0);
	must(write(to_us, "", 1) != 1);
	must(read(from_us, &c, 1) != 1); /* the link is there */
	bring_up("far", "192.0.2.1/24", "2001:db8:1::1/64");
	must(run("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1"));
	for (int i = 0; i < 3; i++) {
		must(run("ip route add %s 198.51.100.%d", kinds[i], i + 1));
		must(run("ip route add %s 2001:db8:2::%d", kinds[i], i + 1));
	}
	install_rules(THERE, "input");
	must(run("nft add rule inet t c tcp dport %d reject with icmpx admin-prohibited",
		 HELD_PORT));
	listen_on(OPEN_PORT);
	slammed = listen_on(SLAMMED_PORT);
	must(write(to_us, "", 1) != 1);
	if (read(from_us, &c, 1) == 1)
		close(slammed);		/* a RST to who waited there */
	must(read(from_us, &c, 1) < 0); /* until the tests are over */
	_exit(0);
}

static struct {
	pid_t pid;
	int to, from;
} far;

static void near_side(void)
{
	static const char *const kinds[] = {"unreachable", "prohibit", "blackhole"};

	bring_up("near", "192.0.2.2/24", "2001:db8:1::2/64");
	must(run("ip route add 198.51.100.0/24 via 192.0.2.1"));
	must(run("ip route add 2001:db8:2::/64 via 2001:db8:1::1"));
	for (int i = 0; i < 3; i++) {
		must(run("ip route add %s 203.0.113.%d", kinds[i], i + 1));
		must(run("ip route add %s 2001:db8:3::%d", kinds[i], i + 1));
	}
	/* a neighbour is given up in no time */
	must(run("sysctl -qw net.ipv4.neigh.near.retrans_time_ms=20 "
		 "net.ipv6.neigh.near.retrans_time_ms=20"));
	install_rules(HERE, "output");
	must(run("nft 'add chain inet t held { type filter hook output priority 0; }'"));
	must(run("nft add rule inet t held tcp dport %d-%d drop", HELD_PORT,
		 HELD_PORT + HELD_PORTS - 1));
}

static int build(void **state)
{
	int to[2], from[2];
	char c;

	(void)state;
	must(unshare(CLONE_NEWNET) != 0 || pipe(to) != 0 || pipe(from) != 0);
	far.pid = fork();
	if (far.pid == 0) {
		close(to[1]);
		close(from[0]);
		far_side(to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	far.to = to[1];
	far.from = from[0];
	must(read(far.from, &c, 1) != 1);
	must(run("ip link add near type veth peer name far netns %d", (int)far.pid));
	must(write(far.to, "", 1) != 1);
	must(read(far.from, &c, 1) != 1);
	near_side();
	return 0;
}

static int take_down(void **state)
{
	(void)state;
	close(far.to);
	waitpid(far.pid, NULL, 0);
	return 0;
}

/* ---- one connect ---- */

static struct tcp_facts connect_to(struct arena *a, const char *address, int port)
{
	const double patience_ms = 400;
	double end = clock_mono_ms() + patience_ms;
	struct tcp_facts f;
	struct dial d;

	dial_start(&d, address, port, &(struct dial_how){0});
	while (d.state == DIAL_WAITING && clock_mono_ms() < end) {
		struct pollfd p = {.fd = d.fd, .events = POLLOUT};

		if (poll(&p, 1, (int)(end - clock_mono_ms()) + 1) > 0)
			dial_look(&d);
	}
	dial_measure(&d);
	dial_facts(&d, a, &f);
	if (d.fd >= 0)
		close(d.fd);
	return f;
}

static void check_icmp(const struct tcp_facts *f, int family, struct icmp expected)
{
	if (expected.type == 0) {
		assert_null(f->icmp_origin);
		assert_null(f->offender);
		return;
	}
	assert_non_null(f->icmp_origin);
	assert_string_equal(f->icmp_origin, family == 4 ? "icmp" : "icmp6");
	assert_int_equal(f->icmp_type, expected.type);
	assert_int_equal(f->icmp_code, expected.code);
	assert_non_null(f->offender);
}

/* ---- claims ---- */

static void dial_tells_each_verdict_of_a_firewall(void **state)
{
	for (int i = 0; i < RULES; i++) {
		for (int family = 4; family <= 6; family += 2) {
			const struct rule *r = &rules[i];
			struct tcp_facts f;

			if (r->families != 0 && r->families != family)
				continue;
			print_message("  IPv%d %s\n", family, r->label);
			f = connect_to(*state, family == 4 ? "192.0.2.1" : "2001:db8:1::1",
				       FIRST_RULE + i);
			assert_int_equal(f.class, r->class);
			check_icmp(&f, family, family == 4 ? r->v4 : r->v6);
			assert_int_equal(f.offender_is_local,
					 r->where == HERE && f.offender != NULL);
		}
	}
}

static void dial_tells_what_a_router_said(void **state)
{
	static const struct {
		const char *address;
		enum tcp_class class;
		struct icmp icmp;
	} cases[] = {
		{"198.51.100.1", TCP_UNREACHABLE, {3, 1}},
		{"198.51.100.2", TCP_PROHIBITED, {3, 13}},
		{"198.51.100.3", TCP_TIMEOUT, {0, 0}},
		{"2001:db8:2::1", TCP_UNREACHABLE, {1, 0}},
		{"2001:db8:2::2", TCP_PROHIBITED, {1, 1}},
		{"2001:db8:2::3", TCP_TIMEOUT, {0, 0}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int family = strchr(cases[i].address, ':') != NULL ? 6 : 4;
		struct tcp_facts f = connect_to(*state, cases[i].address, 25);

		print_message("  %s\n", cases[i].address);
		assert_int_equal(f.class, cases[i].class);
		check_icmp(&f, family, cases[i].icmp);
		assert_false(f.offender_is_local);
		if (f.offender != NULL)
			assert_string_equal(f.offender,
					    family == 4 ? "192.0.2.1" : "2001:db8:1::1");
	}
}

/* A loop between this machine, if it forwards, and its router. */
static void dial_tells_a_loop_through_this_machine_from_a_rule_of_it(void **state)
{
	static const struct dial loops[] = {
		{.family = AF_INET, .origin = SO_EE_ORIGIN_ICMP, .type = 11},
		{.family = AF_INET6, .origin = SO_EE_ORIGIN_ICMP6, .type = 3},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
		struct dial d = loops[i];
		struct tcp_facts f;

		d.fd = -1;
		d.state = DIAL_FAILED;
		d.step = DIAL_ANSWER;
		d.error = EHOSTUNREACH;
		d.source.any.sa_family = d.offender.any.sa_family = (sa_family_t)d.family;
		dial_facts(&d, a, &f);
		assert_true(f.offender_is_local);
		assert_int_equal(f.class, TCP_UNREACHABLE);
	}
	arena_free(a);
}

static void dial_tells_what_this_machine_said(void **state)
{
	static const struct {
		const char *address;
		enum tcp_class class;
		const char *errno_name;
	} cases[] = {
		{"192.0.2.77", TCP_UNREACHABLE, "EHOSTUNREACH"}, /* no such neighbour */
		{"2001:db8:1::77", TCP_UNREACHABLE, "EHOSTUNREACH"},
		{"203.0.113.9", TCP_NO_ROUTE, "ENETUNREACH"},
		{"2001:db8:3::9", TCP_NO_ROUTE, "ENETUNREACH"},
		{"203.0.113.1", TCP_LOCAL_BLOCK, "EHOSTUNREACH"},
		{"203.0.113.2", TCP_LOCAL_BLOCK, "EACCES"},
		{"203.0.113.3", TCP_LOCAL_BLOCK, "EINVAL"},
		{"2001:db8:3::1", TCP_LOCAL_BLOCK, "EHOSTUNREACH"},
		{"2001:db8:3::2", TCP_LOCAL_BLOCK, "EACCES"},
		{"2001:db8:3::3", TCP_LOCAL_BLOCK, "EINVAL"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tcp_facts f = connect_to(*state, cases[i].address, 25);

		print_message("  %s\n", cases[i].address);
		assert_int_equal(f.class, cases[i].class);
		assert_string_equal(f.errno_name, cases[i].errno_name);
	}
}

static void dial_tells_open_from_closed(void **state)
{
	static const char *const addresses[] = {"192.0.2.1", "2001:db8:1::1"};

	for (int i = 0; i < 2; i++) {
		struct tcp_facts f = connect_to(*state, addresses[i], OPEN_PORT);

		assert_int_equal(f.class, TCP_OPEN);
		assert_null(f.errno_name);
		assert_string_equal(f.source, i == 0 ? "192.0.2.2" : "2001:db8:1::2");
		f = connect_to(*state, addresses[i], CLOSED_PORT);
		assert_int_equal(f.class, TCP_REFUSED);
		assert_string_equal(f.errno_name, "ECONNREFUSED");
		assert_null(f.offender);
	}
}

/* In a namespace of its own: a route, but no address to come from. */
static void dial_misses_an_ipv6_address(void **state)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		must(unshare(CLONE_NEWNET) != 0);
		must(run("ip link add d0 type veth peer name d1 && ip link set d1 up && "
			 "ip link set d0 addrgenmode none up && "
			 "ip route add 2001:db8:4::/64 dev d0"));
		_exit((int)connect_to(*state, "2001:db8:4::1", 25).class);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), TCP_NO_FAMILY);
}

/* ---- an answer that comes while we look ---- */

/* The call about that socket behind which we stand until it has its answer. */
static struct {
	int fd, call, tell;
} hold = {.fd = -1};

static void stand(int fd)
{
	struct pollfd p = {.fd = fd}; /* for an error */

	if (fd != hold.fd || --hold.call != 0)
		return;
	must(write(hold.tell, "", 1) != 1);
	poll(&p, 1, -1);
}

int __wrap_getsockopt(int fd, int level, int option, void *value, socklen_t *len);
int __real_getsockopt(int fd, int level, int option, void *value, socklen_t *len);
ssize_t __wrap_recvmsg(int fd, struct msghdr *m, int flags);
ssize_t __real_recvmsg(int fd, struct msghdr *m, int flags);

int __wrap_getsockopt(int fd, int level, int option, void *value, socklen_t *len)
{
	int rc = __real_getsockopt(fd, level, option, value, len);

	stand(fd);
	return rc;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *m, int flags)
{
	ssize_t n = __real_recvmsg(fd, m, flags);
	int error = errno;

	stand(fd);
	errno = error;
	return n;
}

/* What two looks tell, the first of them with us behind its `call`th question to the kernel. */
static enum tcp_class class_when_held(int port, int call, int tell)
{
	struct arena *a = arena_new();
	struct pollfd p = {.events = POLLOUT};
	enum tcp_class class;
	struct tcp_facts f;
	struct dial d;

	dial_start(&d, "192.0.2.1", port, &(struct dial_how){0});
	p.fd = d.fd;
	if (port == SLAMMED_PORT)
		poll(&p, 1, -1);
	hold.fd = d.fd;
	hold.call = call;
	hold.tell = tell;
	dial_look(&d);
	hold.fd = -1;
	dial_look(&d);
	dial_facts(&d, a, &f);
	class = f.class;
	close(d.fd);
	arena_free(a);
	return class;
}

static void dial_tells_what_came_while_it_looked(void **state)
{
	static const struct {
		int port, call;
		enum tcp_class class;
	} cases[] = {
		{HELD_PORT, 1, TCP_PROHIBITED},	 {HELD_PORT, 2, TCP_PROHIBITED},
		{HELD_PORT, 3, TCP_PROHIBITED},	 {HELD_PORT + 1, 1, TCP_REFUSED},
		{HELD_PORT + 1, 2, TCP_REFUSED}, {HELD_PORT + 1, 3, TCP_REFUSED},
		{SLAMMED_PORT, 1, TCP_RESET},
	};
	enum { CASES = sizeof(cases) / sizeof(cases[0]) };
	pid_t pids[CASES];
	int told[2], status;
	char c;

	(void)state;
	must(pipe(told) != 0);
	for (int i = 0; i < CASES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit((int)class_when_held(cases[i].port, cases[i].call, told[1]));
	}
	close(told[1]);
	for (int i = 0; i < CASES; i++)
		assert_int_equal(read(told[0], &c, 1), 1);
	close(told[0]);
	must(run("nft flush chain inet t held"));
	must(write(far.to, "", 1) != 1);
	for (int i = 0; i < CASES; i++) {
		waitpid(pids[i], &status, 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), cases[i].class);
	}
}

static const struct CMUnitTest tests[] = {
	/* first: a router that has said much falls silent for a while */
	UNIT_TEST(dial_tells_what_a_router_said),
	UNIT_TEST(dial_tells_each_verdict_of_a_firewall),
	UNIT_TEST(dial_tells_a_loop_through_this_machine_from_a_rule_of_it),
	UNIT_TEST(dial_tells_what_this_machine_said),
	UNIT_TEST(dial_tells_open_from_closed),
	UNIT_TEST(dial_misses_an_ipv6_address),
	UNIT_TEST(dial_tells_what_came_while_it_looked),
};

/* Not in every container, and not with every kernel. */
static bool possible(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(unshare(CLONE_NEWNET) != 0 ||
		      run("{ ip link add near type veth peer name far &&"
			  " sysctl -w net.ipv4.icmp_ratelimit=0 && nft add table inet t &&"
			  " nft 'add chain inet t c { type filter hook input priority 0; }' &&"
			  " nft add rule inet t c reject; } >/dev/null 2>&1"));
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static int run_all(void)
{
	return cmocka_run_group_tests(tests, build, take_down);
}

int main(int argc, char **argv)
{
	setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", 1);
	if (geteuid() != 0 || !possible())
		return SKIPPED;
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return timed_main(run_all);
}

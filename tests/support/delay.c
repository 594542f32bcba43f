/* delay.c - a cable with length: joins two network namespaces and keeps each packet for a while
 *
 *     delay [--ms N] [--kbit N] [--largest N] [--queue N] [HOST:]DEVICE [HOST:]DEVICE
 *
 * Makes a TUN device at each end, HOST being a namespace of ip-netns(8), and prints "ready". Who
 * started it gives the devices their addresses; they are gone when it ends.
 *
 *     --ms N        each packet arrives N ms after it was sent, in order
 *     --kbit N      so many kbit/s in each direction: packets wait for those before them
 *     --largest N   packets of more bytes vanish without a word: a hole in the path's MTU
 *     --queue N     bytes on their way in one direction; more are lost (default 4 MB) */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	PACKET_MAX = 65536,
	BURST_MAX = 8192,
	PACKETS_PER_TURN = 64, /* then the other direction has its turn */
	QUEUE_DEFAULT = 4 * 1024 * 1024,
};

static const int64_t NS_PER_MS = 1000 * 1000, NS_PER_S = 1000 * 1000 * 1000;

struct packet {
	struct packet *next;
	int64_t due;
	size_t len;
	char data[];
};

struct direction {
	int from, to;
	struct packet *first, *last;
	size_t held;  /* bytes on their way */
	int64_t sent; /* when the last bit of the last packet has left the sender */
};

static double delay_ms, kbit;
static size_t largest = PACKET_MAX, queue_max = QUEUE_DEFAULT;

static void fail(const char *what)
{
	fprintf(stderr, "delay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* ---- the two ends ---- */

static void go_to(const char *namespace)
{
	int fd = open(namespace, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET) != 0)
		fail(namespace);
	close(fd);
}

/* Room for a burst while the relay waits for a processor; the kernel's own 500 packets are few. */
static void lengthen(struct ifreq *device)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	device->ifr_qlen = BURST_MAX;
	if (fd < 0 || ioctl(fd, SIOCSIFTXQLEN, device) != 0)
		fail(device->ifr_name);
	close(fd);
}

static int make_device(const char *name)
{
	struct ifreq device = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		fail("/dev/net/tun");
	snprintf(device.ifr_name, sizeof(device.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &device) != 0)
		fail(name);
	lengthen(&device);
	return fd;
}

/* A device belongs to the namespace in which it was opened, wherever we are afterwards. */
static int open_end(const char *end)
{
	const char *colon = strchr(end, ':');
	char namespace[256], home[64];
	int fd;

	if (colon == NULL)
		return make_device(end);
	snprintf(namespace, sizeof(namespace), "/run/netns/%.*s", (int)(colon - end), end);
	snprintf(home, sizeof(home), "/proc/self/fd/%d", open("/proc/self/ns/net", O_RDONLY));
	go_to(namespace);
	fd = make_device(colon + 1);
	go_to(home);
	return fd;
}

/* ---- the way between ---- */

/* When a packet that is sent now arrives. */
static int64_t arrival(struct direction *d, size_t len)
{
	int64_t now = now_ns();

	if (d->sent < now)
		d->sent = now;
	if (kbit > 0)
		d->sent += (int64_t)((double)len * 8 * (double)NS_PER_MS / kbit);
	return d->sent + (int64_t)(delay_ms * (double)NS_PER_MS);
}

static void send_off(struct direction *d, const char *data, size_t len)
{
	struct packet *p;

	if (len > largest || d->held + len > queue_max)
		return;
	p = malloc(sizeof(*p) + len);
	if (p == NULL)
		return;
	*p = (struct packet){.due = arrival(d, len), .len = len};
	memcpy(p->data, data, len);
	if (d->first == NULL)
		d->first = p;
	else
		d->last->next = p;
	d->last = p;
	d->held += len;
}

static void collect(struct direction *d)
{
	static char data[PACKET_MAX];

	for (int i = 0; i < PACKETS_PER_TURN; i++) {
		ssize_t n = read(d->from, data, sizeof(data));

		if (n > 0)
			send_off(d, data, (size_t)n);
		else if (errno == EAGAIN || errno == EIO) /* EIO: the device is not up yet */
			return;
		else if (errno != EINTR)
			exit(0); /* its namespace has ended */
	}
}

static void deliver(struct direction *d)
{
	while (d->first != NULL && d->first->due <= now_ns()) {
		struct packet *p = d->first;
		ssize_t n = write(d->to, p->data, p->len);

		(void)n; /* a device that is down loses packets, as a cable would */
		d->first = p->next;
		d->held -= p->len;
		free(p);
	}
}

/* NULL: nothing is on its way. */
static const struct timespec *patience(const struct direction d[2], struct timespec *t)
{
	int64_t due = INT64_MAX, left;

	for (int i = 0; i < 2; i++)
		if (d[i].first != NULL && d[i].first->due < due)
			due = d[i].first->due;
	if (due == INT64_MAX)
		return NULL;
	left = due - now_ns();
	left = left > 0 ? left : 0;
	*t = (struct timespec){.tv_sec = left / NS_PER_S, .tv_nsec = left % NS_PER_S};
	return t;
}

static void relay(struct direction d[2])
{
	struct pollfd ends[2] = {{d[0].from, POLLIN, 0}, {d[1].from, POLLIN, 0}};
	struct timespec t;

	for (;;) {
		if (ppoll(ends, 2, patience(d, &t), NULL) < 0 && errno != EINTR)
			fail("ppoll");
		for (int i = 0; i < 2; i++) {
			if (ends[i].revents != 0)
				collect(&d[i]);
			deliver(&d[i]);
		}
	}
}

/* ---- command line ---- */

static void usage(void)
{
	fputs("usage: delay [--ms N] [--kbit N] [--largest N] [--queue N] [HOST:]DEVICE "
	      "[HOST:]DEVICE\n",
	      stderr);
	exit(2);
}

static double number(const char *text)
{
	char *end;
	double n = strtod(text, &end);

	if (end == text || *end != '\0' || n < 0)
		usage();
	return n;
}

static void options(int argc, char **argv)
{
	static const struct option known[] = {{"ms", required_argument, NULL, 'm'},
					      {"kbit", required_argument, NULL, 'k'},
					      {"largest", required_argument, NULL, 'l'},
					      {"queue", required_argument, NULL, 'q'},
					      {0}};
	int o;

	while ((o = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (o) {
		case 'm':
			delay_ms = number(optarg);
			break;
		case 'k':
			kbit = number(optarg);
			break;
		case 'l':
			largest = (size_t)number(optarg);
			break;
		case 'q':
			queue_max = (size_t)number(optarg);
			break;
		default:
			usage();
		}
	if (argc - optind != 2)
		usage();
}

int main(int argc, char **argv)
{
	struct direction d[2] = {0};

	options(argc, argv);
	prctl(PR_SET_TIMERSLACK, 1UL); /* else the kernel may add 50 us to each wait */
	d[0].from = d[1].to = open_end(argv[optind]);
	d[1].from = d[0].to = open_end(argv[optind + 1]);
	puts("ready");
	fflush(stdout);
	relay(d);
}

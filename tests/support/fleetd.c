/* fleetd.c - mail servers at all of 127.0.0.0/8 at once, good and bad, that watch their visitors
 *
 *     fleetd [OPTION...] KIND=FIRST[-LAST]...
 *
 * An address is a server of that KIND whose range holds its second byte: "garbage=9" makes all of
 * 127.9.0.0/16 servers that speak no SMTP; where ranges meet the last wins, elsewhere they are
 * "plain". Ports 25 and 587; 465 is the same inside TLS. Prints "ready"; on SIGTERM one line of
 * JSON (ledger.h), and ends.
 *
 *     --certs DIR     has good.pem and expired.pem, key and chain in each (see certs); without
 *                     these nobody can begin TLS
 *     --threads N     as many loops, 1 without this
 *     --limit K       connections to one address of kind "limit" that are not refused (default 1)
 *     --slow MS       before the greetings of kinds "slow" and "limit" (default 1000)
 *     --hold N        the last EHLO of a session gets no answer until N are waiting for theirs.
 * Then prints "held", and SIGUSR1 lets them, and all that come later, go on.
 *
 * It is to be started in a network namespace of the test's own. */
#include "fleetloop.h"
#include "ledger.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LOOPS_MAX = 16 };

static struct fleet fleet = {.limit = 1, .slow_ms = 1000};
static struct fleet_loop *loops[LOOPS_MAX];
static int n_loops = 1;

/* ---- command line ---- */

static void usage(void)
{
	fputs("usage: fleetd [--certs DIR] [--threads N] [--limit K] [--slow MS] [--hold N] "
	      "KIND=FIRST[-LAST]...\nkinds:",
	      stderr);
	for (int i = 0; i < KINDS; i++)
		fprintf(stderr, " %s", kinds[i].name);
	fputc('\n', stderr);
	exit(2);
}

static void read_certificates(const char *folder)
{
	static const char *const names[CERTIFICATES] = {"good", "expired"};
	char path[4096];

	for (int i = 0; i < CERTIFICATES; i++) {
		snprintf(path, sizeof(path), "%s/%s.pem", folder, names[i]);
		if (gnutls_certificate_set_x509_key_file(fleet.credentials[i], path, path,
							 GNUTLS_X509_FMT_PEM) == 0)
			continue;
		fprintf(stderr, "fleetd: %s: no key and chain\n", path);
		exit(1);
	}
}

/* Where a number goes that must be 1 at least, or NULL. */
static int *number(int option)
{
	switch (option) {
	case 't':
		return &n_loops;
	case 'l':
		return &fleet.limit;
	case 's':
		return &fleet.slow_ms;
	case 'h':
		return &fleet.hold;
	default:
		return NULL;
	}
}

static void read_options(int argc, char **argv)
{
	static const struct option known[] = {
		{"certs", required_argument, NULL, 'c'}, {"threads", required_argument, NULL, 't'},
		{"limit", required_argument, NULL, 'l'}, {"slow", required_argument, NULL, 's'},
		{"hold", required_argument, NULL, 'h'},	 {0}};
	int o;

	while ((o = getopt_long(argc, argv, "", known, NULL)) != -1) {
		int *n = number(o);

		if (o == 'c')
			read_certificates(optarg);
		else if (n == NULL || (*n = atoi(optarg)) < 1)
			usage();
	}
	if (n_loops > LOOPS_MAX)
		usage();
	for (; optind < argc; optind++)
		if (!kinds_rule(argv[optind]))
			usage();
}

/* ---- from the first to the last ---- */

static void prepare_tls(void)
{
	gnutls_priority_init(&fleet.priorities, "NORMAL", NULL);
	for (int i = 0; i < CERTIFICATES; i++)
		gnutls_certificate_allocate_credentials(&fleet.credentials[i]);
}

static void allow_descriptors(void)
{
	struct rlimit most;

	getrlimit(RLIMIT_NOFILE, &most);
	most.rlim_cur = most.rlim_max;
	setrlimit(RLIMIT_NOFILE, &most);
}

static void print_all(void)
{
	const char *names[KINDS];

	for (int i = 0; i < KINDS; i++)
		names[i] = kinds[i].name;
	ledger_print(stdout, names, KINDS);
}

/* Before any thread is there: all of them inherit it. */
static sigset_t block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return set;
}

int main(int argc, char **argv)
{
	sigset_t set = block_signals();
	int got;

	prepare_tls();
	read_options(argc, argv);
	allow_descriptors();
	for (int i = 0; i < n_loops; i++)
		loops[i] = fleet_loop_start(&fleet);
	puts("ready");
	fflush(stdout);
	while (sigwait(&set, &got) == 0 && got == SIGUSR1) {
		fleet_release();
		for (int i = 0; i < n_loops; i++)
			fleet_loop_wake(loops[i]);
	}
	print_all();
	_exit(0); /* the loops go on */
}

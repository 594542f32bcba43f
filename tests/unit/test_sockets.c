/* Connections of the machine, read from lines as the kernel writes them (proc(5)). */
#include "unit.h"

#include "net/sockets.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/smtpscope-sockets-XXXXXX";

/* Words stand there as this machine keeps them. */
static const char *hex4(const char *address, char text[9])
{
	unsigned word;

	inet_pton(AF_INET, address, &word);
	snprintf(text, 9, "%08X", word);
	return text;
}

static const char *hex6(const char *address, char text[33])
{
	unsigned words[4];

	inet_pton(AF_INET6, address, words);
	snprintf(text, 33, "%08X%08X%08X%08X", words[0], words[1], words[2], words[3]);
	return text;
}

static void add(FILE *f, const char *there, int port, int state)
{
	char text[33];

	fprintf(f, "   0: %s:8000 %s:%04X %02X 00000000:00000000 00:00000000 00000000     0\n",
		strchr(there, ':') != NULL ? "00000000000000000000000000000000" : "00000000",
		strchr(there, ':') != NULL ? hex6(there, text) : hex4(there, text), port, state);
}

static struct sockets_use count(const char *address, int port)
{
	struct sockets_use use = {0};

	sockets_count(path, address, port, &use);
	return use;
}

static void sockets_of_that_port_and_family_count(void **state)
{
	FILE *f = fopen(path, "w");

	(void)state;
	fputs("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n", f);
	add(f, "198.51.100.1", 587, 1);
	add(f, "198.51.100.2", 587, 6);
	add(f, "198.51.100.2", 587, 10); /* LISTEN */
	add(f, "198.51.100.3", 587, 2);
	add(f, "198.51.100.3", 25, 1);
	add(f, "127.0.0.1", 587, 1);
	add(f, "10.0.0.1", 587, 1);
	add(f, "::ffff:198.51.100.4", 587, 4);
	add(f, "2001:db8::1", 587, 2);
	add(f, "::1", 587, 1);
	fputs("   1: 0100007F:0CEA 00000000\nnonsense\n", f);
	fclose(f);
	assert_int_equal(count("192.0.2.1", 587).open, 3);
	assert_int_equal(count("192.0.2.1", 587).waiting, 1);
	assert_int_equal(count("192.168.7.7", 587).open, 1);
	assert_int_equal(count("2001:db8:9::1", 587).open, 0);
	assert_int_equal(count("2001:db8:9::1", 587).waiting, 1);
	assert_int_equal(count("192.0.2.1", 465).open, 0);
}

static void a_system_that_does_not_tell_has_none(void **state)
{
	struct sockets_use use = {0};

	(void)state;
	sockets_count("/nonexistent", "192.0.2.1", 587, &use);
	assert_int_equal(use.open + use.waiting, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(sockets_of_that_port_and_family_count),
	UNIT_TEST(a_system_that_does_not_tell_has_none),
};

int main(int argc, char **argv)
{
	int rc, fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return rc;
}

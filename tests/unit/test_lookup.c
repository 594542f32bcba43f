/* Questions, hosts and addresses, with a resolver on loopback that knows one name. */
#include "probe_bench.h"
#include "timed.h"

struct fake_dns {
	int fd;
	bool silent;
	char where[32];
	pthread_t thread;
};

static const char known_name[] = "\4mail\7example\0";

/* Header and question back, and for A of mail.example two addresses. */
static size_t dns_answer(unsigned char *packet, size_t len)
{
	static const unsigned char records[] = {0xc0, 12,  0, 1,  0, 1,	   0,	0, 0, 60, 0,
						4,    127, 0, 0,  2, 0xc0, 12,	0, 1, 0,  1,
						0,    0,   0, 60, 0, 4,	   127, 0, 0, 1};
	size_t end = 12;
	bool known;

	while (end < len && packet[end] != 0)
		end += packet[end] + 1u;
	known = memcmp(packet + 12, known_name, sizeof(known_name) - 1) == 0;
	end += 5;
	packet[2] = 0x81;
	packet[3] = known ? 0x80 : 0x83;
	memset(packet + 6, 0, 6);
	if (!known || packet[end - 3] != 1)
		return end;
	packet[7] = 2;
	memcpy(packet + end, records, sizeof(records));
	return end + sizeof(records);
}

static void *dns_serve(void *arg)
{
	struct fake_dns *d = arg;
	unsigned char packet[1024];
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	ssize_t n;

	while ((n = recvfrom(d->fd, packet, 512, 0, (struct sockaddr *)&from, &from_len)) > 1) {
		size_t len = dns_answer(packet, (size_t)n);

		if (!d->silent)
			sendto(d->fd, packet, len, 0, (struct sockaddr *)&from, from_len);
	}
	return NULL;
}

static void dns_start(struct fake_dns *d, struct bench *b)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	socklen_t len = sizeof(sin);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	d->fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(d->fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	getsockname(d->fd, (struct sockaddr *)&sin, &len);
	snprintf(d->where, sizeof(d->where), "127.0.0.1:%d", ntohs(sin.sin_port));
	b->set.resolver = d->where;
	pthread_create(&d->thread, NULL, dns_serve, d);
}

static void dns_stop(struct fake_dns *d)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);

	getsockname(d->fd, (struct sockaddr *)&sin, &len);
	sendto(d->fd, "", 1, 0, (struct sockaddr *)&sin, len);
	pthread_join(d->thread, NULL);
	close(d->fd);
}

static void resolve(struct bench *b, const char *host)
{
	struct list hosts = {0};
	const char *fault;

	b->engine = engine_new(&b->set, &b->observer, b->record, &fault);
	assert_non_null(b->engine);
	list_add_string(&hosts, b->record->arena, host);
	engine_resolve(b->engine, &hosts);
}

static struct dns_query *query(struct bench *b, int i)
{
	LIST_EACH (struct dns_query, q, &b->record->queries) {
		if (i-- == 0)
			return q;
	}
	fail_msg("no such query");
	return NULL;
}

static void addresses_come_from_a_and_aaaa_in_that_order(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {0};
	struct address *first;

	dns_start(&d, b);
	resolve(b, "mail.example");
	dns_stop(&d);
	assert_int_equal(b->record->queries.n, 2);
	assert_string_equal(query(b, 0)->type, "A");
	assert_int_equal(query(b, 0)->status, DNS_OK);
	assert_string_equal(query(b, 1)->type, "AAAA");
	assert_int_equal(query(b, 1)->status, DNS_NODATA);
	assert_int_equal(b->record->addresses.n, 2);
	first = (struct address *)(void *)b->record->addresses.first;
	assert_string_equal(first->address, "127.0.0.2");
	assert_int_equal(first->source, ADDRESS_DNS);
}

static void one_family_asks_one_question(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {0};

	dns_start(&d, b);
	b->set.family = 6;
	resolve(b, "mail.example");
	dns_stop(&d);
	assert_int_equal(b->record->queries.n, 1);
	assert_string_equal(query(b, 0)->type, "AAAA");
	assert_int_equal(b->record->addresses.n, 0);
}

static void source_address_decides_the_family(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {0};

	dns_start(&d, b);
	b->set.source = "127.0.0.1";
	resolve(b, "mail.example");
	dns_stop(&d);
	assert_int_equal(b->record->queries.n, 1);
	assert_string_equal(query(b, 0)->type, "A");
}

static void questions_are_answered_in_the_order_of_asking(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {0};
	struct question mx = {.name = "nowhere.example", .type = "MX"};
	struct question a = {.name = "mail.example", .type = "A"};
	struct list questions = {0};
	const char *fault;

	dns_start(&d, b);
	b->engine = engine_new(&b->set, &b->observer, b->record, &fault);
	list_append(&questions, &mx);
	list_append(&questions, &a);
	engine_ask(b->engine, &questions);
	dns_stop(&d);
	assert_int_equal(b->record->queries.n, 2);
	assert_string_equal(query(b, 0)->name, "nowhere.example");
	assert_int_equal(query(b, 0)->status, DNS_NXDOMAIN);
	assert_int_equal(query(b, 1)->status, DNS_OK);
}

static void end_of_all_time_leaves_questions_as_time_outs(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {.silent = true};

	dns_start(&d, b);
	b->set.total_ms = 100;
	resolve(b, "mail.example");
	dns_stop(&d);
	assert_int_equal(b->record->queries.n, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(query(b, i)->status, DNS_TIMEOUT);
		assert_int_equal(query(b, i)->rcode, -1);
	}
}

/* Who is interrupted has not waited: that is no time-out of the server's. */
static void interruption_leaves_no_trace_of_open_questions(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {.silent = true};
	struct list hosts = {0};
	const char *fault;

	dns_start(&d, b);
	b->engine = engine_new(&b->set, &b->observer, b->record, &fault);
	engine_interrupt(b->engine);
	list_add_string(&hosts, b->record->arena, "mail.example");
	engine_resolve(b->engine, &hosts);
	dns_stop(&d);
	assert_true(b->record->interrupted);
	assert_int_equal(b->record->queries.n, 0);
}

static void sessions_are_made_for_each_address_of_the_host(void **state)
{
	struct bench *b = *state;
	struct fake_dns d = {0};
	struct endpoint *ep;

	dns_start(&d, b);
	resolve(b, "mail.example");
	ep = bench_endpoint(b, 9, TLS_MODE_NONE);
	ep->host = "mail.example";
	ep = bench_endpoint(b, 9, TLS_MODE_NONE);
	ep->host = "mail.example";
	ep->address = "127.0.0.3";
	bench_probe(b);
	dns_stop(&d);
	assert_int_equal(b->record->sessions.n, 3);
	assert_string_equal(bench_session(b, 0)->address, "127.0.0.2");
	assert_string_equal(bench_session(b, 1)->address, "127.0.0.1");
	assert_string_equal(bench_session(b, 2)->address, "127.0.0.3");
	assert_int_equal(b->record->addresses.n, 3);
	assert_int_equal(((struct address *)(void *)b->record->addresses.last)->source,
			 ADDRESS_OPTION);
}

static void settings_that_cannot_be_used_are_named(void **state)
{
	struct bench *b = *state;
	const char *fault;

	b->set.source = "eth0";
	assert_null(engine_new(&b->set, NULL, b->record, &fault));
	assert_string_equal(fault, "not an IP address to send from: eth0");
	b->set.source = NULL;
	b->set.ca_file = "/nonexistent/ca.pem";
	assert_null(engine_new(&b->set, NULL, b->record, &fault));
	assert_string_equal(fault, "cannot read /nonexistent/ca.pem: No such file or directory");
	b->set.ca_file = NULL;
	b->set.resolver = "not a resolver";
	assert_null(engine_new(&b->set, NULL, b->record, &fault));
	assert_non_null(fault);
}

static const struct CMUnitTest tests[] = {
	BENCH_TEST(addresses_come_from_a_and_aaaa_in_that_order),
	BENCH_TEST(one_family_asks_one_question),
	BENCH_TEST(source_address_decides_the_family),
	BENCH_TEST(questions_are_answered_in_the_order_of_asking),
	BENCH_TEST(end_of_all_time_leaves_questions_as_time_outs),
	BENCH_TEST(interruption_leaves_no_trace_of_open_questions),
	BENCH_TEST(sessions_are_made_for_each_address_of_the_host),
	BENCH_TEST(settings_that_cannot_be_used_are_named),
};

UNIT_MAIN_TIMED(tests)

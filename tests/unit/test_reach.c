/* Where, why and by whom a connection is stopped: each way in which Linux says that it did not come
 * about, and what several connections say together. */
#include "unit.h"
#include "told.h"

#include <string.h>

#define ME_4	 "192.0.2.7"
#define ME_6	 "2001:db8:7::1"
#define HE_4	 "198.51.100.25"
#define HE_6	 "2001:db8:25::1"
#define ROUTER_4 "203.0.113.254"
#define ROUTER_6 "2001:db8:3::254"

static const struct finding *verdict(struct told *told)
{
	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	return told->i->verdict.finding;
}

static const struct finding *find(const struct told *told, const char *id)
{
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static bool shows(const struct finding *f, const char *part)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return true;
	LIST_EACH (struct evidence, e, &f->evidence)
		print_message("  %s: %.*s\n", e->kind, (int)e->text.n, e->text.p);
	return false;
}

/* ---- one connection ---- */

enum who { NOBODY, SELF, ROUTER, SERVER };

/* As engineering notes and tests/unit/test_dial.c have them from the kernel. */
static const struct row {
	const char *name;
	int family;
	enum tcp_class class;
	const char *error;
	int type, code;
	enum who says;
	const char *id;
	enum owner owner;
	const char *text; /* in title, fixes or evidence */
} rows[] = {
	{"closed", 4, TCP_REFUSED, "ECONNREFUSED", 0, 0, NOBODY, "net-connect-refused",
	 OWNER_SERVER_ADMIN, "ss -ltnp"},
	{"dropped", 4, TCP_TIMEOUT, NULL, 0, 0, NOBODY, "net-connect-timeout", OWNER_NETWORK_ADMIN,
	 "smtpscope path mail.example.org:587"},
	{"dropped", 6, TCP_TIMEOUT, NULL, 0, 0, NOBODY, "net-connect-timeout", OWNER_NETWORK_ADMIN,
	 "--control smtp.example.net:587"},
	{"net unreachable", 4, TCP_UNREACHABLE, "ENETUNREACH", 3, 0, ROUTER, "net-unreachable",
	 OWNER_NETWORK_ADMIN, "says " ROUTER_4},
	{"no route", 6, TCP_UNREACHABLE, "ENETUNREACH", 1, 0, ROUTER, "net-unreachable",
	 OWNER_NETWORK_ADMIN, "says " ROUTER_6},
	{"no route, says he", 6, TCP_UNREACHABLE, "ENETUNREACH", 1, 0, SERVER, "net-prohibited",
	 OWNER_SERVER_ADMIN, "this is a filter"},
	{"host unreachable", 4, TCP_UNREACHABLE, "EHOSTUNREACH", 3, 1, ROUTER, "net-unreachable",
	 OWNER_NETWORK_ADMIN, "says " ROUTER_4},
	{"host unreachable, says he", 4, TCP_UNREACHABLE, "EHOSTUNREACH", 3, 1, SERVER,
	 "net-prohibited", OWNER_SERVER_ADMIN, "this is a filter"},
	{"no ARP answer", 4, TCP_UNREACHABLE, "EHOSTUNREACH", 3, 1, SELF, "net-neighbour-silent",
	 OWNER_NETWORK_ADMIN, "ip neigh"},
	{"no ND answer", 6, TCP_UNREACHABLE, "EHOSTUNREACH", 1, 3, SELF, "net-neighbour-silent",
	 OWNER_NETWORK_ADMIN, "ip neigh"},
	{"reject", 4, TCP_REFUSED, "ECONNREFUSED", 3, 3, ROUTER, "net-prohibited",
	 OWNER_NETWORK_ADMIN, "owner of " ROUTER_4},
	{"reject", 6, TCP_REFUSED, "ECONNREFUSED", 1, 4, ROUTER, "net-prohibited",
	 OWNER_NETWORK_ADMIN, "owner of " ROUTER_6},
	{"reject, says he", 4, TCP_REFUSED, "ECONNREFUSED", 3, 3, SERVER, "net-prohibited",
	 OWNER_SERVER_ADMIN, "the server itself"},
	{"reject, says he", 6, TCP_REFUSED, "ECONNREFUSED", 1, 4, SERVER, "net-prohibited",
	 OWNER_SERVER_ADMIN, "the server itself"},
	{"protocol unreachable", 4, TCP_REFUSED, "ENOPROTOOPT", 3, 2, ROUTER, "net-prohibited",
	 OWNER_NETWORK_ADMIN, "this is a filter"},
	{"own reject", 4, TCP_LOCAL_BLOCK, "ECONNREFUSED", 3, 3, SELF, "net-local-block", OWNER_YOU,
	 "nft list ruleset"},
	{"own reject", 6, TCP_LOCAL_BLOCK, "ECONNREFUSED", 1, 4, SELF, "net-local-block", OWNER_YOU,
	 "a firewall rule on this machine"},
	{"admin prohibited", 4, TCP_PROHIBITED, "EHOSTUNREACH", 3, 13, ROUTER, "net-prohibited",
	 OWNER_NETWORK_ADMIN, "at " ROUTER_4},
	{"admin prohibited", 6, TCP_PROHIBITED, "EACCES", 1, 1, ROUTER, "net-prohibited",
	 OWNER_NETWORK_ADMIN, "at " ROUTER_6},
	{"admin prohibited, says he", 4, TCP_PROHIBITED, "EHOSTUNREACH", 3, 13, SERVER,
	 "net-prohibited", OWNER_SERVER_ADMIN, "at " HE_4},
	{"policy", 6, TCP_PROHIBITED, "EACCES", 1, 5, SERVER, "net-prohibited", OWNER_SERVER_ADMIN,
	 "at " HE_6},
	{"no route here", 4, TCP_NO_ROUTE, "ENETUNREACH", 0, 0, NOBODY, "net-no-route", OWNER_YOU,
	 "ip route get " HE_4},
	{"no IPv6 here", 6, TCP_NO_FAMILY, "EADDRNOTAVAIL", 0, 0, NOBODY, "net-no-route", OWNER_YOU,
	 "disable_ipv6"},
	{"unreachable route", 4, TCP_LOCAL_BLOCK, "EHOSTUNREACH", 0, 0, NOBODY, "net-local-block",
	 OWNER_YOU, "ends by an unreachable route"},
	{"prohibit route", 6, TCP_LOCAL_BLOCK, "EACCES", 0, 0, NOBODY, "net-local-block", OWNER_YOU,
	 "ends by a prohibit route"},
	{"blackhole route", 4, TCP_LOCAL_BLOCK, "EINVAL", 0, 0, NOBODY, "net-local-block",
	 OWNER_YOU, "ends by a blackhole route"},
	{"no descriptors", 4, TCP_LOCAL_ERROR, "EMFILE", 0, 0, NOBODY, "local-error", OWNER_YOU,
	 "ulimit -n"},
	{"no ports", 4, TCP_LOCAL_ERROR, "EADDRNOTAVAIL", 0, 0, NOBODY, "local-error", OWNER_YOU,
	 "ip_local_port_range"},
};

static const char *address_of(enum who who, int family)
{
	static const char *const v4[] = {NULL, ME_4, ROUTER_4, HE_4};
	static const char *const v6[] = {NULL, ME_6, ROUTER_6, HE_6};

	return family == 4 ? v4[who] : v6[who];
}

static void tell(struct story *t, const struct row *r)
{
	struct tcp_facts *f;

	story_target(t, "mail.example.org", NULL);
	story_session(t, address_of(SERVER, r->family), 587);
	f = story_unreached(t, r->class);
	f->errno_name = r->error;
	f->source = address_of(SELF, r->family);
	f->offender = address_of(r->says, r->family);
	f->offender_is_local = r->says == SELF;
	if (r->says == NOBODY)
		return;
	f->icmp_origin = r->family == 4 ? "icmp" : "icmp6";
	f->icmp_type = r->type;
	f->icmp_code = r->code;
}

static bool says(const struct finding *f, const char *text)
{
	LIST_EACH (struct string_item, it, &f->fixes)
		if (strstr(it->s, text) != NULL)
			return true;
	LIST_EACH (struct string_item, it, &f->causes)
		if (strstr(it->s, text) != NULL)
			return true;
	return strstr(f->title, text) != NULL || shows(f, text);
}

static void each_way_to_fail_has_its_finding_and_its_owner(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct told told = {.t = story_new()};
		const struct finding *f;

		print_message("  IPv%d %s\n", rows[i].family, rows[i].name);
		tell(told.t, &rows[i]);
		f = verdict(&told);
		assert_string_equal(f->id, rows[i].id);
		assert_string_equal(owner_names[f->owner], owner_names[rows[i].owner]);
		assert_true(says(f, rows[i].text));
		interpretation_free(told.i);
		story_free(told.t);
	}
}

/* ---- silence in company ---- */

static struct tcp_facts *tcp(struct story *t)
{
	return session_stage(t->s, STAGE_TCP)->tcp;
}

static void other(struct story *t, const char *host, const char *address, int port, bool open)
{
	story_session(t, address, port);
	t->s->host = host;
	t->s->purpose = SESSION_CONTROL;
	if (open)
		story_passes(t, STAGE_TCP);
	else
		story_unreached(t, TCP_TIMEOUT);
}

static void answers(struct story *t, const char *address, int times)
{
	for (int i = 0; i < times; i++) {
		other(t, "www.example.com", address, 443, true);
		t->s->changed = i == 0 ? NULL : "again";
	}
}

static void target_silent(struct story *t)
{
	story_session(t, HE_4, 587);
	story_unreached(t, TCP_TIMEOUT);
}

static void blocked(struct told *told)
{
	target_silent(told->t);
	other(told->t, "smtp.example.net", "203.0.113.9", 587, false);
	answers(told->t, "192.0.2.80", 7);
}

static void two_strangers_silent_and_one_that_answers_is_a_block(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	blocked(told);
	f = verdict(told);
	assert_string_equal(f->id, "net-outbound-blocked");
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_true(shows(f, "smtp.example.net (203.0.113.9) port 587: timeout, too"));
	assert_true(shows(f, "www.example.com (192.0.2.80) port 443: open, 7 of 7 times"));
}

static void is_no_block(struct told *told)
{
	assert_string_equal(verdict(told)->id, "net-connect-timeout");
	assert_null(find(told, "net-outbound-blocked"));
}

static void two_names_of_one_machine_are_not_two(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	other(told->t, "smtp.example.net", HE_4, 587, false);
	answers(told->t, "192.0.2.80", 7);
	is_no_block(told);
}

static void two_machines_in_one_network_are_not_two(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	other(told->t, "smtp.example.net", "198.51.100.200", 587, false);
	answers(told->t, "192.0.2.80", 7);
	is_no_block(told);
}

static void what_ipv6_does_says_nothing_of_ipv4(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	other(told->t, "smtp.example.net", "2001:db8:99::9", 587, false);
	answers(told->t, "192.0.2.80", 7);
	is_no_block(told);
}

static void answers_over_ipv6_are_no_control_of_ipv4(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	other(told->t, "smtp.example.net", "203.0.113.9", 587, false);
	answers(told->t, "2001:db8:80::1", 7);
	is_no_block(told);
}

/* Three answers may be luck where every other packet is lost. */
static void few_answers_are_not_enough(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	other(told->t, "smtp.example.net", "203.0.113.9", 587, false);
	answers(told->t, "192.0.2.80", 3);
	is_no_block(told);
}

static void an_answer_to_a_packet_sent_again_means_loss(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	blocked(told);
	tcp(told->t)->retransmits = 1;
	is_no_block(told);
	f = told->i->verdict.finding;
	assert_int_equal(f->certainty, CERTAINTY_POSSIBLE);
	assert_true(shows(f, "192.0.2.80 port 443 did not answer every packet"));
}

static void a_control_that_answers_only_at_times_means_loss(void **state)
{
	struct told *told = *state;

	blocked(told);
	other(told->t, "www.example.com", "192.0.2.80", 443, false);
	told->t->s->changed = "again";
	is_no_block(told);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_POSSIBLE);
}

static void a_stranger_who_answers_on_the_port_clears_the_network(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	blocked(told);
	other(told->t, "smtp.example.com", "192.0.2.200", 587, true);
	is_no_block(told);
	f = told->i->verdict.finding;
	assert_int_equal(f->owner, OWNER_SERVER_ADMIN);
	assert_true(shows(f, "smtp.example.com (192.0.2.200) answers on port 587"));
}

static void a_stranger_who_refuses_has_been_reached(void **state)
{
	struct told *told = *state;

	blocked(told);
	other(told->t, "smtp.example.com", "192.0.2.200", 587, false);
	tcp(told->t)->class = TCP_REFUSED;
	is_no_block(told);
}

static void another_program_that_is_let_out_clears_the_port(void **state)
{
	struct told *told = *state;

	blocked(told);
	session_stage((struct session *)(void *)told->t->r->sessions.first, STAGE_TCP)
		->tcp->machine_open = 1;
	is_no_block(told);
	assert_true(shows(told->i->verdict.finding, "1 other connection to port 587"));
}

static void others_that_wait_are_a_crowd(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	tcp(told->t)->machine_waiting = 30;
	is_no_block(told);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_LIKELY);
	assert_true(shows(told->i->verdict.finding, "30 connections were waiting at once"));
}

static void many_at_once_lower_the_certainty(void **state)
{
	struct told *told = *state;

	for (int i = 0; i < 30; i++) {
		target_silent(told->t);
		told->t->st->ms = 5000;
	}
	is_no_block(told);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_LIKELY);
}

static void one_alone_is_certainly_silent(void **state)
{
	struct told *told = *state;

	target_silent(told->t);
	told->t->st->ms = 5000;
	is_no_block(told);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_CERTAIN);
}

static void a_control_that_fails_is_never_the_verdict(void **state)
{
	struct told *told = *state;

	story_session(told->t, HE_4, 587);
	story_passes_all(told->t);
	other(told->t, "smtp.example.net", "203.0.113.9", 587, false);
	other(told->t, "www.example.com", "192.0.2.80", 443, false);
	tcp(told->t)->class = TCP_PROHIBITED;
	assert_int_equal(verdict(told)->severity, SEVERITY_OK);
	assert_int_equal(told->i->findings.n, 1);
}

static void a_control_without_an_address_is_none_of_the_target_s_business(void **state)
{
	struct told *told = *state;
	struct host_port control = {.host = "smtp.example.net", .port = 587};

	list_append(&told->t->r->controls, &control);
	story_asks(told->t, "mail.example.org", "A", DNS_OK);
	story_asks(told->t, "smtp.example.net", "A", DNS_NXDOMAIN);
	story_session(told->t, HE_4, 587);
	story_passes_all(told->t);
	assert_int_equal(verdict(told)->severity, SEVERITY_OK);
	assert_int_equal(told->i->findings.n, 1);
	told->t->r->controls = (struct list){0};
	assert_non_null(verdict(told));
	assert_non_null(find(told, "dns-nxdomain"));
}

/* ---- addresses ---- */

static void at(struct story *t, const char *address, bool open)
{
	story_session(t, address, 587);
	if (open)
		story_passes_all(t);
	else
		story_unreached(t, TCP_TIMEOUT);
}

static void broken_addresses_of_a_host_are_listed_once(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	at(told->t, "192.0.2.1", false);
	at(told->t, "192.0.2.2", true);
	at(told->t, "192.0.2.3", false);
	at(told->t, "192.0.2.4", true);
	verdict(told);
	f = find(told, "net-one-address-down");
	assert_non_null(f);
	assert_string_equal(f->title, "Not every address of mail.example.org works: no connection "
				      "to 192.0.2.1, 192.0.2.3");
	assert_true(shows(f, "192.0.2.3 port 587: timeout"));
	assert_true(shows(f, "on port 587 answers: 192.0.2.2, 192.0.2.4"));
	assert_true(shows(f, "one address only take 192.0.2.1, which fails"));
	assert_int_equal(told->i->findings.n, 2); /* and the good news */
}

static void ipv6_comes_first_where_there_is_a_way(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	at(told->t, HE_4, true);
	at(told->t, HE_6, false);
	tcp(told->t)->source = ME_6;
	verdict(told);
	f = find(told, "net-family-broken");
	assert_true(shows(f, "one address only take " HE_6 ", which fails"));
	assert_true(says(f, "smtpscope mail.example.org -p 587 -6 fails"));
	assert_true(says(f, "smtpscope mail.example.org -p 587 -4 works"));
}

/* A refusal has been there and back: no firewall of ours is to be repaired. */
static void a_family_that_is_refused_leads_to_the_server(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	at(told->t, HE_4, true);
	at(told->t, HE_6, false);
	tcp(told->t)->class = TCP_REFUSED;
	verdict(told);
	f = find(told, "net-family-broken");
	assert_int_equal(f->owner, OWNER_SERVER_ADMIN);
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_true(says(f, "refuses connections over IPv6"));
	at(told->t, "2001:db8:25::26", false);
	verdict(told);
	assert_int_equal(find(told, "net-family-broken")->owner, OWNER_NETWORK_ADMIN);
}

/* RFC 6724: a local address does not fit a global one. */
static void local_ipv6_comes_after_ipv4(void **state)
{
	struct told *told = *state;

	at(told->t, HE_4, true);
	at(told->t, HE_6, false);
	tcp(told->t)->source = "fd00::7";
	verdict(told);
	assert_true(shows(find(told, "net-family-broken"),
			  "one address only take " HE_4 ", which works"));
}

static void ipv6_without_a_route_is_not_tried(void **state)
{
	struct told *told = *state;

	at(told->t, HE_4, false);
	at(told->t, "192.0.2.26", true);
	at(told->t, HE_6, false);
	tcp(told->t)->class = TCP_NO_ROUTE;
	verdict(told);
	assert_true(shows(find(told, "net-one-address-down"),
			  "one address only take " HE_4 ", which fails"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_way_to_fail_has_its_finding_and_its_owner),
	STORY(two_strangers_silent_and_one_that_answers_is_a_block),
	STORY(two_names_of_one_machine_are_not_two),
	STORY(two_machines_in_one_network_are_not_two),
	STORY(what_ipv6_does_says_nothing_of_ipv4),
	STORY(answers_over_ipv6_are_no_control_of_ipv4),
	STORY(few_answers_are_not_enough),
	STORY(an_answer_to_a_packet_sent_again_means_loss),
	STORY(a_control_that_answers_only_at_times_means_loss),
	STORY(a_stranger_who_answers_on_the_port_clears_the_network),
	STORY(a_stranger_who_refuses_has_been_reached),
	STORY(another_program_that_is_let_out_clears_the_port),
	STORY(others_that_wait_are_a_crowd),
	STORY(many_at_once_lower_the_certainty),
	STORY(one_alone_is_certainly_silent),
	STORY(a_control_that_fails_is_never_the_verdict),
	STORY(a_control_without_an_address_is_none_of_the_target_s_business),
	STORY(broken_addresses_of_a_host_are_listed_once),
	STORY(ipv6_comes_first_where_there_is_a_way),
	STORY(a_family_that_is_refused_leads_to_the_server),
	STORY(local_ipv6_comes_after_ipv4),
	STORY(ipv6_without_a_route_is_not_tried),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

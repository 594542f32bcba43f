/* What goes to the network admin: which connections, what is asked for, and how the rule is
 * written. */
#include "unit.h"
#include "knowing.h"

#include "../support/make_record.h"
#include "interpret/interpret.h"
#include "know/range.h"
#include "smtp/egress.h"

#include <string.h>

/* ---- a story and what became of it ---- */

struct told {
	struct story *t;
	struct interpretation *i;
	struct arena *arena;
};

static int begin(void **state)
{
	struct arena *a = arena_new();
	struct told *told = ARENA_NEW(a, struct told);

	told->arena = a;
	told->t = story_new();
	*state = told;
	return 0;
}

static int end(void **state)
{
	struct told *told = *state;

	interpretation_free(told->i);
	story_free(told->t);
	arena_free(told->arena);
	return 0;
}

static const struct firewall *firewall_of(struct told *told)
{
	told->i = interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	return &told->i->firewall;
}

static struct tcp_facts *stopped(struct told *told, const char *address, int port,
				 enum tcp_class class)
{
	struct tcp_facts *f;

	story_session(told->t, address, port);
	f = story_unreached(told->t, class);
	f->source = strchr(address, ':') != NULL ? "2001:db8:1::7" : "192.0.2.7";
	return f;
}

/* The only sentence. */
static const char *sentence(const struct firewall *f)
{
	assert_int_equal(f->requests.n, 1);
	return ((const struct request *)(const void *)f->requests.first)->sentence;
}

static const struct attempt *attempt_at(const struct firewall *f, size_t n)
{
	LIST_EACH (const struct attempt, it, &f->attempts)
		if (n-- == 0)
			return it;
	fail_msg("only %zu attempts", f->attempts.n);
	return NULL;
}

/* ---- which connections ---- */

static void silence_is_told_as_a_firewall_logs_it(void **state)
{
	struct told *told = *state;
	const struct attempt *it;
	struct tcp_facts *f;

	story_target(told->t, "mail.example.org", NULL);
	f = stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	f->retransmits = 4;
	told->t->st->at_ms = 40;
	told->t->st->ms = 5001;
	it = attempt_at(firewall_of(told), 0);
	assert_int_equal(it->passage, PASSAGE_STOPPED);
	assert_string_equal(it->source, "192.0.2.7");
	assert_string_equal(it->host, "mail.example.org");
	assert_string_equal(it->address, "198.51.100.1");
	assert_int_equal(it->port, 587);
	assert_string_equal(it->sent, "SYN, retransmitted 4 times");
	assert_string_equal(it->answer, "nothing in 5.0 s");
	assert_int_equal(it->at, told->t->r->started + 40);
	assert_string_equal(it->finding, "net-connect-timeout");
	assert_string_equal(sentence(&told->i->firewall),
			    "Please allow outgoing TCP from 192.0.2.7 to mail.example.org "
			    "(198.51.100.1), port 587.");
}

static struct tcp_facts *icmp(struct tcp_facts *f, const char *origin, int type, int code,
			      const char *offender)
{
	f->icmp_origin = origin;
	f->icmp_type = type;
	f->icmp_code = code;
	f->offender = offender;
	return f;
}

static void who_forbids_is_named_with_the_words_of_the_rfc(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	icmp(stopped(told, "198.51.100.1", 587, TCP_PROHIBITED), "icmp", 3, 13, "203.0.113.254");
	icmp(stopped(told, "2001:db8::1", 587, TCP_PROHIBITED), "icmp6", 1, 1, "2001:db8:3::254");
	assert_string_equal(attempt_at(firewall_of(told), 0)->answer,
			    "ICMP type 3 code 13 (administratively prohibited) from 203.0.113.254");
	assert_string_equal(
		attempt_at(&told->i->firewall, 1)->answer,
		"ICMPv6 type 1 code 1 (administratively prohibited) from 2001:db8:3::254");
}

static void a_reject_of_another_machine_is_no_refusal_of_the_server(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	icmp(stopped(told, "198.51.100.1", 587, TCP_REFUSED), "icmp", 3, 3, "203.0.113.254");
	assert_int_equal(attempt_at(firewall_of(told), 0)->passage, PASSAGE_STOPPED);
	assert_string_equal(attempt_at(&told->i->firewall, 0)->answer,
			    "ICMP type 3 code 3 (port unreachable) from 203.0.113.254");
}

/* A closed port is refused by RST: a server that says so by ICMP has a filter. */
static void a_reject_of_the_server_s_own_filter_is_one(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	icmp(stopped(told, "198.51.100.1", 587, TCP_PROHIBITED), "icmp", 3, 10, "198.51.100.1");
	assert_int_equal(attempt_at(firewall_of(told), 0)->passage, PASSAGE_STOPPED);
	assert_int_equal(attempt_at(&told->i->firewall, 0)->ask, ASK_INCOMING);
}

static void a_server_that_refuses_by_itself_is_no_business_of_a_firewall(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_REFUSED);
	assert_true(firewall_is_empty(firewall_of(told)));
}

static void nor_is_a_port_that_the_provider_does_not_offer(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	story_names_port(told->t, 465);
	stopped(told, "198.51.100.1", 465, TCP_TIMEOUT);
	told->t->s->offered = false;
	assert_true(firewall_is_empty(firewall_of(told)));
}

static void nor_a_machine_without_a_route(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_NO_ROUTE);
	assert_true(firewall_is_empty(firewall_of(told)));
}

static void nor_a_port_that_nobody_misses(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	story_session(told->t, "198.51.100.1", 587);
	story_passes_all(told->t);
	stopped(told, "198.51.100.1", 25, TCP_TIMEOUT);
	assert_true(firewall_is_empty(firewall_of(told)));
}

static void a_port_that_nobody_misses_is_not_asked_for_beside_others(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	stopped(told, "198.51.100.1", 25, TCP_TIMEOUT);
	assert_non_null(strstr(sentence(firewall_of(told)), ", port 587."));
	assert_int_equal(told->i->firewall.attempts.n, 1);
}

static void by_a_proxy_the_way_is_not_ours(void **state)
{
	struct told *told = *state;
	struct stage *proxy = ARENA_NEW(told->t->r->arena, struct stage);

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	proxy->id = STAGE_PROXY;
	list_append(&told->t->s->stages, proxy);
	assert_true(firewall_is_empty(firewall_of(told)));
}

static void a_connection_that_was_let_through_stands_beside(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	story_names_port(told->t, 587);
	story_names_port(told->t, 465);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	story_session(told->t, "198.51.100.1", 465);
	story_passes_all(told->t);
	session_stage(told->t->s, STAGE_TCP)->tcp->rtt_ms = 20.5;
	assert_int_equal(firewall_of(told)->attempts.n, 2);
	assert_int_equal(attempt_at(&told->i->firewall, 1)->passage, PASSAGE_OPEN);
	assert_true(attempt_at(&told->i->firewall, 1)->rtt_ms > 20);
	assert_non_null(strstr(sentence(&told->i->firewall), "(198.51.100.1), port 587."));
	assert_false(told->i->firewall.proof);
}

static void controls_are_told_apart(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	story_session(told->t, "198.51.100.9", 443);
	told->t->s->purpose = SESSION_CONTROL;
	story_passes(told->t, STAGE_TCP);
	story_session(told->t, "198.51.100.1", 9);
	told->t->s->purpose = SESSION_CONTROL;
	told->t->s->changed = "closed-port";
	story_passes(told->t, STAGE_TCP);
	assert_int_equal(firewall_of(told)->attempts.n, 2);
	assert_true(attempt_at(&told->i->firewall, 1)->control);
	assert_int_equal(firewall_count(&told->i->firewall, PASSAGE_OPEN), 0);
}

/* ---- what is asked for ---- */

/* What servers see of IPv4 has nothing to do with an IPv6 source. */
static void each_family_has_its_own_public_address(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	list_add_string(&told->t->r->egress, told->arena, "203.0.113.7");
	stopped(told, "2001:db8::1", 587, TCP_TIMEOUT);
	assert_null(strstr(sentence(firewall_of(told)), "servers see"));
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	assert_non_null(strstr(sentence(firewall_of(told)), "servers see 203.0.113.7"));
}

/* A stranger is reached on the same port: who lets nobody in is the server. */
static void the_server_is_asked_where_the_port_is_open_to_others(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	story_session(told->t, "233.252.0.9", 587);
	told->t->s->host = "mail.example.net";
	told->t->s->purpose = SESSION_CONTROL;
	story_passes(told->t, STAGE_TCP);
	assert_int_equal(attempt_at(firewall_of(told), 0)->ask, ASK_INCOMING);
}

static void one_sentence_is_enough_for_all_addresses_and_ports_of_a_host(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	stopped(told, "2001:db8::1", 587, TCP_TIMEOUT);
	stopped(told, "198.51.100.1", 465, TCP_TIMEOUT);
	stopped(told, "2001:db8::1", 465, TCP_TIMEOUT);
	assert_string_equal(sentence(firewall_of(told)),
			    "Please allow outgoing TCP from 192.0.2.7 and 2001:db8:1::7 to "
			    "mail.example.org (198.51.100.1, 2001:db8::1), ports 465 and 587.");
}

static void each_host_has_a_sentence(void **state)
{
	struct told *told = *state;

	story_mx(told->t, "example.org");
	stopped(told, "198.51.100.1", 25, TCP_TIMEOUT);
	told->t->s->host = "mx1.example.org";
	stopped(told, "198.51.100.2", 25, TCP_TIMEOUT);
	told->t->s->host = "mx2.example.org";
	assert_int_equal(firewall_of(told)->requests.n, 2);
}

static void an_address_is_not_named_twice(void **state)
{
	struct told *told = *state;

	story_target(told->t, "198.51.100.1", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT)->source = NULL;
	assert_string_equal(sentence(firewall_of(told)), "Please allow outgoing TCP from this "
							 "machine to 198.51.100.1, port 587.");
}

static void a_hundred_addresses_are_not_all_named(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	for (int n = 1; n <= 100; n++)
		stopped(told, arena_printf(told->arena, "198.51.100.%d", n), 587, TCP_TIMEOUT);
	assert_non_null(strstr(sentence(firewall_of(told)), "198.51.100.8 and 92 more), port"));
}

static void this_machine_is_asked_for_what_it_blocks_itself(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_LOCAL_BLOCK);
	assert_string_equal(sentence(firewall_of(told)),
			    "Please allow, in the firewall of 192.0.2.7 itself, outgoing TCP to "
			    "mail.example.org (198.51.100.1), port 587.");
	assert_string_equal(attempt_at(&told->i->firewall, 0)->sent,
			    "nothing: this machine refused to send");
	list_add_string(&told->t->r->egress, told->t->r->arena, "203.0.113.9");
	assert_null(strstr(sentence(firewall_of(told)), "203.0.113.9"));
}

static void a_server_that_forbids_is_asked_to_let_us_in(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	icmp(stopped(told, "198.51.100.1", 587, TCP_PROHIBITED), "icmp", 3, 13, "198.51.100.1");
	assert_non_null(
		strstr(sentence(firewall_of(told)), "allow incoming TCP from 192.0.2.7 to"));
}

static void the_rule_there_names_us_and_not_the_server(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	icmp(stopped(told, "40.99.201.2", 587, TCP_PROHIBITED), "icmp", 3, 13, "40.99.201.2");
	assert_int_equal(firewall_of(told)->requests.n, 1);
	assert_int_equal(told->i->firewall.allowing.n, 0);
}

/* What that firewall's owner sees is the address behind our translation. */
static void it_is_told_our_public_address(void **state)
{
	struct told *told = *state;
	struct tcp_facts *f;

	story_target(told->t, "mail.example.org", NULL);
	story_names_port(told->t, 587);
	story_names_port(told->t, 25);
	f = icmp(stopped(told, "198.51.100.1", 587, TCP_PROHIBITED), "icmp", 3, 13, "198.51.100.1");
	f->source = "10.0.0.7";
	assert_non_null(strstr(sentence(firewall_of(told)),
			       "incoming TCP from the public address of 10.0.0.7 to"));
	story_session(told->t, "198.51.100.1", 25);
	story_passes(told->t, STAGE_EHLO);
	story_says(told->t, "250 mail.example.org Hello pc17 [203.0.113.9]");
	story_passes_all(told->t);
	assert_non_null(strstr(sentence(firewall_of(told)), "incoming TCP from 203.0.113.9 to"));
	f->source = "192.0.2.7";
	assert_non_null(strstr(sentence(firewall_of(told)), "incoming TCP from 203.0.113.9 to"));
	f->source = "203.0.113.9"; /* no translation */
	assert_non_null(strstr(sentence(firewall_of(told)), "incoming TCP from 203.0.113.9 to"));
	f->source = "10.0.0.7";
	f->offender = "203.0.113.254";
	assert_non_null(strstr(sentence(firewall_of(told)),
			       "outgoing TCP from 10.0.0.7 (servers see 203.0.113.9) to"));
	f->source = "203.0.113.9";
	assert_non_null(strstr(sentence(firewall_of(told)), "outgoing TCP from 203.0.113.9 to"));
}

static void a_missing_route_is_no_rule(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	icmp(stopped(told, "198.51.100.1", 587, TCP_UNREACHABLE), "icmp", 3, 1, "203.0.113.254");
	assert_non_null(strstr(sentence(firewall_of(told)), "Please check the route from"));
}

static void what_is_cut_off_is_asked_to_pass_without_inspection(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_RESET);
	assert_non_null(strstr(sentence(firewall_of(told)), "pass without inspection"));
	assert_string_equal(attempt_at(&told->i->firewall, 0)->answer, "SYN-ACK, then RST");
}

/* ---- the way ---- */

static struct trace *add_trace(struct told *told, enum trace_role role, int port)
{
	struct trace *t = ARENA_NEW(told->t->r->arena, struct trace);

	t->role = role;
	t->host = "mail.example.org";
	t->address = "198.51.100.1";
	t->port = port;
	t->source = "10.0.0.7";
	return list_append(&told->t->r->traces, t);
}

static void add_hop(struct told *told, struct trace *t, enum hop_answer answer, const char *address)
{
	struct hop *h = ARENA_NEW(told->t->r->arena, struct hop);

	h->ttl = (int)t->hops.n + 1;
	h->answer = answer;
	h->address = address;
	list_append(&t->hops, h);
}

/* home, two of carriers, the destination's router, the server */
static const char *const hops[] = {"10.0.0.254", "203.0.113.1", "203.0.113.254", "198.51.100.254",
				   "198.51.100.1"};
enum { HOPS = 5 };

static void stopped_behind(struct told *told, int last)
{
	struct trace *t = add_trace(told, TRACE_SUBJECT, 587);

	for (int n = 0; n < HOPS + 1; n++)
		add_hop(told, t, n < last ? HOP_PASSED : HOP_SILENT, n < last ? hops[n] : NULL);
}

static void gets_through(struct told *told, int port)
{
	struct trace *t = add_trace(told, TRACE_CONTROL, port);

	for (int n = 0; n < HOPS; n++)
		add_hop(told, t, n + 1 < HOPS ? HOP_PASSED : HOP_OPEN, hops[n]);
}

static void silent_587(struct told *told)
{
	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
}

static void without_a_trace_no_hop_is_named(void **state)
{
	silent_587(*state);
	assert_null(attempt_at(firewall_of(*state), 0)->hop);
}

static void the_last_hop_is_named_where_nothing_can_be_compared(void **state)
{
	silent_587(*state);
	stopped_behind(*state, 2);
	assert_string_equal(attempt_at(firewall_of(*state), 0)->hop,
			    "hop 2 (203.0.113.1) is the last that answers on this port");
}

static void the_place_is_named_and_who_is_to_be_asked(void **state)
{
	static const struct {
		int last;
		const char *place;
		enum ask ask;
	} cases[] = {
		{1, "lost between hop 1 (10.0.0.254) and hop 2 (203.0.113.1)", ASK_OUTGOING},
		{2, "lost between hop 2 (203.0.113.1) and hop 3 (203.0.113.254)", ASK_CARRIER},
		{4, "lost between hop 4 (198.51.100.254) and the server", ASK_INCOMING},
	};
	struct told *told = *state;

	silent_587(told);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		told->t->r->traces = (struct list){0};
		stopped_behind(told, cases[i].last);
		gets_through(told, 443);
		assert_string_equal(attempt_at(firewall_of(told), 0)->hop, cases[i].place);
		assert_int_equal(attempt_at(&told->i->firewall, 0)->ask, cases[i].ask);
	}
}

static void a_place_that_is_only_possible_names_nobody(void **state)
{
	struct told *told = *state;

	silent_587(told);
	stopped_behind(told, 2); /* whom others do not pass either */
	add_trace(told, TRACE_CONTROL, 443);
	add_hop(told, (void *)told->t->r->traces.last, HOP_PASSED, hops[0]);
	add_hop(told, (void *)told->t->r->traces.last, HOP_PASSED, hops[1]);
	add_hop(told, (void *)told->t->r->traces.last, HOP_SILENT, NULL);
	assert_int_equal(attempt_at(firewall_of(told), 0)->ask, ASK_SEARCH);
	assert_string_equal(sentence(&told->i->firewall),
			    "Please find where TCP from 192.0.2.7 to mail.example.org "
			    "(198.51.100.1), port 587 gets lost: another port of the same "
			    "address gets no answer either.");
}

/* Its answer comes one hop beyond it, where its own rule stood in the way: it is the one before. */
static void who_answers_is_named_at_the_hop_where_he_forwards(void **state)
{
	struct told *told = *state;
	struct trace *t;

	silent_587(told);
	t = add_trace(told, TRACE_SUBJECT, 587);
	add_hop(told, t, HOP_PASSED, hops[0]);
	add_hop(told, t, HOP_PASSED, hops[1]);
	add_hop(told, t, HOP_PROHIBITED, hops[1]);
	gets_through(told, 443);
	assert_string_equal(attempt_at(firewall_of(told), 0)->hop,
			    "hop 2 (203.0.113.1) answers: prohibited");
}

/* Another host's way need not be this one's. */
static void a_place_that_another_host_shows_is_said_with_doubt(void **state)
{
	struct told *told = *state;
	struct trace *t;

	silent_587(told);
	stopped_behind(told, 2);
	t = add_trace(told, TRACE_CONTROL, 587);
	t->address = "233.252.0.9";
	for (int n = 0; n < 4; n++)
		add_hop(told, t, HOP_PASSED, hops[n]);
	assert_string_equal(attempt_at(firewall_of(told), 0)->hop,
			    "lost, perhaps between hop 2 (203.0.113.1) and hop 3 (203.0.113.254)");
	assert_int_equal(attempt_at(&told->i->firewall, 0)->ask, ASK_OUTGOING);
}

static void a_trace_says_nothing_of_another_host(void **state)
{
	struct told *told = *state;

	silent_587(told);
	stopped(told, "198.51.100.2", 587, TCP_TIMEOUT);
	told->t->s->host = "mx.example.net";
	stopped_behind(told, 2);
	gets_through(told, 443);
	assert_int_equal(attempt_at(firewall_of(told), 0)->ask, ASK_CARRIER);
	assert_int_equal(attempt_at(&told->i->firewall, 1)->ask, ASK_OUTGOING);
}

static void who_was_located_elsewhere_stays_there(void **state)
{
	struct told *told = *state;

	silent_587(told);
	icmp(stopped(told, "198.51.100.2", 587, TCP_PROHIBITED), "icmp", 3, 13, "192.0.2.254");
	stopped_behind(told, 2);
	gets_through(told, 443);
	assert_int_equal(attempt_at(firewall_of(told), 0)->ask, ASK_CARRIER);
	assert_int_equal(attempt_at(&told->i->firewall, 1)->ask, ASK_OUTGOING);
	assert_int_equal(told->i->firewall.requests.n, 2);
}

static void a_carrier_knows_the_public_address_only(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT)->source = "10.0.0.7";
	stopped(told, "2001:db8::1", 587, TCP_TIMEOUT);
	stopped_behind(told, 2);
	gets_through(told, 443);
	assert_non_null(strstr(sentence(firewall_of(told)), "from the public address of 10.0.0.7 "
							    "and 2001:db8:1::7 to mail"));
}

static void other_addresses_of_the_host_go_into_the_same_sentence(void **state)
{
	struct told *told = *state;

	silent_587(told);
	stopped(told, "198.51.100.2", 587, TCP_TIMEOUT);
	stopped_behind(told, 2);
	gets_through(told, 443);
	assert_string_equal(sentence(firewall_of(told)),
			    "Please allow outgoing TCP from 192.0.2.7 to mail.example.org "
			    "(198.51.100.1, 198.51.100.2), port 587.");
	assert_null(attempt_at(&told->i->firewall, 1)->hop);
}

static void a_reset_from_nearer_than_the_server_is_not_the_server_s(void **state)
{
	struct told *told = *state;
	struct trace *t;

	story_target(told->t, "mail.example.org", NULL);
	stopped(told, "198.51.100.1", 587, TCP_REFUSED);
	t = add_trace(told, TRACE_SUBJECT, 587);
	add_hop(told, t, HOP_PASSED, hops[0]);
	add_hop(told, t, HOP_REFUSED, "198.51.100.1");
	gets_through(told, 443);
	assert_int_equal(attempt_at(firewall_of(told), 0)->passage, PASSAGE_STOPPED);
	assert_string_equal(attempt_at(&told->i->firewall, 0)->answer, "RST");
	assert_string_equal(attempt_at(&told->i->firewall, 0)->hop,
			    "refused between hop 1 (10.0.0.254) and hop 2 (203.0.113.1)");
	assert_int_equal(told->i->firewall.requests.n, 1);
}

static void the_control_of_another_port_is_not_taken_for_it(void **state)
{
	struct told *told = *state;

	silent_587(told);
	stopped_behind(told, 2);
	((struct trace *)(void *)told->t->r->traces.first)->port = 465;
	assert_null(attempt_at(firewall_of(told), 0)->hop);
}

/* ---- how to write the rule ---- */

static const struct allowing *allowing(const struct firewall *f)
{
	assert_int_equal(f->allowing.n, 1);
	return (const void *)f->allowing.first;
}

static void what_the_provider_publishes_stands_in_for_the_addresses_of_today(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	stopped(told, "40.99.201.2", 587, TCP_TIMEOUT);
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	assert_string_equal(allowing(firewall_of(told))->provider, "microsoft365");
	assert_true(list_has_string(&allowing(&told->i->firewall)->ranges, "40.96.0.0/13"));
	assert_int_equal(allowing(&told->i->firewall)->unlisted.n, 1);
	assert_true(list_has_string(&allowing(&told->i->firewall)->unlisted, "198.51.100.1"));
}

static void ranges_of_587_say_nothing_of_25(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	story_names_port(told->t, 25);
	stopped(told, "40.99.201.2", 25, TCP_TIMEOUT);
	assert_int_equal(firewall_of(told)->requests.n, 1);
	assert_int_equal(told->i->firewall.allowing.n, 0);
}

static void exchangers_have_ranges_of_their_own(void **state)
{
	struct told *told = *state;

	story_mx(told->t, "contoso.example");
	stopped(told, "52.101.73.1", 25, TCP_TIMEOUT);
	told->t->s->host = "contoso-example.mail.protection.outlook.com";
	assert_string_equal(allowing(firewall_of(told))->provider, "microsoft365-mx");
	assert_int_equal(allowing(&told->i->firewall)->unlisted.n, 0);
}

static void who_publishes_no_ranges_says_why(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.gmail.com", "gmail");
	stopped(told, "198.51.100.1", 587, TCP_TIMEOUT);
	assert_int_equal(allowing(firewall_of(told))->ranges.n, 0);
	assert_non_null(allowing(&told->i->firewall)->note);
	assert_int_equal(allowing(&told->i->firewall)->unlisted.n, 0);
}

/* Two unrelated destinations dead on the ports; a third answers on another, however often asked. */
static void silent_towards_everybody(struct told *told, const int *ports, size_t n)
{
	story_target(told->t, "mail.example.org", NULL);
	for (size_t i = 0; i < n; i++) {
		story_names_port(told->t, ports[i]);
		stopped(told, "198.51.100.1", ports[i], TCP_TIMEOUT);
		stopped(told, "203.0.113.1", ports[i], TCP_TIMEOUT);
		told->t->s->host = "mail.elsewhere.example";
	}
	for (int i = 0; i < 7; i++) {
		story_session(told->t, "198.18.7.1", 443);
		told->t->s->host = "www.example.com";
		told->t->s->purpose = SESSION_CONTROL;
		told->t->s->changed = i == 0 ? NULL : "again";
		story_passes(told->t, STAGE_TCP);
	}
}

static void the_one_cloud_that_blocks_just_so_is_quoted(void **state)
{
	static const int ports[] = {25, 465};
	struct told *told = *state;
	const struct block *b;

	silent_towards_everybody(told, ports, 2);
	assert_int_equal(firewall_of(told)->blocks.n, 1);
	assert_int_equal(told->i->firewall.attempts.n, 5); /* the control once */
	b = (const void *)told->i->firewall.blocks.first;
	assert_string_equal(b->network, "hetzner");
	assert_non_null(b->lifting);
	assert_non_null(b->instead);
	assert_string_equal(b->as_of, "2026-05-30");
}

static void of_many_clouds_none_is(void **state)
{
	static const int ports[] = {25};
	struct told *told = *state;

	silent_towards_everybody(told, ports, 1);
	assert_int_equal(firewall_of(told)->requests.n, 2);
	assert_int_equal(told->i->firewall.blocks.n, 0);
}

/* ---- the proof ---- */

static void connect_only(struct told *told, const char *address, int port)
{
	story_session(told->t, address, port);
	told->t->s->stages.first->next = NULL;
	story_passes(told->t, STAGE_TCP);
}

static void connections_alone_are_a_proof(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	connect_only(told, "198.51.100.1", 587);
	connect_only(told, "198.51.100.1", 465);
	assert_true(firewall_of(told)->proof);
	assert_int_equal(firewall_count(&told->i->firewall, PASSAGE_OPEN), 2);
	assert_int_equal(told->i->firewall.requests.n, 0);
}

static void a_proof_has_what_failed_as_well(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	story_names_port(told->t, 587);
	story_names_port(told->t, 465);
	story_names_port(told->t, 2525);
	connect_only(told, "198.51.100.1", 587);
	stopped(told, "198.51.100.1", 465, TCP_TIMEOUT);
	told->t->s->stages.first->next = NULL;
	stopped(told, "198.51.100.1", 2525, TCP_REFUSED);
	told->t->s->stages.first->next = NULL;
	assert_true(firewall_of(told)->proof);
	assert_int_equal(attempt_at(&told->i->firewall, 2)->passage, PASSAGE_REFUSED);
	assert_non_null(strstr(sentence(&told->i->firewall), ", port 465."));
}

static void what_was_not_sent_is_not_said_to_be(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	connect_only(told, "198.51.100.1", 587);
	stopped(told, "2001:db8::1", 587, TCP_NO_ROUTE);
	told->t->s->stages.first->next = NULL;
	assert_string_equal(attempt_at(firewall_of(told), 1)->sent,
			    "nothing: this machine refused to send");
}

static void what_never_left_this_machine_proves_nothing(void **state)
{
	struct told *told = *state;

	story_target(told->t, "fe80::1", NULL);
	stopped(told, "fe80::1", 587, TCP_LOCAL_BLOCK)->errno_name = "EINVAL";
	told->t->s->stages.first->next = NULL;
	assert_true(firewall_is_empty(firewall_of(told)));
}

/* Silence there is no reason to open anything. */
static void a_proof_says_what_the_provider_does_not_offer(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	story_names_port(told->t, 465);
	stopped(told, "198.51.100.1", 465, TCP_TIMEOUT);
	told->t->s->stages.first->next = NULL;
	told->t->s->offered = false;
	assert_true(firewall_of(told)->proof);
	assert_non_null(strstr(attempt_at(&told->i->firewall, 0)->remark, "use port 587"));
	assert_int_equal(told->i->firewall.requests.n, 0);
	assert_int_equal(told->i->firewall.allowing.n, 0);
}

static void a_whole_check_that_went_well_has_nothing_to_prove(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.example.org", NULL);
	story_session(told->t, "198.51.100.1", 587);
	story_passes_all(told->t);
	assert_true(firewall_is_empty(firewall_of(told)));
}

/* ---- our address as servers see it ---- */

static void servers_say_where_we_come_from(void **state)
{
	static const struct {
		const char *line, *said, *address;
	} cases[] = {
		{"mail.example.org Hello pc17 [192.0.2.7]", "pc17", "192.0.2.7"},
		{"mx.example.net at your service, [2001:db8::7]", "pc17", "2001:db8::7"},
		{"mail.example.org Hello [IPv6:2001:DB8::7]", "pc17", "2001:db8::7"},
		{"AB1CD.example.com Hello [192.0.2.7]", "pc17", "192.0.2.7"},
		{"pod.example Hello pc17 [192.0.2.7])", "pc17", "192.0.2.7"},
		{"mail.example.org", "pc17", NULL},
		{"mail.example.org Hello [10.0.0.7]", "[10.0.0.7]", NULL},
		{"mail.example.org Hello [10.0.0.7] [192.0.2.7]", "[10.0.0.7]", "192.0.2.7"},
		{"mail.example.org Hello [10.0.0.7] [10.0.0.7]", "[10.0.0.7]", "10.0.0.7"},
		{"mail.example.org Hello [IPv6:fd00::7]", "[IPv6:fd00::7]", NULL},
		{"mail.example.org Hello pc17 [192.0.2.777]", "pc17", NULL},
		{"mail.example.org Hello pc17 [192.0.2.7", "pc17", NULL},
		{"mail.example.org Hello pc17 []", "pc17", NULL},
		{"[[[[[192.0.2.7]]]]]", "pc17", "192.0.2.7"},
		{"", "pc17", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *found =
			egress_read(*state, bytes_str(*state, cases[i].line), cases[i].said);

		print_message("  %s\n", cases[i].line);
		if (cases[i].address == NULL)
			assert_null(found);
		else
			assert_string_equal(found, cases[i].address);
	}
}

static void brackets_without_an_end_cost_nothing(void **state)
{
	struct bytes line = {arena_alloc(*state, 8193), 8192};

	memset(line.p, '[', line.n);
	assert_null(egress_read(*state, line, NULL));
}

/* ---- ranges ---- */

static void ranges_are_read_with_care(void **state)
{
	static const char *const good[] = {"192.0.2.0/24",  "0.0.0.0/0",       "192.0.2.7/32",
					   "2001:db8::/32", "2001:db8::7/128", "::/0"};
	static const char *const bad[] = {"",
					  "192.0.2.0",
					  "192.0.2.0/",
					  "192.0.2.0/33",
					  "192.0.2.0/-1",
					  "192.0.2.0/2x",
					  "192.0.2.1/24",
					  "2001:db8::/129",
					  "2001:db8::1/64",
					  "/24",
					  "mail/24",
					  "192.0.2.0/0024",
					  "192.0.2.0/24/24",
					  "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/32"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_null(range_fault(*state, good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  %s\n", bad[i]);
		assert_non_null(range_fault(*state, bad[i]));
	}
}

static void an_address_is_in_a_range_or_not(void **state)
{
	(void)state;
	assert_true(range_has("40.96.0.0/13", "40.103.255.255"));
	assert_false(range_has("40.96.0.0/13", "40.104.0.0"));
	assert_true(range_has("192.0.2.7/32", "192.0.2.7"));
	assert_false(range_has("192.0.2.7/32", "192.0.2.6"));
	assert_true(range_has("2603:1006::/40", "2603:1006:ff::1"));
	assert_false(range_has("2603:1006::/40", "2603:1006:100::1"));
	assert_false(range_has("0.0.0.0/0", "2001:db8::1"));
	assert_false(range_has("0.0.0.0/0", "mail.example.org"));
	assert_false(range_has("nonsense", "192.0.2.7"));
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	STORY(silence_is_told_as_a_firewall_logs_it),
	STORY(who_forbids_is_named_with_the_words_of_the_rfc),
	STORY(a_reject_of_another_machine_is_no_refusal_of_the_server),
	STORY(a_reject_of_the_server_s_own_filter_is_one),
	STORY(a_server_that_refuses_by_itself_is_no_business_of_a_firewall),
	STORY(nor_is_a_port_that_the_provider_does_not_offer),
	STORY(nor_a_machine_without_a_route),
	STORY(nor_a_port_that_nobody_misses),
	STORY(a_port_that_nobody_misses_is_not_asked_for_beside_others),
	STORY(by_a_proxy_the_way_is_not_ours),
	STORY(a_connection_that_was_let_through_stands_beside),
	STORY(controls_are_told_apart),
	STORY(each_family_has_its_own_public_address),
	STORY(the_server_is_asked_where_the_port_is_open_to_others),
	STORY(one_sentence_is_enough_for_all_addresses_and_ports_of_a_host),
	STORY(each_host_has_a_sentence),
	STORY(an_address_is_not_named_twice),
	STORY(a_hundred_addresses_are_not_all_named),
	STORY(this_machine_is_asked_for_what_it_blocks_itself),
	STORY(a_server_that_forbids_is_asked_to_let_us_in),
	STORY(the_rule_there_names_us_and_not_the_server),
	STORY(it_is_told_our_public_address),
	STORY(a_missing_route_is_no_rule),
	STORY(what_is_cut_off_is_asked_to_pass_without_inspection),
	STORY(without_a_trace_no_hop_is_named),
	STORY(the_last_hop_is_named_where_nothing_can_be_compared),
	STORY(the_place_is_named_and_who_is_to_be_asked),
	STORY(a_place_that_is_only_possible_names_nobody),
	STORY(who_answers_is_named_at_the_hop_where_he_forwards),
	STORY(a_place_that_another_host_shows_is_said_with_doubt),
	STORY(a_trace_says_nothing_of_another_host),
	STORY(who_was_located_elsewhere_stays_there),
	STORY(a_carrier_knows_the_public_address_only),
	STORY(other_addresses_of_the_host_go_into_the_same_sentence),
	STORY(a_reset_from_nearer_than_the_server_is_not_the_server_s),
	STORY(the_control_of_another_port_is_not_taken_for_it),
	STORY(what_the_provider_publishes_stands_in_for_the_addresses_of_today),
	STORY(ranges_of_587_say_nothing_of_25),
	STORY(exchangers_have_ranges_of_their_own),
	STORY(who_publishes_no_ranges_says_why),
	STORY(the_one_cloud_that_blocks_just_so_is_quoted),
	STORY(of_many_clouds_none_is),
	STORY(connections_alone_are_a_proof),
	STORY(a_proof_has_what_failed_as_well),
	STORY(what_was_not_sent_is_not_said_to_be),
	STORY(what_never_left_this_machine_proves_nothing),
	STORY(a_proof_says_what_the_provider_does_not_offer),
	STORY(a_whole_check_that_went_well_has_nothing_to_prove),
	UNIT_TEST(servers_say_where_we_come_from),
	UNIT_TEST(brackets_without_an_end_cost_nothing),
	UNIT_TEST(ranges_are_read_with_care),
	UNIT_TEST(an_address_is_in_a_range_or_not),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

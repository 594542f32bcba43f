/* What traces show: facts that name a place, and those that nearly do. */
#include "unit.h"

#include "interpret/path.h"
#include "told.h"

#include <string.h>

/* As seen from 192.168.7.2 and 2001:db8:1::1. */
#define SERVER	"198.51.100.25"
#define SERVER6 "2001:db8:2::25"
#define HOME	"192.168.7.1"
#define CARRIER "203.0.113.9"
#define BORDER	"198.51.100.254"
#define WHOLE	HOME " " CARRIER " " BORDER " open"

static void fails(struct told *told, const char *address, int port, enum tcp_class class)
{
	story_session(told->t, address, port);
	story_unreached(told->t, class);
}

static const struct finding *find(const struct told *told, const char *id)
{
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static void check_shown(const struct finding *f, const char *text)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (strstr(e->text.p, text) != NULL)
			return;
	LIST_EACH (struct evidence, e, &f->evidence)
		print_message("  shown: %s\n", e->text.p);
	fail_msg("not shown: %s", text);
}

/* One silent session to 587, and what its traces make of it. */
static const struct finding *check(struct told *told, const char *id, enum certainty certainty,
				   enum owner owner)
{
	const struct finding *f;

	if (told->t->r->sessions.n == 0)
		fails(told, SERVER, 587, TCP_TIMEOUT);
	told->i = interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	f = told->i->verdict.finding;
	assert_string_equal(f->id, id);
	assert_int_equal(f->certainty, certainty);
	assert_int_equal(f->owner, owner);
	return f;
}

static void subject(struct told *told, const char *hops)
{
	story_trace(told->t, TRACE_SUBJECT, SERVER, 587, hops);
}

static void control(struct told *told, const char *hops)
{
	story_trace(told->t, TRACE_CONTROL, SERVER, 443, hops);
}

/* ---- between two hops ---- */

static void it_ends_between_the_last_that_answers_and_the_first_of_the_control(void **state)
{
	const struct finding *f;

	subject(*state, HOME " " CARRIER " * * * *");
	control(*state, WHOLE);
	f = check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_PROVIDER);
	assert_string_equal(f->title,
			    "Port 587 dies between hop 2 (" CARRIER ") and hop 3 (" BORDER ")");
	check_shown(f, "hop 2 (" CARRIER ") is the last that answers");
	check_shown(f, SERVER " port 443: hop 3 (" BORDER ") answers, too, the server is at hop 4");
	check_shown(f, "between a carrier's network and the destination's network");
	assert_ptr_equal(find(*state, "net-connect-timeout")->root, f);
	assert_int_equal(f->severity, SEVERITY_ERROR);
}

/* A limit on new connections takes the packets of a trace as well. */
static void in_a_crowd_no_place_is_named(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	session_stage(told->t->s, STAGE_TCP)->tcp->machine_waiting = 100;
	subject(*state, HOME " " CARRIER " * * * *");
	control(*state, WHOLE);
	check(*state, "net-connect-timeout", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
	assert_null(find(*state, "net-path-blocked-at"));
}

static void where_packets_get_lost_no_place_is_named(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	story_session(told->t, SERVER, 465);
	story_passes_all(told->t);
	session_stage(told->t->s, STAGE_TCP)->tcp->retransmits = 1;
	story_names_port(told->t, 587);
	subject(*state, HOME " " CARRIER " * * * *");
	control(*state, WHOLE);
	check(*state, "net-connect-timeout", CERTAINTY_POSSIBLE, OWNER_NETWORK_ADMIN);
	assert_null(find(*state, "net-path-blocked-at"));
}

static void behind_the_first_hop_it_is_the_own_network(void **state)
{
	subject(*state, HOME " * * *");
	control(*state, WHOLE);
	check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
}

static void before_the_server_it_is_the_destination(void **state)
{
	const struct finding *f;

	subject(*state, HOME " " CARRIER " " BORDER " * *");
	control(*state, WHOLE);
	f = check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_SERVER_ADMIN);
	assert_string_equal(f->title, "Port 587 dies between hop 3 (" BORDER ") and the server");
	check_shown(f, "port 443: the server answers at hop 4");
	check_shown(f, "answers of the server that get lost on their way look the same");
}

static void a_control_that_is_refused_by_the_server_is_as_good_as_an_open_one(void **state)
{
	subject(*state, HOME " " CARRIER " " BORDER " * *");
	control(*state, HOME " " CARRIER " " BORDER " refused");
	check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_SERVER_ADMIN);
}

static void silent_routers_widen_the_place(void **state)
{
	const struct finding *f;

	subject(*state, HOME " * * * *");
	control(*state, HOME " * " BORDER " open");
	f = check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
	assert_string_equal(f->title,
			    "Port 587 dies between hop 1 (" HOME ") and hop 3 (" BORDER ")");
}

/* One that limits its answers may have passed the subject on without a word. */
static void a_router_that_answers_only_when_asked_again_is_no_landmark(void **state)
{
	const struct finding *f;

	subject(*state, HOME " * * * *");
	control(*state, HOME " " CARRIER "~ " BORDER " open");
	f = check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
	assert_string_equal(f->title,
			    "Port 587 dies between hop 1 (" HOME ") and hop 3 (" BORDER ")");
}

static void another_open_port_of_the_run_is_a_control_too(void **state)
{
	struct told *told = *state;

	subject(told, HOME " * * *");
	story_trace(told->t, TRACE_SUBJECT, SERVER, 465, WHOLE);
	check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
}

static void a_name_is_shown_where_it_was_asked_for(void **state)
{
	struct told *told = *state;
	struct dns_query *q = story_asks(told->t, "9.113.0.203.in-addr.arpa", "PTR", DNS_OK);

	story_answers(told->t, q, "core7.carrier.example.");
	subject(told, HOME " " CARRIER " * *");
	control(told, WHOLE);
	check_shown(check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_PROVIDER),
		    "hop 2 (" CARRIER "), core7.carrier.example is the last");
}

static void a_hop_named_like_the_server_is_its_network(void **state)
{
	struct told *told = *state;
	struct dns_query *q = story_asks(told->t, "9.113.0.203.in-addr.arpa", "PTR", DNS_OK);

	story_answers(told->t, q, "edge.example.org.");
	subject(told, HOME " " CARRIER " * * *");
	control(told, HOME " " CARRIER " 203.0.113.77 " BORDER " open");
	check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_SERVER_ADMIN);
}

/* What ends a name in Britain has no owner. */
static void a_suffix_in_common_is_no_network_in_common(void **state)
{
	struct told *told = *state;
	struct dns_query *q = story_asks(told->t, "9.113.0.203.in-addr.arpa", "PTR", DNS_OK);
	struct trace *t;

	story_target(told->t, "mail.example.co.uk", NULL);
	story_answers(told->t, q, "core7.carrier.co.uk.");
	subject(told, HOME " " CARRIER " * * *");
	control(told, HOME " " CARRIER " 203.0.113.77 " BORDER " open");
	t = (struct trace *)(void *)told->t->r->traces.first;
	t->host = "mail.example.co.uk";
	check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_PROVIDER);
}

/* A title is shorter than a line, whatever the addresses. */
static void long_addresses_leave_the_title(void **state)
{
	struct told *told = *state;
	const char *address = "2001:db8:5:4444:aaaa:bbbb:cccc:25";

	fails(told, address, 587, TCP_TIMEOUT);
	story_trace(told->t, TRACE_SUBJECT, address, 587,
		    "2001:db8:1::254 2001:db8:9999:8888:7777:6666:5555:4444 * *");
	story_trace(told->t, TRACE_CONTROL, address, 443,
		    "2001:db8:1::254 2001:db8:9999:8888:7777:6666:5555:4444 "
		    "2001:db8:9999:8888:7777:6666:5555:4445 open");
	assert_string_equal(
		check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_PROVIDER)->title,
		"Port 587 dies between hop 2 and hop 3");
}

static void one_long_address_leaves_the_other(void **state)
{
	struct told *told = *state;

	fails(told, SERVER6, 587, TCP_TIMEOUT);
	story_trace(told->t, TRACE_SUBJECT, SERVER6, 587, "2001:db8:1::254 * *");
	story_trace(told->t, TRACE_CONTROL, SERVER6, 443,
		    "2001:db8:1::254 2001:db8:9999:8888:7777:6666:5555:4444 "
		    "2001:db8:9999:8888:7777:6666:5555:4445 open");
	assert_string_equal(
		check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN)->title,
		"Port 587 dies between hop 1 (2001:db8:1::254) and hop 2");
}

/* ---- what nearly names one ---- */

static void without_a_control_no_culprit_is_named(void **state)
{
	subject(*state, HOME " " CARRIER " * * * *");
	check_shown(check(*state, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN),
		    "no culprit is named");
	assert_null(find(*state, "net-path-blocked-at"));
}

static void where_all_ports_end_at_one_place_it_is_not_the_port(void **state)
{
	subject(*state, HOME " " CARRIER " * * * *");
	control(*state, HOME " " CARRIER " * * * *");
	check_shown(check(*state, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN),
		    SERVER " port 443 ends at the same place: it is not this port alone");
	assert_null(find(*state, "net-path-blocked-at"));
}

static void another_host_may_lie_on_another_way(void **state)
{
	struct told *told = *state;

	subject(told, HOME " " CARRIER " * * * *");
	story_trace(told->t, TRACE_CONTROL, "192.0.2.80", 443,
		    HOME " " CARRIER " 192.0.2.254 open");
	check_shown(check(told, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN),
		    "192.0.2.80 is another host: it may lie on another way");
	assert_null(find(told, "net-path-blocked-at"));
}

static void another_host_of_the_same_prefix_lies_on_the_same_way(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	subject(told, HOME " " CARRIER " * * * *");
	story_trace(told->t, TRACE_CONTROL, "198.51.100.26", 2525, WHOLE);
	f = check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_PROVIDER);
	check_shown(f, "198.51.100.26 port 2525: hop 3 (" BORDER ") answers, too");
}

static void one_router_more_may_merely_have_answered_the_other(void **state)
{
	subject(*state, HOME " * * * *");
	control(*state, HOME " " CARRIER " * * *");
	check_shown(check(*state, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN),
		    "it may limit its answers");
	control(*state, HOME " " CARRIER " " BORDER " *");
	check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
}

static void another_host_on_another_way_tells_nothing(void **state)
{
	struct told *told = *state;
	struct path p;

	subject(told, HOME " " CARRIER " * * * *");
	story_trace(told->t, TRACE_CONTROL, "192.0.2.80", 443,
		    HOME " 203.0.113.77 192.0.2.254 open");
	check(told, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN);
	assert_true(path_find(told->t->r, SERVER, 587, &p));
	assert_int_equal(p.shape, PATH_UNKNOWN);
	assert_null(p.control);
}

static void the_other_family_tells_nothing(void **state)
{
	struct told *told = *state;

	subject(told, HOME " * * *");
	story_trace(told->t, TRACE_CONTROL, SERVER6, 443, "2001:db8:1::254 2001:db8:9::9 open");
	check(told, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN);
}

static void each_family_has_a_place_of_its_own(void **state)
{
	struct told *told = *state;
	const struct finding *f;
	int n = 0;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	fails(told, SERVER6, 587, TCP_TIMEOUT);
	subject(told, HOME " * * *");
	control(told, WHOLE);
	story_trace(told->t, TRACE_SUBJECT, SERVER6, 587, "2001:db8:1::254 2001:db8:9::9 * *");
	story_trace(told->t, TRACE_CONTROL, SERVER6, 443,
		    "2001:db8:1::254 2001:db8:9::9 2001:db8:2::254 open");
	f = check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
	LIST_EACH (const struct finding, other, &told->i->findings)
		if (strcmp(other->id, "net-path-blocked-at") == 0 && other != f) {
			assert_int_equal(other->owner, OWNER_PROVIDER);
			check_shown(other, "hop 2 (2001:db8:9::9) is the last");
			n++;
		}
	assert_int_equal(n, 1);
	assert_non_null(find(told, "net-connect-timeout")->root);
}

/* Their trace would be the same. */
static void other_addresses_of_that_family_follow(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	fails(told, "198.51.100.26", 587, TCP_TIMEOUT);
	subject(told, HOME " * * *");
	control(told, WHOLE);
	check_shown(check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN),
		    "also at 198.51.100.26 port 587");
	assert_non_null(find(told, "net-connect-timeout")->root);
}

/* ---- here ---- */

static void what_no_hop_hears_and_the_system_loses_is_blocked_here(void **state)
{
	struct told *told = *state;

	story_trace(told->t, TRACE_SUBJECT, SERVER, 587, "* * * *")->resends_lost = 3;
	control(told, WHOLE);
	check_shown(check(told, "net-local-block", CERTAINTY_CERTAIN, OWNER_YOU), "TCPRetransFail");
}

static void what_the_system_loses_is_likely_blocked_here(void **state)
{
	struct told *told = *state;

	story_trace(told->t, TRACE_SUBJECT, SERVER, 587, "* * * *")->resends_lost = 3;
	check(told, "net-local-block", CERTAINTY_LIKELY, OWNER_YOU);
}

/* The counter is the machine's, and both families are traced at once. */
static void what_the_other_family_loses_is_not_this_one_s(void **state)
{
	struct told *told = *state;
	struct trace *four = story_trace(told->t, TRACE_SUBJECT, SERVER, 587, "* * * *");
	struct trace *six = story_trace(told->t, TRACE_SUBJECT, "2001:db8::25", 587, "* * * *");

	four->ms = six->ms = 1200;
	four->resends_lost = six->resends_lost = 4; /* of one of them: nobody knows which */
	check(told, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN);
	four->resends_lost = six->resends_lost = 8;
	check(told, "net-local-block", CERTAINTY_LIKELY, OWNER_YOU);
	six->at_ms = 300; /* what it sent again, it sent when the first was over */
	four->resends_lost = 4;
	check(told, "net-local-block", CERTAINTY_LIKELY, OWNER_YOU);
	six->at_ms = 1300; /* one after the other */
	check(told, "net-local-block", CERTAINTY_LIKELY, OWNER_YOU);
}

static void what_no_hop_hears_is_likely_blocked_here_where_nothing_was_sent_again(void **state)
{
	struct told *told = *state;

	story_trace(told->t, TRACE_SUBJECT, SERVER, 587, "* * * *")->ms = 400;
	control(told, WHOLE);
	check(told, "net-local-block", CERTAINTY_LIKELY, OWNER_YOU);
}

/* It was sent again, and the system had nothing against it. */
static void what_left_this_machine_is_lost_before_the_first_hop(void **state)
{
	const struct finding *f;

	subject(*state, "* * * *");
	control(*state, WHOLE);
	f = check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
	assert_string_equal(f->title, "Port 587 dies between this machine and hop 1 (" HOME ")");
}

static void a_neighbour_filters_for_itself(void **state)
{
	const struct finding *f;

	subject(*state, "* * * *");
	control(*state, "refused");
	f = check(*state, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_SERVER_ADMIN);
	assert_string_equal(f->title, "Port 587 dies between this machine and the server");
}

static void losses_do_not_matter_where_a_hop_has_answered(void **state)
{
	struct told *told = *state;

	story_trace(told->t, TRACE_SUBJECT, SERVER, 587, HOME " * * *")->resends_lost = 3;
	control(told, WHOLE);
	check(told, "net-path-blocked-at", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
}

static void a_silent_network_is_not_this_machine(void **state)
{
	subject(*state, "* * * *");
	control(*state, "* * * *");
	check(*state, "net-connect-timeout", CERTAINTY_CERTAIN, OWNER_NETWORK_ADMIN);
}

/* ---- refused ---- */

static void a_refusal_nearer_than_the_server_is_not_the_server_s(void **state)
{
	const struct finding *f;

	fails(*state, SERVER, 587, TCP_REFUSED);
	subject(*state, HOME " refused");
	control(*state, WHOLE);
	f = check(*state, "net-refused-on-the-way", CERTAINTY_LIKELY, OWNER_NETWORK_ADMIN);
	assert_string_equal(f->title,
			    "Port 587 is refused between hop 1 (" HOME ") and hop 2 (" CARRIER ")");
	assert_ptr_equal(find(*state, "net-connect-refused")->root, f);
}

static void nearer_is_only_possible_where_the_control_is_silent_there(void **state)
{
	fails(*state, SERVER, 587, TCP_REFUSED);
	subject(*state, HOME " refused");
	control(*state, HOME " * " BORDER " open");
	check(*state, "net-connect-refused", CERTAINTY_CERTAIN, OWNER_SERVER_ADMIN);
}

static void a_refusal_before_the_first_router_is_this_machine_s(void **state)
{
	const struct finding *f;

	fails(*state, SERVER, 587, TCP_REFUSED);
	subject(*state, "refused");
	control(*state, WHOLE);
	f = check(*state, "net-local-block", CERTAINTY_LIKELY, OWNER_YOU);
	check_shown(f, "refused at hop 1");
	check_shown(f, "a first router that refuses by itself looks the same");
}

static void what_this_machine_refuses_is_no_word_of_a_hop(void **state)
{
	subject(*state, "local");
	check_shown(check(*state, "net-local-block", CERTAINTY_CERTAIN, OWNER_YOU),
		    "no packet leaves this machine");
}

static void a_refusal_from_where_the_server_is_stays_the_server_s(void **state)
{
	fails(*state, SERVER, 587, TCP_REFUSED);
	subject(*state, HOME " " CARRIER " " BORDER " refused");
	control(*state, WHOLE);
	check_shown(check(*state, "net-connect-refused", CERTAINTY_CERTAIN, OWNER_SERVER_ADMIN),
		    "that is where the server is");
	assert_null(find(*state, "net-refused-on-the-way"));
}

/* ---- told by a router ---- */

/* Its answer to the connection itself was lost: routers limit what they say. */
static void a_router_that_says_prohibited_beats_silence(void **state)
{
	const struct finding *f;

	subject(*state, HOME " prohibited=" CARRIER);
	f = check(*state, "net-prohibited", CERTAINTY_CERTAIN, OWNER_PROVIDER);
	assert_string_equal(f->title, "A firewall at " CARRIER " forbids port 587 to " SERVER);
	check_shown(f, "prohibited, says hop 2 (" CARRIER ")");
}

/* What it does not forward lived a hop longer than what it let die. */
static void a_router_that_also_passed_on_is_one_hop(void **state)
{
	subject(*state, HOME " " CARRIER " prohibited=" CARRIER);
	check_shown(check(*state, "net-prohibited", CERTAINTY_CERTAIN, OWNER_PROVIDER),
		    "prohibited, says hop 2 (" CARRIER ")");
}

static void a_server_that_says_so_itself_is_the_server_s(void **state)
{
	subject(*state, HOME " prohibited=" SERVER);
	check(*state, "net-prohibited", CERTAINTY_CERTAIN, OWNER_SERVER_ADMIN);
}

/* ---- whose network ---- */

static void check_zones(struct told *told, const char *source, const char *hops, const char *zones)
{
	struct trace *t = story_trace(told->t, TRACE_SUBJECT, SERVER, 25, hops);
	struct path p;

	t->source = source;
	path_read(told->t->r, t, &p);
	LIST_EACH (const struct hop, h, &t->hops) {
		if (h->address != NULL)
			assert_int_equal("ocd"[path_zone(&p, h)], *zones);
		zones++;
	}
}

static void a_site_ends_at_the_first_public_address(void **state)
{
	check_zones(*state, "192.168.7.2", HOME " 10.1.1.1 " CARRIER " 10.9.9.9 " BORDER " open",
		    "ooccdd");
	check_zones(*state, "192.168.7.2", HOME " 100.64.0.1 " CARRIER " open", "occd");
	check_zones(*state, "192.0.2.7", "192.0.2.1 192.0.2.2 " CARRIER " * open", "ooc d");
	check_zones(*state, "192.0.2.7", "203.0.113.1 203.0.113.2 * *", "oc  ");
	/* as --redact names leaves them */
	check_zones(*state, "address-1", "address-2 address-3 " CARRIER " * open", "ooc d");
}

/* ---- who poses as the server ---- */

static void who_answers_nearer_than_the_server_poses_as_it(void **state)
{
	struct told *told = *state;
	struct path p;

	story_session(told->t, SERVER, 587);
	story_passes_all(told->t);
	subject(told, HOME " open");
	control(told, WHOLE);
	assert_true(path_find(told->t->r, SERVER, 587, &p));
	assert_true(path_posed(&p));
	assert_false(path_find(told->t->r, SERVER, 25, &p));
}

static void who_answers_where_the_server_is_does_not(void **state)
{
	struct told *told = *state;
	struct path p;

	subject(told, WHOLE);
	control(told, WHOLE);
	assert_true(path_find(told->t->r, SERVER, 587, &p));
	assert_false(path_posed(&p));
}

/* ---- what is worth a trace ---- */

static int traces_wanted(struct told *told)
{
	int n = 0;

	told->i = interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (const struct want, w, &told->i->wants)
		n += w->kind == WANT_TRACE;
	return n;
}

static void silence_on_needed_ports_is_once_a_family(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	fails(told, "198.51.100.26", 587, TCP_TIMEOUT);
	assert_int_equal(traces_wanted(told), 1);
	fails(told, SERVER6, 587, TCP_TIMEOUT);
	assert_int_equal(traces_wanted(told), 2);
	fails(told, SERVER, 25, TCP_TIMEOUT);
	assert_int_equal(traces_wanted(told), 2);
	fails(told, SERVER, 465, TCP_TIMEOUT);
	assert_int_equal(traces_wanted(told), 3);
}

static void a_family_has_two_at_most(void **state)
{
	struct told *told = *state;

	for (int port = 587; port < 595; port++) {
		story_names_port(told->t, port);
		fails(told, SERVER, port, TCP_TIMEOUT);
	}
	assert_int_equal(traces_wanted(told), 2);
}

static void what_was_traced_is_not_traced_again(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	subject(told, HOME " * *");
	assert_int_equal(traces_wanted(told), 0);
}

static void a_refusal_is_worth_it_where_another_port_is_open(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 587);
	fails(told, SERVER, 587, TCP_REFUSED);
	assert_int_equal(traces_wanted(told), 0);
	story_session(told->t, SERVER, 25);
	story_passes_all(told->t);
	assert_int_equal(traces_wanted(told), 1);
}

static void nothing_is_worth_it_where_the_target_has_what_it_needs(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	story_session(told->t, SERVER, 465);
	story_passes_all(told->t);
	assert_int_equal(traces_wanted(told), 0);
}

static void one_family_that_fails_is_worth_it(void **state)
{
	struct told *told = *state;

	fails(told, SERVER6, 587, TCP_TIMEOUT);
	story_session(told->t, SERVER, 587);
	story_passes_all(told->t);
	assert_int_equal(traces_wanted(told), 1);
}

static void nothing_is_traced_behind_a_proxy_nor_where_we_were_interrupted(void **state)
{
	struct told *told = *state;

	fails(told, SERVER, 587, TCP_TIMEOUT);
	told->t->r->proxy = "socks5://192.0.2.1:1080";
	assert_int_equal(traces_wanted(told), 0);
	told->t->r->proxy = NULL;
	told->t->r->interrupted = true;
	assert_int_equal(traces_wanted(told), 0);
}

static const struct CMUnitTest tests[] = {
	STORY(it_ends_between_the_last_that_answers_and_the_first_of_the_control),
	STORY(in_a_crowd_no_place_is_named),
	STORY(where_packets_get_lost_no_place_is_named),
	STORY(behind_the_first_hop_it_is_the_own_network),
	STORY(before_the_server_it_is_the_destination),
	STORY(a_control_that_is_refused_by_the_server_is_as_good_as_an_open_one),
	STORY(silent_routers_widen_the_place),
	STORY(a_router_that_answers_only_when_asked_again_is_no_landmark),
	STORY(another_open_port_of_the_run_is_a_control_too),
	STORY(a_name_is_shown_where_it_was_asked_for),
	STORY(a_hop_named_like_the_server_is_its_network),
	STORY(a_suffix_in_common_is_no_network_in_common),
	STORY(long_addresses_leave_the_title),
	STORY(one_long_address_leaves_the_other),
	STORY(without_a_control_no_culprit_is_named),
	STORY(where_all_ports_end_at_one_place_it_is_not_the_port),
	STORY(one_router_more_may_merely_have_answered_the_other),
	STORY(another_host_may_lie_on_another_way),
	STORY(another_host_of_the_same_prefix_lies_on_the_same_way),
	STORY(another_host_on_another_way_tells_nothing),
	STORY(the_other_family_tells_nothing),
	STORY(each_family_has_a_place_of_its_own),
	STORY(other_addresses_of_that_family_follow),
	STORY(what_no_hop_hears_and_the_system_loses_is_blocked_here),
	STORY(what_the_system_loses_is_likely_blocked_here),
	STORY(what_the_other_family_loses_is_not_this_one_s),
	STORY(what_no_hop_hears_is_likely_blocked_here_where_nothing_was_sent_again),
	STORY(what_left_this_machine_is_lost_before_the_first_hop),
	STORY(a_neighbour_filters_for_itself),
	STORY(losses_do_not_matter_where_a_hop_has_answered),
	STORY(a_silent_network_is_not_this_machine),
	STORY(a_refusal_nearer_than_the_server_is_not_the_server_s),
	STORY(nearer_is_only_possible_where_the_control_is_silent_there),
	STORY(a_refusal_before_the_first_router_is_this_machine_s),
	STORY(what_this_machine_refuses_is_no_word_of_a_hop),
	STORY(a_refusal_from_where_the_server_is_stays_the_server_s),
	STORY(a_router_that_says_prohibited_beats_silence),
	STORY(a_router_that_also_passed_on_is_one_hop),
	STORY(a_server_that_says_so_itself_is_the_server_s),
	STORY(a_site_ends_at_the_first_public_address),
	STORY(who_answers_nearer_than_the_server_poses_as_it),
	STORY(who_answers_where_the_server_is_does_not),
	STORY(silence_on_needed_ports_is_once_a_family),
	STORY(a_family_has_two_at_most),
	STORY(what_was_traced_is_not_traced_again),
	STORY(a_refusal_is_worth_it_where_another_port_is_open),
	STORY(nothing_is_worth_it_where_the_target_has_what_it_needs),
	STORY(one_family_that_fails_is_worth_it),
	STORY(nothing_is_traced_behind_a_proxy_nor_where_we_were_interrupted),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

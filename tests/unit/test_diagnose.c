/* Every finding that a stage can raise: a story that raises it, and a look-alike that must not. */
#include "unit.h"
#include "knowing.h"

#include "interpret/diagnose.h"
#include "interpret/token.h"
#include "../support/make_record.h"

#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000)

static bool raised[256]; /* by index in diagnosable_ids */

/* A story, what it must be found to be, and what it must not be taken for. */
struct claim {
	void (*tell)(struct story *t);
	const char *finds, *not ; /* NULL: nothing claimed; several are separated by blanks */
};

static const struct finding *find(const struct interpretation *i, const char *id)
{
	LIST_EACH (struct finding, f, &i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static void note_raised(const struct interpretation *i)
{
	LIST_EACH (struct finding, f, &i->findings)
		for (size_t n = 0; diagnosable_ids[n] != NULL; n++)
			if (strcmp(diagnosable_ids[n], f->id) == 0)
				raised[n] = true;
}

static void print_findings(const struct interpretation *i)
{
	LIST_EACH (struct finding, f, &i->findings)
		print_message("  found %s\n", f->id);
}

static void check_ids(const struct interpretation *i, const char *ids, bool wanted)
{
	char list[256], *save = NULL;

	if (ids == NULL)
		return;
	snprintf(list, sizeof(list), "%s", ids);
	for (char *id = strtok_r(list, " ", &save); id != NULL; id = strtok_r(NULL, " ", &save))
		if ((find(i, id) != NULL) != wanted) {
			print_findings(i);
			fail_msg("%s %s", wanted ? "not found:" : "found:", id);
		}
}

static void run_claim(void **state)
{
	const struct claim *c = *state;
	struct story *t = story_new();
	struct interpretation *i;

	c->tell(t);
	i = interpret(t->r, knowledge);
	note_raised(i);
	check_ids(i, c->finds, true);
	check_ids(i, c->not, false);
	assert_non_null(i->verdict.finding);
	assert_non_null(i->verdict.summary);
	interpretation_free(i);
	story_free(t);
}

#define CLAIM(function, finds, not )                                                               \
	{                                                                                          \
		.name = #function, .test_func = run_claim, .initial_state = &(struct claim)        \
		{                                                                                  \
			function, finds, not                                                       \
		}                                                                                  \
	}

/* ---- DNS ---- */

static void name_with_a_blank(struct story *t)
{
	story_target(t, "smtp.example .org", NULL);
	t->r->name_fault = "blank";
	story_asks(t, "smtp.example .org", "A", DNS_NXDOMAIN);
}

static void lookup(struct story *t, enum dns_status a, enum dns_status aaaa)
{
	story_target(t, "mail.example.org", NULL);
	story_asks(t, "mail.example.org", "A", a);
	story_asks(t, "mail.example.org", "AAAA", aaaa);
}

static void name_that_does_not_exist(struct story *t)
{
	lookup(t, DNS_NXDOMAIN, DNS_NXDOMAIN);
}

static void name_without_addresses(struct story *t)
{
	lookup(t, DNS_NODATA, DNS_NODATA);
}

static void no_data_before_we_were_interrupted(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_asks(t, "mail.example.org", "AAAA", DNS_NODATA);
	t->r->interrupted = true;
}

static void name_whose_servers_fail(struct story *t)
{
	lookup(t, DNS_SERVFAIL, DNS_SERVFAIL);
}

static void name_whose_signatures_are_bogus(struct story *t)
{
	lookup(t, DNS_BOGUS, DNS_BOGUS);
}

static void name_whose_servers_do_not_understand(struct story *t)
{
	lookup(t, DNS_OTHER, DNS_OTHER);
	((struct dns_query *)(void *)t->r->queries.first)->rcode = 4;
}

static void no_data_for_one_and_failure_for_the_other(struct story *t)
{
	lookup(t, DNS_NODATA, DNS_SERVFAIL);
}

static void resolver_that_is_silent(struct story *t)
{
	lookup(t, DNS_TIMEOUT, DNS_TIMEOUT);
}

static void resolver_that_refuses(struct story *t)
{
	lookup(t, DNS_REFUSED, DNS_REFUSED);
}

static void no_resolver(struct story *t)
{
	lookup(t, DNS_NO_RESOLVER, DNS_NO_RESOLVER);
}

static void resolvers_out_of_reach(struct story *t)
{
	lookup(t, DNS_NO_ROUTE, DNS_NO_ROUTE);
	list_add_string(&t->r->resolvers, t->r->arena, "192.0.2.53:53");
	list_add_string(&t->r->resolvers, t->r->arena, "[2001:db8::53]:53");
}

static void resolver_of_this_machine_that_does_not_run(struct story *t)
{
	no_resolver(t);
	list_add_string(&t->r->resolvers, t->r->arena, "127.0.0.53:53");
}

static void mailbox_whose_domain_cannot_be_looked_up(struct story *t)
{
	t->r->purpose = PURPOSE_SUBMISSION;
	story_asks(t, "example.org", "MX", DNS_TIMEOUT);
}

static void aliases_in_a_circle(struct story *t)
{
	lookup(t, DNS_CNAME_LOOP, DNS_CNAME_LOOP);
}

static void healthy(struct story *t)
{
	story_session(t, "192.0.2.1", 587);
	story_passes_all(t);
}

static void resolved(struct story *t, enum dns_status aaaa)
{
	struct dns_query *q;

	story_target(t, "mail.example.org", NULL);
	q = story_asks(t, "mail.example.org", "A", DNS_OK);
	story_answers(t, q, "192.0.2.1");
	story_asks(t, "mail.example.org", "AAAA", aaaa);
	story_address(t, "mail.example.org", "192.0.2.1", ADDRESS_DNS);
	healthy(t);
}

static void nxdomain_for_one_family_only(struct story *t)
{
	resolved(t, DNS_NXDOMAIN);
}

static void timeout_for_one_family_only(struct story *t)
{
	resolved(t, DNS_TIMEOUT);
}

static void mx(struct story *t, const char *data)
{
	struct dns_query *q;

	story_mx(t, "example.org");
	q = story_asks(t, "example.org", "MX", DNS_OK);
	story_answers(t, q, data);
}

static void domain_that_takes_no_mail(struct story *t)
{
	mx(t, "0 .");
}

static void mx_that_is_an_address(struct story *t)
{
	mx(t, "10 192.0.2.1");
}

static void mx_without_an_address(struct story *t)
{
	mx(t, "10 mx.example.org");
	story_asks(t, "mx.example.org", "A", DNS_NXDOMAIN);
	story_asks(t, "mx.example.org", "AAAA", DNS_NXDOMAIN);
}

static void mx_that_is_well(struct story *t)
{
	mx(t, "10 mx.example.org");
	story_asks(t, "mx.example.org", "A", DNS_OK);
	story_address(t, "mx.example.org", "192.0.2.1", ADDRESS_DNS);
	story_session(t, "192.0.2.1", 25);
	story_passes_all(t);
}

static void domain_without_mx(struct story *t)
{
	story_mx(t, "example.org");
	story_asks(t, "example.org", "MX", DNS_NODATA);
	story_asks(t, "example.org", "A", DNS_OK);
	story_address(t, "example.org", "192.0.2.1", ADDRESS_DNS);
	story_session(t, "192.0.2.1", 25);
	story_passes_all(t);
}

static void mailbox_whose_domain_has_no_srv(struct story *t)
{
	resolved(t, DNS_NODATA);
	story_asks(t, "_submission._tcp.example.org", "SRV", DNS_NXDOMAIN);
	story_asks(t, "example.org", "MX", DNS_NODATA);
}

static void public_name_with_a_private_address(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_address(t, "mail.example.org", "10.1.2.3", ADDRESS_DNS);
}

static void public_name_with_the_address_of_a_filter(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_address(t, "mail.example.org", "0.0.0.0", ADDRESS_DNS);
}

static void public_name_with_the_other_address_of_a_filter(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_address(t, "mail.example.org", "::", ADDRESS_DNS);
}

static void local_name_with_a_private_address(struct story *t)
{
	story_target(t, "mail.example.lan", NULL);
	story_address(t, "mail.example.lan", "10.1.2.3", ADDRESS_DNS);
}

static void public_name_just_outside_the_private_net(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_address(t, "mail.example.org", "172.32.0.1", ADDRESS_DNS);
}

static void hosts_file_that_overrides(struct story *t)
{
	resolved(t, DNS_NODATA);
	story_address(t, "mail.example.org", "192.0.2.99", ADDRESS_HOSTS);
}

static void hosts_file_that_agrees(struct story *t)
{
	resolved(t, DNS_NODATA);
	story_address(t, "mail.example.org", "192.0.2.1", ADDRESS_HOSTS);
}

/* ---- TCP ---- */

static void unreached(struct story *t, enum tcp_class class)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_unreached(t, class);
}

static void port_that_refuses(struct story *t)
{
	unreached(t, TCP_REFUSED);
}

static void router_that_refuses(struct story *t)
{
	struct tcp_facts *f;

	unreached(t, TCP_REFUSED);
	f = session_stage(t->s, STAGE_TCP)->tcp;
	f->icmp_origin = "icmp";
	f->icmp_type = f->icmp_code = 3;
	f->offender = "203.0.113.254";
}

static void server_that_refuses_by_icmp(struct story *t)
{
	router_that_refuses(t);
	session_stage(t->s, STAGE_TCP)->tcp->offender = "192.0.2.1";
}

/* The way there takes 20 ms, as port 465 shows. */
static void refusal_faster_than_the_way(struct story *t)
{
	unreached(t, TCP_REFUSED);
	t->st->ms = 0.2;
	story_session(t, "192.0.2.1", 465);
	story_passes_all(t);
	session_stage(t->s, STAGE_TCP)->tcp->rtt_ms = 19;
}

static void refusal_as_slow_as_the_way(struct story *t)
{
	refusal_faster_than_the_way(t);
	session_stage((struct session *)(void *)t->r->sessions.first, STAGE_TCP)->ms = 19.5;
}

/* A busy machine is slow to notice that port 465 answered. */
static void refusal_on_a_busy_machine(struct story *t)
{
	refusal_faster_than_the_way(t);
	session_stage(t->s, STAGE_TCP)->tcp->rtt_ms = 0.3;
}

static void link_local_address_without_a_link(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "fe80::25", 587);
	story_unreached(t, TCP_LOCAL_BLOCK)->errno_name = "EINVAL";
}

static void link_local_address_that_a_route_blocks(struct story *t)
{
	link_local_address_without_a_link(t);
	t->s->address = "fe80::25%eth0";
}

static void neighbour_that_is_not_there(struct story *t)
{
	struct tcp_facts *f;

	unreached(t, TCP_UNREACHABLE);
	f = t->st->tcp;
	f->icmp_origin = "icmp";
	f->icmp_type = 3;
	f->icmp_code = 1;
	f->offender = f->source = "192.0.2.7";
	f->offender_is_local = true;
}

/* A loop that leads back here, or to the server: whose router it is that gives up is chance. */
static void loop_that_ends_here(struct story *t)
{
	neighbour_that_is_not_there(t);
	t->st->tcp->icmp_type = 11;
	t->st->tcp->icmp_code = 0;
}

static void loop_that_ends_at_the_server(struct story *t)
{
	loop_that_ends_here(t);
	t->st->tcp->offender = "192.0.2.1";
	t->st->tcp->offender_is_local = false;
}

static void loopback_that_refuses(struct story *t)
{
	story_target(t, "localhost", NULL);
	story_session(t, "127.0.0.1", 587);
	story_unreached(t, TCP_REFUSED);
}

static void own_address_that_refuses(struct story *t)
{
	unreached(t, TCP_REFUSED);
	list_add_string(&t->r->sources, t->r->arena, "192.0.2.1");
}

static void own_address_that_only_the_connection_shows(struct story *t)
{
	unreached(t, TCP_REFUSED);
	t->st->tcp->source = "192.0.2.1";
}

static void port_that_is_silent(struct story *t)
{
	unreached(t, TCP_TIMEOUT);
}

static void port_that_resets(struct story *t)
{
	unreached(t, TCP_RESET);
}

static void router_that_forbids(struct story *t)
{
	unreached(t, TCP_PROHIBITED);
}

static void router_that_knows_no_way(struct story *t)
{
	unreached(t, TCP_UNREACHABLE);
}

static void own_firewall(struct story *t)
{
	unreached(t, TCP_LOCAL_BLOCK);
}

static void own_descriptors_used_up(struct story *t)
{
	unreached(t, TCP_LOCAL_ERROR);
}

static void no_route_at_all(struct story *t)
{
	unreached(t, TCP_NO_ROUTE);
	story_session(t, "2001:db8::1", 587);
	story_unreached(t, TCP_NO_FAMILY);
}

static void no_route_to_one_of_two_hosts(struct story *t)
{
	unreached(t, TCP_NO_ROUTE);
	story_session(t, "192.0.2.1", 465);
	story_unreached(t, TCP_TIMEOUT);
}

static void port_of(struct story *t, const char *host, const char *provider, int port,
		    enum tcp_class class)
{
	story_target(t, host, provider);
	story_session(t, "192.0.2.1", port);
	story_unreached(t, class);
}

static void port_that_is_not_offered_and_silent(struct story *t)
{
	port_of(t, "smtp.office365.com", "microsoft365", 465, TCP_TIMEOUT);
}

static void port_that_is_not_offered_and_refused(struct story *t)
{
	port_of(t, "smtp.postmarkapp.com", "postmark", 465, TCP_REFUSED);
}

static void port_that_is_offered_and_silent(struct story *t)
{
	port_of(t, "smtp.office365.com", "microsoft365", 587, TCP_TIMEOUT);
}

static void port_that_is_offered_and_refused(struct story *t)
{
	port_of(t, "smtp.gmail.com", "gmail", 465, TCP_REFUSED);
}

static void port_that_nobody_lists_and_silent(struct story *t)
{
	port_of(t, "smtp.gmail.com", "gmail", 25, TCP_TIMEOUT);
}

static void port_that_nobody_lists_and_refused(struct story *t)
{
	port_of(t, "ssl0.ovh.net", "ovh", 587, TCP_REFUSED);
}

static void port_that_nobody_lists_and_a_router_forbids(struct story *t)
{
	port_of(t, "ssl0.ovh.net", "ovh", 587, TCP_PROHIBITED);
}

static void port_that_nobody_lists_of_a_server_without_profile(struct story *t)
{
	port_of(t, "mail.example.org", NULL, 2525, TCP_TIMEOUT);
}

/* What Gmail offers to programs tells nothing of its MX hosts. */
static void port_25_of_an_exchanger(struct story *t)
{
	port_of(t, "aspmx.l.google.com", "gmail", 25, TCP_TIMEOUT);
	t->r->purpose = PURPOSE_MX;
}

static void one_of_two_addresses(struct story *t)
{
	unreached(t, TCP_TIMEOUT);
	story_session(t, "192.0.2.2", 587);
	story_passes_all(t);
}

static void one_address_without_a_descriptor(struct story *t)
{
	unreached(t, TCP_LOCAL_ERROR);
	story_session(t, "192.0.2.2", 587);
	story_passes_all(t);
}

static void both_addresses(struct story *t)
{
	unreached(t, TCP_TIMEOUT);
	story_session(t, "192.0.2.2", 587);
	story_unreached(t, TCP_TIMEOUT);
}

static void ipv6_that_is_broken(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	healthy(t);
	story_session(t, "2001:db8::1", 587);
	story_unreached(t, TCP_TIMEOUT);
	story_session(t, "2001:db8::2", 587);
	story_unreached(t, TCP_TIMEOUT);
}

static void one_ipv6_address_of_two(struct story *t)
{
	ipv6_that_is_broken(t);
	story_session(t, "2001:db8::3", 587);
	story_passes_all(t);
}

static void ipv6_that_was_not_tried(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	healthy(t);
	story_session(t, "2001:db8::1", 587);
	story_passes(t, STAGE_TCP)->outcome = OUTCOME_NOT_TESTED;
	t->st->note = "connection-budget";
}

static void control(struct story *t, const char *host, int port)
{
	story_session(t, "198.51.100.1", port);
	t->s->host = host;
	t->s->purpose = SESSION_CONTROL;
}

/* It answers, and again each time that it is asked. */
static void answering_control(struct story *t)
{
	for (int i = 0; i < 7; i++) {
		control(t, "www.example.com", 443);
		t->s->address = "203.0.113.1";
		t->s->changed = i == 0 ? NULL : "again";
		story_passes(t, STAGE_TCP);
	}
}

static void port_25_silent(struct story *t)
{
	story_mx(t, "mx.example.org");
	story_session(t, "192.0.2.1", 25);
	story_unreached(t, TCP_TIMEOUT);
}

static void port_25_silent_everywhere(struct story *t)
{
	port_25_silent(t);
	control(t, "mx.example.net", 25);
	story_unreached(t, TCP_TIMEOUT);
	answering_control(t);
}

static void port_25_silent_at_one_destination(struct story *t)
{
	port_25_silent(t);
	answering_control(t);
}

static void port_25_silent_at_hosts_of_one_owner(struct story *t)
{
	port_25_silent(t);
	control(t, "mx2.example.org", 25);
	story_unreached(t, TCP_TIMEOUT);
	answering_control(t);
}

/* ---- greeting ---- */

static void greeting_fails(struct story *t, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_BANNER, failure);
}

static void silence_on_connect(struct story *t)
{
	greeting_fails(t, FAILURE_TIMEOUT);
}

static void good_bye_on_connect(struct story *t)
{
	greeting_fails(t, FAILURE_CLOSED);
}

static void reset_on_connect(struct story *t)
{
	greeting_fails(t, FAILURE_RESET);
}

static void greeting_after_our_quit(struct story *t)
{
	greeting_fails(t, FAILURE_TIMEOUT);
	t->st->banner->after_client = true;
}

static void web_server(struct story *t)
{
	greeting_fails(t, FAILURE_PROTOCOL);
	story_detail(t, "HTTP/1.1 400 Bad Request\r\n");
}

static void web_server_on_every_port(struct story *t)
{
	web_server(t);
	story_session_in(t, "192.0.2.1", 4, TLS_MODE_NONE);
	t->s->purpose = SESSION_CONTROL;
	t->s->changed = "closed-port";
	story_passes(t, STAGE_TCP);
}

static void silence_on_every_port(struct story *t)
{
	silence_on_connect(t);
	story_session_in(t, "192.0.2.1", 4, TLS_MODE_NONE);
	t->s->purpose = SESSION_CONTROL;
	t->s->changed = "closed-port";
	story_passes(t, STAGE_TCP);
}

static void tls_alert_instead_of_a_greeting(struct story *t)
{
	greeting_fails(t, FAILURE_PROTOCOL);
	story_detail(t, "\x15\x03\x01");
}

static void silence_until_tls_is_spoken(struct story *t)
{
	silence_on_connect(t);
	story_follow_up(t, SESSION_RETRY, "tls-mode");
	story_passes(t, STAGE_TLS);
}

static void silence_even_when_tls_is_spoken(struct story *t)
{
	silence_on_connect(t);
	story_follow_up(t, SESSION_RETRY, "tls-mode");
	story_fails(t, STAGE_TLS, FAILURE_TIMEOUT);
}

static void greeting_that_refuses(struct story *t)
{
	greeting_fails(t, FAILURE_REPLY);
	story_says(t, "554 mail.example.org not for you");
}

static void greeting_that_is_late(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_BANNER)->ms = 6010;
	story_passes_all(t);
}

static void greeting_that_takes_its_time(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_BANNER)->ms = 4000;
	story_passes_all(t);
}

static void greets(struct story *t, const char *greeting)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_BANNER);
	story_says(t, greeting);
}

static void greeting_in_stars(struct story *t)
{
	greets(t, "220 ********************************");
}

static void greeting_with_a_few_stars(struct story *t)
{
	greets(t, "220 *** Welcome to mail.example.org ***");
}

/* The clock of stories stands at 2025-11-21T08:15:00Z. */
static void clock_an_hour_off(struct story *t)
{
	greets(t, "220 mail.example.org ESMTP Exim 4.96 Fri, 21 Nov 2025 09:15:00 +0000");
}

static void clock_in_another_zone(struct story *t)
{
	greets(t, "220 mail.example.org ESMTP Exim 4.96 Fri, 21 Nov 2025 09:15:00 +0100");
}

static void tls_to_a_port_that_greets(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session_in(t, "192.0.2.1", 587, TLS_MODE_IMPLICIT);
	story_fails(t, STAGE_TLS, FAILURE_TLS);
	story_tls(t)->error = "GNUTLS_E_UNEXPECTED_PACKET_LENGTH";
	story_tls(t)->plaintext = bytes_str(t->r->arena, "220 mail.example.org ESMTP\r\n");
}

static void turned_away_before_tls(struct story *t)
{
	tls_to_a_port_that_greets(t);
	story_tls(t)->plaintext = bytes_str(
		t->r->arena, "421 Too many concurrent SMTP connections from this IP address; p");
}

static void refused_before_tls(struct story *t)
{
	tls_to_a_port_that_greets(t);
	story_tls(t)->plaintext = bytes_str(t->r->arena, "554 go away\r\n");
}

static void tls_to_a_web_server(struct story *t)
{
	tls_to_a_port_that_greets(t);
	story_tls(t)->plaintext = bytes_str(t->r->arena, "HTTP/1.1 400 Bad Request\r\n");
}

static void tls_unanswered_but_greeted_in_clear(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session_in(t, "192.0.2.1", 587, TLS_MODE_IMPLICIT);
	story_fails(t, STAGE_TLS, FAILURE_TIMEOUT);
	story_follow_up(t, SESSION_RETRY, "tls-mode");
	story_passes_all(t);
}

/* ---- EHLO ---- */

static void ehlo_refused(struct story *t, const char *reply)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_EHLO, FAILURE_REPLY);
	story_says(t, reply);
}

static void name_refused(struct story *t)
{
	ehlo_refused(t, "553 go away");
}

static void other_name_accepted(struct story *t)
{
	ehlo_refused(t, "421 come back some other day");
	story_follow_up(t, SESSION_RETRY, "ehlo-name");
	story_passes(t, STAGE_EHLO);
}

static void other_name_refused_too(struct story *t)
{
	ehlo_refused(t, "421 come back some other day");
	story_follow_up(t, SESSION_RETRY, "ehlo-name");
	story_fails(t, STAGE_EHLO, FAILURE_REPLY);
	story_says(t, "421 come back some other day");
}

static void server_that_knows_helo_only(struct story *t)
{
	ehlo_refused(t, "500 what is that");
}

static void ehlo_fails(struct story *t, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_EHLO, failure);
}

static void ehlo_unanswered(struct story *t)
{
	ehlo_fails(t, FAILURE_TIMEOUT);
}

static void ehlo_cut_off(struct story *t)
{
	ehlo_fails(t, FAILURE_CLOSED);
}

static void ehlo_that_we_could_not_say(struct story *t)
{
	ehlo_fails(t, FAILURE_LOCAL);
	story_detail(t, "no memory");
}

static void failure_that_ehlo_does_not_have(struct story *t)
{
	ehlo_fails(t, FAILURE_TLS);
}

static void ehlo_answered_with_nonsense(struct story *t)
{
	ehlo_fails(t, FAILURE_PROTOCOL);
	story_detail(t, "what?");
}

static void limited(struct story *t)
{
	ehlo_refused(t, "421 4.7.0 mail.example.org Error: too many connections from 192.0.2.9");
}

static void offers(struct story *t, const char *before, const char *after)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO, before);
	story_offers(t, STAGE_EHLO_AGAIN, after);
	story_passes_all(t);
}

static void login_after_tls(struct story *t)
{
	offers(t, "STARTTLS", "AUTH PLAIN LOGIN");
}

static void login_before_and_after_tls(struct story *t)
{
	offers(t, "STARTTLS\nAUTH PLAIN LOGIN", "AUTH PLAIN LOGIN");
}

static void login_in_clear_by_challenge_only(struct story *t)
{
	offers(t, "STARTTLS\nAUTH CRAM-MD5", "AUTH PLAIN LOGIN");
}

static void login_in_clear_by_token_only(struct story *t)
{
	offers(t, "STARTTLS\nAUTH XOAUTH2 OAUTHBEARER", "AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER");
}

static void login_of_old_kinds_only(struct story *t)
{
	offers(t, "STARTTLS", "AUTH CRAM-MD5 DIGEST-MD5");
}

static void login_of_old_kinds_and_of_new(struct story *t)
{
	offers(t, "STARTTLS", "AUTH CRAM-MD5 DIGEST-MD5 PLAIN");
}

static void more_logins(struct story *t, const char *address, int port, const char *after)
{
	story_session(t, address, port);
	story_offers(t, port == 465 ? STAGE_EHLO : STAGE_EHLO_AGAIN, after);
	story_passes_all(t);
}

static void logins_that_differ_by_address(struct story *t)
{
	offers(t, "STARTTLS", "AUTH PLAIN LOGIN");
	more_logins(t, "192.0.2.2", 587, "AUTH PLAIN");
}

static void logins_that_differ_by_port(struct story *t)
{
	offers(t, "STARTTLS", "AUTH PLAIN LOGIN");
	more_logins(t, "192.0.2.1", 465, "AUTH LOGIN");
}

static void logins_in_another_order(struct story *t)
{
	offers(t, "STARTTLS", "AUTH PLAIN LOGIN");
	more_logins(t, "192.0.2.2", 587, "AUTH LOGIN PLAIN\nAUTH=PLAIN");
	more_logins(t, "192.0.2.1", 465, "AUTH LOGIN PLAIN");
	more_logins(t, "192.0.2.1", 25, "AUTH CRAM-MD5 PLAIN");
}

static void masked_words(struct story *t)
{
	offers(t, "STARTTLS\nXXXXXXXA", "AUTH PLAIN LOGIN");
}

static void words_of_the_server_s_own(struct story *t)
{
	offers(t, "STARTTLS\nX-ANONYMOUSTLS\nXCLIENT", "AUTH PLAIN LOGIN");
}

/* ---- STARTTLS ---- */

static void without_starttls(struct story *t, const char *provider, const char *capabilities)
{
	story_target(t, "mail.example.org", provider);
	story_session(t, "192.0.2.1", 587);
	story_offers(t, STAGE_EHLO, capabilities);
	story_fails(t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
}

static void list_without_starttls(struct story *t)
{
	without_starttls(t, NULL, "SIZE 1000\nAUTH PLAIN");
}

static void list_with_starttls_masked(struct story *t)
{
	without_starttls(t, NULL, "SIZE 1000\nXXXXXXXA");
}

static void list_without_starttls_behind_stars(struct story *t)
{
	greets(t, "220 ********************************");
	story_offers(t, STAGE_EHLO, "SIZE 1000");
	story_fails(t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
}

static void list_of_microsoft_without_starttls(struct story *t)
{
	without_starttls(t, "microsoft365", "SIZE 1000");
}

static void starttls_fails(struct story *t, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_STARTTLS, failure);
}

static void starttls_refused(struct story *t)
{
	starttls_fails(t, FAILURE_REPLY);
	story_says(t, "454 4.7.0 TLS not available due to local problem");
}

static void starttls_unanswered(struct story *t)
{
	starttls_fails(t, FAILURE_TIMEOUT);
}

static void starttls_cut_off(struct story *t)
{
	starttls_fails(t, FAILURE_RESET);
}

static void words_after_the_go_ahead(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_STARTTLS)->starttls->injected =
		bytes_str(t->r->arena, "250 injected\r\n");
	story_passes_all(t);
}

/* ---- what --test-injection shows ---- */

/* The test of a server that is well, its MAIL in clear answered with `mail`. */
static void tested(struct story *t, const char *mail)
{
	story_target(t, "mail.example.org", NULL);
	healthy(t);
	story_follow_up(t, SESSION_RETRY, "injection");
	story_offers(t, STAGE_EHLO, "STARTTLS");
	story_passes_all(t);
	story_ends_with_noop(t);
	session_stage(t->s, STAGE_NOOP)->outcome = OUTCOME_PASS;
	t->st = session_stage(t->s, STAGE_ENVELOPE);
	t->st->outcome = OUTCOME_PASS;
	t->st->envelope = ARENA_NEW(t->r->arena, struct envelope_facts);
	story_says(t, mail);
}

static void says_at(struct story *t, enum stage_id id, const char *reply)
{
	t->st = session_stage(t->s, id);
	story_says(t, reply);
}

static void command_that_is_forgotten(struct story *t)
{
	tested(t, "530 5.7.0 Must issue a STARTTLS command first");
	says_at(t, STAGE_QUIT, "221 2.0.0 Bye");
}

static void command_that_is_obeyed(struct story *t)
{
	tested(t, "530 5.7.0 Must issue a STARTTLS command first");
	says_at(t, STAGE_NOOP, "250 2.0.0 Ok");
}

static void command_that_is_obeyed_late(struct story *t)
{
	tested(t, "250 2.1.0 Ok");
	says_at(t, STAGE_QUIT, "250 2.0.0 Ok");
}

static void command_that_is_refused(struct story *t)
{
	tested(t, "250 2.1.0 Ok");
	session_stage(t->s, STAGE_NOOP)->outcome = OUTCOME_NOT_REACHED;
	session_stage(t->s, STAGE_TLS)->outcome = OUTCOME_NOT_REACHED;
	story_fails(t, STAGE_STARTTLS, FAILURE_REPLY);
	story_says(t, "554 SMTP synchronization error");
}

static void test_that_the_server_cut_short(struct story *t)
{
	tested(t, "250 2.1.0 Ok");
	session_stage(t->s, STAGE_NOOP)->outcome = OUTCOME_NOT_REACHED;
	story_fails(t, STAGE_BANNER, FAILURE_REPLY);
	story_says(t, "421 4.7.0 Too many connections");
	session_stage(t->s, STAGE_STARTTLS)->outcome = OUTCOME_NOT_REACHED;
	session_stage(t->s, STAGE_ENVELOPE)->outcome = OUTCOME_NOT_REACHED;
}

static void login_wanted_before_mail(struct story *t)
{
	tested(t, "530 5.7.0 Authentication required");
}

static void login_wanted_and_offered_in_clear(struct story *t)
{
	tested(t, "530 5.7.0 Authentication required");
	story_offers(t, STAGE_EHLO, "STARTTLS\nAUTH PLAIN");
}

static void sender_refused_in_clear(struct story *t)
{
	tested(t, "450 4.7.1 Try again later");
}

static void starttls_once_more_in_tls(struct story *t)
{
	offers(t, "STARTTLS", "STARTTLS\nAUTH PLAIN");
}

/* ---- TLS ---- */

static struct tls_facts *handshake_fails(struct story *t, int port, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", port);
	story_fails(t, STAGE_TLS, failure);
	return t->st->tls;
}

static void alert(struct tls_facts *f, int number)
{
	f->error = "GNUTLS_E_FATAL_ALERT_RECEIVED";
	f->alert = "an alert";
	f->alert_number = number;
}

static void server_with_old_versions_only(struct story *t)
{
	alert(handshake_fails(t, 465, FAILURE_TLS), 70);
}

static void server_that_chooses_an_old_version(struct story *t)
{
	handshake_fails(t, 465, FAILURE_TLS)->error = "GNUTLS_E_UNSUPPORTED_VERSION_PACKET";
}

static void client_with_old_versions_only(struct story *t)
{
	struct tls_facts *f = handshake_fails(t, 465, FAILURE_TLS);

	f->offered = "TLS1.0-TLS1.1";
	alert(f, 70);
}

static void server_that_wants_a_name(struct story *t)
{
	struct tls_facts *f = handshake_fails(t, 465, FAILURE_TLS);

	f->sni = NULL;
	alert(f, 112);
}

/* The second handshake sends a name and is good; `sha256` is of the certificate that came first. */
static struct tls_facts *asked_again(struct story *t, const char *changed, const char *sha256)
{
	struct tls_facts *f;

	story_certificate(t)->sha256 = sha256;
	story_follow_up(t, SESSION_RETRY, changed);
	f = story_tls(t);
	story_certificate(t)->sha256 = "bb";
	return f;
}

static struct tls_facts *nameless(struct story *t)
{
	struct tls_facts *f;

	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	f = story_fails(t, STAGE_TLS, FAILURE_CERTIFICATE)->tls;
	f->sni = NULL;
	f->name_ok = false;
	return f;
}

static void right_certificate_with_a_name_only(struct story *t)
{
	nameless(t);
	asked_again(t, "sni", "aa");
}

static void same_certificate_with_a_name(struct story *t)
{
	nameless(t);
	asked_again(t, "sni", "bb")->name_ok = false;
}

static void certificate_that_asks_for_a_name(struct story *t)
{
	nameless(t);
	story_certificate(t)->issuer = "OU=No SNI provided - please fix your client.,"
				       "CN=invalid2.invalid";
}

static void other_certificate_without_a_name(struct story *t)
{
	struct tls_facts *f;

	story_target(t, "mail.example.org", NULL);
	healthy(t);
	story_tls(t)->sni = "mail.example.org";
	f = asked_again(t, "no-sni", "aa");
	f->sni = NULL;
	f->name_ok = false;
}

static void another_good_certificate_without_a_name(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	healthy(t);
	story_tls(t)->sni = "mail.example.org";
	asked_again(t, "no-sni", "aa")->sni = NULL;
}

/* ---- clear text in the handshake ---- */

static void in_clear(struct story *t, int port, const char *words)
{
	struct tls_facts *f = handshake_fails(t, port, FAILURE_TLS);

	f->error = "GNUTLS_E_UNEXPECTED_PACKET";
	f->plaintext = bytes_str(t->r->arena, words);
}

static void hello_read_as_commands(struct story *t)
{
	in_clear(t, 587, "500 5.5.2 Error: bad syntax\r\n");
}

static void hello_answered_with_a_greeting(struct story *t)
{
	in_clear(t, 587, "220 inner.example.org ESMTP\r\n");
}

static void hello_answered_by_a_web_proxy(struct story *t)
{
	in_clear(t, 587, "HTTP/1.1 403 Forbidden\r\n\r\n");
}

static void hello_answered_with_a_reply_to_nothing(struct story *t)
{
	in_clear(t, 587, "250 2.1.0 Ok\r\n");
}

static void tls_refused_behind_its_go_ahead(struct story *t)
{
	in_clear(t, 587, "454 4.7.0 TLS not available due to local problem\r\n");
}

static void hello_answered_with_a_greeting_on_465(struct story *t)
{
	in_clear(t, 465, "220 mail.example.org ESMTP\r\n");
}

static void noise_for_a_hello(struct story *t)
{
	in_clear(t, 587, "\x80\x2e\x01\x03 abc");
}

static void words_behind_the_server_hello(struct story *t)
{
	in_clear(t, 465, "upstream connect error\r\n");
	session_stage(t->s, STAGE_TLS)->tls->last_in = "SERVER HELLO";
}

static void server_that_knows_not_that_name(struct story *t)
{
	alert(handshake_fails(t, 465, FAILURE_TLS), 112);
}

static void no_cipher_in_common(struct story *t)
{
	alert(handshake_fails(t, 465, FAILURE_TLS), 40);
}

static void refused_after_a_request_for_a_certificate(struct story *t)
{
	struct tls_facts *f = handshake_fails(t, 465, FAILURE_TLS);

	f->asked_for_certificate = true;
	alert(f, 40);
}

static void version_refused_after_such_a_request(struct story *t)
{
	struct tls_facts *f = handshake_fails(t, 465, FAILURE_TLS);

	f->asked_for_certificate = true;
	alert(f, 70);
}

/* TLS 1.3: the handshake is over for the client, and then the server ends it. */
static struct tls_facts *cut_off_after_the_handshake(struct story *t)
{
	struct tls_facts *f;

	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_TLS);
	f = story_tls(t);
	story_fails(t, STAGE_EHLO_AGAIN, FAILURE_CLOSED);
	return f;
}

static void certificate_demanded_after_the_handshake(struct story *t)
{
	struct tls_facts *f = cut_off_after_the_handshake(t);

	f->alert = "certificate_required";
	f->alert_number = 116;
}

static void certificate_asked_for_and_good_bye(struct story *t)
{
	cut_off_after_the_handshake(t)->asked_for_certificate = true;
}

static void key_that_we_refuse(struct story *t)
{
	handshake_fails(t, 465, FAILURE_TLS)->error = "GNUTLS_E_DH_PRIME_UNACCEPTABLE";
}

static void cipher_that_we_do_not_know(struct story *t)
{
	handshake_fails(t, 465, FAILURE_TLS)->error = "GNUTLS_E_UNKNOWN_CIPHER_SUITE";
}

static void handshake_of_noise(struct story *t)
{
	handshake_fails(t, 465, FAILURE_TLS)->error = "GNUTLS_E_UNEXPECTED_PACKET";
}

static void hello_answered_with_good_bye(struct story *t)
{
	handshake_fails(t, 465, FAILURE_CLOSED);
}

static void go_ahead_and_good_bye(struct story *t)
{
	handshake_fails(t, 587, FAILURE_CLOSED);
}

static void good_bye_in_mid_handshake(struct story *t)
{
	handshake_fails(t, 587, FAILURE_CLOSED)->last_in = "SERVER HELLO";
}

static void hello_unanswered(struct story *t)
{
	handshake_fails(t, 465, FAILURE_TIMEOUT);
}

/* Segments of 1200 pass where larger ones do not come back. */
static void handshake_through_a_hole(struct story *t)
{
	handshake_fails(t, 587, FAILURE_TIMEOUT);
	story_stall(t, (struct stall_facts){.acked = 500, .received = 200, .out_of_order = 1});
	story_follow_up(t, SESSION_RETRY, "mss");
	story_passes_all(t);
}

static void handshake_silent_with_small_segments_too(struct story *t)
{
	handshake_fails(t, 587, FAILURE_TIMEOUT);
	story_stall(t, (struct stall_facts){.acked = 500, .received = 200});
	story_follow_up(t, SESSION_RETRY, "mss");
	story_fails(t, STAGE_TLS, FAILURE_TIMEOUT);
	story_stall(t, (struct stall_facts){.acked = 500, .received = 200});
}

static const struct stall_facts nothing_acknowledged = {
	.in_flight = 1, .pending = 6, .resent = 2, .acked = 1};

static void nothing_passes_after_the_handshake(struct story *t)
{
	greeting_fails(t, FAILURE_TIMEOUT);
	story_stall(t, nothing_acknowledged);
}

static void greeted_at_the_second_connection(struct story *t)
{
	nothing_passes_after_the_handshake(t);
	story_follow_up(t, SESSION_RETRY, "again");
	story_passes_all(t);
}

static void quit_acknowledged_and_no_greeting(struct story *t)
{
	greeting_fails(t, FAILURE_TIMEOUT);
	story_stall(t, (struct stall_facts){.acked = 7});
}

static struct tls_facts *agreed(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	healthy(t);
	return story_tls(t);
}

static void old_version_agreed(struct story *t)
{
	agreed(t)->version = "TLS1.1";
}

static void old_version_agreed_because_we_offered_no_other(struct story *t)
{
	struct tls_facts *f = agreed(t);

	f->version = "TLS1.1";
	f->offered = "TLS1.0-TLS1.1";
}

static struct tls_facts *probe(struct story *t, const char *version)
{
	story_follow_up(t, SESSION_TLS_VERSION, version);
	story_passes(t, STAGE_TLS);
	story_tls(t)->version = version;
	return story_tls(t);
}

/* handshake_failure says nothing of versions, but what is spoken does. */
static void server_that_speaks_older_ones_only(struct story *t)
{
	alert(handshake_fails(t, 587, FAILURE_TLS), 40);
	probe(t, "TLS1.0");
}

static void server_that_speaks_newer_ones_only(struct story *t)
{
	struct tls_facts *f = handshake_fails(t, 587, FAILURE_TLS);

	f->offered = "TLS1.0";
	alert(f, 40);
	probe(t, "TLS1.2");
}

static void server_that_speaks_one_of_ours(struct story *t)
{
	alert(handshake_fails(t, 587, FAILURE_TLS), 40);
	probe(t, "TLS1.2");
}

/* alert 70 and little on offer, yet it is the server that is old */
static void server_that_is_older_than_our_one_version(struct story *t)
{
	struct tls_facts *f = handshake_fails(t, 587, FAILURE_TLS);

	f->offered = "TLS1.2";
	alert(f, 70);
	probe(t, "TLS1.1");
}

static void old_client_that_gets_through(struct story *t)
{
	struct tls_facts *f = agreed(t);

	f->version = "TLS1.0";
	f->offered = "TLS1.0";
	probe(t, "TLS1.2");
}

static void old_client_at_an_old_server(struct story *t)
{
	struct tls_facts *f = agreed(t);

	f->version = "TLS1.0";
	f->offered = "TLS1.0";
	story_follow_up(t, SESSION_TLS_VERSION, "TLS1.2");
	story_fails(t, STAGE_TLS, FAILURE_TLS);
	alert(t->st->tls, 70);
}

static void ssl3_accepted_too(struct story *t)
{
	agreed(t);
	probe(t, "SSL3.0");
}

static struct tls_facts *agreed_on_tls12(struct story *t)
{
	struct tls_facts *f = agreed(t);

	f->version = "TLS1.2";
	f->key_exchange = "ECDHE-RSA";
	return f;
}

static void no_secure_renegotiation(struct story *t)
{
	agreed_on_tls12(t)->safe_renegotiation = false;
}

static void secure_renegotiation(struct story *t)
{
	agreed_on_tls12(t)->safe_renegotiation = true;
}

static void renegotiation_of_tls13(struct story *t)
{
	agreed(t)->key_exchange = "ECDHE";
}

static void renegotiation_that_nobody_tells_of(struct story *t)
{
	agreed_on_tls12(t)->key_exchange = NULL;
}

static void short_diffie_hellman(struct story *t)
{
	agreed(t)->dh_bits = 1024;
}

static void long_diffie_hellman(struct story *t)
{
	agreed(t)->dh_bits = 2048;
}

static void old_version_accepted_too(struct story *t)
{
	agreed(t);
	story_follow_up(t, SESSION_TLS_VERSION, "TLS1.0");
	story_passes(t, STAGE_TLS);
}

static void old_version_refused(struct story *t)
{
	agreed(t);
	story_follow_up(t, SESSION_TLS_VERSION, "TLS1.0");
	story_fails(t, STAGE_TLS, FAILURE_TLS);
	alert(t->st->tls, 70);
}

static struct tls_facts *suite_accepted_too(struct story *t, const char *suite)
{
	struct tls_facts *f;

	agreed(t);
	story_follow_up(t, SESSION_TLS_SUITES, "TLS1.2");
	f = story_passes(t, STAGE_TLS)->tls;
	f->cipher = suite;
	return f;
}

static void broken_suite_accepted_too(struct story *t)
{
	suite_accepted_too(t, "TLS_RSA_WITH_RC4_128_MD5");
}

static void good_suite_accepted_too(struct story *t)
{
	suite_accepted_too(t, "TLS_RSA_WITH_AES_128_CBC_SHA");
}

static void compression_accepted(struct story *t)
{
	suite_accepted_too(t, "TLS_RSA_WITH_AES_128_CBC_SHA")->compression = "DEFLATE";
}

static void newest_version_accepted_too(struct story *t)
{
	agreed(t);
	story_follow_up(t, SESSION_TLS_VERSION, "TLS1.2");
	story_passes(t, STAGE_TLS);
}

static void version_probe_limited(struct story *t)
{
	agreed(t);
	story_follow_up(t, SESSION_TLS_VERSION, "TLS1.0");
	story_fails(t, STAGE_BANNER, FAILURE_REPLY);
	story_says(t, "421 4.7.0 Error: too many connections from 192.0.2.9");
	session_stage(t->s, STAGE_TLS)->outcome = OUTCOME_NOT_TESTED;
	session_stage(t->s, STAGE_TLS)->note = "server-limited";
}

/* ---- certificate ---- */

static struct tls_facts *bad_certificate(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	return story_fails(t, STAGE_TLS, FAILURE_CERTIFICATE)->tls;
}

static void certificate_of_another(struct story *t)
{
	bad_certificate(t)->name_ok = false;
}

static void gmail_with(struct story *t, const char *greeting)
{
	greets(t, greeting);
	t->r->provider = "gmail";
	story_fails(t, STAGE_TLS, FAILURE_CERTIFICATE)->tls->name_ok = false;
}

static void stranger_in_the_provider_s_place(struct story *t)
{
	gmail_with(t, "220 server-9.hoster.example ESMTP Exim 4.96");
}

static void provider_with_a_certificate_of_another(struct story *t)
{
	gmail_with(t, "220 smtp.gmail.com ESMTP a1-20020a - gsmtp");
}

static void stranger_with_the_right_certificate(struct story *t)
{
	gmail_with(t, "220 server-9.hoster.example ESMTP Exim 4.96");
	story_tls(t)->name_ok = true;
	story_tls(t)->expired = true;
}

static void certificate_past_its_day(struct story *t)
{
	bad_certificate(t)->expired = true;
}

static void certificate_before_its_day(struct story *t)
{
	bad_certificate(t)->not_yet_valid = true;
}

static void certificate_of_its_own(struct story *t)
{
	bad_certificate(t)->trusted = false;
	story_certificate(t)->self_signed = true;
}

static void certificate_of_an_unknown_ca(struct story *t)
{
	bad_certificate(t)->trusted = false;
}

static void certificate_without_its_issuer(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->trusted = f->chain_complete = false;
}

static void machine_without_a_trust_store(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->trusted = false;
	f->anchors = 0;
}

static void certificate_of_a_virus_scanner(struct story *t)
{
	bad_certificate(t)->trusted = false;
	story_certificate(t)->issuer = "CN=Avast Web/Mail Shield Root,O=Avast Web/Mail Shield,"
				       "OU=generated by Avast Antivirus for SSL/TLS scanning";
}

static void three_faults_at_once(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->expired = true;
	f->name_ok = f->trusted = false;
}

static struct staple *stapled(struct story *t, struct tls_facts *f, enum staple_status status,
			      const char *fault)
{
	f->staple = ARENA_NEW(t->r->arena, struct staple);
	f->staple->status = status;
	f->staple->fault = fault;
	f->staple->this_update = t->r->started - DAY;
	f->staple->next_update = t->r->started + 6 * DAY;
	return f->staple;
}

static struct tls_facts *with_tls(struct story *t)
{
	agreed(t);
	return story_tls(t);
}

static void certificate_that_was_revoked(struct story *t)
{
	stapled(t, bad_certificate(t), STAPLE_REVOKED, NULL)->reason = "keyCompromise";
}

static void revoked_and_expired(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->expired = true;
	stapled(t, f, STAPLE_REVOKED, NULL)->reason = "unspecified";
}

static void revoked_and_untrusted(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->trusted = false;
	stapled(t, f, STAPLE_REVOKED, NULL);
}

static void good_response(struct story *t)
{
	stapled(t, with_tls(t), STAPLE_GOOD, NULL);
	story_certificate(t)->must_staple = true;
}

static void response_by_a_stranger(struct story *t)
{
	stapled(t, with_tls(t), STAPLE_INVALID, "signature");
}

static void response_that_says_unknown(struct story *t)
{
	stapled(t, with_tls(t), STAPLE_UNKNOWN, NULL);
}

static void response_is_missed(struct story *t)
{
	with_tls(t);
	story_certificate(t)->must_staple = true;
}

static void ends_in(struct story *t, int days)
{
	agreed(t);
	story_certificate(t)->not_after = t->r->started + days * DAY;
}

static void certificate_that_ends_soon(struct story *t)
{
	ends_in(t, 13);
}

static void certificate_that_ends_later(struct story *t)
{
	ends_in(t, 15);
}

static void days_are_asked_for(struct story *t)
{
	t->r->cert_days = (struct cert_days){30, 7};
	ends_in(t, 29);
}

static void issuer_ends_in(struct story *t, int days)
{
	struct tls_facts *f = agreed(t);
	struct certificate *issuer = ARENA_NEW(t->r->arena, struct certificate);

	issuer->subject = story_certificate(t)->issuer;
	issuer->not_after = t->r->started + days * DAY;
	list_append(&f->chain, issuer);
}

static void issuer_that_ends_soon(struct story *t)
{
	issuer_ends_in(t, 13);
}

static void idle_certificate_that_ended(struct story *t)
{
	issuer_ends_in(t, -13);
	((struct certificate *)(void *)story_tls(t)->chain.last)->unused = true;
}

static void stranger_whose_days_are_counted(struct story *t)
{
	t->r->cert_days.critical = 14;
	stranger_in_the_provider_s_place(t);
	story_certificate(t)->not_after = t->r->started + 1000;
}

static void certificate_with_a_weak_key(struct story *t)
{
	agreed(t)->weak = true;
}

static void certificate_that_nobody_signed(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->trusted = false;
	f->trust_fault = "signature";
}

static void certificate_of_one_who_may_not(struct story *t)
{
	struct tls_facts *f = bad_certificate(t);

	f->trusted = false;
	f->trust_fault = "issuer-not-ca";
}

static void certificate_of_a_client(struct story *t)
{
	bad_certificate(t)->usage_fault = "not-for-servers";
}

static void key_that_may_not_sign(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_TLS, FAILURE_TLS)->tls->error = "GNUTLS_E_KEY_USAGE_VIOLATION";
}

static void chain_out_of_order(struct story *t)
{
	agreed(t)->wrong_order = true;
}

static void certificate_renewed_on_one_port_only(struct story *t)
{
	bad_certificate(t)->expired = true;
	story_certificate(t)->not_after = t->r->started - 1000;
	story_session(t, "192.0.2.1", 465);
	story_passes_all(t);
}

/* ---- login ---- */

static void login_fails(struct story *t, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_AUTH, failure);
}

static void login_says(struct story *t, const char *reply)
{
	login_fails(t, FAILURE_REPLY);
	story_says(t, reply);
}

static void login_refused(struct story *t)
{
	login_says(t, "535 5.7.8 Error: authentication failed:");
}

static void login_refused_with_an_odd_secret(struct story *t)
{
	login_refused(t);
	t->r->secret = ARENA_NEW(t->r->arena, struct secret_facts);
	t->r->secret->kind = "password";
	list_add_string(&t->r->secret->oddities, t->r->arena, "quoted");
}

static void login_refused_without_words(struct story *t)
{
	login_says(t, "535 no");
}

static void login_not_judged(struct story *t)
{
	login_says(t, "454 4.7.0 Temporary authentication failure: authentication failed");
}

static void login_by_an_unknown_mechanism(struct story *t)
{
	login_says(t, "504 no such thing");
}

static void login_unanswered(struct story *t)
{
	login_fails(t, FAILURE_TIMEOUT);
}

static void login_cut_off(struct story *t)
{
	login_fails(t, FAILURE_CLOSED);
}

static void login_not_offered(struct story *t)
{
	login_fails(t, FAILURE_NOT_OFFERED);
	story_offers(t, STAGE_EHLO_AGAIN, "SIZE 1000");
}

static void login_with_nothing_in_common(struct story *t)
{
	login_fails(t, FAILURE_WITHHELD);
	t->st->auth->withheld = WITHHELD_NO_MECHANISM;
	story_offers(t, STAGE_EHLO_AGAIN, "AUTH GSSAPI NTLM");
}

static void login_in_clear(struct story *t, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session_in(t, "192.0.2.1", 587, TLS_MODE_NONE);
	story_fails(t, STAGE_AUTH, failure);
}

static void login_that_needs_tls_first(struct story *t)
{
	login_in_clear(t, FAILURE_NOT_OFFERED);
}

static void login_that_we_withhold(struct story *t)
{
	login_in_clear(t, FAILURE_WITHHELD);
	t->st->auth->withheld = WITHHELD_NO_TLS;
}

static void login_after_two_that_failed(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_AUTH, FAILURE_WITHHELD)->auth->withheld = WITHHELD_LOCKOUT;
	t->r->earlier = (struct earlier_logins){.failures = 2, .last = 1, .next = 2};
}

static void login_that_one_mechanism_refuses(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_AUTH)->auth->mechanism = "PLAIN";
	story_says(t, "235 2.7.0 Authentication successful");
	story_passes_all(t);
	story_follow_up(t, SESSION_AUTH, "CRAM-MD5");
	story_fails(t, STAGE_AUTH, FAILURE_REPLY)->auth->mechanism = "CRAM-MD5";
	story_says(t, "535 5.7.8 Error: authentication failed");
}

static void login_tried_elsewhere(struct story *t)
{
	struct stage *st;

	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	healthy(t);
	story_session(t, "192.0.2.1", 465);
	st = story_passes(t, STAGE_AUTH);
	st->outcome = OUTCOME_SKIP;
	st->note = "tried-elsewhere";
	story_passes_all(t);
}

static void token_refused_with_a_report(struct story *t)
{
	login_says(t, "535-5.7.8 Username and Password not accepted. For more information, go to\n"
		      "535 5.7.8 https://support.google.com/mail/?p=BadCredentials a1-2 - gsmtp");
	t->st->auth->mechanism = "XOAUTH2";
	t->st->auth->challenge =
		bytes_str(t->r->arena, "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":"
				       "\"https://mail.google.com/\"}");
}

/* The reply is to our "*", or 0: nothing was said. */
static void login_broken_off(struct story *t, const char *mechanism, const char *fault)
{
	login_says(t, "501 5.7.0 Authentication cancelled");
	t->st->auth->mechanism = mechanism;
	t->st->auth->own_fault = fault;
}

static void server_with_a_wrong_proof(struct story *t)
{
	login_broken_off(t, "SCRAM-SHA-256", "server-signature");
	t->st->auth->iterations = 4096;
	story_says(t, "235 2.7.0 Authentication successful");
}

static void server_without_a_proof(struct story *t)
{
	login_broken_off(t, "SCRAM-SHA-1", "server-unproved");
	story_says(t, "235 2.7.0 Authentication successful");
}

static void server_behind_another_tls(struct story *t)
{
	login_refused(t);
	t->st->auth->mechanism = "SCRAM-SHA-256-PLUS";
	t->st->auth->channel_binding = "tls-exporter";
	t->st->auth->challenge = bytes_str(t->r->arena, "e=channel-bindings-dont-match");
}

static void proof_of_ours_that_is_wrong(struct story *t)
{
	server_behind_another_tls(t);
	t->st->auth->challenge = bytes_str(t->r->arena, "e=invalid-proof");
}

static void login_without_a_ticket(struct story *t)
{
	login_fails(t, FAILURE_WITHHELD);
	t->st->auth->mechanism = "GSSAPI";
	t->st->auth->own_fault = "no-ticket";
}

static void server_that_kerberos_does_not_know(struct story *t)
{
	login_without_a_ticket(t);
	t->st->auth->own_fault = "kerberos";
}

static void kerberos_that_is_silent(struct story *t)
{
	login_fails(t, FAILURE_TIMEOUT);
	t->st->auth->mechanism = "GSSAPI";
	t->st->auth->own_fault = "too-slow";
}

static void hashing_that_takes_too_long(struct story *t)
{
	kerberos_that_is_silent(t);
	t->st->auth->mechanism = "SCRAM-SHA-256";
	t->st->auth->iterations = 5000000;
}

static void challenge_that_is_none(struct story *t)
{
	login_broken_off(t, "DIGEST-MD5", "challenge");
}

static void hashing_without_end(struct story *t)
{
	login_broken_off(t, "SCRAM-SHA-1", "iterations");
	t->st->auth->iterations = 2000000000;
}

static void name_that_cannot_be_written(struct story *t)
{
	login_fails(t, FAILURE_WITHHELD);
	t->st->auth->mechanism = "NTLM";
	t->st->auth->own_fault = "identity";
}

static void tls_that_cannot_be_bound_to(struct story *t)
{
	name_that_cannot_be_written(t);
	t->st->auth->mechanism = "SCRAM-SHA-1-PLUS";
	t->st->auth->own_fault = "no-binding";
}

static void login_iterated(struct story *t, int iterations)
{
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_AUTH)->auth->iterations = iterations;
	story_passes_all(t);
}

static void few_iterations(struct story *t)
{
	login_iterated(t, 4095);
}

static void enough_iterations(struct story *t)
{
	login_iterated(t, 4096);
}

/* ---- envelope ---- */

static void envelope_fails(struct story *t, enum failure failure)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_ENVELOPE, failure);
}

static void mail_unanswered(struct story *t)
{
	envelope_fails(t, FAILURE_TIMEOUT);
}

static void mail_cut_off(struct story *t)
{
	envelope_fails(t, FAILURE_CLOSED);
}

static void mail_without_login(struct story *t)
{
	envelope_fails(t, FAILURE_REPLY);
	story_says(t, "530 5.7.0 Must issue a STARTTLS command first");
}

static void add_recipient(struct story *t, const char *address, struct reply reply)
{
	struct recipient *to = ARENA_NEW(t->r->arena, struct recipient);

	to->address = address;
	to->reply = reply;
	list_append(&t->st->envelope->recipients, to);
}

static void recipient_refused(struct story *t)
{
	envelope_fails(t, FAILURE_REPLY);
	story_says(t, "554 5.7.1 <x@example.net>: Relay access denied");
	t->st->envelope->mail = (struct reply){.code = 250};
	add_recipient(t, "x@example.net", t->st->reply);
}

static void recipient_refused_after_one_was_taken(struct story *t)
{
	envelope_fails(t, FAILURE_REPLY);
	story_says(t, "554 5.7.1 <x@example.net>: Relay access denied");
	t->st->envelope->mail = (struct reply){.code = 250};
	add_recipient(t, "a@example.org", (struct reply){.code = 250});
	add_recipient(t, "x@example.net", t->st->reply);
}

/* Sender and recipients were taken: what is left is the server's answer itself. */
static void reset_refused(struct story *t)
{
	envelope_fails(t, FAILURE_REPLY);
	story_says(t, "421 4.3.2 Shutting down");
	t->st->envelope->mail = (struct reply){.code = 250};
}

static void offers_little(struct story *t)
{
	envelope_fails(t, FAILURE_NOT_OFFERED);
	t->st->envelope->mail = (struct reply){0};
}

static void mail_larger_than_the_list_allows(struct story *t)
{
	offers_little(t);
	t->st->envelope->size = 1001; /* SIZE 1000 */
}

static void mail_with_letters_beyond_ascii(struct story *t)
{
	offers_little(t);
	t->st->envelope->size = 1000;
	t->st->envelope->utf8 = true;
}

static void notices(struct story *t, const char *offers)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_sends(t);
	story_offers(t, STAGE_EHLO_AGAIN, offers);
	session_stage(t->s, STAGE_ENVELOPE)->envelope->notify = "NEVER";
}

static void notices_that_nobody_offers(struct story *t)
{
	notices(t, "SIZE 1000");
}

static void notices_that_are_offered(struct story *t)
{
	notices(t, "SIZE 1000\nDSN");
	story_passes_all(t);
}

/* Only one says why. */
static void recipient_elsewhere_refused_without_words(struct story *t)
{
	envelope_fails(t, FAILURE_REPLY);
	story_says(t, "550 No");
	t->st->envelope->mail = (struct reply){.code = 250};
	add_recipient(t, "a@example.org", (struct reply){.code = 250});
	add_recipient(t, "x@example.net", t->st->reply);
}

static void recipient_at_home_refused_without_words(struct story *t)
{
	envelope_fails(t, FAILURE_REPLY);
	story_says(t, "550 No");
	t->st->envelope->mail = (struct reply){.code = 250};
	add_recipient(t, "a@example.org", t->st->reply);
	add_recipient(t, "x@example.net", (struct reply){.code = 250});
}

/* ---- message ---- */

static void message_fails(struct story *t, enum failure failure, int data)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_sends(t);
	story_fails(t, STAGE_MESSAGE, failure);
	t->st->message->id = "<1@pc17.example.org>";
	t->st->message->data.code = data;
}

static void message_unanswered(struct story *t)
{
	message_fails(t, FAILURE_TIMEOUT, 354);
}

static void message_cut_off(struct story *t)
{
	message_fails(t, FAILURE_RESET, 354);
}

static void data_unanswered(struct story *t)
{
	message_fails(t, FAILURE_TIMEOUT, 0);
}

static void message_refused(struct story *t)
{
	message_fails(t, FAILURE_REPLY, 354);
	story_says(t, "552 5.3.4 Message size exceeds fixed limit");
}

static void message_taken(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_sends(t);
	story_passes_all(t);
}

/* ---- limits ---- */

static void interrupted(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_EHLO, FAILURE_INTERRUPTED);
	t->r->interrupted = true;
}

static void transcript_that_ends_early(struct story *t)
{
	struct stage *st;

	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_BANNER);
	st = session_stage(t->s, STAGE_EHLO);
	st->outcome = OUTCOME_NOT_TESTED;
	st->note = "not-seen";
	t->r->started = 0;
}

static void out_of_time(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_EHLO, FAILURE_INTERRUPTED)->note = "total-timeout";
}

static void shut_out(struct story *t, int times)
{
	agreed(t);
	for (int i = 0; i < times; i++) {
		story_follow_up(t, SESSION_TLS_VERSION, "TLS1.0");
		story_unreached(t, TCP_REFUSED);
	}
}

static void shut_out_after_the_first_connection(struct story *t)
{
	shut_out(t, 2);
}

static void one_connection_lost(struct story *t)
{
	shut_out(t, 1);
}

/* ---- all good ---- */

static void ready(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	healthy(t);
}

static void ready_without_login(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	healthy(t);
}

static void traced(struct story *t, enum tcp_class class, const char *subject)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "198.51.100.25", 587);
	story_unreached(t, class);
	story_trace(t, TRACE_SUBJECT, "198.51.100.25", 587, subject);
	story_trace(t, TRACE_CONTROL, "198.51.100.25", 443, "192.168.7.1 203.0.113.9 open");
}

static void port_lost_between_two_hops(struct story *t)
{
	traced(t, TCP_TIMEOUT, "192.168.7.1 * * *");
}

static void port_refused_on_the_way(struct story *t)
{
	traced(t, TCP_REFUSED, "192.168.7.1 refused");
}

static void reached(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	t->s->stages.first->next = NULL;
	story_passes(t, STAGE_TCP);
}

/* ---- a proxy in between ---- */

static const char socks5_url[] = "socks5://proxy.example.org:1080";

static void through(struct story *t, const char *url)
{
	story_target(t, "mail.example.org", NULL);
	story_proxied(t, url);
	story_address(t, "mail.example.org", "mail.example.org", ADDRESS_PROXY);
	story_session(t, "mail.example.org", 587);
}

static void all_well_through_a_proxy(struct story *t)
{
	through(t, socks5_url);
	story_passes_all(t);
}

static void proxy_whose_name_does_not_exist(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_proxied(t, socks5_url);
	story_asks(t, "proxy.example.org", "A", DNS_NXDOMAIN);
	story_asks(t, "proxy.example.org", "AAAA", DNS_NXDOMAIN);
	story_address(t, "mail.example.org", "mail.example.org", ADDRESS_PROXY);
}

static void proxy_without_a_resolver_to_find_it(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
	story_proxied(t, socks5_url);
	story_asks(t, "proxy.example.org", "A", DNS_NO_ROUTE);
}

static void proxy_with_ipv4_only(struct story *t)
{
	all_well_through_a_proxy(t);
	story_asks(t, "proxy.example.org", "A", DNS_OK);
	story_asks(t, "proxy.example.org", "AAAA", DNS_NXDOMAIN);
}

static void proxy_that_refuses_connections(struct story *t)
{
	through(t, socks5_url);
	story_unreached(t, TCP_REFUSED);
}

static void proxy_that_is_dead(struct story *t)
{
	through(t, "http://192.0.2.9:8080");
	story_unreached(t, TCP_TIMEOUT);
	story_session(t, "mail.example.org", 465);
	story_unreached(t, TCP_TIMEOUT);
}

static void proxy_behind_a_firewall(struct story *t)
{
	through(t, socks5_url);
	story_unreached(t, TCP_PROHIBITED)->offender = "192.0.2.254";
}

static void proxy_without_a_route(struct story *t)
{
	through(t, socks5_url);
	story_unreached(t, TCP_NO_ROUTE);
}

static void proxy_and_no_descriptors(struct story *t)
{
	through(t, socks5_url);
	story_unreached(t, TCP_LOCAL_ERROR);
}

static void proxy_lost_after_the_first_connections(struct story *t)
{
	through(t, socks5_url);
	story_passes_all(t);
	for (int i = 0; i < 3; i++) {
		story_follow_up(t, SESSION_TLS_VERSION, "TLS1.0");
		story_unreached(t, TCP_REFUSED);
	}
}

static void proxy_that_takes_no_method(struct story *t)
{
	through(t, socks5_url);
	story_proxy_refuses(t, -1)->method = 0xff;
}

/* A report of ours, pasted without the line that names it. */
static void proxy_that_nobody_names(struct story *t)
{
	proxy_that_takes_no_method(t);
	t->r->proxy = NULL;
}

static void proxy_that_refuses_the_password(struct story *t)
{
	struct proxy_facts *f;

	through(t, socks5_url);
	f = story_proxy_refuses(t, -1);
	f->method = 2;
	f->login = 1;
}

static void refused_after_a_login(struct story *t, int code)
{
	struct proxy_facts *f;

	through(t, socks5_url);
	f = story_proxy_refuses(t, code);
	f->method = 2;
	f->login = 0;
}

static void rule_after_a_login(struct story *t)
{
	refused_after_a_login(t, 2);
}

#define SOCKS5(function, code)                                                                     \
	static void function(struct story *t)                                                      \
	{                                                                                          \
		through(t, socks5_url);                                                            \
		story_proxy_refuses(t, code);                                                      \
	}
SOCKS5(socks5_general_failure, 1)
SOCKS5(socks5_rule, 2)
SOCKS5(socks5_network_unreachable, 3)
SOCKS5(socks5_host_unreachable, 4)
SOCKS5(socks5_server_refuses, 5)
SOCKS5(socks5_ttl_expired, 6)
SOCKS5(socks5_reply_of_the_future, 200)

#define HTTP(function, code, why)                                                                  \
	static void function(struct story *t)                                                      \
	{                                                                                          \
		through(t, "http://192.0.2.9:8080");                                               \
		story_proxy_refuses(t, code)->reason = why;                                        \
	}
HTTP(http_no_login, 407, NULL)
HTTP(http_wrong_password, 401, NULL)
HTTP(http_forbidden, 403, NULL)
HTTP(http_no_connect, 405, NULL)
HTTP(http_not_found, 404, NULL)
HTTP(http_redirect, 302, NULL)
HTTP(http_bad_gateway, 502, NULL)
HTTP(http_gateway_timeout, 504, NULL)
HTTP(http_503_name, 503, "ERR_DNS_FAIL 0")
HTTP(http_503_refused, 503, "ERR_CONNECT_FAIL 111")
HTTP(http_503_other, 503, "ERR_CONNECT_FAIL 1111")
HTTP(http_502_name, 502, "dns_error")
HTTP(http_502_refused, 502, "connection_refused")

static void refused_port_that_nobody_offers(struct story *t)
{
	story_target(t, "smtp.office365.com", "microsoft365");
	story_proxied(t, socks5_url);
	story_session(t, "smtp.office365.com", 465);
	story_proxy_refuses(t, 5);
}

static void proxy_is_a_mail_server(struct story *t)
{
	through(t, socks5_url);
	story_fails(t, STAGE_PROXY, FAILURE_PROTOCOL);
	story_detail(t, "220 mail.example.net ESMTP\r\n");
}

static void proxy_hangs_up(struct story *t)
{
	through(t, socks5_url);
	story_fails(t, STAGE_PROXY, FAILURE_CLOSED);
}

static void proxy_is_silent(struct story *t)
{
	through(t, socks5_url);
	story_fails(t, STAGE_PROXY, FAILURE_TIMEOUT);
}

static void proxy_is_silent_after_the_request(struct story *t)
{
	through(t, socks5_url);
	story_fails(t, STAGE_PROXY, FAILURE_TIMEOUT)->proxy->method = 0;
}

static void proxy_hangs_up_after_the_request(struct story *t)
{
	through(t, socks5_url);
	story_fails(t, STAGE_PROXY, FAILURE_RESET)->proxy->method = 0;
}

/* ---- DANE ---- */

/* A letter a record: matches, differs, unusable. */
static void publishes(struct story *t, const char *letters)
{
	static const char verdicts[] = "mdu";
	struct dane_facts *d = ARENA_NEW(t->r->arena, struct dane_facts);

	story_mx(t, "mx.example.org");
	story_session(t, "192.0.2.1", 25);
	story_passes_all(t);
	t->r->resolver_trusted = true;
	d->state = DANE_SECURE;
	d->name = "_25._tcp.mx.example.org";
	for (; *letters != '\0'; letters++) {
		struct tlsa *one = ARENA_NEW(t->r->arena, struct tlsa);

		one->verdict = (enum tlsa_verdict)(strchr(verdicts, *letters) - verdicts);
		one->usage = 3;
		one->data = "00ff";
		one->why = one->verdict == TLSA_MATCHES ? NULL : "other-key";
		list_append(&d->records, one);
	}
	story_tls(t)->dane = d;
}

static void records_of_another_key(struct story *t)
{
	publishes(t, "du");
}

static void records_of_this_key(struct story *t)
{
	publishes(t, "mu");
}

static void records_of_this_key_and_of_the_next(struct story *t)
{
	publishes(t, "dm");
}

static void records_that_nobody_can_use(struct story *t)
{
	publishes(t, "uu");
}

static void no_records(struct story *t)
{
	publishes(t, "");
	story_tls(t)->dane->state = DANE_NONE;
}

static void records_that_cannot_be_asked_for(struct story *t)
{
	publishes(t, "");
	story_tls(t)->dane->state = DANE_BOGUS;
}

static void records_that_nobody_signed(struct story *t)
{
	publishes(t, "d");
	story_tls(t)->dane->state = DANE_INSECURE;
}

static struct dns_query *promised_tls(struct story *t)
{
	struct dns_query *q;

	story_mx(t, "mx.example.org");
	t->r->resolver_trusted = true;
	q = story_asks(t, "_25._tcp.mx.example.org", "TLSA", DNS_OK);
	story_answers(t, q, "3 1 1 00ff");
	q->ad = true;
	story_session(t, "192.0.2.1", 25);
	story_fails(t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
	return q;
}

static void tls_that_records_promise(struct story *t)
{
	promised_tls(t);
}

static void tls_that_unsigned_records_promise(struct story *t)
{
	promised_tls(t)->ad = false;
}

static void tls_that_a_stranger_says_is_promised(struct story *t)
{
	promised_tls(t);
	t->r->resolver_trusted = false;
}

static void tls_promised_for_another_port(struct story *t)
{
	promised_tls(t)->name = "_587._tcp.mx.example.org";
}

/* ---- tokens ---- */

/* Nothing is wrong with it. */
static struct token_facts *token_at_microsoft(struct story *t)
{
	struct token_facts *f = t->r->token = ARENA_NEW(t->r->arena, struct token_facts);

	story_target(t, "smtp.office365.com", "microsoft365");
	story_user(t, "bob@contoso.example");
	*f = (struct token_facts){.form = TOKEN_JWT,
				  .user = "bob@contoso.example",
				  .read_at = 20 * DAY,
				  .not_before = 20 * DAY,
				  .expires = 20 * DAY + DAY / 24};
	list_add_string(&f->audiences, t->r->arena, "https://outlook.office.com");
	list_add_string(&f->scopes, t->r->arena, "SMTP.Send");
	return f;
}

static void is_refused(struct story *t)
{
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_AUTH, FAILURE_REPLY)->auth->mechanism = "XOAUTH2";
	story_says(t, "535 5.7.3 Authentication unsuccessful");
}

static void is_kept_back(struct story *t)
{
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_AUTH, FAILURE_WITHHELD)->auth->withheld = WITHHELD_TOKEN;
}

static void good_token_that_is_refused(struct story *t)
{
	token_at_microsoft(t);
	is_refused(t);
}

static void expired_token_that_is_kept_back(struct story *t)
{
	token_at_microsoft(t)->expires = 19 * DAY;
	is_kept_back(t);
}

static void expired_token_that_is_refused(struct story *t)
{
	token_at_microsoft(t)->expires = 19 * DAY;
	is_refused(t);
}

/* The server gives a reason of its own. */
static void expired_token_where_smtp_auth_is_off(struct story *t)
{
	expired_token_that_is_refused(t);
	story_says(t, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
		      "disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled");
}

static void expired_token_that_is_taken(struct story *t)
{
	token_at_microsoft(t)->expires = 19 * DAY;
	story_session(t, "192.0.2.1", 587);
	story_passes_all(t);
}

/* Of a server that refuses passwords a token tells nothing. */
static void expired_token_and_another_mechanism(struct story *t)
{
	expired_token_that_is_refused(t);
	t->st->auth->mechanism = "LOGIN";
}

static void expired_token_that_nobody_came_to_see(struct story *t)
{
	token_at_microsoft(t)->expires = 19 * DAY;
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_BANNER, FAILURE_TIMEOUT);
}

static void token_of_tomorrow(struct story *t)
{
	token_at_microsoft(t)->not_before = 21 * DAY;
	is_kept_back(t);
}

static void token_for_another_service(struct story *t)
{
	struct token_facts *f = token_at_microsoft(t);

	f->audiences = (struct list){0};
	list_add_string(&f->audiences, t->r->arena, "https://graph.microsoft.com");
	is_kept_back(t);
}

static void token_without_the_scope(struct story *t)
{
	struct token_facts *f = token_at_microsoft(t);

	f->scopes = (struct list){0};
	list_add_string(&f->scopes, t->r->arena, "Mail.Send");
	is_kept_back(t);
}

static void app_without_its_role(struct story *t)
{
	struct token_facts *f = token_at_microsoft(t);

	f->scopes = (struct list){0};
	f->user = NULL;
	f->identity = "app";
	is_refused(t);
}

static void token_of_somebody_else(struct story *t)
{
	token_at_microsoft(t)->user = "admin@contoso.example";
	is_refused(t);
}

static void token_that_was_cut(struct story *t)
{
	struct token_facts *f = token_at_microsoft(t);

	*f = (struct token_facts){.form = TOKEN_BROKEN, .fault = "parts"};
	is_kept_back(t);
}

/* A transcript need not have the claims. */
static void kept_back_for_a_token_that_nobody_knows(struct story *t)
{
	token_at_microsoft(t);
	t->r->token = NULL;
	is_kept_back(t);
}

static void token_alone_is_judged(void **state)
{
	struct story *t = story_new();
	struct interpretation *i;

	(void)state;
	token_at_microsoft(t);
	i = interpret_token(t->r, knowledge);
	note_raised(i);
	check_ids(i, "oauth-token-ready", true);
	interpretation_free(i);
	t->r->token->form = TOKEN_OPAQUE;
	i = interpret_token(t->r, knowledge);
	note_raised(i);
	check_ids(i, "oauth-token-opaque", true);
	interpretation_free(i);
	story_free(t);
}

/* More of these: tests/unit/test_asked.c. */
static void token_services_that_give_none_are_judged(void **state)
{
	static const struct {
		struct token_asked asked;
		const char *id;
	} cases[] = {
		{{.fault = "connect"}, "oauth-service-unreachable"},
		{{.fault = "error", .error = "no such code"}, "oauth-refused"},
		{{.fault = "timeout", .step = "authorize"}, "oauth-sign-in-unfinished"},
	};

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		struct story *t = story_new();
		struct token_asked asked = cases[n].asked;
		struct interpretation *i;

		t->r->asked = &asked;
		i = interpret_token(t->r, knowledge);
		note_raised(i);
		check_ids(i, cases[n].id, true);
		interpretation_free(i);
		t->r->asked = NULL;
		story_free(t);
	}
}

static const char no_trouble[] = "net-connect-timeout net-one-address-down net-family-broken "
				 "banner-timeout ehlo-timeout cert-expired auth-refused";

static const char of_tokens[] = "oauth-token-expired oauth-token-not-yet-valid oauth-audience "
				"oauth-scope oauth-role oauth-user-mismatch oauth-token-malformed";

static void every_id_is_raised_by_some_story(void **state)
{
	(void)state;
	for (size_t n = 0; diagnosable_ids[n] != NULL; n++)
		if (!raised[n])
			fail_msg("no story raises %s", diagnosable_ids[n]);
}

static void every_id_has_words(void **state)
{
	size_t missing = 0;

	(void)state;
	for (size_t n = 0; diagnosable_ids[n] != NULL; n++)
		if (knowledge_entry(knowledge, diagnosable_ids[n]) == NULL) {
			print_message("  no entry for %s\n", diagnosable_ids[n]);
			missing++;
		}
	assert_int_equal(missing, 0);
}

static const struct CMUnitTest tests[] = {
	CLAIM(name_with_a_blank, "dns-name-invalid", "dns-nxdomain"),
	CLAIM(name_that_does_not_exist, "dns-nxdomain", "dns-no-address"),
	CLAIM(name_without_addresses, "dns-no-address", "dns-nxdomain"),
	CLAIM(no_data_before_we_were_interrupted, "interrupted", "dns-no-address"),
	CLAIM(name_whose_servers_fail, "dns-servfail", "dns-timeout dns-bogus"),
	CLAIM(name_whose_signatures_are_bogus, "dns-bogus", "dns-servfail"),
	CLAIM(name_whose_servers_do_not_understand, "dns-servfail", "dns-timeout dns-refused"),
	CLAIM(no_data_for_one_and_failure_for_the_other, "dns-servfail", "dns-no-address"),
	CLAIM(resolver_that_is_silent, "dns-timeout", "dns-servfail dns-no-resolver"),
	CLAIM(resolver_that_refuses, "dns-refused", "dns-servfail"),
	CLAIM(no_resolver, "dns-no-resolver", "dns-timeout net-offline"),
	CLAIM(resolvers_out_of_reach, "net-offline", "dns-no-resolver"),
	CLAIM(resolver_of_this_machine_that_does_not_run, "dns-no-resolver", "net-offline"),
	CLAIM(aliases_in_a_circle, "dns-cname-loop", "dns-nxdomain"),
	CLAIM(nxdomain_for_one_family_only, NULL, "dns-nxdomain dns-no-address"),
	CLAIM(timeout_for_one_family_only, "dns-timeout", NULL),
	CLAIM(domain_that_takes_no_mail, "dns-null-mx", "dns-no-mx dns-mx-broken"),
	CLAIM(mx_that_is_an_address, "dns-mx-broken", "dns-null-mx"),
	CLAIM(mx_without_an_address, "dns-mx-broken", "dns-nxdomain"),
	CLAIM(mx_that_is_well, "mx-ready", "dns-mx-broken dns-null-mx dns-no-mx"),
	CLAIM(domain_without_mx, "dns-no-mx mx-ready", "dns-null-mx"),
	CLAIM(mailbox_whose_domain_cannot_be_looked_up, "dns-timeout", "interrupted"),
	CLAIM(mailbox_whose_domain_has_no_srv, NULL, "dns-no-mx dns-nxdomain"),
	CLAIM(public_name_with_a_private_address, "dns-private-address", NULL),
	CLAIM(public_name_with_the_address_of_a_filter, "dns-private-address", NULL),
	CLAIM(public_name_with_the_other_address_of_a_filter, "dns-private-address", NULL),
	CLAIM(local_name_with_a_private_address, NULL, "dns-private-address"),
	CLAIM(public_name_just_outside_the_private_net, NULL, "dns-private-address"),
	CLAIM(hosts_file_that_overrides, "dns-hosts-override", NULL),
	CLAIM(hosts_file_that_agrees, NULL, "dns-hosts-override"),

	CLAIM(port_that_refuses, "net-connect-refused", "net-refused-local"),
	CLAIM(router_that_refuses, "net-prohibited", "net-connect-refused"),
	CLAIM(server_that_refuses_by_icmp, "net-prohibited", "net-connect-refused"),
	CLAIM(refusal_faster_than_the_way, "net-refused-too-soon", "net-connect-refused"),
	CLAIM(refusal_as_slow_as_the_way, "net-connect-refused", "net-refused-too-soon"),
	CLAIM(refusal_on_a_busy_machine, "net-connect-refused", "net-refused-too-soon"),
	CLAIM(link_local_address_without_a_link, "net-no-scope", "net-local-block"),
	CLAIM(link_local_address_that_a_route_blocks, "net-local-block", "net-no-scope"),
	CLAIM(neighbour_that_is_not_there, "net-neighbour-silent", "net-unreachable"),
	CLAIM(loop_that_ends_here, "net-unreachable", "net-neighbour-silent net-local-block"),
	CLAIM(loop_that_ends_at_the_server, "net-unreachable", "net-prohibited"),
	CLAIM(loopback_that_refuses, "net-refused-local", "net-connect-refused"),
	CLAIM(own_address_that_refuses, "net-refused-local", "net-connect-refused"),
	CLAIM(own_address_that_only_the_connection_shows, "net-refused-local",
	      "net-connect-refused"),
	CLAIM(port_that_is_silent, "net-connect-timeout", "net-outbound-blocked"),
	CLAIM(port_that_resets, "net-reset", "net-connect-refused"),
	CLAIM(router_that_forbids, "net-prohibited", "net-unreachable"),
	CLAIM(router_that_knows_no_way, "net-unreachable",
	      "net-no-route net-offline net-neighbour-silent"),
	CLAIM(own_firewall, "net-local-block", "net-prohibited"),
	CLAIM(own_descriptors_used_up, "local-error", "net-local-block"),
	CLAIM(no_route_at_all, "net-offline", "net-no-route"),
	CLAIM(no_route_to_one_of_two_hosts, "net-no-route", "net-offline"),
	CLAIM(port_that_is_not_offered_and_silent, "net-port-not-offered",
	      "net-connect-timeout net-port-not-listed"),
	CLAIM(port_that_is_not_offered_and_refused, "net-port-not-offered", "net-connect-refused"),
	CLAIM(port_that_is_offered_and_silent, "net-connect-timeout",
	      "net-port-not-offered net-port-not-listed"),
	CLAIM(port_that_is_offered_and_refused, "net-connect-refused",
	      "net-port-not-offered net-port-not-listed"),
	CLAIM(port_that_nobody_lists_and_silent, "net-port-not-listed",
	      "net-port-not-offered net-connect-timeout"),
	CLAIM(port_that_nobody_lists_and_refused, "net-port-not-listed",
	      "net-port-not-offered net-connect-refused"),
	CLAIM(port_that_nobody_lists_and_a_router_forbids, "net-prohibited",
	      "net-port-not-offered net-port-not-listed"),
	CLAIM(port_that_nobody_lists_of_a_server_without_profile, "net-connect-timeout",
	      "net-port-not-listed"),
	CLAIM(port_25_of_an_exchanger, "net-connect-timeout", "net-port-not-listed"),
	CLAIM(one_of_two_addresses, "net-one-address-down", "net-connect-timeout"),
	CLAIM(one_address_without_a_descriptor, "local-error",
	      "net-one-address-down net-family-broken"),
	CLAIM(both_addresses, "net-connect-timeout", "net-one-address-down net-family-broken"),
	CLAIM(ipv6_that_is_broken, "net-family-broken", "net-one-address-down net-connect-timeout"),
	CLAIM(ipv6_that_was_not_tried, NULL, "net-family-broken net-one-address-down"),
	CLAIM(one_ipv6_address_of_two, "net-one-address-down", "net-family-broken"),
	CLAIM(port_25_silent_everywhere, "net-outbound-blocked", "net-connect-timeout"),
	CLAIM(port_25_silent_at_one_destination, "net-connect-timeout", "net-outbound-blocked"),
	CLAIM(port_25_silent_at_hosts_of_one_owner, "net-connect-timeout", "net-outbound-blocked"),

	CLAIM(silence_on_connect, "banner-timeout",
	      "banner-closed banner-after-client banner-late"),
	CLAIM(good_bye_on_connect, "banner-closed", "banner-timeout"),
	CLAIM(reset_on_connect, "banner-closed", "net-reset"),
	CLAIM(greeting_after_our_quit, "banner-after-client", "banner-timeout"),
	CLAIM(web_server_on_every_port, "net-captive-portal", "net-answered-by-proxy"),
	CLAIM(silence_on_every_port, "net-answered-by-proxy", "net-captive-portal"),
	CLAIM(web_server, "banner-not-smtp", "mode-starttls-on-implicit-port"),
	CLAIM(tls_alert_instead_of_a_greeting, "mode-starttls-on-implicit-port", "banner-not-smtp"),
	CLAIM(silence_until_tls_is_spoken, "mode-starttls-on-implicit-port", "banner-timeout"),
	CLAIM(silence_even_when_tls_is_spoken, "banner-timeout",
	      "mode-starttls-on-implicit-port tls-handshake-stalled"),
	CLAIM(greeting_that_refuses, "banner-rejected", NULL),
	CLAIM(greeting_that_is_late, "banner-late", "banner-timeout"),
	CLAIM(greeting_that_takes_its_time, NULL, "banner-late"),
	CLAIM(greeting_in_stars, "middlebox-cisco-esmtp", NULL),
	CLAIM(greeting_with_a_few_stars, NULL, "middlebox-cisco-esmtp"),
	CLAIM(clock_an_hour_off, "clock-skew", NULL),
	CLAIM(clock_in_another_zone, NULL, "clock-skew"),
	CLAIM(tls_to_a_port_that_greets, "mode-implicit-on-starttls-port",
	      "banner-not-smtp tls-handshake-refused"),
	CLAIM(turned_away_before_tls, "banner-too-many-connections",
	      "mode-implicit-on-starttls-port"),
	CLAIM(refused_before_tls, "banner-rejected", "mode-implicit-on-starttls-port"),
	CLAIM(tls_to_a_web_server, "banner-not-smtp", "mode-implicit-on-starttls-port"),
	CLAIM(tls_unanswered_but_greeted_in_clear, "mode-implicit-on-starttls-port",
	      "tls-handshake-stalled"),

	CLAIM(name_refused, "ehlo-name-rejected", "ehlo-helo-only"),
	CLAIM(other_name_accepted, "ehlo-name-rejected", NULL),
	CLAIM(other_name_refused_too, NULL, "ehlo-name-rejected"),
	CLAIM(server_that_knows_helo_only, "ehlo-helo-only", "ehlo-name-rejected"),
	CLAIM(ehlo_unanswered, "ehlo-timeout", "ehlo-closed"),
	CLAIM(ehlo_cut_off, "ehlo-closed", "ehlo-timeout"),
	CLAIM(ehlo_that_we_could_not_say, "local-error", "ehlo-closed"),
	CLAIM(failure_that_ehlo_does_not_have, "local-error", "ehlo-closed ehlo-timeout"),
	CLAIM(ehlo_answered_with_nonsense, "reply-malformed", "ehlo-closed banner-not-smtp"),
	CLAIM(login_after_tls, NULL, "auth-only-after-tls auth-in-clear"),
	CLAIM(login_before_and_after_tls, "auth-in-clear", "auth-only-after-tls"),
	CLAIM(login_in_clear_by_challenge_only, NULL, "auth-in-clear auth-only-after-tls"),
	CLAIM(login_in_clear_by_token_only, "auth-in-clear", "auth-only-after-tls"),
	CLAIM(login_of_old_kinds_only, "auth-retired-mechanisms", "auth-offers-differ"),
	CLAIM(login_of_old_kinds_and_of_new, NULL, "auth-retired-mechanisms"),
	CLAIM(logins_that_differ_by_address, "auth-offers-differ", "auth-not-offered"),
	CLAIM(logins_that_differ_by_port, "auth-offers-differ", "auth-not-offered"),
	CLAIM(logins_in_another_order, NULL, "auth-offers-differ auth-retired-mechanisms"),
	CLAIM(masked_words, "middlebox-cisco-esmtp", NULL),
	CLAIM(words_of_the_server_s_own, NULL, "middlebox-cisco-esmtp"),

	CLAIM(list_without_starttls, "starttls-not-offered", "starttls-stripped"),
	CLAIM(list_with_starttls_masked, "starttls-stripped middlebox-cisco-esmtp",
	      "starttls-not-offered"),
	CLAIM(list_without_starttls_behind_stars, "middlebox-cisco-esmtp", "starttls-not-offered"),
	CLAIM(list_of_microsoft_without_starttls, "starttls-stripped", "starttls-not-offered"),
	CLAIM(starttls_refused, "starttls-refused", "auth-temporary"),
	CLAIM(starttls_unanswered, "starttls-timeout", "starttls-closed"),
	CLAIM(starttls_cut_off, "starttls-closed", "starttls-timeout"),
	CLAIM(words_after_the_go_ahead, "starttls-injection", "starttls-refused"),
	CLAIM(command_that_is_forgotten, "starttls-injection-resisted starttls-enforced",
	      "starttls-injection starttls-not-enforced"),
	CLAIM(command_that_is_obeyed, "starttls-injection starttls-enforced",
	      "starttls-injection-resisted starttls-not-enforced"),
	CLAIM(command_that_is_obeyed_late, "starttls-injection starttls-not-enforced",
	      "starttls-injection-resisted starttls-enforced"),
	CLAIM(command_that_is_refused, "starttls-injection-resisted starttls-not-enforced",
	      "starttls-injection starttls-refused"),
	CLAIM(test_that_the_server_cut_short, NULL,
	      "starttls-injection starttls-injection-resisted starttls-enforced "
	      "starttls-not-enforced server-limited-us"),
	CLAIM(login_wanted_before_mail, "starttls-enforced", "starttls-not-enforced"),
	CLAIM(login_wanted_and_offered_in_clear, NULL, "starttls-enforced starttls-not-enforced"),
	CLAIM(sender_refused_in_clear, NULL, "starttls-enforced starttls-not-enforced"),
	CLAIM(starttls_once_more_in_tls, "starttls-inside-tls", "auth-in-clear"),
	CLAIM(login_after_tls, NULL, "starttls-inside-tls"),

	CLAIM(server_with_old_versions_only, "tls-version-too-old",
	      "tls-client-too-old tls-handshake-refused"),
	CLAIM(server_that_chooses_an_old_version, "tls-version-too-old", "tls-handshake-refused"),
	CLAIM(client_with_old_versions_only, "tls-client-too-old", "tls-version-too-old"),
	CLAIM(server_that_wants_a_name, "tls-sni-needed", "tls-handshake-refused"),
	CLAIM(server_that_knows_not_that_name, "tls-name-unknown",
	      "tls-handshake-refused tls-sni-needed"),
	CLAIM(right_certificate_with_a_name_only, "tls-sni-needed", "tls-sni-differs"),
	CLAIM(same_certificate_with_a_name, "cert-name-mismatch", "tls-sni-needed"),
	CLAIM(certificate_that_asks_for_a_name, "tls-sni-needed", "cert-intercepted"),
	CLAIM(other_certificate_without_a_name, "tls-sni-differs", "tls-sni-needed"),
	CLAIM(another_good_certificate_without_a_name, NULL, "tls-sni-differs tls-sni-needed"),
	CLAIM(hello_read_as_commands, "tls-plain-text", "tls-handshake-broken starttls-refused"),
	CLAIM(hello_answered_with_a_greeting, "tls-plain-text",
	      "mode-implicit-on-starttls-port starttls-injection"),
	CLAIM(hello_answered_by_a_web_proxy, "tls-plain-text",
	      "banner-not-smtp tls-handshake-broken"),
	CLAIM(hello_answered_with_a_reply_to_nothing, "starttls-injection", "tls-plain-text"),
	CLAIM(tls_refused_behind_its_go_ahead, "starttls-refused", "tls-plain-text"),
	CLAIM(hello_answered_with_a_greeting_on_465, "mode-implicit-on-starttls-port",
	      "tls-plain-text"),
	CLAIM(noise_for_a_hello, "tls-handshake-broken", "tls-plain-text"),
	CLAIM(words_behind_the_server_hello, "tls-plain-text",
	      "banner-not-smtp tls-handshake-broken"),
	CLAIM(no_cipher_in_common, "tls-handshake-refused", "tls-version-too-old"),
	CLAIM(refused_after_a_request_for_a_certificate, "tls-client-certificate",
	      "tls-handshake-refused"),
	CLAIM(version_refused_after_such_a_request, "tls-version-too-old",
	      "tls-client-certificate"),
	CLAIM(certificate_demanded_after_the_handshake, "tls-client-certificate", "ehlo-closed"),
	CLAIM(certificate_asked_for_and_good_bye, "ehlo-closed", "tls-client-certificate"),
	CLAIM(cipher_that_we_do_not_know, "tls-handshake-refused", "tls-handshake-broken"),
	CLAIM(handshake_of_noise, "tls-handshake-broken", "tls-handshake-refused"),
	CLAIM(key_that_we_refuse, "tls-weak-key", "tls-handshake-refused"),
	CLAIM(hello_answered_with_good_bye, "tls-handshake-closed", "starttls-closed"),
	CLAIM(go_ahead_and_good_bye, "starttls-closed", "tls-handshake-closed"),
	CLAIM(good_bye_in_mid_handshake, "tls-handshake-closed", "starttls-closed"),
	CLAIM(hello_unanswered, "tls-handshake-stalled", "mode-implicit-on-starttls-port"),
	CLAIM(handshake_through_a_hole, "net-mtu-black-hole", "tls-handshake-stalled"),
	CLAIM(handshake_silent_with_small_segments_too, "tls-handshake-stalled",
	      "net-mtu-black-hole"),
	CLAIM(nothing_passes_after_the_handshake, "net-half-open",
	      "banner-timeout banner-queue-full"),
	CLAIM(greeted_at_the_second_connection, "banner-queue-full",
	      "net-half-open banner-timeout"),
	CLAIM(quit_acknowledged_and_no_greeting, "banner-timeout",
	      "net-half-open banner-queue-full"),
	CLAIM(old_version_agreed, "tls-version-too-old", NULL),
	CLAIM(old_version_agreed_because_we_offered_no_other, "tls-client-too-old",
	      "tls-version-too-old"),
	CLAIM(server_that_speaks_older_ones_only, "tls-version-too-old",
	      "tls-client-too-old tls-handshake-refused"),
	CLAIM(server_that_speaks_newer_ones_only, "tls-client-too-old",
	      "tls-version-too-old tls-handshake-refused"),
	CLAIM(server_that_speaks_one_of_ours, "tls-handshake-refused",
	      "tls-version-too-old tls-client-too-old"),
	CLAIM(server_that_is_older_than_our_one_version, "tls-version-too-old",
	      "tls-client-too-old"),
	CLAIM(old_client_that_gets_through, "tls-client-too-old tls-legacy-versions",
	      "tls-version-too-old"),
	CLAIM(old_client_at_an_old_server, "tls-version-too-old", "tls-legacy-versions"),
	CLAIM(ssl3_accepted_too, "tls-legacy-versions", "tls-version-too-old"),
	CLAIM(no_secure_renegotiation, "tls-no-secure-renegotiation", "tls-handshake-refused"),
	CLAIM(secure_renegotiation, NULL, "tls-no-secure-renegotiation"),
	CLAIM(renegotiation_of_tls13, NULL, "tls-no-secure-renegotiation"),
	CLAIM(renegotiation_that_nobody_tells_of, NULL, "tls-no-secure-renegotiation"),
	CLAIM(short_diffie_hellman, "tls-weak-key", NULL),
	CLAIM(long_diffie_hellman, NULL, "tls-weak-key"),
	CLAIM(old_version_accepted_too, "tls-legacy-versions", "tls-version-too-old"),
	CLAIM(old_version_refused, NULL, "tls-legacy-versions tls-version-too-old"),
	CLAIM(broken_suite_accepted_too, "tls-weak-suites", "tls-compression"),
	CLAIM(good_suite_accepted_too, NULL, "tls-weak-suites tls-compression"),
	CLAIM(compression_accepted, "tls-compression", "tls-weak-suites"),
	CLAIM(newest_version_accepted_too, NULL, "tls-legacy-versions"),
	CLAIM(version_probe_limited, "server-limited-us submission-ready-no-login",
	      "banner-too-many-connections banner-rejected"),

	CLAIM(certificate_of_another, "cert-name-mismatch", "cert-untrusted cert-expired"),
	CLAIM(stranger_in_the_provider_s_place, "net-redirected", "cert-name-mismatch"),
	CLAIM(provider_with_a_certificate_of_another, "cert-name-mismatch", "net-redirected"),
	CLAIM(stranger_with_the_right_certificate, "cert-expired", "net-redirected"),
	CLAIM(certificate_past_its_day, "cert-expired", "cert-expiring cert-untrusted"),
	CLAIM(certificate_before_its_day, "cert-not-yet-valid", "cert-expired"),
	CLAIM(certificate_of_its_own, "cert-self-signed", "cert-untrusted cert-incomplete-chain"),
	CLAIM(certificate_of_an_unknown_ca, "cert-untrusted",
	      "cert-self-signed cert-intercepted cert-name-mismatch"),
	CLAIM(certificate_without_its_issuer, "cert-incomplete-chain", "cert-untrusted"),
	CLAIM(machine_without_a_trust_store, "cert-no-trust-store", "cert-untrusted"),
	CLAIM(certificate_of_a_virus_scanner, "cert-intercepted", "cert-untrusted"),
	CLAIM(three_faults_at_once, "cert-expired cert-name-mismatch cert-untrusted", NULL),
	CLAIM(certificate_that_was_revoked, "cert-revoked", "cert-staple-invalid cert-expired"),
	CLAIM(revoked_and_expired, "cert-revoked cert-expired", NULL),
	CLAIM(revoked_and_untrusted, "cert-untrusted cert-revoked", NULL),
	CLAIM(good_response, NULL, "cert-revoked cert-staple-invalid cert-staple-missing"),
	CLAIM(response_by_a_stranger, "cert-staple-invalid", "cert-revoked cert-staple-missing"),
	CLAIM(response_that_says_unknown, "cert-staple-invalid", "cert-revoked"),
	CLAIM(response_is_missed, "cert-staple-missing", "cert-staple-invalid"),
	CLAIM(certificate_that_ends_soon, "cert-expiring", "cert-expired"),
	CLAIM(certificate_that_ends_later, NULL, "cert-expiring"),
	CLAIM(days_are_asked_for, "cert-expiring", "cert-expired"),
	CLAIM(issuer_that_ends_soon, "cert-expiring", "cert-expired"),
	CLAIM(idle_certificate_that_ended, NULL, "cert-expiring"),
	CLAIM(stranger_whose_days_are_counted, "net-redirected", "cert-expiring"),
	CLAIM(certificate_with_a_weak_key, "cert-weak", "cert-untrusted"),
	CLAIM(certificate_that_nobody_signed, "cert-broken", "cert-untrusted cert-constraints"),
	CLAIM(certificate_of_one_who_may_not, "cert-constraints", "cert-untrusted cert-broken"),
	CLAIM(certificate_of_a_client, "cert-wrong-usage", "cert-untrusted"),
	CLAIM(key_that_may_not_sign, "cert-wrong-usage", "tls-handshake-broken"),
	CLAIM(chain_out_of_order, "cert-wrong-order", "cert-incomplete-chain"),
	CLAIM(certificate_renewed_on_one_port_only, "cert-expired cert-differs", "cert-expiring"),

	CLAIM(port_lost_between_two_hops, "net-path-blocked-at", "net-local-block"),
	CLAIM(port_refused_on_the_way, "net-refused-on-the-way", "net-path-blocked-at"),

	CLAIM(login_refused, "auth-refused", "auth-temporary"),
	CLAIM(login_refused_with_an_odd_secret, "auth-refused secret-suspicious", "auth-temporary"),
	CLAIM(login_refused_without_words, "auth-refused", "auth-temporary"),
	CLAIM(login_not_judged, "auth-temporary", "auth-refused"),
	CLAIM(login_by_an_unknown_mechanism, "auth-mechanism-mismatch", "auth-refused"),
	CLAIM(login_unanswered, "auth-timeout", "auth-refused auth-closed"),
	CLAIM(login_cut_off, "auth-closed", "auth-refused auth-timeout"),
	CLAIM(login_not_offered, "auth-not-offered", "auth-mechanism-mismatch"),
	CLAIM(login_with_nothing_in_common, "auth-mechanism-mismatch", "auth-not-offered"),
	CLAIM(login_that_needs_tls_first, "auth-only-after-tls", "auth-not-offered"),
	CLAIM(server_with_a_wrong_proof, "auth-server-not-proved",
	      "auth-refused auth-exchange-broken auth-few-iterations submission-ready"),
	CLAIM(server_without_a_proof, "auth-server-not-proved", "submission-ready"),
	CLAIM(server_behind_another_tls, "auth-server-not-proved", "auth-refused"),
	CLAIM(proof_of_ours_that_is_wrong, "auth-refused", "auth-server-not-proved"),
	CLAIM(login_without_a_ticket, "auth-no-ticket", "auth-withheld local-error"),
	CLAIM(server_that_kerberos_does_not_know, "auth-no-ticket", "auth-withheld"),
	CLAIM(kerberos_that_is_silent, "auth-no-ticket", "auth-timeout"),
	CLAIM(hashing_that_takes_too_long, "auth-exchange-broken", "auth-no-ticket auth-timeout"),
	CLAIM(challenge_that_is_none, "auth-exchange-broken",
	      "auth-server-not-proved auth-cancelled"),
	CLAIM(hashing_without_end, "auth-exchange-broken", "auth-few-iterations"),
	CLAIM(name_that_cannot_be_written, "auth-exchange-broken", "auth-withheld"),
	CLAIM(tls_that_cannot_be_bound_to, "auth-exchange-broken", "auth-withheld"),
	CLAIM(few_iterations, "auth-few-iterations", "auth-exchange-broken"),
	CLAIM(enough_iterations, "submission-ready", "auth-few-iterations"),
	CLAIM(login_that_we_withhold, "auth-withheld", "auth-refused"),
	CLAIM(login_after_two_that_failed, "auth-withheld", "auth-refused"),
	CLAIM(login_that_one_mechanism_refuses, "auth-mechanism-broken", "auth-refused"),
	CLAIM(login_tried_elsewhere, "submission-ready", "auth-not-offered auth-withheld"),
	CLAIM(token_refused_with_a_report, "auth-oauth-334-json", "gmail-badcredentials"),

	CLAIM(mail_unanswered, "envelope-timeout", "envelope-closed"),
	CLAIM(mail_cut_off, "envelope-closed", "envelope-timeout"),
	CLAIM(mail_without_login, "starttls-first", "auth-refused"),
	CLAIM(recipient_refused, "relay-denied", "starttls-first"),
	CLAIM(recipient_refused_after_one_was_taken, "relay-denied", "starttls-first reply-250"),
	CLAIM(reset_refused, "enhanced-x.3.2", "relay-denied"),
	CLAIM(mail_larger_than_the_list_allows, "envelope-too-large", "envelope-no-smtputf8"),
	CLAIM(mail_with_letters_beyond_ascii, "envelope-no-smtputf8", "envelope-too-large"),
	CLAIM(notices_that_nobody_offers, "envelope-no-dsn", "envelope-too-large"),
	CLAIM(notices_that_are_offered, "submission-ready-no-login", "envelope-no-dsn"),
	CLAIM(recipient_elsewhere_refused_without_words, "relay-denied", "reply-550"),
	CLAIM(recipient_at_home_refused_without_words, "reply-550", "relay-denied"),

	CLAIM(message_unanswered, "message-timeout", "message-closed envelope-timeout"),
	CLAIM(message_cut_off, "message-closed", "message-timeout envelope-closed"),
	CLAIM(data_unanswered, "message-timeout", "envelope-timeout"),
	CLAIM(message_refused, "mail-size-exceeded", "message-closed envelope-too-large"),
	CLAIM(message_taken, "submission-ready-no-login", "message-timeout message-closed"),

	CLAIM(limited, "banner-too-many-connections", "ehlo-name-rejected"),
	CLAIM(transcript_that_ends_early, "transcript-unfinished", "interrupted clock-skew"),
	CLAIM(interrupted, "interrupted", "ehlo-closed check-timeout"),
	CLAIM(out_of_time, "check-timeout", "ehlo-timeout interrupted"),
	CLAIM(shut_out_after_the_first_connection, "tester-banned", "net-connect-refused"),
	CLAIM(one_connection_lost, NULL, "tester-banned net-connect-refused"),

	CLAIM(all_well_through_a_proxy, "submission-ready-no-login", "proxy-unreachable"),
	CLAIM(proxy_whose_name_does_not_exist, "proxy-unreachable", "dns-nxdomain"),
	CLAIM(proxy_without_a_resolver_to_find_it, "proxy-unreachable", "net-offline"),
	CLAIM(proxy_with_ipv4_only, NULL, "proxy-unreachable dns-nxdomain"),
	CLAIM(proxy_that_refuses_connections, "proxy-unreachable", "net-connect-refused"),
	CLAIM(proxy_that_is_dead, "proxy-unreachable", "net-connect-timeout"),
	CLAIM(proxy_behind_a_firewall, "proxy-unreachable", "net-prohibited"),
	CLAIM(proxy_without_a_route, "proxy-unreachable", "net-offline net-no-route"),
	CLAIM(proxy_and_no_descriptors, "local-error", "proxy-unreachable"),
	CLAIM(proxy_lost_after_the_first_connections, NULL, "tester-banned proxy-unreachable"),
	CLAIM(proxy_that_nobody_names, "proxy-auth", "proxy-refused"),
	CLAIM(proxy_that_takes_no_method, "proxy-auth", "proxy-refused"),
	CLAIM(proxy_that_refuses_the_password, "proxy-auth", "proxy-refused"),
	CLAIM(rule_after_a_login, "proxy-refused", "proxy-auth"),
	CLAIM(socks5_general_failure, "proxy-connect-failed", "proxy-refused"),
	CLAIM(socks5_rule, "proxy-refused", "proxy-auth"),
	CLAIM(socks5_network_unreachable, "net-unreachable", NULL),
	CLAIM(socks5_host_unreachable, "net-unreachable", NULL),
	CLAIM(socks5_server_refuses, "net-connect-refused", "proxy-refused"),
	CLAIM(socks5_ttl_expired, "net-connect-timeout", NULL),
	CLAIM(socks5_reply_of_the_future, "proxy-connect-failed", NULL),
	CLAIM(http_no_login, "proxy-auth", "proxy-refused"),
	CLAIM(http_wrong_password, "proxy-auth", "proxy-refused"),
	CLAIM(http_forbidden, "proxy-refused", "proxy-auth"),
	CLAIM(http_no_connect, "proxy-refused", NULL),
	CLAIM(http_not_found, "proxy-not-a-proxy", "proxy-refused"),
	CLAIM(http_redirect, "proxy-refused", NULL),
	CLAIM(http_bad_gateway, "proxy-connect-failed", "net-connect-refused"),
	CLAIM(http_gateway_timeout, "net-connect-timeout", NULL),
	CLAIM(http_503_name, "proxy-name-unknown", "proxy-connect-failed"),
	CLAIM(http_503_refused, "net-connect-refused", "proxy-connect-failed"),
	CLAIM(http_503_other, "proxy-connect-failed", "net-connect-refused"),
	CLAIM(http_502_name, "proxy-name-unknown", "dns-nxdomain"),
	CLAIM(http_502_refused, "net-connect-refused", NULL),
	CLAIM(refused_port_that_nobody_offers, "net-port-not-offered", "net-connect-refused"),
	CLAIM(proxy_is_a_mail_server, "proxy-not-a-proxy", "reply-malformed"),
	CLAIM(proxy_hangs_up, "proxy-no-answer", "proxy-not-a-proxy"),
	CLAIM(proxy_is_silent, "proxy-no-answer", "net-connect-timeout"),
	CLAIM(proxy_is_silent_after_the_request, "net-connect-timeout", "proxy-no-answer"),
	CLAIM(proxy_hangs_up_after_the_request, "proxy-no-answer", "net-reset"),

	CLAIM(records_of_another_key, "dane-mismatch", "dane-unusable dane-stale-record mx-ready"),
	CLAIM(records_of_this_key, "mx-ready", "dane-mismatch dane-unusable dane-stale-record"),
	CLAIM(records_of_this_key_and_of_the_next, "dane-stale-record mx-ready", "dane-mismatch"),
	CLAIM(records_that_nobody_can_use, "dane-unusable mx-ready", "dane-mismatch"),
	CLAIM(no_records, "mx-ready", "dane-unusable dane-lookup-failed dane-mismatch"),
	CLAIM(records_that_cannot_be_asked_for, "dane-lookup-failed", "dane-unusable"),
	CLAIM(records_that_nobody_signed, "mx-ready", "dane-mismatch dane-unusable"),
	CLAIM(tls_that_records_promise, "dane-starttls-missing",
	      "mx-ready starttls-not-offered starttls-stripped"),
	CLAIM(tls_that_unsigned_records_promise, "starttls-not-offered mx-ready",
	      "dane-starttls-missing"),
	CLAIM(tls_that_a_stranger_says_is_promised, "starttls-not-offered mx-ready",
	      "dane-starttls-missing"),
	CLAIM(tls_promised_for_another_port, "starttls-not-offered mx-ready",
	      "dane-starttls-missing"),

	CLAIM(ready, "submission-ready", no_trouble),
	CLAIM(ready_without_login, "submission-ready-no-login", no_trouble),
	CLAIM(reached, "reach-ready", no_trouble),

	CLAIM(good_token_that_is_refused, "m365-5.7.3", of_tokens),
	CLAIM(expired_token_that_is_kept_back, "oauth-token-expired", "auth-withheld m365-5.7.3"),
	CLAIM(expired_token_that_is_refused, "oauth-token-expired", "auth-withheld m365-5.7.3"),
	CLAIM(expired_token_where_smtp_auth_is_off, "m365-smtpauth-disabled-tenant",
	      "m365-5.7.3 auth-withheld"),
	CLAIM(expired_token_that_is_taken, "submission-ready", of_tokens),
	CLAIM(expired_token_and_another_mechanism, "m365-5.7.3", of_tokens),
	CLAIM(expired_token_that_nobody_came_to_see, "banner-timeout oauth-token-expired",
	      "auth-withheld"),
	CLAIM(token_of_tomorrow, "oauth-token-not-yet-valid", "oauth-token-expired"),
	CLAIM(token_for_another_service, "oauth-audience", "oauth-scope oauth-token-malformed"),
	CLAIM(token_without_the_scope, "oauth-scope", "oauth-audience oauth-role"),
	CLAIM(app_without_its_role, "oauth-role", "oauth-scope m365-5.7.3"),
	CLAIM(token_of_somebody_else, "oauth-user-mismatch", "oauth-scope m365-5.7.3"),
	CLAIM(token_that_was_cut, "oauth-token-malformed", "oauth-audience oauth-scope"),
	CLAIM(kept_back_for_a_token_that_nobody_knows, "auth-withheld", of_tokens),
	cmocka_unit_test(token_alone_is_judged),
	cmocka_unit_test(token_services_that_give_none_are_judged),

	cmocka_unit_test(every_id_is_raised_by_some_story),
	cmocka_unit_test(every_id_has_words),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

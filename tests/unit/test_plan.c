#include "unit.h"
#include "fake_knowledge.h"

#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

/* One plan under test: its record holds the arena of all. */
struct scene {
	struct record *r;
	struct knowledge *k;
	struct plan_options o;
	struct target t;
	struct list hosts, endpoints;
	const char *fault;
};

static int scene_new(void **state)
{
	struct record *r = record_new();
	struct scene *s = ARENA_NEW(r->arena, struct scene);

	s->r = r;
	s->k = fake_knowledge(r->arena);
	s->o.tls_mode = -1;
	*state = s;
	return 0;
}

static int scene_free(void **state)
{
	record_free(((struct scene *)*state)->r);
	return 0;
}

#define SCENE_TEST(f) cmocka_unit_test_setup_teardown(f, scene_new, scene_free)

static void name_port(struct scene *s, int port)
{
	struct need *n = ARENA_NEW(s->r->arena, struct need);

	n->port = port;
	list_append(&s->o.ports, n);
}

/* An answer of DNS to the question `name` `type`; `data` separated by '|'. */
static void answer(struct scene *s, const char *name, const char *type, enum dns_status status,
		   const char *data)
{
	struct dns_query *q = ARENA_NEW(s->r->arena, struct dns_query);
	char *copy = arena_str(s->r->arena, data), *save = NULL;

	q->name = name;
	q->type = type;
	q->status = status;
	for (char *p = strtok_r(copy, "|", &save); p != NULL; p = strtok_r(NULL, "|", &save)) {
		struct dns_answer *d = ARENA_NEW(s->r->arena, struct dns_answer);

		d->name = name;
		d->type = type;
		d->data = bytes_str(s->r->arena, p);
		list_append(&q->answers, d);
	}
	list_append(&s->r->queries, q);
}

static int plan(struct scene *s, const char *input)
{
	struct list questions = {0};

	assert_int_equal(target_read(s->r->arena, input, &s->o, s->k, &s->t, &s->fault), 0);
	plan_questions(s->r, &s->t, &questions);
	if (plan_hosts(s->r, &s->t, s->k, &s->hosts, &s->fault) < 0)
		return -1;
	plan_endpoints(s->r, &s->t, &s->o, s->k, &s->hosts, &s->endpoints);
	return 0;
}

static const char *mark(enum tls_mode mode)
{
	return mode == TLS_MODE_IMPLICIT ? "i" : mode == TLS_MODE_NONE ? "n" : "";
}

/* "587 465i (25)": i implicit, n none, in brackets what is not offered, "-" without login. */
static const char *endpoints(const struct scene *s)
{
	struct arena *a = s->r->arena;
	const char *all = "";

	LIST_EACH (struct endpoint, e, &s->endpoints) {
		const char *one = arena_printf(a, "%d%s", e->port, mark(e->mode));

		if (!e->offered)
			one = arena_printf(a, "(%s)", one);
		else if (!e->login)
			one = arena_printf(a, "%s-", one);
		if (s->hosts.n > 1)
			one = arena_printf(a, "%s@%s", one, e->host);
		all = arena_printf(a, "%s%s%s", all, *all == '\0' ? "" : " ", one);
	}
	return all;
}

/* "any 587 465i" or "all 25" */
static const char *needs(const struct scene *s)
{
	const char *all = s->r->needs_all ? "all" : "any";

	LIST_EACH (struct need, n, &s->r->needs) {
		all = arena_printf(s->r->arena, "%s %d%s", all, n->port, mark(n->mode));
	}
	return all;
}

static const char *hosts(const struct scene *s)
{
	const char *all = "";

	LIST_EACH (struct string_item, it, &s->hosts) {
		all = arena_printf(s->r->arena, "%s%s%s", all, *all == '\0' ? "" : " ", it->s);
	}
	return all;
}

static void plan_of_a_host_probes_the_three_ports_and_needs_one_of_two(void **state)
{
	struct scene *s = *state;

	plan(s, "mail.example.org");
	assert_string_equal(hosts(s), "mail.example.org");
	assert_string_equal(endpoints(s), "587 465i 25");
	assert_string_equal(needs(s), "any 587 465i");
	assert_null(s->r->provider);
	assert_int_equal(s->r->purpose, PURPOSE_SUBMISSION);
}

static void add_control(struct scene *s, const char *host, int port)
{
	struct host_port *c = ARENA_NEW(s->r->arena, struct host_port);

	c->host = host;
	c->port = port;
	list_append(&s->o.controls, c);
}

static void resolved(struct scene *s, const char *host, const char *address)
{
	struct address *a = ARENA_NEW(s->r->arena, struct address);

	a->host = host;
	a->address = address;
	list_append(&s->r->addresses, a);
}

static void plan_of_controls_takes_one_address_of_each_family(void **state)
{
	struct scene *s = *state;
	struct list more = {0};
	const char *all = "";

	add_control(s, "mx.example.net", 587);
	add_control(s, "mx.example.net", 443);
	add_control(s, "mail.example.org", 993);
	plan(s, "mail.example.org");
	plan_control_hosts(s->r, &s->o, &s->hosts, &more);
	assert_int_equal(more.n, 1);
	assert_string_equal(((struct string_item *)(void *)more.first)->s, "mx.example.net");
	resolved(s, "mx.example.net", "192.0.2.1");
	resolved(s, "mx.example.net", "192.0.2.2");
	resolved(s, "mail.example.org", "192.0.2.25");
	resolved(s, "mx.example.net", "2001:db8::1");
	s->endpoints = (struct list){0};
	plan_endpoints(s->r, &s->t, &s->o, s->k, &s->hosts, &s->endpoints);
	plan_controls(s->r, &s->r->controls, &s->endpoints);
	LIST_EACH (struct endpoint, e, &s->endpoints) {
		if (e->purpose == SESSION_CONTROL)
			all = arena_printf(s->r->arena, "%s %s:%d%s", all, e->address, e->port,
					   e->connect_only ? "" : " talks");
		assert_true(e->purpose == SESSION_PRIMARY || !e->login);
	}
	assert_string_equal(all, " 192.0.2.1:587 talks 2001:db8::1:587 talks 192.0.2.1:443"
				 " 2001:db8::1:443 192.0.2.25:993");
	assert_string_equal(needs(s), "any 587 465i");
	assert_true(is_control_host(s->r, "MX.example.net"));
	assert_false(is_control_host(s->r, "mail.example.org"));
	answer(s, "example.org", "MX", DNS_OK, "10 mx.example.net");
	assert_false(is_control_host(s->r, "mx.example.net"));
}

static void plan_marks_what_the_provider_does_not_offer(void **state)
{
	struct scene *s = *state;

	plan(s, "smtp.bigmail.example");
	assert_string_equal(endpoints(s), "587 (465i) 25");
	assert_string_equal(needs(s), "any 587");
	assert_string_equal(s->r->provider, "bigmail");
}

static void plan_of_a_profile_without_ports_takes_the_usual_ones(void **state)
{
	struct scene *s = *state;

	plan(s, "portless.example");
	assert_string_equal(endpoints(s), "587 465i 25");
	assert_string_equal(needs(s), "any 587 465i");
	assert_string_equal(s->r->provider, "portless");
}

static void plan_takes_a_provider_by_its_name(void **state)
{
	struct scene *s = *state;

	plan(s, "bigmail");
	assert_string_equal(hosts(s), "smtp.bigmail.example");
	assert_string_equal(s->r->host, "smtp.bigmail.example");
	assert_string_equal(s->r->provider, "bigmail");
}

static void plan_adds_offers_where_the_usual_ports_have_none(void **state)
{
	struct scene *s = *state;

	plan(s, "relay.example");
	assert_string_equal(endpoints(s), "(587) (465i) 2525 4465i (25)");
	assert_string_equal(needs(s), "any 2525 4465i");
}

static void plan_of_an_exchanger_by_name_needs_port_25(void **state)
{
	struct scene *s = *state;

	plan(s, "contoso.mx.bigmail.example");
	assert_int_equal(s->r->purpose, PURPOSE_MX);
	assert_string_equal(endpoints(s), "(587) (465i) 25");
	assert_string_equal(needs(s), "any 25");
}

static void plan_needs_every_port_that_was_named(void **state)
{
	struct scene *s = *state;

	name_port(s, 25);
	name_port(s, 465);
	name_port(s, 2465);
	name_port(s, 25);
	plan(s, "smtp.bigmail.example");
	assert_string_equal(endpoints(s), "465i 2465i 25");
	assert_string_equal(needs(s), "all 25 465i 2465i");
	assert_int_equal(s->r->purpose, PURPOSE_SUBMISSION);
}

static void plan_of_a_port_in_the_target_is_that_of_a_named_port(void **state)
{
	struct scene *s = *state;

	plan(s, "mail.example.org:2525");
	assert_string_equal(endpoints(s), "2525");
	assert_string_equal(needs(s), "all 2525");
	assert_int_equal(s->r->purpose, PURPOSE_CUSTOM);
}

static void plan_obeys_schemes(void **state)
{
	static const char *const cases[][3] = {
		{"smtp://mail.example.org", "587 25", "any 587"},
		{"smtps://mail.example.org", "465i", "any 465i"},
		{"smtps://smtp.bigmail.example", "(465i)", "any 465i"},
		{"smtp://mail.example.org:465", "465", "all 465"},
		{"smtps://mail.example.org:587", "587i", "all 587i"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene *s;

		print_message("  %s\n", cases[i][0]);
		scene_free(state);
		scene_new(state);
		s = *state;
		plan(s, cases[i][0]);
		assert_string_equal(endpoints(s), cases[i][1]);
		assert_string_equal(needs(s), cases[i][2]);
	}
}

static void plan_obeys_tls_modes(void **state)
{
	struct scene *s = *state;

	s->o.tls_mode = TLS_MODE_NONE;
	plan(s, "mail.example.org");
	assert_string_equal(endpoints(s), "587n 465n 25n");
	assert_string_equal(needs(s), "any 587n 465n");
}

static void plan_gives_every_endpoint_the_address_that_was_named(void **state)
{
	struct scene *s = *state;

	s->o.address = "192.0.2.9";
	plan(s, "mail.example.org");
	LIST_EACH (struct endpoint, e, &s->endpoints) {
		assert_string_equal(e->address, "192.0.2.9");
	}
}

static void plan_of_an_odd_name_probes_nothing(void **state)
{
	struct scene *s = *state;

	plan(s, "mail.example.org\\\t,");
	assert_string_equal(s->r->name_fault, "control");
	assert_string_equal(s->r->input, "mail.example.org\\\\\\x09,");
	assert_int_equal(s->hosts.n, 0);
	assert_int_equal(s->endpoints.n, 0);
}

static void plan_of_mx_asks_and_takes_exchangers_by_preference(void **state)
{
	struct scene *s = *state;

	s->o.mx = true;
	answer(s, "example.org", "MX", DNS_OK,
	       "20 b.example.org|10 A.example.org.|20 b.example.org|5 192.0.2.1|x|30 c_1.example");
	plan(s, "example.org");
	assert_string_equal(hosts(s), "a.example.org b.example.org c_1.example");
	/* a forged answer could name anybody: no login where it leads out of the domain */
	assert_string_equal(endpoints(s), "25@a.example.org 25@b.example.org 25-@c_1.example");
	assert_string_equal(needs(s), "any 25");
	assert_int_equal(s->r->purpose, PURPOSE_MX);
	assert_string_equal(s->r->host, "example.org");
}

static void plan_of_mx_knows_null_implicit_and_failed(void **state)
{
	static const struct {
		const char *label;
		enum dns_status status;
		const char *data, *hosts;
	} cases[] = {
		{"null MX", DNS_OK, "0 .", ""},
		{"no MX", DNS_NODATA, "", "example.org"},
		{"no domain", DNS_NXDOMAIN, "", ""},
		{"server failed", DNS_SERVFAIL, "", ""},
		{"nothing usable", DNS_OK, "10 192.0.2.1", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene *s;

		print_message("  %s\n", cases[i].label);
		scene_free(state);
		scene_new(state);
		s = *state;
		s->o.mx = true;
		answer(s, "example.org", "MX", cases[i].status, cases[i].data);
		assert_int_equal(plan(s, "example.org"), 0);
		assert_string_equal(hosts(s), cases[i].hosts);
	}
}

static void plan_of_mx_knows_whose_exchanger_it_is(void **state)
{
	struct scene *s = *state;

	s->o.mx = true;
	answer(s, "contoso.example", "MX", DNS_OK, "0 contoso.mx.bigmail.example");
	plan(s, "contoso.example");
	assert_string_equal(s->r->provider, "bigmail-mx");
	assert_string_equal(endpoints(s), "25");
}

static void plan_holds_the_number_of_exchangers(void **state)
{
	struct scene *s = *state;
	const char *all = "1 mx0.example.org";

	for (int i = 1; i < 40; i++)
		all = arena_printf(s->r->arena, "%s|1 mx%d.example.org", all, i);
	s->o.mx = true;
	answer(s, "example.org", "MX", DNS_OK, all);
	plan(s, "example.org");
	assert_int_equal(s->hosts.n, 16);
}

static void plan_questions_are_those_of_the_kind(void **state)
{
	struct scene *s = *state;
	static const char *const cases[][2] = {
		{"mail.example.org", ""},
		{"bigmail", ""},
		{"bob@example.org,", ""},
		{"bob@example.org", " SRV _submissions._tcp.example.org"
				    " SRV _submission._tcp.example.org MX example.org"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list questions = {0};
		const char *all = "";

		print_message("  %s\n", cases[i][0]);
		target_read(s->r->arena, cases[i][0], &s->o, s->k, &s->t, &s->fault);
		plan_questions(s->r, &s->t, &questions);
		LIST_EACH (struct question, q, &questions) {
			all = arena_printf(s->r->arena, "%s %s %s", all, q->type, q->name);
		}
		assert_string_equal(all, cases[i][1]);
	}
}

static void plan_of_a_mailbox_takes_what_srv_names(void **state)
{
	struct scene *s = *state;

	answer(s, "_submissions._tcp.example.org", "SRV", DNS_OK,
	       "20 0 465 other.example.org|10 0 4465 mail.example.org");
	answer(s, "_submission._tcp.example.org", "SRV", DNS_OK, "0 0 587 mail.example.org.");
	answer(s, "example.org", "MX", DNS_OK, "0 contoso.mx.bigmail.example");
	plan(s, "bob@example.org");
	assert_string_equal(hosts(s), "mail.example.org");
	assert_string_equal(s->r->host, "mail.example.org");
	assert_string_equal(endpoints(s), "587 4465i");
	assert_string_equal(needs(s), "any 4465i 587");
	assert_string_equal(s->t.user, "bob@example.org");
}

static void plan_of_a_mailbox_logs_in_to_strangers_never(void **state)
{
	struct scene *s = *state;

	answer(s, "_submissions._tcp.example.org", "SRV", DNS_OK, "0 0 465 evil.example");
	answer(s, "_submission._tcp.example.org", "SRV", DNS_OK, "0 0 587 smtp.bigmail.example");
	plan(s, "bob@example.org");
	assert_string_equal(endpoints(s), "587@smtp.bigmail.example 465i-@evil.example");
}

static void plan_of_a_mailbox_trusts_no_stranger_on_a_named_port(void **state)
{
	struct scene *s = *state;

	answer(s, "_submissions._tcp.example.org", "SRV", DNS_OK, "0 0 465 evil.example");
	answer(s, "_submission._tcp.example.org", "SRV", DNS_OK, "0 0 587 mail.example.org");
	name_port(s, 587);
	plan(s, "bob@example.org");
	assert_string_equal(endpoints(s), "587-@evil.example 587@mail.example.org");
}

static void plan_of_a_mailbox_obeys_services_that_are_not_offered(void **state)
{
	struct scene *s = *state;

	answer(s, "_submissions._tcp.example.org", "SRV", DNS_OK, "0 0 0 .");
	answer(s, "_submission._tcp.example.org", "SRV", DNS_OK, "0 0 587 mail.example.org");
	plan(s, "bob@example.org");
	assert_string_equal(endpoints(s), "587");
}

static void plan_of_a_mailbox_takes_the_profile_of_its_mx(void **state)
{
	struct scene *s = *state;

	answer(s, "_submissions._tcp.contoso.example", "SRV", DNS_NXDOMAIN, "");
	answer(s, "contoso.example", "MX", DNS_OK,
	       "10 backup.example|0 contoso.mx.bigmail.example");
	plan(s, "bob@contoso.example");
	assert_string_equal(hosts(s), "smtp.bigmail.example");
	assert_string_equal(s->r->host, "smtp.bigmail.example");
	assert_string_equal(s->r->provider, "bigmail");
	assert_string_equal(endpoints(s), "587 (465i) 25");
}

static void plan_of_a_mailbox_of_a_provider_needs_no_answer(void **state)
{
	struct scene *s = *state;

	answer(s, "bigmail.example", "MX", DNS_TIMEOUT, "");
	plan(s, "bob@BigMail.example");
	assert_string_equal(hosts(s), "smtp.bigmail.example");
}

static void plan_of_a_mailbox_names_the_way_out_where_nothing_is_known(void **state)
{
	struct scene *s = *state;

	answer(s, "example.org", "MX", DNS_OK, "0 mx.example.org");
	assert_int_equal(plan(s, "bob@example.org"), -1);
	assert_non_null(strstr(s->fault, "HOST"));
	assert_non_null(strstr(s->fault, "--mx example.org"));
}

static void plan_of_a_mailbox_leaves_faults_of_dns_to_the_findings(void **state)
{
	struct scene *s = *state;

	answer(s, "example.org", "MX", DNS_NXDOMAIN, "");
	assert_int_equal(plan(s, "bob@example.org"), 0);
	assert_int_equal(s->hosts.n, 0);
}

static void add_address(struct scene *s, const char *host, const char *address)
{
	struct address *a = ARENA_NEW(s->r->arena, struct address);

	a->host = host;
	a->address = address;
	list_append(&s->r->addresses, a);
}

static void names_of_addresses_are_asked_for_once(void **state)
{
	struct scene *s = *state;
	struct list questions = {0};
	const struct question *q;

	add_address(s, "mx1.example.org", "192.0.2.1");
	add_address(s, "mx1.example.org", "192.0.2.2");
	add_address(s, "mx2.example.org", "192.0.2.1");
	plan_names(s->r, &questions);
	assert_int_equal(questions.n, 2);
	q = (const void *)questions.first;
	assert_string_equal(q->name, "1.2.0.192.in-addr.arpa");
	assert_string_equal(q->type, "PTR");
	q = (const void *)questions.last;
	assert_string_equal(q->name, "2.2.0.192.in-addr.arpa");
}

static void add_hop(struct scene *s, struct trace *t, const char *address)
{
	struct hop *h = list_append(&t->hops, ARENA_NEW(s->r->arena, struct hop));

	h->address = address;
}

static void plan_asks_the_names_of_hops_that_are_not_known_yet(void **state)
{
	struct scene *s = *state;
	struct trace *t = list_append(&s->r->traces, ARENA_NEW(s->r->arena, struct trace));
	struct dns_query *asked =
		list_append(&s->r->queries, ARENA_NEW(s->r->arena, struct dns_query));
	struct list questions = {0};

	asked->name = "1.2.0.192.in-addr.arpa";
	asked->type = "PTR";
	add_address(s, "mail.example.org", "192.0.2.1");
	add_hop(s, t, "192.0.2.9");
	add_hop(s, t, NULL);
	add_hop(s, t, "192.0.2.1");
	add_hop(s, t, "192.0.2.9");
	plan_names(s->r, &questions);
	assert_int_equal(questions.n, 1);
	assert_string_equal(((const struct question *)questions.first)->name,
			    "9.2.0.192.in-addr.arpa");
}

static const struct CMUnitTest tests[] = {
	SCENE_TEST(plan_of_a_host_probes_the_three_ports_and_needs_one_of_two),
	SCENE_TEST(plan_of_controls_takes_one_address_of_each_family),
	SCENE_TEST(plan_marks_what_the_provider_does_not_offer),
	SCENE_TEST(plan_of_a_profile_without_ports_takes_the_usual_ones),
	SCENE_TEST(plan_takes_a_provider_by_its_name),
	SCENE_TEST(plan_adds_offers_where_the_usual_ports_have_none),
	SCENE_TEST(plan_of_an_exchanger_by_name_needs_port_25),
	SCENE_TEST(plan_needs_every_port_that_was_named),
	SCENE_TEST(plan_of_a_port_in_the_target_is_that_of_a_named_port),
	SCENE_TEST(plan_obeys_schemes),
	SCENE_TEST(plan_obeys_tls_modes),
	SCENE_TEST(plan_gives_every_endpoint_the_address_that_was_named),
	SCENE_TEST(plan_of_an_odd_name_probes_nothing),
	SCENE_TEST(plan_of_mx_asks_and_takes_exchangers_by_preference),
	SCENE_TEST(plan_of_mx_knows_null_implicit_and_failed),
	SCENE_TEST(plan_of_mx_knows_whose_exchanger_it_is),
	SCENE_TEST(plan_asks_the_names_of_hops_that_are_not_known_yet),
	SCENE_TEST(plan_holds_the_number_of_exchangers),
	SCENE_TEST(plan_questions_are_those_of_the_kind),
	SCENE_TEST(plan_of_a_mailbox_takes_what_srv_names),
	SCENE_TEST(plan_of_a_mailbox_trusts_no_stranger_on_a_named_port),
	SCENE_TEST(plan_of_a_mailbox_logs_in_to_strangers_never),
	SCENE_TEST(plan_of_a_mailbox_obeys_services_that_are_not_offered),
	SCENE_TEST(plan_of_a_mailbox_takes_the_profile_of_its_mx),
	SCENE_TEST(plan_of_a_mailbox_of_a_provider_needs_no_answer),
	SCENE_TEST(plan_of_a_mailbox_names_the_way_out_where_nothing_is_known),
	SCENE_TEST(plan_of_a_mailbox_leaves_faults_of_dns_to_the_findings),
	SCENE_TEST(names_of_addresses_are_asked_for_once),
};

UNIT_MAIN(tests)

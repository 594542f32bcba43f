/* Two records: each kind of difference is seen, what always differs is none, and one sentence says
 * what happened. Several: who is blocked where. */
#include "unit.h"

#include "interpret/compare.h"
#include "interpret/interpret.h"
#include "../support/make_record.h"

#include <stdlib.h>
#include <string.h>

static struct knowledge *knowledge;

enum { MANY = 4 };

/* Records of several runs, and what comparing them gives. */
struct runs {
	struct arena *a;
	struct story *told[MANY];
	struct interpretation *means[MANY];
	struct compared records[MANY];
	const char *files[MANY]; /* NULL: as in `files` */
	size_t n;
	struct comparison *result;
};

static struct story *new_run(struct runs *x, const char *hostname)
{
	struct story *t = x->told[x->n++] = story_new();

	story_target(t, "mail.example.org", NULL);
	story_address(t, "mail.example.org", "192.0.2.1", ADDRESS_DNS);
	t->r->hostname = hostname;
	return t;
}

/* A good session on 587 and one on 465. */
static void goes_well(struct story *t)
{
	story_session(t, "192.0.2.1", 587);
	story_passes_all(t);
	story_session(t, "192.0.2.1", 465);
	story_passes_all(t);
}

/* Two runs of one machine, both fine; a test spoils what it is about. */
static int begin(void **state)
{
	static struct runs x;

	x = (struct runs){.a = arena_new()};
	goes_well(new_run(&x, "client.example.net"));
	goes_well(new_run(&x, "client.example.net"));
	*state = &x;
	return 0;
}

static int end(void **state)
{
	struct runs *x = *state;

	for (size_t i = 0; i < x->n; i++) {
		interpretation_free(x->means[i]);
		story_free(x->told[i]);
	}
	arena_free(x->a);
	return 0;
}

static const char *const files[MANY] = {"a.json", "b.json", "c.json", "d.json"};

static struct comparison *compared(struct runs *x)
{
	for (size_t i = 0; i < x->n; i++) {
		x->means[i] = interpretation_free(x->means[i]);
		x->means[i] = interpret(x->told[i]->r, knowledge);
		x->records[i] =
			(struct compared){.file = x->files[i] != NULL ? x->files[i] : files[i],
					  .record = x->told[i]->r,
					  .interpretation = x->means[i]};
	}
	return x->result = compare_records(x->a, x->records, x->n, knowledge);
}

static struct story *before(struct runs *x)
{
	return x->told[0];
}

static struct story *after(struct runs *x)
{
	return x->told[1];
}

/* The session to that port of the story is the one that is told on. */
static struct story *at_port(struct story *t, int port)
{
	LIST_EACH (struct session, s, &t->r->sessions)
		if (s->port == port)
			t->s = s;
	t->st = NULL;
	return t;
}

static struct stage *stage_at(struct story *t, int port, enum stage_id id)
{
	return session_stage(at_port(t, port)->s, id);
}

static void greets(struct story *t, int port, const char *words)
{
	struct stage *st = stage_at(t, port, STAGE_BANNER);

	st->reply.code = 220;
	st->reply.text = bytes_str(t->r->arena, words);
}

static void fails_tcp(struct story *t, int port, enum tcp_class class)
{
	at_port(t, port);
	story_unreached(t, class);
}

static void shows_certificate(struct story *t, int port, const char *sha256)
{
	struct certificate *c = story_certificate(at_port(t, port));

	c->subject = "CN=mail.example.org,O=Example";
	c->sha256 = sha256;
}

static const struct difference *difference(struct runs *x, enum difference_kind kind)
{
	LIST_EACH (const struct difference, d, &x->result->differences)
		if (d->kind == kind)
			return d;
	return NULL;
}

static void assert_sentence(struct runs *x, const char *sentence)
{
	assert_string_equal(compared(x)->sentence, sentence);
	assert_true(x->result->differ);
}

static void assert_same(struct runs *x)
{
	assert_string_equal(compared(x)->sentence, "Nothing changed.");
	assert_false(x->result->differ);
}

/* What was interpreted goes with its story. */
static void swap(struct runs *x)
{
	struct story *t = x->told[0];
	struct interpretation *i = x->means[0];

	x->told[0] = x->told[1];
	x->told[1] = t;
	x->means[0] = x->means[1];
	x->means[1] = i;
}

/* It is seen as the only difference that counts, with those values, and the other way round. */
static void assert_change(struct runs *x, enum difference_kind kind, const char *was,
			  const char *is)
{
	const struct difference *d;

	for (int turn = 0; turn < 2; turn++) {
		compared(x);
		assert_true(x->result->differ);
		d = (const void *)x->result->differences.first;
		assert_non_null(d);
		assert_int_equal(d->kind, kind);
		assert_string_equal(seen_words(&d->values[turn]), was);
		assert_string_equal(seen_words(&d->values[1 - turn]), is);
		LIST_EACH (const struct difference, other, &x->result->differences)
			assert_true(other == d || other->weight >= WEIGHT_EFFECT);
		swap(x);
	}
}

/* ---- what always differs ---- */

static void a_record_is_like_itself(void **state)
{
	struct runs *x = *state;

	story_free(x->told[1]);
	x->told[1] = x->told[0];
	before(x)->r->id = "one";
	assert_same(x);
	assert_int_equal(x->result->mode, COMPARE_BEFORE_AFTER);
	assert_int_equal(x->result->notes.n, 1); /* of one run */
	x->n = 1;
	x->means[1] = interpretation_free(x->means[1]);
}

static void runs_ids_and_times_are_no_difference(void **state)
{
	struct runs *x = *state;
	struct record *r = after(x)->r;

	r->id = "another";
	r->started += 86400000;
	r->duration_ms *= 3;
	r->command = "smtpscope mail.example.org --json";
	LIST_EACH (struct session, s, &r->sessions)
		LIST_EACH (struct stage, st, &s->stages)
			st->ms = st->ms * 2 + 300;
	assert_same(x);
}

static void dates_and_ids_in_greetings_are_no_difference(void **state)
{
	static const char *const pairs[][2] = {
		{"mx.example.org ESMTP Exim 4.96 Sat, 21 Nov 2026 08:15:00 +0000",
		 "mx.example.org ESMTP Exim 4.96 Sun, 1 Dec 2026 09:16:01 +0100"},
		{"mx.example.org ESMTP Sendmail 8.17.1/8.17.1; Sat, 7 Nov 2026 08:15:00 GMT",
		 "mx.example.org ESMTP Sendmail 8.17.1/8.17.1; Sun, 22 Nov 2026 18:15:09 GMT"},
		{"mx.example.org ready at 2026-11-21T08:15:00.123Z",
		 "mx.example.org ready at 2026-12-01T18:05:59.9Z"},
		{"mx.example.org ESMTP a640c23a62f3a-9fb8f4d1e2asm1234567a12.34",
		 "mx.example.org ESMTP 4fb4d7f45d1cf-5ff77e1c2basm2345678b12.9"},
		{"mx.example.org ESMTP id 4XyZ1k2Lw3z9rT", "mx.example.org ESMTP id 8F3D21A0C1B7"},
		{"mx.example.org ESMTP 1r5kGx-0001Ab-2C", "mx.example.org ESMTP 1r6aBc-0009Zz-1Q"},
		{"mx.example.org [550e8400-e29b-41d4-a716-446655440000]",
		 "mx.example.org [6ba7b810-9dad-11d1-80b4-00c04fd430c8]"},
		{"mx.example.org ESMTP 9f3a1b", "mx.example.org ESMTP 1c2d3e"},
		{"mx.example.org ESMTP 1763712900", "mx.example.org ESMTP 1763799999"},
		{"mx.example.org, hello [192.0.2.77]", "mx.example.org, hello [198.51.100.9]"},
	};
	struct runs *x = *state;

	list_add_string(&before(x)->r->sources, before(x)->r->arena, "192.0.2.77");
	list_add_string(&after(x)->r->sources, after(x)->r->arena, "192.0.2.77");
	list_add_string(&after(x)->r->sources, after(x)->r->arena, "198.51.100.9");
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		greets(before(x), 587, pairs[i][0]);
		greets(after(x), 587, pairs[i][1]);
		if (compared(x)->differ)
			print_error("%s\n", pairs[i][0]);
		assert_same(x);
	}
}

static void what_is_no_date_and_no_id_is_a_difference(void **state)
{
	static const char *const pairs[][2] = {
		{"mx.example.org ESMTP Exim 4.96 Sat, 21 Nov 2026 08:15:00 +0000",
		 "mx.example.org ESMTP Exim 4.97 Sat, 21 Nov 2026 08:15:00 +0000"},
		{"mx.example.org ESMTP Postfix 3.7.2", "mx.example.org ESMTP Postfix 3.7.11"},
		{"mx1.example.org ESMTP", "mx2.example.org ESMTP"},
		{"mx.example.org ESMTP Postfix", "mx.example.org ESMTP"},
		{"mx.example.org, hello [203.0.113.1]", "mx.example.org, hello [203.0.113.2]"},
	};
	struct runs *x = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		greets(before(x), 587, pairs[i][0]);
		greets(after(x), 587, pairs[i][1]);
		compared(x);
		assert_true(x->result->differ);
		assert_int_equal(
			((const struct difference *)(const void *)x->result->differences.first)
				->kind,
			DIFFERS_BANNER);
	}
}

static void the_order_of_things_is_no_difference(void **state)
{
	struct runs *x = *state;
	struct dns_query *q = story_asks(before(x), "mail.example.org", "A", DNS_OK);

	story_answers(before(x), q, "192.0.2.1");
	story_answers(before(x), q, "192.0.2.2");
	q = story_asks(after(x), "mail.example.org", "A", DNS_OK);
	story_answers(after(x), q, "192.0.2.2");
	story_answers(after(x), q, "192.0.2.1");
	at_port(before(x), 587);
	story_offers(before(x), STAGE_EHLO_AGAIN, "AUTH PLAIN LOGIN\nSIZE 1000");
	at_port(after(x), 587);
	story_offers(after(x), STAGE_EHLO_AGAIN, "SIZE 1000\nAUTH LOGIN PLAIN");
	assert_same(x);
}

/* The other addresses of a provider's name are expected, those of a server of one's own are not. */
static void pools_have_other_addresses_each_time(void **state)
{
	struct runs *x = *state;

	LIST_EACH (struct session, s, &after(x)->r->sessions)
		s->address = "192.0.2.99";
	((struct address *)(void *)after(x)->r->addresses.first)->address = "192.0.2.99";
	greets(before(x), 587, "AM0PR04CA0123.example.org ready");
	greets(after(x), 587, "FR0P281CA0150.example.org ready");
	before(x)->r->provider = after(x)->r->provider = "microsoft365";
	assert_same(x);
	assert_int_equal(difference(x, DIFFERS_ADDRESSES)->weight, WEIGHT_SLIGHT);
	before(x)->r->provider = after(x)->r->provider = "generic";
	greets(after(x), 587, "AM0PR04CA0123.example.org ready");
	assert_change(x, DIFFERS_ADDRESSES, "192.0.2.1", "192.0.2.99");
}

/* What differs by address is one place, of which the worse counts. */
static void one_of_a_pool_is_silent(void **state)
{
	struct runs *x = *state;
	const struct endpoint_row *row;

	LIST_EACH (struct session, s, &after(x)->r->sessions)
		s->address = "192.0.2.99";
	story_session(after(x), "192.0.2.98", 587);
	story_unreached(after(x), TCP_TIMEOUT);
	before(x)->r->provider = after(x)->r->provider = "microsoft365";
	compared(x);
	assert_string_equal(difference(x, DIFFERS_REACH)->values[1].text, "open; silent");
	row = (const void *)x->result->endpoints.last;
	assert_string_equal(row->outcomes[1].words, "not all addresses");
	assert_false(row->outcomes[1].good);
	assert_true(row->outcomes[0].good);
}

/* The login is taken by whoever comes first. */
static void the_endpoint_of_the_login_is_no_difference(void **state)
{
	struct runs *x = *state;

	story_user(before(x), "bob");
	story_user(after(x), "bob");
	stage_at(before(x), 587, STAGE_AUTH)->outcome = OUTCOME_PASS;
	stage_at(after(x), 465, STAGE_AUTH)->outcome = OUTCOME_PASS;
	assert_same(x);
}

/* ---- each kind of difference ---- */

static void a_firewall_that_opens_is_one_sentence(void **state)
{
	struct runs *x = *state;

	fails_tcp(before(x), 587, TCP_TIMEOUT);
	assert_change(x, DIFFERS_REACH, "silent", "open");
	assert_sentence(x, "Port 587 of 192.0.2.1 was silent and is open now; nothing else "
			   "changed: a firewall on the way probably lets that through now.");
}

static void a_firewall_that_closes_two_ports_is_one_sentence(void **state)
{
	struct runs *x = *state;

	story_session(before(x), "192.0.2.1", 25);
	story_passes_all(before(x));
	story_session(after(x), "192.0.2.1", 25);
	story_passes_all(after(x));
	fails_tcp(after(x), 587, TCP_TIMEOUT);
	fails_tcp(after(x), 465, TCP_TIMEOUT);
	assert_sentence(x, "Ports 465 and 587 of 192.0.2.1 were open and are silent now; nothing "
			   "else changed: a firewall on the way probably drops that now.");
}

static void a_server_that_is_gone_is_no_firewall_of_one_port(void **state)
{
	struct runs *x = *state;

	fails_tcp(after(x), 587, TCP_TIMEOUT);
	fails_tcp(after(x), 465, TCP_TIMEOUT);
	assert_sentence(x, "Ports 465 and 587 of 192.0.2.1 were open and are silent now; nothing "
			   "else changed: the server is down, its way is cut, or a firewall drops "
			   "all.");
}

/* Two addresses are silent on the one port that was tried: nobody knows of the others. */
static void one_port_of_two_addresses_is_no_dead_server(void **state)
{
	struct runs *x = *state;

	for (size_t i = 0; i < 2; i++) {
		struct list *sessions = &x->told[i]->r->sessions;

		*sessions = (struct list){0};
		for (int k = 1; k <= 2; k++) {
			story_session(x->told[i], k == 1 ? "192.0.2.1" : "192.0.2.2", 587);
			if (i == 0)
				story_passes_all(x->told[i]);
			else
				story_unreached(x->told[i], TCP_TIMEOUT);
		}
	}
	assert_sentence(x, "Port 587 of 192.0.2.1 and 192.0.2.2 were open and are silent now; "
			   "nothing else changed: a firewall on the way probably drops that now.");
}

static void where_it_ended_is_named(void **state)
{
	struct runs *x = *state;

	fails_tcp(before(x), 587, TCP_TIMEOUT);
	story_trace(before(x), TRACE_SUBJECT, "192.0.2.1", 587, "10.0.0.1 * * *");
	assert_sentence(x, "Port 587 of 192.0.2.1 was silent and is open now; nothing else "
			   "changed: a firewall behind hop 1 (10.0.0.1) probably lets that through "
			   "now.");
	assert_string_equal(((const struct endpoint_row *)(const void *)x->result->endpoints.last)
				    ->outcomes[0]
				    .words,
			    "silent behind hop 1 (10.0.0.1)");
}

static void who_refuses_is_named(void **state)
{
	struct runs *x = *state;

	fails_tcp(after(x), 587, TCP_PROHIBITED);
	stage_at(after(x), 587, STAGE_TCP)->tcp->offender = "10.0.0.1";
	assert_sentence(x, "Port 587 of 192.0.2.1 was open and is prohibited by 10.0.0.1 now; "
			   "nothing else changed: a firewall forbids it now.");
}

static void a_session_that_fails_now(void **state)
{
	struct runs *x = *state;

	at_port(after(x), 587);
	story_fails(after(x), STAGE_BANNER, FAILURE_TIMEOUT);
	assert_change(x, DIFFERS_SERVICE, "works", "the greeting (timed out)");
	assert_sentence(x, "Port 587 of 192.0.2.1 worked and fails now at the greeting (timed "
			   "out); nothing else changed.");
}

/* What could not be seen behind a failure is not gone. */
static void consequences_are_not_told(void **state)
{
	struct runs *x = *state;

	story_names_port(before(x), 587);
	story_names_port(after(x), 587);
	fails_tcp(after(x), 587, TCP_REFUSED);
	compared(x);
	assert_null(difference(x, DIFFERS_EHLO));
	assert_null(difference(x, DIFFERS_CERTIFICATE));
	assert_null(difference(x, DIFFERS_SERVICE));
	assert_non_null(difference(x, DIFFERS_FINDING));
	assert_int_equal(difference(x, DIFFERS_FINDING)->weight, WEIGHT_EFFECT);
}

static void a_new_certificate_mends_it(void **state)
{
	struct runs *x = *state;

	at_port(before(x), 587);
	story_fails(before(x), STAGE_TLS, FAILURE_CERTIFICATE);
	story_tls(before(x))->expired = true;
	shows_certificate(before(x), 587, "aaaa");
	shows_certificate(after(x), 587, "bbbb");
	compared(x);
	assert_int_equal(difference(x, DIFFERS_CERTIFICATE)->weight, WEIGHT_CAUSE);
	assert_int_equal(difference(x, DIFFERS_TRUST)->weight, WEIGHT_EFFECT);
	assert_non_null(strstr(x->result->sentence,
			       "failed at TLS (cert expired) and works now: port 587 of 192.0.2.1 "
			       "shows another certificate"));
}

static void the_reason_is_of_the_same_endpoint(void **state)
{
	struct runs *x = *state;

	fails_tcp(before(x), 465, TCP_TIMEOUT);
	at_port(before(x), 587);
	story_fails(before(x), STAGE_TLS, FAILURE_CERTIFICATE);
	story_tls(before(x))->expired = true;
	shows_certificate(before(x), 587, "aaaa");
	shows_certificate(after(x), 587, "bbbb");
	story_names_port(before(x), 465);
	assert_non_null(strstr(compared(x)->sentence,
			       "Port 465 of 192.0.2.1 was silent and is open now (a firewall"));
}

static void a_renewed_certificate(void **state)
{
	struct runs *x = *state;

	shows_certificate(before(x), 587, "aaaa");
	shows_certificate(after(x), 587, "bbbb");
	compared(x);
	assert_int_equal(difference(x, DIFFERS_CERTIFICATE)->weight, WEIGHT_FACT);
	assert_non_null(strstr(x->result->sentence,
			       "shows another certificate (CN=mail.example.org until "));
	assert_non_null(strstr(x->result->sentence, "nothing else changed"));
}

static void a_list_of_ehlo_changes(void **state)
{
	struct runs *x = *state;

	at_port(before(x), 587);
	story_offers(before(x), STAGE_EHLO, "STARTTLS\nSIZE 1000\nAUTH PLAIN");
	at_port(after(x), 587);
	story_offers(after(x), STAGE_EHLO, "STARTTLS\nSIZE 2000");
	compared(x);
	assert_string_equal(x->result->sentence,
			    "Port 587 of 192.0.2.1 no longer offers AUTH; one more thing "
			    "changed.");
	assert_string_equal(difference(x, DIFFERS_EHLO)->name, "AUTH");
}

static void what_is_offered_inside_tls(void **state)
{
	struct runs *x = *state;

	at_port(before(x), 587);
	story_offers(before(x), STAGE_EHLO_AGAIN, "AUTH PLAIN");
	at_port(after(x), 587);
	story_offers(after(x), STAGE_EHLO_AGAIN, "AUTH PLAIN XOAUTH2");
	assert_change(x, DIFFERS_EHLO_TLS, "AUTH PLAIN", "AUTH PLAIN XOAUTH2");
}

static void starttls_that_is_gone_is_the_reason(void **state)
{
	struct runs *x = *state;

	at_port(before(x), 587);
	story_offers(before(x), STAGE_EHLO, "STARTTLS");
	at_port(after(x), 587);
	story_fails(after(x), STAGE_STARTTLS, FAILURE_NOT_OFFERED);
	story_offers(after(x), STAGE_EHLO, "SIZE");
	compared(x);
	assert_int_equal(x->result->differences.n > 0, 1);
	assert_non_null(strstr(x->result->sentence,
			       "fails now at STARTTLS (not offered): port 587 of 192.0.2.1 no "
			       "longer offers STARTTLS"));
}

static void tls_versions_and_suites(void **state)
{
	struct runs *x = *state;

	at_port(after(x), 587);
	story_tls(after(x))->version = "TLS1.2";
	story_tls(after(x))->cipher = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
	assert_change(x, DIFFERS_TLS_VERSION, "TLS1.3", "TLS1.2");
	assert_int_equal(difference(x, DIFFERS_CIPHER)->weight, WEIGHT_EFFECT);
}

static void goes_in(struct story *t)
{
	story_user(t, "bob");
	stage_at(t, 587, STAGE_AUTH)->outcome = OUTCOME_PASS;
}

static void refuses_login(struct story *t, const char *words)
{
	story_user(t, "bob");
	at_port(t, 587);
	story_fails(t, STAGE_AUTH, FAILURE_REPLY);
	story_says(t, words);
	stage_at(t, 465, STAGE_AUTH)->outcome = OUTCOME_SKIP;
}

static void a_login_that_is_refused_now(void **state)
{
	struct runs *x = *state;

	goes_in(before(x));
	refuses_login(after(x), "535 5.7.8 Bad password");
	assert_change(x, DIFFERS_LOGIN, "works", "refused: 535 5.7.8 Bad password");
	assert_sentence(x, "The login worked and does not now (refused: 535 5.7.8 Bad password); "
			   "nothing else changed.");
}

static void the_id_of_a_refusal_is_no_difference(void **state)
{
	struct runs *x = *state;

	refuses_login(before(x), "535 5.7.8 Bad password (ref 8F3D21A0C1B7)");
	refuses_login(after(x), "535 5.7.8 Bad password (ref 9A2B11C0D4E6)");
	assert_same(x);
}

static void names_lead_elsewhere(void **state)
{
	struct runs *x = *state;
	struct dns_query *q = story_asks(before(x), "mail.example.org", "A", DNS_OK);

	story_answers(before(x), q, "192.0.2.9");
	q = story_asks(after(x), "mail.example.org", "A", DNS_OK);
	story_answers(after(x), q, "192.0.2.1");
	LIST_EACH (struct session, s, &before(x)->r->sessions)
		s->address = "192.0.2.9";
	fails_tcp(before(x), 587, TCP_TIMEOUT);
	fails_tcp(before(x), 465, TCP_TIMEOUT);
	assert_sentence(x, "The DNS says 192.0.2.1 now for mail.example.org A, before 192.0.2.9; "
			   "ports 465 and 587 were silent and are open now; nothing else changed.");
	assert_int_equal(difference(x, DIFFERS_DNS)->weight, WEIGHT_CAUSE);
	assert_int_equal(difference(x, DIFFERS_REACH)->weight, WEIGHT_EFFECT);
}

static void only_a_large_change_of_times_counts(void **state)
{
	struct runs *x = *state;

	stage_at(before(x), 587, STAGE_EHLO)->ms = 100;
	stage_at(after(x), 587, STAGE_EHLO)->ms = 1000;
	assert_same(x);
	stage_at(before(x), 587, STAGE_EHLO)->ms = 1000;
	stage_at(after(x), 587, STAGE_EHLO)->ms = 100;
	assert_same(x);
	stage_at(before(x), 587, STAGE_EHLO)->ms = 2000;
	stage_at(after(x), 587, STAGE_EHLO)->ms = 5500;
	assert_same(x);
	stage_at(after(x), 587, STAGE_EHLO)->ms = 6500;
	assert_change(x, DIFFERS_TIME, "2.0 s", "6.5 s");
}

/* Nothing differs as much as that, and yet it means something now. */
static void what_means_something_now(void **state)
{
	struct runs *x = *state;

	stage_at(before(x), 587, STAGE_BANNER)->ms = 4000;
	stage_at(after(x), 587, STAGE_BANNER)->ms = 6000;
	assert_sentence(x, "What was seen is the same, what it means is not: The greeting took 6 "
			   "seconds; nothing else changed.");
}

static void where_we_come_from(void **state)
{
	struct runs *x = *state;

	list_add_string(&before(x)->r->egress, before(x)->r->arena, "203.0.113.7");
	list_add_string(&after(x)->r->egress, after(x)->r->arena, "203.0.113.99");
	assert_change(x, DIFFERS_EGRESS, "203.0.113.7", "203.0.113.99");
}

static void another_version_of_the_tool_is_slight(void **state)
{
	struct runs *x = *state;

	before(x)->r->version = "0.1";
	after(x)->r->version = "0.2";
	assert_same(x);
	assert_int_equal(difference(x, DIFFERS_TOOL)->weight, WEIGHT_SLIGHT);
}

/* ---- what to mind ---- */

static void has_note(struct runs *x, const char *words)
{
	LIST_EACH (const struct string_item, it, &x->result->notes)
		if (strstr(it->s, words) != NULL)
			return;
	fail_msg("no note says: %s", words);
}

static void older_second_records_are_noted(void **state)
{
	struct runs *x = *state;

	before(x)->r->id = "one";
	after(x)->r->started -= 1000;
	compared(x);
	has_note(x, "b.json is older than a.json");
}

static void what_only_one_tried_is_noted(void **state)
{
	struct runs *x = *state;

	story_session(after(x), "192.0.2.1", 25);
	story_passes_all(after(x));
	compared(x);
	has_note(x, "only b.json tried port 25 of 192.0.2.1");
	assert_null(difference(x, DIFFERS_REACH));
}

static void other_targets_are_compared_by_port(void **state)
{
	struct runs *x = *state;
	struct record *r = after(x)->r;

	r->host = "smtp.example.net";
	LIST_EACH (struct session, s, &r->sessions) {
		s->host = "smtp.example.net";
		s->address = "198.51.100.1";
	}
	fails_tcp(after(x), 465, TCP_REFUSED);
	compared(x);
	has_note(x, "the targets are not the same (mail.example.org, smtp.example.net)");
	assert_string_equal(difference(x, DIFFERS_REACH)->values[1].text, "refused");
	assert_int_equal(
		((const struct difference *)(const void *)x->result->differences.first)->kind,
		DIFFERS_TARGET);
}

/* ---- sites ---- */

static int begin_sites(void **state)
{
	static const char *const hosts[] = {"oslo", "rome", "berlin"};
	static struct runs x;

	x = (struct runs){.a = arena_new()};
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		goes_well(new_run(&x, hosts[i]));
	*state = &x;
	return 0;
}

static void one_site_is_blocked(void **state)
{
	struct runs *x = *state;

	fails_tcp(x->told[2], 587, TCP_TIMEOUT);
	list_add_string(&x->told[0]->r->resolvers, x->a, "10.1.0.1");
	list_add_string(&x->told[1]->r->resolvers, x->a, "10.1.0.1");
	list_add_string(&x->told[2]->r->resolvers, x->a, "10.3.0.1");
	assert_sentence(x, "2 of 3 sites reach port 587 of 192.0.2.1; only berlin does not: "
			   "silent.");
	assert_int_equal(x->result->mode, COMPARE_SITES);
	assert_int_equal(difference(x, DIFFERS_REACH)->tells_apart, 100);
	assert_int_equal(difference(x, DIFFERS_RESOLVERS)->tells_apart, 100);
}

static void what_splits_otherwise_explains_less(void **state)
{
	struct runs *x = *state;
	const struct difference *first;

	fails_tcp(x->told[2], 587, TCP_TIMEOUT);
	fails_tcp(x->told[2], 465, TCP_TIMEOUT);
	list_add_string(&x->told[0]->r->resolvers, x->a, "10.1.0.1");
	list_add_string(&x->told[1]->r->resolvers, x->a, "10.2.0.1");
	list_add_string(&x->told[2]->r->resolvers, x->a, "10.2.0.1");
	compared(x);
	first = (const void *)x->result->differences.first;
	assert_int_equal(first->kind, DIFFERS_REACH);
	assert_int_equal(difference(x, DIFFERS_RESOLVERS)->tells_apart, 33);
}

static void sites_that_see_the_same(void **state)
{
	struct runs *x = *state;

	for (size_t i = 0; i < x->n; i++)
		list_add_string(&x->told[i]->r->sources, x->a, arena_printf(x->a, "10.%zu.0.1", i));
	compared(x);
	assert_string_equal(x->result->sentence, "All 3 sites see the same.");
	assert_false(x->result->differ);
	assert_int_equal(difference(x, DIFFERS_SOURCE)->weight, WEIGHT_SLIGHT);
}

static void one_site_is_shown_another_certificate(void **state)
{
	struct runs *x = *state;

	shows_certificate(x->told[0], 587, "aaaa");
	shows_certificate(x->told[1], 587, "cccc");
	shows_certificate(x->told[2], 587, "aaaa");
	compared(x);
	assert_true(x->result->differ);
	assert_non_null(strstr(x->result->sentence, "What differs is the certificate of port 587"));
}

static void sites_of_one_name_are_called_by_their_files(void **state)
{
	struct runs *x = *state;

	x->told[2]->r->hostname = "oslo";
	compared(x);
	assert_string_equal(x->records[0].label, "a.json");
	assert_string_equal(x->records[1].label, "rome");
	assert_string_equal(x->records[2].label, "c.json");
}

static void files_are_called_by_the_end_of_their_path(void **state)
{
	struct runs *x = *state;

	for (size_t i = 0; i < x->n; i++) /* "/var/lib/reports-of-all-sites/000...0/a.json" */
		x->files[i] =
			arena_printf(x->a, "/var/lib/reports-of-all-sites/%060zu/mail.json", i);
	for (size_t i = 0; i < x->n; i++)
		x->told[i]->r->hostname = "oslo";
	compared(x);
	assert_string_equal(x->records[0].label, "...000000000000000000000000000000/mail.json");
	assert_string_equal(x->records[1].label, "...000000000000000000000000000001/mail.json");
	x->files[0] = "/var/lib/reports/2026-11-22/oslo/mail.json";
	x->files[1] = "/var/lib/reports/2026-11-22/rome/mail.json";
	x->files[2] = "/var/lib/reports/2026-11-22/oslo.json";
	compared(x);
	assert_string_equal(x->records[0].label, "oslo/mail.json");
	assert_string_equal(x->records[1].label, "rome/mail.json");
	assert_string_equal(x->records[2].label, "oslo.json");
}

/* A container has another name in each run. */
static void two_containers_of_one_machine_are_no_sites(void **state)
{
	struct runs *x = *state;

	x->told[0]->r->hostname = "3f2a";
	x->told[1]->r->hostname = "9b1c";
	assert_int_equal(compared(x)->mode, COMPARE_SITES);
	for (size_t i = 0; i < 2; i++)
		list_add_string(&x->told[i]->r->sources, x->a, "172.17.0.2");
	assert_int_equal(compared(x)->mode, COMPARE_SITES); /* all have that one */
	for (size_t i = 0; i < 2; i++)
		list_add_string(&x->told[i]->r->egress, x->a, "203.0.113.7");
	assert_int_equal(compared(x)->mode, COMPARE_BEFORE_AFTER);
}

#define PAIR(f)	 cmocka_unit_test_setup_teardown(f, begin, end)
#define SITES(f) cmocka_unit_test_setup_teardown(f, begin_sites, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		PAIR(a_record_is_like_itself),
		PAIR(runs_ids_and_times_are_no_difference),
		PAIR(dates_and_ids_in_greetings_are_no_difference),
		PAIR(what_is_no_date_and_no_id_is_a_difference),
		PAIR(the_order_of_things_is_no_difference),
		PAIR(pools_have_other_addresses_each_time),
		PAIR(one_of_a_pool_is_silent),
		PAIR(the_endpoint_of_the_login_is_no_difference),
		PAIR(a_firewall_that_opens_is_one_sentence),
		PAIR(a_firewall_that_closes_two_ports_is_one_sentence),
		PAIR(a_server_that_is_gone_is_no_firewall_of_one_port),
		PAIR(one_port_of_two_addresses_is_no_dead_server),
		PAIR(where_it_ended_is_named),
		PAIR(who_refuses_is_named),
		PAIR(a_session_that_fails_now),
		PAIR(consequences_are_not_told),
		PAIR(a_new_certificate_mends_it),
		PAIR(the_reason_is_of_the_same_endpoint),
		PAIR(a_renewed_certificate),
		PAIR(a_list_of_ehlo_changes),
		PAIR(what_is_offered_inside_tls),
		PAIR(starttls_that_is_gone_is_the_reason),
		PAIR(tls_versions_and_suites),
		PAIR(a_login_that_is_refused_now),
		PAIR(the_id_of_a_refusal_is_no_difference),
		PAIR(names_lead_elsewhere),
		PAIR(only_a_large_change_of_times_counts),
		PAIR(what_means_something_now),
		PAIR(where_we_come_from),
		PAIR(another_version_of_the_tool_is_slight),
		PAIR(older_second_records_are_noted),
		PAIR(what_only_one_tried_is_noted),
		PAIR(other_targets_are_compared_by_port),
		SITES(one_site_is_blocked),
		SITES(what_splits_otherwise_explains_less),
		SITES(sites_that_see_the_same),
		SITES(one_site_is_shown_another_certificate),
		SITES(sites_of_one_name_are_called_by_their_files),
		SITES(files_are_called_by_the_end_of_their_path),
		PAIR(two_containers_of_one_machine_are_no_sites),
	};
	struct arena *a = arena_new();
	struct list faults = {0};
	int failed;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	knowledge = knowledge_load(NULL, &faults, a);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_free(knowledge);
	arena_free(a);
	return failed;
}

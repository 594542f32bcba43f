/* Which way of sending a session shows: a line a session (interpret/way_sample.h), and what it
 * needs. */
#include "unit.h"

#include "interpret/interpret.h"
#include "interpret/way.h"
#include "interpret/way_sample.h"
#include "../support/make_record.h"

#include <stdlib.h>
#include <string.h>

static struct knowledge *knowledge;

enum { POSSIBLE = CERTAINTY_POSSIBLE, LIKELY = CERTAINTY_LIKELY, CERTAIN = CERTAINTY_CERTAIN };

#define MX365	 "contoso-com.mail.protection.outlook.com:25"
#define EXCHANGE "220 mail.example.org Microsoft ESMTP MAIL Service ready"

static const struct row {
	const char *line;
	const char *way, *rival; /* NULL: none */
	int certainty;
	int unmet; /* rank of the first need that is not met, 0: none */
} rows[] = {
	/* Microsoft: hosts, and names that only look like them */
	{"smtp.office365.com:587", "m365-smtp-auth", NULL, CERTAIN, 3},
	{"smtp.office365.com:587 offers=AUTH", "m365-smtp-auth", NULL, CERTAIN, 0},
	{"smtp.office365.com:25 offers=AUTH login", "m365-smtp-auth", NULL, CERTAIN, 0},
	{"smtp.office365.us:587 offers=AUTH", "m365-smtp-auth", NULL, CERTAIN, 0},
	{"smtp-mail.outlook.com:587 offers=AUTH", "outlook-com-submission", NULL, CERTAIN, 0},
	{"outlook.office365.com:587 offers=AUTH", "submission", NULL, LIKELY, 0},
	{"outlook.office365.com:587 offers=AUTH 220 X.outlook.office365.com Microsoft ESMTP MAIL "
	 "Service ready",
	 "m365-smtp-auth", NULL, CERTAIN, 0},
	{"smtp.office365.com.example.org:587 offers=AUTH", "submission", NULL, LIKELY, 0},
	{"smtp-office365.example.org:587 offers=AUTH", "submission", NULL, LIKELY, 0},
	{"smtp.office365.com:587 offers=AUTH 530 5.7.57 Client not authenticated to send mail.",
	 "m365-smtp-auth", NULL, CERTAIN, 3},
	{"smtp.office365.com:587 offers=AUTH 535 5.7.139 Authentication unsuccessful, "
	 "SmtpClientAuthentication is disabled for the Tenant. Visit "
	 "https://aka.ms/smtp_auth_disabled",
	 "m365-smtp-auth", NULL, CERTAIN, 3},
	{"smtp.office365.com:587 offers=AUTH login from=bob@contoso.com 550 5.7.60 SMTP; Client "
	 "does not have permissions to send as this sender",
	 "m365-smtp-auth", NULL, CERTAIN, 7},
	/* ... High Volume Email ends like the MX hosts */
	{"smtp.hve.mx.microsoft:587 offers=AUTH", "m365-hve", NULL, CERTAIN, 0},
	{"smtp-hve.office365.com:587 offers=AUTH login from=a@contoso.com to=b@contoso.com",
	 "m365-hve", NULL, CERTAIN, 0},
	{"smtp-hve.office365.com:587 offers=AUTH login from=a@contoso.com to=b@example.net",
	 "m365-hve", NULL, CERTAIN, 5},
	{"smtp.azurecomm.net:587 offers=AUTH", "azure-communication", NULL, CERTAIN, 0},
	{"mail.azurecomm.net:587 offers=AUTH", "submission", NULL, LIKELY, 0},
	/* Direct Send and connectors share host and port */
	{MX365, "m365-direct-send", "m365-connector", POSSIBLE, 0},
	{MX365 " from=scan@contoso.com", "m365-direct-send", "m365-connector", POSSIBLE, 0},
	{MX365 " from=scan@contoso.com to=bob@contoso.com", "m365-direct-send", NULL, LIKELY, 0},
	{MX365 " from=app@contoso.com to=x@example.net", "m365-connector", NULL, LIKELY, 0},
	{MX365 " from=x@example.net to=bob@contoso.com", "mx-delivery", NULL, LIKELY, 0},
	{MX365 " from=app@contoso.com to=x@example.net 550 5.7.64 TenantAttribution; Relay Access "
	       "Denied",
	 "m365-connector", NULL, CERTAIN, 2},
	{MX365 " from=scan@contoso.com to=bob@contoso.com 550 5.7.68 TenantInboundAttribution; "
	       "Direct Send not allowed for this organization from unauthorized sources",
	 "m365-direct-send", NULL, CERTAIN, 4},
	{"contoso-com.o-v1.mx.microsoft:25 from=scan@contoso.com to=bob@contoso.com",
	 "m365-direct-send", NULL, LIKELY, 0},
	{"my-firm-com.mail.protection.outlook.com:25 from=scan@my-firm.com to=bob@my-firm.com",
	 "m365-direct-send", NULL, LIKELY, 0},
	{"mail.protection.outlook.com.example.org:25", "mx-delivery", "smart-host-anonymous",
	 POSSIBLE, 0},
	/* asked for a domain's MX: delivery, unless the sender is at home there */
	{"mx=contoso.com " MX365, "mx-delivery", NULL, CERTAIN, 0},
	{"mx=contoso.com " MX365 " from=x@example.net to=bob@contoso.com", "mx-delivery", NULL,
	 CERTAIN, 0},
	{"mx=contoso.com " MX365 " from=scan@contoso.com to=bob@contoso.com", "m365-direct-send",
	 NULL, LIKELY, 0},
	{"mx=example.org aspmx.l.google.com:25", "mx-delivery", NULL, CERTAIN, 0},
	{"mx=example.org mx1.example.org:25 from=a@example.net to=b@example.com", "mx-delivery",
	 NULL, CERTAIN, 2},
	{"mx=example.org mx1.example.org:25 address=10.1.2.3", "mx-delivery", NULL, CERTAIN, 0},
	/* Google */
	{"smtp.gmail.com:587 offers=AUTH", "gmail-submission", NULL, CERTAIN, 0},
	{"smtp.gmail.com:465 offers=AUTH login", "gmail-submission", NULL, CERTAIN, 0},
	{"smtp.gmail.com.example.org:587 offers=AUTH", "submission", NULL, LIKELY, 0},
	{"smtp-relay.gmail.com:587 offers=AUTH", "workspace-relay", NULL, CERTAIN, 0},
	{"smtp-relay.gmail.com:25 from=app@contoso.com to=x@example.net", "workspace-relay", NULL,
	 CERTAIN, 0},
	{"smtp-relay.gmail.com:587 550 5.7.0 Mail relay denied [192.0.2.25]. Invalid credentials "
	 "for relay for one of the domains in - gsmtp",
	 "workspace-relay", NULL, CERTAIN, 2},
	{"aspmx.l.google.com:25", "google-restricted", NULL, CERTAIN, 0},
	{"alt2.gmail-smtp-in.l.google.com:25", "google-restricted", NULL, CERTAIN, 0},
	{"aspmx.l.google.com.example.org:25", "mx-delivery", "smart-host-anonymous", POSSIBLE, 0},
	/* services, hosters, mailbox providers */
	{"email-smtp.eu-west-1.amazonaws.com:587 offers=AUTH", "ses", NULL, CERTAIN, 0},
	{"smtp.sendgrid.net:587 offers=AUTH", "sending-service", NULL, CERTAIN, 0},
	{"smtp.ionos.de:465 offers=AUTH", "hoster-submission", NULL, CERTAIN, 0},
	{"smtp.fastmail.com:465 offers=AUTH", "provider-submission", NULL, CERTAIN, 0},
	/* Exchange Server of one's own */
	{"mail.example.org:587 offers=AUTH " EXCHANGE, "exchange-client", NULL, LIKELY, 0},
	{"mail.example.org:587 offers=AUTH login " EXCHANGE, "exchange-client", NULL, CERTAIN, 0},
	{"mail.example.org:25 " EXCHANGE, "exchange-relay", NULL, LIKELY, 0},
	{"mail.example.org:25 address=10.1.2.3 from=a@example.org to=x@example.net " EXCHANGE,
	 "exchange-relay", NULL, CERTAIN, 0},
	{"mail.example.org:25 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
	 "exchange-relay", NULL, CERTAIN, 4},
	/* smart hosts, by their addresses and what they do */
	{"relay.example.org:25 address=10.1.2.3", "smart-host-anonymous", NULL, LIKELY, 0},
	{"relay.example.org:25 address=10.1.2.3 from=a@example.org to=x@example.net",
	 "smart-host-anonymous", NULL, CERTAIN, 0},
	{"relay.example.org:25 address=fd00::25 from=a@example.org to=x@example.net",
	 "smart-host-anonymous", NULL, CERTAIN, 0},
	{"10.1.2.3:25 address=10.1.2.3 from=a@example.org to=x@example.net", "smart-host-anonymous",
	 NULL, CERTAIN, 0},
	{"10.1.2.3:25 address=10.1.2.3 from=a@example.org to=b@example.org", "smart-host-anonymous",
	 NULL, LIKELY, 0},
	{"relay.example.org:587 address=10.1.2.3 offers=AUTH", "smart-host-login", NULL, LIKELY, 0},
	{"relay.example.org:25 address=10.1.2.3 offers=AUTH", "smart-host-login",
	 "smart-host-anonymous", POSSIBLE, 0},
	{"relay.example.org:2525 address=10.1.2.3 offers=AUTH 535 5.7.8 Error: authentication "
	 "failed",
	 "smart-host-login", "smart-host-anonymous", POSSIBLE, 3},
	{"relay.example.org:25 address=10.1.2.3 offers=AUTH login", "smart-host-login", NULL,
	 CERTAIN, 0},
	{"relay.example.org:25 from=a@example.org to=x@example.net", "smart-host-anonymous", NULL,
	 LIKELY, 0},
	/* ... nobody knows whether that is passed on or kept */
	{"192.0.2.1:25 from=a@example.org to=x@example.net", "mx-delivery", "smart-host-anonymous",
	 POSSIBLE, 2},
	{"mx.example.net:25 from=a@example.org to=x@example.net", "mx-delivery",
	 "smart-host-anonymous", POSSIBLE, 0},
	{"relay.example.org:25 address=10.1.2.3 from=a@example.org to=x@example.net 554 5.7.1 "
	 "<x@example.net>: Relay access denied",
	 "smart-host-anonymous", NULL, LIKELY, 2},
	/* through a proxy the address is a name */
	{"relay.example.org:25 address=relay.example.org offers=AUTH", "submission", NULL, POSSIBLE,
	 0},
	/* all others */
	{"mail.example.org:587 offers=AUTH", "submission", NULL, LIKELY, 0},
	{"mail.example.org:587 offers=AUTH login", "submission", NULL, CERTAIN, 0},
	/* ... what is refused later does not unmake a login */
	{"mail.example.org:587 offers=AUTH login from=a@example.org to=x@example.net 554 5.7.1 "
	 "<x@example.net>: Relay access denied",
	 "submission", NULL, CERTAIN, 0},
	{"smtp.office365.com:587 offers=AUTH login from=bob@contoso.com 530 5.7.57 Client not "
	 "authenticated to send mail.",
	 "m365-smtp-auth", NULL, CERTAIN, 0},
	{"mail.example.org:587", "submission", NULL, POSSIBLE, 3},
	{"mail.example.org:2525 offers=AUTH", "submission", NULL, POSSIBLE, 0},
	{"mail.example.org:2525", NULL, NULL, 0, 0},
	{"mail.example.org:25", "mx-delivery", "smart-host-anonymous", POSSIBLE, 0},
	{"mail.example.org:25 offers=AUTH", "submission", NULL, POSSIBLE, 0},
};

static int rank_of_unmet(const struct way_found *f)
{
	int n = 0;

	LIST_EACH (const struct way_need_seen, it, &f->needs) {
		n++;
		if (it->state == WAY_NOT_MET)
			return n;
	}
	return 0;
}

static const char *id_of(const struct way *w)
{
	return w == NULL ? "none" : w->id;
}

static const char *or_none(const char *id)
{
	return id == NULL ? "none" : id;
}

static bool is_as_told(struct arena *a, const struct row *row)
{
	const char *fault;
	struct record *r = way_sample_record(knowledge, row->line, &fault);
	const struct way_found *f = r == NULL ? NULL : way_of_record(a, r, knowledge);
	bool same;

	if (f == NULL || row->way == NULL) {
		same = r != NULL && f == NULL && row->way == NULL;
		if (!same)
			print_message("  %s: %s\n", row->line,
				      f == NULL ? fault == NULL ? "no way" : fault : f->way->id);
	} else {
		same = strcmp(f->way->id, row->way) == 0 &&
		       strcmp(id_of(f->rival), or_none(row->rival)) == 0 &&
		       (int)f->certainty == row->certainty && rank_of_unmet(f) == row->unmet &&
		       f->why.n > 0;
		if (!same)
			print_message("  %s: %s or %s, %s, need %d\n", row->line, f->way->id,
				      id_of(f->rival), certainty_names[f->certainty],
				      rank_of_unmet(f));
	}
	record_free(r);
	return same;
}

static void the_way_of_each_session(void **state)
{
	struct arena *a = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		wrong += !is_as_told(a, &rows[i]);
	arena_free(a);
	assert_int_equal(wrong, 0);
}

/* ---- what the table cannot tell ---- */

static const struct way_found *way_in(const struct story *t)
{
	return way_of_record(t->r->arena, t->r, knowledge);
}

static const struct way_need_seen *need(const struct way_found *f, int rank)
{
	LIST_EACH (const struct way_need_seen, it, &f->needs)
		if (--rank == 0)
			return it;
	fail_msg("no need so far down");
	return NULL;
}

static void without_a_connection_a_name_is_likely(void **state)
{
	struct story *t = story_new();
	const struct way_found *f;

	(void)state;
	story_target(t, "smtp.office365.com", "microsoft365");
	story_session(t, "192.0.2.1", 587);
	story_unreached(t, TCP_TIMEOUT);
	f = way_in(t);
	assert_string_equal(f->way->id, "m365-smtp-auth");
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_int_equal(need(f, 1)->state, WAY_NOT_MET);
	assert_non_null(need(f, 1)->fix);
	assert_int_equal(need(f, 2)->state, WAY_NOT_SEEN);
	story_free(t);
}

static void without_a_session_there_is_no_way(void **state)
{
	struct story *t = story_new();

	(void)state;
	story_target(t, "smtp.office365.com", "microsoft365");
	assert_null(way_in(t));
	story_free(t);
}

/* A certificate of somebody else: the name may lead anywhere. */
static void an_unproven_name_is_likely_at_most(void **state)
{
	struct story *t = story_new();

	(void)state;
	story_target(t, "smtp.gmail.com", "gmail");
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_EHLO_AGAIN);
	assert_int_equal(way_in(t)->certainty, CERTAINTY_CERTAIN);
	story_tls(t)->name_ok = false;
	assert_int_equal(way_in(t)->certainty, CERTAINTY_LIKELY);
	story_free(t);
}

/* 587 says nothing, 25 had the envelope. */
static void the_session_that_came_furthest_tells(void **state)
{
	struct story *t = story_new();
	const struct way_found *f;

	(void)state;
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_unreached(t, TCP_REFUSED);
	story_session(t, "192.0.2.1", 25);
	story_passes(t, STAGE_EHLO_AGAIN);
	f = way_in(t);
	assert_int_equal(f->session->port, 25);
	story_free(t);
}

/* A 4xx at AUTH judges nothing. */
static void a_temporary_refusal_leaves_the_login_open(void **state)
{
	struct story *t = story_new();

	(void)state;
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_passes(t, STAGE_EHLO_AGAIN);
	story_offers(t, STAGE_EHLO_AGAIN, "AUTH PLAIN");
	story_fails(t, STAGE_AUTH, FAILURE_REPLY);
	story_says(t, "454 4.7.0 Temporary authentication failure");
	assert_int_equal(need(way_in(t), 4)->state, WAY_NOT_SEEN);
	story_says(t, "535 5.7.8 Authentication failed");
	assert_int_equal(need(way_in(t), 4)->state, WAY_NOT_MET);
	story_free(t);
}

/* In clear, a list without AUTH is not the last word of a server that has STARTTLS. */
static void before_tls_no_auth_says_nothing(void **state)
{
	struct story *t = story_new();

	(void)state;
	story_target(t, "mail.example.org", NULL);
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_STARTTLS, FAILURE_REPLY);
	story_says(t, "454 4.7.0 TLS not available");
	story_offers(t, STAGE_EHLO, "STARTTLS");
	assert_int_equal(need(way_in(t), 3)->state, WAY_NOT_SEEN);
	story_free(t);
}

/* A page that a finding of the case names, and one that only looks like it. */
static void nobody_logs_in_at_an_mx(void **state)
{
	struct story *t = story_new();
	struct interpretation *i;

	(void)state;
	story_target(t, "contoso-com.mail.protection.outlook.com", "microsoft365-mx");
	story_names_port(t, 25);
	story_user(t, "scan@contoso.com");
	story_session(t, "192.0.2.1", 25);
	story_fails(t, STAGE_AUTH, FAILURE_NOT_OFFERED);
	story_offers(t, STAGE_EHLO_AGAIN, "SIZE");
	i = interpret(t->r, knowledge);
	assert_string_equal(i->verdict.finding->id, "auth-not-offered");
	assert_string_equal(i->verdict.finding->of_case, "no-login-here");
	assert_non_null(strstr(((struct string_item *)(void *)i->verdict.finding->fixes.first)->s,
			       "Microsoft 365 Direct Send or Microsoft 365 connector relay"));
	interpretation_free(i);
	story_free(t);
}

static void a_server_that_should_offer_logins_is_no_mx(void **state)
{
	struct story *t = story_new();
	struct interpretation *i;

	(void)state;
	story_target(t, "mail.example.org", NULL);
	story_user(t, "bob@example.org");
	story_session(t, "192.0.2.1", 587);
	story_fails(t, STAGE_AUTH, FAILURE_NOT_OFFERED);
	story_offers(t, STAGE_EHLO_AGAIN, "SIZE");
	i = interpret(t->r, knowledge);
	assert_string_equal(i->verdict.finding->id, "auth-not-offered");
	assert_null(i->verdict.finding->of_case);
	interpretation_free(i);
	story_free(t);
}

/* ---- words alone ---- */

static void a_reply_names_the_way_where_only_one_gives_it(void **state)
{
	(void)state;
	assert_string_equal(id_of(way_of_finding(knowledge, "m365-5.7.64", NULL)),
			    "m365-connector");
	assert_string_equal(id_of(way_of_finding(knowledge, "m365-5.7.68-directsend", NULL)),
			    "m365-direct-send");
	assert_string_equal(id_of(way_of_finding(knowledge, "m365-530-5.7.57", "microsoft365")),
			    "m365-smtp-auth");
	/* Exchange Server says it as well */
	assert_string_equal(id_of(way_of_finding(knowledge, "m365-530-5.7.57", NULL)), "none");
	assert_string_equal(id_of(way_of_finding(knowledge, "relay-denied", NULL)), "none");
}

static void a_provider_has_its_ways(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(
		ways_of_provider(a, knowledge, provider_by_id(knowledge, "microsoft365-mx")).n, 2);
	assert_int_equal(ways_of_provider(a, knowledge, provider_by_id(knowledge, "sendgrid")).n,
			 1);
	assert_int_equal(ways_of_provider(a, knowledge, provider_by_id(knowledge, "postfix")).n, 0);
	arena_free(a);
}

static void samples_that_are_none(void **state)
{
	static const char *const lines[] = {"", "mail.example.org", "mail.example.org:x",
					    "mx=example.org", "mail.example.org:25 whatever"};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *fault = NULL;

		assert_null(way_sample_record(knowledge, lines[i], &fault));
		assert_non_null(fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_way_of_each_session),
		cmocka_unit_test(without_a_connection_a_name_is_likely),
		cmocka_unit_test(without_a_session_there_is_no_way),
		cmocka_unit_test(an_unproven_name_is_likely_at_most),
		cmocka_unit_test(the_session_that_came_furthest_tells),
		cmocka_unit_test(a_temporary_refusal_leaves_the_login_open),
		cmocka_unit_test(before_tls_no_auth_says_nothing),
		cmocka_unit_test(nobody_logs_in_at_an_mx),
		cmocka_unit_test(a_server_that_should_offer_logins_is_no_mx),
		cmocka_unit_test(a_reply_names_the_way_where_only_one_gives_it),
		cmocka_unit_test(a_provider_has_its_ways),
		cmocka_unit_test(samples_that_are_none),
	};
	int failed;

	knowledge = knowledge_load(NULL, NULL, NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_free(knowledge);
	return failed;
}

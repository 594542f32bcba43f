/* What the findings come to: status, root cause, severities in context, what works, what was not
 * tested, and which follow-ups are wanted. */
#include "unit.h"
#include "knowing.h"

#include "interpret/interpret.h"
#include "../support/make_record.h"

#include <stdio.h>
#include <string.h>

struct told {
	struct story *t;
	struct interpretation *i;
};

static int begin(void **state)
{
	static struct told told;

	told = (struct told){.t = story_new()};
	*state = &told;
	return 0;
}

static int end(void **state)
{
	struct told *told = *state;

	interpretation_free(told->i);
	story_free(told->t);
	return 0;
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

/* The verdict's own, errors, warnings, notices, consequences, good news. */
static int place_in_order(const struct told *told, const struct finding *f)
{
	if (f == told->i->verdict.finding)
		return 0;
	if (f->root != NULL)
		return 5;
	return f->severity == SEVERITY_OK ? 6 : 1 + SEVERITY_ERROR - (int)f->severity;
}

static void check_order(const struct told *told)
{
	int before = 0;

	LIST_EACH (struct finding, f, &told->i->findings) {
		assert_true(place_in_order(told, f) >= before);
		before = place_in_order(told, f);
	}
}

static const struct verdict *verdict_of(struct told *told)
{
	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (struct finding, f, &told->i->findings)
		print_message("  %s %s%s\n", severity_names[f->severity], f->id,
			      f->root != NULL ? " (consequence)" : "");
	check_order(told);
	return &told->i->verdict;
}

static void check(struct told *told, enum verdict_status status, const char *finding)
{
	const struct verdict *v = verdict_of(told);

	assert_string_equal(v->finding->id, finding);
	assert_string_equal(verdict_status_names[v->status], verdict_status_names[status]);
	assert_ptr_equal(v->finding, told->i->findings.first);
}

static const struct finding *found(const struct told *told, const char *id)
{
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	fail_msg("not found: %s", id);
	return NULL;
}

static void check_severity(const struct told *told, const char *id, enum severity severity)
{
	assert_string_equal(severity_names[found(told, id)->severity], severity_names[severity]);
}

static bool says(const struct list *strings, const char *s)
{
	LIST_EACH (struct string_item, it, strings)
		if (strcmp(it->s, s) == 0)
			return true;
	LIST_EACH (struct string_item, it, strings)
		print_message("  %s\n", it->s);
	return false;
}

static bool wants(const struct told *told, enum want_kind kind, const struct session *s)
{
	LIST_EACH (struct want, w, &told->i->wants)
		if (w->kind == kind && (s == NULL || w->session == s))
			return true;
	return false;
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

static void target(struct story *t)
{
	story_target(t, "mail.example.org", NULL);
}

static void good(struct story *t, const char *address, int port)
{
	story_session(t, address, port);
	story_passes_all(t);
}

static void silent(struct story *t, const char *address, int port)
{
	story_session(t, address, port);
	story_unreached(t, TCP_TIMEOUT);
}

static void skips_login(struct story *t, const char *address, int port)
{
	struct stage *st;

	story_session(t, address, port);
	st = story_passes(t, STAGE_AUTH);
	st->outcome = OUTCOME_SKIP;
	st->note = "tried-elsewhere";
	story_passes_all(t);
}

/* ---- ok ---- */

static void login_that_passes_is_ready(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_user(told->t, "bob@example.org");
	good(told->t, "192.0.2.1", 587);
	skips_login(told->t, "192.0.2.1", 465);
	check(told, VERDICT_OK, "submission-ready");
	assert_int_equal(told->i->verdict.works.n, 2);
	assert_true(says(&told->i->verdict.not_tested, "the right to send (no --from)"));
	assert_int_equal(told->i->verdict.not_tested.n, 2); /* ... other TLS versions */
}

static void without_a_user_the_login_is_said_to_be_untested(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	check(told, VERDICT_OK, "submission-ready-no-login");
	assert_string_equal(told->i->verdict.summary, "reachable; login not tested");
	assert_true(says(&told->i->verdict.not_tested, "login (no --user)"));
}

static void port_25_closed_is_a_notice_where_587_works(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 25);
	check(told, VERDICT_OK, "submission-ready-no-login");
	check_severity(told, "net-connect-timeout", SEVERITY_NOTICE);
}

static void a_port_that_the_provider_has_not_is_a_notice(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 465);
	told->t->s->offered = false;
	check(told, VERDICT_OK, "submission-ready-no-login");
	check_severity(told, "net-port-not-offered", SEVERITY_NOTICE);
}

static void of_an_unknown_server_either_port_will_do(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 465);
	story_session(told->t, "192.0.2.1", 587);
	story_unreached(told->t, TCP_REFUSED);
	check(told, VERDICT_OK, "submission-ready-no-login");
}

static void a_machine_without_ipv6_is_not_ill(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_session(told->t, "2001:db8::1", 587);
	story_unreached(told->t, TCP_NO_FAMILY);
	check(told, VERDICT_OK, "submission-ready-no-login");
	check_severity(told, "net-family-broken", SEVERITY_NOTICE);
}

static void a_limit_met_by_a_follow_up_changes_nothing(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_follow_up(told->t, SESSION_TLS_VERSION, "TLS1.0");
	story_fails(told->t, STAGE_BANNER, FAILURE_REPLY);
	story_says(told->t, "421 4.7.0 too many connections");
	session_stage(told->t->s, STAGE_TLS)->outcome = OUTCOME_NOT_TESTED;
	session_stage(told->t->s, STAGE_TLS)->note = "server-limited";
	check(told, VERDICT_OK, "submission-ready-no-login");
	assert_true(says(&told->i->verdict.not_tested, "TLS1.0 (the server limited us)"));
}

static void a_connected_port_is_proof_enough_for_until_tcp(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 25);
	story_session(told->t, "192.0.2.1", 25);
	told->t->s->stages.first->next = NULL;
	story_passes(told->t, STAGE_TCP);
	check(told, VERDICT_OK, "reach-ready");
	assert_true(
		says(&told->i->verdict.not_tested, "SMTP, TLS and login (TCP only was asked for)"));
}

static void with_implicit_tls_until_tls_is_more_than_tcp(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 465);
	story_session_in(told->t, "192.0.2.1", 465, TLS_MODE_IMPLICIT);
	story_passes(told->t, STAGE_TCP);
	story_passes(told->t, STAGE_TLS);
	LIST_EACH (struct stage, st, &told->t->s->stages)
		if (st->outcome != OUTCOME_PASS) {
			st->outcome = OUTCOME_SKIP;
			st->note = "until";
		}
	told->i = interpret(told->t->r, knowledge);
	assert_false(
		says(&told->i->verdict.not_tested, "SMTP, TLS and login (TCP only was asked for)"));
	assert_true(says(&told->i->verdict.not_tested, "login (--until)"));
}

static void a_walk_that_was_to_end_early_says_why_login_was_not_tested(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	session_stage(told->t->s, STAGE_AUTH)->outcome = OUTCOME_SKIP;
	session_stage(told->t->s, STAGE_AUTH)->note = "until";
	check(told, VERDICT_OK, "submission-ready-no-login");
	assert_true(says(&told->i->verdict.not_tested, "login (--until)"));
}

static void an_mx_that_nobody_can_verify_still_takes_mail(void **state)
{
	struct told *told = *state;

	story_mx(told->t, "mx.example.org");
	story_session(told->t, "192.0.2.1", 25);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE)->tls->trusted = false;
	story_passes_all(told->t);
	check(told, VERDICT_DEGRADED, "cert-untrusted");
	assert_int_equal(told->i->verdict.works.n, 1);
}

static void port_25_of_a_provider_is_a_notice_too(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 25);
	check(told, VERDICT_OK, "submission-ready-no-login");
	check_severity(told, "net-connect-timeout", SEVERITY_NOTICE);
}

static void a_port_that_the_provider_does_not_list_is_a_notice(void **state)
{
	struct told *told = *state;

	story_target(told->t, "mail.infomaniak.com", "infomaniak");
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 465);
	told->t->s->offered = false;
	check(told, VERDICT_OK, "submission-ready-no-login");
	check_severity(told, "net-port-not-listed", SEVERITY_NOTICE);
}

static void a_login_that_passes_anywhere_has_passed(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_CLOSED);
	good(told->t, "192.0.2.1", 465);
	check(told, VERDICT_DEGRADED, "auth-closed");
	assert_int_equal(told->i->verdict.works.n, 1);
}

static void where_nothing_is_named_whatever_works_will_do(void **state)
{
	struct told *told = *state;

	told->t->r->host = "mail.example.org";
	good(told->t, "192.0.2.1", 2525);
	check(told, VERDICT_OK, "submission-ready-no-login");
}

/* ---- degraded ---- */

static void port_25_is_not_spared_where_it_was_named(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 25);
	good(told->t, "192.0.2.1", 25);
	silent(told->t, "192.0.2.2", 25);
	check(told, VERDICT_DEGRADED, "net-one-address-down");
}

static void a_promised_port_that_is_filtered_degrades(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.gmail.com", "gmail");
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 465);
	check(told, VERDICT_DEGRADED, "net-connect-timeout");
	check_severity(told, "net-connect-timeout", SEVERITY_WARNING);
	check_severity(told, "submission-ready-no-login", SEVERITY_OK);
}

static void one_dead_address_degrades(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.2", 587);
	check(told, VERDICT_DEGRADED, "net-one-address-down");
	assert_string_equal(told->i->verdict.finding->address, "192.0.2.2");
}

static void a_broken_family_degrades_once(void **state)
{
	struct told *told = *state;

	target(told->t);
	for (int i = 0; i < 2; i++) {
		good(told->t, "192.0.2.1", i == 0 ? 587 : 465);
		silent(told->t, "2001:db8::1", i == 0 ? 587 : 465);
		silent(told->t, "2001:db8::2", i == 0 ? 587 : 465);
	}
	check(told, VERDICT_DEGRADED, "net-family-broken");
	assert_int_equal(told->i->findings.n, 2); /* ... and the good news */
}

static void a_certificate_that_ends_soon_degrades(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_certificate(told->t)->not_after = told->t->r->started + 1000;
	check(told, VERDICT_DEGRADED, "cert-expiring");
}

static void a_certificate_in_its_critical_days_fails(void **state)
{
	struct told *told = *state;

	target(told->t);
	told->t->r->cert_days = (struct cert_days){30, 7};
	good(told->t, "192.0.2.1", 587);
	story_certificate(told->t)->not_after = told->t->r->started + 6 * INT64_C(86400000);
	check(told, VERDICT_FAILED, "cert-expiring");
	check_severity(told, "cert-expiring", SEVERITY_ERROR);
	assert_true(shows(told->i->verdict.finding, "valid from"));
	assert_string_equal(told->i->verdict.summary,
			    "The certificate expires in 6 days, on 2025-11-27");
	story_certificate(told->t)->not_after -= 5 * INT64_C(86400000);
	check(told, VERDICT_FAILED, "cert-expiring");
	assert_string_equal(told->i->verdict.summary,
			    "The certificate expires in 1 day, on 2025-11-22");
	story_certificate(told->t)->not_after += 5 * INT64_C(86400000);
	story_certificate(told->t)->not_after += 2 * INT64_C(86400000);
	check(told, VERDICT_DEGRADED, "cert-expiring");
}

static void a_refused_login_is_worse_than_a_certificate_in_its_critical_days(void **state)
{
	struct told *told = *state;

	target(told->t);
	told->t->r->cert_days = (struct cert_days){30, 7};
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.8 authentication failed");
	story_certificate(told->t)->not_after = told->t->r->started + 1000;
	check(told, VERDICT_FAILED, "auth-refused");
	assert_null(found(told, "cert-expiring")->root);
}

static void a_bad_certificate_that_was_overruled_degrades(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_tls(told->t)->name_ok = false;
	check(told, VERDICT_DEGRADED, "cert-name-mismatch");
}

static void greylisting_is_no_outage(void **state)
{
	struct told *told = *state;
	struct recipient *to = ARENA_NEW(told->t->r->arena, struct recipient);

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_ENVELOPE, FAILURE_REPLY);
	story_says(told->t, "450 4.7.1 <x@example.net>: Recipient address rejected: Greylisted");
	told->t->st->envelope->mail = (struct reply){.code = 250};
	to->address = "x@example.net";
	to->reply = told->t->st->reply;
	list_append(&told->t->st->envelope->recipients, to);
	verdict_of(told);
	assert_int_not_equal(told->i->verdict.status, VERDICT_FAILED);
	found(told, "rcpt-greylist");
}

/* ---- failed ---- */

static void login_refused_fails_though_other_ports_answer(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	story_user(told->t, "bob@contoso.com");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t,
		   "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled "
		   "for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. "
		   "[AM0PR01CA0101.eurprd01.prod.exchangelabs.com 2026-11-21T08:15:00.123Z 08D]");
	skips_login(told->t, "2001:db8::1", 587);
	silent(told->t, "192.0.2.1", 465);
	told->t->s->offered = false;
	skips_login(told->t, "192.0.2.1", 25);
	check(told, VERDICT_FAILED, "m365-smtpauth-disabled-tenant");
	assert_int_equal(told->i->verdict.finding->owner, OWNER_TENANT_ADMIN);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_CERTAIN);
	assert_int_equal(told->i->verdict.works.n, 0);
	assert_true(says(&told->i->verdict.not_tested, "the right to send (no --from)"));
}

static void a_port_named_by_the_user_is_needed_though_nobody_offers_it(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	story_names_port(told->t, 465);
	silent(told->t, "192.0.2.1", 465);
	told->t->s->offered = false;
	check(told, VERDICT_FAILED, "net-port-not-offered");
	check_severity(told, "net-port-not-offered", SEVERITY_ERROR);
}

static void every_named_port_is_needed(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 587);
	story_names_port(told->t, 25);
	good(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 25);
	check(told, VERDICT_FAILED, "net-connect-timeout");
	assert_int_equal(told->i->verdict.finding->port, 25);
	assert_int_equal(told->i->verdict.works.n, 1);
}

static void the_session_that_got_furthest_names_the_cause(void **state)
{
	struct told *told = *state;

	target(told->t);
	silent(told->t, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.1", 465);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE)->tls->expired = true;
	check(told, VERDICT_FAILED, "cert-expired");
	check_severity(told, "net-connect-timeout", SEVERITY_ERROR);
}

static void one_cause_on_three_ports_is_one_cause(void **state)
{
	struct told *told = *state;

	target(told->t);
	silent(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.1", 465);
	silent(told->t, "192.0.2.1", 25);
	check(told, VERDICT_FAILED, "net-connect-timeout");
	assert_int_equal(told->i->verdict.finding->port, 587);
	LIST_EACH (struct finding, f, &told->i->findings)
		assert_true(f == told->i->verdict.finding || f->root == told->i->verdict.finding);
	assert_true(shows(told->i->verdict.finding, "also at 192.0.2.1 port 465"));
	assert_int_equal(told->i->findings.n, 3);
}

static void a_secret_withheld_is_a_consequence(void **state)
{
	struct told *told = *state;
	struct stage *auth;

	target(told->t);
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE)->tls->name_ok = false;
	auth = story_fails(told->t, STAGE_AUTH, FAILURE_WITHHELD);
	auth->auth->withheld = WITHHELD_UNVERIFIED;
	check(told, VERDICT_FAILED, "cert-name-mismatch");
	assert_ptr_equal(found(told, "auth-withheld")->root, told->i->verdict.finding);
	assert_true(says(&told->i->verdict.not_tested, "login (not reached)"));
}

static void several_faults_of_a_certificate_are_all_listed(void **state)
{
	struct told *told = *state;
	struct tls_facts *f;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	f = story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE)->tls;
	f->expired = true;
	f->name_ok = f->trusted = false;
	check(told, VERDICT_FAILED, "cert-expired");
	assert_null(found(told, "cert-name-mismatch")->root);
	assert_null(found(told, "cert-untrusted")->root);
}

static void a_temporary_failure_of_the_login_fails_today(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "454 4.7.0 Temporary authentication failure");
	check(told, VERDICT_FAILED, "auth-temporary");
	check_severity(told, "auth-temporary", SEVERITY_ERROR);
}

static void a_sender_refused_without_login_is_the_verdict(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_ENVELOPE, FAILURE_REPLY);
	story_says(told->t, "530 5.7.57 Client not authenticated to send mail. "
			    "[AM0PR01CA0101.eurprd01.prod.outlook.com 2026-11-21T08:15Z 08D]");
	good(told->t, "192.0.2.1", 25);
	check(told, VERDICT_FAILED, "m365-530-5.7.57");
}

static void a_name_that_leads_nowhere_fails(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_asks(told->t, "mail.example.org", "A", DNS_NXDOMAIN);
	check(told, VERDICT_FAILED, "dns-nxdomain");
	assert_int_equal(told->i->verdict.works.n, 0);
}

static void a_faulty_name_outweighs_all_else(void **state)
{
	struct told *told = *state;

	target(told->t);
	told->t->r->name_fault = "comma";
	story_asks(told->t, "mail.example.org,", "A", DNS_SERVFAIL);
	check(told, VERDICT_FAILED, "dns-name-invalid");
	assert_int_equal(told->i->findings.n, 1);
}

static void a_backup_mx_without_address_only_degrades(void **state)
{
	struct told *told = *state;
	struct dns_query *q;

	story_mx(told->t, "example.org");
	q = story_asks(told->t, "example.org", "MX", DNS_OK);
	story_answers(told->t, q, "10 mx1.example.org");
	story_answers(told->t, q, "20 mx2.example.org");
	story_asks(told->t, "mx1.example.org", "A", DNS_OK);
	story_asks(told->t, "mx2.example.org", "A", DNS_NXDOMAIN);
	story_address(told->t, "mx1.example.org", "192.0.2.1", ADDRESS_DNS);
	good(told->t, "192.0.2.1", 25);
	check(told, VERDICT_DEGRADED, "dns-mx-broken");
}

static void no_route_anywhere_is_offline(void **state)
{
	struct told *told = *state;

	target(told->t);
	for (int i = 0; i < 3; i++) {
		story_session(told->t, "192.0.2.1", (int[]){587, 465, 25}[i]);
		story_unreached(told->t, TCP_NO_ROUTE);
		story_session(told->t, "2001:db8::1", (int[]){587, 465, 25}[i]);
		story_unreached(told->t, TCP_NO_FAMILY);
	}
	check(told, VERDICT_FAILED, "net-offline");
	assert_int_equal(told->i->findings.n, 1);
}

/* A machine without IPv6 may have all the rest of the world. */
static void no_route_for_one_family_is_not_offline(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "2001:db8::1", 587);
	story_unreached(told->t, TCP_NO_ROUTE);
	check(told, VERDICT_FAILED, "net-no-route");
}

static void no_route_to_a_resolver_either_is_offline(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_asks(told->t, "mail.example.org", "A", DNS_NO_ROUTE);
	story_session(told->t, "192.0.2.1", 587);
	story_unreached(told->t, TCP_NO_ROUTE);
	check(told, VERDICT_FAILED, "net-offline");
}

/* ---- untested ---- */

static void too_many_connections_is_no_outage(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_REPLY);
	story_says(told->t,
		   "421 4.7.0 mail.example.org Error: too many connections from 192.0.2.9");
	silent(told->t, "192.0.2.1", 465);
	check(told, VERDICT_UNTESTED, "banner-too-many-connections");
	assert_true(
		says(&told->i->verdict.not_tested, "192.0.2.1 port 587 (the server limited us)"));
	assert_int_equal(told->i->wants.n, 0);
}

static void an_interrupted_check_claims_nothing(void **state)
{
	struct told *told = *state;

	target(told->t);
	told->t->r->interrupted = true;
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_INTERRUPTED);
	check(told, VERDICT_UNTESTED, "interrupted");
	assert_int_equal(told->i->wants.n, 0);
}

static void the_end_of_the_time_is_told_from_the_user(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_INTERRUPTED)->note = "total-timeout";
	check(told, VERDICT_UNTESTED, "check-timeout");
	assert_true(says(&told->i->verdict.not_tested, "192.0.2.1 port 587 (the time was up)"));
	assert_true(shows(told->i->verdict.finding, "still in banner when the time was up"));
}

/* Another port works, but the login was wanted and nobody knows of it. */
static void a_login_that_was_cut_short_is_no_success(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_user(told->t, "bob@example.org");
	skips_login(told->t, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.1", 465);
	story_fails(told->t, STAGE_AUTH, FAILURE_INTERRUPTED)->note = "total-timeout";
	check(told, VERDICT_UNTESTED, "check-timeout");
}

static void a_login_that_the_server_limited_is_no_success(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_user(told->t, "bob@example.org");
	skips_login(told->t, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.1", 465);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "421 4.7.0 Too many connections");
	check(told, VERDICT_UNTESTED, "banner-too-many-connections");
}

static void a_temporary_refusal_of_the_sender_is_an_outage(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_ENVELOPE, FAILURE_REPLY);
	story_says(told->t, "451 4.3.0 Error: queue file write error");
	verdict_of(told);
	assert_int_equal(told->i->verdict.status, VERDICT_FAILED);
}

static void what_failed_before_the_interruption_stands(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_user(told->t, "bob@example.org");
	told->t->r->interrupted = true;
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.8 Error: authentication failed");
	story_session(told->t, "192.0.2.1", 465);
	story_fails(told->t, STAGE_TCP, FAILURE_INTERRUPTED);
	check(told, VERDICT_FAILED, "auth-refused");
}

static void an_empty_record_claims_nothing(void **state)
{
	struct told *told = *state;

	check(told, VERDICT_UNTESTED, "interrupted");
}

static void a_walk_that_just_ends_claims_nothing(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_passes(told->t, STAGE_EHLO);
	check(told, VERDICT_UNTESTED, "interrupted");
	assert_int_equal(told->i->verdict.works.n, 0);
}

static void a_server_that_limits_us_is_not_asked_more(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.2", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_REPLY);
	story_says(told->t,
		   "421 4.7.0 mail.example.org Error: too many connections from 192.0.2.9");
	verdict_of(told);
	assert_int_equal(told->i->wants.n, 0);
}

static void a_session_beyond_our_budget_is_named(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.1", 25);
	session_stage(told->t->s, STAGE_TCP)->outcome = OUTCOME_NOT_TESTED;
	session_stage(told->t->s, STAGE_TCP)->note = "connection-budget";
	check(told, VERDICT_OK, "submission-ready-no-login");
	assert_true(says(&told->i->verdict.not_tested,
			 "192.0.2.1 port 25 (enough connections to that address; "
			 "--max-connections allows more)"));
}

/* What a policy takes away is no fault of the server's, nor one of descriptors and addresses. */
static void a_policy_that_forbids_a_version_is_named(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	target(told->t);
	story_names_port(told->t, 587);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_LOCAL);
	story_detail(told->t, "the system's policy in /etc/gnutls/config forbids TLS1.0");
	check(told, VERDICT_FAILED, "local-error");
	f = told->i->verdict.finding;
	assert_string_equal(f->of_case, "tls-policy");
	assert_non_null(strstr(f->title, "/etc/gnutls/config forbids TLS1.0"));
	story_detail(told->t, "EMFILE");
	check(told, VERDICT_FAILED, "local-error");
	assert_null(told->i->verdict.finding->of_case);
}

/* ---- wants ---- */

static int count_wants(const struct told *told, enum want_kind kind)
{
	int n = 0;

	LIST_EACH (struct want, w, &told->i->wants)
		n += w->kind == kind;
	return n;
}

static void versions_are_wanted_once_and_not_on_port_25(void **state)
{
	struct told *told = *state;
	struct session *submission;

	target(told->t);
	good(told->t, "192.0.2.1", 25);
	good(told->t, "192.0.2.1", 587);
	submission = told->t->s;
	good(told->t, "192.0.2.1", 465);
	verdict_of(told);
	assert_true(wants(told, WANT_TLS_VERSIONS, submission));
	assert_int_equal(count_wants(told, WANT_TLS_VERSIONS), 1);
	assert_false(wants(told, WANT_MORE_VERSIONS, submission));
	assert_int_equal(count_wants(told, WANT_MORE_VERSIONS), 2);
	story_follow_up(told->t, SESSION_TLS_VERSION, "TLS1.2");
	story_passes(told->t, STAGE_TLS);
	verdict_of(told);
	assert_int_equal(count_wants(told, WANT_TLS_VERSIONS), 0);
	assert_int_equal(count_wants(told, WANT_MORE_VERSIONS), 1); /* 465 was asked */
}

static void injection_is_asked_once_a_port_with_starttls(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	good(told->t, "192.0.2.2", 587);
	good(told->t, "192.0.2.1", 465);
	good(told->t, "192.0.2.1", 25);
	verdict_of(told);
	assert_int_equal(count_wants(told, WANT_INJECTION), 2);
	story_follow_up(told->t, SESSION_RETRY, "injection");
	story_fails(told->t, STAGE_BANNER, FAILURE_REPLY);
	verdict_of(told);
	assert_int_equal(count_wants(told, WANT_INJECTION), 1);
}

static const char *name_wanted(const struct told *told)
{
	LIST_EACH (const struct want, w, &told->i->wants)
		if (w->kind == WANT_SNI)
			return w->name;
	return NULL;
}

static void a_name_is_tried_where_none_was_sent(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_tls(told->t)->sni = NULL;
	verdict_of(told);
	assert_int_equal(count_wants(told, WANT_SNI), 1);
	assert_string_equal(name_wanted(told), told->t->s->host);
	assert_int_equal(count_wants(told, WANT_NO_SNI), 0);
	story_follow_up(told->t, SESSION_RETRY, "sni");
	story_passes(told->t, STAGE_TLS);
	verdict_of(told);
	assert_int_equal(count_wants(told, WANT_SNI), 0);
}

static void an_address_is_tried_by_the_name_of_the_greeting(void **state)
{
	struct told *told = *state;
	char too_long[300] = "";
	struct tls_facts *f;

	story_target(told->t, "192.0.2.1", NULL);
	story_session(told->t, "192.0.2.1", 587);
	told->t->s->host = "192.0.2.1";
	story_passes(told->t, STAGE_BANNER);
	story_says(told->t, "220 mx.example.org ESMTP");
	f = story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE)->tls;
	f->name_ok = false;
	f->sni = NULL;
	verdict_of(told);
	assert_non_null(name_wanted(told));
	assert_string_equal(name_wanted(told), "mx.example.org");
	told->t->st = session_stage(told->t->s, STAGE_BANNER);
	memset(too_long, 'x', sizeof(too_long) - 1);
	memcpy(too_long, "220 mx.", 7);
	story_says(told->t, too_long);
	verdict_of(told);
	assert_null(name_wanted(told));
}

static void silence_wants_the_other_mode_once(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_TIMEOUT);
	verdict_of(told);
	assert_true(wants(told, WANT_OTHER_MODE, told->t->s));
	story_follow_up(told->t, SESSION_RETRY, "tls-mode");
	story_fails(told->t, STAGE_TLS, FAILURE_TIMEOUT);
	verdict_of(told);
	assert_false(wants(told, WANT_OTHER_MODE, NULL));
}

static void one_address_under_two_names_is_asked_once(void **state)
{
	struct told *told = *state;

	story_mx(told->t, "example.org");
	for (int i = 0; i < 2; i++) {
		story_session(told->t, "192.0.2.1", 25);
		told->t->s->host = i == 0 ? "mx1.example.org" : "mx2.example.org";
		story_fails(told->t, STAGE_BANNER, FAILURE_TIMEOUT);
	}
	verdict_of(told);
	assert_int_equal(told->i->wants.n, 2); /* the other mode, and a closed port */
}

static void a_stalled_handshake_wants_the_other_mode(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 465);
	story_fails(told->t, STAGE_TLS, FAILURE_TIMEOUT);
	verdict_of(told);
	assert_true(wants(told, WANT_OTHER_MODE, told->t->s));
}

static void a_greeting_seen_in_the_handshake_needs_no_follow_up(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session_in(told->t, "192.0.2.1", 587, TLS_MODE_IMPLICIT);
	story_fails(told->t, STAGE_TLS, FAILURE_TLS);
	story_tls(told->t)->plaintext = bytes_str(told->t->r->arena, "220 mail\r\n");
	check(told, VERDICT_FAILED, "mode-implicit-on-starttls-port");
	assert_false(wants(told, WANT_OTHER_MODE, NULL));
}

static void a_refused_name_wants_another_once(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_EHLO, FAILURE_REPLY);
	story_says(told->t, "501 5.5.4 Invalid domain name");
	verdict_of(told);
	assert_true(wants(told, WANT_OTHER_NAME, told->t->s));
	story_follow_up(told->t, SESSION_RETRY, "ehlo-name");
	story_passes(told->t, STAGE_EHLO);
	verdict_of(told);
	assert_false(wants(told, WANT_OTHER_NAME, NULL));
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_CERTAIN);
}

static void nothing_is_wanted_of_what_the_target_does_not_need(void **state)
{
	struct told *told = *state;

	target(told->t);
	good(told->t, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.1", 25);
	story_fails(told->t, STAGE_BANNER, FAILURE_TIMEOUT);
	verdict_of(told);
	assert_false(wants(told, WANT_OTHER_MODE, NULL));
}

/* ---- evidence ---- */

static void the_server_s_own_words_are_shown(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	target(told->t);
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.8 Error: authentication failed");
	verdict_of(told);
	f = told->i->verdict.finding;
	assert_true(shows(f, "535 5.7.8 Error: authentication failed"));
	assert_true(shows(f, "AUTH LOGIN for bob@example.org"));
	assert_string_equal(f->address, "192.0.2.1");
	assert_int_equal(f->port, 587);
	assert_int_equal(f->stage, STAGE_AUTH);
	assert_int_equal(f->session_index, 0);
}

static void the_sender_was_given_and_not_reached(void **state)
{
	struct told *told = *state;

	target(told->t);
	told->t->r->command = "smtpscope mail.example.org --from bob@example.org";
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_CLOSED);
	verdict_of(told);
	assert_true(says(&told->i->verdict.not_tested, "the right to send (not reached)"));
	told->t->r->command = "smtpscope mail.example.org";
	verdict_of(told);
	assert_true(says(&told->i->verdict.not_tested, "the right to send (no --from)"));
}

/* verdict_of() sees to the order; here is one that the parts do not put down in it. */
static void findings_stand_worst_first(void **state)
{
	struct told *told = *state;

	target(told->t);
	silent(told->t, "192.0.2.1", 25);
	good(told->t, "192.0.2.1", 587);
	story_tls(told->t)->dh_bits = 1024;
	story_certificate(told->t)->not_after = told->t->r->started + 1000;
	check(told, VERDICT_DEGRADED, "tls-weak-key");
	assert_int_equal(told->i->findings.n, 4);
}

static void another_protocol_is_called_by_its_name(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_PROTOCOL);
	story_detail(told->t, "* OK IMAP4rev1 ready");
	verdict_of(told);
	assert_true(shows(told->i->verdict.finding, "192.0.2.1 port 587 speaks IMAP"));
	assert_false(shows(told->i->verdict.finding, "this is HTTP"));
}

static void a_missing_starttls_says_where_it_is_to_be_had(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
	verdict_of(told);
	assert_false(shows(told->i->verdict.finding, "does TLS"));
	good(told->t, "192.0.2.2", 587);
	verdict_of(told);
	assert_true(shows(told->i->verdict.finding, "192.0.2.2 port 587 does TLS"));
}

static void the_recipient_that_was_refused_is_named(void **state)
{
	struct told *told = *state;
	struct recipient *to = ARENA_NEW(told->t->r->arena, struct recipient);

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_ENVELOPE, FAILURE_REPLY);
	story_says(told->t, "550 5.1.1 <x@example.net>: Recipient address rejected: User unknown");
	told->t->st->envelope->mail = (struct reply){.code = 250};
	to->address = "x@example.net";
	to->reply = told->t->st->reply;
	list_append(&told->t->st->envelope->recipients, to);
	check(told, VERDICT_FAILED, "rcpt-user-unknown");
	assert_true(shows(told->i->verdict.finding, "in reply to RCPT TO:<x@example.net>"));
}

static void a_limit_of_this_machine_is_shown(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_LOCAL);
	story_detail(told->t, "the system's policy forbids TLS 1.0");
	check(told, VERDICT_FAILED, "local-error");
	assert_true(shows(told->i->verdict.finding, "policy forbids TLS 1.0"));
	assert_non_null(strstr(told->i->verdict.summary, "policy forbids TLS 1.0"));
}

static void the_same_words_are_shown_once(void **state)
{
	struct told *told = *state;
	size_t replies = 0;

	target(told->t);
	for (int i = 0; i < 2; i++) {
		story_session(told->t, i == 0 ? "192.0.2.1" : "192.0.2.2", 587);
		story_fails(told->t, STAGE_STARTTLS, FAILURE_REPLY);
		story_says(told->t, "454 4.7.0 TLS not available");
	}
	check(told, VERDICT_FAILED, "starttls-refused");
	LIST_EACH (struct evidence, e, &told->i->verdict.finding->evidence)
		replies += strcmp(e->kind, "reply") == 0;
	assert_int_equal(replies, 1);
	assert_true(shows(told->i->verdict.finding, "also at 192.0.2.2 port 587"));
}

static void a_silent_port_says_which_other_ports_answer(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 25);
	good(told->t, "192.0.2.1", 587);
	good(told->t, "192.0.2.1", 465);
	silent(told->t, "192.0.2.1", 25);
	check(told, VERDICT_FAILED, "net-connect-timeout");
	assert_true(shows(told->i->verdict.finding, "the same host answers on port 587, 465"));
}

/* Silent there, too. */
static void control(struct story *t, int port)
{
	silent(t, "198.51.100.1", port);
	t->s->host = "mx.example.net";
	t->s->purpose = SESSION_CONTROL;
}

/* A stranger that answers, and does so each time that it is asked again. */
static void answering_control(struct story *t)
{
	for (int i = 0; i < 7; i++) {
		story_session(t, "203.0.113.1", 443);
		story_passes(t, STAGE_TCP);
		t->s->host = "www.example.com";
		t->s->purpose = SESSION_CONTROL;
		t->s->changed = i == 0 ? NULL : "again";
	}
}

static void of_blocked_ports_the_networks_that_block_them_are_named(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 465);
	story_names_port(told->t, 25);
	silent(told->t, "192.0.2.1", 465);
	silent(told->t, "192.0.2.1", 25);
	good(told->t, "192.0.2.1", 587);
	control(told->t, 465);
	control(told->t, 25);
	answering_control(told->t);
	check(told, VERDICT_FAILED, "net-outbound-blocked");
	assert_true(shows(told->i->verdict.finding, "just so: Hetzner Cloud (hetzner); see"));
}

static void of_port_25_few_networks_are_named_and_the_others_counted(void **state)
{
	struct told *told = *state;

	target(told->t);
	story_names_port(told->t, 25);
	silent(told->t, "192.0.2.1", 25);
	good(told->t, "192.0.2.1", 587);
	control(told->t, 25);
	answering_control(told->t);
	check(told, VERDICT_FAILED, "net-outbound-blocked");
	assert_true(shows(told->i->verdict.finding,
			  "mx.example.net (198.51.100.1) port 25: timeout, too"));
	assert_true(shows(told->i->verdict.finding,
			  "www.example.com (203.0.113.1) port 443: open, 7 of 7 times meanwhile"));
	assert_true(shows(told->i->verdict.finding, "Amazon EC2 and Lambda (aws) and "));
	assert_false(shows(told->i->verdict.finding, "Hetzner"));
}

static void the_same_on_another_address_is_added_to_the_evidence(void **state)
{
	struct told *told = *state;

	target(told->t);
	silent(told->t, "192.0.2.1", 587);
	silent(told->t, "192.0.2.2", 587);
	verdict_of(told);
	assert_int_equal(told->i->findings.n, 1);
	assert_true(shows(told->i->verdict.finding, "192.0.2.2 port 587: timeout"));
}

static const struct CMUnitTest tests[] = {
	STORY(login_that_passes_is_ready),
	STORY(without_a_user_the_login_is_said_to_be_untested),
	STORY(port_25_closed_is_a_notice_where_587_works),
	STORY(a_port_that_the_provider_has_not_is_a_notice),
	STORY(of_an_unknown_server_either_port_will_do),
	STORY(a_machine_without_ipv6_is_not_ill),
	STORY(a_limit_met_by_a_follow_up_changes_nothing),
	STORY(a_connected_port_is_proof_enough_for_until_tcp),
	STORY(with_implicit_tls_until_tls_is_more_than_tcp),
	STORY(a_walk_that_was_to_end_early_says_why_login_was_not_tested),
	STORY(an_mx_that_nobody_can_verify_still_takes_mail),
	STORY(port_25_of_a_provider_is_a_notice_too),
	STORY(a_port_that_the_provider_does_not_list_is_a_notice),
	STORY(a_login_that_passes_anywhere_has_passed),
	STORY(where_nothing_is_named_whatever_works_will_do),
	STORY(port_25_is_not_spared_where_it_was_named),
	STORY(a_promised_port_that_is_filtered_degrades),
	STORY(one_dead_address_degrades),
	STORY(a_broken_family_degrades_once),
	STORY(a_certificate_that_ends_soon_degrades),
	STORY(a_certificate_in_its_critical_days_fails),
	STORY(a_refused_login_is_worse_than_a_certificate_in_its_critical_days),
	STORY(a_bad_certificate_that_was_overruled_degrades),
	STORY(greylisting_is_no_outage),
	STORY(login_refused_fails_though_other_ports_answer),
	STORY(a_port_named_by_the_user_is_needed_though_nobody_offers_it),
	STORY(every_named_port_is_needed),
	STORY(the_session_that_got_furthest_names_the_cause),
	STORY(one_cause_on_three_ports_is_one_cause),
	STORY(a_secret_withheld_is_a_consequence),
	STORY(several_faults_of_a_certificate_are_all_listed),
	STORY(a_temporary_failure_of_the_login_fails_today),
	STORY(a_sender_refused_without_login_is_the_verdict),
	STORY(a_name_that_leads_nowhere_fails),
	STORY(a_faulty_name_outweighs_all_else),
	STORY(a_backup_mx_without_address_only_degrades),
	STORY(no_route_anywhere_is_offline),
	STORY(no_route_for_one_family_is_not_offline),
	STORY(no_route_to_a_resolver_either_is_offline),
	STORY(too_many_connections_is_no_outage),
	STORY(an_interrupted_check_claims_nothing),
	STORY(the_end_of_the_time_is_told_from_the_user),
	STORY(a_login_that_was_cut_short_is_no_success),
	STORY(a_login_that_the_server_limited_is_no_success),
	STORY(a_temporary_refusal_of_the_sender_is_an_outage),
	STORY(what_failed_before_the_interruption_stands),
	STORY(an_empty_record_claims_nothing),
	STORY(a_walk_that_just_ends_claims_nothing),
	STORY(a_server_that_limits_us_is_not_asked_more),
	STORY(a_session_beyond_our_budget_is_named),
	STORY(a_policy_that_forbids_a_version_is_named),
	STORY(versions_are_wanted_once_and_not_on_port_25),
	STORY(injection_is_asked_once_a_port_with_starttls),
	STORY(a_name_is_tried_where_none_was_sent),
	STORY(an_address_is_tried_by_the_name_of_the_greeting),
	STORY(silence_wants_the_other_mode_once),
	STORY(one_address_under_two_names_is_asked_once),
	STORY(a_stalled_handshake_wants_the_other_mode),
	STORY(a_greeting_seen_in_the_handshake_needs_no_follow_up),
	STORY(a_refused_name_wants_another_once),
	STORY(nothing_is_wanted_of_what_the_target_does_not_need),
	STORY(the_server_s_own_words_are_shown),
	STORY(the_sender_was_given_and_not_reached),
	STORY(findings_stand_worst_first),
	STORY(another_protocol_is_called_by_its_name),
	STORY(a_missing_starttls_says_where_it_is_to_be_had),
	STORY(the_recipient_that_was_refused_is_named),
	STORY(a_limit_of_this_machine_is_shown),
	STORY(the_same_words_are_shown_once),
	STORY(a_silent_port_says_which_other_ports_answer),
	STORY(of_blocked_ports_the_networks_that_block_them_are_named),
	STORY(of_port_25_few_networks_are_named_and_the_others_counted),
	STORY(the_same_on_another_address_is_added_to_the_evidence),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

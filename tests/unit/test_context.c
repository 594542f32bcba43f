/* The run as a whole beats the single line: what one session says about another. */
#include "unit.h"
#include "told.h"

#include <string.h>

static const struct finding *find(const struct told *told, const char *id, int port)
{
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, id) == 0 && (port == 0 || f->port == port))
			return f;
	return NULL;
}

static void check(struct told *told, enum verdict_status status, const char *id)
{
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (struct finding, f, &told->i->findings)
		print_message("  %s %s port %d%s\n", severity_names[f->severity], f->id, f->port,
			      f->root != NULL ? " (consequence)" : "");
	assert_string_equal(told->i->verdict.finding->id, id);
	assert_string_equal(verdict_status_names[told->i->verdict.status],
			    verdict_status_names[status]);
}

/* That finding is there, and it only follows from the verdict's. */
static void check_consequence(const struct told *told, const char *id, int port)
{
	const struct finding *f = find(told, id, port);

	assert_non_null(f);
	assert_ptr_equal(f->root, told->i->verdict.finding);
}

static void check_shown(const struct told *told, const char *part)
{
	LIST_EACH (struct evidence, e, &told->i->verdict.finding->evidence)
		if (bytes_has(e->text, part))
			return;
	fail_msg("the evidence does not say \"%s\"", part);
}

/* A session that the server refuses with that reply. */
static void refused(struct story *t, int port, enum stage_id stage, const char *reply)
{
	story_session(t, "192.0.2.1", port);
	story_fails(t, stage, FAILURE_REPLY);
	story_says(t, reply);
}

static void ends(struct story *t, const char *address, int port, enum stage_id stage)
{
	story_session(t, address, port);
	story_fails(t, stage, FAILURE_CLOSED);
}

static void sender_refused(struct story *t, const char *reply)
{
	struct stage *st = story_fails(t, STAGE_ENVELOPE, FAILURE_REPLY);

	story_says(t, reply);
	st->envelope->mail = st->reply;
}

/* ---- a login that failed, and what comes of it ---- */

static const char not_authenticated[] =
	"530 5.7.57 Client not authenticated to send mail. [AM0.eurprd01.prod.outlook.com 08D]";

static void an_ignored_refusal_of_the_login_is_the_cause_of_a_530(void **state)
{
	struct told *told = *state;

	refused(told->t, 587, STAGE_AUTH,
		"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
		"the Tenant. [AM0.eurprd01.prod.outlook.com 08D]");
	sender_refused(told->t, not_authenticated);
	check(told, VERDICT_FAILED, "m365-smtpauth-disabled-tenant");
	check_consequence(told, "m365-530-5.7.57", 587);
}

static void so_it_is_where_another_session_sends(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 25);
	sender_refused(told->t, not_authenticated);
	refused(told->t, 587, STAGE_AUTH, "535 5.7.8 Error: authentication failed");
	check(told, VERDICT_FAILED, "auth-refused");
	check_consequence(told, "m365-530-5.7.57", 25);
}

static void a_relay_that_is_denied_may_want_the_login(void **state)
{
	struct told *told = *state;
	struct recipient *to = ARENA_NEW(told->t->r->arena, struct recipient);
	struct stage *st;

	story_session(told->t, "192.0.2.1", 25);
	st = story_fails(told->t, STAGE_ENVELOPE, FAILURE_REPLY);
	story_says(told->t, "554 5.7.1 <a@example.net>: Relay access denied");
	st->envelope->mail = (struct reply){.code = 250};
	to->address = "a@example.net";
	to->reply = st->reply;
	list_append(&st->envelope->recipients, to);
	refused(told->t, 587, STAGE_AUTH, "535 5.7.8 Error: authentication failed");
	check(told, VERDICT_FAILED, "auth-refused");
	check_consequence(told, "relay-denied", 25);
}

static void a_full_server_refuses_for_a_reason_of_its_own(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 25);
	sender_refused(told->t, "452 4.3.1 Insufficient system storage");
	refused(told->t, 587, STAGE_AUTH, "535 5.7.8 Error: authentication failed");
	told->i = interpret(told->t->r, knowledge);
	assert_null(find(told, "mail-insufficient-storage", 25)->root);
}

/* ---- words explain silence ---- */

static const char blocked[] =
	"554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using list.example";

static void words_on_one_port_explain_silence_on_another(void **state)
{
	struct told *told = *state;

	ends(told->t, "192.0.2.1", 587, STAGE_BANNER);
	refused(told->t, 465, STAGE_BANNER, blocked);
	check(told, VERDICT_FAILED, "client-dnsbl");
	check_consequence(told, "banner-closed", 587);
	check_shown(told, "192.0.2.1 port 587 hung up without a word");
}

static void another_address_speaks_for_itself(void **state)
{
	struct told *told = *state;

	ends(told->t, "192.0.2.2", 587, STAGE_BANNER);
	refused(told->t, 465, STAGE_BANNER, blocked);
	told->i = interpret(told->t->r, knowledge);
	assert_null(find(told, "banner-closed", 587)->root);
}

/* The finding stands for two addresses, and one of them is not explained. */
static void half_an_explanation_leaves_the_silence(void **state)
{
	struct told *told = *state;

	ends(told->t, "192.0.2.1", 587, STAGE_BANNER);
	ends(told->t, "192.0.2.2", 587, STAGE_BANNER);
	refused(told->t, 465, STAGE_BANNER, blocked);
	told->i = interpret(told->t->r, knowledge);
	assert_null(find(told, "banner-closed", 587)->root);
}

static void a_limit_explains_silence_and_nothing_is_known(void **state)
{
	struct told *told = *state;

	ends(told->t, "192.0.2.1", 587, STAGE_BANNER);
	refused(told->t, 465, STAGE_BANNER, "421 4.7.0 Error: too many connections from 192.0.2.9");
	check(told, VERDICT_UNTESTED, "banner-too-many-connections");
	check_consequence(told, "banner-closed", 587);
}

static void tls_out_of_order_breaks_the_handshake_elsewhere(void **state)
{
	struct told *told = *state;

	refused(told->t, 587, STAGE_STARTTLS, "454 4.7.0 TLS not available due to local problem");
	ends(told->t, "192.0.2.1", 465, STAGE_TLS);
	check(told, VERDICT_FAILED, "starttls-refused");
	check_consequence(told, "tls-handshake-closed", 465);
}

/* A refusal of one's EHLO name or login is no reason to break off a handshake. */
static void a_handshake_is_not_explained_by_a_refused_login(void **state)
{
	struct told *told = *state;

	refused(told->t, 587, STAGE_EHLO, "550 5.7.1 Access denied");
	ends(told->t, "192.0.2.1", 465, STAGE_TLS);
	told->i = interpret(told->t->r, knowledge);
	assert_null(find(told, "tls-handshake-closed", 465)->root);
}

/* ---- an address that was made up ---- */

static void an_old_line_in_the_hosts_file_leads_to_nobody(void **state)
{
	struct told *told = *state;

	story_address(told->t, "mail.example.org", "192.0.2.1", ADDRESS_HOSTS);
	story_session(told->t, "192.0.2.1", 587);
	story_unreached(told->t, TCP_REFUSED);
	check(told, VERDICT_FAILED, "dns-hosts-override");
	check_consequence(told, "net-connect-refused", 587);
	assert_int_equal(told->i->verdict.finding->certainty, CERTAINTY_LIKELY);
}

static void who_is_offline_need_not_look_at_the_hosts_file(void **state)
{
	struct told *told = *state;

	story_address(told->t, "mail.example.org", "192.0.2.1", ADDRESS_HOSTS);
	for (int i = 0; i < 2; i++) {
		story_session(told->t, "192.0.2.1", (int[]){587, 465}[i]);
		story_unreached(told->t, TCP_NO_ROUTE);
		story_session(told->t, "2001:db8::1", (int[]){587, 465}[i]);
		story_unreached(told->t, TCP_NO_ROUTE);
	}
	check(told, VERDICT_FAILED, "net-offline");
}

static void no_provider_has_a_private_address(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.gmail.com", "gmail");
	story_address(told->t, "smtp.gmail.com", "10.9.8.7", ADDRESS_DNS);
	story_session(told->t, "10.9.8.7", 587);
	story_unreached(told->t, TCP_TIMEOUT);
	check(told, VERDICT_FAILED, "dns-private-address");
	check_consequence(told, "net-connect-timeout", 587);
}

static void a_company_s_server_may_have_one_and_be_down(void **state)
{
	struct told *told = *state;

	story_address(told->t, "mail.example.org", "10.9.8.7", ADDRESS_DNS);
	story_session(told->t, "10.9.8.7", 587);
	story_unreached(told->t, TCP_TIMEOUT);
	check(told, VERDICT_FAILED, "net-connect-timeout");
}

/* ---- a secret withheld ---- */

static void a_secret_is_withheld_from_a_certificate_and_the_certificate_is_the_cause(void **state)
{
	struct told *told = *state;

	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_passes(told->t, STAGE_TLS);
	story_tls(told->t)->name_ok = false; /* and --insecure went on */
	story_fails(told->t, STAGE_AUTH, FAILURE_WITHHELD)->auth->withheld = WITHHELD_UNVERIFIED;
	check(told, VERDICT_FAILED, "cert-name-mismatch");
	check_consequence(told, "auth-withheld", 587);
}

/* ---- the same on several ports ---- */

static void the_same_reply_on_three_ports_is_one_finding(void **state)
{
	struct told *told = *state;

	for (int i = 0; i < 3; i++)
		refused(told->t, (int[]){25, 465, 587}[i], STAGE_BANNER,
			"554 No SMTP service here");
	check(told, VERDICT_FAILED, "banner-rejected");
	assert_int_equal(told->i->verdict.finding->port, 587);
	check_consequence(told, "banner-rejected", 25);
	check_consequence(told, "banner-rejected", 465);
	check_shown(told, "also at 192.0.2.1 port 25");
}

static void what_is_not_the_verdict_is_told_once_too(void **state)
{
	struct told *told = *state;
	const struct finding *first;

	story_names_port(told->t, 587);
	story_session(told->t, "192.0.2.1", 587);
	story_passes_all(told->t);
	refused(told->t, 465, STAGE_BANNER, "554 No SMTP service here");
	refused(told->t, 2525, STAGE_BANNER, "554 No SMTP service here");
	told->i = interpret(told->t->r, knowledge);
	first = find(told, "banner-rejected", 465);
	assert_null(first->root);
	assert_ptr_equal(find(told, "banner-rejected", 2525)->root, first);
}

/* Their titles name the ports: who reads one does not know of the other. */
static void two_silent_ports_beside_the_verdict_are_two(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_passes_all(told->t);
	for (int i = 0; i < 2; i++) {
		story_session(told->t, "192.0.2.1", (int[]){465, 2525}[i]);
		story_unreached(told->t, TCP_TIMEOUT);
	}
	told->i = interpret(told->t->r, knowledge);
	assert_null(find(told, "net-connect-timeout", 465)->root);
	assert_null(find(told, "net-connect-timeout", 2525)->root);
}

static const struct CMUnitTest tests[] = {
	STORY(an_ignored_refusal_of_the_login_is_the_cause_of_a_530),
	STORY(so_it_is_where_another_session_sends),
	STORY(a_relay_that_is_denied_may_want_the_login),
	STORY(a_full_server_refuses_for_a_reason_of_its_own),
	STORY(words_on_one_port_explain_silence_on_another),
	STORY(another_address_speaks_for_itself),
	STORY(half_an_explanation_leaves_the_silence),
	STORY(a_limit_explains_silence_and_nothing_is_known),
	STORY(tls_out_of_order_breaks_the_handshake_elsewhere),
	STORY(a_handshake_is_not_explained_by_a_refused_login),
	STORY(an_old_line_in_the_hosts_file_leads_to_nobody),
	STORY(who_is_offline_need_not_look_at_the_hosts_file),
	STORY(no_provider_has_a_private_address),
	STORY(a_company_s_server_may_have_one_and_be_down),
	STORY(a_secret_is_withheld_from_a_certificate_and_the_certificate_is_the_cause),
	STORY(the_same_reply_on_three_ports_is_one_finding),
	STORY(what_is_not_the_verdict_is_told_once_too),
	STORY(two_silent_ports_beside_the_verdict_are_two),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

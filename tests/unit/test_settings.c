/* Which settings are recommended, and what programs get of them. */
#include "unit.h"

#include "../support/make_record.h"
#include "interpret/interpret.h"
#include "report/snippet_text.h"

#include <string.h>

struct told {
	struct story *t;
	struct interpretation *i;
	struct arena *arena;
};

static struct knowledge *knowledge;

static int begin(void **state)
{
	struct arena *a = arena_new();
	struct told *told = ARENA_NEW(a, struct told);

	told->arena = a;
	told->t = story_new();
	story_target(told->t, "mail.example.org", NULL);
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

static const struct recommended *best(struct told *told)
{
	told->i = interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	return (const void *)told->i->recommended.first;
}

static void none(struct told *told, const char *because)
{
	assert_null(best(told));
	assert_string_equal(told->i->no_settings, because);
}

/* A session in which all passed but the login, which was not wanted there. */
static struct session *passes(struct told *told, int port)
{
	struct session *s = story_session(told->t, "192.0.2.1", port);

	story_passes_all(told->t);
	return s;
}

static void leave_out(struct session *s, enum stage_id id)
{
	struct stage *st = session_stage(s, id);

	st->outcome = OUTCOME_SKIP;
	st->note = "not-needed";
	st->auth = NULL;
	st->envelope = NULL;
}

static void skip_login(struct session *s)
{
	leave_out(s, STAGE_AUTH);
	leave_out(s, STAGE_ENVELOPE);
}

/* The sender was tried, too, and taken. */
static struct envelope_facts *takes(struct told *told, struct session *s, const char *from)
{
	struct stage *st = session_stage(s, STAGE_ENVELOPE);

	stage_make_facts(told->t->r->arena, st);
	st->outcome = OUTCOME_PASS;
	st->note = NULL;
	st->envelope->from = from;
	return st->envelope;
}

/* ---- which endpoint ---- */

static void a_login_that_was_seen_is_recommended_with_all_of_it(void **state)
{
	struct told *told = *state;
	const struct recommended *w;

	story_user(told->t, "bob@example.org");
	takes(told, passes(told, 587), "bob@example.org");
	w = best(told);
	assert_non_null(w);
	assert_null(told->i->no_settings);
	assert_string_equal(w->host, "mail.example.org");
	assert_int_equal(w->port, 587);
	assert_int_equal(w->mode, TLS_MODE_STARTTLS);
	assert_int_equal(w->login, LOGIN_SEEN);
	assert_string_equal(w->mechanism, "LOGIN");
	assert_string_equal(w->user, "bob@example.org");
	assert_int_equal(w->user_form, USER_ADDRESS);
	assert_string_equal(w->from, "bob@example.org");
	assert_null(w->ca_file);
	assert_null(w->ehlo);
}

static void forms_of_user_names_are_told_apart(void **state)
{
	struct told *told = *state;
	struct session *s;

	story_user(told->t, "CONTOSO\\bob");
	s = passes(told, 587);
	assert_int_equal(best(told)->user_form, USER_DOWN_LEVEL);
	session_stage(s, STAGE_AUTH)->auth->user = "bob";
	assert_int_equal(best(told)->user_form, USER_NAME);
}

static void implicit_tls_is_preferred_where_all_else_is_equal(void **state)
{
	struct told *told = *state;

	skip_login(passes(told, 587));
	skip_login(passes(told, 465));
	assert_int_equal(best(told)->port, 465);
	assert_int_equal(told->i->recommended.n, 2);
	assert_int_equal(best(told)->login, LOGIN_NOT_TESTED);
	assert_null(best(told)->mechanism);
	assert_null(best(told)->user);
	assert_null(best(told)->from);
}

static void a_port_where_the_login_was_seen_goes_before_a_better_mode(void **state)
{
	struct told *told = *state;

	story_user(told->t, "bob@example.org");
	passes(told, 587);
	skip_login(passes(told, 465));
	assert_int_equal(best(told)->port, 587);
}

static void port_25_comes_last_even_with_the_login(void **state)
{
	struct told *told = *state;

	story_user(told->t, "bob@example.org");
	passes(told, 25);
	skip_login(passes(told, 587));
	assert_int_equal(best(told)->port, 587);
}

static void a_port_with_a_warning_comes_after_a_clean_one(void **state)
{
	struct told *told = *state;
	struct session *s;

	skip_login(passes(told, 587));
	s = passes(told, 465);
	skip_login(s);
	session_stage(s, STAGE_TLS)->tls->version = "TLS1.0";
	assert_int_equal(best(told)->port, 587);
}

static void several_addresses_are_one_way(void **state)
{
	struct told *told = *state;

	skip_login(passes(told, 587));
	story_session(told->t, "192.0.2.2", 587);
	story_passes_all(told->t);
	skip_login((struct session *)told->t->r->sessions.last);
	assert_non_null(best(told));
	assert_int_equal(told->i->recommended.n, 1);
}

static void mail_without_a_login_says_that_none_is_needed(void **state)
{
	struct told *told = *state;
	struct envelope_facts *envelope = takes(told, passes(told, 587), "bob@example.org");
	struct recipient *to = ARENA_NEW(told->t->r->arena, struct recipient);

	assert_int_equal(best(told)->login, LOGIN_NOT_TESTED);
	to->address = "alice@example.net";
	to->reply.code = 250;
	list_append(&envelope->recipients, to);
	assert_int_equal(best(told)->login, LOGIN_NOT_NEEDED);
}

static void the_null_sender_is_nobodys_setting(void **state)
{
	struct told *told = *state;

	takes(told, passes(told, 587), "");
	assert_null(best(told)->from);
}

static void a_private_authority_and_a_given_name_are_part_of_it(void **state)
{
	struct told *told = *state;
	struct session *s = passes(told, 587);

	told->t->r->hostname = "PC17.example.org";
	session_stage(s, STAGE_TLS)->tls->trust_store = "/etc/ssl/own.pem";
	assert_string_equal(best(told)->ca_file, "/etc/ssl/own.pem");
	assert_null(best(told)->ehlo);
	session_stage(s, STAGE_EHLO)->ehlo->name = "printer.example.org";
	assert_string_equal(best(told)->ehlo, "printer.example.org");
	session_stage(s, STAGE_EHLO)->ehlo->name = "[192.0.2.7]";
	assert_null(best(told)->ehlo);
}

/* ---- where there are none ---- */

static void nothing_is_invented_where_nothing_works(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_unreached(told->t, TCP_REFUSED);
	none(told, "nothing was seen to work");
}

static void a_refused_login_leaves_no_settings(void **state)
{
	struct told *told = *state;

	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.8 no");
	skip_login(passes(told, 465));
	none(told, "nothing was seen to work");
}

static void a_certificate_that_proves_nothing_gives_none(void **state)
{
	struct told *told = *state;
	struct session *s = passes(told, 587); /* as with --insecure */

	session_stage(s, STAGE_TLS)->tls->trusted = false;
	assert_null(best(told));
	session_stage(s, STAGE_TLS)->tls->trusted = true;
	assert_non_null(best(told));
	session_stage(s, STAGE_TLS)->tls->name_ok = false;
	assert_null(best(told));
}

static void what_works_in_clear_only_is_no_setting(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 587);
	told->t->r->needs_all = false;
	((struct need *)(void *)told->t->r->needs.first)->mode = TLS_MODE_NONE;
	story_session_in(told->t, "192.0.2.1", 587, TLS_MODE_NONE);
	story_passes_all(told->t);
	none(told, "nothing was seen to work with TLS");
}

static void an_mx_host_has_none(void **state)
{
	struct told *told = *state;

	told->t = story_free(told->t);
	told->t = story_new();
	story_mx(told->t, "mx.example.org");
	story_session(told->t, "192.0.2.1", 25);
	story_passes_all(told->t);
	none(told, "an MX host is for other servers, not for programs that submit mail");
}

/* ---- programs ---- */

static struct snippet_text text_for(struct told *told, const char *id)
{
	struct snippet_text t;

	assert_non_null(best(told));
	snippet_fill(told->arena, knowledge, snippet_find(knowledge, id), told->t->r, told->i, &t);
	return t;
}

static const char *all_of(struct told *told, const char *id)
{
	const struct snippet_text t = text_for(told, id);
	const char *all = "";

	if (t.fault != NULL)
		fail_msg("%s: %s", id, t.fault);
	LIST_EACH (const struct part_text, p, &t.parts)
		all = arena_printf(told->arena, "%s%s", all, p->text);
	return all;
}

static void has(struct told *told, const char *id, const char *part)
{
	if (strstr(all_of(told, id), part) == NULL)
		fail_msg("%s has no %s:\n%s", id, part, all_of(told, id));
}

static void has_not(struct told *told, const char *id, const char *part)
{
	if (strstr(all_of(told, id), part) != NULL)
		fail_msg("%s has %s:\n%s", id, part, all_of(told, id));
}

static void refuses(struct told *told, const char *id, const char *part)
{
	const struct snippet_text t = text_for(told, id);

	assert_non_null(t.fault);
	if (strstr(t.fault, part) == NULL)
		fail_msg("%s: no %s in: %s", id, part, t.fault);
}

static struct session *logged_in(struct told *told, int port, const char *mechanism,
				 const char *offered)
{
	struct session *s;

	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", port);
	story_offers(told->t, port == 465 ? STAGE_EHLO : STAGE_EHLO_AGAIN,
		     arena_printf(told->arena, "AUTH %s", offered));
	story_passes_all(told->t);
	s = told->t->s;
	session_stage(s, STAGE_AUTH)->auth->mechanism = mechanism;
	return s;
}

static void modes_have_the_words_of_each_program(void **state)
{
	static const struct {
		const char *id, *starttls, *implicit;
	} rows[] = {
		{"postfix", "wrappermode = no", "wrappermode = yes"},
		{"exim", "  port = 587\n", "  protocol = smtps\n"},
		{"msmtp", "tls_starttls on", "tls_starttls off"},
		{"php", "ENCRYPTION_STARTTLS", "ENCRYPTION_SMTPS"},
		{"nodemailer", "requireTLS: true", "secure: true"},
		{"python", "smtp.starttls(", "smtplib.SMTP_SSL("},
		{"printer", "STARTTLS", "SSL/TLS"},
	};
	struct told *told = *state;

	logged_in(told, 587, "PLAIN", "PLAIN LOGIN");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		has(told, rows[i].id, rows[i].starttls);
	told->t->r->sessions = (struct list){0};
	logged_in(told, 465, "PLAIN", "PLAIN LOGIN");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		has(told, rows[i].id, rows[i].implicit);
}

static void a_login_that_was_not_tested_is_left_out_and_said(void **state)
{
	struct told *told = *state;

	skip_login(passes(told, 587));
	LIST_EACH (const struct snippet, s, knowledge_snippets(knowledge)) {
		has(told, s->id, "login not tested");
		has(told, s->id, "--user NAME");
		has_not(told, s->id, "bob");
		has_not(told, s->id, "SMTP_PASSWORD");
	}
}

static void another_mechanism_stands_in_only_where_it_is_offered(void **state)
{
	struct told *told = *state;
	struct session *s = logged_in(told, 587, "SCRAM-SHA-256", "SCRAM-SHA-256 PLAIN");

	has(told, "msmtp", "auth scram-sha-256");
	has(told, "python", "AUTH PLAIN");
	has(told, "python", "this program uses PLAIN, which was offered but not tried");
	has_not(told, "python", "AUTH LOGIN");
	refuses(told, "dotnet", "cannot do a login with SCRAM-SHA-256, which was seen to work");
	session_stage(s, STAGE_AUTH)->auth->mechanism = "GSSAPI";
	refuses(told, "python", "cannot do a login with GSSAPI");
	session_stage(s, STAGE_AUTH)->auth->mechanism = "GS2-KRB5";
	refuses(told, "python", "cannot do a login with GS2-KRB5");
}

/* --auth all has tried them in sessions of their own. */
static void mechanisms_that_were_tried_stand_in_first_or_not_at_all(void **state)
{
	struct told *told = *state;
	struct stage *plain, *login;

	logged_in(told, 587, "SCRAM-SHA-256", "SCRAM-SHA-256 PLAIN LOGIN");
	story_follow_up(told->t, SESSION_AUTH, "PLAIN");
	plain = story_passes(told->t, STAGE_AUTH);
	story_follow_up(told->t, SESSION_AUTH, "LOGIN");
	login = story_passes(told->t, STAGE_AUTH);
	plain->outcome = OUTCOME_FAIL;
	has(told, "python", "this program uses LOGIN, which was seen to work, too");
	login->outcome = OUTCOME_FAIL;
	refuses(told, "python", "cannot do a login with SCRAM-SHA-256");
	login->outcome = OUTCOME_NOT_REACHED;
	has(told, "python", "this program uses LOGIN, which was offered but not tried");
}

static void a_token_is_for_programs_that_take_one(void **state)
{
	struct told *told = *state;

	logged_in(told, 587, "XOAUTH2", "XOAUTH2 LOGIN PLAIN");
	has(told, "msmtp", "auth xoauth2");
	has(told, "nodemailer", "type: 'OAuth2'");
	has(told, "php", "OAuthTokenProvider");
	has(told, "python", "AUTH XOAUTH2");
	refuses(told, "postfix", "install a plugin");
	refuses(told, "dotnet", "MailKit");
	refuses(told, "printer", "relay");
}

static void dotnet_gets_starttls_or_none(void **state)
{
	struct told *told = *state;
	struct session *s = logged_in(told, 465, "LOGIN", "LOGIN");

	refuses(told, "dotnet", "cannot do implicit TLS");
	refuses(told, "dotnet", "MailKit");
	skip_login(passes(told, 587));
	refuses(told, "dotnet", "check again with -p 587");
	skip_login(s);
	has(told, "dotnet", "new SmtpClient(\"mail.example.org\", 587)");
}

static void a_value_that_a_file_cannot_hold_is_no_setting(void **state)
{
	struct told *told = *state;
	struct session *s = logged_in(told, 587, "PLAIN", "PLAIN");

	session_stage(s, STAGE_AUTH)->auth->user = "bob:x";
	refuses(told, "postfix", "the user's name holds \":\", which /etc/postfix/sasl_passwd");
	has(told, "python", "\"bob:x\"");
	session_stage(s, STAGE_AUTH)->auth->user = "bob\nx";
	LIST_EACH (const struct snippet, p, knowledge_snippets(knowledge)) {
		if (strcmp(p->id, "dotnet") != 0)
			refuses(told, p->id, "a character that cannot be shown");
	}
	session_stage(s, STAGE_AUTH)->auth->user = "bob";
	s->host = "2001:db8::1";
	refuses(told, "exim", "the server's name holds \":\"");
}

static void each_program_says_where_the_secret_goes(void **state)
{
	static const struct {
		const char *id, *place;
	} rows[] = {
		{"postfix", "PASSWORD-GOES-HERE"}, {"exim", "/etc/exim4/smtp-password"},
		{"msmtp", "passwordeval"},	   {"php", "getenv('SMTP_PASSWORD')"},
		{"dotnet", "SMTP_PASSWORD"},	   {"nodemailer", "process.env.SMTP_PASSWORD"},
		{"python", "SMTP_PASSWORD"},	   {"printer", "type it at the device"},
	};
	struct told *told = *state;

	logged_in(told, 587, "LOGIN", "LOGIN");
	assert_int_equal(knowledge_snippets(knowledge)->n, sizeof(rows) / sizeof(rows[0]));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		has(told, rows[i].id, rows[i].place);
}

/* ---- templates ---- */

static void templates_are_checked(void **state)
{
	struct told *told = *state;
	struct arena *a = told->arena;

	assert_null(template_fault(a, "a {host}\n?login !token PLAIN|LOGIN? b {user}\n"));
	assert_string_equal(template_fault(a, "a {hots}\n"), "unknown placeholder {hots}");
	assert_string_equal(template_fault(a, "?lgin? a\n"), "unknown condition \"lgin\"");
	assert_string_equal(template_fault(a, "?login|!tokne? a\n"), "unknown condition \"tokne\"");
	assert_string_equal(template_fault(a, "?? a\n"), "unknown condition \"\"");
}

static bool is_one_of(const void *arg, const char *word, size_t n)
{
	const char *all = arg;

	for (const char *p = all; *p != '\0'; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == n && memcmp(p, word, n) == 0)
			return true;
	return false;
}

static void conditions_are_and_or_and_not(void **state)
{
	static const struct {
		const char *line, *true_words;
		bool shown;
	} rows[] = {
		{"always", "", true},	  {"?a? x", "a", true},	    {"?a? x", "b", false},
		{"?!a? x", "a", false},	  {"?!a? x", "b", true},    {"?a b? x", "a", false},
		{"?a b? x", "a b", true}, {"?a|b? x", "b", true},   {"?a|b !c? x", "b c", false},
		{"?a|!b? x", "", true},	  {"?a|!b? x", "b", false}, {"?aa? x", "a", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = rows[i].line;
		struct snippet_line line;

		assert_true(snippet_next_line(&at, &line));
		if (snippet_condition(&line, is_one_of, rows[i].true_words) != rows[i].shown)
			fail_msg("%s with %s", rows[i].line, rows[i].true_words);
		assert_false(snippet_next_line(&at, &line));
	}
}

#define TOLD(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	TOLD(a_login_that_was_seen_is_recommended_with_all_of_it),
	TOLD(forms_of_user_names_are_told_apart),
	TOLD(implicit_tls_is_preferred_where_all_else_is_equal),
	TOLD(a_port_where_the_login_was_seen_goes_before_a_better_mode),
	TOLD(port_25_comes_last_even_with_the_login),
	TOLD(a_port_with_a_warning_comes_after_a_clean_one),
	TOLD(several_addresses_are_one_way),
	TOLD(mail_without_a_login_says_that_none_is_needed),
	TOLD(the_null_sender_is_nobodys_setting),
	TOLD(a_private_authority_and_a_given_name_are_part_of_it),
	TOLD(nothing_is_invented_where_nothing_works),
	TOLD(a_refused_login_leaves_no_settings),
	TOLD(a_certificate_that_proves_nothing_gives_none),
	TOLD(what_works_in_clear_only_is_no_setting),
	TOLD(an_mx_host_has_none),
	TOLD(modes_have_the_words_of_each_program),
	TOLD(a_login_that_was_not_tested_is_left_out_and_said),
	TOLD(another_mechanism_stands_in_only_where_it_is_offered),
	TOLD(mechanisms_that_were_tried_stand_in_first_or_not_at_all),
	TOLD(a_token_is_for_programs_that_take_one),
	TOLD(dotnet_gets_starttls_or_none),
	TOLD(a_value_that_a_file_cannot_hold_is_no_setting),
	TOLD(each_program_says_where_the_secret_goes),
	TOLD(templates_are_checked),
	TOLD(conditions_are_and_or_and_not),
};

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct list faults = {0};
	int failed;

	knowledge = knowledge_load(NULL, &faults, a);
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_free(knowledge);
	arena_free(a);
	return failed;
}

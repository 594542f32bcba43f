/* Who stands between us and the server, or in its place: what the rest of the run says of it. */
#include "unit.h"
#include "told.h"

#include <string.h>

static const struct finding *verdict(struct told *told)
{
	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (struct finding, f, &told->i->findings) {
		print_message("  %s %s (%s) port %d%s\n", severity_names[f->severity], f->id,
			      f->of_case != NULL ? f->of_case : "-", f->port,
			      f->root != NULL ? " (consequence)" : "");
		LIST_EACH (struct evidence, e, &f->evidence)
			print_message("    %s: %.*s\n", e->kind, (int)e->text.n, e->text.p);
	}
	return told->i->verdict.finding;
}

/* NULL: no case of the entry. */
static const struct finding *check(struct told *told, const char *id, const char *of_case)
{
	const struct finding *f = verdict(told);

	assert_string_equal(f->id, id);
	assert_string_equal(f->of_case == NULL ? "" : f->of_case, of_case == NULL ? "" : of_case);
	return f;
}

static bool shows(const struct finding *f, const char *part)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return true;
	return false;
}

static bool wants(const struct told *told, enum want_kind kind)
{
	LIST_EACH (struct want, w, &told->i->wants)
		if (w->kind == kind)
			return true;
	return false;
}

static void rtt(struct told *told, double ms)
{
	session_stage(told->t->s, STAGE_TCP)->tcp->rtt_ms = ms;
}

static void stranger(struct told *told, const char *host, const char *address, int port)
{
	story_session(told->t, address, port);
	told->t->s->host = host;
	told->t->s->purpose = SESSION_CONTROL;
}

/* ---- STARTTLS is not on the list ---- */

static void not_offered(struct told *told, const char *address, int port)
{
	story_session_in(told->t, address, port, TLS_MODE_STARTTLS);
	story_offers(told->t, STAGE_EHLO, "SIZE 1000\n8BITMIME");
	story_fails(told->t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
}

static void said_anyway(struct told *told, const char *reply)
{
	const struct session *first = told->t->s;

	story_session_in(told->t, first->address, first->port, TLS_MODE_STARTTLS);
	told->t->s->purpose = SESSION_RETRY;
	told->t->s->changed = "starttls";
	if (strncmp(reply, "220", 3) == 0)
		story_passes(told->t, STAGE_STARTTLS);
	else
		story_fails(told->t, STAGE_STARTTLS, FAILURE_REPLY);
	story_says(told->t, reply);
}

static void a_list_without_starttls_wants_it_said_once(void **state)
{
	struct told *told = *state;

	not_offered(told, "192.0.2.1", 587);
	check(told, "starttls-not-offered", NULL);
	assert_true(wants(told, WANT_STARTTLS));
	said_anyway(told, "502 5.5.1 Error: command not implemented");
	check(told, "starttls-not-offered", "absent");
	assert_false(wants(told, WANT_STARTTLS));
}

static void what_is_hidden_and_works_is_stripped(void **state)
{
	struct told *told = *state;

	not_offered(told, "192.0.2.1", 587);
	said_anyway(told, "220 2.0.0 Ready to start TLS");
	assert_true(shows(check(told, "starttls-stripped", "hidden"), "answered with 220"));
}

static void every_refusal_as_unknown_is_absence(void **state)
{
	static const char *const replies[] = {
		"500 5.5.1 Command unrecognized", "502 5.5.1 Error: command not implemented",
		"503 5.5.1 STARTTLS not allowed here", "554 5.7.0 no"};
	struct told *told = *state;

	not_offered(told, "192.0.2.1", 587);
	said_anyway(told, replies[0]);
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		story_says(told->t, replies[i]);
		assert_true(shows(check(told, "starttls-not-offered", "absent"), replies[i]));
	}
}

static void a_server_that_says_it_cannot_is_out_of_order(void **state)
{
	struct told *told = *state;

	not_offered(told, "192.0.2.1", 587);
	said_anyway(told, "454 4.7.0 TLS not available due to local problem");
	check(told, "starttls-refused", "not-listed");
}

static void a_limit_in_the_retry_says_nothing(void **state)
{
	struct told *told = *state;

	not_offered(told, "192.0.2.1", 587);
	said_anyway(told, "421 4.7.0 too many connections");
	check(told, "starttls-not-offered", NULL);
}

static void a_retry_that_fails_early_says_nothing(void **state)
{
	struct told *told = *state;

	not_offered(told, "192.0.2.1", 587);
	story_follow_up(told->t, SESSION_RETRY, "starttls");
	story_fails(told->t, STAGE_BANNER, FAILURE_CLOSED);
	check(told, "starttls-not-offered", NULL);
}

static void another_port_of_the_same_server_has_tls(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 587);
	not_offered(told, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.1", 465);
	story_passes_all(told->t);
	assert_true(shows(check(told, "starttls-not-offered", "one-port"),
			  "192.0.2.1 port 465 does TLS"));
}

static void another_server_s_port_is_no_evidence(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 587);
	not_offered(told, "192.0.2.1", 587);
	story_session(told->t, "192.0.2.9", 465);
	story_passes_all(told->t);
	check(told, "starttls-not-offered", NULL);
}

static void one_machine_of_two_does_not_offer_it(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.2", 587);
	story_passes(told->t, STAGE_BANNER);
	story_says(told->t, "220 node2.example.org ESMTP");
	story_passes(told->t, STAGE_STARTTLS);
	story_fails(told->t, STAGE_TLS, FAILURE_TIMEOUT);
	not_offered(told, "192.0.2.1", 587);
	verdict(told);
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, "starttls-not-offered") == 0) {
			assert_string_equal(f->of_case, "one-node");
			assert_true(shows(f, "calls itself node2.example.org"));
			return;
		}
	fail_msg("starttls-not-offered is missing");
}

static void the_same_machine_offers_it_at_another_address(void **state)
{
	struct told *told = *state;

	story_session(told->t, "2001:db8::1", 587);
	story_passes(told->t, STAGE_STARTTLS);
	story_fails(told->t, STAGE_TLS, FAILURE_TIMEOUT);
	not_offered(told, "192.0.2.1", 587);
	verdict(told);
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, "starttls-stripped") == 0) {
			assert_string_equal(f->of_case, "one-address");
			assert_int_equal(f->certainty, CERTAINTY_POSSIBLE);
			return;
		}
	fail_msg("starttls-stripped is missing");
}

static void what_a_provider_promises_is_stripped(void **state)
{
	struct told *told = *state;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	not_offered(told, "192.0.2.1", 587);
	said_anyway(told, "500 5.3.3 Unrecognized command");
	check(told, "starttls-stripped", "promised");
}

static void a_mask_needs_no_retry(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO, "SIZE 1000\nXXXXXXXA");
	story_fails(told->t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
	check(told, "middlebox-cisco-esmtp", NULL);
	assert_false(wants(told, WANT_STARTTLS));
}

/* ---- masks ---- */

static void masked(struct told *told, const char *capabilities)
{
	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO, capabilities);
	story_fails(told->t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
}

static void a_mask_alone_has_candidates_of_its_length(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	masked(told, "SIZE 1000\nXXXXXXXA\nXXXB\n8BITMIME");
	f = check(told, "middlebox-cisco-esmtp", NULL);
	assert_true(shows(f, "XXXXXXXA hides a word of 8 letters, one of STARTTLS, CHUNKING"));
	assert_true(shows(f, "XXXB hides a word of 4 letters, one of HELP"));
	assert_false(shows(f, "8BITMIME, ")); /* stands there in the open */
}

static void a_mask_of_no_known_length_has_none(void **state)
{
	struct told *told = *state;

	masked(told, "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXA");
	assert_true(shows(check(told, "middlebox-cisco-esmtp", NULL),
			  "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXA hides a word of 37 letters"));
}

static void the_list_after_tls_names_what_is_hidden(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO, "SIZE 1000\nSTARTTLS\nXXXA");
	story_offers(told->t, STAGE_EHLO_AGAIN, "SIZE 1000\nAUTH PLAIN\nHELP");
	story_passes_all(told->t);
	verdict(told);
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, "middlebox-cisco-esmtp") == 0) {
			assert_true(shows(f, "XXXA hides HELP (4 letters), as the list after TLS"));
			return;
		}
	fail_msg("middlebox-cisco-esmtp is missing");
}

static void lines_of_one_length_are_told_apart_by_their_places(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	story_names_port(told->t, 25);
	story_session(told->t, "192.0.2.1", 25);
	story_offers(told->t, STAGE_EHLO, "SIZE 1000\nXXXXXXXA\nDSN\nXXXXXXXB");
	story_fails(told->t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO, "SIZE 2000\nSTARTTLS\nDSN\nCHUNKING");
	story_fails(told->t, STAGE_STARTTLS, FAILURE_TIMEOUT);
	f = check(told, "middlebox-cisco-esmtp", NULL);
	assert_true(shows(f, "XXXXXXXA hides STARTTLS (8 letters)"));
	assert_true(shows(f, "XXXXXXXB hides CHUNKING (8 letters)"));
	story_offers(told->t, STAGE_EHLO, "SIZE 2000\nSTARTTLS\nDSN\nCHUNKING\nVRFY");
	f = check(told, "middlebox-cisco-esmtp", NULL);
	assert_true(shows(f, "XXXXXXXA hides STARTTLS or CHUNKING (8 letters)"));
}

static void another_port_names_what_is_hidden(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	story_names_port(told->t, 25);
	story_session(told->t, "192.0.2.1", 25);
	story_offers(told->t, STAGE_EHLO, "SIZE 1000\nXXXXXXXA");
	story_fails(told->t, STAGE_STARTTLS, FAILURE_NOT_OFFERED);
	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO, "SIZE 1000\nSTARTTLS");
	story_fails(told->t, STAGE_STARTTLS, FAILURE_TIMEOUT);
	f = check(told, "middlebox-cisco-esmtp", NULL);
	assert_true(shows(f, "XXXXXXXA hides STARTTLS (8 letters), as the list of 192.0.2.1 port "
			     "587 says"));
	assert_true(shows(f, "192.0.2.1 port 587 is not rewritten"));
}

static void strangers_tell_at_which_end_it_is(void **state)
{
	struct told *told = *state;

	masked(told, "XXXXXXXA");
	stranger(told, "smtp.example.net", "198.51.100.1", 587);
	story_passes(told->t, STAGE_BANNER);
	story_says(told->t, "220 ****************");
	assert_int_equal(check(told, "middlebox-cisco-esmtp", "this-end")->owner,
			 OWNER_NETWORK_ADMIN);
	story_says(told->t, "220 smtp.example.net ESMTP");
	assert_int_equal(check(told, "middlebox-cisco-esmtp", "other-end")->owner,
			 OWNER_SERVER_ADMIN);
	told->t->s->port = 25; /* is inspected where 587 is not */
	check(told, "middlebox-cisco-esmtp", NULL);
}

static void a_host_of_the_same_owner_tells_nothing(void **state)
{
	struct told *told = *state;

	masked(told, "XXXXXXXA");
	stranger(told, "mx2.example.org", "198.51.100.1", 587);
	story_passes(told->t, STAGE_BANNER);
	check(told, "middlebox-cisco-esmtp", NULL);
}

static void the_firewall_refuses_the_command_itself(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_EHLO, FAILURE_REPLY);
	story_says(told->t, "500 #5.5.1 command not recognized");
	check(told, "middlebox-cisco-esmtp", NULL);
	story_says(told->t, "500 5.5.1 command not recognized");
	check(told, "ehlo-helo-only", NULL);
}

/* ---- a port where nobody can listen ---- */

static void no_smtp(struct told *told, enum failure failure, const char *words)
{
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, failure);
	if (words != NULL)
		story_detail(told->t, words);
	rtt(told, 12);
}

static void closed_port(struct told *told, double ms)
{
	story_session_in(told->t, "192.0.2.1", 4, TLS_MODE_NONE);
	told->t->s->purpose = SESSION_CONTROL;
	told->t->s->changed = "closed-port";
	story_passes(told->t, STAGE_TCP)->tcp->rtt_ms = ms;
}

static void port_that_refuses(struct told *told)
{
	story_session_in(told->t, "192.0.2.1", 4, TLS_MODE_NONE);
	told->t->s->purpose = SESSION_CONTROL;
	told->t->s->changed = "closed-port";
	story_unreached(told->t, TCP_REFUSED);
}

static void no_smtp_wants_a_closed_port_once(void **state)
{
	static const struct {
		enum failure failure;
		const char *words, *id;
	} ends[] = {
		{FAILURE_TIMEOUT, NULL, "banner-timeout"},
		{FAILURE_CLOSED, NULL, "banner-closed"},
		{FAILURE_PROTOCOL, "SSH-2.0-OpenSSH_9.2\r\n", "banner-not-smtp"},
	};
	struct told *told = *state;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		told->t->r->sessions = (struct list){0};
		no_smtp(told, ends[i].failure, ends[i].words);
		check(told, ends[i].id, NULL);
		assert_true(wants(told, WANT_CLOSED_PORT));
		port_that_refuses(told);
		check(told, ends[i].id, NULL);
		assert_false(wants(told, WANT_CLOSED_PORT));
	}
}

static void words_of_smtp_want_no_closed_port(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_REPLY);
	story_says(told->t, "554 no");
	verdict(told);
	assert_false(wants(told, WANT_CLOSED_PORT));
}

static void no_connection_wants_no_closed_port(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	story_unreached(told->t, TCP_TIMEOUT);
	verdict(told);
	assert_false(wants(told, WANT_CLOSED_PORT));
}

static void tls_instead_of_a_greeting_wants_no_closed_port(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_PROTOCOL, "\x15\x03\x01");
	verdict(told);
	assert_false(wants(told, WANT_CLOSED_PORT));
}

static void a_silent_implicit_port_wants_one_too(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 465);
	story_session(told->t, "192.0.2.1", 465);
	story_fails(told->t, STAGE_TLS, FAILURE_TIMEOUT);
	verdict(told);
	assert_true(wants(told, WANT_CLOSED_PORT));
	closed_port(told, 12);
	check(told, "net-answered-by-proxy", NULL);
}

static void who_takes_connections_to_every_port_is_no_server(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	no_smtp(told, FAILURE_TIMEOUT, NULL);
	closed_port(told, 12);
	f = check(told, "net-answered-by-proxy", NULL);
	assert_int_equal(f->owner, OWNER_NETWORK_ADMIN);
	assert_true(shows(f, "192.0.2.1 port 4: connected as well"));
}

static void at_hand_it_is_this_machine(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_CLOSED, NULL);
	rtt(told, 0.1);
	closed_port(told, 0.1);
	assert_int_equal(check(told, "net-answered-by-proxy", "at-hand")->owner, OWNER_YOU);
	told->t->s = (struct session *)(void *)told->t->r->sessions.first;
	rtt(told, 0.6);
	check(told, "net-answered-by-proxy", NULL);
}

static void a_proxy_that_waits_for_the_client_is_called_so(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_TIMEOUT, NULL);
	told->t->st->banner->after_client = true;
	closed_port(told, 12);
	check(told, "banner-after-client", NULL);
}

static void tls_that_is_due_at_once_explains_the_silence(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_TIMEOUT, NULL);
	story_follow_up(told->t, SESSION_RETRY, "tls-mode");
	story_passes(told->t, STAGE_TLS);
	closed_port(told, 12);
	check(told, "mode-starttls-on-implicit-port", NULL);
}

static void both_families_meet_the_same_box(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_TIMEOUT, NULL);
	story_session(told->t, "2001:db8::1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_TIMEOUT);
	closed_port(told, 12);
	check(told, "net-answered-by-proxy", NULL);
	LIST_EACH (struct finding, f, &told->i->findings)
		assert_true(strcmp(f->id, "net-answered-by-proxy") == 0 || f->root != NULL);
}

/* ---- portals ---- */

static void http_alone_is_another_protocol(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_PROTOCOL, "HTTP/1.1 400 Bad Request\r\n");
	assert_true(shows(check(told, "banner-not-smtp", NULL), "speaks HTTP"));
	port_that_refuses(told);
	check(told, "banner-not-smtp", NULL);
}

static void http_that_sends_elsewhere_is_a_portal(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_PROTOCOL,
		"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n");
	check(told, "net-captive-portal", NULL);
}

static void http_on_every_port_is_a_portal(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_PROTOCOL, "HTTP/1.1 400 Bad Request\r\n");
	closed_port(told, 1);
	check(told, "net-captive-portal", NULL);
}

static void http_of_strangers_in_the_same_words_is_a_portal(void **state)
{
	struct told *told = *state;

	no_smtp(told, FAILURE_PROTOCOL, "HTTP/1.1 400 Bad Request\r\n");
	stranger(told, "smtp.example.net", "198.51.100.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_PROTOCOL);
	story_detail(told->t, "HTTP/1.1 400 Bad Request\r\n");
	check(told, "net-captive-portal", NULL);
	story_detail(told->t, "HTTP/1.0 501 Not Implemented\r\n");
	check(told, "banner-not-smtp", NULL);
}

static void protocols_are_called_by_their_names(void **state)
{
	static const struct {
		const char *words, *name;
	} greetings[] = {
		{"SSH-2.0-OpenSSH_9.2\r\n", "speaks SSH"},
		{"* OK Dovecot ready.\r\n", "speaks IMAP"},
		{"+OK Dovecot ready.\r\n", "speaks POP3"},
		{"RFB 003.008\n", "speaks VNC"},
		{"\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n", "speaks ManageSieve"},
	};
	struct told *told = *state;

	no_smtp(told, FAILURE_PROTOCOL, "?");
	for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++) {
		story_detail(told->t, greetings[i].words);
		assert_true(shows(check(told, "banner-not-smtp", NULL), greetings[i].name));
	}
	told->t->st->detail = bytes_copy(told->t->r->arena, "J\0\0\0\n8.0.36", 12);
	assert_true(shows(check(told, "banner-not-smtp", NULL), "speaks MySQL"));
}

/* ---- another server ---- */

static struct certificate *foreign(struct told *told, const char *greeting, const char *sha256)
{
	struct certificate *c;

	story_passes(told->t, STAGE_BANNER);
	story_says(told->t, greeting);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE);
	told->t->st->tls->name_ok = false;
	c = story_certificate(told->t);
	c->sha256 = sha256;
	return c;
}

static void two_strangers_on_one_server(struct told *told)
{
	story_session(told->t, "192.0.2.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
	rtt(told, 1);
	stranger(told, "smtp.example.net", "198.51.100.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
}

static void one_server_for_strangers_is_a_redirection(void **state)
{
	struct told *told = *state;

	two_strangers_on_one_server(told);
	assert_true(shows(check(told, "net-redirected", "same-server"), "smtp.example.net"));
}

static void another_certificate_is_another_server(void **state)
{
	struct told *told = *state;

	two_strangers_on_one_server(told);
	story_certificate(told->t)->sha256 = "bb";
	check(told, "cert-name-mismatch", NULL);
}

static void one_address_is_shared_hosting(void **state)
{
	struct told *told = *state;

	two_strangers_on_one_server(told);
	told->t->s->address = "192.0.2.1";
	check(told, "cert-name-mismatch", NULL);
}

static void a_certificate_for_the_host_is_no_redirection(void **state)
{
	struct told *told = *state;

	story_session(told->t, "192.0.2.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
	told->t->st->tls->name_ok = true;
	told->t->st->tls->expired = true;
	rtt(told, 0.2);
	stranger(told, "smtp.example.net", "198.51.100.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
	check(told, "cert-expired", NULL);
}

static void a_way_too_short_and_a_foreign_greeting(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 587);
	story_session(told->t, "192.0.2.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
	rtt(told, 0.3);
	story_session(told->t, "192.0.2.1", 465);
	story_passes_all(told->t);
	rtt(told, 41);
	assert_true(shows(check(told, "net-redirected", "too-near"), "after 41.0 ms"));
	rtt(told, 4.9); /* so near that nothing follows */
	check(told, "cert-name-mismatch", NULL);
	rtt(told, 41);
	told->t->s = (struct session *)(void *)told->t->r->sessions.first;
	rtt(told, 11); /* a wobble */
	check(told, "cert-name-mismatch", NULL);
}

static void a_way_too_short_alone_is_a_remark(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	story_names_port(told->t, 587);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE);
	story_tls(told->t)->expired = true;
	rtt(told, 0.3);
	port_that_refuses(told);
	told->t->st->ms = 41;
	f = check(told, "cert-expired", NULL);
	assert_true(shows(f, "something nearer may have answered"));
}

/* A refusal's time is read from our own clock, and the RST may have answered a second SYN. */
static void a_refusal_that_took_long_is_no_distance(void **state)
{
	struct told *told = *state;

	story_names_port(told->t, 587);
	story_session(told->t, "192.0.2.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
	rtt(told, 3);
	port_that_refuses(told);
	told->t->st->ms = 41;
	check(told, "net-redirected", "too-near");
	told->t->st->ms = 14; /* we were busy */
	check(told, "cert-name-mismatch", NULL);
	told->t->st->ms = 1003;
	told->t->st->tcp->retransmits = 1;
	check(told, "cert-name-mismatch", NULL);
}

/* Greeting and certificate can only lack a name that was asked for. */
static void an_address_has_no_name_to_be_taken_for_another(void **state)
{
	struct told *told = *state;

	story_target(told->t, "192.0.2.1", NULL);
	story_names_port(told->t, 587);
	story_session(told->t, "192.0.2.1", 587);
	foreign(told, "220 mail.example.org ESMTP", "aa");
	rtt(told, 0.3);
	story_session(told->t, "192.0.2.1", 465);
	story_passes_all(told->t);
	rtt(told, 41);
	check(told, "cert-name-mismatch", "address");
}

static void fewer_hops_are_a_way_too_short(void **state)
{
	struct told *told = *state;
	static const struct {
		int port, ttl;
	} ways[] = {{587, 2}, {443, 9}};

	story_session(told->t, "192.0.2.1", 587);
	foreign(told, "220 server17.hoster.example ESMTP", "aa");
	for (int i = 0; i < 2; i++) {
		struct trace *t = ARENA_NEW(told->t->r->arena, struct trace);
		struct hop *h = ARENA_NEW(told->t->r->arena, struct hop);

		t->address = "192.0.2.1";
		t->port = ways[i].port;
		h->ttl = ways[i].ttl;
		h->answer = HOP_OPEN;
		list_append(&t->hops, h);
		list_append(&told->t->r->traces, t);
	}
	check(told, "net-redirected", "too-near");
}

/* ---- a certificate made in passing ---- */

static struct certificate *distrusted(struct told *told, const char *issuer)
{
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE);
	story_tls(told->t)->trusted = false;
	story_certificate(told->t)->issuer = issuer;
	return story_certificate(told->t);
}

static void a_virus_scanner_is_named_and_is_ours(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	distrusted(told, "CN=Avast Web/Mail Shield Root,O=Avast Web/Mail Shield");
	f = check(told, "cert-intercepted", "antivirus");
	assert_int_equal(f->owner, OWNER_YOU);
	assert_non_null(strstr(f->title, "Avast Mail Shield"));
	assert_non_null(strstr(((struct string_item *)(void *)f->fixes.first)->s, "Avast: "));
}

static void a_gateway_is_named_and_is_the_network_admin_s(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	distrusted(told, "CN=FGT60E4Q16000000,O=Fortinet,C=US");
	f = check(told, "cert-intercepted", "gateway");
	assert_int_equal(f->owner, OWNER_NETWORK_ADMIN);
	assert_non_null(strstr(f->title, "FortiGate"));
}

static void a_product_that_is_trusted_is_no_trouble(void **state)
{
	struct told *told = *state;

	distrusted(told, "CN=FGT60E4Q16000000,O=Fortinet,C=US");
	story_tls(told->t)->trusted = true;
	story_tls(told->t)->expired = true;
	check(told, "cert-expired", NULL);
}

static void signed_for_a_stranger(struct told *told, const char *issuer)
{
	stranger(told, "smtp.example.net", "198.51.100.1", 587);
	story_fails(told->t, STAGE_TLS, FAILURE_CERTIFICATE);
	story_tls(told->t)->trusted = false;
	story_certificate(told->t)->issuer = issuer;
}

static void one_unknown_issuer_for_strangers_intercepts(void **state)
{
	struct told *told = *state;

	distrusted(told, "CN=Contoso Inspection CA");
	check(told, "cert-untrusted", NULL);
	signed_for_a_stranger(told, "CN=Contoso Inspection CA");
	assert_true(shows(check(told, "cert-intercepted", "unnamed"),
			  "the same issuer signed for smtp.example.net"));
}

static void one_public_issuer_for_strangers_is_an_old_trust_store(void **state)
{
	struct told *told = *state;

	distrusted(told, "CN=R12,O=Let's Encrypt,C=US");
	signed_for_a_stranger(told, "CN=R12,O=Let's Encrypt,C=US");
	check(told, "cert-untrusted", NULL);
}

static void nobody_else_issues_for_a_public_provider(void **state)
{
	struct told *told = *state;
	struct certificate *c;

	story_target(told->t, "smtp.office365.com", "microsoft365");
	c = distrusted(told, "CN=Contoso Inspection CA");
	assert_int_equal(check(told, "cert-intercepted", "unnamed")->certainty, CERTAINTY_POSSIBLE);
	c->not_before = told->t->r->started - 2 * INT64_C(3600000);
	assert_int_equal(check(told, "cert-intercepted", "unnamed")->certainty, CERTAINTY_LIKELY);
	assert_true(shows(told->i->verdict.finding, "made 2 hours before"));
	c->issuer = "CN=DigiCert Cloud Services CA-1,O=DigiCert Inc,C=US";
	check(told, "cert-untrusted", NULL);
}

static const struct CMUnitTest tests[] = {
	STORY(a_list_without_starttls_wants_it_said_once),
	STORY(what_is_hidden_and_works_is_stripped),
	STORY(every_refusal_as_unknown_is_absence),
	STORY(a_server_that_says_it_cannot_is_out_of_order),
	STORY(a_limit_in_the_retry_says_nothing),
	STORY(a_retry_that_fails_early_says_nothing),
	STORY(another_port_of_the_same_server_has_tls),
	STORY(another_server_s_port_is_no_evidence),
	STORY(one_machine_of_two_does_not_offer_it),
	STORY(the_same_machine_offers_it_at_another_address),
	STORY(what_a_provider_promises_is_stripped),
	STORY(a_mask_needs_no_retry),
	STORY(a_mask_alone_has_candidates_of_its_length),
	STORY(a_mask_of_no_known_length_has_none),
	STORY(the_list_after_tls_names_what_is_hidden),
	STORY(lines_of_one_length_are_told_apart_by_their_places),
	STORY(another_port_names_what_is_hidden),
	STORY(strangers_tell_at_which_end_it_is),
	STORY(a_host_of_the_same_owner_tells_nothing),
	STORY(the_firewall_refuses_the_command_itself),
	STORY(no_smtp_wants_a_closed_port_once),
	STORY(words_of_smtp_want_no_closed_port),
	STORY(no_connection_wants_no_closed_port),
	STORY(tls_instead_of_a_greeting_wants_no_closed_port),
	STORY(a_silent_implicit_port_wants_one_too),
	STORY(who_takes_connections_to_every_port_is_no_server),
	STORY(at_hand_it_is_this_machine),
	STORY(a_proxy_that_waits_for_the_client_is_called_so),
	STORY(tls_that_is_due_at_once_explains_the_silence),
	STORY(both_families_meet_the_same_box),
	STORY(http_alone_is_another_protocol),
	STORY(http_that_sends_elsewhere_is_a_portal),
	STORY(http_on_every_port_is_a_portal),
	STORY(http_of_strangers_in_the_same_words_is_a_portal),
	STORY(protocols_are_called_by_their_names),
	STORY(one_server_for_strangers_is_a_redirection),
	STORY(another_certificate_is_another_server),
	STORY(one_address_is_shared_hosting),
	STORY(a_certificate_for_the_host_is_no_redirection),
	STORY(a_way_too_short_and_a_foreign_greeting),
	STORY(a_way_too_short_alone_is_a_remark),
	STORY(a_refusal_that_took_long_is_no_distance),
	STORY(an_address_has_no_name_to_be_taken_for_another),
	STORY(fewer_hops_are_a_way_too_short),
	STORY(a_virus_scanner_is_named_and_is_ours),
	STORY(a_gateway_is_named_and_is_the_network_admin_s),
	STORY(a_product_that_is_trusted_is_no_trouble),
	STORY(one_unknown_issuer_for_strangers_intercepts),
	STORY(one_public_issuer_for_strangers_is_an_old_trust_store),
	STORY(nobody_else_issues_for_a_public_provider),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

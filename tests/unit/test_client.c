/* What programs say when no reply came: neighbours are told apart, and words prove no more than
 * they can. */
#include "unit.h"
#include "knowing.h"

#include "interpret/explain.h"

#include <stdio.h>
#include <string.h>

static const struct finding *best(struct arena *a, const char *text)
{
	static const struct explain_context nothing_known = {.stage = -1};
	struct list items = {0}, done;

	paste_read(a, bytes_str(a, text), &items);
	done = explain_items(a, knowledge, &items, &nothing_known);
	if (done.n == 0)
		return NULL;
	return (const void *)((const struct explanation *)(const void *)done.first)->findings.first;
}

static void neighbours_are_told_apart(void **state)
{
	static const struct {
		const char *text, *id;
	} cases[] = {
		{"certificate verify failed", "cert-untrusted"},
		{"certificate verify failed: unable to get local issuer certificate",
		 "cert-untrusted"},
		{"certificate verify failed: self-signed certificate in certificate chain",
		 "cert-untrusted"},
		{"certificate verify failed: self-signed certificate", "cert-self-signed"},
		{"certificate verify failed: unable to verify the first certificate",
		 "cert-incomplete-chain"},
		{"certificate verify failed: certificate has expired", "cert-expired"},
		{"certificate verify failed: certificate is not yet valid", "cert-not-yet-valid"},
		{"certificate verify failed: Hostname mismatch", "cert-name-mismatch"},
		{"certificate verify failed: certificate revoked", "cert-revoked"},
		{"x509: certificate has expired or is not yet valid: current time "
		 "2020-01-01T00:00:00Z is before 2026-01-01T00:00:00Z",
		 "cert-not-yet-valid"},
		{"tlsv1 alert protocol version", "tls-client-too-old"},
		{"tlsv1 alert internal error", "tls-handshake-refused"},
		{"tlsv1 alert unknown ca", "cert-untrusted"},
		{"tlsv1 unrecognized name", "tls-name-unknown"},
		{"SSL routines:tls_process_client_hello:unsupported protocol",
		 "tls-client-too-old"},
		{"SSL routines:ssl_choose_client_version:unsupported protocol",
		 "tls-version-too-old"},
		{"SSL routines::wrong version number", "mode-implicit-on-starttls-port"},
		{"postfix/smtps/smtpd[7]: SSL routines::wrong version number",
		 "mode-starttls-on-implicit-port"},
		{"SSL: Connection reset by peer", "tls-handshake-closed"},
		{"Connection reset by peer", "net-reset"},
		{"Connection unexpectedly closed", "banner-closed"},
		{"Connection unexpectedly closed: timed out", "banner-timeout"},
		{"self.docmd(\"AUTH\", a) smtplib.SMTPServerDisconnected: Connection unexpectedly "
		 "closed",
		 "auth-closed"},
		{"dial tcp: lookup smtp.example.com: i/o timeout", "dns-timeout"},
		{"dial tcp 192.0.2.25:587: i/o timeout", "net-connect-timeout"},
		{"connect ECONNREFUSED 192.0.2.25:587", "net-connect-refused"},
		{"connect ECONNREFUSED 127.0.0.1:587", "net-refused-local"},
		{"connect to mx.example.com[2001:db8::1]:25: Network is unreachable",
		 "net-no-route"},
		{"connect to mx.example.com[192.0.2.25]:25: Network is unreachable",
		 "net-unreachable"},
		{"Temporary failure in name resolution", "dns-servfail"},
		{"Name or service not known", "dns-nxdomain"},
		{"No address associated with hostname", "dns-no-address"},
		{"Authentication failed because the remote party has closed the transport stream",
		 "tls-handshake-closed"},
		{"SMTP Error: Could not authenticate.", "auth-refused"},
		{"SMTP connect() failed.", "net-connect-failed"},
		{"SMTP connect() failed. Connection timed out (110)", "net-connect-timeout"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct finding *f = best(*state, cases[i].text);

		print_message("  %s\n", cases[i].text);
		assert_non_null(f);
		assert_string_equal(f->id, cases[i].id);
	}
}

/* The same finding is certain where a session showed it. */
static void words_that_leave_something_open_do_not_prove(void **state)
{
	static const char *const open[] = {"certificate verify failed", "Connection timed out",
					   "No route to host", "Name or service not known"};

	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		const struct finding *f = best(*state, open[i]);

		assert_int_equal(knowledge_entry(knowledge, f->id)->certainty, CERTAINTY_CERTAIN);
		assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	}
	assert_int_equal(best(*state, "certificate has expired")->certainty, CERTAINTY_CERTAIN);
	assert_int_equal(best(*state, "SMTP connect() failed.")->certainty, CERTAINTY_POSSIBLE);
}

/* A session saw what the server offers; a program's sentence says nothing of it. */
static void a_reply_and_a_program_are_told_of_in_words_of_their_own(void **state)
{
	const struct client *client =
		&knowledge_entry(knowledge, "auth-mechanism-mismatch")->client;
	const struct finding *program =
		best(*state, "No authentication mechanisms supported by both server and client");
	const struct finding *reply = best(*state, "504 5.5.4 Mechanism not supported");

	assert_string_equal(program->id, "auth-mechanism-mismatch");
	assert_string_equal(program->meaning, client->meaning);
	assert_int_equal(program->fixes.n, client->fixes.n);
	assert_string_equal(reply->id, "auth-mechanism-mismatch");
	assert_string_not_equal(reply->meaning, client->meaning);
	assert_int_not_equal(reply->fixes.n, client->fixes.n);
	assert_string_equal(program->title, reply->title); /* one suits both */
}

/* A wrapper's name is the same for each refusal of a login; only the code tells a temporary one. */
static void a_program_does_not_outvote_the_class_of_a_reply(void **state)
{
	static const char *const temporary[] = {
		"smtplib.SMTPAuthenticationError: (451, b'odd words of nobody')",
		"smtplib.SMTPAuthenticationError: (454, b'4.7.0 odd words of nobody')",
		"Error: Invalid login: 421 4.7.0 odd words of nobody",
		"javax.mail.AuthenticationFailedException: 432 4.3.2 odd words of nobody",
	};

	for (size_t i = 0; i < sizeof(temporary) / sizeof(temporary[0]); i++) {
		const struct finding *f = best(*state, temporary[i]);

		print_message("  %s: %s\n", temporary[i], f->id);
		assert_string_not_equal(f->id, "auth-refused");
	}
	assert_string_equal(
		best(*state, "smtplib.SMTPAuthenticationError: (535, b'odd words of nobody')")->id,
		"auth-refused");
}

static void what_is_no_mail_error_stays_unexplained(void **state)
{
	static const char *const texts[] = {
		"Hello, how are you today? The meeting is at 10:30.",
		"The certificate of attendance will be sent next week.",
		"We had a connection at the airport and it was late",
		"git push failed: permission denied (publickey)",
		"Order 10061 shipped",
		"postfix/smtp[10061]: 4ABC: to=<a@example.org>, status=sent",
		"postfix/qmgr[110]: 4ABC: removed",
		"v:NotBefore: Nov  1 00:00:00 2026 GMT; NotAfter: Jan 30 00:00:00 2027 GMT",
		"see ticket #104 and #110, room (111)",
		"Session timeout. Please log in again.",
		"connect_timeout: 30",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		print_message("  %s\n", texts[i]);
		assert_null(best(*state, texts[i]));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(neighbours_are_told_apart),
		UNIT_TEST(words_that_leave_something_open_do_not_prove),
		UNIT_TEST(a_reply_and_a_program_are_told_of_in_words_of_their_own),
		UNIT_TEST(a_program_does_not_outvote_the_class_of_a_reply),
		UNIT_TEST(what_is_no_mail_error_stays_unexplained),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

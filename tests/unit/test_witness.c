/* The witness of scripted sessions must be able to object: each fault of manners ends a program. */
#include "unit.h"

#include "../support/fakeuv.h"
#include "../support/neutral.h"
#include "../support/witness.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char SECRET[] = "Xq7-Vortex-Lampion-93";

static void says(struct witness *w, const char *line)
{
	witness_sends(w, line, strlen(line), strlen(line));
}

static void hears(struct witness *w, const char *lines)
{
	witness_reads(w, lines, strlen(lines));
}

/* Whether what `act` does on a connection ends the program. */
static bool objects(void (*act)(struct witness *w))
{
	struct witness_rules rules = {.secret = SECRET, .patience_ms = 1500};
	struct witness w = {.rules = &rules};
	pid_t child = fork();
	int status;

	if (child == 0) {
		close(STDERR_FILENO);
		fake_begin();
		act(&w);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void good_conversation(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "EHLO a\r\n");
	hears(w, "250-x\r\n25");
	hears(w, "0 STARTTLS\r\n");
	says(w, "STARTTLS\r\n");
	hears(w, "220 go\r\n");
	witness_sends(w, "\x16\x03\x01\x00\x02hi", 7, 7);
	w->verified = true;
	witness_sends_in_tls(w, "EHLO a\r\n", 8);
	witness_reads_in_tls(w, "250 x\r\n", 7);
	witness_sends_in_tls(w, "AUTH LOGIN WHE3LVZvcnRleC1MYW1waW9uLTkz\r\n", 41);
}

static void before_the_greeting(struct witness *w)
{
	says(w, "EHLO a\r\n");
}

static void while_a_reply_is_due(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "EHLO a\r\n");
	hears(w, "250-x\r\n");
	says(w, "QUIT\r\n");
}

static void over_words_unasked(struct witness *w)
{
	hears(w, "220 hi\r\n250 more\r\n");
	says(w, "EHLO a\r\n");
}

static void after_noise(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "EHLO a\r\n");
	hears(w, "what?\r\n250 x\r\n");
	says(w, "QUIT\r\n");
}

static void two_at_once(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "EHLO a\r\nQUIT\r\n");
}

static void half_a_line(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "EHLO");
}

static void clear_in_tls(struct witness *w)
{
	witness_sends(w, "\x16\x03\x01\x00\x02hi", 7, 7);
	says(w, "EHLO a\r\n");
}

static void tls_unasked(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "EHLO a\r\n");
	hears(w, "250 x\r\n");
	witness_sends(w, "\x16\x03\x01\x00\x02hi", 7, 7);
}

static void secret_in_clear(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "AUTH LOGIN WHE3LVZvcnRleC1MYW1waW9uLTkz\r\n");
}

static void secret_to_a_stranger(struct witness *w)
{
	witness_sends(w, "\x16\x03\x01\x00\x02hi", 7, 7);
	witness_reads_in_tls(w, "220 hi\r\n", 8);
	witness_sends_in_tls(w, "AUTH LOGIN WHE3LVZvcnRleC1MYW1waW9uLTkz\r\n", 41);
}

static void two_logins(struct witness *w)
{
	hears(w, "220 hi\r\n");
	says(w, "AUTH A\r\n");
	hears(w, "535 no\r\n");
	says(w, "AUTH B\r\n");
}

static void faults_end_the_program_and_good_manners_do_not(void **state)
{
	static const struct {
		const char *name;
		void (*act)(struct witness *w);
	} faults[] = {
		{"before the greeting", before_the_greeting},
		{"while a reply is due", while_a_reply_is_due},
		{"over words unasked", over_words_unasked},
		{"after noise", after_noise},
		{"two at once", two_at_once},
		{"half a line", half_a_line},
		{"clear in TLS", clear_in_tls},
		{"TLS unasked", tls_unasked},
		{"secret in clear", secret_in_clear},
		{"secret to a stranger", secret_to_a_stranger},
		{"two logins", two_logins},
	};

	(void)state;
	assert_false(objects(good_conversation));
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (!objects(faults[i].act))
			fail_msg("no objection: %s", faults[i].name);
}

static void secret_is_known_in_base64_too(void **state)
{
	static const struct {
		const char *text;
		bool shows;
	} table[] = {
		{"535 no Xq7-Vortex-Lampion-93 here", true},
		{"Xq7-Vortex-L", true},
		{"Xq7-Vortex-", false},
		{"WHE3LVZvcnRleC1MYW1waW9uLTkz", true},		/* as it is */
		{"AGJvYgBYcTctVm9ydGV4LUxhbXBpb24tOTM=", true}, /* \0bob\0secret */
		{"AGJvYjEAWHE3LVZvcnRleC1MYW1waW9uLTkz", true}, /* \0bob1\0secret */
		{"AGJvYjEyAFhxNy1Wb3J0ZXgtTGFtcGlvbi05Mw==", true},
		{"535 5.7.8 Error: authentication failed", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(shows_secret(SECRET, table[i].text, strlen(table[i].text)),
				 table[i].shows);
	assert_false(shows_secret(NULL, SECRET, strlen(SECRET)));
	assert_true(knows_secret(SECRET, "in the Lampio", 13));
	assert_true(knows_secret(SECRET, "AFhxNy1Wb3", 10));
	assert_false(knows_secret(SECRET, "Lampi", 5));
}

static void neutral_text_cannot_act(void **state)
{
	static const struct {
		const char *text;
		bool neutral, coloured;
	} table[] = {
		{"plain\ntext", true, true},
		{"d\303\244n \342\202\254", true, true},
		{"\033[1;31mred\033[0m", false, true},
		{"\033[2J", false, false},
		{"\033]0;title\007", false, false},
		{"\r", false, false},
		{"\302\205", false, false},	/* NEL */
		{"\342\200\256", false, false}, /* right-to-left override */
		{"\300\257", false, false},	/* overlong */
		{"\355\240\200", false, false}, /* surrogate */
		{"cut \342\202", false, false},
	};
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t n = strlen(table[i].text);

		assert_int_equal(is_neutral(table[i].text, n, false, &at), table[i].neutral);
		assert_int_equal(is_neutral(table[i].text, n, true, &at), table[i].coloured);
	}
	assert_false(is_neutral("a\0b", 3, false, &at));
	assert_int_equal(at, 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(faults_end_the_program_and_good_manners_do_not),
	cmocka_unit_test(secret_is_known_in_base64_too),
	cmocka_unit_test(neutral_text_cannot_act),
};

UNIT_MAIN(tests)

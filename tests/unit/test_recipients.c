/* Two recipients, and what a server says of when to come again. */
#include "unit.h"

#include "interpret/comeback.h"
#include "interpret/recipients.h"

#include <string.h>

static struct reply reply(const char *text)
{
	return (struct reply){.code = text[0] == '2'   ? 250
				      : text[0] == '4' ? 450
						       : 550,
			      .text = {(char *)text, strlen(text)}};
}

static enum recipients tell(const char *user, enum target_purpose purpose, const char *one,
			    const char *said, const char *two, const char *said_too)
{
	struct record r = {.host = "example.org", .user = user, .purpose = purpose};
	struct session s = {.host = "mail.example.org"};
	struct recipient a = {.address = one, .reply = reply(said)};
	struct recipient b = {.address = two, .reply = reply(said_too)};
	struct envelope_facts f = {0};

	list_append(&f.recipients, &a);
	list_append(&f.recipients, &b);
	return recipients_tell(&r, &s, &f);
}

static void recipients_tell_relay_from_mailbox(void **state)
{
	static const struct {
		const char *user;
		enum target_purpose purpose;
		const char *one, *said, *two, *said_too;
		enum recipients tell;
	} cases[] = {
		{NULL, 0, "a@example.org", "2", "b@example.net", "5", RECIPIENTS_FOREIGN_NO},
		{NULL, 0, "b@example.net", "5", "a@example.org", "2", RECIPIENTS_FOREIGN_NO},
		{NULL, 0, "a@EXAMPLE.org", "5", "b@example.net", "2", RECIPIENTS_OWN_NO},
		{NULL, 0, "a@mail.example.org", "5", "b@example.net", "2", RECIPIENTS_OWN_NO},
		{NULL, 0, "a@example.org", "2", "b@example.net", "2", RECIPIENTS_UNTOLD},
		{NULL, 0, "a@example.org", "2", "b@example.org", "5", RECIPIENTS_UNTOLD},
		{NULL, 0, "a@example.com", "2", "b@example.net", "5", RECIPIENTS_UNTOLD},
		{NULL, 0, "a@ail.example.org", "2", "b@example.org", "5", RECIPIENTS_OWN_NO},
		{"x@contoso.example", 0, "a@contoso.example", "2", "b@example.net", "5",
		 RECIPIENTS_FOREIGN_NO},
		{NULL, PURPOSE_MX, "a@example.org", "2", "b@mail.example.org", "5",
		 RECIPIENTS_FOREIGN_NO},
		{NULL, 0, "postmaster", "2", "b@example.net", "5", RECIPIENTS_FOREIGN_NO},
		{NULL, 0, "a@example.org", "5 no", "b@example.net", "5 no", RECIPIENTS_ALIKE},
		{NULL, 0, "a@example.org", "5 <a@example.org>: no", "b@example.net",
		 "5 <b@example.net>: no", RECIPIENTS_ALIKE},
		{NULL, 0, "a@example.org", "5 <a@example.org>: no", "b@example.net",
		 "5 <b@example.net>: nobody", RECIPIENTS_APART},
		{NULL, 0, "a@example.org", "5 unknown", "b@example.net", "5 relay",
		 RECIPIENTS_APART},
		{NULL, 0, "a@example.org", "5 no", "b@example.net", "4 no", RECIPIENTS_APART},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum recipients t = tell(cases[i].user, cases[i].purpose, cases[i].one,
					 cases[i].said, cases[i].two, cases[i].said_too);

		if (t != cases[i].tell)
			fail_msg("case %zu: %d", i, (int)t);
	}
}

static void one_recipient_tells_nothing(void **state)
{
	struct record r = {.host = "example.org"};
	struct session s = {.host = "mail.example.org"};
	struct recipient a = {.address = "a@example.net", .reply = reply("5")};
	struct recipient unanswered = {.address = "a@example.org"};
	struct envelope_facts f = {0};

	(void)state;
	list_append(&f.recipients, &a);
	assert_int_equal(recipients_tell(&r, &s, &f), RECIPIENTS_UNTOLD);
	list_append(&f.recipients, &unanswered);
	assert_int_equal(recipients_tell(&r, &s, &f), RECIPIENTS_UNTOLD);
}

static void servers_say_when_to_come_again(void **state)
{
	static const struct {
		const char *words;
		int seconds;
	} cases[] = {
		{"Greylisted for 300 seconds", 300},
		{"Greylisting in action, please come back in 00:04:59", 299},
		{"Please try again in 5 minutes", 300},
		{"come back in 1 hour", 3600},
		{"retry in 90sec.", 90},
		{"Greylisted, see http://postgrey.schweikert.ch/help/example.org.html", 0},
		{"<x@example.org>: Greylisted", 0},
		{"wait 99999 hours", 0},
		{"wait 123456789012345678901234567890 seconds", 0},
		{"99:59:59", 0},
		{"0 seconds", 0},
		{"id a300 seconds", 0},
		{"", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes words = {(char *)cases[i].words, strlen(cases[i].words)};

		if (comeback_seconds(words) != cases[i].seconds)
			fail_msg("%s: %d", cases[i].words, comeback_seconds(words));
	}
	assert_int_equal(comeback_seconds((struct bytes){0}), 0);
}

static void minutes_are_rounded_up(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(comeback_words(a, bytes_str(a, "299 seconds")), "in 5 minutes");
	assert_string_equal(comeback_words(a, bytes_str(a, "60 seconds")), "in 60 seconds");
	assert_string_equal(comeback_words(a, bytes_str(a, "later")), "in some minutes");
	arena_free(a);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(recipients_tell_relay_from_mailbox),
	cmocka_unit_test(one_recipient_tells_nothing),
	cmocka_unit_test(servers_say_when_to_come_again),
	cmocka_unit_test(minutes_are_rounded_up),
};

UNIT_MAIN(tests)

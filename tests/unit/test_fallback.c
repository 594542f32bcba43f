/* What is said where a number is all there is: the whole registry of enhanced status codes (IANA,
 * "SMTP Enhanced Status Codes", as of 2024-12), each with the classes it may have, alone and with a
 * reply code that it comes with; and the reply codes of the RFCs. */
#include "unit.h"
#include "knowing.h"

#include "interpret/match.h"
#include "smtp/reply.h"

#include <string.h>

static const char *explained(struct arena *a, int code, const char *enhanced)
{
	struct reply r = {.code = code, .enhanced = enhanced, .text = bytes_str(a, "Frobnicated")};
	const struct entry *e =
		match_reply(knowledge, &(struct match_query){.reply = &r, .stage = -1});

	return e == NULL ? "nothing" : e->id;
}

struct row {
	const char *enhanced, *alone;
	int code;
	const char *together;
};

/* One of 4 and 5, whose entry says more than any reply code. */
#define OWN(rest, code4, code5)                                                                    \
	{"4." rest, "enhanced-x." rest, code4, "enhanced-x." rest},                                \
	{                                                                                          \
		"5." rest, "enhanced-x." rest, code5, "enhanced-x." rest                           \
	}

static const struct row registry[] = {
	/* X.0: other or undefined; the class is all that is known, and any reply code says more */
	{"2.0.0", "enhanced-2.x.x", 250, "reply-250"},
	{"4.0.0", "enhanced-4.x.x", 451, "reply-451"},
	{"5.0.0", "enhanced-5.x.x", 550, "reply-550"},
	/* X.1: addresses; most codes of the form X.n.0 say less than the reply code does */
	{"2.1.0", "enhanced-2.x.x", 250, "reply-250"},
	{"4.1.0", "enhanced-x.1.0", 450, "reply-450"},
	{"5.1.0", "enhanced-x.1.0", 550, "reply-550"},
	{"5.1.0", "enhanced-x.1.0", 553, "reply-553"},
	OWN("1.1", 451, 550),
	OWN("1.2", 450, 550),
	OWN("1.3", 450, 501),
	OWN("1.4", 450, 553),
	{"2.1.5", "enhanced-2.x.x", 250, "reply-250"},
	/* "destination valid" contradicts its class: no more than the subject is believed */
	{"4.1.5", "enhanced-x.1.0", 450, "reply-450"},
	{"5.1.5", "enhanced-x.1.0", 501, "reply-501"},
	OWN("1.6", 450, 551),
	OWN("1.7", 450, 553),
	OWN("1.8", 451, 501),
	{"2.1.9", "enhanced-x.1.9", 250, "enhanced-x.1.9"},
	OWN("1.9", 451, 550),
	OWN("1.10", 450, 556),
	/* X.2: mailboxes */
	{"2.2.0", "enhanced-2.x.x", 250, "reply-250"},
	{"4.2.0", "enhanced-x.2.0", 450, "enhanced-x.2.0"},
	{"5.2.0", "enhanced-x.2.0", 550, "reply-550"},
	OWN("2.1", 450, 550),
	OWN("2.2", 452, 552),
	OWN("2.3", 452, 552),
	OWN("2.4", 450, 550),
	/* X.3: the mail system */
	{"2.3.0", "enhanced-2.x.x", 221, "reply-221"},
	{"4.3.0", "enhanced-x.3.0", 451, "reply-451"},
	{"5.3.0", "enhanced-x.3.0", 554, "reply-554"},
	OWN("3.1", 452, 554),
	OWN("3.2", 453, 521),
	OWN("3.3", 451, 550),
	OWN("3.4", 452, 552),
	OWN("3.5", 451, 554),
	{"2.3.6", "enhanced-x.3.6", 250, "enhanced-x.3.6"},
	OWN("3.6", 450, 550),
	/* X.4: network and routing */
	{"2.4.0", "enhanced-2.x.x", 250, "reply-250"},
	{"4.4.0", "enhanced-x.4.0", 451, "reply-451"},
	{"5.4.0", "enhanced-x.4.0", 550, "reply-550"},
	OWN("4.1", 451, 550),
	OWN("4.2", 421, 554),
	OWN("4.3", 451, 550),
	OWN("4.4", 451, 550),
	OWN("4.5", 451, 550),
	OWN("4.6", 451, 554),
	OWN("4.7", 451, 550),
	/* X.5: the protocol; the reply code says which command was wrong, and in which way */
	{"2.5.0", "enhanced-2.x.x", 250, "reply-250"},
	{"4.5.0", "enhanced-x.5.0", 451, "reply-451"},
	{"5.5.0", "enhanced-x.5.0", 503, "reply-503"},
	OWN("5.1", 430, 503),
	OWN("5.2", 450, 501),
	OWN("5.3", 451, 550),
	OWN("5.4", 451, 504),
	OWN("5.5", 451, 554),
	OWN("5.6", 451, 500),
	/* X.6: content */
	{"2.6.0", "enhanced-2.x.x", 250, "reply-250"},
	{"4.6.0", "enhanced-x.6.0", 451, "reply-451"},
	{"5.6.0", "enhanced-x.6.0", 554, "enhanced-x.6.0"},
	OWN("6.1", 451, 554),
	OWN("6.2", 451, 554),
	OWN("6.3", 451, 554),
	{"2.6.4", "enhanced-x.6.4", 250, "enhanced-x.6.4"},
	OWN("6.4", 451, 554),
	OWN("6.5", 451, 554),
	OWN("6.6", 451, 554),
	OWN("6.7", 450, 553),
	{"2.6.8", "enhanced-x.6.8", 252, "enhanced-x.6.8"},
	OWN("6.8", 450, 553),
	OWN("6.9", 450, 550),
	/* deprecated: a second number for X.6.8 */
	{"2.6.10", "enhanced-x.6.8", 252, "enhanced-x.6.8"},
	{"4.6.10", "enhanced-x.6.8", 450, "enhanced-x.6.8"},
	{"5.6.10", "enhanced-x.6.8", 550, "enhanced-x.6.8"},
	/* X.7: security and policy; codes of a login say more than the subject */
	{"2.7.0", "enhanced-2.x.x", 235, "reply-235"},
	{"4.7.0", "enhanced-4.7.0", 450, "enhanced-4.7.0"},
	{"4.7.0", "enhanced-4.7.0", 421, "enhanced-4.7.0"},
	{"4.7.0", "enhanced-4.7.0", 454, "reply-454"},
	{"5.7.0", "enhanced-5.7.0", 550, "enhanced-5.7.0"},
	{"5.7.0", "enhanced-5.7.0", 530, "reply-530"},
	{"5.7.0", "enhanced-5.7.0", 535, "reply-535"},
	OWN("7.1", 451, 550),
	OWN("7.2", 450, 550),
	OWN("7.3", 450, 554),
	OWN("7.4", 450, 504),
	OWN("7.5", 454, 554),
	OWN("7.6", 454, 554),
	OWN("7.7", 454, 554),
	{"5.7.7", "enhanced-x.7.7", 530, "reply-530"},
	/* a temporary refusal judges no password */
	{"4.7.8", "enhanced-4.7.0", 454, "reply-454"},
	{"5.7.8", "enhanced-x.7.8", 535, "enhanced-x.7.8"},
	{"5.7.8", "enhanced-x.7.8", 554, "enhanced-x.7.8"},
	/* providers use it for other rules, too: at a login only */
	{"4.7.9", "enhanced-4.7.0", 450, "enhanced-4.7.0"},
	{"5.7.9", "enhanced-x.7.9", 534, "enhanced-x.7.9"},
	{"5.7.9", "enhanced-x.7.9", 554, "enhanced-5.7.0"},
	OWN("7.10", 454, 523),
	OWN("7.11", 454, 538),
	OWN("7.12", 432, 535),
	OWN("7.13", 450, 525),
	{"4.7.14", "enhanced-4.7.0", 450, "enhanced-4.7.0"},
	{"5.7.14", "enhanced-x.7.14", 535, "enhanced-x.7.14"},
	OWN("7.15", 450, 550),
	OWN("7.16", 452, 552),
	OWN("7.17", 450, 550),
	OWN("7.18", 450, 550),
	OWN("7.19", 450, 550),
	OWN("7.20", 451, 550),
	OWN("7.21", 451, 550),
	OWN("7.22", 451, 550),
	OWN("7.23", 451, 550),
	OWN("7.24", 451, 550),
	OWN("7.25", 451, 550),
	OWN("7.26", 451, 550),
	OWN("7.27", 451, 550),
	OWN("7.28", 421, 550),
	OWN("7.29", 451, 550),
	OWN("7.30", 451, 550),
};

static void each_registered_status_code_is_explained(void **state)
{
	for (size_t i = 0; i < sizeof(registry) / sizeof(registry[0]); i++) {
		const struct row *r = &registry[i];

		print_message("  %s, %d\n", r->enhanced, r->code);
		assert_string_equal(explained(*state, 0, r->enhanced), r->alone);
		assert_string_equal(explained(*state, r->code, r->enhanced), r->together);
	}
}

static void a_status_code_in_no_registry_is_explained_by_its_subject_or_class(void **state)
{
	static const struct row rows[] = {
		{"5.1.99", "enhanced-x.1.0", 577, "enhanced-x.1.0"},
		{"4.2.99", "enhanced-x.2.0", 450, "enhanced-x.2.0"},
		{"5.7.999", "enhanced-5.7.0", 554, "enhanced-5.7.0"},
		{"5.7.999", "enhanced-5.7.0", 577, "enhanced-5.7.0"},
		{"4.3.99", "enhanced-x.3.0", 499, "enhanced-x.3.0"},
		{"5.9.1", "enhanced-5.x.x", 577, "enhanced-5.x.x"},
		{"5.9.1", "enhanced-5.x.x", 550, "reply-550"},
		{"4.8.0", "enhanced-4.x.x", 421, "reply-421"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("  %s, %d\n", rows[i].enhanced, rows[i].code);
		assert_string_equal(explained(*state, 0, rows[i].enhanced), rows[i].alone);
		assert_string_equal(explained(*state, rows[i].code, rows[i].enhanced),
				    rows[i].together);
	}
}

static void each_reply_code_of_the_rfcs_is_explained(void **state)
{
	static const int codes[] = {/* RFC 5321 */
				    211, 214, 220, 221, 250, 251, 252, 354, 421, 450, 451, 452, 455,
				    500, 501, 502, 503, 504, 550, 551, 552, 553, 554, 555,
				    /* RFC 3207, 4954 and 2554 */
				    235, 334, 432, 454, 530, 534, 535, 538,
				    /* RFC 7504 */
				    521, 556,
				    /* RFC 5248, 2645 and 1985 */
				    422, 523, 524, 525, 453, 458, 459};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_string_equal(explained(*state, codes[i], NULL),
				    arena_printf(*state, "reply-%d", codes[i]));
	assert_string_equal(explained(*state, 299, NULL), "reply-2xx");
	assert_string_equal(explained(*state, 399, NULL), "reply-3xx");
	assert_string_equal(explained(*state, 499, NULL), "reply-4xx");
	assert_string_equal(explained(*state, 599, NULL), "reply-5xx");
}

/* What a number alone says is never certain where somebody would act on it. */
static void a_number_is_no_certainty(void **state)
{
	(void)state;
	LIST_EACH (const struct entry, e, knowledge_entries(knowledge))
		if (entry_has_when(e) && match_is_general(e))
			if (e->severity >= SEVERITY_WARNING && e->certainty == CERTAINTY_CERTAIN)
				fail_msg("%s is certain", e->id);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(each_registered_status_code_is_explained),
	UNIT_TEST(a_status_code_in_no_registry_is_explained_by_its_subject_or_class),
	UNIT_TEST(each_reply_code_of_the_rfcs_is_explained),
	UNIT_TEST(a_number_is_no_certainty),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

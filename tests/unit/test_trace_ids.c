/* By which ids a provider finds a connection again, out of what its server said. */
#include "unit.h"

#include "../support/make_record.h"
#include "base/text.h"
#include "interpret/trace_ids.h"

#include <string.h>

static struct knowledge *knowledge;

struct told {
	struct story *t;
	struct arena *arena;
};

static int begin(void **state)
{
	struct arena *a = arena_new();
	struct told *told = ARENA_NEW(a, struct told);

	told->arena = a;
	told->t = story_new();
	story_target(told->t, "mail.example.org", NULL);
	story_session(told->t, "192.0.2.1", 587);
	*state = told;
	return 0;
}

static int end(void **state)
{
	struct told *told = *state;

	story_free(told->t);
	arena_free(told->arena);
	return 0;
}

static void found(struct told *told, struct list *ids)
{
	trace_ids(told->arena, told->t->r, knowledge, ids);
}

static const struct trace_id *nth(const struct list *ids, size_t n)
{
	LIST_EACH (const struct trace_id, t, ids)
		if (n-- == 0)
			return t;
	fail_msg("there are %zu ids only", ids->n);
	return NULL;
}

static void microsofts_bracket_and_the_id_of_its_greeting(void **state)
{
	struct told *told = *state;
	struct list ids = {0};

	story_passes(told->t, STAGE_BANNER);
	story_says(told->t,
		   "220 AM0PR01CA0012.outlook.office365.com Microsoft ESMTP MAIL Service ready "
		   "at Sat, 21 Nov 2026 08:15:00 +0000 [08DE2A1B3C4D5E6F]");
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.3 Authentication unsuccessful [AM0PR04CA0123.eurprd04.prod."
			    "outlook.com 2026-11-21T08:15:00.412Z 08DE27A1B2C3D4E5]");
	found(told, &ids);
	assert_int_equal(ids.n, 2);
	assert_string_equal(nth(&ids, 0)->id, "08DE2A1B3C4D5E6F");
	assert_int_equal(nth(&ids, 0)->stage, STAGE_BANNER);
	assert_string_equal(nth(&ids, 1)->id, "AM0PR04CA0123.eurprd04.prod.outlook.com "
					      "2026-11-21T08:15:00.412Z 08DE27A1B2C3D4E5");
	assert_int_equal(nth(&ids, 1)->stage, STAGE_AUTH);
	assert_ptr_equal(nth(&ids, 1)->session, told->t->s);
	assert_non_null(strstr(nth(&ids, 1)->what, "Microsoft"));
}

static void googles_session_is_told_once(void **state)
{
	struct told *told = *state;
	struct list ids = {0};

	story_passes(told->t, STAGE_BANNER);
	story_says(told->t,
		   "220 smtp.gmail.com ESMTP 5b1f17b1804b1-477a9dea1aasm108243445e9.8 - gsmtp");
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.8 Username and Password not accepted. "
			    "5b1f17b1804b1-477a9dea1aasm108243445e9.8 - gsmtp");
	found(told, &ids);
	assert_int_equal(ids.n, 1);
	assert_string_equal(nth(&ids, 0)->id, "5b1f17b1804b1-477a9dea1aasm108243445e9.8");
	assert_int_equal(nth(&ids, 0)->stage, STAGE_BANNER);
}

static void the_message_in_the_servers_queue(void **state)
{
	struct told *told = *state;
	struct list ids = {0};

	story_sends(told->t);
	story_passes_all(told->t);
	session_stage(told->t->s, STAGE_MESSAGE)->reply.text =
		bytes_str(told->arena, "Ok: queued as 4XyZ1234AbCd");
	found(told, &ids);
	assert_int_equal(ids.n, 1);
	assert_string_equal(nth(&ids, 0)->id, "4XyZ1234AbCd");
	assert_int_equal(nth(&ids, 0)->stage, STAGE_MESSAGE);
}

/* What was refused is in no queue; the session has its id all the same. */
static void a_refused_message_is_in_no_queue(void **state)
{
	struct told *told = *state;
	struct list ids = {0};

	story_sends(told->t);
	story_fails(told->t, STAGE_MESSAGE, FAILURE_REPLY);
	story_says(told->t, "552 5.7.0 This message was blocked. "
			    "5b1f17b1804b1-477a9dea1aasm108243445e9.8 - gsmtp");
	found(told, &ids);
	assert_int_equal(ids.n, 1);
	assert_null(strstr(nth(&ids, 0)->what, "message"));
}

static void the_sign_in_that_a_token_failed_at(void **state)
{
	struct told *told = *state;
	struct list ids = {0};
	struct stage *auth;

	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	auth = session_stage(told->t->s, STAGE_AUTH);
	auth->auth->challenge =
		bytes_str(told->arena,
			  "AADSTS700016: Application was not found. Trace ID: "
			  "11111111-2222-3333-4444-555555555555 Correlation ID: "
			  "66666666-7777-8888-9999-000000000000 Timestamp: 2026-11-21 08:15:00Z");
	found(told, &ids);
	assert_int_equal(ids.n, 2);
	assert_string_equal(nth(&ids, 0)->id, "66666666-7777-8888-9999-000000000000");
	assert_string_equal(nth(&ids, 1)->id, "11111111-2222-3333-4444-555555555555");
}

static void a_recipients_refusal_has_one_too(void **state)
{
	struct told *told = *state;
	struct recipient *to = ARENA_NEW(told->arena, struct recipient);
	struct list ids = {0};

	story_fails(told->t, STAGE_ENVELOPE, FAILURE_REPLY);
	to->address = "alice@example.net";
	to->reply.code = 550;
	to->reply.text = bytes_str(
		told->arena,
		"5.4.1 Recipient address rejected: Access denied. [DB1PEPF00039233.eurprd03.prod."
		"outlook.com 2026-11-21T08:15:01.500Z 08DE27A1B2C3D4E6]");
	list_append(&session_stage(told->t->s, STAGE_ENVELOPE)->envelope->recipients, to);
	found(told, &ids);
	assert_int_equal(ids.n, 1);
	assert_non_null(strstr(nth(&ids, 0)->id, "08DE27A1B2C3D4E6"));
}

/* What looks like one, or would, were it not so long. */
static void nothing_else_is_one(void **state)
{
	static const char *const others[] = {
		"220 mail.example.org ESMTP Postfix",
		"220 mail.example.org [08DE2A1B3C4D5E6F]",
		"220 closing connection - gsmtp",
		"220 x [mail.example.org 2026-11-21T08:15:00.412Z 08DE27A1B2C3D4E5]",
	};
	struct told *told = *state;
	struct list ids = {0};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		story_passes(told->t, STAGE_BANNER);
		story_says(told->t, others[i]);
		found(told, &ids);
	}
	assert_int_equal(ids.n, 0);
}

static void a_hostile_one_is_harmless(void **state)
{
	struct told *told = *state;
	struct list ids = {0};

	story_sends(told->t);
	story_passes_all(told->t);
	session_stage(told->t->s, STAGE_MESSAGE)->reply.text =
		bytes_str(told->arena, "Ok: queued as \033[31mred");
	found(told, &ids);
	assert_string_equal(nth(&ids, 0)->id, "\\x1b[31mred");
}

static void there_are_not_too_many(void **state)
{
	struct told *told = *state;
	struct list ids = {0};

	for (int i = 0; i < 300; i++) {
		story_session(told->t, "192.0.2.1", 587);
		story_passes(told->t, STAGE_BANNER);
		story_says(told->t, arena_printf(told->arena, "220 hi %012d - gsmtp", i));
	}
	found(told, &ids);
	assert_int_equal(ids.n, 100);
}

static int load(void **state)
{
	struct list faults = {0};
	struct arena *a = arena_new();

	(void)state;
	knowledge = knowledge_load(NULL, &faults, a);
	arena_free(a);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	knowledge_free(knowledge);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	TEST(microsofts_bracket_and_the_id_of_its_greeting),
	TEST(googles_session_is_told_once),
	TEST(the_message_in_the_servers_queue),
	TEST(a_refused_message_is_in_no_queue),
	TEST(the_sign_in_that_a_token_failed_at),
	TEST(a_recipients_refusal_has_one_too),
	TEST(nothing_else_is_one),
	TEST(a_hostile_one_is_harmless),
	TEST(there_are_not_too_many),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

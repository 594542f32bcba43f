#include "unit.h"

#include "probe/limited.h"

static const struct row {
	enum stage_id id;
	int code;
	const char *enhanced, *text;
	bool limited;
} rows[] = {
	{STAGE_BANNER, 421, NULL, "Too many concurrent SMTP connections", true},
	{STAGE_EHLO, 421, "4.7.0", "mx.example.net Error: too many connections", true},
	{STAGE_QUIT, 421, NULL, "shutting down", true},
	{STAGE_BANNER, 450, NULL, "You are connecting too frequently", true},
	{STAGE_STARTTLS, 454, "4.7.0", "TLS: Too many sessions, try later", true},
	{STAGE_STARTTLS, 454, "4.7.0", "TLS not available due to local problem", false},
	{STAGE_ENVELOPE, 452, "4.3.2", "system not accepting network messages", true},
	{STAGE_ENVELOPE, 451, "4.4.5", "mail system congestion", true},
	{STAGE_ENVELOPE, 451, "4.3.0", "try again later", false},
	{STAGE_ENVELOPE, 451, NULL, "too many recipients", false},
	{STAGE_BANNER, 554, "5.7.0", "too many connections of your kind", false},
	{STAGE_BANNER, 220, NULL, "mx.example.net ESMTP, 421 users", false},
	{STAGE_BANNER, 0, NULL, NULL, false}, /* closed without a word */
};

/* The reply is that of the last of three stages. */
static void replies_of_that_kind_count_and_no_others(void **state)
{
	struct record *r = record_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct session *s = ARENA_NEW(r->arena, struct session);
		struct stage *st;

		for (int n = 0; n < 3; n++)
			st = list_append(&s->stages, ARENA_NEW(r->arena, struct stage));
		st->id = rows[i].id;
		st->reply.code = rows[i].code;
		st->reply.enhanced = rows[i].enhanced;
		if (rows[i].text != NULL)
			st->reply.text = bytes_str(r->arena, rows[i].text);
		if (session_limited(s) != rows[i].limited)
			fail_msg("row %zu: %d %s", i, rows[i].code, rows[i].text);
	}
	record_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_of_that_kind_count_and_no_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "report/chain.h"

#include <string.h>

struct made {
	struct record *record;
	struct finding finding;
	struct interpretation interpretation;
};

static int make(void **state)
{
	static struct made m;

	m = (struct made){.record = record_new()};
	m.interpretation.verdict.finding = &m.finding;
	*state = &m;
	return 0;
}

static int unmake(void **state)
{
	struct made *m = *state;

	record_free(m->record);
	return 0;
}

static struct session *add_session(struct made *m, const char *address)
{
	struct arena *a = m->record->arena;
	struct session *s = ARENA_NEW(a, struct session);
	struct stage *st = ARENA_NEW(a, struct stage);

	s->address = address;
	s->port = 587;
	st->id = STAGE_TLS;
	st->tls = ARENA_NEW(a, struct tls_facts);
	list_append(&s->stages, st);
	return list_append(&m->record->sessions, s);
}

static void add_certificate(struct made *m, struct session *s, const char *subject,
			    struct bytes der)
{
	struct certificate *c = ARENA_NEW(m->record->arena, struct certificate);

	c->subject = subject;
	c->der = der;
	list_append(&session_stage(s, STAGE_TLS)->tls->chain, c);
}

static struct session *add_session_with(struct made *m, const char *address, const char *subject)
{
	struct session *s = add_session(m, address);

	add_certificate(m, s, subject, bytes_str(m->record->arena, "der"));
	return s;
}

static void add_works(struct made *m, const char *address)
{
	struct works *w = ARENA_NEW(m->record->arena, struct works);

	w->address = address;
	w->port = 587;
	list_append(&m->interpretation.verdict.works, w);
}

static void check(struct made *m, const char *expected)
{
	struct buf out = {0};

	assert_true(chain_write(&out, m->record, &m->interpretation));
	assert_string_equal(out.p, expected);
	buf_free(&out);
}

#define BLOCK(base64) "-----BEGIN CERTIFICATE-----\n" base64 "\n-----END CERTIFICATE-----\n"

static void chain_is_written_as_sent_in_lines_of_64(void **state)
{
	static const char forty_nine[] = "0123456789012345678901234567890123456789012345678";
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1");

	add_certificate(m, s, "CN=mail.example.org", bytes_str(m->record->arena, forty_nine));
	add_certificate(m, s, NULL, bytes_copy(m->record->arena, "\0\xff", 2));
	check(m, "# 192.0.2.1 port 587: CN=mail.example.org\n" BLOCK(
			 "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3\n"
			 "OA==") "# 192.0.2.1 port 587: no subject\n" BLOCK("AP8="));
}

static void chain_is_that_of_the_session_that_works(void **state)
{
	struct made *m = *state;

	add_session_with(m, "192.0.2.1", "CN=a");
	add_session(m, "192.0.2.2");
	m->finding.session = add_session_with(m, "192.0.2.3", "CN=c");
	add_session_with(m, "192.0.2.4", "CN=d");
	add_works(m, "192.0.2.2"); /* without TLS */
	add_works(m, "192.0.2.4");
	check(m, "# 192.0.2.4 port 587: CN=d\n" BLOCK("ZGVy"));
	m->interpretation.verdict.works = (struct list){0};
	check(m, "# 192.0.2.3 port 587: CN=c\n" BLOCK("ZGVy"));
	m->finding.session = NULL;
	check(m, "# 192.0.2.1 port 587: CN=a\n" BLOCK("ZGVy"));
}

static void chain_that_nobody_sent_is_not_written(void **state)
{
	struct made *m = *state;
	struct buf out = {0};

	add_session(m, "192.0.2.1");
	assert_false(chain_write(&out, m->record, &m->interpretation));
	assert_false(chain_was_sent(m->record));
	assert_int_equal(out.n, 0);
}

static void chain_without_its_bytes_was_sent_all_the_same(void **state)
{
	struct made *m = *state;
	struct buf out = {0};

	add_certificate(m, add_session(m, "192.0.2.1"), "CN=a", (struct bytes){0});
	assert_false(chain_write(&out, m->record, &m->interpretation));
	assert_true(chain_was_sent(m->record));
}

static void chain_holds_no_block_that_a_subject_feigns(void **state)
{
	struct made *m = *state;

	add_session_with(m, "192.0.2.1", "CN=-----BEGIN CERTIFICATE-----");
	check(m, "# 192.0.2.1 port 587: a subject that feigns PEM\n" BLOCK("ZGVy"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(chain_is_written_as_sent_in_lines_of_64, make, unmake),
	cmocka_unit_test_setup_teardown(chain_is_that_of_the_session_that_works, make, unmake),
	cmocka_unit_test_setup_teardown(chain_that_nobody_sent_is_not_written, make, unmake),
	cmocka_unit_test_setup_teardown(chain_without_its_bytes_was_sent_all_the_same, make,
					unmake),
	cmocka_unit_test_setup_teardown(chain_holds_no_block_that_a_subject_feigns, make, unmake),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

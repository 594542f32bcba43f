/* The message of --send: what it says of itself, how it goes over the wire. */
#include "unit.h"

#include "probe/common.h"
#include "probe/message.h"
#include "smtp/data.h"

#include <string.h>

static void encoded(const char *text, const char *wire)
{
	struct buf out = {0};

	data_encode(&out, text, strlen(text));
	assert_string_equal(out.p, wire);
	buf_free(&out);
}

static void data_ends_lines_and_doubles_dots(void **state)
{
	(void)state;
	encoded("", ".\r\n");
	encoded("a\nb\n", "a\r\nb\r\n.\r\n");
	encoded("a\r\nb", "a\r\nb\r\n.\r\n");
	encoded(".\n..\n.a\na.\n", "..\r\n...\r\n..a\r\na.\r\n.\r\n");
	encoded("\n\n", "\r\n\r\n.\r\n");
	encoded("a\r.\rb\n", "a.b\r\n.\r\n"); /* no end in the middle */
}

/* A session that has come as far as the envelope. */
struct scene {
	struct common common;
	struct settings set;
	struct endpoint ep;
	struct session session;
	struct probe probe;
	struct list to;
};

static void add_stage(struct scene *s, enum stage_id id, enum outcome outcome)
{
	struct stage *st = ARENA_NEW(s->common.record->arena, struct stage);

	st->id = id;
	st->outcome = outcome;
	stage_make_facts(s->common.record->arena, st);
	if (st->ehlo != NULL)
		st->ehlo->name = "pc17.example.org";
	list_append(&s->session.stages, st);
}

static int scene_setup(void **state)
{
	static struct scene s;
	struct record *r = record_new();

	s = (struct scene){0};
	r->id = "00c0ffee00c0ffee";
	r->hostname = "pc17";
	r->version = "1.0";
	s.common.record = r;
	settings_default(&s.set);
	s.set.user = "bob@example.org";
	s.ep.mode = TLS_MODE_STARTTLS;
	s.session.host = "mail.example.org";
	s.session.address = "192.0.2.1";
	s.session.port = 587;
	s.probe = (struct probe){.common = &s.common, .set = &s.set, .ep = &s.ep};
	s.probe.session = &s.session;
	add_stage(&s, STAGE_EHLO, OUTCOME_PASS);
	add_stage(&s, STAGE_AUTH, OUTCOME_PASS);
	list_add_string(&s.to, r->arena, "alice@example.net");
	*state = &s;
	return 0;
}

static int scene_teardown(void **state)
{
	struct scene *s = *state;

	record_free(s->common.record);
	return 0;
}

static const struct message *composed(struct scene *s, bool utf8)
{
	return message_compose(&s->probe, "bob@example.org", &s->to, utf8);
}

static const char *header(struct scene *s, const struct message *m, const char *name)
{
	const char *at = strstr(m->text.p, arena_printf(s->common.record->arena, "%s: ", name));

	assert_non_null(at);
	assert_true(at < strstr(m->text.p, "\n\n"));
	assert_true(at == m->text.p || at[-1] == '\n');
	at += strlen(name) + 2;
	return arena_copy(s->common.record->arena, at, strcspn(at, "\n"));
}

static void message_says_what_it_is(void **state)
{
	struct scene *s = *state;
	const struct message *m = composed(s, false);
	const char *body = strstr(m->text.p, "\n\n");

	assert_string_equal(header(s, m, "From"), "<bob@example.org>");
	assert_string_equal(header(s, m, "To"), "<alice@example.net>");
	assert_string_equal(header(s, m, "Auto-Submitted"), "auto-generated");
	assert_string_equal(header(s, m, "MIME-Version"), "1.0");
	assert_string_equal(header(s, m, "Message-ID"), m->id);
	assert_non_null(strstr(header(s, m, "Subject"), "00c0ffee00c0ffee"));
	assert_non_null(strstr(header(s, m, "Date"), " +0000"));
	assert_non_null(strstr(m->id, "@pc17.example.org>"));
	assert_non_null(strstr(body, "Nobody need answer"));
	assert_non_null(strstr(body, "192.0.2.1 port 587"));
	assert_non_null(strstr(body, "pc17"));
	assert_non_null(strstr(body, m->id));
}

static void message_is_ascii_in_short_lines_and_counted(void **state)
{
	enum { LINE_MAX_BYTES = 998 };
	struct scene *s = *state;
	const struct message *m;
	struct buf wire = {0};
	char user[2000];
	size_t line = 0;

	memset(user, 'x', sizeof(user));
	memcpy(user, "j\xc3\xb6rg\r\n.", 8);
	user[sizeof(user) - 1] = '\0';
	s->set.user = user;
	m = composed(s, false);
	for (size_t i = 0; i < m->text.n; i++) {
		assert_true((m->text.p[i] >= ' ' && m->text.p[i] <= '~') || m->text.p[i] == '\n');
		line = m->text.p[i] == '\n' ? 0 : line + 1;
		assert_true(line <= LINE_MAX_BYTES);
	}
	data_encode(&wire, m->text.p, m->text.n);
	assert_int_equal(m->size, wire.n - strlen(".\r\n"));
	buf_free(&wire);
}

static void message_with_such_addresses_says_so(void **state)
{
	struct scene *s = *state;
	const struct message *m = composed(s, true);

	assert_string_equal(header(s, m, "Content-Type"), "text/plain; charset=utf-8");
	assert_string_equal(header(s, m, "Content-Transfer-Encoding"), "8bit");
	m = composed(s, false);
	assert_string_equal(header(s, m, "Content-Type"), "text/plain; charset=us-ascii");
}

static void message_names_are_never_the_same(void **state)
{
	struct scene *s = *state;

	assert_string_not_equal(composed(s, false)->id, composed(s, false)->id);
	session_stage(&s->session, STAGE_EHLO)->ehlo->name = "[192.0.2.9]";
	assert_non_null(strstr(composed(s, false)->id, "@example.org>"));
}

static void message_to_two_and_to_postmaster(void **state)
{
	struct scene *s = *state;

	list_add_string(&s->to, s->common.record->arena, "postmaster");
	assert_non_null(strstr(composed(s, false)->text.p,
			       "\nTo: <alice@example.net>,\n <postmaster@mail.example.org>\n"));
}

static void message_goes_where_somebody_vouches_for_the_server(void **state)
{
	struct scene *s = *state;

	assert_false(message_fits_channel(&s->probe));
	s->probe.verified = true;
	assert_true(message_fits_channel(&s->probe));
	s->probe.verified = false;
	s->set.insecure = true;
	assert_true(message_fits_channel(&s->probe));
	s->set.insecure = false;
	s->common.record->purpose = PURPOSE_MX;
	assert_true(message_fits_channel(&s->probe));
	s->common.record->purpose = PURPOSE_SUBMISSION;
	s->ep.mode = TLS_MODE_NONE;
	assert_true(message_fits_channel(&s->probe));
}

#define SCENE(f) cmocka_unit_test_setup_teardown(f, scene_setup, scene_teardown)

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(data_ends_lines_and_doubles_dots),
	SCENE(message_says_what_it_is),
	SCENE(message_is_ascii_in_short_lines_and_counted),
	SCENE(message_with_such_addresses_says_so),
	SCENE(message_names_are_never_the_same),
	SCENE(message_to_two_and_to_postmaster),
	SCENE(message_goes_where_somebody_vouches_for_the_server),
};

UNIT_MAIN(tests)

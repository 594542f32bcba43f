#include "unit.h"

#include "base/buf.h"
#include "sasl/exchange.h"
#include "base/base64.h"

#include <string.h>

static void base64_gives_the_vectors_of_rfc_4648(void **state)
{
	static const char *const vectors[][2] = {
		{"", ""},
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
	};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		buf_clear(&out);
		base64_encode(&out, vectors[i][0], strlen(vectors[i][0]));
		assert_int_equal(out.n, strlen(vectors[i][1]));
		assert_string_equal(out.p, vectors[i][1]);
		buf_clear(&out);
		assert_int_equal(base64_decode(&out, vectors[i][1], strlen(vectors[i][1])), 0);
		assert_int_equal(out.n, strlen(vectors[i][0]));
		assert_string_equal(out.p, vectors[i][0]);
	}
	buf_free(&out);
}

static void base64_gives_every_byte_back(void **state)
{
	char all[256];
	struct buf text = {0}, back = {0};

	(void)state;
	for (int i = 0; i < 256; i++)
		all[i] = (char)(255 - i);
	base64_encode(&text, all, sizeof(all));
	assert_int_equal(base64_decode(&back, text.p, text.n), 0);
	assert_int_equal(back.n, sizeof(all));
	assert_memory_equal(back.p, all, sizeof(all));
	buf_free(&text);
	buf_free(&back);
}

static void base64_refuses_what_is_not_canonical(void **state)
{
	static const char *const bad[] = {"Zg",	      "Zg=",  "Zh==",	   "Zm9=",	"Zg==Zg==",
					  "=Zg=",     "====", "Z===",	   "Zm9v Zm9v", "Zm9\n",
					  "Zm9v\r\n", "Zm9_", "Zm\xc3\xbc"};
	struct buf out = {0};

	(void)state;
	buf_str(&out, "kept");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  %s\n", bad[i]);
		assert_int_equal(base64_decode(&out, bad[i], strlen(bad[i])), -1);
		assert_int_equal(out.n, 4);
	}
	assert_int_equal(base64_decode(&out, "Zm\0v", 4), -1);
	buf_free(&out);
}

/* ---- ours ---- */

static struct sasl_identity identity(const char *user, const char *secret)
{
	return (struct sasl_identity){.user = user,
				      .secret = secret,
				      .secret_len = secret != NULL ? strlen(secret) : 0,
				      .host = "smtp.example.org",
				      .port = 587};
}

static void xoauth2_gives_the_published_vector(void **state)
{
	const struct sasl_identity id = identity("test@contoso.onmicrosoft.com",
						 "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA");
	struct sasl_exchange *x = sasl_new(sasl_find("xoauth2"), &id, NULL, NULL, NULL);
	struct buf raw = {0}, text = {0};

	(void)state;
	assert_int_equal(sasl_first(x, &raw), SASL_SAY);
	base64_encode(&text, raw.p, raw.n);
	assert_string_equal(text.p,
			    "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbD"
			    "NCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==");
	buf_free(&raw);
	buf_free(&text);
	sasl_free(x);
}

static const char *dots(struct arena *a, const struct buf *b)
{
	char *s = arena_copy(a, b->n > 0 ? b->p : "", b->n);

	for (size_t i = 0; i < b->n; i++) /* to see NUL and Ctrl-A */
		if (s[i] < ' ')
			s[i] = '.';
	return s;
}

/* What mechanism `name` says, joined by '|', until it has nothing more; "first>" with the command.
 */
static const char *said(struct arena *a, const char *name, const struct sasl_identity *id,
			bool first)
{
	struct sasl_exchange *x = sasl_new(sasl_find(name), id, NULL, NULL, NULL);
	struct buf out = {0};
	const char *s = "";

	if (first) {
		assert_int_equal(sasl_first(x, &out), SASL_SAY);
		s = arena_printf(a, "%s>", dots(a, &out));
	}
	for (;;) {
		buf_clear(&out);
		if (sasl_next(x, (struct bytes){0}, &out) != SASL_SAY)
			break;
		s = arena_printf(a, "%s%s|", s, dots(a, &out));
	}
	assert_string_equal(sasl_fault(x), "challenge");
	buf_free(&out);
	sasl_free(x);
	return s;
}

static void our_mechanisms_answer_each_challenge_in_turn(void **state)
{
	struct sasl_identity id = identity("b,o=b", "pw");

	assert_string_equal(said(*state, "PLAIN", &id, false), ".b,o=b.pw|");
	assert_string_equal(said(*state, "PLAIN", &id, true), ".b,o=b.pw>");
	assert_string_equal(said(*state, "LOGIN", &id, false), "b,o=b|pw|");
	assert_string_equal(said(*state, "XOAUTH2", &id, false), "user=b,o=b.auth=Bearer pw..||");
	assert_string_equal(said(*state, "XOAUTH2", &id, true), "user=b,o=b.auth=Bearer pw..>|");
	/* RFC 7628 section 4.1; the answer to the error report is one Ctrl-A */
	assert_string_equal(said(*state, "OAUTHBEARER", &id, true),
			    "n,a=b=2Co=3Db,.host=smtp.example.org.port=587.auth=Bearer pw..>.|");
	assert_string_equal(said(*state, "EXTERNAL", &id, true), ">");
	id.authzid = "carol";
	assert_string_equal(said(*state, "EXTERNAL", &id, false), "carol|");
	assert_string_equal(said(*state, "PLAIN", &id, true), "carol.b,o=b.pw>");
}

static void what_did_not_fit_is_the_next_answer(void **state)
{
	const struct sasl_identity id = identity("bob", "pw");
	struct sasl_exchange *x = sasl_new(sasl_find("PLAIN"), &id, NULL, NULL, NULL);
	struct buf first = {0}, next = {0};

	assert_int_equal(sasl_first(x, &first), SASL_SAY);
	sasl_postpone(x, &first);
	assert_int_equal(sasl_next(x, (struct bytes){0}, &next), SASL_SAY);
	assert_string_equal(dots(*state, &next), ".bob.pw");
	assert_int_equal(sasl_next(x, (struct bytes){0}, &next), SASL_FAULT);
	buf_free(&first);
	buf_free(&next);
	sasl_free(x);
}

/* ---- which ---- */

static const char *joined(struct arena *a, const struct list *names)
{
	const char *s = "";

	LIST_EACH (const struct string_item, it, names)
		s = arena_printf(a, "%s%s%s", s, *s != '\0' ? " " : "", it->s);
	return s;
}

static struct list offers(struct arena *a, const char *names)
{
	struct list offered = {0};
	char *copy = arena_str(a, names), *rest = NULL;

	for (char *s = strtok_r(copy, " ", &rest); s != NULL; s = strtok_r(NULL, " ", &rest))
		list_add_string(&offered, a, s);
	return offered;
}

static const char *able(struct arena *a, const char *names, struct sasl_means means)
{
	struct list offered = offers(a, names), able = {0};

	sasl_able(a, &offered, &means, &able);
	return joined(a, &able);
}

static void what_can_be_used_goes_by_what_one_has(void **state)
{
	const struct sasl_means password = {.password = true}, token = {.token = true},
				certificate = {.certificate = true}, ticket = {.ticket = true};
	const char *all = "GSSAPI EXTERNAL OAUTHBEARER XOAUTH2 LOGIN PLAIN plain X-UNHEARD-OF";

	assert_string_equal(able(*state, all, password), "PLAIN LOGIN");
	assert_string_equal(able(*state, all, token), "XOAUTH2 OAUTHBEARER");
	assert_string_equal(able(*state, all, certificate), "EXTERNAL");
	assert_string_equal(able(*state, all, (struct sasl_means){0}), "");
	assert_string_equal(able(*state, "LOGIN PLAIN", ticket), "");
}

static const char *chosen(struct arena *a, const char *names, struct sasl_means means)
{
	struct list offered = offers(a, names), able = {0};
	const char *why = NULL;
	const struct sasl_mechanism *m;

	sasl_able(a, &offered, &means, &able);
	m = sasl_choose(&able, &means, &why);
	return m == NULL ? "none" : arena_printf(a, "%s, %s", m->name, why);
}

static void the_best_is_chosen_and_says_why(void **state)
{
	const struct sasl_means password = {.password = true}, token = {.token = true};

	assert_string_equal(chosen(*state, "LOGIN PLAIN", password), "PLAIN, preferred");
	assert_string_equal(chosen(*state, "LOGIN XOAUTH2", password), "LOGIN, only");
	assert_string_equal(chosen(*state, "OAUTHBEARER XOAUTH2", token), "XOAUTH2, preferred");
	assert_string_equal(chosen(*state, "PLAIN", token), "none");
}

static void a_name_is_found_in_any_case(void **state)
{
	(void)state;
	for (size_t i = 0; sasl_at(i) != NULL; i++)
		assert_ptr_equal(sasl_find(sasl_at(i)->name), sasl_at(i));
	assert_string_equal(sasl_find("scram-sha-256-plus")->name, "SCRAM-SHA-256-PLUS");
	assert_null(sasl_find("SCRAM-SHA-512"));
	assert_null(sasl_find(""));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(base64_gives_the_vectors_of_rfc_4648),
	UNIT_TEST(base64_gives_every_byte_back),
	UNIT_TEST(base64_refuses_what_is_not_canonical),
	UNIT_TEST(xoauth2_gives_the_published_vector),
	UNIT_TEST(our_mechanisms_answer_each_challenge_in_turn),
	UNIT_TEST(what_did_not_fit_is_the_next_answer),
	UNIT_TEST(what_can_be_used_goes_by_what_one_has),
	UNIT_TEST(the_best_is_chosen_and_says_why),
	UNIT_TEST(a_name_is_found_in_any_case),
};

UNIT_MAIN(tests)

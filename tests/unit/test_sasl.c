#include "unit.h"

#include "smtp/sasl.h"

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

static void xoauth2_gives_the_published_vector(void **state)
{
	static const char token[] = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA";
	struct buf raw = {0}, text = {0};

	(void)state;
	sasl_find("xoauth2")->first(&raw, "test@contoso.onmicrosoft.com", token, strlen(token));
	base64_encode(&text, raw.p, raw.n);
	assert_string_equal(text.p,
			    "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbD"
			    "NCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==");
	buf_free(&raw);
	buf_free(&text);
}

/* What mechanism `name` answers to the challenges, joined by '|', until it has nothing more. */
static const char *answers(struct arena *a, const char *name, bool initial)
{
	const struct sasl_mechanism *m = sasl_find(name);
	struct buf out = {0};
	const char *s = "";

	for (int step = 0; step < 5; step++) {
		buf_clear(&out);
		if (m->next(&out, step, (struct bytes){0}, "bob", "pw", 2, initial) < 0)
			break;
		for (size_t i = 0; i < out.n; i++) /* to see NUL and Ctrl-A */
			if (out.p[i] < ' ')
				out.p[i] = '.';
		s = arena_printf(a, "%s%.*s|", s, (int)out.n, out.n == 0 ? "" : out.p);
	}
	buf_free(&out);
	return s;
}

static void sasl_answers_each_challenge_in_turn(void **state)
{
	assert_string_equal(answers(*state, "PLAIN", false), ".bob.pw|");
	assert_string_equal(answers(*state, "PLAIN", true), "");
	assert_string_equal(answers(*state, "LOGIN", false), "bob|pw|");
	assert_string_equal(answers(*state, "XOAUTH2", false), "user=bob.auth=Bearer pw..||");
	assert_string_equal(answers(*state, "XOAUTH2", true), "|");
}

static void sasl_first_words_are_those_of_the_mechanism(void **state)
{
	struct buf out = {0};

	(void)state;
	sasl_find("PLAIN")->first(&out, "bob", "p\0w", 3);
	assert_int_equal(out.n, 8);
	assert_memory_equal(out.p, "\0bob\0p\0w", 8);
	assert_null(sasl_find("LOGIN")->first);
	assert_null(sasl_find("CRAM-MD5"));
	buf_free(&out);
}

static const char *chosen(struct arena *a, const char *first, const char *second, bool token)
{
	struct list offered = {0};
	const struct sasl_mechanism *m;

	list_add_string(&offered, a, first);
	list_add_string(&offered, a, second);
	m = sasl_choose(&offered, token);
	return m == NULL ? "none" : m->name;
}

static void sasl_chooses_by_kind_of_secret(void **state)
{
	assert_string_equal(chosen(*state, "LOGIN", "PLAIN", false), "PLAIN");
	assert_string_equal(chosen(*state, "LOGIN", "XOAUTH2", false), "LOGIN");
	assert_string_equal(chosen(*state, "LOGIN", "xoauth2", true), "XOAUTH2");
	assert_string_equal(chosen(*state, "LOGIN", "PLAIN", true), "none");
	assert_string_equal(chosen(*state, "NTLM", "GSSAPI", false), "none");
}

static void sasl_names_name_the_table(void **state)
{
	(void)state;
	for (int i = 0; sasl_names[i] != NULL; i++)
		assert_string_equal(sasl_find(sasl_names[i])->name, sasl_names[i]);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(base64_gives_the_vectors_of_rfc_4648),
	UNIT_TEST(base64_gives_every_byte_back),
	UNIT_TEST(base64_refuses_what_is_not_canonical),
	UNIT_TEST(xoauth2_gives_the_published_vector),
	UNIT_TEST(sasl_answers_each_challenge_in_turn),
	UNIT_TEST(sasl_first_words_are_those_of_the_mechanism),
	UNIT_TEST(sasl_chooses_by_kind_of_secret),
	UNIT_TEST(sasl_names_name_the_table),
};

UNIT_MAIN(tests)

#include "unit.h"

#include "record/record.h"
#include "base/base64.h"
#include "smtp/token.h"

#include <stdlib.h>
#include <string.h>

static const char *encoded(struct arena *a, const char *text)
{
	struct buf out = {0};
	const char *s;

	base64url_encode(&out, text, strlen(text));
	s = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return s;
}

/* With an algorithm whose signatures may be of any length. */
static const char *jwt(struct arena *a, const char *claims)
{
	return arena_printf(a, "%s.%s.c2lnbmF0dXJl", encoded(a, "{\"alg\":\"EdDSA\"}"),
			    encoded(a, claims));
}

static struct token_facts look(struct arena *a, const char *text)
{
	struct token_facts f;

	token_look(a, text, strlen(text), &f);
	return f;
}

static struct token_facts claims(struct arena *a, const char *json)
{
	struct token_facts f = look(a, jwt(a, json));

	assert_int_equal(f.form, TOKEN_JWT);
	assert_null(f.fault);
	return f;
}

static const char *joined(struct arena *a, const struct list *strings)
{
	const char *s = "";

	LIST_EACH (const struct string_item, it, strings)
		s = arena_printf(a, "%s%s%s", s, *s == '\0' ? "" : "|", it->s);
	return s;
}

/* ---- claims ---- */

/* As Microsoft makes them for a user, in the form of v1.0. */
static void claims_of_a_user_are_read(void **state)
{
	struct token_facts f = claims(
		*state,
		"{\"aud\":\"https://outlook.office365.com\",\"iss\":\"https://sts.windows.net/t/\","
		"\"iat\":1763712900,\"nbf\":1763712900,\"exp\":1763716800.5,\"app_displayname\":"
		"\"scanner\",\"appid\":\"a-1\",\"idtyp\":\"user\",\"oid\":\"o-1\",\"scp\":\"SMTP."
		"Send "
		"IMAP.AccessAsUser.All\",\"sub\":\"s-1\",\"tid\":\"t\",\"unique_name\":\"u@x\","
		"\"upn\":\"bob@contoso.example\",\"ver\":\"1.0\"}");

	assert_string_equal(f.algorithm, "EdDSA");
	assert_null(f.type);
	assert_string_equal(joined(*state, &f.audiences), "https://outlook.office365.com");
	assert_string_equal(f.issuer, "https://sts.windows.net/t/");
	assert_true(f.issued == 1763712900000 && f.not_before == 1763712900000);
	assert_true(f.expires == 1763716800500);
	assert_string_equal(f.app_name, "scanner");
	assert_string_equal(f.app, "a-1");
	assert_string_equal(f.identity, "user");
	assert_string_equal(f.object, "o-1");
	assert_string_equal(joined(*state, &f.scopes), "SMTP.Send|IMAP.AccessAsUser.All");
	assert_int_equal(f.roles.n, 0);
	assert_string_equal(f.subject, "s-1");
	assert_string_equal(f.tenant, "t");
	assert_string_equal(f.user, "bob@contoso.example");
	assert_string_equal(f.user_claim, "upn");
	assert_string_equal(f.version, "1.0");
	assert_false(f.nonce);
	assert_true(f.read_at == 0);
}

static void lists_are_read_in_each_form(void **state)
{
	struct token_facts f = claims(*state, "{\"aud\":[\"a b\",\"c\"],\"scp\":[\"x\",\"y z\"],"
					      "\"roles\":[\"SMTP.SendAsApp\"]}");

	assert_string_equal(joined(*state, &f.audiences), "a b|c");
	assert_string_equal(joined(*state, &f.scopes), "x|y|z");
	assert_string_equal(joined(*state, &f.roles), "SMTP.SendAsApp");
	f = claims(*state, "{\"scope\":\" smtp  imap \",\"roles\":\"One\"}");
	assert_string_equal(joined(*state, &f.scopes), "smtp|imap");
	assert_string_equal(joined(*state, &f.roles), "One");
	f = claims(*state, "{\"scope\":[\"smtp\"]}");
	assert_string_equal(joined(*state, &f.scopes), "smtp");
	f = claims(*state, "{\"scope\":\"other\",\"scp\":\"first\"}");
	assert_string_equal(joined(*state, &f.scopes), "first");
}

static void lists_of_other_things_are_empty(void **state)
{
	struct token_facts f = claims(*state, "{\"aud\":[1,null,{\"a\":\"b\"},[\"c\"],\"\"],"
					      "\"scp\":7,\"roles\":{\"a\":1}}");

	assert_int_equal(f.audiences.n + f.scopes.n + f.roles.n, 0);
}

static void user_is_of_the_best_claim(void **state)
{
	static const char *const cases[][2] = {
		{"{\"email\":\"e\",\"unique_name\":\"n\",\"preferred_username\":\"p\",\"upn\":"
		 "\"u\"}",
		 "u upn"},
		{"{\"email\":\"e\",\"unique_name\":\"n\",\"preferred_username\":\"p\"}",
		 "p preferred_username"},
		{"{\"email\":\"e\",\"unique_name\":\"n\"}", "n unique_name"},
		{"{\"email\":\"e\",\"upn\":\"\",\"unique_name\":7}", "e email"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct token_facts f = claims(*state, cases[i][0]);

		assert_string_equal(arena_printf(*state, "%s %s", f.user, f.user_claim),
				    cases[i][1]);
	}
	assert_null(claims(*state, "{\"sub\":\"s\"}").user_claim);
}

static void app_is_of_the_best_claim(void **state)
{
	assert_string_equal(
		claims(*state, "{\"client_id\":\"c\",\"azp\":\"z\",\"appid\":\"a\"}").app, "a");
	assert_string_equal(claims(*state, "{\"client_id\":\"c\",\"azp\":\"z\"}").app, "z");
	assert_string_equal(claims(*state, "{\"client_id\":\"c\"}").app, "c");
}

static void nonce_is_seen(void **state)
{
	assert_true(claims(*state, "{\"nonce\":\"x\"}").nonce);
}

static void dates_of_each_kind_are_taken(void **state)
{
	static const struct {
		const char *exp;
		int64_t date;
	} cases[] = {
		{"1763712900", 1763712900000},
		{"1763712900.25", 1763712900250},
		{"\"1763712900\"", 1763712900000},
		{"0", 0}, /* it never ends */
		{"-0.0", 0},
		{"\"0\"", 0},
		{"0.0001", 1},
		{"-5", 1},
		{"-1e300", 1},
		{"1e300", 253402300799000},
		{"99999999999999999999999999", 253402300799000},
		{"1763712900123", 253402300799000},
		{"\"\"", 0},
		{"\"soon\"", 0},
		{"\"1763712900 \"", 0},
		{"\"9999999999999999\"", 0},
		{"null", 0},
		{"true", 0},
		{"[1763712900]", 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct token_facts f =
			claims(*state, arena_printf(*state, "{\"exp\":%s}", cases[i].exp));

		assert_true(f.expires == cases[i].date);
	}
}

static void texts_are_harmless_and_not_endless(void **state)
{
	char many[600];
	struct token_facts f;

	f = claims(*state, "{\"sub\":\"a\\u001b[31m\\u0000\\u202e\",\"upn\":\"m\xc3\xbcller@x\"}");
	assert_string_equal(f.subject, "a\\x1b[31m\\x00\\xe2\\x80\\xae");
	assert_string_equal(f.user, "m\xc3\xbcller@x");
	memset(many, 'k', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	memcpy(many + 255, "\xc3\xbc", 2);
	f = claims(*state, arena_printf(*state, "{\"tid\":\"%s\",\"aud\":[\"%s\"]}", many, many));
	assert_int_equal(strlen(f.tenant), 255 + 3);
	assert_string_equal(f.tenant + 250, "kkkkk...");
	assert_string_equal(joined(*state, &f.audiences), f.tenant);
}

/* ---- forms ---- */

static void assert_broken(struct arena *a, const char *text, const char *fault)
{
	struct token_facts f = look(a, text);

	assert_int_equal(f.form, TOKEN_BROKEN);
	assert_string_equal(f.fault, fault);
	assert_int_equal(f.audiences.n + f.scopes.n + f.roles.n, 0);
	assert_null(f.subject);
}

static void broken_one_says_how(void **state)
{
	struct arena *a = *state;
	const char *head = "eyJhbGciOiJFZERTQSJ9"; /* {"alg":"EdDSA"} */

	assert_broken(a, head, "parts");
	assert_broken(a, "eyJ", "parts");
	assert_broken(a, arena_printf(a, "%s.eyJzdWIiOiJib2IifQ", head), "parts");
	assert_broken(a, arena_printf(a, "%s.eyJzdWIiOiJib2IifQ.a.b", head), "parts");
	assert_broken(a, arena_printf(a, "%s.e30.a.b.c.d", head), "parts");
	assert_broken(a, arena_printf(a, "%s=.e30.a", head), "base64");
	assert_broken(a, arena_printf(a, "%s.e30=.a", head), "base64");
	assert_broken(a, arena_printf(a, "%s.e.a", head), "base64");
	assert_broken(a, arena_printf(a, "%s.a+/a.a", head), "base64");
	assert_broken(a, arena_printf(a, "%s.e 30.a", head), "base64");
	assert_broken(a, arena_printf(a, "%s..a", head), "json");
	assert_broken(a, "eyJhbGci.e30.a", "json");
	assert_broken(a, jwt(a, "{\"sub\":\"bob\""), "json");
	assert_broken(a, jwt(a, "{\"sub\":\"b\",\"sub\":\"c\"}"), "json");
	assert_broken(a, jwt(a, "{\"sub\":\"b\xff\"}"), "json");
	assert_broken(a, jwt(a, "{\"exp\":1e999}"), "json");
	assert_broken(a, jwt(a, "{\"a\\u0000\":1}"), "json");
	assert_broken(a, jwt(a, "[\"sub\"]"), "object");
	assert_broken(a, jwt(a, "\"sub\""), "object");
}

static const char *repeated(struct arena *a, const char *s, size_t times)
{
	char *all = arena_alloc(a, strlen(s) * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(all + strlen(s) * i, s, strlen(s));
	return all;
}

static void what_is_too_much_is_not_read(void **state)
{
	struct arena *a = *state;

	assert_broken(
		a,
		jwt(a, arena_printf(a, "{\"a\":%s%s}", repeated(a, "[", 20), repeated(a, "]", 20))),
		"size");
	assert_broken(a, jwt(a, arena_printf(a, "{\"a\":[%s1]}", repeated(a, "1,", 5000))), "size");
	assert_broken(a, jwt(a, arena_printf(a, "{\"scp\":\"%s\"}", repeated(a, "x ", 257))),
		      "size");
	assert_broken(a, repeated(a, "eyJhbGci", 9000), "size");
	assert_int_equal(
		claims(a, arena_printf(a, "{\"scp\":\"%s\"}", repeated(a, "x ", 256))).scopes.n,
		256);
	claims(a, arena_printf(a, "{\"a\":%s%s}", repeated(a, "[", 15), repeated(a, "]", 15)));
	claims(a, arena_printf(a, "{\"a\":\"%s\"}", repeated(a, "[[{,", 2000)));
}

static void encrypted_one_is_called_so(void **state)
{
	struct token_facts f = look(*state, arena_printf(*state, "%s.k.i.c.t",
							 encoded(*state, "{\"alg\":\"RSA-OAEP\","
									 "\"enc\":\"A256GCM\"}")));

	assert_int_equal(f.form, TOKEN_ENCRYPTED);
	assert_null(f.fault);
	assert_string_equal(f.algorithm, "RSA-OAEP");
}

static void opaque_one_is_told_by_its_beginning(void **state)
{
	static const char *const cases[][2] = {
		{"EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA", "microsoft-personal"},
		{"ya29.a0AfH6SMBexample-example", "google"},
		{"1//0exampleexampleexample", "google-refresh"},
		{"0.AXYAexampleexample.example", "microsoft-refresh"},
		{"1.AXYAexampleexample.example", "microsoft-refresh"},
		{"M.C500_BAY.0.U.-example", "microsoft-refresh"},
		{"GOCSPX-exampleexampleexample", "google-secret"},
		{"4/0Aexampleexampleexampleexample", "google-code"},
		{"abc8Q~exampleexampleexampleexampleexamp", "microsoft-secret"},
		{"abc8Q~exampleexampleexampleexampleexampleexample", NULL},
		{"abc8Q~exampleexampleexample", NULL},
		{"ya29.short", NULL},
		{"0.A", NULL},
		{"geheim", NULL},
		{"", NULL},
		{"a.b.c", NULL},
		{"bTdx.bTdx.bTdx", NULL},
		{"e30.e30", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct token_facts f = look(*state, cases[i][0]);

		assert_int_equal(f.form, TOKEN_OPAQUE);
		assert_null(f.fault);
		assert_null(f.algorithm);
		assert_int_equal(f.bytes, strlen(cases[i][0]));
		if (cases[i][1] == NULL)
			assert_null(f.like);
		else
			assert_string_equal(f.like, cases[i][1]);
	}
}

/* A header may be written with blanks. */
static void jwt_need_not_begin_like_most(void **state)
{
	struct token_facts f = look(*state, "eyAiYWxnIiA6ICJFZERTQSIgfQ.eyJzdWIiOiJib2IifQ.c2ln");

	assert_int_equal(f.form, TOKEN_JWT);
	assert_string_equal(f.subject, "bob");
}

static void cut_signature_is_seen(void **state)
{
	static const struct {
		const char *algorithm;
		size_t n;
		bool cut;
	} cases[] = {
		{"RS256", 342, false}, {"RS256", 341, true},  {"RS256", 340, true},
		{"PS256", 683, false}, {"RS512", 171, false}, {"RS256", 43, true},
		{"RS256", 0, true},    {"ES256", 86, false},  {"ES256", 85, true},
		{"HS256", 43, false},  {"HS256", 44, true},   {"EdDSA", 86, false},
		{"none", 0, true},     {"none", 3, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *header = arena_printf(*state, "{\"alg\":\"%s\"}", cases[i].algorithm);
		struct token_facts f =
			look(*state, arena_printf(*state, "%s.eyJzdWIiOiJib2IifQ.%s",
						  encoded(*state, header),
						  repeated(*state, "A", cases[i].n)));

		assert_int_equal(f.form, TOKEN_JWT);
		assert_string_equal(f.subject, "bob");
		assert_int_equal(f.fault != NULL, cases[i].cut);
	}
	assert_string_equal(look(*state, "eyJhbGciOiJFZERTQSJ9.e30.a b").fault, "signature");
}

/* ---- what it stands in ---- */

static void assert_within(struct arena *a, const char *text, const char *token, const char *wrapped)
{
	struct bytes within = token_within(text, strlen(text));
	struct token_facts f = look(a, text);

	assert_true(within.p >= text && within.p + within.n <= text + strlen(text));
	assert_string_equal(arena_copy(a, within.p, within.n), token);
	assert_int_equal(f.bytes, strlen(token));
	assert_string_equal(f.wrapped != NULL ? f.wrapped : "", wrapped);
}

static void token_is_found_in_what_it_stands_in(void **state)
{
	struct arena *a = *state;

	assert_within(a, "ya29.x", "ya29.x", "");
	assert_within(a, " \t\xef\xbb\xbf\"ya29.x\"\r\n", "ya29.x", "");
	assert_within(a, "'ya29.x'", "ya29.x", "");
	assert_within(a, "\"ya29.x'", "\"ya29.x'", "");
	assert_within(a, "Bearer ya29.x\n", "ya29.x", "bearer");
	assert_within(a, "\"bearer  ya29.x\"", "ya29.x", "bearer");
	assert_within(a, "Authorization: Bearer \"ya29.x\"", "ya29.x", "bearer");
	assert_within(a, "auth=Bearer ya29.x", "ya29.x", "bearer");
	assert_within(a, "Bearerya29.x", "Bearerya29.x", "");
	assert_within(a, "Basic dXNlcg", "Basic dXNlcg", "");
	assert_within(a, "{\"token_type\":\"Bearer\",\"access_token\":\"ya29.x\"}", "ya29.x",
		      "json");
	assert_within(a, "{\"id_token\":\"ya29.x2\", \"access_token\" : \"ya29.x\"}\n", "ya29.x",
		      "json");
	assert_within(a, "{\"token\":\"ya29.x\",\"refresh_token\":\"1//x\"}", "ya29.x", "json");
	assert_within(a, "{\"token\":\"ya29.y\",\"access_token\":\"ya29.x\"}", "ya29.x", "json");
	assert_within(a, "{\"accessToken\":\"ya29.x\",\"tenant\":\"t\"}", "ya29.x", "json");
}

static void answer_without_a_token_says_so(void **state)
{
	static const char *const cases[][2] = {
		{"{\"error\":\"invalid_grant\"}", "absent"},
		{"{\"access_token\":\"\"}", "absent"},
		{"{\"access_token\":7}", "absent"},
		{"{\"a\":{\"access_token\":\"x\"}}", "absent"},
		{"{\"access_token\":\"ya29.x", "json"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct token_facts f = look(*state, cases[i][0]);

		assert_int_equal(f.form, TOKEN_BROKEN);
		assert_string_equal(f.fault, cases[i][1]);
		assert_string_equal(f.wrapped, "json");
		assert_int_equal(f.bytes, 0);
		assert_null(token_within(cases[i][0], strlen(cases[i][0])).p);
	}
}

/* "\/" of PHP's: it can be looked at, and stands nowhere. */
static void token_with_escapes_is_read(void **state)
{
	static const char text[] = "{\"access_token\":\"1\\/\\/0exampleexampleexample\"}";
	struct token_facts f = look(*state, text);

	assert_string_equal(f.like, "google-refresh");
	assert_int_equal(f.bytes, 25);
	assert_null(token_within(text, strlen(text)).p);
}

static void claims_of_an_answers_token_are_read(void **state)
{
	struct token_facts f =
		look(*state, arena_printf(*state, "{\"access_token\":\"%s\",\"expires_in\":3599}",
					  jwt(*state, "{\"sub\":\"bob\"}")));

	assert_int_equal(f.form, TOKEN_JWT);
	assert_string_equal(f.subject, "bob");
}

/* ---- base64url ---- */

static void base64url_has_its_own_alphabet_and_no_padding(void **state)
{
	struct buf out = {0};

	(void)state;
	base64url_encode(&out, "\xfb\xff\xfe", 3);
	base64url_encode(&out, "a", 1);
	base64url_encode(&out, "ab", 2);
	base64url_encode(&out, "", 0);
	assert_string_equal(out.p, "-__-YQYWI");
	buf_clear(&out);
	assert_int_equal(base64url_decode(&out, "-__-YQ", 6), 0);
	assert_int_equal(out.n, 4);
	assert_memory_equal(out.p, "\xfb\xff\xfe\x61", 5);
	assert_int_equal(base64url_decode(&out, "YWI", 3), 0);
	assert_string_equal(out.p + 4, "ab");
	assert_int_equal(base64url_decode(&out, "YWIxY", 5), -1);
	assert_int_equal(base64url_decode(&out, "YWI=", 4), -1);
	assert_int_equal(base64url_decode(&out, "YW+x", 4), -1);
	assert_int_equal(out.n, 6);
	assert_string_equal(out.p + 4, "ab");
	buf_free(&out);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(claims_of_a_user_are_read),
	UNIT_TEST(lists_are_read_in_each_form),
	UNIT_TEST(lists_of_other_things_are_empty),
	UNIT_TEST(user_is_of_the_best_claim),
	UNIT_TEST(app_is_of_the_best_claim),
	UNIT_TEST(nonce_is_seen),
	UNIT_TEST(dates_of_each_kind_are_taken),
	UNIT_TEST(texts_are_harmless_and_not_endless),
	UNIT_TEST(broken_one_says_how),
	UNIT_TEST(what_is_too_much_is_not_read),
	UNIT_TEST(encrypted_one_is_called_so),
	UNIT_TEST(opaque_one_is_told_by_its_beginning),
	UNIT_TEST(jwt_need_not_begin_like_most),
	UNIT_TEST(cut_signature_is_seen),
	UNIT_TEST(token_is_found_in_what_it_stands_in),
	UNIT_TEST(answer_without_a_token_says_so),
	UNIT_TEST(token_with_escapes_is_read),
	UNIT_TEST(claims_of_an_answers_token_are_read),
	UNIT_TEST(base64url_has_its_own_alphabet_and_no_padding),
};

UNIT_MAIN(tests)

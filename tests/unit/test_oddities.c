#include "unit.h"

#include "record/record.h"
#include "smtp/oddities.h"

#include <string.h>

/* "bytes/characters: oddity oddity" */
static const char *look(struct arena *a, const char *secret, size_t n, bool token)
{
	struct secret_facts f = {0};
	const char *all;

	secret_look(a, secret, n, "bob@example.org", token, &f);
	all = arena_printf(a, "%d/%d:", f.bytes, f.characters);
	LIST_EACH (const struct string_item, it, &f.oddities)
		all = arena_printf(a, "%s %s", all, it->s);
	return all;
}

static void secret_shows_what_is_odd_about_it(void **state)
{
	static const char *const cases[][2] = {
		{"geheim42", "8/8:"},
		{"g\xc3\xa4heim42", "9/8: non-ascii"},
		{"ga\xcc\x88heim42", "10/9: decomposed non-ascii"},
		{"g\xe4heim42", "8/0: not-utf8"},
		{"g\xc0\xafx", "4/0: not-utf8"},
		{"g\xed\xa0\x80x", "5/0: not-utf8"},
		{" geheim42", "9/9: blank-first"},
		{"geheim42 ", "9/9: blank-last"},
		{"ge heim42", "9/9:"},
		{"geheim42\t", "9/9: tab"},
		{"\xef\xbb\xbfgeheim", "9/7: byte-order-mark non-ascii"},
		{"geh\xe2\x80\x8b"
		 "eim",
		 "9/7: invisible-characters non-ascii"},
		{"geh\xc2\xa0"
		 "eim",
		 "8/7: no-break-space non-ascii"},
		{"geh\xe2\x80\x99"
		 "eim",
		 "9/7: typographic non-ascii"},
		{"\xe2\x80\x9cgeheim\xe2\x80\x9d", "12/8: quoted typographic non-ascii"},
		{"\"geheim42\"", "10/10: quoted shell-characters"},
		{"'geheim42'", "10/10: quoted shell-characters"},
		{"'", "1/1: shell-characters"},
		{"geheim$42", "9/9: shell-characters"},
		{"geheim!&42", "10/10: shell-characters"},
		{"geheim@42", "9/9: url-characters"},
		{"geheim%4042", "11/11: url-escapes url-characters"},
		{"geheim100%", "10/10: url-characters"},
		{"changeme", "8/8: placeholder"},
		{"ChangeMe", "8/8: placeholder"},
		{"changeme!", "9/9: shell-characters"},
		{"${SMTP_PASSWORD}", "16/16: placeholder shell-characters"},
		{"<password>", "10/10: placeholder shell-characters"},
		{"{{ vault.pw }}", "14/14: placeholder shell-characters"},
		{"******", "6/6: placeholder shell-characters"},
		{"xxxx", "4/4: placeholder"},
		{"password=geheim", "15/15: name-value"},
		{"PASS: geheim", "12/12: name-value url-characters"},
		{"passgeheim", "10/10:"},
		{"export PW=geheim", "16/16: name-value"},
		{"Bearer abcdef", "13/13: bearer-prefix"},
		{"bob@example.org", "15/15: same-as-user url-characters"},
		{"BOB", "3/3: same-as-user"},
		{"abcdefghijklmnop", "16/16: app-password-shape"},
		{"abcd efgh ijkl mnop", "19/19: app-password-blanks app-password-shape"},
		{"abcd efgh ijkl mnoP", "19/19:"},
		{"AGJvYgBnZWhlaW0=", "16/16: sasl-blob"},	 /* \0bob\0geheim */
		{"Z2VoZWltLW5vLXR3bw==", "20/20: base64-shape"}, /* geheim-no-two */
		{"Z2VoZWltLW5vLXR3b", "17/17:"},
		{"q8BNdM1fRr2+x9Ez", "16/16: url-characters"}, /* base64 of bytes: a key */
		{"user=bob\001auth", "13/13: xoauth2-blob name-value"},
		{"dXNlcj1ib2IBYXV0aD0=", "20/20: xoauth2-blob"},
		{"eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.c2ln", "43/43: jwt-shape"},
		{"eyJhbGciOiJub25lIn0", "19/19:"},
		{"{\"access_token\": \"x\"}", "21/21: json shell-characters url-characters"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(look(*state, cases[i][0], strlen(cases[i][0]), false),
				    cases[i][1]);
}

static void token_shows_what_is_odd_about_it(void **state)
{
	static const char *const cases[][2] = {
		{"eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.c2ln", "43/43:"},
		{"eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2Ii", "36/36: jwt-cut"},
		{"eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.", "39/39: jwt-cut"},
		{"ya29.a0AfH6SMBx+/&!$%40-secret", "30/30: token-opaque"},
		{"geheim", "6/6: token-short token-opaque"},
		{"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.c2ln",
		 "50/50: bearer-prefix blank-within-token"},
		{"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJib2IifQ.c2ln", "44/44: jwt-cut"},
		{"Bearer ya29.a0AfH6SMBx+/",
		 "24/24: bearer-prefix blank-within-token token-opaque"},
		{"{\"access_token\":\"eyJhbGciOiJub25lIn0\"}", "38/38: json"},
		{"{\"access_token\":\"ya29.a0AfH6SMBx\"}", "34/34: json token-opaque"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(look(*state, cases[i][0], strlen(cases[i][0]), true),
				    cases[i][1]);
}

static void long_secret_is_called_so_and_an_empty_one_nothing(void **state)
{
	char large[200];

	memset(large, 'k', sizeof(large));
	assert_string_equal(look(*state, large, 129, false), "129/129: long");
	assert_string_equal(look(*state, large, 128, false), "128/128:");
	assert_string_equal(look(*state, "", 0, false), "0/0:");
}

static void every_oddity_has_a_name(void **state)
{
	int n = 0;

	(void)state;
	while (secret_oddity_names[n] != NULL)
		n++;
	assert_int_equal(n, ODDITY_COUNT);
	assert_string_equal(secret_oddity_names[ODDITY_FACTS], "app-password-blanks");
	assert_string_equal(secret_oddity_names[ODDITY_LONG], "long");
	assert_string_equal(secret_oddity_names[ODDITY_QUOTED], "quoted");
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(secret_shows_what_is_odd_about_it),
	UNIT_TEST(token_shows_what_is_odd_about_it),
	UNIT_TEST(long_secret_is_called_so_and_an_empty_one_nothing),
	UNIT_TEST(every_oddity_has_a_name),
};

UNIT_MAIN(tests)

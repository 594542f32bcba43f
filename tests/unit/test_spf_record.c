/* The text of SPF records: what is one, where it is wrong, and what was meant. */
#include "unit.h"

#include "domain/spf_record.h"

#include <string.h>

static struct bytes text_of(const char *s)
{
	return (struct bytes){(char *)s, strlen(s)};
}

static struct spf_record *read(struct arena *a, const char *text)
{
	struct spf_record *r = ARENA_NEW(a, struct spf_record);

	assert_true(spf_is_record(text_of(text)));
	spf_record_read(a, text_of(text), r);
	return r;
}

static const struct spf_term *term(const struct spf_record *r, size_t n)
{
	LIST_EACH (const struct spf_term, t, &r->terms)
		if (n-- == 0)
			return t;
	fail_msg("there are no more terms");
	return NULL;
}

/* ---- the version ---- */

static void a_record_begins_with_its_version(void **state)
{
	static const char *const are[] = {"v=spf1", "v=spf1 -all", "V=SPF1 a", "v=spf1  "};
	static const char *const are_not[] = {"v=spf1a",   "v=spf10 -all", " v=spf1 -all", "v=spf",
					      "v=spf1\t-", "spf2.0/pra",   "\"v=spf1\"",   ""};

	(void)state;
	for (size_t i = 0; i < sizeof(are) / sizeof(are[0]); i++)
		assert_true(spf_is_record(text_of(are[i])));
	for (size_t i = 0; i < sizeof(are_not) / sizeof(are_not[0]); i++)
		assert_false(spf_is_record(text_of(are_not[i])));
}

/* ---- terms ---- */

static void terms_have_their_parts(void **state)
{
	const struct spf_record *r =
		read(*state, "v=spf1  a:mail.example.org/24//64 -mx//48 ~ip4:192.0.2.0/24 "
			     "?IP6:2001:db8::/32 include:_spf.example.org exists:%{i}.example.org "
			     "ptr:example.org redirect=_r.example.org exp=why.example.org x=%{s}");

	assert_null(r->faulty);
	assert_int_equal(r->terms.n, 10);
	assert_int_equal(term(r, 0)->at, 8);
	assert_string_equal(term(r, 0)->domain.p, "mail.example.org/24//64");
	assert_int_equal(term(r, 0)->domain.n, strlen("mail.example.org"));
	assert_int_equal(term(r, 0)->prefix4, 24);
	assert_int_equal(term(r, 0)->prefix6, 64);
	assert_int_equal(term(r, 0)->qualifier, SPF_PASS);
	assert_int_equal(term(r, 1)->kind, SPF_MX);
	assert_int_equal(term(r, 1)->qualifier, SPF_FAIL);
	assert_int_equal(term(r, 1)->prefix4, -1);
	assert_int_equal(term(r, 1)->prefix6, 48);
	assert_string_equal(term(r, 2)->address, "192.0.2.0");
	assert_int_equal(term(r, 2)->qualifier, SPF_SOFTFAIL);
	assert_int_equal(term(r, 3)->kind, SPF_IP6);
	assert_int_equal(term(r, 3)->qualifier, SPF_NEUTRAL);
	assert_int_equal(term(r, 3)->prefix6, 32);
	assert_int_equal(r->redirect->kind, SPF_REDIRECT);
	assert_int_equal(r->exp->kind, SPF_EXP);
	assert_int_equal(term(r, 9)->kind, SPF_MODIFIER);
	assert_null(r->all);
}

static void what_nobody_comes_to_is_told(void **state)
{
	const struct spf_record *r =
		read(*state, "v=spf1 a redirect=b.example.org -all mx ip4:192.0.2.1 a");

	assert_false(term(r, 0)->ignored);
	assert_true(r->redirect->ignored);
	assert_false(r->all->ignored);
	assert_true(term(r, 3)->ignored && term(r, 4)->ignored && term(r, 5)->ignored);
	assert_true(term(r, 5)->repeated);
	assert_false(term(r, 0)->repeated);
}

static void a_bomb_is_read_to_a_bound(void **state)
{
	struct buf text = {0};
	struct spf_record *r;

	buf_str(&text, "v=spf1");
	for (int i = 0; i < 5000; i++)
		buf_printf(&text, " include:%d.example.org", i);
	r = read(*state, text.p);
	assert_int_equal(r->terms.n, SPF_TERMS_MAX);
	assert_true(r->left_out);
	buf_free(&text);
}

/* ---- faults ---- */

/* A term, the byte of it that is wrong (-1: none is), words about it, and what was meant. */
static const struct {
	const char *text;
	int at;
	const char *words, *meant;
} rows[] = {
	{"a", -1, NULL, NULL},
	{"mx/24//64", -1, NULL, NULL},
	{"a/0", -1, NULL, NULL},
	{"a:example.org/0//0", -1, NULL, NULL},
	{"ip4:0.0.0.0/0", -1, NULL, NULL},
	{"ip6:::1", -1, NULL, NULL},
	{"ip6:::ffff:192.0.2.1/96", -1, NULL, NULL},
	{"-exists:%{ir}.sbl.example.org", -1, NULL, NULL},
	{"ALL", -1, NULL, NULL},
	{"moo.cow-far_out=man:dog/cat", -1, NULL, NULL},
	{"op=", -1, NULL, NULL},
	{"all:", 3, "takes nothing", "all"},
	{"-all;", 4, "behind its name", "-all"},
	{"-all.", 1, "no mechanism", "-all"},
	{"-all\"", 4, "behind its name", "-all"},
	{"all/8", 3, "takes nothing", NULL},
	{"include", 7, "domain is missing", NULL},
	{"include:", 8, "domain is missing", NULL},
	{"exists", 6, "domain is missing", NULL},
	{"+a:", 3, "domain is missing", "+a"},
	{"mx:", 3, "domain is missing", "mx"},
	{"a/33", 2, "32 bits", NULL},
	{"a//129", 3, "128 bits", NULL},
	{"a/024", 2, "no number", NULL},
	{"a/", 1, "no number", NULL},
	{"mx/24/64", 6, "32 bits", NULL},
	{"ip4", 3, "address is missing", NULL},
	{"ip4:", 3, "address is missing", NULL},
	{"ip4:1.2.3.4/33", 12, "32 bits", NULL},
	{"ip4:1.2.3.4/", 12, "no number", NULL},
	{"ip4:1.2.3.4//32", 12, "no number", NULL},
	{"ip4:1.2.3", 4, "no IPv4", NULL},
	{"ip4:01.2.3.4", 4, "no IPv4", NULL},
	{"ip4:1.2.3.4:25", 4, "no IPv4", NULL},
	{"ip6:fe80::1%25eth0", 4, "no IPv6", NULL},
	{"ip4:2001:db8::1", 4, "no IPv4", "ip6:2001:db8::1"},
	{"ip6:192.0.2.1/24", 4, "no IPv6", "ip4:192.0.2.1/24"},
	{"ip4:mail.example.org", 4, "no IPv4", "a:mail.example.org"},
	{"-ip4:1.2.3.4,", 5, "no IPv4", "-ip4:1.2.3.4"},
	{"ip4:1.2.3.4,1.2.3.5", 4, "no IPv4", "ip4:1.2.3.4 ip4:1.2.3.5"},
	{"ip4:1.2.3.4,ip4:1.2.3.5", 4, "no IPv4", "ip4:1.2.3.4 ip4:1.2.3.5"},
	{"ip:192.0.2.1", 0, "no mechanism", "ip4:192.0.2.1"},
	{"ipv6:2001:db8::1", 0, "no mechanism", "ip6:2001:db8::1"},
	{"192.0.2.1", 0, "no mechanism", "ip4:192.0.2.1"},
	{"2001:db8::1/64", 0, "no mechanism", "ip6:2001:db8::1/64"},
	{"a:192.0.2.1", 10, "ends in", "ip4:192.0.2.1"},
	{"include:192.0.2.0/24", -2, "", "ip4:192.0.2.0/24"},
	{"mail.example.org", 0, "no mechanism", NULL},
	{"_spf.example.org", 0, "no mechanism", "include:_spf.example.org"},
	{"inlcude:_spf.example.org", 0, "no mechanism", "include:_spf.example.org"},
	{"~includ:_spf.example.org", 1, "no mechanism", "~include:_spf.example.org"},
	{"redirect:_spf.example.org", 0, "no mechanism", "redirect=_spf.example.org"},
	{"-redirect=_spf.example.org", 0, "a sign in front", "redirect=_spf.example.org"},
	{"redirect=", 9, "domain is missing", NULL},
	{"include:localhost", 8, "one label", NULL},
	{"a:example.com/abc", 10, "ends in", NULL},
	{"exists:%(i).example.org", 7, "begins no macro", NULL},
	{"unknown", 0, "no mechanism", NULL},
	{"exclude:example.org", 0, "no mechanism", NULL},
	{"exist:%{i}.example.org", 0, "no mechanism", "exists:%{i}.example.org"},
	{"-", 1, "no mechanism", NULL},
	{"\xe2\x80\x93"
	 "all",
	 0, "dash of a word processor", "-all"},
	{"-all\xe2\x80\x9d", 4, "quote of a word processor", "-all"},
	{"-all\xc2\xa0", 4, "blank of a word processor", "-all"},
	{"a\tmx", 1, "a tab", "a mx"},
	{"a:ex\xc3\xa4mple.org", 4, "no printable ASCII", NULL},
};

static void check_row(struct arena *a, size_t i)
{
	const struct spf_record *r = read(a, arena_printf(a, "v=spf1 %s", rows[i].text));
	const struct spf_term *t = term(r, 0);
	const char *fault = t->fault == NULL ? "sound" : t->fault;

	if ((t->fault == NULL) != (rows[i].at == -1) || (t->fault != NULL) != (r->faulty == t))
		fail_msg("%s: %s", rows[i].text, fault);
	if (t->fault == NULL)
		return;
	if (strstr(fault, rows[i].words) == NULL ||
	    (rows[i].at >= 0 && t->fault_at != 7 + rows[i].at))
		fail_msg("%s: %s at %d", rows[i].text, fault, t->fault_at - 7);
	if ((t->meant == NULL) != (rows[i].meant == NULL) ||
	    (t->meant != NULL && strcmp(t->meant, rows[i].meant) != 0))
		fail_msg("%s: meant is %s", rows[i].text, t->meant == NULL ? "none" : t->meant);
}

static void faults_have_a_place_and_a_meaning(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(*state, i);
}

static void modifiers_stand_once(void **state)
{
	const struct spf_record *r =
		read(*state, "v=spf1 redirect=a.example.org redirect=b.example.org");

	assert_ptr_equal(r->faulty, term(r, 1));
	assert_non_null(strstr(r->faulty->fault, "second"));
	assert_non_null(read(*state, "v=spf1 exp=a.example.org a exp=a.example.org")->faulty);
	assert_null(read(*state, "v=spf1 x=a.example.org x=a.example.org")->faulty);
}

static void a_torn_term_is_put_together(void **state)
{
	const struct spf_record *r = read(*state, "v=spf1 include: _spf.example.org -all");

	assert_string_equal(term(r, 0)->meant, "include:_spf.example.org");
	assert_string_equal(term(r, 1)->meant, "");
	assert_int_equal(r->faulty->fault_at, 15);
}

static void mechanisms_in_the_dress_of_modifiers_are_odd(void **state)
{
	const struct spf_record *r =
		read(*state, "v=spf1 ip4=192.0.2.1 include=_spf.example.org x=y v=spf1 mx -all");

	assert_null(r->faulty);
	assert_string_equal(term(r, 0)->meant, "ip4:192.0.2.1");
	assert_non_null(term(r, 1)->odd);
	assert_null(term(r, 2)->odd);
	assert_string_equal(term(r, 3)->meant, "");
}

/* ---- texts that are nearly one ---- */

static void what_is_nearly_a_record_is_told(void **state)
{
	static const struct {
		const char *text, *what, *meant;
	} texts[] = {
		{"v=spf1include:_spf.example.org -all", "a blank",
		 "v=spf1 include:_spf.example.org -all"},
		{"v=spf1-all", "a blank", "v=spf1 -all"},
		{"v=spf1; a mx -all", "a blank", "v=spf1 a mx -all"},
		{"v=spf1.0 -all", "a blank", "v=spf1 -all"},
		{"v=spf1inclde -all", "a blank", NULL},
		{" v=spf1 -all", "in front", "v=spf1 -all"},
		{"\"v=spf1 a -all\"", "in front", "v=spf1 a -all"},
		{"\xe2\x80\x9cv=spf1 mx ~all\xe2\x80\x9d", "in front", "v=spf1 mx ~all"},
		{"\xef\xbb\xbfv=spf1 -all", "in front", "v=spf1 -all"},
		{"spf1 a -all", "begin", "v=spf1 a -all"},
		{"v = spf1 a -all", "begin", "v=spf1 a -all"},
		{"v=spf a -all", "begin", "v=spf1 a -all"},
		{"v=spf2 a -all", "begin", "v=spf1 a -all"},
		{"vspf1 mx -all", "begin", "v=spf1 mx -all"},
		{"spf2.0/mfrom,pra +all", "Sender ID", NULL},
		{"include:_spf.example.org ~all", "begin", "v=spf1 include:_spf.example.org ~all"},
		{"google-site-verification=abcdef", NULL, NULL},
		{"we love all", NULL, NULL},
		{"v=DKIM1; p=abc", NULL, NULL},
		{"v=verifydomain MS=1", NULL, NULL},
		{"spfoo is a word", NULL, NULL},
		{"", NULL, NULL},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *meant, *what = spf_almost(*state, text_of(texts[i].text), &meant);

		if ((what == NULL) != (texts[i].what == NULL) ||
		    (what != NULL && strstr(what, texts[i].what) == NULL))
			fail_msg("%s: %s", texts[i].text, what == NULL ? "none" : what);
		if ((meant == NULL) != (texts[i].meant == NULL) ||
		    (meant != NULL && strcmp(meant, texts[i].meant) != 0))
			fail_msg("%s: meant is %s", texts[i].text, meant == NULL ? "none" : meant);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_record_begins_with_its_version),
	UNIT_TEST(terms_have_their_parts),
	UNIT_TEST(what_nobody_comes_to_is_told),
	UNIT_TEST(a_bomb_is_read_to_a_bound),
	UNIT_TEST(faults_have_a_place_and_a_meaning),
	UNIT_TEST(modifiers_stand_once),
	UNIT_TEST(a_torn_term_is_put_together),
	UNIT_TEST(mechanisms_in_the_dress_of_modifiers_are_odd),
	UNIT_TEST(what_is_nearly_a_record_is_told),
};

UNIT_MAIN(tests)

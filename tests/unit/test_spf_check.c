/* check_host() of RFC 7208: results, and by which mechanism, over zones told as lines. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include <string.h>

/* What a check says: "pass example.org include:b.example > b.example a", or a result and why. */
static const char *told(struct arena *a, const struct spf_check *c)
{
	const char *s = spf_result_names[c->result], *mark = " ";

	assert_false(c->pending);
	LIST_EACH (const struct spf_step, step, &c->path) {
		s = arena_printf(a, "%s%s%s %s", s, mark, step->domain,
				 step->term != NULL ? step->term : "(none)");
		mark = " > ";
	}
	return s;
}

static struct domain_zone *checked(const char *lines, const char *ip, const char *sender,
				   const char *helo)
{
	const char *at = strrchr(sender, '@');
	struct domain_zone *z = zone_new(at == NULL ? "example.com" : at + 1, lines);

	z->record->domain->ip = ip;
	z->record->domain->from = sender;
	z->record->domain->helo = helo;
	zone_read(z, knowledge);
	return z;
}

/* `told` is what told() says, without its end where it ends in "*". */
struct row {
	const char *spf; /* of example.com; NULL: the zone has it */
	const char *ip, *sender;
	const char *told;
};

static void check_row(const char *zone, const struct row *row)
{
	struct arena *a = arena_new();
	const char *lines = row->spf == NULL
				    ? zone
				    : arena_printf(a, "%sexample.com TXT \"%s\"\n", zone, row->spf);
	struct domain_zone *z = checked(
		lines, row->ip, row->sender == NULL ? "bob@example.com" : row->sender, NULL);
	const char *said = told(a, z->study->spf.check);
	size_t n = strlen(row->told);

	if (n > 0 && row->told[n - 1] == '*' ? strncmp(said, row->told, n - 1) != 0
					     : strcmp(said, row->told) != 0)
		fail_msg("%s from %s: %s, not %s (%s)", row->spf == NULL ? "" : row->spf, row->ip,
			 said, row->told,
			 z->study->spf.check->why == NULL ? "" : z->study->spf.check->why);
	zone_free(z);
	arena_free(a);
}

static void check_rows(const char *zone, const struct row *rows)
{
	for (; rows->told != NULL; rows++)
		check_row(zone, rows);
}

/* ---- appendix A ---- */

static const char appendix[] = "example.com MX 10 mail-a.example.com\n"
			       "example.com MX 20 mail-b.example.com\n"
			       "example.com A 192.0.2.10\n"
			       "example.com A 192.0.2.11\n"
			       "amy.example.com A 192.0.2.65\n"
			       "bob.example.com A 192.0.2.66\n"
			       "mail-a.example.com A 192.0.2.129\n"
			       "mail-b.example.com A 192.0.2.130\n"
			       "www.example.com CNAME example.com\n"
			       "example.org MX 10 mail-c.example.org\n"
			       "mail-c.example.org A 192.0.2.140\n"
			       "10.2.0.192.in-addr.arpa PTR example.com\n"
			       "11.2.0.192.in-addr.arpa PTR example.com\n"
			       "65.2.0.192.in-addr.arpa PTR amy.example.com\n"
			       "66.2.0.192.in-addr.arpa PTR bob.example.com\n"
			       "129.2.0.192.in-addr.arpa PTR mail-a.example.com\n"
			       "130.2.0.192.in-addr.arpa PTR mail-b.example.com\n"
			       "140.2.0.192.in-addr.arpa PTR mail-c.example.org\n"
			       "4.0.0.10.in-addr.arpa PTR bob.example.com\n";

static void simple_examples(void **state)
{
	static const struct row rows[] = {
		{"v=spf1 +all", "203.0.113.9", NULL, "pass example.com +all"},
		{"v=spf1 a -all", "192.0.2.10", NULL, "pass example.com a"},
		{"v=spf1 a -all", "192.0.2.11", NULL, "pass example.com a"},
		{"v=spf1 a -all", "192.0.2.12", NULL, "fail example.com -all"},
		{"v=spf1 a:example.org -all", "192.0.2.10", NULL, "fail example.com -all"},
		{"v=spf1 a:www.example.com -all", "192.0.2.10", NULL,
		 "pass example.com a:www.example.com"},
		{"v=spf1 mx -all", "192.0.2.129", NULL, "pass example.com mx"},
		{"v=spf1 mx -all", "192.0.2.130", NULL, "pass example.com mx"},
		{"v=spf1 mx -all", "192.0.2.10", NULL, "fail example.com -all"},
		{"v=spf1 mx:example.org -all", "192.0.2.140", NULL,
		 "pass example.com mx:example.org"},
		{"v=spf1 mx mx:example.org -all", "192.0.2.140", NULL,
		 "pass example.com mx:example.org"},
		{"v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", NULL,
		 "pass example.com mx/30"},
		{"v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", NULL,
		 "pass example.com mx:example.org/30"},
		{"v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.132", NULL,
		 "fail example.com -all"},
		{"v=spf1 ptr -all", "192.0.2.65", NULL, "pass example.com ptr"},
		{"v=spf1 ptr -all", "192.0.2.140", NULL, "fail example.com -all"},
		{"v=spf1 ptr -all", "10.0.0.4", NULL, "fail example.com -all"},
		{"v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", NULL, "fail example.com -all"},
		{"v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", NULL,
		 "pass example.com ip4:192.0.2.128/28"},
		{0},
	};

	(void)state;
	check_rows(appendix, rows);
}

static void several_domains(void **state)
{
	static const char zone[] = "example.org TXT \"v=spf1 include:example.com "
				   "include:example.net -all\"\n"
				   "la.example.org TXT \"v=spf1 redirect=example.org\"\n"
				   "example.com TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
				   "example.net TXT \"v=spf1 ip4:192.0.2.20 -all\"\n";
	static const struct row rows[] = {
		{NULL, "192.0.2.20", "a@la.example.org",
		 "pass la.example.org redirect=example.org > example.org include:example.net > "
		 "example.net ip4:192.0.2.20"},
		{NULL, "192.0.2.21", "a@la.example.org",
		 "fail la.example.org redirect=example.org > example.org -all"},
		{0},
	};

	(void)state;
	check_rows(zone, rows);
}

static void lists_by_macros(void **state)
{
	static const char rbl[] = "example.com TXT \"v=spf1 -include:ip4._spf.%{d} "
				  "-include:ptr._spf.%{d} +all\"\n"
				  "ip4._spf.example.com TXT \"v=spf1 -ip4:192.0.2.0/24 +all\"\n"
				  "ptr._spf.example.com TXT \"v=spf1 -ptr:example.org +all\"\n";
	static const char users[] = "example.com TXT \"v=spf1 mx include:mobile-users._spf.%{d} "
				    "include:remote-users._spf.%{d} -all\"\n"
				    "mobile-users._spf.example.com TXT \"v=spf1 "
				    "exists:%{l1r+}.%{d}\"\n"
				    "mary.mobile-users._spf.example.com A 127.0.0.2\n"
				    "remote-users._spf.example.com TXT \"v=spf1 "
				    "exists:%{ir}.%{l1r+-}.%{d}\"\n"
				    "15.15.168.192.joel.remote-users._spf.example.com A "
				    "127.0.0.2\n";
	static const struct row rbl_rows[] = {
		{NULL, "203.0.113.1", NULL, "fail example.com -include:ip4._spf.%{d} > *"},
		{0},
	};
	static const struct row user_rows[] = {
		{NULL, "203.0.113.1", "mary@example.com", "pass example.com include:mobile-*"},
		{NULL, "203.0.113.1", "mary+news@example.com", "pass example.com include:mobile-*"},
		{NULL, "192.168.15.15", "joel@example.com",
		 "pass example.com include:remote-users._spf.%{d} > remote-users._spf.example.com "
		 "exists:%{ir}.%{l1r+-}.%{d}"},
		{NULL, "192.168.15.16", "joel@example.com", "permerror *"},
		{0},
	};

	(void)state;
	check_rows(rbl, rbl_rows);
	check_rows(users, user_rows);
}

/* ---- sections 2 to 4 ---- */

static const char several[] = "example.com A 192.0.2.1\n"
			      "example.com AAAA 2001:db8::1\n"
			      "example.com MX 10 mx.example.com\n"
			      "mx.example.com A 192.0.2.2\n"
			      "pass.example TXT \"v=spf1 +all\"\n"
			      "fail.example TXT \"v=spf1 -all\"\n"
			      "soft.example TXT \"v=spf1 ~all\"\n"
			      "neutral.example TXT \"v=spf1\"\n"
			      "none.example TXT \"something else\"\n"
			      "two.example TXT \"v=spf1 +all\"\n"
			      "two.example TXT \"v=spf1 -all\"\n"
			      "broken.example TXT \"v=spf1 ipv4:192.0.2.1 +all\"\n"
			      "dead.example * SERVFAIL\n"
			      "slow.example * TIMEOUT\n"
			      "cut.example TXT \"v=spf1 +all\"\n"
			      "cut.example TXT CUT\n"
			      "loop.example TXT \"v=spf1 include:loop.example +all\"\n"
			      "void.example A NODATA\n";

static void records_are_selected(void **state)
{
	static const struct row rows[] = {
		{NULL, "192.0.2.9", "a@none.example", "none"},
		{NULL, "192.0.2.9", "a@nowhere.example", "none"},
		{NULL, "192.0.2.9", "a@localhost", "none"},
		{NULL, "192.0.2.9", "a@x..example", "none"},
		{NULL, "192.0.2.9", "a@two.example", "permerror"},
		{NULL, "192.0.2.9", "a@dead.example", "temperror"},
		{NULL, "192.0.2.9", "a@slow.example", "temperror"},
		{NULL, "192.0.2.9", "a@cut.example", "temperror"},
		{NULL, "192.0.2.9", "a@broken.example", "permerror broken.example ipv4:192.0.2.1"},
		{NULL, "192.0.2.9", "a@neutral.example", "neutral neutral.example (none)"},
		{NULL, "no address", "a@pass.example", "temperror"},
		{"V=SPF1 +ALL", "192.0.2.9", NULL, "pass example.com +ALL"},
		{"v=spf1 +all mistake", "192.0.2.9", NULL, "permerror example.com mistake"},
		{0},
	};

	(void)state;
	check_rows(several, rows);
}

static void mechanisms_count_from_left_to_right(void **state)
{
	static const struct row rows[] = {
		{"v=spf1 ?a -a +all", "192.0.2.1", NULL, "neutral example.com ?a"},
		{"v=spf1 ~a a -all", "192.0.2.1", NULL, "softfail example.com ~a"},
		{"v=spf1 -all a", "192.0.2.1", NULL, "fail example.com -all"},
		{"v=spf1 redirect=pass.example -all", "192.0.2.1", NULL, "fail example.com -all"},
		{"v=spf1 redirect=pass.example -a", "192.0.2.1", NULL, "fail example.com -a"},
		{"v=spf1 redirect=fail.example", "192.0.2.1", NULL,
		 "fail example.com redirect=fail.example > fail.example -all"},
		{"v=spf1 redirect=none.example", "192.0.2.1", NULL,
		 "permerror example.com redirect=none.example"},
		{"v=spf1 redirect=nowhere.example", "192.0.2.1", NULL,
		 "permerror example.com redirect=nowhere.example"},
		{"v=spf1 redirect=dead.example", "192.0.2.1", NULL, "temperror *"},
		{"v=spf1 a", "192.0.2.9", NULL, "neutral example.com (none)"},
		{0},
	};

	(void)state;
	check_rows(several, rows);
}

static void includes_follow_their_table(void **state)
{
	static const struct row rows[] = {
		{"v=spf1 include:pass.example -all", "192.0.2.9", NULL,
		 "pass example.com include:pass.example > pass.example +all"},
		{"v=spf1 ~include:pass.example -all", "192.0.2.9", NULL, "softfail *"},
		{"v=spf1 include:fail.example ?all", "192.0.2.9", NULL, "neutral example.com ?all"},
		{"v=spf1 include:soft.example ?all", "192.0.2.9", NULL, "neutral example.com ?all"},
		{"v=spf1 include:neutral.example -all", "192.0.2.9", NULL, "fail example.com -all"},
		{"v=spf1 include:none.example +all", "192.0.2.9", NULL,
		 "permerror example.com include:none.example"},
		{"v=spf1 include:two.example +all", "192.0.2.9", NULL, "permerror *"},
		{"v=spf1 include:broken.example +all", "192.0.2.9", NULL, "permerror *"},
		{"v=spf1 include:dead.example +all", "192.0.2.9", NULL,
		 "temperror example.com include:dead.example"},
		{"v=spf1 include:cut.example -all", "192.0.2.9", NULL, "temperror *"},
		{"v=spf1 include:loop.example +all", "192.0.2.9", NULL, "permerror *"},
		{"v=spf1 include:x..example +all", "192.0.2.9", NULL, "permerror *"},
		{0},
	};

	(void)state;
	check_rows(several, rows);
}

static void addresses_of_both_families(void **state)
{
	static const struct row rows[] = {
		{"v=spf1 a -all", "2001:db8::1", NULL, "pass example.com a"},
		{"v=spf1 a//64 -all", "2001:db8::ffff", NULL, "pass example.com a//64"},
		{"v=spf1 a/8 -all", "2001:db8::ffff", NULL, "fail example.com -all"},
		{"v=spf1 a -all", "::ffff:192.0.2.1", NULL, "pass example.com a"},
		{"v=spf1 ip6:::ffff:192.0.2.0/120 -all", "192.0.2.1", NULL,
		 "fail example.com -all"},
		{"v=spf1 ip6:2001:db8::/32 -all", "2001:db8:1::1", NULL,
		 "pass example.com ip6:2001:db8::/32"},
		{"v=spf1 ip4:192.0.2.0/24 -all", "2001:db8::1", NULL, "fail example.com -all"},
		{"v=spf1 ip4:0.0.0.0/0 -all", "192.0.2.1", NULL, "pass example.com ip4:0.0.0.0/0"},
		{"v=spf1 ip4:0.0.0.0/0 -all", "2001:db8::1", NULL, "fail example.com -all"},
		{"v=spf1 mx/0 -all", "203.0.113.1", NULL, "pass example.com mx/0"},
		{0},
	};

	(void)state;
	check_rows(several, rows);
}

static void silence_is_no_answer(void **state)
{
	static const struct row rows[] = {
		{"v=spf1 a:dead.example +all", "192.0.2.9", NULL,
		 "temperror example.com a:dead.example"},
		{"v=spf1 mx:slow.example +all", "192.0.2.9", NULL, "temperror *"},
		{"v=spf1 exists:slow.example +all", "192.0.2.9", NULL, "temperror *"},
		{"v=spf1 ip4:192.0.2.9 a:dead.example", "192.0.2.9", NULL,
		 "pass example.com ip4:192.0.2.9"},
		{"v=spf1 a:dead.example ip4:192.0.2.9", "192.0.2.9", NULL, "temperror *"},
		{0},
	};

	(void)state;
	check_rows(several, rows);
}

/* The names of a client are another matter: who cannot be asked has none (section 5.5). */
static void ptr_cannot_fail(void **state)
{
	static const char zone[] = "9.2.0.192.in-addr.arpa * SERVFAIL\n"
				   "8.2.0.192.in-addr.arpa PTR dead.example.com\n"
				   "8.2.0.192.in-addr.arpa PTR good.example.com\n"
				   "dead.example.com * SERVFAIL\n"
				   "good.example.com A 192.0.2.8\n"
				   "7.2.0.192.in-addr.arpa PTR badexample.com\n"
				   "badexample.com A 192.0.2.7\n";
	static const struct row rows[] = {
		{"v=spf1 ptr -all", "192.0.2.9", NULL, "fail example.com -all"},
		{"v=spf1 ptr -all", "192.0.2.8", NULL, "pass example.com ptr"},
		{"v=spf1 ptr -all", "192.0.2.7", NULL, "fail example.com -all"},
		{"v=spf1 ptr:badexample.com -all", "192.0.2.7", NULL,
		 "pass example.com ptr:badexample.com"},
		{"v=spf1 exists:%{p}.list.example +all", "192.0.2.9", NULL,
		 "pass example.com +all"},
		{0},
	};

	(void)state;
	check_rows(zone, rows);
}

/* ---- limits (section 4.6.4) ---- */

/* "example.com TXT "v=spf1 <n terms> -all", and what they lead to. */
static const char *many(struct arena *a, const char *term, int n, const char *line)
{
	const char *terms = "", *lines = "";

	for (int i = 0; i < n; i++) {
		terms = arena_printf(a, "%s %s%d.example", terms, term, i);
		lines = arena_printf(a, "%sn%d.example %s\n", lines, i, line);
	}
	return arena_printf(a, "%sexample.com TXT \"v=spf1%s +all\"\n", lines, terms);
}

static void lookups_are_ten(void **state)
{
	static const struct row ten = {NULL, "192.0.2.9", NULL, "pass example.com +all"};
	static const struct row eleven = {NULL, "192.0.2.9", NULL, "permerror example.com *"};

	check_row(many(*state, "a:n", 10, "A 192.0.2.1"), &ten);
	check_row(many(*state, "a:n", 11, "A 192.0.2.1"), &eleven);
	check_row(many(*state, "include:n", 10, "TXT \"v=spf1 -all\""), &ten);
	check_row(many(*state, "include:n", 11, "TXT \"v=spf1 -all\""), &eleven);
	check_row(many(*state, "include:n", 5,
		       "TXT \"v=spf1 a:x.example -all\"\nx.example A "
		       "192.0.2.1"),
		  &ten);
	check_row(many(*state, "include:n", 6,
		       "TXT \"v=spf1 a:x.example -all\"\nx.example A "
		       "192.0.2.1"),
		  &eleven);
}

static void void_lookups_are_two(void **state)
{
	static const struct row two = {NULL, "192.0.2.9", NULL, "pass example.com +all"};
	static const struct row three = {NULL, "192.0.2.9", NULL, "permerror example.com a:n2*"};

	check_row(many(*state, "a:n", 2, "A NODATA"), &two);
	check_row(many(*state, "a:n", 3, "A NODATA"), &three);
}

static void mx_hosts_are_ten(void **state)
{
	const char *lines = "";
	struct row row = {"v=spf1 mx +all", "192.0.2.9", NULL, "pass example.com +all"};

	for (int i = 0; i < 11; i++) {
		lines = arena_printf(*state,
				     "%sexample.com MX %d m%d.example\nm%d.example A "
				     "192.0.2.1\n",
				     lines, i, i, i);
		row.told = i < 10 ? "pass example.com +all" : "permerror example.com mx";
		if (i >= 9)
			check_row(lines, &row);
	}
}

/* A reader who stops at the first ten names of a client (section 4.6.4). */
static void names_of_a_client_are_ten(void **state)
{
	const char *lines = "";
	struct row row = {"v=spf1 ptr -all", "192.0.2.9", NULL, "fail example.com -all"};

	for (int i = 0; i < 10; i++)
		lines = arena_printf(*state, "%s9.2.0.192.in-addr.arpa PTR p%d.example.net\n",
				     lines, i);
	lines = arena_printf(*state,
			     "%s9.2.0.192.in-addr.arpa PTR good.example.com\n"
			     "good.example.com A 192.0.2.9\n",
			     lines);
	check_row(lines, &row);
}

/* ---- senders and explanations ---- */

static void senders_without_a_name_are_the_postmaster(void **state)
{
	struct domain_zone *z = checked("example.com TXT \"v=spf1 exists:%{l}.%{h}.example -all\"\n"
					"postmaster.mail.example.net.example A 127.0.0.2\n",
					"192.0.2.9", "@example.com", "mail.example.net");

	assert_string_equal(z->study->spf.check->sender, "postmaster@example.com");
	assert_int_equal(z->study->spf.check->result, SPF_PASS);
	zone_free(z);
	z = checked("mail.example.net TXT \"v=spf1 a -all\"\nmail.example.net A 192.0.2.9\n",
		    "192.0.2.9", "", "mail.example.net");
	assert_string_equal(z->study->spf.check->sender, "postmaster@mail.example.net");
	assert_string_equal(told(*state, z->study->spf.check), "pass mail.example.net a");
	zone_free(z);
}

static const char *explained(struct arena *a, const char *lines)
{
	struct domain_zone *z = checked(lines, "192.0.2.9", "bob@example.com", NULL);
	const char *said = arena_str(a, z->study->spf.check->explanation);

	assert_int_equal(z->study->spf.check->result, SPF_FAIL);
	zone_free(z);
	return said;
}

static void a_fail_is_explained(void **state)
{
	assert_string_equal(explained(*state, "example.com TXT \"v=spf1 exp=e.%{d} -all\"\n"
					      "e.example.com TXT \"%{c} is not ours, %{l}\"\n"),
			    "192.0.2.9 is not ours, bob");
	assert_string_equal(explained(*state, "example.com TXT \"v=spf1 redirect=b.example exp=x."
					      "example\"\n"
					      "x.example TXT \"not this\"\n"
					      "b.example TXT \"v=spf1 -all exp=e.example\"\n"
					      "e.example TXT \"of b\"\n"),
			    "of b");
	assert_null(explained(*state, "example.com TXT \"v=spf1 -include:b.example\"\n"
				      "b.example TXT \"v=spf1 +all exp=e.example\"\n"
				      "e.example TXT \"of an include\"\n"));
	assert_null(explained(*state, "example.com TXT \"v=spf1 exp=e.example -all\"\n"
				      "e.example TXT \"one\"\ne.example TXT \"two\"\n"));
	assert_null(explained(*state, "example.com TXT \"v=spf1 exp=e.example -all\"\n"
				      "e.example * SERVFAIL\n"));
	assert_null(explained(*state, "example.com TXT \"v=spf1 exp=e.example -all\"\n"
				      "e.example TXT \"100%\"\n"));
}

/* ---- speed ---- */

/* What stands beside each other is asked at once: rounds are as many as the longest chain is long.
 */
static void siblings_are_asked_together(void **state)
{
	struct domain_zone *z =
		checked("example.com TXT \"v=spf1 include:a.example include:b.example mx "
			"exists:%{i}.example a:c.example -all\"\n"
			"a.example TXT \"v=spf1 include:d.example -all\"\n"
			"b.example TXT \"v=spf1 mx:e.example -all\"\n"
			"d.example TXT \"v=spf1 a:f.example -all\"\n"
			"e.example MX 1 g.example\nexample.com MX 1 g.example\n"
			"f.example A 192.0.2.1\ng.example A 192.0.2.2\nc.example A 192.0.2.3\n",
			"192.0.2.9", "bob@example.com", NULL);

	(void)state;
	assert_int_equal(zone_round(z, "a.example", "TXT"), 2);
	assert_int_equal(zone_round(z, "b.example", "TXT"), 2);
	assert_int_equal(zone_round(z, "192.0.2.9.example", "A"), 2);
	assert_int_equal(zone_round(z, "c.example", "A"), 2);
	assert_int_equal(zone_round(z, "d.example", "TXT"), 3);
	assert_int_equal(zone_round(z, "f.example", "A"), 4);
	assert_true(z->rounds <= 4);
	zone_free(z);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		UNIT_TEST(simple_examples),
		UNIT_TEST(several_domains),
		UNIT_TEST(lists_by_macros),
		UNIT_TEST(records_are_selected),
		UNIT_TEST(mechanisms_count_from_left_to_right),
		UNIT_TEST(includes_follow_their_table),
		UNIT_TEST(addresses_of_both_families),
		UNIT_TEST(silence_is_no_answer),
		UNIT_TEST(ptr_cannot_fail),
		UNIT_TEST(lookups_are_ten),
		UNIT_TEST(void_lookups_are_two),
		UNIT_TEST(mx_hosts_are_ten),
		UNIT_TEST(names_of_a_client_are_ten),
		UNIT_TEST(senders_without_a_name_are_the_postmaster),
		UNIT_TEST(a_fail_is_explained),
		UNIT_TEST(siblings_are_asked_together),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

/* What is found in a domain's SPF record, and the record that mends it. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include "domain/spf_tree.h"
#include "record/jsonw.h"

#include <string.h>

/* A domain whose other parts are in order. */
static const char rest[] = "example.org MX 10 mx.example.org\n"
			   "mx.example.org A 192.0.2.1\n"
			   "mx.example.org AAAA 2001:db8::1\n"
			   "1.2.0.192.in-addr.arpa PTR mx.example.org\n"
			   "example.org A 192.0.2.1\n"
			   "_spf.example.net TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n"
			   "_dmarc.example.org TXT \"v=DMARC1; p=reject\"\n";

static struct domain_zone *zone_of(const char *record, const char *more)
{
	struct domain_zone *z = zone_new("example.org", rest);

	if (record != NULL)
		zone_add(z, arena_printf(z->arena, "example.org TXT \"%s\"\n", record));
	zone_add(z, more);
	zone_read(z, knowledge);
	return z;
}

/* ---- a finding, and what mends it ---- */

static const struct row {
	const char *record, *more; /* of the domain; and of other names */
	const char *id;		   /* the only finding about SPF; NULL: none */
	const char *shows;	   /* in its evidence, or NULL */
	const char *published;	   /* the record that mends it, NULL: none */
} rows[] = {
	{"v=spf1 mx -all", "", NULL, NULL, NULL},
	{"v=spf1 a mx include:_spf.example.net ~all", "", NULL, NULL, NULL},
	{"v=spf1 redirect=_spf.example.net", "", NULL, NULL, NULL},
	{"v=spf1 exists:%{ir}.list.example.net -all", "", NULL, NULL, NULL},
	{"v=spf1 -all", "", NULL, NULL, NULL},
	{NULL, "example.org TXT \"other=1\"\n", "spf-missing", "no record", "v=spf1 mx ~all"},
	{NULL, "example.org TXT \"v=spf1mx -all\"\n", "spf-not-recognised", "a blank",
	 "v=spf1 mx -all"},
	{NULL, "example.org TXT \"spf1 mx +all\"\n", "spf-not-recognised", "does not begin",
	 "v=spf1 mx ~all"},
	{NULL, "example.org TXT SERVFAIL\n", "spf-lookup-failed", "server failure", NULL},
	{"v=spf1 mx -all", "example.org TXT \"v=spf1 include:_spf.example.net ~all\"\n",
	 "spf-several-records", "~all", "v=spf1 include:_spf.example.net mx ~all"},
	{"v=spf1 mx -all", "example.org TXT \"v=spf1 redirect=_spf.example.net\"\n",
	 "spf-several-records", NULL, "v=spf1 mx include:_spf.example.net -all"},
	{"v=spf1 ip:192.0.2.9 -all", "", "spf-syntax", "at character 8",
	 "v=spf1 ip4:192.0.2.9 -all"},
	{"v=spf1 ip4:1.2.3.4/33 -all", "", "spf-syntax", "32 bits of IPv4 at character 20", NULL},
	{"v=spf1 include: _spf.example.net -all", "", "spf-syntax", "is meant",
	 "v=spf1 include:_spf.example.net -all"},
	{"v=spf1 -all mx", "", "spf-unreachable-terms", "behind", "v=spf1 -all"},
	{"v=spf1 mx redirect=_spf.example.net -all", "", "spf-unreachable-terms", "a redirect",
	 "v=spf1 mx -all"},
	{"v=spf1 ip4=192.0.2.9 mx -all", "", "spf-unreachable-terms", "colon",
	 "v=spf1 ip4:192.0.2.9 mx -all"},
	{"v=spf1 mx", "", "spf-no-end", NULL, "v=spf1 mx ~all"},
	{"v=spf1 mx ?all", "", "spf-no-end", NULL, NULL},
	{"v=spf1 ptr mx -all", "", "spf-ptr", NULL, NULL},
	{"v=spf1 mx +all", "", "spf-allows-everybody", "+all", "v=spf1 mx ~all"},
	{"v=spf1 ip4:0.0.0.0/1 -all", "", "spf-allows-everybody", "/1", NULL},
	{"v=spf1 a/0 -all", "", "spf-allows-everybody", "a/0", NULL},
	{"v=spf1 include:all.example.net -all", "all.example.net TXT \"v=spf1 +all\"\n",
	 "spf-allows-everybody", "all.example.net TXT", NULL},
	{"v=spf1 mx include:gone.example.net -all", "", "spf-include-broken", "gone",
	 "v=spf1 mx -all"},
	{"v=spf1 mx redirect=gone.example.net", "", "spf-include-broken", "gone", "v=spf1 mx ~all"},
	{"v=spf1 redirect=gone.example.net", "", "spf-include-broken", "gone", NULL},
	{"v=spf1 mx include:a..example.net -all", "", "spf-include-broken", "a..",
	 "v=spf1 mx -all"},
	{"v=spf1 mx include:b.example.net -all", "b.example.net TXT \"v=spf1 ipv4:1.2.3.4 -all\"\n",
	 "spf-include-broken", "ipv4:1.2.3.4", NULL},
	{"v=spf1 mx include:b.example.net -all",
	 "b.example.net TXT \"v=spf1 a -all\"\nb.example.net TXT \"v=spf1 mx -all\"\n",
	 "spf-include-broken", NULL, NULL},
	{"v=spf1 mx include:b.example.net -all", "b.example.net TXT TIMEOUT\n", "spf-lookup-failed",
	 "b.example.net", NULL},
	{"v=spf1 mx include:example.org -all", "", "spf-include-loop", "example.org",
	 "v=spf1 mx -all"},
	{"v=spf1 mx a:x.example.net a:y.example.net a:z.example.net -all", "",
	 "spf-too-many-void-lookups", "y.example.net", "v=spf1 mx -all"},
};

static void check_row(const struct row *row)
{
	struct domain_zone *z = zone_of(row->record, row->more);
	const struct finding *f;
	const char *line;

	if (zone_count_of(z, "spf-") != (row->id != NULL))
		fail_msg("%s: %zu findings, the verdict is %s", row->record,
			 zone_count_of(z, "spf-"), z->i->verdict.finding->id);
	if (row->id == NULL) {
		zone_free(z);
		return;
	}
	f = zone_finding(z, row->id);
	if (row->shows != NULL && !zone_shows(f, row->shows))
		fail_msg("%s: %s does not show %s", row->record, f->id, row->shows);
	line = zone_published(z, f);
	if (row->published == NULL ? *line != '\0' : strstr(line, row->published) == NULL)
		fail_msg("%s: %s", row->record, line);
	assert_true(strlen(f->title) < 80);
	zone_free(z);
}

static void each_fault_has_its_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
}

/* What was published in place of it is in order. */
static void what_is_published_mends(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct domain_zone *z;

		if (rows[i].published == NULL)
			continue;
		z = zone_of(rows[i].record, rows[i].more);
		zone_mend(z, zone_finding(z, rows[i].id));
		zone_read(z, knowledge);
		if (zone_count_of(z, "spf-") != 0)
			fail_msg("%s: still %s", rows[i].record, z->i->verdict.finding->id);
		zone_free(z);
	}
}

/* One record is published for all that is wrong. */
static void several_faults_have_one_cure(void **state)
{
	struct domain_zone *z = zone_of("v=spf1 ip:192.0.2.9 include:gone.example.net mx mx", "");
	const char *cure = "\"v=spf1 ip4:192.0.2.9 mx ~all\"";

	(void)state;
	assert_non_null(strstr(zone_published(z, zone_finding(z, "spf-syntax")), cure));
	assert_non_null(strstr(zone_published(z, zone_finding(z, "spf-include-broken")), cure));
	assert_non_null(strstr(zone_published(z, zone_finding(z, "spf-no-end")), cure));
	zone_free(z);
}

/* ---- costs ---- */

static const struct spf_term *term(const struct spf_record *r, const char *text)
{
	LIST_EACH (const struct spf_term, t, &r->terms)
		if (bytes_is(t->text, text))
			return t;
	fail_msg("there is no %s", text);
	return NULL;
}

static void the_tree_says_where_lookups_are_spent(void **state)
{
	struct domain_zone *z =
		zone_of("v=spf1 mx include:b.example.net a:v4.example.net exists:%{i}.x.example "
			"ip4:192.0.2.7 -all mx:example.net",
			"b.example.net TXT \"v=spf1 include:_spf.example.net a -all\"\n"
			"v4.example.net A 192.0.2.5\n");
	const struct spf_record *r = z->study->spf.record;

	(void)state;
	assert_int_equal(r->cost.lookups, 6);
	assert_int_equal(r->cost.voids4, 1);
	assert_int_equal(r->cost.voids6, 2);
	assert_int_equal(term(r, "include:b.example.net")->own.lookups, 1);
	assert_int_equal(term(r, "include:b.example.net")->cost.lookups, 3);
	assert_int_equal(term(r, "a:v4.example.net")->answer, SPF_ANSWERED);
	assert_int_equal(term(r, "mx")->hosts.n, 1);
	assert_int_equal(term(r, "exists:%{i}.x.example")->answer, SPF_BY_SENDER);
	assert_int_equal(term(r, "mx:example.net")->cost.lookups, 0);
	assert_true(z->study->spf.by_sender);
	assert_int_equal(zone_round(z, "b.example.net", "TXT"), 2);
	assert_int_equal(zone_round(z, "v4.example.net", "A"), 2);
	assert_int_equal(zone_round(z, "example.net", "MX"), 0);
	zone_free(z);
}

static const char *many(struct arena *a, const char *term, int n)
{
	const char *terms = "v=spf1";

	for (int i = 0; i < n; i++)
		terms = arena_printf(a, "%s %s%d.example.net", terms, term, i);
	return arena_printf(a, "%s -all", terms);
}

static void too_many_lookups_are_told(void **state)
{
	struct domain_zone *z =
		zone_of(many(*state, "a:h", 11), "*.example.net A 192.0.2.3\n"
						 "*.example.net AAAA 2001:db8::3\n");
	const struct finding *f = zone_finding(z, "spf-too-many-lookups");

	assert_string_equal(f->title, "SPF of example.org needs 11 DNS lookups; 10 are allowed");
	assert_true(zone_shows(f, "a:h10.example.net: 1"));
	assert_false(zone_shows(f, "most lookups are spent in")); /* all cost the same */
	assert_string_equal(zone_published(z, f), "");
	zone_free(z);
	z = zone_of(many(*state, "a:h", 10), "*.example.net A 192.0.2.3\n"
					     "*.example.net AAAA 2001:db8::3\n");
	assert_int_equal(zone_count_of(z, "spf-"), 0);
	zone_free(z);
}

static void what_is_superfluous_goes_first(void **state)
{
	const char *nine = "a:h0.example.net a:h1.example.net a:h2.example.net a:h3.example.net "
			   "a:h4.example.net a:h5.example.net a:h6.example.net a:h7.example.net";
	struct domain_zone *z = zone_of(arena_printf(*state,
						     "v=spf1 %s mx mx a:gone.example.com "
						     "-all",
						     nine),
					"*.example.net A 192.0.2.3\n"
					"*.example.net AAAA 2001:db8::3\n");
	const struct finding *f = zone_finding(z, "spf-too-many-lookups");

	assert_non_null(
		strstr(zone_published(z, f), arena_printf(*state, "\"v=spf1 %s mx -all\"", nine)));
	zone_free(z);
}

static size_t asked_below(const struct domain_zone *z, const char *ending)
{
	size_t n = 0;

	LIST_EACH (const struct dns_query, q, &z->record->queries)
		n += text_has_suffix(q->name, ending);
	return n;
}

/* A tree of includes that each lead to ten more is read to a bound, in few rounds. */
static void bombs_are_read_to_a_bound(void **state)
{
	struct domain_zone *z = zone_of(
		many(*state, "include:i", 100),
		arena_printf(*state, "*.example.net TXT \"%s\"\n", many(*state, "include:j", 10)));

	assert_true(z->study->spf.left_out);
	assert_true(asked_below(z, ".example.net") <= SPF_TREE_MAX);
	assert_non_null(strstr(zone_finding(z, "spf-too-many-lookups")->title, "more than"));
	zone_free(z);
	z = zone_of("v=spf1 include:a.deep.example -all", "");
	for (int i = 0; i < 40; i++)
		zone_add(z,
			 arena_printf(z->arena,
				      "%.*s.deep.example TXT \"v=spf1 include:%.*s.deep.example "
				      "-all\"\n",
				      i + 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
				      i + 2, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	zone_read(z, knowledge);
	assert_true(z->study->spf.left_out);
	assert_true(z->rounds <= SPF_DEPTH_MAX + 3);
	zone_free(z);
}

static void ipv6_senders_have_void_lookups_of_their_own(void **state)
{
	static const char record[] =
		"v=spf1 a:x.example.net a:y.example.net a:z.example.net %s-all";
	struct domain_zone *z =
		zone_of(arena_printf(*state, record, ""), "*.example.net A 192.0.2.3\n");

	assert_int_equal(zone_count_of(z, "spf-"), 0);
	zone_free(z);
	z = zone_of(arena_printf(*state, record, "ip6:2001:db8::/48 "),
		    "*.example.net A 192.0.2.3\n");
	assert_string_equal(zone_finding(z, "spf-too-many-void-lookups")->of_case, "ipv6");
	assert_string_equal(zone_published(z, zone_finding(z, "spf-too-many-void-lookups")), "");
	zone_free(z);
}

static void an_mx_has_ten_hosts(void **state)
{
	struct domain_zone *z = zone_of("v=spf1 mx:many.example.net -all", "");

	for (int i = 0; i < 11; i++)
		zone_add(z, arena_printf(*state,
					 "many.example.net MX %d m%d.example.net\n"
					 "m%d.example.net A 192.0.2.3\n",
					 i, i, i));
	zone_read(z, knowledge);
	assert_true(strstr(zone_finding(z, "spf-too-many-mx")->title, "11") != NULL);
	zone_free(z);
}

/* ---- providers ---- */

static const char microsoft[] = "contoso.example MX 0 contoso-example.mail.protection.outlook.com\n"
				"contoso-example.mail.protection.outlook.com A 192.0.2.1\n"
				"spf.protection.outlook.com TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"
				"contoso.example TXT \"%s\"\n";

static struct domain_zone *contoso(const char *record)
{
	struct domain_zone *z = zone_new("contoso.example", "");

	zone_add(z, arena_printf(z->arena, microsoft, record));
	zone_read(z, knowledge);
	return z;
}

static void the_provider_of_the_mailboxes_is_to_be_there(void **state)
{
	static const char *const fine[] = {
		"v=spf1 include:spf.protection.outlook.com -all",
		"v=spf1 -all",
		"v=spf1 exists:%{i}.x.example ~all",
	};
	struct domain_zone *z = contoso("v=spf1 ip4:198.51.100.7 -all");
	const struct finding *f = zone_finding(z, "spf-provider-missing");

	(void)state;
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_non_null(
		strstr(zone_published(z, f),
		       "\"v=spf1 ip4:198.51.100.7 include:spf.protection.outlook.com -all\""));
	zone_free(z);
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		z = contoso(fine[i]);
		assert_false(zone_has(z, "spf-provider-missing"));
		zone_free(z);
	}
}

static void a_first_record_names_the_provider(void **state)
{
	struct domain_zone *z = contoso("nothing");

	(void)state;
	assert_non_null(strstr(zone_published(z, zone_finding(z, "spf-missing")),
			       "\"v=spf1 include:spf.protection.outlook.com ~all\""));
	zone_free(z);
	z = zone_new("parked.example", "parked.example MX 0 .\n");
	zone_read(z, knowledge);
	assert_non_null(
		strstr(zone_published(z, zone_finding(z, "spf-missing")), "\"v=spf1 -all\""));
	zone_free(z);
}

/* ---- --ip ---- */

static void senders_are_judged(void **state)
{
	static const struct {
		const char *record, *ip, *id, *of_case, *published;
	} senders[] = {
		{"v=spf1 mx -all", "192.0.2.1", "spf-sender-passes", NULL, NULL},
		{"v=spf1 mx -all", "192.0.2.9", "spf-sender-fails", NULL,
		 "\"v=spf1 mx ip4:192.0.2.9 -all\""},
		{"v=spf1 mx -all", "2001:db8::9", "spf-sender-fails", NULL,
		 "\"v=spf1 mx ip6:2001:db8::9 -all\""},
		{"v=spf1 mx ~all", "192.0.2.9", "spf-sender-softfails", NULL,
		 "\"v=spf1 mx ip4:192.0.2.9 ~all\""},
		{"v=spf1 mx ?all", "192.0.2.9", "spf-sender-neutral", NULL,
		 "\"v=spf1 mx ip4:192.0.2.9 ?all\""},
		{"nothing", "192.0.2.9", "spf-sender-neutral", "none", NULL},
		{"v=spf1 mx a:dead.example -all", "192.0.2.9", "spf-sender-unjudged", NULL, NULL},
		{"v=spf1 ip:1 -all", "192.0.2.9", "spf-sender-fails", "broken", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		struct domain_zone *z = zone_of(senders[i].record, "dead.example * SERVFAIL\n");
		const struct finding *f;

		z->record->domain->ip = senders[i].ip;
		zone_read(z, knowledge);
		f = zone_finding(z, senders[i].id);
		assert_true((f->of_case == NULL) == (senders[i].of_case == NULL));
		if (senders[i].published == NULL)
			assert_string_equal(zone_published(z, f), "");
		else
			assert_non_null(strstr(zone_published(z, f), senders[i].published));
		assert_true(zone_shows(f, senders[i].ip));
		zone_free(z);
	}
}

/* ---- JSON ---- */

static void the_tree_is_nested(void **state)
{
	struct domain_zone *z =
		zone_of("v=spf1 include:b.example.net ip:1 -all",
			"b.example.net TXT \"v=spf1 include:_spf.example.net -all\"\n");
	struct buf out = {0};
	struct jsonw w = {.out = &out};
	json_t *json, *below;

	(void)state;
	z->record->domain->ip = "192.0.2.9";
	zone_read(z, knowledge);
	shape_write(&w, &spf_study_shape, &z->study->spf);
	json = json_loads(out.p, 0, NULL);
	assert_non_null(json);
	below = json_object_get(json, "record");
	assert_string_equal(json_string_value(json_object_get(below, "state")), "found");
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(below, "cost"), "lookups")), 2);
	below = json_array_get(json_object_get(below, "terms"), 0);
	below = json_object_get(below, "record");
	below = json_array_get(json_object_get(below, "terms"), 0);
	below = json_object_get(below, "record");
	assert_string_equal(json_string_value(json_object_get(below, "domain")),
			    "_spf.example.net");
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(json, "check"), "result")),
		"permerror");
	json_decref(json);
	buf_free(&out);
	zone_free(z);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		UNIT_TEST(each_fault_has_its_finding),
		UNIT_TEST(what_is_published_mends),
		UNIT_TEST(several_faults_have_one_cure),
		UNIT_TEST(the_tree_says_where_lookups_are_spent),
		UNIT_TEST(too_many_lookups_are_told),
		UNIT_TEST(what_is_superfluous_goes_first),
		UNIT_TEST(bombs_are_read_to_a_bound),
		UNIT_TEST(ipv6_senders_have_void_lookups_of_their_own),
		UNIT_TEST(an_mx_has_ten_hosts),
		UNIT_TEST(the_provider_of_the_mailboxes_is_to_be_there),
		UNIT_TEST(a_first_record_names_the_provider),
		UNIT_TEST(senders_are_judged),
		UNIT_TEST(the_tree_is_nested),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

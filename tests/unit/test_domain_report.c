/* What reports say of a domain: the page, the tree of its SPF record, records to paste, tables; and
 * what is left of it where names are hidden. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include "know/public.h"
#include "record/record_json.h"
#include "record/redact.h"
#include "report/domain.h"
#include "report/domain_table.h"
#include "report/publish_text.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>

static const char healthy[] =
	"example.org MX 10 mx.example.org\n"
	"example.org TXT \"v=spf1 mx ip4:198.51.100.0/24 ip4:203.0.113.0/24 -all\"\n"
	"example.org TXT \"google-site-verification=zorblax-0123456789\"\n"
	"example.org TXT \"t=zorblax0123456789\"\n"
	"example.org TXT \"zoom-verification=zorblaxSTSoken/spf+qLv=\"\n"
	"_dmarc.example.org TXT \"v=DMARC1; p=reject; rua=mailto:zorblax@example.org\"\n"
	"_smtp._tls.example.org TXT \"v=TLSRPTv1; rua=mailto:zorblax@example.org\"\n"
	"mx.example.org A 198.51.100.25\n"
	"mx.example.org AAAA 2001:db8:a::25\n"
	"25.100.51.198.in-addr.arpa PTR mx.example.org\n"
	"5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa "
	"PTR mx.example.org\n";

/* 15 lookups, a void one, a name that is not there and a loop. */
static const char tangled[] =
	"example.org MX 10 mx.example.org\n"
	"example.org TXT \"v=spf1 include:a.example.net include:b.example.net a mx "
	"ip4:198.51.100.0/24 ip4:203.0.113.0/24 ip4:192.0.2.0/24 ~all\"\n"
	"example.org A 198.51.100.1\n"
	"a.example.net TXT \"v=spf1 include:c.example.net a:x.example.net -all\"\n"
	"b.example.net TXT \"v=spf1 include:c.example.net include:nix.example.net "
	"include:b.example.net -all\"\n"
	"c.example.net TXT \"v=spf1 a:mx.example.org a:mx.example.org a:mx.example.org "
	"ip4:198.51.100.9 -all\"\n"
	"mx.example.org A 198.51.100.25\n"
	"25.100.51.198.in-addr.arpa PTR mx.example.org\n";

/* ---- helpers ---- */

static struct domain_zone *z;
static struct buf shown;

static int begin(void **state)
{
	(void)state;
	z = NULL;
	shown = (struct buf){0};
	return 0;
}

static int end(void **state)
{
	(void)state;
	z = zone_free(z);
	buf_free(&shown);
	return 0;
}

static void read_zone(const char *lines)
{
	z = zone_new("example.org", lines);
	z->record->input = z->record->host = z->record->domain->name;
	zone_read(z, knowledge);
}

static const char *report(const char *form, int verbosity)
{
	const struct report_options o = {.columns = 80, .verbosity = verbosity};

	buf_clear(&shown);
	reporter_find(form)->write(&shown, z->record, z->i, knowledge, &o);
	return shown.p;
}

static void has(const char *part)
{
	if (strstr(shown.p, part) == NULL)
		fail_msg("there is no \"%s\"", part);
}

static void has_not(const char *part)
{
	if (strstr(shown.p, part) != NULL)
		fail_msg("there is \"%s\"", part);
}

/* Rows of a finding that says to publish that. */
static void rows_of(struct publish *p)
{
	const struct report_options o = {.columns = 80};
	struct page page = {.arena = arena_new(), .out = &shown, .options = &o};
	struct finding f = {.id = "x"};

	list_append(&f.publish, p);
	buf_clear(&shown);
	publish_rows(&page, &f, 2, 19);
	arena_free(page.arena);
}

/* ---- the page ---- */

static void healthy_domain_fits_a_screen(void **state)
{
	size_t lines = 0;

	(void)state;
	read_zone(healthy);
	report("text", 0);
	for (const char *line = shown.p; *line != '\0'; line = strchr(line, '\n') + 1) {
		assert_true(strcspn(line, "\n") <= 80);
		lines++;
	}
	assert_true(lines <= 24);
	has("  MX         [ OK ] 1 host: mx.example.org (10)\n");
	has("  SPF        [ OK ] 1 of 10 DNS lookups; ends with -all\n");
	has("  DMARC      [ OK ] p=reject, reports to zorblax@example.org\n");
	has("  MTA-STS    [ -- ] not published\n");
	has("  TLS-RPT    [ OK ] reports to zorblax@example.org\n");
	has("OK: ");
	has_not("SPF tree");
}

static void what_is_unknown_is_neither_fine_nor_absent(void **state)
{
	(void)state;
	read_zone("example.org MX TIMEOUT\nexample.org TXT SERVFAIL\n"
		  "_dmarc.example.org TXT SERVFAIL\n_smtp._tls.example.org TXT REFUSED\n");
	report("text", 0);
	has("  TLS-RPT    [");
	for (const char *row = shown.p; (row = strstr(row, "could not be judged")) != NULL; row++)
		assert_true(memcmp(row - 7, "[ OK ]", 6) != 0 && memcmp(row - 7, "[ -- ]", 6) != 0);
	has("could not be judged: no answer came");
	has("could not be judged: the name servers fail (SERVFAIL)");
	has("could not be judged: the resolver refuses to answer");
}

static void key_that_leads_nowhere_is_no_guess(void **state)
{
	(void)state;
	read_zone("example.org MX 10 mx.example.org\nmx.example.org A 198.51.100.25\n"
		  "selector1._domainkey.example.org CNAME gone.example.net\n");
	report("text", 0);
	has("  DKIM       [SKIP] selector1 (leads nowhere)\n");
	has_not("name yours");
}

/* ---- the tree ---- */

static void tree_shows_where_lookups_are_spent(void **state)
{
	(void)state;
	read_zone(tangled);
	report("text", 1);
	has("SPF tree: 15 DNS lookups (10 allowed), ");
	has("\n     example.org\n");
	has("\n  1  |- include:a.example.net ");
	has("\n  2  |  |- include:c.example.net ");
	has("\n  3  |  |  |- a:mx.example.org\n");
	has("\n     |  |  |- ip4:198.51.100.9\n     |  |  `- -all\n");
	has("\n  6  |  |- a:x.example.net                        void: nothing there\n");
	has("\n 11x |  |  |- a:mx.example.org                    one too many; stands there\n");
	has("|- include:nix.example.net                there is no such name\n");
	has("|- include:b.example.net                  a loop: it stands above\n");
	has("\n     |- ip4:203.0.113.0/24\n");
	has("\n     `- ~all\n");
}

static void networks_share_a_line(void **state)
{
	const struct report_options o = {.columns = 80};
	struct page p = {.arena = arena_new(), .out = &shown, .options = &o};

	(void)state;
	read_zone(tangled);
	domain_spf_tree(&p, &z->study->spf, false);
	has("\n     |- ip4:198.51.100.0/24 and 2 more networks\n     `- ~all\n");
	arena_free(p.arena);
}

static void tree_is_a_table_of_html(void **state)
{
	(void)state;
	read_zone(tangled);
	report("html", 0);
	has("<bdi>include:nix.example.net</bdi>");
	has("<bdi>there is no such name</bdi>");
}

/* ---- records to paste ---- */

static void long_value_is_whole_for_panels(void **state)
{
	char value[301], first[256];
	struct publish p = {
		.action = PUBLISH_ADD, .name = "s1._domainkey.example.org", .type = "TXT"};

	(void)state;
	memset(value, 'a', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	memcpy(first, value, sizeof(first));
	first[255] = '\0';
	p.value = value;
	rows_of(&p);
	has("  publish          add the TXT record at s1._domainkey.example.org:\n"
	    "s1._domainkey.example.org. 3600 IN TXT \"aaaa");
	has(first);
	has("a\" \"a");
	has("in a web panel: name s1._domainkey.example.org, type TXT, and\n");
	has(arena_printf(z == NULL ? (z = zone_new("example.org", ""))->arena : z->arena, "\n%s\n",
			 value));
}

static void short_value_stands_in_its_line(void **state)
{
	struct publish p = {.action = PUBLISH_REPLACE,
			    .name = "example.org",
			    .type = "TXT",
			    .value = "v=spf1 mx -all",
			    .note = "put the address in"};

	(void)state;
	rows_of(&p);
	assert_string_equal(shown.p,
			    "  publish          change the TXT record of example.org (v=spf1) to:\n"
			    "example.org. 3600 IN TXT \"v=spf1 mx -all\"\n"
			    "  note             put the address in\n");
}

static void removal_is_no_line_to_publish(void **state)
{
	struct publish p = {.action = PUBLISH_REMOVE,
			    .name = "example.org",
			    .type = "TXT",
			    .value = "say \"hi\""};

	(void)state;
	rows_of(&p);
	has("remove this TXT record of example.org:\n; remove: example.org.");
	has("\"say \\\"hi\\\"\"\n");
	has_not("web panel");
}

static void hostile_records_are_one_harmless_line(void **state)
{
	struct publish p = {.action = PUBLISH_REPLACE,
			    .name = "x\033[2J\n<b>.example.org",
			    .type = "MX",
			    .value = "10 mx\nevil.example.org. 3600 IN A 192.0.2.66"};

	(void)state;
	rows_of(&p);
	has_not("\033");
	has_not("\nevil");
	p.type = "TXT";
	p.value = "a\"b\\c\nd\xe2\x80\xae";
	rows_of(&p);
	has("\"a\\\"b\\\\c\\010d\\226\\128\\174\"");
	has_not("\xe2\x80\xae");
}

static void file_has_its_lines(void **state)
{
	struct publish p = {.action = PUBLISH_ADD,
			    .name = "https://mta-sts.example.org/.well-known/mta-sts.txt",
			    .type = PUBLISH_FILE,
			    .value = "version: STSv1\r\nmode: testing\n\033mx: a\n"};

	(void)state;
	rows_of(&p);
	has("serve this file at");
	has("\nversion: STSv1\nmode: testing\n\\x1bmx: a\n");
}

static void hostile_zone_in_every_form(void **state)
{
	static const char *const forms[] = {"text", "markdown", "html"};

	(void)state;
	read_zone("example.org MX 10 mx.example.org\n"
		  "example.org TXT \"v=spf1 include:<script>.example.org "
		  "a:\\027[2J.example.org ![x](http://e) ~all\"\n"
		  "_dmarc.example.org TXT \"v=DMARC1; p=none; rua=mailto:<b>@example.org\"\n");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		report(forms[i], 1);
		has_not("\033");
		if (i == 2)
			has_not("<script>.");
	}
}

/* ---- many ---- */

static void table_keeps_nothing_of_what_it_was_given(void **state)
{
	static const char *const forms[] = {"text", "markdown"};
	const struct report_options o = {.columns = 80};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct gatherer *g = domain_table_form(forms[i]);
		void *file = g->begin();

		read_zone(healthy);
		g->add(file, z->record, z->i, knowledge, &o);
		z = zone_free(z);
		read_zone(tangled);
		g->add(file, z->record, z->i, knowledge, &o);
		z = zone_free(z);
		buf_clear(&shown);
		g->end(file, &shown);
		has("example.org");
		has("2 domains: ");
		has("MX");
	}
	assert_null(domain_table_form("html"));
}

/* ---- a saved record ---- */

static const char *as_json(void)
{
	buf_clear(&shown);
	return report("json", 0);
}

/* The ids of what was found, in their order. */
static const char *ids(struct arena *a, const struct interpretation *i)
{
	const char *all = "";

	LIST_EACH (const struct finding, f, &i->findings)
		all = arena_printf(a, "%s%s\n", all, f->id);
	return all;
}

static void saved_report_means_the_same(void **state)
{
	struct interpretation *again;
	struct record *r;
	char fault[256];

	(void)state;
	read_zone(tangled);
	as_json();
	r = record_read(shown.p, shown.n, fault, sizeof(fault));
	assert_non_null(r);
	again = interpret(r, knowledge);
	assert_true(again->study->complete);
	assert_string_equal(ids(z->arena, again), ids(z->arena, z->i));
	interpretation_free(again);
	record_free(r);
}

#define ED25519 "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" /* of RFC 8463, A.2 */

static void hide_names(void)
{
	struct redact_rules rules;

	public_rules(knowledge, &rules);
	memset(rules.key, 7, sizeof(rules.key));
	record_redact(z->record, &rules);
	interpretation_free(z->i);
	z->i = interpret(z->record, knowledge);
	as_json();
}

/* "include" is a word of SPF, also where somebody is called so. */
static void words_of_spf_are_no_names(void **state)
{
	(void)state;
	read_zone("example.org TXT \"v=spf1 include:spf.include.net ip4:198.51.100.7 -all\"\n"
		  "spf.include.net TXT \"v=spf1 -all\"\n");
	z->record->user = "include";
	hide_names();
	has("v=spf1 include:");
	has(" ip4:ipv4-");
	has_not("include.net");
}

/* Also a key that pins whose mail it is: another one is there, of the same size. */
static void hidden_keys_are_as_good(void **state)
{
	const struct dkim_selector *selector;
	char *lines;

	(void)state;
	lines = arena_printf((z = zone_new("example.org", ""))->arena,
			     "s1._domainkey.example.org TXT \"v=DKIM1; k=ed25519; p=%s\"\n",
			     ED25519);
	zone_add(z, lines);
	list_add_string(&z->record->domain->selectors, z->record->arena, "s1");
	zone_read(z, knowledge);
	hide_names();
	has("v=DKIM1; k=ed25519; p=");
	has_not(ED25519);
	selector = (const void *)z->i->study->dkim.selectors.first;
	assert_int_equal(selector->state, DKIM_FOUND);
	assert_true(selector->usable);
}

static const char *hidden_ids(const char *lines, const char *const *names)
{
	read_zone(lines);
	hide_names();
	for (; *names != NULL; names++)
		has_not(*names);
	return ids(z->arena, z->i);
}

static void hidden_names_change_no_verdict(void **state)
{
	static const char *const names[] = {"example.org", "example.net", "zorblax",
					    "198.51",	   "203.0.113",	  NULL};
	static const char *const zones[] = {healthy, tangled};

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		struct arena *a = arena_new();
		const char *before;

		read_zone(zones[i]);
		before = ids(a, z->i);
		zone_free(z);
		assert_string_equal(hidden_ids(zones[i], names), before);
		assert_true(z->i->study->complete);
		z = zone_free(z);
		arena_free(a);
	}
}

int main(int argc, char **argv)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		T(healthy_domain_fits_a_screen),
		T(what_is_unknown_is_neither_fine_nor_absent),
		T(key_that_leads_nowhere_is_no_guess),
		T(tree_shows_where_lookups_are_spent),
		T(networks_share_a_line),
		T(tree_is_a_table_of_html),
		T(long_value_is_whole_for_panels),
		T(short_value_stands_in_its_line),
		T(removal_is_no_line_to_publish),
		T(hostile_records_are_one_harmless_line),
		T(file_has_its_lines),
		T(hostile_zone_in_every_form),
		T(table_keeps_nothing_of_what_it_was_given),
		T(saved_report_means_the_same),
		T(words_of_spf_are_no_names),
		T(hidden_keys_are_as_good),
		T(hidden_names_change_no_verdict),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

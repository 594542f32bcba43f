/* What a domain's DMARC records come to: where they are found, what they ask for, who gets reports.
 * Zones are told as lines; see domain_zone.h. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include "domain/orgdomain.h"

#include <string.h>

/* A domain that sends and takes mail. */
#define SOUND                                                                                      \
	"example.org MX 10 mx.example.org\n"                                                       \
	"mx.example.org A 192.0.2.1\n"                                                             \
	"mx.example.org AAAA NODATA\n"                                                             \
	"example.org TXT \"v=spf1 mx -all\"\n"                                                     \
	"default._domainkey.example.org TXT \"v=DKIM1; p=\"\n"
#define RUA "rua=mailto:dmarc@example.org"

static struct domain_zone *read_zone(const char *domain, const char *lines)
{
	struct domain_zone *z = zone_new(domain, lines);

	zone_read(z, knowledge);
	assert_true(z->study->complete);
	return z;
}

/* example.org with that record. */
static struct domain_zone *with(const char *record)
{
	struct domain_zone *z = zone_new("example.org", SOUND);

	zone_add(z, arena_printf(z->arena, "_dmarc.example.org TXT \"%s\"", record));
	zone_read(z, knowledge);
	return z;
}

static const char *at(const struct dmarc_way *way)
{
	return way->at == NULL ? "" : way->at->domain;
}

/* ---- where it is found ---- */

static const struct {
	const char *label, *domain, *lines;
	const char *at_list, *org_list, *at_walk, *org_walk;
	enum dmarc_policy list, walk;
	bool differ;
} places[] = {
	{"at the domain", "example.org", "_dmarc.example.org TXT \"v=DMARC1; p=reject\"",
	 "example.org", "example.org", "example.org", "example.org", DMARC_REJECT, DMARC_REJECT,
	 false},
	{"inherited", "mail.example.co.uk",
	 "_dmarc.example.co.uk TXT \"v=DMARC1; p=reject; sp=none\"", "example.co.uk",
	 "example.co.uk", "example.co.uk", "example.co.uk", DMARC_NONE, DMARC_NONE, false},
	{"of a name that is not there", "no.example.org",
	 "_dmarc.example.org TXT \"v=DMARC1; p=reject; sp=none; np=quarantine\"", "example.org",
	 "example.org", "example.org", "example.org", DMARC_QUARANTINE, DMARC_QUARANTINE, false},
	{"own, nothing above", "mail.example.org",
	 "mail.example.org A 192.0.2.1\n_dmarc.mail.example.org TXT \"v=DMARC1; p=reject\"",
	 "mail.example.org", "example.org", "mail.example.org", "mail.example.org", DMARC_REJECT,
	 DMARC_REJECT, true},
	{"between", "a.mail.example.org",
	 "a.mail.example.org A 192.0.2.1\n_dmarc.mail.example.org TXT \"v=DMARC1; p=reject\"", "",
	 "example.org", "mail.example.org", "mail.example.org", DMARC_UNSET, DMARC_REJECT, true},
	{"psd=n ends the walk", "a.mail.example.org",
	 "a.mail.example.org A 192.0.2.1\n"
	 "_dmarc.mail.example.org TXT \"v=DMARC1; p=reject; psd=n\"\n"
	 "_dmarc.example.org TXT \"v=DMARC1; p=none\"",
	 "example.org", "example.org", "mail.example.org", "mail.example.org", DMARC_NONE,
	 DMARC_REJECT, true},
	{"a suffix's own policy", "example.gov",
	 "example.gov A 192.0.2.1\n"
	 "_dmarc.gov TXT \"v=DMARC1; p=reject; psd=y\"",
	 "", "example.gov", "gov", "example.gov", DMARC_UNSET, DMARC_REJECT, true},
	{"a suffix stops the walk below itself", "a.b.example.gov",
	 "a.b.example.gov A 192.0.2.1\n_dmarc.example.gov TXT \"v=DMARC1; p=quarantine\"\n"
	 "_dmarc.gov TXT \"v=DMARC1; p=reject; psd=y\"",
	 "example.gov", "example.gov", "example.gov", "example.gov", DMARC_QUARANTINE,
	 DMARC_QUARANTINE, false},
	{"several at the domain: only the walk goes on", "mail.example.org",
	 "mail.example.org A 192.0.2.1\n"
	 "_dmarc.mail.example.org TXT \"v=DMARC1; p=reject\"\n"
	 "_dmarc.mail.example.org TXT \"v=DMARC1; p=none\"\n"
	 "_dmarc.example.org TXT \"v=DMARC1; p=quarantine\"",
	 "", "example.org", "example.org", "example.org", DMARC_UNSET, DMARC_QUARANTINE, true},
	{"a test is one step less to new receivers", "example.org",
	 "_dmarc.example.org TXT \"v=DMARC1; p=reject; t=y\"", "example.org", "example.org",
	 "example.org", "example.org", DMARC_REJECT, DMARC_QUARANTINE, false},
	{"a wildcard", "mail.example.org",
	 "mail.example.org A 192.0.2.1\n*.mail.example.org TXT \"v=spf1 -all\"\n"
	 "_dmarc.example.org TXT \"v=DMARC1; p=reject\"",
	 "example.org", "example.org", "example.org", "example.org", DMARC_REJECT, DMARC_REJECT,
	 false},
	{"an alias is followed", "example.org",
	 "_dmarc.example.org CNAME example.org.dmarc.service.example\n"
	 "example.org.dmarc.service.example TXT \"v=DMARC1; p=reject\"",
	 "example.org", "example.org", "example.org", "example.org", DMARC_REJECT, DMARC_REJECT,
	 false},
};

static void records_are_found_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct domain_zone *z = read_zone(places[i].domain, places[i].lines);
		const struct dmarc_study *d = &z->study->dmarc;

		print_message("  %s\n", places[i].label);
		assert_true(d->known);
		assert_string_equal(at(&d->by_list), places[i].at_list);
		assert_string_equal(d->by_list.organisation, places[i].org_list);
		assert_string_equal(at(&d->by_walk), places[i].at_walk);
		assert_string_equal(d->by_walk.organisation, places[i].org_walk);
		assert_int_equal(d->by_list.own, places[i].list);
		assert_int_equal(d->by_walk.own, places[i].walk);
		assert_int_equal(d->differ, places[i].differ);
		assert_int_equal(zone_has(z, "dmarc-org-differs"), places[i].differ);
		zone_free(z);
	}
}

static void a_long_name_is_walked_in_eight_steps(void **state)
{
	static const char domain[] = "a.b.c.d.e.f.g.h.i.j.mail.example.org";
	struct domain_zone *z =
		read_zone(domain, "a.b.c.d.e.f.g.h.i.j.mail.example.org A 192.0.2.1\n"
				  "_dmarc.example.org TXT \"v=DMARC1; p=reject\"");
	const struct dmarc_study *d = &z->study->dmarc;

	(void)state;
	assert_int_equal(d->places.n, 8);
	assert_string_equal(((struct dmarc_place *)(void *)d->places.first->next)->name,
			    "_dmarc.g.h.i.j.mail.example.org");
	assert_string_equal(at(&d->by_walk), "example.org");
	assert_false(d->differ);
	LIST_EACH (const struct dmarc_place, p, &d->places)
		assert_int_equal(zone_round(z, p->name, "TXT"), 1); /* all at once */
	zone_free(z);
}

static void nothing_follows_from_no_answer(void **state)
{
	struct domain_zone *z = read_zone("example.org", SOUND "_dmarc.example.org TXT SERVFAIL\n"
							       "_dmarc.org TXT NXDOMAIN");
	const struct finding *f = zone_finding(z, "dmarc-lookup-failed");

	(void)state;
	assert_false(z->study->dmarc.known);
	assert_int_equal(zone_count_of(z, "dmarc-"), 1);
	assert_non_null(strstr(f->title, "server failure"));
	assert_int_equal(dmarc_would_pass(z->study, "example.org", NULL), DMARC_NOT_KNOWN);
	zone_free(z);
	z = read_zone("example.org", SOUND "_dmarc.example.org TXT \"v=DMARC1; p=reject\"\n"
					   "_dmarc.example.org TXT CUT\n");
	assert_true(zone_has(z, "dmarc-lookup-failed"));
	assert_int_equal(zone_count_of(z, "dmarc-"), 1);
	assert_int_equal(dmarc_would_pass(z->study, "example.org", NULL), DMARC_NOT_KNOWN);
	zone_free(z);
}

/* ---- none ---- */

static void a_missing_record_is_told_with_the_first_one(void **state)
{
	struct domain_zone *z = read_zone("mail.example.org", "mail.example.org A 192.0.2.1\n");
	const struct finding *f = zone_finding(z, "dmarc-missing");

	(void)state;
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_int_equal(f->owner, OWNER_DOMAIN_ADMIN);
	assert_string_equal(zone_published(z, f),
			    "_dmarc.example.org. 3600 IN TXT \"v=DMARC1; p=none; "
			    "rua=mailto:dmarc@example.org\"");
	zone_mend(z, f);
	zone_read(z, knowledge);
	assert_false(zone_has(z, "dmarc-missing"));
	assert_true(zone_has(z, "dmarc-policy-none"));
	zone_free(z);
}

static void a_record_nobody_finds_is_found(void **state)
{
	struct domain_zone *z =
		read_zone("example.org", "example.org MX 10 mx.example.org\n"
					 "example.org TXT \"v=DMARC1; p=reject; " RUA "\"");
	const struct finding *f = zone_finding(z, "dmarc-missing");

	(void)state;
	assert_string_equal(f->of_case, "at-domain");
	assert_string_equal(zone_published(z, f),
			    "; remove: example.org. 3600 IN TXT \"v=DMARC1; p=reject; " RUA "\"\n"
			    "_dmarc.example.org. 3600 IN TXT \"v=DMARC1; p=reject; " RUA "\"");
	zone_free(z);
	z = read_zone("example.org",
		      SOUND "_dmarc.example.org.example.org TXT \"v=DMARC1; p=reject\"");
	f = zone_finding(z, "dmarc-missing");
	assert_string_equal(f->of_case, "doubled-name");
	assert_non_null(strstr(f->meaning, "_dmarc.example.org.example.org"));
	assert_string_equal(zone_published(z, f),
			    "; remove: _dmarc.example.org.example.org. 3600 IN TXT \"v=DMARC1; "
			    "p=reject\"\n_dmarc.example.org. 3600 IN TXT \"v=DMARC1; p=reject\"");
	zone_free(z);
	z = read_zone("example.org", SOUND "_dmarc.example.org CNAME gone.service.example");
	f = zone_finding(z, "dmarc-missing");
	assert_string_equal(f->of_case, "alias-to-nowhere");
	assert_non_null(strstr(f->meaning, "gone.service.example"));
	zone_free(z);
}

static void a_parked_domain_refuses_everything(void **state)
{
	struct domain_zone *z = read_zone("example.org", "example.org MX 0 .\n"
							 "example.org TXT \"v=spf1 -all\"");
	const struct finding *f = zone_finding(z, "dmarc-missing");

	(void)state;
	assert_string_equal(f->of_case, "parked");
	assert_string_equal(zone_published(z, f),
			    "_dmarc.example.org. 3600 IN TXT \"v=DMARC1; p=reject\"");
	zone_mend(z, f);
	zone_read(z, knowledge);
	assert_int_equal(zone_count_of(z, "dmarc-"), 0);
	zone_free(z);
}

/* ---- written wrong ---- */

static const struct {
	const char *record, *id, *of_case, *published;
} faulty[] = {
	{"v=DMARC1; p=quarentine; " RUA, "dmarc-syntax", "no-policy",
	 "v=DMARC1; p=quarantine; " RUA},
	{"v=DMARC1, p=reject, " RUA, "dmarc-syntax", "no-record", "v=DMARC1; p=reject; " RUA},
	{"v=dmarc1; p=reject; " RUA, "dmarc-syntax", "no-record", "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p:reject; " RUA, "dmarc-syntax", NULL, "v=DMARC1; p=reject; " RUA},
	{"\\226\\128\\156v=DMARC1; p=reject; " RUA "\\226\\128\\157", "dmarc-syntax", "no-record",
	 "v=DMARC1; p=reject; " RUA},
	{"\\\"v=DMARC1; p=reject\\\"", "dmarc-syntax", "no-record", "v=DMARC1; p=reject"},
	{"v=DMARC1; p=reject; sp=nonee; " RUA, "dmarc-syntax", "no-policy",
	 "v=DMARC1; p=reject; sp=none; " RUA},
	{"v=DMARC1; p=reject; adkim=strict; " RUA, "dmarc-syntax", NULL,
	 "v=DMARC1; p=reject; adkim=s; " RUA},
	{"v=DMARC1; p=reject; rua=dmarc@example.org", "dmarc-syntax", NULL,
	 "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p=reject; " RUA ";mailto:b@example.org", "dmarc-syntax", NULL,
	 "v=DMARC1; p=reject; " RUA ",mailto:b@example.org"},
	{"v=DMARC1; " RUA, "dmarc-syntax", NULL, "v=DMARC1; p=none; " RUA},
	{"v=DMARC1; p=reject; " RUA "!10m", "dmarc-odd", NULL, "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p=reject; " RUA "; ri=3600; rf=afrf", "dmarc-odd", NULL,
	 "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p=reject; " RUA "; colour=red", "dmarc-odd", NULL, "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; " RUA "; p=reject", "dmarc-odd", NULL, "v=DMARC1; p=reject; " RUA},
};

static void what_was_meant_is_written_anew(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++) {
		struct domain_zone *z = with(faulty[i].record);
		const struct finding *f = zone_finding(z, faulty[i].id);

		print_message("  %s\n", faulty[i].record);
		if (faulty[i].of_case != NULL)
			assert_string_equal(f->of_case, faulty[i].of_case);
		assert_string_equal(zone_published(z, f),
				    arena_printf(z->arena, "_dmarc.example.org. 3600 IN TXT \"%s\"",
						 faulty[i].published));
		zone_mend(z, f);
		zone_read(z, knowledge);
		assert_false(zone_has(z, "dmarc-syntax"));
		assert_false(zone_has(z, "dmarc-odd"));
		zone_free(z);
	}
}

static void the_place_of_a_fault_is_shown(void **state)
{
	struct domain_zone *z = with("v=DMARC1; p=quarentine; " RUA);
	const struct finding *f = zone_finding(z, "dmarc-syntax");

	(void)state;
	assert_true(zone_shows(f, "at character 11: p=quarentine is no policy"));
	assert_int_equal(z->study->dmarc.policy, DMARC_NONE);
	assert_false(zone_has(z, "dmarc-policy-none"));
	zone_free(z);
}

/* RFC 9989 section 4.10.1 */
static void a_misspelt_policy_for_subdomains_voids_all(void **state)
{
	struct domain_zone *z = with("v=DMARC1; p=reject; sp=nonee; " RUA);

	(void)state;
	assert_int_equal(z->study->dmarc.policy, DMARC_NONE);
	zone_free(z);
	z = with("v=DMARC1; p=reject; sp=nonee");
	assert_int_equal(z->study->dmarc.policy, DMARC_UNSET);
	assert_int_equal(zone_count_of(z, "dmarc-"), 1);
	zone_free(z);
}

static void several_records_are_none(void **state)
{
	struct domain_zone *z = read_zone("example.org", SOUND
					  "_dmarc.example.org TXT \"v=DMARC1; p=reject\"\n"
					  "_dmarc.example.org TXT \"v=spf1 -all\"\n"
					  "_dmarc.example.org TXT \"v=DMARC1;p=none;" RUA "\"");
	const struct finding *f = zone_finding(z, "dmarc-several-records");

	(void)state;
	assert_int_equal(z->study->dmarc.policy, DMARC_UNSET);
	assert_int_equal(zone_count_of(z, "dmarc-"), 1);
	assert_string_equal(zone_published(z, f),
			    "_dmarc.example.org. 3600 IN TXT \"v=DMARC1; p=none; " RUA "\"");
	zone_free(z);
}

static void a_stray_beside_the_record_is_odd(void **state)
{
	struct domain_zone *z =
		read_zone("example.org", SOUND "_dmarc.example.org TXT \"v=DMARC1; p=reject; " RUA
					       "\"\n_dmarc.example.org TXT \"v=dmarc1; p=none\"");

	(void)state;
	assert_int_equal(z->study->dmarc.policy, DMARC_REJECT);
	assert_int_equal(zone_count_of(z, "dmarc-"), 1);
	assert_string_equal(zone_published(z, zone_finding(z, "dmarc-odd")),
			    "; remove: _dmarc.example.org. 3600 IN TXT \"v=dmarc1; p=none\"");
	zone_free(z);
}

/* ---- what it asks for ---- */

static const struct {
	const char *record, *id, *of_case, *published;
} asked[] = {
	{"v=DMARC1; p=none; " RUA, "dmarc-policy-none", NULL, "v=DMARC1; p=quarantine; " RUA},
	{"v=DMARC1; p=none", "dmarc-policy-none", "no-reports", "v=DMARC1; p=none; " RUA},
	{"v=DMARC1; p=reject", "dmarc-no-reports", NULL, "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p=reject; " RUA "; pct=50", "dmarc-partial", NULL, "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p=reject; " RUA "; t=y", "dmarc-partial", "test", "v=DMARC1; p=reject; " RUA},
	{"v=DMARC1; p=reject; sp=none; " RUA, "dmarc-subdomains-open", NULL,
	 "v=DMARC1; p=reject; sp=reject; " RUA},
};

static void weak_policies_are_told_as_what_they_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct domain_zone *z = with(asked[i].record);
		const struct finding *f = zone_finding(z, asked[i].id);

		print_message("  %s\n", asked[i].record);
		assert_int_equal(f->severity, SEVERITY_NOTICE);
		assert_int_equal(zone_count_of(z, "dmarc-"), 1);
		if (asked[i].of_case != NULL)
			assert_string_equal(f->of_case, asked[i].of_case);
		assert_string_equal(zone_published(z, f),
				    arena_printf(z->arena, "_dmarc.example.org. 3600 IN TXT \"%s\"",
						 asked[i].published));
		zone_free(z);
	}
}

static void a_sound_policy_is_not_spoken_of(void **state)
{
	static const char *const sound[] = {
		"v=DMARC1; p=reject; " RUA, "v=DMARC1;p=quarantine;" RUA ";",
		"v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; fo=1; " RUA
		"; ruf=mailto:f@example.org"};

	(void)state;
	for (size_t i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		struct domain_zone *z = with(sound[i]);

		assert_int_equal(zone_count_of(z, "dmarc-"), 0);
		zone_free(z);
	}
}

static void a_policy_that_nothing_can_meet_is_an_error(void **state)
{
	static const char lines[] = "example.org MX 10 mx.example.org\nmx.example.org A 192.0.2.1\n"
				    "_dmarc.example.org TXT \"v=DMARC1; p=reject; " RUA "\"\n";
	struct domain_zone *z = read_zone("example.org", lines);

	(void)state;
	assert_int_equal(zone_finding(z, "dmarc-nothing-to-align")->severity, SEVERITY_ERROR);
	zone_free(z);
	z = zone_new("example.org", lines);
	zone_add(z, "nobody-knows._domainkey.example.org TXT \"v=DKIM1; p=x\"");
	zone_read(z, knowledge);
	assert_false(zone_has(z, "dmarc-nothing-to-align"));
	assert_int_equal(zone_finding(z, "dmarc-no-key-found")->severity, SEVERITY_WARNING);
	zone_free(z);
	z = zone_new("example.org", lines);
	zone_add(z, "example.org TXT \"v=spf1 mx -all\"");
	zone_read(z, knowledge);
	assert_int_equal(zone_count_of(z, "dmarc-"), 0);
	zone_free(z);
}

/* The key of RFC 8463, appendix A. */
static void a_key_is_enough(void **state)
{
	struct domain_zone *z = zone_new(
		"example.org", "example.org MX 10 mx.example.org\nmx.example.org A 192.0.2.1\n"
			       "_dmarc.example.org TXT \"v=DMARC1; p=reject; " RUA "\"\n"
			       "ours._domainkey.example.org TXT \"v=DKIM1; k=ed25519; "
			       "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"");

	(void)state;
	list_add_string(&z->record->domain->selectors, z->record->arena, "ours");
	zone_read(z, knowledge);
	assert_int_equal(z->study->dkim.usable, 1);
	assert_int_equal(zone_count_of(z, "dmarc-"), 0);
	zone_free(z);
}

/* ---- reports ---- */

#define TO_OTHER                                                                                   \
	SOUND "_dmarc.example.org TXT \"v=DMARC1; p=reject; "                                      \
	      "rua=mailto:a@reports.other.example\"\n"

static void other_domains_have_to_agree(void **state)
{
	struct domain_zone *z =
		read_zone("example.org", TO_OTHER "reports.other.example MX 10 mx.other.example\n");
	const struct finding *f = zone_finding(z, "dmarc-report-unauthorised");

	(void)state;
	assert_string_equal(f->name, "reports.other.example");
	assert_int_equal(f->owner, OWNER_DOMAIN_ADMIN);
	assert_string_equal(
		zone_published(z, f),
		"example.org._report._dmarc.reports.other.example. 3600 IN TXT \"v=DMARC1\"");
	zone_mend(z, f);
	zone_read(z, knowledge);
	assert_int_equal(zone_count_of(z, "dmarc-"), 0);
	zone_free(z);
	z = read_zone("example.org",
		      TO_OTHER "reports.other.example MX 10 mx.other.example\n"
			       "*._report._dmarc.reports.other.example TXT \"v=DMARC1;\"");
	assert_int_equal(zone_count_of(z, "dmarc-"), 0);
	zone_free(z);
	z = read_zone("example.org",
		      TO_OTHER "reports.other.example MX 10 mx.other.example\n"
			       "example.org._report._dmarc.reports.other.example TXT TIMEOUT");
	assert_string_equal(zone_finding(z, "dmarc-lookup-failed")->of_case, "permit");
	assert_false(zone_has(z, "dmarc-report-unauthorised"));
	zone_free(z);
}

static void domains_of_the_same_organisation_need_not(void **state)
{
	struct domain_zone *z = read_zone(
		"example.org",
		SOUND "_dmarc.example.org TXT \"v=DMARC1; p=reject; rua=mailto:a@r.example.org\"\n"
		      "r.example.org MX 10 mx.example.org\n");

	(void)state;
	assert_int_equal(zone_count_of(z, "dmarc-"), 0);
	zone_free(z);
}

static void reports_to_nobody_are_lost(void **state)
{
	static const char *const lines[] = {
		"other.example A 192.0.2.9\n", /* another name */
		"reports.other.example MX 0 .\n",
		"reports.other.example TXT \"\"\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct domain_zone *z = zone_new("example.org", TO_OTHER);

		zone_add(z, lines[i]);
		zone_read(z, knowledge);
		assert_true(zone_has(z, "dmarc-report-undeliverable"));
		assert_int_equal(zone_count_of(z, "dmarc-"), 1);
		zone_free(z);
	}
}

static void hostile_lists_of_addresses_are_bounded(void **state)
{
	struct domain_zone *z = zone_new("example.org", SOUND);
	struct buf b = {0};

	(void)state;
	buf_str(&b, "_dmarc.example.org TXT \"v=DMARC1; p=reject; rua=");
	for (int i = 0; i < 500; i++)
		buf_printf(&b, "mailto:a@d%d.example,", i);
	buf_str(&b, "mailto:a@end.example\"");
	zone_add(z, b.p);
	zone_read(z, knowledge);
	assert_int_equal(z->study->dmarc.reports.n, DMARC_REPORTS_MAX);
	assert_int_equal(z->study->dmarc.left_out, DMARC_URIS_MAX - DMARC_REPORTS_MAX);
	buf_free(&b);
	zone_free(z);
}

/* What is published in place of a record has all of its addresses, or is not written out. */
static void no_address_is_lost_on_the_way(void **state)
{
	static const struct {
		int addresses;
		bool whole;
	} lists[] = {{DMARC_URIS_MAX + 5, true}, {DMARC_TEXT_MAX / 10, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct domain_zone *z = zone_new("example.org", SOUND);
		const struct publish *p;
		struct buf b = {0};

		buf_str(&b, "_dmarc.example.org TXT \"v=DMARC1; p=none; rua=");
		for (int n = 0; n < lists[i].addresses; n++)
			buf_printf(&b, "mailto:a%d@example.org,", n);
		buf_str(&b, "mailto:last@example.org\"");
		zone_add(z, b.p);
		zone_read(z, knowledge);
		p = (const void *)zone_finding(z, "dmarc-policy-none")->publish.first;
		assert_int_equal(p->value != NULL, lists[i].whole);
		assert_true(p->value == NULL || strstr(p->value, "mailto:last@") != NULL);
		buf_free(&b);
		zone_free(z);
	}
}

/* ---- what others have published ---- */

static void a_registrys_record_is_not_ours_to_change(void **state)
{
	static const char *const records[] = {"v=DMARC1; p=none; psd=y", "v=DMARC1; p=none",
					      "v=DMARC1; p=reject; psd=y; fo=x", "v=DMARC; p=x"};

	(void)state;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		struct domain_zone *z = zone_new("example.gov", "example.gov A 192.0.2.1\n");

		zone_add(z, arena_printf(z->arena, "_dmarc.gov TXT \"%s\"", records[i]));
		zone_read(z, knowledge);
		LIST_EACH (const struct finding, f, &z->i->findings)
			LIST_EACH (const struct publish, p, &f->publish)
				assert_string_not_equal(p->name, "_dmarc.gov");
		assert_true(zone_has(z, "dmarc-org-differs") || zone_has(z, "dmarc-missing"));
		zone_free(z);
	}
}

/* ---- alignment ---- */

static const struct {
	const char *identifier, *from;
	bool strict, aligned;
} pairs[] = {
	{"example.org", "example.org", true, true},
	{"EXAMPLE.org", "example.org", true, true},
	{"bounce.example.org", "example.org", false, true},
	{"bounce.example.org", "example.org", true, false},
	{"example.org", "news.example.org", false, true},
	{"a.example.org", "b.example.org", false, true},
	{"example.net", "example.org", false, false},
	{"badexample.org", "example.org", false, false},
	{"a.co.uk", "b.co.uk", false, false},
	{"x.a.co.uk", "a.co.uk", false, true},
	{"org", "example.org", false, false},
};

static void names_align_by_organisation(void **state)
{
	struct domain_zone *z = with("v=DMARC1; p=reject");

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		print_message("  %s %s\n", pairs[i].identifier, pairs[i].from);
		assert_int_equal(dmarc_aligned(z->study, pairs[i].identifier, pairs[i].from,
					       pairs[i].strict),
				 pairs[i].aligned);
	}
	zone_free(z);
}

/* To receivers of RFC 9989 a record below is a realm of its own. */
static void names_outside_the_walk_do_not_align(void **state)
{
	struct domain_zone *z =
		read_zone("mail.example.org", "mail.example.org A 192.0.2.1\n"
					      "_dmarc.mail.example.org TXT \"v=DMARC1; p=reject\"");

	(void)state;
	assert_true(dmarc_aligned(z->study, "b.mail.example.org", "mail.example.org", false));
	assert_false(dmarc_aligned(z->study, "example.org", "mail.example.org", false));
	zone_free(z);
}

static void messages_pass_by_one_that_aligns(void **state)
{
	struct domain_zone *z = with("v=DMARC1; p=reject; aspf=s");
	static const char *const own[] = {"other.example", "mail.example.org", NULL};
	static const char *const other[] = {"other.example", NULL};

	(void)state;
	assert_int_equal(dmarc_would_pass(z->study, NULL, NULL), DMARC_FAILS);
	assert_int_equal(dmarc_would_pass(z->study, "example.org", NULL), DMARC_PASSES);
	assert_int_equal(dmarc_would_pass(z->study, "bounce.example.org", NULL), DMARC_FAILS);
	assert_int_equal(dmarc_would_pass(z->study, "bounce.example.org", other), DMARC_FAILS);
	assert_int_equal(dmarc_would_pass(z->study, NULL, own), DMARC_PASSES);
	zone_free(z);
	z = read_zone("example.org", SOUND);
	assert_int_equal(dmarc_would_pass(z->study, "example.org", NULL), DMARC_NO_POLICY);
	zone_free(z);
}

static void organisations_are_those_of_the_list(void **state)
{
	static const struct {
		const char *name, *organisation;
	} names[] = {
		{"example.org", "example.org"},
		{"a.b.example.org", "example.org"},
		{"www.Example.CO.UK", "Example.CO.UK"},
		{"a.city.kawasaki.jp", "city.kawasaki.jp"},
		{"a.b.c.kobe.jp", "b.c.kobe.jp"},
		{"co.uk", "co.uk"},
		{"com", "com"},
		{"localhost", "localhost"},
		{"192.0.2.1", "192.0.2.1"},
		{"a.b.unknown-ending", "b.unknown-ending"},
		{"a.someone.github.io", "someone.github.io"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(orgdomain(names[i].name), names[i].organisation);
	assert_true(orgdomain_is_suffix("co.uk"));
	assert_false(orgdomain_is_suffix("example.co.uk"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_found_both_ways),
		cmocka_unit_test(a_long_name_is_walked_in_eight_steps),
		cmocka_unit_test(nothing_follows_from_no_answer),
		cmocka_unit_test(a_missing_record_is_told_with_the_first_one),
		cmocka_unit_test(a_record_nobody_finds_is_found),
		cmocka_unit_test(a_parked_domain_refuses_everything),
		cmocka_unit_test(what_was_meant_is_written_anew),
		cmocka_unit_test(the_place_of_a_fault_is_shown),
		cmocka_unit_test(a_misspelt_policy_for_subdomains_voids_all),
		cmocka_unit_test(several_records_are_none),
		cmocka_unit_test(a_stray_beside_the_record_is_odd),
		cmocka_unit_test(weak_policies_are_told_as_what_they_are),
		cmocka_unit_test(a_sound_policy_is_not_spoken_of),
		cmocka_unit_test(a_policy_that_nothing_can_meet_is_an_error),
		cmocka_unit_test(a_key_is_enough),
		cmocka_unit_test(other_domains_have_to_agree),
		cmocka_unit_test(domains_of_the_same_organisation_need_not),
		cmocka_unit_test(reports_to_nobody_are_lost),
		cmocka_unit_test(hostile_lists_of_addresses_are_bounded),
		cmocka_unit_test(no_address_is_lost_on_the_way),
		cmocka_unit_test(a_registrys_record_is_not_ours_to_change),
		cmocka_unit_test(names_align_by_organisation),
		cmocka_unit_test(names_outside_the_walk_do_not_align),
		cmocka_unit_test(messages_pass_by_one_that_aligns),
		cmocka_unit_test(organisations_are_those_of_the_list),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

/* What a view knows and what it misses; lists of tags; the address in a refusal. */
#include "unit.h"
#include "domain_zone.h"
#include "knowing.h"

#include "domain/refusal.h"
#include "domain/taglist.h"

#include <string.h>

/* ---- view ---- */

static struct dns_query *known(struct record *r, const char *name, const char *type,
			       enum dns_status status)
{
	struct dns_query *q = ARENA_NEW(r->arena, struct dns_query);

	q->name = name;
	q->type = type;
	q->status = status;
	return list_append(&r->queries, q);
}

static struct record *about(const char *domain)
{
	struct record *r = record_new();

	r->domain = ARENA_NEW(r->arena, struct domain_facts);
	r->domain->name = domain;
	return r;
}

static void view_finds_names_in_any_form(void **state)
{
	struct record *r = about("example.org");
	const struct dns_query *q = known(r, "Example.ORG", "MX", DNS_OK);
	struct view *v = view_new(r->arena, r);

	(void)state;
	assert_ptr_equal(view_ask(v, "example.org", "MX"), q);
	assert_ptr_equal(view_ask(v, "EXAMPLE.org.", "MX"), q);
	assert_null(view_ask(v, "example.org", "TXT"));
	assert_null(view_ask(v, "example.or", "MX"));
	assert_int_equal(v->asked.n, 3);
	assert_int_equal(v->missing, 2);
	view_end(v);
	record_free(r);
}

static void view_misses_each_question_once(void **state)
{
	struct record *r = about("example.org");
	struct view *v = view_new(r->arena, r);

	(void)state;
	assert_null(view_ask(v, "a.example", "A"));
	assert_null(view_ask(v, "A.example.", "A"));
	assert_int_equal(v->missing, 1);
	view_end(v);
	record_free(r);
}

/* A zone that names names without end. */
static void view_stops_asking(void **state)
{
	struct record *r = about("example.org");
	const struct dns_query *q = known(r, "late.example", "A", DNS_OK);
	struct view *v = view_new(r->arena, r);

	(void)state;
	for (int i = 0; i < VIEW_QUESTIONS_MAX; i++)
		assert_null(view_ask(v, arena_printf(r->arena, "n%d.example", i), "A"));
	assert_false(v->full);
	assert_ptr_equal(view_ask(v, "one.more.example", "A"), &view_not_asked);
	assert_true(view_is_unknown(&view_not_asked));
	assert_false(view_is_absent(&view_not_asked));
	assert_true(v->full);
	assert_null(view_ask(v, "n7.example", "A")); /* that is under way */
	assert_ptr_equal(view_ask(v, "late.example", "A"), &view_not_asked);
	(void)q;
	view_end(v);
	record_free(r);
}

static void view_wants_a_document_once(void **state)
{
	struct record *r = about("example.org");
	struct view *v = view_new(r->arena, r);
	struct list addresses = {0};
	struct policy_fetch *f;

	(void)state;
	list_add_string(&addresses, r->arena, "192.0.2.1");
	assert_null(view_fetch(v, "https://a.example/x", &addresses));
	assert_null(view_fetch(v, "https://a.example/x", &addresses));
	assert_int_equal(v->documents.n, 1);
	f = ARENA_NEW(r->arena, struct policy_fetch);
	f->url = "https://b.example/x";
	list_append(&r->domain->fetched, f);
	assert_ptr_equal(view_fetch(v, "https://b.example/x", &addresses), f);
	assert_int_equal(v->documents.n, 1);
	view_end(v);
	record_free(r);
}

static void answers_are_absent_or_unknown_or_there(void **state)
{
	static const struct {
		enum dns_status status;
		bool absent, unknown;
	} cases[] = {
		{DNS_OK, false, false},	     {DNS_NODATA, true, false},
		{DNS_NXDOMAIN, true, false}, {DNS_SERVFAIL, false, true},
		{DNS_TIMEOUT, false, true},  {DNS_CNAME_LOOP, false, true},
		{DNS_REFUSED, false, true},  {DNS_MALFORMED, false, true},
	};
	struct dns_query q = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		q.status = cases[i].status;
		assert_int_equal(view_is_absent(&q), cases[i].absent);
		assert_int_equal(view_is_unknown(&q), cases[i].unknown);
	}
	q = (struct dns_query){.status = DNS_OK, .cut = true};
	assert_true(view_is_unknown(&q));
}

/* ---- lists of tags ---- */

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){(char *)s, strlen(s)};
}

static void tags_have_places(void **state)
{
	struct arena *a = arena_new();
	struct taglist l;
	const struct tag *p;

	(void)state;
	taglist_read(a, bytes_of(" v=DMARC1 ;\t p = none; rua=mailto:a@b.example ;"), &l);
	assert_null(l.fault);
	assert_int_equal(l.tags.n, 3);
	p = taglist_find(&l, "p");
	assert_string_equal(p->value.p, "none");
	assert_int_equal(p->at, 13);
	assert_int_equal(p->value_at, 17);
	assert_null(taglist_find(&l, "P"));
	assert_null(l.twice);
	taglist_read(a, bytes_of("a=1;b=;a=2"), &l);
	assert_null(l.fault);
	assert_int_equal(taglist_find(&l, "b")->value.n, 0);
	assert_string_equal(l.twice->value.p, "2");
	arena_free(a);
}

static void tags_that_are_none_are_told_with_their_place(void **state)
{
	static const struct {
		const char *text;
		size_t at, before;
	} cases[] = {
		{"v=1; none; a=b", 5, 1}, {"v=1;; a=b", 4, 1},		 {"=b", 0, 0},
		{"v=1; a b=c", 5, 1},	  {"v=1;\xe2\x80\x9cp=a", 4, 1}, {";v=1", 0, 0},
	};
	struct arena *a = arena_new();
	struct taglist l;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		taglist_read(a, bytes_of(cases[i].text), &l);
		assert_non_null(l.fault);
		assert_int_equal(l.fault_at, cases[i].at);
		assert_int_equal(l.tags.n, cases[i].before);
	}
	taglist_read(a, (struct bytes){0}, &l);
	assert_null(l.fault);
	assert_int_equal(l.tags.n, 0);
	arena_free(a);
}

/* ---- the address in a refusal ---- */

static void addresses_are_found_in_words(void **state)
{
	static const char *const cases[][2] = {
		{"550 5.7.26 ... SPF [example.org] with ip: [192.0.2.25] = did not pass",
		 "192.0.2.25"},
		{"550 5.7.23 SPF: 2001:DB8::25.", "2001:db8::25"},
		{"sent from 10.1.2.3 by 198.51.100.7, at 12:30:45", "198.51.100.7"},
		{"550 5.7.1 no address, version 4.97.1.2.3, 300.1.2.3", NULL},
		{"", NULL},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *found = refusal_address(a, bytes_of(cases[i][0]));

		if (cases[i][1] == NULL)
			assert_null(found);
		else
			assert_string_equal(found, cases[i][1]);
	}
	arena_free(a);
}

/* ---- --reply ---- */

#define HOSTS                                                                                      \
	"example.org MX 10 mx.example.org\nmx.example.org A 192.0.2.1\n"                           \
	"mx.example.org AAAA NODATA\n1.2.0.192.in-addr.arpa PTR mx.example.org\n"

static struct domain_zone *refused(const char *zone, const char *reply)
{
	struct domain_zone *z = zone_new("example.org", HOSTS);

	zone_add(z, zone);
	z->record->domain->reply = bytes_str(z->record->arena, reply);
	zone_read(z, knowledge);
	return z;
}

static void refusal_is_laid_to_the_record_at_fault(void **state)
{
	struct domain_zone *z =
		refused("example.org TXT \"v=spf1 mx -all\"\nexample.org TXT \"v=spf1 a -all\"\n"
			"_dmarc.example.org TXT \"v=DMARC1; p=none; rua=mailto:d@example.org\"\n",
			"550 5.7.23 SPF validation failed");
	const struct finding *f = z->i->verdict.finding;

	(void)state;
	assert_int_equal(z->i->verdict.status, VERDICT_FAILED);
	assert_memory_equal(f->id, "spf-", 4);
	assert_true(zone_shows(f, "5.7.23"));
	zone_free(z);
}

/* Nothing is wrong with the zone: then it is not blamed. */
static void refusal_stands_alone_where_records_are_good(void **state)
{
	struct domain_zone *z =
		refused("example.org TXT \"v=spf1 mx -all\"\n"
			"_dmarc.example.org TXT \"v=DMARC1; p=reject; rua=mailto:d@example.org\"\n",
			"550 5.7.1 Email rejected per DMARC policy for example.org, ip 192.0.2.1");

	(void)state;
	zone_verdict(z, VERDICT_FAILED, "data-dmarc");
	assert_true(zone_shows(z->i->verdict.finding, "p=reject"));
	assert_true(zone_shows(z->i->verdict.finding, "SPF for 192.0.2.1: pass"));
	zone_free(z);
}

static void words_that_are_no_reply_are_told(void **state)
{
	struct domain_zone *z = refused("example.org TXT \"v=spf1 mx -all\"\n", "it does not work");

	(void)state;
	assert_true(zone_has(z, "domain-reply-unknown"));
	zone_free(z);
}

/* ---- what could not be read ---- */

/* The time was up, say: nothing that was not asked is absent. */
static void zone_that_was_not_read_whole_is_not_judged(void **state)
{
	struct record *r = about("example.org");
	struct interpretation *i;

	(void)state;
	known(r, "example.org", "MX", DNS_NODATA)->rcode = 0;
	i = interpret(r, knowledge);
	assert_int_equal(i->verdict.status, VERDICT_UNTESTED);
	assert_string_equal(i->verdict.finding->id, "domain-unread");
	interpretation_free(i);
	record_free(r);
}

static void silence_of_the_resolver_says_nothing_of_the_domain(void **state)
{
	struct domain_zone *z = zone_new("example.org", "example.org * TIMEOUT\n"
							"*.example.org * TIMEOUT\n"
							"*._tcp.example.org * TIMEOUT\n"
							"*._domainkey.example.org * TIMEOUT\n"
							"org * TIMEOUT\n*.org * TIMEOUT\n");

	(void)state;
	zone_read(z, knowledge);
	assert_int_equal(z->i->verdict.status, VERDICT_UNTESTED);
	assert_memory_equal(z->i->verdict.finding->id, "dns-", 4);
	zone_free(z);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(zone_that_was_not_read_whole_is_not_judged),
	cmocka_unit_test(silence_of_the_resolver_says_nothing_of_the_domain),
	cmocka_unit_test(view_finds_names_in_any_form),
	cmocka_unit_test(view_misses_each_question_once),
	cmocka_unit_test(view_stops_asking),
	cmocka_unit_test(view_wants_a_document_once),
	cmocka_unit_test(answers_are_absent_or_unknown_or_there),
	cmocka_unit_test(tags_have_places),
	cmocka_unit_test(tags_that_are_none_are_told_with_their_place),
	cmocka_unit_test(addresses_are_found_in_words),
	cmocka_unit_test(refusal_is_laid_to_the_record_at_fault),
	cmocka_unit_test(refusal_stands_alone_where_records_are_good),
	cmocka_unit_test(words_that_are_no_reply_are_told),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}

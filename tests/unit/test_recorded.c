#include "unit.h"

#include "full_record.h"
#include "interpret/interpret.h"
#include "interpret/recorded.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

/* What a report has said comes back whole. Ways, logins by mechanism and messages rest on facts
 * that full_record() does not have: tests/dialog/run reads those of real runs again. */

enum { FAULT = 256 };

static struct knowledge *know;

static int group_setup(void **state)
{
	struct list faults = {0};

	*state = arena_new();
	know = knowledge_load(NULL, &faults, *state);
	return know == NULL ? -1 : 0;
}

static int group_teardown(void **state)
{
	know = knowledge_free(know);
	*state = arena_free(*state);
	return 0;
}

/* ---- all that can be said ---- */

static const char odd[] = "a\xc3\xbc \"b\" \\ c";

static struct list words(struct arena *a)
{
	struct list l = {0};

	list_add_string(&l, a, odd);
	list_add_string(&l, a, "second");
	return l;
}

static struct list references(struct arena *a)
{
	struct reference *r = ARENA_NEW(a, struct reference);
	struct reference *undated = ARENA_NEW(a, struct reference);
	struct list l = {0};

	r->source = odd;
	r->as_of = "2026-11";
	undated->source = "https://example.org/";
	list_append(&l, r);
	list_append(&l, undated);
	return l;
}

static struct finding *finding(struct arena *a, const struct record *r)
{
	struct finding *f = ARENA_NEW(a, struct finding);
	struct evidence *e = ARENA_NEW(a, struct evidence);
	struct program_setting *s = ARENA_NEW(a, struct program_setting);

	e->kind = "reply";
	e->text = bytes_copy(a, "5\0\x1b[2J\\\xff", 8);
	s->program = "Thunderbird";
	s->setting = odd;
	s->references = references(a);
	*f = (struct finding){.id = "net-connect-timeout",
			      .of_case = "no-login-here",
			      .severity = SEVERITY_WARNING,
			      .certainty = CERTAINTY_LIKELY,
			      .owner = OWNER_NETWORK_ADMIN,
			      .title = odd,
			      .meaning = odd,
			      .causes = words(a),
			      .fixes = words(a),
			      .references = references(a),
			      .also = words(a),
			      .session = (const void *)r->sessions.first,
			      .session_index = 0,
			      .address = "192.0.2.1",
			      .port = 65535,
			      .stage = STAGE_TCP};
	list_append(&f->evidence, e);
	list_append(&f->settings, s);
	return f;
}

static struct finding *consequence(struct arena *a, const struct finding *of)
{
	struct finding *f = ARENA_NEW(a, struct finding);

	*f = (struct finding){.id = "cert-expired",
			      .title = "t",
			      .meaning = "m",
			      .session_index = -1,
			      .stage = -1,
			      .root = of};
	return f;
}

static void tell_verdict(struct arena *a, struct verdict *v, const struct finding *cause)
{
	struct works *w = ARENA_NEW(a, struct works);

	w->address = "2001:db8::1";
	w->port = 465;
	w->mode = TLS_MODE_IMPLICIT;
	v->status = VERDICT_UNTESTED;
	v->finding = cause;
	v->summary = odd;
	list_append(&v->works, w);
	v->not_tested = words(a);
}

static void tell_attempt(struct arena *a, struct firewall *f)
{
	struct attempt *t = ARENA_NEW(a, struct attempt);

	*t = (struct attempt){.passage = PASSAGE_STOPPED,
			      .control = true,
			      .source = "10.0.0.1",
			      .host = "mail.example.org",
			      .address = "192.0.2.1",
			      .port = 25,
			      .sent = "SYN",
			      .answer = odd,
			      .at = 1763712900123,
			      .rtt_ms = 1.5,
			      .hop = "3",
			      .remark = odd,
			      .finding = "net-connect-timeout"};
	list_append(&f->attempts, t);
}

static void tell_firewall(struct arena *a, struct firewall *f)
{
	struct request *r = ARENA_NEW(a, struct request);
	struct allowing *l = ARENA_NEW(a, struct allowing);
	struct block *b = ARENA_NEW(a, struct block);

	*r = (struct request){.ask = ASK_CARRIER, .host = "mail.example.org", .sentence = odd};
	*l = (struct allowing){.host = "mail.example.org",
			       .provider = "generic",
			       .names = words(a),
			       .ports = words(a),
			       .ranges = words(a),
			       .unlisted = words(a),
			       .url = "https://example.org/",
			       .note = odd,
			       .source = odd,
			       .as_of = "2026-11"};
	*b = (struct block){.network = "cloud",
			    .title = odd,
			    .lifting = odd,
			    .instead = odd,
			    .source = odd,
			    .as_of = "2026-11"};
	f->proof = true;
	tell_attempt(a, f);
	list_append(&f->requests, r);
	list_append(&f->allowing, l);
	list_append(&f->blocks, b);
	f->egress = words(a);
}

static void tell_recommended(struct arena *a, struct list *l)
{
	struct recommended *w = ARENA_NEW(a, struct recommended);

	*w = (struct recommended){.host = "mail.example.org",
				  .port = 587,
				  .mode = TLS_MODE_IMPLICIT,
				  .tls_version = "TLS1.3",
				  .login = LOGIN_NOT_TESTED,
				  .mechanism = "PLAIN",
				  .user = odd,
				  .user_form = USER_NAME,
				  .from = "bob@example.org",
				  .ca_file = "/etc/ca.pem",
				  .ehlo = "client"};
	list_append(l, w);
}

static struct interpretation *all_words(struct arena *a, const struct record *r)
{
	struct interpretation *i = ARENA_NEW(a, struct interpretation);
	struct finding *first = finding(a, r);

	list_append(&i->findings, first);
	list_append(&i->findings, consequence(a, first));
	tell_verdict(a, &i->verdict, first);
	tell_firewall(a, &i->firewall);
	tell_recommended(a, &i->recommended);
	return i;
}

static struct buf report_of(const struct record *r, const struct interpretation *i)
{
	struct buf out = {0};

	reporter_json.write(&out, r, i, know, &(struct report_options){.columns = 80});
	return out;
}

static void all_that_is_said_comes_back(void **state)
{
	char fault[FAULT] = "";
	struct record *r = full_record();
	struct buf said = report_of(r, all_words(*state, r)), again;
	struct interpretation *i = recorded_read(r, know, said.p, said.n, fault, sizeof(fault));

	assert_string_equal(fault, "");
	again = report_of(r, i);
	assert_string_equal(said.p, again.p);
	buf_free(&said);
	buf_free(&again);
	interpretation_free(i);
	record_free(r);
}

static void findings_are_tied_to_each_other_and_to_sessions(void **state)
{
	char fault[FAULT] = "";
	struct record *r = full_record();
	struct buf said = report_of(r, all_words(*state, r));
	struct interpretation *i = recorded_read(r, know, said.p, said.n, fault, sizeof(fault));
	const struct finding *first = (const void *)i->findings.first;
	const struct finding *second = (const void *)first->item.next;

	assert_ptr_equal(first->session, r->sessions.first);
	assert_null(second->session);
	assert_int_equal(second->session_index, -1);
	assert_int_equal(second->stage, -1);
	assert_ptr_equal(second->root, first);
	assert_ptr_equal(i->verdict.finding, first);
	buf_free(&said);
	interpretation_free(i);
	record_free(r);
}

/* ---- what nobody has said ---- */

#define FINDING                                                                                    \
	"{\"id\":\"a\",\"severity\":\"error\",\"certainty\":\"likely\",\"owner\":\"you\","         \
	"\"title\":\"t\",\"meaning\":\"m\",\"where\":{"
#define VERDICT "\"verdict\":{\"status\":\"ok\",\"finding\":\"a\",\"summary\":\"s\"}"

static void what_is_no_saying_of_ours_is_refused(void **state)
{
	static const struct {
		const char *json, *fault;
	} cases[] = {
		{"{}", "it holds no findings of its own: leave out --as-recorded"},
		{"{\"findings\":[]}", "it holds no findings of its own: leave out --as-recorded"},
		{"{\"findings\":[]," VERDICT "}", "verdict.finding is no finding"},
		{"{\"findings\":[" FINDING "\"session\":1}}]," VERDICT "}",
		 "findings[0].where.session is none of them"},
		{"{\"findings\":[" FINDING "\"session\":-1}}]," VERDICT "}",
		 "findings[0].where.session is not a whole number in range"},
		{"{\"findings\":[" FINDING "\"port\":65536}}]," VERDICT "}",
		 "findings[0].where.port is not a whole number in range"},
		{"{\"findings\":[" FINDING "\"stage\":\"tpc\"}}]," VERDICT "}",
		 "findings[0].where.stage is not one of the words it may be"},
		{"{\"findings\":[" FINDING "},\"consequence_of\":\"b\"}]," VERDICT "}",
		 "findings[0].consequence_of is no finding"},
		{"{\"findings\":[" FINDING "},\"evidence\":[{\"kind\":\"reply\"}]}]," VERDICT "}",
		 "findings[0].evidence[0].text is missing"},
		{"{\"findings\":[" FINDING "}}]," VERDICT ",\"message\":{\"fate\":\"lost\"}}",
		 "message.fate is not one of the words it may be"},
		{"{\"findings\":[" FINDING "}}]," VERDICT ",\"way\":{\"id\":7}}",
		 "way.id is not a string"},
		{"{\"findings\":[" FINDING "}}]," VERDICT ",\"mechanisms\":[{\"login\":\"x\"}]}",
		 "mechanisms[0].mechanism is missing"},
	};
	struct record *r = full_record();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char fault[FAULT] = "";

		print_message("  %s\n", cases[i].fault);
		assert_null(recorded_read(r, know, cases[i].json, strlen(cases[i].json), fault,
					  sizeof(fault)));
		assert_string_equal(fault, cases[i].fault);
	}
	record_free(r);
}

static void words_are_harmless(void **state)
{
	static const char json[] =
		"{\"findings\":[{\"id\":\"a\",\"severity\":\"error\",\"certainty\":\"likely\","
		"\"owner\":\"you\",\"title\":\"\\u001b[2J\\nx\",\"meaning\":\"\\u202e\","
		"\"fixes\":[\"\\u0007\"],\"where\":{}}]," VERDICT "}";
	char fault[FAULT] = "";
	struct record *r = full_record();
	struct interpretation *i = recorded_read(r, know, json, strlen(json), fault, sizeof(fault));
	const struct finding *f;

	(void)state;
	assert_string_equal(fault, "");
	f = (const void *)i->findings.first;
	assert_string_equal(f->title, "\\x1b[2J x");
	assert_string_equal(f->meaning, "\\xe2\\x80\\xae");
	assert_string_equal(((const struct string_item *)(const void *)f->fixes.first)->s, "\\x07");
	interpretation_free(i);
	record_free(r);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(all_that_is_said_comes_back),
	cmocka_unit_test(findings_are_tied_to_each_other_and_to_sessions),
	cmocka_unit_test(what_is_no_saying_of_ours_is_refused),
	cmocka_unit_test(words_are_harmless),
};

int main(void)
{
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}

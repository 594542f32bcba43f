#include "unit.h"

#include "full_record.h"
#include "record/certificates.h"
#include "record/record_json.h"
#include "record/shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing and reading ---- */

static struct buf json_of(const struct record *r)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out, .pretty = true};

	jsonw_begin_object(&w);
	record_write(&w, r);
	jsonw_end_object(&w);
	return out;
}

static struct record *back_from(const struct buf *json)
{
	char fault[256] = "";
	struct record *r = record_read(json->p, json->n, fault, sizeof(fault));

	if (r == NULL)
		fail_msg("%s", fault);
	return r;
}

static void record_written_and_read_gives_the_same_text_again(void **state)
{
	struct record *r = full_record(), *back;
	struct buf first, second;

	(void)state;
	full_domain(r);
	first = json_of(r);
	back = back_from(&first);
	second = json_of(back);
	assert_string_equal(first.p, second.p);
	buf_free(&first);
	buf_free(&second);
	record_free(back);
	record_free(r);
}

static void an_empty_record_is_written_and_read(void **state)
{
	struct record *r = record_new(), *back;
	struct buf json;

	(void)state;
	r->input = "x";
	json = json_of(r);
	back = back_from(&json);
	assert_int_equal(back->sessions.n, 0);
	assert_null(back->host);
	assert_int_equal(back->cert_days.warn, cert_days_default.warn);
	buf_free(&json);
	record_free(back);
	record_free(r);
}

/* ---- every member has its place: the shapes against the structs ---- */

/* Marks the bytes of a struct that its shape knows, and complains of fields that full_record() left
 * at zero: a field that nobody sets is a field that nobody tests. */
static void cover(const struct shape *shape, const char *object, char *known);

static size_t size_of(const struct field *f)
{
	switch (f->kind) {
	case FIELD_BYTES:
	case FIELD_BASE64:
		return sizeof(struct bytes);
	case FIELD_INT:
	case FIELD_UINT32:
	case FIELD_ENUM:
		return sizeof(int);
	case FIELD_BOOL:
	case FIELD_SENT:
		return sizeof(bool);
	case FIELD_OBJECT:
		return f->shape->size;
	case FIELD_LIST:
	case FIELD_STRINGS:
	case FIELD_BYTESES:
		return sizeof(struct list);
	default:
		return 8;
	}
}

static bool is_zero(const char *p, size_t n)
{
	while (n > 0 && *p == 0) {
		p++;
		n--;
	}
	return n == 0;
}

/* What no shape knows holds nothing: the padding, and the link to the next element. */
static void check_struct(const struct shape *shape, const char *object, size_t link)
{
	char *known = calloc(1, shape->size);

	memset(known, 1, link);
	cover(shape, object, known);
	for (size_t i = 0; i < shape->size; i++)
		if (!known[i] && object[i] != 0)
			fail_msg("byte %zu of the struct that begins with \"%s\" is in no shape", i,
				 shape->fields[0].name);
	free(known);
}

static void check_inner(const struct field *f, const char *at)
{
	if (f->kind == FIELD_OBJECT)
		check_struct(f->shape, at, 0);
	if (f->kind == FIELD_POINTER)
		check_struct(f->shape, *(const char *const *)(const void *)at, 0);
	if (f->kind != FIELD_LIST)
		return;
	LIST_EACH (const struct item, it, (const struct list *)(const void *)at)
		check_struct(f->shape, (const char *)it, sizeof(struct item));
}

static void cover(const struct shape *shape, const char *object, char *known)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *f = &shape->fields[i];

		if (f->kind == FIELD_GROUP) {
			cover(f->shape, object, known);
			continue;
		}
		if (is_zero(object + f->offset, size_of(f)))
			fail_msg("\"%s\" is not set", f->name != NULL ? f->name : "facts");
		memset(known + f->offset, 1, size_of(f));
		check_inner(f, object + f->offset);
	}
}

static void every_member_of_the_record_has_a_place_in_json(void **state)
{
	struct record *r = full_record();
	struct arena *a = r->arena;

	(void)state;
	full_domain(r);
	r->arena = NULL;
	certificates_forget(r); /* they stand beside the record */
	check_struct(&record_shape, (const char *)r, 0);
	r->arena = a;
	record_free(r);
}

/* ---- certificates as sent ---- */

/* "DER\x01", as full_record() has it. */
#define FINGERPRINT "a5cc790d23d26a4e4b0528d283c7994ca2234398cbac710470579f4f6f10b397"
#define WITH_CHAIN                                                                                 \
	"{\"schema\":\"smtpscope.report/"                                                          \
	"1\",\"target\":{\"input\":\"x\"},\"sessions\":[{\"host\":\"h\","                          \
	"\"address\":\"a\",\"stages\":[{\"name\":\"tls\",\"chain\":[{\"sha256\":\"" FINGERPRINT    \
	"\"},{\"sha256\":\"00ff\"},{}]}]}],\"certificates\":"

static const struct certificate *first_certificate(const struct record *r)
{
	const struct session *s = (const void *)r->sessions.first;

	return (const void *)session_stage(s, STAGE_TLS)->tls->chain.first;
}

static void certificates_come_back_by_their_fingerprint(void **state)
{
	static const char json[] =
		WITH_CHAIN "[{\"sha256\":\"" FINGERPRINT "\",\"der\":\"REVSAQ==\"}]}";
	char fault[256] = "";
	struct record *r = record_read(json, strlen(json), fault, sizeof(fault));
	const struct certificate *c;

	(void)state;
	assert_string_equal(fault, "");
	c = first_certificate(r);
	assert_true(bytes_is(c->der, "DER\x01"));
	c = (const void *)c->item.next;
	assert_int_equal(c->der.n, 0);
	record_free(r);
}

static void a_certificate_of_many_chains_is_written_once(void **state)
{
	struct record *r = full_record();
	struct buf json = json_of(r);
	const char *at = strstr(json.p, "\"certificates\"");

	(void)state;
	assert_non_null(at);
	at = strstr(at, "\"der\"");
	assert_non_null(at);
	assert_null(strstr(at + 1, "\"der\""));
	buf_free(&json);
	certificates_forget(r);
	json = json_of(r);
	assert_null(strstr(json.p, "\"certificates\""));
	buf_free(&json);
	record_free(r);
}

/* ---- what others wrote ---- */

#define REPORT "{\"schema\":\"smtpscope.report/1\",\"target\":{\"input\":\"x\"},"

#define NO_REPORT "no report of smtpscope: save one with smtpscope TARGET --json"
#define NO_SCHEMA "no report of smtpscope: nobody has written such a \"schema\""

static void record_read_says_in_one_line_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *json, *fault;
	} cases[] = {
		{"", "line 1, column 0: '[' or '{' expected near end of file"},
		{"{\"schema\":\n }", "line 2, column 2: unexpected token near '}'"},
		{"[]", NO_REPORT},
		{"{\"schema\":7}", NO_REPORT},
		{"{\"schema\":\"othertool.report/1\"}", NO_REPORT},
		{"{\"schema\":\"smtpscope.report/2\"}",
		 "a report of a newer smtpscope (version 2 of the format, this program knows 1): "
		 "read it with that one"},
		{"{\"schema\":\"smtpscope.report/0\"}", NO_SCHEMA},
		{"{\"schema\":\"smtpscope.report/2\\u001b\"}", NO_SCHEMA},
		{"{\"schema\":\"smtpscope.report/99999999999\"}", NO_SCHEMA},
		{"{\"schema\":\"smtpscope.explain/1\"}",
		 "no report of a check, but \"explain\" as JSON: save a report with smtpscope "
		 "TARGET "
		 "--json"},
		{"{\"schema\":\"smtpscope.report/1\",\"target\":{}}", "target.input is missing"},
		{"{\"schema\":\"smtpscope.report/1\"}", "target is missing"},
		{REPORT "\"run\":[]}", "run is not an object"},
		{REPORT "\"run\":{\"started\":\"yesterday\"}}",
		 "run.started is not a date like 2026-11-21T08:15:00.000Z"},
		{REPORT "\"run\":{\"rounds\":1.5}}", "run.rounds is not a whole number in range"},
		{REPORT
		 "\"sessions\":[{\"host\":\"h\",\"address\":\"192.0.2.1\",\"port\":-2147483648}]}",
		 "sessions[0].port is not a whole number in range"},
		{REPORT "\"run\":{\"rounds\":99999999999}}",
		 "run.rounds is not a whole number in range"},
		{REPORT "\"path\":{\"traces\":[{\"host\":\"a\",\"address\":\"b\",\"hops\":[{"
			"\"ttl\":256}]}]}}",
		 "path.traces[0].hops[0].ttl is not a whole number in range"},
		{REPORT "\"path\":{\"traces\":[{\"host\":\"a\",\"address\":\"b\",\"hops\":[{"
			"\"ttl\":-1}]}]}}",
		 "path.traces[0].hops[0].ttl is not a whole number in range"},
		{REPORT "\"run\":{\"duration_ms\":1e300}}",
		 "run.duration_ms is not a number of milliseconds"},
		{REPORT "\"sessions\":{}}", "sessions is not a list"},
		{REPORT "\"sessions\":[{\"host\":\"x\"}]}", "sessions[0].address is missing"},
		{REPORT "\"sessions\":[{\"host\":\"x\",\"address\":\"y\",\"stages\":[{},{\"name\":"
			"\"tpc\"}]}]}",
		 "sessions[0].stages[1].name is not one of the words it may be"},
		{REPORT "\"vantage\":{\"resolvers\":[1]}}",
		 "vantage.resolvers is not a list of strings"},
		{REPORT "\"dns\":{\"queries\":[7]}}", "dns.queries is not a list of objects"},
		{REPORT "\"certificates\":{}}", "certificates is not a list"},
		{REPORT "\"certificates\":[{\"sha256\":\"00ff\"}]}",
		 "certificates[0].der is missing"},
		{REPORT "\"certificates\":[{\"sha256\":\"00ff\",\"der\":\"REVSAQ=\"}]}",
		 "certificates[0].der is not base64"},
		{REPORT "\"certificates\":[{\"sha256\":\"" FINGERPRINT
			"\",\"der\":\"REVSAQ==\"},{\"sha256\":\"" FINGERPRINT
			"\",\"der\":\"REVSAg==\"}]}",
		 "certificates[1].sha256 is not that of its der"},
		{REPORT "\"target\":{\"input\":\"y\"}}",
		 "line 1, column 62: duplicate object key near '\"target\"'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char fault[256] = "";

		print_message("  %s\n", cases[i].fault);
		assert_null(
			record_read(cases[i].json, strlen(cases[i].json), fault, sizeof(fault)));
		assert_string_equal(fault, cases[i].fault);
	}
}

static void record_read_passes_over_members_it_does_not_know(void **state)
{
	static const char json[] = REPORT "\"run\":{\"rounds\":2,\"mood\":{\"x\":[]}},\"news\":1}";
	char fault[256];
	struct record *r = record_read(json, strlen(json), fault, sizeof(fault));

	(void)state;
	assert_non_null(r);
	assert_int_equal(r->rounds, 2);
	record_free(r);
}

static void record_read_makes_text_harmless(void **state)
{
	static const char json[] =
		"{\"schema\":\"smtpscope.report/1\",\"target\":{\"input\":\"a\\u001b[2Jb\\nc\"}}";
	char fault[256];
	struct record *r = record_read(json, strlen(json), fault, sizeof(fault));

	(void)state;
	assert_non_null(r);
	assert_string_equal(r->input, "a\\x1b[2Jb c");
	record_free(r);
}

/* What a transcript holds is written as it will be read. */
static void record_write_makes_text_harmless(void **state)
{
	struct record *r = record_new(), *back;
	struct buf first, second;

	(void)state;
	r->input = "a\tb\xff \"\\";
	first = json_of(r);
	assert_non_null(strstr(first.p, "a\\\\x09b\\\\xff \\\"\\\\\""));
	back = back_from(&first);
	second = json_of(back);
	assert_string_equal(first.p, second.p);
	buf_free(&first);
	buf_free(&second);
	record_free(back);
	record_free(r);
}

static void record_read_survives_any_cut(void **state)
{
	struct record *r = full_record();
	struct buf json = json_of(r);
	char fault[256];

	(void)state;
	for (size_t n = 0; n < json.n; n += 7)
		assert_null(record_read(json.p, n, fault, sizeof(fault)));
	buf_free(&json);
	record_free(r);
}

static void record_read_refuses_deep_nesting_without_falling(void **state)
{
	enum { DEEP = 100000 };
	struct buf json = {0};
	char fault[256];

	(void)state;
	for (int i = 0; i < DEEP; i++)
		buf_char(&json, '[');
	assert_null(record_read(json.p, json.n, fault, sizeof(fault)));
	assert_non_null(strstr(fault, "depth"));
	buf_free(&json);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(record_written_and_read_gives_the_same_text_again),
	UNIT_TEST(an_empty_record_is_written_and_read),
	UNIT_TEST(every_member_of_the_record_has_a_place_in_json),
	UNIT_TEST(certificates_come_back_by_their_fingerprint),
	UNIT_TEST(a_certificate_of_many_chains_is_written_once),
	UNIT_TEST(record_read_says_in_one_line_what_is_wrong_and_where),
	UNIT_TEST(record_read_passes_over_members_it_does_not_know),
	UNIT_TEST(record_read_makes_text_harmless),
	UNIT_TEST(record_write_makes_text_harmless),
	UNIT_TEST(record_read_survives_any_cut),
	UNIT_TEST(record_read_refuses_deep_nesting_without_falling),
};

UNIT_MAIN(tests)

#include "unit.h"

#include "full_record.h"
#include "know/knowledge.h"
#include "record/shapes.h"
#include "record/words_token.h"
#include "interpret/finding_shapes.h"
#include "interpret/offers.h"
#include "interpret/sent.h"
#include "report/report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the schema against the tables that write and read records ---- */

static json_t *schema;

static int load_schema(void **state)
{
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/data/report.schema.json",
		 getenv("srcdir") != NULL ? getenv("srcdir") : "..");
	schema = json_load_file(path, 0, NULL);
	return schema == NULL ? -1 : 0;
}

static int drop_schema(void **state)
{
	(void)state;
	json_decref(schema);
	return 0;
}

/* What "$ref": "#/definitions/NAME" stands for. */
static const json_t *resolved(const json_t *o)
{
	const char *ref = json_string_value(json_object_get(o, "$ref"));

	if (ref == NULL)
		return o;
	return json_object_get(json_object_get(schema, "definitions"), strrchr(ref, '/') + 1);
}

static void check_words(const char *name, const json_t *o, const char *const *names, bool optional)
{
	const json_t *words = json_object_get(o, "enum");
	size_t i, n = 0;
	json_t *word;

	json_array_foreach(words, i, word) if (name_find(names, json_string_value(word)) < 0)
		fail_msg("the schema lets \"%s\" be \"%s\"", name, json_string_value(word));
	while (names[n] != NULL)
		n++;
	if (json_array_size(words) + (optional ? 1 : 0) != n)
		fail_msg("the schema does not know all words of \"%s\"", name);
}

static size_t check_fields(const struct shape *shape, const json_t *object);

static void check_object(const struct shape *shape, const json_t *object)
{
	size_t n = check_fields(shape, object);

	if (json_object_size(json_object_get(object, "properties")) != n)
		fail_msg("the schema has more members than the struct with \"%s\"",
			 shape->fields[0].name);
	assert_true(json_is_false(json_object_get(object, "additionalProperties")));
}

static void check_field(const struct field *f, const json_t *properties)
{
	const json_t *o = json_object_get(properties, f->name);

	if (o == NULL)
		fail_msg("the schema has no \"%s\"", f->name);
	if (f->kind == FIELD_ENUM)
		check_words(f->name, resolved(o), f->names, f->optional);
	if (f->kind == FIELD_OBJECT || f->kind == FIELD_GROUP)
		check_object(f->shape, resolved(o));
	if (f->kind == FIELD_LIST)
		check_object(f->shape, resolved(json_object_get(resolved(o), "items")));
}

/* How many members the fields of `shape` are. */
static size_t check_fields(const struct shape *shape, const json_t *object)
{
	const json_t *properties = json_object_get(object, "properties");
	size_t n = 0;

	for (size_t i = 0; i < shape->count; i++) {
		const struct field *f = &shape->fields[i];

		if (f->kind == FIELD_POINTER) {
			n += check_fields(f->shape, object);
			continue;
		}
		check_field(f, properties);
		n++;
	}
	return n;
}

static void schema_and_record_have_the_same_members_and_words(void **state)
{
	/* schema, certificates, findings, verdict, way, firewall, offers, mechanisms, message,
	 * recommended, settings, zone */
	enum { OF_THE_REPORT = 12 };

	(void)state;
	assert_int_equal(check_fields(&record_shape, schema) + OF_THE_REPORT,
			 json_object_size(json_object_get(schema, "properties")));
}

static void check_token_words(const char *name, const struct token_word *words)
{
	const json_t *token = json_object_get(json_object_get(schema, "properties"), "token");
	const json_t *member = json_object_get(json_object_get(token, "properties"), name);
	const char *names[16] = {NULL};

	for (size_t n = 0; words[n].word != NULL; n++)
		names[n] = words[n].word;
	check_words(name, member, names, false);
}

static void schema_knows_the_words_of_tokens(void **state)
{
	(void)state;
	check_token_words("wrapped", token_wrapped_words);
	check_token_words("fault", token_fault_words);
	check_token_words("like", token_like_words);
}

static const json_t *member(const char *name)
{
	return json_object_get(json_object_get(schema, "properties"), name);
}

static void schema_and_findings_have_the_same_members_and_words(void **state)
{
	(void)state;
	check_object(&finding_shape, resolved(json_object_get(member("findings"), "items")));
	check_object(&verdict_shape, resolved(member("verdict")));
	check_object(&sent_shape, member("message"));
}

static void schema_knows_the_words_for_settings(void **state)
{
	const json_t *members = json_object_get(member("recommended"), "properties");

	(void)state;
	check_words("login", json_object_get(members, "login"), login_proof_names, false);
	check_words("user_form", json_object_get(members, "user_form"), user_form_names, false);
}

static void schema_knows_the_words_for_the_network_admin(void **state)
{
	const json_t *o = json_object_get(json_object_get(schema, "properties"), "firewall");
	static const char *const way[] = {"properties", "attempts", "items", "properties",
					  "result"};

	static const char *const asked[] = {"properties", "requests", "items", "properties", "ask"};

	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++)
		o = json_object_get(o, way[i]);
	check_words("result", o, passage_names, false);
	o = json_object_get(json_object_get(schema, "properties"), "firewall");
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		o = json_object_get(o, asked[i]);
	check_words("ask", o, asked_names + 1, false); /* for nothing, nobody is asked */
}

/* ---- what is written ---- */

static json_t *report_of(const struct record *r, const struct interpretation *i)
{
	const struct report_options options = {.columns = 80};
	struct buf out = {0};
	json_t *json;

	reporter_find("json")->write(&out, r, i, NULL, &options);
	assert_int_equal(out.p[out.n - 1], '\n');
	json = json_loadb(out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	buf_free(&out);
	return json;
}

static struct interpretation *interpretation_with(struct arena *a, struct finding *f)
{
	struct interpretation *i = ARENA_NEW(a, struct interpretation);

	f->id = "net-connect-timeout";
	f->title = f->meaning = "words";
	list_append(&i->findings, f);
	i->verdict.finding = f;
	i->verdict.summary = "words";
	return i;
}

static void a_finding_without_a_place_says_none(void **state)
{
	struct finding f = {.session_index = -1, .stage = -1};
	struct interpretation *i = interpretation_with(*state, &f);
	struct record *r = full_record();
	json_t *json = report_of(r, i);
	const json_t *first = json_array_get(json_object_get(json, "findings"), 0);

	assert_int_equal(json_object_size(json_object_get(first, "where")), 0);
	assert_null(json_object_get(first, "consequence_of"));
	json_decref(json);
	record_free(r);
}

static void a_finding_names_its_place_and_what_it_follows_from(void **state)
{
	struct finding root = {.id = "net-offline"};
	struct finding f = {.session_index = 0,
			    .address = "192.0.2.1",
			    .port = 25,
			    .stage = STAGE_TCP,
			    .root = &root};
	struct interpretation *i = interpretation_with(*state, &f);
	struct record *r = full_record();
	json_t *json = report_of(r, i);
	const json_t *first = json_array_get(json_object_get(json, "findings"), 0);
	const json_t *where = json_object_get(first, "where");

	assert_int_equal(json_integer_value(json_object_get(where, "session")), 0);
	assert_string_equal(json_string_value(json_object_get(where, "address")), "192.0.2.1");
	assert_int_equal(json_integer_value(json_object_get(where, "port")), 25);
	assert_string_equal(json_string_value(json_object_get(where, "stage")), "tcp");
	assert_string_equal(json_string_value(json_object_get(first, "consequence_of")),
			    "net-offline");
	json_decref(json);
	record_free(r);
}

/* A transcript may show the message without its header. */
static void a_message_says_where_it_went_and_leaves_out_what_is_not_known(void **state)
{
	struct finding f = {.session_index = -1, .stage = -1};
	struct interpretation *i = interpretation_with(*state, &f);
	struct session s = {.host = "mx.example.org", .address = "192.0.2.1", .port = 25};
	struct sent sent = {
		.fate = SENT_ACCEPTED, .session = &s, .server_id = bytes_str(*state, "4Xy1")};
	struct record *r = full_record();
	const json_t *message;
	json_t *json;

	i->sent = &sent;
	json = report_of(r, i);
	message = json_object_get(json, "message");
	assert_string_equal(json_string_value(json_object_get(message, "host")), s.host);
	assert_string_equal(json_string_value(json_object_get(message, "server_id")), "4Xy1");
	assert_null(json_object_get(message, "message_id"));
	assert_null(json_object_get(message, "software"));
	json_decref(json);
	record_free(r);
}

static void reporters_are_found_by_their_names_only(void **state)
{
	(void)state;
	for (int i = 0; reporter_names[i] != NULL; i++)
		assert_string_equal(reporter_find(reporter_names[i])->name, reporter_names[i]);
	assert_null(reporter_find("papyrus"));
}

static void schema_knows_the_words_for_logins(void **state)
{
	static const char *const way[] = {"offers", "items", "properties", "odd", "items"};
	const json_t *o = json_object_get(schema, "properties");

	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++)
		o = json_object_get(o, way[i]);
	check_words("odd", o, oddity_names, false);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(schema_and_record_have_the_same_members_and_words,
					load_schema, drop_schema),
	cmocka_unit_test_setup_teardown(schema_knows_the_words_of_tokens, load_schema, drop_schema),
	cmocka_unit_test_setup_teardown(schema_and_findings_have_the_same_members_and_words,
					load_schema, drop_schema),
	cmocka_unit_test_setup_teardown(schema_knows_the_words_for_the_network_admin, load_schema,
					drop_schema),
	cmocka_unit_test_setup_teardown(schema_knows_the_words_for_logins, load_schema,
					drop_schema),
	cmocka_unit_test_setup_teardown(schema_knows_the_words_for_settings, load_schema,
					drop_schema),
	UNIT_TEST(a_finding_without_a_place_says_none),
	UNIT_TEST(a_finding_names_its_place_and_what_it_follows_from),
	UNIT_TEST(a_message_says_where_it_went_and_leaves_out_what_is_not_known),
	UNIT_TEST(reporters_are_found_by_their_names_only),
};

UNIT_MAIN(tests)

#include "record/record_json.h"

#include "record/certificates.h"
#include "record/shapes.h"

#include <stdio.h>
#include <string.h>

#define REPORT "smtpscope.report/"

enum { RECORD_SIZE_MAX = 64 * 1024 * 1024 };

void record_write(struct jsonw *w, const struct record *r)
{
	jsonw_key(w, "schema");
	jsonw_text(w, RECORD_SCHEMA);
	shape_write_fields(w, &record_shape, r);
	certificates_write(w, r);
}

/* How many bytes of `schema`, which a stranger may have written, are letters. */
static int name_of_kind(const char *schema)
{
	return (int)strspn(schema, "abcdefghijklmnopqrstuvwxyz");
}

/* Versions count up from 1. */
static const char *version_fault(struct arena *a, const char *version)
{
	if (strlen(version) > 9 || *version < '1' ||
	    strspn(version, "0123456789") != strlen(version))
		return "no report of smtpscope: nobody has written such a \"schema\"";
	return arena_printf(a,
			    "a report of a newer smtpscope (version %s of the format, this program "
			    "knows %s): read it with that one",
			    version, RECORD_SCHEMA + strlen(REPORT));
}

/* What another document of ours is, and where a report comes from. */
static const char *schema_fault(struct arena *a, const json_t *json)
{
	static const char ours[] = "smtpscope.";
	const char *schema = json_string_value(json_object_get(json, "schema"));

	if (schema == NULL || strncmp(schema, ours, strlen(ours)) != 0)
		return "no report of smtpscope: save one with smtpscope TARGET --json";
	if (strcmp(schema, RECORD_SCHEMA) == 0)
		return NULL;
	if (strncmp(schema, REPORT, strlen(REPORT)) == 0)
		return version_fault(a, schema + strlen(REPORT));
	schema += strlen(ours);
	return arena_printf(a,
			    "no report of a check, but \"%.*s\" as JSON: save a report with "
			    "smtpscope TARGET --json",
			    name_of_kind(schema), schema);
}

static struct record *from_json(const json_t *json, char *fault, size_t room)
{
	struct record *r = record_new();
	const char *line = schema_fault(r->arena, json);

	if (line == NULL && shape_read(r->arena, &record_shape, r, json, &line) == 0 &&
	    certificates_read(r, json, &line) == 0)
		return r;
	snprintf(fault, room, "%s", line);
	return record_free(r);
}

/* The library quotes what it met, as it was. */
static void syntax_fault(const json_error_t *error, char *fault, size_t room)
{
	struct buf text = {0};

	text_escape(&text, error->text, strlen(error->text));
	snprintf(fault, room, "line %d, column %d: %s", error->line, error->column, text.p);
	buf_free(&text);
}

struct record *record_read(const char *text, size_t len, char *fault, size_t room)
{
	json_error_t error;
	json_t *json;
	struct record *r;

	if (len > RECORD_SIZE_MAX) {
		snprintf(fault, room, "larger than %d MiB", RECORD_SIZE_MAX / 1024 / 1024);
		return NULL;
	}
	json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL) {
		syntax_fault(&error, fault, room);
		return NULL;
	}
	r = from_json(json, fault, room);
	json_decref(json);
	return r;
}

#include "report/brief.h"

#include "interpret/facts.h"
#include "interpret/finding_shapes.h"

#include <string.h>

enum { PORT_MAX = 65535 };

/* ---- its form ---- */

#define AT(member) offsetof(struct brief, member)
static const struct field target_fields[] = {
	{.name = "input", .kind = FIELD_TEXT, .required = true, .offset = AT(input)},
	{.name = "key", .kind = FIELD_TEXT, .offset = AT(key)},
	{.name = "tag", .kind = FIELD_TEXT, .offset = AT(tag)},
	{.name = "host", .kind = FIELD_TEXT, .offset = AT(host)},
	{.name = "provider", .kind = FIELD_TEXT, .offset = AT(provider)},
};
static const struct shape target_shape = SHAPE(struct brief, target_fields);

static const struct field verdict_fields[] = {
	{.name = "status",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(status),
	 .names = verdict_status_names},
	{.name = "finding", .kind = FIELD_TEXT, .required = true, .offset = AT(finding)},
	{.name = "case", .kind = FIELD_TEXT, .offset = AT(of_case)},
	{.name = "owner",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(owner),
	 .names = owner_names},
	{.name = "certainty",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(certainty),
	 .names = certainty_names},
	{.name = "stage",
	 .kind = FIELD_ENUM,
	 .or_none = true,
	 .offset = AT(stage),
	 .names = stage_names},
	{.name = "port", .kind = FIELD_INT, .optional = true, .most = PORT_MAX, .offset = AT(port)},
	{.name = "summary", .kind = FIELD_TEXT, .required = true, .offset = AT(summary)},
};
static const struct shape verdict_shape_short = SHAPE(struct brief, verdict_fields);

static const struct field run_fields[] = {
	{.name = "started", .kind = FIELD_DATE, .required = true, .offset = AT(started)},
	{.name = "duration_ms", .kind = FIELD_MS, .required = true, .offset = AT(duration_ms)},
	{.name = "lag_ms", .kind = FIELD_MS, .optional = true, .offset = AT(lag_ms)},
};
static const struct shape run_shape_short = SHAPE(struct brief, run_fields);

static const struct field tls_fields[] = {
	{.name = "version", .kind = FIELD_TEXT, .offset = AT(tls_version)},
	{.name = "certificate_end",
	 .kind = FIELD_DATE,
	 .optional = true,
	 .offset = AT(certificate_end)},
};
static const struct shape tls_shape = SHAPE(struct brief, tls_fields);

static const char *const schema_name[] = {BRIEF_SCHEMA, NULL};

static const struct field brief_fields[] = {
	{.name = "schema", .kind = FIELD_WORD, .names = schema_name},
	{.name = "run", .kind = FIELD_GROUP, .required = true, .shape = &run_shape_short},
	{.name = "target", .kind = FIELD_GROUP, .required = true, .shape = &target_shape},
	{.name = "verdict", .kind = FIELD_GROUP, .required = true, .shape = &verdict_shape_short},
	{.name = "works",
	 .kind = FIELD_LIST,
	 .optional = true,
	 .offset = AT(works),
	 .shape = &works_shape},
	{.name = "tls", .kind = FIELD_GROUP, .optional = true, .shape = &tls_shape},
};
#undef AT
static const struct shape brief_shape = SHAPE(struct brief, brief_fields);

/* ---- of a record ---- */

/* Of what the target was asked for: the version first agreed on, the certificate that ends first.
 */
static void note_tls(struct brief *b, const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *st = session_stage(s, STAGE_TLS);
		const struct certificate *c;

		if (!is_primary(s) || st == NULL || st->tls == NULL)
			continue;
		if (b->tls_version == NULL)
			b->tls_version = st->tls->version;
		c = first_to_end(st->tls);
		if (c != NULL && (b->certificate_end == 0 || c->not_after < b->certificate_end))
			b->certificate_end = c->not_after;
	}
}

struct brief brief_of(const struct record *r, const struct interpretation *i)
{
	const struct finding *f = i->verdict.finding;
	struct brief b = {
		.input = r->input,
		.key = r->key,
		.tag = r->tag,
		.host = r->host,
		.provider = r->provider,
		.status = i->verdict.status,
		.finding = f->id,
		.of_case = f->of_case,
		.owner = f->owner,
		.certainty = f->certainty,
		.stage = f->stage,
		.port = f->port,
		.summary = i->verdict.summary,
		.works = i->verdict.works,
		.started = r->started,
		.duration_ms = r->duration_ms,
		.lag_ms = r->lag_ms,
	};

	note_tls(&b, r);
	return b;
}

const char *brief_name(const struct brief *b)
{
	return b->key != NULL ? b->key : b->input;
}

/* ---- as a line ---- */

void brief_write(struct buf *out, const struct record *r, const struct interpretation *i)
{
	struct jsonw w = {.out = out};
	const struct brief b = brief_of(r, i);

	shape_write(&w, &brief_shape, &b);
	buf_char(out, '\n');
}

bool brief_claims(const char *line, size_t n)
{
	static const char name[] = "\"" BRIEF_SCHEMA "\"";

	return n <= BRIEF_SIZE_MAX && memmem(line, n, name, strlen(name)) != NULL;
}

/* 0, -1 or 1, as brief_read(). */
static int read_object(struct arena *a, const json_t *json, struct brief *b, const char **fault)
{
	const char *schema = json_string_value(json_object_get(json, "schema"));

	*b = (struct brief){.stage = -1};
	if (schema == NULL || strcmp(schema, BRIEF_SCHEMA) != 0)
		return 1;
	return shape_read(a, &brief_shape, b, json, fault);
}

int brief_read(struct arena *a, const char *line, size_t n, struct brief *b, const char **fault)
{
	json_t *json =
		n > BRIEF_SIZE_MAX ? NULL : json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
	int rc = read_object(a, json, b, fault);

	json_decref(json);
	return rc;
}

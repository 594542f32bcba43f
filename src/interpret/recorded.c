#include "interpret/recorded.h"

#include "domain/study.h"
#include "interpret/finding_shapes.h"
#include "interpret/interpret.h"
#include "interpret/sent.h"
#include "interpret/tried.h"
#include "interpret/way.h"

#include <stdio.h>
#include <string.h>

enum { FINDINGS_MAX = 5000 }; /* each is looked for among them all */

struct reading {
	const struct record *record;
	const struct knowledge *know;
	const json_t *json;
	struct interpretation *out;
	const char *fault;
};

/* The fault was met inside the member `name`. */
static int fail_inside(struct reading *rd, const char *name)
{
	rd->fault = arena_printf(rd->out->arena, "%s.%s", name, rd->fault);
	return -1;
}

/* Fills `part` from the member of that name: 1; 0: there is none. */
static int read_member(struct reading *rd, const char *name, const struct shape *shape, void *part)
{
	const json_t *v = json_object_get(rd->json, name);

	if (v == NULL)
		return 0;
	if (!json_is_object(v)) {
		rd->fault = arena_printf(rd->out->arena, "%s is not an object", name);
		return -1;
	}
	return shape_read(rd->out->arena, shape, part, v, &rd->fault) == 0 ? 1
									   : fail_inside(rd, name);
}

/* ---- findings ---- */

static const struct finding *finding_named(const struct reading *rd, const char *id)
{
	LIST_EACH (const struct finding, f, &rd->out->findings)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

static int find_session(struct reading *rd, struct finding *f, size_t at)
{
	int left = f->session_index;

	if (left < 0)
		return 0;
	LIST_EACH (const struct session, s, &rd->record->sessions)
		if (left-- == 0) {
			f->session = s;
			return 0;
		}
	rd->fault = arena_printf(rd->out->arena, "findings[%zu].where.session is none of them", at);
	return -1;
}

static int find_root(struct reading *rd, struct finding *f, const json_t *from, size_t at)
{
	const char *id = json_string_value(json_object_get(from, "consequence_of"));

	if (id == NULL)
		return 0;
	f->root = finding_named(rd, id);
	if (f->root != NULL)
		return 0;
	rd->fault = arena_printf(rd->out->arena, "findings[%zu].consequence_of is no finding", at);
	return -1;
}

static const struct field findings_fields[] = {
	{.name = "findings",
	 .kind = FIELD_LIST,
	 .required = true,
	 .offset = offsetof(struct interpretation, findings),
	 .shape = &finding_shape},
};
static const struct shape findings_shape = SHAPE(struct interpretation, findings_fields);

static int read_findings(struct reading *rd)
{
	struct interpretation *i = rd->out;
	size_t at = 0;

	if (shape_read(i->arena, &findings_shape, i, rd->json, &rd->fault) != 0)
		return -1;
	if (i->findings.n > FINDINGS_MAX) {
		rd->fault = "findings are more than a report has";
		return -1;
	}
	LIST_EACH (struct finding, f, &i->findings) {
		const json_t *from = json_array_get(json_object_get(rd->json, "findings"), at);

		if (find_session(rd, f, at) != 0 || find_root(rd, f, from, at) != 0)
			return -1;
		at++;
	}
	return 0;
}

/* ---- the verdict ---- */

static int read_verdict(struct reading *rd)
{
	struct verdict *v = &rd->out->verdict;
	const json_t *from = json_object_get(rd->json, "verdict");
	const char *id = json_string_value(json_object_get(from, "finding"));

	if (read_member(rd, "verdict", &verdict_shape, v) < 0)
		return -1;
	v->finding = id == NULL ? NULL : finding_named(rd, id);
	if (v->finding != NULL)
		return 0;
	rd->fault = "verdict.finding is no finding";
	return -1;
}

/* ---- beside it ---- */

static int read_firewall(struct reading *rd)
{
	return read_member(rd, "firewall", &firewall_shape, &rd->out->firewall) < 0 ? -1 : 0;
}

static int read_recommended(struct reading *rd)
{
	struct recommended *w = ARENA_NEW(rd->out->arena, struct recommended);
	int rc = read_member(rd, "recommended", &recommended_shape, w);

	if (rc > 0)
		list_append(&rd->out->recommended, w);
	return rc < 0 ? -1 : 0;
}

/* Of a way the report says what was seen; what else is to be said of it, knowledge does. One that
 * it has not heard of is left out. */
static int read_way(struct reading *rd)
{
	struct way_found *f = ARENA_NEW(rd->out->arena, struct way_found);
	const struct way_found *now = rd->out->way;
	int rc = read_member(rd, "way", &way_found_shape, f);

	rd->out->way = NULL;
	if (rc <= 0 || now == NULL || f->way == NULL)
		return rc < 0 ? -1 : 0;
	f->session = now->session;
	f->title = strcmp(f->way->id, now->way->id) == 0 ? now->title : f->way->title;
	f->way = way_by_id(rd->know, f->way->id);
	f->rival = f->rival == NULL || f->tells == NULL ? NULL : way_by_id(rd->know, f->rival->id);
	if (f->way != NULL)
		rd->out->way = f;
	return 0;
}

/* Where the message went is in the record. */
static int read_sent(struct reading *rd)
{
	struct sent *s = ARENA_NEW(rd->out->arena, struct sent);
	const struct sent *now = rd->out->sent;
	int rc = read_member(rd, "message", &sent_shape, s);

	rd->out->sent = NULL;
	if (rc <= 0 || now == NULL)
		return rc < 0 ? -1 : 0;
	s->session = now->session;
	rd->out->sent = s;
	return 0;
}

#define AT(member) offsetof(struct tried, member)
static const struct field tried_fields[] = {
	{.name = "mechanism", .kind = FIELD_TEXT, .required = true, .offset = AT(mechanism)},
	{.name = "login",
	 .kind = FIELD_ENUM,
	 .required = true,
	 .offset = AT(end),
	 .names = tried_end_names},
	{.name = "why", .kind = FIELD_TEXT, .offset = AT(why)},
};
#undef AT
static const struct shape tried_shape = SHAPE(struct tried, tried_fields);

static const struct field mechanisms_fields[] = {
	{.name = "mechanisms",
	 .kind = FIELD_LIST,
	 .offset = offsetof(struct interpretation, tried),
	 .shape = &tried_shape},
};
static const struct shape mechanisms_shape = SHAPE(struct interpretation, mechanisms_fields);

/* Its reply is in the record. */
static void find_login(struct tried *t, const struct list *logins)
{
	LIST_EACH (const struct tried, now, logins) {
		if (strcmp(now->mechanism, t->mechanism) != 0)
			continue;
		t->session = now->session;
		t->stage = now->stage;
		t->unable = now->unable;
	}
}

static int read_tried(struct reading *rd)
{
	struct interpretation *i = rd->out;
	const struct list now = tried_mechanisms(i->arena, rd->record, rd->know);

	if (shape_read(i->arena, &mechanisms_shape, i, rd->json, &rd->fault) != 0)
		return -1;
	LIST_EACH (struct tried, t, &i->tried)
		find_login(t, &now);
	return 0;
}

/* ---- all together ---- */

static int read_words(struct reading *rd)
{
	static int (*const parts[])(struct reading * rd) = {
		read_findings, read_verdict, read_firewall, read_recommended,
		read_way,      read_sent,    read_tried};

	if (json_object_get(rd->json, "findings") == NULL ||
	    json_object_get(rd->json, "verdict") == NULL) {
		rd->fault = "it holds no findings of its own: leave out --as-recorded";
		return -1;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i](rd) != 0)
			return -1;
	return 0;
}

struct interpretation *recorded_read(const struct record *r, const struct knowledge *k,
				     const char *json, size_t len, char *fault, size_t room)
{
	struct arena *a = arena_new();
	json_t *report = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
	struct reading rd = {
		.record = r, .know = k, .json = report, .out = ARENA_NEW(a, struct interpretation)};
	int rc;

	rd.out->arena = a;
	rd.out->recorded = true;
	rd.out->way = way_of_record(a, r, k);
	rd.out->sent = sent_of(a, r, k);
	rd.out->study = r->domain == NULL ? NULL : study_of_record(a, r, k);
	rc = read_words(&rd);
	json_decref(report);
	if (rc == 0)
		return rd.out;
	snprintf(fault, room, "%s", rd.fault);
	return interpretation_free(rd.out);
}

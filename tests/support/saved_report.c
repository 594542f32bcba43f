#include "saved_report.h"

#include "base/buf.h"
#include "base/clock.h"
#include "record/record_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const char *file, const char *why) __attribute__((noreturn));

static void give_up(const char *file, const char *why)
{
	fprintf(stderr, "%s: %s\n", file, why);
	exit(2);
}

static const char *text(struct arena *a, const json_t *o, const char *key)
{
	return arena_str(a, json_string_value(json_object_get(o, key)));
}

static int word(const json_t *o, const char *key, const char *const *names)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s == NULL ? -1 : name_find(names, s);
}

static int number(const json_t *o, const char *key, int absent)
{
	const json_t *v = json_object_get(o, key);

	return v == NULL ? absent : (int)json_integer_value(v);
}

static void strings(struct arena *a, const json_t *o, const char *key, struct list *l)
{
	size_t i;
	json_t *v;

	json_array_foreach(json_object_get(o, key), i, v)
		list_add_string(l, a, json_string_value(v));
}

static const struct session *session_at(const struct record *r, int index)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (index-- == 0)
			return s;
	}
	return NULL;
}

static void read_where(struct finding *f, struct arena *a, const struct record *r, const json_t *o)
{
	f->session_index = number(o, "session", -1);
	f->session = session_at(r, f->session_index);
	f->address = text(a, o, "address");
	f->port = number(o, "port", 0);
	f->stage = word(o, "stage", stage_names);
}

static void read_evidence(struct finding *f, struct arena *a, const json_t *array)
{
	size_t i;
	json_t *v;

	json_array_foreach(array, i, v)
	{
		struct evidence *e = ARENA_NEW(a, struct evidence);

		e->kind = text(a, v, "kind");
		e->text = text_unescape(a, text(a, v, "text"));
		list_append(&f->evidence, e);
	}
}

static void read_references(struct finding *f, struct arena *a, const json_t *array)
{
	size_t i;
	json_t *v;

	json_array_foreach(array, i, v)
	{
		struct reference *ref = ARENA_NEW(a, struct reference);

		ref->source = text(a, v, "source");
		ref->as_of = text(a, v, "as_of");
		list_append(&f->references, ref);
	}
}

static const struct finding *finding_by_id(const struct interpretation *i, const char *id)
{
	LIST_EACH (const struct finding, f, &i->findings) {
		if (id != NULL && strcmp(f->id, id) == 0)
			return f;
	}
	return NULL;
}

static void read_finding(struct interpretation *i, const struct record *r, const json_t *o)
{
	struct arena *a = i->arena;
	struct finding *f = ARENA_NEW(a, struct finding);

	f->id = text(a, o, "id");
	f->severity = (enum severity)word(o, "severity", severity_names);
	f->certainty = (enum certainty)word(o, "certainty", certainty_names);
	f->owner = (enum owner)word(o, "owner", owner_names);
	f->title = text(a, o, "title");
	f->meaning = text(a, o, "meaning");
	strings(a, o, "causes", &f->causes);
	strings(a, o, "fixes", &f->fixes);
	strings(a, o, "also", &f->also);
	read_evidence(f, a, json_object_get(o, "evidence"));
	read_references(f, a, json_object_get(o, "references"));
	read_where(f, a, r, json_object_get(o, "where"));
	list_append(&i->findings, f);
}

static void read_findings(struct interpretation *i, const struct record *r, const json_t *array)
{
	struct finding *f;
	size_t n;
	json_t *v;

	json_array_foreach(array, n, v) read_finding(i, r, v);
	f = (struct finding *)(void *)i->findings.first;
	json_array_foreach(array, n, v)
	{
		f->root = finding_by_id(i, text(i->arena, v, "consequence_of"));
		f = (struct finding *)(void *)f->item.next;
	}
}

static void read_verdict(struct interpretation *i, const json_t *o)
{
	struct verdict *v = &i->verdict;
	size_t n;
	json_t *w;

	v->status = (enum verdict_status)word(o, "status", verdict_status_names);
	v->finding = finding_by_id(i, text(i->arena, o, "finding"));
	v->summary = text(i->arena, o, "summary");
	strings(i->arena, o, "not_tested", &v->not_tested);
	json_array_foreach(json_object_get(o, "works"), n, w)
	{
		struct works *works = ARENA_NEW(i->arena, struct works);

		works->address = text(i->arena, w, "address");
		works->port = number(w, "port", 0);
		works->mode = (enum tls_mode)word(w, "tls_mode", tls_mode_names);
		list_append(&v->works, works);
	}
}

/* ---- for the network admin ---- */

static int64_t date(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	int64_t at = 0;

	if (s != NULL)
		clock_read(s, &at);
	return at;
}

static void read_attempt(struct firewall *f, struct arena *a, const json_t *o)
{
	struct attempt *t = ARENA_NEW(a, struct attempt);

	t->passage = (enum passage)word(o, "result", passage_names);
	t->control = json_is_true(json_object_get(o, "control"));
	t->source = text(a, o, "source");
	t->host = text(a, o, "host");
	t->address = text(a, o, "address");
	t->port = number(o, "port", 0);
	t->sent = text(a, o, "sent");
	t->answer = text(a, o, "answer");
	t->at = date(o, "at");
	t->rtt_ms = json_number_value(json_object_get(o, "rtt_ms"));
	t->hop = text(a, o, "hop");
	t->remark = text(a, o, "remark");
	t->finding = text(a, o, "finding");
	list_append(&f->attempts, t);
}

static void read_request(struct firewall *f, struct arena *a, const json_t *o)
{
	struct request *r = ARENA_NEW(a, struct request);

	r->ask = (enum ask)word(o, "ask", asked_names);
	r->host = text(a, o, "host");
	r->sentence = text(a, o, "sentence");
	list_append(&f->requests, r);
}

static void read_allowing(struct firewall *f, struct arena *a, const json_t *o)
{
	struct allowing *it = ARENA_NEW(a, struct allowing);

	it->host = text(a, o, "host");
	it->provider = text(a, o, "provider");
	strings(a, o, "names", &it->names);
	strings(a, o, "ports", &it->ports);
	strings(a, o, "ranges", &it->ranges);
	strings(a, o, "unlisted", &it->unlisted);
	it->url = text(a, o, "url");
	it->note = text(a, o, "note");
	it->source = text(a, o, "source");
	it->as_of = text(a, o, "as_of");
	list_append(&f->allowing, it);
}

static void read_block(struct firewall *f, struct arena *a, const json_t *o)
{
	struct block *b = ARENA_NEW(a, struct block);

	b->network = text(a, o, "network");
	b->title = text(a, o, "title");
	b->lifting = text(a, o, "lifting");
	b->instead = text(a, o, "instead");
	b->source = text(a, o, "source");
	b->as_of = text(a, o, "as_of");
	list_append(&f->blocks, b);
}

static void read_firewall(struct firewall *f, struct arena *a, const json_t *o)
{
	size_t n;
	json_t *v;

	f->proof = json_is_true(json_object_get(o, "proof"));
	json_array_foreach(json_object_get(o, "attempts"), n, v) read_attempt(f, a, v);
	json_array_foreach(json_object_get(o, "requests"), n, v) read_request(f, a, v);
	json_array_foreach(json_object_get(o, "allowing"), n, v) read_allowing(f, a, v);
	json_array_foreach(json_object_get(o, "blocks"), n, v) read_block(f, a, v);
	strings(a, o, "egress", &f->egress);
}

static void read_recommended(struct interpretation *i, const json_t *o)
{
	struct arena *a = i->arena;
	struct recommended *w;

	if (o == NULL)
		return;
	w = ARENA_NEW(a, struct recommended);
	w->host = text(a, o, "host");
	w->port = number(o, "port", 0);
	w->mode = (enum tls_mode)word(o, "tls_mode", tls_mode_names);
	w->tls_version = text(a, o, "tls_version");
	w->login = (enum login_proof)word(o, "login", login_proof_names);
	w->mechanism = text(a, o, "mechanism");
	w->user = text(a, o, "user");
	if (w->user != NULL)
		w->user_form = (enum user_form)word(o, "user_form", user_form_names);
	w->from = text(a, o, "from");
	w->ca_file = text(a, o, "ca_file");
	w->ehlo = text(a, o, "ehlo");
	list_append(&i->recommended, w);
}

static struct interpretation *read_interpretation(const struct record *r, const json_t *json)
{
	struct arena *a = arena_new();
	struct interpretation *i = ARENA_NEW(a, struct interpretation);

	i->arena = a;
	read_findings(i, r, json_object_get(json, "findings"));
	read_verdict(i, json_object_get(json, "verdict"));
	read_firewall(&i->firewall, a, json_object_get(json, "firewall"));
	read_recommended(i, json_object_get(json, "recommended"));
	return i;
}

static struct buf slurp(const char *file)
{
	struct buf b = {0};
	FILE *in = fopen(file, "rb");
	size_t n;

	if (in == NULL)
		give_up(file, "cannot be opened");
	do {
		n = fread(buf_reserve(&b, 65536), 1, 65536, in);
		b.n += n;
	} while (n > 0);
	fclose(in);
	return b;
}

struct saved_report saved_report_read(const char *file)
{
	struct saved_report s;
	struct buf b = slurp(file);
	char fault[256];
	json_t *json;

	s.record = record_read(b.p, b.n, fault, sizeof(fault));
	if (s.record == NULL)
		give_up(file, fault);
	json = json_loadb(b.p, b.n, 0, NULL);
	s.interpretation = read_interpretation(s.record, json);
	json_decref(json);
	buf_free(&b);
	return s;
}

void saved_report_free(struct saved_report *s)
{
	arena_free(s->interpretation->arena);
	record_free(s->record);
}

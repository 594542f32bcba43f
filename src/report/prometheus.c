/* prometheus.c - metrics in the text exposition format, for a textfile collector
 *
 * What such a file holds is read together with others: every series has the target's label, every
 * help text is the same in each. A series that stands twice makes the collector drop the file. */
#include "base/text.h"
#include "interpret/facts.h"
#include "report/monitor.h"
#include "report/page.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

enum {
	ENDPOINTS_MAX = 200, /* a bound on files that nobody can draw */
	VALUE_MAX = 255,     /* columns of a label; names in the DNS are shorter */
};

/* A session of the target, and how its labels call it. */
struct endpoint {
	const struct session *session;
	const char *host, *address;
};

struct metrics {
	struct arena *arena;
	struct buf *out;
	const struct record *record;
	const struct interpretation *interpretation;
	struct endpoint endpoints[ENDPOINTS_MAX]; /* no two with the same labels */
	size_t endpoint_count;
};

/* ---- the form ---- */

/* Whatever bytes it comes of: harmless and short. */
static const char *tamed(const struct metrics *m, const char *text)
{
	const struct page p = {.arena = m->arena};

	return page_shortened(&p, text_safe(m->arena, bytes_str(m->arena, text)), VALUE_MAX);
}

static void quoted(const struct metrics *m, const char *name, const char *value)
{
	buf_printf(m->out, "%s=\"", name);
	for (const char *s = value; *s != '\0'; s++) {
		if (*s == '\\' || *s == '"')
			buf_char(m->out, '\\');
		buf_char(m->out, *s);
	}
	buf_char(m->out, '"');
}

/* As typed; in a sweep with the keys that tell it from others of that name. Of a mailbox the
 * domain, since others read such files. */
static const char *target_of(const struct record *r)
{
	const char *name = r->key != NULL ? r->key : r->input;
	const char *at = name == NULL ? NULL : strrchr(name, '@');

	return at != NULL ? at + 1 : name;
}

/* The beginning of a series, to be followed by further labels and value(). */
static void series(const struct metrics *m, const char *name)
{
	buf_printf(m->out, "%s{", name);
	quoted(m, "target", tamed(m, target_of(m->record)));
}

static void label(const struct metrics *m, const char *name, const char *value)
{
	buf_char(m->out, ',');
	quoted(m, name, value);
}

static void series_of(const struct metrics *m, const char *name, const struct endpoint *e)
{
	series(m, name);
	label(m, "host", e->host);
	label(m, "address", e->address);
	label(m, "port", arena_printf(m->arena, "%d", e->session->port));
}

static void value(const struct metrics *m, const char *text)
{
	buf_printf(m->out, "} %s\n", text);
}

static void seconds(const struct metrics *m, double ms)
{
	value(m, arena_printf(m->arena, "%.6f", ms / 1000));
}

/* ---- which sessions count ---- */

static bool same_labels(const struct endpoint *a, const struct endpoint *b)
{
	return a->session->port == b->session->port && strcmp(a->host, b->host) == 0 &&
	       strcmp(a->address, b->address) == 0;
}

static void add_endpoint(struct metrics *m, const struct endpoint *e)
{
	for (size_t i = 0; i < m->endpoint_count; i++)
		if (same_labels(&m->endpoints[i], e))
			return;
	if (m->endpoint_count < ENDPOINTS_MAX)
		m->endpoints[m->endpoint_count++] = *e;
}

/* What the target was asked for; what was tried again beside it answers other questions. */
static void find_endpoints(struct metrics *m)
{
	LIST_EACH (const struct session, s, &m->record->sessions) {
		const struct endpoint e = {s, tamed(m, s->host), tamed(m, s->address)};

		if (is_primary(s))
			add_endpoint(m, &e);
	}
}

/* ---- the target ---- */

static void add_success(const struct metrics *m)
{
	enum verdict_status status = m->interpretation->verdict.status;

	series(m, "probe_success");
	value(m, status == VERDICT_OK || status == VERDICT_DEGRADED ? "1" : "0");
}

static void add_duration(const struct metrics *m)
{
	series(m, "probe_duration_seconds");
	seconds(m, m->record->duration_ms);
}

static void add_expiry(const struct metrics *m)
{
	int64_t ends = earliest_expiry(m->record);

	if (ends == 0)
		return;
	series(m, "probe_ssl_earliest_cert_expiry");
	value(m, arena_printf(m->arena, "%lld", (long long)(ends / 1000)));
}

static void add_verdict(const struct metrics *m)
{
	const struct verdict *v = &m->interpretation->verdict;

	series(m, "smtpscope_verdict_info");
	label(m, "status", verdict_status_names[v->status]);
	label(m, "id", v->finding->id);
	label(m, "owner", owner_names[v->finding->owner]);
	value(m, "1");
}

/* ---- its endpoints: a family of series, one for each stage at most ---- */

static void add_time(const struct metrics *m, const struct endpoint *e, const struct stage *st)
{
	if (!stage_was_run(st))
		return;
	series_of(m, "smtpscope_stage_seconds", e);
	label(m, "stage", stage_names[st->id]);
	seconds(m, st->ms);
}

static void add_code(const struct metrics *m, const struct endpoint *e, const struct stage *st)
{
	if (st->reply.code == 0)
		return;
	series_of(m, "smtpscope_reply_code", e);
	label(m, "stage", stage_names[st->id]);
	value(m, arena_printf(m->arena, "%d", st->reply.code));
}

static void add_outcome(const struct metrics *m, const struct endpoint *e, const struct stage *st)
{
	if (!stage_was_run(st))
		return;
	series_of(m, "smtpscope_stage_success", e);
	label(m, "stage", stage_names[st->id]);
	value(m, st->outcome == OUTCOME_PASS ? "1" : "0");
}

static void add_tls(const struct metrics *m, const struct endpoint *e, const struct stage *st)
{
	const struct tls_facts *t = st->tls;

	if (t == NULL || t->version == NULL)
		return;
	series_of(m, "smtpscope_tls_info", e);
	label(m, "version", tamed(m, t->version));
	label(m, "cipher", tamed(m, t->cipher));
	value(m, "1");
}

/* ---- families of series ---- */

static const struct family {
	const char *name, *help;
	/* one of both: what there is of the target, or of a stage, if anything */
	void (*of_target)(const struct metrics *m);
	void (*of_stage)(const struct metrics *m, const struct endpoint *e, const struct stage *st);
} families[] = {
	{"probe_success",
	 "1: the target does what it is needed for, perhaps with warnings. 0: it does not, or "
	 "could not be tested.",
	 add_success, NULL},
	{"probe_duration_seconds", "How long the whole check took.", add_duration, NULL},
	{"probe_ssl_earliest_cert_expiry",
	 "When the first certificate in use ends, in seconds since 1970.", add_expiry, NULL},
	{"smtpscope_verdict_info",
	 "The verdict: ok, degraded, failed or untested, the finding behind it, who must act.",
	 add_verdict, NULL},
	{"smtpscope_stage_seconds", "How long a stage took, passed or failed.", NULL, add_time},
	{"smtpscope_stage_success", "Whether a stage passed (1) or failed (0).", NULL, add_outcome},
	{"smtpscope_reply_code", "The last reply of a stage.", NULL, add_code},
	{"smtpscope_tls_info", "What was agreed on in the handshake.", NULL, add_tls},
};

enum { FAMILIES = sizeof(families) / sizeof(families[0]) };

/* session_stage() gives one of each, whatever a saved record lists twice. */
static void add_stages(const struct metrics *m, const struct family *f, const struct endpoint *e)
{
	for (int id = 0; id < STAGE_COUNT; id++) {
		const struct stage *st = session_stage(e->session, (enum stage_id)id);

		if (st != NULL)
			f->of_stage(m, e, st);
	}
}

static void add_family(const struct metrics *m, const struct family *f)
{
	if (f->of_target != NULL) {
		f->of_target(m);
		return;
	}
	for (size_t i = 0; i < m->endpoint_count; i++)
		add_stages(m, f, &m->endpoints[i]);
}

/* ---- a file of one target or of many ---- */

/* What the file says of a target. */
struct target {
	struct item item;
	const char *label;
	int64_t started;
	size_t nth;
	bool outdated;
	const char *series[FAMILIES];
};

struct file {
	struct arena *arena;
	struct list targets; /* of struct target */
	size_t n;
};

static void *begin(void)
{
	struct arena *a = arena_new();
	struct file *f = ARENA_NEW(a, struct file);

	f->arena = a;
	return f;
}

static void add(void *file, const struct record *r, const struct interpretation *i,
		const struct knowledge *k, const struct report_options *o)
{
	struct file *f = file;
	struct target *t = ARENA_NEW(f->arena, struct target);
	struct arena *a = arena_new();
	struct metrics *m = ARENA_NEW(a, struct metrics);
	struct buf out = {0};

	(void)k;
	(void)o;
	*m = (struct metrics){.arena = a, .out = &out, .record = r, .interpretation = i};
	find_endpoints(m);
	t->label = arena_str(f->arena, tamed(m, target_of(r)));
	t->started = r->started;
	t->nth = f->n++;
	for (size_t n = 0; n < FAMILIES; n++) {
		add_family(m, &families[n]);
		t->series[n] = arena_copy(f->arena, out.p, out.n);
		buf_clear(&out);
	}
	list_append(&f->targets, t);
	buf_free(&out);
	arena_free(a);
}

/* Those of a name together, the newest last. */
static int by_label_and_age(const void *a, const void *b)
{
	const struct target *x = *(const struct target *const *)a;
	const struct target *y = *(const struct target *const *)b;
	int order = strcmp(x->label, y->label);

	if (order != 0)
		return order;
	if (x->started != y->started)
		return x->started < y->started ? -1 : 1;
	return x->nth < y->nth ? -1 : 1;
}

/* The newest of a target is what it is like: no series may stand twice. */
static void mark_outdated(const struct file *f)
{
	struct target **all = arena_alloc(f->arena, (f->n + 1) * sizeof(struct target *));

	LIST_EACH (struct target, t, &f->targets)
		all[t->nth] = t;
	qsort(all, f->n, sizeof(struct target *), by_label_and_age);
	for (size_t i = 1; i < f->n; i++)
		all[i - 1]->outdated = strcmp(all[i - 1]->label, all[i]->label) == 0;
}

/* A family without a series is left out. */
static void write_family(struct buf *out, const struct file *f, size_t n)
{
	size_t before = out->n, head;

	buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", families[n].name, families[n].help,
		   families[n].name);
	head = out->n;
	LIST_EACH (const struct target, t, &f->targets)
		if (!t->outdated)
			buf_str(out, t->series[n]);
	if (out->n == head)
		out->n = before;
}

static void end(void *file, struct buf *out)
{
	struct file *f = file;

	mark_outdated(f);
	for (size_t n = 0; n < FAMILIES; n++)
		write_family(out, f, n);
	arena_free(f->arena);
}

static const struct gatherer gatherer = {begin, add, end};

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	gatherer_write(&gatherer, out, r, i, k, o);
}

const struct reporter reporter_prometheus = {
	.name = "prometheus", .write = write, .many = &gatherer};

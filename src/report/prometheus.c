/* prometheus.c - metrics in the text exposition format, for a textfile collector
 *
 * What such a file holds is read together with others: every series has the target's label, every
 * help text is the same in each. A series that stands twice makes the collector drop the file. */
#include "base/text.h"
#include "interpret/facts.h"
#include "report/monitor.h"
#include "report/page.h"
#include "report/report.h"

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

static void family(const struct metrics *m, const char *name, const char *help)
{
	buf_printf(m->out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

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

/* As typed; of a mailbox the domain, since others read such files. */
static const char *target_of(const struct record *r)
{
	const char *at = r->input == NULL ? NULL : strrchr(r->input, '@');

	return at != NULL ? at + 1 : r->input;
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

static void success(const struct metrics *m)
{
	enum verdict_status status = m->interpretation->verdict.status;

	family(m, "probe_success",
	       "1: the target does what it is needed for, perhaps with warnings. 0: it does not, "
	       "or "
	       "could not be tested.");
	series(m, "probe_success");
	value(m, status == VERDICT_OK || status == VERDICT_DEGRADED ? "1" : "0");
}

static void duration(const struct metrics *m)
{
	family(m, "probe_duration_seconds", "How long the whole check took.");
	series(m, "probe_duration_seconds");
	seconds(m, m->record->duration_ms);
}

static void expiry(const struct metrics *m)
{
	int64_t ends = earliest_expiry(m->record);

	if (ends == 0)
		return;
	family(m, "probe_ssl_earliest_cert_expiry",
	       "When the first certificate in use ends, in seconds since 1970.");
	series(m, "probe_ssl_earliest_cert_expiry");
	value(m, arena_printf(m->arena, "%lld", (long long)(ends / 1000)));
}

static void verdict(const struct metrics *m)
{
	const struct verdict *v = &m->interpretation->verdict;

	family(m, "smtpscope_verdict_info",
	       "The verdict: ok, degraded, failed or untested, the finding behind it, who must "
	       "act.");
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

static const struct stage_metric {
	const char *name, *help;
	/* what that stage has of it, if anything */
	void (*add)(const struct metrics *m, const struct endpoint *e, const struct stage *st);
} stage_metrics[] = {
	{"smtpscope_stage_seconds", "How long a stage took, passed or failed.", add_time},
	{"smtpscope_stage_success", "Whether a stage passed (1) or failed (0).", add_outcome},
	{"smtpscope_reply_code", "The last reply of a stage.", add_code},
	{"smtpscope_tls_info", "What was agreed on in the handshake.", add_tls},
};

/* session_stage() gives one of each, whatever a saved record lists twice. */
static void add_stages(const struct metrics *m, const struct stage_metric *metric,
		       const struct endpoint *e)
{
	for (int id = 0; id < STAGE_COUNT; id++) {
		const struct stage *st = session_stage(e->session, (enum stage_id)id);

		if (st != NULL)
			metric->add(m, e, st);
	}
}

/* A family without a series is left out. */
static void add_endpoints(const struct metrics *m, const struct stage_metric *metric)
{
	size_t before = m->out->n, head;

	family(m, metric->name, metric->help);
	head = m->out->n;
	for (size_t i = 0; i < m->endpoint_count; i++)
		add_stages(m, metric, &m->endpoints[i]);
	if (m->out->n == head)
		m->out->n = before;
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct metrics *m;
	struct arena *a = arena_new();

	(void)k;
	(void)o;
	m = ARENA_NEW(a, struct metrics);
	*m = (struct metrics){.arena = a, .out = out, .record = r, .interpretation = i};
	find_endpoints(m);
	success(m);
	duration(m);
	expiry(m);
	verdict(m);
	for (size_t n = 0; n < sizeof(stage_metrics) / sizeof(stage_metrics[0]); n++)
		add_endpoints(m, &stage_metrics[n]);
	arena_free(a);
}

const struct reporter reporter_prometheus = {.name = "prometheus", .write = write};

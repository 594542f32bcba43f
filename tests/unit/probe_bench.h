/* probe_bench.h - fixture: settings, a record and endpoints on 127.0.0.1, to be probed */
#ifndef SMTPSCOPE_TESTS_PROBE_BENCH_H
#define SMTPSCOPE_TESTS_PROBE_BENCH_H

#include "base/memory.h"
#include "probe/engine.h"
#include "smtp_peer.h"
#include "unit.h"

#include <string.h>

struct bench {
	struct settings set;
	struct secret secret;
	struct observer observer;
	struct record *record;
	struct list endpoints; /* of struct endpoint */
	struct engine *engine; /* begun by bench_probe(), ended by the teardown */
};

static inline int bench_setup(void **state)
{
	struct bench *b = mem_alloc(sizeof(*b));

	settings_default(&b->set);
	b->set.ehlo = "probe.example";
	b->set.resolver = "127.0.0.1:9";
	b->record = record_new();
	*state = b;
	return 0;
}

static inline int bench_teardown(void **state)
{
	struct bench *b = *state;

	engine_free(b->engine);
	secret_wipe(&b->secret);
	record_free(b->record);
	free(b);
	return 0;
}

static inline struct endpoint *bench_endpoint(struct bench *b, int port, enum tls_mode mode)
{
	struct endpoint *ep = ARENA_NEW(b->record->arena, struct endpoint);

	ep->host = "127.0.0.1";
	ep->port = port;
	ep->mode = mode;
	ep->offered = true;
	ep->login = true;
	return list_append(&b->endpoints, ep);
}

static inline void bench_login(struct bench *b, const char *user, const char *password)
{
	b->set.user = user;
	b->secret = (struct secret){mem_str(password), strlen(password), false};
	b->set.secret = &b->secret;
}

static inline void bench_probe(struct bench *b)
{
	struct list hosts = {0};
	const char *fault;

	if (b->engine == NULL) {
		b->engine = engine_new(&b->set, &b->observer, b->record, &fault);
		if (b->engine == NULL)
			fail_msg("%s", fault);
		list_add_string(&hosts, b->record->arena, "127.0.0.1");
		engine_resolve(b->engine, &hosts);
	}
	engine_probe(b->engine, &b->endpoints);
	b->endpoints = (struct list){0};
}

/* Session number `i` of the record, and a stage of it; they must be there. */
static inline struct session *bench_session(struct bench *b, int i)
{
	LIST_EACH (struct session, s, &b->record->sessions) {
		if (i-- == 0)
			return s;
	}
	fail_msg("no such session");
	return NULL;
}

static inline struct stage *bench_stage(struct bench *b, int i, enum stage_id id)
{
	struct stage *st = session_stage(bench_session(b, i), id);

	assert_non_null(st);
	return st;
}

#define assert_outcome(st, o) assert_string_equal(outcome_names[(st)->outcome], outcome_names[(o)])
#define assert_failure(st, f) assert_string_equal(failure_names[(st)->failure], failure_names[(f)])

/* What was said and heard, "> " or "< " before each line. */
static inline char *bench_transcript(struct bench *b, int i)
{
	struct buf out = {0};
	char *text;

	LIST_EACH (struct transcript_line, l, &bench_session(b, i)->transcript) {
		buf_printf(&out, "%s %s\n", l->sent ? ">" : "<", l->text.p);
	}
	text = arena_copy(b->record->arena, out.p, out.n);
	buf_free(&out);
	return text;
}

#define BENCH_TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

#endif

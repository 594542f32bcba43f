/* The memory of answers over a resolver that answers when the test says so. */
#include "unit.h"

#include "base/clock.h"
#include "base/memory.h"
#include "probe/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the resolver of this test ---- */

enum { TICKETS_MAX = 32, AT_ONCE = 16 };

struct ticket {
	resolver_fn *fn; /* NULL: dropped, or answered */
	void *arg;
	struct arena *arena;
	char name[64], type[8];
};

static struct ticket tickets[TICKETS_MAX];
static size_t sent;

struct ticket *resolver_ask(struct resolver *r, struct arena *a, const char *name, const char *type,
			    resolver_fn *fn, void *arg)
{
	struct ticket *t = &tickets[sent++];

	assert_null(r);
	*t = (struct ticket){.fn = fn, .arg = arg, .arena = a};
	snprintf(t->name, sizeof(t->name), "%s", name);
	snprintf(t->type, sizeof(t->type), "%s", type);
	return t;
}

void ticket_drop(struct ticket *t)
{
	if (t != NULL)
		t->fn = NULL;
}

static double elapsed;

static double scripted_mono(void)
{
	return elapsed;
}

static int64_t scripted_wall(void)
{
	return 0;
}

static void add(struct ticket *t, struct dns_query *q, const char *data, uint32_t ttl)
{
	struct dns_answer *answer = ARENA_NEW(t->arena, struct dns_answer);

	answer->name = arena_str(t->arena, t->name);
	answer->type = arena_str(t->arena, t->type);
	answer->data = bytes_str(t->arena, data);
	answer->ttl = ttl;
	list_append(&q->answers, answer);
}

/* The i-th question is answered with that status, and with two records where there are data. */
static void answer_with(size_t i, enum dns_status status, const char *data, uint32_t ttl)
{
	struct ticket *t = &tickets[i];
	struct dns_query *q;

	assert_true(i < sent);
	if (t->fn == NULL)
		return;
	q = ARENA_NEW(t->arena, struct dns_query);
	q->name = arena_str(t->arena, t->name);
	q->type = arena_str(t->arena, t->type);
	q->server = arena_str(t->arena, "192.0.2.53:53");
	q->status = status;
	q->rcode = status == DNS_NXDOMAIN ? 3 : 0;
	q->ad = true;
	q->ms = 7;
	if (data != NULL) {
		add(t, q, data, ttl);
		add(t, q, "192.0.2.200", 86400);
	}
	t->fn(t->arg, q);
	t->fn = NULL;
}

/* ---- who asks ---- */

struct fixture {
	uv_loop_t loop;
	struct answers *memory;
	struct arena *arena;
	struct dns_query *got[8]; /* in the order of being told */
	size_t told;
	struct asking *other; /* dropped by who is told first */
	bool asks_again;
};

static int begin_with(void **state, size_t most)
{
	static const struct clock scripted = {scripted_mono, scripted_wall};
	struct fixture *f = mem_alloc(sizeof(*f));

	clock_replace(&scripted);
	elapsed = 1000;
	sent = 0;
	uv_loop_init(&f->loop);
	f->memory = answers_new(&f->loop, NULL, most, AT_ONCE);
	f->arena = arena_new();
	*state = f;
	return 0;
}

static int begin(void **state)
{
	return begin_with(state, 3);
}

static int begin_without_memory(void **state)
{
	return begin_with(state, 0);
}

static int end(void **state)
{
	struct fixture *f = *state;

	answers_free(f->memory);
	uv_run(&f->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&f->loop), 0);
	arena_free(f->arena);
	free(f);
	clock_replace(NULL);
	return 0;
}

static void on_told(void *arg, struct dns_query *query)
{
	struct fixture *f = arg;

	assert_true(f->told < 8);
	f->got[f->told++] = query;
	asking_drop(f->other);
	f->other = NULL;
	if (f->asks_again) {
		f->asks_again = false;
		answers_ask(f->memory, f->arena, query->name, query->type, on_told, f);
	}
}

static struct asking *ask(struct fixture *f, const char *name, const char *type)
{
	return answers_ask(f->memory, f->arena, name, type, on_told, f);
}

/* All that is due is told. */
static void settle(struct fixture *f)
{
	uv_run(&f->loop, UV_RUN_DEFAULT);
}

static const char *data_of(const struct dns_query *q)
{
	const struct dns_answer *first = (const void *)q->answers.first;

	return first == NULL ? NULL : first->data.p;
}

static uint32_t ttl_of(const struct dns_query *q)
{
	return ((const struct dns_answer *)(const void *)q->answers.first)->ttl;
}

/* ---- tests ---- */

static void answers_join_what_is_under_way(void **state)
{
	struct fixture *f = *state;

	ask(f, "mail.example.org", "A");
	elapsed += 20;
	ask(f, "MAIL.example.org", "A");
	ask(f, "mail.example.org", "AAAA");
	assert_int_equal(sent, 2);
	elapsed += 30;
	answer_with(0, DNS_OK, "192.0.2.25", 60);
	assert_int_equal(f->told, 0); /* not inside the resolver's call */
	settle(f);
	assert_int_equal(f->told, 2);
	assert_string_equal(f->got[0]->name, "mail.example.org");
	assert_string_equal(f->got[1]->name, "MAIL.example.org");
	for (int i = 0; i < 2; i++) {
		assert_string_equal(data_of(f->got[i]), "192.0.2.25");
		assert_int_equal(f->got[i]->answers.n, 2);
		assert_string_equal(f->got[i]->server, "192.0.2.53:53");
		assert_true(f->got[i]->ad);
		assert_false(f->got[i]->remembered);
		assert_int_equal(ttl_of(f->got[i]), 60);
	}
	assert_int_equal((int)f->got[0]->ms, 50);
	assert_int_equal((int)f->got[1]->ms, 30);
	assert_ptr_not_equal(f->got[0]->answers.first, f->got[1]->answers.first);
}

static void answers_are_remembered_as_long_as_they_live(void **state)
{
	struct fixture *f = *state;

	ask(f, "mail.example.org", "A");
	answer_with(0, DNS_OK, "192.0.2.25", 60);
	settle(f);
	elapsed += 59900;
	ask(f, "mail.example.org", "A");
	assert_int_equal(f->told, 1); /* never before it returns */
	settle(f);
	assert_int_equal(f->told, 2);
	assert_true(f->got[1]->remembered);
	assert_int_equal((int)f->got[1]->ms, 0);
	assert_string_equal(data_of(f->got[1]), "192.0.2.25");
	assert_int_equal(ttl_of(f->got[1]), 1);
	elapsed += 100;
	ask(f, "mail.example.org", "A");
	assert_int_equal(sent, 2);
	answer_with(1, DNS_OK, "192.0.2.26", 60);
	settle(f);
	assert_string_equal(data_of(f->got[2]), "192.0.2.26");
	assert_false(f->got[2]->remembered);
}

static void answers_live_for_five_minutes_at_most(void **state)
{
	struct fixture *f = *state;

	ask(f, "mail.example.org", "A");
	answer_with(0, DNS_OK, "192.0.2.25", 86400);
	elapsed += 299999;
	ask(f, "mail.example.org", "A");
	assert_int_equal(sent, 1);
	elapsed += 1;
	ask(f, "mail.example.org", "A");
	assert_int_equal(sent, 2);
}

static void answers_know_for_a_minute_what_is_absent(void **state)
{
	static const enum dns_status absent[] = {DNS_NXDOMAIN, DNS_NODATA};
	struct fixture *f = *state;

	for (size_t i = 0; i < 2; i++) {
		const char *name = i == 0 ? "a.example.org" : "b.example.org";

		ask(f, name, "A");
		answer_with(2 * i, absent[i], NULL, 0);
		elapsed += 59999;
		ask(f, name, "A");
		settle(f);
		assert_int_equal(f->got[f->told - 1]->status, absent[i]);
		assert_true(f->got[f->told - 1]->remembered);
		elapsed += 1;
		ask(f, name, "A");
		assert_int_equal(sent, 2 * i + 2);
	}
}

static void failures_are_for_those_who_waited(void **state)
{
	static const enum dns_status failures[] = {DNS_SERVFAIL,    DNS_REFUSED,    DNS_TIMEOUT,
						   DNS_NO_RESOLVER, DNS_CNAME_LOOP, DNS_NO_ROUTE,
						   DNS_MALFORMED,   DNS_OTHER};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		f->told = 0;
		ask(f, "mail.example.org", "A");
		ask(f, "mail.example.org", "A");
		assert_int_equal(sent, i + 1);
		answer_with(i, failures[i], NULL, 0);
		settle(f);
		assert_int_equal(f->told, 2);
		assert_int_equal(f->got[1]->status, failures[i]);
	}
	assert_int_equal(answers_counts(f->memory).kept, 0);
}

static void answers_without_life_are_not_kept(void **state)
{
	struct fixture *f = *state;
	char long_text[8192];

	ask(f, "mail.example.org", "A");
	answer_with(0, DNS_OK, "192.0.2.25", 0);
	ask(f, "mail.example.org", "A");
	assert_int_equal(sent, 2);
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	answer_with(1, DNS_OK, long_text, 60);
	settle(f);
	assert_string_equal(data_of(f->got[1]), long_text);
	assert_int_equal(answers_counts(f->memory).kept, 0);
}

static void the_oldest_answer_makes_room(void **state)
{
	static const char *const names[] = {"a.example", "b.example", "c.example", "d.example"};
	struct fixture *f = *state;

	for (size_t i = 0; i < 4; i++) {
		ask(f, names[i], "A");
		answer_with(i, DNS_OK, "192.0.2.25", 60);
	}
	assert_int_equal(answers_counts(f->memory).kept, 3);
	ask(f, names[1], "A");
	ask(f, names[3], "A");
	assert_int_equal(sent, 4);
	ask(f, names[0], "A");
	assert_int_equal(sent, 5);
	settle(f);
	assert_int_equal(f->told, 6);
	assert_int_equal(answers_counts(f->memory).remembered, 2);
}

static void who_dropped_is_not_told(void **state)
{
	struct fixture *f = *state;
	struct arena *gone = arena_new();
	struct asking *q = answers_ask(f->memory, gone, "mail.example.org", "A", on_told, f);

	ask(f, "mail.example.org", "A");
	asking_drop(q);
	arena_free(gone);
	answer_with(0, DNS_OK, "192.0.2.25", 60);
	settle(f);
	assert_int_equal(f->told, 1);

	gone = arena_new(); /* and where the answer is there already */
	q = answers_ask(f->memory, gone, "mail.example.org", "A", on_told, f);
	asking_drop(q);
	arena_free(gone);
	settle(f);
	assert_int_equal(f->told, 1);
	asking_drop(NULL);
}

static void who_is_told_may_drop_and_ask(void **state)
{
	struct fixture *f = *state;

	ask(f, "mail.example.org", "A");
	f->other = ask(f, "mail.example.org", "A");
	ask(f, "mail.example.org", "A");
	f->asks_again = true;
	answer_with(0, DNS_OK, "192.0.2.25", 60);
	settle(f);
	assert_int_equal(f->told, 3); /* the first, the third, and the first once more */
	assert_true(f->got[2]->remembered);
	assert_int_equal(sent, 1);
}

static void what_is_open_ends_with_the_memory(void **state)
{
	struct fixture *f = *state;

	ask(f, "a.example", "A");
	ask(f, "b.example", "A");
	answer_with(1, DNS_OK, "192.0.2.25", 60);
	f->memory = answers_free(f->memory);
	answer_with(0, DNS_OK, "192.0.2.25", 60);
	settle(f);
	assert_int_equal(f->told, 0);
}

static void without_memory_each_is_asked(void **state)
{
	struct fixture *f = *state;

	ask(f, "mail.example.org", "A");
	ask(f, "mail.example.org", "A");
	assert_int_equal(sent, 2);
	answer_with(0, DNS_OK, "192.0.2.25", 60);
	answer_with(1, DNS_OK, "192.0.2.26", 60);
	settle(f);
	assert_string_equal(data_of(f->got[0]), "192.0.2.25");
	assert_string_equal(data_of(f->got[1]), "192.0.2.26");
	ask(f, "mail.example.org", "A");
	assert_int_equal(sent, 3);
}

/* A resolver's socket has room for so many; the time of who waits is no time of the resolver's. */
static void a_crowd_of_questions_is_asked_bit_by_bit(void **state)
{
	struct fixture *f = *state;
	char name[32];

	for (int i = 0; i < AT_ONCE + 2; i++) {
		snprintf(name, sizeof(name), "mx%d.example.org", i);
		ask(f, name, "A");
	}
	ask(f, "mx17.example.org", "A"); /* joins one that waits */
	assert_int_equal(sent, AT_ONCE);
	assert_int_equal(answers_counts(f->memory).queued, 2);
	elapsed += 1000;
	answer_with(7, DNS_NXDOMAIN, NULL, 0);
	assert_int_equal(sent, AT_ONCE + 1);
	answer_with(8, DNS_TIMEOUT, NULL, 0);
	assert_int_equal(sent, AT_ONCE + 2);
	assert_int_equal(answers_counts(f->memory).queued, 0);
	elapsed += 40;
	answer_with(AT_ONCE + 1, DNS_OK, "192.0.2.25", 60);
	settle(f);
	assert_int_equal(f->told, 4);
	assert_string_equal(f->got[3]->name, "mx17.example.org");
	assert_int_equal((int)f->got[2]->ms, 40);
	assert_int_equal((int)f->got[3]->ms, 40);
}

#define ANSWERS_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	ANSWERS_TEST(answers_join_what_is_under_way),
	ANSWERS_TEST(answers_are_remembered_as_long_as_they_live),
	ANSWERS_TEST(answers_live_for_five_minutes_at_most),
	ANSWERS_TEST(answers_know_for_a_minute_what_is_absent),
	ANSWERS_TEST(failures_are_for_those_who_waited),
	ANSWERS_TEST(answers_without_life_are_not_kept),
	ANSWERS_TEST(the_oldest_answer_makes_room),
	ANSWERS_TEST(who_dropped_is_not_told),
	ANSWERS_TEST(who_is_told_may_drop_and_ask),
	ANSWERS_TEST(what_is_open_ends_with_the_memory),
	ANSWERS_TEST(a_crowd_of_questions_is_asked_bit_by_bit),
	cmocka_unit_test_setup_teardown(without_memory_each_is_asked, begin_without_memory, end),
};

UNIT_MAIN(tests)

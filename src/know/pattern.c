/* The text that patterns see comes from strangers: matching has limits in steps, depth, memory and
 * length. What passes a limit does not match. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "know/pattern.h"

#include "base/memory.h"

#include <pcre2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A reply of honest servers takes some hundred steps. */
enum { STEPS_MAX = 10000, DEPTH_MAX = 1000, HEAP_KIB_MAX = 1024 };

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
	bool fast; /* compiled to machine code, too */
};

static void *take(size_t size, void *unused)
{
	(void)unused;
	return mem_alloc(size);
}

static void give(void *p, void *unused)
{
	(void)unused;
	free(p);
}

/* With our memory, which is there: a sound pattern compiles. */
static pcre2_compile_context *compile_context(void)
{
	pcre2_general_context *memory = pcre2_general_context_create(take, give, NULL);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);

	pcre2_general_context_free(memory);
	return context;
}

struct pattern *pattern_compile(const char *source, char fault[PATTERN_FAULT_SIZE])
{
	pcre2_compile_context *context = compile_context();
	struct pattern *p = mem_alloc(sizeof(*p));
	char why[PATTERN_FAULT_SIZE / 2];
	PCRE2_SIZE offset;
	int error;

	pcre2_set_max_pattern_length(context, PATTERN_SOURCE_MAX);
	p->code = pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED,
				PCRE2_CASELESS | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF |
					PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C,
				&error, &offset, context);
	pcre2_compile_context_free(context);
	if (p->code == NULL) {
		pcre2_get_error_message(error, (PCRE2_UCHAR *)why, sizeof(why));
		snprintf(fault, PATTERN_FAULT_SIZE, "%s at offset %zu of the pattern", why,
			 (size_t)offset);
		return pattern_free(p);
	}
	p->limits = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(p->limits, STEPS_MAX);
	pcre2_set_depth_limit(p->limits, DEPTH_MAX);
	pcre2_set_heap_limit(p->limits, HEAP_KIB_MAX);
	return p;
}

struct pattern *pattern_free(struct pattern *p)
{
	if (p != NULL) {
		pcre2_match_context_free(p->limits);
		pcre2_code_free(p->code);
		free(p);
	}
	return NULL;
}

bool pattern_match(const struct pattern *p, const char *text, size_t len)
{
	size_t at[2];

	return pattern_find(p, text, len, at);
}

bool pattern_find(const struct pattern *p, const char *text, size_t len, size_t at[2])
{
	/* Of our own and not the pattern's: threads share patterns. */
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int rc;

	if (data == NULL)
		return false;
	if (len > PATTERN_SUBJECT_MAX)
		len = PATTERN_SUBJECT_MAX;
	rc = pcre2_match(p->code, (PCRE2_SPTR)text, len, 0, 0, data, p->limits);
	if (p->fast && rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(p->code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_JIT, data, p->limits);
	if (rc >= 0)
		memcpy(at, pcre2_get_ovector_pointer(data), 2 * sizeof(*at));
	pcre2_match_data_free(data);
	return rc >= 0;
}

/* Where there is no JIT the interpreter does it, and so it does where the JIT's stack is too small.
 */
static void make_fast(struct pattern *p)
{
	if (p != NULL)
		p->fast = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0;
}

struct pattern_cache {
	atomic_bool many;
	size_t n;
	_Atomic(struct pattern *) at[];
};

struct pattern_cache *pattern_cache_new(size_t n)
{
	struct pattern_cache *c = mem_alloc(sizeof(*c) + n * sizeof(c->at[0]));

	c->n = n;
	return c;
}

struct pattern_cache *pattern_cache_free(struct pattern_cache *c)
{
	for (size_t i = 0; c != NULL && i < c->n; i++)
		pattern_free(c->at[i]);
	free(c);
	return NULL;
}

void pattern_cache_expect_many(struct pattern_cache *c)
{
	atomic_store(&c->many, true);
}

/* Two threads may compile the same one at once; who comes second throws his away. */
const struct pattern *pattern_cache_get(struct pattern_cache *c, size_t number, const char *source)
{
	struct pattern *there = atomic_load_explicit(&c->at[number], memory_order_acquire), *made;
	char fault[PATTERN_FAULT_SIZE];

	if (there != NULL)
		return there;
	made = pattern_compile(source, fault);
	if (atomic_load_explicit(&c->many, memory_order_relaxed))
		make_fast(made);
	if (atomic_compare_exchange_strong(&c->at[number], &there, made))
		return made;
	pattern_free(made);
	return there;
}

#include "fuzz.h"

#include "../support/neutral.h"
#include "base/memory.h"
#include "net/tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void claim_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

uint8_t input_byte(struct input *in)
{
	if (in->n == 0)
		return 0;
	in->n--;
	return *in->p++;
}

static void ignore(void *arg)
{
	(void)arg;
}

const struct trust *fuzz_no_trust(void)
{
	static struct trust *trust;
	uv_loop_t loop;

	if (trust != NULL)
		return trust;
	CLAIM(uv_loop_init(&loop) == 0);
	trust = trust_load(&loop, "/dev/null", ignore, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	CLAIM(uv_loop_close(&loop) == 0 && trust_ready(trust));
	return trust;
}

static char *copied(const uint8_t *p, size_t n)
{
	char *s = mem_alloc(n + 1);

	if (n > 0)
		memcpy(s, p, n);
	return s;
}

char *input_line(struct input *in)
{
	size_t n = 0, used;
	char *s;

	while (n < in->n && in->p[n] != '\0' && in->p[n] != '\n')
		n++;
	s = copied(in->p, n);
	used = n < in->n ? n + 1 : n;
	*in = (struct input){in->p + used, in->n - used};
	return s;
}

char *input_rest(struct input *in, size_t *len)
{
	char *s = copied(in->p, in->n);

	*len = in->n;
	*in = (struct input){in->p + in->n, 0};
	return s;
}

const struct knowledge *fuzz_knowledge(void)
{
	static struct knowledge *k;
	struct arena *a = arena_new();
	struct list faults = {0};

	if (k == NULL)
		k = knowledge_load(NULL, &faults, a);
	CLAIM(k != NULL && faults.n == 0);
	arena_free(a);
	return k;
}

bool is_harmless(const char *p, size_t n, enum neutrality allowed)
{
	size_t at;

	if (allowed == NEUTRAL_LINE && n > 0 && memchr(p, '\n', n) != NULL)
		return false;
	return is_neutral(p, n, allowed == NEUTRAL_COLOURED, &at);
}

bool is_harmless_line(const char *s)
{
	return s != NULL && *s != '\0' && is_harmless(s, strlen(s), NEUTRAL_LINE);
}

bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

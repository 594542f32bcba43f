/* MTA-STS policies of strangers: what is taken is whole and within its bounds, every fault is one
 * harmless line that names a line of the input, and a policy that is written anew reads the same.
 *
 * Input: the document. */
#include "fuzz.h"

#include "domain/mta_sts_policy.h"

#include <stdlib.h>
#include <string.h>

static int lines_of(const char *p, size_t n)
{
	int lines = 1;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}

static void is_sound(const struct sts_policy *p)
{
	CLAIM(p->mode >= STS_NONE && p->mode <= STS_ENFORCE);
	CLAIM(p->max_age >= 0 && p->max_age <= STS_MAX_AGE_MAX);
	CLAIM(p->fault != NULL || p->mode == STS_NONE || p->patterns.n > 0);
	LIST_EACH (const struct sts_pattern, pattern, &p->patterns) {
		const char *star = strrchr(pattern->text, '*');

		CLAIM(is_harmless_line(pattern->text));
		CLAIM(star == NULL || (star == pattern->text && star[1] == '.'));
	}
}

static void fault_has_its_line(const struct sts_policy *p, int lines)
{
	if (p->fault == NULL)
		return;
	CLAIM(is_harmless_line(p->fault));
	CLAIM(p->fault_line >= 0 && p->fault_line <= lines);
}

static void reads_back(struct arena *a, const struct sts_policy *p)
{
	const struct sts_policy *again;
	const struct sts_pattern *other;
	struct buf text = {0};

	buf_printf(&text, "version: STSv1\nmode: %s\nmax_age: %d\n", sts_mode_names[p->mode],
		   p->max_age);
	LIST_EACH (const struct sts_pattern, pattern, &p->patterns)
		buf_printf(&text, "mx: %s\r\n", pattern->text);
	again = sts_policy_read(a, (struct bytes){text.p, text.n});
	CLAIM(again->fault == NULL && again->mode == p->mode && again->max_age == p->max_age);
	CLAIM(again->patterns.n == p->patterns.n);
	other = (const void *)again->patterns.first;
	LIST_EACH (const struct sts_pattern, pattern, &p->patterns) {
		CLAIM(same_text(pattern->text, other->text));
		other = (const void *)other->item.next;
	}
	buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	size_t n;
	char *text = input_rest(&in, &n);
	const struct sts_policy *p = sts_policy_read(a, (struct bytes){text, n});

	is_sound(p);
	fault_has_its_line(p, lines_of(text, n));
	if (p->fault == NULL)
		reads_back(a, p);
	free(text);
	arena_free(a);
	return 0;
}

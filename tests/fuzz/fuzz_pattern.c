/* Patterns of a catalogue: a fault is told, a match ends, and what is said literally is
 * found among any bytes.
 *
 * Input: the pattern, and behind a line feed the text. */
#include "fuzz.h"

#include "base/buf.h"
#include "know/pattern.h"

#include <stdlib.h>
#include <string.h>

static bool is_literal(const char *source)
{
	return *source != '\0' &&
	       strspn(source, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ") ==
		       strlen(source);
}

/* What is said is found, whatever bytes a server says before and behind it. */
static void literal_is_found(const struct pattern *p, const char *source, const char *text,
			     size_t n)
{
	struct buf all = {0};

	buf_add(&all, text, n / 2);
	buf_char(&all, '\n');
	buf_str(&all, source);
	buf_char(&all, '\n');
	buf_add(&all, text + n / 2, n - n / 2);
	CLAIM(all.n > PATTERN_SUBJECT_MAX || pattern_match(p, all.p, all.n));
	buf_free(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	char *source = input_line(&in), fault[PATTERN_FAULT_SIZE] = "";
	struct pattern *p = pattern_compile(source, fault);
	size_t n;
	char *text = input_rest(&in, &n);
	bool matched;

	CLAIM((p == NULL) == (fault[0] != '\0'));
	CLAIM(strlen(source) <= PATTERN_SOURCE_MAX || p == NULL);
	if (p != NULL) {
		matched = pattern_match(p, text, n);
		CLAIM(pattern_match(p, text, n) == matched);
		if (is_literal(source))
			literal_is_found(p, source, text, n);
		if (n > PATTERN_SUBJECT_MAX)
			CLAIM(pattern_match(p, text, PATTERN_SUBJECT_MAX) == matched);
	}
	pattern_free(p);
	free(source);
	free(text);
	return 0;
}

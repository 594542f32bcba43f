#include "know/codes.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

bool code_matches(const char *pattern, int code)
{
	char text[4];

	if (code < 100 || code > 999)
		return false;
	snprintf(text, sizeof(text), "%d", code);
	for (int i = 0; i < 3; i++)
		if (pattern[i] != 'x' && pattern[i] != text[i])
			return false;
	return true;
}

const char *code_pattern_fault(const char *pattern)
{
	if (strlen(pattern) != 3 || pattern[0] < '2' || pattern[0] > '5')
		return "a reply code is three digits from 200 to 599";
	for (int i = 1; i < 3; i++) {
		if (!digit(pattern[i]) && pattern[i] != 'x')
			return "a reply code has digits, or x for any digit at its end";
		if (digit(pattern[i]) && pattern[i - 1] == 'x')
			return "an x in a reply code stands at its end only";
	}
	return NULL;
}

/* The length of the number or x at the front of `s`. */
static size_t part_length(const char *s)
{
	return *s == 'x' ? 1 : strspn(s, "0123456789");
}

bool enhanced_matches(const char *pattern, const char *enhanced)
{
	if (enhanced == NULL)
		return false;
	for (;;) {
		size_t n = part_length(pattern), m = part_length(enhanced);

		if (m == 0 || (*pattern != 'x' && (n != m || memcmp(pattern, enhanced, n) != 0)))
			return false;
		pattern += n;
		enhanced += m;
		if (*pattern != *enhanced)
			return false;
		if (*pattern == '\0')
			return true;
		pattern++;
		enhanced++;
	}
}

const char *enhanced_pattern_fault(const char *pattern)
{
	static const char form[] = "an enhanced code has three numbers, or x for any: 5.7.8, x.7.8";

	if (strchr("245x", *pattern) == NULL || *pattern == '\0' || pattern[1] != '.')
		return "an enhanced code begins with 2, 4, 5 or x and a dot";
	for (int i = 0; i < 3; i++) {
		size_t n = part_length(pattern);

		if (n == 0 || n > 3 || pattern[n] != (i < 2 ? '.' : '\0'))
			return form;
		pattern += n + 1;
	}
	return NULL;
}

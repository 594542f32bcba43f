#include "fuzz.h"

#include "base/memory.h"

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

/* ---- neutrality ---- */

/* Bytes of the well-formed character at p (Unicode 15, table 3-7), 0 where there is none. */
static size_t character(const unsigned char *p, size_t n, uint32_t *cp)
{
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	unsigned char least = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	unsigned char most = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;

	if (len == 0 || len > n || p[0] > 0xf4 || (len > 1 && (p[1] < least || p[1] > most)))
		return 0;
	*cp = len == 1 ? p[0] : p[0] & (0xffU >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3f);
	}
	return len;
}

/* Controls, and what turns, hides or forges the order of other characters. */
static bool acts(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {
		{0, 0x1f},	  {0x7f, 0x9f},	      {0xad, 0xad},	{0x61c, 0x61c},
		{0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x2064}, {0x2066, 0x206f},
		{0xfeff, 0xfeff}, {0xe0000, 0xe007f},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return true;
	return false;
}

/* Bytes of the colour ("ESC [ 1 ; 31 m") at p, 0 where there is none. */
static size_t colour(const char *p, size_t n)
{
	size_t i = 2;

	if (n < 3 || p[0] != '\033' || p[1] != '[')
		return 0;
	while (i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == ';'))
		i++;
	return i < n && p[i] == 'm' ? i + 1 : 0;
}

bool is_neutral(const char *p, size_t n, enum neutrality allowed)
{
	uint32_t cp = 0;

	for (size_t i = 0, len; i < n; i += len) {
		len = allowed == NEUTRAL_COLOURED ? colour(p + i, n - i) : 0;
		if (len == 0 && allowed != NEUTRAL_LINE && p[i] == '\n')
			len = 1;
		if (len > 0)
			continue;
		len = character((const unsigned char *)p + i, n - i, &cp);
		if (len == 0 || acts(cp))
			return false;
	}
	return true;
}

bool is_neutral_line(const char *s)
{
	return s != NULL && *s != '\0' && is_neutral(s, strlen(s), NEUTRAL_LINE);
}

bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

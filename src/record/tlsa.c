#include "record/tlsa.h"

#include <stdio.h>
#include <string.h>

enum { HEX_SHOWN = 128 };

static const size_t digest_size[TLSA_MATCHINGS] = {[TLSA_SHA256] = 32, [TLSA_SHA512] = 64};

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The data, or a word why it cannot be had. */
static const char *read_hex(struct arena *a, const char *hex, struct bytes *data)
{
	size_t n = strlen(hex) / 2;

	*data = (struct bytes){arena_alloc(a, n + 1), n};
	if (n == 0)
		return "no-data";
	if (strstr(hex, "...") != NULL)
		return "too-long";
	for (size_t i = 0; i < n; i++) {
		int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return "malformed";
		data->p[i] = (char)(high << 4 | low);
	}
	return hex[2 * n] == '\0' ? NULL : "malformed";
}

static const char *read_text(struct arena *a, const char *text, struct tlsa *t, struct bytes *data)
{
	int used = 0;

	*data = (struct bytes){0};
	if (sscanf(text, "%3d %3d %3d%n", &t->usage, &t->selector, &t->matching, &used) != 3)
		return "malformed";
	text += used;
	text += strspn(text, " ");
	t->data = arena_copy(a, text, strnlen(text, HEX_SHOWN));
	return read_hex(a, text, data);
}

/* What stands first says more than what follows. */
const char *tlsa_read(struct arena *a, const char *text, struct tlsa *t, struct bytes *data)
{
	const char *fault = read_text(a, text, t, data);

	if (fault != NULL && strcmp(fault, "malformed") == 0)
		return fault;
	if (t->usage < 0 || t->usage >= TLSA_USAGES)
		return "unknown-usage";
	if (t->usage == TLSA_PKIX_TA || t->usage == TLSA_PKIX_EE)
		return "usage-pkix";
	if (t->selector < 0 || t->selector >= TLSA_SELECTORS)
		return "unknown-selector";
	if (t->matching < 0 || t->matching >= TLSA_MATCHINGS)
		return "unknown-matching-type";
	if (fault != NULL || t->matching == TLSA_FULL)
		return fault;
	return data->n == digest_size[t->matching] ? NULL : "wrong-length";
}

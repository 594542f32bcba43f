/* A TXT record as a DKIM key: what is told of it holds together, what is shown is harmless, and
 * what is said to be meant is a key that a verifier takes. */
#include "fuzz.h"

#include "domain/dkim_key.h"

#include <stdlib.h>
#include <string.h>

static void shown_is_harmless(const char *text)
{
	CLAIM(text == NULL || is_harmless(text, strlen(text), NEUTRAL_LINE));
}

static void holds_together(const struct dkim_key *k)
{
	CLAIM(dkim_verdict_names[k->verdict] != NULL && k->verdict <= DKIM_USABLE);
	CLAIM((k->fault == NULL) == (k->verdict == DKIM_USABLE));
	CLAIM(k->fault_at >= -1 && (k->fault_at <= 0 || (size_t)k->fault_at <= k->text.n));
	CLAIM(k->verdict != DKIM_USABLE || k->type != NULL);
	CLAIM(k->verdict != DKIM_USABLE || k->bits == 0 || k->bits >= DKIM_BITS_MIN);
	CLAIM(k->mended == NULL || k->verdict < DKIM_USABLE);
	shown_is_harmless(k->fault);
	shown_is_harmless(k->type);
	shown_is_harmless(k->hashes);
	shown_is_harmless(k->services);
	shown_is_harmless(k->notes);
	shown_is_harmless(k->mended);
}

static void is_a_good_key(struct arena *a, const char *text)
{
	CLAIM(dkim_key_read(a, bytes_str(a, text))->verdict == DKIM_USABLE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	size_t n;
	char *text = input_rest(&in, &n);
	const struct dkim_key *k = dkim_key_read(a, (struct bytes){text, n});

	holds_together(k);
	if (k->mended != NULL)
		is_a_good_key(a, k->mended);
	if (k->verdict == DKIM_USABLE) {
		const char *earnest = dkim_key_in_earnest(a, k);

		is_a_good_key(a, earnest);
		CLAIM(!dkim_key_read(a, bytes_str(a, earnest))->testing);
	}
	free(text);
	arena_free(a);
	return 0;
}

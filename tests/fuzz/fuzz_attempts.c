/* The file of failed logins: whatever stands in it, no more is taken than there is room for, what
 * was taken reads back, nothing counts for longer than an hour, and what is added and settled
 * shows.
 *
 * Input: the file. */
#include "fuzz.h"

#include "base/memory.h"
#include "run/attempts.h"

#include <stdlib.h>
#include <string.h>

static const int64_t now = 1795248000000;

static int seen(const struct attempts *a, const char *user)
{
	unsigned char who[ATTEMPT_WHO];

	attempts_hash(a, user, "mail.example.org", who);
	return attempts_of(a, who).n;
}

static void reads_back(const struct attempts *a)
{
	struct attempts *back = mem_alloc(sizeof(*back));
	struct buf text = {0};

	attempts_write(a, &text);
	CLAIM(text.n <= ATTEMPTS_TEXT_MAX);
	CLAIM(attempts_read(back, text.p, text.n) == ATTEMPTS_SOUND);
	CLAIM(back->n == a->n && memcmp(back->key, a->key, ATTEMPT_KEY) == 0);
	CLAIM(memcmp(back->entries, a->entries, a->n * sizeof(a->entries[0])) == 0);
	buf_free(&text);
	free(back);
}

/* A login that begins, and ends in each way. */
static void counts(struct attempts *a)
{
	struct login_attempt e = {.at = now, .id = "abcdefg"};
	int before = seen(a, "bob");

	attempts_hash(a, "BOB", "Mail.Example.Org.", e.who);
	attempts_add(a, &e);
	CLAIM(seen(a, "bob") == before + 1 || a->n == ATTEMPTS_MAX);
	attempts_settle(a, &e, ATTEMPT_FAILED);
	CLAIM(seen(a, "bob") > 0);
	reads_back(a);
	attempts_settle(a, &e, ATTEMPT_NOT_JUDGED);
	CLAIM(seen(a, "bob") <= before);
	attempts_settle(a, &e, ATTEMPT_PASSED);
	CLAIM(seen(a, "bob") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct attempts *a = mem_alloc(sizeof(*a));
	enum attempts_state state = attempts_read(a, (const char *)data, size);

	CLAIM(a->n <= ATTEMPTS_MAX);
	CLAIM(state != ATTEMPTS_FOREIGN || a->n == 0);
	reads_back(a);
	attempts_prune(a, now);
	CLAIM(!attempts_prune(a, now));
	for (size_t i = 0; i < a->n; i++)
		CLAIM(a->entries[i].at <= now && a->entries[i].at > now - ATTEMPTS_AGE_MS);
	reads_back(a);
	counts(a);
	attempts_prune(a, now + ATTEMPTS_AGE_MS);
	CLAIM(a->n == 0);
	free(a);
	return 0;
}

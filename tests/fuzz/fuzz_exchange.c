/* Logins that libgsasl computes: whatever a server sends, the exchange ends, nothing of the secret
 * is said in clear, and no server is believed that owes its proof.
 *
 * Input: mechanism, user, secret, then challenges, each a line: text, in which {r} is the client's
 * nonce, or base64 behind a '='. Kerberos is not among them: without a ticket nothing of the
 * server's gets that far. */
#include "fuzz.h"

#include "sasl/exchange.h"
#include "base/base64.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 8 };

static const char *const names[] = {
	"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "CRAM-MD5",
	"DIGEST-MD5",  "NTLM"};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

const char *__lsan_default_suppressions(void);

/* libgsasl 2.2.0 forgets what a server says twice in one challenge: a few bytes of the server's. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libgsasl.so\n";
}

struct talk {
	const struct sasl_mechanism *m;
	struct sasl_exchange *x;
	const char *secret;
	char nonce[64];
	struct buf said;     /* all of it */
	bool secret_is_word; /* long and odd enough not to be there by chance */
};

/* Rounds by the million are right, and too slow for here. */
static bool is_slow(const char *line)
{
	const char *i = strstr(line, "i=");

	return i != NULL && strspn(i + 2, "0123456789") > 4 && strspn(i + 2, "0123456789") < 8;
}

static void note_nonce(struct talk *t, const struct buf *words)
{
	const char *r = words->n > 0 ? strstr(words->p, ",r=") : NULL;

	if (r != NULL && t->nonce[0] == '\0')
		strncat(t->nonce, r + 3, sizeof(t->nonce) - 1);
}

static void challenge(const struct talk *t, const char *line, struct buf *out)
{
	const char *r;

	if (line[0] == '=') {
		base64_decode(out, line + 1, strlen(line + 1));
		return;
	}
	while ((r = strstr(line, "{r}")) != NULL) {
		buf_add(out, line, (size_t)(r - line));
		buf_str(out, t->nonce);
		line = r + 3;
	}
	buf_str(out, line);
}

static bool holds(const struct buf *b, const char *part)
{
	return b->n > 0 && memmem(b->p, b->n, part, strlen(part)) != NULL;
}

static enum sasl_state heard(struct talk *t, enum sasl_state state, struct buf *words)
{
	CLAIM(state != SASL_WORKING); /* there is no loop */
	CLAIM((state == SASL_FAULT) == (sasl_fault(t->x) != NULL));
	CLAIM(state == SASL_SAY || words->n == 0);
	CLAIM(!t->secret_is_word || !holds(words, t->secret));
	note_nonce(t, words);
	if (words->n > 0)
		buf_add(&t->said, words->p, words->n);
	buf_clear(words);
	return state;
}

/* The server says yes wherever it has no more challenges. */
static void judge(struct talk *t)
{
	const char *fault = sasl_success(t->x);
	int i = sasl_iterations(t->x);

	CLAIM(fault != NULL || !t->m->must_prove || sasl_server_proved(t->x));
	CLAIM(i >= 0 && (i <= SASL_ITERATIONS_MAX || strcmp(sasl_fault(t->x), "iterations") == 0));
	CLAIM(i == 0 || strncmp(t->m->name, "SCRAM", 5) == 0);
	CLAIM((sasl_binding(t->x) != NULL) == (t->m->binds && t->said.n > 0) || fault != NULL);
}

static void talk(struct talk *t, struct input in)
{
	struct buf words = {.secret = true};
	enum sasl_state state = SASL_SAY;

	if (t->m->client_first)
		state = heard(t, sasl_first(t->x, &words), &words);
	for (int step = 0; in.n > 0 && step < STEPS_MAX; step++) {
		char *line = input_line(&in);
		struct buf raw = {0};

		if (!is_slow(line)) {
			enum sasl_state before = state;

			challenge(t, line, &raw);
			state = heard(t, sasl_next(t->x, (struct bytes){raw.p, raw.n}, &words),
				      &words);
			CLAIM(before == SASL_SAY || state == SASL_FAULT); /* for good */
		}
		buf_free(&raw);
		free(line);
	}
	judge(t);
	buf_free(&words);
}

static bool is_word(const char *secret, const char *user)
{
	return strlen(secret) > 8 && strstr(user, secret) == NULL &&
	       strspn(secret, "abcdefghijklmnopqrstuvwxyz") == strlen(secret);
}

/* What a server says may come back in DIGEST-MD5: its realm is in the answer. */
static bool server_knows(struct input in, const char *secret)
{
	return in.n > 0 && memmem(in.p, in.n, secret, strlen(secret)) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct talk t = {.m = sasl_find(names[input_byte(&in) % NAMES])};
	char *user = input_line(&in), *secret = input_line(&in);
	struct sasl_identity id = {.user = user,
				   .secret = secret,
				   .secret_len = strlen(secret),
				   .host = "mx.example.org",
				   .port = 587,
				   .binding_name = "tls-exporter",
				   .binding = {(char[]){"0123456789abcdef"}, 16}};

	CLAIM(t.m != NULL);
	t.secret = secret;
	t.secret_is_word = is_word(secret, user) && !server_knows(in, secret);
	if (sasl_missing(t.m) == NULL) {
		t.x = sasl_new(t.m, &id, NULL, NULL, NULL);
		talk(&t, in);
		sasl_free(t.x);
	}
	buf_free(&t.said);
	free(user);
	free(secret);
	return 0;
}
